//! The body of a request → its bytes, within a size, from a client that does not fall silent.

use std::time::Duration;

use axum::body::{Body, HttpBody as _};
use axum::http::StatusCode;
use http_body_util::BodyExt as _;

/// How long a client may be silent in the middle of its request.
pub(crate) const SILENCE: Duration = Duration::from_secs(30);

/// Why there is no body.
#[derive(Debug, thiserror::Error)]
pub(crate) enum BodyError {
    #[error("the body has more than {limit} bytes, which is the limit here")]
    TooLarge { limit: usize },
    #[error("the rest of the body did not come within {} seconds", SILENCE.as_secs())]
    Silent,
    #[error("the body broke off")]
    Broken,
}

impl BodyError {
    pub(crate) fn status(&self) -> StatusCode {
        match self {
            BodyError::TooLarge { .. } => StatusCode::PAYLOAD_TOO_LARGE,
            BodyError::Silent => StatusCode::REQUEST_TIMEOUT,
            BodyError::Broken => StatusCode::BAD_REQUEST,
        }
    }

    /// The error's name for programs.
    pub(crate) fn name(&self) -> &'static str {
        match self {
            BodyError::TooLarge { .. } => "too-large",
            BodyError::Silent => "silent",
            BodyError::Broken => "broken-off",
        }
    }
}

/// Reads a body piece by piece; `take` is given each.
///
/// # Errors
/// When there is more than `limit` bytes of it, or it does not come. What `take` answers with ends it too.
pub(crate) async fn each<E: From<BodyError>>(
    mut body: Body,
    limit: usize,
    mut take: impl FnMut(&[u8]) -> Result<(), E>,
) -> Result<(), E> {
    // What the head says already is not waited for.
    if body.size_hint().lower() > limit as u64 {
        return Err(BodyError::TooLarge { limit }.into());
    }
    let mut read = 0usize;
    loop {
        let frame = match tokio::time::timeout(SILENCE, body.frame()).await {
            Ok(Some(Ok(frame))) => frame,
            Ok(Some(Err(_))) => return Err(BodyError::Broken.into()),
            Ok(None) => return Ok(()),
            Err(_) => return Err(BodyError::Silent.into()),
        };
        if let Some(data) = frame.data_ref() {
            read = read.saturating_add(data.len());
            if read > limit {
                return Err(BodyError::TooLarge { limit }.into());
            }
            take(data)?;
        }
    }
}

/// Reads a body whole.
///
/// # Errors
/// When it has more than `limit` bytes, or does not come.
pub(crate) async fn whole(body: Body, limit: usize) -> Result<Vec<u8>, BodyError> {
    let mut bytes = Vec::new();
    each(body, limit, |data| {
        bytes.extend_from_slice(data);
        Ok::<(), BodyError>(())
    })
    .await?;
    Ok(bytes)
}
