//! Numbers of units → the fewest ranges that hold them, as changes are stored.

use std::ops::RangeInclusive;

use super::unit::UnitId;

/// Numbers as the fewest ranges, ascending.
pub(crate) fn ranges(mut units: Vec<UnitId>) -> Vec<RangeInclusive<i64>> {
    units.sort_unstable();
    let mut out: Vec<RangeInclusive<i64>> = Vec::new();
    for UnitId(id) in units {
        match out.last_mut() {
            Some(last) if id <= *last.end() => {}
            Some(last) if id == last.end() + 1 => *last = *last.start()..=id,
            _ => out.push(id..=id),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_gathered_into_ranges() {
        let ids = |list: &[i64]| list.iter().copied().map(UnitId).collect::<Vec<_>>();
        assert_eq!(ranges(ids(&[7, 2, 1, 3, 3, 9])), [1..=3, 7..=7, 9..=9]);
        assert_eq!(ranges(ids(&[])), []);
    }
}
