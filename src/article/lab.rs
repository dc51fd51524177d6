//! A page → the features of its lines, from which the model of pages is fitted (`data/fit-page-model.py`).

use std::path::Path;

use crate::article::block::Block;
use crate::article::draft::{Origin, Page};
use crate::article::furniture::Marked;
use crate::article::furniture::model::features::Features;
use crate::article::furniture::model::scores::Scores;
use crate::article::furniture::model::{Model, Seen, dumped};
use crate::article::read::{ReadOptions, bytes_of, draft_of, language_of};
use crate::article::read_error::ReadError;

/// A line of a pasted page as the fitting script reads it.
#[derive(Clone, Debug, serde::Serialize)]
pub struct PageLine {
    /// What it says.
    pub text: String,
    /// The kind of its block.
    pub kind: &'static str,
    /// The reason that the passes give for leaving it out, if they do.
    pub mark: Option<&'static str>,
    /// How probable the model finds it that it is the article's, from 0 to 1.
    pub probability: f32,
    /// The values of its features, in the order of [`PageFeatures::names`].
    pub values: Vec<f32>,
    /// The classes of the elements around it, as the names of features that are 1.
    pub classes: Vec<String>,
}

/// The lines of a page and their features.
#[derive(Clone, Debug, serde::Serialize)]
pub struct PageFeatures {
    /// The path of the page, as it was given.
    pub file: String,
    /// Whether it is a page with furniture around its article.
    pub is_page: bool,
    /// The names of the features.
    pub names: Vec<&'static str>,
    /// Its lines in order.
    pub lines: Vec<PageLine>,
}

/// The features of a saved page, or of a text pasted from one; no lines for a document.
///
/// # Errors
/// As [`crate::article::read`].
pub fn page_features(path: &Path, options: &ReadOptions) -> Result<PageFeatures, ReadError> {
    let name = path.display().to_string();
    let (draft, _) = draft_of(&name, bytes_of(path)?.into(), options.mend_encoding)?;
    let blocks: &[Block] = &draft.blocks;
    let mut found = PageFeatures {
        file: name,
        is_page: false,
        names: Vec::new(),
        lines: Vec::new(),
    };
    let page = match draft.origin {
        Origin::Page { links, boxes, elements } => &Page {
            saved: blocks.iter().any(|block| block.furniture.is_some()),
            title: draft.title.as_deref(),
            links: &links.clone(),
            boxes,
            elements,
        },
        Origin::Text => &Page::default(),
        Origin::Document | Origin::Print => return Ok(found),
    };
    let lang = language_of(&draft.text, draft.lang.as_ref(), options);
    let marked = Marked::by_passes(&draft.text, blocks, lang.as_ref(), page);
    let features = Features::of(&marked.lines, page, &marked.passes, marked.known);
    found.is_page = marked.is_page;
    let seen = Seen {
        lines: &marked.lines,
        page,
        features: &features,
    };
    let model = Model::of(page, &marked.lines)?;
    let (first, probabilities) = (model.first_look(seen), model.asked(seen).all());
    let scores = Scores::of(first, &marked.lines, page);
    for (at, line) in marked.lines.iter().enumerate() {
        let (values, classes) = dumped(&features, &scores, &page.elements, at);
        if at == 0 {
            found.names = values.iter().map(|(name, _)| *name).collect();
        }
        found.lines.push(PageLine {
            text: line.text.to_owned(),
            kind: line.kind.as_str(),
            mark: line.mark.map(super::furniture::reason::Furniture::as_str),
            probability: probabilities[at],
            values: values.into_iter().map(|(_, value)| value).collect(),
            classes,
        });
    }
    Ok(found)
}
