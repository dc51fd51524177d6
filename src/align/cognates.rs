//! Words of two languages → whether they are one name or one borrowed word in two spellings.
//!
//! `Sergueï` and `Sergei`, `Tchaïkovski` and `Tchaikovsky`, `catastrophe` and `Katastrophe`: both words are reduced to a
//! skeleton that forgets what French, English and German spell differently, and the skeletons are compared.

use std::ops::Range;

use super::tokens::TokenKind;
use super::vocabulary::{QuickMap, Type};

/// How spelling habits write one sound: for what a word begins with, the sound and how many letters say it.
#[inline]
fn sound(written: &[u8]) -> Option<(&'static str, usize)> {
    Some(match written {
        [b't', b's', b'c', b'h', ..] => ("c", 4),
        [b's', b'c', b'h', ..] => ("s", 3),
        [b't', b'c', b'h', ..] => ("c", 3),
        [b'd', b'j', ..] => ("j", 2),
        [b'k', b'h', ..] | [b'c', b'k', ..] | [b'q', b'u', ..] => ("k", 2),
        [b'c', b'h', ..] => ("c", 2),
        [b'p', b'h', ..] => ("f", 2),
        [b't', b'h', ..] => ("t", 2),
        [b's', b'h', ..] => ("s", 2),
        [b'g', b'h', ..] | [b'g', b'u', b'e' | b'i', ..] => ("g", 2),
        [b'o', b'u', ..] => ("u", 2),
        [b'o' | b'a', b'e', ..] => ("e", 2),
        [b'x', ..] => ("ks", 1),
        [b'y', ..] => ("i", 1),
        [b'w', ..] => ("v", 1),
        [b'z', ..] | [b'c', b'e' | b'i' | b'y', ..] => ("s", 1),
        [b'c', ..] => ("k", 1),
        _ => return None,
    })
}

/// A letter without its accents; most words need no table.
fn plain(c: char) -> char {
    match c {
        'à' | 'á' | 'â' | 'ã' | 'ä' | 'å' | 'ā' | 'ă' | 'ą' => 'a',
        'ç' | 'ć' | 'č' => 'c',
        'ď' | 'đ' => 'd',
        'è' | 'é' | 'ê' | 'ë' | 'ē' | 'ę' | 'ě' | 'œ' | 'æ' => 'e',
        'ğ' => 'g',
        'ì' | 'í' | 'î' | 'ï' | 'ī' | 'ı' => 'i',
        'ł' => 'l',
        'ñ' | 'ń' | 'ň' => 'n',
        'ò' | 'ó' | 'ô' | 'õ' | 'ö' | 'ø' | 'ō' | 'ő' => 'o',
        'ř' => 'r',
        'ś' | 'š' | 'ş' | 'ß' => 's',
        'ť' | 'ţ' => 't',
        'ù' | 'ú' | 'û' | 'ü' | 'ū' | 'ů' | 'ű' => 'u',
        'ý' | 'ÿ' => 'y',
        'ź' | 'ż' | 'ž' => 'z',
        other => other,
    }
}

/// Appends a word without what spelling habits add; `folded` is for the letters on the way.
fn push_skeleton(word: &str, folded: &mut String, out: &mut String) {
    folded.clear();
    if word.is_ascii() {
        folded.push_str(word);
    } else {
        folded.extend(word.chars().map(plain));
    }
    if folded.contains('\'') {
        folded.retain(|c| c != '\'');
    }
    let start = out.len();
    let mut rest = folded.as_str();
    while let Some(c) = rest.chars().next() {
        let (sound, len) = match sound(rest.as_bytes()) {
            Some(found) => found,
            None => (&rest[..c.len_utf8()], c.len_utf8()),
        };
        // Doubled letters count once.
        if !out[start..].ends_with(sound) {
            out.push_str(sound);
        }
        rest = &rest[len..];
    }
    // A final mute letter.
    if out.len() - start > 4 && out.ends_with('e') {
        out.pop();
    }
}

/// The skeletons of the types of a text, one after the other; of those that may have cognates.
struct Skeletons {
    text: String,
    /// Where each stands.
    ranges: Vec<Option<Range<usize>>>,
}

impl Skeletons {
    fn of(types: &[Type]) -> Skeletons {
        let (mut text, mut folded) = (String::new(), String::new());
        let ranges = types.iter().map(|of| {
            let comparable =
                matches!(of.kind, TokenKind::Word | TokenKind::Name) && of.form.chars().nth(SHORTEST - 1).is_some();
            comparable.then(|| {
                let start = text.len();
                push_skeleton(&of.form, &mut folded, &mut text);
                start..text.len()
            })
        });
        let ranges = ranges.collect();
        Skeletons { text, ranges }
    }

    fn get(&self, id: u32) -> Option<&str> {
        let range = self.ranges[id as usize].clone()?;
        Some(&self.text[range])
    }
}

/// How alike two words must be to count as cognates, from 0 to 1.
const LEAST_LIKENESS: f64 = 0.7;
/// What another spelling is worth at most: even with the same letters once its marks are off, it is never as sure as the same word.
const MOST_LIKENESS: f32 = 0.97;
/// The shortest word that may have a cognate spelled differently.
const SHORTEST: usize = 4;
/// No type.
const NONE: u32 = u32::MAX;
/// Letters of the skeleton that cognates share at their beginning.
const PREFIX: usize = 3;

/// Calls `found` with each pair of types that are the same token (likeness 1) or cognates (less than 1).
///
/// Words are compared only when their skeletons begin alike and `worthwhile` says that it would tell something, so that the
/// time grows with the number of words.
pub(crate) fn cognates(
    source: &[Type],
    target: &[Type],
    worthwhile: impl Fn(u32, u32) -> bool,
    mut found: impl FnMut(u32, u32, f32),
) {
    let (source_skeletons, target_skeletons) = (Skeletons::of(source), Skeletons::of(target));
    fn prefix(skeleton: &str) -> Option<&str> {
        skeleton.char_indices().nth(PREFIX).map(|(end, _)| &skeleton[..end])
    }
    let of_side = |len: usize| QuickMap::with_capacity_and_hasher(len, Default::default());
    let mut same: QuickMap<&str, u32> = of_side(target.len());
    // For each beginning the first of the target types that have it; for each of these the next one, or the end.
    let mut alike: QuickMap<&str, u32> = of_side(target.len());
    let mut next = vec![NONE; target.len()];
    for (t, kind) in target.iter().enumerate().rev() {
        let t = t as u32;
        same.entry(&kind.form).or_insert(t);
        if let Some(prefix) = target_skeletons.get(t).and_then(prefix) {
            next[t as usize] = alike.insert(prefix, t).unwrap_or(NONE);
        }
    }
    for (s, kind) in source.iter().enumerate() {
        let s = s as u32;
        let identical = same.get(&*kind.form).copied();
        if let Some(t) = identical {
            found(s, t, 1.0);
        }
        let Some(skeleton) = source_skeletons.get(s) else {
            continue;
        };
        let mut at = prefix(skeleton).and_then(|p| alike.get(p)).copied().unwrap_or(NONE);
        while at != NONE {
            let t = at;
            at = next[t as usize];
            let Some(other) = target_skeletons.get(t) else { continue };
            if Some(t) == identical || !worthwhile(s, t) || skeleton.len().abs_diff(other.len()) > 3 {
                continue;
            }
            let likeness = strsim::normalized_levenshtein(skeleton, other);
            if likeness >= LEAST_LIKENESS {
                found(s, t, (likeness as f32).min(MOST_LIKENESS));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::align::vocabulary::Vocabulary;
    use crate::text::lang::Lang;

    fn likeness(french: &str, english: &str) -> f32 {
        let types = |tag, word| {
            let mut vocabulary = Vocabulary::new(&Lang::parse(tag).expect("a tag written in this test"));
            vocabulary.read(word, &mut Vec::new());
            vocabulary.into_types()
        };
        let mut best = 0.0f32;
        cognates(
            &types("fr", french),
            &types("en", english),
            |_, _| true,
            |_, _, likeness| {
                best = best.max(likeness);
            },
        );
        best
    }

    #[test]
    fn names_are_known_in_other_spellings() {
        for (french, english) in [
            ("Sergueï", "Sergei"),
            ("Tchaïkovski", "Tchaikovsky"),
            ("Tchernobyl", "Chernobyl"),
            ("Poutine", "Putin"),
            ("Khrouchtchev", "Khrushchev"),
            ("Zelensky", "Zelenskiy"),
            ("catastrophe", "Katastrophe"),
            ("musique", "music"),
        ] {
            assert!(
                likeness(french, english) >= 0.7,
                "{french} {english} {}",
                likeness(french, english)
            );
        }
    }

    #[test]
    fn unlike_words_and_short_ones_are_no_cognates() {
        assert_eq!(likeness("maison", "house"), 0.0);
        assert_eq!(likeness("pour", "power"), 0.0);
        assert_eq!(likeness("les", "less"), 0.0);
        assert_eq!(likeness("2020", "2020"), 1.0);
    }
}
