//! The lines of a page → who wrote it, and what the site says of them and of itself below the article.

use crate::article::block::BlockKind;
use crate::article::draft::Page;
use crate::article::furniture::line::Line;
use crate::article::furniture::reason::Furniture;
use crate::article::furniture::word_lists::vocabulary;

/// Marks the notes on the author that a title announces: `About the author`.
pub(crate) fn mark_notes(lines: &mut [Line<'_>]) {
    for at in 0..lines.len() {
        if vocabulary().author.contains(lines[at].words.join(" ").as_str()) {
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

/// Marks what is said of the author or of the site at the end of the article: sentences that begin with a name which a
/// byline, or the page above the title, has named.
pub(crate) fn mark_signatures(lines: &mut [Line<'_>], title: usize, last: usize, page: &Page<'_>) {
    let signed = |line: &Line<'_>| matches!(line.mark, Some(Furniture::Byline | Furniture::Copyright));
    let mut named: Vec<String> = Vec::new();
    for (at, line) in lines.iter().enumerate() {
        if at != title && line.words.len() <= 24 && signed(line) {
            let all = names(line.text);
            named.extend(
                all.iter()
                    .flat_map(|name| name.split(' '))
                    .filter(|part| part.chars().nth(3).is_some())
                    .map(str::to_lowercase),
            );
        } else if at < title && line.words.len() <= 12 {
            named.extend(names(line.text).iter().map(|name| name.to_lowercase()));
        }
    }
    // After the page's title comes the site's name.
    let site = page
        .title
        .and_then(|title| title.rsplit(['|', '-', '–', '—', '·']).next());
    named.extend(
        site.map(|site| site.trim().to_lowercase())
            .filter(|site| !site.is_empty() && page.title != Some(site)),
    );
    let mut prose = 0;
    for line in lines[title + 1..=last]
        .iter_mut()
        .rev()
        .filter(|line| line.mark.is_none())
    {
        let lower = line.text.to_lowercase();
        let begins = |name: &String| {
            lower
                .strip_prefix(name.as_str())
                .is_some_and(|rest| !rest.starts_with(char::is_alphanumeric))
        };
        if line.kind != BlockKind::Heading && prose < 4 && named.iter().any(begins) {
            line.mark = Some(Furniture::Byline);
        }
        prose += usize::from(line.prose);
        if prose >= 4 {
            return;
        }
    }
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
