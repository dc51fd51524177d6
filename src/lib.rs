//! interligne: translation memory and bilingual alignment.

pub mod align;
pub mod article;
pub mod atomic;
pub mod exchange;
pub mod lang;
pub mod matching;
pub mod memory;
pub mod pair;
pub mod segment;
