//! The lines of a page → the features of each by which its furniture is told from its article.
//!
//! A feature is a number with a name; `0` and `1` stand for no and yes. They are what the line says, what its neighbours are, where it stands in
//! the page and in its tree, and how the passes marked it.

use std::collections::{HashMap, HashSet};

use crate::article::block::BlockKind;
use crate::article::draft::{ANCESTORS, Page};
use crate::article::furniture::datelines::{is_date, is_written_date};
use crate::article::furniture::labels::{is_byline, is_footer, is_pitch, is_trail};
use crate::article::furniture::line::{Line, Words};
use crate::article::furniture::model::layout::Layout;
use crate::article::furniture::model::places::Places;
use crate::article::furniture::reason::Furniture;
use crate::article::furniture::self_promotion::House;
use crate::text::function_words::is_function_word;
use crate::text::quotation::OPENING_DOUBLE_QUOTES;
use crate::text::sentence_end::has_final_mark;

/// Neighbours by their distance, with the names of the features that say their words, prose, links and marks.
const NEIGHBOURS: [(isize, &str, &str, &str, &str); 6] = [
    (-3, "words-3", "prose-3", "link-3", "kept-3"),
    (-2, "words-2", "prose-2", "link-2", "kept-2"),
    (-1, "words-1", "prose-1", "link-1", "kept-1"),
    (1, "words+1", "prose+1", "link+1", "kept+1"),
    (2, "words+2", "prose+2", "link+2", "kept+2"),
    (3, "words+3", "prose+3", "link+3", "kept+3"),
];

/// The kinds of blocks that a page has.
const KINDS: [(BlockKind, &str); 6] = [
    (BlockKind::Heading, "is-heading"),
    (BlockKind::Paragraph, "is-paragraph"),
    (BlockKind::Caption, "is-caption"),
    (BlockKind::ListItem, "is-list-item"),
    (BlockKind::Quotation, "is-quotation"),
    (BlockKind::TableCell, "is-table-cell"),
];

/// The reasons that the passes give.
const REASONS: [(Furniture, &str); 8] = [
    (Furniture::Interface, "marked-interface"),
    (Furniture::Advertising, "marked-advertising"),
    (Furniture::Copyright, "marked-copyright"),
    (Furniture::Repetition, "marked-repetition"),
    (Furniture::Related, "marked-related"),
    (Furniture::Byline, "marked-byline"),
    (Furniture::Comments, "marked-comments"),
    (Furniture::Outside, "marked-outside"),
];

/// Names of the features that say in which pass a line was marked; the first is the reader's markup.
const PASSES: [&str; 14] = [
    "pass-markup",
    "pass-1",
    "pass-2",
    "pass-3",
    "pass-4",
    "pass-5",
    "pass-6",
    "pass-7",
    "pass-8",
    "pass-9",
    "pass-10",
    "pass-11",
    "pass-12",
    "pass-13",
];

/// How far around a line prose is counted, in lines.
const WINDOW: usize = 6;
/// The furthest prose that is looked for, in lines.
const FURTHEST: usize = 30;

/// What all lines of a page have in common.
pub(crate) struct Features<'a> {
    lines: &'a [Line<'a>],
    page: &'a Page<'a>,
    /// The pass that marked each line, see [`PASSES`].
    passes: &'a [usize],
    /// Whether the language's words are known.
    known: bool,
    words: Vec<f32>,
    /// The words of prose before each line, and after the last.
    prose_before: Vec<f32>,
    /// The words before each line, and all.
    words_before: Vec<f32>,
    copies: HashMap<&'a str, usize>,
    title: HashSet<String>,
    first_prose: usize,
    house: House<'a>,
    places: Places,
    layout: Layout<'a>,
}

/// The long words of a text: those that say what it is about.
pub(crate) fn telling(words: &Words) -> impl Iterator<Item = &str> {
    words.iter().filter(|word| word.chars().nth(3).is_some())
}

/// A logarithm for counts.
fn log(count: f32) -> f32 {
    count.ln_1p()
}

fn flag(holds: bool) -> f32 {
    f32::from(u8::from(holds))
}

/// What the characters of a line are, counted in one pass over it.
#[derive(Default)]
struct Signs {
    chars: usize,
    digits: usize,
    /// The words that begin with a capital.
    capitals: usize,
    /// Whether there is any small letter, and any large one.
    small: bool,
    large: bool,
    commas: usize,
    /// What parts the entries of a menu or of a path.
    separators: usize,
    copyright: bool,
    /// Whether a quotation begins.
    quotes: bool,
    money: bool,
}

impl Signs {
    fn of(text: &str) -> Signs {
        let mut signs = Signs::default();
        let mut inside = false;
        for c in text.chars() {
            signs.chars += 1;
            let large = c.is_uppercase();
            signs.small |= c.is_lowercase();
            signs.large |= large;
            signs.digits += usize::from(c.is_ascii_digit());
            let in_word = c.is_alphanumeric();
            signs.capitals += usize::from(large && in_word && !inside);
            inside = in_word;
            if in_word {
                continue;
            }
            signs.commas += usize::from(c == ',');
            signs.separators += usize::from(matches!(c, '|' | '›' | '»' | '>' | '/' | '•' | '·' | '→'));
            signs.copyright |= c == '©';
            signs.quotes |= OPENING_DOUBLE_QUOTES.contains(&c);
            signs.money |= matches!(c, '€' | '$' | '£');
        }
        signs
    }
}

impl<'a> Features<'a> {
    pub(crate) fn of(lines: &'a [Line<'a>], page: &'a Page<'a>, passes: &'a [usize], known: bool) -> Features<'a> {
        let words: Vec<f32> = lines.iter().map(|line| line.words.len() as f32).collect();
        let sums = |counts: &dyn Fn(usize) -> f32| {
            let mut sum = 0.0;
            let mut before = vec![0.0];
            before.extend((0..lines.len()).map(|at| {
                sum += counts(at);
                sum
            }));
            before
        };
        let prose_before = sums(&|at| words[at] * flag(lines[at].prose));
        let words_before = sums(&|at| words[at]);
        let mut copies: HashMap<&str, usize> = HashMap::new();
        for line in lines {
            *copies.entry(line.key()).or_default() += 1;
        }
        let title = page.title.map(Words::of).unwrap_or_default();
        Features {
            places: Places::of(lines, page),
            layout: Layout::of(lines),
            title: telling(&title).map(str::to_owned).collect(),
            first_prose: lines.iter().position(|line| line.prose).unwrap_or(0),
            house: House::of(&[]),
            lines,
            page,
            passes,
            known,
            words,
            prose_before,
            words_before,
            copies,
        }
    }

    /// Names each feature of a line with its value, always all and in one order.
    pub(crate) fn visit(&self, at: usize, put: &mut dyn FnMut(&'static str, f32)) {
        self.says(at, put);
        self.stands(at, put);
        self.layout.visit(at, put);
        self.neighbours(at, put);
        self.tree(at, put);
        self.marks(at, put);
    }

    /// What the line says.
    fn says(&self, at: usize, put: &mut dyn FnMut(&'static str, f32)) {
        let line = &self.lines[at];
        let (text, count) = (line.text, self.words[at].max(1.0));
        let signs = Signs::of(text);
        let chars = signs.chars.max(1) as f32;
        let share = |of: &dyn Fn(&str) -> bool| line.words.iter().filter(|word| of(word)).count() as f32 / count;
        put("words", log(self.words[at]));
        put("prose", flag(line.prose));
        put("final-mark", flag(has_final_mark(text)));
        put("function-words", share(&is_function_word));
        put("short-words", share(&|word| word.chars().nth(3).is_none()));
        put("known-language", flag(self.known));
        put("word-length", chars / count);
        put("digits", signs.digits as f32 / chars);
        put("capitals", signs.capitals as f32 / count);
        put("all-capitals", flag(!signs.small && signs.large));
        put("commas", signs.commas as f32 / count);
        put("separators", signs.separators as f32 / count);
        put("copyright-sign", flag(signs.copyright));
        put("quotation-mark", flag(signs.quotes));
        put("money", flag(signs.money));
        put(
            "address",
            flag(text.contains("http") || text.contains("www.") || text.contains('@')),
        );
        let year = |word: &str| word.len() == 4 && (word.starts_with("19") || word.starts_with("20"));
        let year = line
            .words
            .iter()
            .any(|word| year(word) && word.bytes().all(|b| b.is_ascii_digit()));
        // Both begin with a digit, and most lines have none.
        let written = || text.split_whitespace().any(is_written_date);
        put("date", flag(signs.digits > 0 && (year || written())));
        let end = text.trim_end();
        put("colon", flag(end.ends_with(':')));
        put("question", flag(end.ends_with('?')));
        put("exclamation", flag(end.ends_with('!')));
        put("ellipsis", flag(end.ends_with('…') || end.ends_with("...")));
        put("begins-small", flag(text.starts_with(char::is_lowercase)));
        let sentences = text.match_indices(['.', '!', '?', '…']).filter(|(mark, sign)| {
            let rest = &text[mark + sign.len()..];
            rest.starts_with(char::is_whitespace)
                && rest
                    .trim_start()
                    .starts_with(|c: char| c.is_uppercase() || matches!(c, '«' | '“' | '"'))
        });
        put("sentences", sentences.count() as f32);
        put("self-promotion", self.house.weight(line) as f32);
        put("addresses-reader", flag(self.house.addresses(line)));
        put("like-byline", flag(is_byline(line)));
        put("like-footer", flag(is_footer(line)));
        put("like-trail", flag(is_trail(line)));
        put("like-date", flag(is_date(line)));
        put("like-pitch", flag(is_pitch(line)));
        let (shared, own) = self.shared_with_title(line);
        put("title-of-line", shared / own);
        put("line-of-title", shared / self.title.len().max(1) as f32);
        let copies = self.copies.get(line.key()).copied().unwrap_or(1);
        put("copies", (copies as f32).min(5.0));
    }

    /// How many different long words of a line are in the title too, and how many it has, one at least.
    fn shared_with_title(&self, line: &Line<'_>) -> (f32, f32) {
        // Pasted text has no title.
        if self.title.is_empty() {
            return (0.0, 1.0);
        }
        let own: HashSet<&str> = telling(&line.words).collect();
        let shared = own.iter().filter(|word| self.title.contains(**word)).count();
        (shared as f32, own.len().max(1) as f32)
    }

    /// Where the line stands in the page.
    fn stands(&self, at: usize, put: &mut dyn FnMut(&'static str, f32)) {
        let count = self.lines.len();
        let (all, prose) = (self.words_before[count].max(1.0), self.prose_before[count]);
        put("position", self.words_before[at] / all);
        put("place", at as f32 / count as f32);
        put("page-lines", log(count as f32));
        put("page-words", log(all));
        put("page-prose", prose / all);
        put("before-prose", flag(at < self.first_prose));
        put("prose-above", log(self.prose_before[at]));
        put("prose-below", log(prose - self.prose_before[at + 1]));
        let (from, to) = (at.saturating_sub(WINDOW), (at + WINDOW + 1).min(count));
        put("prose-near-above", log(self.prose_before[at] - self.prose_before[from]));
        put(
            "prose-near-below",
            log(self.prose_before[to] - self.prose_before[at + 1]),
        );
        let is_prose = |at: Option<usize>| at.and_then(|at| self.lines.get(at)).is_some_and(|line| line.prose);
        let near = |far: &usize| is_prose(at.checked_sub(*far)) || is_prose(Some(at + far));
        put("prose-distance", (1..FURTHEST).find(near).unwrap_or(FURTHEST) as f32);
    }

    /// What stands beside the line.
    fn neighbours(&self, at: usize, put: &mut dyn FnMut(&'static str, f32)) {
        for (far, words, prose, link, kept) in NEIGHBOURS {
            let other = at.checked_add_signed(far).filter(|other| *other < self.lines.len());
            put(words, other.map_or(-1.0, |other| log(self.words[other])));
            put(prose, flag(other.is_some_and(|other| self.lines[other].prose)));
            put(link, other.map_or(0.0, |other| self.link(other)));
            put(kept, flag(other.is_some_and(|other| self.lines[other].mark.is_none())));
        }
    }

    fn link(&self, at: usize) -> f32 {
        self.page.links.get(at).copied().unwrap_or(0.0)
    }

    /// Where the line stands in the tree of the page.
    fn tree(&self, at: usize, put: &mut dyn FnMut(&'static str, f32)) {
        put("link", self.link(at));
        put("linked-words", log(self.link(at) * self.words[at]));
        for (kind, name) in KINDS {
            put(name, flag(self.lines[at].kind == kind));
        }
        let element = self
            .page
            .elements
            .of_line
            .get(at)
            .map(|element| &self.page.elements.nodes[*element]);
        let within = element.map_or(0, |element| element.within);
        for (place, (_, name)) in ANCESTORS.iter().enumerate() {
            put(name, flag(within & (1 << place) != 0));
        }
        put("depth", element.map_or(0.0, |element| element.depth as f32));
        self.places.visit(at, put);
    }

    /// How the passes marked the line.
    fn marks(&self, at: usize, put: &mut dyn FnMut(&'static str, f32)) {
        let line = &self.lines[at];
        put("kept", flag(line.mark.is_none()));
        put("given", flag(line.given));
        put("doubtful", flag(line.doubtful));
        put("announces", flag(line.title));
        for (reason, name) in REASONS {
            put(name, flag(line.mark == Some(reason)));
        }
        for (pass, name) in PASSES.iter().enumerate() {
            put(name, flag(line.mark.is_some() && self.passes[at] == pass));
        }
    }
}
