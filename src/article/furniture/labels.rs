//! One line of a page → whether it is furniture by what it says: a control, a credit, an advertising label.

use crate::article::furniture::credits::tail;
use crate::article::furniture::line::{has_final_mark, is_function_word, is_prose, key, words};
use crate::article::furniture::word_lists::vocabulary;
use crate::article::{Block, BlockKind, Furniture};

/// The most words of a label.
pub(crate) const LABEL: usize = 18;

/// What is known of one block.
pub(crate) struct Line<'a> {
    pub(crate) text: &'a str,
    pub(crate) kind: BlockKind,
    pub(crate) words: Vec<String>,
    pub(crate) key: String,
    pub(crate) prose: bool,
    /// Whether most of it is a link.
    pub(crate) linked: bool,
    /// Whether the reader marked it, by the markup around it.
    pub(crate) given: bool,
    pub(crate) mark: Option<Furniture>,
    /// A label that might also be a heading or an item of the article: it counts among other furniture only.
    pub(crate) doubtful: bool,
    /// Whether it is one of a table of contents.
    pub(crate) contents: bool,
    /// Whether it is the title of a list of other articles or of comments.
    pub(crate) title: bool,
}

impl<'a> Line<'a> {
    /// The line of a block; `known` as in [`is_prose`].
    pub(crate) fn of(text: &'a str, block: &Block, known: bool) -> Line<'a> {
        let text = &text[block.range.clone()];
        let words = words(text);
        let prose = is_prose(text, &words, known);
        Line {
            text,
            kind: block.kind,
            key: key(text),
            prose,
            words,
            linked: false,
            given: block.furniture.is_some(),
            mark: block.furniture,
            doubtful: false,
            title: false,
            contents: false,
        }
    }
}

/// Marks a line that is furniture by what it says.
pub(crate) fn mark_label(line: &mut Line<'_>) {
    if line.mark.is_some() || line.words.is_empty() || line.words.len() > LABEL || line.prose {
        return;
    }
    // With text before it, the credit is split off later.
    if is_copyright(line) && tail(line.text).is_none() {
        line.mark = Some(Furniture::Copyright);
        return;
    }
    if let Some(reason) = phrase(line) {
        line.mark = Some(reason);
        // One common word (`Comments`, `Related`) can head a section of the article.
        line.doubtful = line.words.len() < 2 && reason != Furniture::Advertising;
        line.title = !names_its_link(line);
        return;
    }
    if begins_related(line) {
        line.mark = Some(Furniture::Related);
        line.doubtful = true;
        line.title = true;
        return;
    }
    if is_control(line) {
        line.mark = Some(Furniture::Interface);
        // Labels glued together, or many, are no heading; `Copy the link` could be one.
        let content = line.words.iter().filter(|word| !is_function_word(word)).count();
        line.doubtful = !is_glued(line) && content < 3;
    }
}

/// Whether labels are glued together in a line, as copying a page does.
pub(crate) fn is_glued(line: &Line<'_>) -> bool {
    let apart = line
        .text
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty());
    line.words.len() > apart.count()
}

/// The reason of a label that a list names: the whole line but for counts (`Comments (12)`), or, for links to other
/// articles, the beginning of the line up to its colon (`Read more: …`).
fn phrase(line: &Line<'_>) -> Option<Furniture> {
    let vocabulary = vocabulary();
    let unbracketed = words(line.text.split('[').next().unwrap_or(line.text));
    let whole: Vec<&str> = unbracketed
        .iter()
        .map(String::as_str)
        .filter(|w| w.parse::<u32>().is_err())
        .collect();
    match vocabulary.phrases.get(whole.join(" ").as_str()) {
        Some(Furniture::Byline | Furniture::Copyright) | None => {}
        Some(reason) => return Some(*reason),
    }
    let prefix = &line.text[..label_end(line.text)?];
    let reason = vocabulary.phrases.get(words(prefix).join(" ").as_str())?;
    matches!(reason, Furniture::Related | Furniture::Advertising).then_some(*reason)
}

/// Where a label ends that something follows on its line.
fn label_end(text: &str) -> Option<usize> {
    let mark = text.find([':', '|', '»', '>', '\t']);
    mark.into_iter().chain(glue(text)).min()
}

/// Where a label is glued to what follows it: `Read moreThe title of the other article`.
fn glue(text: &str) -> Option<usize> {
    let mut before = ' ';
    text.char_indices().find_map(|(at, c)| {
        let glued = before.is_lowercase() && c.is_uppercase() || (before.is_alphanumeric() && c == '«');
        before = c;
        glued.then_some(at)
    })
}

/// `Most read this week`: a title that says more than the phrase.
fn begins_related(line: &Line<'_>) -> bool {
    let beginning = |n: usize| line.words[..n].join(" ");
    line.words.len() <= 8
        && !has_final_mark(line.text)
        && (2..line.words.len().min(6))
            .any(|n| vocabulary().phrases.get(beginning(n).as_str()) == Some(&Furniture::Related))
}

/// `© 2020 …`, `Tous droits réservés …`, `Photo credit: …`.
pub(crate) fn is_copyright(line: &Line<'_>) -> bool {
    let lower = line.text.to_lowercase();
    let sentence = line.words.len() > 8 && line.text.ends_with('.') && !lower.contains("rights reserved");
    if sentence {
        return false;
    }
    let credit =
        lower.starts_with("©") || lower.starts_with("(c) ") || lower.starts_with("copyright ") || names_picture(line);
    let named = vocabulary()
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

/// `Photograph: Ann Roe`, `Illustration by …`, `Photo Ann Roe`: a kind of picture, then its maker.
fn names_picture(line: &Line<'_>) -> bool {
    let Some(first) = line.words.first() else { return false };
    let picture = matches!(
        first.as_str(),
        "photo"
            | "photos"
            | "photograph"
            | "photographs"
            | "photographie"
            | "photographies"
            | "illustration"
            | "illustrations"
            | "image"
            | "images"
            | "cartoon"
            | "dessin"
            | "picture"
            | "pictures"
    );
    let rest = line.text.trim_start_matches(char::is_alphabetic).trim_start();
    let by =
        rest.starts_with([':', '©']) || rest.starts_with("by ") || rest.starts_with("de ") || rest.starts_with("d’");
    let named = rest
        .split_whitespace()
        .filter(|word| word.chars().any(char::is_alphabetic))
        .take(2)
        .filter(|word| word.starts_with(char::is_uppercase))
        .count()
        == 2;
    picture && line.words.len() <= 14 && (by || named) && rest.contains(char::is_uppercase)
}

/// Whether nearly all content words of a line are interface words, and one of them acts.
fn is_control(line: &Line<'_>) -> bool {
    if line.text.ends_with('.') {
        return false;
    }
    let vocabulary = vocabulary();
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

pub(crate) fn is_byline(line: &Line<'_>) -> bool {
    if line.words.len() < 2 || line.words.len() > LABEL || has_final_mark(line.text) {
        return false;
    }
    let vocabulary = vocabulary();
    let begins = (1..=3.min(line.words.len() - 1))
        .rev()
        .find(|n| vocabulary.phrases.get(line.words[..*n].join(" ").as_str()) == Some(&Furniture::Byline));
    let Some(begins) = begins else { return false };
    if begins > 1 {
        return true;
    }
    if matches!(line.words[0].as_str(), "published" | "updated" | "posted") {
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
pub(crate) fn is_date_word(word: &str) -> bool {
    word.starts_with(|c: char| c.is_ascii_digit()) || vocabulary().dates.contains(word)
}

/// `Read more: Title of the other article`, on one line.
pub(crate) fn names_its_link(line: &Line<'_>) -> bool {
    label_end(line.text).is_some_and(|at| line.text[at..].chars().any(char::is_alphanumeric))
}
