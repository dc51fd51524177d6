//! Which units have the frequent tokens → bitmaps, one for each number of times that a unit can have such a token.
//!
//! Level 0 of a token has a bit for each unit that has the token, level 1 for each that has it at least twice, and so on,
//! as far as many units do. The levels of all tokens are numbered one after another. Units are cut into **blocks** of 64,
//! a machine word of each level, and **stretches** of eight blocks. What a level has in a stretch, eight words, is a
//! **row**; rows without a unit are not stored, and all rows of a stretch stand side by side. For each level a **summary**
//! tells which blocks have any such unit, and so bounds, 64 blocks at a time, what units can have without any of them being
//! looked at.
//!
//! In the file, in little-endian numbers: for each dense token the number of levels before it, and one more for all (4
//! bytes each); for each level its summary (64 bytes for 512 blocks); for each stretch a **mask**, a bit for each level (8
//! bytes for 64 levels), and how many rows there are before it, and one more for the end (4 bytes); the rows (64 bytes).

/// The words of a level in a stretch.
pub(super) type Row = [[u8; 8]; STRETCH];

/// The most levels of one token.
pub(super) const MOST_LEVELS: usize = 4;
/// The blocks of a stretch.
pub(super) const STRETCH: usize = 8;

/// Collects for each dense token which units have it, and how often.
pub(super) struct Builder {
    blocks: usize,
    /// The most units that a level after the first may have and yet be left out.
    few: u32,
    /// For each token all levels, for each level all blocks.
    bits: Vec<u64>,
}

/// The sections of the file.
pub(super) struct Sections {
    pub(super) levels: Vec<u8>,
    pub(super) summaries: Vec<u8>,
    pub(super) masks: Vec<u8>,
    pub(super) starts: Vec<u8>,
    pub(super) rows: Vec<u8>,
}

impl Builder {
    /// For that many units and dense tokens; levels after the first one are left out where `few` units or fewer reach them.
    pub(super) fn new(units: usize, tokens: usize, few: usize) -> Builder {
        let blocks = units.div_ceil(64);
        Builder {
            blocks,
            few: u32::try_from(few).unwrap_or(u32::MAX),
            bits: vec![0; blocks * MOST_LEVELS * tokens],
        }
    }

    /// A unit has the token once more.
    #[inline(always)]
    pub(super) fn add(&mut self, token: usize, unit: usize) {
        let bit = 1u64 << (unit % 64);
        let mut at = token * MOST_LEVELS * self.blocks + unit / 64;
        for _ in 0..MOST_LEVELS {
            // The first level that does not have the unit yet.
            if self.bits[at] & bit == 0 {
                self.bits[at] |= bit;
                return;
            }
            at += self.blocks;
        }
    }

    /// Puts the sections together.
    pub(super) fn finish(&self) -> Sections {
        let blocks = self.blocks.max(1);
        let mut kept: Vec<&[u64]> = Vec::new();
        let narrow = |n: usize| u32::try_from(n).unwrap_or(u32::MAX).to_le_bytes();
        let mut levels = narrow(0).to_vec();
        for token in self.bits.chunks(blocks * MOST_LEVELS) {
            let many = |level: &&[u64]| level.iter().map(|word| word.count_ones()).sum::<u32>() > self.few;
            let mut all = token.chunks(blocks);
            kept.extend(all.next());
            kept.extend(all.take_while(many));
            levels.extend(narrow(kept.len()));
        }
        let groups = groups(blocks);
        let mut summaries = vec![0u64; kept.len() * groups];
        for (level, summary) in kept.iter().zip(summaries.chunks_mut(groups)) {
            for (block, _) in level.iter().enumerate().filter(|(_, word)| **word != 0) {
                summary[block / 64] |= 1 << (block % 64);
            }
        }
        let (mut masks, mut starts, mut rows) = (Vec::new(), narrow(0).to_vec(), Vec::new());
        for first in (0..self.blocks).step_by(STRETCH) {
            let mut mask = vec![0u64; kept.len().div_ceil(64)];
            for (number, level) in kept.iter().enumerate() {
                let stored = &level[first..self.blocks.min(first + STRETCH)];
                if stored.iter().any(|word| *word != 0) {
                    mask[number / 64] |= 1 << (number % 64);
                    let padding = std::iter::repeat_n(&0, STRETCH - stored.len());
                    rows.extend(stored.iter().chain(padding).flat_map(|word| word.to_le_bytes()));
                }
            }
            masks.extend(mask.into_iter().flat_map(u64::to_le_bytes));
            starts.extend(narrow(rows.len() / (8 * STRETCH)));
        }
        Sections {
            levels,
            summaries: summaries.into_iter().flat_map(u64::to_le_bytes).collect(),
            masks,
            starts,
            rows,
        }
    }
}

/// How many words a summary of that many blocks has; whole rows of them.
fn groups(blocks: usize) -> usize {
    blocks.div_ceil(64).next_multiple_of(STRETCH)
}

/// The bitmaps as they are stored; what is damaged in them reads as units that do not have the tokens.
#[derive(Clone, Copy, Debug)]
pub(super) struct Bitmaps<'a> {
    pub(super) blocks: usize,
    pub(super) levels: &'a [[u8; 4]],
    pub(super) summaries: &'a [[u8; 8]],
    pub(super) masks: &'a [[u8; 8]],
    pub(super) starts: &'a [[u8; 4]],
    pub(super) rows: &'a [Row],
}

impl<'a> Bitmaps<'a> {
    /// The levels of a dense token, by their numbers.
    pub(super) fn levels_of(&self, token: u32) -> std::ops::Range<usize> {
        let number = |at: usize| {
            self.levels
                .get(at)
                .map_or(0, |&bytes| u32::from_le_bytes(bytes) as usize)
        };
        number(token as usize)..number(token as usize + 1)
    }

    /// The summary of a level: a bit for each block.
    pub(super) fn summary(&self, level: usize) -> &'a [Row] {
        let groups = groups(self.blocks);
        let range = level
            .checked_mul(groups)
            .map(|begin| begin..begin.saturating_add(groups));
        range
            .and_then(|range| self.summaries.get(range))
            .unwrap_or_default()
            .as_chunks()
            .0
    }

    /// The rows of a stretch.
    #[inline(always)]
    pub(super) fn stretch(&self, stretch: usize) -> Stretch<'a> {
        let width = self.width();
        let number = |at: usize| {
            self.starts
                .get(at)
                .map_or(0, |&bytes| u32::from_le_bytes(bytes) as usize)
        };
        let mask = stretch.saturating_mul(width)..(stretch + 1).saturating_mul(width);
        Stretch {
            mask: self.masks.get(mask).unwrap_or_default(),
            rows: self.rows.get(number(stretch)..number(stretch + 1)).unwrap_or_default(),
        }
    }

    /// How many numbers a mask has.
    fn width(&self) -> usize {
        let levels = self
            .levels
            .last()
            .map_or(0, |&bytes| u32::from_le_bytes(bytes) as usize);
        levels.div_ceil(64)
    }
}

/// The rows of a stretch.
#[derive(Clone, Copy, Debug)]
pub(super) struct Stretch<'a> {
    mask: &'a [[u8; 8]],
    rows: &'a [Row],
}

impl<'a> Stretch<'a> {
    /// The row of a level; `None` where no unit of the stretch is in the level.
    #[inline(always)]
    pub(super) fn row(&self, level: usize) -> Option<&'a Row> {
        let bit = 1u64 << (level % 64);
        let mask = u64::from_le_bytes(*self.mask.get(level / 64)?);
        if mask & bit == 0 {
            return None;
        }
        let mut before = (mask & (bit - 1)).count_ones();
        for mask in &self.mask[..level / 64] {
            before += u64::from_le_bytes(*mask).count_ones();
        }
        self.rows.get(before as usize)
    }

    /// Whether a unit, by its number, is in a level.
    #[inline(always)]
    pub(super) fn has(&self, level: usize, unit: u32) -> bool {
        let at = unit as usize % (64 * STRETCH);
        self.row(level)
            .is_some_and(|row| row[at / 64][at / 8 % 8] >> (at % 8) & 1 == 1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_again() {
        let (units, tokens) = (10_000, 30);
        let mut builder = Builder::new(units, tokens, 200);
        let times = |token: usize, unit: usize| (unit / 7 * (token + 3) + unit % 5 * token) % 11 % 6 % (2 + token % 5);
        for unit in 0..units {
            for token in 0..tokens {
                (0..times(token, unit)).for_each(|_| builder.add(token, unit));
            }
        }
        let sections = builder.finish();
        let bitmaps = Bitmaps {
            blocks: units.div_ceil(64),
            levels: sections.levels.as_chunks().0,
            summaries: sections.summaries.as_chunks().0,
            masks: sections.masks.as_chunks().0,
            starts: sections.starts.as_chunks().0,
            rows: sections.rows.as_chunks().0.as_chunks().0,
        };
        let mut levels = 0;
        for token in 0..tokens {
            let of_token = bitmaps.levels_of(u32::try_from(token).unwrap());
            assert!((1..=MOST_LEVELS).contains(&of_token.len()));
            levels += of_token.len();
            for (time, level) in of_token.enumerate() {
                for unit in 0..units {
                    let stretch = bitmaps.stretch(unit / 512);
                    let is_in = times(token, unit) > time;
                    assert_eq!(stretch.has(level, u32::try_from(unit).unwrap()), is_in);
                    let word = stretch
                        .row(level)
                        .map_or(0, |row| u64::from_le_bytes(row[unit / 64 % 8]));
                    assert_eq!(word >> (unit % 64) & 1 == 1, is_in);
                    let summary = u64::from_le_bytes(bitmaps.summary(level)[unit / 64 / 512][unit / 64 / 64 % 8]);
                    assert_eq!(summary >> (unit / 64 % 64) & 1 == 1, word != 0);
                }
            }
        }
        assert!(levels > 64, "{levels} levels: masks have more than one number");
        assert!(!bitmaps.stretch(1000).has(3, 17) && !bitmaps.stretch(0).has(1000, 17));
        assert!(bitmaps.summary(1000).is_empty());
    }
}
