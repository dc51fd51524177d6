//! What stands among the paragraphs of a saved page's article → what of it is the article's too.
//!
//! A class says how a box looks or what a site uses it for elsewhere (`promo`, `sidebar`, `post-paywall`); what stands in it says more. Of a
//! box between two paragraphs that stay, sentences and lists without any link or control are the article's, and so is a list that a colon
//! announces, or that stands among the paragraphs with no box of its own.

use std::collections::HashMap;
use std::ops::Range;

use crate::article::block::BlockKind;
use crate::article::draft::Page;
use crate::article::furniture::line::Line;
use crate::article::furniture::reason::Furniture;
use crate::article::furniture::self_promotion::{House, STRONG};
use crate::article::furniture::span::is_label;
use crate::text::sentence_end::has_final_mark;

/// The most lines between two paragraphs that stay: lists of other articles, and comments, are longer.
const MOST: usize = 8;
/// The largest share of a sentence, from 0 to 1, that may be linked.
const LINKED: f32 = 0.3;
/// The fewest lines of a list.
const LIST: usize = 2;
/// The fewest words of a line that announces a list.
const ANNOUNCES: usize = 2;
/// The fewest paragraphs that stay of which a short one is the like.
const LIKE: usize = 2;
/// How many lines from one of them it may stand.
const NEAR: usize = 2;
/// The elements that hold no text of an article.
const NEVER: [&str; 4] = ["in-nav", "in-form", "in-button", "in-footer"];

/// The class names of what readers write below an article.
const COMMENTS: [&str; 7] = [
    "comment",
    "comments",
    "commentlist",
    "commentaire",
    "commentaires",
    "kommentar",
    "kommentare",
];
/// The class names of notes to an article.
const NOTES: [&str; 4] = ["footnote", "footnotes", "endnote", "endnotes"];

/// A page with what of it stays so far.
pub(super) struct Between<'a> {
    lines: &'a [Line<'a>],
    page: &'a Page<'a>,
    /// The lines of each box: the first one, and the one after the last.
    spans: Vec<(usize, usize)>,
    house: House<'a>,
}

impl<'a> Between<'a> {
    pub(super) fn of(lines: &'a [Line<'a>], page: &'a Page<'a>) -> Option<Between<'a>> {
        let known = page.boxes.of_line.len() == lines.len() && page.elements.of_line.len() == lines.len();
        known.then(|| Between {
            lines,
            page,
            spans: page.boxes.spans(),
            house: House::of(lines),
        })
    }

    /// Keeps what is the article's of what stands among its paragraphs.
    pub(super) fn keep(&self, stays: &mut [bool]) {
        self.keep_lists(stays);
        let bounds = |at: &usize| stays[*at] && (self.is_sentence(*at) || self.lines[*at].kind == BlockKind::Heading);
        let bounds: Vec<usize> = (0..self.lines.len()).filter(bounds).collect();
        for pair in bounds.windows(2) {
            let (above, below) = (pair[0], pair[1]);
            let lost = (above + 1..below).filter(|at| !stays[*at]).count();
            if !(1..=MOST).contains(&lost) || !self.goes_on(below, stays) {
                continue;
            }
            let mut at = above + 1;
            while at < below {
                let group = self.group(at, above..below);
                at = group.end;
                if self.is_article(group.clone(), stays) {
                    stays[group].fill(true);
                }
            }
        }
        self.keep_like(stays);
    }

    /// Whether a line that stays has a paragraph of the article in it or below it.
    fn goes_on(&self, at: usize, stays: &[bool]) -> bool {
        (at..self.lines.len()).any(|at| stays[at] && self.is_sentence(at))
    }

    /// The lines from `at` that stand in one box of their own between two lines; one line where they have none.
    fn group(&self, at: usize, between: Range<usize>) -> Range<usize> {
        let (mut group, mut around) = (at..at + 1, Some(self.page.boxes.of_line[at]));
        while let Some(this) = around {
            let (from, to) = self.spans[this];
            if from <= between.start || to > between.end {
                break;
            }
            group = at..to;
            around = self.page.boxes.parents[this];
        }
        group
    }

    fn link(&self, at: usize) -> f32 {
        self.page.links.get(at).copied().unwrap_or(0.0)
    }

    fn is_sentence(&self, at: usize) -> bool {
        self.lines[at].prose && has_final_mark(self.lines[at].text) && self.link(at) <= LINKED
    }

    /// Whether lines are text, and neither controls nor links.
    fn is_article(&self, group: Range<usize>, stays: &[bool]) -> bool {
        let items = group.clone().filter(|at| self.lines[*at].kind == BlockKind::ListItem);
        let says = group.clone().any(|at| self.is_sentence(at)) || items.count() >= LIST;
        says && group.clone().all(|at| stays[at] || self.is_text(at))
            && !group
                .into_iter()
                .any(|at| self.page.boxes.forms[self.page.boxes.of_line[at]])
    }

    /// Whether a line may be text for all that it says itself: only its place, or the markup around it, marks it.
    fn is_text(&self, at: usize) -> bool {
        let line = &self.lines[at];
        let told = line.mark.is_some_and(|mark| mark != Furniture::Outside) && !line.given;
        let apart = line.mark == Some(Furniture::Comments)
            || NEVER.iter().any(|name| self.page.elements.is_in(at, name))
            || self.is_comment(at);
        if told || apart || line.kind == BlockKind::Caption || line.title {
            return false;
        }
        if self.is_sentence(at) {
            let consent = line.words.iter().any(|word| matches!(word, "cookie" | "cookies"));
            return self.house.weight(line) < STRONG
                && !self.house.speaks(line)
                && !line.text.contains('©')
                && !consent;
        }
        self.link(at) == 0.0 && !is_label(line.text)
    }

    /// Whether a line stands in what its class calls a reader's comment.
    fn is_comment(&self, at: usize) -> bool {
        let elements = &self.page.elements;
        let mut around = Some(elements.of_line[at]);
        while let Some(this) = around {
            let names = &elements.nodes[this].names;
            let named = |of: &[&str]| names.iter().any(|name| of.contains(&name.as_str()));
            if named(&COMMENTS) && !named(&["open", "closed", "off"]) {
                return true;
            }
            around = elements.nodes[this].parent;
        }
        false
    }

    /// Whether a line stands in a note to the article, as its class says.
    fn is_note(&self, at: usize) -> bool {
        let elements = &self.page.elements;
        let element = elements.of_line[at];
        let around = [Some(element), elements.nodes[element].parent];
        let named = |this: usize| {
            elements.nodes[this]
                .names
                .iter()
                .any(|name| NOTES.contains(&name.as_str()))
        };
        around.into_iter().flatten().any(named)
    }

    /// Keeps the lists that a line with a colon announces, and those that stand in the box of the paragraphs around.
    fn keep_lists(&self, stays: &mut [bool]) {
        let item = |at: usize| self.lines[at].kind == BlockKind::ListItem;
        let mut at = 1;
        while at < self.lines.len() {
            if !item(at) {
                at += 1;
                continue;
            }
            let end = (at..self.lines.len()).find(|i| !item(*i)).unwrap_or(self.lines.len());
            let above = &self.lines[at - 1];
            let in_text =
                |i: usize| self.lines[i].is_free() && !NEVER.iter().any(|name| self.page.elements.is_in(i, name));
            if stays[at - 1] && end - at >= LIST && (at..end).all(in_text) {
                let announced = above.text.trim_end().ends_with(':') && above.words.len() >= ANNOUNCES;
                let of = &self.page.boxes.of_line;
                let same_box = (at..end).all(|i| of[i] == of[at - 1]);
                let goes_on = stays.get(end).is_some_and(|stays| *stays) && of[end] == of[at - 1];
                if announced || same_box && goes_on && !above.title {
                    stays[at..end].fill(true);
                }
            }
            at = end;
        }
    }

    /// Keeps the short sentences that are like the paragraphs that stay, in the same box and under the same path, with their headings.
    fn keep_like(&self, stays: &mut [bool]) {
        let place = |at: usize| {
            let elements = &self.page.elements;
            (elements.nodes[elements.of_line[at]].path, self.page.boxes.of_line[at])
        };
        let mut paragraphs: HashMap<(u64, usize), usize> = HashMap::new();
        for at in (0..self.lines.len()).filter(|at| stays[*at] && self.is_sentence(*at)) {
            *paragraphs.entry(place(at)).or_default() += 1;
        }
        let like = |at: usize| paragraphs.get(&place(at)).is_some_and(|count| *count >= LIKE);
        for at in 1..self.lines.len() {
            let line = &self.lines[at];
            let short = !stays[at] && line.mark.is_none_or(|mark| mark == Furniture::Outside) && !line.given;
            let near = (at.saturating_sub(NEAR)..at).any(|above| stays[above]);
            let says = has_final_mark(line.text) && line.words.len() >= LIST && self.link(at) == 0.0;
            if short && near && says && self.house.weight(line) == 0 && (like(at) || self.is_note(at)) {
                stays[at] = true;
                stays[at - 1] |= self.lines[at - 1].kind == BlockKind::Heading && self.lines[at - 1].is_free();
            }
        }
    }
}
