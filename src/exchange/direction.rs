//! Rows as they come in → whether their sources are in the source language and their translations in the other.
//!
//! A table without a header, or with one that says `source` and `target` alone, can be the other way round, and then nothing in the
//! memory is found again. A row tells its direction where both of its texts have words that only their language has; where the
//! two languages have no such lists, the texts together are guessed.

use std::path::Path;

use crate::article::guess_lang;
use crate::exchange::error::ExchangeError;
use crate::exchange::row::Row;
use crate::exchange::source::FileLanguages;
use crate::text::function_words::language_of_words;
use crate::text::lang::Lang;
use crate::text::languages::language;

/// Bytes of each side that are kept to guess their language.
const SAMPLE: usize = 8 * 1024;
/// How sure a guess must be.
const SURE: f64 = 0.9;
/// Of rows that tell their direction, one in so many may tell the wrong one.
const TOLERATED: u64 = 10;

/// What the rows looked at so far tell.
pub(crate) struct Direction {
    from: Lang,
    to: Lang,
    /// Whether both languages have words of their own.
    known: bool,
    right: u64,
    reversed: u64,
    /// The source of the first reversed row.
    example: Option<String>,
    texts: [String; 2],
}

impl Direction {
    pub(crate) fn new(reading: &FileLanguages) -> Direction {
        let (from, to) = (reading.from.clone(), reading.to.clone());
        let known = language(&from).is_some() && language(&to).is_some() && from.primary() != to.primary();
        Direction {
            from,
            to,
            known,
            right: 0,
            reversed: 0,
            example: None,
            texts: Default::default(),
        }
    }

    pub(crate) fn look(&mut self, row: &Row) {
        let Some(target) = &row.target else { return };
        // The languages that the row itself says count; other languages than those asked for are not judged.
        let langs = [
            row.source_lang.as_ref().unwrap_or(&self.from),
            row.target_lang.as_ref().unwrap_or(&self.to),
        ];
        if !self.known {
            if langs == [&self.from, &self.to] {
                for (sample, text) in self.texts.iter_mut().zip([&row.source, target]) {
                    if sample.len() < SAMPLE {
                        sample.push_str(text);
                        sample.push(' ');
                    }
                }
            }
            return;
        }
        let (Some(source), Some(translation)) = (language_of_words(&row.source), language_of_words(target)) else {
            return;
        };
        let is = |at: usize, tag: &str| langs[at].is(tag);
        if is(0, source) && is(1, translation) {
            self.right += 1;
        } else if is(0, translation) && is(1, source) {
            self.reversed += 1;
            self.example.get_or_insert_with(|| row.source.clone());
        }
    }

    /// Refuses rows that are reversed, or mixed.
    pub(crate) fn check(&self, path: &Path) -> Result<(), ExchangeError> {
        let reversed = |rows: u64, of: u64, example: &str| ExchangeError::Reversed {
            file: path.to_owned(),
            rows,
            of,
            example: example.chars().take(60).collect(),
            from: self.from.clone(),
            to: self.to.clone(),
        };
        let of = self.right + self.reversed;
        if let Some(example) = &self.example
            && self.reversed * TOLERATED >= of
        {
            return Err(reversed(self.reversed, of, example));
        }
        let [source, translation] = self
            .texts
            .each_ref()
            .map(|text| guess_lang(text).filter(|(_, sure)| *sure >= SURE));
        if let (Some((source, _)), Some((translation, _))) = (source, translation)
            && self.to.accepts(&source)
            && self.from.accepts(&translation)
            && !self.from.accepts(&source)
        {
            return Err(reversed(1, 1, &self.texts[0]));
        }
        Ok(())
    }
}
