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

    /// The same pairs with other values, each made of the types of the pair and its value.
    pub(crate) fn map(&self, value: impl Fn(u32, u32, [f32; 2]) -> [f32; 2]) -> PairTable {
        let mut values = Vec::with_capacity(self.len());
        for id in 0..self.ends.len() as u32 {
            values.extend(self.row(id).map(|(other, of)| value(id, other, of)));
        }
        PairTable {
            ends: self.ends.clone(),
            others: self.others.clone(),
            values,
        }
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

/// The different types of a stretch of one text, under numbers of their own from 0.
#[derive(Clone, Debug)]
pub(crate) struct Words {
    /// The types by their numbers.
    pub(crate) types: Vec<u32>,
    inside: Vec<bool>,
    number: Vec<u32>,
}

impl Words {
    /// No words yet, of a text with so many types.
    pub(crate) fn new(types: usize) -> Words {
        Words {
            types: Vec::new(),
            inside: vec![false; types],
            number: vec![0; types],
        }
    }

    /// Forgets all words.
    pub(crate) fn clear(&mut self) {
        self.types.drain(..).for_each(|id| self.inside[id as usize] = false);
    }

    /// Takes all types of the text, under the numbers that they have.
    pub(crate) fn insert_all(&mut self) {
        self.types.clear();
        self.types.extend(0..self.number.len() as u32);
        self.number.copy_from_slice(&self.types);
        self.inside.fill(true);
    }

    /// The number of a type, which is added if it is new.
    #[inline]
    pub(crate) fn insert(&mut self, id: u32) -> u32 {
        let place = id as usize;
        if !std::mem::replace(&mut self.inside[place], true) {
            self.number[place] = self.types.len() as u32;
            self.types.push(id);
        }
        self.number[place]
    }

    /// The number of a type that was added.
    #[inline]
    pub(crate) fn number(&self, id: u32) -> u32 {
        self.number[id as usize]
    }
}

/// Each pair of a table filed under that of its two types which has fewer pairs, so that the pairs between two stretches of
/// text are found without going through the thousands of pairs that articles and prepositions have.
#[derive(Clone, Debug)]
pub(crate) struct PairIndex {
    by_source: Filed,
    by_target: Filed,
}

/// A pair that is filed: its place in the table and its values, which are there too but far from those of its neighbours.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct WordPair {
    pub(crate) place: u32,
    pub(crate) value: [f32; 2],
}

/// For each type of one side, the other types and the pairs that are filed under it.
#[derive(Clone, Debug)]
struct Filed {
    ends: Vec<u32>,
    others: Vec<u32>,
    pairs: Vec<WordPair>,
}

impl Filed {
    /// Adds the positions, among all that are filed, of what is filed under a type and has its other type among the words.
    #[inline]
    fn among(&self, id: u32, words: &Words, out: &mut Vec<u32>) {
        let id = id as usize;
        let start = if id == 0 { 0 } else { self.ends[id - 1] as usize };
        let range = start..self.ends[id] as usize;
        out.clear();
        out.resize(range.len(), 0);
        // Few are, and no branch could be foretold: all are written, and those that are not are written over.
        let mut found = 0;
        for (at, other) in range.clone().zip(&self.others[range]) {
            out[found] = at as u32;
            found += usize::from(words.inside[*other as usize]);
        }
        out.truncate(found);
    }
}

impl PairIndex {
    /// The index of a table of pairs by source type; so many target types there are.
    pub(crate) fn new(table: &PairTable, targets: usize) -> PairIndex {
        let mut of_target = vec![0u32; targets];
        table.others.iter().for_each(|t| of_target[*t as usize] += 1);
        let under_source = |row: &Range<usize>, t: u32| row.len() as u32 <= of_target[t as usize];
        let mut by_source = Filed {
            ends: Vec::with_capacity(table.rows()),
            others: Vec::new(),
            pairs: Vec::new(),
        };
        let pair = |place: usize| WordPair {
            place: place as u32,
            value: table.values[place],
        };
        // Those filed under a target type are counted, then each is put where those before it end.
        let mut ends = vec![0u32; targets];
        for s in 0..table.rows() as u32 {
            let row = table.range(s);
            for place in row.clone() {
                let t = table.others[place];
                if under_source(&row, t) {
                    by_source.others.push(t);
                    by_source.pairs.push(pair(place));
                } else {
                    ends[t as usize] += 1;
                }
            }
            by_source.ends.push(by_source.pairs.len() as u32);
        }
        let rest = table.len() - by_source.pairs.len();
        let mut total = 0;
        for end in &mut ends {
            (*end, total) = (total, total + *end);
        }
        let (mut others, mut pairs) = (vec![0; rest], vec![WordPair::default(); rest]);
        for s in 0..table.rows() as u32 {
            let row = table.range(s);
            for place in row.clone() {
                let t = table.others[place];
                if !under_source(&row, t) {
                    let end = &mut ends[t as usize];
                    (others[*end as usize], pairs[*end as usize]) = (s, pair(place));
                    *end += 1;
                }
            }
        }
        let by_target = Filed { ends, others, pairs };
        PairIndex { by_source, by_target }
    }

    /// Calls `each` with every pair of a source word and a target word: their numbers, and the pair.
    pub(crate) fn between(&self, source: &Words, target: &Words, mut each: impl FnMut(u32, u32, WordPair)) {
        let mut found = Vec::new();
        for (number, s) in source.types.iter().enumerate() {
            self.by_source.among(*s, target, &mut found);
            for at in &found {
                let other = target.number(self.by_source.others[*at as usize]);
                each(number as u32, other, self.by_source.pairs[*at as usize]);
            }
        }
        for (number, t) in target.types.iter().enumerate() {
            self.by_target.among(*t, source, &mut found);
            for at in &found {
                let other = source.number(self.by_target.others[*at as usize]);
                each(other, number as u32, self.by_target.pairs[*at as usize]);
            }
        }
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
    fn the_pairs_between_words_are_found_whichever_type_they_are_filed_under() {
        // Type 0 has a pair with everything on either side; the others have one more each.
        let mut table = PairTable::default();
        (0..9).for_each(|t| table.push(t, [0.0; 2]));
        table.end_row();
        for s in 1..9 {
            table.push(0, [0.0; 2]);
            table.push(s, [0.0; 2]);
            table.end_row();
        }
        let index = PairIndex::new(&table, 9);
        assert!(index.by_source.pairs.len() > 8 && index.by_target.pairs.len() > 6);
        let (mut source, mut target) = (Words::new(9), Words::new(9));
        source.insert(7);
        source.clear();
        for id in [5, 0, 3, 5] {
            source.insert(id);
        }
        for id in [3, 0, 8] {
            target.insert(id);
        }
        let mut found = Vec::new();
        index.between(&source, &target, |s, t, pair| {
            let (s, t) = (source.types[s as usize], target.types[t as usize]);
            assert!(table.range(s).contains(&(pair.place as usize)) && table.other(pair.place) == t);
            found.push((s, t));
        });
        found.sort_unstable();
        assert_eq!(found, [(0, 0), (0, 3), (0, 8), (3, 0), (3, 3), (5, 0)]);
    }
}
