//! How a sentence ends: its final mark, and what may close after it.

/// Marks that end a sentence, or a part of one after which a line may break.
const FINAL: [char; 6] = ['.', '!', '?', '…', ':', ';'];

/// What may stand after the final mark: closing quotation marks and brackets, the marks of emphasis that plain text has,
/// and spaces, non-breaking ones too.
pub(crate) const CLOSING: [char; 16] = [
    '»', '›', '"', '”', '“', '’', '\'', ')', ']', '}', '*', '_', ' ', '\u{a0}', '\u{202f}', '\u{2009}',
];

/// A line without the quotation marks and parentheses that close it.
pub(crate) fn bare_end(line: &str) -> &str {
    line.trim_end_matches(CLOSING)
}

/// Whether a line ends as a sentence does.
pub(crate) fn has_final_mark(line: &str) -> bool {
    bare_end(line).ends_with(FINAL)
}

/// Whether a sentence goes on after a line break.
pub(crate) fn goes_on(line: &str, next: &str) -> bool {
    let long = line.chars().nth(40).is_some();
    let open = !line.ends_with(['.', '!', '?', '…', ':', '»', '"', '”']);
    !line.is_empty() && !next.is_empty() && ((long && open) || next.starts_with(char::is_lowercase))
}
