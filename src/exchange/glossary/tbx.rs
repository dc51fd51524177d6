//! TBX (ISO 30042, versions of 2008 and 2019) → terms.

use std::path::Path;

use crate::exchange::error::ExchangeError;
use crate::exchange::glossary::term::Term;
use crate::exchange::source::FileLanguages;
use crate::exchange::xml::{Element, Item, XmlStream};
use crate::text::lang::Lang;

/// What the file should be, for messages.
const EXPECTED: &str = "a TBX glossary: a root element `martif` or `tbx` with entries of terms";

/// Reads the terms of all entries: each source term with each target term of its entry.
pub(crate) fn read(path: &Path, options: &FileLanguages) -> Result<Vec<Term>, ExchangeError> {
    let mut stream = XmlStream::open(path, EXPECTED)?;
    match stream.next(&[])? {
        Some(Item::Open(root)) if matches!(root.name.as_str(), "martif" | "tbx") => {}
        Some(Item::Open(root)) => {
            return Err(stream.wrong(format!("the root element is `{}`", root.name), EXPECTED));
        }
        _ => return Err(stream.wrong("there is no XML element", EXPECTED)),
    }
    let mut terms = Vec::new();
    while let Some(item) = stream.next(&["termEntry", "conceptEntry", "martifHeader", "tbxHeader", "back"])? {
        if let Item::Whole(entry) = item
            && matches!(entry.name.as_str(), "termEntry" | "conceptEntry")
        {
            terms.extend(terms_of(&entry, options));
        }
    }
    Ok(terms)
}

/// A term as it stands in one language of an entry.
struct Named {
    text: String,
    lang: Lang,
    deprecated: bool,
    note: Option<String>,
}

fn terms_of(entry: &Element, options: &FileLanguages) -> Vec<Term> {
    let definition = description(entry);
    let mut named: Vec<Named> = Vec::new();
    let sections = entry
        .elements()
        .filter(|element| matches!(element.name.as_str(), "langSet" | "langSec"));
    for section in sections {
        // The attribute is `xml:lang`; a tag that cannot be read makes a language that nobody asks for.
        let Some(lang) = section.attribute("lang").and_then(|tag| Lang::parse(tag).ok()) else {
            continue;
        };
        let of_language = description(section);
        for group in section
            .elements()
            .filter(|e| matches!(e.name.as_str(), "tig" | "ntig" | "termSec"))
        {
            // An `ntig` has a `termGrp` around the term.
            let group = group.child("termGrp").unwrap_or(group);
            let Some(term) = group.child("term") else { continue };
            let text = term.text().split_whitespace().collect::<Vec<_>>().join(" ");
            if text.is_empty() {
                continue;
            }
            let note = description(group).or_else(|| of_language.clone());
            named.push(Named {
                text,
                lang: lang.clone(),
                deprecated: is_deprecated(group),
                note,
            });
        }
    }
    let of = |wanted: &Lang| {
        let wanted = wanted.clone();
        named.iter().filter(move |term| wanted.accepts(&term.lang))
    };
    let mut terms = Vec::new();
    for source in of(&options.from) {
        for target in of(&options.to) {
            terms.push(Term {
                source: source.text.clone(),
                target: target.text.clone(),
                source_lang: source.lang.clone(),
                target_lang: target.lang.clone(),
                note: target
                    .note
                    .clone()
                    .or_else(|| source.note.clone())
                    .or_else(|| definition.clone()),
                deprecated: target.deprecated,
            });
        }
    }
    terms
}

/// The definition or note of an entry, a language or a term.
fn description(element: &Element) -> Option<String> {
    let direct = element.elements();
    let grouped = element.all("descripGrp").flat_map(Element::elements);
    let found = direct
        .chain(grouped)
        .find(|e| e.name == "note" || (e.name == "descrip" && e.attribute("type") == Some("definition")))?;
    let text = found.text().split_whitespace().collect::<Vec<_>>().join(" ");
    (!text.is_empty()).then_some(text)
}

/// Whether the term's administrative status says not to use it (`deprecatedTerm-admn-sts`, `supersededTerm-admn-sts`, and
/// the short forms of 2019).
fn is_deprecated(group: &Element) -> bool {
    let notes = group
        .elements()
        .chain(group.all("termNoteGrp").flat_map(Element::elements));
    let mut statuses = notes.filter(|e| {
        e.name == "termNote"
            && matches!(
                e.attribute("type"),
                Some("administrativeStatus" | "normativeAuthorization")
            )
            || e.name == "administrativeStatus"
    });
    statuses.any(|status| {
        let value = status.text();
        let value = value.trim();
        ["deprecated", "superseded", "obsolete", "forbidden"]
            .iter()
            .any(|word| value.starts_with(word))
    })
}
