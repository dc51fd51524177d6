//! Two files, an article and its translation → an [`Pair`]: both read, cut into segments and aligned.
//!
//! This is the way from the translator's disk to the memory's door, with the checks that keep a wrong pair out: the same
//! file twice, source and target swapped, a text in another language than was said.

mod discover;
mod furniture;
mod side;
mod translation;

use std::path::{Path, PathBuf};

use crate::align::{Aligner, Alignment, Bead};
use crate::article::{self, Article, Block, ReadError, ReadOptions};
use crate::segment::{self, Segment, Segmenter};
use crate::text::lang::Lang;

pub use discover::{DiscoverError, FilePair, Found, MANIFEST, article_name, discover, manifest};
pub use side::{LeftOut, Side};
pub use translation::{HARDLY_TRANSLATED, Unrelated};

/// How the two files of a pair are to be read.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct PairOptions {
    /// Every line is one segment, an empty line a paragraph break; nothing is cleaned.
    pub presegmented: bool,
    /// Align page furniture too.
    pub keep_furniture: bool,
    /// What to do where a text looks as if it were in another language.
    pub languages: LanguageCheck,
    /// Refuse a pair that is hardly a translation: for what is to be stored.
    pub refuse_unrelated: bool,
}

impl Default for PairOptions {
    /// Text as it comes, page furniture left out, a text in another language refused, and so a pair that is hardly a
    /// translation.
    fn default() -> PairOptions {
        PairOptions {
            presegmented: false,
            keep_furniture: false,
            languages: LanguageCheck::Refuse,
            refuse_unrelated: true,
        }
    }
}

impl PairOptions {
    /// Takes every line for one segment and an empty line for a paragraph break; nothing is cleaned.
    #[must_use]
    pub fn presegmented(mut self, presegmented: bool) -> PairOptions {
        self.presegmented = presegmented;
        self
    }

    /// Aligns page furniture too.
    #[must_use]
    pub fn keep_furniture(mut self, keep: bool) -> PairOptions {
        self.keep_furniture = keep;
        self
    }

    /// What to do where a text looks as if it were in another language.
    #[must_use]
    pub fn languages(mut self, check: LanguageCheck) -> PairOptions {
        self.languages = check;
        self
    }

    /// Whether a pair that is hardly a translation is refused ([`PairError::HardlyTranslated`]).
    #[must_use]
    pub fn refuse_unrelated(mut self, refuse: bool) -> PairOptions {
        self.refuse_unrelated = refuse;
        self
    }
}

/// What to do where a text looks as if it were in another language than was said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LanguageCheck {
    /// Refuse the pair: for what is to be stored.
    Refuse,
    /// Refuse it if source and target seem to be swapped; where one side alone looks wrong, go on and say so in
    /// [`Pair::doubt`]: for a look at the alignment.
    Doubt,
    /// Go on.
    Off,
}

/// An article and its translation, aligned.
#[derive(Debug)]
pub struct Pair {
    /// The language of the source.
    pub from: Lang,
    /// The language of the target.
    pub to: Lang,
    /// The source article.
    pub source: Side,
    /// Its translation.
    pub target: Side,
    /// The beads; their indices are positions in [`Side::segments`].
    pub alignment: Alignment,
    /// With [`LanguageCheck::Doubt`], the side that looks as if it were in another language than was said.
    pub doubt: Option<PairError>,
    /// Why the two are hardly translations of each other, if they are and were not refused: what a user should be warned
    /// about.
    pub unrelated: Option<Unrelated>,
    /// How its files were read.
    pub reading: Reading,
}

/// How the files of a pair were read, as far as that decides which segments there are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Reading {
    /// As articles, page furniture left out.
    #[default]
    Article,
    /// As articles with page furniture.
    WithFurniture,
    /// Each line as a segment.
    Presegmented,
}

impl Reading {
    /// A word for it, such as `presegmented`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Reading::Article => "article",
            Reading::WithFurniture => "with furniture",
            Reading::Presegmented => "presegmented",
        }
    }
}

/// Why a pair was refused.
#[derive(Debug, thiserror::Error)]
pub enum PairError {
    /// One of the files could not be read.
    #[error(transparent)]
    Read(#[from] ReadError),
    /// Both arguments name one file.
    #[error("{path} is given twice: expected an article and its translation in two files", path = path.display())]
    SameFile {
        /// The file.
        path: PathBuf,
    },
    /// The source looks like the target language and the other way round.
    #[error(
        "{source_path} looks {to} and {target_path} looks {from}: source and target seem to be swapped; give the {from} file \
         first, or use --force if this is right",
        source_path = source_path.display(), target_path = target_path.display(), from = from.name(), to = to.name()
    )]
    Swapped {
        /// The file given as the source.
        source_path: PathBuf,
        /// The file given as the target.
        target_path: PathBuf,
        /// The language that the source should have.
        from: Lang,
        /// The language that the target should have.
        to: Lang,
    },
    /// A text looks as if it were in another language than was said.
    #[error(
        "{path} looks {found}, expected {expected}: give the right file, or name its language with {option}, or use --force if \
         this is right",
        path = path.display(), found = found.name(), expected = expected.name()
    )]
    Language {
        /// The file.
        path: PathBuf,
        /// What was said.
        expected: Lang,
        /// What it looks like.
        found: Lang,
        /// The option that names this side's language.
        option: &'static str,
    },
    /// Next to nothing of the one text has a counterpart in the other.
    #[error(
        "{source_path} and {target_path} are hardly translations of each other: {why}; give the article and its \
         translation, or use --force if this is right",
        source_path = source_path.display(), target_path = target_path.display()
    )]
    HardlyTranslated {
        /// The source file.
        source_path: PathBuf,
        /// The target file.
        target_path: PathBuf,
        /// What speaks against it.
        why: Unrelated,
    },
    /// A file was read and holds no segment.
    #[error(
        "{path} holds no text to align: all of it looks like page furniture (menus, buttons, advertising); use \
         --keep-furniture to align it all the same",
        path = path.display()
    )]
    NoSegments {
        /// The file.
        path: PathBuf,
    },
}

impl Pair {
    /// Reads both files, in the aligner's languages, cuts them into segments and aligns them.
    ///
    /// # Errors
    /// When a file cannot be read, when both are one, when a text looks as if it were in another language, or when the two are
    /// hardly translations of each other.
    pub fn read(source: impl AsRef<Path>, target: impl AsRef<Path>, aligner: &Aligner) -> Result<Self, PairError> {
        Pair::read_with(source.as_ref(), target.as_ref(), &PairOptions::default(), aligner)
    }

    /// [`Pair::read`] with other options than the default.
    ///
    /// # Errors
    /// As [`Pair::read`].
    pub fn read_with(
        source: &Path,
        target: &Path,
        options: &PairOptions,
        aligner: &Aligner,
    ) -> Result<Self, PairError> {
        if is_same_file(source, target) {
            return Err(PairError::SameFile {
                path: source.to_owned(),
            });
        }
        let (from, to) = aligner.languages();
        let mut source = read_side(source, from, options)?;
        let mut target = read_side(target, to, options)?;
        let doubt = match (options.languages, check_languages(&source, &target, (from, to))) {
            (LanguageCheck::Off, _) | (_, Ok(())) => None,
            (LanguageCheck::Doubt, Err(doubt @ PairError::Language { .. })) => Some(doubt),
            (_, Err(refused)) => return Err(refused),
        };
        if !options.presegmented && !options.keep_furniture {
            let segmenters = [Segmenter::new(from), Segmenter::new(to)];
            if furniture::settle(&mut source, &mut target, aligner, &segmenters) {
                for (side, segmenter) in [&mut source, &mut target].into_iter().zip(&segmenters) {
                    side.segments = segmenter.segment(&side.article, false);
                }
            }
            for (side, segmenter) in [&mut source, &mut target].into_iter().zip(&segmenters) {
                side.keep_furniture(segmenter);
            }
        }
        let alignment = aligner.align(&source.segments, &target.segments);
        let mut pair = Pair {
            from: from.clone(),
            to: to.clone(),
            source,
            target,
            alignment,
            doubt,
            unrelated: None,
            reading: match (options.presegmented, options.keep_furniture) {
                (true, _) => Reading::Presegmented,
                (false, true) => Reading::WithFurniture,
                (false, false) => Reading::Article,
            },
        };
        pair.unrelated = pair.find_unrelated(aligner);
        match pair.unrelated {
            // Without a lexicon the aligner may miss what is there: the caller is told, and decides.
            Some(why) if options.refuse_unrelated && aligner.lexicon().is_some() => Err(PairError::HardlyTranslated {
                source_path: pair.source.path,
                target_path: pair.target.path,
                why,
            }),
            _ => Ok(pair),
        }
    }

    /// The text of a bead's source side: its segments joined with a space.
    #[must_use]
    pub fn source_text(&self, bead: &Bead) -> String {
        joined(&self.source.segments[bead.source.clone()], " ")
    }

    /// The text of a bead's target side: its segments joined with a space.
    #[must_use]
    pub fn target_text(&self, bead: &Bead) -> String {
        joined(&self.target.segments[bead.target.clone()], " ")
    }
}

fn joined(segments: &[Segment], between: &str) -> String {
    let texts: Vec<&str> = segments.iter().map(|segment| segment.text.as_str()).collect();
    texts.join(between)
}

fn is_same_file(a: &Path, b: &Path) -> bool {
    a == b || matches!((a.canonicalize(), b.canonicalize()), (Ok(a), Ok(b)) if a == b)
}

fn read_side(path: &Path, lang: &Lang, options: &PairOptions) -> Result<Side, PairError> {
    let read = ReadOptions {
        lang: Some(lang.clone()),
    };
    if options.presegmented {
        let text = article::read_text(path)?;
        let (segments, lines) = segment::presegmented(&text);
        let blocks = paragraphs(&segments);
        let article = Article {
            text,
            blocks,
            title: None,
            lang: None,
            date: None,
            replaced: 0,
            garbled: None,
        };
        return Ok(Side {
            path: path.to_owned(),
            article,
            segments,
            furniture: Vec::new(),
            lines: Some(lines),
        });
    }
    let article = article::read(path, &read)?;
    let segments = Segmenter::new(lang).segment(&article, options.keep_furniture);
    if segments.is_empty() {
        return Err(PairError::NoSegments { path: path.to_owned() });
    }
    Ok(Side {
        path: path.to_owned(),
        article,
        segments,
        furniture: Vec::new(),
        lines: None,
    })
}

/// A file is refused for its language only when the guess is as sure as this (see [`article::guess_lang`]).
const SURE_OF_LANGUAGE: f64 = 0.9;

fn check_languages(source: &Side, target: &Side, (from, to): (&Lang, &Lang)) -> Result<(), PairError> {
    let looks = |side: &Side| article::guess_lang(&joined(&side.segments, "\n"));
    let (source_looks, target_looks) = (looks(source), looks(target));
    if let (Some((source_lang, _)), Some((target_lang, _))) = (&source_looks, &target_looks)
        && !from.accepts(source_lang)
        && !to.accepts(target_lang)
        && from.accepts(target_lang)
        && to.accepts(source_lang)
    {
        // Two guesses that agree need not be sure.
        return Err(PairError::Swapped {
            source_path: source.path.clone(),
            target_path: target.path.clone(),
            from: from.clone(),
            to: to.clone(),
        });
    }
    let other = |said: &Lang, looks: Option<(Lang, f64)>| {
        let (lang, sure) = looks?;
        (sure >= SURE_OF_LANGUAGE && !said.accepts(&lang)).then_some(lang)
    };
    match (other(from, source_looks), other(to, target_looks)) {
        (None, None) => Ok(()),
        (Some(found), _) => Err(PairError::Language {
            path: source.path.clone(),
            expected: from.clone(),
            found,
            option: "--from",
        }),
        (None, Some(found)) => Err(PairError::Language {
            path: target.path.clone(),
            expected: to.clone(),
            found,
            option: "--to",
        }),
    }
}

/// The paragraphs of presegmented text as blocks: each from its first segment to its last.
fn paragraphs(segments: &[Segment]) -> Vec<Block> {
    segments
        .chunk_by(|a, b| a.block == b.block)
        .filter_map(|paragraph| match paragraph {
            [] => None,
            [first, ..] => {
                let end = paragraph.last().map_or(first.range.end, |last| last.range.end);
                Some(Block {
                    kind: first.kind,
                    range: first.range.start..end,
                    furniture: None,
                })
            }
        })
        .collect()
}
