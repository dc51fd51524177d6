//! The bytes of an EPUB book → the paragraphs of its chapters as pieces, in reading order.
//!
//! Read by EPUB 3.3 (which covers EPUB 2): `META-INF/container.xml` names the package document (4.2.6.3.1), its manifest
//! (5.6) and spine (5.7) give the chapters and their order, its metadata (5.5) the title, language and date; what is listed in
//! `META-INF/encryption.xml` (4.2.6.3.2) is encrypted.

use std::collections::{HashMap, HashSet};

use crate::article::draft::{Metadata, Piece};
use crate::article::formats::container::Container;
use crate::article::formats::error::{DocumentError, DocumentFormat};
use crate::article::formats::html;
use crate::article::formats::style_sheet::StyleSheet;
use crate::article::formats::xhtml;
use crate::article::formats::xml;
use crate::article::formats::xml::{Node, Part, Space};

const FORMAT: DocumentFormat = DocumentFormat::Epub;
const CONTAINER: &str = "META-INF/container.xml";
const ENCRYPTION: &str = "META-INF/encryption.xml";

/// Reads a book.
pub(crate) fn read(bytes: &[u8]) -> Result<(Vec<Piece>, Metadata), DocumentError> {
    let mut container = Container::open(bytes, FORMAT)?;
    let package_name = package_name(&needed(&mut container, CONTAINER)?)?;
    let encrypted = match container.part(ENCRYPTION)? {
        Some(bytes) => encrypted_parts(&xml::decode(bytes, FORMAT, ENCRYPTION)?)?,
        None => HashSet::new(),
    };
    let package = Package::read(&needed(&mut container, &package_name)?, &package_name)?;
    let mut sheet = StyleSheet::default();
    for item in package.items.values().filter(|item| item.media_type == "text/css") {
        let name = resolve(&package_name, &item.href)?;
        // How a book looks is no reason to refuse it.
        if let Ok(Some(css)) = container.part(&name) {
            sheet.add(&String::from_utf8_lossy(&css));
        }
    }
    let mut pieces = Vec::new();
    let mut seen = HashSet::new();
    for id in &package.spine {
        let Some(item) = package.items.get(id) else { continue };
        // Pictures may stand in the spine; a chapter that is named twice is read once.
        let chapter = matches!(
            item.media_type.as_str(),
            "application/xhtml+xml" | "text/html" | "text/x-oeb1-document"
        );
        if !chapter || !seen.insert(id) {
            continue;
        }
        let name = resolve(&package_name, &item.href)?;
        if encrypted.contains(&name) {
            return Err(DocumentError::Encrypted { format: FORMAT });
        }
        let text = needed(&mut container, &name)?;
        sheet.add_of_page(&text);
        pieces.extend(chapter_pieces(&text, &name, item.contents, &sheet)?);
    }
    Ok((pieces, package.metadata))
}

/// The pieces of a chapter; one that is no well-formed XML is read as browsers read pages.
fn chapter_pieces(text: &str, name: &str, contents: bool, sheet: &StyleSheet) -> Result<Vec<Piece>, DocumentError> {
    match xhtml::read(text, name, contents, sheet) {
        Err(DocumentError::Damaged { format, part, problem }) => match html::extract(text) {
            Ok(page) => Ok(page
                .pieces()
                .map(|(text, kind)| Piece {
                    kind,
                    text: text.to_owned(),
                    furniture: None,
                })
                .collect()),
            Err(_) => Err(DocumentError::Damaged { format, part, problem }),
        },
        read => read,
    }
}

fn needed(container: &mut Container<'_>, name: &str) -> Result<String, DocumentError> {
    xml::decode(container.needed_part(name)?, FORMAT, name)
}

/// The name of the package document.
fn package_name(text: &str) -> Result<String, DocumentError> {
    let mut part = Part::new(text, FORMAT, CONTAINER);
    while let Some(node) = part.next()? {
        if let Node::Start(element) = node
            && element.name() == "rootfile"
            && let Some(path) = element.attribute("full-path")
        {
            return resolve("", &path);
        }
    }
    Err(DocumentError::Missing {
        format: FORMAT,
        part: format!("rootfile in {CONTAINER}"),
    })
}

fn encrypted_parts(text: &str) -> Result<HashSet<String>, DocumentError> {
    let mut part = Part::new(text, FORMAT, ENCRYPTION);
    let mut names = HashSet::new();
    while let Some(node) = part.next()? {
        if let Node::Start(element) = node
            && element.name() == "CipherReference"
            && let Some(uri) = element.attribute("URI")
        {
            names.insert(resolve("", &uri)?);
        }
    }
    Ok(names)
}

struct Item {
    href: String,
    media_type: String,
    /// The book's table of contents.
    contents: bool,
}

/// What the package document says.
struct Package {
    items: HashMap<String, Item>,
    spine: Vec<String>,
    metadata: Metadata,
}

impl Package {
    fn read(text: &str, name: &str) -> Result<Package, DocumentError> {
        let mut part = Part::new(text, FORMAT, name);
        let mut package = Package {
            items: HashMap::new(),
            spine: Vec::new(),
            metadata: Metadata::default(),
        };
        while let Some(node) = part.next()? {
            let Node::Start(element) = node else { continue };
            let attribute = |name| element.attribute(name).unwrap_or_default();
            match (element.space, element.name()) {
                (Space::Dublin, "title") if package.metadata.title.is_none() => {
                    package.metadata.title = Some(part.text()?);
                }
                (Space::Dublin, "language") if package.metadata.lang.is_none() => {
                    package.metadata.lang = Some(part.text()?);
                }
                (Space::Dublin, "date") if package.metadata.date.is_none() => {
                    package.metadata.date = Some(part.text()?);
                }
                (Space::Other, "item") => {
                    let item = Item {
                        href: attribute("href"),
                        media_type: attribute("media-type"),
                        contents: attribute("properties")
                            .split_whitespace()
                            .any(|property| property == "nav"),
                    };
                    package.items.insert(attribute("id"), item);
                }
                (Space::Other, "itemref") => package.spine.push(attribute("idref")),
                _ => {}
            }
        }
        if package.spine.is_empty() {
            return Err(DocumentError::Missing {
                format: FORMAT,
                part: format!("spine in {name}"),
            });
        }
        Ok(package)
    }
}

/// The name of the part that `href`, in the part `base`, points at.
fn resolve(base: &str, href: &str) -> Result<String, DocumentError> {
    let href = href.split(['#', '?']).next().unwrap_or("");
    let href = percent_decode(href);
    let folder = base.rsplit_once('/').map_or("", |(folder, _)| folder);
    let mut steps: Vec<&str> = folder.split('/').filter(|step| !step.is_empty()).collect();
    for step in href.split('/') {
        match step {
            "" | "." => {}
            ".." => {
                if steps.pop().is_none() {
                    return Err(DocumentError::Path {
                        format: FORMAT,
                        name: href,
                    });
                }
            }
            step => steps.push(step),
        }
    }
    Ok(steps.join("/"))
}

fn percent_decode(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((byte, after)) = rest.split_first() {
        let code = || u8::from_str_radix(std::str::from_utf8(after.get(..2)?).ok()?, 16).ok();
        match (byte, code()) {
            (b'%', Some(decoded)) => {
                bytes.push(decoded);
                rest = &after[2..];
            }
            _ => {
                bytes.push(*byte);
                rest = after;
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}
