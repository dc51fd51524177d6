//! The beginning of a table of text → what stands between its cells.

use super::layout::HEADER_WITHIN;
use super::records::{Dialect, Records};
use crate::exchange::source::FileLanguages;
use crate::exchange::table::columns::Columns;

/// What can stand between cells. Of several that would do the first is taken: a tab is hardly ever part of a text, and where the
/// comma is the decimal mark Excel writes semicolons.
const SEPARATORS: [char; 4] = ['\t', ';', ',', '|'];

/// The separator that a first line of `sep=;` names, as Excel reads it.
pub(super) fn instructed(line: &str) -> Option<char> {
    let line = line.trim_matches(['\u{FEFF}', '"', '\r', '\n', ' ']);
    let named = line.get(..4).filter(|start| start.eq_ignore_ascii_case("sep="))?;
    let mut rest = line[named.len()..].chars();
    rest.next().filter(|_| rest.next().is_none())
}

/// The separator of a CSV file that begins so: the one under which its first rows name a source and a target, else the one that
/// gives every row the same number of cells, two or more; else the only one that occurs. `whole` says that nothing follows.
///
/// # Errors
/// Where several occur and none gives each row as many cells.
pub(super) fn separator(head: &str, whole: bool, options: &FileLanguages) -> Result<char, String> {
    if let Some(separator) = head.lines().next().and_then(instructed) {
        return Ok(separator);
    }
    let mut tables = SEPARATORS.map(|separator| (separator, rows(head, whole, separator)));
    // Where quoted cells do not end at a separator it is not the one.
    tables.sort_by_key(|(_, (_, is_malformed))| *is_malformed);
    let tables = tables.map(|(separator, (rows, _))| (separator, rows));
    let names = |rows: &Vec<Vec<String>>| {
        let mut first = rows.iter().take(HEADER_WITHIN);
        first.any(|row| Columns::named(&row.iter().map(String::as_str).collect::<Vec<_>>(), options).is_some())
    };
    if let Some((separator, _)) = tables.iter().find(|(_, rows)| names(rows)) {
        return Ok(*separator);
    }
    let separates = |rows: &Vec<Vec<String>>| rows.iter().any(|row| row.len() > 1);
    let even = |rows: &Vec<Vec<String>>| separates(rows) && rows.iter().all(|row| row.len() == rows[0].len());
    // Where several do, the one behind which no white space stands: a comma or semicolon of a text has some behind it.
    let spaced = |rows: &Vec<Vec<String>>| {
        let behind = rows.iter().flat_map(|row| row.iter().skip(1));
        behind.filter(|cell| cell.starts_with([' ', '\u{a0}'])).count()
    };
    let best = tables
        .iter()
        .filter(|(_, rows)| even(rows))
        .min_by_key(|(_, rows)| spaced(rows));
    if let Some((separator, _)) = best {
        return Ok(*separator);
    }
    let occurring: Vec<char> = tables
        .iter()
        .filter(|(_, rows)| separates(rows))
        .map(|(separator, _)| *separator)
        .collect();
    match *occurring {
        [only] => Ok(only),
        [] => Ok(','),
        _ => Err("it cannot be told what stands between the cells, since neither a tab, a semicolon nor a comma gives each row \
                  as many"
            .to_owned()),
    }
}

/// The rows that have anything in them, the last one only if it is whole; and whether something stands behind a quoted cell.
fn rows(head: &str, whole: bool, separator: char) -> (Vec<Vec<String>>, bool) {
    let mut records = Records::new(head.as_bytes(), Dialect::Csv(separator));
    let mut rows = Vec::new();
    // A quoted cell that does not end may end behind the head; if not, the reader says so.
    while let Ok(Some((_, cells))) = records.next() {
        rows.push(cells);
    }
    if !whole {
        rows.pop();
    }
    rows.retain(|row| row.iter().any(|cell| !cell.trim().is_empty()));
    (rows, records.is_malformed)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::lang::Lang;

    fn found(head: &str) -> Option<char> {
        let options = FileLanguages {
            from: Lang::parse("fr").unwrap(),
            to: Lang::parse("en").unwrap(),
        };
        separator(head, true, &options).ok()
    }

    #[test]
    fn the_separator_gives_each_row_as_many_cells() {
        for (head, expected) in [
            (
                "Bonjour monsieur.;Hello, sir.\nLe pont, lui, est rouge.;The bridge is red.",
                Some(';'),
            ),
            ("3,5 % ou 4,5 %.;3.5% or 4.5%.\n9,58 s.;9.58 s.", Some(';')),
            ("Bonjour, monsieur.;Hello, sir.\nOui.;Yes.", Some(';')),
            ("a,b", Some(',')),
            (
                "Bonjour; ça va,Hello; how are you\nBonsoir; ça va,Good evening; how are you",
                Some(','),
            ),
            ("Oui, oui;Yes, yes\nNon, non;No, no", Some(';')),
            ("a;b,c\nd;e,f", Some(';')),
            ("\"a;b;c\",d", Some(',')),
            ("\"a;b\",c;d", Some(',')),
            ("a\tb;c,d\ne\tf", Some('\t')),
            ("a|b\nc|d", Some('|')),
            ("a;b\nc;d;e", Some(';')),
            ("a;b,c\nd,e", Some(',')),
            ("a;b,c\nd", None),
            ("fr,en\na,b;c\nd", Some(',')),
            ("sep=|\na;b", Some('|')),
            ("a", Some(',')),
            ("", Some(',')),
        ] {
            assert_eq!(found(head), expected, "{head:?}");
        }
    }

    #[test]
    fn excels_instruction_is_one_character() {
        assert_eq!(instructed("sep=;"), Some(';'));
        assert_eq!(instructed("\u{FEFF}SEP=\t\r"), Some('\t'));
        assert_eq!(instructed("sep=ab"), None);
        assert_eq!(instructed("séparé"), None);
    }
}
