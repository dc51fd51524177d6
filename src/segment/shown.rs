//! A segment's stretch of the article → the text that is shown, translated and matched.
//!
//! The article keeps what its file has, so that offsets stand; a translator reads one line: line breaks folded, words that a line
//! break cuts made whole, marks of possible breaks left out.

use std::borrow::Cow;
use std::cell::OnceCell;
use std::collections::HashMap;

use crate::article::Article;
use crate::text::{drop_cap, hyphens};

/// What shows the segments of one article.
pub(super) struct Shown<'a> {
    article: &'a Article,
    /// How often the article has each word; found when a line break within a word first asks for it.
    words: OnceCell<HashMap<String, usize>>,
}

impl Shown<'_> {
    pub(super) fn new(article: &Article) -> Shown<'_> {
        Shown {
            article,
            words: OnceCell::new(),
        }
    }

    /// The text of a stretch of the article.
    pub(super) fn text(&self, stretch: &str) -> String {
        let text = without_break_marks(stretch);
        if !cuts_word(&text) {
            return fold_white_space(&text).into_owned();
        }
        let words = self
            .words
            .get_or_init(|| hyphens::vocabulary(self.article.text.lines()));
        let mut lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
        let mut out = lines.next().unwrap_or("").to_owned();
        for line in lines {
            // The large first letter of a paragraph.
            if drop_cap::letter(&out).is_some() && drop_cap::may_follow(line) {
                out.push_str(drop_cap::between(&out, line, words));
                out.push_str(line);
            } else {
                hyphens::join(&mut out, line, words);
            }
        }
        fold_white_space(&out).into_owned()
    }
}

/// Whether a line break falls within a word: after a hyphen, or after a large first letter.
fn cuts_word(text: &str) -> bool {
    let mut lines = text.lines();
    let first = lines.next().unwrap_or("");
    let more = lines.next().is_some();
    more && (drop_cap::letter(first).is_some() || text.lines().any(|line| line.trim_end().ends_with(hyphens::HYPHENS)))
}

/// A text without the soft hyphens that say where a word may be cut; one at the end of a line has cut its word.
fn without_break_marks(text: &str) -> Cow<'_, str> {
    const SOFT_HYPHEN: char = '\u{ad}';
    if !text.contains(SOFT_HYPHEN) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        if c != SOFT_HYPHEN || chars.peek().is_some_and(|next| matches!(next, '\n' | '\r')) {
            out.push(c);
        }
    }
    Cow::Owned(out)
}

/// Text of one line: soft hyphens left out, each line break, tab and run of plain white space folded to one space;
/// non-breaking spaces stay.
pub(super) fn line(text: &str) -> String {
    fold_white_space(&without_break_marks(text)).into_owned()
}

/// Folds each line break, tab and run of plain white space to one space; non-breaking spaces stay.
fn fold_white_space(text: &str) -> Cow<'_, str> {
    let plain = |c: char| c.is_whitespace() && !matches!(c, '\u{a0}' | '\u{202f}' | '\u{2007}');
    let bytes = text.as_bytes();
    let foldable = bytes.windows(2).any(|pair| pair == b"  ")
        || bytes.iter().any(|b| (0x09..=0x0d).contains(b))
        || text.contains(|c| plain(c) && c != ' ');
    if !foldable {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if !plain(c) {
            out.push(c);
        } else if !out.ends_with(' ') {
            out.push(' ');
        }
    }
    Cow::Owned(out)
}
