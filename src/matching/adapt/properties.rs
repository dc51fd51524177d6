//! For any two values of a kind, in any pair of notations and languages: what is written reads back as the query's value.
//!
//! The expected value is not taken from the reader under test: it is what the notation was made from.

use proptest::prelude::*;

use super::*;
use crate::text::languages::{MONTHS, language};

/// A number from which notations are made: digits before and behind the decimal mark.
#[derive(Clone, Debug)]
struct Figure {
    whole: u32,
    decimals: String,
}

fn figure() -> impl Strategy<Value = Figure> {
    let whole = prop_oneof![2u32..10, 10u32..1000, 1000u32..10_000, 10_000u32..90_000_000];
    (whole, prop_oneof![Just(String::new()), "[0-9]{1,3}"]).prop_map(|(whole, decimals)| Figure { whole, decimals })
}

fn with_groups(whole: u32, mark: &str) -> String {
    let digits = whole.to_string();
    let mut out = String::new();
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push_str(mark);
        }
        out.push(digit);
    }
    out
}

/// The number as the language writes it, in one of its notations.
fn write_figure(figure: &Figure, tag: &str, style: usize) -> String {
    let (marks, decimal): (&[&str], _) = match tag {
        "fr" => (&["", " ", "\u{a0}", "\u{202f}", "."], ","),
        _ => (&["", ",", " "], "."),
    };
    let whole = with_groups(figure.whole, marks[style % marks.len()]);
    if figure.decimals.is_empty() {
        whole
    } else {
        format!("{whole}{decimal}{}", figure.decimals)
    }
}

/// A number's meaning by the language's marks, by the simplest reader: every digit, and where the decimals begin.
fn read_figure(text: &str, tag: &str) -> (String, String) {
    let decimal = if tag == "fr" { ',' } else { '.' };
    let (whole, decimals) = text.split_once(decimal).unwrap_or((text, ""));
    let digits = |text: &str| text.chars().filter(char::is_ascii_digit).collect::<String>();
    (digits(whole), digits(decimals))
}

const DAYS_FR: [&str; 7] = ["lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"];
const DAYS_EN: [&str; 7] = [
    "Monday",
    "Tuesday",
    "Wednesday",
    "Thursday",
    "Friday",
    "Saturday",
    "Sunday",
];

/// A date with its parts, in one of a language's notations; the number tells which.
fn write_date(parts: (u32, u32, Option<u32>, Option<usize>), tag: &str, style: usize) -> String {
    let (day, month, year, weekday) = parts;
    let index = month as usize - 1;
    let english = language(&Lang::parse("en").unwrap()).unwrap();
    let ordinal = |day: u32| format!("{day}{}", (english.figures.day_ending)(day, true));
    let (name, text, after) = match (tag, style % 2) {
        ("fr", _) => {
            let day = if day == 1 { "1er".to_owned() } else { day.to_string() };
            (DAYS_FR, format!("{day} {}", MONTHS[0][index].to_lowercase()), " ")
        }
        (_, 0) => (DAYS_EN, format!("{day} {}", title(MONTHS[1][index])), " "),
        _ => (DAYS_EN, format!("{} {}", title(MONTHS[1][index]), ordinal(day)), ", "),
    };
    let weekday = weekday.map_or_else(String::new, |i| format!("{}{after}", name[i]));
    format!(
        "{weekday}{text}{}",
        year.map_or_else(String::new, |year| format!("{after}{year}"))
    )
}

fn title(name: &str) -> String {
    format!("{}{}", name[..1].to_uppercase(), name[1..].to_lowercase())
}

type Parts = (u32, u32, Option<u32>, Option<usize>);

fn parts() -> impl Strategy<Value = Parts> {
    let year = prop_oneof![Just(None), (1900u32..2100).prop_map(Some)];
    let weekday = prop_oneof![Just(None), (0usize..7).prop_map(Some)];
    (1u32..29, 1u32..13, year, weekday)
}

fn tags() -> impl Strategy<Value = (&'static str, &'static str)> {
    prop_oneof![
        Just(("fr", "en")),
        Just(("en", "fr")),
        Just(("fr", "fr")),
        Just(("en", "en"))
    ]
}

/// What stands before and behind the value, in each language.
fn framed(tag: &str, value: &str) -> String {
    match tag {
        "fr" => format!("Tout cela vaut le {value} %, dit la mairie."),
        _ => format!("All of that amounts to {value}%, says the council."),
    }
}

/// The value in a frame, taken out again.
fn unframed<'a>(tag: &str, text: &'a str) -> Option<&'a str> {
    match tag {
        "fr" => text
            .strip_prefix("Tout cela vaut le ")?
            .strip_suffix(" %, dit la mairie."),
        _ => text
            .strip_prefix("All of that amounts to ")?
            .strip_suffix("%, says the council."),
    }
}

fn carried(tags: (&str, &str), asked: &str, had: &str, own: &str) -> Option<String> {
    let (from, to) = (Lang::parse(tags.0).ok()?, Lang::parse(tags.1).ok()?);
    let (query, source) = (framed(tags.0, asked), framed(tags.0, had));
    let made = adapt(&query, &source, &framed(tags.1, own), &from, &to)?;
    assert!(made.replaced.iter().all(|range| made.text.get(range.clone()).is_some()));
    // Otherwise the texts differ in more than a value, and the score says so.
    if made.source != query {
        return None;
    }
    unframed(tags.1, &made.text).map(str::to_owned)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn numbers_keep_every_digit(
        (asked, had) in (figure(), figure()),
        tags in tags(),
        styles in (0usize..5, 0usize..5, 0usize..5),
    ) {
        let query = write_figure(&asked, tags.0, styles.0);
        let made = carried(tags, &query, &write_figure(&had, tags.0, styles.1), &write_figure(&had, tags.1, styles.2));
        if let Some(made) = made {
            let expected = (asked.whole.to_string(), asked.decimals.clone());
            prop_assert_eq!(read_figure(&made, tags.1), expected, "{} became {}", query, made);
        }
    }

    #[test]
    fn plain_numbers_are_carried(asked in 2u32..900, had in 2u32..900, tags in tags()) {
        prop_assume!(asked != had);
        let made = carried(tags, &asked.to_string(), &had.to_string(), &had.to_string());
        prop_assert_eq!(made, Some(asked.to_string()));
    }

    #[test]
    fn identifiers_are_copied_or_left(
        asked in "[0-9]{1,4}([ .:/-][0-9]{1,4}){0,5}",
        had in "[0-9]{1,4}([ .:/-][0-9]{1,4}){0,5}",
        tags in prop_oneof![Just(("fr", "en")), Just(("en", "fr"))],
    ) {
        // Source and target write the same; whatever comes out has the digits of the query in their order, unless it
        // is a time or a date, which may be padded.
        if let Some(made) = carried(tags, &asked, &had, &had) {
            let digits = |text: &str| text.chars().filter(char::is_ascii_digit).collect::<String>();
            let padded = placeables(&asked, &Lang::parse(tags.0).unwrap())
                .iter()
                .any(|p| matches!(p.value, Value::Time(..) | Value::Date(_)));
            prop_assert!(padded || digits(&made) == digits(&asked), "{} {} {}", asked, had, made);
        }
    }

    #[test]
    fn dates_keep_every_part((asked, had) in (parts(), parts()), tags in tags(), style in 0usize..2) {
        let (query, source) = (write_date(asked, tags.0, style), write_date(had, tags.0, style));
        let own = write_date(had, tags.1, style);
        if let Some(made) = carried(tags, &query, &source, &own) {
            prop_assert_eq!(made, write_date(asked, tags.1, style), "{} {}", query, own);
        }
    }

    #[test]
    fn scales_keep_the_amount(
        asked in (2u32..900, 0usize..3),
        had in (2u32..900, 0usize..3),
        tags in prop_oneof![Just(("fr", "en")), Just(("en", "fr"))],
    ) {
        let words = |tag: &str, i: usize| if tag == "fr" {
            ["millions", "milliards", "billions"][i]
        } else {
            ["million", "billion", "trillion"][i]
        };
        let of = |tag: &str, (number, scale): (u32, usize)| format!("{number} {}", words(tag, scale));
        prop_assume!(asked != had);
        let made = carried(tags, &of(tags.0, asked), &of(tags.0, had), &of(tags.1, had));
        prop_assert_eq!(made, Some(of(tags.1, asked)));
    }

    #[test]
    fn nothing_panics(query in ".{0,40}", source in ".{0,40}", target in ".{0,40}", tags in tags()) {
        let (from, to) = (Lang::parse(tags.0).unwrap(), Lang::parse(tags.1).unwrap());
        let _ = adapt(&query, &source, &target, &from, &to);
    }

    #[test]
    fn nothing_panics_on_figures(
        query in "[0-9a-zIVX€$%+−. ,:/’'h-]{0,30}",
        source in "[0-9a-zIVX€$%+−. ,:/’'h-]{0,30}",
        target in "[0-9a-zIVX€$%+−. ,:/’'h-]{0,30}",
        tags in tags(),
    ) {
        let (from, to) = (Lang::parse(tags.0).unwrap(), Lang::parse(tags.1).unwrap());
        let _ = adapt(&query, &source, &target, &from, &to);
    }
}
