//! What a page is told without having asked.

use serde_json::{Value, json};

use super::counts::Count;
use crate::memory::ArticleId;

/// Something that a page is told.
#[derive(Clone, Debug)]
pub(super) enum Event {
    /// An article has another version.
    Article(ArticleId, u64),
    /// An article is no longer in the memory.
    Gone(ArticleId),
    /// The list of articles is another one.
    Articles,
    /// The places of these articles were counted.
    Places(Vec<Count>),
    /// A file of `tmx/` could not be written.
    Files(String),
}

impl Event {
    /// As server-sent events have it.
    pub(super) fn text(&self) -> String {
        let (name, data) = match self {
            Event::Article(article, version) => ("article", json!({ "article": article, "version": version })),
            Event::Gone(article) => ("gone", json!({ "article": article })),
            Event::Articles => ("articles", json!({})),
            Event::Places(counts) => {
                let counts = counts
                    .iter()
                    .map(|count| json!({ "article": count.article, "version": count.version, "places": count.places }));
                ("places", json!({ "articles": counts.collect::<Vec<Value>>() }))
            }
            Event::Files(message) => ("files", json!({ "message": message })),
        };
        format!("event: {name}\ndata: {data}\n\n")
    }
}
