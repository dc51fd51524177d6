//! A large first letter over several lines of its paragraph (a drop cap) → the first letter of its first line.
//!
//! The program gives it as a line of its own, wherever in the reading order: it belongs to the topmost line beside it.

use crate::article::formats::pdf::page::{Line, Page};
use crate::text::drop_cap;
use crate::text::hyphens::vocabulary;

/// How much larger than the body's letters it is.
const LARGER: f32 = 1.5;
/// How far to the right of it its line begins, in sizes of the body's letters.
const NEAR: f32 = 1.6;

/// Puts the large first letters of each page before their lines; `body` is the size of the document's letters.
pub(crate) fn attach(pages: &mut [Page], body: f32) {
    let large = |line: &Line| line.size > body * LARGER && drop_cap::letter(&line.text).is_some();
    if !pages.iter().flat_map(|page| &page.lines).any(large) {
        return;
    }
    let words = vocabulary(pages.iter().flat_map(|page| &page.lines).map(|line| line.text.as_str()));
    for page in pages {
        let mut at = 0;
        while at < page.lines.len() {
            let beside = Some(&page.lines[at])
                .filter(|line| large(line))
                .and_then(|capital| line_beside(page, capital, body));
            let Some(beside) = beside else {
                at += 1;
                continue;
            };
            let capital = page.lines.remove(at).text;
            let line = &mut page.lines[if beside > at { beside - 1 } else { beside }];
            let space = drop_cap::between(&capital, &line.text, &words);
            let added = capital.len() + space.len();
            line.text.insert_str(0, &format!("{capital}{space}"));
            for range in &mut line.raised {
                *range = range.start + added..range.end + added;
            }
        }
    }
}

/// The topmost line that begins just right of a capital, within its height.
fn line_beside(page: &Page, capital: &Line, body: f32) -> Option<usize> {
    let beside = |line: &Line| {
        let middle = (line.top + line.bottom) / 2.0;
        let gap = line.left - capital.right;
        middle > capital.top - body * 0.5
            && middle < capital.bottom
            && gap > -body * 0.5
            && gap < body * NEAR
            && line.size < capital.size / LARGER
            && line
                .text
                .starts_with(|c: char| c.is_alphabetic() || matches!(c, '’' | '\''))
    };
    let lines = page.lines.iter().enumerate().filter(|(_, line)| beside(line));
    let top = lines.min_by(|(_, a), (_, b)| a.top.total_cmp(&b.top));
    top.map(|(at, _)| at)
}
