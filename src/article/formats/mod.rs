//! One file per input format: bytes in, typed blocks out. Nothing here knows what furniture is.

pub(crate) mod container;
pub(crate) mod decode;
pub(crate) mod documents;
pub(crate) mod docx;
pub(crate) mod epub;
pub(crate) mod eq_field;
pub(crate) mod error;
pub(crate) mod formula;
pub(crate) mod html;
pub(crate) mod markdown;
pub(crate) mod mojibake;
pub(crate) mod notes;
pub(crate) mod odt;
pub(crate) mod paragraphs;
pub(crate) mod pdf;
pub(crate) mod plain;
pub(crate) mod roles;
pub(crate) mod rtf;
pub(crate) mod style_sheet;
pub(crate) mod subtitles;
pub(crate) mod symbols;
pub(crate) mod templates;
pub(crate) mod wraps;
pub(crate) mod xhtml;
pub(crate) mod xml;
