//! A text → its tokens, as the score and the index compare them: lower-cased words and single punctuation marks.
//!
//! The rules, in full (`docs/SCORE.md` repeats them for users):
//! - A **word** is a longest run of letters, digits, combining marks and `_`; numbers are words too.
//! - Every other character that is not white space is a token of its own: punctuation, symbols, currency signs.
//! - Tags and placeholders typed into the text (`<b>`, `{0}`, `%s`; see `text::markup`) separate and are no tokens; but a
//!   text that has nothing else is read as if they were ordinary characters.
//! - White space, of every kind, separates and is no token; nor are characters without width (soft hyphen, zero-width
//!   space and joiners, word joiner, byte order mark, direction marks), which do not separate either.
//! - A token is compared in lower case (Unicode's simple mappings, one character at a time) and in NFC.
//! - Apostrophes and single quotation marks of every style count as `'`; double ones and guillemets count as `"`.

use std::borrow::Cow;
use std::ops::Range;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use super::markup;

/// One token of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Token {
    /// The form that is compared: lower case, NFC, quotation marks folded.
    pub text: String,
    /// Where it stands in the text that was given, in bytes.
    pub range: Range<usize>,
}

/// The tokens of a text, in order.
///
/// ```
/// let words: Vec<String> = interligne::text::tokens::tokenize("L’été 2024 !").into_iter().map(|t| t.text).collect();
/// assert_eq!(words, ["l", "'", "été", "2024", "!"]);
/// ```
#[must_use]
pub fn tokenize(text: &str) -> Vec<Token> {
    let mut out = Vec::new();
    for_each(text, |token, range| {
        let text = token.to_owned();
        out.push(Token { text, range });
    });
    out
}

/// Calls `sink` with each token's compared form and its byte range, in order; what [`tokenize`] returns, without
/// allocating for each token.
pub fn for_each(text: &str, mut sink: impl FnMut(&str, Range<usize>)) {
    let mut any = false;
    let mut marked = false;
    let tags = |_: Range<usize>| marked = true;
    walk(text, Some(tags), |token, range| {
        any = true;
        sink(token, range);
    });
    if marked && !any {
        walk(text, None::<fn(Range<usize>)>, sink);
    }
}

/// The tokens of a text, in order, and among them each tag or placeholder typed into it, whole and as it is written.
#[must_use]
pub(crate) fn tokenize_with_tags(text: &str) -> Vec<Token> {
    let mut out = tokenize(text);
    let tags = typed_tags(text);
    if !tags.is_empty() {
        out.extend(tags.into_iter().map(|range| Token {
            text: text[range.clone()].to_owned(),
            range,
        }));
        out.sort_by_key(|token| token.range.start);
    }
    out
}

/// The tags and placeholders typed into a text, in order; none where it has nothing else.
#[must_use]
pub(crate) fn typed_tags(text: &str) -> Vec<Range<usize>> {
    if !text.bytes().any(markup::may_begin) {
        return Vec::new();
    }
    let mut any = false;
    let mut tags = Vec::new();
    walk(text, Some(|range| tags.push(range)), |_, _| any = true);
    tags.retain(|_| any);
    tags
}

/// Calls `sink` with each token, and `tags`, where it is given, with each tag and placeholder; without it they are ordinary
/// characters.
fn walk(text: &str, mut tags: Option<impl FnMut(Range<usize>)>, mut sink: impl FnMut(&str, Range<usize>)) {
    let bytes = text.as_bytes();
    let mut word = String::with_capacity(32);
    let mut marks = false;
    let mut start = 0;
    let mut at = 0;
    let mut end = 0;
    while let Some(&byte) = bytes.get(at) {
        if is_plain(byte) {
            // Most words are plain letters from end to end: they need not be put together.
            let length = bytes[at..].iter().take_while(|&&byte| is_plain(byte)).count();
            let run = &text[at..at + length];
            let ends = bytes.get(at + length).is_none_or(u8::is_ascii);
            if word.is_empty() && ends && !run.bytes().any(|byte| byte.is_ascii_uppercase()) {
                sink(run, at..at + length);
            } else {
                if word.is_empty() {
                    start = at;
                }
                word.extend(run.chars().map(|c| c.to_ascii_lowercase()));
                end = at + length;
            }
            at += length;
            continue;
        }
        if byte.is_ascii() {
            flush(&mut sink, &mut word, &mut marks, start..end);
            if let Some(tags) = tags.as_mut().filter(|_| markup::may_begin(byte)) {
                let length = markup::length_at(text, at);
                if length > 0 {
                    tags(at..at + length);
                    at += length;
                    continue;
                }
            }
            if byte == b'`' {
                sink("'", at..at + 1);
            } else if !byte.is_ascii_whitespace() && !byte.is_ascii_control() {
                sink(&text[at..=at], at..at + 1);
            }
            at += 1;
            continue;
        }
        // `À` to `þ`, which begin with one byte, are letters but for the signs of multiplication and division.
        if byte == 0xC3
            && let Some(&second) = bytes.get(at + 1)
            && !matches!(second, 0x97 | 0xB7)
        {
            if word.is_empty() {
                start = at;
            }
            let capital = (0x80..0x9F).contains(&second);
            word.push(char::from(second + 0x40 + if capital { 0x20 } else { 0 }));
            at += 2;
            end = at;
            continue;
        }
        let Some(character) = text[at..].chars().next() else {
            break;
        };
        let next = at + character.len_utf8();
        match class(character) {
            Class::Word => {
                if word.is_empty() {
                    start = at;
                }
                marks |= is_combining_mark(character);
                word.extend(character.to_lowercase());
                end = next;
            }
            Class::Ignored => {}
            Class::Space => flush(&mut sink, &mut word, &mut marks, start..end),
            Class::Mark(folded) => {
                flush(&mut sink, &mut word, &mut marks, start..end);
                word.push(folded);
                flush(&mut sink, &mut word, &mut marks, at..next);
            }
        }
        at = next;
    }
    flush(&mut sink, &mut word, &mut marks, start..end);
}

/// The tokens' compared forms joined by single spaces: what the character-level similarity compares.
#[must_use]
pub fn canonical(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    for_each(text, |token, _| join(&mut out, token));
    out
}

/// Adds a token to a canonical form.
pub(crate) fn join(canonical: &mut String, token: &str) {
    if !canonical.is_empty() {
        canonical.push(' ');
    }
    canonical.push_str(token);
}

/// The character with quotation-mark styles folded: `'` for apostrophes and single marks, `"` for double ones.
#[must_use]
pub fn fold_quote(character: char) -> char {
    match character {
        '\u{2018}'..='\u{201B}' | '\u{2032}' | '\u{02BC}' | '\u{00B4}' | '`' => '\'',
        '\u{201C}'..='\u{201F}' | '\u{2033}' | '«' | '»' | '‹' | '›' => '"',
        other => other,
    }
}

/// Whether the character has no width and is skipped: soft hyphen, zero-width space and joiners, direction marks.
#[must_use]
pub fn is_ignored(character: char) -> bool {
    matches!(character, '\u{00AD}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{2069}' | '\u{FEFF}')
}

/// Gives a word that has been put together, if there is one, and begins the next.
fn flush(sink: &mut impl FnMut(&str, Range<usize>), word: &mut String, marks: &mut bool, range: Range<usize>) {
    if !word.is_empty() {
        let composed: Cow<'_, str> = if *marks {
            Cow::Owned(word.nfc().collect())
        } else {
            Cow::Borrowed(word)
        };
        sink(&composed, range);
        word.clear();
        *marks = false;
    }
}

/// Whether the byte is an unaccented letter, a digit or `_`.
fn is_plain(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_'
}

enum Class {
    Word,
    Mark(char),
    Space,
    Ignored,
}

fn class(character: char) -> Class {
    if is_ignored(character) {
        return Class::Ignored;
    }
    let folded = fold_quote(character);
    if folded == '\'' || folded == '"' {
        Class::Mark(folded)
    } else if character.is_alphanumeric() || is_combining_mark(character) {
        Class::Word
    } else if character.is_whitespace() || character.is_control() {
        Class::Space
    } else {
        Class::Mark(character)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<String> {
        tokenize(text).into_iter().map(|t| t.text).collect()
    }

    #[test]
    fn words_are_lower_cased_and_marks_stand_alone() {
        assert_eq!(
            words("Il a dit : « Non ! »"),
            ["il", "a", "dit", ":", "\"", "non", "!", "\""]
        );
        assert_eq!(words("l'ÉCOLE l’école"), ["l", "'", "école", "l", "'", "école"]);
        assert_eq!(words("1 200,50 €"), ["1", "200", ",", "50", "€"]);
        assert_eq!(words("a_b c-d"), ["a_b", "c", "-", "d"]);
        assert!(words(" \u{a0}\u{202f}\n\u{feff}").is_empty());
    }

    #[test]
    fn composed_and_decomposed_letters_are_the_same_token() {
        assert_eq!(words("de\u{301}ja\u{300} vu"), words("déjà vu"));
        assert_eq!(words("exem\u{ad}ple"), ["exemple"]);
    }

    #[test]
    fn ranges_point_into_the_given_text() {
        let text = "  L’e\u{301}te\u{301}\u{a0}: « Oui\u{ad} »";
        let slices: Vec<&str> = tokenize(text).into_iter().map(|t| &text[t.range]).collect();
        assert_eq!(slices, ["L", "’", "e\u{301}te\u{301}", ":", "«", "Oui", "»"]);
    }

    #[test]
    fn typed_tags_are_no_tokens_unless_there_is_nothing_else() {
        assert_eq!(words("<b>Enregistrer</b> {0} sous %s"), ["enregistrer", "sous"]);
        assert_eq!(words("pont<br>rouge"), ["pont", "rouge"]);
        assert_eq!(words("a < b, 5 %"), ["a", "<", "b", ",", "5", "%"]);
        assert_eq!(words("<br/> {0}"), ["<", "br", "/", ">", "{", "0", "}"]);
        let with_tags = |text| tokenize_with_tags(text).into_iter().map(|t| t.text).collect::<Vec<_>>();
        assert_eq!(with_tags("<b>Oui</b>."), ["<b>", "oui", "</b>", "."]);
        assert_eq!(with_tags("{0}"), ["{", "0", "}"]);
    }

    #[test]
    fn the_canonical_form_joins_tokens_with_spaces() {
        assert_eq!(canonical("D’accord.\tMerci !"), "d ' accord . merci !");
    }
}
