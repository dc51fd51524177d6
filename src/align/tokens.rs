//! A segment's text → the tokens that carry its meaning across languages: words, numbers, names, addresses.
//!
//! Case is folded, hyphens part words, French elisions (`l'`, `qu'`) and English endings (`'s`, `'ll`) are tokens of their
//! own, numbers and dates are canonical ([`crate::text::numbers`]), web addresses stay whole, and each ideograph is a token.
//! Punctuation gives no token, save currency and percent signs.

use crate::text::addresses::{address_length, is_web_address};
use crate::text::apostrophes::{is_apostrophe, is_contracted, is_elided};
use crate::text::lang::Lang;
use crate::text::languages::language;
use crate::text::numbers::{QuantityKind, quantity_at};

/// What a token is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum TokenKind {
    /// A word in lower case.
    Word,
    /// A word that is capitalised inside a sentence, in lower case.
    Name,
    /// A number, a time or part of a date, canonical.
    Number,
    /// A web or mail address, or a symbol.
    Symbol,
}

/// Whether each character is a word by itself, as in scripts that do not part words.
fn is_ideograph(c: char) -> bool {
    matches!(c as u32, 0x0E00..=0x0EFF | 0x1000..=0x109F | 0x1780..=0x17FF | 0x3040..=0x30FF | 0x3400..=0x4DBF | 0x4E00..=0x9FFF | 0x20000..=0x2FA1F)
}

fn is_word_char(c: char) -> bool {
    c.is_alphanumeric() || c == '_' || matches!(c as u32, 0x0300..=0x036F | 0x064B..=0x065F | 0x0900..=0x0DFF)
}

/// The length of the run of word characters that `text` begins with; an ideograph ends it.
#[inline]
fn word_len(text: &str) -> usize {
    let ascii = text
        .bytes()
        .take_while(|b| b.is_ascii_alphanumeric() || *b == b'_')
        .count();
    if text.as_bytes().get(ascii).is_none_or(u8::is_ascii) {
        return ascii;
    }
    let rest = &text[ascii..];
    let ends = |c: char| !is_word_char(c) || is_ideograph(c);
    ascii + rest.find(ends).unwrap_or(rest.len())
}

/// Appends a word in lower case.
#[inline]
fn push_lower(word: &str, out: &mut String) {
    if word.is_ascii() {
        let start = out.len();
        out.push_str(word);
        out[start..].make_ascii_lowercase();
    } else {
        out.extend(word.chars().flat_map(char::to_lowercase));
    }
}

/// The name of a month in lower case, for languages whose lexicon knows it.
fn month(number: usize, lang: &Lang) -> Option<String> {
    let months = &language(lang)?.months;
    months.get(number.wrapping_sub(1)).map(|name| name.to_lowercase())
}

/// Calls `emit` with each token of a text, in order.
pub(crate) fn tokenize(text: &str, lang: &Lang, mut emit: impl FnMut(&str, TokenKind)) {
    let mut lower = String::new();
    let mut at = 0;
    let mut inside = false;
    while let Some(c) = text[at..].chars().next() {
        if !is_word_char(c) {
            at += c.len_utf8();
            if matches!(c, '%' | '€' | '$' | '£' | '§' | '°' | '&' | '=' | '+') {
                emit(c.encode_utf8(&mut [0; 4]), TokenKind::Symbol);
            }
            continue;
        }
        let rest = &text[at..];
        if c.is_ascii() && is_web_address(rest) {
            let address = &rest[..address_length(rest)];
            emit(address, TokenKind::Symbol);
            at += address.len();
            continue;
        }
        if let Some(quantity) = quantity_at(rest, lang) {
            match (
                quantity.kind,
                quantity.canonical.split('-').collect::<Vec<_>>().as_slice(),
            ) {
                (QuantityKind::Date, [year, number, day]) => {
                    emit(day.trim_start_matches('0'), TokenKind::Number);
                    match number.parse().ok().and_then(|n| month(n, lang)) {
                        Some(name) => emit(&name, TokenKind::Word),
                        None => emit(number.trim_start_matches('0'), TokenKind::Number),
                    }
                    emit(year, TokenKind::Number);
                }
                _ => emit(&quantity.canonical, TokenKind::Number),
            }
            at += quantity.len;
            inside = true;
            continue;
        }
        if is_ideograph(c) {
            emit(c.encode_utf8(&mut [0; 4]), TokenKind::Word);
            at += c.len_utf8();
            continue;
        }
        let len = word_len(rest);
        lower.clear();
        push_lower(&rest[..len], &mut lower);
        let mut end = len;
        // A word with an apostrophe inside: an elision parts it, an ending parts it, anything else stays whole.
        if let Some(mark) = rest[len..].chars().next().filter(|c| is_apostrophe(*c)) {
            let after = &rest[len + mark.len_utf8()..];
            let tail = after.find(|c: char| !is_word_char(c)).unwrap_or(after.len());
            let tail_lower = after[..tail].to_lowercase();
            if tail > 0 && is_elided(&lower, lang) {
                lower.push('\'');
                end = len + mark.len_utf8();
            } else if tail > 0 && is_contracted(&tail_lower, lang) {
                // The word now, the ending in the next round: a lone letter after an apostrophe.
                end = len + mark.len_utf8();
            } else if tail > 0 {
                lower.push('\'');
                lower.push_str(&tail_lower);
                end = len + mark.len_utf8() + tail;
            }
        }
        let capital = c.is_uppercase() && inside;
        emit(&lower, if capital { TokenKind::Name } else { TokenKind::Word });
        inside = true;
        at += end;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tokens(tag: &str, text: &str) -> Vec<String> {
        let mut out = Vec::new();
        let lang = Lang::parse(tag).expect("a tag written in this test");
        tokenize(text, &lang, |t, _| out.push(t.to_owned()));
        out
    }

    #[test]
    fn elisions_and_endings_are_words() {
        assert_eq!(
            tokens("fr", "L’eau qu'aujourd'hui"),
            ["l'", "eau", "qu'", "aujourd'hui"]
        );
        assert_eq!(
            tokens("en", "O'Brien's dog, we'll see"),
            ["o'brien", "s", "dog", "we", "ll", "see"]
        );
        assert_eq!(
            tokens("fr", "peut-être les États-Unis"),
            ["peut", "être", "les", "états", "unis"]
        );
    }

    #[test]
    fn numbers_and_dates_are_the_same_in_both_languages() {
        assert_eq!(
            tokens("fr", "vendredi 09/10/2020, 14h30"),
            ["vendredi", "9", "octobre", "2020", "14:30"]
        );
        assert_eq!(
            tokens("en", "Friday 9 October 2020, 2.30 pm"),
            ["friday", "9", "october", "2020", "14:30"]
        );
        assert_eq!(tokens("fr", "1 200 € et 3,5 %"), ["1200", "€", "et", "3.5", "%"]);
        assert_eq!(tokens("en", "€1,200 and 3.5%"), ["€", "1200", "and", "3.5", "%"]);
    }

    #[test]
    fn addresses_stay_whole_and_ideographs_stand_alone() {
        assert_eq!(
            tokens("en", "See https://example.org/a-b?c=1."),
            ["see", "https://example.org/a-b?c=1"]
        );
        assert_eq!(tokens("ja", "東京へ"), ["東", "京", "へ"]);
    }

    #[test]
    fn names_are_capitalised_inside_a_sentence() {
        let mut kinds = Vec::new();
        let lang = Lang::parse("fr").expect("a tag written in this test");
        tokenize("Le ministre Lavrov arrive", &lang, |_, k| kinds.push(k));
        assert_eq!(
            kinds,
            [TokenKind::Word, TokenKind::Word, TokenKind::Name, TokenKind::Word]
        );
    }
}
