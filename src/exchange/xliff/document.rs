//! What the units of an XLIFF file of either version have in common.

use crate::exchange::error::ExchangeError;
use crate::exchange::row::Row;
use crate::exchange::xliff::inline::unless_plain;
use crate::exchange::xml::{Element, XmlStream};
use crate::text::lang::Lang;

/// What a file says of all its units.
#[derive(Clone, Debug, Default)]
pub(crate) struct Document {
    pub(crate) source_lang: Option<Lang>,
    pub(crate) target_lang: Option<Lang>,
    /// The `original` of the file.
    pub(crate) origin: Option<String>,
}

/// The language of an attribute, which need not be there.
pub(crate) fn language(stream: &XmlStream, element: &Element, name: &str) -> Result<Option<Lang>, ExchangeError> {
    let Some(tag) = element.attribute(name).filter(|tag| !tag.trim().is_empty()) else {
        return Ok(None);
    };
    match Lang::parse(tag) {
        Ok(lang) => Ok(Some(lang)),
        Err(_) => Err(stream.wrong(format!("`{name}` is `{tag}`"), "a language tag such as `fr` or `en-GB`")),
    }
}

impl Row {
    /// The row with the texts of these elements, read by `read`; a target with neither text nor elements is none.
    pub(crate) fn with_texts(
        self,
        source: Option<&Element>,
        target: Option<&Element>,
        mut read: impl FnMut(&Element) -> tmx::Seg,
    ) -> Row {
        // A text may say a language of its own (`xml:lang`).
        let own = |element: Option<&Element>, of_file: Option<Lang>| {
            let tag = element.and_then(|element| element.attribute("lang"));
            tag.and_then(|tag| Lang::parse(tag).ok()).or(of_file)
        };
        let (source_lang, target_lang) = (
            own(source, self.source_lang.clone()),
            own(target, self.target_lang.clone()),
        );
        let source = source.map(&mut read).unwrap_or_default();
        let target = target.map(read).filter(|target| !target.is_empty());
        Row {
            source: source.spaced_text().into_owned(),
            target: target.as_ref().map(|target| target.spaced_text().into_owned()),
            source_codes: unless_plain(source),
            target_codes: target.and_then(unless_plain),
            source_lang,
            target_lang,
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
