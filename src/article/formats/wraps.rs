//! The lines of plain text → which of them go on with the line before: where a program or a hand has wrapped a paragraph.
//!
//! Two kinds of text are wrapped, and a word that a hyphen cuts at the end of a line proves both. In one a program filled each line up to a column; in the other (text out of a PDF file, a page
//! archived from its source) lines are of any width, and what proves the wrap is that lines begin with a small letter
//! after lines that end no sentence.

use std::ops::Range;

use crate::article::block::BlockKind;
use crate::text::abbreviations::{Kind, Lists};
use crate::text::bullets::is_bullet;
use crate::text::drop_cap;
use crate::text::hyphens::HYPHENS;
use crate::text::languages::is_label;
use crate::text::sentence_end::{bare_end, ends_sentence, ends_with_function_word, never_last};

/// The narrowest and widest column, in characters, that text is wrapped at.
const COLUMNS: Range<usize> = 40..110;
/// The narrowest column of text pasted out of a page of several columns.
const NARROWEST: usize = 18;
/// The fewest wrapped lines that show a text to be hard-wrapped.
const WRAPPED_LINES: usize = 3;
/// The widest line of a text that is wrapped at uneven widths, in characters.
const WIDEST: usize = 130;
/// How many lines before and after a line say how wide lines are there.
const NEAR: usize = 3;

/// A line that is not blank: where its content stands, its number, and its width in characters.
pub(crate) struct Line {
    pub(crate) range: Range<usize>,
    pub(crate) number: usize,
    pub(crate) width: usize,
}

/// For each line, whether it goes on with the one before.
pub(crate) fn joined(text: &str, lines: &[Line]) -> Vec<bool> {
    let column = wrap_column(text, lines);
    let ragged = column.is_none() && is_ragged(text, lines);
    let narrow = if column.is_none() && !ragged {
        narrow_paragraphs(text, lines)
    } else {
        vec![None; lines.len()]
    };
    let goes_on = |at: usize| {
        let Some(before) = at.checked_sub(1) else { return false };
        let (last, line) = (&lines[before], &lines[at]);
        let content = &text[line.range.clone()];
        if last.number + 1 != line.number || starts_item(content).is_some() {
            return false;
        }
        if is_large_letter(text, last, content) {
            return true;
        }
        if is_signature(text, lines, before) {
            return false;
        }
        match column.or(narrow[at]) {
            Some(column) => is_full(text, last, line, column) || ends_openly(&text[last.range.clone()]),
            None => ragged && goes_on_raggedly(text, lines, before),
        }
    };
    (0..lines.len()).map(goes_on).collect()
}

/// The large first letter of a paragraph, which copying a page sets on a line of its own.
fn is_large_letter(text: &str, last: &Line, content: &str) -> bool {
    drop_cap::letter(&text[last.range.clone()]).is_some() && drop_cap::may_follow(content)
}

/// The column at which the text is wrapped, in characters; `None` when its lines are paragraphs.
///
/// A program that wraps fills each line: the first word of the next line would not have fitted. When nearly all breaks
/// inside paragraphs are of that kind, and many fall in the middle of a sentence, the text is wrapped.
fn wrap_column(text: &str, lines: &[Line]) -> Option<usize> {
    let pairs = pairs(text, lines);
    if pairs.len() < WRAPPED_LINES {
        return None;
    }
    // The widest line is the column, but for the few lines that hold a long address.
    let mut widths: Vec<usize> = pairs.iter().map(|(a, _)| a.width).collect();
    widths.sort_unstable();
    let column = widths[widths.len() - 1 - widths.len() / 30];
    if (NARROWEST..COLUMNS.start).contains(&column) {
        return is_narrow(text, &pairs, column).then_some(column);
    }
    if !COLUMNS.contains(&column) {
        return None;
    }
    let full: Vec<_> = pairs.iter().filter(|(a, b)| is_full(text, a, b, column)).collect();
    let inside = full.iter().filter(|(a, _)| !ends_line(&text[a.range.clone()])).count();
    let wrapped = full.len() >= WRAPPED_LINES && full.len() * 4 >= pairs.len() * 3 && inside * 2 >= full.len();
    wrapped.then_some(column)
}

/// Whether a text is wrapped at a column so narrow that lists and verses are as wide: nearly every line is full, most go on with a small
/// letter, and some are cut where neither list nor verse is.
fn is_narrow(text: &str, pairs: &[(&Line, &Line)], column: usize) -> bool {
    let full = pairs.iter().filter(|(a, b)| is_full(text, a, b, column)).count();
    let small = pairs
        .iter()
        .filter(|(a, b)| begins_small(text, b) && !ends_line(&text[a.range.clone()]))
        .count();
    let cut = pairs.iter().any(|(a, b)| {
        let line = &text[a.range.clone()];
        cuts_word(text, a, b) || ends_with_function_word(line)
    });
    full * 10 >= pairs.len() * 9 && small * 2 >= pairs.len() && cut
}

/// For each line, the column that its paragraph is wrapped at where that is so narrow, and the rest of the text is not wrapped: a column
/// pasted beside lists and titles.
fn narrow_paragraphs(text: &str, lines: &[Line]) -> Vec<Option<usize>> {
    let mut columns = vec![None; lines.len()];
    let mut from = 0;
    for at in 1..=lines.len() {
        if at < lines.len() && lines[at - 1].number + 1 == lines[at].number {
            continue;
        }
        let pairs = pairs(text, &lines[from..at]);
        let column = pairs.iter().map(|(a, _)| a.width).max().unwrap_or(0);
        let narrow = pairs.len() >= WRAPPED_LINES && (NARROWEST..COLUMNS.start).contains(&column);
        if narrow && is_narrow(text, &pairs, column) {
            columns[from..at].fill(Some(column));
        }
        from = at;
    }
    columns
}

/// Whether a hyphen at the end of a line cuts a word, a compound or a range of numbers that goes on in the next.
fn cuts_word(text: &str, line: &Line, next: &Line) -> bool {
    let (line, next) = (&text[line.range.clone()], &text[next.range.clone()]);
    let before = line.strip_suffix(HYPHENS).and_then(|before| before.chars().next_back());
    let after = next.chars().next();
    match (before, after) {
        (Some(before), Some(after)) => {
            before.is_alphabetic() && after.is_alphabetic() || before.is_ascii_digit() && after.is_ascii_digit()
        }
        _ => false,
    }
}

/// Whether a line is the name that a letter ends with, and the next one says what its writer is: `Anne Roux`, `maire de Saint-Loup`.
fn is_signature(text: &str, lines: &[Line], at: usize) -> bool {
    const LONGEST: usize = 45;
    let alone = |a: Option<&Line>, b: Option<&Line>| match (a, b) {
        (Some(a), Some(b)) => a.number + 1 < b.number,
        _ => true,
    };
    let first = alone(at.checked_sub(1).map(|before| &lines[before]), lines.get(at));
    let last = alone(lines.get(at + 1), lines.get(at + 2));
    let line = &text[lines[at].range.clone()];
    let words = line.split_whitespace().count();
    first
        && last
        && at > 0
        && lines[at].width < LONGEST
        && lines.get(at + 1).is_some_and(|next| next.width < LONGEST)
        && (2..=4).contains(&words)
        && line
            .split_whitespace()
            .all(|word| word.starts_with(char::is_uppercase) && word.ends_with(char::is_alphabetic))
}

/// The lines that stand one right after the other, where the second begins no item of a list.
fn pairs<'a>(text: &str, lines: &'a [Line]) -> Vec<(&'a Line, &'a Line)> {
    let pairs = lines.windows(2).map(|pair| (&pair[0], &pair[1]));
    pairs
        .filter(|(a, b)| a.number + 1 == b.number && starts_item(&text[b.range.clone()]).is_none())
        .collect()
}

/// Whether a text is wrapped at uneven widths: of its lines that end no sentence most are followed by one that begins with a
/// small letter. In a list or a poem they begin with capitals; in a list in small letters, lines are short.
fn is_ragged(text: &str, lines: &[Line]) -> bool {
    let pairs = pairs(text, lines);
    let open: Vec<_> = pairs
        .iter()
        .filter(|(a, _)| a.width <= WIDEST && !ends_line(&text[a.range.clone()]))
        .collect();
    let proven: Vec<_> = open
        .iter()
        .filter(|(a, b)| begins_small(text, b) || cuts_word(text, a, b))
        .collect();
    let cut = proven.iter().filter(|(a, b)| cuts_word(text, a, b)).count();
    let long = proven.iter().filter(|(a, _)| a.width >= COLUMNS.start - 5).count();
    // Short lines are head lines and credits, and say nothing of the wrap.
    let half = proven.iter().map(|(a, _)| a.width).max().unwrap_or(0) / 2;
    let open = open.iter().filter(|(a, _)| a.width >= half);
    let fewest = if pairs.len() < 10 { 2 } else { WRAPPED_LINES };
    // No list and no verse cuts its words.
    let tells = long * 2 >= proven.len() || cut >= fewest;
    proven.len() >= fewest && proven.len() * 2 >= open.count() && tells
}

/// Whether, in a text wrapped at uneven widths, the line after `lines[at]` goes on with it.
fn goes_on_raggedly(text: &str, lines: &[Line], at: usize) -> bool {
    let (line, next) = (&lines[at], &lines[at + 1]);
    if line.width > WIDEST {
        return false;
    }
    let content = &text[line.range.clone()];
    let ended = ends_line(content);
    if !ended && begins_small(text, next) {
        return true;
    }
    if ends_with_title(content) || cuts_word(text, line, next) || (!ended && ends_openly(content)) {
        return true;
    }
    // As wide as the wrapped lines around it: the next word would not have fitted. Where the column changes, the narrower one counts.
    let widest = |near: std::ops::Range<usize>| {
        let wrapped = near.filter(|near| {
            let (a, b) = (&lines[*near], &lines[*near + 1]);
            a.number + 1 == b.number && !ends_line(&text[a.range.clone()]) && begins_small(text, b)
        });
        wrapped
            .map(|near| lines[near].width)
            .filter(|width| *width <= WIDEST)
            .max()
    };
    let before = widest(at.saturating_sub(NEAR)..at);
    let after = widest(at + 1..(at + NEAR + 1).min(lines.len() - 1));
    let column = match (before, after) {
        (Some(before), Some(after)) => Some(before.min(after)),
        (before, after) => before.or(after),
    };
    let announces = bare_end(content).ends_with(':');
    !announces && column.is_some_and(|column| is_full(text, line, next, column.max(COLUMNS.start / 2)))
}

fn begins_small(text: &str, line: &Line) -> bool {
    text[line.range.clone()].starts_with(char::is_lowercase)
}

/// Whether the first word of `next` would not have fitted on `line`.
fn is_full(text: &str, line: &Line, next: &Line, column: usize) -> bool {
    let first = text[next.range.clone()].split_whitespace().next().unwrap_or("");
    line.width + 1 + first.chars().count() > column || cuts_word(text, line, next)
}

/// Whether a line ends with a word that needs another: an article, a title without its stop (`Mme`).
fn ends_openly(line: &str) -> bool {
    let last = line.split_whitespace().next_back().unwrap_or("");
    let title = || {
        let known = |lists: &Lists| lists.abbreviation(last).is_some_and(|kind| kind.never);
        last.starts_with(char::is_uppercase)
            && last.chars().nth(1).is_some()
            && Lists::all().any(|(_, lists)| known(lists))
    };
    never_last(last) || title()
}

/// Whether a line ends a sentence or announces what follows. A hyphen ends none.
fn ends_line(line: &str) -> bool {
    let ended = ends_sentence(line) || bare_end(line).ends_with(':');
    ended && !ends_with_title(line) && !line.ends_with(HYPHENS)
}

/// Whether a line ends with a title, an initial or a reference whose stop ends no sentence: what it belongs to follows.
fn ends_with_title(line: &str) -> bool {
    let last = line.split_whitespace().next_back().unwrap_or("");
    let Some(word) = last.strip_suffix('.') else {
        return false;
    };
    let initial = || {
        let mut chars = word.chars();
        chars.next().is_some_and(char::is_uppercase) && chars.next().is_none()
    };
    // In small letters `min.` and `art.` are words too; what has no vowel is none.
    let abbreviated = word.starts_with(char::is_uppercase) || !word.contains(['a', 'e', 'i', 'o', 'u', 'y']);
    let goes_on = |kind: Kind| (kind.never && abbreviated) || (kind.number && is_label(&word.to_lowercase()));
    initial() || Lists::all().any(|(_, lists)| lists.abbreviation(word).is_some_and(goes_on))
}

/// The kind of a line that begins like an item of a list: a bullet, a number, a letter.
pub(crate) fn starts_item(line: &str) -> Option<BlockKind> {
    let mut chars = line.chars();
    let first = chars.next()?;
    let rest = chars.as_str();
    let spaced = |rest: &str| rest.starts_with(char::is_whitespace);
    let item = match first {
        bullet if is_bullet(bullet) => true,
        '-' | '*' | '+' => spaced(rest),
        // A dash of a whole sentence is a line of dialogue.
        '–' | '—' => spaced(rest) && !ends_line(rest),
        _ => {
            let label = line.trim_start_matches('(');
            let end = label.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(label.len());
            let (label, rest) = label.split_at(end);
            let number = (1..=3).contains(&label.len()) && label.bytes().all(|b| b.is_ascii_digit());
            let letter = label.len() == 1 && label.bytes().all(|b| b.is_ascii_lowercase());
            let after = rest
                .strip_prefix(')')
                .or_else(|| rest.strip_prefix('.').filter(|_| number));
            (number || letter) && after.is_some_and(spaced)
        }
    };
    item.then_some(BlockKind::ListItem)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The text with the lines that go on set after the one before, ` / ` between others.
    fn shape(text: &str) -> String {
        let mut at = 0;
        let lines: Vec<Line> = text
            .split('\n')
            .enumerate()
            .filter_map(|(number, line)| {
                let range = at..at + line.len();
                at = range.end + 1;
                (!line.is_empty()).then(|| Line {
                    range,
                    number,
                    width: line.chars().count(),
                })
            })
            .collect();
        let joined = joined(text, &lines);
        let mut out = String::new();
        for (line, joined) in lines.iter().zip(joined) {
            if !out.is_empty() {
                out.push_str(if joined { " " } else { " / " });
            }
            out.push_str(&text[line.range.clone()]);
        }
        out
    }

    #[test]
    fn lines_of_uneven_width_are_joined_where_the_sentence_goes_on() {
        let letter = "Communiqué du maire\nLe 3 mai 1998\nLe maire de la ville a appris avec une grande peine la\nmort de l’ancien directeur du port, M.\nPaul Durand :\n\
            « La ville perd aujourd’hui l’un de ses meilleurs\nserviteurs. Elle lui doit la longue digue de la rue\nHaute, et bien plus.\nMerci. »";
        assert_eq!(
            shape(letter),
            "Communiqué du maire / Le 3 mai 1998 / Le maire de la ville a appris avec une grande peine la mort de l’ancien directeur du port, M. Paul Durand : / \
             « La ville perd aujourd’hui l’un de ses meilleurs serviteurs. Elle lui doit la longue digue de la rue Haute, et bien plus. / Merci. »"
        );
    }

    #[test]
    fn narrow_columns_are_joined() {
        for text in [
            "Le refuge du col rouvre\nsamedi après deux hivers\nde travaux, et les\npremiers marcheurs ont\ndéjà réservé leur lit pour\nla saison.",
            "Le refuge du col rouvre samedi\naprès deux hivers de travaux, et\nles premiers marcheurs ont déjà\nréservé leur lit.",
            "Le refuge du col rou-\nvre samedi après deux hi-\nvers de travaux, et les pre-\nmiers marcheurs ont dé-\njà réservé leur lit.",
            "La commune a payé la toiture, le départe-\nment les panneaux. Le rendez-\nvous est fixé en 2010-\n2015, avec le député de Haute-\nSavoie. Puis Mme\nVidal a chanté.",
        ] {
            assert_eq!(shape(text), text.replace('\n', " "));
        }
    }

    #[test]
    fn a_narrow_paragraph_is_joined_beside_a_list() {
        let paragraph = "Les pêcheurs du lac ont\nrepris la mer ce matin,\nmalgré un vent fort de\nnord-est qui soufflait\ndepuis trois jours sur\ntoute la côte. Les\nquais étaient pleins.";
        let list = "Farine de blé 200 g\nbeurre doux 100 g\nsucre roux 80 g\ntrois œufs frais";
        assert_eq!(
            shape(&format!("La revue du port\n\n{paragraph}\n\n{list}")),
            format!(
                "La revue du port / {} / {}",
                paragraph.replace('\n', " "),
                list.replace('\n', " / ")
            )
        );
    }

    #[test]
    fn the_name_below_a_letter_is_a_line() {
        let letter = "J’ai bien reçu votre lettre du 3 mai et je vous en\nremercie. Le refuge ouvrira samedi, comme prévu,\net nous vous y attendons avec joie.\n\nAnne Roux\nmaire de Saint-Loup";
        assert!(
            shape(letter).ends_with("avec joie. / Anne Roux / maire de Saint-Loup"),
            "{}",
            shape(letter)
        );
    }

    #[test]
    fn lists_verses_and_menus_keep_their_lines() {
        for text in [
            "je marche dans la nuit\nsans lune ni lanterne\nvers une maison vide\nau bord de la rivière",
            "farine de blé tendre\nsucre de canne roux\nbeurre doux de ferme\nœufs de poules libres",
            "Le vent se lève sur la plaine\nOù dorment les chevaux\nEt nul ne sait la peine\nDes vieux bateaux",
            "la perche du lac\nle brochet\nla tanche\nle gardon\nl’ablette",
            "Accueil\nActualités\nSports\nMétéo\nle direct\nAbonnements",
        ] {
            assert_eq!(shape(text), text.replace('\n', " / "));
        }
    }

    #[test]
    fn a_large_first_letter_is_no_paragraph() {
        assert_eq!(
            shape("Le village\n\nL\ne village dormait."),
            "Le village / L e village dormait."
        );
        assert_eq!(shape("A\nUn texte."), "A / Un texte.");
    }
}
