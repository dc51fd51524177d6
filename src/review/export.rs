//! `GET /api/export/ID.tmx|tsv|html`: an article as a file.

use std::path::Path;
use std::sync::Arc;

use axum::extract::{Path as InPath, State as Shared};
use axum::http::HeaderValue;
use axum::http::header::CONTENT_DISPOSITION;
use axum::response::Response;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};

use super::address::article_id;
use super::article::Reading;
use super::reply::{self, Refused};
use super::state::State;
use super::told::Told;
use crate::align::html::{HtmlSide, write_page};
use crate::align::{Alignment, Bead};
use crate::article::BlockKind;
use crate::exchange::ExchangeError;
use crate::exchange::{Format, Row, WriteOptions, alignment_row, export_to, write_rows_to};
use crate::memory::{ArticleView, BeadState, BeadView, REVIEW_BELOW, SegmentView, Status, UnitFilter};
use crate::segment::Segment;

/// The answer: TMX with the article's units but for the rejected ones; the table that `align` writes, which `import` reads back; or a page to
/// look at.
pub(super) async fn article(
    Shared(state): Shared<Arc<State>>,
    InPath(file): InPath<String>,
) -> Result<Response, Refused> {
    let (id, kind) = file.rsplit_once('.').ok_or_else(Refused::not_there)?;
    let id = article_id(id)?;
    let kind = match kind {
        "tmx" => Kind::Tmx,
        "tsv" => Kind::Tsv,
        "html" => Kind::Html,
        _ => return Err(Refused::not_there()),
    };
    let write = move |reading: &mut Reading| {
        // As of now, and the one that is meant.
        let view = reading.article(id)?.view.clone();
        let mut bytes = Vec::new();
        let name = format!("{}.{}", view.info.name, kind.extension());
        match kind {
            Kind::Tmx => {
                let options = WriteOptions::new(view.info.source_lang.clone(), view.info.target_lang.clone());
                let filter = UnitFilter::default().articles(vec![id]).unless_rejected();
                let path = Path::new(&name);
                export_to(
                    &reading.memory,
                    &filter,
                    &mut bytes,
                    path,
                    Format::Tmx,
                    &options,
                    |_| (),
                )
                .map_err(|error| not_written(&error))?;
            }
            Kind::Tsv => table(&view, &name, &mut bytes).map_err(|error| not_written(&error))?,
            Kind::Html => page(&view, &mut bytes).map_err(|error| not_written(&error))?,
        }
        Ok((name, bytes))
    };
    let (name, bytes) = state.reader.ask(write).await?;
    let mut response = reply::of(kind.content_type(), bytes);
    // The name in its plain form is for clients that know no other (RFC 6266).
    let disposition = format!(
        "attachment; filename=\"article.{}\"; filename*=UTF-8''{}",
        kind.extension(),
        utf8_percent_encode(&name, NON_ALPHANUMERIC)
    );
    if let Ok(value) = HeaderValue::from_str(&disposition) {
        response.headers_mut().insert(CONTENT_DISPOSITION, value);
    }
    Ok(response)
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Tmx,
    Tsv,
    Html,
}

impl Kind {
    fn extension(self) -> &'static str {
        match self {
            Kind::Tmx => "tmx",
            Kind::Tsv => "tsv",
            Kind::Html => "html",
        }
    }

    fn content_type(self) -> &'static str {
        match self {
            Kind::Tmx => "application/x-tmx+xml",
            Kind::Tsv => "text/tab-separated-values; charset=utf-8",
            Kind::Html => "text/html; charset=utf-8",
        }
    }
}

fn not_written(error: &impl std::fmt::Display) -> Refused {
    Refused::new(
        axum::http::StatusCode::INTERNAL_SERVER_ERROR,
        "not-written",
        Told::new(error.to_string(), format!("l’article n’a pas pu être écrit ({error})")),
    )
}

/// The article's beads in order, a row each.
fn table(view: &ArticleView, name: &str, out: &mut Vec<u8>) -> Result<(), ExchangeError> {
    let options = WriteOptions::new(view.info.source_lang.clone(), view.info.target_lang.clone());
    let rows = view.beads.iter().map(|bead| Ok(row(bead)));
    write_rows_to(out, Path::new(name), Format::Tsv, &options, rows).map(drop)
}

fn row(bead: &BeadView) -> Row {
    let confidence = bead.confidence.unwrap_or(1.0);
    let row = alignment_row(bead.source_text.clone(), bead.target_text.clone(), confidence);
    let status = match bead.state {
        BeadState::Auto => row.status,
        BeadState::Confirmed => Some(Status::Confirmed),
        BeadState::Rejected | BeadState::Deleted => Some(Status::Rejected),
        BeadState::ToReview => Some(Status::ToReview),
    };
    Row {
        status,
        confidence: bead.confidence,
        note: bead.note.clone(),
        ..row
    }
}

fn page(view: &ArticleView, out: &mut Vec<u8>) -> std::io::Result<()> {
    let mut alignment = Alignment::default();
    let (mut source, mut target) = (Vec::new(), Vec::new());
    for bead in &view.beads {
        let add = |all: &mut Vec<Segment>, segments: &[SegmentView]| {
            let start = all.len();
            all.extend(segments.iter().map(segment));
            start..all.len()
        };
        alignment.beads.push(Bead {
            source: add(&mut source, &bead.source),
            target: add(&mut target, &bead.target),
            // What a person decided is not in doubt.
            confidence: match bead.state {
                BeadState::Auto | BeadState::ToReview => bead.confidence.unwrap_or(1.0),
                _ => 1.0,
            },
        });
    }
    let info = &view.info;
    let source = HtmlSide {
        title: info.title.as_deref().unwrap_or(&info.name),
        lang: &info.source_lang,
        segments: &source,
    };
    let target = HtmlSide {
        title: &info.name,
        lang: &info.target_lang,
        segments: &target,
    };
    write_page(out, &source, &target, &alignment, REVIEW_BELOW)
}

fn segment(segment: &SegmentView) -> Segment {
    Segment {
        text: segment.text.clone(),
        block: segment.block.map_or(0, |block| block as usize),
        kind: segment.kind.unwrap_or(BlockKind::Paragraph),
        range: 0..segment.text.len(),
    }
}
