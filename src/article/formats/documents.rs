//! The bytes of a document that is no plain text (DOCX, ODT, RTF, EPUB, PDF, SRT, VTT) → an [`Article`].
//!
//! The format is told by the content. Documents have no page furniture, so nothing of the cleaning of pasted pages is done to
//! them: every paragraph is the article's, but for a table of contents, which says its headings twice.

pub(crate) use crate::article::formats::subtitles::is_subtitles;

use crate::article::draft::Draft;
use crate::article::draft::Metadata;
use crate::article::draft::Origin;
use crate::article::draft::Piece;
use crate::article::formats::error::DocumentError;
use crate::article::formats::error::DocumentFormat;
use crate::article::formats::paragraphs;

/// The document format of these bytes, told by their content; `None` when they are text or an unknown kind of file.
pub(crate) fn format_of(bytes: &[u8]) -> Result<Option<DocumentFormat>, DocumentError> {
    if bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"PK\x05\x06") {
        return zip_format(bytes).map(Some);
    }
    if bytes.starts_with(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1") {
        return Err(compound_file(bytes));
    }
    if bytes.trim_ascii_start().starts_with(b"{\\rtf") {
        return Ok(Some(DocumentFormat::Rtf));
    }
    // Mail programs and printers put lines of their own before the first one (ISO 32000-1, annex H, note 13).
    let beginning = &bytes[..bytes.len().min(1024)];
    if memchr::memmem::find(beginning, b"%PDF-").is_some_and(|at| at == 0 || !beginning[..at].starts_with(b"<")) {
        return Ok(Some(DocumentFormat::Pdf));
    }
    Ok(None)
}

/// Reads a document.
pub(crate) fn read(format: DocumentFormat, bytes: &[u8]) -> Result<Draft, DocumentError> {
    let (pieces, metadata) = match format {
        DocumentFormat::Docx => crate::article::formats::docx::read(bytes)?,
        DocumentFormat::Odt => crate::article::formats::odt::read(bytes)?,
        DocumentFormat::Rtf => crate::article::formats::rtf::read(bytes)?,
        DocumentFormat::Epub => crate::article::formats::epub::read(bytes)?,
        DocumentFormat::Pdf => crate::article::formats::pdf::read(bytes)?,
    };
    draft_of(format, &pieces, metadata)
}

fn draft_of(format: DocumentFormat, pieces: &[Piece], metadata: Metadata) -> Result<Draft, DocumentError> {
    let mut draft = paragraphs::draft(pieces, metadata).ok_or(DocumentError::NoText { format })?;
    if format == DocumentFormat::Pdf {
        // Headings in the size of the text are told as in pasted text.
        draft.origin = Origin::Print;
    }
    Ok(draft)
}

/// Reads what `pdftotext -bbox-layout` says of a PDF: for the fuzz target, which cannot start a program for each input.
///
/// # Errors
/// When it is no layout, or has no text.
#[cfg(any(fuzzing, test))]
pub(crate) fn read_pdf_layout(output: &str) -> Result<Draft, DocumentError> {
    let (pieces, metadata) = crate::article::formats::pdf::from_layout(output)?;
    draft_of(DocumentFormat::Pdf, &pieces, metadata)
}

/// Reads a subtitle file; `None` when it has no cue with text.
pub(crate) fn read_subtitles(text: &str) -> Option<Draft> {
    let (pieces, metadata) = crate::article::formats::subtitles::read(text);
    paragraphs::draft(&pieces, metadata)
}

/// What a zip container holds.
fn zip_format(bytes: &[u8]) -> Result<DocumentFormat, DocumentError> {
    const SAVE_AS_DOCX: &str = "save it as .docx in the program that made it";
    let unsupported = |kind, advice| Err(DocumentError::Unsupported { kind, advice });
    let names = match crate::article::formats::container::entry_names(bytes) {
        Ok(names) => names,
        Err(error) => {
            // Cut off: the list of entries is at the end. The first names stand in the clear.
            let start = &bytes[..bytes.len().min(4096)];
            let says = |text: &[u8]| start.windows(text.len()).any(|window| window == text);
            let format = if says(b"application/epub+zip") {
                DocumentFormat::Epub
            } else if says(b"opendocument.text") {
                DocumentFormat::Odt
            } else if says(b"[Content_Types].xml") || says(b"word/") {
                DocumentFormat::Docx
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
        let kind = crate::article::formats::container::Container::open(bytes, DocumentFormat::Odt)?
            .part("mimetype")?
            .unwrap_or_default();
        let kind = String::from_utf8_lossy(&kind);
        return match kind.trim().strip_prefix("application/") {
            Some(
                "vnd.oasis.opendocument.text"
                | "vnd.oasis.opendocument.text-template"
                | "vnd.oasis.opendocument.text-master",
            ) => Ok(DocumentFormat::Odt),
            Some("epub+zip") => Ok(DocumentFormat::Epub),
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
        return Ok(DocumentFormat::Docx);
    }
    if has("content.xml") && has("META-INF/manifest.xml") {
        return Ok(DocumentFormat::Odt);
    }
    if has("META-INF/container.xml") {
        return Ok(DocumentFormat::Epub); // without the part that EPUB asks for to be the first
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
        return Ok(DocumentFormat::Docx); // its main part may be anywhere: the reader finds it or says that there is none
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
        return DocumentError::Encrypted {
            format: DocumentFormat::Docx,
        };
    }
    DocumentError::Unsupported {
        kind: "a document of Office 2003 or older (.doc, .xls or .ppt)",
        advice: "save it as .docx in Word or LibreOffice",
    }
}
