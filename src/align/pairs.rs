//! Pairs of a source and a target type with two numbers each → a table by one of the types, flat in memory.

use std::ops::Range;

/// Pairs of types, grouped by one of them, each with what is said of it in both directions (of the target type given the
/// source type, and of the source type given the target type).
#[derive(Clone, Debug, Default)]
pub(crate) struct PairTable {
    /// Where each row ends.
    ends: Vec<u32>,
    /// The other type of each pair: apart from the values, since most pairs are only looked at and passed over.
    others: Vec<u32>,
    values: Vec<[f32; 2]>,
}

impl PairTable {
    /// No rows yet, with room for so many.
    pub(crate) fn with_capacity(rows: usize, pairs: usize) -> PairTable {
        PairTable {
            ends: Vec::with_capacity(rows),
            others: Vec::with_capacity(pairs),
            values: Vec::with_capacity(pairs),
        }
    }

    /// Adds a pair to the row that is not ended yet.
    #[inline]
    pub(crate) fn push(&mut self, other: u32, value: [f32; 2]) {
        self.others.push(other);
        self.values.push(value);
    }

    /// Ends a row.
    pub(crate) fn end_row(&mut self) {
        self.ends.push(self.others.len() as u32);
    }

    /// Ends rows until there are so many, if there are fewer.
    pub(crate) fn end_up_to(&mut self, rows: usize) {
        self.ends.resize(rows.max(self.ends.len()), self.others.len() as u32);
    }

    /// How many rows there are.
    pub(crate) fn rows(&self) -> usize {
        self.ends.len()
    }

    /// How many pairs there are.
    pub(crate) fn len(&self) -> usize {
        self.others.len()
    }

    /// Where the pairs of a type stand among all pairs.
    #[inline]
    pub(crate) fn range(&self, id: u32) -> Range<usize> {
        let id = id as usize;
        let start = if id == 0 { 0 } else { self.ends[id - 1] as usize };
        start..self.ends[id] as usize
    }

    /// The pairs of a type: the other type of each and its values.
    #[inline]
    pub(crate) fn row(&self, id: u32) -> impl Iterator<Item = (u32, [f32; 2])> + '_ {
        let range = self.range(id);
        let (others, values) = (&self.others[range.clone()], &self.values[range]);
        others.iter().copied().zip(values.iter().copied())
    }

    /// The other type of a pair, by its place among all pairs.
    #[inline]
    pub(crate) fn other(&self, place: u32) -> u32 {
        self.others[place as usize]
    }

    /// The values of a pair, by its place among all pairs.
    #[inline]
    pub(crate) fn value(&self, place: u32) -> [f32; 2] {
        self.values[place as usize]
    }

    /// The places of those pairs of a type whose other type is in a set.
    #[inline]
    pub(crate) fn places_in(&self, id: u32, set: &TypeSet, out: &mut Vec<u32>) {
        let range = self.range(id);
        out.clear();
        out.resize(range.len(), 0);
        // Few are in the set, and no branch could be foretold: all are written, and those that are not are written over.
        let mut found = 0;
        for (place, other) in range.clone().zip(&self.others[range]) {
            out[found] = place as u32;
            found += usize::from(set.contains(*other));
        }
        out.truncate(found);
    }

    /// Puts the pairs of each row in the order of the other type.
    pub(crate) fn sort(&mut self) {
        let mut row = Vec::new();
        for id in 0..self.ends.len() as u32 {
            let range = self.range(id);
            if self.others[range.clone()].is_sorted() {
                continue;
            }
            row.clear();
            row.extend(self.row(id));
            row.sort_unstable_by_key(|(other, _)| *other);
            for (place, (other, value)) in range.zip(&row) {
                (self.others[place], self.values[place]) = (*other, *value);
            }
        }
    }

    /// The same pairs grouped by the other type, of which there are `columns`; each row in the order of the first.
    pub(crate) fn transposed(&self, columns: usize) -> PairTable {
        // Counted, then each pair put where those before it end.
        let mut ends = vec![0u32; columns];
        self.others.iter().for_each(|other| ends[*other as usize] += 1);
        let mut total = 0;
        for end in &mut ends {
            (*end, total) = (total, total + *end);
        }
        let (mut others, mut values) = (vec![0; self.len()], vec![[0.0; 2]; self.len()]);
        for id in 0..self.ends.len() as u32 {
            for (other, value) in self.row(id) {
                let end = &mut ends[other as usize];
                (others[*end as usize], values[*end as usize]) = (id, value);
                *end += 1;
            }
        }
        PairTable { ends, others, values }
    }
}

/// A set of types: a bit for each, so that a large vocabulary stays in the nearest cache.
#[derive(Clone, Debug)]
pub(crate) struct TypeSet(Vec<u64>);

impl TypeSet {
    /// An empty set for so many types.
    pub(crate) fn new(types: usize) -> TypeSet {
        TypeSet(vec![0; types.div_ceil(64)])
    }

    /// Whether a type is in the set.
    #[inline]
    pub(crate) fn contains(&self, id: u32) -> bool {
        self.0[id as usize / 64] >> (id % 64) & 1 == 1
    }

    /// Puts a type into the set.
    #[inline]
    pub(crate) fn insert(&mut self, id: u32) {
        self.0[id as usize / 64] |= 1 << (id % 64);
    }

    /// Takes a type out of the set, and 63 others with it: for emptying the set, type by type.
    #[inline]
    pub(crate) fn clear_around(&mut self, id: u32) {
        self.0[id as usize / 64] = 0;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_transposed_table_has_the_same_pairs_in_order() {
        let mut table = PairTable::default();
        table.push(2, [0.1, 0.2]);
        table.push(0, [0.3, 0.4]);
        table.end_row();
        table.end_up_to(2);
        table.push(2, [0.5, 0.6]);
        table.end_up_to(3);
        table.sort();
        let rows = |table: &PairTable| -> Vec<Vec<(u32, [f32; 2])>> {
            (0..table.rows() as u32).map(|id| table.row(id).collect()).collect()
        };
        assert_eq!(
            rows(&table),
            [vec![(0, [0.3, 0.4]), (2, [0.1, 0.2])], vec![], vec![(2, [0.5, 0.6])]]
        );
        let turned = table.transposed(3);
        assert_eq!(
            rows(&turned),
            [vec![(0, [0.3, 0.4])], vec![], vec![(0, [0.1, 0.2]), (2, [0.5, 0.6])]]
        );
        assert_eq!(rows(&turned.transposed(3)), rows(&table));
    }

    #[test]
    fn only_pairs_in_the_set_are_found() {
        let mut table = PairTable::default();
        (0..200).for_each(|t| table.push(t, [t as f32; 2]));
        table.end_row();
        let mut set = TypeSet::new(200);
        let mut places = vec![7];
        table.places_in(0, &set, &mut places);
        assert!(places.is_empty());
        [3, 64, 199].into_iter().for_each(|t| set.insert(t));
        table.places_in(0, &set, &mut places);
        assert_eq!(places, [3, 64, 199]);
        assert_eq!((table.other(64), table.value(64)), (64, [64.0; 2]));
        set.clear_around(64);
        assert!(set.contains(3) && !set.contains(64));
    }
}
