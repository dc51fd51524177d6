//! What stands beside a number and makes it a value: a currency, a unit, a percentage, a fraction. `25 $` is no `12 €`.

use crate::text::languages::{KNOWN, any_has};
use crate::text::numbers::GROUP_SPACES;
use crate::text::units::may_be_unit_sign;
use std::ops::Range;

use super::scale::CURRENCIES;

/// What makes a value of the number at a place: the currency before it, and what follows, without spaces and a plural's ending.
pub(super) fn measure(text: &str, range: &Range<usize>) -> String {
    let before = text[..range.start].trim_end_matches(GROUP_SPACES);
    let mut out = String::new();
    if let Some(sign) = before.chars().next_back().filter(|c| CURRENCIES.contains(c)) {
        // `A$5`, `US $5`
        let land = before.trim_end_matches(sign);
        let land = land
            .strip_suffix(GROUP_SPACES)
            .filter(|land| land.ends_with("US"))
            .unwrap_or(land);
        let letters = land
            .rfind(|c: char| !c.is_alphanumeric())
            .map_or(0, |at| at + land[at..].chars().next().map_or(0, char::len_utf8));
        if is_land(&land[letters..]) {
            out.push_str(&land[letters..]);
        }
        out.push(sign);
    }
    let mut after = text[range.end..].trim_start_matches(GROUP_SPACES);
    for joined in KNOWN.into_iter().flat_map(|known| known.figures.before_units) {
        after = after.strip_prefix(*joined).unwrap_or(after);
    }
    let is_sign = |c: char| {
        CURRENCIES.contains(&c) || matches!(c, '%' | '‰' | '°' | '′' | '″' | '²' | '³' | '×') || is_fraction(c)
    };
    let signs = after.find(|c: char| !is_sign(c)).unwrap_or(after.len());
    out.push_str(&after[..signs]);
    let word = &after[signs..];
    let end = word.find(|c: char| !c.is_alphabetic()).unwrap_or(word.len());
    // `°C`; a symbol such as `km`, `m³` or `km/h`; a noun.
    let (word, rest, lower) = (&word[..end], &word[end..], word[..end].to_lowercase());
    let singular = lower.strip_suffix('s').unwrap_or(&lower);
    if signs > 0 && after.starts_with(CURRENCIES) {
        // `5 $A`, `5 $ CA`
        let land = after[signs..].trim_start_matches(GROUP_SPACES);
        let land = &land[..land.find(|c: char| !c.is_alphanumeric()).unwrap_or(land.len())];
        if is_land(land) {
            out.push_str(land);
        }
    } else if signs > 0 && out.ends_with('°') {
        out.push_str(word);
    } else if signs == 0 && may_be_unit_sign(word) {
        out.push_str(word);
        let more = rest.find(|c: char| !matches!(c, '²' | '³' | '/') && !c.is_ascii_alphabetic());
        out.push_str(&rest[..more.unwrap_or(rest.len())]);
    } else if signs == 0 && any_has(|known| known.figures.per, singular) {
        // `pour cent`, `per mille`
        let next = rest.trim_start_matches(GROUP_SPACES);
        let end = next.find(|c: char| !c.is_alphabetic()).unwrap_or(next.len());
        out.push_str(&next[..end]);
    } else if signs == 0 && (is_unit(&lower) || is_unit(singular)) {
        out.push_str(singular);
    }
    out
}

/// Whether letters beside a currency's sign say whose it is: `A`, `CA`, `US`, `CAN`.
fn is_land(letters: &str) -> bool {
    (1..=3).contains(&letters.len()) && letters.bytes().all(|b| b.is_ascii_uppercase())
}

/// Whether a word in the singular is a unit of a known language; symbols of units are short words or signs and count too.
fn is_unit(word: &str) -> bool {
    any_has(|known| known.unit_nouns, word)
}

/// Whether a word, as it is written, is a unit's name or symbol.
pub(super) fn is_unit_word(word: &str) -> bool {
    let lower = word.to_lowercase();
    may_be_unit_sign(word) || is_unit(&lower) || is_unit(lower.strip_suffix('s').unwrap_or(&lower))
}

/// `½` and the others of Unicode's blocks Latin-1 Supplement and Number Forms.
fn is_fraction(c: char) -> bool {
    matches!(c, '¼'..='¾' | '⅐'..='⅞')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_number_counts_is_read_on_either_side_of_it() {
        for (text, expected) in [
            ("12 €", "€"),
            ("€12", "€"),
            ("12 euros", "euro"),
            ("12 d'euros", "euro"),
            ("12 %", "%"),
            ("12 °C", "°C"),
            ("12 km", "km"),
            ("12 km/h", "km/h"),
            ("12 m³", "m³"),
            ("12 ½ tasses", "½"),
            ("12 points", "point"),
            ("12 pour mille", "mille"),
            ("12 chats", ""),
            ("12 et", ""),
            ("12 le", ""),
            ("12.", ""),
            ("$ 12 CAD", "$CAD"),
            ("A$12", "A$"),
            ("US $12", "US$"),
            ("12 $A", "$A"),
            ("12 $ CA", "$CA"),
            ("12 $ Le", "$"),
            ("12", ""),
        ] {
            let at = text.find("12").expect("a number");
            assert_eq!(measure(text, &(at..at + 2)), expected, "{text}");
        }
    }
}
