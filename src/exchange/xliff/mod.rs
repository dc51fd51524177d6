//! An XLIFF file of any version → pairs.

pub(crate) mod inline;
pub(crate) mod v1;
pub(crate) mod v1_codes;
pub(crate) mod v2;
pub(crate) mod v2_codes;

use std::collections::VecDeque;
use std::path::Path;

use crate::exchange::xliff::inline::unless_plain;
use crate::exchange::xml::{Element, Item, XmlStream};
use crate::exchange::{ExchangeError, Pair, Pairs, until_end};
use crate::text::lang::Lang;

/// What the file should be, for messages.
const EXPECTED: &str = "an XLIFF file: a root element `xliff` with version 1.0 to 1.2 or 2.0 to 2.1";

/// Opens a file and tells its version.
pub(crate) fn read(path: &Path) -> Result<Pairs, ExchangeError> {
    let mut stream = XmlStream::open(path, EXPECTED)?;
    let Some(Item::Open(root)) = stream.next(&[])? else {
        return Err(stream.wrong("there is no XML element", EXPECTED));
    };
    if root.name != "xliff" {
        return Err(stream.wrong(format!("the root element is `{}`", root.name), EXPECTED));
    }
    let version = root.attribute("version").unwrap_or_default();
    let second = match version.split('.').next() {
        Some("1") => false,
        Some("2") => true,
        _ => return Err(stream.wrong(format!("the version is `{version}`"), EXPECTED)),
    };
    let mut document = Document::default();
    if second {
        document.source_lang = language(&stream, &root, "srcLang")?;
        document.target_lang = language(&stream, &root, "trgLang")?;
    }
    let mut units = Units {
        stream,
        second,
        document,
        ready: VecDeque::new(),
    };
    Ok(until_end(move || units.next_pair()))
}

/// What a file says of all its units.
#[derive(Clone, Debug, Default)]
pub(crate) struct Document {
    pub(crate) source_lang: Option<Lang>,
    pub(crate) target_lang: Option<Lang>,
    /// The `original` of the file.
    pub(crate) origin: Option<String>,
}

/// The pairs of a file, unit by unit.
struct Units {
    stream: XmlStream,
    second: bool,
    document: Document,
    ready: VecDeque<Pair>,
}

impl Units {
    fn next_pair(&mut self) -> Result<Option<Pair>, ExchangeError> {
        loop {
            if let Some(pair) = self.ready.pop_front() {
                return Ok(Some(pair));
            }
            let unit = if self.second { "unit" } else { "trans-unit" };
            match self.stream.next(&[unit, "header", "skeleton", "bin-unit"])? {
                None => return Ok(None),
                Some(Item::Open(element)) if element.name == "file" => {
                    self.document.origin = element.attribute("original").map(str::to_owned);
                    if !self.second {
                        self.document.source_lang = language(&self.stream, &element, "source-language")?;
                        self.document.target_lang = language(&self.stream, &element, "target-language")?;
                    }
                }
                Some(Item::Whole(element)) if element.name == unit => {
                    let pairs = if self.second {
                        v2::pairs(&element, &self.document)
                    } else {
                        v1::pairs(&element, &self.document)
                    };
                    self.ready.extend(pairs);
                }
                Some(Item::Open(_) | Item::Whole(_) | Item::Close) => {}
            }
        }
    }
}

/// The language of an attribute, which need not be there.
fn language(stream: &XmlStream, element: &Element, name: &str) -> Result<Option<Lang>, ExchangeError> {
    let Some(tag) = element.attribute(name).filter(|tag| !tag.trim().is_empty()) else {
        return Ok(None);
    };
    match Lang::parse(tag) {
        Ok(lang) => Ok(Some(lang)),
        Err(_) => Err(stream.wrong(format!("`{name}` is `{tag}`"), "a language tag such as `fr` or `en-GB`")),
    }
}

impl Pair {
    /// The pair with the texts of these elements, read by `read`; a target with neither text nor elements is none.
    pub(crate) fn with_texts(
        self,
        source: Option<&Element>,
        target: Option<&Element>,
        mut read: impl FnMut(&Element) -> tmx::Seg,
    ) -> Pair {
        let source = source.map(&mut read).unwrap_or_default();
        let target = target.map(read).filter(|target| !target.is_empty());
        Pair {
            source: source.plain_text().into_owned(),
            target: target.as_ref().map(|target| target.plain_text().into_owned()),
            source_codes: unless_plain(source),
            target_codes: target.and_then(unless_plain),
            ..self
        }
    }
}

/// Several notes as one text; `None` when there are none.
pub(crate) fn notes<'n>(notes: impl Iterator<Item = &'n Element>) -> Option<String> {
    let texts: Vec<String> = notes
        .map(Element::text)
        .filter(|text| !text.trim().is_empty())
        .collect();
    (!texts.is_empty()).then(|| texts.join("\n"))
}
