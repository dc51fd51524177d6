//! Units that clients hand in → the memory, to be reviewed, credited to whoever handed them in.
//!
//! Who that is, the token says; where it has no name, the request may, in `person`.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use serde::{Deserialize, Serialize};
use tempfile::TempDir;
use tokio::sync::Mutex;

use super::json::Item;
use super::languages::Taken;
use super::query::Params;
use super::reply::ApiError;
use crate::exchange::{self, FileLanguages, UnitsError};
use crate::memory::{ImportError, ImportOptions, ImportReport, Incoming, Memory, MemoryError, Mode, Variant};
use crate::text::characters;
use crate::text::lang::Lang;
use crate::web::guard::Caller;

/// How long a write waits for another process: less than clients wait for an answer.
const PATIENCE: Duration = Duration::from_secs(4);
/// The longest text of a unit and of a name, in bytes.
const MOST_TEXT: usize = 1 << 20;
const MOST_NAME: usize = 200;

/// The door by which units come in, one request at a time.
#[derive(Debug)]
pub(crate) struct Submissions {
    folder: PathBuf,
    /// Only texts in these; none means all.
    languages: Vec<Lang>,
    turn: Arc<Mutex<()>>,
}

impl Submissions {
    pub(crate) fn new(folder: &Path, languages: &[Lang]) -> Submissions {
        Submissions {
            folder: folder.to_owned(),
            languages: languages.to_vec(),
            turn: Arc::default(),
        }
    }
}

/// A unit that is handed in.
#[derive(Debug)]
pub(crate) struct Submitted {
    pub(crate) source: String,
    pub(crate) target: String,
    pub(crate) context: Option<String>,
}

/// A unit as it comes in a body.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, expecting = "a unit with `source` and `target`")]
pub(crate) struct UnitBody {
    pub(crate) source: Option<String>,
    pub(crate) target: Option<String>,
    pub(crate) context: Option<String>,
}

impl Item for UnitBody {
    const NAME: &'static str = "unit";
    const EXPECTED: &'static str = "a unit, or an array of units, each with `source` and `target`";
}

/// The units of a body; the source of one that has none is the text in the path, where there is one.
///
/// # Errors
/// When a text is missing, with the number of its unit.
pub(crate) fn submitted(
    units: impl IntoIterator<Item = UnitBody>,
    path: Option<&str>,
) -> Result<Vec<Submitted>, ApiError> {
    let units = units.into_iter().enumerate();
    units
        .map(|(n, unit)| {
            unit.submitted(path)
                .map_err(|error| error.of_item(UnitBody::NAME, n + 1))
        })
        .collect()
}

impl UnitBody {
    /// The unit; its source is the text in the path where the body has none.
    ///
    /// # Errors
    /// When a text is missing.
    fn submitted(self, path: Option<&str>) -> Result<Submitted, ApiError> {
        let lacks = |what: &str| ApiError::unusable("no-text", format!("expected a unit with `{what}`"));
        let path = || path.map(str::to_owned);
        Ok(Submitted {
            source: self.source.or_else(path).ok_or_else(|| lacks("source"))?,
            target: self.target.ok_or_else(|| lacks("target"))?,
            context: self.context,
        })
    }
}

/// What became of units that were handed in.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub(crate) struct Report {
    pub(crate) read: u64,
    pub(crate) added: u64,
    /// Those that the memory has: they stay as they are.
    pub(crate) unchanged: u64,
    /// Those left out, by the reason.
    pub(crate) dropped: std::collections::BTreeMap<&'static str, u64>,
}

impl From<ImportReport> for Report {
    fn from(report: ImportReport) -> Report {
        Report {
            read: report.read,
            added: report.added,
            unchanged: report.unchanged,
            dropped: report.dropped_by_name(),
        }
    }
}

/// A file that was received; it is gone with this value.
#[derive(Debug)]
pub(crate) struct Received {
    pub(crate) folder: TempDir,
    pub(crate) path: PathBuf,
}

/// What a request hands in, and for whom.
#[derive(Debug)]
pub(crate) struct Submission {
    folder: PathBuf,
    languages: Vec<Lang>,
    turn: Arc<Mutex<()>>,
    person: String,
    name: String,
}

impl Submission {
    /// A submission by whoever asks.
    ///
    /// # Errors
    /// Where nothing is taken in.
    pub(crate) fn new(
        submissions: Option<&Submissions>,
        caller: &Caller,
        params: &Params,
        interface: &str,
    ) -> Result<Submission, ApiError> {
        let submissions = submissions.ok_or_else(ApiError::read_only)?;
        let said = caller.person.as_deref().or_else(|| params.get("person"));
        let person = said
            .map(str::trim)
            .filter(|person| !person.is_empty())
            .unwrap_or(interface);
        check_text("person", person, MOST_NAME)?;
        check_line("person", person)?;
        Ok(Submission {
            folder: submissions.folder.clone(),
            languages: submissions.languages.clone(),
            turn: submissions.turn.clone(),
            person: person.to_owned(),
            name: interface.to_owned(),
        })
    }

    /// The same under the name of a file, by which people find the units again.
    ///
    /// # Errors
    /// When it holds a control character, such as a line break.
    pub(crate) fn named(self, name: &str) -> Result<Submission, ApiError> {
        check_line("name", name)?;
        let name = if name.is_empty() {
            self.name
        } else {
            name.chars().take(MOST_NAME).collect()
        };
        Ok(Submission { name, ..self })
    }

    /// Puts units into the memory.
    ///
    /// # Errors
    /// When a text cannot be kept, or the memory cannot be written.
    pub(crate) async fn take(self, languages: Taken, units: Vec<Submitted>) -> Result<Report, ApiError> {
        for (n, unit) in units.iter().enumerate() {
            check_unit(unit).map_err(|error| error.of_item(UnitBody::NAME, n + 1))?;
        }
        let (from, to) = languages.pair();
        self.write(move |memory, name, options| {
            let units = units.into_iter().map(|unit| {
                let variants = vec![
                    Variant::plain(from.clone(), unit.source),
                    Variant::plain(to.clone(), unit.target),
                ];
                let incoming = Incoming::new(variants)?;
                Ok(match unit.context.filter(|context| !context.trim().is_empty()) {
                    Some(context) => incoming.with_property("x-context", &context),
                    None => incoming,
                })
            });
            let of_name = i64::from_ne_bytes(xxhash_rust::xxh3::xxh3_64(name.as_bytes()).to_ne_bytes());
            Ok(memory.import_units(name, of_name, options, units)?)
        })
        .await
    }

    /// Puts the units of a file into the memory.
    ///
    /// # Errors
    /// When the file is of no known format or unsound, or the memory cannot be written.
    pub(crate) async fn take_file(self, languages: Taken, file: Received) -> Result<Report, ApiError> {
        let folder = file.folder.path().to_owned();
        let (from, to) = languages.pair();
        let outcome = self
            .write(move |memory, _, options| {
                let reading = FileLanguages { from, to };
                exchange::import(memory, &file.path, &reading, options, |_| {})
            })
            .await;
        // Who sent the file knows it by its name, and nothing of the folder that it was put into.
        outcome.map_err(|mut error| {
            error.message = error.message.replace(&format!("{}/", folder.display()), "");
            error
        })
    }

    async fn write(
        self,
        write: impl FnOnce(&mut Memory, &str, &ImportOptions) -> Result<ImportReport, UnitsError> + Send + 'static,
    ) -> Result<Report, ApiError> {
        let began = Instant::now();
        let turn = tokio::time::timeout(PATIENCE, self.turn.clone().lock_owned()).await;
        let turn = turn.map_err(|_| {
            let message = "other units are being taken in: nothing was changed; try again";
            ApiError::new(axum::http::StatusCode::INTERNAL_SERVER_ERROR, "locked", message)
        })?;
        let written = tokio::task::spawn_blocking(move || {
            // Until the write is over, even if who asked has gone away.
            let _turn = turn;
            let left = PATIENCE.saturating_sub(began.elapsed());
            let mut memory = Memory::open_within(&self.folder, Mode::Write, left)?;
            memory.set_author(Some(self.person.clone()));
            let options = ImportOptions {
                submitted_by: Some(self.person.clone()),
                languages: self.languages,
                ..ImportOptions::default()
            };
            write(&mut memory, &self.name, &options)
        })
        .await;
        match written {
            Ok(report) => Ok(report.map_err(|error| as_waited(error, began.elapsed()))?.into()),
            Err(_) => Err(super::workers::Failure::Fault.into()),
        }
    }
}

/// An error that says how long was waited here, of which whoever has the lock knows nothing.
fn as_waited(error: UnitsError, so_long: Duration) -> UnitsError {
    match error {
        UnitsError::Memory(MemoryError::Locked { path, by, .. })
        | UnitsError::Import(ImportError::Memory(MemoryError::Locked { path, by, .. })) => {
            let waited = so_long.as_secs();
            UnitsError::Memory(MemoryError::Locked { path, by, waited })
        }
        other => other,
    }
}

/// Refuses a unit that cannot be kept.
fn check_unit(unit: &Submitted) -> Result<(), ApiError> {
    check_text("context", unit.context.as_deref().unwrap_or_default(), MOST_TEXT)?;
    for (side, text) in [("source", &unit.source), ("target", &unit.target)] {
        check_text(side, text, MOST_TEXT)?;
        if text.trim().is_empty() {
            return Err(ApiError::unusable("no-text", format!("{side}: expected a text")));
        }
    }
    Ok(())
}

/// Refuses a name that is not of one line.
fn check_line(what: &str, text: &str) -> Result<(), ApiError> {
    match text.chars().find(|c| c.is_control()) {
        Some(c) => Err(ApiError::unusable(
            "control-character",
            format!("{what}: the character U+{:04X} cannot stand in a name", u32::from(c)),
        )),
        None => Ok(()),
    }
}

/// Refuses a text that no XML can hold, or that is too long for any segment.
fn check_text(what: &str, text: &str, most: usize) -> Result<(), ApiError> {
    if text.len() > most {
        let message = format!("{what}: {} bytes are more than the {most} that are taken", text.len());
        return Err(ApiError::unusable("too-long", message));
    }
    match characters::forbidden(text) {
        Some(c) => Err(ApiError::unusable(
            "control-character",
            format!("{what}: the character U+{:04X} cannot stand in a text", u32::from(c)),
        )),
        None => Ok(()),
    }
}
