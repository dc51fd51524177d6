//! The word behind a number that says by what it is multiplied: `millions`, `billion`, `Md€`.
//!
//! French counts by the long scale and English by the short one: a `milliard` is a billion, a `billion` a trillion.

use crate::text::lang::Lang;
use crate::text::languages::language;
use crate::text::numbers::GROUP_SPACES;

/// Signs of currencies.
pub(super) const CURRENCIES: [char; 18] = [
    '€', '$', '£', '¥', '¢', '₡', '₦', '₩', '₪', '₫', '₭', '₮', '₱', '₲', '₴', '₹', '₺', '₽',
];

/// A scale word or its abbreviation, as it is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Scale {
    /// The power of ten.
    pub(super) power: usize,
    /// With the space before it.
    pub(super) text: String,
    pub(super) short: bool,
}

/// The scale that the text behind a number begins with; `currency` tells whether a currency's sign precedes the number.
pub(super) fn scale_at(text: &str, lang: &Lang, currency: bool) -> Option<Scale> {
    let after = text.strip_prefix(GROUP_SPACES).unwrap_or(text);
    let gap = text.len() - after.len();
    let length = after.find(|c: char| !c.is_alphanumeric()).unwrap_or(after.len());
    let word = &after[..length];
    let known = language(lang)?;
    let (words, short, clear) = (known.scales, known.short_scales, known.clear_scales);
    let scale = |power: usize, short: bool| Scale {
        power,
        text: text[..gap + length].to_owned(),
        short,
    };
    let find = |list: &[(&str, usize)]| list.iter().find(|(known, _)| *known == word).map(|(_, power)| *power);
    if gap > 0
        && let Some((_, power)) = words.iter().find(|(known, _)| known.eq_ignore_ascii_case(word))
    {
        return Some(scale(*power, false));
    }
    if let Some(power) = find(clear) {
        return Some(scale(power, true));
    }
    let rest = &after[length..];
    let before_currency = rest.strip_prefix(GROUP_SPACES).unwrap_or(rest);
    let named = ["EUR", "USD", "GBP", "CHF", "CAD"];
    let beside = currency
        || before_currency.starts_with(CURRENCIES)
        || named.iter().any(|name| before_currency.starts_with(name));
    find(short).filter(|_| beside).map(|power| scale(power, true))
}

/// Whether a word follows that looks like a scale word, in a language whose scale words are not known.
pub(super) fn is_unknown_scale(text: &str, lang: &Lang) -> bool {
    const BEGINNINGS: [&str; 8] = ["mil", "bil", "tril", "mio", "mrd", "mld", "bio", "tys"];
    let word = text
        .trim_start_matches(GROUP_SPACES)
        .chars()
        .take(4)
        .collect::<String>()
        .to_lowercase();
    language(lang).is_none_or(|known| known.scales.is_empty()) && BEGINNINGS.iter().any(|begin| word.starts_with(begin))
}

impl Scale {
    /// The text for another power in the same notation; `singular` is whether a noun behind the number would be. `None` where
    /// other words would have to change with it.
    pub(super) fn with(&self, power: usize, singular: bool, lang: &Lang) -> Option<String> {
        let word = self.text.trim_start_matches(GROUP_SPACES);
        let gap = &self.text[..self.text.len() - word.len()];
        let words = &language(lang)?.figures;
        let new = if self.short {
            if power == self.power {
                return Some(self.text.clone());
            }
            let mut notations = words.scale_signs.iter();
            let (_, signs) = notations.find(|(told_by, _)| told_by.is_empty() || told_by.contains(&word))?;
            signs.iter().find(|(of, _)| *of == power)?.1
        } else {
            let lower = word.to_lowercase();
            let noun = |(_, one, many): &&(usize, &str, &str)| *one == lower || *many == lower;
            if !words.scale_nouns.iter().any(|scale| noun(&scale)) {
                return (power == self.power).then(|| self.text.clone());
            }
            let (_, one, many) = words.scale_nouns.iter().find(|(of, ..)| *of == power)?;
            if singular { one } else { many }
        };
        let capital = !self.short && word.starts_with(char::is_uppercase);
        // In capitals throughout, or in a title: too rare to be written anew.
        if capital && power != self.power {
            return None;
        }
        Some(if capital {
            self.text.clone()
        } else {
            format!("{gap}{new}")
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scales_are_those_of_the_language() {
        let (fr, en) = (Lang::parse("fr").unwrap(), Lang::parse("en").unwrap());
        let power = |text, lang: &Lang, currency| scale_at(text, lang, currency).map(|scale| scale.power);
        assert_eq!(power(" billion", &fr, false), Some(12));
        assert_eq!(power(" billion", &en, false), Some(9));
        assert_eq!(power(" Md€", &fr, false), Some(9));
        assert_eq!(power(" M€", &fr, false), Some(6));
        assert_eq!(power("m", &en, true), Some(6));
        assert_eq!(power("bn", &en, true), Some(9));
        // Metres, not millions.
        assert_eq!(power(" m", &en, false), None);
        assert_eq!(power(" maisons", &fr, false), None);
    }

    #[test]
    fn another_scale_is_written_in_the_same_notation() {
        let (fr, en) = (Lang::parse("fr").unwrap(), Lang::parse("en").unwrap());
        let with = |text, lang: &Lang, power, singular| scale_at(text, lang, true)?.with(power, singular, lang);
        assert_eq!(with(" million", &en, 9, false).as_deref(), Some(" billion"));
        assert_eq!(with(" millions", &fr, 9, true).as_deref(), Some(" milliard"));
        assert_eq!(with("m", &en, 9, false).as_deref(), Some("bn"));
        assert_eq!(with("M", &en, 9, false).as_deref(), Some("B"));
        assert_eq!(with(" M€", &fr, 9, false).as_deref(), Some(" Md"));
        assert_eq!(with(" mille", &fr, 6, false), None);
        assert_eq!(with(" millions", &en, 9, false), None);
    }
}
