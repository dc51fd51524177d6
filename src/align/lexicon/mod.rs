//! Word translation probabilities of a pair of languages, in both directions, looked up where they lie in memory.
//!
//! A lexicon is one block of bytes (docs/LEXICON.md specifies it). Opening it reads the header; a look-up is a search among
//! the words, which are in order, and gives a slice of entries. Nothing is copied, and nothing is built but the first bytes of
//! some of the words when the first word is looked up, so the compiled-in lexicon costs nothing until it is used.

mod train;
mod training;
mod translations;
mod written;

use std::borrow::Cow;
use std::path::{Path, PathBuf};
use std::sync::{Arc, LazyLock, OnceLock};

pub use train::{Trainer, TrainingPair};
pub use training::{TrainOptions, TrainingReport};

use crate::atomic::{self, WriteError};
use crate::text::lang::Lang;

/// The first bytes of a lexicon.
const MAGIC: &[u8; 8] = b"iglexicn";
/// The version of the format that is written.
pub const FORMAT_VERSION: u32 = 2;
/// The oldest version of the format that is still read.
pub const OLDEST_FORMAT_VERSION: u32 = 1;
/// Bytes before the first section.
const HEADER: usize = 64;
/// Bytes of one entry: the number of the word in the other language (16 bits), and both probabilities (8 bits each).
const ENTRY: usize = 4;
/// Steps of a stored probability per factor of e.
const STEPS: f32 = 16.0;
/// Steps of a stored word frequency per factor of e.
const FREQUENCY_STEPS: f32 = 14.0;

/// Why a lexicon cannot be used.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum LexiconError {
    /// The file could not be written.
    #[error(transparent)]
    Write(#[from] WriteError),
    /// The file could not be read.
    #[error("{path}: {source}")]
    Io {
        /// Its path, as it was given.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// The bytes are not a lexicon.
    #[error("{path}: not a lexicon: expected a file made by `interligne lexicon train`")]
    NotALexicon {
        /// Its path, as it was given.
        path: PathBuf,
    },
    /// The lexicon was made by a newer version.
    #[error(
        "{path}: lexicon format {found}, this version reads up to {FORMAT_VERSION}: train it again or update interligne"
    )]
    Version {
        /// Its path, as it was given.
        path: PathBuf,
        /// The version of its format.
        found: u32,
    },
    /// The bytes do not agree with their checksum.
    #[error("{path}: the lexicon is damaged (its checksum is wrong): train it again or restore it from a backup")]
    Damaged {
        /// Its path, as it was given.
        path: PathBuf,
    },
    /// There is nothing to learn from.
    #[error("no pair with words on both sides to learn from")]
    NothingToLearn,
}

/// A word of a lexicon: its number on its side.
pub(crate) type WordId = u16;

/// The most words that one side of a lexicon can have.
pub(crate) const MAX_WORDS: usize = WordId::MAX as usize;

/// A translation: its number on the target side, the probability of the target word given the source word, and the
/// other way round.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Entry {
    pub(crate) target: WordId,
    pub(crate) forward: f32,
    pub(crate) backward: f32,
}

/// In a list of numbers of words: a word without one.
pub(crate) const UNNUMBERED: u32 = u32::MAX;

impl Entry {
    #[inline]
    fn target(stored: &[u8; ENTRY]) -> WordId {
        u16::from_le_bytes([stored[0], stored[1]])
    }

    #[inline]
    fn read(stored: &[u8; ENTRY]) -> Entry {
        static SCALE: LazyLock<[f32; 256]> = LazyLock::new(|| scale(STEPS));
        Entry {
            target: Entry::target(stored),
            forward: SCALE[usize::from(stored[2])],
            backward: SCALE[usize::from(stored[3])],
        }
    }
}

/// Word translation probabilities of a pair of languages, borrowed from the program or read from a file.
#[derive(Clone)]
pub struct Lexicon {
    bytes: Cow<'static, [u8]>,
    from: Lang,
    to: Lang,
    words: [usize; 2],
    entries: usize,
    /// Where the text of the words of each side begins.
    text: [usize; 2],
    /// Where it is said how the words are written; at the end of the bytes in format 1, which does not say it.
    written: usize,
    /// See [`Lexicon::heads`]; made when a word is first looked up, for all copies.
    heads: Arc<[OnceLock<Vec<u64>>; 2]>,
}

impl std::fmt::Debug for Lexicon {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            f,
            "Lexicon({}-{}, {} and {} words, {} pairs)",
            self.from, self.to, self.words[0], self.words[1], self.entries
        )
    }
}

/// The French-English lexicon that is compiled in.
static BUILT_IN: &[u8] = include_bytes!("../../../data/fr-en.lexicon");

/// exp(-q / steps) for every stored byte.
fn scale(steps: f32) -> [f32; 256] {
    std::array::from_fn(|q| (-(q as f32) / steps).exp())
}

/// A probability as a stored byte.
fn quantise(probability: f32, steps: f32) -> u8 {
    (-probability.max(1e-30).ln() * steps).round().clamp(0.0, 255.0) as u8
}

/// Of each so many words one is found by its first bytes; the next ones are gone through.
const STRIDE: usize = 8;

/// The first eight bytes of a word as a number, so that numbers are in the order of words.
#[inline]
fn head(word: &[u8]) -> u64 {
    let mut bytes = [0; 8];
    let len = word.len().min(8);
    bytes[..len].copy_from_slice(&word[..len]);
    u64::from_be_bytes(bytes)
}

fn number(bytes: &[u8], at: usize) -> usize {
    match bytes.get(at..at + 4) {
        Some(&[a, b, c, d]) => u32::from_le_bytes([a, b, c, d]) as usize,
        _ => 0,
    }
}

impl Lexicon {
    /// The compiled-in lexicon for a pair of languages in either direction, if there is one.
    #[must_use]
    pub fn built_in(from: &Lang, to: &Lang) -> Option<Lexicon> {
        // The file is part of the program; a test checks it, so that nothing is read here but its header.
        static LEXICON: LazyLock<Option<Lexicon>> = LazyLock::new(|| Lexicon::open(Cow::Borrowed(BUILT_IN)).ok());
        LEXICON.clone().filter(|lexicon| lexicon.serves(from, to).is_some())
    }

    /// Reads a lexicon from a file and checks it.
    ///
    /// # Errors
    /// When the file cannot be read, is no lexicon, is damaged, or was made by a newer version.
    pub fn read(path: &Path) -> Result<Lexicon, LexiconError> {
        let bytes = std::fs::read(path).map_err(|source| LexiconError::Io {
            path: path.to_owned(),
            source,
        })?;
        Lexicon::from_bytes(bytes, path)
    }

    /// A lexicon from the bytes of a file, checked. `path` is for messages.
    ///
    /// # Errors
    /// When the bytes are no lexicon, are damaged, or were made by a newer version.
    pub fn from_bytes(bytes: Vec<u8>, path: &Path) -> Result<Lexicon, LexiconError> {
        let path = || path.to_owned();
        if !bytes.starts_with(MAGIC) || bytes.len() < HEADER {
            return Err(LexiconError::NotALexicon { path: path() });
        }
        let found = number(&bytes, 8) as u32;
        if found > FORMAT_VERSION {
            return Err(LexiconError::Version { path: path(), found });
        }
        if found < OLDEST_FORMAT_VERSION {
            return Err(LexiconError::NotALexicon { path: path() });
        }
        if crc32fast::hash(&bytes[16..]) as usize != number(&bytes, 12) {
            return Err(LexiconError::Damaged { path: path() });
        }
        Lexicon::open(Cow::Owned(bytes)).map_err(|()| LexiconError::Damaged { path: path() })
    }

    fn open(bytes: Cow<'static, [u8]>) -> Result<Lexicon, ()> {
        let tag = |range: std::ops::Range<usize>| -> Result<Lang, ()> {
            let raw = bytes.get(range).ok_or(())?;
            let text = std::str::from_utf8(raw).map_err(|_| ())?;
            Lang::parse(text.trim_end_matches('\0')).map_err(|_| ())
        };
        let (from, to) = (tag(36..50)?, tag(50..64)?);
        let words = [number(&bytes, 16), number(&bytes, 20)];
        let entries = number(&bytes, 24);
        let first_text = HEADER + 4 * (2 * words[0] + words[1] + entries) + words[0] + words[1];
        let text = [first_text, first_text + number(&bytes, 28)];
        let end = text[1] + number(&bytes, 32);
        let is_whole = match number(&bytes, 8) {
            1 => bytes.len() == end,
            _ => bytes.len() >= end,
        };
        if !is_whole || words.iter().any(|w| *w > MAX_WORDS) {
            return Err(());
        }
        Ok(Lexicon {
            bytes,
            from,
            to,
            words,
            entries,
            text,
            written: end,
            heads: Default::default(),
        })
    }

    /// Whether the lexicon is for these languages: `Some(false)` as they are, `Some(true)` the other way round.
    #[must_use]
    pub fn serves(&self, from: &Lang, to: &Lang) -> Option<bool> {
        let same = |a: &Lang, b: &Lang| a.primary() == b.primary();
        if same(&self.from, from) && same(&self.to, to) {
            Some(false)
        } else if same(&self.from, to) && same(&self.to, from) {
            Some(true)
        } else {
            None
        }
    }

    /// The languages that the lexicon translates from and to.
    #[must_use]
    pub fn languages(&self) -> (&Lang, &Lang) {
        (&self.from, &self.to)
    }

    /// How many words each side has, and how many pairs of words have a probability.
    #[must_use]
    pub fn size(&self) -> (usize, usize, usize) {
        (self.words[0], self.words[1], self.entries)
    }

    /// The bytes of the lexicon, as they are stored in a file.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// What pairs that a person confirmed teach, beginning from what `base` says of their words; a word of one pair only is not
    /// learned. `None` when nothing can be learned from them.
    #[must_use]
    pub fn of_confirmed(from: &Lang, to: &Lang, pairs: &[TrainingPair], base: Option<&Lexicon>) -> Option<Lexicon> {
        let options = TrainOptions {
            iterations: 4,
            max_bytes: 1_000_000,
            ..TrainOptions::default()
        };
        let mut trainer = Trainer::new(from.clone(), to.clone(), options);
        if let Some(base) = base {
            trainer = trainer.with_base(base.clone());
        }
        trainer.add(pairs);
        let (lexicon, _) = trainer.train(|_| {}).ok()?;
        (lexicon.size().2 > 0).then_some(lexicon)
    }

    fn word_at(&self, side: usize, id: usize) -> &[u8] {
        let ends = HEADER + if side == 0 { 0 } else { 4 * self.words[0] };
        let start = if id == 0 {
            0
        } else {
            number(&self.bytes, ends + 4 * (id - 1))
        };
        let end = number(&self.bytes, ends + 4 * id);
        self.bytes
            .get(self.text[side] + start..self.text[side] + end)
            .unwrap_or_default()
    }

    /// The first bytes of every [`STRIDE`]th word of a side, as numbers in the order of the words.
    fn heads(&self, side: usize) -> &[u64] {
        self.heads[side].get_or_init(|| {
            let ids = (0..self.words[side]).step_by(STRIDE);
            ids.map(|id| head(self.word_at(side, id))).collect()
        })
    }

    /// The number of a word (a stem) on side 0, the source, or 1, the target.
    pub(crate) fn word(&self, side: usize, key: &str) -> Option<WordId> {
        let (heads, wanted) = (self.heads(side), head(key.as_bytes()));
        // Words may share their first bytes: from the last stretch that begins before them to the last that may have the word.
        let first = heads.partition_point(|head| *head < wanted).saturating_sub(1) * STRIDE;
        for id in first..self.words[side] {
            match self.word_at(side, id).cmp(key.as_bytes()) {
                std::cmp::Ordering::Less => {}
                std::cmp::Ordering::Equal => return Some(id as WordId),
                std::cmp::Ordering::Greater => break,
            }
        }
        None
    }

    /// A word (a stem) of a side; `None` where there is none of this number.
    pub(crate) fn text(&self, side: usize, id: WordId) -> Option<&str> {
        let word = (usize::from(id) < self.words[side]).then(|| self.word_at(side, id.into()))?;
        std::str::from_utf8(word).ok()
    }

    /// The relative frequency of a word on its side of the training text.
    pub(crate) fn frequency(&self, side: usize, id: WordId) -> f32 {
        let start = HEADER + 4 * (2 * self.words[0] + self.words[1] + self.entries);
        let at = start + usize::from(id) + if side == 0 { 0 } else { self.words[0] };
        let stored = self.bytes.get(at).copied().unwrap_or(u8::MAX);
        (-f32::from(stored) / FREQUENCY_STEPS).exp()
    }

    /// The stored translations of a source word.
    fn stored(&self, id: WordId) -> &[[u8; ENTRY]] {
        let ends = HEADER + 4 * (self.words[0] + self.words[1]);
        let id = usize::from(id);
        let start = if id == 0 {
            0
        } else {
            number(&self.bytes, ends + 4 * (id - 1))
        };
        let end = number(&self.bytes, ends + 4 * id);
        let entries = ends + 4 * self.words[0];
        let bytes = self.bytes.get(entries + start * ENTRY..entries + end * ENTRY);
        bytes.unwrap_or_default().as_chunks().0
    }

    /// The translations of a source word.
    pub(crate) fn row(&self, id: WordId) -> impl Iterator<Item = Entry> + '_ {
        self.stored(id).iter().map(Entry::read)
    }

    /// Calls `each` with the translations of a source word that are numbered in `numbers`, by target word, and their numbers;
    /// [`UNNUMBERED`] words are passed over.
    pub(crate) fn numbered(&self, id: WordId, numbers: &[u32], mut each: impl FnMut(u32, Entry)) {
        for stored in self.stored(id) {
            let number = numbers.get(usize::from(Entry::target(stored)));
            if let Some(number) = number.filter(|number| **number != UNNUMBERED) {
                each(*number, Entry::read(stored));
            }
        }
    }

    /// Writes the lexicon to a file, whole or not at all.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn write(&self, path: &Path) -> Result<(), LexiconError> {
        atomic::write(path, |out| std::io::Write::write_all(out, &self.bytes)).map_err(WriteError::of(path))?;
        Ok(())
    }

    /// Builds the bytes of a lexicon from its stems, each with its relative frequency and the word that it is written as. Stems must
    /// be sorted by their bytes, entries by source word.
    pub(crate) fn build(
        (from, to): (&Lang, &Lang),
        words: [&[(String, f32, String)]; 2],
        entries: &[(WordId, Entry)],
    ) -> Lexicon {
        let mut bytes = Vec::new();
        bytes.extend_from_slice(MAGIC);
        bytes.extend_from_slice(&FORMAT_VERSION.to_le_bytes());
        let text_len = |side: usize| words[side].iter().map(|(w, ..)| w.len()).sum::<usize>();
        for n in [
            0,
            words[0].len(),
            words[1].len(),
            entries.len(),
            text_len(0),
            text_len(1),
        ] {
            bytes.extend_from_slice(&(n as u32).to_le_bytes());
        }
        for lang in [from, to] {
            // A longer tag is cut to its language: 14 bytes hold every primary subtag.
            let tag = if lang.as_str().len() <= 14 {
                lang.as_str()
            } else {
                lang.primary()
            };
            let mut field = [0; 14];
            field[..tag.len()].copy_from_slice(tag.as_bytes());
            bytes.extend_from_slice(&field);
        }
        for side in words {
            let mut end = 0u32;
            for (word, ..) in side {
                end += word.len() as u32;
                bytes.extend_from_slice(&end.to_le_bytes());
            }
        }
        let mut row = 0;
        for id in 0..words[0].len() {
            while row < entries.len() && usize::from(entries[row].0) == id {
                row += 1;
            }
            bytes.extend_from_slice(&(row as u32).to_le_bytes());
        }
        for (_, e) in entries {
            bytes.extend_from_slice(&e.target.to_le_bytes());
            bytes.extend_from_slice(&[quantise(e.forward, STEPS), quantise(e.backward, STEPS)]);
        }
        for side in words {
            bytes.extend(side.iter().map(|(_, f, _)| quantise(*f, FREQUENCY_STEPS)));
        }
        for side in words {
            side.iter().for_each(|(w, ..)| bytes.extend_from_slice(w.as_bytes()));
        }
        let written = bytes.len();
        for (stem, _, word) in words.into_iter().flatten() {
            written::encode(stem, word, &mut bytes);
        }
        let checksum = crc32fast::hash(&bytes[16..]);
        bytes[12..16].copy_from_slice(&checksum.to_le_bytes());
        let sizes = [words[0].len(), words[1].len()];
        let first_text = written - text_len(0) - text_len(1);
        Lexicon {
            bytes: Cow::Owned(bytes),
            from: from.clone(),
            to: to.clone(),
            words: sizes,
            entries: entries.len(),
            text: [first_text, first_text + text_len(0)],
            written,
            heads: Default::default(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lang(tag: &str) -> Lang {
        Lang::parse(tag).expect("a tag written in this test")
    }

    fn small() -> Lexicon {
        let french = [
            ("chat".to_owned(), 0.001, "chats".to_owned()),
            ("chien".to_owned(), 0.002, "chien".to_owned()),
        ];
        let english = [
            ("cat".to_owned(), 0.001, "cat".to_owned()),
            ("dog".to_owned(), 0.002, "dogs".to_owned()),
            ("pussycat".to_owned(), 0.00001, "pussycats".to_owned()),
        ];
        let entry = |target, forward, backward| Entry {
            target,
            forward,
            backward,
        };
        let entries = [
            (0, entry(0, 0.9, 0.95)),
            (0, entry(2, 0.05, 0.8)),
            (1, entry(1, 0.9, 0.9)),
        ];
        Lexicon::build((&lang("fr"), &lang("en")), [&french, &english], &entries)
    }

    #[test]
    fn what_is_built_is_read_back() {
        let lexicon = Lexicon::from_bytes(small().as_bytes().to_vec(), Path::new("test")).expect("a sound lexicon");
        assert_eq!(lexicon.size(), (2, 3, 3));
        let chat = lexicon.word(0, "chat").expect("a word of the lexicon");
        let row: Vec<_> = lexicon.row(chat).collect();
        assert_eq!(row.len(), 2);
        assert!((row[0].forward - 0.9).abs() < 0.03 && (row[1].backward - 0.8).abs() < 0.03);
        assert_eq!(lexicon.word(1, "pussycat"), Some(row[1].target));
        assert!((lexicon.frequency(1, row[1].target) / 0.00001 - 1.0).abs() < 0.05);
        assert_eq!(lexicon.word(0, "zèbre"), None);
        let words = |found: Vec<(String, f32, f32)>| found.into_iter().map(|(word, ..)| word).collect::<Vec<_>>();
        assert_eq!(words(lexicon.translations("Chat")), ["cat", "pussycats"]);
        assert_eq!(words(lexicon.translations_back("cat")), ["chats"]);
        assert_eq!(lexicon.serves(&lang("en"), &lang("fr-CA")), Some(true));
    }

    #[test]
    fn a_lexicon_of_format_1_gives_stems() {
        let mut old = small().as_bytes().to_vec();
        old.truncate(small().written);
        old[8] = 1;
        let checksum = crc32fast::hash(&old[16..]);
        old[12..16].copy_from_slice(&checksum.to_le_bytes());
        let lexicon = Lexicon::from_bytes(old, Path::new("old.lexicon")).expect("a sound lexicon");
        assert!(!lexicon.has_words() && small().has_words());
        assert_eq!(lexicon.translations("chat")[1].0, "pussycat");
    }

    #[test]
    fn damage_is_noticed_and_named() {
        let sound = small().as_bytes().to_vec();
        let read = |bytes: Vec<u8>| Lexicon::from_bytes(bytes, Path::new("x.lexicon"));
        assert!(matches!(
            read(sound[..sound.len() - 1].to_vec()),
            Err(LexiconError::Damaged { .. })
        ));
        let mut flipped = sound.clone();
        flipped[70] ^= 1;
        assert!(matches!(read(flipped), Err(LexiconError::Damaged { .. })));
        let mut newer = sound.clone();
        newer[8] = 9;
        assert!(matches!(read(newer), Err(LexiconError::Version { found: 9, .. })));
        assert!(matches!(read(b"PK".to_vec()), Err(LexiconError::NotALexicon { .. })));
    }

    #[test]
    fn the_compiled_in_lexicon_is_sound() {
        let lexicon = Lexicon::from_bytes(BUILT_IN.to_vec(), Path::new("data/fr-en.lexicon")).expect("a sound lexicon");
        assert!(BUILT_IN.len() <= 3_000_000);
        let water = lexicon.word(0, "eau").expect("a common word");
        let best = lexicon
            .row(water)
            .max_by(|a, b| a.forward.total_cmp(&b.forward))
            .expect("a translation");
        assert_eq!(lexicon.word(1, "water"), Some(best.target));
        let first = |found: Vec<(String, f32, f32)>| found.into_iter().next().map(|(word, ..)| word);
        assert_eq!(first(lexicon.translations("ponts")).as_deref(), Some("bridge"));
        assert_eq!(first(lexicon.translations_back("houses")).as_deref(), Some("maison"));
    }
}
