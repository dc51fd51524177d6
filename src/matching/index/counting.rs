//! Rows of bits → for each place how many of them have a one there, many places at a time.
//!
//! A count is spread over several rows, its **digits**: the first one holds the lowest binary digit of all counts. Adding a
//! row to the counts is then a few logical operations a digit for as many places as a register has bits.

use pulp::Simd;
use pulp::bytemuck::{bytes_of, pod_read_unaligned};

use super::bitmaps::{Row, STRETCH};

/// The counts of ones in the rows, of which there are fewer than 2^P.
#[inline(always)]
pub(super) fn count<S: Simd, const P: usize>(simd: S, rows: &[&Row]) -> [Row; P] {
    let mut out = [Row::default(); P];
    let width = size_of::<S::u64s>();
    // Registers have 1, 2, 4 or 8 words.
    for part in (0..8 * STRETCH).step_by(width) {
        let mut digits = [simd.splat_u64s(0); P];
        for row in rows {
            let mut carry: S::u64s = pod_read_unaligned(&row.as_flattened()[part..part + width]);
            for digit in &mut digits {
                let sum = simd.xor_u64s(*digit, carry);
                carry = simd.and_u64s(*digit, carry);
                *digit = sum;
            }
        }
        for (out, digit) in out.iter_mut().zip(&digits) {
            out.as_flattened_mut()[part..part + width].copy_from_slice(bytes_of(digit));
        }
    }
    out
}

/// The places whose count is at least `needed`.
#[inline(always)]
pub(super) fn at_least<S: Simd, const P: usize>(simd: S, counts: &[Row; P], needed: usize) -> Row {
    let mut out = Row::default();
    if needed >> P != 0 {
        return out;
    }
    let width = size_of::<S::u64s>();
    for part in (0..8 * STRETCH).step_by(width) {
        let (mut greater, mut equal) = (simd.splat_u64s(0), simd.splat_u64s(!0));
        // From the highest digit on.
        for (place, digit) in counts.iter().enumerate().rev() {
            let digit: S::u64s = pod_read_unaligned(&digit.as_flattened()[part..part + width]);
            let both = simd.and_u64s(equal, digit);
            if needed >> place & 1 == 1 {
                equal = both;
            } else {
                greater = simd.or_u64s(greater, both);
                equal = simd.xor_u64s(equal, both);
            }
        }
        let enough = simd.or_u64s(greater, equal);
        out.as_flattened_mut()[part..part + width].copy_from_slice(bytes_of(&enough));
    }
    out
}

/// Turns the counts of places, eight at a time, into bytes; there are at most 8 digits.
#[inline(always)]
pub(super) fn write<const P: usize>(counts: &[Row; P], out: &mut [u8]) {
    for (place, out) in out.chunks_mut(8).enumerate() {
        let mut eight = 0;
        for (digit, row) in counts.iter().enumerate() {
            eight += SPREAD[usize::from(row.as_flattened()[place])] << digit;
        }
        out.copy_from_slice(&eight.to_le_bytes()[..out.len()]);
    }
}

/// For each byte its bits, each in a byte of its own.
const SPREAD: [u64; 256] = {
    let mut spread = [0; 256];
    let mut byte = 0;
    while byte < 256 {
        let mut bit = 0;
        while bit < 8 {
            spread[byte] |= ((byte as u64 >> bit) & 1) << (8 * bit);
            bit += 1;
        }
        byte += 1;
    }
    spread
};

#[cfg(test)]
mod tests {
    use pulp::{Arch, WithSimd};

    use super::*;

    /// The places of the ones of 40 rows, counted, and compared with every number.
    struct Check<'a>(&'a [&'a Row]);

    impl WithSimd for Check<'_> {
        type Output = ();

        fn with_simd<S: Simd>(self, simd: S) {
            let counts = count::<S, 6>(simd, self.0);
            let has = |row: &Row, place: usize| row.as_flattened()[place / 8] >> (place % 8) & 1 == 1;
            let expected: Vec<usize> = (0..512)
                .map(|place| self.0.iter().filter(|row| has(row, place)).count())
                .collect();
            let mut bytes = vec![0; 509];
            write(&counts, &mut bytes);
            assert!(
                bytes
                    .iter()
                    .zip(&expected)
                    .all(|(byte, expected)| usize::from(*byte) == *expected)
            );
            for needed in 0..70 {
                let found = at_least(simd, &counts, needed);
                assert!(
                    (0..512).all(|place| has(&found, place) == (expected[place] >= needed)),
                    "{needed}"
                );
            }
        }
    }

    #[test]
    fn counts_are_right_with_and_without_vector_instructions() {
        let mut state = 1u64;
        let mut random = || {
            state = state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            state.to_be_bytes()
        };
        let rows: Vec<Row> = (0..40).map(|_| std::array::from_fn(|_| random())).collect();
        let rows: Vec<&Row> = rows.iter().collect();
        Arch::new().dispatch(Check(&rows));
        Check(&rows).with_simd(pulp::Scalar);
    }
}
