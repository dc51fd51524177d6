//! The Model Context Protocol over standard input and output: a message a line, each with its answer on a line.
//!
//! Between the streams and the protocol's crate stands a relay. What is no message is answered by it; an input that ends, with or without a
//! line feed at its end, still gets all its answers.

use std::collections::HashSet;
use std::io;
use std::sync::Arc;
use std::time::Duration;

use tokio::io::{
    AsyncBufRead, AsyncBufReadExt as _, AsyncRead, AsyncWrite, AsyncWriteExt as _, BufReader, DuplexStream,
};
use tokio::sync::{mpsc, watch};

use super::mcp::Tools;
use super::mcp_message::{self, Malformed, Message};
use super::state::State;
use super::workers::LONG;

/// The longest message, in bytes.
const MOST_LINE: usize = 16 * 1024 * 1024;
/// How much of a message is under way inside, in bytes, and how many answers.
const PIPE: usize = 64 * 1024;
const WAITING: usize = 64;
/// How long the last answers may take, once there is no more input: a little more than the longest question.
const LAST: Duration = LONG.saturating_add(Duration::from_secs(5));

/// Serves the tools until the input ends; who asks is `person`.
///
/// # Errors
/// When the streams fail.
pub(crate) async fn over_stdio(state: Arc<State>, person: Option<String>) -> io::Result<()> {
    let tools = Tools::new(state, person);
    relay(tokio::io::stdin(), tokio::io::stdout(), |input, output| {
        serve(tools, input, output)
    })
    .await
}

async fn serve(tools: Tools, input: DuplexStream, output: DuplexStream) -> io::Result<()> {
    let failed = |error: String| io::Error::other(error);
    match rmcp::ServiceExt::serve(tools, (input, output)).await {
        Ok(running) => running
            .waiting()
            .await
            .map(drop)
            .map_err(|error| failed(error.to_string())),
        // An input that ends before anything was asked for is no fault.
        Err(rmcp::service::ServerInitializeError::ConnectionClosed(_)) => Ok(()),
        Err(error) => Err(failed(error.to_string())),
    }
}

/// The requests that have no answer yet, by their ids.
type Open = watch::Sender<HashSet<String>>;

async fn relay<S, F>(
    input: impl AsyncRead + Unpin + Send + 'static,
    mut output: impl AsyncWrite + Unpin,
    serve: S,
) -> io::Result<()>
where
    S: FnOnce(DuplexStream, DuplexStream) -> F,
    F: Future<Output = io::Result<()>>,
{
    let (messages, inner_input) = tokio::io::duplex(PIPE);
    let (inner_output, answers) = tokio::io::duplex(PIPE);
    let (lines, mut queue) = mpsc::channel::<Vec<u8>>(WAITING);
    let open = Arc::new(Open::default());
    let reading = tokio::spawn(read(BufReader::new(input), messages, lines.clone(), open.clone()));
    let taking = tokio::spawn(take(BufReader::new(answers), lines, open));
    let writing = async {
        while let Some(line) = queue.recv().await {
            output.write_all(&line).await?;
            output.flush().await?;
        }
        Ok(())
    };
    let serving = async {
        let served = serve(inner_input, inner_output).await;
        // What it said last is still on its way; nothing more is read.
        let _ = taking.await;
        reading.abort();
        served
    };
    let (served, written) = tokio::join!(serving, writing);
    served.and(written)
}

/// Hands on messages from the input, and answers what is none.
async fn read(
    mut input: impl AsyncBufRead + Unpin,
    mut messages: DuplexStream,
    lines: mpsc::Sender<Vec<u8>>,
    open: Arc<Open>,
) {
    let mut line = Vec::new();
    loop {
        let checked = match next_line(&mut input, &mut line).await {
            // A stream that fails has ended.
            Ok(Line::End) | Err(_) => break,
            Ok(Line::Whole) if line.trim_ascii().is_empty() => continue,
            Ok(Line::Whole) => mcp_message::check(&line),
            Ok(Line::TooLong) => Err(Malformed::too_long(MOST_LINE)),
        };
        match checked {
            Ok(message) => {
                match message {
                    Message::Request(id) => {
                        open.send_modify(|open| {
                            open.insert(id);
                        });
                    }
                    Message::Cancelled(id) => {
                        open.send_modify(|open| {
                            open.remove(&id);
                        });
                    }
                    Message::Answer | Message::Other => {}
                }
                line.push(b'\n');
                if messages.write_all(&line).await.is_err() {
                    return;
                }
            }
            Err(malformed) => {
                if lines.send((malformed.answer() + "\n").into_bytes()).await.is_err() {
                    return;
                }
            }
        }
    }
    // The protocol's crate drops what is under way when its input ends.
    let mut answered = open.subscribe();
    let _ = tokio::time::timeout(LAST, answered.wait_for(HashSet::is_empty)).await;
}

enum Line {
    Whole,
    TooLong,
    End,
}

/// Reads a line without its line feed; the last may have none.
async fn next_line(input: &mut (impl AsyncBufRead + Unpin), line: &mut Vec<u8>) -> io::Result<Line> {
    line.clear();
    let mut is_too_long = false;
    let mut any = false;
    loop {
        let piece = input.fill_buf().await?;
        if piece.is_empty() {
            return Ok(match (any, is_too_long) {
                (false, _) => Line::End,
                (true, true) => Line::TooLong,
                (true, false) => Line::Whole,
            });
        }
        any = true;
        let end = piece.iter().position(|byte| *byte == b'\n');
        let content = &piece[..end.unwrap_or(piece.len())];
        is_too_long |= line.len() + content.len() > MOST_LINE;
        if is_too_long {
            line.clear();
        } else {
            line.extend_from_slice(content);
        }
        let used = end.map_or(piece.len(), |end| end + 1);
        input.consume(used);
        if end.is_some() {
            return Ok(if is_too_long { Line::TooLong } else { Line::Whole });
        }
    }
}

/// Hands on what the protocol's crate answers.
async fn take(mut answers: impl AsyncBufRead + Unpin, lines: mpsc::Sender<Vec<u8>>, open: Arc<Open>) {
    loop {
        let mut line = Vec::new();
        match answers.read_until(b'\n', &mut line).await {
            Ok(read) if read > 0 => {}
            _ => return,
        }
        let id = id_of_answer(&line);
        if lines.send(line).await.is_err() {
            return;
        }
        if let Some(id) = id {
            open.send_modify(|open| {
                open.remove(&id);
            });
        }
    }
}

fn id_of_answer(line: &[u8]) -> Option<String> {
    #[derive(serde::Deserialize)]
    struct Answer {
        id: serde_json::Value,
        method: Option<serde::de::IgnoredAny>,
    }
    let answer: Answer = serde_json::from_slice(line).ok()?;
    answer.method.is_none().then(|| answer.id.to_string())
}
