//! A value of the query, and the place of another one in the target → the query's value in the target's own notation.
//!
//! Nothing here is trusted to be right: what is written is read again in the target (see [`super::adapt`]).

use super::figures::{Notation, Number, roman};
use super::measure::measure;
use super::placeables::{Form, Placeable, Value};
use super::scale::CURRENCIES;
use crate::text::lang::Lang;
use crate::text::languages::{NumberFormat, any_has, language, number_format};
use crate::text::numbers::GROUP_SPACES;
use crate::text::units::is_unit_sign;

/// A text with its placeables.
#[derive(Clone, Copy, Debug)]
pub(super) struct Read<'a> {
    pub(super) text: &'a str,
    pub(super) lang: &'a Lang,
    pub(super) placeables: &'a [Placeable],
}

impl<'a> Read<'a> {
    fn of(&self, placeable: &Placeable) -> &'a str {
        &self.text[placeable.range.clone()]
    }
}

/// A value of the source that the query has another one in the place of.
#[derive(Clone, Copy, Debug)]
pub(super) struct Change<'a> {
    pub(super) asked: &'a Placeable,
    pub(super) had: &'a Placeable,
    pub(super) query: Read<'a>,
    pub(super) source: Read<'a>,
}

impl Change<'_> {
    /// The query's value as it is to stand in the target at `place`, where the source's value is; `None` where that is not
    /// certain.
    pub(super) fn written(&self, place: &Placeable, target: Read) -> Option<String> {
        let own = target.of(place);
        let asked = self.query.of(self.asked);
        match (&self.asked.value, &place.value, &self.had.value) {
            (Value::Date(day), ..) => match &place.form {
                Form::Date(written) => date_fits(&self.asked.value, place, target)
                    .then(|| written.with(*day))
                    .flatten(),
                _ => None,
            },
            (Value::Address(address), ..) => Some(address.clone()),
            (Value::Time(hours, minutes), ..) => {
                // `13 heures`, `une heure`: the noun, and words around it, are in the singular under two.
                let Value::Time(own_hours, _) = place.value else {
                    return None;
                };
                let nouns = language(target.lang).map_or(&[][..], |known| known.figures.hour_nouns);
                let has_noun = nouns.iter().any(|noun| own.contains(noun));
                if has_noun && below_two(target.lang) && (*hours < 2) != (own_hours < 2) {
                    return None;
                }
                time_like(own, *hours, *minutes, clock_mark(target), asked.starts_with('0'))
            }
            (Value::Number(number), Value::Number(_), Value::Number(_)) => self.number(number, place, target),
            _ => self.copied(own, target.lang),
        }
    }

    /// An identifier, or what takes the place of one: source and target must write theirs alike.
    fn copied(&self, own: &str, to: &Lang) -> Option<String> {
        // What keeps figures apart in a language that is not known may be the mark of its decimals.
        if self.asked.value.kind() == "number" && number_format(to).is_none() {
            return None;
        }
        let (asked, had) = (self.query.of(self.asked), self.source.of(self.had));
        let same = own.chars().map(plain_space).eq(had.chars().map(plain_space));
        let is_plain = |text: &str, value: &Value| {
            matches!(value, Value::Identifier(_)) || text.bytes().all(|b| b.is_ascii_digit() || b == b'.')
        };
        // Dates with a short year have the month first in American English.
        let american = |lang: &Lang| lang.as_str() == "en-US";
        let turned = asked.contains('/') && (american(to) || american(self.query.lang));
        // `.75` is written without its zero in some languages only.
        let bare = |text: &str| text.starts_with(['.', ',']);
        (same
            && !turned
            && bare(asked) == bare(had)
            && is_plain(asked, &self.asked.value)
            && is_plain(had, &self.had.value))
        .then(|| asked.to_owned())
    }

    fn number(&self, number: &Number, place: &Placeable, target: Read) -> Option<String> {
        let (Value::Number(had), Value::Number(own)) = (&self.had.value, &place.value) else {
            return None;
        };
        let (asked, source, notation) = (self.asked.notation()?, self.had.notation()?, place.notation()?);
        number_format(self.query.lang)?;
        let format = number_format(target.lang)?;
        // An ordinal takes the place of an ordinal only, a decade that of a decade.
        if asked.is_ordinal() != source.is_ordinal() || (asked.ending == "s") != (source.ending == "s") {
            return None;
        }
        // A number of another unit is another value, whatever its figures.
        let of = |read: Read, placeable: &Placeable| measure(read.text, &placeable.range);
        if of(self.query, self.asked) != of(self.source, self.had) {
            return None;
        }
        // `the 1980s` for `les années 1980`, `the '80s` for `les années 80`: not for `l'année 1990`, nor for `les années 2000`.
        if notation.ending == "s" {
            let before = |read: Read, placeable: &Placeable| last_word(&read.text[..placeable.range.start]);
            let same = before(self.query, self.asked) == before(self.source, self.had);
            let short = target.text[..place.range.start].ends_with(['\'', '’', '‘']);
            if !same || short && number.whole.len() != own.whole.len() {
                return None;
            }
        }
        let counts = source.ending.is_empty() && !source.roman;
        if counts && !agrees(number, had, place, target) {
            return None;
        }
        // `on the 1st` is no `le 1` in French.
        let first = number.is_one() != had.is_one();
        if source.is_ordinal() && !notation.is_ordinal() && !notation.roman && first {
            return None;
        }
        if notation.roman {
            return self.roman(number, own, notation);
        }
        let ending = ending(number, asked, notation, target.lang)?;
        let scale = match (&notation.scale, &asked.scale) {
            (None, None) => String::new(),
            (Some(scale), Some(_)) => {
                scale.with(number.power, number.is_singular(below_two(target.lang)), target.lang)?
            }
            // `12 euros`, `12 millions d'euros`: other words change too.
            _ => return None,
        };
        let own_text = target.of(place);
        let own_figures = own_text.get(notation.figures.clone())?;
        let query_text = self.query.of(self.asked);
        let group = group_mark(&own.whole, notation, asked, number.whole.len(), format);
        let by_hundreds = are_by_hundreds(own_figures, notation.group).unwrap_or(format.by_hundreds);
        let whole = grouped(&number.whole, group, by_hundreds);
        let decimals = match (&number.decimals, notation.mark) {
            (None, _) => String::new(),
            (Some(decimals), Some(mark)) => format!("{mark}{decimals}"),
            (Some(decimals), None) => {
                let mark = format.decimal;
                // With a point it may be a version or a section, which keeps its point: `iOS 17.4`.
                let counted =
                    notation.scale.is_some() || is_measure(target.text, place) || is_amount(target.text, place);
                if mark != '.' && asked.mark == Some('.') && !counted {
                    return None;
                }
                format!("{mark}{decimals}")
            }
        };
        let sign = match (number.sign, notation.sign) {
            (None, _) => String::new(),
            (Some(_), Some(own_sign)) if own.sign == number.sign => own_sign.to_string(),
            (Some(_), _) => query_text.chars().take(1).collect(),
        };
        Some(format!("{sign}{whole}{decimals}{ending}{scale}"))
    }

    /// In Roman numerals, as the target's number is.
    fn roman(&self, number: &Number, own: &Number, notation: &Notation) -> Option<String> {
        let asked = self.asked.notation()?;
        // `Ier` has another ending than the others.
        let ordinal = notation.is_ordinal() && asked.is_ordinal() && number.whole != "1" && own.whole != "1";
        let bare = notation.ending.is_empty() && asked.roman && asked.ending.is_empty();
        (ordinal || bare)
            .then(|| roman(number.whole.parse().ok()?))
            .flatten()
            .map(|numeral| format!("{numeral}{}", notation.ending))
    }
}

/// Whether the words before a date may stay when its weekday comes or goes: `the 9 March`, `lundi 9 mars` may not.
fn date_fits(asked: &Value, place: &Placeable, target: Read) -> bool {
    let weekday = |value: &Value| matches!(value, Value::Date(day) if day.weekday.is_some());
    let last = last_word(&target.text[..place.range.start]);
    match (weekday(asked), weekday(&place.value)) {
        (true, false) => !any_has(|known| known.figures.never_before_weekday, &last),
        (false, true) => {
            let needed = language(target.lang).map_or(&[][..], |known| known.figures.before_day);
            needed.is_empty() || needed.contains(&last.as_str())
        }
        _ => true,
    }
}

/// The word that ends a text, in lower case.
fn last_word(text: &str) -> String {
    let text = text
        .trim_end_matches(GROUP_SPACES)
        .trim_end_matches(['\'', '’', '‘'])
        .trim_end_matches(GROUP_SPACES);
    let last = text.rsplit(|c: char| !c.is_alphanumeric()).next().unwrap_or("");
    last.to_lowercase()
}

fn plain_space(c: char) -> char {
    if c.is_whitespace() { ' ' } else { c }
}

/// Whether the words around the target's number stay as they are with the query's number.
///
/// What changes them is exactly one, and in French, among others, anything under two; but not before signs, such as `%`.
fn agrees(number: &Number, had: &Number, place: &Placeable, target: Read) -> bool {
    if is_measure(target.text, place) {
        return true;
    }
    let after = target.text[place.range.end..].trim_start_matches(GROUP_SPACES);
    let word = after.starts_with(char::is_alphabetic);
    let counted = word && below_two(target.lang);
    // `0,5 million y vit`, `3 millions y vivent`; behind `3 millions d’` there is a plural in any case.
    let joined = language(target.lang).map_or(&[][..], |known| known.figures.before_units);
    let scaled = joined.iter().any(|joins| after.starts_with(joins));
    let singular = |number: &Number| (number.power == 0 || !scaled) && number.is_singular(true);
    number.is_one() == had.is_one() && (!counted || singular(number) == singular(had))
}

/// Whether nouns of the language are in the singular behind anything under two.
fn below_two(lang: &Lang) -> bool {
    language(lang).is_some_and(|known| known.figures.singular_below_two)
}

/// Whether a sign of a unit follows the number, or a currency's sign stands before it: these have no plural.
fn is_measure(text: &str, place: &Placeable) -> bool {
    let before = &text[..place.range.start];
    let after = text[place.range.end..].trim_start_matches(GROUP_SPACES);
    let word = &after[..after.find(|c: char| !c.is_alphanumeric()).unwrap_or(after.len())];
    before.trim_end_matches(GROUP_SPACES).ends_with(CURRENCIES)
        || after.starts_with(CURRENCIES)
        || after.starts_with(['%', '‰', '°'])
        || is_unit_sign(word)
}

/// Whether a noun follows the number that sections and versions are not counted in.
fn is_amount(text: &str, place: &Placeable) -> bool {
    let after = text[place.range.end..].trim_start_matches(GROUP_SPACES);
    let word = &after[..after.find(|c: char| !c.is_alphabetic()).unwrap_or(after.len())];
    let word = word.to_lowercase();
    let singular = word.strip_suffix('s').unwrap_or(&word);
    let noun = |noun: &str| any_has(|known| known.unit_nouns, noun) || any_has(|known| known.counted_nouns, noun);
    // `pour cent`
    noun(&word) || noun(singular) || any_has(|known| known.figures.per, singular)
}

/// What stands behind the figures of an ordinal or a decade.
fn ending(number: &Number, asked: &Notation, own: &Notation, to: &Lang) -> Option<String> {
    if own.ending.is_empty() || own.ending == "s" {
        return Some(own.ending.clone());
    }
    if !asked.is_ordinal() || number.decimals.is_some() {
        return None;
    }
    let endings = &language(to)?.figures;
    (endings.ordinal_ending)(number.whole.parse().ok()?, &own.ending).map(str::to_owned)
}

/// What other times of the text have between hours and minutes.
fn clock_mark<'a>(target: Read<'a>) -> Option<&'a str> {
    let times = target.placeables.iter().filter(|p| matches!(p.value, Value::Time(..)));
    times
        .filter_map(|time| {
            let text = target.of(time);
            let at = text.find(['.', ':'])?;
            text[at + 1..]
                .starts_with(|c: char| c.is_ascii_digit())
                .then(|| &text[at..=at])
        })
        .next()
}

/// A time of day as `own` is written; `beside` is what other times of the text have between hours and minutes, `padded`
/// whether the query has a zero before the hours.
fn time_like(own: &str, hours: u32, minutes: u32, beside: Option<&str>, padded: bool) -> Option<String> {
    let digits = own.bytes().take_while(u8::is_ascii_digit).count();
    let rest = &own[digits..];
    let lower = rest.to_lowercase();
    let letters = lower.find(['a', 'p']).filter(|at| {
        let mark = lower[*at..].replace('.', "");
        mark == "am" || mark == "pm"
    });
    // Between hours and minutes, if it shows minutes.
    let between = rest.find(|c: char| c.is_ascii_digit()).map(|end| &rest[..end]);
    let width = if digits == 2 && (own.starts_with('0') || padded && letters.is_none()) {
        2
    } else {
        1
    };
    match letters {
        // A clock of twelve hours cannot tell the end of a day from its beginning.
        Some(_) if hours > 23 => None,
        Some(mark_at) => {
            let mark = &rest[mark_at..];
            let half = if hours % 24 < 12 { 'a' } else { 'p' };
            let half = if mark.starts_with(char::is_uppercase) {
                half.to_ascii_uppercase()
            } else {
                half
            };
            let mark = format!("{half}{}", &mark[1..]);
            let gap = if rest[..mark_at].ends_with('\u{a0}') {
                "\u{a0}"
            } else if rest[..mark_at].ends_with(' ') {
                " "
            } else {
                ""
            };
            let hours = if hours.is_multiple_of(12) { 12 } else { hours % 12 };
            let shown = if minutes > 0 || between.is_some() {
                format!("{}{minutes:02}", between.or(beside).unwrap_or(":"))
            } else {
                String::new()
            };
            Some(format!("{hours:0width$}{shown}{gap}{mark}"))
        }
        None => match between {
            Some(between) => Some(format!("{hours:0width$}{between}{minutes:02}")),
            // `14 h`, `19 heures`: the minutes go behind.
            None if lower.contains('h') && minutes == 0 => Some(format!("{hours:0width$}{rest}")),
            None if lower.ends_with('h') => {
                let gap = &rest[..rest.len() - 1];
                Some(format!("{hours:0width$}{rest}{gap}{minutes:02}"))
            }
            None => None,
        },
    }
}

/// What sets groups of digits apart: what the unit's own number uses; where that is too short to tell, what the language uses if the query's
/// number is grouped.
fn group_mark(
    own_digits: &str,
    own: &Notation,
    asked: &Notation,
    digits: usize,
    format: &NumberFormat,
) -> Option<char> {
    let (own_digits, from) = (own_digits.len(), format.grouped_from);
    match own.group {
        // `12.345` says nothing of `1234`.
        Some(_) if digits < from && own_digits >= from => None,
        Some(mark) => Some(mark),
        // Long, and written without a mark: a year, or a habit.
        None if own_digits >= from => None,
        None if digits >= from && asked.group.is_some() => Some(format.group),
        None => None,
    }
}

/// Whether the groups of a number have two digits, all but the last; `None` where it has too few of them to tell.
fn are_by_hundreds(figures: &str, group: Option<char>) -> Option<bool> {
    let mut groups = figures.split(group?).skip(1);
    let inner = groups.next()?;
    groups.next().map(|_| inner.len() == 2)
}

fn grouped(digits: &str, mark: Option<char>, by_hundreds: bool) -> String {
    let Some(mark) = mark.filter(|_| digits.len() > 3) else {
        return digits.to_owned();
    };
    let (first, last) = digits.split_at(digits.len() - 3);
    let size = if by_hundreds { 2 } else { 3 };
    let mut out = String::new();
    for (i, digit) in first.chars().enumerate() {
        if i > 0 && (first.len() - i).is_multiple_of(size) {
            out.push(mark);
        }
        out.push(digit);
    }
    out.push(mark);
    out.push_str(last);
    out
}

#[cfg(test)]
mod tests {
    use super::super::adapt;
    use super::super::placeables::placeables;
    use super::*;

    fn rewritten(own: &str, to: &str, query: &str, from: &str) -> Option<String> {
        let (to, from) = (Lang::parse(to).unwrap(), Lang::parse(from).unwrap());
        let (of_own, of_query) = (placeables(own, &to), placeables(query, &from));
        let read = |text, lang, placeables| Read { text, lang, placeables };
        let query = read(query, &from, &of_query);
        let own = read(own, &to, &of_own);
        // As if the source wrote its value in the query's form.
        let change = Change {
            asked: &of_query[0],
            had: &of_query[0],
            query,
            source: query,
        };
        change.written(&of_own[0], own)
    }

    #[test]
    fn values_are_written_in_the_notation_of_the_target() {
        let cases = [
            ("1,200", "1 450", "1,450"),
            ("3.5", "4,25", "4.25"),
            ("12", "1 450", "1,450"),
            ("2020", "2021", "2021"),
            ("1,200", "950", "950"),
            ("2:30 pm", "9h15", "9:15 am"),
            ("2.30 p.m.", "0h05", "12.05 a.m."),
            ("7 pm", "20 heures", "8 pm"),
            ("7 pm", "20 heures 30", "8:30 pm"),
            ("14:30", "9h05", "9:05"),
            ("19th", "XXIe", "21st"),
            ("3.5 million", "4,2 millions", "4.2 million"),
            ("9 October 2020", "03/02/2021", "3 February 2021"),
            (
                "https://example.org/a",
                "https://example.org/b",
                "https://example.org/b",
            ),
        ];
        for (own, query, expected) in cases {
            assert_eq!(
                rewritten(own, "en", query, "fr").as_deref(),
                Some(expected),
                "{own} {query}"
            );
        }
        assert_eq!(rewritten("14h30", "fr", "9.15 pm", "en").as_deref(), Some("21h15"));
        assert_eq!(rewritten("3,5", "fr", "4.25", "en").as_deref(), Some("4,25"));
        assert_eq!(rewritten("1 200", "fr", "14,500", "en").as_deref(), Some("14 500"));
        assert_eq!(rewritten("3.5 million", "en", "12", "fr"), None);
    }

    #[test]
    fn numbers_have_the_marks_of_language_and_region() {
        let long = "1 234 567,50";
        for (to, expected) in [
            ("en", "1,234,567.50"),
            ("en-IN", "12,34,567.50"),
            ("en-ZA", "1\u{a0}234\u{a0}567,50"),
            ("es", "1.234.567,50"),
            ("es-MX", "1,234,567.50"),
            ("es-AR", "1.234.567,50"),
            ("de", "1.234.567,50"),
            ("de-CH", "1’234’567.50"),
            ("de-AT", "1\u{a0}234\u{a0}567,50"),
            ("fr", "1\u{202f}234\u{202f}567,50"),
            ("fr-CA", "1\u{a0}234\u{a0}567,50"),
            ("fr-CH", "1’234’567,50"),
            ("it", "1.234.567,50"),
            ("ms", "1,234,567.50"),
            ("pt-BR", "1.234.567,50"),
            ("pt-PT", "1\u{a0}234\u{a0}567,50"),
            ("pl", "1\u{a0}234\u{a0}567,50"),
            ("hi", "12,34,567.50"),
        ] {
            let query = long.replace("1 234 567,50", "1234567,50");
            // The query has to say that it groups.
            assert_eq!(rewritten("12 €", to, long, "fr").as_deref(), Some(expected), "{to}");
            assert!(
                rewritten("12 €", to, &query, "fr").is_some_and(|plain| plain.starts_with("1234567")),
                "{to}"
            );
            // And back.
            let read = placeables(expected, &Lang::parse(to).unwrap());
            assert_eq!(read.len(), 1, "{to}");
            assert_eq!(
                rewritten("12 €", "fr", expected, to).as_deref(),
                Some("1\u{202f}234\u{202f}567,50"),
                "{to}"
            );
        }
        // Where four digits stay together.
        assert_eq!(rewritten("12", "es", "1 450", "fr").as_deref(), Some("1450"));
        assert_eq!(rewritten("12.345", "es", "1 450", "fr").as_deref(), Some("1450"));
        assert_eq!(rewritten("1.200", "es", "1 450", "fr").as_deref(), Some("1.450"));
        assert_eq!(rewritten("12.345", "de", "1 450", "fr").as_deref(), Some("1.450"));
        // A text keeps its own habit.
        assert_eq!(
            rewritten("1.200,50", "es-MX", "12 345,75", "fr").as_deref(),
            Some("12.345,75")
        );
        assert_eq!(
            rewritten("1,234,567", "en-IN", "7 654 321", "fr").as_deref(),
            Some("7,654,321")
        );
        assert_eq!(
            rewritten("12,34,567", "en-IN", "7 654 321", "fr").as_deref(),
            Some("76,54,321")
        );
    }

    #[test]
    fn numbers_are_written_as_the_region_does() {
        let fr = Lang::parse("fr").unwrap();
        let french = ("Le pont a coûté 12 345,50 €.", "Le pont a coûté 12,50 €.");
        for (to, target, expected) in [
            ("es-MX", "El puente costó 12.50 €.", "El puente costó 12,345.50 €."),
            ("es-ES", "El puente costó 12,50 €.", "El puente costó 12.345,50 €."),
            (
                "de-CH",
                "Die Brücke kostete 12.50 €.",
                "Die Brücke kostete 12’345.50 €.",
            ),
            (
                "de-DE",
                "Die Brücke kostete 12,50 €.",
                "Die Brücke kostete 12.345,50 €.",
            ),
            (
                "ms",
                "Jambatan itu berharga 12.50 €.",
                "Jambatan itu berharga 12,345.50 €.",
            ),
            ("en-ZA", "The bridge cost 12,50 €.", "The bridge cost 12\u{a0}345,50 €."),
        ] {
            let lang = Lang::parse(to).unwrap();
            let there = adapt(french.0, french.1, target, &fr, &lang);
            assert_eq!(there.map(|a| a.text).as_deref(), Some(expected), "{to}");
            let back = adapt(expected, target, french.1, &lang, &fr);
            assert_eq!(
                back.map(|a| a.text).as_deref(),
                Some("Le pont a coûté 12\u{202f}345,50 €."),
                "{to}"
            );
        }
        let unknown = Lang::parse("tlh").unwrap();
        assert_eq!(
            adapt("Il a 12 chiens.", "Il a 11 chiens.", "11 ngavyaw' ghaj.", &fr, &unknown),
            None
        );
    }

    #[test]
    fn nothing_is_written_in_a_notation_that_is_not_known() {
        for (own, query) in [("12", "13"), ("12", "1 450"), ("1.200", "1.300"), ("3,5", "4,5")] {
            assert_eq!(rewritten(own, "tlh", query, "fr"), None, "{own}");
            assert_eq!(rewritten(own, "fr", query, "tlh"), None, "{own}");
            assert_eq!(rewritten(own, "tlh", query, "tlh"), None, "{own}");
        }
    }
}
