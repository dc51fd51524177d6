//! The part of the search space that an alignment is sought in: for each source position, a range of target positions.

use std::ops::{Range, RangeInclusive};

/// A monotone corridor of nodes `(i, j)`, `i` from 0 to the number of source segments and `j` from 0 to that of the target.
///
/// A path of null steps always leads from the first node to the last.
#[derive(Clone, Debug)]
pub(crate) struct Corridor {
    low: Vec<u32>,
    high: Vec<u32>,
    /// The number of the first node of each row; one more at the end.
    base: Vec<usize>,
}

impl Corridor {
    /// All of `n` × `m` segments.
    pub(crate) fn full(n: usize, m: usize) -> Corridor {
        Corridor::from_rows(&vec![0..=m as u32; n + 1], m)
    }

    /// The smallest corridor that holds the given range of each of the `n + 1` rows, both ends of the text, and is
    /// monotone and connected.
    pub(crate) fn from_rows(rows: &[RangeInclusive<u32>], m: usize) -> Corridor {
        let m = m as u32;
        let mut low: Vec<u32> = rows.iter().map(|r| (*r.start()).min(m)).collect();
        let mut high: Vec<u32> = rows.iter().map(|r| (*r.end()).min(m)).collect();
        let last = low.len() - 1;
        (low[0], high[last]) = (0, m);
        for i in (0..last).rev() {
            low[i] = low[i].min(low[i + 1]);
        }
        for i in 0..=last {
            high[i] = high[i].max(low[i]);
            if i > 0 {
                high[i] = high[i].max(high[i - 1]);
            }
            if i < last {
                high[i] = high[i].max(low[i + 1]);
            }
        }
        let mut base = Vec::with_capacity(low.len() + 1);
        let mut total = 0;
        for (l, h) in low.iter().zip(&high) {
            base.push(total);
            total += (h - l + 1) as usize;
        }
        base.push(total);
        Corridor { low, high, base }
    }

    /// The corridor for another search of the same texts: where `mass` says that the alignment may pass, and `margin(i)` more
    /// positions on either side of each row.
    pub(crate) fn around(&self, mass: &[f32], least: f32, margin: impl Fn(usize) -> u32) -> Corridor {
        let rows: Vec<RangeInclusive<u32>> = (0..self.rows())
            .map(|i| {
                let (row, margin) = (&mass[self.base[i]..self.base[i + 1]], margin(i));
                let first = row.iter().position(|p| *p >= least).unwrap_or(0) as u32;
                let last = row.iter().rposition(|p| *p >= least).unwrap_or(row.len() - 1) as u32;
                (self.low[i] + first).saturating_sub(margin)..=self.low[i] + last + margin
            })
            .collect();
        Corridor::from_rows(&rows, self.columns())
    }

    /// How many nodes there are.
    pub(crate) fn len(&self) -> usize {
        self.base[self.base.len() - 1]
    }

    /// How many rows there are: one more than source segments.
    pub(crate) fn rows(&self) -> usize {
        self.low.len()
    }

    /// The number of target segments.
    pub(crate) fn columns(&self) -> usize {
        self.high[self.high.len() - 1] as usize
    }

    /// The target positions of a row.
    #[inline]
    pub(crate) fn row(&self, i: usize) -> RangeInclusive<usize> {
        self.low[i] as usize..=self.high[i] as usize
    }

    /// The first and the last source position of each target position.
    pub(crate) fn by_column(&self) -> Vec<(usize, usize)> {
        let (mut first, mut last) = (0, 0);
        (0..=self.columns() as u32)
            .map(|j| {
                while self.high[first] < j {
                    first += 1;
                }
                while last + 1 < self.rows() && self.low[last + 1] <= j {
                    last += 1;
                }
                (first, last)
            })
            .collect()
    }

    /// Where a row's nodes stand in a list that has so many entries for each node.
    pub(crate) fn row_of_nodes(&self, i: usize, entries: usize) -> Range<usize> {
        self.base[i] * entries..self.base[i + 1] * entries
    }

    /// The number of a node that is in the corridor.
    #[inline]
    pub(crate) fn at(&self, i: usize, j: usize) -> usize {
        self.base[i] + j - self.low[i] as usize
    }

    /// The number of a node, if it is in the corridor.
    #[inline]
    pub(crate) fn node(&self, i: usize, j: usize) -> Option<usize> {
        let (low, high) = (*self.low.get(i)? as usize, self.high[i] as usize);
        (low <= j && j <= high).then(|| self.base[i] + j - low)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_become_monotone_and_connected() {
        let corridor = Corridor::from_rows(&[3..=3, 1..=2, 9..=9, 8..=8], 9);
        let rows: Vec<_> = (0..4).map(|i| corridor.row(i)).collect();
        assert_eq!(rows, [0..=3, 1..=8, 8..=9, 8..=9]);
        assert_eq!(corridor.len(), 4 + 8 + 2 + 2);
        assert_eq!(corridor.by_column()[..3], [(0, 0), (0, 1), (0, 1)]);
        assert_eq!(corridor.by_column()[8..], [(1, 3), (2, 3)]);
        assert_eq!(corridor.node(2, 7), None);
        assert_eq!(corridor.node(2, 9), Some(13));
    }
}
