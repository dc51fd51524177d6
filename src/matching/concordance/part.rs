//! A sentence among those of a text, and the translation of the text → the part of the translation that belongs to it.
//!
//! The translation is cut into pieces at its sentence ends and at the marks and conjunctions between its clauses. Pieces go
//! to sentences in order, each sentence having at least one, so that as many words as possible stand beside what they
//! translate; the share of each word is that of [`Translator`]. Of equal ways the one wins that cuts at sentence ends, and
//! whose parts are as long as the sentences are. It is a dynamic programme over pieces and sentences.

use crate::text::languages::any_has;
use crate::text::sentence_end::ends_clause;
use std::ops::Range;

use super::translation::Translator;

/// The most pieces and sentences; beyond them nothing is marked.
const MOST_PIECES: usize = 120;
const MOST_SENTENCES: usize = 30;
/// What a cut is worth, in words that stand beside what they translate.
const AT_SENTENCE: f32 = 1.0;
const AT_MARK: f32 = 0.2;
/// What a part costs that is longer or shorter than its sentence by all of the translation, for each word of it.
const LENGTH: f32 = 0.5;

/// Where the part of `target` is that belongs to the sentences `asked` of those that `sentences` gives in `source`, in bytes;
/// `None` where the translation cannot be cut into as many pieces. `ends` are the sentences of the target.
pub(super) fn part(
    translator: &Translator,
    [source, target]: [&str; 2],
    sentences: &[Range<usize>],
    asked: &Range<usize>,
    ends: &[Range<usize>],
) -> Option<Range<usize>> {
    let pieces = pieces(target, ends);
    let (n, m) = (sentences.len(), pieces.len());
    if n == 0 || m < n || n > MOST_SENTENCES || m > MOST_PIECES {
        return None;
    }
    let words = translator.owned(source, sentences, target)?;
    // For each sentence the sums over the words of the pieces before each place.
    let sums: Vec<Vec<f32>> = (0..n)
        .map(|sentence| {
            let mut sum = 0.0;
            let of_piece = |piece: &Piece| -> f32 {
                let inside = words.iter().filter(|(range, _)| piece.range.contains(&range.start));
                inside.map(|(_, owned)| owned[sentence]).sum()
            };
            let after = pieces.iter().map(|piece| {
                sum += of_piece(piece);
                sum
            });
            std::iter::once(0.0).chain(after).collect()
        })
        .collect();
    let length = |range: &Range<usize>| range.len() as f32;
    let all: f32 = sentences.iter().map(length).sum();
    let value = |sentence: usize, from: usize, to: usize| -> f32 {
        let expected = length(&sentences[sentence]) / all.max(1.0);
        let had = (pieces[to - 1].range.end - pieces[from].range.start) as f32 / (target.len() as f32).max(1.0);
        let cut = if to == m { 0.0 } else { pieces[to - 1].worth };
        sums[sentence][to] - sums[sentence][from] + cut - LENGTH * words.len() as f32 * (had - expected).abs()
    };
    // best[i][p]: the best value of the first `i` sentences with the first `p` pieces, and where the last one begins.
    let mut best = vec![vec![(f32::NEG_INFINITY, 0); m + 1]; n + 1];
    best[0][0] = (0.0, 0);
    for i in 1..=n {
        for to in i..=m - (n - i) {
            for from in i - 1..to {
                let sum = best[i - 1][from].0 + value(i - 1, from, to);
                if sum > best[i][to].0 {
                    best[i][to] = (sum, from);
                }
            }
        }
    }
    let mut ends_at = vec![m; n + 1];
    for i in (1..=n).rev() {
        ends_at[i - 1] = best[i][ends_at[i]].1;
    }
    let (first, last) = (ends_at[asked.start], ends_at[asked.end]);
    (first < last).then(|| trimmed(target, pieces[first].range.start..pieces[last - 1].range.end))
}

/// A piece of the translation, and what it is worth to cut behind it.
struct Piece {
    range: Range<usize>,
    worth: f32,
}

fn pieces(target: &str, sentences: &[Range<usize>]) -> Vec<Piece> {
    let mut pieces = Vec::new();
    for sentence in sentences {
        let mut start = sentence.start;
        let text = &target[sentence.clone()];
        let mut cut = |at: usize, worth: f32| {
            if target[start..at].chars().any(char::is_alphanumeric) {
                pieces.push(Piece {
                    range: start..at,
                    worth,
                });
                start = at;
            }
        };
        for (at, space) in text.char_indices().filter(|(_, c)| c.is_whitespace()) {
            let (before, after) = (&text[..at], &text[at + space.len_utf8()..]);
            let next = after.split(char::is_whitespace).next().unwrap_or_default();
            let marked = ends_clause(before);
            let conjunction = any_has(|known| known.clause_openers, next);
            if marked || conjunction {
                cut(sentence.start + at, if marked { AT_MARK } else { 0.0 });
            }
        }
        cut(sentence.end, AT_SENTENCE);
    }
    pieces
}

/// The range without the space, and without the comma or conjunction's mark, at its ends.
fn trimmed(text: &str, range: Range<usize>) -> Range<usize> {
    let inside = &text[range.clone()];
    let start = range.start + (inside.len() - inside.trim_start().len());
    let end = range.end - (inside.len() - inside.trim_end().len());
    start..end.max(start)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::segment::Segmenter;
    use crate::text::lang::Lang;

    /// The part of the target that belongs to a sentence.
    fn of(from: &str, to: &str, source: &str, number: usize, target: &str) -> Option<String> {
        let lang = |tag: &str| Lang::parse(tag).expect("a tag written in this test");
        let split = |tag: &str, text: &str| Segmenter::new(&lang(tag)).split(text);
        let translator = Translator::new(&lang(from), &lang(to));
        let (sentences, ends) = (split(from, source), split(to, target));
        let asked = number..number + 1;
        part(&translator, [source, target], &sentences, &asked, &ends).map(|range| target[range].to_owned())
    }

    #[test]
    fn each_sentence_has_its_part_of_the_translation() {
        let two = "La gare est fermée depuis lundi. Les trains partent de Valmeux.";
        for (target, parts) in [
            (
                "The station has been closed since Monday, and trains leave from Valmeux.",
                [
                    "The station has been closed since Monday,",
                    "and trains leave from Valmeux.",
                ],
            ),
            (
                "The station has been closed since Monday. Trains leave from Valmeux.",
                [
                    "The station has been closed since Monday.",
                    "Trains leave from Valmeux.",
                ],
            ),
            (
                "The station, which is old, has been closed since Monday; trains leave from Valmeux.",
                [
                    "The station, which is old, has been closed since Monday;",
                    "trains leave from Valmeux.",
                ],
            ),
        ] {
            for (number, part) in parts.into_iter().enumerate() {
                assert_eq!(of("fr", "en", two, number, target).as_deref(), Some(part), "{target}");
            }
        }
        let english = "The bridge is closed. The mayor wants to repair it. Nobody knows when.";
        let french = "Le pont est fermé et le maire veut le réparer, mais personne ne sait quand.";
        let parts: Vec<_> = (0..3)
            .filter_map(|number| of("en", "fr", english, number, french))
            .collect();
        assert_eq!(
            parts,
            [
                "Le pont est fermé",
                "et le maire veut le réparer,",
                "mais personne ne sait quand."
            ]
        );
    }

    #[test]
    fn without_a_lexicon_length_and_marks_decide() {
        let part = |number| {
            of(
                "da",
                "fi",
                "Broen er rød. Den ligger ved havnen i Valmeux.",
                number,
                "Silta on punainen. Se on Valmeux satamassa.",
            )
        };
        assert_eq!(part(0).as_deref(), Some("Silta on punainen."));
        assert_eq!(part(1).as_deref(), Some("Se on Valmeux satamassa."));
    }

    #[test]
    fn what_cannot_be_cut_has_no_parts() {
        assert_eq!(
            of(
                "fr",
                "en",
                "La gare est fermée. Le pont aussi.",
                0,
                "Everything is closed."
            ),
            None
        );
        assert_eq!(of("fr", "en", "La gare. Le pont.", 0, ""), None);
        let long = "Le pont est rouge. ".repeat(500);
        assert_eq!(of("fr", "en", &long, 0, &"The bridge is red. ".repeat(500)), None);
    }
}
