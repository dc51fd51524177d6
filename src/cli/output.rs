//! How things look on a terminal: the few styles that all commands share, numbers and plurals.

use std::borrow::Cow;
use std::ops::Range;

use anstyle::{AnsiColor, Style};

pub(crate) use super::screen::paint;

/// The word `error` on stderr.
pub(crate) const ERROR: Style = AnsiColor::Red.on_default().bold();
/// Warnings, and what wants to be looked at.
pub(crate) const WARNING: Style = AnsiColor::Yellow.on_default().bold();
/// Hints: what to do next.
pub(crate) const HINT: Style = AnsiColor::Cyan.on_default().bold();

/// What is said in passing.
pub(crate) const FAINT: Style = Style::new().dimmed();

/// A text without line ends, each of which is shown as a sign.
pub(crate) fn on_one_line(text: &str) -> Cow<'_, str> {
    if text.contains(['\n', '\r']) {
        Cow::Owned(text.replace("\r\n", "\n").replace(['\n', '\r'], " ⏎ "))
    } else {
        Cow::Borrowed(text)
    }
}

/// A number with its noun: `1 block`, `12 blocks`, `1,200 blocks`.
pub(crate) fn counted(count: usize, one: &str, many: &str) -> String {
    format!("{} {}", grouped(count), if count == 1 { one } else { many })
}

/// As [`counted`], for the memory's counts.
pub(crate) fn counted_u64(count: u64, one: &str, many: &str) -> String {
    counted(usize::try_from(count).unwrap_or(usize::MAX), one, many)
}

/// As [`grouped`], for the memory's counts.
pub(crate) fn grouped_u64(number: u64) -> String {
    grouped(usize::try_from(number).unwrap_or(usize::MAX))
}

/// A whole number with its thousands set apart: `1,200`.
pub(crate) fn grouped(number: usize) -> String {
    let digits = number.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// A text with its marks: in colour, or in brackets where there is none.
pub(crate) fn marked(text: &str, marks: &[Range<usize>], style: Style, colored: bool) -> String {
    let mut out = String::with_capacity(text.len() + 4 * marks.len());
    let mut at = 0;
    for mark in marks {
        out.push_str(&text[at..mark.start]);
        let words = &text[mark.clone()];
        out.push_str(&if colored {
            paint(style, words)
        } else {
            format!("[{words}]")
        });
        at = mark.end;
    }
    out.push_str(&text[at..]);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_grouped_and_nouns_agree() {
        assert_eq!(counted(1, "block", "blocks"), "1 block");
        assert_eq!(counted(0, "block", "blocks"), "0 blocks");
        assert_eq!(grouped(999), "999");
        assert_eq!(grouped(1_234_567), "1,234,567");
    }

    #[test]
    fn a_text_of_several_lines_is_shown_on_one() {
        assert_eq!(on_one_line("Un\r\ndeux\n"), "Un ⏎ deux ⏎ ");
    }

    #[test]
    fn marks_stand_in_brackets_where_there_is_no_colour() {
        assert_eq!(
            marked("Le pont rouge.", &[3..7, 8..13], WARNING, false),
            "Le [pont] [rouge]."
        );
        assert_eq!(marked("Le pont.", &[], WARNING, false), "Le pont.");
    }
}
