//! What others do to the memory → events for the pages that are open (server-sent events).

use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use axum::body::Body;
use axum::extract::State as Shared;
use axum::response::Response;
use futures_core::Stream;
use tokio::sync::{broadcast, mpsc};

use super::event::Event;
use super::reply;
use super::state::State;
use crate::memory::ArticleId;

/// How often the memory is looked at.
const EVERY: Duration = Duration::from_millis(250);
/// How often a listener is sent a line without meaning, so that nothing between takes the connection for dead.
const ALIVE: Duration = Duration::from_secs(15);
/// Events that wait for a listener.
const WAITING: usize = 16;

/// Tells that an article was changed here.
pub(super) fn changed(state: &State, article: ArticleId, version: u64) {
    // Nobody may listen.
    let _ = state.events.send(Event::Article(article, version));
}

/// Looks at the memory again and again, and tells what others changed in it.
pub(super) async fn watch(state: Arc<State>) {
    let mut stop = state.stop.clone();
    let mut known = None;
    loop {
        let first = known.is_none();
        let looked = state.reader.ask(move |reading| {
            if !reading.watch.has_changed()? && !first {
                return Ok(None);
            }
            let articles = reading.memory.article_versions()?;
            Ok(Some(articles))
        });
        // Trouble shows itself to whoever asks.
        if let Ok(Some(versions)) = looked.await
            && let Some(before) = known.replace(versions.clone())
        {
            tell(&state, &before, &versions);
        }
        tokio::select! {
            () = tokio::time::sleep(EVERY) => {}
            () = stop.wait() => return,
        }
    }
}

fn tell(state: &State, before: &[(ArticleId, u64)], now: &[(ArticleId, u64)]) {
    for event in differences(before, now).into_iter().chain([Event::Articles]) {
        // Nobody may listen.
        let _ = state.events.send(event);
    }
}

/// Which articles have another version, or are gone; both lists are by number.
fn differences(before: &[(ArticleId, u64)], now: &[(ArticleId, u64)]) -> Vec<Event> {
    let mut events = Vec::new();
    let mut before = before.iter().peekable();
    for &(article, version) in now {
        while let Some((gone, _)) = before.next_if(|(other, _)| *other < article) {
            events.push(Event::Gone(*gone));
        }
        let was = before.next_if(|(other, _)| *other == article);
        if was.is_none_or(|(_, was)| *was != version) {
            events.push(Event::Article(article, version));
        }
    }
    events.extend(before.map(|(gone, _)| Event::Gone(*gone)));
    events
}

/// `GET /api/events`
pub(super) async fn stream(Shared(state): Shared<Arc<State>>) -> Response {
    let (sender, receiver) = mpsc::channel(WAITING);
    tokio::spawn(forward(state.clone(), state.events.subscribe(), sender));
    reply::of("text/event-stream", Body::from_stream(Events(receiver)))
}

async fn forward(state: Arc<State>, mut feed: broadcast::Receiver<Event>, listener: mpsc::Sender<String>) {
    let mut stop = state.stop.clone();
    // A browser that lost the connection comes again soon.
    let mut text = "retry: 1000\nevent: hello\ndata: {}\n\n".to_owned();
    loop {
        if listener.send(text).await.is_err() {
            return;
        }
        text = tokio::select! {
            event = feed.recv() => match event {
                Ok(event) => event.text(),
                // Who is slow asks for everything anew.
                Err(broadcast::error::RecvError::Lagged(_)) => "event: hello\ndata: {}\n\n".to_owned(),
                Err(broadcast::error::RecvError::Closed) => return,
            },
            () = tokio::time::sleep(ALIVE) => ":\n\n".to_owned(),
            () = listener.closed() => return,
            () = stop.wait() => "event: end\ndata: {}\n\n".to_owned(),
        };
        if text.starts_with("event: end") {
            let _ = listener.send(text).await;
            return;
        }
    }
}

/// Events as the body of an answer.
struct Events(mpsc::Receiver<String>);

impl Stream for Events {
    type Item = Result<String, std::convert::Infallible>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.0.poll_recv(context).map(|text| text.map(Ok))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_new_changed_or_gone_is_told_and_nothing_else() {
        let list = |of: &[(i64, u64)]| {
            of.iter()
                .map(|(id, version)| (ArticleId(*id), *version))
                .collect::<Vec<_>>()
        };
        let told = |before: &[(i64, u64)], now: &[(i64, u64)]| {
            let events = differences(&list(before), &list(now)).into_iter();
            events
                .map(|event| event.text().replace('\n', " "))
                .collect::<Vec<String>>()
        };
        let changed =
            |id: i64, version: u64| format!("event: article data: {{\"article\":{id},\"version\":{version}}}  ");
        let gone = |id: i64| format!("event: gone data: {{\"article\":{id}}}  ");
        assert_eq!(told(&[], &[]), Vec::<String>::new());
        assert_eq!(told(&[(1, 4), (3, 9)], &[(1, 4), (3, 9)]), Vec::<String>::new());
        assert_eq!(
            told(&[(1, 4), (3, 9)], &[(1, 5), (2, 1), (3, 9)]),
            [changed(1, 5), changed(2, 1)]
        );
        assert_eq!(told(&[(1, 4), (2, 1), (3, 9)], &[(2, 1)]), [gone(1), gone(3)]);
        assert_eq!(
            told(&[(1, 4), (3, 9)], &[(2, 1), (4, 2)]),
            [gone(1), changed(2, 1), gone(3), changed(4, 2)]
        );
    }
}
