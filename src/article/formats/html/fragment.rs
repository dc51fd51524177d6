//! A text → whether it is HTML without a page around it.

/// In a fragment of HTML a block element ends at least once in so many characters: paragraphs are shorter than that.
const FRAGMENT_DENSITY: usize = 1000;

/// Whether a text is HTML without a page around it, as editors of web sites and templates hold it: block elements end in it at
/// least three times and once in [`FRAGMENT_DENSITY`] characters. A text about HTML shows its tags less often than it has prose.
pub(crate) fn is_fragment(text: &str) -> bool {
    const BLOCKS: [&str; 14] = [
        "p",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "li",
        "div",
        "blockquote",
        "td",
        "th",
        "figcaption",
        "section",
    ];
    let ends = text
        .match_indices("</")
        .filter(|(at, _)| {
            let rest = &text.as_bytes()[at + 2..];
            BLOCKS.iter().any(|block| {
                rest.get(block.len()) == Some(&b'>') && rest[..block.len()].eq_ignore_ascii_case(block.as_bytes())
            })
        })
        .count();
    ends >= 3 && ends.saturating_mul(FRAGMENT_DENSITY) >= text.chars().count()
}
