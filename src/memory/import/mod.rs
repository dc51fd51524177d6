//! What comes into a memory: aligned pairs, units of files, other memories.

pub(crate) mod article_pair;
pub(crate) mod article_rows;
pub(crate) mod by_hand;
pub(crate) mod correspondence;
pub(crate) mod decided;
pub(crate) mod earlier;
pub(crate) mod import_error;
pub(crate) mod import_options;
pub(crate) mod imported;
pub(crate) mod known_article;
pub(crate) mod known_units;
pub(crate) mod layout;
pub(crate) mod mending;
pub(crate) mod merge;
pub(crate) mod merged_article;
pub(crate) mod named_article;
pub(crate) mod new_pair;
pub(crate) mod other_memory;
pub(crate) mod overlap;
pub(crate) mod report;
pub(crate) mod said;
pub(crate) mod settled;
pub(crate) mod unfit;
pub(crate) mod units;
pub(crate) mod versions;
pub(crate) mod whereabouts;
