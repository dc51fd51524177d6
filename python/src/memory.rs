//! Memories: suggestions, searches, units in and out.

use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::path::PathBuf;
use std::sync::Arc;

use interligne::align::Aligner;
use interligne::exchange::{self, WriteOptions};
use interligne::matching::concordance::{ConcordanceHit, ConcordanceOptions, ConcordanceQuery, UnitSide};
use interligne::matching::score::shown;
use interligne::matching::{Match, Neighbour, Query, SuggestOptions, suggest_all};
use interligne::memory::{
    self, DropReason, ImportOptions, ImportReport, Incoming, Memory, Mode, NewPair, Outcome, PairImport, Status,
    UnitFilter, Variant,
};
use interligne::pair::{Pair, PairOptions};
use interligne::text::lang::Lang;
use pyo3::prelude::*;

use crate::check::{check_languages, check_text};
use crate::errors::Error;
use crate::offsets::code_points;
use crate::pool::pool;
use crate::store::Store;
use crate::writer::writable;

/// Queries that are answered before Python may say that somebody pressed a key.
const CHUNK: usize = 4096;

/// What `interligne.Match` is made of.
#[derive(IntoPyObject)]
pub(crate) struct MatchFields {
    score: f64,
    base: f64,
    unit: i64,
    source: String,
    target: String,
    adapted: Option<String>,
    adapted_score: Option<f64>,
    context: bool,
    article: Option<String>,
    status: &'static str,
    penalties: Vec<(f64, String)>,
    order: (f64, f64, f64, f64, bool, u8, i64),
}

impl From<Match> for MatchFields {
    fn from(found: Match) -> MatchFields {
        MatchFields {
            score: shown(found.score),
            base: shown(found.base),
            unit: found.unit.0,
            context: found.is_context(),
            order: found.order(),
            adapted_score: found.adapted.as_ref().map(|adapted| shown(adapted.score)),
            adapted: found.adapted.map(|adapted| adapted.adaptation.text),
            article: found.article,
            status: found.status.as_str(),
            penalties: found
                .penalties
                .iter()
                .map(|penalty| (penalty.points, penalty.reason.to_string()))
                .collect(),
            source: found.source,
            target: found.target,
        }
    }
}

/// What `interligne.Hit` is made of.
#[derive(IntoPyObject)]
pub(crate) struct HitFields {
    unit: i64,
    side: &'static str,
    source: String,
    target: String,
    source_lang: String,
    target_lang: String,
    marks: Vec<(usize, usize)>,
    translation_marks: Vec<(usize, usize)>,
    article: Option<String>,
    status: &'static str,
}

impl From<ConcordanceHit> for HitFields {
    fn from(hit: ConcordanceHit) -> HitFields {
        let (marked, other) = match hit.side {
            UnitSide::Source => (&hit.source, &hit.target),
            UnitSide::Target => (&hit.target, &hit.source),
        };
        HitFields {
            unit: hit.unit.0,
            side: hit.side.as_str(),
            marks: code_points(marked, &hit.marks),
            translation_marks: code_points(other, &hit.translation_marks),
            source_lang: hit.source_lang.to_string(),
            target_lang: hit.target_lang.to_string(),
            article: hit.article,
            status: hit.status.as_str(),
            source: hit.source,
            target: hit.target,
        }
    }
}

/// What `interligne.ImportReport` is made of.
#[derive(IntoPyObject)]
pub(crate) struct ReportFields {
    read: u64,
    added: u64,
    merged: u64,
    unchanged: u64,
    dropped: BTreeMap<&'static str, u64>,
}

impl From<ImportReport> for ReportFields {
    fn from(report: ImportReport) -> ReportFields {
        ReportFields {
            read: report.read,
            added: report.added,
            merged: report.merged,
            unchanged: report.unchanged,
            dropped: report.dropped_by_name(),
        }
    }
}

/// What `interligne.PairReport` is made of.
#[derive(IntoPyObject)]
pub(crate) struct PairFields {
    article: String,
    outcome: &'static str,
    pairs: u64,
    added: u64,
    reused: u64,
    removed: u64,
    to_review: u64,
}

/// What stands beside a segment: `True` for the edge of the text, else its text; `None` where nobody knows.
#[derive(FromPyObject)]
pub(crate) enum Beside {
    Edge(bool),
    Text(String),
}

fn neighbour(beside: Option<Beside>) -> Neighbour {
    match beside {
        None | Some(Beside::Edge(false)) => Neighbour::Unknown,
        Some(Beside::Edge(true)) => Neighbour::Edge,
        Some(Beside::Text(text)) => Neighbour::Text(text),
    }
}

/// A segment with what stands before and after it.
type Segment = (String, Option<Beside>, Option<Beside>);

fn query((text, previous, next): Segment) -> Query {
    Query {
        text,
        previous: neighbour(previous),
        next: neighbour(next),
    }
}

/// A unit: number, source, target, status.
type UnitRow = (i64, String, String, &'static str);

/// What `interligne.Memory` wraps.
#[pyclass(frozen, module = "interligne._native")]
pub(crate) struct NativeMemory {
    store: Arc<Store>,
}

#[pymethods]
impl NativeMemory {
    #[new]
    fn new(
        py: Python<'_>,
        folder: Option<PathBuf>,
        source_lang: &str,
        target_lang: &str,
        mode: &str,
    ) -> Result<NativeMemory, Error> {
        let mode = match mode {
            "read" => Mode::Read,
            "write" => Mode::Write,
            "create" => Mode::Create,
            other => {
                return Err(Error::input(format_args!(
                    "mode `{other}`: expected \"read\", \"write\" or \"create\""
                )));
            }
        };
        let languages = [Lang::parse(source_lang)?, Lang::parse(target_lang)?];
        let [from, to] = &languages;
        check_languages(from, to)?;
        let folder = memory::locate(folder.as_deref())?;
        let store = py.detach(|| Store::open(&folder, mode, languages))?;
        Ok(NativeMemory { store: Arc::new(store) })
    }

    fn folder(&self) -> PathBuf {
        self.store.folder().to_owned()
    }

    fn is_writable(&self) -> bool {
        self.store.is_writable()
    }

    fn unit_count(&self, py: Python<'_>) -> Result<u64, Error> {
        py.detach(|| self.store.read(|reading| Ok(reading.memory.info()?.units)))
    }

    fn suggest(
        &self,
        py: Python<'_>,
        segment: Segment,
        min_score: f64,
        limit: usize,
        exhaustive: bool,
    ) -> Result<Vec<MatchFields>, Error> {
        let options = suggest_options(min_score, limit, exhaustive)?;
        let query = query(segment);
        py.detach(|| {
            self.store.read(move |reading| {
                let found = reading.matcher.suggest_with(&query, &options)?;
                Ok(found.into_iter().map(MatchFields::from).collect())
            })
        })
    }

    fn suggest_many(
        &self,
        py: Python<'_>,
        segments: Vec<Segment>,
        min_score: f64,
        limit: usize,
        exhaustive: bool,
    ) -> PyResult<Vec<Vec<MatchFields>>> {
        let options = suggest_options(min_score, limit, exhaustive)?;
        let queries: Vec<Query> = segments.into_iter().map(query).collect();
        let [from, to] = self.store.languages();
        let pool = pool()?;
        let mut answers = Vec::with_capacity(queries.len());
        for chunk in queries.chunks(CHUNK) {
            let found = py.detach(|| -> Result<Vec<Vec<MatchFields>>, Error> {
                let memory = Memory::open(self.store.folder(), Mode::Read)?;
                // The memory's connection stays with this thread; each share of the queries opens its own.
                let found = suggest_all_in(&pool, memory, from, to, chunk, &options)?;
                Ok(found
                    .into_iter()
                    .map(|matches| matches.into_iter().map(MatchFields::from).collect())
                    .collect())
            })?;
            answers.extend(found);
            py.check_signals()?;
        }
        Ok(answers)
    }

    fn search(
        &self,
        py: Python<'_>,
        words: &str,
        side: &str,
        stem: bool,
        limit: usize,
    ) -> Result<(Vec<HitFields>, bool), Error> {
        let query = ConcordanceQuery::parse(words)?;
        let sides = match side {
            "source" => vec![UnitSide::Source],
            "target" => vec![UnitSide::Target],
            "both" => UnitSide::ALL.to_vec(),
            other => {
                return Err(Error::input(format_args!(
                    "side `{other}`: expected \"source\", \"target\" or \"both\""
                )));
            }
        };
        let options = ConcordanceOptions::default().sides(sides).stems(stem).limit(limit);
        py.detach(|| {
            self.store.read(move |reading| {
                let found = reading.concordance.search(&query, &options)?;
                Ok((found.hits.into_iter().map(HitFields::from).collect(), found.more))
            })
        })
    }

    /// Adds pairs of texts, each with its note, in one transaction.
    fn add(
        &self,
        py: Python<'_>,
        pairs: Vec<(String, String, Option<String>)>,
        status: &str,
        origin: String,
    ) -> Result<ReportFields, Error> {
        // What nobody wants to be offered is not added.
        let wanted = |status: &Status| *status != Status::Rejected;
        let Some(status) = Status::parse(status).filter(wanted) else {
            let known = Status::ALL.iter().filter(|status| wanted(status));
            let known: Vec<&str> = known.map(|status| status.as_str()).collect();
            return Err(Error::input(format_args!(
                "status `{status}`: expected one of {}",
                known.join(", ")
            )));
        };
        for (source, target, note) in &pairs {
            check_text("source", source)?;
            check_text("target", target)?;
            check_text("note", note.as_deref().unwrap_or_default())?;
        }
        check_text("origin", &origin)?;
        let [from, to] = self.store.languages().map(Clone::clone);
        py.detach(|| {
            self.store.change(move |memory| {
                let content: Vec<&str> = pairs.iter().flat_map(|(s, t, _)| [s.as_str(), t.as_str()]).collect();
                let fingerprint = memory::context_hash(&content.join("\n"));
                let units = pairs.iter().map(|(source, target, note)| {
                    if source.trim().is_empty() || target.trim().is_empty() {
                        return Err(DropReason::Untranslated);
                    }
                    let variants = vec![
                        Variant::plain(from.clone(), source.as_str()),
                        Variant::plain(to.clone(), target.as_str()),
                    ];
                    let unit = Incoming::new(variants)?.with_status(status);
                    Ok(match note {
                        Some(note) => unit.with_note(note),
                        None => unit,
                    })
                });
                let report = memory.import_units(&origin, fingerprint, &ImportOptions::default(), units)?;
                Ok(report.into())
            })
        })
    }

    /// Puts a file of another tool into the memory.
    fn import_file(&self, py: Python<'_>, path: PathBuf) -> Result<ReportFields, Error> {
        let [from, to] = self.store.languages().map(Clone::clone);
        py.detach(|| {
            self.store
                .change(move |memory| Ok(memory.import_file(&path, &from, &to)?.into()))
        })
    }

    /// Aligns an article with its translation and stores the pairs.
    fn import_pair(
        &self,
        py: Python<'_>,
        source: PathBuf,
        target: PathBuf,
        name: Option<String>,
    ) -> Result<PairFields, Error> {
        let [from, to] = self.store.languages().map(Clone::clone);
        py.detach(|| {
            self.store.change(move |memory| {
                let aligner = Aligner::new(from.clone(), to.clone())?;
                let aligner = match memory.confirmed_lexicon(&from, &to, aligner.lexicon())? {
                    Some(confirmed) => aligner.with_confirmed(confirmed),
                    None => aligner,
                };
                let pair = Pair::read_with(&source, &target, &PairOptions::default(), &aligner)?;
                let new = match name {
                    Some(name) => NewPair::of(&pair).known_as(name),
                    None => NewPair::of(&pair),
                };
                let report = memory.import_pair_with(&new, &PairImport::default())?;
                Ok(PairFields {
                    article: report.name,
                    outcome: match report.outcome {
                        Outcome::New => "imported",
                        Outcome::Replaced => "replaced",
                        Outcome::Unchanged => "unchanged",
                    },
                    pairs: report.units,
                    added: report.added,
                    reused: report.reused,
                    removed: report.removed,
                    to_review: report.to_review,
                })
            })
        })
    }

    /// Writes the units for other tools, and tells how many they are. What is there is left alone unless `overwrite`.
    fn export(&self, py: Python<'_>, path: PathBuf, overwrite: bool) -> Result<u64, Error> {
        let format = writable(&path, overwrite)?;
        let [from, to] = self.store.languages().map(Clone::clone);
        py.detach(|| {
            self.store.read(move |reading| {
                let options = WriteOptions::new(from, to);
                let written = exchange::export(reading.memory, &kept(), &path, format, &options, |_| ())?;
                Ok(written)
            })
        })
    }

    /// Up to `most` units with both languages whose number is `first` or more.
    fn units(&self, py: Python<'_>, first: i64, most: usize) -> Result<Vec<UnitRow>, Error> {
        let [from, to] = self.store.languages().map(Clone::clone);
        py.detach(|| {
            self.store.read(move |reading| {
                let mut rows: Vec<UnitRow> = Vec::new();
                reading.memory.scan_pairs(&from, &to, first..=i64::MAX, |pair| {
                    if pair.status != Status::Rejected {
                        let (source, target) = (pair.source.to_owned(), pair.target.to_owned());
                        rows.push((pair.unit.0, source, target, pair.status.as_str()));
                    }
                    if rows.len() < most {
                        ControlFlow::Continue(())
                    } else {
                        ControlFlow::Break(())
                    }
                })?;
                Ok(rows)
            })
        })
    }
}

/// Every unit that was not rejected, as the command line exports.
fn kept() -> UnitFilter {
    UnitFilter::default().unless_rejected()
}

fn suggest_options(min_score: f64, limit: usize, exhaustive: bool) -> Result<SuggestOptions, Error> {
    if !(1.0..=102.0).contains(&min_score) {
        return Err(Error::input(format_args!(
            "min_score {min_score}: expected a number from 1 to 102"
        )));
    }
    Ok(SuggestOptions::default()
        .min_score(min_score)
        .limit(limit)
        .exhaustive(exhaustive))
}

/// [`suggest_all`] with the threads of a pool. A memory can go to another thread, though not be shared by two.
fn suggest_all_in(
    pool: &rayon::ThreadPool,
    memory: Memory,
    from: &Lang,
    to: &Lang,
    queries: &[Query],
    options: &SuggestOptions,
) -> Result<Vec<Vec<Match>>, Error> {
    pool.install(move || Ok(suggest_all(&memory, from, to, queries, options)?))
}
