//! What the passes say and how probable each line is → what is left out.
//!
//! Lines that are surely the article's bound it. Between them a line is left out when the passes mark it and it is not probable either, or
//! when it is hardly probable at all; titles, captions and cells stay when the passes keep them. Losing a paragraph costs three times
//! what keeping a line of furniture does: the thresholds are those with the least cost on pages of sites that the model had not seen
//! (`data/fit-page-model.py`).

use std::collections::HashSet;

use crate::article::block::BlockKind;
use crate::article::draft::{Elements, Page};
use crate::article::furniture::line::{Line, Words};
use crate::article::furniture::model::Asked;
use crate::article::furniture::model::between::Between;
use crate::article::furniture::model::features::telling;
use crate::article::furniture::model::short;
use crate::article::furniture::reason::Furniture;

/// The least probabilities, from 0 to 1, with which lines stay.
struct Least {
    /// A line of this is the article's, whatever the passes say.
    sure: f32,
    /// So is one beside it of this, when the passes keep it or doubt it for its place alone.
    beside: f32,
    /// A line inside of the article stays that they doubt for its place alone: it has a place.
    inside: f32,
    /// The same for a short line that no list has.
    inside_short: f32,
    /// So does one that they keep.
    possible: f32,
    /// The same for a heading or a cell that they keep.
    typed: f32,
    /// The same for a caption: most of those that one can learn from are of the page's other articles.
    caption: f32,
    /// So does one that they keep, beyond the sure ones.
    below: f32,
    /// How many lines above the first sure one the title and a caption may stand.
    above: usize,
    /// The cells of a large table that is not made of links have this on average.
    table: f32,
    /// Whether a line can be the article's that they mark for what it says.
    overrules: fn(&Line<'_>) -> bool,
}

const SAVED: Least = Least {
    sure: 0.5,
    beside: 0.27,
    inside: 0.27,
    inside_short: 0.27,
    possible: 0.45,
    typed: 0.05,
    caption: 0.05,
    below: 0.5,
    above: 12,
    table: 0.01,
    overrules: |_| true,
};
/// A pasted page shows less of what a line is: less can be asked of it, and what labels say counts.
const PASTED: Least = Least {
    sure: 0.4,
    beside: 0.35,
    inside: 0.2,
    inside_short: 0.4,
    possible: 0.2,
    typed: 0.15,
    caption: 0.1,
    below: 0.3,
    above: 20,
    table: 0.1,
    overrules: |line| {
        let told = matches!(line.mark, Some(Furniture::Repetition | Furniture::Comments));
        line.mark.is_none_or(|mark| mark == Furniture::Outside) || line.prose && !told
    },
};
/// A short paste has weights that were fitted to excerpts, most of whose lines are the article's, and keeps its sentences anyway.
const EXCERPT: Least = Least {
    sure: 0.6,
    beside: 0.5,
    inside: 0.35,
    inside_short: 0.6,
    possible: 0.35,
    typed: 0.3,
    caption: 0.3,
    below: 0.4,
    ..PASTED
};
/// The same for a heading or a caption above the first sure line, as the title is.
const TITLE: f32 = 0.1;
/// How many lines above the first one that stays a title may stand that the article says again.
const ABOVE: usize = 12;
/// The cells of a table inside of the page's `<main>` or `<article>` stay together, when they have this probability on average.
const TABLE: f32 = 0.15;
/// The fewest lines of such a table.
const ROWS: usize = 4;
/// The least share of its cells, from 0 to 1, that stay of a table that is kept whole wherever it stands.
const BEGUN: f32 = 0.25;
/// The fewest lines of a large table: one that is not made of links is what the page is about.
const LARGE: usize = 12;
/// The most of its lines, from 0 to 1, that may be links.
const LINKED: f32 = 0.6;
/// How many lines above a table its heading may stand.
const HEADED: usize = 3;
/// The words and the bytes of a title at least that an article says again: one of less may be the site's name.
const NAMED: (usize, usize) = (3, 12);
/// The least share, from 0 to 1, of the long words of a heading that are in the page's title too when it is the article's title.
const AGAIN: f32 = 0.7;
/// How many lines above the first prose it may stand: menus are often in between.
const FAR: usize = 40;
/// The least probability of such a title.
const HARDLY: f32 = 0.05;
/// The most words that an article has which is only the head of a page of topics.
const HEAD: usize = 60;
/// The fewest topics of such a page.
const TOPICS: usize = 2;
/// The fewest words that describe a topic.
const DESCRIBED: usize = 3;
/// The fewest sentences of an article above its readers' comments.
const ABOVE_COMMENTS: usize = 3;
/// The fewest links of a page that is a list of them.
const LINKS: usize = 4;
/// The elements inside of a page's `<main>` whose lines are not what it is about.
const APART: [&str; 5] = ["in-nav", "in-aside", "in-footer", "in-header", "in-form"];

/// The most lines of a text that may show itself to be a page: a book is none.
const MOST: usize = 3000;
/// The least probability of prose that bounds the article of such a page.
const BOUNDS: f32 = 0.6;
/// The least that is improbable: a line of less is furniture.
const IMPROBABLE: f32 = 0.15;
/// How many improbable lines stand before and after the article of such a page at least, their share of the lines there, and of all.
const AROUND: (usize, f32, f32) = (12, 0.7, 0.3);

/// Whether a pasted text whose lines say nothing that only pages say, as one in another language than French or English, has a page's
/// furniture before and after its article; if so, the probabilities of its lines. The model is asked when the text's length allows it, and
/// only of the lines that tell: of most texts, the first and the last.
pub(crate) fn shows_page<'a, E>(
    lines: &[Line<'_>],
    asked: impl FnOnce() -> Result<Asked<'a>, E>,
) -> Result<Option<Vec<f32>>, E> {
    let (count, share, of_all) = AROUND;
    if !(count..=MOST).contains(&lines.len()) {
        return Ok(None);
    }
    let mut asked = asked()?;
    let mut bounds = |at: &usize| lines[*at].prose && asked.of_line(*at) >= BOUNDS;
    let Some(first) = (0..lines.len()).find(&mut bounds) else {
        return Ok(None);
    };
    let last = (first..lines.len()).rfind(bounds).unwrap_or(first);
    let around = first + lines.len() - 1 - last;
    let enough = |improbable: usize| improbable >= count && improbable as f32 >= of_all * lines.len() as f32;
    if !enough(around) {
        return Ok(None);
    }
    let outside = (0..first).chain(last + 1..lines.len());
    let improbable = outside.filter(|at| asked.of_line(*at) < IMPROBABLE).count();
    let shows = enough(improbable) && improbable as f32 >= share * around as f32;
    Ok(shows.then(|| asked.all()))
}

/// Settles the marks of a page's lines; without any sure line those of the passes stay.
pub(crate) fn decide(lines: &mut [Line<'_>], probabilities: &[f32], page: &Page<'_>) {
    let elements = &page.elements;
    let least = match elements.of_line.is_empty() {
        true if short::is_short(lines) => &EXCERPT,
        true => &PASTED,
        false => &SAVED,
    };
    let mut stays = sure(lines, probabilities, least);
    let (Some(first), Some(last)) = (
        stays.iter().position(|sure| *sure),
        stays.iter().rposition(|sure| *sure),
    ) else {
        return;
    };
    for (at, line) in lines.iter().enumerate() {
        let probable = probabilities[at];
        let title = matches!(line.kind, BlockKind::Heading | BlockKind::Caption);
        let kept = line.mark.is_none();
        let possible = match line.kind {
            BlockKind::Caption => least.caption,
            BlockKind::Heading | BlockKind::TableCell | BlockKind::Footnote => least.typed,
            _ => least.possible,
        };
        let inside = if line.prose || line.kind == BlockKind::ListItem {
            least.inside
        } else {
            least.inside_short
        };
        stays[at] |= if (first..=last).contains(&at) {
            kept && probable >= possible.min(least.possible) || line.is_free() && probable >= inside
        } else {
            let above = at < first && first - at <= least.above;
            kept && above && (probable >= least.possible || title && probable >= TITLE)
                || kept && probable >= least.below
        };
    }
    keep_tables(lines, probabilities, elements, least, &mut stays);
    keep_topics(lines, elements, &mut stays);
    keep_links(lines, elements, &mut stays);
    if let Some(between) = Between::of(lines, page) {
        between.keep(&mut stays);
    }
    if elements.of_line.is_empty() {
        short::keep(lines, &mut stays);
    }
    leave_comments(lines, page, &mut stays);
    match page.title {
        Some(title) if !elements.of_line.is_empty() => {
            keep_heading(lines, probabilities, &Words::of(title), &mut stays);
        }
        _ if elements.of_line.is_empty() => keep_title(lines, probabilities, &mut stays),
        _ => {}
    }
    for (line, stays) in lines.iter_mut().zip(stays) {
        if stays {
            line.mark = None;
        } else {
            line.mark.get_or_insert(Furniture::Outside);
        }
    }
}

/// Keeps the title of a pasted article that begins with running text: the first line not far above that the article says again as it is, in
/// a sentence or a caption.
fn keep_title(lines: &[Line<'_>], probabilities: &[f32], stays: &mut [bool]) {
    let Some(first) = stays.iter().position(|stays| *stays).filter(|at| lines[*at].prose) else {
        return;
    };
    let says_again = |at: &usize| {
        let line = &lines[*at];
        let (words, letters) = NAMED;
        line.words.len() >= words
            && line.key().len() >= letters
            && probabilities[*at] >= HARDLY
            && line.is_free()
            && (first..lines.len()).any(|other| stays[other] && lines[other].key().contains(line.key()))
    };
    if let Some(title) = (first.saturating_sub(ABOVE)..first).find(says_again) {
        stays[title] = true;
    }
}

/// Keeps the heading above the article that says what the page's `<title>` does, where no other one does that stays.
fn keep_heading(lines: &[Line<'_>], probabilities: &[f32], title: &Words, stays: &mut [bool]) {
    let Some(first) = (0..lines.len()).find(|at| stays[*at] && lines[*at].prose) else {
        return;
    };
    let title: HashSet<&str> = telling(title).collect();
    // How many of the words of a line that say what it is about are in the title, and whether nearly all are.
    let says = |at: usize| {
        let own: HashSet<&str> = telling(&lines[at].words).collect();
        let shared = own.iter().filter(|word| title.contains(*word)).count();
        let named = lines[at].kind == BlockKind::Heading
            && lines[at].words.len() >= NAMED.0
            && shared as f32 >= AGAIN * own.len().max(1) as f32;
        named.then_some(shared)
    };
    if (0..=first).any(|at| stays[at] && says(at).is_some()) {
        return;
    }
    let heading = (first.saturating_sub(FAR)..first)
        .filter(|at| probabilities[*at] >= HARDLY)
        .filter_map(|at| Some((says(at)?, at)))
        .max();
    if let Some((_, heading)) = heading {
        stays[heading] = true;
    }
}

/// Keeps the topics of a page whose `<main>` holds nothing else but its title and an introduction: headings, each with what describes it.
fn keep_topics(lines: &[Line<'_>], elements: &Elements, stays: &mut [bool]) {
    let words = |of: &mut dyn Iterator<Item = usize>| of.map(|at| lines[at].words.len()).sum::<usize>();
    if words(&mut (0..lines.len()).filter(|at| stays[*at])) > HEAD {
        return;
    }
    let main = |at: usize| elements.is_in(at, "in-main") && !APART.iter().any(|apart| elements.is_in(at, apart));
    let heading = |at: usize| lines[at].kind == BlockKind::Heading;
    let mut topics: Vec<std::ops::Range<usize>> = Vec::new();
    let mut at = 0;
    while at < lines.len() {
        if !main(at) || !heading(at) {
            at += 1;
            continue;
        }
        let end = (at + 1..lines.len())
            .find(|i| heading(*i) || !main(*i))
            .unwrap_or(lines.len());
        let described = words(&mut (at + 1..end)) >= DESCRIBED;
        if described && (at..end).all(|i| lines[i].is_free()) {
            topics.push(at..end);
        }
        at = end;
    }
    let new = topics.iter().filter(|topic| !stays[topic.start]).count();
    if new >= TOPICS {
        topics.into_iter().for_each(|topic| stays[topic].fill(true));
    }
}

/// Leaves out what stands below the title of readers' comments in its box, where there is an article above.
fn leave_comments(lines: &[Line<'_>], page: &Page<'_>, stays: &mut [bool]) {
    if page.boxes.of_line.len() != lines.len() {
        return;
    }
    let sentence = |at: usize| stays[at] && lines[at].prose;
    let titles = |line: &Line<'_>| line.title && line.mark == Some(Furniture::Comments) && !line.doubtful;
    let title = lines.iter().position(titles);
    let Some(title) = title.filter(|title| (0..*title).filter(|at| sentence(*at)).count() >= ABOVE_COMMENTS) else {
        return;
    };
    let (_, end) = page.boxes.spans()[page.boxes.of_line[title]];
    for at in title..end {
        stays[at] &= lines[at].mark.is_none();
    }
}

/// Keeps the list of links that a page is about: in the `<main>` (or `<article>`) of what stays, which is hardly more than a title.
fn keep_links(lines: &[Line<'_>], elements: &Elements, stays: &mut [bool]) {
    let kept = || (0..lines.len()).filter(|at| stays[*at]);
    let words: usize = kept().map(|at| lines[at].words.len()).sum();
    let Some(first) = kept().next().filter(|_| words <= HEAD) else {
        return;
    };
    let around = |at: usize| {
        let main = elements.outermost(at, "in-main");
        main.or_else(|| elements.outermost(at, "in-article"))
    };
    let Some(main) = around(first) else { return };
    let inside = |at: usize| {
        around(at) == Some(main) && !APART.iter().any(|apart| elements.is_in(at, apart)) && lines[at].is_free()
    };
    let item = |at: usize| lines[at].kind == BlockKind::ListItem;
    let items: Vec<usize> = (first..lines.len()).filter(|at| inside(*at) && item(*at)).collect();
    if items.len() < LINKS {
        return;
    }
    for at in items {
        stays[at] = true;
        let heads = at > 0 && lines[at - 1].kind == BlockKind::Heading && inside(at - 1);
        if heads {
            stays[at - 1] = true;
        }
    }
}

/// The lines that are surely the article's, those beside them included.
fn sure(lines: &[Line<'_>], probabilities: &[f32], least: &Least) -> Vec<bool> {
    let is_sure = |(line, probable): (&Line<'_>, &f32)| *probable >= least.sure && (least.overrules)(line);
    let mut sure: Vec<bool> = lines.iter().zip(probabilities).map(is_sure).collect();
    let beside = |at: usize| probabilities[at] >= least.beside && lines[at].is_free();
    for at in 1..lines.len() {
        sure[at] |= sure[at - 1] && beside(at);
    }
    for at in (1..lines.len()).rev() {
        sure[at - 1] |= sure[at] && beside(at - 1);
    }
    sure
}

/// Keeps the tables that are part of what the page is about, with their headings: a run of lines in a table that the markup does not mark,
/// in the page's `<main>` or `<article>`. In a pasted page they stand below the beginning of the article.
fn keep_tables(lines: &[Line<'_>], probabilities: &[f32], elements: &Elements, least: &Least, stays: &mut [bool]) {
    let pasted = elements.of_line.is_empty();
    let first = stays.iter().position(|stays| *stays).unwrap_or(0);
    let in_table = |at: usize| match pasted {
        true => lines[at].kind == BlockKind::TableCell && at > first,
        false => elements.is_in(at, "in-table"),
    };
    let mut at = 0;
    while at < lines.len() {
        let end = (at..lines.len()).find(|i| !in_table(*i)).unwrap_or(lines.len());
        let main = pasted || elements.is_in(at, "in-main") || elements.is_in(at, "in-article");
        let table = &lines[at..end];
        let share =
            |of: fn(&Line<'_>) -> bool| table.iter().filter(|line| of(line)).count() as f32 / table.len().max(1) as f32;
        let mean = probabilities[at..end].iter().sum::<f32>() / table.len().max(1) as f32;
        let large = table.len() >= LARGE && share(|line| line.linked) <= LINKED && mean >= least.table;
        let small = !pasted && mean >= TABLE;
        // A table whose head stays has its body too.
        let kept = stays[at..end].iter().filter(|stays| **stays).count() as f32 / table.len().max(1) as f32;
        let cells = || share(|line| line.kind == BlockKind::TableCell && !line.prose) > 0.9;
        let begun = !pasted && table.len() >= ROWS && stays[at] && kept >= BEGUN && cells();
        if table.len() >= ROWS && share(|line| line.given) < 0.5 && (begun || main && (small || large)) {
            stays[at..end].fill(true);
            for above in at.saturating_sub(HEADED)..at {
                stays[above] |= lines[above].kind == BlockKind::Heading && lines[above].is_free();
            }
        }
        at = end.max(at + 1);
    }
}
