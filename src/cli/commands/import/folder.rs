//! Folders of article pairs → the memory: read and aligned on all cores, stored one whole article after another.

use crate::cli::error::{CliError, Kind, Result, fail};
use std::io::Write as _;
use std::sync::mpsc::sync_channel;

use crate::align::Aligner;
use crate::memory::PairReport;
use crate::pair::{FilePair, LanguageCheck, Pair, PairError, discover};
use rayon::prelude::*;

use crate::cli::Context;
use crate::cli::commands::import::args::ImportArgs;
use crate::cli::commands::import::pair::say;
use crate::cli::open_memory::{Trial, open_to_import};
use crate::cli::output::{ERROR, counted, paint};

/// How many pairs are read and aligned at once: enough to keep all cores busy, few enough that a folder of any size fits in
/// the memory of the machine, where three times as many may wait to be stored.
const AT_ONCE: usize = 32;

pub(crate) fn run(args: &ImportArgs, context: &mut Context) -> Result {
    let mut found = Vec::new();
    for folder in &args.paths {
        let in_folder = discover(folder, context.from(), context.to())?;
        for file in &in_folder.unpaired {
            context.warn(format_args!(
                "{} has no counterpart, or more than one: left aside",
                file.display()
            ));
        }
        if in_folder.pairs.is_empty() {
            fail!(
                User,
                "{}: no article pairs found: expected files such as x.{from}.txt with x.{to}.txt, {from}/x.html with \
                 {to}/x.html, or a manifest.tsv",
                folder.display(),
                from = context.from(),
                to = context.to(),
            );
        }
        found.extend(in_folder.pairs);
    }
    let options = args.reading.options(LanguageCheck::Refuse);
    let aligner = args.reading.aligner(context)?;
    let progress = context.progress(found.len() as u64, "importing");
    let mut memory = None;
    let mut totals = Totals::default();
    std::thread::scope(|scope| -> Result {
        // The next pairs are read and aligned while these are stored, which mostly waits for the disk.
        let (send, receive) = sync_channel(1);
        let (found, options, aligner) = (&found, &options, &aligner);
        scope.spawn(move || {
            for chunk in found.chunks(AT_ONCE) {
                let read: Vec<Result<Pair, PairError>> = chunk
                    .par_iter()
                    .map(|files| Pair::read_with(&files.source, &files.target, options, aligner))
                    .collect();
                if send.send((chunk, read)).is_err() {
                    // Storing failed, and says so.
                    break;
                }
            }
        });
        for (chunk, read) in receive {
            let mut articles = Vec::with_capacity(chunk.len());
            let mut stored = Ok(());
            for (files, read) in chunk.iter().zip(read) {
                let article = match read {
                    Ok(pair) => store_one(&mut memory, pair, files, aligner, args, &mut totals, context),
                    Err(error) => Ok(Article::Refused(error)),
                };
                match article {
                    Ok(article) => articles.push(article),
                    Err(error) => {
                        stored = Err(error);
                        break;
                    }
                }
                progress.inc(1);
            }
            // What is said to be stored is on the disk.
            let settled = memory.as_mut().map_or(Ok(()), |trial| trial.memory.settle());
            totals.refused += articles.iter().filter(|article| article.is_refused()).count();
            progress.suspend(|| articles.iter().try_for_each(|article| article.say(args, context)))?;
            stored?;
            settled?;
        }
        Ok(())
    })?;
    progress.finish_and_clear();
    if !args.json && found.len() > 1 {
        let line = totals.summary(args.dry_run);
        writeln!(context.out(), "{line}")?;
    }
    if totals.refused > 0 {
        let refused = counted(totals.refused, "pair was", "pairs were");
        let others = if args.dry_run {
            "would be stored"
        } else {
            "are in the memory"
        };
        let message = format!("{refused} refused, see above; the others {others}");
        return Err(CliError::new(Kind::User, message).telling_state());
    }
    Ok(())
}

/// What became of a pair of files.
enum Article {
    Stored(Box<(Pair, PairReport)>),
    Refused(PairError),
}

impl Article {
    fn is_refused(&self) -> bool {
        matches!(self, Article::Refused(_))
    }

    fn say(&self, args: &ImportArgs, context: &mut Context) -> Result {
        match self {
            Article::Stored(stored) => say(&stored.0, &stored.1, args, context),
            Article::Refused(error) => Ok(writeln!(context.err(), "{} {error}", paint(ERROR, "refused:"))?),
        }
    }
}

/// Stores an article, whole; it is on the disk when the memory is settled.
fn store_one(
    memory: &mut Option<Trial>,
    mut pair: Pair,
    files: &FilePair,
    aligner: &Aligner,
    args: &ImportArgs,
    totals: &mut Totals,
    context: &mut Context,
) -> Result<Article> {
    let trial = match memory {
        Some(trial) => trial,
        None => memory.insert(open_to_import(args.dry_run, context)?),
    };
    trial.memory.hold_back()?;
    let report = trial
        .memory
        .import_around(&mut pair, aligner, &args.pair_import(), |new| new.named(&files.name))?;
    totals.articles += 1;
    if !args.dry_run {
        let stored = counted(totals.articles, "article is", "articles are");
        context.stored(format!("{stored} stored, and the same command goes on"));
    }
    totals.pairs += usize::try_from(report.units)?;
    totals.to_review += usize::try_from(report.to_review)?;
    Ok(Article::Stored(Box::new((pair, report))))
}

#[derive(Default)]
struct Totals {
    articles: usize,
    pairs: usize,
    to_review: usize,
    refused: usize,
}

impl Totals {
    fn summary(&self, dry_run: bool) -> String {
        let (articles, pairs) = (
            counted(self.articles, "article", "articles"),
            counted(self.pairs, "pair", "pairs"),
        );
        let would = if dry_run { "would be " } else { "" };
        let mut line = format!("{would}{articles}, {pairs}");
        if self.to_review > 0 {
            line += &format!(", {} to review", self.to_review);
        }
        line
    }
}
