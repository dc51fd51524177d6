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
}

/// What a cell of the first row names, in English or French: a side, perhaps with a number, a language with or without one (`fr`, `French (France)`,
/// `English source`, `target_en`), or what else is kept of a row.
pub(super) fn head(cell: &str) -> Head {
    let name = cell.trim().trim_start_matches('\u{FEFF}').to_lowercase();
    let meaning = match name.as_str() {
        "id" | "tuid" | "key" | "identifiant" | "clé" => Meaning::Id,
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
        return Head { meaning, lang: None };
    }
    let found = side_and_language(&name);
    if found.meaning != Meaning::Other || found.lang.is_some() {
        return found;
    }
    Head {
        meaning,
        lang: Lang::from_name(&name),
    }
}

fn side_and_language(name: &str) -> Head {
    let none = Head {
        meaning: Meaning::Other,
        lang: None,
    };
    let mut side = None;
    let mut kept = Vec::new();
    let words = name.split(|c: char| !c.is_alphanumeric());
    for word in words.filter(|word| !word.is_empty()) {
        let found = match word {
            "source" | "src" | "original" | "originale" => Some(Meaning::Source),
            "target" | "tgt" | "trg" | "translation" | "translated" | "cible" | "traduction" | "traduit" => {
                Some(Meaning::Target)
            }
            "text" | "texte" | "segment" | "string" | "chaîne" | "term" | "terme" | "language" | "langue" | "lang" => {
                continue;
            }
            // The second translation of a text.
            number if number.len() <= 2 && number.bytes().all(|byte| byte.is_ascii_digit()) => continue,
            _ => None,
        };
        match found {
            Some(meaning) if side.is_none() => side = Some(meaning),
            // `source translation` says nothing.
            Some(_) => return none,
            None => kept.push(word),
        }
    }
    // A language and its country were one name before the words of the side were taken out.
    let lang = match &*kept {
        [] => None,
        [language] => Lang::from_name(language),
        [language, country @ ..] => {
            let named = Lang::from_name(&format!("{language} ({})", country.join(" ")));
            named.filter(|lang| lang.region().is_some())
        }
    };
    match (side, lang) {
        (Some(meaning), None) if kept.is_empty() => Head { meaning, lang: None },
        (side, Some(lang)) => Head {
            meaning: side.unwrap_or(Meaning::Other),
            lang: Some(lang),
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
            ("Traduction en anglais", Other, None),
            ("ID", Id, None),
            ("Commentaires", Note, None),
            ("Le texte est long", Other, None),
            ("Source translation", Other, None),
            ("Source of the Nile", Other, None),
        ] {
            let found = head(cell);
            let lang = lang.map(|tag| Lang::parse(tag).unwrap());
            assert_eq!((found.meaning, found.lang), (meaning, lang), "{cell}");
        }
    }
}
