//! Two texts and what is known of the unit → the score, its penalties and the order: the one definition of each.
//!
//! `docs/SCORE.md` says the same for users, with examples worked by hand.
//!
//! - **Word similarity** is `100 x (1 - d / max(m, n))`: `m` and `n` are the numbers of [tokens] of the
//!   two texts, `d` their Levenshtein distance over tokens.
//! - **Score** is the word similarity, or 100, 101, 102 for an identical text with none, one or both of its neighbours the
//!   same, minus the [`Penalty`] points. It is what is shown and compared with the least score asked for.
//! - **Character similarity** is the same formula over the characters of the tokens joined by single spaces.
//! - **Order** is by the mean of score and character similarity, then by score; of equals confirmed units come first, then
//!   those that were changed last, then those with the higher number. The mean predicts the editing of the target better than either (measured by `cargo bench --bench matching -- effort`).

use std::borrow::Cow;
use std::cmp::Ordering;
use std::fmt;
use std::sync::OnceLock;

use crate::memory::{REVIEW_BELOW, Status};
use crate::text::lang::Lang;
use crate::text::levenshtein::{Characters, Numbered};
use crate::text::tokens;

/// The points taken off a match whose words agree but not their letter case.
pub const CASE: f64 = 1.0;
/// The points for another style of quotation marks or apostrophes, the words being the same.
pub const QUOTATION_MARKS: f64 = 1.0;
/// The points for other white space, everything else being the same.
pub const SPACES: f64 = 1.0;
/// The points for each tag or placeholder that only one of the texts has, inline or typed, see [`MOST_TAGS`].
pub const TAG: f64 = 1.0;
/// The most points that tags take off together.
pub const MOST_TAGS: f64 = 5.0;
/// The points for a text of another region than was asked for, such as `en-US` for `en-GB`.
pub const REGION: f64 = 1.0;
/// The points for a unit that waits to be reviewed.
pub const UNCONFIRMED: f64 = 3.0;
/// The alignment confidence under which a unit that waits to be reviewed loses one more point for each started tenth.
pub const CONFIDENT: f64 = REVIEW_BELOW;
/// The best score of a match that is identical once its numbers are adapted.
pub const ADAPTED_CAP: f64 = 99.0;
/// The best score there is: identical, between the same two neighbours.
pub const BEST: f64 = 102.0;

/// Why points were taken off.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Reason {
    /// The words agree, their letter case does not.
    Case,
    /// Quotation marks or apostrophes of another style.
    QuotationMarks,
    /// Other white space or characters without width.
    Spaces,
    /// Tags or placeholders that only one of the texts has.
    Tags,
    /// The source or the translation is of another region than was asked for.
    Region,
    /// The unit waits to be reviewed.
    Unconfirmed,
    /// The aligner was not sure of the pair, and nobody confirmed it.
    LowConfidence,
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Reason::Case => "case",
            Reason::QuotationMarks => "quotation marks",
            Reason::Spaces => "spaces",
            Reason::Tags => "tags",
            Reason::Region => "region",
            Reason::Unconfirmed => "unconfirmed",
            Reason::LowConfidence => "low confidence",
        })
    }
}

/// Points taken off a score, with the reason; shown as `3 unconfirmed`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Penalty {
    /// How many points, above 0.
    pub points: f64,
    /// Why.
    pub reason: Reason,
}

impl fmt::Display for Penalty {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.points, self.reason)
    }
}

/// The similarity from 0 to 100 of sequences whose longer one has `longest` symbols, at Levenshtein distance `distance`.
///
/// Two empty sequences have similarity 0: nothing is no match for nothing.
#[must_use]
pub fn similarity(distance: usize, longest: usize) -> f64 {
    if longest == 0 {
        return 0.0;
    }
    // Lengths of texts are far below 2^52, so the conversions are exact.
    #[allow(clippy::cast_precision_loss)]
    let (kept, longest) = ((longest - distance.min(longest)) as f64, longest as f64);
    100.0 * kept / longest
}

/// The largest distance at which sequences of at most `longest` symbols are at least `least` similar, by
/// [`similarity`] itself, so that the index and the scan agree to the last bit; `None` when no distance is small enough.
#[must_use]
pub fn most_edits(longest: usize, least: f64) -> Option<usize> {
    // Truncation is wanted: the two loops settle the last unit.
    #[allow(
        clippy::cast_precision_loss,
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss
    )]
    let mut edits = ((1.0 - (least / 100.0).clamp(0.0, 1.0)) * longest as f64) as usize;
    while edits < longest && similarity(edits + 1, longest) >= least {
        edits += 1;
    }
    loop {
        if similarity(edits, longest) >= least {
            return Some(edits);
        }
        edits = edits.checked_sub(1)?;
    }
}

/// A score as it is shown: to the nearest tenth, but 100 only when nothing differs.
#[must_use]
pub fn shown(score: f64) -> f64 {
    let tenth = (score * 10.0).round() / 10.0;
    if score < 100.0 && tenth >= 100.0 { 99.9 } else { tenth }
}

/// How a text compares with the query, before anything is known of its unit.
#[derive(Clone, Debug, PartialEq)]
pub struct Comparison {
    /// Word similarity, 0 to 100.
    pub words: f64,
    /// Character similarity, 0 to 100.
    pub characters: f64,
    /// Whether the texts are identical.
    pub identical: bool,
    /// What differs although every token agrees: case, quotation marks, spaces.
    pub style: Vec<Penalty>,
    /// How many of the tags and placeholders typed into the texts differ: those of the text that has more which the
    /// other lacks; 1 where all else agrees but their places.
    pub typed_tags: usize,
}

/// A query prepared to be compared with many texts.
#[derive(Clone, Debug)]
pub struct Scorer {
    text: String,
    length: usize,
    /// Prepared when they are first asked for: the index compares words in its own way.
    words: OnceLock<Numbered<String>>,
    characters: OnceLock<Characters>,
}

impl Scorer {
    /// Prepares the query.
    #[must_use]
    pub fn new(query: &str) -> Scorer {
        let mut length = 0;
        tokens::for_each(query, |_, _| length += 1);
        Scorer {
            text: query.to_owned(),
            length,
            words: OnceLock::new(),
            characters: OnceLock::new(),
        }
    }

    fn prepared_words(&self) -> &Numbered<String> {
        let tokens = || tokens::tokenize(&self.text).into_iter().map(|token| token.text);
        self.words.get_or_init(|| Numbered::new(tokens()))
    }

    fn prepared_characters(&self) -> &Characters {
        let canonical = || tokens::canonical(&self.text);
        self.characters.get_or_init(|| Characters::new(&canonical()))
    }

    /// The number of tokens in the query.
    #[must_use]
    pub fn len(&self) -> usize {
        self.length
    }

    /// Whether the query has no token at all: nothing matches it.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.length == 0
    }

    /// The word similarity with another text, 0 to 100.
    #[must_use]
    pub fn words(&self, other: &str) -> f64 {
        self.words_of(tokens::tokenize(other).into_iter().map(|t| t.text).collect())
    }

    /// The word similarity with another text given as its tokens, 0 to 100.
    #[must_use]
    pub fn words_of(&self, tokens: Vec<String>) -> f64 {
        let longest = tokens.len().max(self.length);
        similarity(self.prepared_words().distance(tokens), longest)
    }

    /// The character similarity with a text given as its [canonical form](tokens::canonical), 0 to 100.
    #[must_use]
    pub fn characters(&self, canonical: &str) -> f64 {
        let characters = self.prepared_characters();
        let (distance, length) = characters.distance(canonical);
        similarity(distance, length.max(characters.count()))
    }

    /// Everything the score needs of the two texts.
    #[must_use]
    pub fn compare(&self, other: &str) -> Comparison {
        let words = self.words(other);
        let identical = self.text == other && words > 0.0;
        let all_agree = words >= 100.0;
        Comparison {
            words,
            characters: if all_agree {
                100.0
            } else {
                self.characters(&tokens::canonical(other))
            },
            identical,
            style: if all_agree && !identical {
                style(&without_tags(&self.text), &without_tags(other))
            } else {
                Vec::new()
            },
            typed_tags: if identical {
                0
            } else {
                typed_tags(&self.text, other, all_agree)
            },
        }
    }
}

/// The number of typed tags that differ; see [`Comparison::typed_tags`].
fn typed_tags(a: &str, b: &str, all_agree: bool) -> usize {
    let (left, right) = (tokens::typed_tags(a), tokens::typed_tags(b));
    if left.is_empty() && right.is_empty() {
        return 0;
    }
    let mut lacking: Vec<&str> = right.iter().map(|range| &b[range.clone()]).collect();
    let mut extra = 0;
    for range in &left {
        match lacking.iter().position(|tag| *tag == &a[range.clone()]) {
            Some(at) => drop(lacking.swap_remove(at)),
            None => extra += 1,
        }
    }
    let differing = extra.max(lacking.len());
    let texts = |text: &str| -> Vec<String> {
        let tokens = tokens::tokenize_with_tags(text).into_iter();
        tokens.map(|token| token.text).collect()
    };
    if differing == 0 && all_agree && texts(a) != texts(b) {
        return 1;
    }
    differing
}

/// The text with its typed tags left out, and the spaces beside them if there is one on either side.
fn without_tags(text: &str) -> Cow<'_, str> {
    let tags = tokens::typed_tags(text);
    if tags.is_empty() {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    for tag in tags {
        out.push_str(&text[at..tag.start]);
        at = tag.end;
        if (out.is_empty() || out.ends_with(' ')) && text[at..].starts_with(' ') {
            at += 1;
        }
    }
    out.push_str(&text[at..]);
    Cow::Owned(out.trim().to_owned())
}

/// What differs between two texts all of whose tokens agree.
fn style(a: &str, b: &str) -> Vec<Penalty> {
    use unicode_normalization::UnicodeNormalization;
    let letters = |text: &str| -> Vec<char> {
        let kept = text
            .nfc()
            .filter(|&c| !c.is_whitespace() && !c.is_control() && !tokens::is_ignored(c));
        kept.collect()
    };
    let (left, right) = (letters(a), letters(b));
    let quotes = |text: &[char]| -> Vec<char> {
        text.iter()
            .copied()
            .filter(|&c| matches!(tokens::fold_quote(c), '\'' | '"'))
            .collect()
    };
    let others = |text: &[char]| -> Vec<char> {
        text.iter()
            .copied()
            .filter(|&c| !matches!(tokens::fold_quote(c), '\'' | '"'))
            .collect()
    };
    let mut penalties = Vec::new();
    let mut add = |points, reason| penalties.push(Penalty { points, reason });
    if others(&left) != others(&right) {
        add(CASE, Reason::Case);
    }
    if quotes(&left) != quotes(&right) {
        add(QUOTATION_MARKS, Reason::QuotationMarks);
    }
    let spaces = |text: &str| -> String {
        let lower = text.nfc().flat_map(char::to_lowercase);
        lower.map(tokens::fold_quote).collect()
    };
    if spaces(a) != spaces(b) {
        add(SPACES, Reason::Spaces);
    }
    penalties
}

/// The score before penalties: 100 plus the number of neighbours that are the same for an identical text, else the word
/// similarity.
#[must_use]
pub fn base(comparison: &Comparison, same_neighbours: u8) -> f64 {
    if comparison.identical {
        100.0 + f64::from(same_neighbours.min(2))
    } else {
        comparison.words
    }
}

/// The score of an adapted match before penalties, at most [`ADAPTED_CAP`]: the word similarity with all values put in. Where names were
/// put in that nothing proves, each counts as half: the mean with the word similarity without them.
#[must_use]
pub fn adapted(words: f64, without_unproven: Option<f64>) -> f64 {
    let words = words.min(ADAPTED_CAP);
    without_unproven.map_or(words, |without| f64::midpoint(words, without.min(ADAPTED_CAP)))
}

/// The penalties for a unit that waits to be reviewed: [`UNCONFIRMED`], and for the aligner's doubt in it a point for
/// each started tenth of its confidence under [`CONFIDENT`].
#[must_use]
pub fn trust(status: Status, confidence: Option<f64>) -> Vec<Penalty> {
    if status != Status::ToReview {
        return Vec::new();
    }
    let mut penalties = vec![Penalty {
        points: UNCONFIRMED,
        reason: Reason::Unconfirmed,
    }];
    // Rounded first, so that 0.65 is one tenth under 0.75 and not a hair more.
    let doubt = ((CONFIDENT - confidence.unwrap_or(CONFIDENT)) * 10.0 * 1e6).round() / 1e6;
    if doubt > 0.0 {
        penalties.push(Penalty {
            points: doubt.ceil(),
            reason: Reason::LowConfidence,
        });
    }
    penalties
}

/// The penalty for tags: [`TAG`] for each inline element of the unit's source, of which a query of plain text has none, and
/// for each [typed](Comparison::typed_tags) one that differs; at most [`MOST_TAGS`]. `markup` is the content of the source's TMX
/// `seg` where that has elements.
#[must_use]
pub fn tags(markup: Option<&str>, typed: usize) -> Option<Penalty> {
    // Each element has one start tag; end tags, comments and the like do not count.
    let starts = |pair: &[u8]| pair[0] == b'<' && (pair[1].is_ascii_alphabetic() || pair[1] == b'_');
    let elements = markup.map_or(0, |markup| {
        let pairs = markup.as_bytes().windows(2);
        pairs.filter(|pair| starts(pair)).take(5).count()
    });
    let points = (TAG * f64::from(u8::try_from(elements + typed.min(5)).unwrap_or(u8::MAX))).min(MOST_TAGS);
    (points > 0.0).then_some(Penalty {
        points,
        reason: Reason::Tags,
    })
}

/// The penalty for a pair of texts, each given as the language asked for and its own, one of which is of another region.
#[must_use]
pub fn region(languages: [(&Lang, &Lang); 2]) -> Option<Penalty> {
    let other = languages.into_iter().any(|(asked, own)| asked.other_region(own));
    other.then_some(Penalty {
        points: REGION,
        reason: Reason::Region,
    })
}

/// The score once the penalties are taken off; never under 0.
#[must_use]
pub fn penalised(base: f64, penalties: &[Penalty]) -> f64 {
    (base - penalties.iter().map(|p| p.points).sum::<f64>()).max(0.0)
}

/// What matches are ordered by, besides the unit's age.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Rank {
    /// The score, with penalties.
    pub score: f64,
    /// The character similarity.
    pub characters: f64,
}

impl Rank {
    /// The mean of score and character similarity.
    #[must_use]
    pub fn mean(&self) -> f64 {
        f64::midpoint(self.score, self.characters)
    }

    /// The better one first: by mean, then by score.
    #[must_use]
    pub fn better_first(&self, other: &Rank) -> Ordering {
        other
            .mean()
            .total_cmp(&self.mean())
            .then(other.score.total_cmp(&self.score))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn compare(a: &str, b: &str) -> Comparison {
        Scorer::new(a).compare(b)
    }

    fn reasons(a: &str, b: &str) -> Vec<Reason> {
        compare(a, b).style.iter().map(|p| p.reason).collect()
    }

    #[test]
    fn the_examples_of_the_documentation() {
        // Eight tokens each, one replaced.
        let near = compare(
            "Le marché rouvre lundi à neuf heures.",
            "Le marché rouvre mardi à neuf heures.",
        );
        assert_eq!(near.words, 87.5);
        // `le marché rouvre lundi à neuf heures .` has 38 characters, three of which differ.
        assert!((near.characters - 100.0 * 35.0 / 38.0).abs() < 1e-9);
        assert!(!near.identical && near.style.is_empty());
        assert_eq!(shown(99.97), 99.9);
        assert_eq!(shown(66.666_6), 66.7);
    }

    #[test]
    fn style_is_a_penalty_only_when_every_token_agrees() {
        assert!(compare("Bonjour !", "Bonjour !").identical);
        assert_eq!(reasons("Bonjour !", "bonjour !"), [Reason::Case]);
        assert_eq!(reasons("L’été", "L'été"), [Reason::QuotationMarks]);
        assert_eq!(reasons("Quoi ?", "Quoi\u{a0}?"), [Reason::Spaces]);
        assert_eq!(
            reasons("« L’été »", "\"l'ÉTÉ\""),
            [Reason::Case, Reason::QuotationMarks, Reason::Spaces]
        );
        assert!(reasons("Bonjour à tous", "bonjour à toutes").is_empty());
    }

    #[test]
    fn nothing_matches_nothing() {
        assert_eq!(compare("", "").words, 0.0);
        assert_eq!(compare("", "mot").words, 0.0);
        assert!(!compare(" ", " ").identical);
    }

    #[test]
    fn the_largest_distance_agrees_with_the_similarity() {
        for longest in 0..400 {
            for least in [1.0, 33.3, 50.0, 60.0, 66.666_666_666_666_67, 70.0, 85.0, 99.0, 100.0] {
                let most = most_edits(longest, least);
                for distance in 0..=longest {
                    let enough = similarity(distance, longest) >= least;
                    assert_eq!(
                        enough,
                        most.is_some_and(|m| distance <= m),
                        "{longest} {least} {distance}"
                    );
                }
            }
        }
    }

    #[test]
    fn doubt_costs_a_point_for_each_started_tenth() {
        let points = |confidence| {
            let penalties = trust(Status::ToReview, Some(confidence));
            penalties.iter().map(|p| p.points).collect::<Vec<_>>()
        };
        assert_eq!(points(0.75), [3.0]);
        assert_eq!(points(0.74), [3.0, 1.0]);
        assert_eq!(points(0.65), [3.0, 1.0]);
        assert_eq!(points(0.0), [3.0, 8.0]);
        assert!(trust(Status::Aligned, Some(0.2)).is_empty());
        let unconfirmed = Penalty {
            points: 3.0,
            reason: Reason::Unconfirmed,
        };
        assert_eq!(penalised(100.0, &[unconfirmed]), 97.0);
        assert_eq!(unconfirmed.to_string(), "3 unconfirmed");
    }

    #[test]
    fn inline_elements_cost_a_point_each_up_to_five() {
        let points = |markup| tags(markup, 0).map_or(0.0, |p| p.points);
        assert_eq!(points(None), 0.0);
        assert_eq!(points(Some("<bpt i=\"1\">{b}</bpt>mot<ept i=\"1\">{/b}</ept>")), 2.0);
        assert_eq!(points(Some(&"<ph/>".repeat(9))), 5.0);
    }

    #[test]
    fn typed_tags_have_no_weight_and_cost_a_point_where_they_differ() {
        let of = |a, b| {
            let found = compare(a, b);
            let style: Vec<Reason> = found.style.iter().map(|p| p.reason).collect();
            (found.words, found.typed_tags, style)
        };
        assert_eq!(of("Enregistrer", "<b>Enregistrer</b>"), (100.0, 2, vec![]));
        assert_eq!(of("<b>Supprimer</b>", "<b>Enregistrer</b>"), (0.0, 0, vec![]));
        assert_eq!(of("Bonjour {0} !", "Bonjour {name} !"), (100.0, 1, vec![]));
        assert_eq!(of("<b>Un</b> mot", "Un <b>mot</b>"), (100.0, 1, vec![]));
        assert_eq!(of("Un <br/> mot", "Un mot"), (100.0, 1, vec![]));
        assert_eq!(of("<b>un</b> mot", "<i>Un</i> mot"), (100.0, 2, vec![Reason::Case]));
        assert_eq!(of("<p>Le pont rouge</p>", "Le pont bleu").1, 2);
        assert_eq!(of("{0}", "{0}"), (100.0, 0, vec![]));
        let capped = tags(Some("<ph/><ph/><ph/>"), 7);
        assert_eq!(capped.map(|p| p.points), Some(5.0));
        assert_eq!(tags(None, 2).map(|p| p.points), Some(2.0));
    }

    #[test]
    fn order_is_by_the_mean_then_by_the_score() {
        let rank = |score, characters| Rank { score, characters };
        assert_eq!(rank(80.0, 90.0).better_first(&rank(82.0, 80.0)), Ordering::Less);
        assert_eq!(rank(80.0, 90.0).better_first(&rank(90.0, 80.0)), Ordering::Greater);
    }
}
