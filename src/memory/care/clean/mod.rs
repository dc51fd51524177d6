//! A memory → units that look wrong, by named checks; nothing is touched until the caller has them deleted.

pub(crate) mod fault;
mod near_duplicates;
mod numbers;
pub(crate) mod pair;

use self::fault::CleanFault;
use self::near_duplicates::{Duplicates, Said};
use crate::parallel::in_order;
use crate::text::function_words::telling_words_in;
use crate::text::languages::KNOWN;

use crate::article::guess_lang;
use crate::memory::model::identity::normalise;
use crate::memory::model::unit::{Status, Unit, UnitId, Variant};
use crate::memory::store::changes::ChangeMark;
use crate::memory::store::filter::UnitFilter;
use crate::memory::{Memory, MemoryError};
use crate::text::lang::Lang;

/// What a unit is looked at for. Both sides are the two languages asked for, or the unit's first two variants.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum CleanCheck {
    /// A side is missing or has no text.
    Empty,
    /// Both sides have the same text, with at least one letter in it.
    Identical,
    /// A number, date or time written in digits on one side is not on the other, in whatever notation or in words.
    Numbers,
    /// A side of at least 60 letters is, with a probability of at least 0.9, in another language than it should be.
    Language,
    /// One side is more than 2.5 times as long as the other, measured against what is usual in the memory; 10
    /// characters are added to each first, so that short texts may differ more.
    Length,
    /// Inline elements, or tags and placeholders in the text (`<b>`, `{0}`, `%s`), are not the same on both sides, or a
    /// `bpt` has no `ept`.
    Tags,
    /// Another unit says the same on both sides: they differ in spaces, quotation marks and apostrophes, commas between words,
    /// the final full stop, or letter case (but for units such as `mW` and `MW`) alone. The better one is kept: confirmed, then more often used, then newer, then older in the memory.
    NearDuplicates,
}

impl CleanCheck {
    /// All checks, in the order in which they are made.
    pub const ALL: [CleanCheck; 7] = [
        CleanCheck::Empty,
        CleanCheck::Identical,
        CleanCheck::Numbers,
        CleanCheck::Language,
        CleanCheck::Length,
        CleanCheck::Tags,
        CleanCheck::NearDuplicates,
    ];

    /// The name used on the command line and in output, such as `near-duplicates`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            CleanCheck::Empty => "empty",
            CleanCheck::Identical => "identical",
            CleanCheck::Numbers => "numbers",
            CleanCheck::Language => "language",
            CleanCheck::Length => "length",
            CleanCheck::Tags => "tags",
            CleanCheck::NearDuplicates => "near-duplicates",
        }
    }

    /// The inverse of [`CleanCheck::as_str`].
    #[must_use]
    pub fn parse(name: &str) -> Option<CleanCheck> {
        CleanCheck::ALL.into_iter().find(|c| c.as_str() == name)
    }
}

/// A unit that looks wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CleanFinding {
    /// Which check found it.
    pub check: CleanCheck,
    /// The unit's number in the memory.
    pub unit: UnitId,
    /// What is wrong with it, for people.
    pub detail: String,
    /// As of when.
    mark: ChangeMark,
}

/// The least letters of a side whose language is guessed, and the least probability of a guess that counts.
const LANGUAGE_LETTERS: usize = 60;
const LANGUAGE_SURE: f64 = 0.9;

/// What is added to each length in characters, and the greatest ratio that passes.
const LENGTH_ADDED: f64 = 10.0;
const LENGTH_RATIO: f64 = 2.5;

/// How many units the usual ratio of lengths is taken from.
const RATIO_SAMPLE: usize = 10_000;

impl Memory {
    /// Looks at every unit and lists what the checks find, by unit number and then in the order of the checks; a unit may
    /// be listed more than once. Confirmed units are only looked at for empty sides, since a person found them right;
    /// rejected ones not at all. `progress` is told how many units have been looked at, now and then.
    ///
    /// # Errors
    /// When the memory cannot be read.
    pub fn clean(
        &self,
        from: &Lang,
        to: &Lang,
        checks: &[CleanCheck],
        mut progress: impl FnMut(u64),
    ) -> Result<Vec<CleanFinding>, MemoryError> {
        let _now = self.read_snapshot()?;
        let mark = self.change_mark()?;
        let mut findings = Vec::new();
        let mut duplicates = Duplicates::default();
        let usual_ratio = if checks.contains(&CleanCheck::Length) {
            self.usual_ratio(from, to)?
        } else {
            1.0
        };
        let mut units = self.units(&UnitFilter::default())?;
        let mut seen = 0;
        in_order(
            || Ok(Some(units.next_page()?).filter(|page| !page.is_empty())),
            |page| {
                let read = page.len() as u64;
                let looked_at = page
                    .iter()
                    .filter(|unit| unit.status != Status::Rejected)
                    .map(|unit| look_at(unit, from, to, checks, usual_ratio));
                (read, looked_at.collect::<Vec<_>>())
            },
            |(read, looked_at)| {
                for Look { unit, found, said } in looked_at {
                    let alone = found.into_iter().map(|(check, fault)| (check, unit, fault.to_string()));
                    let worse = said.and_then(|said| duplicates.look(said));
                    let worse = worse.map(|(unit, detail)| (CleanCheck::NearDuplicates, unit, detail));
                    findings.extend(alone.chain(worse).map(|(check, unit, detail)| CleanFinding {
                        check,
                        unit,
                        detail,
                        mark,
                    }));
                }
                seen += read;
                if seen.is_multiple_of(1_000) {
                    progress(seen);
                }
                Ok::<_, MemoryError>(())
            },
        )?;
        // A near duplicate may be found late to be the worse one.
        findings.sort_by_key(|f| (f.unit, f.check));
        Ok(findings)
    }

    /// Deletes what [`Memory::clean`] found, as one operation of the history, and tells how many units that were.
    ///
    /// # Errors
    /// [`MemoryError::ChangedMeanwhile`] if units were changed since they were looked at; else as [`Memory::delete_units`].
    pub fn clean_away(&mut self, findings: &[CleanFinding]) -> Result<u64, MemoryError> {
        let mut units: Vec<UnitId> = findings.iter().map(|f| f.unit).collect();
        units.sort_unstable();
        units.dedup();
        let mark = findings.first().map(|finding| finding.mark);
        self.delete_units_as("clean", &units, mark)?;
        Ok(units.len() as u64)
    }

    /// The median of target length by source length, in characters, over the first units.
    fn usual_ratio(&self, from: &Lang, to: &Lang) -> Result<f64, MemoryError> {
        let mut ratios = Vec::new();
        for unit in self.units(&UnitFilter::default())?.take(RATIO_SAMPLE) {
            if let Some((source, target)) = sides(&unit?, from, to)
                && empty_side(Some((source, target))).is_none()
            {
                ratios.push(ratio(source, target));
            }
        }
        ratios.sort_unstable_by(f64::total_cmp);
        Ok(ratios.get(ratios.len() / 2).copied().unwrap_or(1.0))
    }
}

/// What is to be said of a unit alone, and what it says, to be compared with others.
struct Look {
    unit: UnitId,
    found: Vec<(CleanCheck, CleanFault)>,
    said: Option<Said>,
}

fn look_at(unit: &Unit, from: &Lang, to: &Lang, checks: &[CleanCheck], usual_ratio: f64) -> Look {
    let mut look = Look {
        unit: unit.id,
        found: Vec::new(),
        said: None,
    };
    let sides = sides(unit, from, to);
    for check in CleanCheck::ALL.into_iter().filter(|c| checks.contains(c)) {
        let found = match (check, sides) {
            (CleanCheck::Empty, sides) => empty_side(sides),
            (_, None) => None,
            (CleanCheck::NearDuplicates, Some(sides)) => {
                look.said = Said::by(unit, sides);
                None
            }
            _ if unit.status == Status::Confirmed => None,
            (CleanCheck::Identical, Some((s, t))) => identical(s, t),
            (CleanCheck::Numbers, Some((s, t))) => numbers(s, t),
            (CleanCheck::Language, Some((s, t))) => language(s).or_else(|| language(t)),
            (CleanCheck::Length, Some((s, t))) => length(s, t, usual_ratio),
            (CleanCheck::Tags, Some((s, t))) => tags(s, t),
        };
        look.found.extend(found.map(|fault| (check, fault)));
    }
    look
}

fn sides<'u>(unit: &'u Unit, from: &Lang, to: &Lang) -> Option<(&'u Variant, &'u Variant)> {
    match (unit.pair(from, to), unit.variants.as_slice()) {
        (Some(pair), _) => Some(pair),
        (None, [source, target, ..]) => Some((source, target)),
        (None, _) => None,
    }
}

fn empty_side(sides: Option<(&Variant, &Variant)>) -> Option<CleanFault> {
    let empty = |variant: &Variant| CleanFault::EmptyText {
        lang: variant.lang.clone(),
    };
    match sides {
        None => Some(CleanFault::OneLanguage),
        Some((source, _)) if source.is_empty() => Some(empty(source)),
        Some((_, target)) if target.is_empty() => Some(empty(target)),
        Some(_) => None,
    }
}

fn identical(source: &Variant, target: &Variant) -> Option<CleanFault> {
    let text = normalise(&source.text);
    (text == normalise(&target.text) && text.contains(char::is_alphabetic)).then(|| CleanFault::SameText {
        langs: [source.lang.clone(), target.lang.clone()],
    })
}

fn numbers(source: &Variant, target: &Variant) -> Option<CleanFault> {
    numbers::missing(source, target).map(|(number, side)| CleanFault::MissingNumber {
        number: number.to_owned(),
        lang: side.lang.clone(),
    })
}

fn language(variant: &Variant) -> Option<CleanFault> {
    let letters = || variant.text.chars().filter(|c| c.is_alphabetic()).count();
    // Guessing takes fifty times as long as looking for the words that most sentences have.
    if variant.text.len() < LANGUAGE_LETTERS || letters() < LANGUAGE_LETTERS || has_words_of(variant) {
        return None;
    }
    let (guess, sure) = guess_lang(&variant.text)?;
    (sure >= LANGUAGE_SURE && !guess.accepts(&variant.lang)).then(|| CleanFault::OtherLanguage {
        lang: variant.lang.clone(),
        seems: guess,
    })
}

/// Whether a text in French or English has at least two frequent words of its language that other languages do not have,
/// and more than twice as many as it has of the other of the two.
fn has_words_of(variant: &Variant) -> bool {
    let Some(own) = KNOWN.iter().position(|known| variant.lang.is(known.tag)) else {
        return false;
    };
    let counts = telling_words_in(&variant.text);
    let others = counts.iter().enumerate().filter(|(at, _)| *at != own);
    let other = others.map(|(_, count)| *count).max().unwrap_or(0);
    counts[own] >= 2 && counts[own] > 2 * other
}

fn ratio(source: &Variant, target: &Variant) -> f64 {
    let length = |v: &Variant| v.text.chars().count() as f64 + LENGTH_ADDED;
    length(target) / length(source)
}

fn length(source: &Variant, target: &Variant, usual: f64) -> Option<CleanFault> {
    let times = ratio(source, target) / usual;
    let (longer, times) = if times >= 1.0 {
        (target, times)
    } else {
        (source, 1.0 / times)
    };
    (times > LENGTH_RATIO).then(|| CleanFault::Length {
        lang: longer.lang.clone(),
        times,
    })
}

fn tags(source: &Variant, target: &Variant) -> Option<CleanFault> {
    for variant in [source, target] {
        let (begun, ended) = halves(&variant.seg());
        if begun != ended {
            return Some(CleanFault::TagUnpaired {
                lang: variant.lang.clone(),
            });
        }
    }
    let (s, t) = (all_tags(source), all_tags(target));
    let differing = s.iter().find(|tag| count(&s, tag) != count(&t, tag));
    differing
        .or_else(|| t.iter().find(|tag| count(&s, tag) != count(&t, tag)))
        .map(|tag| CleanFault::TagCount {
            tag: tag.clone(),
            langs: [source.lang.clone(), target.lang.clone()],
            counts: [count(&s, tag), count(&t, tag)],
        })
}

fn count(list: &[String], item: &String) -> usize {
    list.iter().filter(|other| *other == item).count()
}

/// The sorted `i` attributes of `bpt` and of `ept` elements.
fn halves(seg: &tmx::Seg) -> (Vec<String>, Vec<String>) {
    let (mut begun, mut ended) = (Vec::new(), Vec::new());
    for node in seg.nodes() {
        if let tmx::Node::Element(element) = node {
            let number = element.attributes.get("i").unwrap_or_default().to_owned();
            match element.tag {
                tmx::Tag::Bpt => begun.push(number),
                tmx::Tag::Ept => ended.push(number),
                _ => {}
            }
        }
    }
    begun.sort_unstable();
    ended.sort_unstable();
    (begun, ended)
}

/// Inline elements by name, and what looks like a tag or a placeholder in the text.
fn all_tags(variant: &Variant) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    for node in variant.seg().nodes() {
        if let tmx::Node::Element(element) = node
            && element.tag.is_code()
        {
            out.push(element.tag.name().to_owned());
        }
    }
    let text = variant.text.as_str();
    for (at, c) in text.char_indices() {
        let rest = &text[at..];
        let found = match c {
            '<' => enclosed(rest, '>', |inside| {
                let name = inside.strip_prefix('/').unwrap_or(inside);
                name.starts_with(|c: char| c.is_ascii_alphabetic()) && !inside.contains('<')
            }),
            '{' => enclosed(rest, '}', |inside| {
                !inside.is_empty()
                    && inside
                        .chars()
                        .all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | '-'))
            }),
            '%' => placeholder(rest),
            _ => None,
        };
        out.extend(found.map(str::to_owned));
    }
    out
}

/// The stretch up to `end`, if what is between passes.
fn enclosed(text: &str, end: char, passes: impl Fn(&str) -> bool) -> Option<&str> {
    let close = text.find(end)?;
    passes(&text[1..close]).then(|| &text[..=close])
}

/// A placeholder of `printf`: `%s`, `%d`, `%1$s`.
fn placeholder(text: &str) -> Option<&str> {
    let digits = text[1..].bytes().take_while(u8::is_ascii_digit).count();
    let mut at = 1;
    if digits > 0 && text[1 + digits..].starts_with('$') {
        at = digits + 2;
    }
    let end = at + 1;
    let letter_alone = !text.get(end..)?.starts_with(|c: char| c.is_alphanumeric());
    (text[at..].starts_with(['s', 'd']) && letter_alone).then(|| &text[..end])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::memory::{ImportOptions, Incoming, Mode};

    fn lang(tag: &str) -> Lang {
        Lang::parse(tag).expect("a tag written in a test")
    }

    fn findings(pairs: &[(&str, &str)]) -> Vec<(i64, &'static str)> {
        let dir = tempfile::tempdir().unwrap();
        let mut memory = Memory::open(dir.path(), Mode::Create).unwrap();
        let incoming = |(fr, en): &(&str, &str)| {
            Incoming::new(vec![Variant::plain(lang("fr"), *fr), Variant::plain(lang("en"), *en)])
        };
        memory
            .import_units("t", 1, &ImportOptions::default(), pairs.iter().map(incoming))
            .unwrap();
        let found = memory
            .clean(&lang("fr"), &lang("en"), &CleanCheck::ALL, |_| {})
            .unwrap();
        assert_eq!(memory.info().unwrap().units, pairs.len() as u64, "nothing is touched");
        let before = memory.info().unwrap().units;
        let deleted = memory.clean_away(&found).unwrap();
        assert_eq!(memory.info().unwrap().units, before - deleted);
        assert!(
            memory
                .clean(&lang("fr"), &lang("en"), &CleanCheck::ALL, |_| {})
                .unwrap()
                .is_empty()
        );
        found.into_iter().map(|f| (f.unit.0, f.check.as_str())).collect()
    }

    #[test]
    fn each_check_finds_its_fault_and_leaves_sound_units_alone() {
        let found = findings(&[
            (
                "Le prix du pain a augmenté de 3,5 % en 2025.",
                "The price of bread rose by 3.5% in 2025.",
            ),
            ("La réunion est à 14h30.", "The meeting is at 2.30 pm."),
            ("Vide.", ""),
            ("Le maire", "Le maire"),
            ("12 %", "12 %"),
            ("Il reste 1 200 places.", "There are 1,300 seats left."),
            ("Deux enfants.", "2 children."),
            (
                "The committee met on Tuesday evening to discuss the new budget and the school.",
                "The committee met on Tuesday night to discuss the new budget and the schools.",
            ),
            (
                "Oui.",
                "Yes, of course, and I would like to add that this has always been so.",
            ),
            ("Cliquez sur <b>ici</b>.", "Click <b>here."),
            ("Bonjour {0} !", "Hello {0}!"),
            ("Bonjour, Anne !", "Hello, Anne!"),
            ("bonjour Anne !", "Hello Anne!"),
        ]);
        assert_eq!(
            found,
            [
                (3, "empty"),
                (4, "identical"),
                (6, "numbers"),
                (8, "language"),
                (9, "length"),
                (10, "tags"),
                (13, "near-duplicates")
            ]
        );
    }

    #[test]
    fn what_was_changed_meanwhile_is_looked_at_again() {
        let dir = tempfile::tempdir().unwrap();
        let mut memory = Memory::open(dir.path(), Mode::Create).unwrap();
        let unit =
            |fr: &str, en: &str| Incoming::new(vec![Variant::plain(lang("fr"), fr), Variant::plain(lang("en"), en)]);
        let units = [unit("Oui !", "Yes!"), unit("Oui\u{a0}!", "Yes!")];
        memory.import_units("t", 1, &ImportOptions::default(), units).unwrap();
        let clean = |memory: &Memory| {
            memory
                .clean(&lang("fr"), &lang("en"), &CleanCheck::ALL, |_| {})
                .unwrap()
        };
        let found = clean(&memory);
        assert_eq!(found.len(), 1);
        // Another process deletes the one that was to be kept.
        Memory::open(dir.path(), Mode::Write)
            .unwrap()
            .delete_units(&[UnitId(1)])
            .unwrap();
        assert!(matches!(
            memory.clean_away(&found),
            Err(MemoryError::ChangedMeanwhile(_))
        ));
        assert_eq!(memory.info().unwrap().units, 1);
        assert_eq!(clean(&memory), []);
    }

    #[test]
    fn near_duplicates_say_the_same() {
        let found = findings(&[
            ("Il a couru 3,5 km.", "He ran 3.5 km."),
            ("Il a couru 35 km.", "He ran 35 km."),
            ("Cours de C++", "C++ course"),
            ("Cours de C#", "C# course"),
            ("Prix : 10 €", "Price: €10"),
            ("Prix : 10 $", "Price: $10"),
            ("Oui !", "Yes!"),
            ("Oui ?", "Yes?"),
            ("Oui\u{a0}!", "Yes!"),
        ]);
        assert_eq!(found, [(9, "near-duplicates")]);
    }

    #[test]
    fn every_check_has_a_name() {
        for check in CleanCheck::ALL {
            assert_eq!(CleanCheck::parse(check.as_str()), Some(check));
        }
        assert_eq!(CleanCheck::parse("spelling"), None);
    }
}
