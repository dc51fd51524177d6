//! Tokens of one language → small numbers, inflected forms of a word under one.
//!
//! Words are reduced to their stems (Snowball; Porter 2001) where the language has a stemmer: an alignment needs to know
//! that `chantaient` and `sang` belong together, not in which person.

use crate::text::stem::stemmer;
use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};
use std::ops::Range;
use std::sync::{PoisonError, RwLock, RwLockReadGuard};

use hashbrown::HashTable;
use rust_stemmers::Stemmer;

use super::tokens::{TokenKind, tokenize};
use crate::text::lang::Lang;

/// A fast hash of short strings and small numbers (multiply and rotate). Not for hostile input at scale; a text that is
/// aligned has at most as many types as its author wrote.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct QuickHasher(u64);

impl Hasher for QuickHasher {
    #[inline]
    fn write(&mut self, bytes: &[u8]) {
        for chunk in bytes.chunks(8) {
            let mut word = [0; 8];
            word[..chunk.len()].copy_from_slice(chunk);
            self.write_u64(u64::from_le_bytes(word) ^ (chunk.len() as u64) << 56);
        }
    }
    #[inline]
    fn write_u64(&mut self, n: u64) {
        self.0 = (self.0.rotate_left(23) ^ n).wrapping_mul(0x9E37_79B9_7F4A_7C15);
        self.0 ^= self.0 >> 29;
    }
    #[inline]
    fn write_u32(&mut self, n: u32) {
        self.write_u64(u64::from(n));
    }
    #[inline]
    fn write_u8(&mut self, n: u8) {
        self.write_u64(u64::from(n));
    }
    #[inline]
    fn finish(&self) -> u64 {
        self.0
    }
}

/// A hash map with [`QuickHasher`].
pub(crate) type QuickMap<K, V> = HashMap<K, V, BuildHasherDefault<QuickHasher>>;

/// A word of the vocabulary: all forms that share a stem.
#[derive(Clone, Debug)]
pub(crate) struct Type {
    /// The stem, or the token itself; what a lexicon is looked up by.
    pub(crate) key: Box<str>,
    /// The form that came first, in lower case.
    pub(crate) form: Box<str>,
    /// What it is; [`TokenKind::Name`] once it was seen capitalised inside a sentence.
    pub(crate) kind: TokenKind,
}

/// A word's stem by the word.
type Stems = QuickMap<Box<str>, Box<str>>;

/// The stems of the words of a language that were met before, for all texts that one aligner reads: stemming takes longer than
/// all else that is done to a word.
#[derive(Debug, Default)]
pub(crate) struct StemCache(RwLock<Stems>);

/// A text of a few thousand bytes has a type for each so many; a longer one has fewer.
const BYTES_PER_TYPE: usize = 8;
/// Room for more types than so many is not made before they come.
const MOST_EXPECTED: usize = 1 << 12;

/// How many stems are remembered; the commonest words come early.
const MOST_STEMS: usize = 1 << 16;

/// The types of one text or corpus, numbered in the order in which they came.
pub(crate) struct Vocabulary<'a> {
    lang: Lang,
    interner: Interner<'a>,
}

/// The types and how to find them.
struct Interner<'a> {
    stemmer: Option<Stemmer>,
    /// The stems known before, and where those that are new go in the end.
    known: Option<(RwLockReadGuard<'a, Stems>, &'a StemCache)>,
    new: Vec<(Box<str>, Box<str>)>,
    forms: Forms,
    types: Types,
}

/// The hash that the tables below find a string by.
#[inline]
fn hash(text: &str) -> u64 {
    let mut hasher = QuickHasher::default();
    hasher.write(text.as_bytes());
    hasher.finish()
}

/// The forms of words that were met, each with its type.
#[derive(Default)]
struct Forms {
    /// All forms, one after the other.
    text: String,
    /// Where each form stands in `text`, with its type.
    list: Vec<(Range<usize>, u32)>,
    /// Places in `list`.
    table: HashTable<u32>,
}

impl Forms {
    /// The type of a form with a hash.
    #[inline]
    fn find(&self, form: &str, hashed: u64) -> Option<u32> {
        let same = |at: &u32| self.text[self.list[*at as usize].0.clone()] == *form;
        let at = self.table.find(hashed, same)?;
        Some(self.list[*at as usize].1)
    }

    /// Adds a form that is not there, with its hash.
    fn insert(&mut self, form: &str, hashed: u64, id: u32) {
        let Forms { text, list, table } = self;
        let (start, at) = (text.len(), list.len() as u32);
        text.push_str(form);
        list.push((start..text.len(), id));
        table.insert_unique(hashed, at, |at| hash(&text[list[*at as usize].0.clone()]));
    }
}

/// The types and how one is found by its key.
#[derive(Default)]
struct Types {
    list: Vec<Type>,
    table: HashTable<u32>,
}

impl Types {
    /// The number of the type of a key; if it is new, `token` is its form.
    fn number(&mut self, key: &str, token: &str, kind: TokenKind) -> u32 {
        let Types { list, table } = self;
        let hashed = hash(key);
        if let Some(id) = table.find(hashed, |id| *list[*id as usize].key == *key) {
            return *id;
        }
        let id = list.len() as u32;
        list.push(Type {
            key: key.into(),
            form: token.into(),
            kind,
        });
        table.insert_unique(hashed, id, |id| hash(&list[*id as usize].key));
        id
    }
}

impl<'a> Vocabulary<'a> {
    /// An empty vocabulary for texts in a language.
    pub(crate) fn new(lang: &Lang) -> Vocabulary<'a> {
        Vocabulary {
            lang: lang.clone(),
            interner: Interner {
                stemmer: stemmer(lang),
                known: None,
                new: Vec::new(),
                forms: Forms::default(),
                types: Types::default(),
            },
        }
    }

    /// An empty vocabulary that knows, and adds to, the stems of the language's words. It has room for the types of a text of
    /// so many bytes, so that the tables of a short one never grow.
    pub(crate) fn with_stems(lang: &Lang, cache: &'a StemCache, bytes: usize) -> Vocabulary<'a> {
        let mut vocabulary = Vocabulary::new(lang);
        let expected = (bytes / BYTES_PER_TYPE).min(MOST_EXPECTED);
        vocabulary.interner.forms = Forms {
            text: String::with_capacity(8 * expected),
            list: Vec::with_capacity(expected),
            table: HashTable::with_capacity(expected),
        };
        vocabulary.interner.types = Types {
            list: Vec::with_capacity(expected),
            table: HashTable::with_capacity(expected),
        };
        let known = cache.0.read().unwrap_or_else(PoisonError::into_inner);
        vocabulary.interner.known = Some((known, cache));
        vocabulary
    }

    /// Appends the numbers of a text's tokens, in order.
    pub(crate) fn read(&mut self, text: &str, out: &mut Vec<u32>) {
        let Vocabulary { lang, interner } = self;
        tokenize(text, lang, |token, kind| out.push(interner.intern(token, kind)));
    }

    /// The types, by number.
    #[cfg(test)]
    pub(crate) fn types(&self) -> &[Type] {
        &self.interner.types.list
    }

    /// The types alone.
    pub(crate) fn into_types(self) -> Vec<Type> {
        let Interner { known, new, types, .. } = self.interner;
        if let Some((known, cache)) = known
            && !new.is_empty()
        {
            let room = MOST_STEMS.saturating_sub(known.len());
            drop(known);
            // Another text that is being read is not waited for: its words will come again.
            if let Ok(mut stems) = cache.0.try_write() {
                stems.extend(new.into_iter().take(room));
            }
        }
        types.list
    }
}

impl Interner<'_> {
    /// The number of a word that is met for the first time in this form.
    fn intern_new(&mut self, token: &str, kind: TokenKind) -> u32 {
        let stemmer = match &self.stemmer {
            Some(stemmer) if matches!(kind, TokenKind::Word | TokenKind::Name) => stemmer,
            _ => return self.types.number(token, token, kind),
        };
        let known = self.known.as_ref();
        if let Some(stem) = known.and_then(|(stems, _)| stems.get(token)) {
            return self.types.number(stem, token, kind);
        }
        let stem = stemmer.stem(token);
        if known.is_some() {
            self.new.push((token.into(), stem.as_ref().into()));
        }
        self.types.number(&stem, token, kind)
    }

    fn intern(&mut self, token: &str, kind: TokenKind) -> u32 {
        let hashed = hash(token);
        if let Some(id) = self.forms.find(token, hashed) {
            let known = &mut self.types.list[id as usize].kind;
            if kind == TokenKind::Name && *known == TokenKind::Word {
                *known = kind;
            }
            return id;
        }
        let id = self.intern_new(token, kind);
        self.forms.insert(token, hashed, id);
        id
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_of_a_word_share_a_number() {
        let mut vocabulary = Vocabulary::new(&Lang::parse("fr").expect("a tag written in this test"));
        let mut ids = Vec::new();
        vocabulary.read("Il chante, elles chantaient 12 chansons.", &mut ids);
        assert_eq!(ids[1], ids[3]);
        assert_ne!(ids[1], ids[5]);
        assert_eq!(vocabulary.types()[ids[4] as usize].kind, TokenKind::Number);
    }
}
