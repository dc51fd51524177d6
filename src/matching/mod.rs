//! Matches: a new segment in, the units of the memory that help with it out.
//!
//! [`Matcher::suggest`] is the door; [`score`] defines what a match is worth and [`tokens`] what is compared.

pub mod adapt;
pub mod analysis;
mod batch;
pub mod concordance;
pub mod diff;
mod document;
mod fragments;
pub mod index;
pub mod levenshtein;
mod masked;
mod pretranslate;
pub mod score;
mod suggest;
mod terms;
pub mod tokens;

pub use batch::suggest_all;
pub use document::{Document, DocumentOptions};
pub use fragments::{Fragment, FragmentOptions, Fragments};
pub use pretranslate::pretranslated;
pub use suggest::{Match, Matcher, Neighbour, Query, SuggestOptions};
pub use terms::Glossary;
