//! Counts the places of articles with what the checks find, beside everything else, and tells them.
//!
//! The database knows the other places at once ([`Memory::article_overviews`]). The checks look at every pair, which takes too long
//! for a list that is to be there at once: it is sent first, and told of the counts as they come.

use std::sync::Arc;
use std::time::{Duration, Instant};

use super::article::places_in;
use super::counts::Count;
use super::event::Event;
use super::reply::Refused;
use super::state::State;
use crate::memory::{ArticleId, Memory};

/// How long counts are gathered before they are told.
const GATHERED: Duration = Duration::from_millis(200);

/// Counts whenever somebody wants to know, until the page ends.
pub(super) async fn keep(state: Arc<State>) {
    let mut stop = state.stop.clone();
    loop {
        tokio::select! {
            () = state.counts.wanted.notified() => {}
            () = stop.wait() => return,
        }
        // Trouble shows itself to whoever asks for more than a number.
        let _ = count(&state).await;
    }
}

/// Counts what is not known, one article after another, and tells it.
async fn count(state: &State) -> Result<(), Refused> {
    let versions = state
        .reader
        .ask(|reading| Ok(reading.memory.article_versions()?))
        .await?;
    state
        .counts
        .keep(|article| versions.iter().any(|(id, _)| *id == article));
    let (mut untold, mut since) = (Vec::new(), Instant::now());
    for (article, version) in versions {
        if state.counts.of(article, version).is_some() {
            continue;
        }
        // An article that is open knows it.
        let open = state.reader.ask(move |reading| Ok(reading.open_count(article))).await?;
        let counted = match open.filter(|count| count.version == version) {
            Some(count) => Some(count),
            // One that cannot be read keeps no other from being counted.
            None => state
                .counter
                .ask(move |memory| read(memory, article))
                .await
                .unwrap_or(None),
        };
        let Some(count) = counted else { continue };
        state.counts.note(count);
        untold.push(count);
        if since.elapsed() >= GATHERED {
            tell(state, &mut untold);
            since = Instant::now();
        }
        if *state.end.borrow() {
            return Ok(());
        }
    }
    tell(state, &mut untold);
    Ok(())
}

fn tell(state: &State, untold: &mut Vec<Count>) {
    if !untold.is_empty() {
        // Nobody may listen.
        let _ = state.events.send(Event::Places(std::mem::take(untold)));
    }
}

/// An article's count; `None` where it is gone meanwhile.
fn read(memory: &Memory, article: ArticleId) -> Result<Option<Count>, Refused> {
    let Some(_) = memory.article(article)? else {
        return Ok(None);
    };
    let view = memory.article_view(article)?;
    Ok(Some(Count {
        article,
        version: view.info.version,
        places: places_in(&view),
    }))
}
