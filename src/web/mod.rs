//! HTTP on this machine: who may ask, how long and how much; nothing of what is asked.
//!
//! In: a [`guard::Guard`] and a service that answers requests. Out: a socket that serves until it is told to stop. The servers of other
//! rooms stand on it.

pub(crate) mod body;
pub(crate) mod guard;
mod head_refusal;
pub(crate) mod listen;
#[cfg(feature = "review")]
pub(crate) mod session;
#[cfg_attr(
    not(feature = "server"),
    allow(dead_code, reason = "files of tokens are for the server alone")
)]
pub(crate) mod token;
