//! The document formats, and why a document was not read.

/// The formats that are read, for messages.
pub(crate) const SUPPORTED: &str = "plain text, HTML, Markdown, DOCX, ODT, RTF, EPUB, PDF with text, SRT and VTT";

/// A document format that is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum DocumentFormat {
    /// Word since 2007, and what writes like it (ECMA-376).
    Docx,
    /// OpenDocument text (ODF 1.3): LibreOffice Writer and others.
    Odt,
    /// Rich Text DocumentFormat (RTF 1.9.1).
    Rtf,
    /// A book in EPUB 2 or 3.
    Epub,
    /// Printed pages with their text (ISO 32000).
    Pdf,
}

impl std::fmt::Display for DocumentFormat {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            DocumentFormat::Docx => "Word document (.docx)",
            DocumentFormat::Odt => "OpenDocument text (.odt)",
            DocumentFormat::Rtf => "rich text (.rtf)",
            DocumentFormat::Epub => "book (.epub)",
            DocumentFormat::Pdf => "PDF",
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
        /// What the file was read as.
        format: DocumentFormat,
    },
    /// The document is cut off or changed, or was never well-formed.
    #[error(
        "this {format} is damaged{}: {problem}; open it in a word processor, which may repair it, and save it again",
        in_part(part)
    )]
    Damaged {
        /// What the file was read as.
        format: DocumentFormat,
        /// The part of the container, or nothing.
        part: String,
        /// What is wrong.
        problem: String,
    },
    /// The part that holds the text is not there.
    #[error("this {format} has no part {part}, where its text should be; save it again in a word processor")]
    Missing {
        /// What the file was read as.
        format: DocumentFormat,
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
        /// What the file was read as.
        format: DocumentFormat,
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
        /// What the file was read as.
        format: DocumentFormat,
        /// The path inside of the container.
        name: String,
    },
    /// Parts share bytes, as in an archive that is made to unpack without end.
    #[error("this {format} was not read: its parts overlap, as in an archive that is made to unpack without end")]
    Overlap {
        /// What the file was read as.
        format: DocumentFormat,
    },
    /// A part declares entities of its own.
    #[error(
        "this {format} was not read: its part {part} declares entities, which can unfold without end; no word processor writes them"
    )]
    Entities {
        /// What the file was read as.
        format: DocumentFormat,
        /// The name of the part within the document.
        part: String,
    },
    /// There is no text in the document.
    #[error("this {format} has no text in it")]
    NoText {
        /// What the file was read as.
        format: DocumentFormat,
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
