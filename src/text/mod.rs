//! What is known of language and writing: no article, no unit, only text in and facts about it out.
//!
//! The ground floor: it imports nothing of the other rooms.

pub(crate) mod abbreviations;
pub(crate) mod addresses;
pub(crate) mod apostrophes;
pub(crate) mod bullets;
pub mod characters;
pub(crate) mod dates;
pub(crate) mod drop_cap;
pub(crate) mod function_words;
pub(crate) mod guess;
pub(crate) mod hyphens;
pub mod lang;
pub(crate) mod language_codes;
pub(crate) mod language_names;
pub(crate) mod languages;
pub(crate) mod levenshtein;
pub(crate) mod markup;
pub(crate) mod note_marks;
pub(crate) mod number_words;
pub(crate) mod numbers;
pub(crate) mod quotation;
pub(crate) mod scripts;
pub(crate) mod sentence_end;
pub(crate) mod space;
pub(crate) mod stem;
pub mod tokens;
pub(crate) mod units;
pub(crate) mod visible;
pub(crate) mod word_set;
pub(crate) mod words;
