//! The first rows of a table → where its header is, and which column holds what.

use crate::exchange::source::FileLanguages;
use crate::exchange::table::columns::{Columns, confidence};
use crate::exchange::table::header::head;

/// A header comes within this many rows.
pub(super) const HEADER_WITHIN: usize = 10;
/// The rows that are looked at.
pub(super) const SAMPLE: usize = 200;

/// How a table is laid out.
#[derive(Clone, Debug)]
pub(super) struct Layout {
    /// The rows before the first with texts: titles and the header.
    pub(super) skip: usize,
    pub(super) columns: Columns,
    /// Whether a header names the columns.
    pub(super) is_named: bool,
}

/// The header is of other languages than those asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct OtherLanguages {
    /// Which row of the table, the header counted, from 0.
    pub(super) row: usize,
    pub(super) problem: String,
}

impl Layout {
    /// The layout of a table that begins with these rows, none of which is empty.
    ///
    /// A header may come after rows with a single cell, such as a title. Without one, source and target are the first two columns that
    /// hold texts and not numbers, dates or codes; where there are no two such, the first two.
    pub(super) fn of(rows: &[Vec<String>], options: &FileLanguages) -> Result<Layout, OtherLanguages> {
        for (at, row) in rows.iter().enumerate().take(HEADER_WITHIN) {
            let cells: Vec<&str> = row.iter().map(String::as_str).collect();
            if let Some(columns) = Columns::named(&cells, options) {
                return Ok(Layout {
                    skip: at + 1,
                    columns,
                    is_named: true,
                });
            }
            if let Some(problem) = other_languages(&cells, options) {
                return Err(OtherLanguages { row: at, problem });
            }
            if filled(row).count() > 1 {
                break;
            }
        }
        Ok(Layout {
            skip: 0,
            columns: guessed(rows),
            is_named: false,
        })
    }
}

fn filled(row: &[String]) -> impl Iterator<Item = &String> {
    row.iter().filter(|cell| !cell.trim().is_empty())
}

/// What is wrong with a row that names languages, and not both of those asked for.
fn other_languages(cells: &[&str], options: &FileLanguages) -> Option<String> {
    let mut languages = Vec::new();
    for cell in cells.iter().filter(|cell| !cell.trim().is_empty()) {
        let head = head(cell);
        match head.lang {
            // Of the thousands of languages of three letters many are words.
            Some(lang) if lang.primary().len() == 2 => languages.push(lang),
            _ if head.meaning != super::header::Meaning::Other => {}
            _ => return None,
        }
    }
    let asked = |lang: &crate::text::lang::Lang| options.from.accepts(lang) || options.to.accepts(lang);
    // `si` and `no` are words too; beside a language that was asked for they are none.
    let certain = languages.iter().any(asked) || languages.iter().all(|lang| lang.region().is_some());
    let different = languages.iter().any(|lang| !languages[0].accepts(lang));
    (different && certain).then(|| {
        let names: Vec<String> = languages.iter().map(ToString::to_string).collect();
        format!(
            "the columns are in {}, not in {} and {}",
            names.join(" and "),
            options.from,
            options.to
        )
    })
}

/// The columns of a table without header.
fn guessed(rows: &[Vec<String>]) -> Columns {
    let width = rows.iter().map(Vec::len).max().unwrap_or(0);
    let holds_texts = |column: &usize| {
        let cells = || {
            rows.iter()
                .filter_map(|row| row.get(*column))
                .filter(|cell| !cell.trim().is_empty())
        };
        let texts = cells().filter(|cell| is_text(cell)).count();
        texts > 0 && 2 * texts >= cells().count()
    };
    let mut texts = (0..width).filter(holds_texts);
    let (columns, next) = match (texts.next(), texts.next()) {
        (Some(source), Some(target)) if (source, target) != (0, 1) && source != target => {
            (Columns::unnamed_at(source, target), target + 1)
        }
        _ => (Columns::unnamed(), 2),
    };
    let mut cells = rows.iter().map(|row| row.get(next).map_or("", String::as_str));
    if cells.clone().next().is_some() && cells.all(is_confidence) {
        return columns.with_confidence();
    }
    columns
}

/// Whether a cell holds what an aligner says of a pair: a share of 1, with digits behind the point.
fn is_confidence(cell: &str) -> bool {
    cell.contains(['.', ',']) && !cell.contains('%') && confidence(cell).is_some()
}

/// Whether a cell holds words: not a number, a date, or a code such as `A-12`, `menu.file.open` or `MSG_SAVE`.
fn is_text(cell: &str) -> bool {
    let cell = cell.trim();
    if !cell.contains(char::is_alphabetic) {
        return false;
    }
    let one_word = !cell.contains(char::is_whitespace);
    let inside = cell.trim_end_matches(|c: char| !c.is_alphanumeric());
    !(one_word && inside.contains(|c: char| c.is_ascii_digit() || matches!(c, '_' | '.' | '/' | ':')))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::lang::Lang;

    fn layout(rows: &[&[&str]]) -> Result<Layout, OtherLanguages> {
        let options = FileLanguages {
            from: Lang::parse("fr").unwrap(),
            to: Lang::parse("en").unwrap(),
        };
        let rows: Vec<Vec<String>> = rows
            .iter()
            .map(|row| row.iter().map(|cell| (*cell).to_owned()).collect())
            .collect();
        Layout::of(&rows, &options)
    }

    /// Source and target of the last row.
    fn last(rows: &[&[&str]]) -> (String, String) {
        let layout = layout(rows).unwrap();
        let row = layout.columns.row(rows[rows.len() - 1].iter().copied());
        (row.source, row.target.unwrap_or_default())
    }

    #[test]
    fn source_and_target_are_found_with_or_without_a_header() {
        let pair = ("Le pont".to_owned(), "The bridge".to_owned());
        for rows in [
            &[&["Le pont", "The bridge"][..]][..],
            &[&["1", "Le pont", "The bridge"]],
            &[&["A-12", "01/02/2024", "Le pont", "The bridge", "x"]],
            &[&["menu.open", "Le pont", "The bridge"]],
            &[&["", "Le pont", "The bridge"]],
            &[&["Glossary", ""], &["", ""], &["en", "fr"], &["The bridge", "Le pont"]],
            &[&["EN", "note", "FR"], &["The bridge", "x", "Le pont"]],
            &[&["Texte d'origine", "Texte traduit"], &["Le pont", "The bridge"]],
            &[&["Langue d'arrivée", "Langue de départ"], &["The bridge", "Le pont"]],
            &[&["Segment", "Traduction proposée"], &["Le pont", "The bridge"]],
            &[&["Translation", "Phrase"], &["The bridge", "Le pont"]],
            &[&["ANG", "FRA"], &["The bridge", "Le pont"]],
            &[&["From", "To"], &["Le pont", "The bridge"]],
            &[&["L2", "L1"], &["The bridge", "Le pont"]],
            &[&["N°", "VF", "VO"], &["1", "Le pont", "The bridge"]],
            &[&["N°", "VO", "VF"], &["1", "The bridge", "Le pont"]],
        ] {
            assert_eq!(last(rows), pair, "{rows:?}");
        }
        assert_eq!(last(&[&["12", "12"]]), ("12".to_owned(), "12".to_owned()));
    }

    #[test]
    fn a_header_of_other_languages_is_refused() {
        for row in [&["fr", "de"][..], &["French", "German", "Note"], &["de-DE", "es-ES"]] {
            assert!(layout(&[row, &["a", "b"]]).is_err(), "{row:?}");
        }
        for row in [
            &["si", "no"][..],
            &["Le pont", "German"],
            &["fr", "x y"],
            &["Français", "French"],
        ] {
            assert!(layout(&[row]).is_ok(), "{row:?}");
        }
    }
}
