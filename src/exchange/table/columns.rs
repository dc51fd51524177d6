//! Cells ⇄ rows: which column is what, the same for TSV, CSV and XLSX.

use crate::exchange::row::Row;
use crate::exchange::source::ReadOptions;
use crate::memory::Status;
use crate::text::lang::Lang;

/// The columns after source and target that are written, in order.
pub(crate) const EXTRA_COLUMNS: [&str; 7] = ["id", "status", "score", "confidence", "origin", "context", "note"];

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Meaning {
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

/// What each column of a table is.
#[derive(Clone, Debug)]
pub(crate) struct Columns {
    meanings: Vec<Meaning>,
    source_lang: Option<Lang>,
    target_lang: Option<Lang>,
}

impl Columns {
    /// Source, target, origin: the columns of a table whose first row does not name them.
    pub(crate) fn unnamed() -> Columns {
        Columns {
            meanings: vec![Meaning::Source, Meaning::Target, Meaning::Origin],
            source_lang: None,
            target_lang: None,
        }
    }

    /// The columns that a first row names; `None` when it names no source and target, and so is a row like the others.
    pub(crate) fn named(row: &[&str], options: &ReadOptions) -> Option<Columns> {
        let mut columns = Columns {
            meanings: Vec::new(),
            source_lang: None,
            target_lang: None,
        };
        for cell in row {
            let (meaning, lang) = meaning_of(cell, options);
            let known = columns.meanings.contains(&meaning) && meaning != Meaning::Other;
            columns.meanings.push(if known { Meaning::Other } else { meaning });
            match meaning {
                Meaning::Source if !known => columns.source_lang = lang,
                Meaning::Target if !known => columns.target_lang = lang,
                _ => {}
            }
        }
        let has = |meaning| columns.meanings.contains(&meaning);
        (has(Meaning::Source) && has(Meaning::Target)).then_some(columns)
    }

    /// The row of these cells; cells that are not there are empty.
    pub(crate) fn row<'c>(&self, cells: impl Iterator<Item = &'c str>) -> Row {
        let mut row = Row {
            source_lang: self.source_lang.clone(),
            target_lang: self.target_lang.clone(),
            ..Row::default()
        };
        for (cell, meaning) in cells.zip(&self.meanings).filter(|(cell, _)| !cell.is_empty()) {
            let text = || Some(cell.to_owned());
            match meaning {
                Meaning::Source => cell.clone_into(&mut row.source),
                Meaning::Target => row.target = text(),
                Meaning::Id => row.id = text(),
                Meaning::Status => row.status = Status::parse(cell.trim()),
                Meaning::Score => row.score = number(cell).filter(|n| (0.0..=101.0).contains(n)),
                Meaning::Confidence => row.confidence = number(cell).filter(|n| (0.0..=1.0).contains(n)),
                Meaning::Origin => row.origin = text(),
                Meaning::Context => row.context = text(),
                Meaning::Note => row.note = text(),
                Meaning::Other => {}
            }
        }
        row
    }

    /// How many columns a row must have to hold a source and a target.
    pub(crate) fn needed(&self) -> usize {
        let place = |meaning| self.meanings.iter().position(|m| *m == meaning).unwrap_or(0);
        1 + place(Meaning::Source).max(place(Meaning::Target))
    }
}

/// The cells of a row after source and target, in the order of [`EXTRA_COLUMNS`].
pub(crate) fn extra_cells(row: &Row) -> [String; 7] {
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    [
        text(&row.id),
        row.status.map_or_else(String::new, |status| status.as_str().to_owned()),
        row.score.map_or_else(String::new, |score| format!("{score:.1}")),
        row.confidence
            .map_or_else(String::new, |confidence| format!("{confidence:.3}")),
        text(&row.origin),
        text(&row.context),
        text(&row.note),
    ]
}

/// A number with a point or a decimal comma, also as a percentage.
pub(crate) fn number(cell: &str) -> Option<f64> {
    let cell = cell.trim().trim_end_matches('%').trim_end();
    cell.replace(',', ".").parse().ok().filter(|n: &f64| n.is_finite())
}

/// What a cell of the first row names, in English or French, and the language if it is one.
fn meaning_of(cell: &str, options: &ReadOptions) -> (Meaning, Option<Lang>) {
    let name = cell.trim().to_lowercase();
    let meaning = match name.as_str() {
        "source" | "src" | "source text" | "source segment" | "texte source" | "segment source" => Meaning::Source,
        "target" | "tgt" | "trg" | "target text" | "target segment" | "translation" | "cible" | "texte cible"
        | "segment cible" | "traduction" => Meaning::Target,
        "id" | "tuid" | "key" | "identifiant" => Meaning::Id,
        "status" | "state" | "statut" | "état" => Meaning::Status,
        "score" => Meaning::Score,
        "confidence" | "confiance" => Meaning::Confidence,
        "origin" | "article" | "document" | "file" | "origine" | "fichier" => Meaning::Origin,
        "context" | "contexte" => Meaning::Context,
        "note" | "notes" | "comment" | "comments" | "remark" | "commentaire" | "remarque" => Meaning::Note,
        _ => Meaning::Other,
    };
    if meaning != Meaning::Other {
        return (meaning, None);
    }
    let lang = match name.as_str() {
        "french" | "français" | "francais" => Lang::parse("fr").ok(),
        "english" | "anglais" => Lang::parse("en").ok(),
        _ => Lang::parse(&name).ok(),
    };
    match lang {
        Some(lang) if options.from.accepts(&lang) => (Meaning::Source, Some(lang)),
        Some(lang) if options.to.accepts(&lang) => (Meaning::Target, Some(lang)),
        _ => (Meaning::Other, None),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn options() -> ReadOptions {
        ReadOptions {
            from: Lang::parse("fr").unwrap(),
            to: Lang::parse("en").unwrap(),
        }
    }

    #[test]
    fn a_first_row_can_name_the_columns_in_any_order() {
        let columns = Columns::named(&["Note", "en-GB", "x", "FR", "Statut"], &options()).unwrap();
        let row = columns.row(["n", "rain", "y", "pluie", "confirmed"].into_iter());
        assert_eq!((row.source.as_str(), row.target.as_deref()), ("pluie", Some("rain")));
        assert_eq!((row.note.as_deref(), row.status), (Some("n"), Some(Status::Confirmed)));
        assert_eq!(row.target_lang.map(|l| l.to_string()).as_deref(), Some("en-GB"));
        assert_eq!(columns.needed(), 4);
        assert!(Columns::named(&["Source", "Traduction"], &options()).is_some());
        for data in [&["Il pleut.", "It rains."][..], &["fr", "de"], &["source"], &[]] {
            assert!(Columns::named(data, &options()).is_none(), "{data:?}");
        }
    }

    #[test]
    fn a_row_without_names_is_source_target_origin() {
        let row = Columns::unnamed().row(["a", "", "page"].into_iter());
        assert_eq!((row.target, row.origin.as_deref()), (None, Some("page")));
    }

    #[test]
    fn numbers_are_read_as_people_write_them() {
        assert_eq!(number(" 93,5 % "), Some(93.5));
        assert_eq!(number("inf"), None);
    }
}
