//! Which formats there are, and which of them a file's name says.

use std::path::Path;

/// A file format for rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Format {
    /// Translation Memory eXchange (`.tmx`).
    Tmx,
    /// Lines with tabs between (`.tsv`, `.tab`, `.txt`).
    Tsv,
    /// Comma-separated values (RFC 4180), also with semicolons (`.csv`).
    Csv,
    /// One JSON object a line (`.jsonl`, `.ndjson`).
    JsonLines,
    /// A workbook of Office Open XML (`.xlsx`).
    Xlsx,
    /// XLIFF 1.2 (`.xlf`, `.xliff`, `.sdlxliff`, `.mqxliff`, `.mxliff`; reading tells the version by the content).
    Xliff12,
    /// XLIFF 2.1 (`.xlf` with `version="2.…"` when read; written when asked for, or as `.xlf2`).
    Xliff21,
    /// GNU gettext (`.po`, `.pot`).
    Po,
    /// A page with a table, for reading (`.html`); written only.
    Html,
}

impl Format {
    /// The format that a file's name says, by its extension; letter case does not matter.
    #[must_use]
    pub fn of_path(path: &Path) -> Option<Format> {
        let extension = path.extension()?.to_str()?.to_ascii_lowercase();
        Some(match extension.as_str() {
            "tmx" => Format::Tmx,
            "tsv" | "tab" | "txt" => Format::Tsv,
            "csv" => Format::Csv,
            "jsonl" | "ndjson" => Format::JsonLines,
            "xlsx" => Format::Xlsx,
            "xlf" | "xliff" | "sdlxliff" | "mqxliff" | "mxliff" => Format::Xliff12,
            "xlf2" => Format::Xliff21,
            "po" | "pot" => Format::Po,
            "html" | "htm" => Format::Html,
            _ => return None,
        })
    }
}
