//! The words that numbers are written with, and what each does in one.

/// What a word does in a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum NumberWord {
    /// Adds: 1 to 19 and the tens.
    Value(u64),
    /// Times a hundred.
    Hundred,
    /// Times ten to this power, closing a group.
    Scale(usize),
    /// `et`, `and`: stands between two parts.
    And,
}

/// No number word has more letters.
pub(crate) const LONGEST_NUMBER_WORD: usize = 10;

/// The number words of a language.
#[derive(Debug)]
pub(crate) struct NumberWords {
    list: &'static [(&'static str, NumberWord)],
    /// For each first letter, the lengths of the words as bits: by these alone most words are told from numbers.
    lengths: [u16; 26],
}

impl NumberWords {
    /// The words of a list; each is of ASCII letters in lower case.
    pub(crate) const fn new(list: &'static [(&'static str, NumberWord)]) -> NumberWords {
        let mut lengths = [0; 26];
        let mut k = 0;
        while k < list.len() {
            let word = list[k].0.as_bytes();
            lengths[(word[0] - b'a') as usize] |= 1 << word.len();
            k += 1;
        }
        NumberWords { list, lengths }
    }

    /// What a word, in any case, does in a number.
    #[inline]
    pub(crate) fn find(&self, word: &str) -> Option<NumberWord> {
        let first = word.bytes().next()?.to_ascii_lowercase();
        let lengths = self.lengths.get(usize::from(first.wrapping_sub(b'a')))?;
        if word.len() > LONGEST_NUMBER_WORD || lengths >> word.len() & 1 == 0 {
            return None;
        }
        let found = self.list.iter().find(|(known, _)| known.eq_ignore_ascii_case(word));
        found.map(|(_, number)| *number)
    }
}
