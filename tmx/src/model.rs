//! The document model: header, units and variants, with everything that the file had to say about them.

use crate::{Attributes, Date, Element, Seg};

/// The version of TMX that a document is written in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Version {
    /// TMX 1.1: languages in `lang`; what old tools read.
    V1_1,
    /// TMX 1.2.
    V1_2,
    /// TMX 1.3.
    V1_3,
    /// TMX 1.4 and 1.4b (they share the version number): languages in `xml:lang`.
    #[default]
    V1_4,
}

impl Version {
    /// The version of a `version` attribute: `1.1`, `1.2`, `1.3`, `1.4`, also `1.4b`.
    #[must_use]
    pub fn parse(text: &str) -> Option<Version> {
        match text.trim() {
            "1.1" => Some(Version::V1_1),
            "1.2" => Some(Version::V1_2),
            "1.3" => Some(Version::V1_3),
            "1.4" | "1.4a" | "1.4b" => Some(Version::V1_4),
            _ => None,
        }
    }

    /// The value of the `version` attribute.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Version::V1_1 => "1.1",
            Version::V1_2 => "1.2",
            Version::V1_3 => "1.3",
            Version::V1_4 => "1.4",
        }
    }
}

/// The header of a document: what made it, in which language its sources are, and its properties.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Header {
    /// The attributes of the root element but its version: namespace declarations and what else a tool put there.
    pub root: Attributes,
    /// The attributes of `header` (`creationtool`, `segtype`, `srclang`, …).
    pub attributes: Attributes,
    /// Notes, in order.
    pub notes: Vec<Note>,
    /// Properties, in order.
    pub props: Vec<Prop>,
    /// User-defined encodings, in order.
    pub udes: Vec<Ude>,
    /// Child elements that TMX does not know.
    pub others: Vec<Element>,
}

/// A translation unit (`tu`): the same text in two languages or more.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Unit {
    /// The attributes of `tu` (`tuid`, `creationdate`, `usagecount`, …).
    pub attributes: Attributes,
    /// Notes, in order.
    pub notes: Vec<Note>,
    /// Properties, in order.
    pub props: Vec<Prop>,
    /// The text in each language, in order; a language may come more than once.
    pub variants: Vec<Variant>,
    /// Child elements that TMX does not know.
    pub others: Vec<Element>,
}

/// The text of a unit in one language (`tuv`).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Variant {
    /// The language tag as written (`fr`, `FR-FR`, `fr_CA`); `und` where the file gives none.
    pub lang: String,
    /// The attributes of `tuv` but its language.
    pub attributes: Attributes,
    /// Notes, in order.
    pub notes: Vec<Note>,
    /// Properties, in order.
    pub props: Vec<Prop>,
    /// The segment.
    pub seg: Seg,
    /// Child elements that TMX does not know.
    pub others: Vec<Element>,
}

/// A property (`prop`): a value under a name that the tool chose.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Prop {
    /// The `type` attribute, such as `x-domain`; empty where the file gives none.
    pub kind: String,
    /// The language of the value, where given.
    pub lang: Option<String>,
    /// Its other attributes (`o-encoding`).
    pub attributes: Attributes,
    /// The value.
    pub text: String,
}

/// A note: a comment that a human reads.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Note {
    /// The language of the note, where given.
    pub lang: Option<String>,
    /// Its other attributes (`o-encoding`).
    pub attributes: Attributes,
    /// What the note says; line breaks kept.
    pub text: String,
}

/// A user-defined encoding (`ude`): characters that a tool mapped in its own way.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ude {
    /// `name`, `base`.
    pub attributes: Attributes,
    /// The attributes of each `map` (`unicode`, `code`, `ent`, `subst`), in order.
    pub maps: Vec<Attributes>,
}

impl Header {
    /// A header with all the attributes that the standard requires: `srclang` as given (`*all*` when units have several
    /// source languages), the tool's name and version, segments that are sentences, plain text, messages in English.
    ///
    /// ```
    /// let header = tmx::Header::new("fr", "my-tool", "1.0");
    /// assert_eq!(header.srclang(), Some("fr"));
    /// assert_eq!(header.attributes.get("segtype"), Some("sentence"));
    /// ```
    #[must_use]
    pub fn new(srclang: &str, tool: &str, tool_version: &str) -> Header {
        let attributes = [
            ("creationtool", tool),
            ("creationtoolversion", tool_version),
            ("segtype", "sentence"),
            ("o-tmf", tool),
            ("adminlang", "en"),
            ("srclang", srclang),
            ("datatype", "plaintext"),
        ];
        Header {
            attributes: attributes.into_iter().collect(),
            ..Header::default()
        }
    }
}

impl Unit {
    /// A unit of two variants with plain text.
    ///
    /// ```
    /// let unit = tmx::Unit::pair(("fr", "Bonjour."), ("en", "Hello."));
    /// assert_eq!(unit.variant("EN").map(|v| v.seg.plain_text()).as_deref(), Some("Hello."));
    /// ```
    #[must_use]
    pub fn pair(source: (&str, &str), target: (&str, &str)) -> Unit {
        let variants = vec![Variant::new(source.0, source.1), Variant::new(target.0, target.1)];
        Unit {
            variants,
            ..Unit::default()
        }
    }

    /// The first variant of exactly that language tag; letter case and `_` for `-` do not matter.
    #[must_use]
    pub fn variant(&self, lang: &str) -> Option<&Variant> {
        let same = |a: u8, b: u8| a.eq_ignore_ascii_case(&b) || (matches!(a, b'-' | b'_') && matches!(b, b'-' | b'_'));
        let same_tag = |tag: &str| tag.len() == lang.len() && tag.bytes().zip(lang.bytes()).all(|(a, b)| same(a, b));
        self.variants.iter().find(|variant| same_tag(&variant.lang))
    }

    /// The value of the unit's first property of that type.
    #[must_use]
    pub fn prop(&self, kind: &str) -> Option<&str> {
        self.props
            .iter()
            .find(|prop| prop.kind == kind)
            .map(|prop| prop.text.as_str())
    }
}

impl Variant {
    /// A variant with a language tag and its segment.
    #[must_use]
    pub fn new(lang: &str, seg: impl Into<Seg>) -> Variant {
        Variant {
            lang: lang.to_owned(),
            seg: seg.into(),
            ..Variant::default()
        }
    }

    /// The value of the variant's first property of that type.
    #[must_use]
    pub fn prop(&self, kind: &str) -> Option<&str> {
        self.props
            .iter()
            .find(|prop| prop.kind == kind)
            .map(|prop| prop.text.as_str())
    }
}

impl Prop {
    /// A property of that type and value.
    #[must_use]
    pub fn new(kind: &str, text: &str) -> Prop {
        Prop {
            kind: kind.to_owned(),
            text: text.to_owned(),
            ..Prop::default()
        }
    }
}

impl Note {
    /// A note without language or encoding.
    #[must_use]
    pub fn new(text: &str) -> Note {
        Note {
            text: text.to_owned(),
            ..Note::default()
        }
    }
}

/// Typed access to attributes, the same for every element that may have them.
macro_rules! typed_attributes {
    ($owner:ty: $($kind:ident $get:ident $set:ident $name:literal $what:literal;)*) => {
        impl $owner { $(typed_attributes!(@ $kind $get $set $name $what);)* }
    };
    (@ text $get:ident $set:ident $name:literal $what:literal) => {
        #[doc = concat!($what, " (`", $name, "`), where given.")]
        #[must_use]
        pub fn $get(&self) -> Option<&str> {
            self.attributes.get($name)
        }

        #[doc = concat!("Sets `", $name, "`.")]
        pub fn $set(&mut self, value: &str) {
            self.attributes.set($name, value);
        }
    };
    (@ date $get:ident $set:ident $name:literal $what:literal) => {
        #[doc = concat!($what, " (`", $name, "`), where given in a form that [`Date::parse_lenient`] reads.")]
        #[must_use]
        pub fn $get(&self) -> Option<Date> {
            self.attributes.get($name).and_then(Date::parse_lenient)
        }

        #[doc = concat!("Sets `", $name, "`.")]
        pub fn $set(&mut self, value: Date) {
            self.attributes.set($name, &value.to_string());
        }
    };
    (@ count $get:ident $set:ident $name:literal $what:literal) => {
        #[doc = concat!($what, " (`", $name, "`), where given as a whole number.")]
        #[must_use]
        pub fn $get(&self) -> Option<u64> {
            self.attributes.get($name).and_then(|text| text.trim().parse().ok())
        }

        #[doc = concat!("Sets `", $name, "`.")]
        pub fn $set(&mut self, value: u64) {
            self.attributes.set($name, &value.to_string());
        }
    };
}

typed_attributes! { Header:
    text srclang set_srclang "srclang" "The language of the sources, or `*all*`";
    text creation_tool set_creation_tool "creationtool" "The tool that made the document";
    date creation_date set_creation_date "creationdate" "When the document was made";
    text creation_id set_creation_id "creationid" "Who made the document";
    date change_date set_change_date "changedate" "When the document was last changed";
    text change_id set_change_id "changeid" "Who changed it last";
}

typed_attributes! { Unit:
    text tuid set_tuid "tuid" "The unit's identifier";
    text srclang set_srclang "srclang" "The language of the unit's source, or `*all*`";
    date creation_date set_creation_date "creationdate" "When the unit was made";
    text creation_id set_creation_id "creationid" "Who made the unit";
    date change_date set_change_date "changedate" "When the unit was last changed";
    text change_id set_change_id "changeid" "Who changed it last";
    date last_usage_date set_last_usage_date "lastusagedate" "When the unit was last used";
    count usage_count set_usage_count "usagecount" "How often the unit was used";
}

typed_attributes! { Variant:
    date creation_date set_creation_date "creationdate" "When the variant was made";
    text creation_id set_creation_id "creationid" "Who made the variant";
    date change_date set_change_date "changedate" "When the variant was last changed";
    text change_id set_change_id "changeid" "Who changed it last";
    date last_usage_date set_last_usage_date "lastusagedate" "When the variant was last used";
    count usage_count set_usage_count "usagecount" "How often the variant was used";
}
