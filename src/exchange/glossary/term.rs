//! A term of a glossary.

use crate::text::lang::Lang;

/// A term and what it is called in the other language.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Term {
    /// The term in the source language.
    pub source: String,
    /// The term in the target language.
    pub target: String,
    /// The language of the source term, as exactly as the file says it.
    pub source_lang: Lang,
    /// The language of the target term.
    pub target_lang: Lang,
    /// A definition or a note.
    pub note: Option<String>,
    /// Whether the glossary says not to use the target term.
    pub deprecated: bool,
}
