//! The unit: what the memory stores once, however often it was seen.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Serialize};

use crate::memory::model::markup::carried;
use crate::memory::model::time::Timestamp;
use crate::text::lang::Lang;
use crate::text::visible::has_visible;

/// The number of a unit in its memory, from 1; never given to another unit, even after a deletion.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct UnitId(pub i64);

impl fmt::Display for UnitId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// How far a unit is to be trusted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Status {
    /// Aligned with a confidence below [`crate::memory::REVIEW_BELOW`]: a person should look at it.
    ToReview,
    /// Aligned with good confidence, or imported from a file that says nothing of its quality.
    Aligned,
    /// A person found it right.
    Confirmed,
    /// A person found it wrong: kept so that it does not come back, never offered.
    Rejected,
}

impl Status {
    /// Every status, from the least to the most certain, then the rejected.
    pub const ALL: [Status; 4] = [Status::ToReview, Status::Aligned, Status::Confirmed, Status::Rejected];

    /// The name used on the command line, in machine output and in TMX properties, such as `to-review`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Status::ToReview => "to-review",
            Status::Aligned => "aligned",
            Status::Confirmed => "confirmed",
            Status::Rejected => "rejected",
        }
    }

    /// The inverse of [`Status::as_str`].
    #[must_use]
    pub fn parse(name: &str) -> Option<Status> {
        Status::ALL.into_iter().find(|s| s.as_str() == name)
    }

    /// The number stored in the `status` column.
    pub(crate) fn code(self) -> i64 {
        self as i64
    }

    /// The inverse of [`Status::code`]; a number that this version does not know counts as to be reviewed.
    pub(crate) fn from_code(code: i64) -> Status {
        Status::ALL
            .into_iter()
            .find(|s| s.code() == code)
            .unwrap_or(Status::ToReview)
    }
}

impl fmt::Display for Status {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// A property (TMX `prop`): a typed value that some tool attached to a unit or to a variant.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Property {
    /// TMX `type`, such as `x-domain`.
    pub kind: String,
    /// Free text; what it means is the matter of the tool that wrote it.
    pub value: String,
    /// TMX `xml:lang`, as it stood in the file.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lang: Option<String>,
    /// TMX `o-encoding`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub encoding: Option<String>,
    /// Other attributes, which TMX does not know, by their names.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub attributes: BTreeMap<String, String>,
}

/// A note (TMX `note`): free text for people.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Note {
    /// Plain text; it may have several lines.
    pub text: String,
    /// TMX `xml:lang`, as it stood in the file.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lang: Option<String>,
    /// TMX `o-encoding`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub encoding: Option<String>,
    /// Other attributes, which TMX does not know, by their names.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub attributes: BTreeMap<String, String>,
}

/// What a file said about a unit or a variant and interligne keeps without acting upon it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Extras {
    /// TMX attributes by their names (`datatype`, `segtype`, `creationtool`, … and on variants also the dates and
    /// authors), each with its value as it stood in the file.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub attributes: BTreeMap<String, String>,
    /// Properties, in the file's order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub properties: Vec<Property>,
    /// Notes, in the file's order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<Note>,
    /// Child elements that TMX does not know, in the file's order.
    #[serde(
        default,
        skip_serializing_if = "Vec::is_empty",
        with = "crate::memory::model::markup::elements"
    )]
    pub elements: Vec<tmx::Element>,
}

impl Extras {
    /// Whether there is nothing to keep.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.attributes.is_empty() && self.properties.is_empty() && self.notes.is_empty() && self.elements.is_empty()
    }
}

/// A unit's text in one language (TMX `tuv`).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Variant {
    /// Its language and region, as the file or the aligner gave them.
    #[serde(with = "lang_as_tag")]
    pub lang: Lang,
    /// The plain text: what is compared and shown. For a variant with inline elements, the text without their codes.
    pub text: String,
    /// The content of TMX `seg` with its inline elements, as JSON (see docs/MEMORY.md and [`Variant::seg`]); `None` where
    /// there are none and `text` is everything.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub markup: Option<String>,
    /// What else the file said about this variant.
    #[serde(default, skip_serializing_if = "Extras::is_empty")]
    pub extras: Extras,
}

impl Variant {
    /// A variant of plain text. Characters that no TMX can carry become U+FFFD, as they would when it is written to one: a unit is
    /// then the same when it comes back.
    #[must_use]
    pub fn plain(lang: Lang, text: impl Into<String>) -> Variant {
        let mut text = text.into();
        if let Cow::Owned(carried) = carried(&text) {
            text = carried;
        }
        Variant {
            lang,
            text,
            markup: None,
            extras: Extras::default(),
        }
    }

    /// A variant of a segment, with its inline elements if it has any.
    #[must_use]
    pub fn marked(lang: Lang, seg: &tmx::Seg) -> Variant {
        Variant {
            markup: (!seg.is_plain()).then(|| crate::memory::model::markup::to_json(seg)),
            ..Variant::plain(lang, seg.spaced_text())
        }
    }

    /// Whether there is nothing that a reader sees, and no inline element.
    pub(crate) fn is_empty(&self) -> bool {
        self.markup.is_none() && !has_visible(&self.text)
    }

    /// What decides whether two variants are the same: the markup, or the text where there is none.
    pub(crate) fn content(&self) -> &str {
        self.markup.as_deref().unwrap_or(&self.text)
    }

    /// The content as a TMX segment, with its inline elements. Markup that cannot be read counts as none.
    #[must_use]
    pub fn seg(&self) -> tmx::Seg {
        let marked = self
            .markup
            .as_deref()
            .and_then(|json| crate::memory::model::markup::from_json(json).ok());
        marked.unwrap_or_else(|| tmx::Seg::from(self.text.as_str()))
    }
}

/// A translation unit: the same text in two languages (from TMX: in any number).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Unit {
    /// Its number.
    pub id: UnitId,
    /// Its texts in the order of the file, or source then target for a unit from an article pair. A language may
    /// occur more than once.
    pub variants: Vec<Variant>,
    /// How far it is to be trusted.
    pub status: Status,
    /// The best confidence of the beads it came from, from 0 to 1; `None` for a unit that was not aligned here.
    pub confidence: Option<f64>,
    /// When it was made, where that is known.
    pub created: Option<Timestamp>,
    /// When its content or status was last changed, where that is known.
    pub changed: Option<Timestamp>,
    /// Who made it, where that is known.
    pub created_by: Option<String>,
    /// Who changed it last, where that is known.
    pub changed_by: Option<String>,
    /// How often it was used in a translation.
    pub usage_count: u64,
    /// When it was last used in a translation.
    pub last_used: Option<Timestamp>,
    /// TMX `tuid`.
    pub tuid: Option<String>,
    /// The language it was translated from, as a TMX `srclang` gives it, where that is not the first variant's (it may
    /// be `*all*`).
    pub source_lang: Option<String>,
    /// The file it was imported from, where it came from an exchange file; see [`crate::memory::Memory::imports`].
    pub import: Option<i64>,
    /// What else the file said about it.
    #[serde(default, skip_serializing_if = "Extras::is_empty")]
    pub extras: Extras,
    /// The status that came with a file, or that a unit has which no bead has: it counts like the state of one more bead.
    #[serde(default)]
    pub given: Option<Status>,
}

/// A unit that no memory has yet: all of a [`Unit`] but its number.
#[derive(Clone, Debug, PartialEq)]
pub struct NewUnit {
    /// Its texts in the order of the file, or source then target for a unit from an article pair. A language may
    /// occur more than once.
    pub variants: Vec<Variant>,
    /// How far it is to be trusted.
    pub status: Status,
    /// The best confidence of the beads it came from, from 0 to 1; `None` for a unit that was not aligned here.
    pub confidence: Option<f64>,
    /// When it was made, where that is known.
    pub created: Option<Timestamp>,
    /// When its content or status was last changed, where that is known.
    pub changed: Option<Timestamp>,
    /// Who made it, where that is known.
    pub created_by: Option<String>,
    /// Who changed it last, where that is known.
    pub changed_by: Option<String>,
    /// How often it was used in a translation.
    pub usage_count: u64,
    /// When it was last used in a translation.
    pub last_used: Option<Timestamp>,
    /// TMX `tuid`.
    pub tuid: Option<String>,
    /// The language it was translated from, as a TMX `srclang` gives it, where that is not the first variant's (it may
    /// be `*all*`).
    pub source_lang: Option<String>,
    /// The file it was imported from, where it came from an exchange file; see [`crate::memory::Memory::imports`].
    pub import: Option<i64>,
    /// What else the file said about it.
    pub extras: Extras,
    /// The status that came with a file, or that a unit has which no bead has: it counts like the state of one more bead.
    pub given: Option<Status>,
}

impl NewUnit {
    /// A unit of these texts, aligned, of which nothing else is known.
    #[must_use]
    pub fn of(variants: Vec<Variant>) -> NewUnit {
        NewUnit {
            variants,
            status: Status::Aligned,
            confidence: None,
            created: None,
            changed: None,
            created_by: None,
            changed_by: None,
            usage_count: 0,
            last_used: None,
            tuid: None,
            source_lang: None,
            import: None,
            extras: Extras::default(),
            given: None,
        }
    }

    /// The unit's date, as [`Unit::date`].
    #[must_use]
    pub fn date(&self) -> Option<Timestamp> {
        latest(self.changed, self.created, &self.variants)
    }

    /// The unit under the number that the memory gives it.
    pub(crate) fn numbered(self, id: UnitId) -> Unit {
        let NewUnit {
            variants,
            status,
            confidence,
            created,
            changed,
            created_by,
            changed_by,
            usage_count,
            last_used,
            tuid,
            source_lang,
            import,
            extras,
            given,
        } = self;
        Unit {
            id,
            variants,
            status,
            confidence,
            created,
            changed,
            created_by,
            changed_by,
            usage_count,
            last_used,
            tuid,
            source_lang,
            import,
            extras,
            given,
        }
    }
}

impl From<Unit> for NewUnit {
    /// The unit without its number, to be put into another memory.
    fn from(unit: Unit) -> NewUnit {
        let Unit {
            id: _,
            variants,
            status,
            confidence,
            created,
            changed,
            created_by,
            changed_by,
            usage_count,
            last_used,
            tuid,
            source_lang,
            import,
            extras,
            given,
        } = unit;
        NewUnit {
            variants,
            status,
            confidence,
            created,
            changed,
            created_by,
            changed_by,
            usage_count,
            last_used,
            tuid,
            source_lang,
            import,
            extras,
            given,
        }
    }
}

fn variant_in<'v>(variants: &'v [Variant], lang: &Lang) -> Option<&'v Variant> {
    let key = |v: &Variant| (lang.closeness(&v.lang), !v.text.is_empty());
    let best = variants.iter().filter(|v| lang.accepts(&v.lang)).map(key).max()?;
    variants.iter().find(|v| key(v) == best)
}

/// As [`Unit::pair`].
pub(crate) fn pair_in<'v>(variants: &'v [Variant], from: &Lang, to: &Lang) -> Option<(&'v Variant, &'v Variant)> {
    let (source, target) = (variant_in(variants, from)?, variant_in(variants, to)?);
    (!std::ptr::eq(source, target)).then_some((source, target))
}

/// As [`Unit::pairs`].
pub(crate) fn pairs_in<'v>(variants: &'v [Variant], from: &Lang, to: &Lang) -> Vec<(&'v Variant, &'v Variant)> {
    let Some((source, target)) = pair_in(variants, from, to) else {
        return Vec::new();
    };
    // Most units have one text in each language.
    if variants.len() == 2 {
        return vec![(source, target)];
    }
    let serving = |lang: &Lang, best: &'v Variant| {
        let mut found = vec![best];
        for variant in variants {
            let serves = lang.closeness(&variant.lang) == lang.closeness(&best.lang) && !variant.text.is_empty();
            if serves && found.iter().all(|other| other.text != variant.text) {
                found.push(variant);
            }
        }
        found
    };
    let (sources, targets) = (serving(from, source), serving(to, target));
    let all = sources
        .into_iter()
        .flat_map(|source| targets.iter().map(move |target| (source, *target)));
    all.filter(|(source, target)| !std::ptr::eq(*source, *target)).collect()
}

fn latest(changed: Option<Timestamp>, created: Option<Timestamp>, variants: &[Variant]) -> Option<Timestamp> {
    let of_variant = |v: &Variant| {
        ["changedate", "creationdate"]
            .into_iter()
            .find_map(|name| Timestamp::parse(v.extras.attributes.get(name)?))
    };
    changed
        .or(created)
        .or_else(|| variants.iter().filter_map(of_variant).max())
}

impl Unit {
    /// The unit's date: when it was last changed, else when it was made, else the latest date that a tool left on one of
    /// its variants.
    #[must_use]
    pub fn date(&self) -> Option<Timestamp> {
        latest(self.changed, self.created, &self.variants)
    }

    /// The variant that serves `lang` best ([`Lang::closeness`]); of several equally close ones the first with text.
    #[must_use]
    pub fn variant(&self, lang: &Lang) -> Option<&Variant> {
        variant_in(&self.variants, lang)
    }

    /// The two sides of a translation direction, where the unit has both. Never the same variant twice, so that
    /// `fr-FR` → `fr-CA` works.
    #[must_use]
    pub fn pair(&self, from: &Lang, to: &Lang) -> Option<(&Variant, &Variant)> {
        pair_in(&self.variants, from, to)
    }

    /// Every source with every translation, of the texts that serve their language as well as those of [`Unit::pair`], which
    /// come first: a unit may have several in a language. Equal texts of a side count once, and empty ones only where there is
    /// no other. Empty where the unit lacks a side.
    #[must_use]
    pub fn pairs(&self, from: &Lang, to: &Lang) -> Vec<(&Variant, &Variant)> {
        pairs_in(&self.variants, from, to)
    }
}

/// Serialises a language as its tag.
pub(crate) mod lang_as_tag {
    use serde::{Deserialize, Deserializer, Serializer};

    use crate::text::lang::Lang;

    pub(crate) fn serialize<S: Serializer>(lang: &Lang, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(lang.as_str())
    }

    pub(crate) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Lang, D::Error> {
        let tag = String::deserialize(deserializer)?;
        Lang::parse(&tag).map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_status_has_a_name_and_a_code() {
        for status in Status::ALL {
            assert_eq!(Status::parse(status.as_str()), Some(status));
            assert_eq!(Status::from_code(status.code()), status);
        }
        assert_eq!(Status::parse("perhaps"), None);
    }
}
