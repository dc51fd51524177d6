//! The page of all articles.

use maud::{Markup, html};
use serde_json::json;

use super::Page;
use crate::review::list::Listed;
use crate::review::texts::Texts;

/// The page. `query` are words that the names have.
pub(crate) fn page(page: &Page<'_>, articles: &[Listed], query: &str) -> Markup {
    let t = page.texts;
    let data = json!({ "articles": articles.len(), "query": query });
    let content = html! {
        main #main tabindex="-1" {
            form #find role="search" action="/" method="get" {
                label for="q" { (t.filter_articles) }
                input #q type="search" name="q" value=(query);
                button { (t.filter) }
            }
            @if articles.is_empty() {
                p #empty { @if query.is_empty() { (t.no_articles) } @else { (t.no_such_articles) } }
            } @else {
                (table(t, articles))
            }
            @if !page.read_only { (import(t)) }
        }
    };
    page.whole("articles", t.title_articles, &data, &content)
}

fn table(t: &Texts, articles: &[Listed]) -> Markup {
    html! {
        table #articles {
            caption .sr { (t.title_articles) }
            thead { tr {
                th scope="col" { (t.name) }
                th scope="col" .count { (t.beads) }
                th scope="col" .count { (t.places_left) }
                th scope="col" .count aria-sort="descending" { (t.expected_wrong) }
                th scope="col" { (t.imported) }
                th scope="col" { (t.export) }
            } }
            tbody {
                @for listed in articles {
                    @let (article, info) = (&listed.article, &listed.article.info);
                    tr data-article=(info.id) {
                        th scope="row" {
                            a href={ "/a/" (info.id) } { bdi { (info.name) } }
                            @if let Some(title) = &info.title {
                                span .title lang=(info.source_lang.as_str()) dir="auto" { (title) }
                            }
                            span .langs { (info.source_lang.as_str()) " → " (info.target_lang.as_str()) }
                        }
                        td .count data-label=(t.beads) { (article.beads) }
                        td .count .places data-label=(t.places_left) data-counting[!listed.is_counted] {
                            (listed.places)
                            @if !listed.is_counted { span .more title=(t.counting()) { "+" span .sr { " " (t.counting()) } } }
                        }
                        td .count data-label=(t.expected_wrong) { (decimal(t, article.expected_wrong)) }
                        td { time datetime=(info.imported) { (info.imported.to_string().get(..10).unwrap_or_default()) } }
                        td .export {
                            @for kind in ["tmx", "tsv", "html"] {
                                a href={ "/api/export/" (info.id) "." (kind) } download { (kind.to_uppercase()) } " "
                            }
                        }
                    }
                }
            }
        }
    }
}

fn import(t: &Texts) -> Markup {
    html! {
        section #import aria-labelledby="import-title" {
            h2 #import-title { (t.import_title) }
            form #import-form {
                p { label for="import-files" { (t.import_hint) } }
                input #import-files type="file" name="files" multiple;
                label { input #import-force type="checkbox" name="force"; (t.import_force) }
                button { (t.import_button) }
            }
            p #imported role="status" {}
        }
    }
}

/// With one decimal, as the language writes it.
fn decimal(t: &Texts, value: f64) -> String {
    let text = format!("{value:.1}");
    if t.tag == "fr" { text.replace('.', ",") } else { text }
}
