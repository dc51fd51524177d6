//! The blocks of a pasted or saved page → the same blocks, with the page's furniture marked and its headings found.
//!
//! Nothing is deleted. A text without furniture must come out untouched, so a rule marks a line only on what the line
//! itself says (`Share this article`), or on where it stands beside lines that were marked so (the headlines under
//! `See also`). The rules are described in `docs/FORMATS.md`.

pub(crate) mod boxes;
pub(crate) mod credits;
pub(crate) mod datelines;
pub(crate) mod labels;
pub(crate) mod line;
pub(crate) mod model;
pub(crate) mod reason;
pub(crate) mod self_promotion;
pub(crate) mod signatures;
pub(crate) mod span;
pub(crate) mod title;
pub(crate) mod weights;
pub(crate) mod word_lists;

use crate::article::furniture::credits::is_copyright;
use crate::text::languages::language;
use std::cell::LazyCell;
use std::collections::HashMap;

use crate::article::furniture::line::{Line, Words, is_prose};

use crate::article::block::{Block, BlockKind};
use crate::article::draft::Page;
use crate::article::furniture::labels::is_byline;
use crate::article::furniture::model::decide::{decide, shows_page};
use crate::article::furniture::model::features::Features;
use crate::article::furniture::model::{Model, ModelError, Seen};
use crate::article::furniture::reason::Furniture;
use crate::text::function_words::is_function_word;
use crate::text::lang::Lang;
use crate::text::sentence_end::has_final_mark;
use crate::text::words::words;

/// How many blocks apart two lines count as neighbours.
const NEAR: usize = 3;

/// Looks at all lines of a text and marks some.
type Pass = fn(&mut [Line<'_>], &Page<'_>);

/// The passes over any text, in order. All read what lines say ([`Line::words`], [`Line::key`], [`Line::prose`]); a later one
/// reads the marks of those before.
const OF_ANY_TEXT: [Pass; 7] = [
    // Reads the links that the page's markup has; writes `linked`, and takes `prose` from a line that is a link.
    take_links,
    // Reads lines one by one; writes `mark`, `doubtful` and `title` of labels.
    labels::mark_labels,
    // Reads all keys; writes `contents`.
    |lines, _| span::find_contents(lines),
    // Reads the lines up to the third sentence of prose; writes `mark` of authors and dates.
    |lines, _| mark_bylines(lines),
    // Reads marks and `doubtful`; takes `mark` from doubtful labels that stand alone.
    |lines, _| settle_doubts(lines),
    // Reads marks and `title`; writes `mark` of the headlines below a title.
    |lines, _| mark_related(lines),
    // Reads keys, marks and `contents`; writes `mark` of what is said again and `caption` of what it repeats.
    |lines, _| mark_repetitions(lines),
];

/// The passes over a text that is a page, in order, after those over any text.
const OF_A_PAGE: [Pass; 5] = [
    // Reads `contents`; writes `mark` and `given` of a table of contents.
    |lines, _| span::mark_contents(lines),
    // Reads keys and kinds; writes `mark` and `given` of labels that stand beside each entry.
    |lines, _| span::mark_templates(lines),
    // Reads lines one by one; writes `mark` of those that date something, and `given` of comments.
    |lines, _| datelines::mark(lines),
    // Reads all lines, their marks and boxes; writes `mark` of what the site says of itself and of its authors.
    span::mark_self_promotion,
    // Reads all of the above and the page's title; writes `mark` of what stands before, after and among the article.
    span::mark_outside,
];

/// The lines of a text as the passes marked them.
pub(crate) struct Marked<'a> {
    pub(crate) lines: Vec<Line<'a>>,
    /// The pass that marked each line: 0 for the reader's markup, then in the order of the passes.
    pub(crate) passes: Vec<usize>,
    /// Whether the words of the text's language are known.
    pub(crate) known: bool,
    /// Whether the text is a page with furniture around its article.
    pub(crate) is_page: bool,
}

impl<'a> Marked<'a> {
    /// Runs the passes over the blocks of `text`; blocks already marked stay so.
    ///
    /// `lang` is the language that the text should be in: prose in another one than French and English is told by its
    /// length and its marks alone.
    pub(crate) fn by_passes(text: &'a str, blocks: &[Block], lang: Option<&Lang>, page: &Page<'_>) -> Marked<'a> {
        let known = lang.is_none_or(|lang| language(lang).is_some());
        let lines: Vec<Line<'_>> = blocks.iter().map(|block| Line::of(text, block, known)).collect();
        let mut marked = Marked {
            passes: vec![0; lines.len()],
            lines,
            known,
            is_page: false,
        };
        if page.elements.of_line.is_empty() {
            find_broken_prose(&mut marked.lines, known);
            count_breaks(&mut marked.lines, text, blocks);
        }
        for (at, pass) in OF_ANY_TEXT.iter().enumerate() {
            marked.run(*pass, at + 1, page);
        }
        marked.is_page = page.saved || span::looks_like_page(&marked.lines);
        if marked.is_page {
            for (at, pass) in OF_A_PAGE.iter().enumerate() {
                marked.run(*pass, OF_ANY_TEXT.len() + at + 1, page);
            }
        }
        marked
    }

    fn run(&mut self, pass: Pass, number: usize, page: &Page<'_>) {
        let free: Vec<bool> = self.lines.iter().map(|line| line.mark.is_none()).collect();
        pass(&mut self.lines, page);
        for (at, line) in self.lines.iter().enumerate() {
            if free[at] && line.mark.is_some() {
                self.passes[at] = number;
            }
        }
    }
}

/// Marks the blocks of `text` that are furniture.
///
/// The passes mark them ([`Marked::by_passes`]); on a page, the model has the last word.
///
/// # Errors
/// When the weights of the model cannot be read.
pub(crate) fn mark_furniture(
    text: &str,
    blocks: &mut Vec<Block>,
    lang: Option<&Lang>,
    page: &Page<'_>,
) -> Result<(), &'static ModelError> {
    let Marked {
        mut lines,
        passes,
        known,
        is_page,
    } = Marked::by_passes(text, blocks, lang, page);
    let probabilities = {
        let features = LazyCell::new(|| Features::of(&lines, page, &passes, known));
        let asked = || {
            let seen = Seen {
                lines: &lines,
                page,
                features: &features,
            };
            Model::of(page, &lines).map(|model| model.asked(seen))
        };
        if is_page {
            Some(asked()?.all())
        } else {
            shows_page(&lines, asked)?
        }
    };
    let is_page = probabilities.is_some();
    if let Some(probabilities) = probabilities {
        decide(&mut lines, &probabilities, page);
    }
    let split: Vec<Option<(usize, Furniture)>> = lines
        .iter()
        .map(|line| {
            let asked = line.mark.is_none() && (is_page || is_copyright(line));
            asked.then(|| credits::tail(line.text)).flatten()
        })
        .collect();
    for (block, line) in blocks.iter_mut().zip(&lines) {
        block.furniture = line.mark;
        if line.caption {
            block.kind = BlockKind::Caption;
        }
    }
    split_tails(text, blocks, &split);
    Ok(())
}

/// The fewest lines of a text whose lines stand apart.
const BROKEN: usize = 3;

/// Finds running text whose lines stand apart, as verses, or a quotation set in short lines, are copied: each line but the first goes on in
/// small letters after one that ends no sentence, or within its quotation marks, and together they are prose.
fn find_broken_prose(lines: &mut [Line<'_>], known: bool) {
    let goes_on = |above: &Line<'_>, below: &Line<'_>| {
        !above.prose
            && above.words.len() > 2
            && !has_final_mark(above.text)
            && below.text.starts_with(char::is_lowercase)
    };
    let mut at = 0;
    while at < lines.len() {
        let mut end = at + 1;
        while end < lines.len() && goes_on(&lines[end - 1], &lines[end]) {
            end += 1;
        }
        let run = &lines[at..end];
        if run.len() >= BROKEN && has_final_mark(run[run.len() - 1].text) {
            let whole: Vec<&str> = run.iter().map(|line| line.text).collect();
            let whole = whole.join(" ");
            if is_prose(&whole, &Words::of(&whole), known) {
                for line in &mut lines[at..end] {
                    line.prose = true;
                }
            }
        }
        at = end;
    }
}

/// Counts the line breaks above each line; the first one counts as apart.
fn count_breaks(lines: &mut [Line<'_>], text: &str, blocks: &[Block]) {
    let mut end = None;
    for (line, block) in lines.iter_mut().zip(blocks) {
        let between = end.and_then(|end: usize| text.get(end..block.range.start));
        let breaks = between.map_or(3, |between| between.matches('\n').count().min(3));
        line.breaks = u8::try_from(breaks).unwrap_or(3);
        end = Some(block.range.end);
    }
}

/// Takes over which lines are links, where the page's markup says so.
fn take_links(lines: &mut [Line<'_>], page: &Page<'_>) {
    for (line, share) in lines.iter_mut().zip(page.links) {
        line.linked = *share > weights::LINKED;
        line.prose &= !line.linked;
    }
}

/// Gives the credit at the end of a caption, or the control after a heading, a block of its own.
fn split_tails(text: &str, blocks: &mut Vec<Block>, tails: &[Option<(usize, Furniture)>]) {
    for (at, tail) in tails.iter().enumerate().rev() {
        let Some((place, reason)) = tail else { continue };
        let block = &mut blocks[at];
        let rest = Block {
            kind: block.kind,
            range: block.range.start + place..block.range.end,
            furniture: Some(*reason),
        };
        let head = text[block.range.start..rest.range.start].trim_end();
        block.range.end = block.range.start + head.len();
        blocks.insert(at + 1, rest);
    }
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

/// Marks the headlines under a title such as `See also`: all of them after the article, the next few in its midst.
fn mark_related(lines: &mut [Line<'_>]) {
    let Some(first) = lines.iter().position(|line| line.prose) else {
        return;
    };
    let mut at = first;
    while at < lines.len() {
        let titled = lines[at].mark == Some(Furniture::Related) && lines[at].title;
        at += 1;
        if !titled {
            continue;
        }
        let end = (at..lines.len()).find(|i| lines[*i].prose).unwrap_or(lines.len());
        let goes_on = lines[end..].iter().filter(|line| line.prose).count() >= 2;
        let last = if goes_on {
            // The line before the next prose may be an intertitle of the article.
            end.saturating_sub(1).clamp(at, at + NEAR).max((at + 1).min(end))
        } else {
            end
        };
        for line in &mut lines[at..last] {
            line.mark.get_or_insert(Furniture::Related);
        }
        at = end;
    }
}

/// Marks lines that say again what a neighbour says, alone or with a credit, and finds the captions among their neighbours.
fn mark_repetitions(lines: &mut [Line<'_>]) {
    let furnished = lines.iter().any(|line| line.mark.is_some());
    // A sentence that comes again after another is said again: a refrain, a clause of a contract.
    let mut prose_above = vec![0];
    for line in lines.iter() {
        prose_above.push(prose_above[prose_above.len() - 1] + usize::from(line.prose));
    }
    let mut captions = Vec::new();
    let mut repeated = Vec::new();
    let mut first_seen: HashMap<&str, usize> = HashMap::new();
    for (at, line) in lines.iter().enumerate() {
        let short = line.words.len() < if furnished { 4 } else { 6 };
        if line.mark.is_some() || line.contents || short || line.kind == BlockKind::TableCell {
            continue;
        }
        let first = *first_seen.entry(line.key()).or_insert(at);
        let beside = at - first <= NEAR && prose_above[at] == prose_above[first + 1];
        if first < at && (beside && (furnished || at - first == 1) || furnished && !line.prose) {
            repeated.push(at);
            captions.extend((at - first == 1 && first > 0).then_some(first));
        }
    }
    for at in repeated {
        lines[at].mark = Some(Furniture::Repetition);
    }
    // The same with more after it: the copy with the credit is the furniture, whichever comes first. Where something stands between them,
    // the bare copy above is the text for readers who do not see the picture, and the caption is where the credit is.
    for at in 0..lines.len() {
        for other in at + 1..(at + 1 + NEAR).min(lines.len()) {
            let (short, long) = if lines[at].key().len() < lines[other].key().len() {
                (at, other)
            } else {
                (other, at)
            };
            let repeats = lines[short].words.len() >= 4
                && lines[long].mark.is_none_or(|m| m == Furniture::Copyright)
                && lines[short].mark.is_none()
                && lines[long].key().len() > lines[short].key().len()
                && lines[long].key().starts_with(lines[short].key())
                && is_credit_rest(lines[long].text, lines[short].text);
            let apart = || {
                short == at && other > at + 1 && lines[long].mark.is_none() && credits::tail(lines[long].text).is_some()
            };
            if repeats && apart() {
                lines[short].mark = Some(Furniture::Repetition);
                captions.push(long);
            } else if repeats {
                lines[long].mark = Some(Furniture::Repetition);
                captions.extend((short > 0).then_some(short));
            }
        }
    }
    for at in captions {
        lines[at].caption = true;
    }
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
        && words.len() <= labels::LABEL
        && rest.chars().next().is_some_and(|c| !c.is_lowercase())
        && function as f64 * weights::NAME_PER_FUNCTION_WORD <= words.len() as f64
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
    fn replies_are_no_headings() {
        let text = "\
La visite

Le gardien leva la tête et posa sa lampe sur la table.

— Quoi ?

— Le pont, dit la femme, le pont est parti avec la crue.

« Parti ? »

Oh !

Il prit son manteau sans répondre et sortit dans la nuit.

Que faire maintenant ?

Personne ne le savait, et la pluie tombait toujours sur le village.
";
        let article = read_bytes("a.txt", text.as_bytes(), &ReadOptions::default()).expect("a text");
        let headings: Vec<&str> = article
            .blocks
            .iter()
            .filter(|block| block.kind == BlockKind::Heading)
            .map(|block| article.block_text(block))
            .collect();
        assert_eq!(headings, ["La visite", "Que faire maintenant ?"]);
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
