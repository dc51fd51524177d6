//! Matches: a new segment in, the units of the memory that help with it out.

pub mod diff;
pub mod index;
pub mod levenshtein;
pub mod score;
pub mod tokens;
