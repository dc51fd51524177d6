//! The blocks of a pasted or saved page → the same blocks, with the page's furniture marked and its headings found.
//!
//! Nothing is deleted. A text without furniture must come out untouched, so a rule marks a line only on what the line
//! itself says (`Share this article`), or on where it stands beside lines that were marked so (the headlines under
//! `See also`). The rules are described in `docs/FORMATS.md`.

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use super::words::{has_final_mark, is_function_word, is_prose, key, words};
use super::{Block, BlockKind, Furniture};
use crate::lang::Lang;

/// The most words of a label.
const LABEL: usize = 18;
/// How many blocks apart two lines count as neighbours.
const NEAR: usize = 3;
/// The most characters and words of a heading.
const HEADING: (usize, usize) = (160, 20);

/// The words and phrases of `data/furniture.txt`.
#[derive(Default)]
struct Vocabulary {
    action: HashSet<&'static str>,
    interface: HashSet<&'static str>,
    dates: HashSet<&'static str>,
    phrases: HashMap<&'static str, Furniture>,
}

static VOCABULARY: LazyLock<Vocabulary> = LazyLock::new(|| {
    let mut vocabulary = Vocabulary::default();
    let mut section = "";
    for line in include_str!("../../data/furniture.txt").lines() {
        let line = line.trim();
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        if line.starts_with('[') {
            section = line;
            continue;
        }
        let reason = match section {
            "[action]" => {
                vocabulary.action.extend(line.split(' '));
                continue;
            }
            "[interface]" => {
                vocabulary.interface.extend(line.split(' '));
                continue;
            }
            "[dates]" => {
                vocabulary.dates.extend(line.split(' '));
                continue;
            }
            "[advertising]" => Furniture::Advertising,
            "[related]" => Furniture::Related,
            "[comments]" => Furniture::Comments,
            "[copyright]" => Furniture::Copyright,
            _ => Furniture::Byline,
        };
        vocabulary.phrases.insert(line, reason);
    }
    vocabulary
});

/// What is known of one block.
struct Line<'a> {
    text: &'a str,
    words: Vec<String>,
    key: String,
    prose: bool,
    mark: Option<Furniture>,
    /// A label that might also be a heading or an item of the article: it counts among other furniture only.
    doubtful: bool,
}

/// Marks the blocks of `text` that are furniture; blocks already marked stay so.
///
/// `lang` is the language that the text should be in: prose in another one than French and English is told by its
/// length and its marks alone.
pub(super) fn mark_furniture(text: &str, blocks: &mut [Block], lang: Option<&Lang>) {
    let known = lang.is_none_or(|lang| lang.is("fr") || lang.is("en"));
    let mut lines: Vec<Line<'_>> = blocks
        .iter()
        .map(|block| {
            let text = &text[block.range.clone()];
            let words = words(text);
            Line {
                text,
                key: key(text),
                prose: is_prose(text, &words, known),
                words,
                mark: block.furniture,
                doubtful: false,
            }
        })
        .collect();
    for line in &mut lines {
        mark_label(line);
    }
    mark_bylines(&mut lines);
    settle_doubts(&mut lines);
    mark_related(&mut lines);
    let captions = mark_repetitions(&mut lines);
    mark_outside(&mut lines);
    for (block, line) in blocks.iter_mut().zip(&lines) {
        block.furniture = line.mark;
    }
    for at in captions {
        blocks[at].kind = BlockKind::Caption;
    }
}

/// Marks a line that is furniture by what it says.
fn mark_label(line: &mut Line<'_>) {
    if line.mark.is_some() || line.words.is_empty() || line.words.len() > LABEL || line.prose {
        return;
    }
    if is_copyright(line) {
        line.mark = Some(Furniture::Copyright);
        return;
    }
    if let Some(reason) = phrase(line) {
        line.mark = Some(reason);
        // One common word (`Comments`, `Related`) can head a section of the article.
        line.doubtful = line.words.len() < 2 && reason != Furniture::Advertising;
        return;
    }
    if is_control(line) {
        line.mark = Some(Furniture::Interface);
        // Labels glued together, or many, are no heading; `Copy the link` could be one.
        let glued = line.words.len()
            > line
                .text
                .split(|c: char| !c.is_alphanumeric())
                .filter(|w| !w.is_empty())
                .count();
        let content = line.words.iter().filter(|word| !is_function_word(word)).count();
        line.doubtful = !glued && content < 3;
    }
}

/// The reason of a label that a list names: the whole line but for counts (`Comments (12)`), or, for links to other
/// articles, the beginning of the line up to its colon (`Read more: …`).
fn phrase(line: &Line<'_>) -> Option<Furniture> {
    let vocabulary = &*VOCABULARY;
    let whole: Vec<&str> = line
        .words
        .iter()
        .map(String::as_str)
        .filter(|w| w.parse::<u32>().is_err())
        .collect();
    match vocabulary.phrases.get(whole.join(" ").as_str()) {
        Some(Furniture::Byline | Furniture::Copyright) | None => {}
        Some(reason) => return Some(*reason),
    }
    let prefix = &line.text[..line.text.find([':', '|', '»', '>'])?];
    let reason = vocabulary.phrases.get(words(prefix).join(" ").as_str())?;
    matches!(reason, Furniture::Related | Furniture::Advertising).then_some(*reason)
}

/// `© 2020 …`, `Tous droits réservés …`, `Photo credit: …`.
fn is_copyright(line: &Line<'_>) -> bool {
    let lower = line.text.to_lowercase();
    let sentence = line.words.len() > 8 && line.text.ends_with('.') && !lower.contains("rights reserved");
    if sentence {
        return false;
    }
    let credit = ["©", "(c) ", "copyright ", "photo :", "photo:", "photos :", "photos:"]
        .iter()
        .any(|p| lower.starts_with(p));
    let named = VOCABULARY
        .phrases
        .iter()
        .filter(|(_, reason)| **reason == Furniture::Copyright)
        .any(|(phrase, _)| {
            let long = phrase.contains(' ');
            lower.starts_with(phrase) && lower[phrase.len()..].trim_start().starts_with([':', '©'])
                || long && lower.contains(phrase)
        });
    credit || named
}

/// Whether nearly all content words of a line are interface words, and one of them acts.
fn is_control(line: &Line<'_>) -> bool {
    if line.text.ends_with('.') {
        return false;
    }
    let vocabulary = &*VOCABULARY;
    let (mut known, mut unknown, mut acts) = (0, 0, false);
    for word in &line.words {
        let word = word.as_str();
        if vocabulary.action.contains(word) {
            acts = true;
            known += 1;
        } else if vocabulary.interface.contains(word) {
            known += 1;
        } else if !is_function_word(word) && word.parse::<u32>().is_err() {
            unknown += 1;
        }
    }
    acts && unknown * 6 <= known
}

/// Marks the lines that name the author or the date, around the beginning of the article.
fn mark_bylines(lines: &mut [Line<'_>]) {
    let mut prose = 0;
    for line in lines.iter_mut() {
        if line.prose && has_final_mark(line.text) {
            prose += 1;
            if prose == 3 {
                return;
            }
        } else if line.mark.is_none() && is_byline(line) {
            line.mark = Some(Furniture::Byline);
        }
    }
}

fn is_byline(line: &Line<'_>) -> bool {
    if line.words.len() < 2 || line.words.len() > LABEL || has_final_mark(line.text) {
        return false;
    }
    let vocabulary = &*VOCABULARY;
    let begins = (1..=3.min(line.words.len() - 1))
        .rev()
        .find(|n| vocabulary.phrases.get(line.words[..*n].join(" ").as_str()) == Some(&Furniture::Byline));
    let Some(begins) = begins else { return false };
    if begins > 1 {
        return true;
    }
    if !matches!(line.words[0].as_str(), "par" | "by") {
        return is_date_word(&line.words[1]);
    }
    // After `By` or `Par` come names and agencies, and little else.
    let rest = line.text.split_whitespace().skip(1);
    let (mut names, mut others) = (0, 0);
    for word in rest.filter(|word| word.chars().any(char::is_alphabetic)) {
        let lower = word.to_lowercase();
        let joins = matches!(
            lower.trim_matches(','),
            "avec" | "with" | "et" | "and" | "de" | "du" | "le" | "la" | "pour" | "for" | "à" | "at" | "in"
        );
        if word.starts_with(char::is_uppercase) {
            names += 1;
        } else if !joins {
            others += 1;
        }
    }
    let after_joint = line
        .words
        .iter()
        .any(|w| matches!(w.as_str(), "avec" | "with" | "afp" | "ap" | "reuters"));
    names > 0 && (others == 0 || (others == 1 && after_joint))
}

/// A number, a month or a day of the week, as dates begin with.
fn is_date_word(word: &str) -> bool {
    word.starts_with(|c: char| c.is_ascii_digit()) || VOCABULARY.dates.contains(word)
}

/// A doubtful label counts where another mark stands within reach; elsewhere it is the article's own.
fn settle_doubts(lines: &mut [Line<'_>]) {
    let marked: Vec<bool> = lines.iter().map(|line| line.mark.is_some()).collect();
    let certain = lines
        .iter()
        .filter(|line| line.mark.is_some() && !line.doubtful)
        .count();
    for (at, line) in lines.iter_mut().enumerate() {
        if line.doubtful {
            let near = at.saturating_sub(1)..(at + 2).min(marked.len());
            let others = near.filter(|other| *other != at && marked[*other]).count();
            if others == 0 && certain < 2 {
                line.mark = None;
            }
        }
    }
}

/// Marks the headlines under a title such as `See also`.
fn mark_related(lines: &mut [Line<'_>]) {
    let mut at = 0;
    while at < lines.len() {
        let titled = lines[at].mark == Some(Furniture::Related) && !names_its_link(&lines[at]);
        at += 1;
        if !titled {
            continue;
        }
        let end = (at..lines.len()).find(|i| lines[*i].prose).unwrap_or(lines.len());
        // The line before the next prose may be an intertitle of the article.
        let last = if end < lines.len() && end - at > 1 {
            end - 1
        } else {
            end
        };
        for line in &mut lines[at..last] {
            line.mark.get_or_insert(Furniture::Related);
        }
        at = end;
    }
}

/// `Read more: Title of the other article`, on one line.
fn names_its_link(line: &Line<'_>) -> bool {
    line.text
        .find([':', '|', '»', '>'])
        .is_some_and(|at| line.text[at..].chars().any(char::is_alphanumeric))
}

/// Marks lines that say again what a neighbour says, alone or with a credit; gives back the captions so found.
fn mark_repetitions(lines: &mut [Line<'_>]) -> Vec<usize> {
    let furnished = lines.iter().any(|line| line.mark.is_some());
    let mut captions = Vec::new();
    let mut first_seen: HashMap<String, usize> = HashMap::new();
    for (at, line) in lines.iter_mut().enumerate() {
        if line.mark.is_some() || line.words.len() < if furnished { 4 } else { 6 } {
            continue;
        }
        let first = *first_seen.entry(line.key.clone()).or_insert(at);
        if first < at && (at - first <= NEAR || furnished && !line.prose) {
            line.mark = Some(Furniture::Repetition);
            captions.extend((at - first == 1 && first > 0).then_some(first));
        }
    }
    // The same with more after it: the copy with the credit is the furniture, whichever comes first.
    for at in 0..lines.len() {
        let near: Vec<usize> = (at + 1..(at + 1 + NEAR).min(lines.len())).collect();
        for other in near {
            let (short, long) = if lines[at].key.len() < lines[other].key.len() {
                (at, other)
            } else {
                (other, at)
            };
            let repeats = lines[short].words.len() >= 4
                && lines[long].mark.is_none_or(|m| m == Furniture::Copyright)
                && lines[short].mark.is_none()
                && lines[long].key.len() > lines[short].key.len()
                && lines[long].key.starts_with(&lines[short].key)
                && is_credit_rest(lines[long].text, lines[short].text);
            if repeats {
                lines[long].mark = Some(Furniture::Repetition);
                captions.extend((short > 0).then_some(short));
            }
        }
    }
    captions
}

/// Whether what `long` says after `short` is a credit, a source or a site's name, and not more of a sentence.
fn is_credit_rest(long: &str, short: &str) -> bool {
    let kept = short.chars().filter(|c| c.is_alphanumeric()).count();
    let mut seen = 0;
    let at = long.char_indices().find(|(_, c)| {
        seen += usize::from(c.is_alphanumeric());
        seen > kept
    });
    let at = at.map_or(long.len(), |(at, _)| at);
    let rest = &long[at..];
    let between = long[..at].trim_end();
    let separated = between.ends_with(['|', '-', '–', '—', '·', '•', '©', '(', '/', ':']) || rest.contains("©");
    if !separated && short.split_whitespace().count() < 7 {
        return false; // `About us` and `About us in France` are two titles
    }
    let words = words(rest);
    let function = words.iter().filter(|word| is_function_word(word)).count();
    !words.is_empty()
        && words.len() <= LABEL
        && rest.chars().next().is_some_and(|c| !c.is_lowercase())
        && function * 3 <= words.len()
}

/// Marks what stands before and after the article, on pages that show other furniture.
fn mark_outside(lines: &mut [Line<'_>]) {
    let Some(last_prose) = lines.iter().rposition(|line| line.prose && line.mark.is_none()) else {
        return;
    };
    if let Some(end) = (last_prose + 1..lines.len()).find(|at| ends_article(lines, *at)) {
        for line in &mut lines[end..] {
            line.mark.get_or_insert(Furniture::Outside);
        }
    }
}

/// Whether the article is over at a marked line after its last prose.
fn ends_article(lines: &[Line<'_>], at: usize) -> bool {
    matches!(
        lines[at].mark,
        Some(Furniture::Interface | Furniture::Related | Furniture::Comments | Furniture::Copyright)
    ) && !lines[at].doubtful
}

/// Gives short lines before prose the kind [`BlockKind::Heading`].
///
/// One or two short lines without a final mark are headings when prose or a list follows; so is the first line of the
/// article.
pub(super) fn find_headings(text: &str, blocks: &mut [Block]) {
    let article: Vec<usize> = (0..blocks.len()).filter(|at| blocks[*at].furniture.is_none()).collect();
    let mut run = 0; // short lines directly before this place
    let mut heads = Vec::new();
    for (position, at) in article.iter().enumerate() {
        let block = &blocks[*at];
        let line = &text[block.range.clone()];
        let short = block.kind == BlockKind::Paragraph && is_heading_like(line);
        if short {
            run += 1;
            if position == 0 && article.len() > 1 {
                heads.push(*at);
            }
            continue;
        }
        if (1..=2).contains(&run) && block.kind != BlockKind::Caption {
            heads.extend(&article[position - run..position]);
        }
        run = 0;
    }
    for at in heads {
        blocks[at].kind = BlockKind::Heading;
    }
}

fn is_heading_like(line: &str) -> bool {
    let words = line.split_whitespace().count();
    let mark = line
        .trim_end_matches(['»', '"', '”', ')', ' ', '\u{a0}', '\u{202f}'])
        .chars()
        .next_back();
    line.chars().count() <= HEADING.0
        && words <= HEADING.1
        && line.chars().any(char::is_alphabetic)
        && match mark {
            Some('.' | ',' | ';' | ':' | '…') => false,
            Some('!' | '?') => words <= 14,
            _ => true,
        }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::{ReadOptions, read_bytes};

    /// The lines of a page with the mark that each gets, `-` for the article's own.
    fn marks(page: &str) -> Vec<String> {
        let article = read_bytes("page", page.as_bytes(), &ReadOptions::default()).expect("a text");
        let mark = |block: &Block| block.furniture.map_or("-".to_owned(), |reason| format!("{reason:?}"));
        article.blocks.iter().map(mark).collect()
    }

    #[test]
    fn a_pasted_page_keeps_its_article_and_nothing_else() {
        let page = "\
Le vieux pont rouvre aux piétons après deux ans de travaux
Le vieux pont de pierre, vu de la rive gauche, lundi 4 mars 2024
Le vieux pont de pierre, vu de la rive gauche, lundi 4 mars 2024 Tous droits réservés Agence du Fleuve
Par Jeanne Morel avec AFP
Partager cet articleCommentaires
Copier le lien de l'articleCopy linkLien copié

Les piétons peuvent de nouveau passer d’une rive à l’autre depuis lundi matin. Les cyclistes attendront l’été.

PUBLICITÉ

La ville avait fermé l’ouvrage en 2022, après la chute d’une pierre sur le quai.

Un chantier plus long que prévu

Les crues de l’hiver ont retardé les maçons de plusieurs mois, selon la mairie.

Partager cet article

À lire aussi

Le musée du fleuve cherche des bateaux anciens
Crues : la digue tiendra-t-elle cette année ?
";
        let expected =
            "- - Repetition Byline Interface Interface - Advertising - - - Interface Related Related Related";
        assert_eq!(marks(page).join(" "), expected);
    }

    #[test]
    fn an_article_alone_is_left_alone() {
        let page = "\
How to share your work

2024-03-04

Sharing early is the surest way to find out what is missing from your project.

Copy the link

The link is on the first page; copy it and send it to your friends.

- Twitter
- The mailing list

Comments

Write comments where the code does not speak for itself, and nowhere else.
";
        assert!(marks(page).iter().all(|mark| mark == "-"), "{:?}", marks(page));
    }
}
