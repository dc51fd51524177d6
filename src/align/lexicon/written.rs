//! How the stems of a lexicon are written: for each the word that its texts have it in most often, as its difference from the stem.

use std::borrow::Cow;
use std::collections::HashMap;

/// Appends how a word differs from its stem: a byte with the bytes to cut from the stem's end (upper four bits) and to add (lower
/// four), and those to add. A word that differs in more than that is left at its stem.
pub(super) fn encode(stem: &str, word: &str, out: &mut Vec<u8>) {
    let pairs = stem.chars().zip(word.chars());
    let shared: usize = pairs.take_while(|(a, b)| a == b).map(|(a, _)| a.len_utf8()).sum();
    let (cut, added) = (stem.len() - shared, &word[shared..]);
    if cut < 16 && added.len() < 16 {
        out.push((cut << 4 | added.len()) as u8);
        out.extend_from_slice(added.as_bytes());
    } else {
        out.push(0);
    }
}

/// Reads what [`encode`] wrote from the beginning of `bytes`, and goes past it. `None` where the bytes end too early or are no text.
pub(super) fn decode<'a>(stem: &'a str, bytes: &mut &[u8]) -> Option<Cow<'a, str>> {
    let (&sizes, rest) = bytes.split_first()?;
    let (cut, added) = (usize::from(sizes >> 4), usize::from(sizes & 15));
    let (added, rest) = rest.split_at_checked(added)?;
    *bytes = rest;
    if sizes == 0 {
        return Some(stem.into());
    }
    let kept = stem.get(..stem.len().checked_sub(cut)?)?;
    Some(format!("{kept}{}", std::str::from_utf8(added).ok()?).into())
}

/// Which word stands for a stem, chosen among those that were met: each stretch of texts names the form in which it met the stem first.
#[derive(Default)]
pub(super) struct Forms(HashMap<(u32, Box<str>), u32, rustc_hash::FxBuildHasher>);

impl Forms {
    /// A stretch of texts has the stem of this number first in this form.
    pub(super) fn met(&mut self, stem: u32, form: &str) {
        *self.0.entry((stem, form.into())).or_default() += 1;
    }

    /// For each of so many stems the form that was named most often; of those named as often the first in the order of their bytes.
    pub(super) fn commonest(&self, stems: usize) -> Vec<&str> {
        let mut best = vec![("", 0); stems];
        for ((stem, form), times) in &self.0 {
            let Some(best) = best.get_mut(*stem as usize) else {
                continue;
            };
            if (*times, best.0) > (best.1, form) {
                *best = (form, *times);
            }
        }
        best.into_iter().map(|(form, _)| form).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_is_read_as_it_was_written() {
        let pairs = [
            ("hous", "house"),
            ("citi", "city"),
            ("pont", "pont"),
            ("été", "étés"),
            ("œil", "yeux"),
            ("longu", "anticonstitutionnellement"),
        ];
        let mut bytes = Vec::new();
        pairs.iter().for_each(|(stem, word)| encode(stem, word, &mut bytes));
        let mut rest = bytes.as_slice();
        let read: Vec<_> = pairs.iter().map(|(stem, _)| decode(stem, &mut rest)).collect();
        let read: Vec<_> = read.iter().flatten().map(AsRef::as_ref).collect();
        assert_eq!(read, ["house", "city", "pont", "étés", "yeux", "longu"]);
        assert!(rest.is_empty());
        assert_eq!(decode("pont", &mut rest), None);
        assert_eq!(decode("é", &mut [0x10].as_slice()), None);
        assert_eq!(decode("a", &mut [0x30].as_slice()), None);
    }

    #[test]
    fn the_form_named_most_often_stands_for_the_stem() {
        let mut forms = Forms::default();
        for form in ["maisons", "maison", "maison"] {
            forms.met(1, form);
        }
        forms.met(0, "b");
        forms.met(0, "a");
        assert_eq!(forms.commonest(3), ["a", "maison", ""]);
    }
}
