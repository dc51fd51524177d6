//! What TMX 1.4b allows: the attributes of each element, which of them are required, and their values.

use crate::{Date, OddityKind, Tag};

/// The attributes of an element.
pub(crate) struct Spec {
    /// Attributes that the element may have, the language aside.
    pub(crate) known: &'static [&'static str],
    /// Those that it must have.
    pub(crate) required: &'static [&'static str],
    /// Whether `xml:lang` (or `lang`) is its language.
    pub(crate) lang: bool,
    /// Whether attributes that are not known are odd.
    pub(crate) closed: bool,
}

const fn closed(known: &'static [&'static str], required: &'static [&'static str], lang: bool) -> Spec {
    Spec {
        known,
        required,
        lang,
        closed: true,
    }
}

pub(crate) const HEADER: Spec = closed(
    &[
        "creationtool",
        "creationtoolversion",
        "segtype",
        "o-tmf",
        "adminlang",
        "srclang",
        "datatype",
        "o-encoding",
        "creationdate",
        "creationid",
        "changedate",
        "changeid",
    ],
    &[
        "creationtool",
        "creationtoolversion",
        "segtype",
        "o-tmf",
        "adminlang",
        "srclang",
        "datatype",
    ],
    false,
);
pub(crate) const TU: Spec = closed(
    &[
        "tuid",
        "creationdate",
        "creationid",
        "changedate",
        "changeid",
        "usagecount",
        "lastusagedate",
        "srclang",
        "datatype",
        "segtype",
        "creationtool",
        "creationtoolversion",
        "o-encoding",
        "o-tmf",
    ],
    &[],
    false,
);
pub(crate) const TUV: Spec = closed(
    &[
        "creationdate",
        "creationid",
        "changedate",
        "changeid",
        "usagecount",
        "lastusagedate",
        "datatype",
        "creationtool",
        "creationtoolversion",
        "o-encoding",
        "o-tmf",
    ],
    &[],
    true,
);
pub(crate) const SEG: Spec = closed(&[], &[], false);
pub(crate) const PROP: Spec = closed(&["type", "o-encoding"], &["type"], true);
pub(crate) const NOTE: Spec = closed(&["o-encoding"], &[], true);
pub(crate) const UDE: Spec = closed(&["name", "base"], &["name"], false);
pub(crate) const MAP: Spec = closed(&["unicode", "code", "ent", "subst"], &["unicode"], false);
/// The root element; declarations of namespaces are never odd.
pub(crate) const ROOT: Spec = closed(&["version"], &["version"], false);
/// Any attributes.
pub(crate) const ANY: Spec = Spec {
    known: &[],
    required: &[],
    lang: false,
    closed: false,
};

const BPT: Spec = closed(&["i", "x", "type"], &["i"], false);
const EPT: Spec = closed(&["i"], &["i"], false);
const IT: Spec = closed(&["pos", "x", "type"], &["pos"], false);
const PH: Spec = closed(&["x", "assoc", "type"], &[], false);
const HI: Spec = closed(&["x", "type"], &[], false);
const UT: Spec = closed(&["x"], &[], false);
const SUB: Spec = closed(&["datatype", "type"], &[], false);

/// The attributes of an inline element; `None` for one that TMX does not know.
pub(crate) fn inline(tag: &Tag) -> Option<&'static Spec> {
    match tag {
        Tag::Bpt => Some(&BPT),
        Tag::Ept => Some(&EPT),
        Tag::It => Some(&IT),
        Tag::Ph => Some(&PH),
        Tag::Hi => Some(&HI),
        Tag::Ut => Some(&UT),
        Tag::Sub => Some(&SUB),
        Tag::Other(_) => None,
    }
}

/// What is odd about an attribute. Attributes of other namespaces and declarations of namespaces are not.
pub(crate) fn check(spec: &Spec, name: &str, value: &str) -> Result<(), OddityKind> {
    if !spec.closed {
        return Ok(());
    }
    if !spec.known.contains(&name) {
        let foreign = name.contains(':') || name == "xmlns";
        return if foreign {
            Ok(())
        } else {
            Err(OddityKind::UnknownAttribute)
        };
    }
    let number = || !value.is_empty() && value.bytes().all(|b| b.is_ascii_digit());
    let valid = match name {
        "creationdate" | "changedate" | "lastusagedate" => {
            return if value.parse::<Date>().is_ok() {
                Ok(())
            } else {
                Err(OddityKind::InvalidDate)
            };
        }
        "usagecount" | "i" | "x" => number(),
        "segtype" => matches!(value, "block" | "paragraph" | "sentence" | "phrase"),
        "pos" => matches!(value, "begin" | "end"),
        "assoc" => matches!(value, "p" | "f" | "b"),
        _ => true,
    };
    if valid { Ok(()) } else { Err(OddityKind::InvalidValue) }
}
