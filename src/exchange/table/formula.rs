//! Texts that a spreadsheet would take for a formula, in files of text.
//!
//! A program that opens a CSV or TSV file computes what a cell begins with `=`, `+`, `-` or `@` stands for, and a text from
//! anywhere may be made to call programs or addresses that way (CWE-1236). An apostrophe before it makes it text; when the
//! file is read again, it is taken away. A number is written as it is.

/// The text as a cell that no spreadsheet computes.
pub(super) fn escaped(cell: String) -> String {
    if is_formula(&cell) { format!("'{cell}") } else { cell }
}

/// The inverse of [`escaped`].
pub(super) fn unescaped(cell: &str) -> &str {
    cell.strip_prefix('\'').filter(|text| is_formula(text)).unwrap_or(cell)
}

/// Whether a cell begins as a formula does, behind any apostrophes, so that those of a text itself are kept, and behind any spaces,
/// which some programs pass over.
fn is_formula(cell: &str) -> bool {
    let text = cell.trim_start_matches('\'');
    let text = text.trim_start_matches([' ', '\u{A0}', '\u{202F}', '\u{FEFF}']);
    let begins = text.starts_with(['=', '+', '-', '@', '\t', '\r', '＝', '＋', '－', '＠']);
    begins && !is_number(text)
}

fn is_number(text: &str) -> bool {
    let digits = text.strip_prefix(['+', '-']).unwrap_or_default();
    let mut chars = digits.chars();
    chars.next().is_some_and(|c| c.is_ascii_digit()) && chars.all(|c| c.is_ascii_digit() || matches!(c, '.' | ','))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_would_be_computed_is_text_and_comes_back() {
        for text in [
            "=1+1",
            "=cmd|' /C calc'!A0",
            "+cmd|' /C calc'!A0",
            "-2+3+cmd|' /C calc'!A0",
            "@SUM(A1)",
            "\t=1",
            "＝1+1",
            "- Bonjour, dit-il.",
            "'=1",
            " =1",
            "\u{A0}\u{202F}@SUM(A1)",
            "' =1",
            "''-x",
        ] {
            let cell = escaped(text.to_owned());
            assert_eq!(cell, format!("'{text}"));
            assert_eq!(unescaped(&cell), text);
        }
        for text in [
            "",
            "'",
            "Le pont.",
            "'tis",
            "-5",
            "+3,5",
            "-1.250,00",
            "a=b",
            "– Oui.",
            "'été'",
        ] {
            assert_eq!(escaped(text.to_owned()), text);
            assert_eq!(unescaped(text), text);
        }
    }
}
