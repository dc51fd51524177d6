//! `interligne lexicon train PAIRS -o OUT`: word translation probabilities from pairs of texts.

use crate::cli::error::{CliError, Context as _, Kind, Result, fail};
use crate::cli::output::counted;
use std::collections::{HashMap, HashSet};
use std::fs::File;
use std::io::{BufRead as _, BufReader, Write as _};
use std::path::{Path, PathBuf};

use crate::align::lexicon::{Lexicon, TrainOptions, Trainer, TrainingPair};
use crate::matching::word_forms;
use crate::memory::{DATABASE_FILE, Mode};
use crate::text::lang::Lang;
use clap::{Args, Subcommand};

use crate::cli::Context;
use crate::cli::destination::{Destination, OverwriteArgs};

#[derive(Debug, Args)]
pub(crate) struct LexiconArgs {
    #[command(subcommand)]
    command: LexiconCommand,
}

#[derive(Debug, Subcommand)]
enum LexiconCommand {
    /// Train a lexicon from translated pairs (TMX or TSV), for `align --lexicon` and `import --lexicon`
    Train(TrainArgs),
    /// Say what a lexicon holds, and how it translates words
    Show(ShowArgs),
}

#[derive(Debug, Args)]
struct TrainArgs {
    /// Files of pairs: TMX, or `source<TAB>target` a line
    #[arg(required = true, value_name = "PAIRS")]
    pairs: Vec<PathBuf>,

    /// Where to write the lexicon; `-` is standard output
    #[arg(short, long, value_name = "OUT")]
    output: PathBuf,

    #[command(flatten)]
    overwrite: OverwriteArgs,

    /// A file that names the origin of each pair, one label a line
    #[arg(long, value_name = "FILE")]
    labels: Option<PathBuf>,

    /// How much the pairs of a label count; 0 leaves them out [default: 1]
    #[arg(long = "weight", value_name = "LABEL=NUMBER", value_parser = weight, requires = "labels")]
    weights: Vec<(String, f32)>,

    /// Texts (files or folders) whose lines must not be learned from: a pair is left out when one of its sides is a line
    #[arg(long, value_name = "PATH")]
    without: Vec<PathBuf>,

    /// Rounds of training
    #[arg(long, value_name = "N", default_value_t = TrainOptions::default().iterations)]
    rounds: usize,

    /// The greatest size of the lexicon in bytes, without how its words are written (a twentieth more)
    #[arg(long, value_name = "BYTES", default_value_t = TrainOptions::default().max_bytes)]
    max_bytes: usize,
}

#[derive(Debug, Args)]
struct ShowArgs {
    /// A lexicon file [default: the one that is compiled in for --from and --to]
    #[arg(long, value_name = "FILE")]
    lexicon: Option<PathBuf>,

    /// The most translations for a word, best first
    #[arg(long, value_name = "NUMBER", default_value_t = 10)]
    limit: usize,

    /// Words of the source language
    words: Vec<String>,
}

fn weight(text: &str) -> Result<(String, f32), String> {
    let (label, number) = text.split_once('=').ok_or("expected LABEL=NUMBER")?;
    match number.parse() {
        Ok(w) if (0.0..=1000.0).contains(&w) => Ok((label.to_owned(), w)),
        _ => Err("expected a number from 0 to 1000 after `=`".to_owned()),
    }
}

pub(crate) fn run(args: &LexiconArgs, context: &mut Context) -> Result {
    match &args.command {
        LexiconCommand::Train(args) => train(args, context),
        LexiconCommand::Show(args) => show(args, context),
    }
}

/// A line reduced to its letters and digits, so that spacing and marks do not hide that two are the same.
fn fingerprint(line: &str) -> Option<u64> {
    use std::hash::{DefaultHasher, Hash as _, Hasher as _};
    let mut hasher = DefaultHasher::new();
    let mut letters = 0;
    for c in line
        .chars()
        .filter(|c| c.is_alphanumeric())
        .flat_map(char::to_lowercase)
    {
        c.hash(&mut hasher);
        letters += 1;
    }
    // Shorter lines are headings and names that any text may have.
    (letters >= 20).then(|| hasher.finish())
}

fn collect_lines(path: &Path, lines: &mut HashSet<u64>) -> Result {
    if path.is_dir() {
        for entry in std::fs::read_dir(path).context(Kind::Input, || path.display().to_string())? {
            collect_lines(&entry?.path(), lines)?;
        }
        return Ok(());
    }
    let bytes = std::fs::read(path).context(Kind::Input, || path.display().to_string())?;
    for line in String::from_utf8_lossy(&bytes).lines() {
        lines.extend(line.split('\t').filter_map(fingerprint));
    }
    Ok(())
}

/// Pairs that are read before they are handed to the trainer.
const BATCH: usize = 50_000;

/// Calls `take` with the number (from 1), the source and the target of each pair of a TMX or TSV file.
fn each_pair(path: &Path, from: &Lang, to: &Lang, mut take: impl FnMut(usize, &str, &str) -> Result) -> Result {
    let name = || path.display().to_string();
    if path.extension().is_some_and(|e| e.eq_ignore_ascii_case("tmx")) {
        let units = tmx::Reader::open(path, tmx::Policy::Default).context(Kind::Input, name)?;
        for (number, unit) in units.enumerate() {
            let unit = unit.context(Kind::Input, name)?;
            let text = |asked: &Lang| {
                let fits = |v: &&tmx::Variant| Lang::parse(&v.lang).is_ok_and(|lang| asked.accepts(&lang));
                unit.variants.iter().find(fits).map(|v| v.seg.spaced_text())
            };
            if let (Some(source), Some(target)) = (text(from), text(to)) {
                take(number + 1, &source, &target)?;
            }
        }
        return Ok(());
    }
    for (number, line) in BufReader::new(File::open(path).context(Kind::Input, name)?)
        .lines()
        .enumerate()
    {
        let line = line.context(Kind::Input, || format!("{}:{}", path.display(), number + 1))?;
        let mut fields = line.split('\t');
        let (Some(source), Some(target)) = (fields.next(), fields.next()) else {
            fail!(Input, "{}:{}: expected `source<TAB>target`", path.display(), number + 1);
        };
        take(number + 1, source, target)?;
    }
    Ok(())
}

fn train(args: &TrainArgs, context: &mut Context) -> Result {
    let inputs = args.pairs.iter().chain(&args.labels).chain(&args.without);
    let existing = args.overwrite.existing(false);
    let destination = Destination::new(&args.output, inputs.map(PathBuf::as_path), existing, context)?;
    let mut excluded = HashSet::new();
    for path in &args.without {
        collect_lines(path, &mut excluded)?;
    }
    let weights: HashMap<&str, f32> = args.weights.iter().map(|(l, w)| (l.as_str(), *w)).collect();
    let mut labels = match context.optional_input(args.labels.as_deref())? {
        Some(path) => {
            Some(BufReader::new(File::open(&path).context(Kind::Input, || path.display().to_string())?).lines())
        }
        None => None,
    };
    let mut options = TrainOptions::default();
    (options.iterations, options.max_bytes) = (args.rounds, args.max_bytes);
    let mut trainer = Trainer::new(context.from().clone(), context.to().clone(), options);
    let (mut left_out, mut batch) = (0usize, Vec::new());
    for path in &context.inputs(&args.pairs)? {
        each_pair(path, context.from(), context.to(), |number, source, target| {
            let weight = match &mut labels {
                None => 1.0,
                Some(labels) => {
                    let Some(label) = labels.next() else {
                        fail!(
                            Input,
                            "{}:{number}: no label for this pair: the labels end too early",
                            path.display()
                        );
                    };
                    weights.get(label?.as_str()).copied().unwrap_or(1.0)
                }
            };
            if weight <= 0.0 {
                return Ok(());
            }
            if [source, target]
                .into_iter()
                .filter_map(fingerprint)
                .any(|f| excluded.contains(&f))
            {
                left_out += 1;
                return Ok(());
            }
            batch.push(TrainingPair {
                source: source.to_owned(),
                target: target.to_owned(),
                weight,
            });
            if batch.len() == BATCH {
                trainer.add(&batch);
                batch.clear();
            }
            Ok(())
        })?;
    }
    trainer.add(&batch);
    let bar = context.progress(args.rounds as u64, "training");
    let (lexicon, report) = trainer.train(|_| bar.inc(1))?;
    bar.finish_and_clear();
    destination.write(|out| Ok(out.write_all(lexicon.as_bytes())?))?;
    let (source, target, pairs) = lexicon.size();
    let report = format!(
        "{}: {} bytes, {source} and {target} words, {} of words\n\
         learned from {} ({} and {} tokens), {:.2} bits a token; {left_out} left out",
        args.output.display(),
        lexicon.as_bytes().len(),
        counted(pairs, "pair", "pairs"),
        counted(report.pairs, "pair", "pairs"),
        report.tokens[0],
        report.tokens[1],
        report.bits_per_token,
    );
    if destination.is_stdout() {
        context.note(report);
    } else {
        writeln!(context.out(), "{report}")?;
    }
    Ok(())
}

fn show(args: &ShowArgs, context: &mut Context) -> Result {
    let (from, to) = (context.from().clone(), context.to().clone());
    let lexicon = match context.optional_input(args.lexicon.as_deref())? {
        Some(path) => Lexicon::read(&path)?,
        None => Lexicon::built_in(&from, &to).ok_or_else(|| {
            let message = format!("no lexicon is compiled in for {from} and {to}");
            CliError::new(Kind::User, message).hint("name a file with --lexicon")
        })?,
    };
    if args.words.is_empty() {
        let ((from, to), (source, target, pairs)) = (lexicon.languages(), lexicon.size());
        let bytes = lexicon.as_bytes().len();
        writeln!(
            context.out(),
            "{from}-{to}: {source} and {target} words, {} of words, {bytes} bytes",
            counted(pairs, "pair", "pairs")
        )?;
    }
    // The lexicon of French and English serves English and French too.
    let back = lexicon.serves(&from, &to) == Some(true);
    let mut rows = Vec::new();
    for word in &args.words {
        let found = if back {
            lexicon.translations_back(word)
        } else {
            lexicon.translations(word)
        };
        let found = found.into_iter().take(args.limit);
        rows.extend(found.map(|translation| (word, translation)));
    }
    // A lexicon of an older format has stems alone: the memory may have their words.
    let stems = match lexicon.has_words() {
        true => HashSet::new(),
        false => rows.iter().map(|(_, (stem, ..))| stem.clone()).collect(),
    };
    let (own, other) = lexicon.languages();
    let languages = if back { [own, other] } else { [other, own] };
    let words = words(&stems, languages, context)?;
    for (word, (stem, forward, backward)) in rows {
        let translation = words.get(&stem).unwrap_or(&stem);
        writeln!(context.out(), "{word}\t{translation}\t{forward:.4}\t{backward:.4}")?;
    }
    Ok(())
}

/// The words that the memory has for these stems of a language, beside another one; none where there is no memory.
fn words(stems: &HashSet<String>, [of, other]: [&Lang; 2], context: &Context) -> Result<HashMap<String, String>> {
    let exists = context
        .memory_option()
        .is_some_and(|folder| folder.join(DATABASE_FILE).exists());
    if !exists || stems.is_empty() {
        return Ok(HashMap::new());
    }
    let memory = crate::cli::open_memory::open(Mode::Read, context)?;
    Ok(word_forms(&memory, of, other, stems)?)
}
