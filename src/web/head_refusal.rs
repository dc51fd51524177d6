//! What hyper answers by itself to a head that it cannot read, which has no body → the same with our `{"error":…}`.
//!
//! Hyper writes such an answer before any service is asked (414 for an address of more than 65,534 bytes, 431 for a longer head, 400 for what
//! is no HTTP). No answer of ours to a mistake is without a body, so the two are told apart as they go out.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

/// A stream on which hyper's own refusals say what they are about.
#[derive(Debug)]
pub(super) struct Telling<S> {
    stream: S,
    /// What is written in the place of a refusal, and how much of it is.
    refusal: Vec<u8>,
    written: usize,
}

impl<S> Telling<S> {
    pub(super) fn new(stream: S) -> Telling<S> {
        Telling {
            stream,
            refusal: Vec::new(),
            written: 0,
        }
    }
}

impl<S: AsyncWrite + Unpin> Telling<S> {
    /// Writes what is left of a refusal.
    fn poll_refusal(&mut self, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        while self.written < self.refusal.len() {
            let left = &self.refusal[self.written..];
            match ready!(Pin::new(&mut self.stream).poll_write(context, left))? {
                0 => return Poll::Ready(Err(io::ErrorKind::WriteZero.into())),
                written => self.written += written,
            }
        }
        self.refusal.clear();
        self.written = 0;
        Poll::Ready(Ok(()))
    }
}

/// The refusal with a body, where hyper wrote one without.
fn told(head: &[u8]) -> Option<Vec<u8>> {
    if !head.starts_with(b"HTTP/1.1 4") {
        return None;
    }
    let text = std::str::from_utf8(head).ok()?.strip_suffix("\r\n\r\n")?;
    let (name, message) = match text.get(9..12)? {
        "414" => (
            "address-too-long",
            "the address has more than 65,534 bytes: send texts in a body",
        ),
        "431" => (
            "head-too-long",
            "the head of the request is longer than any that is read here",
        ),
        "400" => ("bad-request", "expected a request of HTTP/1.1"),
        _ => return None,
    };
    let mut lines: Vec<&str> = text.split("\r\n").collect();
    let before = lines.len();
    lines.retain(|line| !line.eq_ignore_ascii_case("content-length: 0"));
    if lines.len() == before {
        return None;
    }
    let body = format!("{{\"error\":{{\"name\":\"{name}\",\"message\":\"{message}\"}}}}");
    let rest = lines.join("\r\n");
    let answer = format!(
        "{rest}\r\ncontent-type: application/json\r\nx-content-type-options: nosniff\r\ncontent-length: {}\r\n\r\n{body}",
        body.len()
    );
    Some(answer.into_bytes())
}

impl<S: AsyncRead + Unpin> AsyncRead for Telling<S> {
    fn poll_read(mut self: Pin<&mut Self>, context: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(context, buf)
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Telling<S> {
    fn poll_write(mut self: Pin<&mut Self>, context: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        ready!(self.poll_refusal(context))?;
        match told(bytes) {
            None => Pin::new(&mut self.stream).poll_write(context, bytes),
            Some(refusal) => {
                self.refusal = refusal;
                // What cannot be written yet is when more is, or the rest is flushed.
                if let Poll::Ready(Err(error)) = self.poll_refusal(context) {
                    return Poll::Ready(Err(error));
                }
                Poll::Ready(Ok(bytes.len()))
            }
        }
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        pieces: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        // A head without a body is one piece.
        let mut pieces = pieces.iter().filter(|piece| !piece.is_empty());
        match (pieces.next(), pieces.next()) {
            (Some(only), None) => self.poll_write(context, only),
            (None, _) => Poll::Ready(Ok(0)),
            (Some(first), Some(second)) => {
                ready!(self.poll_refusal(context))?;
                let all: Vec<_> = [first, second]
                    .into_iter()
                    .chain(pieces)
                    .map(|piece| io::IoSlice::new(piece))
                    .collect();
                Pin::new(&mut self.stream).poll_write_vectored(context, &all)
            }
        }
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        ready!(self.poll_refusal(context))?;
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        ready!(self.poll_refusal(context))?;
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_refusal_without_a_body_is_given_one() {
        let head = b"HTTP/1.1 414 URI Too Long\r\nconnection: close\r\ncontent-length: 0\r\ndate: now\r\n\r\n";
        let answer = String::from_utf8(told(head).expect("a refusal")).expect("text");
        let (head, body) = answer.split_once("\r\n\r\n").expect("a head and a body");
        assert!(
            head.ends_with(&format!("content-length: {}", body.len())) && !head.contains("length: 0"),
            "{head}"
        );
        assert_eq!(
            serde_json::from_str::<serde_json::Value>(body).expect("JSON")["error"]["name"],
            "address-too-long"
        );
        assert!(told(b"HTTP/1.1 404 Not Found\r\ncontent-length: 2\r\n\r\n{}").is_none());
        assert!(told(b"HTTP/1.1 400 Bad Request\r\ncontent-length: 7\r\n\r\n").is_none());
        assert!(told(b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n").is_none());
    }
}
