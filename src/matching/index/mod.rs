//! The memory's texts in one language → which of them are near a query, exactly, and where words occur.
//!
//! A **part** is an immutable file about the units of one language, memory-mapped; its layout is in [`part`] and in
//! `docs/INDEX.md`. [`build`] makes one, [`fuzzy`] searches it, [`store`] keeps a memory's parts in step with its
//! database. Nothing here decides what a match is worth: that is [`super::score`].

mod arrange;
mod bitmaps;
pub mod build;
mod candidates;
mod counting;
pub mod fuzzy;
pub mod part;
mod plan;
pub mod rank;
pub(crate) mod shared;
pub mod store;
pub(crate) mod vocabulary;
