//! What the files said of each segment of a stored article, whatever a person made of it, and which of their segments a person cut.
//!
//! The parts of a segment that was cut keep what the files said thus: the first has all of it as its original, each of the others an
//! empty one. So the originals of a side, joined, are what the files said, and a part stands where it stood in the whole.

use std::cmp::Reverse;
use std::collections::{HashMap, HashSet};
use std::ops::Range;

use unicode_normalization::char::is_combining_mark;

use crate::memory::model::bead::{SegmentId, StoredSegment};
use crate::text::visible::is_within_a_character;

/// What the files said of the segments of an article.
#[derive(Debug, Default)]
pub(crate) struct Said {
    texts: HashMap<SegmentId, String>,
    /// Segments that say something else than the files.
    edited: HashSet<SegmentId>,
    /// What a person cut on either side, in order.
    pub(crate) cuts: [Vec<Cut>; 2],
}

/// A segment of the files that a person cut.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Cut {
    pub(crate) whole: String,
    /// What the files said of each part.
    pub(crate) parts: Vec<String>,
}

impl Said {
    /// Of segments in the order of their sides; `text_of` tells what one says now.
    pub(crate) fn of(segments: &[StoredSegment], text_of: impl Fn(&StoredSegment) -> String) -> Said {
        let mut said = Said::default();
        let mut at = 0;
        while let Some(first) = segments.get(at) {
            let group = &segments[at..at + 1 + continuations(&segments[at..])];
            at += group.len();
            let now: Vec<String> = group.iter().map(&text_of).collect();
            let whole = first.original.clone().unwrap_or_else(|| now[0].clone());
            let parts = match group {
                [_] => None,
                _ => parts_of(&whole, &now),
            };
            if let Some(parts) = &parts {
                said.cuts[first.side.index()].push(Cut {
                    whole: whole.clone(),
                    parts: parts.clone(),
                });
            }
            let texts = parts.unwrap_or_else(|| {
                let rest = group[1..].iter().map(|_| String::new());
                std::iter::once(whole).chain(rest).collect()
            });
            for ((segment, now), text) in group.iter().zip(&now).zip(texts) {
                if segment.original.is_some() && *now != text {
                    said.edited.insert(segment.id);
                }
                said.texts.insert(segment.id, text);
            }
        }
        said
    }

    /// What the files said of a segment.
    pub(crate) fn text(&self, segment: &StoredSegment) -> &str {
        self.texts.get(&segment.id).map_or("", String::as_str)
    }

    /// What the files said of segments of one side, joined.
    pub(crate) fn joined<'s>(&self, segments: impl Iterator<Item = &'s StoredSegment>) -> String {
        let texts = segments.map(|segment| self.text(segment));
        texts.filter(|text| !text.is_empty()).collect::<Vec<&str>>().join(" ")
    }

    /// Whether a person gave a segment another text.
    pub(crate) fn is_edited(&self, segment: &StoredSegment) -> bool {
        self.edited.contains(&segment.id)
    }
}

/// How many of the segments after the first are parts that were cut off it.
fn continuations(segments: &[StoredSegment]) -> usize {
    let Some((first, rest)) = segments.split_first() else {
        return 0;
    };
    if first.original.as_deref().is_none_or(str::is_empty) {
        return 0;
    }
    let is_part = |other: &&StoredSegment| other.side == first.side && other.original.as_deref() == Some("");
    rest.iter().take_while(is_part).count()
}

/// The segments, of those of a side in their order, whose original is the whole of what was cut.
pub(crate) fn heads(segments: &[StoredSegment]) -> HashSet<SegmentId> {
    let at = (0..segments.len()).filter(|at| continuations(&segments[*at..]) > 0);
    at.map(|at| segments[at].id).collect()
}

/// What the files said of each part of a text, from what the parts say now: all of them as they were, all but one that was edited, or
/// the words of the whole as they are most like what each part says; `None` where the whole has too few words.
fn parts_of(whole: &str, now: &[String]) -> Option<Vec<String>> {
    if places_of(whole, now).is_some() {
        return Some(now.to_vec());
    }
    around_one_edit(whole, now).or_else(|| most_like(whole, now))
}

/// The parts where all but one say what they said.
fn around_one_edit(whole: &str, now: &[String]) -> Option<Vec<String>> {
    (0..now.len()).find_map(|edited| {
        let mut rest = whole.trim();
        for text in &now[..edited] {
            rest = rest
                .strip_prefix(text.as_str())
                .filter(|rest| !is_within_a_word(text, rest))?;
            rest = rest.trim_start();
        }
        for text in now[edited + 1..].iter().rev() {
            rest = rest
                .strip_suffix(text.as_str())
                .filter(|rest| !is_within_a_word(rest, text))?;
            rest = rest.trim_end();
        }
        let mut parts = now.to_vec();
        rest.clone_into(&mut parts[edited]);
        (!rest.is_empty()).then_some(parts)
    })
}

/// The most places that are looked at, for all parts of a text together.
const PLACES: usize = 10_000_000;

/// The parts of a whole, cut so that as many of its pieces as possible stand in a part that says a word of theirs now; of cuts that are
/// alike in this, those nearest to the lengths of the parts. The same texts always give the same.
fn most_like(whole: &str, now: &[String]) -> Option<Vec<String>> {
    let whole = whole.trim();
    let pieces = pieces(whole, now.len());
    if now.len() > pieces.len() || now.len() * pieces.len() > PLACES {
        return None;
    }
    let length: usize = now.iter().map(String::len).sum::<usize>().max(1);
    let mut written = 0;
    // How good it is to end each part before a piece, better being greater, and where that part then begins.
    let mut rows: Vec<Vec<Option<(Merit, usize)>>> = Vec::with_capacity(now.len());
    for text in now {
        written += text.len();
        let end_if_alike = whole.len() * written / length;
        let words: HashSet<&str> = words(text).collect();
        let mut row = vec![None];
        let mut open: Option<(Merit, usize)> = None;
        for (at, piece) in pieces.iter().enumerate() {
            let begins = match rows.last() {
                Some(before) => before[at].map(|(merit, _)| merit),
                None => (at == 0).then_some((0, Reverse(0))),
            };
            if let Some(begins) = begins
                && open.is_none_or(|(merit, _)| begins > merit)
            {
                open = Some((begins, at));
            }
            let is_here = self::words(&whole[piece.clone()]).any(|word| words.contains(word));
            open = open.map(|((same, far), from)| ((same + usize::from(is_here), far), from));
            let off = piece.end.abs_diff(end_if_alike);
            row.push(open.map(|((same, Reverse(far)), from)| ((same, Reverse(far + off)), from)));
        }
        rows.push(row);
    }
    let mut parts = Vec::with_capacity(now.len());
    let mut end = pieces.len();
    for row in rows.iter().rev() {
        let (_, from) = row[end]?;
        parts.push(whole[pieces[from].start..pieces[end - 1].end].to_owned());
        end = from;
    }
    parts.reverse();
    Some(parts)
}

/// How many pieces stand in the part that says them, and how many bytes the ends of parts are from where they would be.
type Merit = (usize, Reverse<usize>);

/// The pieces of a text between which it may be cut: what stands between white space or, where that gives fewer than `least`, what a cut
/// outside of words makes of it.
fn pieces(text: &str, least: usize) -> Vec<Range<usize>> {
    let between = |cuts: fn(&str, usize) -> bool| {
        let mut pieces = Vec::new();
        let mut start = 0;
        for (at, first) in text.char_indices().skip(1) {
            if !first.is_whitespace() && cuts(text, at) {
                pieces.push(start..text[..at].trim_end().len());
                start = at;
            }
        }
        pieces.push(start..text.len());
        pieces
    };
    let spaced = between(|text, at| text[..at].ends_with(char::is_whitespace));
    if spaced.len() >= least {
        return spaced;
    }
    // A mark belongs to what is before it.
    let before_words = between(|text, at| may_cut(text, at) && text[at..].starts_with(char::is_alphanumeric));
    if before_words.len() >= least {
        return before_words;
    }
    between(may_cut)
}

fn may_cut(text: &str, at: usize) -> bool {
    !is_within_a_word(&text[..at], &text[at..]) && !is_within_a_character(text, at)
}

/// The words of a text; in scripts that are written without spaces, its characters.
fn words(text: &str) -> impl Iterator<Item = &str> {
    let is_mark = |c: char| !c.is_alphanumeric();
    text.split(is_mark).flat_map(|word| {
        let bounds = word.char_indices().filter(|(_, c)| *c >= FIRST_WITHOUT_SPACES);
        let mut cuts: Vec<usize> = bounds.flat_map(|(at, c)| [at, at + c.len_utf8()]).collect();
        cuts.extend([0, word.len()]);
        cuts.sort_unstable();
        cuts.dedup();
        let parts: Vec<&str> = cuts.windows(2).map(|cut| &word[cut[0]..cut[1]]).collect();
        parts
    })
}

/// Scripts from here on in Unicode are written without spaces between words (CJK).
const FIRST_WITHOUT_SPACES: char = '\u{2E80}';

/// Whether letters or digits of one word stand on both sides of a cut, which would come together again with a space between them.
/// Scripts without spaces (CJK and what follows it in Unicode) have none.
pub(crate) fn is_within_a_word(before: &str, after: &str) -> bool {
    let in_word = |c: char| c.is_alphanumeric() && c < FIRST_WITHOUT_SPACES;
    // An accent of its own belongs to the letter before it.
    let last = before.chars().rev().find(|&c| !is_combining_mark(c));
    last.is_some_and(in_word) && after.chars().next().is_some_and(in_word)
}

/// Where the parts of a cut stand in a text that is to be cut in the same way: the bytes of each.
pub(crate) fn places_of(text: &str, parts: &[String]) -> Option<Vec<std::ops::Range<usize>>> {
    let mut places = Vec::with_capacity(parts.len());
    let mut at = 0;
    for part in parts {
        at += text[at..].len() - text[at..].trim_start().len();
        if part.is_empty() || !text[at..].starts_with(part.as_str()) {
            return None;
        }
        places.push(at..at + part.len());
        at += part.len();
    }
    text[at..].trim().is_empty().then_some(places)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::memory::model::article::ArticleId;
    use crate::memory::model::bead::BeadSide;

    fn segment(id: i64, text: &str, original: Option<&str>) -> StoredSegment {
        StoredSegment {
            id: SegmentId(id),
            article: ArticleId(1),
            side: BeadSide::Source,
            ord: id,
            bead: None,
            block: None,
            kind: None,
            text: Some(text.to_owned()),
            original: original.map(str::to_owned),
            left_out: None,
        }
    }

    fn said(segments: &[StoredSegment]) -> (Vec<(String, bool)>, Vec<Cut>) {
        let said = Said::of(segments, |segment| segment.text.clone().unwrap_or_default());
        let texts = segments
            .iter()
            .map(|s| (said.text(s).to_owned(), said.is_edited(s)))
            .collect();
        (texts, said.cuts[0].clone())
    }

    fn texts(expected: &[(&str, bool)]) -> Vec<(String, bool)> {
        expected
            .iter()
            .map(|(text, edited)| ((*text).to_owned(), *edited))
            .collect()
    }

    #[test]
    fn the_parts_of_a_cut_say_what_the_files_said_of_them() {
        let whole = Some("Un, deux, trois.");
        let parts = [
            segment(1, "Un,", whole),
            segment(2, "deux,", Some("")),
            segment(3, "trois.", Some("")),
        ];
        let (found, cuts) = said(&parts);
        assert_eq!(found, texts(&[("Un,", false), ("deux,", false), ("trois.", false)]));
        assert_eq!(cuts[0].parts, ["Un,", "deux,", "trois."]);
        // The one that was edited is what is left.
        for edited in 0..3 {
            let mut parts = parts.clone();
            parts[edited].text = Some("Autre.".to_owned());
            let (found, cuts) = said(&parts);
            assert_eq!(cuts[0].parts, ["Un,", "deux,", "trois."]);
            assert_eq!(
                found.iter().map(|(_, edited)| *edited).collect::<Vec<_>>(),
                [0, 1, 2].map(|at| at == edited)
            );
        }
        // Also where it begins or ends as it did.
        for like in ["de", "ux,"] {
            let mut parts = parts.clone();
            parts[1].text = Some(like.to_owned());
            assert_eq!(said(&parts).1[0].parts, ["Un,", "deux,", "trois."]);
        }
        // Where more were, the words tell which part they were in, and else the lengths.
        for (now, expected) in [
            (["Autre,", "deux,", "autre."], ["Un,", "deux,", "trois."]),
            (["En un,", "puis en deux", "et en trois."], ["Un,", "deux,", "trois."]),
            (["Autre.", "Autre.", "Autre."], ["Un,", "deux,", "trois."]),
            (["Un, deux", "et", "trois !"], ["Un,", "deux,", "trois."]),
        ] {
            let mut edited = parts.clone();
            for (part, text) in edited.iter_mut().zip(now) {
                part.text = Some(text.to_owned());
            }
            let (found, cuts) = said(&edited);
            assert_eq!(cuts[0].parts, expected, "{now:?}");
            let is_edited = |at: usize| now[at] != expected[at];
            assert_eq!(
                found.iter().map(|(_, edited)| *edited).collect::<Vec<_>>(),
                [0, 1, 2].map(is_edited)
            );
        }
        // No more parts than words.
        let (found, cuts) = said(&[
            segment(1, "Une", Some("Un.")),
            segment(2, "deux", Some("")),
            segment(3, "trois", Some("")),
        ]);
        assert_eq!(found[0], ("Un.".to_owned(), true));
        assert_eq!(cuts, []);
        // An edit is no cut, nor is what follows it a part of it.
        let (found, cuts) = said(&[segment(1, "Un", Some("Un.")), segment(2, "Deux.", None)]);
        assert_eq!(found, texts(&[("Un.", true), ("Deux.", false)]));
        assert_eq!(cuts, []);
    }

    #[test]
    fn a_text_is_cut_where_its_like_was() {
        let parts = ["今日は".to_owned(), "晴れ。".to_owned()];
        assert_eq!(places_of("今日は晴れ。", &parts), Some(vec![0..9, 9..18]));
        let parts = ["Un,".to_owned(), "deux.".to_owned()];
        assert_eq!(places_of("Un,  deux.", &parts), Some(vec![0..3, 5..10]));
        assert_eq!(places_of("Un, deux. Trois.", &parts), None);
        let now = |texts: [&str; 2]| texts.map(str::to_owned).to_vec();
        let cut = most_like(
            "今日は晴れ、明日は雨。",
            &now(["今日はとても晴れ", "明日はたぶん雨です"]),
        );
        assert_eq!(cut, Some(now(["今日は晴れ、", "明日は雨。"])));
        let cut = most_like(
            "Il fait beau,mais froid",
            &now(["Le temps est beau", "il fait très froid"]),
        );
        assert_eq!(cut, Some(now(["Il fait beau,mais", "froid"])));
        let cut = most_like("beau,froid", &now(["chaud", "froid"]));
        assert_eq!(cut, Some(now(["beau,", "froid"])));
    }
}
