//! A sentence of a side → whether it is in another language than its side: left untranslated, or translated into a third one.
//!
//! Its words are strangers to the language: a sentence has function words of its own language, and none of these are there. A guess by
//! letters says the same. Both are asked, since names and titles have no function words, and letters mislead in short texts.

use std::sync::LazyLock;

use crate::article::guess_lang;
use crate::segment::Segment;
use crate::text::lang::Lang;
use crate::text::languages::entry::Language;
use crate::text::languages::{COUNT, KNOWN};
use crate::text::word_set::WordSet;
use crate::text::words::letters;

/// The fewest words in small letters that tell: names and titles of works are in any language.
const FEWEST: usize = 6;
/// Of so many words more than one is a function word of the sentence's language.
const PER_FUNCTION_WORD: usize = 6;
/// How sure the guess has to be, from 0 to 1.
const SURE: f64 = 0.3;

/// The words of a language that every sentence has; only known languages have them.
pub(super) struct Native {
    lang: Lang,
    words: &'static WordSet,
}

impl Native {
    pub(super) fn of(lang: &Lang) -> Option<Native> {
        static WORDS: LazyLock<[WordSet; COUNT]> = LazyLock::new(|| KNOWN.map(every_sentence_has));
        let known = KNOWN.iter().position(|known| lang.is(known.tag))?;
        Some(Native {
            lang: lang.clone(),
            words: &WORDS[known],
        })
    }

    /// The language that a text is in, where it is surely not in this one.
    pub(super) fn stranger(&self, text: &str) -> Option<Lang> {
        let (mut small, mut native) = (0, 0);
        for word in letters(text).filter(|word| word.starts_with(char::is_lowercase)) {
            small += 1;
            // A letter alone (`a`, `l`, `à`) is a word of several languages.
            native += usize::from(word.chars().nth(1).is_some() && self.words.contains(word));
        }
        if small < FEWEST || native * PER_FUNCTION_WORD >= small {
            return None;
        }
        let (found, sure) = guess_lang(text)?;
        (sure >= SURE && !self.lang.accepts(&found)).then_some(found)
    }
}

fn every_sentence_has(known: &'static Language) -> WordSet {
    let listed = known.function_words.lines().map(str::trim);
    let telling = known.telling_words.iter().copied();
    listed
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
        .chain(telling)
        .collect()
}

/// Whether one of two texts that were paired is in another language than its side, and the other text does not say the same word for word,
/// as a quotation does that both keep.
pub(super) fn is_doubtful(sides: &[Option<Native>; 2], source: &[Segment], target: &[Segment]) -> bool {
    let strange = |native: &Option<Native>, segments: &[Segment]| {
        let stranger = |segment: &Segment| {
            native
                .as_ref()
                .is_some_and(|native| native.stranger(&segment.text).is_some())
        };
        segments.iter().any(stranger)
    };
    let same = source
        .iter()
        .map(|segment| &segment.text)
        .eq(target.iter().map(|segment| &segment.text));
    !same && (strange(&sides[0], source) || strange(&sides[1], target))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sentence_of_another_language_is_told_from_names_and_headlines() {
        let native = |tag: &str| Native::of(&Lang::parse(tag).expect("a tag")).expect("a known language");
        let (french, english) = (native("fr"), native("en"));
        for text in [
            "Se você vir alguém danificar um cais, escreva ao diretor do porto.",
            "Si vous voyez quelqu’un abîmer un quai, écrivez au directeur du port.",
            "Wer einen Kai beschädigt sieht, schreibe bitte an den Direktor des Hafens.",
        ] {
            assert!(english.stranger(text).is_some(), "{text}");
        }
        assert!(
            french
                .stranger("A woman looks out onto the river with her son inside a boat shed in Lorme.")
                .is_some()
        );
        for text in [
            "If you see anyone damaging a quay, write to the director of the port.",
            "Police arrest three suspects after bank robbery",
            "Le Monde, Die Zeit, El País and La Repubblica reported it.",
            "Heavy rain closes roads, delays trains across northern counties",
            "Kerval, Moret, Parmentier, Baumont, Furel, Roe",
        ] {
            assert!(english.stranger(text).is_none(), "{text}: {:?}", english.stranger(text));
        }
        for text in [
            "Une femme et son fils photographiés dans un hangar à bateaux de Lorme.",
            "Fortes pluies : routes coupées, trains supprimés, écoles fermées",
        ] {
            assert!(french.stranger(text).is_none(), "{text}");
        }
    }
}
