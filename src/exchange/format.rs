//! Which formats there are, and which of them a file's name says.

use std::path::Path;

/// A version of XLIFF that is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum XliffVersion {
    /// 1.2 (2008), which every tool reads.
    #[default]
    V1_2,
    /// 2.1 (2018).
    V2_1,
}

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
    /// XLIFF (`.xlf`, `.xliff`, `.sdlxliff`, `.mqxliff`, `.mxliff`: 1.2, which every tool reads, unless
    /// [`Format::with_xliff`] says otherwise; `.xlf2`: 2.1). Reading tells the version by the content.
    Xliff(XliffVersion),
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
            "xlf" | "xliff" | "sdlxliff" | "mqxliff" | "mxliff" => Format::Xliff(XliffVersion::V1_2),
            "xlf2" => Format::Xliff(XliffVersion::V2_1),
            "po" | "pot" => Format::Po,
            "html" | "htm" => Format::Html,
            _ => return None,
        })
    }

    /// Whether it is a table, whose first row can name the columns.
    pub(crate) fn is_table(self) -> bool {
        matches!(self, Format::Tsv | Format::Csv | Format::Xlsx)
    }

    /// The format in that version, if it is XLIFF; else the format itself.
    #[must_use]
    pub fn with_xliff(self, version: XliffVersion) -> Format {
        match self {
            Format::Xliff(_) => Format::Xliff(version),
            format => format,
        }
    }
}
