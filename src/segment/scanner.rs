//! The text of one French or English block → the byte ranges of its sentences.
//!
//! One pass over the bytes: only stops, parentheses and straight quotation marks are looked at; the rules run where a
//! stop stands. What the rules are, and why, is described in `docs/SEGMENTATION.md`.

// Longer than most files: the rules are asked in one order of one stop and of what stands around it, and each only counts
// where those before it do not.

use crate::text::bullets::is_bullet;
use crate::text::languages::{any_has, is_label};
use crate::text::quotation::{DASHES, is_opening_quote};
use std::ops::Range;

use crate::text::abbreviations::Lists;
use crate::text::note_marks::{is_raised_mark, mark_length};
use crate::text::sentence_end::{CLOSING_QUOTES, is_stop, only_closes};

/// How far ahead the parenthesis that closes an aside is looked for, in bytes.
const ASIDE: usize = 400;
/// The longest word, in bytes, that is looked up as an abbreviation.
const LONGEST_ABBREVIATION: usize = 24;
/// The longest credit, in bytes, that stays with the caption before it.
const LONGEST_CREDIT: usize = 80;
/// How far back, in bytes, a word with a lost space is looked at for the signs of an address, and a sentence for its dashes:
/// text without spaces or without ends costs no more than its length.
const LOOK_BACK: usize = 2_000;

/// Cuts French or English text into sentences.
#[derive(Clone, Copy, Debug)]
pub(super) struct Scanner {
    lists: &'static Lists,
}

/// What the scanner knows about the sentence that it is in.
#[derive(Default)]
struct State {
    /// Where the sentence begins.
    start: usize,
    /// How many parentheses are open.
    depth: usize,
    /// Whether the outermost open parenthesis stands inside the sentence, and not at its beginning.
    aside: bool,
    /// Whether a straight quotation mark is open.
    quoted: bool,
}

/// The marks that end a sentence, as they stand together: `.`, `?!`, `…`.
struct Stop {
    /// Where the marks begin and end.
    range: Range<usize>,
    /// Whether it is one full stop, which an abbreviation may own.
    full_stop: bool,
    /// Whether it is an ellipsis, after which the sentence may go on.
    elided: bool,
    /// Whether it ends with an exclamation mark, which some names do (`Yahoo!`).
    exclaimed: bool,
}

/// Bytes that the scanner stops at: everything else is skipped.
static NOTABLE: [bool; 256] = {
    let mut table = [false; 256];
    table[b'.' as usize] = true;
    table[b'!' as usize] = true;
    table[b'?' as usize] = true;
    table[b'(' as usize] = true;
    table[b')' as usize] = true;
    table[b'"' as usize] = true;
    table[0xE2] = true; // the first byte of the ellipsis
    table
};

impl Scanner {
    pub(super) fn new(lists: &'static Lists) -> Scanner {
        Scanner { lists }
    }

    /// Cuts `text`; the ranges are in order, do not overlap, and begin and end with something else than white space.
    pub(super) fn split(self, text: &str) -> Vec<Range<usize>> {
        let bytes = text.as_bytes();
        let mut out = Vec::with_capacity(bytes.len() / 96 + 1);
        let mut state = State::default();
        let mut at = 0;
        while at < bytes.len() {
            let byte = bytes[at];
            if !NOTABLE[usize::from(byte)] {
                at += 1;
                continue;
            }
            match byte {
                b'(' => {
                    if state.depth == 0 {
                        state.aside = stands_inside(text, state.start, at);
                    }
                    state.depth += 1;
                    at += 1;
                }
                b')' => {
                    state.depth = state.depth.saturating_sub(1);
                    at += 1;
                }
                b'"' => {
                    state.quoted = !state.quoted;
                    at += 1;
                }
                0xE2 if !bytes[at..].starts_with("…".as_bytes()) => at += 3,
                _ => {
                    let stop = Stop::read(text, at);
                    match self.boundary(text, &state, &stop) {
                        Some(end) => {
                            push_trimmed(text, state.start..end, &mut out);
                            // A quotation goes on over several sentences; its straight marks are counted through.
                            let marks = bytes[stop.range.end..end].iter().filter(|b| **b == b'"').count();
                            let quoted = state.quoted ^ (marks % 2 == 1);
                            state = State {
                                start: end,
                                quoted,
                                ..State::default()
                            };
                            at = end;
                        }
                        None => at = stop.range.end,
                    }
                }
            }
        }
        push_trimmed(text, state.start..text.len(), &mut out);
        out
    }

    /// Where the sentence that `stop` may end does end, closing marks included; `None` when it goes on.
    fn boundary(self, text: &str, state: &State, stop: &Stop) -> Option<usize> {
        let end = after_closing_marks(text, stop.range.end, state.quoted);
        let rest = &text[end..];
        let next = rest.trim_start();
        let before = &text[state.start..stop.range.start];
        if next.is_empty() {
            return None;
        }
        if next.len() == rest.len() {
            return (end == stop.range.end && self.is_glued(before, stop, next)).then_some(end);
        }
        if before.ends_with(['[', '(']) && text[stop.range.end..].starts_with([']', ')']) {
            return None; // […] stands for words left out
        }
        if state.depth > 0 && state.aside && end == stop.range.end && closes_soon(rest) {
            return None;
        }
        let opening = Opening::read(next);
        let begins = match opening.first {
            Some(c) if c.is_lowercase() => {
                let closed = end > stop.range.end;
                opening.dash_or_number
                    || is_camel(opening.word)
                    || is_address(opening.word, next)
                    || self.begins_in_lower_case(before, stop, closed, &opening)
            }
            Some(_) => true,
            None => opening.symbols,
        };
        if !begins || is_credit(next) {
            return None;
        }
        if stop.full_stop && end == stop.range.end && !self.stop_ends_sentence(before, next, &opening) {
            return None;
        }
        if !stop.full_stop && closes_dashes(before, next) {
            return None;
        }
        Some(end)
    }

    /// Whether a sentence begins with a small letter here: where the writer used none before either, where the word
    /// before is no abbreviation and the word after opens sentences, or where a French `À` lost its accent's capital.
    fn begins_in_lower_case(self, before: &str, stop: &Stop, closed: bool, opening: &Opening<'_>) -> bool {
        let word = last_word(before.trim_end());
        if stop.elided || self.lists.abbreviation(word).is_some() || is_initials(word) && !word.is_empty() {
            return false;
        }
        // `De 9 h. à 18 h.`: a number and its unit, and not the end before an `À`.
        let unit = word.len() <= 3 && counts(before, word);
        if stop.full_stop && (opening.listed || (opening.word == "à" && !unit)) {
            return true;
        }
        let first = before.chars().find(|c| c.is_alphanumeric());
        let casual = first.is_some_and(char::is_lowercase);
        let opener = self.lists.is_opener(opening.word);
        if casual && opener && before.ends_with(|c: char| c == ')' || c.is_ascii_digit()) {
            return true;
        }
        if closed || !(is_plain_word(word) || self.lists.is_opener(word)) {
            return false;
        }
        let name = stop.exclaimed && word.starts_with(char::is_uppercase); // `Yahoo! and`
        casual || opening.word == "i" || (!name && word.chars().count() > 3 && opener)
    }

    /// Whether the space after the stop was lost (`the end.The next`), as it is when text is pasted.
    fn is_glued(self, before: &str, stop: &Stop, next: &str) -> bool {
        let word = last_word(before);
        let after = leading_word(next);
        let capital = after == "I" || (after.starts_with(char::is_uppercase) && after.contains(char::is_lowercase));
        let ends_word = next[after.len()..]
            .chars()
            .next()
            .is_none_or(|c| c.is_whitespace() || matches!(c, ',' | '!' | '?'));
        capital
            && ends_word
            && is_plain_word(word)
            && (stop.elided || !word.contains(char::is_uppercase))
            && (self.lists.is_opener(after) || (!stop.full_stop && after.chars().count() > 1))
            && !is_in_address(before)
    }

    /// Whether a full stop after `before` ends the sentence, as far as abbreviations and labels go; `next` begins with `opening`.
    fn stop_ends_sentence(self, before: &str, next: &str, opening: &Opening<'_>) -> bool {
        let word = last_word(before);
        let number = opening.first.is_some_and(char::is_numeric) || is_roman_numeral(opening.word);
        let opener = !number && (opening.dash_or_number || self.lists.is_opener(opening.word));
        if self.is_label(before) || (opening.dash_or_number && is_speaker(before)) {
            return false;
        }
        if word.is_empty() {
            return true;
        }
        let counted = counts(before, word);
        // `8 h. 30 à 17 h.`, `art. LO. 141`
        if counted && matches!(word, "h" | "H") && are_minutes(next) || number && matches!(word, "LO" | "LP") {
            return false;
        }
        let name = word.len() > 1 && word.starts_with(char::is_uppercase) && is_initials(word);
        if let Some(kind) = self
            .lists
            .abbreviation(word)
            .filter(|kind| !name || kind.never || kind.maybe)
        {
            // `3 min. Puis`: a unit after its number may end the sentence, as other abbreviations do not.
            let unit = kind.never && counted && word.starts_with(char::is_lowercase);
            let maybe = kind.maybe || unit;
            let numbered = number || is_code_number(next);
            return !((kind.never && !unit) || (maybe && !opener) || (kind.number && numbered));
        }
        if is_initials(word) {
            // `3D`, `5G`, `H2O`: a letter after a digit is no initial.
            let glued = before
                .strip_suffix(word)
                .is_some_and(|outside| outside.ends_with(|c: char| c.is_ascii_digit()));
            let alone = before.trim_start().len() == word.len() && word.chars().count() == 1;
            return glued || (opener && !alone && !self.is_surname(before, word, next));
        }
        true
    }

    /// Whether what stands before the stop only counts or names what follows: `1`, `1.1`, `II`, `a`, `Fig. 1`, `Art. 5`.
    fn is_label(self, before: &str) -> bool {
        /// The longest label, in bytes, marks before it included: a longer one is a sentence, and need not be looked through.
        const LONGEST: usize = 48;
        if before.len() > LONGEST {
            return false;
        }
        let label = before.trim_start_matches(|c: char| !c.is_alphanumeric());
        let digits = label.bytes().all(|b| b.is_ascii_digit() || b == b'.');
        let levels = label.split('.').all(|level| (1..=3).contains(&level.len()));
        if digits && levels && label.len() <= 11 {
            return true;
        }
        let letter = label.len() == 1 && label.bytes().all(|b| b.is_ascii_lowercase());
        // `IV.2`, `A.1`: further levels below a Roman number or a letter.
        let mixed = label.split_once('.').is_some_and(|(first, further)| {
            let first = is_roman_numeral(first) || (first.len() == 1 && first.bytes().all(|b| b.is_ascii_uppercase()));
            let level = |level: &str| (1..=2).contains(&level.len()) && level.bytes().all(|b| b.is_ascii_digit());
            first && further.len() <= 8 && further.split('.').all(level)
        });
        let roman = mixed
            || (1..=5).contains(&label.len())
                && (is_roman_numeral(label) || (label.len() > 1 && label.bytes().all(|b| b"ivx".contains(&b))));
        if letter || roman {
            return true;
        }
        let Some((word, number)) = label.split_once(char::is_whitespace) else {
            return false;
        };
        let number = number.trim_start();
        let counted = (1..=4).contains(&number.len()) && number.bytes().all(|b| b.is_ascii_digit() || b == b'.');
        (counted || is_roman_numeral(number) || matches!(number, "I" | "V" | "X"))
            && is_label(&word.trim_end_matches('.').to_lowercase())
    }

    /// Whether a particle and a name follow an initial: `Y. Le Goff`, `A. D’Alembert`. After a common noun the letter is no
    /// initial: `le plan B. L’Europe attend`.
    fn is_surname(self, before: &str, initial: &str, next: &str) -> bool {
        let capital = |text: &str| text.starts_with(char::is_uppercase);
        let word = leading_word(next);
        let elided = word
            .split_once(['’', '\''])
            .is_some_and(|(particle, name)| matches!(particle, "D" | "L" | "d" | "l" | "O") && capital(name));
        let after = next[word.len()..].trim_start();
        let particle = any_has(|known| known.name_particles, &word.to_lowercase()) && capital(after);
        if !elided && !particle {
            return false;
        }
        let outside = before.strip_suffix(initial).unwrap_or("").trim_end();
        let noun = outside.rsplit(char::is_whitespace).next().unwrap_or("");
        let common = noun.starts_with(char::is_lowercase) && noun.ends_with(char::is_alphabetic);
        !common || self.lists.is_opener(noun)
    }
}

/// Whether a number stands right before the word that ends `before`: `9 h`, `20 000 hab`, `3D`.
fn counts(before: &str, word: &str) -> bool {
    let outside = before.trim_end().strip_suffix(word).unwrap_or("").trim_end();
    !word.is_empty() && outside.ends_with(|c: char| c.is_ascii_digit())
}

/// Whether a text begins with the minutes of an hour whose `h.` has a stop: `30 à 17 h.` after `8 h.`. A noun after the number says that it counts.
fn are_minutes(text: &str) -> bool {
    let digits = text.bytes().take(3).take_while(u8::is_ascii_digit).count();
    let (minutes, after) = text.split_at(digits);
    let word = after.trim_start();
    let next = leading_word(word);
    digits == 2
        && minutes < "60"
        && (next.is_empty()
            || word.len() < after.len() && matches!(next, "à" | "et" | "ou" | "au" | "jusqu’à" | "du" | "min"))
        && !after.starts_with(',')
}

/// Whether a text begins with the number of an article of a code: `L. 121-1`, `R. 4`, `LO 141`, `D. *12`.
fn is_code_number(text: &str) -> bool {
    let letters = text.bytes().take(3).take_while(u8::is_ascii_uppercase).count();
    let (series, after) = text.split_at(letters);
    let after = after.strip_prefix('.').unwrap_or(after);
    let number = after.trim_start_matches([' ', '\u{a0}', '\u{202f}', '*', '-']);
    matches!(series, "L" | "R" | "D" | "A" | "LO" | "LP") && number.starts_with(|c: char| c.is_ascii_digit())
}

/// Whether the word that `before` ends with has the signs of an address, a path or a name of code.
fn is_in_address(before: &str) -> bool {
    let before = tail(before, LOOK_BACK);
    let token = before.rsplit(char::is_whitespace).next().unwrap_or(before);
    token.contains(['/', '@', ':', '_', '\\', '=', '#']) || token.contains("www.")
}

/// The last bytes of a text, at most so many, from a character's beginning on.
fn tail(text: &str, longest: usize) -> &str {
    let from = text.len().saturating_sub(longest);
    let from = (from..text.len()).find(|at| text.is_char_boundary(*at));
    &text[from.unwrap_or(text.len())..]
}

/// The first bytes of a text, at most so many, up to a character's end.
fn head(text: &str, longest: usize) -> &str {
    let end = (0..=longest.min(text.len()))
        .rev()
        .find(|at| text.is_char_boundary(*at));
    &text[..end.unwrap_or(0)]
}

/// Whether all of `before` is the initials of who speaks: `P. R` in `P. R. – Depuis l’enfance.`
fn is_speaker(before: &str) -> bool {
    /// The longest initials, in bytes.
    const LONGEST: usize = 48;
    let before = before.trim();
    (1..=LONGEST).contains(&before.len())
        && before
            .split_whitespace()
            .all(|word| is_initials(word.trim_end_matches('.')))
}

/// Whether a dash after a mark closes an aside that one opened within the sentence: `et — miracle ! — Jeanne est restée`.
fn closes_dashes(before: &str, next: &str) -> bool {
    /// The longest aside, in bytes: a longer one is a sentence of its own.
    const LONGEST: usize = 80;
    let Some(dash) = next.chars().next().filter(|c| DASHES.contains(c)) else {
        return false;
    };
    let outside = tail(before, LOOK_BACK).trim_start();
    let dashes = outside
        .match_indices(dash)
        .filter(|(at, _)| *at > 0 && outside[..*at].ends_with(char::is_whitespace));
    let (count, last) = dashes.fold((0_usize, 0), |(count, _), (at, _)| (count + 1, at));
    // A dash at the beginning of the sentence is that of a dialogue.
    count % 2 == 1 && !outside.starts_with(|c| DASHES.contains(&c) || c == '-') && outside.len() - last <= LONGEST
}

impl Stop {
    /// The stop whose first mark is at `at`.
    fn read(text: &str, at: usize) -> Stop {
        let mut end = at;
        let mut strong = false;
        loop {
            let rest = &text[end..];
            let c = rest.chars().next();
            match c {
                Some('.' | '…') => {}
                Some('!' | '?') => strong = true,
                // French sets `? !` apart, with or without a non-breaking space.
                Some(' ' | '\u{a0}' | '\u{202f}') if strong => {
                    let after = rest.trim_start_matches([' ', '\u{a0}', '\u{202f}']);
                    if after.starts_with(['!', '?']) {
                        end = text.len() - after.len();
                        continue;
                    }
                    break;
                }
                _ => break,
            }
            end += c.map_or(0, char::len_utf8);
        }
        let marks = &text[at..end];
        Stop {
            range: at..end,
            full_stop: marks == ".",
            elided: !strong && marks != ".",
            exclaimed: marks.ends_with('!'),
        }
    }
}

/// How the text after a stop begins.
struct Opening<'a> {
    /// The first character that is no opening mark.
    first: Option<char>,
    /// The word that it begins, apostrophes included.
    word: &'a str,
    /// Whether a dialogue dash, a bullet or an item number (`b)`) stands before the word, and the word may follow one.
    dash_or_number: bool,
    /// Whether a hyphen or bullet stands before a word in small letters, as in a list that lost its line breaks.
    listed: bool,
    /// Whether there is no word but a mark of omission or a row of asterisks.
    symbols: bool,
}

impl<'a> Opening<'a> {
    fn read(next: &'a str) -> Opening<'a> {
        let mut rest = next;
        let (mut dash_or_number, mut hyphen, mut symbols) = (false, false, false);
        // Opening marks are few: a row of hundreds is no sentence.
        for _ in 0..8 {
            if let Some(after) = strip_item_number(rest) {
                let first = after.chars().next();
                let word = leading_word(after);
                return Opening {
                    first,
                    word,
                    dash_or_number: true,
                    listed: false,
                    symbols: false,
                };
            }
            let Some(c) = rest.chars().next() else { break };
            let after = &rest[c.len_utf8()..];
            match c {
                '[' | '(' if after.starts_with(['…', '.']) => {
                    let Some(close) = head(after, 5).find([']', ')']) else {
                        break;
                    };
                    rest = after[close + 1..].trim_start();
                    symbols = true;
                }
                _ if is_opening_quote(c) || matches!(c, '’' | '”' | '(' | '[' | '{' | '¿' | '¡') => {
                    rest = after.trim_start();
                }
                '*' | '_' => {
                    symbols = true;
                    rest = after.trim_start();
                }
                _ if (c == '-' || DASHES.contains(&c) || is_bullet(c)) && after.starts_with(char::is_whitespace) => {
                    dash_or_number = true;
                    hyphen = c == '-' || is_bullet(c);
                    rest = after.trim_start();
                }
                '—' | '―' => {
                    dash_or_number = true;
                    rest = after;
                }
                _ => break,
            }
        }
        let first = rest
            .chars()
            .next()
            .filter(|c| !matches!(c, '.' | '!' | '?' | '…' | ',' | ';' | ':' | '/' | '%' | ')'));
        // After a dash only a capital begins a sentence: `Vrai ? – non`.
        let small = first.is_some_and(char::is_lowercase);
        let symbols = symbols && rest.is_empty();
        Opening {
            first,
            word: leading_word(rest),
            dash_or_number: dash_or_number && !small,
            listed: hyphen && small,
            symbols,
        }
    }
}

/// `b) …`, `2) …` → what follows the number.
fn strip_item_number(text: &str) -> Option<&str> {
    let (label, rest) = text.split_at_checked(head(text, 3).find(')').filter(|at| *at > 0)?)?;
    let letter = label.len() == 1 && label.bytes().all(|b| b.is_ascii_alphabetic());
    let number = label.bytes().all(|b| b.is_ascii_digit());
    let after = &rest[1..];
    ((letter || number) && after.starts_with(char::is_whitespace)).then(|| after.trim_start())
}

fn leading_word(text: &str) -> &str {
    let end = text
        .find(|c: char| !(c.is_alphanumeric() || matches!(c, '\'' | '’')))
        .unwrap_or(text.len());
    &text[..end]
}

/// The letters, inner stops and hyphens that end `before`: `c.-à-d`, `U.S`, `etc`; empty when it ends with none or when
/// the word is too long for an abbreviation.
fn last_word(before: &str) -> &str {
    let mut start = before.len();
    for (at, c) in before.char_indices().rev() {
        if !(c.is_alphabetic() || matches!(c, '.' | '-' | '°')) {
            break;
        }
        start = at;
        if before.len() - start > LONGEST_ABBREVIATION {
            break;
        }
    }
    before[start..].trim_start_matches(['.', '-'])
}

/// `J`, `J.R.R`, `J.-P`, `U.R.S.S`: capitals with stops between them; `Ph`, `J.-Cl`: first names that French shortens to two
/// letters and more.
fn is_initials(word: &str) -> bool {
    word.split(['.', '-']).all(|part| {
        if any_has(|known| known.short_first_names, part) {
            return true;
        }
        let mut chars = part.chars();
        part.is_empty() || (chars.next().is_some_and(char::is_uppercase) && chars.next().is_none())
    })
}

/// A word that is no abbreviation by its look: three letters or more, and a vowel among them.
fn is_plain_word(word: &str) -> bool {
    let vowel =
        |c: char| matches!(c, 'a' | 'e' | 'i' | 'o' | 'u' | 'y' | 'A' | 'E' | 'I' | 'O' | 'U' | 'Y') || !c.is_ascii();
    word.chars().count() >= 3 && word.contains(vowel) && !word.contains('.')
}

/// `http://…`, `www.…`: an address on its own, which the sentence before does not go on into.
fn is_address(word: &str, next: &str) -> bool {
    matches!(word, "http" | "https" | "www") && next.len() > word.len() + 4
}

/// `eBay`, `iPhone`: a name that begins in lower case even at the beginning of a sentence.
fn is_camel(word: &str) -> bool {
    word.chars().skip(1).take(2).any(char::is_uppercase)
}

fn is_roman_numeral(word: &str) -> bool {
    word.len() > 1 && word.bytes().all(|b| b"IVXLC".contains(&b))
}

/// Whether the parenthesis at `at` stands inside a sentence that began at `start`.
fn stands_inside(text: &str, start: usize, at: usize) -> bool {
    text[start..at]
        .trim_end()
        .chars()
        .next_back()
        .is_some_and(|c| !is_stop(c) && !CLOSING_QUOTES.contains(&c))
}

/// Whether the open parenthesis is closed within [`ASIDE`] bytes.
fn closes_soon(rest: &str) -> bool {
    let mut depth = 1;
    for byte in &rest.as_bytes()[..rest.len().min(ASIDE)] {
        match byte {
            b'(' => depth += 1,
            b')' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return true;
        }
    }
    false
}

/// The photographer's or agency's credit that follows a caption: `(Photo: X)`, `LUDOVIC MARIN / AFP`.
///
/// It is the rest of the text, short, without a final mark, and either in parentheses or in capitals with a slash.
fn is_credit(rest: &str) -> bool {
    let rest = rest.trim_end();
    if rest.len() > LONGEST_CREDIT || rest.ends_with(is_stop) {
        return false;
    }
    if let Some(inner) = rest.strip_prefix('(') {
        return inner.strip_suffix(')').is_some_and(|inner| {
            let names_its_kind = inner.contains([':', '/', '©']) || !inner.contains(char::is_lowercase);
            let sentence = inner
                .char_indices()
                .any(|(at, c)| c == '.' && inner[..at].ends_with(char::is_lowercase));
            names_its_kind && !sentence && !inner.contains([')', '!', '?', '…'])
        });
    }
    rest.contains('/') && rest.contains(char::is_alphabetic) && !rest.contains(char::is_lowercase)
}

/// Where the sentence ends once the closing marks after its stop are taken in.
fn after_closing_marks(text: &str, mut end: usize, quoted: bool) -> usize {
    let mut quoted = quoted;
    loop {
        let rest = &text[end..];
        let Some(c) = rest.chars().next() else { return end };
        let after = &rest[c.len_utf8()..];
        let taken = match c {
            _ if only_closes(c) || is_raised_mark(c) => c.len_utf8(),
            '’' | '\'' | '＇' if !after.starts_with(char::is_alphanumeric) => c.len_utf8(),
            '"' if !after.starts_with(char::is_alphanumeric) || quoted => {
                quoted = !quoted;
                1
            }
            '[' | '(' => match mark_length(rest) {
                0 => return end,
                length => length,
            },
            // French sets the closing guillemet apart; a footnote mark or a quotation mark may stand apart too.
            _ if c.is_whitespace() => {
                let next = after.trim_start_matches([' ', '\u{a0}', '\u{202f}']);
                let gap = rest.len() - next.len();
                if next.starts_with(['»', '›']) {
                    gap + '»'.len_utf8() + usize::from(next.starts_with('›'))
                } else if next.starts_with("' ") && gap > 0 {
                    gap + 1
                } else if quoted
                    && next
                        .strip_prefix('"')
                        .is_some_and(|n| n.is_empty() || n.starts_with(char::is_whitespace))
                {
                    quoted = false;
                    gap + 1
                } else {
                    return end;
                }
            }
            _ => return end,
        };
        end += taken;
    }
}

pub(super) fn push_trimmed(text: &str, range: Range<usize>, out: &mut Vec<Range<usize>>) {
    let slice = &text[range.clone()];
    let start = range.start + (slice.len() - slice.trim_start().len());
    let end = start + slice.trim().len();
    if start < end {
        out.push(start..end);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cut(lists: &'static Lists, text: &str) -> Vec<String> {
        Scanner::new(lists)
            .split(text)
            .into_iter()
            .map(|range| text[range].to_owned())
            .collect()
    }

    /// Each text has its sentence ends marked with `|`.
    fn check(lists: &'static Lists, marked: &[&str]) {
        for text in marked {
            let expected: Vec<&str> = text.split('|').map(str::trim).collect();
            assert_eq!(cut(lists, &text.replace('|', "")), expected);
        }
    }

    #[test]
    fn french_sentences() {
        check(
            Lists::of(&crate::text::lang::Lang::parse("fr").expect("a tag")).expect("a known language"),
            &[
                "« Le pont est fermé. »| Les riverains attendent.",
                "Il demande\u{202f}: «\u{a0}Qui vient\u{202f}?\u{202f}»| Personne ne répond.",
                "\"On ferme.\"| Le gardien éteint la lampe.",
                "M. Roux, Mme. Blin et le Dr. Faure sont là.| L’abbé aussi.",
                "Voir l’art. 7, p. 31, fig. 2.| Le reste suit.",
                "Des clous, des vis, etc. sont dans la boîte.| Il a des clous, des vis, etc.| Il a tout.",
                "P. Blin et A. B. Roux ont signé.| C’est fait.",
                "La vitamine C.| Elle manque ici.",
                "Le discours de Y. Le Goff et de J.-M. Le Braz fut court.| Selon P. Du Pont, il pleut.| Voir A. D’Alembert et S. L’Hermite.",
                "Ph. Martin et Th. Gautier écoutaient Ch. Baudelaire.| Photo J.-Ph. Roche et J.-Cl. Blanc.",
                "Tout était prêt pour le jour J.| Les soldats embarquèrent.| Voici le plan B.| L’Europe attend.",
                "C’est de la 3D.| Paul l’utilise.| Le débit passe en 5G.| Marie promet mieux.| Il faut boire de l’H2O.| Mme Roche le dit.",
                "Ouvert de 9 h. à 18 h. sauf le lundi.| De 2 m. à 3 m. de haut et de 10 km. à 15 km. de long.",
                "Le chrono affiche 3 min.| Puis le départ est donné.| La ville compte 20 000 hab.| La gare est fermée.",
                "1.1. Introduction au sujet",
                "1.2.3. La suite",
                "II. Le siège de la ville",
                "a. Premier point du débat",
                "Fig. 1. – La roue du moulin au soleil.",
                "Art. L. 121-1 du Code.| Art. R. 4 abrogé.| Selon l’art. LO. 141 et les art. D. *12 et A 3, rien ne change.",
                "Ouvert de 8 h. 30 à 17 h.| Fermé le lundi.| Il est 8 h.| 30 personnes attendent.| Départ à 9 h. 15.",
                "IV.2. Le second siège",
                "A.1. Préambule du texte",
                "Tabl. 2. Répartition des lits",
                "Pl. XII. – La roue du moulin",
                "Ill. 3. Vue du col",
                "Jos. Bernard, Alex. Dumas et Guill. Apollinaire signèrent.| Elle aime Alex.| Il le sait.",
                "Graphique 3. Les récoltes depuis 1950.",
                "Art. 5. – Le bail est conclu pour neuf ans.",
                "P. R. – Depuis l’enfance.",
                "Il a enfourné et — miracle ! — Jeanne est restée à table.",
                "Le maire – quelle surprise ! – Paul Roche en personne, nous attendait.",
                "Rendez-vous le 09/10/2020 à 8h15.| À demain.",
                "Il partit… sans un mot.| Puis… rien.",
                "– Vous venez ?| – Oui.| – Alors, en route !",
                "Le toit (refait en mai. Il fuyait.) tient bon.",
                "Le lac baisse[4].| Les pêcheurs partent.[5]| Que faire ?",
                "« Sortez ! », cria le chef.| Ils sortirent.",
                "1. Les outils",
                "La place du marché, samedi. (Photo : L. Blin)",
            ],
        );
    }

    #[test]
    fn english_sentences() {
        check(
            Lists::of(&crate::text::lang::Lang::parse("en").expect("a tag")).expect("a known language"),
            &[
                "Mr. Shaw met Dr. Lee at 5 p.m. in St. Ives.| They left at 6 p.m.| It rained.",
                "\"Close the gate.\"| The keeper left.",
                "“Who is it?” she asked.| Nobody answered.",
                "See no. 12, p. 4, vol. 2.| The rest follows.",
                "He moved to the U.S. in May.| He left the U.S.| He came back.",
                "He left.[citation needed]| He came back.(1)| He left again.[note 3][a]| He stayed.[He was ill.]",
                "He left.¹⁾| He came back.⁽²⁾| He stayed (as he said).(3)",
                "The firm (founded in 1901. It was small.) is still there.",
                "J. R. Shaw wrote it.| A copy was sold.",
                "Sec. 4. Duties of the tenant",
                "Clause 7. Payment is due in May.",
                "Chas. Dickens and Wm. Blake wrote.| Geo. Washington led.",
                "Wait...| Who goes there?!| Nobody.",
            ],
        );
    }

    #[test]
    fn text_without_spaces_or_ends_is_looked_through_once() {
        let lists = Lists::of(&crate::text::lang::Lang::parse("fr").expect("a tag")).expect("a known language");
        // Each was looked through again at every stop, to its beginning or its end: half a megabyte took minutes.
        let times = |text: &str| text.repeat(500_000 / text.len());
        for text in [
            "obj1.val=fn.call(1).x;",
            "192.168.1.1,",
            "M. ",
            "cf. [Roux, ",
            "1.2.",
            "Il pleut ? – non ",
        ] {
            let text = times(text);
            let sentences = cut(lists, &text);
            assert_eq!(sentences.concat().replace(' ', ""), text.replace(' ', ""));
        }
        // An address is known by what stands shortly before.
        let address = format!("https://exemple.test/{}.Les", "page-".repeat(100));
        assert_eq!(cut(lists, &address), [address.as_str()]);
    }
}
