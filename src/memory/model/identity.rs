//! A unit's texts → 64-bit hashes: which units are the same, and which contexts.
//!
//! Two units are the same when they have the same variants, in any order: the same languages, and for each the same
//! content after [`normalise`]. Inline elements are part of the content; letter case and non-breaking spaces count.
//! The hashes are XXH3-64 (<https://github.com/Cyan4973/xxHash>, whose output is fixed), since they are stored.

use std::borrow::Cow;
use std::fs::File;
use std::io::{self, Read as _};
use std::path::Path;

use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};
use xxhash_rust::xxh3::{Xxh3, xxh3_64, xxh3_64_with_seed};

use crate::memory::model::article::NO_NEIGHBOUR;
use crate::memory::model::unit::Variant;

/// The form in which texts are compared for identity: NFC; line breaks, tabs and spaces at the ends dropped and runs
/// of them folded to one space. Non-breaking spaces are kept, since they mean something.
#[must_use]
pub fn normalise(text: &str) -> Cow<'_, str> {
    let composed = if is_surely_nfc(text) {
        Cow::Borrowed(text)
    } else {
        Cow::Owned(text.nfc().collect::<String>())
    };
    if !needs_folding(&composed) {
        return composed;
    }
    Cow::Owned(folded(&composed))
}

/// The words of a text with one space between them.
fn folded(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    let mut add = |word: &str| {
        if !word.is_empty() {
            if !folded.is_empty() {
                folded.push(' ');
            }
            folded.push_str(word);
        }
    };
    let mut start = 0;
    // What is looked for is ASCII, whose bytes are part of no other character.
    for (at, byte) in text.bytes().enumerate() {
        if is_plain_space(byte) {
            add(&text[start..at]);
            start = at + 1;
        }
    }
    add(&text[start..]);
    folded
}

/// The hash of a neighbouring segment's text, as [`crate::memory::Occurrence`] stores it; never [`NO_NEIGHBOUR`].
#[must_use]
pub fn context_hash(text: &str) -> i64 {
    nonzero(xxh3_64(normalise(text).as_bytes()))
}

/// The hash that units with the same variants share.
pub(crate) fn identity<'a>(variants: impl IntoIterator<Item = &'a Variant>) -> i64 {
    let mut hashes: Vec<u64> = variants
        .into_iter()
        .map(|v| variant_hash(v.lang.as_str(), v.content()))
        .collect();
    combine(&mut hashes)
}

/// Whether two lists hold the same variants by content, in any order.
pub(crate) fn same_variants(a: &[Variant], b: &[Variant]) -> bool {
    let content = |list: &[Variant]| {
        let key = |v: &Variant| (v.lang.to_string(), normalise(v.content()).into_owned());
        let mut keys: Vec<(String, String)> = list.iter().map(key).collect();
        keys.sort_unstable();
        keys
    };
    let is_same = |(a, b): (&Variant, &Variant)| a.lang == b.lang && a.content() == b.content();
    a.len() == b.len() && (a.iter().zip(b).all(is_same) || content(a) == content(b))
}

/// The hash of one variant: its language's tag and its content.
fn variant_hash(tag: &str, content: &str) -> u64 {
    xxh3_64_with_seed(normalise(content).as_bytes(), xxh3_64(tag.as_bytes()))
}

/// One hash for a set of variants, whatever their order. Sorts `hashes`.
fn combine(hashes: &mut [u64]) -> i64 {
    hashes.sort_unstable();
    let mut bytes = Vec::with_capacity(hashes.len() * 8);
    for hash in hashes.iter() {
        bytes.extend_from_slice(&hash.to_le_bytes());
    }
    nonzero(xxh3_64(&bytes))
}

/// A hash of a file's bytes, by which the same file is known again; read as a stream.
///
/// # Errors
/// When the file cannot be read.
pub fn fingerprint(path: &Path) -> io::Result<i64> {
    let mut file = File::open(path)?;
    let mut hash = Xxh3::new();
    let mut buffer = vec![0; 1024 * 1024];
    loop {
        match file.read(&mut buffer)? {
            0 => return Ok(nonzero(hash.digest())),
            n => hash.update(&buffer[..n]),
        }
    }
}

/// The hash of a list of texts in their order.
pub(crate) fn digest<'a>(texts: impl IntoIterator<Item = &'a str>) -> i64 {
    let mut bytes = Vec::new();
    for text in texts {
        bytes.extend_from_slice(&xxh3_64(normalise(text).as_bytes()).to_le_bytes());
    }
    nonzero(xxh3_64(&bytes))
}

/// As SQLite's signed integer; zero is left free for "none".
fn nonzero(hash: u64) -> i64 {
    match i64::from_ne_bytes(hash.to_ne_bytes()) {
        NO_NEIGHBOUR => 1,
        other => other,
    }
}

/// Whether the text is known to be in NFC. Below U+0300 every character is, and so are the dashes, quotation marks and other signs from
/// U+2002 to U+20BF, which covers most segments in a pass or two over the bytes: UTF-8 lead bytes from 0xCC on are where combining
/// marks begin.
pub(crate) fn is_surely_nfc(text: &str) -> bool {
    const BLOCK: usize = 32;
    let bytes = text.as_bytes();
    let is_common = |at: usize| match bytes[at..] {
        [0xE2, 0x80, third, ..] => third >= 0x82,
        [0xE2, 0x81 | 0x82, ..] => true,
        _ => false,
    };
    let mut blocks = bytes.chunks(BLOCK).enumerate();
    let is_plain = blocks.all(|(block, of_block)| {
        let highest = of_block.iter().copied().fold(0, u8::max);
        let mut leads = of_block.iter().enumerate().filter(|(_, byte)| **byte >= 0xCC);
        highest < 0xCC || leads.all(|(at, _)| is_common(block * BLOCK + at))
    });
    is_plain || is_nfc_quick(text.chars()) == IsNormalized::Yes
}

fn is_plain_space(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\n' | b'\r')
}

/// Whether there is anything but single spaces between words. Eight bytes are looked at at once, by arithmetic on all of them, so
/// that it is fast however the compiler takes it.
fn needs_folding(text: &str) -> bool {
    const ONES: u64 = u64::MAX / 0xFF;
    const HIGH: u64 = ONES * 0x80;
    const SPACES: u64 = ONES * b' ' as u64;
    let bytes = text.as_bytes();
    let is_folded = |at: usize| match bytes[at] {
        b'\t' | b'\n' | b'\r' => true,
        // The end counts as a space.
        b' ' => bytes.get(at + 1).is_none_or(|next| *next == b' '),
        _ => false,
    };
    if bytes.first() == Some(&b' ') {
        return true;
    }
    let mut at = 0;
    while let Some([first, rest @ ..]) = bytes[at..].first_chunk::<9>() {
        let next = u64::from_le_bytes(*rest);
        let now = next << 8 | u64::from(*first);
        // The highest bit of a byte is set where it is below a space, and where it and the next are none but spaces; bytes above one of
        // these may have it by mistake.
        let control = now.wrapping_sub(SPACES) & !now;
        let other = (now ^ SPACES) | (next ^ SPACES);
        let double = other.wrapping_sub(ONES) & !other;
        if (control | double) & HIGH != 0 && (at..at + 8).any(is_folded) {
            return true;
        }
        at += 8;
    }
    (at..bytes.len()).any(is_folded)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::lang::Lang;

    #[test]
    fn white_space_and_composition_do_not_make_another_text() {
        assert_eq!(normalise(" Le  prix\n monte.\t"), "Le prix monte.");
        assert_eq!(normalise("e\u{301}te\u{301}"), "été");
        assert_eq!(normalise("10\u{a0}%"), "10\u{a0}%");
        assert_eq!(normalise("  "), "");
        assert!(matches!(normalise("Été."), Cow::Borrowed(_)));
        assert!(matches!(normalise("L’été « chaud »."), Cow::Borrowed(_)));
    }

    #[test]
    fn what_is_taken_for_composed_is_composed() {
        // Each character, alone and after a letter that a mark would join.
        for c in ('\u{0}'..='\u{3000}').filter(|c| !c.is_whitespace() || u32::from(*c) > 0x20) {
            for text in [format!("e{c}"), format!("{}e{c}e", "-".repeat(31))] {
                assert_eq!(normalise(&text), text.nfc().collect::<String>(), "{:x}", u32::from(c));
            }
        }
        assert!(is_surely_nfc("l’« œuvre » – 12 €…") && !is_surely_nfc("e\u{301}") && !is_surely_nfc("a\u{2000}b"));
        let long = "Un pont, deux étés et trois ’ruelles’ de plus";
        let inserted = |at: usize, what: &str| format!("{}{what}{}", &long[..at], &long[at..]);
        for at in (0..=long.len()).filter(|at| long.is_char_boundary(*at)) {
            for what in ["", " ", "  ", "\t", "\n", "\r", "\u{1f}", "\u{a0}"] {
                let text = inserted(at, what);
                assert_eq!(needs_folding(&text), folded(&text) != text, "{text:?}");
            }
        }
        for text in ["", " ", "  a\t\r\nb ", "é\n’ ", "a b", " a", "a "] {
            assert_eq!(needs_folding(text), folded(text) != text, "{text:?}");
            let words: Vec<&str> = text
                .split([' ', '\t', '\n', '\r'])
                .filter(|word| !word.is_empty())
                .collect();
            assert_eq!(folded(text), words.join(" "));
        }
    }

    #[test]
    fn the_order_of_variants_does_not_matter_but_their_languages_do() {
        let variant = |tag: &str, text: &str| Variant::plain(Lang::parse(tag).expect("a tag"), text);
        let (fr, en) = (variant("fr", "Oui."), variant("en", "Yes."));
        assert_eq!(identity([&fr, &en]), identity([&en, &fr]));
        assert_ne!(
            identity([&fr, &en]),
            identity([&variant("en", "Oui."), &variant("fr", "Yes.")])
        );
        assert_ne!(identity([&fr, &en]), identity([&variant("fr-CA", "Oui."), &en]));
        assert_ne!(context_hash(""), NO_NEIGHBOUR);
    }

    #[test]
    fn stored_hashes_do_not_change_between_versions() {
        assert_eq!(
            context_hash("Bonjour."),
            i64::from_ne_bytes(xxh3_64(b"Bonjour.").to_ne_bytes())
        );
        assert_eq!(xxh3_64(b""), 0x2D06_8005_38D3_94C2);
    }
}
