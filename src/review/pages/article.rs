//! The page of an article: the first rows, and what stands around them.

use maud::{Markup, html};
use serde_json::json;

use super::{Page, row};
use crate::memory::SegmentView;
use crate::review::article::{Filter, OpenArticle, Selection, is_null};
use crate::review::texts::{Texts, filled};

/// The parts of the confidence strip, at most.
const STRIP: usize = 60;

/// The rows that a page begins with.
#[derive(Debug)]
pub(crate) struct Window<'a> {
    pub(crate) selection: &'a Selection,
    /// What the selection leaves, by where it stands.
    pub(crate) selected: &'a [usize],
    /// Rows from this one of them on.
    pub(crate) from: usize,
    pub(crate) count: usize,
    /// The row that has the focus first, by its place in the article.
    pub(crate) at: Option<usize>,
}

impl Window<'_> {
    fn shown(&self) -> &[usize] {
        let end = (self.from + self.count).min(self.selected.len());
        self.selected.get(self.from..end).unwrap_or_default()
    }

    /// The address of the page as it is.
    pub(crate) fn path(&self, article: &OpenArticle) -> String {
        self.address(article, self.from)
    }

    /// The address of the page from another row on.
    fn address(&self, article: &OpenArticle, from: usize) -> String {
        use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
        let mut address = format!("/a/{}?from={from}", article.view.info.id);
        if self.selection.filter != Filter::All {
            address += &format!("&filter={}", self.selection.filter.name());
        }
        if !self.selection.query.is_empty() {
            address += &format!("&q={}", utf8_percent_encode(&self.selection.query, NON_ALPHANUMERIC));
        }
        address
    }
}

/// The rows of a window, one after another.
pub(crate) fn rows(t: &Texts, article: &OpenArticle, window: &Window<'_>) -> Markup {
    html! { @for &at in window.shown() { (row::row(t, article, at)) } }
}

/// The whole page of an article, with the rows of one window.
pub(crate) fn page(page: &Page<'_>, article: &OpenArticle, window: &Window<'_>) -> Markup {
    let (t, info) = (page.texts, &article.view.info);
    let data = json!({
        "article": info.id,
        "name": info.name,
        "version": info.version,
        "beads": article.view.beads.len(),
        "total": window.selected.len(),
        "from": window.from,
        "count": window.shown().len(),
        "filter": window.selection.filter.name(),
        "query": window.selection.query,
        "at": window.at,
        "places": article.places_left(),
        "undo": article.view.undo,
        "redo": article.view.redo,
        "langs": { "source": info.source_lang.as_str(), "target": info.target_lang.as_str() },
    });
    let content = html! {
        section #bar aria-label=(t.overview) {
            p #places-left { (t.places_left) (t.colon()) strong #places { (article.places_left()) } }
            p #saved role="status" { @if !page.read_only { (t.saved) } }
            (find(t, article, window))
            p #exports {
                span aria-hidden="true" { (t.export) }
                @for kind in ["tmx", "tsv", "html"] {
                    a href={ "/api/export/" (info.id) "." (kind) } download { span .sr { (t.export) " " } (kind.to_uppercase()) } " "
                }
            }
        }
        div #columns {
            (strip(t, article))
            main #main tabindex="-1" {
                (grid(t, article, window))
                (turning(t, article, window))
                (left_out_section(t, article))
            }
            aside #panels aria-label=(t.panels) hidden {}
        }
        section #actions aria-label=(t.actions) hidden {}
    };
    page.whole("article", &info.name, &data, &content)
}

/// Search and filter: without scripts they lead to another page.
fn find(t: &Texts, article: &OpenArticle, window: &Window<'_>) -> Markup {
    html! {
        form #find role="search" action={ "/a/" (article.view.info.id) } method="get" {
            label .sr for="q" { (t.search_article) }
            input #q type="search" name="q" value=(window.selection.query) placeholder=(t.search_article);
            label .sr for="filter" { (t.filter) }
            select #filter name="filter" {
                @for (filter, name) in Filter::ALL {
                    option value=(name) selected[filter == window.selection.filter] { (filter_name(t, filter)) }
                }
            }
            button { (t.search) }
            span #found role="status" {}
        }
    }
}

fn filter_name(t: &Texts, filter: Filter) -> &'static str {
    match filter {
        Filter::All => t.filter_all,
        Filter::Places => t.filter_places,
        Filter::Unmatched => t.filter_unmatched,
        Filter::Confirmed => t.filter_confirmed,
        Filter::Open => t.filter_open,
        Filter::Rejected => t.filter_rejected,
        Filter::Moved => t.filter_moved,
        Filter::Edited => t.filter_edited,
        Filter::Notes => t.filter_notes,
        Filter::Findings => t.filter_findings,
    }
}

/// The article at a glance: a link to each part of it, in the colour of its lowest confidence.
pub(crate) fn strip(t: &Texts, article: &OpenArticle) -> Markup {
    let beads = &article.view.beads;
    let each = beads.len().div_ceil(STRIP).max(1);
    html! {
        nav #strip aria-label=(t.strip) {
            @for (number, part) in beads.chunks(each).enumerate() {
                @let from = number * each;
                @let lowest = part.iter().filter(|bead| !is_null(bead)).filter_map(|bead| bead.confidence).reduce(f64::min);
                @let places = (from..from + part.len()).filter(|&at| article.is_place(at)).count();
                @let told = filled(t.strip_part, &[
                    ("from", &(from + 1)),
                    ("to", &(from + part.len())),
                    ("confidence", &lowest.map_or("–".to_owned(), |lowest| row::percent(t, lowest))),
                    ("places", &places),
                ]);
                a .{ "c" (row::tenth(lowest)) } .has-places[places > 0] href={ "/a/" (article.view.info.id) "?at=" (from + 1) }
                    data-index=(from) data-count=(part.len()) data-places=(places) aria-label=(told) title=(told) {}
            }
        }
    }
}

fn grid(t: &Texts, article: &OpenArticle, window: &Window<'_>) -> Markup {
    let info = &article.view.info;
    html! {
        div #grid role="grid" aria-label=(t.grid) aria-rowcount=(article.view.beads.len() + 1) aria-colcount="4"
            aria-readonly="true" {
            div #columns-head role="row" aria-rowindex="1" {
                span role="columnheader" aria-colindex="1" .source { (t.source) " (" (info.source_lang.as_str()) ")" }
                span role="columnheader" aria-colindex="2" .gutter { (t.gutter) }
                span role="columnheader" aria-colindex="3" .target { (t.target) " (" (info.target_lang.as_str()) ")" }
                span role="columnheader" aria-colindex="4" .remarks { (t.remarks) }
            }
            div #before .spacer role="none" {}
            div #rows role="rowgroup" { (rows(t, article, window)) }
            div #after .spacer role="none" {}
        }
        @if window.selected.is_empty() { p #no-rows { (t.no_rows) } }
    }
}

/// Links to the rows before and after, for who has no scripts.
fn turning(t: &Texts, article: &OpenArticle, window: &Window<'_>) -> Markup {
    let (from, total, shown) = (window.from, window.selected.len(), window.shown().len());
    html! {
        nav #turning aria-label=(t.beads) {
            @if from > 0 {
                a #previous rel="prev" href=(window.address(article, from.saturating_sub(window.count))) { (t.previous_page) }
            }
            @if total > 0 {
                span #shown { (filled(t.rows_of, &[("from", &(from + 1)), ("to", &(from + shown)), ("total", &total)])) }
            }
            @if from + shown < total {
                a #next rel="next" href=(window.address(article, from + shown)) { (t.next_page) }
            }
        }
    }
}

fn left_out_section(t: &Texts, article: &OpenArticle) -> Markup {
    let count = article.view.left_out.len();
    html! {
        details #left-out {
            summary { (t.left_out) " (" span #left-out-count { (count) } ")" }
            div #left-out-list {}
            p { a href={ "/a/" (article.view.info.id) "/left-out" } { (t.left_out) } }
        }
    }
}

/// The segments that take no part, each with why.
pub(crate) fn left_out(t: &Texts, article: &OpenArticle) -> Markup {
    let info = &article.view.info;
    let lang = |segment: &SegmentView| match segment.side {
        crate::memory::BeadSide::Source => info.source_lang.as_str().to_owned(),
        crate::memory::BeadSide::Target => info.target_lang.as_str().to_owned(),
    };
    html! {
        @if article.view.left_out.is_empty() { p { (t.nothing_left_out) } }
        ul .left-out {
            @for segment in &article.view.left_out {
                li data-segment=(segment.id) data-side=(segment.side.as_str()) {
                    span .text lang=(lang(segment)) dir="auto" { (segment.text) }
                    " "
                    span .why { (filled(t.left_out_because, &[("reason", &t.reason(segment.left_out.as_deref().unwrap_or_default()))])) }
                    " "
                    button .take-in type="button" hidden { (t.act_take_in) }
                }
            }
        }
    }
}
