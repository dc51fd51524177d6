//! How a sentence ends: its final mark, and what may close after it. The one place where these marks are listed.

use crate::text::bullets::is_bullet;
use crate::text::function_words::is_function_word;
use crate::text::languages::{NEVER_LAST_ELSEWHERE, any_has};
use crate::text::note_marks::{before_mark, is_raised_mark};
use crate::text::quotation::DASHES;

/// Whether a mark ends a sentence, in any script.
pub(crate) fn is_stop(c: char) -> bool {
    matches!(c, '.' | '!' | '?' | '…' | '‼' | '⁇' | '⁈' | '⁉' | '‽')
        || matches!(c, '。' | '！' | '？' | '｡' | '．' | '؟' | '۔' | '।' | '॥' | '።' | '։')
}

/// Marks after which a line may break within a sentence.
const HALTS: [char; 2] = [':', ';'];

/// Closing quotation marks that end what they stand after, whether it is a sentence or not. The single ones are not among
/// them: they are apostrophes too.
pub(crate) const CLOSING_QUOTES: [char; 4] = ['»', '›', '"', '”'];

/// Whether a mark closes what was opened and does nothing else: a quotation mark, a bracket, the marks of emphasis that
/// plain text has.
pub(crate) fn only_closes(c: char) -> bool {
    matches!(
        c,
        '»' | '›'
            | '”'
            | ')'
            | ']'
            | '}'
            | '*'
            | '_'
            | '」'
            | '』'
            | '）'
            | '】'
            | '》'
            | '〉'
            | '〕'
            | '⟩'
            | '❞'
            | '｣'
            | '］'
            | '｝'
            | '〗'
            | '〙'
            | '〛'
            | '⟫'
            | '⦆'
            | '｠'
            | '〞'
            | '〟'
            | '❜'
    )
}

/// Whether a mark may stand after the final mark of a sentence: one that [only closes](only_closes), one that may open or
/// be an apostrophe elsewhere (`“`, `«`, `‘` close in German), those of code and of what was struck out, white space, since French sets its marks apart, or a
/// character without width, as pasted text has them.
pub(crate) fn is_closing(c: char) -> bool {
    only_closes(c)
        || matches!(
            c,
            '"' | '＂' | '“' | '«' | '‹' | '’' | '‘' | '\'' | '＇' | '`' | '´' | '~'
        )
        || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}')
        || c.is_whitespace()
}

/// A line without the marks that close it: white space, quotation marks, brackets, and the mark of a note (`[3]`, `³`, `†`,
/// `[citation needed]`; see `note_marks`).
pub(crate) fn bare_end(line: &str) -> &str {
    let ends = |c: char| is_stop(c) || is_closing(c) && !c.is_whitespace();
    let mut line = line;
    loop {
        let bare = line.trim_end_matches(|c| is_closing(c) || is_raised_mark(c));
        let close = line[bare.len()..].chars().next();
        match close.and_then(|close| before_mark(bare, close, ends)) {
            Some(before) => line = before,
            None => return bare,
        }
    }
}

/// Whether a line ends as a sentence does.
pub(crate) fn ends_sentence(line: &str) -> bool {
    bare_end(line).ends_with(is_stop)
}

/// Whether a line ends as a sentence does, or a part of one after which a line may break.
pub(crate) fn has_final_mark(line: &str) -> bool {
    let bare = bare_end(line);
    bare.ends_with(is_stop) || bare.ends_with(HALTS)
}

/// For each line of a paragraph, whether it goes on with the one before: the lines are what line breaks inside of the paragraph
/// make of it. An empty one stands for two breaks, over which nothing goes on.
///
/// A line that begins with a small letter does, unless it is an item: after a semicolon or a colon, in a list that a colon announced and
/// where nothing is cut within a sentence, and where both lines begin with a label (`mardi : repos`). One that begins with a
/// capital does only when the line before cannot end there (a comma, an article), or when it is long and other breaks of the paragraph
/// fall within sentences: headings, programmes and questions are set apart by line breaks too.
pub(crate) fn lines_that_go_on(lines: &[&str]) -> Vec<bool> {
    let long = |line: &str| line.chars().nth(40).is_some();
    let open = |line: &str| !(ends_sentence(line) || line.ends_with(HALTS) || line.ends_with(CLOSING_QUOTES));
    let small = |line: &str| line.starts_with(char::is_lowercase);
    let wrapped = lines
        .windows(2)
        .any(|pair| long(pair[0]) && open(pair[0]) && small(pair[1]));
    let listed = listed(lines);
    let goes_on = |at: usize| {
        let Some(before) = at.checked_sub(1) else { return false };
        let (line, next) = (lines[before], lines[at]);
        if line.is_empty() || next.is_empty() || begins_item(next) || listed[at] {
            return false;
        }
        if has_label(line) && has_label(next) && !needs_another(line) {
            return false;
        }
        if small(next) {
            return !line.ends_with(HALTS);
        }
        open(line) && (needs_another(line) || (long(line) && (wrapped || line.ends_with(','))))
    };
    (0..lines.len()).map(goes_on).collect()
}

/// Which lines are items of a list that a colon at the end of a line announced: two at least, up to a blank line, and none of them cut
/// within a sentence.
fn listed(lines: &[&str]) -> Vec<bool> {
    /// The most items that are looked at.
    const MOST: usize = 100;
    let mut listed = vec![false; lines.len()];
    for (at, _) in lines.iter().enumerate().filter(|(_, line)| line.ends_with(':')) {
        let items = lines[at + 1..]
            .iter()
            .take(MOST)
            .take_while(|line| !line.is_empty())
            .count();
        let run = &lines[at + 1..=at + items];
        let cut = |line: &&str| line.ends_with([',', '-', '(']) || needs_another(line) || ends_with_function_word(line);
        if items >= 2 && !run[..items - 1].iter().any(cut) {
            listed[at + 1..=at + items].fill(true);
        }
    }
    listed
}

/// Whether a line begins with a label of one to three words and a colon: `Lundi : montée`, `12 mai : fête`.
fn has_label(line: &str) -> bool {
    let Some((label, rest)) = line.split_once(':') else {
        return false;
    };
    // An hour and an address have none around it.
    let spaced = rest.starts_with(char::is_whitespace) && !rest.trim().is_empty();
    spaced && (1..=3).contains(&label.split_whitespace().count())
}

/// Whether a line ends with a word that mostly needs another, such as a conjunction.
pub(crate) fn ends_with_function_word(line: &str) -> bool {
    let last = line.split_whitespace().next_back().unwrap_or("");
    last.chars().nth(1).is_some() && last.chars().all(char::is_alphabetic) && is_function_word(last)
}

/// Whether a line ends with a word that needs another.
fn needs_another(line: &str) -> bool {
    let word = line
        .rsplit(|c: char| c.is_whitespace() || matches!(c, '’' | '\''))
        .next()
        .unwrap_or("");
    line.ends_with('’') || never_last(word)
}

/// Whether a word in lower case is an article, a preposition or another that never ends a sentence.
pub(crate) fn never_last(word: &str) -> bool {
    any_has(|known| known.never_last, word) || NEVER_LAST_ELSEWHERE.contains(&word)
}

/// Whether a text ends with a mark after which another clause begins, within a sentence or between two: a comma, a pause, a dash, what
/// closes, a final mark that is no full stop (which may belong to an abbreviation).
pub(crate) fn ends_clause(text: &str) -> bool {
    let last = text.chars().next_back();
    last.is_some_and(|c| {
        c == ',' || HALTS.contains(&c) || DASHES.contains(&c) || (is_stop(c) && c != '.') || only_closes(c)
    })
}

/// Whether a line ends as a statement does: with a final mark that asks nothing, or a closing quotation mark.
pub(crate) fn ends_statement(line: &str) -> bool {
    let bare = bare_end(line);
    (bare.ends_with(is_stop) && !bare.ends_with(is_question)) || line.ends_with(CLOSING_QUOTES)
}

/// Whether a final mark asks.
fn is_question(c: char) -> bool {
    matches!(c, '?' | '⁇' | '⁈' | '⁉' | '‽' | '？' | '؟')
}

/// Whether a line begins as the item of a list does: a dash, a bullet, a number.
fn begins_item(line: &str) -> bool {
    let mut chars = line.chars();
    let Some(first) = chars.next() else { return false };
    let rest = chars.as_str();
    if is_bullet(first) || (matches!(first, '-' | '–' | '—' | '*') && rest.starts_with(char::is_whitespace)) {
        return true;
    }
    let label = line.split_whitespace().next().unwrap_or("");
    let number = label.trim_end_matches(['.', ')']);
    let digits = (1..=2).contains(&number.len()) && number.bytes().all(|b| b.is_ascii_digit());
    let letter = number.len() == 1 && label.ends_with(')') && number.bytes().all(|b| b.is_ascii_lowercase());
    label.len() > number.len() && (digits || letter)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sentence_ends_whatever_closes_it() {
        for line in [
            "He left.",
            "‘He left.’",
            "'He left.'",
            "“He left.”",
            "„Er ging.“",
            "« Il partit ! »",
            "« Il partit\u{a0}!\u{202f}»",
            "(He left.)",
            "[he left.]",
            "_He left._",
            "「行った。」",
            "»Er ging.«",
            "›Er ging.‹",
            "‚Er ging.‘",
            "He left.[3]",
            "He left.[3][12]",
            "“He left.”³",
            "He left.†",
            "He left.\u{200b}",
            "He left.[note 1]",
            "He left.[a]",
            "He left.[N 1]",
            "He left.[citation needed]",
            "He left. [citation needed]",
            "Il partit.[réf. nécessaire]",
            "Er ging.[Beleg fehlt]",
            "“He left.”[note 1][2]",
            "He left.(1)",
            "He left.¹⁾",
            "He left.⁽¹⁾",
            "He left.＇",
            "行った。〞",
            "行った。｣",
            "~~He left.~~",
            "``He left.``",
        ] {
            assert!(ends_sentence(line), "{line}");
        }
        for line in [
            "He left",
            "the ‘last’",
            "(1974)",
            "page [3]",
            "He left [in haste]",
            "the case (1)",
            "section 4.2(a)",
            "10 m²",
            "He left:",
            "",
            "«\u{a0}»",
        ] {
            assert!(!ends_sentence(line), "{line}");
        }
        assert!(has_final_mark("He left:"));
    }

    #[test]
    fn clauses_and_statements_end_with_their_marks() {
        for text in [
            "il vint,",
            "il vint ;",
            "il vint –",
            "vint-il ?",
            "il vint…",
            "(il vint)",
            "« il vint »",
            "“he came”",
            "来た。",
        ] {
            assert!(ends_clause(text), "{text}");
        }
        for text in ["il vint", "M.", "l’", ""] {
            assert!(!ends_clause(text), "{text}");
        }
        for text in [
            "He came.",
            "He came!",
            "“He came.”",
            "(He came.)",
            "“He came”",
            "« Il vint »",
            "来た。",
        ] {
            assert!(ends_statement(text), "{text}");
        }
        for text in ["Did he come?", "“Did he come?”", "He came", "来た？", "(He came)"] {
            assert_eq!(ends_statement(text), text.contains('”'), "{text}");
        }
    }

    #[test]
    fn words_that_need_another_are_known_in_each_language() {
        for word in ["les", "avec", "the", "their", "einer", "los"] {
            assert!(never_last(word), "{word}");
        }
        assert!(!never_last("pont") && !never_last("bridge"));
    }

    #[test]
    fn lines_go_on_within_sentences_and_not_between_lines_of_their_own() {
        // `|` between lines that stay apart, `+` between those of one sentence.
        for marked in [
            "Une restauration attendue depuis vingt ans par le village|Les travaux ont commencé lundi.",
            "Le chantier comprend :|– la restauration complète de la roue et de ses aubes ;|– la réfection de la toiture ;|– un parking.",
            "Samedi 12 mai à 20 h 30, salle des fêtes de Saint-Aubin|Dimanche 13 mai à 15 h, église Notre-Dame de Beaulieu",
            "12, rue Haute|31000 Toulouse|France",
            "la restauration complète de la roue ;|la réfection de la toiture ;|un parking",
            "Vers deux+qui va plus loin",
            "Bonne semaine,|Dr. Blanc",
            "Il écrivit longtemps dans la salle du conseil,+Paul Durand à ses côtés.",
            "Le passeur attendit sur la rive avec les enfants de+Saint-Malo.|Il était tard.",
            "The ferryman waited on the bank until all of the lamps+were lit, and then he called out to the old+Paul Durand and to the boys on the other side,+Anne among them.",
            "The ferryman waited on the bank until the lamps were lit.|On the other side",
            "The ferryman waited on the bank until the lamps were lit”|On the other side",
            "La soupe de la gardienne est chaude||le fromage des bergers est dur",
            "Lundi : montée au refuge avec les mulets du village|mardi : repos et soupe chez les bergers|mercredi : descente vers le lac",
            "Horaires :|lundi de 8 h à 12 h|mardi de 9 h à 13 h|et sur rendez-vous le reste du temps",
            "12 mai : ouverture du refuge de la Serre|iPhone perdu : appeler la mairie",
            "Il faut emporter :|un sac de couchage bien chaud pour la nuit|une lampe de poche avec des piles neuves|du pain",
            "Il écrivit alors :|la commune a payé la toiture du refuge et le+département les panneaux, malgré l’avis de ses+voisins.",
            "Il partit à 10:30 avec les mulets du village et+les bergers à 11:30 avec le reste",
        ] {
            let lines: Vec<&str> = marked.split(['|', '+']).collect();
            let marks: Vec<bool> = marked
                .chars()
                .filter(|c| matches!(c, '|' | '+'))
                .map(|c| c == '+')
                .collect();
            assert_eq!(lines_that_go_on(&lines)[1..], marks, "{marked}");
        }
    }
}
