//! Gold alignments and found ones → precision, recall, F1 and how honest the confidence is.
//!
//! A gold set is a folder of documents: `DOC.fr` and `DOC.en` with one segment a line, and `DOC.gold` with one bead a line as
//! `[source indices]:[target indices]`. Strict counting asks that both sides of a bead are exactly right, lax counting that
//! they overlap those of a gold bead; null runs are split into single 1-0 and 0-1 beads first, which count for precision
//! and not for recall (Langlais, Simard and Véronis 1998; Varga et al. 2005).

use std::collections::{BTreeMap, HashMap, HashSet};
use std::path::{Path, PathBuf};

use crate::align::{Aligner, Alignment};
use crate::segment::{self, Segment};
use crate::text::lang::Lang;

/// A gold bead: indices into both texts' lines.
pub type GoldBead = (Vec<usize>, Vec<usize>);

/// Why a gold set cannot be used.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum GoldError {
    /// A file could not be read.
    #[error("{path}: {source}")]
    Io {
        /// The file or folder.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// A line of a gold file is no bead.
    #[error("{path}:{line}: expected `[source indices]:[target indices]`, such as `[3, 4]:[5]`")]
    NotABead {
        /// The gold file.
        path: PathBuf,
        /// The line, from 1.
        line: usize,
    },
    /// There is nothing to evaluate.
    #[error("{path}: no gold set here: expected DOC.gold beside DOC.fr and DOC.en")]
    Empty {
        /// Its path, as it was given.
        path: PathBuf,
    },
}

/// One document of a gold set.
#[derive(Clone, Debug)]
pub struct GoldDocument {
    /// The name of its files, without extension.
    pub name: String,
    /// The source segments, and the line of each.
    pub source: (Vec<Segment>, Vec<usize>),
    /// The target segments, and the line of each.
    pub target: (Vec<Segment>, Vec<usize>),
    /// The gold beads.
    pub beads: Vec<GoldBead>,
}

impl GoldDocument {
    /// What an alignment gets wrong, each place as text: the gold's beads and the found ones between two places where both
    /// agree, with the segments.
    #[must_use]
    pub fn wrong_beads(&self, alignment: &Alignment) -> Vec<String> {
        let found: Vec<(GoldBead, f64)> = alignment
            .beads
            .iter()
            .map(|b| {
                let line = |numbers: &[usize], range: &std::ops::Range<usize>| numbers[range.clone()].to_vec();
                (
                    (line(&self.source.1, &b.source), line(&self.target.1, &b.target)),
                    b.confidence,
                )
            })
            .collect();
        let made: Vec<GoldBead> = explode(found.iter().map(|(b, _)| b.clone()));
        let gold = explode(self.beads.iter().cloned());
        let (made_set, gold_set): (HashSet<&GoldBead>, HashSet<&GoldBead>) =
            (made.iter().collect(), gold.iter().collect());
        let text = |side: &(Vec<Segment>, Vec<usize>), lines: &[usize]| -> String {
            let of_line = |l: &usize| {
                side.1
                    .iter()
                    .position(|n| n == l)
                    .map_or("", |i| side.0[i].text.as_str())
            };
            lines.iter().map(of_line).collect::<Vec<_>>().join(" ¶ ")
        };
        let show = |what: &str, (source, target): &GoldBead, confidence: String| {
            format!(
                "{what} {source:?}:{target:?}{confidence}\n        {}\n        {}",
                text(&self.source, source),
                text(&self.target, target)
            )
        };
        let mut out = Vec::new();
        for (bead, confidence) in found.iter().filter(|(b, _)| !b.0.is_empty() && !b.1.is_empty()) {
            if !gold_set.contains(bead) {
                out.push(show("found", bead, format!(" ({confidence:.2})")));
            }
        }
        for bead in gold.iter().filter(|b| !made_set.contains(b)) {
            out.push(show("missed", bead, String::new()));
        }
        out
    }
}

/// A folder of documents in one pair of languages.
#[derive(Clone, Debug)]
pub struct GoldSet {
    /// The folder's name.
    pub name: String,
    /// The source language.
    pub from: Lang,
    /// The target language.
    pub to: Lang,
    /// The documents, by name.
    pub documents: Vec<GoldDocument>,
}

fn read(path: &Path) -> Result<String, GoldError> {
    let bytes = std::fs::read(path).map_err(|source| GoldError::Io {
        path: path.to_owned(),
        source,
    })?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

fn indices(text: &str) -> Option<Vec<usize>> {
    let inside = text.trim().strip_prefix('[')?.strip_suffix(']')?;
    inside
        .split(',')
        .map(str::trim)
        .filter(|i| !i.is_empty())
        .map(|i| i.parse().ok())
        .collect()
}

fn beads(path: &Path) -> Result<Vec<GoldBead>, GoldError> {
    let text = read(path)?;
    let mut out = Vec::new();
    for (line, bead) in text.lines().enumerate().filter(|(_, l)| !l.trim().is_empty()) {
        // What follows a second colon is a remark.
        let mut fields = bead.split(':');
        match (fields.next().and_then(indices), fields.next().and_then(indices)) {
            (Some(source), Some(target)) => out.push((source, target)),
            _ => {
                return Err(GoldError::NotABead {
                    path: path.to_owned(),
                    line: line + 1,
                });
            }
        }
    }
    Ok(out)
}

impl GoldSet {
    /// Reads the gold sets of a folder: the folder itself, or each of its folders that has gold files.
    ///
    /// Documents in the languages `from` and `to` are read as such; where there are none, in whatever two languages their
    /// files' extensions name, the first in the alphabet as the source.
    ///
    /// # Errors
    /// When a file cannot be read, a gold file is not in its format, or there is no gold set.
    pub fn read_all(folder: &Path, from: &Lang, to: &Lang) -> Result<Vec<GoldSet>, GoldError> {
        let list = |folder: &Path| -> Result<Vec<PathBuf>, GoldError> {
            let error = |source| GoldError::Io {
                path: folder.to_owned(),
                source,
            };
            let mut paths = Vec::new();
            for entry in std::fs::read_dir(folder).map_err(error)? {
                paths.push(entry.map_err(error)?.path());
            }
            paths.sort();
            Ok(paths)
        };
        let mut sets = Vec::new();
        let inner = list(folder)?;
        let mut folders = vec![folder.to_owned()];
        folders.extend(inner.into_iter().filter(|p| p.is_dir()));
        for folder in folders {
            let files = list(&folder)?;
            if let Some(set) = GoldSet::from_files(&folder, &files, from, to)? {
                sets.push(set);
            }
        }
        if sets.is_empty() {
            return Err(GoldError::Empty {
                path: folder.to_owned(),
            });
        }
        Ok(sets)
    }

    fn from_files(folder: &Path, files: &[PathBuf], from: &Lang, to: &Lang) -> Result<Option<GoldSet>, GoldError> {
        let extension = |p: &PathBuf| p.extension().and_then(|e| e.to_str()).map(str::to_owned);
        let gold: Vec<&PathBuf> = files
            .iter()
            .filter(|p| extension(p).as_deref() == Some("gold"))
            .collect();
        let Some(first) = gold.first() else { return Ok(None) };
        let langs: Vec<Lang> = files
            .iter()
            .filter(|p| p.file_stem() == first.file_stem())
            .filter_map(|p| extension(p).filter(|e| e != "gold").and_then(|e| Lang::parse(&e).ok()))
            .collect();
        let (from, to) = match langs.as_slice() {
            langs if langs.contains(from) && langs.contains(to) => (from.clone(), to.clone()),
            [a, b] => (a.clone(), b.clone()),
            _ => {
                return Err(GoldError::Empty {
                    path: folder.to_owned(),
                });
            }
        };
        let mut documents = Vec::new();
        for path in gold {
            documents.push(GoldDocument {
                name: path.file_stem().unwrap_or_default().to_string_lossy().into_owned(),
                source: segment::presegmented(&read(&path.with_extension(from.as_str()))?),
                target: segment::presegmented(&read(&path.with_extension(to.as_str()))?),
                beads: beads(path)?,
            });
        }
        let name = folder.file_name().unwrap_or_default().to_string_lossy().into_owned();
        Ok(Some(GoldSet {
            name,
            from,
            to,
            documents,
        }))
    }
}

/// Beads counted: how many are exactly right, how many at least overlap, how many there are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Count {
    /// Both sides exactly right.
    pub strict: usize,
    /// Both sides overlap those of one bead of the other alignment.
    pub lax: usize,
    /// All.
    pub all: usize,
}

impl Count {
    fn add(&mut self, other: Count) {
        self.strict += other.strict;
        self.lax += other.lax;
        self.all += other.all;
    }
}

/// Beads of `candidate` counted against `reference`.
fn count(reference: &[GoldBead], candidate: &[GoldBead]) -> Count {
    let exact: HashSet<&GoldBead> = reference.iter().collect();
    let mut linked: HashMap<usize, HashSet<usize>> = HashMap::new();
    for (source, target) in reference {
        for i in source {
            linked.entry(*i).or_default().extend(target);
        }
    }
    let mut out = Count {
        all: candidate.len(),
        ..Count::default()
    };
    for bead in candidate {
        if exact.contains(bead) {
            out.strict += 1;
            out.lax += 1;
        } else if bead
            .0
            .iter()
            .filter_map(|i| linked.get(i))
            .any(|l| bead.1.iter().any(|j| l.contains(j)))
        {
            out.lax += 1;
        }
    }
    out
}

fn explode(beads: impl Iterator<Item = GoldBead>) -> Vec<GoldBead> {
    let mut out = Vec::new();
    for (source, target) in beads {
        if source.is_empty() || target.is_empty() {
            out.extend(source.into_iter().map(|i| (vec![i], Vec::new())));
            out.extend(target.into_iter().map(|j| (Vec::new(), vec![j])));
        } else {
            out.push((source, target));
        }
    }
    out
}

/// Beads with two sides, by the confidence that they were given.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct ConfidenceBin {
    /// How many beads.
    pub all: usize,
    /// How many of them are exactly right.
    pub right: usize,
    /// The sum of their confidences.
    pub confidence: f64,
}

/// How good alignments are.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Evaluation {
    /// Found beads against gold ones, null beads included: for precision.
    pub found: Count,
    /// Gold beads with two sides against found ones: for recall.
    pub gold: Count,
    /// Found beads that are not 1-1.
    pub not_one_to_one: usize,
    /// Source segments.
    pub segments: usize,
    /// Ten bins of confidence.
    pub bins: [ConfidenceBin; 10],
    /// By bead type such as `2-1`: found beads (strict and all), gold beads (strict and all).
    pub by_type: BTreeMap<String, (Count, Count)>,
}

fn ratio(part: usize, whole: usize) -> f64 {
    part as f64 / whole.max(1) as f64
}

/// Precision, recall and their harmonic mean, from 0 to 1.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Scores {
    /// The share of found beads that are right.
    pub precision: f64,
    /// The share of gold beads that were found.
    pub recall: f64,
    /// 2PR / (P + R).
    pub f1: f64,
}

impl Scores {
    fn new(precision: f64, recall: f64) -> Scores {
        let sum = precision + recall;
        Scores {
            precision,
            recall,
            f1: if sum > 0.0 { 2.0 * precision * recall / sum } else { 0.0 },
        }
    }
}

impl Evaluation {
    /// Strict scores.
    #[must_use]
    pub fn strict(&self) -> Scores {
        Scores::new(
            ratio(self.found.strict, self.found.all),
            ratio(self.gold.strict, self.gold.all),
        )
    }

    /// A bead counts where both its sides overlap those of one bead of the other alignment.
    #[must_use]
    pub fn lax(&self) -> Scores {
        Scores::new(
            ratio(self.found.lax, self.found.all),
            ratio(self.gold.lax, self.gold.all),
        )
    }

    /// The mean of |confidence - share right| over ten bins of confidence, by number of beads; 0 is perfect.
    #[must_use]
    pub fn calibration_error(&self) -> f64 {
        let off: f64 = self.bins.iter().map(|b| (b.confidence - b.right as f64).abs()).sum();
        off / self.bins.iter().map(|b| b.all).sum::<usize>().max(1) as f64
    }

    /// Counts one document's alignment, in the numbering of the gold's lines.
    pub fn add(&mut self, document: &GoldDocument, alignment: &Alignment) {
        let lines =
            |numbers: &[usize], range: &std::ops::Range<usize>| -> Vec<usize> { numbers[range.clone()].to_vec() };
        let placed: Vec<(GoldBead, f64)> = alignment
            .beads
            .iter()
            .map(|b| {
                (
                    (
                        lines(&document.source.1, &b.source),
                        lines(&document.target.1, &b.target),
                    ),
                    b.confidence,
                )
            })
            .collect();
        let gold = explode(document.beads.iter().cloned());
        let found = explode(placed.iter().map(|(b, _)| b.clone()));
        let pairs = |beads: &[GoldBead]| -> Vec<GoldBead> {
            beads
                .iter()
                .filter(|(s, t)| !s.is_empty() && !t.is_empty())
                .cloned()
                .collect()
        };
        self.found.add(count(&gold, &found));
        self.gold.add(count(&pairs(&found), &pairs(&gold)));
        self.not_one_to_one += found.iter().filter(|(s, t)| s.len() != 1 || t.len() != 1).count();
        self.segments += document.source.0.len();
        let (exact, made): (HashSet<&GoldBead>, HashSet<&GoldBead>) = (gold.iter().collect(), found.iter().collect());
        for (bead, confidence) in placed.iter().filter(|((s, t), _)| !s.is_empty() && !t.is_empty()) {
            let bin = &mut self.bins[((confidence * 10.0) as usize).min(9)];
            bin.all += 1;
            bin.right += usize::from(exact.contains(bead));
            bin.confidence += confidence;
        }
        let shape = |(s, t): &GoldBead| format!("{}-{}", s.len(), t.len());
        for bead in &found {
            let entry = self.by_type.entry(shape(bead)).or_default();
            entry.0.add(Count {
                strict: usize::from(exact.contains(bead)),
                lax: 0,
                all: 1,
            });
        }
        for bead in &gold {
            let entry = self.by_type.entry(shape(bead)).or_default();
            entry.1.add(Count {
                strict: usize::from(made.contains(bead)),
                lax: 0,
                all: 1,
            });
        }
    }

    /// Aligns and counts all documents of a set.
    #[must_use]
    pub fn of_set(set: &GoldSet, aligner: &Aligner) -> Evaluation {
        let mut out = Evaluation::default();
        for document in &set.documents {
            out.add(document, &aligner.align(&document.source.0, &document.target.0));
        }
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::align::Bead;

    #[test]
    fn counts_are_those_of_the_definition() {
        let document = GoldDocument {
            name: "d".to_owned(),
            source: segment::presegmented("a\nb\nc\nd"),
            target: segment::presegmented("A\nB\nC"),
            beads: vec![(vec![0], vec![0]), (vec![1, 2], vec![1]), (vec![3], vec![2])],
        };
        let bead = |source, target, confidence| Bead {
            source,
            target,
            confidence,
        };
        let alignment = Alignment {
            beads: vec![
                bead(0..1, 0..1, 0.95),
                bead(1..2, 1..2, 0.65),
                bead(2..3, 2..2, 0.5),
                bead(3..4, 2..3, 0.95),
            ],
            ..Alignment::default()
        };
        let mut evaluation = Evaluation::default();
        evaluation.add(&document, &alignment);
        assert_eq!(
            evaluation.found,
            Count {
                strict: 2,
                lax: 3,
                all: 4
            }
        );
        assert_eq!(
            evaluation.gold,
            Count {
                strict: 2,
                lax: 3,
                all: 3
            }
        );
        assert!((evaluation.strict().f1 - 2.0 * 0.5 * (2.0 / 3.0) / (0.5 + 2.0 / 3.0)).abs() < 1e-12);
        // |1.9 - 2| and |0.65 - 0| over three beads with two sides.
        assert!((evaluation.calibration_error() - 0.75 / 3.0).abs() < 1e-12);
        assert_eq!(
            evaluation.by_type["2-1"].1,
            Count {
                strict: 0,
                lax: 0,
                all: 1
            }
        );
    }
}
