//! A cell of a table's first row → what the column holds.

use crate::text::lang::Lang;

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Meaning {
    Source,
    Target,
    Id,
    Status,
    Score,
    Confidence,
    Origin,
    Context,
    Note,
    Other,
}

/// What the head of a column says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Head {
    /// [`Meaning::Other`] where a language says which side it is.
    pub(super) meaning: Meaning,
    pub(super) lang: Option<Lang>,
    /// What it says of who made the texts.
    pub(super) maker: Maker,
}

/// Who made the texts of a column, the least trusted first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Maker {
    /// A machine, or they are proposals.
    Machine,
    #[default]
    Unsaid,
    /// A person checked them.
    Checked,
}

/// What tells that a machine made the texts of a column, or that they are proposals; in lower case.
const MACHINE: [&str; 22] = [
    "machine",
    "mt",
    "nmt",
    "automatic",
    "automatique",
    "auto",
    "automatisée",
    "raw",
    "brute",
    "deepl",
    "google",
    "proposition",
    "proposée",
    "proposed",
    "suggestion",
    "suggested",
    "draft",
    "brouillon",
    "pretranslation",
    "prétraduction",
    "maschinelle",
    "ta",
];

/// What tells that a person made or checked them.
const CHECKED: [&str; 28] = [
    "human",
    "humaine",
    "humain",
    "final",
    "finale",
    "validé",
    "validée",
    "validated",
    "reviewed",
    "revised",
    "révisé",
    "révisée",
    "revu",
    "revue",
    "approved",
    "approuvé",
    "approuvée",
    "corrected",
    "corrigé",
    "corrigée",
    "edited",
    "postedited",
    "post",
    "définitif",
    "définitive",
    "definitive",
    "confirmed",
    "relue",
];

/// The country that an adjective or abbreviation beside a language's name stands for: `British English`.
const REGIONS: [(&str, &[&str]); 12] = [
    ("GB", &["british", "britannique", "uk", "britisch"]),
    ("US", &["american", "américain", "américaine", "usa"]),
    ("CA", &["canadian", "canadien", "canadienne", "québécois", "québec"]),
    ("CH", &["swiss", "suisse"]),
    ("BE", &["belgian", "belge"]),
    ("FR", &["metropolitan", "métropolitain", "france"]),
    ("AU", &["australian", "australien"]),
    ("IE", &["irish", "irlandais"]),
    ("NZ", &["zealand"]),
    ("BR", &["brazilian", "brésilien", "brasileiro"]),
    ("MX", &["mexican", "mexicain"]),
    ("AT", &["austrian", "autrichien"]),
];

/// What a cell of the first row names, in English or French: a side, perhaps with a number, a language with or without one (`fr`, `French (France)`,
/// `English source`, `target_en`), or what else is kept of a row.
pub(super) fn head(cell: &str) -> Head {
    let name = cell.trim().trim_start_matches('\u{FEFF}').to_lowercase();
    let meaning = match name.as_str() {
        "id" | "tuid" | "key" | "identifiant" | "clé" | "n°" | "nº" | "#" | "num" | "numéro" | "number" => {
            Meaning::Id
        }
        "l1" => Meaning::Source,
        "l2" => Meaning::Target,
        "status" | "state" | "statut" | "état" => Meaning::Status,
        "score" => Meaning::Score,
        "confidence" | "confiance" => Meaning::Confidence,
        "origin" | "article" | "document" | "file" | "origine" | "fichier" => Meaning::Origin,
        "context" | "contexte" => Meaning::Context,
        "note" | "notes" | "comment" | "comments" | "remark" | "commentaire" | "commentaires" | "remarque" => {
            Meaning::Note
        }
        _ => Meaning::Other,
    };
    if meaning != Meaning::Other {
        return Head {
            meaning,
            lang: None,
            maker: Maker::default(),
        };
    }
    if let Some((_, lang)) = SHORTENED.iter().find(|(short, _)| *short == name) {
        return Head {
            meaning,
            lang: Lang::parse(lang).ok(),
            maker: Maker::default(),
        };
    }
    let found = side_and_language(&name);
    if found.meaning != Meaning::Other || found.lang.is_some() {
        return found;
    }
    Head {
        meaning,
        lang: Lang::from_name(&name),
        maker: Maker::default(),
    }
}

/// What columns of a language are called in short, in lower case: `VF` is a `version française`.
const SHORTENED: [(&str, &str); 9] = [
    ("vf", "fr"),
    ("va", "en"),
    ("fran", "fr"),
    ("franç", "fr"),
    ("ang", "en"),
    ("angl", "en"),
    ("engl", "en"),
    ("esp", "es"),
    ("allem", "de"),
];

/// What a column of texts is called, whatever their language.
const TEXTS: [&str; 33] = [
    "text",
    "texte",
    "texts",
    "textes",
    "segment",
    "segments",
    "string",
    "strings",
    "chaîne",
    "chaînes",
    "term",
    "terme",
    "language",
    "langue",
    "lang",
    "version",
    "libellé",
    "libellés",
    "label",
    "labels",
    "sentence",
    "sentences",
    "phrase",
    "phrases",
    "content",
    "contenu",
    "value",
    "valeur",
    "intitulé",
    "wording",
    "column",
    "colonne",
    "sprache",
];

/// Whether a cell of the first row says no more than that its column holds texts: `Segment`, or `VO`, the version that is not the other one.
/// Beside a column of one side it is the other side.
pub(super) fn is_of_texts(cell: &str) -> bool {
    let name = cell.trim().trim_start_matches('\u{FEFF}').to_lowercase();
    let mut words = name.split_whitespace().peekable();
    words.peek().is_some() && words.all(|word| TEXTS.contains(&word)) || name == "vo"
}

/// A language by its name, in a feminine form too (`version française`).
fn language(name: &str) -> Option<Lang> {
    let feminine = || {
        let masculine = name
            .strip_suffix("ne")
            .filter(|_| name.ends_with("enne"))
            .or_else(|| name.strip_suffix('e'))?;
        Lang::from_name(masculine).filter(|_| masculine.len() > 3)
    };
    Lang::from_name(name).or_else(feminine)
}

/// A language by words that name it and perhaps its country, in either order: `fr FR`, `anglais UK`, `British English`, `English (United States)`.
fn language_of(words: &[&str]) -> Option<Lang> {
    let in_region = |name: &str, region: &str| {
        let lang = language(name)?;
        let adjective = REGIONS
            .iter()
            .find(|(_, names)| names.contains(&region))
            .map(|(code, _)| (*code).to_owned());
        let code = || {
            (region.len() == 2 && region.bytes().all(|b| b.is_ascii_alphabetic())).then(|| region.to_ascii_uppercase())
        };
        let tag = format!("{}-{}", lang.primary(), adjective.or_else(code)?);
        Lang::parse(&tag).ok().filter(|_| lang.region().is_none())
    };
    match words {
        [] => None,
        [only] => language(only),
        // `en français`: in that language.
        ["en" | "in" | "auf", name] if name.len() > 2 && language(name).is_some() => language(name),
        [name, country @ ..] => {
            let named =
                Lang::from_name(&format!("{name} ({})", country.join(" "))).filter(|lang| lang.region().is_some());
            named.or_else(|| match words {
                [name, region] => in_region(name, region).or_else(|| in_region(region, name)),
                ["en" | "in" | "auf", rest @ ..] => language_of(rest),
                _ => None,
            })
        }
    }
}

/// Whether a word says which side a column is, behind `de`.
fn is_side_word(word: &str) -> bool {
    matches!(word, "départ" | "depart" | "arrivée" | "arrivee" | "origine" | "source")
}

fn side_and_language(name: &str) -> Head {
    let none = Head {
        meaning: Meaning::Other,
        lang: None,
        maker: Maker::default(),
    };
    let (mut side, mut maker) = (None, Maker::default());
    let mut kept = Vec::new();
    let words: Vec<&str> = name
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .collect();
    for (at, word) in words.iter().copied().enumerate() {
        let found = match word {
            "source" | "src" | "original" | "originale" | "quelle" | "quelltext" | "ausgangstext" | "fuente"
            | "départ" | "depart" | "origine" | "from" => Some(Meaning::Source),
            // `Langue de départ`, `Texte d’origine`
            "d" | "de" | "of" if at > 0 && at + 1 < words.len() && is_side_word(words[at + 1]) => continue,
            "target" | "tgt" | "trg" | "translation" | "translated" | "cible" | "traduction" | "traduit"
            | "traduite" | "ziel" | "zieltext" | "übersetzung" | "destino" | "traducción" | "arrivée" | "arrivee"
            | "to" => Some(Meaning::Target),
            word if TEXTS.contains(&word) => continue,
            // The second translation of a text.
            number if number.len() <= 2 && number.bytes().all(|byte| byte.is_ascii_digit()) => continue,
            word if MACHINE.contains(&word) => {
                maker = Maker::Machine;
                continue;
            }
            word if CHECKED.contains(&word) => {
                maker = maker.max(Maker::Checked);
                continue;
            }
            _ => None,
        };
        match found {
            Some(meaning) if side.is_none() => side = Some(meaning),
            // `source translation` says nothing.
            Some(_) => return none,
            None => kept.push(word),
        }
    }
    match (side, language_of(&kept)) {
        (Some(meaning), None) if kept.is_empty() => Head {
            meaning,
            lang: None,
            maker,
        },
        (side, Some(lang)) => Head {
            meaning: side.unwrap_or(Meaning::Other),
            lang: Some(lang),
            maker,
        },
        _ => none,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn heads_are_read_as_people_write_them() {
        use Meaning::{Id, Note, Other, Source, Target};
        for (cell, meaning, lang) in [
            ("Source", Source, None),
            ("Target text", Target, None),
            ("Texte cible", Target, None),
            ("English source", Source, Some("en")),
            ("French target", Target, Some("fr")),
            ("source_fr", Source, Some("fr")),
            ("target-en", Target, Some("en")),
            ("src", Source, None),
            ("Target 2", Target, None),
            ("en_2", Other, Some("en")),
            ("2", Other, None),
            ("Target (EN-GB)", Target, Some("en-GB")),
            ("Langue source : français", Source, Some("fr")),
            ("Texte français", Other, Some("fr")),
            ("English (UK)", Other, Some("en-GB")),
            ("ENG", Other, Some("eng")),
            ("English (United Kingdom) source", Source, Some("en-GB")),
            ("English (United Kingdom)", Other, Some("en-GB")),
            ("Traduction en anglais", Target, Some("en")),
            ("En français", Other, Some("fr")),
            ("French FR", Other, Some("fr-FR")),
            ("English US", Other, Some("en-US")),
            ("Anglais UK", Other, Some("en-GB")),
            ("Source segment (fr-FR)", Source, Some("fr-FR")),
            ("Cible EN-GB", Target, Some("en-GB")),
            ("Version française", Other, Some("fr")),
            ("Version anglaise", Other, Some("en")),
            ("Version italienne", Other, Some("it")),
            ("Anglais britannique", Other, Some("en-GB")),
            ("American English", Other, Some("en-US")),
            ("Canadian French", Other, Some("fr-CA")),
            ("Libellé anglais", Other, Some("en")),
            ("Quelle (EN)", Source, Some("en")),
            ("Ziel (FR)", Target, Some("fr")),
            ("Version", Other, None),
            ("Label", Other, None),
            ("ID", Id, None),
            ("Commentaires", Note, None),
            ("Le texte est long", Other, None),
            ("Source translation", Other, None),
            ("Source of the Nile", Other, None),
            ("Texte d'origine", Source, None),
            ("Langue de départ", Source, None),
            ("Langue d'arrivée", Target, None),
            ("Langue de départ : anglais", Source, Some("en")),
            ("Texte traduit", Target, None),
            ("Target DE", Target, Some("de")),
            ("From", Source, None),
            ("To", Target, None),
            ("L1", Source, None),
            ("L2", Target, None),
            ("FRA", Other, Some("fra")),
            ("ANG", Other, Some("en")),
            ("VF", Other, Some("fr")),
            ("N°", Id, None),
            ("From the bridge", Other, None),
            ("To be or not to be", Other, None),
            ("Le départ", Other, None),
        ] {
            let found = head(cell);
            let lang = lang.map(|tag| Lang::parse(tag).unwrap());
            assert_eq!((found.meaning, found.lang), (meaning, lang), "{cell}");
        }
        for (cell, meaning, maker) in [
            ("Machine translation", Target, Maker::Machine),
            ("Human translation", Target, Maker::Checked),
            ("Final translation", Target, Maker::Checked),
            ("Anglais (proposition)", Other, Maker::Machine),
            ("Anglais (validé)", Other, Maker::Checked),
            ("Traduction automatique", Target, Maker::Machine),
            ("Target", Target, Maker::Unsaid),
        ] {
            let found = head(cell);
            assert_eq!((found.meaning, found.maker), (meaning, maker), "{cell}");
        }
    }
}
