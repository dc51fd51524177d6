//! `interligne align --jsonl`: a pair of texts a line in, its beads a line out.

use std::path::Path;

use serde::Serialize;
use serde_json::Value;

use crate::align::Aligner;
use crate::cli::Context;
use crate::cli::bead_line::{BeadLine, line};
use crate::cli::destination::{Destination, OverwriteArgs};
use crate::cli::error::Result;
use crate::cli::jsonl::{self, JsonlArgs, Record, kind_of};
use crate::cli::pairs::ReadingArgs;
use crate::pair::{LanguageCheck, Pair, PairOptions, Side};
use crate::text::lang::Lang;

/// One line of the answers.
#[derive(Serialize)]
struct PairLine {
    beads: Vec<BeadLine>,
    /// The share of the pairs that is expected to be exactly right.
    expected_accuracy: f64,
    /// How many blocks were left out as page furniture.
    furniture_source: usize,
    furniture_target: usize,
    /// What a person should know of the pair.
    warnings: Vec<String>,
}

/// A stream of pairs, and what is done with it.
pub(super) struct PairStream<'a> {
    /// The file of the pairs, or `-`.
    pub(super) input: &'a Path,
    pub(super) args: &'a JsonlArgs,
    pub(super) reading: &'a ReadingArgs,
    pub(super) output: Option<&'a Path>,
    pub(super) overwrite: &'a OverwriteArgs,
}

impl PairStream<'_> {
    /// The beads of one record, or what was wrong with it.
    pub(super) fn align(&self, context: &mut Context) -> Result {
        let options = self.reading.options(LanguageCheck::Doubt);
        let inputs = [Some(self.input), self.reading.lexicon()].into_iter().flatten();
        let existing = self.overwrite.existing(false);
        let destination = match self.output {
            None => None,
            Some(path) => Some(Destination::new(path, inputs, existing, context)?),
        };
        let aligner = self.reading.aligner(context)?;
        let source = jsonl::source(self.input, context)?;
        let worker = |jobs: &jsonl::Jobs<'_>| {
            jobs.answer(|record| {
                // What is written takes its place at the end, so that there is time to look at what each line names.
                refuse_named_output(record, destination.as_ref())?;
                answer(record, &options, &aligner)
            })
        };
        let answers = match &destination {
            None => jsonl::answer_lines(self.args, source, context.out(), worker),
            Some(destination) => destination.write(|out| jsonl::answer_lines(self.args, source, out, worker)),
        };
        answers?.check()
    }
}

/// Refuses an output that a line names as one of its files.
fn refuse_named_output(record: &Record, destination: Option<&Destination>) -> Result {
    let named = ["source_file", "target_file"].map(|key| record.fields.get(key).and_then(Value::as_str));
    for file in named.into_iter().flatten() {
        destination.map_or(Ok(()), |destination| destination.refuse_if_read(Path::new(file)))?;
    }
    Ok(())
}

fn answer(record: &Record, options: &PairOptions, aligner: &Aligner) -> Result<jsonl::Answer> {
    match align(record, options, aligner) {
        Ok(line) => Ok(Ok(record.answer(&line)?)),
        Err(refused) => Ok(Err(refused)),
    }
}

fn align(record: &Record, options: &PairOptions, aligner: &Aligner) -> Result<PairLine, String> {
    let (from, to) = aligner.languages();
    let source = side(record, "source", from, options)?;
    let target = side(record, "target", to, options)?;
    // A message of the library names the side, and so the line.
    let pair = Pair::of_sides(source, target, options, aligner).map_err(|error| error.to_string())?;
    let mut warnings: Vec<String> = pair.doubt.iter().map(ToString::to_string).collect();
    warnings.extend(
        pair.unrelated
            .map(|why| format!("the two are hardly translations of each other: {why}")),
    );
    Ok(PairLine {
        beads: pair.alignment.beads.iter().map(|bead| line(&pair, bead)).collect(),
        expected_accuracy: (pair.alignment.expected_accuracy() * 1e6).round() / 1e6,
        furniture_source: pair.source.left_out().count(),
        furniture_target: pair.target.left_out().count(),
        warnings,
    })
}

/// One of the two texts: a string, a list of segments, or the file that `source_file` or `target_file` names. The key is the
/// side, or the tag of its language.
fn side(record: &Record, side: &str, lang: &Lang, options: &PairOptions) -> Result<Side, String> {
    let name = |key: &str| format!("{}, {key}", record.name);
    let said = |error: crate::pair::PairError| error.to_string();
    let file_key = format!("{side}_file");
    let is_given = |key: &&str| record.fields.get(*key).is_some_and(|value| !value.is_null());
    let given: Vec<&str> = [&*file_key, side, lang.as_str()].into_iter().filter(is_given).collect();
    if let [one, other, ..] = *given {
        return Err(format!(
            "{}: `{one}` and `{other}` are both given, expected one text for the {side}",
            record.name
        ));
    }
    if let Some(file) = record.text(&file_key)? {
        return Side::read(Path::new(file), lang, options).map_err(|error| format!("{}: {error}", record.name));
    }
    for key in [side, lang.as_str()] {
        match record.fields.get(key) {
            None | Some(Value::Null) => {}
            Some(Value::String(text)) => return Side::of_text(&name(key), text, lang, options).map_err(said),
            Some(Value::Array(segments)) => {
                let segments: Vec<&str> = segments
                    .iter()
                    .enumerate()
                    .map(|(index, segment)| {
                        segment.as_str().ok_or_else(|| {
                            let kind = kind_of(segment);
                            format!(
                                "{}: segment {index} of `{key}` is {kind}, expected a string",
                                record.name
                            )
                        })
                    })
                    .collect::<Result<_, String>>()?;
                return Side::of_segments(&name(key), &segments).map_err(said);
            }
            Some(other) => {
                let (kind, name) = (kind_of(other), &record.name);
                return Err(format!(
                    "{name}: `{key}` is {kind}, expected a string or a list of segments"
                ));
            }
        }
    }
    let name = &record.name;
    Err(format!(
        "{name}: there is no `{side}`: expected the text in `{side}` or `{lang}`, or its file in `{file_key}`"
    ))
}
