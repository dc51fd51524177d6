//! A word cut at the end of a line → one word again, with its hyphen when that is its own.
//!
//! A page cuts words between syllables and at hyphens that they have anyway, and shows no difference. What tells: the words of the
//! document itself, the compounds of `data/compounds.txt`, and what a language joins with hyphens (`dit-il`, `celui-ci`).

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use crate::text::languages::entry::Before;
use crate::text::languages::{KNOWN, any_has};
use crate::text::number_words::NumberWord;

/// The marks that end a line within a word.
pub(crate) const HYPHENS: [char; 3] = ['-', '\u{2010}', '\u{ad}'];

/// The list of compounds.
#[derive(Default)]
struct Compounds {
    firsts: HashSet<&'static str>,
    seconds: HashSet<&'static str>,
    whole: HashSet<&'static str>,
    solid: HashSet<&'static str>,
}

static COMPOUNDS: LazyLock<Compounds> = LazyLock::new(|| {
    let mut compounds = Compounds::default();
    let mut section = "";
    for line in include_str!("../../data/compounds.txt").lines() {
        if line.starts_with('[') {
            section = line;
        } else if !line.starts_with('#') {
            let set = match section {
                "[first]" => &mut compounds.firsts,
                "[second]" => &mut compounds.seconds,
                "[solid]" => &mut compounds.solid,
                _ => &mut compounds.whole,
            };
            set.extend(line.split_whitespace());
        }
    }
    compounds
});

/// How often a text has each of its words, in lower case; those cut at the end of a line are left out.
pub(crate) fn vocabulary<'a>(lines: impl Iterator<Item = &'a str>) -> HashMap<String, usize> {
    let mut words = HashMap::new();
    for word in lines
        .flat_map(str::split_whitespace)
        .filter(|word| !word.ends_with(HYPHENS))
    {
        let word = bare(word);
        if !word.is_empty() {
            *words.entry(word).or_default() += 1;
        }
    }
    words
}

/// A word in lower case without marks around it and without an elided article before it.
fn bare(word: &str) -> String {
    let word = word.trim_matches(|c: char| !c.is_alphanumeric());
    let word = word.rsplit(['’', '\'']).next().unwrap_or(word);
    word.to_lowercase()
}

/// How a line goes on with the one before: what stands between them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Seam {
    /// A space.
    Space,
    /// Nothing: the line before ends with a hyphen that is its own.
    Nothing,
    /// Nothing, and the hyphen at the end of the line before goes.
    Hyphen,
}

/// How `line` goes on with the text before it; `words` are those of the document.
pub(crate) fn seam(text: &str, line: &str, words: &HashMap<String, usize>) -> Seam {
    let Some(hyphen) = text.chars().next_back().filter(|c| HYPHENS.contains(c)) else {
        return Seam::Space;
    };
    let before = &text[..text.len() - hyphen.len_utf8()];
    let digit = |c: char| c.is_ascii_digit();
    if before.ends_with(digit) && line.starts_with(digit) {
        return Seam::Nothing; // 2010-2015
    }
    if !before.ends_with(char::is_alphanumeric) {
        return Seam::Space; // a dash
    }
    if before.ends_with(char::is_alphabetic)
        && line.starts_with(char::is_lowercase)
        && (hyphen == '\u{ad}' || !keeps_hyphen(before, line, words))
    {
        return Seam::Hyphen;
    }
    Seam::Nothing
}

/// Adds a line to a text; a word cut at the end of the line before is one again.
pub(crate) fn join(text: &mut String, line: &str, words: &HashMap<String, usize>) {
    let line = line.trim();
    match seam(text, line, words) {
        Seam::Space => text.push(' '),
        Seam::Nothing => {}
        Seam::Hyphen => {
            text.pop();
        }
    }
    text.push_str(line);
}

/// Whether a hyphen at the end of a line is the word's own: the document has the word so elsewhere, it is a known compound, or
/// it is of a kind that has one.
fn keeps_hyphen(before: &str, line: &str, words: &HashMap<String, usize>) -> bool {
    let last = before.rsplit(char::is_whitespace).next().unwrap_or("");
    let first = bare(last);
    let second = line
        .split(|c: char| !(c.is_alphanumeric() || matches!(c, '-' | '’' | '\'')))
        .next()
        .unwrap_or("")
        .trim_end_matches(['-', '’', '\''])
        .to_lowercase()
        .replace('\'', "’");
    if words.contains_key(&format!("{first}{second}")) {
        return false;
    }
    if words.contains_key(&format!("{first}-{second}")) {
        return true;
    }
    let list = &*COMPOUNDS;
    if list.solid.contains(format!("{first}{second}").as_str()) {
        return false;
    }
    let first_end = first.rsplit('-').next().unwrap_or(&first);
    let second_start = second.split('-').next().unwrap_or(&second);
    let is_connector = |word| any_has(|known| known.hyphens.connectors, word);
    let connected = (first.contains('-') && is_connector(first_end))
        || (second.contains('-') && is_connector(second_start))
        || second.starts_with("d’");
    let whole = || {
        let full = last
            .trim_matches(|c: char| !c.is_alphanumeric())
            .to_lowercase()
            .replace('\'', "’");
        list.whole.contains(format!("{first}-{second}").as_str())
            || list.whole.contains(format!("{full}-{second}").as_str())
    };
    connected
        || whole()
        || list.seconds.contains(second.as_str())
        || starts_compound(&first, first_end, second_start)
        || is_enclitic(before, &first, &second, words)
}

/// Whether the first part is one that nearly always has its hyphen. Numbers are joined to numbers and to what they count:
/// *cent* and *four* begin other words.
fn starts_compound(first: &str, first_end: &str, second: &str) -> bool {
    if is_number(first_end) {
        let mut ordinals = KNOWN.into_iter().flat_map(|known| known.hyphens.ordinals);
        return is_number(second)
            || first.len() > 3 && ordinals.any(|ending| second.ends_with(ending))
            || any_has(|known| known.hyphens.counted, second);
    }
    COMPOUNDS.firsts.contains(first_end)
        && !any_has(|known| known.hyphens.endings, second)
        && (first == first_end || first.contains('-'))
}

/// Whether a word is a number, below a million, that joins others: `vingt-deux`, `twenty-two`.
fn is_number(word: &str) -> bool {
    let small = |found: &NumberWord| !matches!(found, NumberWord::Scale(power) if *power > 3);
    KNOWN
        .iter()
        .any(|known| known.number_words.find(word).as_ref().is_some_and(small))
}

/// Whether a language joins a pronoun or particle to the word before: `dit-il`, `faut-il`, `est-ce`, `celui-ci`, `ce jour-là`.
fn is_enclitic(before: &str, first: &str, second: &str, words: &HashMap<String, usize>) -> bool {
    let start = second.split('-').next().unwrap_or(second);
    let stands_before = |rule: &Before| match rule {
        Before::Any => true,
        Before::Letters(letters) => first.ends_with(*letters),
        Before::Words(words) => words.contains(&first),
        Before::Demonstrative(whole, apart) => {
            let mut near = before.split_whitespace().rev().skip(1).take(3);
            whole.contains(&first) || near.any(|word| apart.contains(&bare(word).as_str()))
        }
        Before::OfText => words.contains_key(first),
    };
    let mut rules = KNOWN.into_iter().flat_map(|known| known.hyphens.joined);
    rules.any(|(joined, rule)| joined.contains(&start) && stands_before(rule))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn joined(lines: &[&str], elsewhere: &str) -> String {
        let words = vocabulary(std::iter::once(elsewhere));
        let mut text = lines[0].to_owned();
        for line in &lines[1..] {
            join(&mut text, line, &words);
        }
        text
    }

    #[test]
    fn words_cut_at_the_end_of_a_line_are_joined() {
        for (lines, elsewhere, expected) in [
            (&["une lon-", "gue phrase"][..], "", "une longue phrase"),
            (&["une lon\u{ad}", "gue phrase"], "", "une longue phrase"),
            (&["demande-t-", "il encore"], "demande-t", "demande-t-il encore"),
            (&["viendra-", "t-elle ?"], "", "viendra-t-elle ?"),
            (&["l’arc-", "boutant"], "arc-boutant", "l’arc-boutant"),
            (&["self-", "taught"], "", "self-taught"),
            (&["Saint-", "Malo"], "", "Saint-Malo"),
            (&["les années 1914-", "1918"], "", "les années 1914-1918"),
            (&["un mot -", "et sa suite"], "", "un mot - et sa suite"),
            (&["deux", "mots"], "", "deux mots"),
        ] {
            assert_eq!(joined(lines, elsewhere), expected);
        }
    }

    #[test]
    fn compounds_keep_their_hyphen_wherever_they_are_cut() {
        for word in [
            "rendez-vous",
            "c’est-à-dire",
            "peut-être",
            "lui-même",
            "dit-il",
            "faut-il",
            "est-ce",
            "a-t-il",
            "celui-ci",
            "là-bas",
            "quatre-vingts",
            "vingt-deux",
            "soixante-dix",
            "grand-mère",
            "week-end",
            "après-midi",
            "au-dessus",
            "rez-de-chaussée",
            "main-d’œuvre",
            "sous-sol",
            "porte-parole",
            "demi-heure",
            "mi-mai",
            "ex-ministre",
            "franco-allemand",
            "non-violence",
            "nord-ouest",
            "vis-à-vis",
            "va-et-vient",
            "twenty-two",
            "up-to-date",
            "so-called",
            "long-term",
            "two-thirds",
            "vice-president",
            "high-speed",
            "state-owned",
            "well-known",
        ] {
            for (at, _) in word.match_indices('-') {
                let text = joined(
                    &[
                        &format!("Voici {}", &word[..=at]),
                        &format!("{} encore", &word[at + 1..]),
                    ],
                    "",
                );
                assert_eq!(text, format!("Voici {word} encore"));
            }
        }
        assert_eq!(joined(&["ce jour-", "là"], ""), "ce jour-là");
    }

    #[test]
    fn syllables_lose_theirs() {
        for cut in [
            "mi-nistre",
            "ex-pliquer",
            "beau-coup",
            "long-temps",
            "bas-sin",
            "so-ciété",
            "porte-feuille",
            "porte-ra",
            "mer-ci",
            "four-nir",
            "ten-sion",
            "cen-taine",
            "passe-port",
            "com-père",
            "inter-dire",
            "grand-mother",
            "high-way",
            "high-er",
            "second-ary",
            "self-ish",
            "roman-cier",
            "pa-trimoine",
            "restau-ration",
            "percep-tion",
            "nou-veau",
            "par-tenaire",
            "part-ner",
            "seven-teen",
            "vil-le",
            "outil-lage",
        ] {
            let (first, second) = cut.split_once('-').expect("a hyphen");
            let text = joined(&[&format!("Voici {first}-"), &format!("{second} encore")], "");
            assert_eq!(text, format!("Voici {first}{second} encore"));
        }
    }
}
