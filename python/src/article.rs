//! Articles and segments.

use std::path::{Path, PathBuf};

use interligne::article::{self, Article, ReadOptions};
use interligne::segment::Segmenter;
use interligne::text::lang::Lang;
use pyo3::prelude::*;

use crate::errors::Error;
use crate::offsets::CodePoints;

/// A block: its kind, its place in code points, and why it is page furniture, if it is.
type Block = (&'static str, usize, usize, Option<String>);
/// A segment: its text, its block, its block's kind, its place in code points.
type Segment = (String, usize, &'static str, usize, usize);

/// What `interligne.Article` is made of.
#[derive(IntoPyObject)]
pub(crate) struct ReadArticle {
    text: String,
    blocks: Vec<Block>,
    segments: Vec<Segment>,
    title: Option<String>,
    lang: Option<String>,
    date: Option<String>,
}

/// The segments of a text in the language `lang`.
#[pyfunction]
pub(crate) fn segment(py: Python<'_>, text: &str, lang: &str, keep_furniture: bool) -> Result<Vec<String>, Error> {
    let lang = Lang::parse(lang)?;
    py.detach(|| {
        // Where nothing was said, nothing can be cut.
        if text.trim().is_empty() {
            return Ok(Vec::new());
        }
        let options = reading(Some(&lang));
        let article = article::read_str("the text", text, &options)?;
        let segments = Segmenter::new(&lang).segment(&article, keep_furniture);
        Ok(segments.into_iter().map(|segment| segment.text).collect())
    })
}

/// A file as an article, with its segments in the language `lang`, else in the one that it looks like.
#[pyfunction]
pub(crate) fn read_article(py: Python<'_>, path: PathBuf, lang: Option<&str>) -> Result<ReadArticle, Error> {
    let lang = lang.map(Lang::parse).transpose()?;
    py.detach(|| read(&path, lang))
}

fn read(path: &Path, lang: Option<Lang>) -> Result<ReadArticle, Error> {
    let article = article::read(path, &reading(lang.as_ref()))?;
    let spoken = lang.or_else(|| article::guess_lang(&article.text).map(|(lang, _)| lang));
    let spoken = spoken
        .or_else(|| article.lang.clone())
        .map_or_else(|| Lang::parse("und"), Ok)?;
    let segments = segments_of(&article, &spoken);
    let mut points = CodePoints::of(&article.text);
    let blocks = article.blocks.iter().map(|block| {
        let (start, end) = points.range(&block.range);
        let furniture = block.furniture.map(|reason| reason.as_str().to_owned());
        (block.kind.as_str(), start, end, furniture)
    });
    let blocks = blocks.collect();
    Ok(ReadArticle {
        blocks,
        segments,
        title: article.title,
        lang: article.lang.map(|lang| lang.to_string()),
        date: article.date,
        text: article.text,
    })
}

fn reading(lang: Option<&Lang>) -> ReadOptions {
    lang.map_or_else(ReadOptions::default, |lang| ReadOptions::default().lang(lang.clone()))
}

fn segments_of(article: &Article, lang: &Lang) -> Vec<Segment> {
    let mut points = CodePoints::of(&article.text);
    let segments = Segmenter::new(lang).segment(article, true);
    segments
        .into_iter()
        .map(|segment| {
            let (start, end) = points.range(&segment.range);
            (segment.text, segment.block, segment.kind.as_str(), start, end)
        })
        .collect()
}
