//! One file a command; its doc comment is the command's help.

pub(crate) mod align;
mod align_jsonl;
pub(crate) mod analyze;
pub(crate) mod completions;
pub(crate) mod config;
#[cfg(feature = "lab")]
pub(crate) mod evaluate;
pub(crate) mod export;
pub(crate) mod import;
pub(crate) mod lexicon;
pub(crate) mod man;
#[cfg(feature = "server")]
pub(crate) mod mcp;
pub(crate) mod memory;
#[cfg(feature = "lab")]
pub(crate) mod page_features;
pub(crate) mod pretranslate;
pub(crate) mod search;
pub(crate) mod segment;
#[cfg(feature = "server")]
pub(crate) mod serve;
pub(crate) mod suggest;
mod suggest_jsonl;
