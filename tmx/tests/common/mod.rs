//! Documents for tests.

use tmx::{Error, OddityKind, Policy, Reader, Unit};

/// A document with that body and nothing odd around it.
#[allow(dead_code, reason = "not every test file uses every helper")]
pub(crate) fn document(body: &str) -> String {
    format!(
        "<?xml version=\"1.0\"?>\n<tmx version=\"1.4\">\n<header creationtool=\"t\" creationtoolversion=\"1\" \
         segtype=\"sentence\" o-tmf=\"t\" adminlang=\"en\" srclang=\"fr\" datatype=\"plaintext\"/>\n<body>\n{body}\n</body>\n</tmx>\n"
    )
}

/// A unit in French and English.
#[allow(dead_code, reason = "not every test file uses every helper")]
pub(crate) fn unit(fr: &str, en: &str) -> String {
    format!("<tu><tuv xml:lang=\"fr\"><seg>{fr}</seg></tuv><tuv xml:lang=\"en\"><seg>{en}</seg></tuv></tu>")
}

/// The units of a document, and its oddities as kind, subject, count and line.
pub(crate) type Read = (Vec<Unit>, Vec<(OddityKind, String, u64, u64)>);

/// Reads a whole document.
pub(crate) fn read(bytes: impl AsRef<[u8]>, policy: Policy) -> Result<Read, Error> {
    let mut reader = Reader::new(bytes.as_ref(), policy)?;
    let units = reader.by_ref().collect::<Result<Vec<_>, _>>()?;
    let oddities = reader
        .oddities()
        .iter()
        .map(|o| (o.kind, o.subject.clone(), o.count, o.line))
        .collect();
    Ok((units, oddities))
}

/// The plain text of every variant.
#[allow(dead_code, reason = "not every test file uses every helper")]
pub(crate) fn texts(units: &[Unit]) -> Vec<String> {
    units
        .iter()
        .flat_map(|unit| &unit.variants)
        .map(|variant| variant.seg.plain_text().into_owned())
        .collect()
}
