//! Whether two numbers that stand side by side are joined alike in all texts: `10 à 12` is a range, `10 et 12` are two.

use super::notation::Read;
use super::placeables::Placeable;

/// How two numbers are joined.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Join {
    /// From the one to the other.
    Range,
    /// The one and the other.
    List,
    /// The one or the other.
    Choice,
}

/// The join that the text between two numbers is, whatever units stand there besides; `None` for anything else.
fn join(between: &str) -> Option<Join> {
    let mut words = between.split(|c: char| c.is_whitespace() || matches!(c, '%' | '€' | '$' | '£' | '°'));
    let mut found = None;
    let one = |word: &str| match word.to_lowercase().as_str() {
        "à" | "au" | "aux" | "to" | "through" | "-" | "–" | "—" => Some(Join::Range),
        "et" | "and" | "&" => Some(Join::List),
        "ou" | "or" => Some(Join::Choice),
        _ => None,
    };
    words.all(|word| {
        let joins = one(word);
        found = found.or(joins);
        word.is_empty() || joins.is_some()
    });
    found.filter(|_| between.split_whitespace().count() <= 3)
}

/// Whether numbers that stand side by side in query and source are joined alike there and in the target.
pub(super) fn are_joined_alike(lined_up: &[(&Placeable, &Placeable)], [query, source, target]: [Read; 3]) -> bool {
    let between = |read: Read, a: &Placeable, b: &Placeable| {
        let is_between = |p: &&Placeable| a.range.end <= p.range.start && p.range.end <= b.range.start;
        let apart = read.placeables.iter().find(is_between).is_some();
        let text = read.text.get(a.range.end..b.range.start).filter(|_| !apart);
        text.and_then(join)
    };
    lined_up.windows(2).all(|pair| {
        let [(asked, had), (next_asked, next_had)] = pair else {
            return true;
        };
        if asked.value == had.value && next_asked.value == next_had.value {
            return true;
        }
        let place = |value: &Placeable| target.placeables.iter().find(|p| p.value.means(&value.value));
        let of_target = place(had).zip(place(next_had)).and_then(|(a, b)| between(target, a, b));
        let of_query = between(query, asked, next_asked);
        let of_source = between(source, had, next_had);
        let mut joins = [of_query, of_source, of_target].into_iter().flatten();
        let first = joins.next();
        joins.all(|join| Some(join) == first)
    })
}
