//! Texts and their translations, aligned.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use interligne::align::{AlignOptions, Aligner};
use interligne::pair::{LanguageCheck, Pair, PairError, PairOptions, Side};
use interligne::text::lang::Lang;
use pyo3::prelude::*;
use pyo3::types::{PyList, PyTuple};
use rayon::prelude::*;

use crate::check::check_languages;
use crate::errors::Error;
use crate::pool::pool;

/// Pairs that are aligned before Python may say that somebody pressed a key.
const CHUNK: usize = 512;

/// One side of a pair: a text, or its segments.
#[derive(FromPyObject)]
pub(crate) enum Text {
    Whole(String),
    Segments(Vec<String>),
}

/// A bead: segment numbers of both sides, the confidence, the texts.
struct Bead {
    source: Vec<usize>,
    target: Vec<usize>,
    confidence: f64,
    source_text: String,
    target_text: String,
}

/// What `interligne.Alignment` is made of.
pub(crate) struct Aligned {
    beads: Vec<Bead>,
    expected_accuracy: f64,
    furniture_source: usize,
    furniture_target: usize,
    warnings: Vec<String>,
}

impl Aligned {
    fn of(pair: &Pair) -> Aligned {
        let beads = &pair.alignment.beads;
        let mut warnings: Vec<String> = pair.doubt.iter().map(ToString::to_string).collect();
        warnings.extend(
            pair.unrelated
                .map(|why| format!("the two are hardly translations of each other: {why}")),
        );
        Aligned {
            beads: beads
                .iter()
                .map(|bead| Bead {
                    source: bead.source.clone().map(|i| pair.source.number(i)).collect(),
                    target: bead.target.clone().map(|i| pair.target.number(i)).collect(),
                    confidence: rounded(bead.confidence),
                    source_text: pair.source_text(bead),
                    target_text: pair.target_text(bead),
                })
                .collect(),
            expected_accuracy: rounded(pair.alignment.expected_accuracy()),
            furniture_source: pair.source.left_out().count(),
            furniture_target: pair.target.left_out().count(),
            warnings,
        }
    }
}

/// As the command line writes it.
fn rounded(share: f64) -> f64 {
    (share * 1e6).round() / 1e6
}

impl<'py> IntoPyObject<'py> for Aligned {
    type Target = PyTuple;
    type Output = Bound<'py, PyTuple>;
    type Error = PyErr;

    fn into_pyobject(self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
        let beads = PyList::empty(py);
        for bead in self.beads {
            let (source, target) = (PyTuple::new(py, bead.source)?, PyTuple::new(py, bead.target)?);
            beads.append((source, target, bead.confidence, bead.source_text, bead.target_text))?;
        }
        (
            beads,
            self.expected_accuracy,
            self.furniture_source,
            self.furniture_target,
            self.warnings,
        )
            .into_pyobject(py)
    }
}

/// One of many pairs: aligned, or why it was refused.
#[derive(IntoPyObject)]
pub(crate) enum Outcome {
    Aligned(Aligned),
    Refused(String),
}

/// What `interligne.Aligner` wraps.
#[pyclass(frozen, module = "interligne._native")]
pub(crate) struct NativeAligner {
    aligner: Arc<Aligner>,
    options: PairOptions,
}

#[pymethods]
impl NativeAligner {
    #[new]
    fn new(
        py: Python<'_>,
        source_lang: &str,
        target_lang: &str,
        lexicon: Option<PathBuf>,
        keep_furniture: bool,
        force: bool,
    ) -> Result<NativeAligner, Error> {
        let (from, to) = (Lang::parse(source_lang)?, Lang::parse(target_lang)?);
        check_languages(&from, &to)?;
        let mut options = AlignOptions::new(from, to);
        options.lexicon = lexicon;
        let aligner = py.detach(|| Aligner::with_options(options))?;
        Ok(NativeAligner {
            aligner: Arc::new(aligner),
            options: pair_options(keep_furniture, force),
        })
    }

    fn languages(&self) -> (String, String) {
        let (from, to) = self.aligner.languages();
        (from.to_string(), to.to_string())
    }

    fn align(&self, py: Python<'_>, source: Text, target: Text) -> Result<Aligned, Error> {
        Ok(py.detach(|| align(&source, &target, &self.options, &self.aligner))?)
    }

    fn align_many(&self, py: Python<'_>, pairs: Vec<(Text, Text)>) -> PyResult<Vec<Outcome>> {
        let pool = pool()?;
        let mut outcomes = Vec::with_capacity(pairs.len());
        for chunk in pairs.chunks(CHUNK) {
            let done: Vec<Outcome> = py.detach(|| {
                pool.install(|| {
                    let one = |(source, target): &(Text, Text)| {
                        align(source, target, &self.options, &self.aligner)
                            .map_or_else(|error| Outcome::Refused(error.to_string()), Outcome::Aligned)
                    };
                    // Long texts stand among short ones.
                    chunk.par_iter().with_max_len(1).map(one).collect()
                })
            });
            outcomes.extend(done);
            py.check_signals()?;
        }
        Ok(outcomes)
    }

    fn align_files(&self, py: Python<'_>, source: PathBuf, target: PathBuf) -> Result<Aligned, Error> {
        Ok(py.detach(|| read(&source, &target, &self.options, &self.aligner))?)
    }
}

fn pair_options(keep_furniture: bool, force: bool) -> PairOptions {
    let check = if force {
        LanguageCheck::Off
    } else {
        LanguageCheck::Doubt
    };
    PairOptions::default()
        .keep_furniture(keep_furniture)
        .languages(check)
        .refuse_unrelated(false)
}

fn side(name: &str, text: &Text, lang: &Lang, options: &PairOptions) -> Result<Side, PairError> {
    match text {
        Text::Whole(text) => Side::of_text(name, text, lang, options),
        Text::Segments(segments) => Side::of_segments(name, segments),
    }
}

fn align(source: &Text, target: &Text, options: &PairOptions, aligner: &Aligner) -> Result<Aligned, PairError> {
    let (from, to) = aligner.languages();
    let source = side("the source", source, from, options)?;
    let target = side("the target", target, to, options)?;
    Pair::of_sides(source, target, options, aligner).map(|pair| Aligned::of(&pair))
}

fn read(source: &Path, target: &Path, options: &PairOptions, aligner: &Aligner) -> Result<Aligned, PairError> {
    Pair::read_with(source, target, options, aligner).map(|pair| Aligned::of(&pair))
}
