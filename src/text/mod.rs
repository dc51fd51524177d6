//! What is known of language and writing: no article, no unit, only text in and facts about it out.
//!
//! The ground floor: it imports nothing of the other rooms.

pub mod dates;
pub(crate) mod guess;
pub mod lang;
pub mod levenshtein;
pub(crate) mod months;
pub mod numbers;
pub mod tokens;
