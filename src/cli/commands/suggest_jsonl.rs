//! `interligne suggest --jsonl`: a segment a line in, its matches a line out.

use std::path::Path;

use serde_json::Value;

use crate::cli::error::Result;
use crate::cli::jsonl::{self, JsonlArgs, Record};
use crate::cli::{Context, fragments};
use crate::matching::answer::SuggestAnswer;
use crate::matching::{Glossary, Indexes, Neighbour, Query, SuggestOptions};
use crate::memory::{Memory, Mode};

/// A stream of segments, and what is wanted for each of them.
pub(super) struct QueryStream<'a> {
    /// The file of the segments, or `-`.
    pub(super) input: &'a Path,
    pub(super) args: &'a JsonlArgs,
    /// The memory's folder.
    pub(super) memory: &'a Path,
    pub(super) options: &'a SuggestOptions,
    /// The index, which all cores share.
    pub(super) indexes: &'a Indexes,
    /// Whether stretches are looked for where nothing matches.
    pub(super) fragments: bool,
    pub(super) glossary: Option<Glossary>,
}

impl QueryStream<'_> {
    /// Answers it; each core has a connection of its own to the memory.
    pub(super) fn answer(&self, context: &mut Context) -> Result {
        let source = jsonl::source(self.input, context)?;
        let (from, to) = (context.from().clone(), context.to().clone());
        let worker = |jobs: &jsonl::Jobs<'_>| {
            let memory = Memory::open(self.memory, Mode::Read)?;
            let mut matcher = self.indexes.open_matcher(&memory, &from, &to);
            let mut pieces = self.fragments.then(|| self.indexes.open_fragments(&memory, &from, &to));
            jobs.answer(|record| {
                let query = match query(record) {
                    Ok(query) => query,
                    Err(refused) => return Ok(Err(refused)),
                };
                let matches = matcher.suggest_with(&query, self.options)?;
                let found = fragments::find(pieces.as_mut(), &query.text, &matches)?;
                let terms = self.glossary.as_ref().map(|glossary| glossary.find(&query.text));
                Ok(Ok(record.answer(&SuggestAnswer::new(
                    &query.text,
                    &matches,
                    found.as_deref(),
                    terms.as_deref(),
                ))?))
            })
        };
        jsonl::answer_lines(self.args, source, context.out(), worker)?.check()
    }
}

/// The segment of a line, with the neighbours that it names.
fn query(record: &Record) -> Result<Query, String> {
    let Some(text) = record.text("text")? else {
        return Err(format!(
            "{}: there is no `text`: expected the segment to be translated",
            record.name
        ));
    };
    Ok(Query {
        text: text.to_owned(),
        previous: neighbour(record, "previous")?,
        next: neighbour(record, "next")?,
    })
}

/// A neighbour that is null is the edge of the text; nobody knows one that is not named.
fn neighbour(record: &Record, key: &str) -> Result<Neighbour, String> {
    match record.fields.get(key) {
        None => Ok(Neighbour::Unknown),
        Some(Value::Null) => Ok(Neighbour::Edge),
        Some(_) => Ok(record
            .text(key)?
            .map_or(Neighbour::Edge, |text| Neighbour::Text(text.to_owned()))),
    }
}
