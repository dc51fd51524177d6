//! Units with their tokens → an order in which units of one length that share frequent tokens stand together.
//!
//! Then the frequent tokens' bitmaps have long runs without a unit, which need no room, and a search passes over 64 units
//! at a time. Any order of the units of one length is right; this one only makes the index smaller and faster. The key of
//! a unit has a bit for each of the bitmaps' questions ("has it this token, twice?") that divide the units of its length
//! best, those that about half of them answer with yes, the best one first.

use super::bitmaps::MOST_LEVELS;

/// Units at least this long are not told apart: there are few.
const LONGEST: usize = 256;
/// One unit of so many is asked how often the answer is yes.
const SAMPLED: usize = 8;
/// How many questions there are in a key.
const BITS: usize = 32;

/// For each question of each length the bit in the key.
pub(super) struct Keys {
    dense: usize,
    bits: Vec<u32>,
}

impl Keys {
    /// Chooses the questions for units given as the numbers of their tokens, of which those below `dense` have bitmaps.
    pub(super) fn new<'a>(units: impl Iterator<Item = &'a [u32]>, dense: usize) -> Keys {
        let questions = dense * MOST_LEVELS;
        let mut keys = Keys {
            dense,
            bits: vec![0; questions * LONGEST],
        };
        if dense == 0 {
            return keys;
        }
        let mut asked = vec![0u32; LONGEST];
        let mut times = vec![0u8; dense];
        for unit in units.step_by(SAMPLED).filter(|unit| unit.len() < LONGEST) {
            asked[unit.len()] += 1;
            let yes = &mut keys.bits[unit.len() * questions..][..questions];
            answers(unit, &mut times, |question| yes[question] += 1);
        }
        for (bits, asked) in keys.bits.chunks_exact_mut(questions).zip(asked) {
            let mut order: Vec<usize> = (0..questions).collect();
            order.sort_by_key(|&question| (bits[question] * 2).abs_diff(asked));
            bits.fill(0);
            for (place, question) in order.into_iter().take(BITS).enumerate() {
                bits[question] = 1 << (BITS - 1 - place);
            }
        }
        keys
    }

    /// The key of a unit; `times` is what one call after another uses again, all zero for each dense token.
    pub(super) fn key(&self, unit: &[u32], times: &mut [u8]) -> u32 {
        let questions = self.dense * MOST_LEVELS;
        if self.dense == 0 || unit.len() >= LONGEST {
            return 0;
        }
        let bits = &self.bits[unit.len() * questions..][..questions];
        let mut key = 0;
        answers(unit, times, |question| key |= bits[question]);
        key
    }
}

/// Calls `yes` for each question that the unit answers so. `times` has a zero for each dense token.
#[inline]
fn answers(unit: &[u32], times: &mut [u8], mut yes: impl FnMut(usize)) {
    for &token in unit {
        if let Some(times) = times.get_mut(token as usize)
            && usize::from(*times) < MOST_LEVELS
        {
            yes(token as usize * MOST_LEVELS + usize::from(*times));
            *times += 1;
        }
    }
    for &token in unit {
        if let Some(times) = times.get_mut(token as usize) {
            *times = 0;
        }
    }
}
