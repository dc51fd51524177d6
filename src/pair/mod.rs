//! Two files, an article and its translation → an [`Pair`]: both read, cut into segments and aligned.
//!
//! This is the way from the translator's disk to the memory's door, with the checks that keep a wrong pair out: the same
//! file twice, source and target swapped, a text in another language than was said.

mod discover;
mod error;
mod foreign;
mod furniture;
mod options;
mod side;
mod translation;

use std::path::Path;

use crate::align::{Aligner, Alignment, Bead};
use crate::article;
use crate::segment::{Segment, Segmenter};
use crate::text::function_words::is_surely_in;
use crate::text::guess::SURE_OF_LANGUAGE;
use crate::text::lang::Lang;

use foreign::Native;

pub use discover::{DiscoverError, FilePair, Found, MANIFEST, article_name, discover, manifest};
pub use error::{PairError, Unrelated};
pub use options::{LanguageCheck, PairOptions};
pub use side::{LeftOut, Side};
pub use translation::HARDLY_TRANSLATED;

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
        let (source, target) = (Side::read(source, from, options)?, Side::read(target, to, options)?);
        if options.refuse_unrelated && is_same_text(&source, &target) {
            return Err(PairError::SameText {
                source_path: source.path,
                target_path: target.path,
            });
        }
        Pair::of_sides(source, target, options, aligner)
    }

    /// Aligns two sides that were read already, in the aligner's languages, with the same checks as [`Pair::read_with`].
    ///
    /// # Errors
    /// When a side looks as if it were in another language, or when the two are hardly translations of each other.
    pub fn of_sides(
        mut source: Side,
        mut target: Side,
        options: &PairOptions,
        aligner: &Aligner,
    ) -> Result<Self, PairError> {
        let (from, to) = aligner.languages();
        let doubt = match (options.languages, check_languages(&source, &target, (from, to))) {
            (LanguageCheck::Off, _) | (_, Ok(())) => None,
            (
                _,
                Err(PairError::Language {
                    found, option: "--to", ..
                }),
            ) if from.accepts(&found) && is_begun(&source, &target, to) => Some(PairError::PartlyTranslated {
                path: target.path.clone(),
                found,
            }),
            (LanguageCheck::Doubt, Err(doubt @ PairError::Language { .. })) => Some(doubt),
            (_, Err(refused)) => return Err(refused),
        };
        // Neither a text that came in segments nor one whose furniture is wanted is cut again.
        let is_cut = source.lines.is_some() || target.lines.is_some();
        if !is_cut && !options.keep_furniture {
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
        let mut alignment = aligner.align(&source.segments, &target.segments);
        let natives = [from, to].map(Native::of);
        let is_begun = matches!(doubt, Some(PairError::PartlyTranslated { .. }));
        for bead in alignment.beads.iter_mut().filter(|bead| !bead.is_null()) {
            let (source, target) = (
                &source.segments[bead.source.clone()],
                &target.segments[bead.target.clone()],
            );
            let is_left = is_begun && source.iter().map(|s| &s.text).eq(target.iter().map(|s| &s.text));
            if is_left || foreign::is_doubtful(&natives, source, target) {
                bead.confidence = bead.confidence.min(DOUBTFUL);
            }
        }
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
        if aligner.lexicon().is_some() && pair.is_forced(aligner) {
            for bead in pair.alignment.beads.iter_mut().filter(|bead| !bead.is_null()) {
                bead.confidence = bead.confidence.min(DOUBTFUL);
            }
        }
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

/// The most confidence, from 0 to 1, that a bead has one of whose sides is in another language than it should be: a person should look at it.
const DOUBTFUL: f64 = 0.5;

fn joined(segments: &[Segment], between: &str) -> String {
    let texts: Vec<&str> = segments.iter().map(|segment| segment.text.as_str()).collect();
    texts.join(between)
}

fn is_same_file(a: &Path, b: &Path) -> bool {
    a == b || matches!((a.canonicalize(), b.canonicalize()), (Ok(a), Ok(b)) if a == b)
}

/// Whether both sides say the same, as a copy or a hard link does, so that neither translates the other.
fn is_same_text(source: &Side, target: &Side) -> bool {
    let texts = |side: &Side| {
        side.segments
            .iter()
            .map(|segment| segment.text.clone())
            .collect::<Vec<_>>()
    };
    !source.segments.is_empty() && texts(source) == texts(target)
}

/// The share of a translation that is not as it stands in the article, from which on it counts as begun.
const BEGUN: f64 = 0.1;

/// Whether a translation that is in the article's language is one that was begun: some of it says what the article says, word for word, and
/// the rest is in the language that it should be in.
fn is_begun(source: &Side, target: &Side, to: &Lang) -> bool {
    let article: std::collections::HashSet<&str> = source.segments.iter().map(|s| s.text.as_str()).collect();
    let all = target.segments.iter().map(|s| s.text.as_str());
    let (left, translated): (Vec<&str>, Vec<&str>) = all.partition(|text| article.contains(text));
    let length = |texts: &[&str]| texts.iter().map(|text| text.chars().count()).sum::<usize>() as f64;
    if left.is_empty() || length(&translated) < BEGUN * (length(&left) + length(&translated)) {
        return false;
    }
    article::guess_lang(&translated.join("\n")).is_some_and(|(lang, _)| to.accepts(&lang))
}

fn check_languages(source: &Side, target: &Side, (from, to): (&Lang, &Lang)) -> Result<(), PairError> {
    // Nothing is to be said against a side that is surely in the language that it should be in.
    let looks = |side: &Side, said: &Lang| {
        let texts = side.segments.iter().map(|segment| segment.text.as_str());
        if is_surely_in(texts, said) {
            return None;
        }
        article::guess_lang(&joined(&side.segments, "\n"))
    };
    let (source_looks, target_looks) = (looks(source, from), looks(target, to));
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
