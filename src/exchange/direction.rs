//! Rows as they come in → whether their sources are in the source language and their translations in the other.
//!
//! A table without a header, or with one that says `source` and `target` alone, can be the other way round, and then nothing in the
//! memory is found again. A row tells its direction where both of its texts have words that only their language has; where the
//! two languages have no such lists, the texts together are guessed.

use std::path::Path;

use crate::article::guess_lang;
use crate::exchange::error::ExchangeError;
use crate::exchange::format::Format;
use crate::exchange::row::Row;
use crate::exchange::source::FileLanguages;
use crate::text::function_words::language_of_words;
use crate::text::lang::Lang;
use crate::text::languages::language;

/// Bytes of each side that are kept to guess their language.
const SAMPLE: usize = 8 * 1024;
/// How sure a guess must be.
const SURE: f64 = 0.9;
/// Characters of a side from which on its language is guessed, where the file does not say it.
const ENOUGH: usize = 300;
/// Rows from which on both sides being in one language is no chance.
const SEVERAL: u64 = 3;
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
    /// Rows of which the file does not say the languages.
    rows_unsaid: u64,
    /// Rows with both texts in the language of one side: that of the source, that of the translation.
    one: [u64; 2],
    /// The source of the first reversed row.
    example: Option<String>,
    texts: [String; 2],
    /// The texts of rows of which the file does not say the languages.
    unsaid: [String; 2],
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
            rows_unsaid: 0,
            one: [0; 2],
            example: None,
            texts: Default::default(),
            unsaid: Default::default(),
        }
    }

    pub(crate) fn look(&mut self, row: &Row) {
        let Some(target) = &row.target else { return };
        // The languages that the row itself says count; other languages than those asked for are not judged.
        let langs = [
            row.source_lang.as_ref().unwrap_or(&self.from),
            row.target_lang.as_ref().unwrap_or(&self.to),
        ];
        let gather = |samples: &mut [String; 2]| {
            for (sample, text) in samples.iter_mut().zip([&row.source, target]) {
                if sample.len() < SAMPLE {
                    sample.push_str(text);
                    sample.push(' ');
                }
            }
        };
        if row.source_lang.is_none() && row.target_lang.is_none() && row.source != *target {
            self.rows_unsaid += 1;
            gather(&mut self.unsaid);
        }
        if !self.known {
            if langs == [&self.from, &self.to] {
                gather(&mut self.texts);
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
        } else if source == translation && row.source != *target {
            for (side, count) in self.one.iter_mut().enumerate() {
                *count += u64::from(is(side, source));
            }
        }
    }

    /// Refuses a file that does not say its languages and has a side in another one than was asked for: where few rows tell the direction,
    /// and the texts are many enough to be sure.
    fn check_unsaid(&self, path: &Path) -> Result<(), ExchangeError> {
        let wrong = |side: usize, found: Lang| {
            Err(ExchangeError::AnotherLanguage {
                file: path.to_owned(),
                side: ["source", "translation"][side],
                found,
                expected: [&self.from, &self.to][side].clone(),
            })
        };
        let telling = self.right + self.reversed;
        for (side, asked) in [&self.from, &self.to].into_iter().enumerate() {
            let text = &self.unsaid[side];
            if text.chars().count() < ENOUGH || 2 * telling > self.rows_unsaid {
                continue;
            }
            if let Some((found, sure)) = guess_lang(text)
                && sure >= SURE
                && found.primary() != asked.primary()
                && [&self.from, &self.to]
                    .iter()
                    .all(|lang| lang.primary() != found.primary())
            {
                return wrong(side, found);
            }
        }
        // Words of a third language may be those of one of the two, so this comes second.
        for (side, count) in self.one.into_iter().enumerate() {
            if count >= SEVERAL && count > telling {
                return wrong(1 - side, [&self.from, &self.to][side].clone());
            }
        }
        Ok(())
    }

    /// Refuses rows that are reversed, or mixed, or of other languages.
    pub(crate) fn check(&self, path: &Path) -> Result<(), ExchangeError> {
        self.check_unsaid(path)?;
        let reversed = |rows: u64, of: u64, example: &str| ExchangeError::Reversed {
            file: path.to_owned(),
            is_table: Format::of_path(path).is_some_and(Format::is_table),
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
