//! The bytes of a document that is no plain text (DOCX, ODT, RTF, EPUB, PDF, SRT, VTT) → an [`Article`].
//!
//! The format is told by the content. Documents have no page furniture, so nothing of the cleaning of pasted pages is done to
//! them: every paragraph is the article's, but for a table of contents, which says its headings twice.

pub(crate) use crate::article::formats::subtitles::is_subtitles;

use crate::article::{Article, furniture};

/// The formats that are read, for messages.
pub(crate) const SUPPORTED: &str = "plain text, HTML, Markdown, DOCX, ODT, RTF, EPUB, PDF with text, SRT and VTT";

/// A document format that is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Format {
    /// Word since 2007, and what writes like it (ECMA-376).
    Docx,
    /// OpenDocument text (ODF 1.3): LibreOffice Writer and others.
    Odt,
    /// Rich Text Format (RTF 1.9.1).
    Rtf,
    /// A book in EPUB 2 or 3.
    Epub,
    /// Printed pages with their text (ISO 32000).
    Pdf,
}

impl std::fmt::Display for Format {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Format::Docx => "Word document (.docx)",
            Format::Odt => "OpenDocument text (.odt)",
            Format::Rtf => "rich text (.rtf)",
            Format::Epub => "book (.epub)",
            Format::Pdf => "PDF",
        })
    }
}

/// Why a document was not read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum DocumentError {
    /// The document is protected by a password or by a licence.
    #[error("this {format} is encrypted; open it in the program that made it, remove the password, and save it again")]
    Encrypted {
        /// The format.
        format: Format,
    },
    /// The document is cut off or changed, or was never well-formed.
    #[error(
        "this {format} is damaged{}: {problem}; open it in a word processor, which may repair it, and save it again",
        in_part(part)
    )]
    Damaged {
        /// The format.
        format: Format,
        /// The part of the container, or nothing.
        part: String,
        /// What is wrong.
        problem: String,
    },
    /// The part that holds the text is not there.
    #[error("this {format} has no part {part}, where its text should be; save it again in a word processor")]
    Missing {
        /// The format.
        format: Format,
        /// The part that was looked for.
        part: String,
    },
    /// The document is made to fill the memory, or is no article.
    #[error(
        "this {format} was not read{}: it has more than {limit} {what}, more than any article; \
         if it is genuine, split it in a word processor",
        in_part(part)
    )]
    TooMuch {
        /// The format.
        format: Format,
        /// The part of the container, or nothing.
        part: String,
        /// What there is too much of.
        what: &'static str,
        /// The most that is accepted.
        limit: u64,
    },
    /// A part is named so that unpacking it would write outside of the folder.
    #[error(
        "this {format} was not read: its part {name:?} has a name that leads outside of the document, as in an attack"
    )]
    Path {
        /// The format.
        format: Format,
        /// The name.
        name: String,
    },
    /// Parts share bytes, as in an archive that is made to unpack without end.
    #[error("this {format} was not read: its parts overlap, as in an archive that is made to unpack without end")]
    Overlap {
        /// The format.
        format: Format,
    },
    /// A part declares entities of its own.
    #[error(
        "this {format} was not read: its part {part} declares entities, which can unfold without end; no word processor writes them"
    )]
    Entities {
        /// The format.
        format: Format,
        /// The part.
        part: String,
    },
    /// There is no text in the document.
    #[error("this {format} has no text in it")]
    NoText {
        /// The format.
        format: Format,
    },
    /// A PDF of pictures of pages, or whose fonts do not say which characters they show.
    #[error(
        "this PDF has no text that can be read: it is made of pictures of pages, or its fonts hide their characters; \
         run text recognition on it (ocrmypdf, for one), or ask for the document that it was made from"
    )]
    NoTextLayer,
    /// The program that reads PDF is not installed.
    #[error(
        "reading PDF needs the program pdftotext of Poppler (install poppler-utils, or poppler on macOS); \
         or save the PDF as .docx or .txt"
    )]
    NoPdfTool,
    /// The program that reads PDF did not do its work.
    #[error("this PDF was not read by pdftotext: {problem}; save it as .docx or .txt")]
    PdfTool {
        /// What went wrong.
        problem: String,
    },
    /// A kind of file that is not read.
    #[error("this is {kind}, which is not read; {advice} (read are {SUPPORTED})")]
    Unsupported {
        /// What it is, with its article.
        kind: &'static str,
        /// How to convert it.
        advice: &'static str,
    },
}

fn in_part(part: &str) -> String {
    if part.is_empty() {
        String::new()
    } else {
        format!(" (part {part})")
    }
}

/// The document format of these bytes, told by their content; `None` when they are text or an unknown kind of file.
pub(crate) fn format_of(bytes: &[u8]) -> Result<Option<Format>, DocumentError> {
    if bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"PK\x05\x06") {
        return zip_format(bytes).map(Some);
    }
    if bytes.starts_with(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1") {
        return Err(compound_file(bytes));
    }
    if bytes.trim_ascii_start().starts_with(b"{\\rtf") {
        return Ok(Some(Format::Rtf));
    }
    // Mail programs and printers put lines of their own before the first one (ISO 32000-1, annex H, note 13).
    let beginning = &bytes[..bytes.len().min(1024)];
    if memchr::memmem::find(beginning, b"%PDF-").is_some_and(|at| at == 0 || !beginning[..at].starts_with(b"<")) {
        return Ok(Some(Format::Pdf));
    }
    Ok(None)
}

/// Reads a document.
pub(crate) fn read(format: Format, bytes: &[u8]) -> Result<Article, DocumentError> {
    let (pieces, metadata) = match format {
        Format::Docx => crate::article::formats::docx::read(bytes)?,
        Format::Odt => crate::article::formats::odt::read(bytes)?,
        Format::Rtf => crate::article::formats::rtf::read(bytes)?,
        Format::Epub => crate::article::formats::epub::read(bytes)?,
        Format::Pdf => crate::article::formats::pdf::read(bytes)?,
    };
    article_of(format, &pieces, metadata)
}

fn article_of(
    format: Format,
    pieces: &[crate::article::formats::paragraphs::Piece],
    metadata: crate::article::formats::paragraphs::Metadata,
) -> Result<Article, DocumentError> {
    let mut article =
        crate::article::formats::paragraphs::article(pieces, metadata).ok_or(DocumentError::NoText { format })?;
    if format == Format::Pdf {
        // Headings in the size of the text are told as in pasted text.
        furniture::find_headings(&article.text, &mut article.blocks);
    }
    Ok(article)
}

/// Reads what `pdftotext -bbox-layout` says of a PDF: for the fuzz target, which cannot start a program for each input.
///
/// # Errors
/// When it is no layout, or has no text.
#[cfg(fuzzing)]
pub fn read_pdf_layout(output: &str) -> Result<Article, DocumentError> {
    let (pieces, metadata) = crate::article::formats::pdf::from_layout(output)?;
    article_of(Format::Pdf, &pieces, metadata)
}

/// Reads a subtitle file; `None` when it has no cue with text.
pub(crate) fn read_subtitles(text: &str) -> Option<Article> {
    let (pieces, metadata) = crate::article::formats::subtitles::read(text);
    crate::article::formats::paragraphs::article(&pieces, metadata)
}

/// What a zip container holds.
fn zip_format(bytes: &[u8]) -> Result<Format, DocumentError> {
    const SAVE_AS_DOCX: &str = "save it as .docx in the program that made it";
    let unsupported = |kind, advice| Err(DocumentError::Unsupported { kind, advice });
    let names = match crate::article::formats::container::entry_names(bytes) {
        Ok(names) => names,
        Err(error) => {
            // Cut off: the list of entries is at the end. The first names stand in the clear.
            let start = &bytes[..bytes.len().min(4096)];
            let says = |text: &[u8]| start.windows(text.len()).any(|window| window == text);
            let format = if says(b"application/epub+zip") {
                Format::Epub
            } else if says(b"opendocument.text") {
                Format::Odt
            } else if says(b"[Content_Types].xml") || says(b"word/") {
                Format::Docx
            } else {
                return unsupported("a damaged zip archive", "fetch or save it again");
            };
            return Err(DocumentError::Damaged {
                format,
                part: String::new(),
                problem: error.to_string(),
            });
        }
    };
    let has = |name: &str| names.iter().any(|other| other == name);
    let has_folder = |folder: &str| names.iter().any(|name| name.starts_with(folder));
    if has("mimetype") {
        let kind = crate::article::formats::container::Container::open(bytes, Format::Odt)?
            .part("mimetype")?
            .unwrap_or_default();
        let kind = String::from_utf8_lossy(&kind);
        return match kind.trim().strip_prefix("application/") {
            Some(
                "vnd.oasis.opendocument.text"
                | "vnd.oasis.opendocument.text-template"
                | "vnd.oasis.opendocument.text-master",
            ) => Ok(Format::Odt),
            Some("epub+zip") => Ok(Format::Epub),
            Some(kind) if kind.starts_with("vnd.oasis.opendocument.spreadsheet") => {
                unsupported("an OpenDocument spreadsheet", "copy its text into a text document")
            }
            Some(kind) if kind.starts_with("vnd.oasis.opendocument.presentation") => unsupported(
                "an OpenDocument presentation",
                "export it as a text document (.odt or .docx)",
            ),
            Some(kind) if kind.starts_with("vnd.sun.xml") => {
                unsupported("an OpenOffice 1 document", "save it as .odt in LibreOffice")
            }
            _ => unsupported("a document of another kind than text", SAVE_AS_DOCX),
        };
    }
    if has_folder("word/") {
        return Ok(Format::Docx);
    }
    if has("content.xml") && has("META-INF/manifest.xml") {
        return Ok(Format::Odt);
    }
    if has("META-INF/container.xml") {
        return Ok(Format::Epub); // without the part that EPUB asks for to be the first
    }
    if has_folder("ppt/") {
        return unsupported("a PowerPoint presentation", "save its outline as .rtf or .docx");
    }
    if has_folder("xl/") {
        return unsupported("an Excel workbook", "copy its text into a text document");
    }
    if has_folder("Index/") || has("Index.zip") {
        return unsupported("a Pages, Numbers or Keynote document", "export it as Word (.docx)");
    }
    if has("[Content_Types].xml") {
        return Ok(Format::Docx); // its main part may be anywhere: the reader finds it or says that there is none
    }
    unsupported("a zip archive", "unpack it and name the files in it")
}

/// Why a compound file (`[MS-CFB]`: Office up to 2003, and encrypted documents of later versions) is not read.
fn compound_file(bytes: &[u8]) -> DocumentError {
    let has_stream = |name: &str| {
        let name: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
        memchr::memmem::find(bytes, &name).is_some()
    };
    if has_stream("EncryptedPackage") {
        return DocumentError::Encrypted { format: Format::Docx };
    }
    DocumentError::Unsupported {
        kind: "a document of Office 2003 or older (.doc, .xls or .ppt)",
        advice: "save it as .docx in Word or LibreOffice",
    }
}
