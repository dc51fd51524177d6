//! Files to and from the memory, as they come and go: bytes in, never paths; units out as they are read.

use std::io::{self, Write};
use std::path::Path;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use axum::body::Body;
use axum::extract::{Extension, RawQuery, State as Shared};
use axum::http::HeaderValue;
use axum::http::header::CONTENT_DISPOSITION;
use axum::response::Response;
use futures_core::Stream;
use tokio::sync::mpsc;

use super::api::{MOST_JSON, languages_of};
use super::json::{self, OneOrMany};
use super::query::Params;
use super::reply::{self, ApiError};
use super::state::State;
use super::submit::{self, Received, Submission, UnitBody};
use super::workers::USUAL;
use crate::exchange::{self, Format, WriteOptions, XliffVersion};
use crate::memory::{Memory, MemoryError, Mode, Status, UnitFilter};
use crate::web::body;
use crate::web::guard::Caller;

/// The largest file that is taken in, in bytes.
const MOST_FILE: usize = 256 * 1024 * 1024;
/// The pieces of an export, in bytes, and how many of them wait for the client.
const PIECE: usize = 64 * 1024;
const WAITING: usize = 8;
/// How long an export waits for a client that takes nothing.
const SLOWEST: Duration = Duration::from_secs(60);

type Answer = Result<Response, ApiError>;

/// `POST /v1/units`: units in JSON.
pub(crate) async fn add(
    Shared(state): Shared<Arc<State>>,
    Extension(caller): Extension<Caller>,
    RawQuery(query): RawQuery,
    body: Body,
) -> Answer {
    let params = Params::parse(query.as_deref())?;
    params.only(&["from", "to", "person"])?;
    let submission = Submission::new(state.submissions.as_ref(), &caller, &params, "api")?;
    let languages = state.served.taken(languages_of(&state, &params)?)?;
    let bytes = body::whole(body, MOST_JSON).await?;
    let units: OneOrMany<UnitBody> = json::read(&bytes)?;
    let units = submit::submitted(units.items, None)?;
    Ok(reply::json(&submission.take(languages, units).await?))
}

/// `POST /v1/import?name=…`: a file of any format that the name says.
pub(crate) async fn import(
    Shared(state): Shared<Arc<State>>,
    Extension(caller): Extension<Caller>,
    RawQuery(query): RawQuery,
    body: Body,
) -> Answer {
    let params = Params::parse(query.as_deref())?;
    params.only(&["name", "from", "to", "person"])?;
    let submission = Submission::new(state.submissions.as_ref(), &caller, &params, "api")?;
    let languages = state.served.taken(languages_of(&state, &params)?)?;
    let name = params
        .get("name")
        .ok_or_else(|| ApiError::bad_parameter("name", "the file's name, whose extension says the format"))?;
    let file = received(name, body).await?;
    let report = submission.named(name)?.take_file(languages, file).await?;
    Ok(reply::json(&report))
}

/// Receives a file, under the last part of the name that the client gave it, which says its format.
///
/// # Errors
/// When the name says no format, or the file is too large or does not come.
pub(crate) async fn received(name: &str, body: Body) -> Result<Received, ApiError> {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let format = Format::of_path(Path::new(last)).filter(|format| *format != Format::Html);
    if format.is_none() || last.chars().any(char::is_control) || last.len() > 200 {
        return Err(ApiError::unusable(
            "bad-name",
            "expected the name of a file that ends with .tmx, .tsv, .csv, .xlsx, .xlf, .po or .jsonl",
        ));
    }
    let failed = |error: io::Error| {
        let message = format!("the file cannot be put down to be read: {error}");
        ApiError::new(axum::http::StatusCode::INTERNAL_SERVER_ERROR, "io", message)
    };
    let folder = tempfile::tempdir().map_err(failed)?;
    let path = folder.path().join(last);
    let mut file = io::BufWriter::new(std::fs::File::create(&path).map_err(failed)?);
    body::each(body, MOST_FILE, |data| file.write_all(data).map_err(failed)).await?;
    file.flush().map_err(failed)?;
    Ok(Received { folder, path })
}

/// `GET /v1/export?format=…`: the memory in a format, as it is read.
pub(crate) async fn export(Shared(state): Shared<Arc<State>>, RawQuery(query): RawQuery) -> Answer {
    let params = Params::parse(query.as_deref())?;
    params.only(&["format", "status", "article", "from", "to"])?;
    let (from, to) = languages_of(&state, &params)?;
    let asked = params.get("format").unwrap_or("tmx").to_owned();
    let known = ["tmx", "tsv", "csv", "xlsx", "xlf", "xlf2", "po", "jsonl", "html"];
    let format = known
        .contains(&asked.as_str())
        .then(|| Format::of_path(Path::new(&format!("memory.{asked}"))))
        .flatten()
        .ok_or_else(|| ApiError::bad_parameter("format", &known.join(", ")))?;
    if matches!(format, Format::Tmx | Format::JsonLines)
        && let Some(name) = ["from", "to"].into_iter().find(|name| params.get(name).is_some())
    {
        let message =
            format!("{name}: a file of the format {asked} has all languages; leave it out, or ask for another format");
        return Err(ApiError::bad_request("bad-parameter", message));
    }
    let statuses = match params.get("status") {
        None => Status::ALL
            .into_iter()
            .filter(|status| *status != Status::Rejected)
            .collect(),
        Some(name) => vec![
            Status::parse(name)
                .ok_or_else(|| ApiError::bad_parameter("status", &Status::ALL.map(Status::as_str).join(", ")))?,
        ],
    };
    let article = params.get("article").map(str::to_owned);
    let article = state.workers.ask(USUAL, move |desk| {
        article.map(|name| desk.memory.article_named(&name)).transpose()
    });
    let filter = UnitFilter {
        statuses,
        articles: article.await?.map(|info| info.id).into_iter().collect(),
        languages: state.served.only().to_vec(),
        ..UnitFilter::default()
    };
    let folder = state.folder.clone();
    let (sender, receiver) = mpsc::channel(WAITING);
    // A thread of its own: an export may take minutes, and searches have theirs.
    let name = format!("memory.{asked}");
    let thread = std::thread::Builder::new().name("export".to_owned());
    let written = thread.spawn(move || {
        let mut out = Pieces::new(sender);
        let exported = write(
            &folder,
            &filter,
            &mut out,
            Path::new(&name),
            format,
            &WriteOptions::new(from, to),
        );
        // The client learns of an error by the answer that breaks off.
        if let Err(error) = exported.and_then(|()| Ok(out.flush()?)) {
            out.fail(io::Error::other(error));
        }
    });
    if let Err(error) = written {
        return Err(MemoryError::Io {
            path: state.folder.clone(),
            error,
        }
        .into());
    }
    let mut response = reply::of(content_type(format), Body::from_stream(PieceStream(receiver)));
    if let Ok(value) = HeaderValue::from_str(&format!("attachment; filename=\"memory.{asked}\"")) {
        response.headers_mut().insert(CONTENT_DISPOSITION, value);
    }
    Ok(response)
}

fn write(
    folder: &Path,
    filter: &UnitFilter,
    out: &mut Pieces,
    name: &Path,
    format: Format,
    options: &WriteOptions,
) -> Result<(), Box<dyn std::error::Error + Send + Sync>> {
    let memory = Memory::open(folder, Mode::Read)?;
    exchange::export_to(&memory, filter, out, name, format, options, |_| {})?;
    Ok(())
}

fn content_type(format: Format) -> &'static str {
    match format {
        Format::Tmx => "application/x-tmx+xml",
        Format::Tsv => "text/tab-separated-values; charset=utf-8",
        Format::Csv => "text/csv; charset=utf-8",
        Format::JsonLines => "application/x-ndjson",
        Format::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        Format::Xliff(XliffVersion::V1_2) => "application/x-xliff+xml",
        Format::Xliff(XliffVersion::V2_1) => "application/xliff+xml",
        Format::Po => "text/x-gettext-translation; charset=utf-8",
        Format::Html => "text/html; charset=utf-8",
    }
}

type Piece = Result<Vec<u8>, io::Error>;

/// What is written, in pieces to a client.
struct Pieces {
    sender: mpsc::Sender<Piece>,
    piece: Vec<u8>,
}

impl Pieces {
    fn new(sender: mpsc::Sender<Piece>) -> Pieces {
        Pieces {
            sender,
            piece: Vec::with_capacity(PIECE),
        }
    }

    fn send(&mut self) -> io::Result<()> {
        let mut piece = Ok(std::mem::replace(&mut self.piece, Vec::with_capacity(PIECE)));
        let began = std::time::Instant::now();
        loop {
            match self.sender.try_send(piece) {
                Ok(()) => return Ok(()),
                Err(mpsc::error::TrySendError::Closed(_)) => return Err(io::ErrorKind::BrokenPipe.into()),
                Err(mpsc::error::TrySendError::Full(_)) if began.elapsed() > SLOWEST => {
                    return Err(io::ErrorKind::TimedOut.into());
                }
                Err(mpsc::error::TrySendError::Full(back)) => {
                    piece = back;
                    std::thread::sleep(Duration::from_millis(5));
                }
            }
        }
    }

    fn fail(&mut self, error: io::Error) {
        // A client that has gone away hears nothing.
        let _ = self.sender.blocking_send(Err(error));
    }
}

impl Write for Pieces {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.piece.extend_from_slice(bytes);
        if self.piece.len() >= PIECE {
            self.send()?;
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        if self.piece.is_empty() { Ok(()) } else { self.send() }
    }
}

/// Pieces as the body of an answer.
struct PieceStream(mpsc::Receiver<Piece>);

impl Stream for PieceStream {
    type Item = Piece;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Piece>> {
        self.0.poll_recv(context)
    }
}
