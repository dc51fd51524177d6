//! Streams for machines: a line of JSON in, a line of JSON out, in order, on all processor cores and in memory that does not grow
//! with the stream.
//!
//! A line that cannot be answered gives an answer too, which says why in `error`; so the lines of the output are those of the
//! input, without the empty ones. docs/MACHINE_OUTPUT.md has the rules.

mod pipe;
mod record;
mod source;

use std::collections::BTreeMap;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{self, TryRecvError};
use std::thread;

use clap::Args;

pub(crate) use pipe::Jobs;
pub(crate) use record::{Answer, Record, kind_of};

use super::Context;
use super::error::{CliError, Context as _, Kind, Result};
use super::output::grouped;
use super::standard_input::STANDARD;
use pipe::{Event, Pipe};
use record::Answered;
pub(crate) use source::LineSource;

/// The options of a command that answers a stream.
#[derive(Debug, Args)]
pub(crate) struct JsonlArgs {
    /// Answer each line of FILE, or of standard input: one JSON object in, one out
    #[arg(long, value_name = "FILE", num_args = 0..=1, default_missing_value = STANDARD)]
    jsonl: Option<PathBuf>,

    /// With --jsonl: stop at the first line that cannot be answered
    #[arg(long)]
    fail_fast: bool,

    /// With --jsonl: begin at this line of the input, from 1, to go on where a run was stopped
    #[arg(long, value_name = "LINE", default_value_t = 1, value_parser = clap::value_parser!(u64).range(1..))]
    from_line: u64,
}

impl JsonlArgs {
    /// The input, where a stream was asked for.
    ///
    /// # Errors
    /// When an option of streams was given without one: clap does not ask for `--jsonl` beside what it conflicts with.
    pub(crate) fn input(&self) -> Result<Option<&Path>> {
        if self.jsonl.is_none() && (self.fail_fast || self.from_line != 1) {
            return Err(CliError::usage("--fail-fast and --from-line are for --jsonl"));
        }
        Ok(self.jsonl.as_deref())
    }
}

/// Answers every line of a stream and writes the answers in its order to `out`. `worker` runs once on each processor core, with what
/// it needs of its own, and answers the lines that [`Jobs::answer`] hands to it.
///
/// What it gives says which lines were refused: an error too, but one after which the output stands.
///
/// # Errors
/// When the input cannot be read or the output cannot be written, and when a worker fails.
pub(crate) fn answer_lines(
    args: &JsonlArgs,
    source: LineSource,
    out: &mut (dyn Write + Send),
    worker: impl Fn(&Jobs<'_>) -> Result + Sync,
) -> Result<Answers> {
    let name = source.name().to_owned();
    let pipe = Pipe::new(args.from_line);
    pipe.read_from(source)?;
    let cores = rayon::current_num_threads();
    let (events, answers) = mpsc::channel();
    let counted = thread::scope(|scope| {
        for _ in 0..cores {
            let (events, pipe, worker, name) = (events.clone(), &*pipe, &worker, &*name);
            scope.spawn(move || {
                let jobs = Jobs::new(pipe, &events, name);
                if let Err(error) = worker(&jobs) {
                    // Nobody listens any more where the stream has ended with another error.
                    let _ = events.send(Event::Failed(error));
                }
            });
        }
        drop(events);
        let counted = write_in_order(&answers, &pipe, args.fail_fast, out);
        // Before the scope waits for its threads.
        pipe.close();
        counted
    })?;
    if let Some(error) = pipe.read_error() {
        return Err(error).context(Kind::Input, || format!("{name}: reading stopped"));
    }
    // One line after the last is where a run goes on that was over.
    match pipe.lines_read() {
        Some(lines) if args.from_line > lines.saturating_add(1) => {
            let message = format!(
                "{name}: --from-line {} is beyond its end: it has {lines} lines",
                args.from_line
            );
            Err(CliError::new(Kind::Input, message))
        }
        _ => Ok(counted),
    }
}

/// How many lines were answered, and which were refused.
#[derive(Default)]
#[must_use]
pub(crate) struct Answers {
    lines: usize,
    refused: usize,
    /// The number of the first that was refused, and why.
    first: Option<(u64, String)>,
    /// Whether that ended it.
    stopped: bool,
}

impl Answers {
    /// An error where a line was refused.
    pub(crate) fn check(self) -> Result {
        let Some((number, why)) = self.first else { return Ok(()) };
        if self.stopped {
            let after = number + 1;
            let again =
                format!("its answer, with the reason in `error`, is the last; --from-line {after} goes on after it");
            return Err(CliError::new(Kind::Input, why).hint(again));
        }
        let (refused, lines) = (grouped(self.refused), grouped(self.lines));
        let message = format!("{refused} of {lines} lines were refused, the first of them because of this: {why}");
        let where_to_look = "the answer to each has its reason in `error`; all others are answered";
        Err(CliError::new(Kind::Input, message).hint(where_to_look))
    }
}

fn write_in_order(
    answers: &mpsc::Receiver<Event>,
    pipe: &Pipe,
    fail_fast: bool,
    out: &mut (dyn Write + Send),
) -> Result<Answers> {
    let mut counted = Answers::default();
    // The answers that came before those of earlier lines. Each line has a place in the order, from 0, whatever its number.
    let mut waiting: BTreeMap<u64, Answered> = BTreeMap::new();
    let mut next = 0;
    loop {
        let event = match answers.try_recv() {
            Ok(event) => event,
            Err(TryRecvError::Empty) => {
                // Whoever writes the lines may wait for the answers that are there.
                out.flush()?;
                match answers.recv() {
                    Ok(event) => event,
                    Err(_) => break,
                }
            }
            Err(TryRecvError::Disconnected) => break,
        };
        match event {
            Event::Failed(error) => return Err(error),
            Event::Answered(place, answered) => drop(waiting.insert(place, answered)),
        }
        while let Some(answered) = waiting.remove(&next) {
            next += 1;
            out.write_all(&answered.json)?;
            counted.lines += 1;
            pipe.leave();
            if let Some(error) = answered.error {
                counted.refused += 1;
                counted.first.get_or_insert((answered.number, error));
                if fail_fast {
                    counted.stopped = true;
                    out.flush()?;
                    return Ok(counted);
                }
            }
        }
    }
    out.flush()?;
    Ok(counted)
}

/// The stream that a command was given, which is standard input or a file.
pub(crate) fn source(path: &Path, context: &Context) -> Result<LineSource> {
    if super::standard_input::is_standard(path) {
        if context.is_input_read() {
            return Err(super::standard_input::twice());
        }
        return Ok(LineSource::standard());
    }
    LineSource::file(path)
}
