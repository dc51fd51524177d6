//! What CAT tools say of a segment of XLIFF 1.2 in attributes and elements of their own, as status and score.
//!
//! | tool | where | confirmed | aligned | to review | rejected |
//! | --- | --- | --- | --- | --- | --- |
//! | Trados Studio | `conf` of `sdl:seg` | `ApprovedTranslation`, `ApprovedSignOff` | `Translated` by a person or a whole match | `Draft`, none, `Translated` by `origin` of a machine or `percent` under 100 | `RejectedTranslation`, `RejectedSignOff` |
//! | memoQ | `mq:status` | `ManuallyConfirmed`, `Reviewer1Confirmed`, `Proofread` | `Pretranslated` from 100 % on | every other | `Rejected` |
//! | Phrase | `m:confirmed` | `1` | | `0` | |
//!
//! Names are from files that the tools write. Prefixes are not looked at, since these names do not clash with the standard's.

use tmx::{Node, Seg, Tag};

use crate::exchange::table::columns::number;
use crate::exchange::xliff::inline::{Numbers, element};
use crate::exchange::xml::Element;
use crate::memory::Status;

/// What a tool says of a segment.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Said {
    pub(super) status: Option<Status>,
    /// 0 to 101.
    pub(super) score: Option<f64>,
}

/// What a tool says of a unit, or of the segment of that `mid` in it.
pub(super) fn said(unit: &Element, mid: Option<&str>) -> Said {
    let definitions = unit.all("seg-defs").flat_map(|list| list.all("seg"));
    let mut definitions = definitions.filter(|definition| mid.is_none() || definition.attribute("id") == mid);
    if let Some(definition) = definitions.next() {
        return trados(definition);
    }
    if let Some(status) = unit.attribute("status") {
        return memoq(status, unit);
    }
    if !is_phrase(unit) {
        return Said::default();
    }
    let confirmed = unit.attribute("confirmed");
    let proposed = unit
        .attribute("trans-origin")
        .is_some_and(|origin| origin.eq_ignore_ascii_case("mt"));
    Said {
        status: match confirmed {
            Some("1") => Some(Status::Confirmed),
            Some("0") => Some(Status::ToReview),
            _ if proposed => Some(Status::ToReview),
            _ => None,
        },
        // From 0 to 1, and 1.01 in the same context.
        score: unit
            .attribute("score")
            .and_then(number)
            .and_then(|score| percent(100.0 * score)),
    }
}

fn percent(score: f64) -> Option<f64> {
    (0.0 < score && score <= 102.0).then(|| score.min(101.0))
}

fn trados(definition: &Element) -> Said {
    let score = definition.attribute("percent").and_then(number).and_then(percent);
    let status = match definition.attribute("conf") {
        Some("ApprovedTranslation" | "ApprovedSignOff") => Status::Confirmed,
        Some("Translated") if is_proposed(definition, score) => Status::ToReview,
        Some("Translated") => Status::Aligned,
        Some("RejectedTranslation" | "RejectedSignOff") => Status::Rejected,
        _ => Status::ToReview,
    };
    Said {
        status: Some(status),
        score,
    }
}

/// Whether a translation is a machine's (`mt`, `nmt`, `amt`), or was found for another text.
fn is_proposed(definition: &Element, score: Option<f64>) -> bool {
    let origin = definition.attribute("origin").unwrap_or_default().to_ascii_lowercase();
    let of_machine = origin
        .split(|c: char| !c.is_alphanumeric())
        .any(|word| word.ends_with("mt"));
    of_machine || origin != "interactive" && score.is_some_and(|score| score < 100.0)
}

fn memoq(status: &str, unit: &Element) -> Said {
    let score = unit.attribute("percent").and_then(number).and_then(percent);
    let status = match status {
        "ManuallyConfirmed" | "TranslatorConfirmed" | "Reviewer1Confirmed" | "Reviewer2Confirmed" | "Proofread" => {
            Some(Status::Confirmed)
        }
        "Pretranslated" if score.is_some_and(|score| score >= 100.0) => Some(Status::Aligned),
        "Rejected" => Some(Status::Rejected),
        "NotStarted"
        | "Pretranslated"
        | "MachineTranslated"
        | "AssembledFromFragments"
        | "PartiallyEdited"
        | "Edited" => Some(Status::ToReview),
        _ => None,
    };
    Said { status, score }
}

/// Whether a marker holds text that a tracked change deleted (`x-sdl-deleted`, `x-sdl-feedback-deleted`).
pub(super) fn is_deleted(marker: &Element) -> bool {
    marker.name == "del" || is_change(marker, "-deleted")
}

/// Whether a marker holds text that a tracked change added, which is text like any other.
pub(super) fn is_added(marker: &Element) -> bool {
    is_change(marker, "-added")
}

fn is_change(marker: &Element, end: &str) -> bool {
    let mtype = marker.attribute("mtype").unwrap_or_default();
    marker.name == "mrk" && mtype.starts_with("x-") && mtype.ends_with(end)
}

/// Whether a unit is one of Phrase (Memsource), which writes its inline codes into the text.
pub(super) fn is_phrase(unit: &Element) -> bool {
    // Names of its own; the standard has none of them.
    ["confirmed", "trans-origin", "score", "gross-score", "para-id"]
        .iter()
        .any(|name| unit.attribute(name).is_some())
}

/// The segment with Phrase's codes (`{1>rouge<1}`, `{2}`, `{b>gras<b}`) as inline elements; those whose other half is missing stay text.
pub(super) fn with_phrase_codes(seg: &Seg, numbers: &mut Numbers) -> Seg {
    let text = seg.plain_text();
    let names = |begin: &str, end: &str| -> Vec<String> {
        let found = text
            .match_indices(begin)
            .filter_map(|(at, _)| name_at(&text[at..], begin, end));
        found.map(str::to_owned).collect()
    };
    let (opened, closed) = (names("{", ">"), names("<", "}"));
    let mut out = Seg::new();
    for node in seg.nodes() {
        let Node::Text(text) = node else {
            out.push(node.clone());
            continue;
        };
        let mut rest = text.as_str();
        while let Some(at) = rest.find(['{', '<']) {
            let (before, code) = rest.split_at(at);
            out.push(before);
            let pair = |name: &&str| opened.iter().any(|o| o == name) && closed.iter().any(|c| c == name);
            let found = if let Some(name) = name_at(code, "{", ">").filter(pair) {
                Some((Tag::Bpt, name, name.len() + 2))
            } else if let Some(name) = name_at(code, "<", "}").filter(pair) {
                Some((Tag::Ept, name, name.len() + 2))
            } else {
                let alone = name_at(code, "{", "}").filter(|name| name.bytes().all(|b| b.is_ascii_digit()));
                alone.map(|name| (Tag::Ph, name, name.len() + 2))
            };
            let Some((tag, name, length)) = found else {
                out.push(&code[..1]);
                rest = &code[1..];
                continue;
            };
            let number = numbers.of(name);
            let number = number.as_deref();
            let attributes: &[(&str, Option<&str>)] = match tag {
                Tag::Bpt => &[("i", number), ("x", number)],
                Tag::Ept => &[("i", number)],
                _ => &[("x", number)],
            };
            out.push(element(tag, attributes, Seg::from(&code[..length])));
            rest = &code[length..];
        }
        out.push(rest);
    }
    out
}

/// The name between `begin` and `end` at the start of a text: digits, or a few letters.
fn name_at<'t>(text: &'t str, begin: &str, end: &str) -> Option<&'t str> {
    let inside = text.strip_prefix(begin)?;
    let name = &inside[..inside.find(end)?];
    let short = (1..=8).contains(&name.len()) && name.bytes().all(|b| b.is_ascii_alphanumeric());
    short.then_some(name)
}
