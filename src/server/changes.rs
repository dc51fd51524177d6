//! The memory's log of changes → events for whoever listens (server-sent events), and the index brought up to date before somebody asks.

use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use axum::body::Body;
use axum::extract::{RawQuery, State as Shared};
use axum::http::HeaderMap;
use axum::response::Response;
use futures_core::Stream;
use tokio::sync::{mpsc, watch};

use super::query::Params;
use super::reply::{self, ApiError};
use super::state::State;
use super::workers::{Failure, LONG, USUAL};
use crate::memory::{Change, ChangeMark};

/// How often the log is looked at.
const EVERY: Duration = Duration::from_millis(250);
/// How often a listener is sent a line without meaning, so that nothing between takes the connection for dead.
const ALIVE: Duration = Duration::from_secs(15);
/// Events that wait for a listener.
const WAITING: usize = 16;

/// Looks at the log again and again. Where it has grown, the usual index is brought up to date, and listeners are told.
pub(crate) async fn watch(state: Arc<State>) {
    let mut stop = state.stop.clone();
    loop {
        tokio::select! {
            () = tokio::time::sleep(EVERY) => {}
            () = stop.wait() => return,
        }
        // Trouble shows itself to whoever asks.
        let Ok(mark) = state.workers.ask(USUAL, |desk| desk.memory.change_mark()).await else {
            continue;
        };
        let known = *state.changes.borrow();
        if known == Some(mark) {
            continue;
        }
        let shared = state.clone();
        let refreshed = state.workers.ask(LONG, move |desk| {
            match shared
                .served
                .pair(desk.memory, &shared.served.from, &shared.served.to)?
            {
                Some((from, to)) => desk.refresh((&from, &to)),
                None => Ok(()),
            }
        });
        drop(refreshed.await);
        state.changes.send_replace(Some(mark));
    }
}

/// `GET /v1/changes?since=N`: the changes after that number, or from now on, as they happen.
pub(crate) async fn stream(
    Shared(state): Shared<Arc<State>>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let params = Params::parse(query.as_deref())?;
    params.only(&["since"])?;
    // A browser that lost the connection says where it was.
    let last = headers
        .get("last-event-id")
        .and_then(|id| id.to_str().ok()?.parse().ok());
    let since = match last {
        Some(last) => Some(last),
        None => params.number("since", 0, i64::MAX)?,
    };
    // From here on nothing is missed.
    let feed = state.changes.subscribe();
    let begin = state.workers.ask(USUAL, move |desk| match since {
        Some(seq) => desk.memory.change_mark_at(seq),
        None => desk.memory.change_mark().map(Some),
    });
    let begin = begin.await?;
    let (sender, receiver) = mpsc::channel(WAITING);
    tokio::spawn(tell(state, begin, feed, sender));
    Ok(reply::of("text/event-stream", Body::from_stream(Events(receiver))))
}

/// Sends events until the listener is gone or it is time to stop. From `None`, a point that the log does not know, everything has to be
/// read anew.
async fn tell(
    state: Arc<State>,
    begin: Option<ChangeMark>,
    mut feed: watch::Receiver<Option<ChangeMark>>,
    events: mpsc::Sender<String>,
) {
    let mut stop = state.stop.clone();
    let mut last = begin;
    loop {
        let since = last;
        let news = state.workers.ask(USUAL, move |desk| {
            let now = desk.memory.read_snapshot()?;
            let changes = since.map(|since| now.changes_since(&since)).transpose()?.flatten();
            Ok((now.change_mark()?, changes))
        });
        match news.await {
            Ok((mark, changes)) => {
                if last != Some(mark) || changes.is_none() {
                    let text = changes.map_or_else(|| anew(mark), |changes| lines(&changes));
                    if events.send(text).await.is_err() {
                        return;
                    }
                }
                last = Some(mark);
            }
            // A memory that is gone may come back; one that is slow is asked again.
            Err(Failure::Memory(_) | Failure::Late(_)) => {}
            Err(Failure::Fault) => return,
        }
        loop {
            tokio::select! {
                changed = feed.changed() => if changed.is_err() { return } else { break },
                () = tokio::time::sleep(ALIVE) => if events.send(":\n\n".to_owned()).await.is_err() { return },
                () = events.closed() => return,
                () = stop.wait() => return,
            }
        }
    }
}

/// The event that everything has to be read anew.
fn anew(mark: ChangeMark) -> String {
    format!("id: {0}\nevent: reset\ndata: {{\"seq\":{0}}}\n\n", mark.seq)
}

fn lines(changes: &[Change]) -> String {
    let mut out = String::new();
    for change in changes {
        let (seq, kind, units) = (change.seq, change.kind.as_str(), &change.units);
        out.push_str(&format!(
            "id: {seq}\nevent: change\ndata: {{\"seq\":{seq},\"kind\":\"{kind}\",\"first\":{},\"last\":{}}}\n\n",
            units.start(),
            units.end()
        ));
    }
    out
}

/// Events as the body of an answer.
struct Events(mpsc::Receiver<String>);

impl Stream for Events {
    type Item = Result<String, std::convert::Infallible>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.0.poll_recv(context).map(|text| text.map(Ok))
    }
}
