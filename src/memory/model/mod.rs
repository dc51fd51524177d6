//! What a memory holds, as values: units, articles, their identity and time.

pub(crate) mod article;
pub(crate) mod bead;
pub(crate) mod context_notes;
pub(crate) mod foreign_codes;
pub(crate) mod identity;
pub(crate) mod markup;
pub(crate) mod numbers;
pub(crate) mod ranges;
pub(crate) mod time;
pub(crate) mod unit;
