//! `POST /api/import`: an article and its translation, two files of a form → the article in the memory, aligned.
//!
//! The fields `source` and `target` say which is which; two fields `files` may come in either order, since what is dropped on a page has none.
//! The article is known again by the name of its source file.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use axum::extract::multipart::MultipartRejection;
use axum::extract::{Multipart, State as Shared};
use axum::http::StatusCode;
use axum::response::Response;
use serde_json::json;

use super::actions::no_aligner;
use super::refusals;
use super::reply::{self, Refused};
use super::state::State;
use super::told::Told;
use crate::align::Aligner;
use crate::memory::{NewPair, Outcome, PairImport, PairReport};
use crate::pair::{LanguageCheck, Pair, PairError, PairOptions};

/// The most bytes of a file.
const MOST_FILE: usize = 64 * 1024 * 1024;

/// What the form holds.
#[derive(Debug, Default)]
struct Form {
    /// Each with the field that it came in.
    files: Vec<(String, PathBuf)>,
    force: bool,
    replace: bool,
}

pub(super) async fn pair(
    Shared(state): Shared<Arc<State>>,
    multipart: Result<Multipart, MultipartRejection>,
) -> Result<Response, Refused> {
    if state.is_read_only() {
        return Err(Refused::read_only());
    }
    let multipart = multipart.map_err(|error| bad_form(error.status(), &error.body_text()))?;
    let folder = tempfile::tempdir().map_err(|error| io(&error))?;
    let form = read(multipart, folder.path()).await?;
    let (files, in_order) = form.pair()?;
    let [from, to] = state.langs.clone();
    let (source_lang, target_lang) = (from.clone(), to.clone());
    let confirmed = state
        .reader
        .ask(move |reading| {
            let aligner = Aligner::new(from.clone(), to.clone());
            let aligner = aligner.map_err(|error| no_aligner(&error))?;
            let confirmed = reading.memory.confirmed_lexicon(&from, &to, aligner.lexicon())?;
            Ok(match confirmed {
                Some(confirmed) => aligner.with_confirmed(confirmed),
                None => aligner,
            })
        })
        .await?;
    let aligner = Arc::new(confirmed);
    let (shared, force) = (aligner.clone(), form.force);
    // Reading and aligning takes no memory, and may take seconds.
    let read = tokio::task::spawn_blocking(move || aligned(&files, in_order, force, &shared));
    let mut pair = read.await.map_err(|_| Refused::fault())??;
    let replace = form.replace;
    let report = state
        .write(move |memory| {
            let options = PairImport::default().replace(replace);
            let report = memory.import_around(&mut pair, &aligner, &options, uploaded)?;
            Ok((report, pair.aligned_share()))
        })
        .await?;
    let langs = [source_lang.to_string(), target_lang.to_string()];
    Ok(answer(&report.0, report.1, &langs))
}

/// What becomes of the pair's names: those of the files, wherever they were put here.
fn uploaded(new: NewPair<'_>) -> NewPair<'_> {
    let file_name = |path: Option<&str>| {
        let name = Path::new(path?).file_name()?;
        Some(name.to_string_lossy().into_owned())
    };
    let (source, target) = (
        file_name(new.source_path.as_deref()),
        file_name(new.target_path.as_deref()),
    );
    NewPair {
        key: format!("upload:{}", source.as_deref().unwrap_or(&new.name)),
        source_path: source,
        target_path: target,
        ..new
    }
}

fn io(error: &std::io::Error) -> Refused {
    let (status, name) = match error.kind() {
        std::io::ErrorKind::StorageFull | std::io::ErrorKind::QuotaExceeded => {
            (StatusCode::INSUFFICIENT_STORAGE, "disk-full")
        }
        _ => (StatusCode::INTERNAL_SERVER_ERROR, "io"),
    };
    let told = Told::new(
        format!("the files could not be put aside: {error}"),
        format!("les fichiers n’ont pas pu être mis de côté ({error})"),
    );
    Refused::new(status, name, told)
}

/// Where what was sent is no form; what the form's reader says is in English.
fn bad_form(status: StatusCode, detail: &str) -> Refused {
    let told = Told::new(
        detail,
        format!("ce qui a été envoyé n’est pas un formulaire lisible ({detail})"),
    );
    Refused::new(status, "bad-form", told)
}

/// Puts the files of a form into a folder.
async fn read(mut multipart: Multipart, folder: &Path) -> Result<Form, Refused> {
    let broken = |error: &axum::extract::multipart::MultipartError| bad_form(error.status(), &error.body_text());
    let mut form = Form::default();
    while let Some(mut field) = multipart.next_field().await.map_err(|error| broken(&error))? {
        let name = field.name().unwrap_or_default().to_owned();
        let Some(file) = field.file_name().map(str::to_owned) else {
            let value = field.text().await.map_err(|error| broken(&error))?;
            let is_on = !matches!(value.as_str(), "" | "false" | "0" | "off");
            match name.as_str() {
                "force" => form.force = is_on,
                "replace" => form.replace = is_on,
                _ => {}
            }
            continue;
        };
        let mut bytes = Vec::new();
        while let Some(chunk) = field.chunk().await.map_err(|error| broken(&error))? {
            if bytes.len() + chunk.len() > MOST_FILE {
                let told = Told::new(
                    format!("{file} has more than {MOST_FILE} bytes, which is the limit here: use `interligne import`"),
                    format!("{file} dépasse {MOST_FILE} octets, la limite ici : utilisez `interligne import`"),
                );
                return Err(Refused::new(StatusCode::PAYLOAD_TOO_LARGE, "too-large", told));
            }
            bytes.extend_from_slice(&chunk);
        }
        // An input of a form without a file sends an empty one.
        if file.is_empty() && bytes.is_empty() {
            continue;
        }
        // Each in a folder of its own: two may be called the same.
        let last = file_name(&file);
        let own = folder.join(form.files.len().to_string());
        std::fs::create_dir(&own).map_err(|error| io(&error))?;
        let path = own.join(last);
        std::fs::write(&path, bytes).map_err(|error| io(&error))?;
        form.files.push((name, path));
    }
    Ok(form)
}

/// The longest name of a file, in bytes; most file systems take 255.
const MOST_NAME: usize = 240;

/// A name for a file that was sent under this one: all of it, with `_` for what no file name of this system can have; of a path from a root,
/// a drive or a dot, which no browser of today sends, the last part.
fn file_name(sent: &str) -> String {
    let is_path = sent.starts_with(['/', '\\', '.']) || sent.get(1..3).is_some_and(|drive| drive == ":\\");
    let last = match is_path {
        true => sent.rsplit(['/', '\\']).next().unwrap_or_default(),
        false => sent,
    };
    let here = |c: char| cfg!(windows) && matches!(c, '<' | '>' | ':' | '"' | '|' | '?' | '*');
    let is_bad = |c: char| c.is_control() || matches!(c, '/' | '\\') || here(c);
    let mut name = last.replace(is_bad, "_");
    // What is too long loses its beginning: the ending says what kind of file it is.
    while name.len() > MOST_NAME {
        name.remove(0);
    }
    match name.trim_matches(['.', ' ']).is_empty() {
        true => "article.txt".to_owned(),
        false => name,
    }
}

impl Form {
    /// The two files, and whether the form says which is the article.
    fn pair(&self) -> Result<([PathBuf; 2], bool), Refused> {
        let of = |name: &str| {
            self.files
                .iter()
                .find(|(own, _)| own == name)
                .map(|(_, path)| path.clone())
        };
        let two = match self.files.as_slice() {
            [_, _] => Ok(()),
            files => Err(Refused::unusable(
                "not-two-files",
                Told::new(
                    format!(
                        "expected two files, an article and its translation, not {}: nothing was imported",
                        files.len()
                    ),
                    format!(
                        "il faut deux fichiers, un article et sa traduction, et non {} : rien n’a été importé",
                        files.len()
                    ),
                ),
            )),
        };
        two?;
        match (of("source"), of("target")) {
            (Some(source), Some(target)) => Ok(([source, target], true)),
            _ => Ok(([self.files[0].1.clone(), self.files[1].1.clone()], false)),
        }
    }
}

/// Reads and aligns the two files. Without an order the one in the source language comes first.
fn aligned([first, second]: &[PathBuf; 2], in_order: bool, force: bool, aligner: &Aligner) -> Result<Pair, Refused> {
    let careful = PairOptions::default();
    let options = if force {
        careful.clone().languages(LanguageCheck::Off).refuse_unrelated(false)
    } else {
        careful.clone()
    };
    let (mut source, mut target) = (first, second);
    if !in_order
        && let Err(PairError::Swapped { .. }) =
            Pair::read_with(source, target, &careful.languages(LanguageCheck::Refuse), aligner)
    {
        (source, target) = (second, first);
    }
    Pair::read_with(source, target, &options, aligner)
        .map_err(|error| Refused::unusable("bad-pair", refusals::pair(error)))
}

fn answer(report: &PairReport, share: f64, [from, to]: &[String; 2]) -> Response {
    reply::json(&json!({
        "article": report.article,
        "name": report.name,
        "outcome": match report.outcome {
            Outcome::New => "imported",
            Outcome::Unchanged => "unchanged",
            Outcome::Replaced => "replaced",
        },
        "from": from,
        "to": to,
        "pairs": report.units,
        "added": report.added,
        "removed": report.removed,
        "to_review": report.to_review,
        "mended": report.mended,
        "moved": report.moved,
        "beside": report.beside,
        "put_aside": report.put_aside,
        "unmatched_source": report.null_source,
        "unmatched_target": report.null_target,
        "aligned_share": (share * 1e4).round() / 1e4,
    }))
}
