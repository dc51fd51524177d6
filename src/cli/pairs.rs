//! What `align` and `import` share: how a pair of files is read and aligned, and what is said about it.

use std::path::{Path, PathBuf};

use crate::align::lexicon::Lexicon;
use crate::align::{AlignOptions, Aligner};
use crate::memory::{self, Memory, MemoryError, Mode};
use crate::pair::{LanguageCheck, Pair, PairOptions};
use clap::Args;

use super::Context;
use super::document::DocumentArgs;
use super::error::Result;

/// How the two files of a pair are read and aligned.
#[derive(Debug, Args)]
pub(crate) struct ReadingArgs {
    /// A lexicon of word translations to use instead of the one that is compiled in
    #[arg(long, value_name = "FILE")]
    lexicon: Option<PathBuf>,

    #[command(flatten)]
    document: DocumentArgs,

    /// Go on where a text looks as if it were in another language, or the two are hardly translations of each other
    #[arg(long)]
    force: bool,
}

impl ReadingArgs {
    /// Whether any of those was given that only articles take.
    pub(crate) fn is_for_articles(&self) -> bool {
        self.document.is_given() || self.lexicon.is_some()
    }

    /// Whether texts are taken that look as if they were in another language.
    pub(crate) fn is_forced(&self) -> bool {
        self.force
    }

    /// As the library wants it; `languages` holds unless `--force` was given. What is to be stored must be a translation.
    pub(crate) fn options(&self, languages: LanguageCheck) -> PairOptions {
        self.document
            .pair_options()
            .languages(if self.force { LanguageCheck::Off } else { languages })
            .refuse_unrelated(languages == LanguageCheck::Refuse && !self.force)
    }

    /// The lexicon that was named, which is an input.
    pub(crate) fn lexicon(&self) -> Option<&Path> {
        self.lexicon.as_deref()
    }

    /// The aligner for the languages at hand, with the lexicon that was named and what the memory's confirmed pairs teach.
    pub(crate) fn aligner(&self, context: &mut Context) -> Result<Aligner> {
        let mut options = AlignOptions::new(context.from().clone(), context.to().clone());
        options.lexicon = context.optional_input(self.lexicon())?;
        let aligner = Aligner::with_options(options)?;
        Ok(match confirmed(&aligner, context) {
            Ok(Some(lexicon)) => aligner.with_confirmed(lexicon),
            Ok(None) => aligner,
            Err(error) => {
                context.warn(format_args!("confirmed pairs are not learned from: {error}"));
                aligner
            }
        })
    }
}

/// What the confirmed pairs of the memory teach; nothing where there is no memory.
fn confirmed(aligner: &Aligner, context: &Context) -> Result<Option<Lexicon>, MemoryError> {
    let Ok(folder) = memory::locate(context.memory_option()) else {
        return Ok(None);
    };
    if !folder.join(memory::DATABASE_FILE).exists() {
        return Ok(None);
    }
    let memory = Memory::open(&folder, Mode::Read)?;
    memory.confirmed_lexicon(context.from(), context.to(), aligner.lexicon())
}

/// Warns where so little of the two texts found a counterpart that they are hardly translations of each other.
/// Sides of fewer segments than this find counterparts by chance.
const FEW_SEGMENTS: usize = 12;

/// Says so where only lengths and numbers tell whether two short texts are translations of each other.
pub(crate) fn note_if_nothing_tells(pair: &Pair, aligner: &Aligner, context: &Context) {
    let shorter = pair.source.segments.len().min(pair.target.segments.len());
    if aligner.lexicon().is_none() && pair.unrelated.is_none() && shorter < FEW_SEGMENTS {
        context.warn(format_args!(
            "without a lexicon for {} and {}, nothing tells of texts as short as {} and {} whether they translate each other: look at \
             what was stored",
            pair.from.name(),
            pair.to.name(),
            pair.source.path.display(),
            pair.target.path.display(),
        ));
    }
}

pub(crate) fn warn_if_hardly_translated(pair: &Pair, context: &Context) {
    if let Some(why) = pair.unrelated {
        context.warn(format_args!(
            "{} and {} are hardly translations of each other: {why}",
            pair.source.path.display(),
            pair.target.path.display(),
        ));
    }
}
