//! The lines of a page → who wrote it, and what the site says of them and of itself below the article.

use crate::article::block::BlockKind;
use crate::article::furniture::line::Line;
use crate::article::furniture::reason::Furniture;
use crate::article::furniture::word_lists::vocabulary;

/// Marks the notes on the author that a title announces: `About the author`.
pub(crate) fn mark_notes(lines: &mut [Line<'_>]) {
    for at in 0..lines.len() {
        if is_author_title(&lines[at]) {
            let until = (at + 4).min(lines.len());
            let note = lines[at + 1..until]
                .iter()
                .take_while(|line| line.mark.is_none() && line.kind != BlockKind::Heading);
            let end = at + 1 + note.count();
            for line in &mut lines[at..end] {
                line.mark.get_or_insert(Furniture::Byline);
            }
        }
    }
}

/// Whether a line is the title of a note on the author.
fn is_author_title(line: &Line<'_>) -> bool {
    let words = &line.words;
    words.len() <= LONGEST_TITLE && vocabulary().author.contains(words.joined(0..words.len()).as_str())
}

/// The most words of such a title.
const LONGEST_TITLE: usize = 8;
/// The most words of a note on the author.
const LONGEST_NOTE: usize = 40;
/// How many sentences of prose at the end of the article may be such notes.
const LAST_PROSE: usize = 4;

/// Marks what is said of the author at the end of the article: short lines that begin with a name of a person whom a
/// byline or a credit has named, and say what such notes say (`Ann Roe teaches …`). Organisations begin the
/// paragraphs of their own pages with their name, and others share the author's first name: neither counts.
pub(crate) fn mark_signatures(lines: &mut [Line<'_>], title: usize, last: usize) {
    let signed = |line: &Line<'_>| matches!(line.mark, Some(Furniture::Byline | Furniture::Copyright));
    let mut named: Vec<String> = Vec::new();
    for (at, line) in lines.iter().enumerate() {
        if at != title && line.words.len() <= 24 && signed(line) {
            for name in names(line.text) {
                let parts = name.split(' ').filter(|part| part.chars().nth(3).is_some());
                named.extend(parts.map(str::to_lowercase));
                named.push(name.to_lowercase());
            }
        }
    }
    let mut prose = 0;
    for line in lines[title + 1..=last]
        .iter_mut()
        .rev()
        .filter(|line| line.mark.is_none())
    {
        let lower = line.text.to_lowercase();
        let rest = |name: &String| {
            let rest = lower.strip_prefix(name.as_str())?;
            (!rest.starts_with(char::is_alphanumeric)).then_some(rest)
        };
        let is_note = line.kind != BlockKind::Heading
            && line.words.len() <= LONGEST_NOTE
            && named.iter().filter_map(rest).any(tells_of_author);
        if is_note {
            line.mark = Some(Furniture::Byline);
        }
        prose += usize::from(line.prose);
        if prose >= LAST_PROSE {
            return;
        }
    }
}

/// Whether what follows a name is what notes on authors say of them: `… teaches at Leyton`, `…, journaliste`.
fn tells_of_author(rest: &str) -> bool {
    let mut words = rest
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty());
    words.next().is_none_or(|word| vocabulary().author_verbs.contains(word))
}

/// The runs of two and more capitalised words in a line.
pub(crate) fn names(text: &str) -> Vec<String> {
    let mut names = Vec::new();
    let mut run: Vec<&str> = Vec::new();
    for word in text.split_whitespace().chain([""]) {
        let bare = word.trim_matches(|c: char| !c.is_alphanumeric());
        if bare.starts_with(char::is_uppercase) {
            run.push(bare);
        }
        if !bare.starts_with(char::is_uppercase) || !word.ends_with(bare) {
            // The first word may open the line and not the name: `Texte Anne Roux`.
            for from in 0..run.len().saturating_sub(1) {
                names.push(run[from..].join(" "));
            }
            run.clear();
        }
    }
    names
}
