//! A file, or bytes with a name → an [`Article`]: the one way in, which finds the format by its content.

use crate::article::block::Block;
use crate::article::block::{BlockKind, Garbled};
use crate::article::draft::Draft;
use crate::article::draft::Origin;
use crate::article::draft::Page;
use crate::article::furniture;
use crate::article::furniture::model::ModelError;
use crate::article::headings::find_headings;
use crate::text::characters::forbidden_to_read;
use crate::text::guess::{SURE_OF_LANGUAGE, guess_lang};
use crate::text::space::nfc;
use std::borrow::Cow;
use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

use crate::article::block::Article;
use crate::article::formats::decode;
use crate::article::formats::decode::NotText;
use crate::article::formats::documents;
use crate::article::formats::error::{DocumentError, SUPPORTED};
use crate::article::formats::mojibake::{self, Mending};
use crate::article::formats::{html, markdown, plain};
use crate::text::lang::Lang;

/// The largest file that is read, in bytes: far above any article, and well within the memory of any machine.
const LARGEST: u64 = 256 * 1024 * 1024;

/// How to read an article.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct ReadOptions {
    /// The language that the article should be in; where it is not given, it is what the page says or looks like. The words of
    /// page furniture are known in French and English, and both are looked for whatever the language, since pages mix them.
    pub lang: Option<Lang>,
    /// Mend text that is UTF-8 which some program read in another encoding and saved so (`Ã©` for `é`): where it shows,
    /// [`Article::garbled`] says it without this, and [`Article::mended`] with it.
    pub mend_encoding: bool,
}

impl ReadOptions {
    /// The language that the article should be in.
    #[must_use]
    pub fn lang(mut self, lang: Lang) -> ReadOptions {
        self.lang = Some(lang);
        self
    }

    /// Whether text is mended that is UTF-8 read in another encoding.
    #[must_use]
    pub fn mend_encoding(mut self, mend: bool) -> ReadOptions {
        self.mend_encoding = mend;
        self
    }
}

/// Why a file was not read as an article; nothing was changed.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ReadError {
    /// The file could not be opened or read.
    #[error("{}: {source}", path.display())]
    Io {
        /// Its path, as it was given.
        path: PathBuf,
        /// What the system says.
        source: std::io::Error,
    },
    /// The path is a folder.
    #[error("{}: this is a folder; name a file in it", path.display())]
    Folder {
        /// Its path, as it was given.
        path: PathBuf,
    },
    /// The file has no text.
    #[error("{name}: the file is empty: there is no text in it")]
    Empty {
        /// Its path, or what its caller calls it.
        name: String,
    },
    /// The file is too large to be an article.
    #[error("{name}: {size} bytes are more than an article can have (the limit is {limit}); split the file")]
    TooLarge {
        /// Its path, or what its caller calls it.
        name: String,
        /// Its size in bytes.
        size: u64,
        /// The largest size in bytes that is read.
        limit: u64,
    },
    /// The file is of a kind that holds no text, or none that is read.
    #[error("{name}: this is a {kind} file, which is not read; save or convert its text first (read are {SUPPORTED})")]
    Binary {
        /// Its path, or what its caller calls it.
        name: String,
        /// What kind of file it is.
        kind: &'static str,
    },
    /// A text that was given as such has a character that no text file has, and XML cannot hold.
    #[error("{name}: the character U+{:04X} cannot stand in a text: take it out, or a space in its place", u32::from(*character))]
    Character {
        /// What its caller calls it.
        name: String,
        /// The first such character.
        character: char,
    },
    /// A file of a known format that breaks the format's rules, or goes beyond what is read of it.
    #[error("{name}: this {format} file cannot be read: {what}")]
    Malformed {
        /// Its path, or what its caller calls it.
        name: String,
        /// As `--format` names it.
        format: &'static str,
        /// What is wrong, and where.
        what: String,
    },
    /// A document (DOCX, ODT, ...) that could not be read, or of a kind that is not read.
    #[error("{name}: {problem}")]
    Document {
        /// Its path, or what its caller calls it.
        name: String,
        /// What is wrong with it.
        problem: DocumentError,
    },
    /// The weights by which the furniture of pages is told cannot be read.
    #[error(transparent)]
    Model(#[from] &'static ModelError),
    /// Bytes that are no text in any encoding that is tried.
    #[error(
        "{name}, line {line}: the byte at offset {offset} is not valid text in the file's encoding; \
         save the file as UTF-8 again from the program that wrote it"
    )]
    Encoding {
        /// Its path, or what its caller calls it.
        name: String,
        /// The offset of the first wrong byte, from 0.
        offset: usize,
        /// The line of the first wrong byte, from 1.
        line: usize,
    },
}

/// Reads an article from a file; its format and encoding are found by its content.
///
/// # Errors
/// When the file cannot be read, is a folder, is empty, is too large, is no text, or is damaged; see [`ReadError`].
pub fn read(path: &Path, options: &ReadOptions) -> Result<Article, ReadError> {
    read_from(&path.display().to_string(), Cow::Owned(bytes_of(path)?), options)
}

/// Reads a file as plain text, whatever its content looks like: decoded, in NFC, without its byte order mark, and nothing
/// else done to it. For text that is cut into segments already, see [`crate::segment::presegmented`].
///
/// # Errors
/// As [`read`].
pub fn read_text(path: &Path) -> Result<String, ReadError> {
    text_of(&path.display().to_string(), &mut Cow::Owned(bytes_of(path)?))
}

/// As [`Article::garbled`].
pub(crate) fn first_garbled(text: &str) -> Option<Garbled> {
    mojibake::first(text)
}

/// A text as it was, where most of its words beyond ASCII are UTF-8 which some program read in another encoding (`Ã©` for `é`); any
/// other text as it is. [`ReadOptions::mend_encoding`] does so before an article is read.
#[must_use]
pub fn mend_encoding(text: String) -> String {
    match Mending::of(&text) {
        Some(mending) => mending.mend(&text),
        None => text,
    }
}

/// The bytes of a file that may be an article.
pub(crate) fn bytes_of(path: &Path) -> Result<Vec<u8>, ReadError> {
    let name = path.display().to_string();
    let io = |source| ReadError::Io {
        path: path.to_owned(),
        source,
    };
    let metadata = std::fs::metadata(path).map_err(io)?;
    if metadata.is_dir() {
        return Err(ReadError::Folder { path: path.to_owned() });
    }
    let too_large = |size| ReadError::TooLarge {
        name: name.clone(),
        size,
        limit: LARGEST,
    };
    if metadata.len() > LARGEST {
        return Err(too_large(metadata.len()));
    }
    let mut bytes = Vec::with_capacity(usize::try_from(metadata.len()).unwrap_or(0));
    // The size of a pipe or a device is not known beforehand.
    File::open(path)
        .map_err(io)?
        .take(LARGEST + 1)
        .read_to_end(&mut bytes)
        .map_err(io)?;
    if bytes.len() as u64 > LARGEST {
        return Err(too_large(bytes.len() as u64));
    }
    Ok(bytes)
}

/// Reads an article from the bytes of a file; `name` is used in messages.
///
/// # Errors
/// As [`read`], but for those of the file system.
pub fn read_bytes(name: &str, bytes: &[u8], options: &ReadOptions) -> Result<Article, ReadError> {
    read_from(name, Cow::Borrowed(bytes), options)
}

/// As [`read_bytes`]; bytes that are owned are gone before their text takes more room.
fn read_from(name: &str, bytes: Cow<'_, [u8]>, options: &ReadOptions) -> Result<Article, ReadError> {
    let (draft, faults) = draft_of(name, bytes, options.mend_encoding)?;
    Ok(faults.told_of(finished(draft, options)?))
}

/// Reads an article from a text that is decoded already: plain, pasted, HTML or Markdown, told by its content and, where that could
/// be either, by `name`, which is used in messages.
///
/// # Errors
/// When it has no text, is too large, or is HTML nested too deeply.
///
/// ```
/// use interligne::article::{BlockKind, ReadOptions, read_str};
///
/// let page = "<html lang=fr><nav><a href=/>Accueil</a></nav><h1>Le pont rouvre</h1><p>La mairie l’a annoncé lundi.</p></html>";
/// let article = read_str("page.html", page, &ReadOptions::default())?;
/// let kept = article.blocks.iter().filter(|block| block.furniture.is_none());
/// let kinds: Vec<_> = kept.map(|block| block.kind).collect();
/// assert_eq!(kinds, [BlockKind::Heading, BlockKind::Paragraph]);
/// # Ok::<(), interligne::article::ReadError>(())
/// ```
pub fn read_str(name: &str, text: &str, options: &ReadOptions) -> Result<Article, ReadError> {
    let (draft, faults) = draft_of_text(name, decoded(name, text)?, 0, options.mend_encoding)?;
    Ok(faults.told_of(finished(draft, options)?))
}

/// A decoded text as [`read_text`] gives it.
pub(crate) fn decoded(name: &str, text: &str) -> Result<String, ReadError> {
    let text = text.strip_prefix('\u{FEFF}').unwrap_or(text);
    if text.trim().is_empty() {
        return Err(ReadError::Empty { name: name.to_owned() });
    }
    if text.len() as u64 > LARGEST {
        return Err(ReadError::TooLarge {
            name: name.to_owned(),
            size: text.len() as u64,
            limit: LARGEST,
        });
    }
    if let Some(character) = forbidden_to_read(text) {
        return Err(ReadError::Character {
            name: name.to_owned(),
            character,
        });
    }
    Ok(nfc(text.to_owned()))
}

/// What is wrong with the characters of a text that was read all the same.
#[derive(Default)]
pub(crate) struct Faults {
    /// As [`Article::replaced`].
    replaced: usize,
    /// As [`Article::garbled`].
    garbled: Option<Garbled>,
    /// As [`Article::mended`].
    mended: bool,
}

impl Faults {
    /// An article with what is wrong with it.
    fn told_of(self, article: Article) -> Article {
        Article {
            replaced: self.replaced,
            garbled: self.garbled,
            mended: self.mended,
            ..article
        }
    }

    /// Looks whether the text of a draft is UTF-8 read in another encoding, and mends it where that is wanted.
    fn of_draft(mut self, draft: &mut Draft, mend: bool) -> Faults {
        if mend {
            if let Some(mending) = Mending::of(&draft.text) {
                mending.mend_draft(draft);
                self.mended = true;
            }
        } else if self.garbled.is_none() {
            self.garbled = mojibake::first(&draft.text);
        }
        self
    }
}

/// The draft that the reader of a file's format makes of it, and what is wrong with its characters.
///
/// With `mend`, text that is UTF-8 read in another encoding is mended.
pub(crate) fn draft_of(name: &str, mut bytes: Cow<'_, [u8]>, mend: bool) -> Result<(Draft, Faults), ReadError> {
    let document = |problem| ReadError::Document {
        name: name.to_owned(),
        problem,
    };
    if let Some(format) = documents::format_of(&bytes).map_err(document)? {
        let mut draft = documents::read(format, &bytes).map_err(document)?;
        let faults = Faults::default().of_draft(&mut draft, mend);
        return Ok((draft, faults));
    }
    let (text, replaced) = match text_of(name, &mut bytes) {
        Err(error @ (ReadError::Encoding { .. } | ReadError::Binary { .. })) => {
            damaged_page(name, &bytes).ok_or(error)?
        }
        // Control characters stay: what is no terminal gets every byte, and what is stored has U+FFFD in their place.
        text => (text?, 0),
    };
    drop(bytes);
    draft_of_text(name, text, replaced, mend)
}

/// The draft of a decoded text in which `replaced` characters were put in.
fn draft_of_text(name: &str, mut text: String, replaced: usize, mend: bool) -> Result<(Draft, Faults), ReadError> {
    let mut faults = Faults {
        replaced,
        ..Faults::default()
    };
    // Before the text is read, since its words say what is joined; what a page writes as `&Atilde;&copy;` shows afterwards.
    if mend {
        if let Some(mending) = Mending::of(&text) {
            text = mending.mend(&text);
            faults.mended = true;
        }
    } else {
        faults.garbled = mojibake::first(&text);
    }
    let empty = || ReadError::Empty { name: name.to_owned() };
    let mut draft = if documents::is_subtitles(&text) {
        documents::read_subtitles(&text).ok_or_else(empty)?
    } else {
        match Format::of(name, &text) {
            Format::Html => html::read(&text).map_err(|error| match error {
                html::HtmlError::TooDeep => malformed(name, "HTML", "its elements are nested too deeply for a page"),
                html::HtmlError::NoText => empty(),
            })?,
            Format::Markdown => markdown::read(&text).ok_or_else(empty)?,
            Format::Plain => plain::read(text),
        }
    };
    let faults = faults.of_draft(&mut draft, mend);
    Ok((draft, faults))
}

/// The text of a page that is damaged, and how many characters were put in for what cannot be read; `None` for what is no page.
fn damaged_page(name: &str, bytes: &[u8]) -> Option<(String, usize)> {
    let (text, replaced) = decode::decode_page(bytes, html::declared_encoding(bytes))?;
    matches!(Format::of(name, &text), Format::Html).then(|| (nfc(text), replaced))
}

/// Reads what `pdftotext -bbox-layout` says of a PDF: for the fuzz target, which cannot start a program for each input.
///
/// # Errors
/// When it is no layout, or has no text.
#[cfg(fuzzing)]
pub fn read_pdf_layout(output: &str) -> Result<Article, ReadError> {
    let name = "layout.pdf";
    let draft = documents::read_pdf_layout(output).map_err(|problem| ReadError::Document {
        name: name.to_owned(),
        problem,
    })?;
    finished(draft, &ReadOptions::default())
}

/// The article of a draft: what its reader could not know, furniture and headings, is found.
fn finished(draft: Draft, options: &ReadOptions) -> Result<Article, ReadError> {
    let Draft {
        text,
        mut blocks,
        title: declared,
        lang,
        date,
        origin,
    } = draft;
    let first_heading = |blocks: &[Block]| {
        let heading = blocks
            .iter()
            .find(|block| block.furniture.is_none() && block.kind == BlockKind::Heading);
        heading.map(|block| text[block.range.clone()].to_owned())
    };
    let title = match origin {
        Origin::Document => declared,
        Origin::Print => {
            find_headings(&text, &mut blocks);
            declared
        }
        Origin::Text => {
            let spoken = language_of(&text, None, options);
            furniture::mark_furniture(&text, &mut blocks, spoken.as_ref(), &Page::default())?;
            find_headings(&text, &mut blocks);
            first_heading(&blocks)
        }
        Origin::Page { links, boxes, elements } => {
            let page = Page {
                saved: blocks.iter().any(|block| block.furniture.is_some()),
                title: declared.as_deref(),
                links: &links,
                boxes,
                elements,
            };
            let spoken = language_of(&text, lang.as_ref(), options);
            furniture::mark_furniture(&text, &mut blocks, spoken.as_ref(), &page)?;
            first_heading(&blocks).or(declared)
        }
    };
    Ok(Article {
        text,
        blocks,
        title,
        lang,
        date,
        replaced: 0,
        garbled: None,
        mended: false,
    })
}

/// The language that the words of a text are known in or not: the one that it should be in, else the one that it is sure to be
/// in, else the one that it declares, else the best guess.
pub(crate) fn language_of(text: &str, declared: Option<&Lang>, options: &ReadOptions) -> Option<Lang> {
    if options.lang.is_some() {
        return options.lang.clone();
    }
    match (declared, guess_lang(text)) {
        (Some(declared), Some((guess, sure))) if sure < SURE_OF_LANGUAGE || declared.accepts(&guess) => {
            Some(declared.clone())
        }
        (declared, guess) => guess.map(|(lang, _)| lang).or_else(|| declared.cloned()),
    }
}

fn malformed(name: &str, format: &'static str, what: impl Into<String>) -> ReadError {
    ReadError::Malformed {
        name: name.to_owned(),
        format,
        what: what.into(),
    }
}

/// The formats that are text.
enum Format {
    Plain,
    Html,
    Markdown,
}

impl Format {
    /// The format of a text, by its content first; the name decides only where the content could be either.
    fn of(name: &str, text: &str) -> Format {
        let extension = Path::new(name)
            .extension()
            .and_then(|e| e.to_str())
            .unwrap_or("")
            .to_ascii_lowercase();
        let marked_up = text.contains('<');
        let beginning: String = text
            .trim_start()
            .chars()
            .take(if marked_up { 1024 } else { 0 })
            .flat_map(char::to_lowercase)
            .collect();
        let named = matches!(extension.as_str(), "html" | "htm" | "xhtml");
        let page =
            beginning.starts_with("<!doctype html") || beginning.starts_with("<html") || beginning.contains("<html");
        let tagged = beginning.starts_with('<') && (named || beginning.starts_with("<!--"));
        if (page && beginning.starts_with('<')) || tagged || (named && beginning.contains("</")) {
            return Format::Html;
        }
        // Markdown may hold HTML: there the name has the last word.
        if matches!(extension.as_str(), "md" | "markdown" | "mdown" | "mkd") {
            return Format::Markdown;
        }
        if marked_up && is_fragment(text) {
            return Format::Html;
        }
        let plain = matches!(extension.as_str(), "txt" | "text");
        if !plain && markdown::looks_like_markdown(text) {
            return Format::Markdown;
        }
        Format::Plain
    }
}

/// Whether a text is HTML without a page around it, as editors of web sites and templates hold it: block elements end in it at
/// least three times and once in [`FRAGMENT_DENSITY`] characters. A text about HTML shows its tags less often than it has prose.
fn is_fragment(text: &str) -> bool {
    const BLOCKS: [&str; 14] = [
        "p",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "li",
        "div",
        "blockquote",
        "td",
        "th",
        "figcaption",
        "section",
    ];
    let ends = text
        .match_indices("</")
        .filter(|(at, _)| {
            let rest = &text.as_bytes()[at + 2..];
            BLOCKS.iter().any(|block| {
                rest.get(block.len()) == Some(&b'>') && rest[..block.len()].eq_ignore_ascii_case(block.as_bytes())
            })
        })
        .count();
    ends >= 3 && ends.saturating_mul(FRAGMENT_DENSITY) >= text.chars().count()
}

/// In a fragment of HTML a block element ends at least once in so many characters: paragraphs are shorter than that.
const FRAGMENT_DENSITY: usize = 1000;

/// The decoded text of a text file, in NFC, without its byte order mark.
fn text_of(name: &str, bytes: &mut Cow<'_, [u8]>) -> Result<String, ReadError> {
    let declared = html::declared_encoding(bytes);
    let text = decode::decode(bytes, declared).map_err(|not_text| match not_text {
        NotText::Binary(kind) => ReadError::Binary {
            name: name.to_owned(),
            kind,
        },
        NotText::Invalid { offset, line } => ReadError::Encoding {
            name: name.to_owned(),
            offset,
            line,
        },
    })?;
    if text.trim().is_empty() {
        return Err(ReadError::Empty { name: name.to_owned() });
    }
    Ok(nfc(text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn html_without_a_page_around_it_is_found_by_its_tags() {
        let fragment = "<title-of-page>Le pont rouvre</title-of-page>\n#include entete\n\n<p>Le pont de Lorme rouvre &agrave; la \
                        circulation.</p>\n\n<h2>Des travaux longs</h2>\n<P>Il a fallu deux ans.</P>\n";
        let article = read_bytes("annonce.tpl", fragment.as_bytes(), &ReadOptions::default()).unwrap();
        assert!(article.text.contains("rouvre à la circulation."), "{}", article.text);
        assert!(!article.text.contains("<p>"), "{}", article.text);
    }

    #[test]
    fn a_character_that_no_text_can_hold_stays_in_a_file_and_is_refused_in_a_text() {
        let text = "Le pont de Lorme rouvre à la circulation, après deux ans de travaux\u{1} et de détours.\u{c}Il a été fermé.\n";
        let article = read_bytes("a.txt", text.as_bytes(), &ReadOptions::default()).unwrap();
        assert_eq!(article.replaced, 0);
        assert!(article.text.contains("travaux\u{1} et"), "{}", article.text);
        let refused = read_str("a.txt", text, &ReadOptions::default()).unwrap_err();
        assert!(refused.to_string().contains("U+0001"), "{refused}");
    }

    #[test]
    fn a_damaged_page_is_read_and_a_damaged_text_is_refused() {
        let page = b"<!DOCTYPE html><html><body><h1>Le pont</h1>\0<p>Le pont rouvre \xff la circulation apr\xc3\xa8s deux ans de travaux.</p>";
        let article = read_bytes("pont.html", page, &ReadOptions::default()).unwrap();
        assert!(
            article.text.contains("rouvre \u{fffd} la circulation après"),
            "{}",
            article.text
        );
        assert_eq!(article.replaced, 1);
        let text = b"Le pont rouvre \xff la circulation apr\xc3\xa8s deux ans de travaux.";
        let refused = read_bytes("pont.txt", text, &ReadOptions::default());
        assert!(
            matches!(
                refused,
                Err(ReadError::Encoding {
                    line: 1,
                    offset: 15,
                    ..
                })
            ),
            "{refused:?}"
        );
    }

    #[test]
    fn a_page_in_another_language_has_prose_too() {
        let page = "<!DOCTYPE html><html lang=en><nav><a href=/>Start</a></nav><h1>Die Brücke</h1><p>Die alte Brücke wird nach zwei Jahren \
            wieder für Fußgänger geöffnet, wie die Stadt am Montag mitteilte.</p><p>Radfahrer müssen noch bis zum Sommer warten, \
            weil das Geländer fehlt und der Belag nicht trocken ist.</p><p>Die Kosten betrugen drei Millionen Euro.</p>";
        let article = read_bytes("bruecke.html", page.as_bytes(), &ReadOptions::default()).unwrap();
        let kept = article.blocks.iter().filter(|block| block.furniture.is_none()).count();
        assert_eq!(kept, 4, "{:?}", article.blocks);
    }

    #[test]
    fn a_text_about_tags_is_text() {
        let about = "Un paragraphe se termine par </p>, un titre par </h1> et une liste par </li>. ".to_owned()
            + &"Le reste de la leçon ne montre aucune balise. ".repeat(100);
        let article = read_bytes("lecon.txt", about.as_bytes(), &ReadOptions::default()).unwrap();
        assert!(article.text.contains("par </p>, un titre"), "{}", article.text);
    }
}
