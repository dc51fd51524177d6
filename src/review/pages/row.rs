//! A bead as a row of the grid: its segments on both sides, between them how sure the aligner is and what a person decided, and below what
//! there is to say of it.

use std::ops::Range;

use maud::{Markup, html};

use crate::memory::{BeadOrigin, BeadSide, BeadState, BeadView, CleanCheck, REVIEW_BELOW, SegmentView};
use crate::review::article::{Marks, OpenArticle, Reason, is_edited, is_null, is_settled_alone};
use crate::review::texts::{Texts, filled};

/// A confidence as the language writes it.
pub(super) fn percent(t: &Texts, confidence: f64) -> String {
    // 100 % is what nobody doubts, and 0.996 is not that.
    let whole = (confidence * 100.0).floor();
    if t.tag == "fr" {
        format!("{whole}\u{202f}%")
    } else {
        format!("{whole}%")
    }
}

/// Whether the aligner is sure enough of a bead.
fn is_sure(confidence: f64) -> bool {
    confidence >= REVIEW_BELOW
}

/// A confidence as a class: `c0` to `c9`, and `c-` without one.
pub(super) fn tenth(confidence: Option<f64>) -> String {
    match confidence {
        Some(confidence) => format!("{}", ((confidence * 10.0).floor() as i64).clamp(0, 9)),
        None => "-".to_owned(),
    }
}

/// The row of the bead that stands at a place of the article.
pub(crate) fn row(t: &Texts, article: &OpenArticle, at: usize) -> Markup {
    let (bead, marks) = (&article.view.beads[at], &article.marks[at]);
    let info = &article.view.info;
    html! {
        div .bead .{ "c" (tenth(bead.confidence)) } .{ "state-" (shown_state(bead).as_str()) } .place[!marks.reasons.is_empty()]
            .null[is_null(bead)] .moved[bead.moved] .edited[is_edited(bead)] .noted[bead.note.is_some()]
            role="row" id={ "bead-" (bead.id) } aria-rowindex=(at + 2)
            data-bead=(bead.id) data-index=(at) data-state=(bead.state.as_str()) data-origin=(bead.origin.as_str())
            data-unit=[bead.unit] data-place[!marks.reasons.is_empty()] {
            (side(t, bead, BeadSide::Source, info.source_lang.as_str(), &marks.numbers[0]))
            (gutter(t, bead, marks, at))
            (side(t, bead, BeadSide::Target, info.target_lang.as_str(), &marks.numbers[1]))
            (remarks(t, bead, marks))
        }
    }
}

fn side(t: &Texts, bead: &BeadView, side: BeadSide, lang: &str, numbers: &[Vec<Range<usize>>]) -> Markup {
    let (segments, column) = match side {
        BeadSide::Source => (&bead.source, 1),
        BeadSide::Target => (&bead.target, 3),
    };
    html! {
        div .side .(side.as_str()) role="none" data-side=(side.as_str()) {
            @for (segment, numbers) in segments.iter().zip(numbers.iter().map(Vec::as_slice).chain(std::iter::repeat(&[][..]))) {
                div .segment .edited[segment.original.is_some()] .{ "kind-" (kind(segment)) } role="gridcell" aria-colindex=(column) tabindex="-1"
                    id={ "segment-" (segment.id) } data-segment=(segment.id) data-side=(side.as_str()) lang=(lang) dir="auto" {
                    span .text { (marked(&segment.text, numbers)) }
                }
            }
            @if segments.is_empty() {
                div .empty role="gridcell" aria-colindex=(column) tabindex="-1" data-side=(side.as_str()) {
                    span aria-hidden="true" { "∅" } span .sr { (t.no_counterpart) }
                }
            }
        }
    }
}

/// What a segment's block is, as a class.
fn kind(segment: &SegmentView) -> String {
    let kind = segment.kind.and_then(|kind| serde_json::to_value(kind).ok());
    kind.as_ref()
        .and_then(|kind| kind.as_str())
        .unwrap_or("unknown")
        .to_owned()
}

/// A text in which some numbers are not on the other side.
fn marked(text: &str, numbers: &[Range<usize>]) -> Markup {
    let mut parts = Vec::new();
    let mut at = 0;
    for range in numbers {
        if let (Some(before), Some(inside)) = (text.get(at..range.start), text.get(range.clone())) {
            parts.push((before, inside));
            at = range.end;
        }
    }
    html! {
        @for (before, inside) in parts { (before) u .disagrees { (inside) } }
        (text.get(at..).unwrap_or_default())
    }
}

fn gutter(t: &Texts, bead: &BeadView, marks: &Marks, at: usize) -> Markup {
    html! {
        div .gutter role="gridcell" aria-colindex="2" tabindex="-1" {
            span .number aria-hidden="true" { (at + 1) }
            @if let Some(confidence) = bead.confidence {
                @let told = percent(t, confidence);
                span .confidence .unsure[!is_sure(confidence)] title=(filled(t.confidence, &[("percent", &told)])) {
                    span .swatch aria-hidden="true" {} span .sr { (t.doubtful_unless(confidence)) } (told)
                }
            }
            span .signs {
                @for (sign, told) in signs(t, bead) { span .sign title=(told) { span aria-hidden="true" { (sign) } span .sr { (told) } } }
                @if !marks.reasons.is_empty() { span .sr { (t.place) } }
            }
        }
    }
}

/// The state that a row shows: segments that a person left without counterpart are confirmed as such.
fn shown_state(bead: &BeadView) -> BeadState {
    if is_settled_alone(bead) {
        BeadState::Confirmed
    } else {
        bead.state
    }
}

/// The signs of a bead's state, and what they say.
fn signs(t: &Texts, bead: &BeadView) -> Vec<(&'static str, String)> {
    let state = match shown_state(bead) {
        BeadState::Auto if bead.origin == BeadOrigin::Person => ("✋", t.by_person),
        BeadState::Auto => ("┄", t.state_auto),
        BeadState::Confirmed => ("✓", t.state_confirmed),
        BeadState::Rejected => ("✕", t.state_rejected),
        BeadState::Deleted => ("␡", t.state_deleted),
        BeadState::ToReview => ("?", t.state_to_review),
    };
    let mut signs = vec![(state.0, state.1.to_owned())];
    if is_null(bead) {
        signs.push(("∅", t.no_counterpart.to_owned()));
    }
    if bead.moved {
        signs.push(("↷", t.moved.to_owned()));
    }
    let originals: Vec<&str> = crate::review::article::segments(bead)
        .filter_map(|segment| segment.original.as_deref())
        .filter(|original| !original.is_empty())
        .collect();
    if is_edited(bead) {
        signs.push(("✎", filled(t.edited, &[("original", &originals.join(" "))])));
    }
    if bead.note.is_some() {
        signs.push(("✉", t.note.to_owned()));
    }
    signs
}

/// What there is to say of a bead: findings, numbers, its note.
fn remarks(t: &Texts, bead: &BeadView, marks: &Marks) -> Markup {
    let numbers: Vec<&str> = bead
        .source
        .iter()
        .zip(&marks.numbers[0])
        .chain(bead.target.iter().zip(&marks.numbers[1]))
        .flat_map(|(segment, ranges)| ranges.iter().filter_map(|range| segment.text.get(range.clone())))
        .collect();
    let put_to_review = marks.reasons.contains(&Reason::ToReview);
    if marks.findings.is_empty() && bead.note.is_none() && numbers.is_empty() && !put_to_review {
        return html! {};
    }
    html! {
        div .remarks role="gridcell" aria-colindex="4" tabindex="-1" {
            @if put_to_review { p .to-review { (t.put_to_review) } }
            // The numbers that are marked in the texts are told all together.
            @for finding in marks.findings.iter().filter(|finding| numbers.is_empty() || finding.check != CleanCheck::Numbers) {
                p .finding data-check=(finding.check.as_str()) { (check(t, finding.check)) (t.colon()) (t.fault(&finding.fault)) }
            }
            @if !numbers.is_empty() {
                p .finding data-check="numbers" { (check(t, CleanCheck::Numbers)) (t.colon())
                    (filled(t.not_on_other_side, &[("numbers", &numbers.join(", "))])) }
            }
            @if let Some(note) = &bead.note { p .note dir="auto" { (note) } }
        }
    }
}

fn check(t: &Texts, check: CleanCheck) -> &'static str {
    match check {
        CleanCheck::Empty => t.check_empty,
        CleanCheck::Identical => t.check_identical,
        CleanCheck::Numbers => t.check_numbers,
        CleanCheck::Language => t.check_language,
        CleanCheck::Length => t.check_length,
        CleanCheck::Tags => t.check_tags,
        CleanCheck::NearDuplicates => t.check_near_duplicates,
    }
}

impl Texts {
    /// What a listener is told before a percentage.
    fn doubtful_unless(&self, confidence: f64) -> String {
        let what = self.confidence.split('{').next().unwrap_or_default();
        if is_sure(confidence) {
            what.to_owned()
        } else {
            format!("{}, {what}", self.doubtful)
        }
    }
}
