//! A unit as TMX has it ⇄ a unit as the memory has it.
//!
//! Attributes with a column of their own go there; all others, and what a variant has, are kept by name. What only
//! interligne knows travels in properties of its own, see [`STATUS`] and its neighbours.

use crate::memory::model::unit::{NewUnit, pair_in};
use std::collections::{BTreeMap, HashMap};

use crate::memory::model::article::{NO_NEIGHBOUR, Occurrence};
use crate::memory::model::time::Timestamp;
use crate::memory::model::unit::{Extras, Note, Property, Status, Unit, Variant};
use crate::memory::model::{foreign_codes, identity};
use crate::memory::store::rows::MAX_VARIANTS;
use crate::text::lang::Lang;

/// The property that carries a unit's status, where it is not `aligned`.
pub(crate) const STATUS: &str = "x-interligne-status";
/// The property that carries a unit's confidence, from 0 to 1.
pub(crate) const CONFIDENCE: &str = "x-interligne-confidence";
/// The property that names an article in which the unit occurs.
pub(crate) const ARTICLE: &str = "x-interligne-article";
/// The property that says where the unit occurs in the article named last: its position, and the hashes of the segments
/// before and after it as 16 hexadecimal digits.
pub(crate) const OCCURRENCE: &str = "x-interligne-occurrence";

/// The one attribute of properties and notes that TMX knows beside their type and language.
const ENCODING: &str = "o-encoding";

/// Attributes that units inherit from their file's header, and the values that our own headers have.
const INHERITED: [(&str, &str); 2] = [("segtype", "sentence"), ("datatype", "plaintext")];

/// Why a unit of a file was not stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum DropReason {
    /// No variant has any text.
    NoText,
    /// There is no text in one of the two languages of the row.
    Untranslated,
    /// A language tag does not have the shape of one.
    LanguageTag,
    /// It does not have both of the languages asked for.
    OtherLanguages,
    /// It has more variants than a unit can (1,023).
    TooManyVariants,
}

impl DropReason {
    /// The reason in words, for people.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            DropReason::NoText => "no text in any language",
            DropReason::Untranslated => "no text in one of the two languages",
            DropReason::LanguageTag => "language tag not understood",
            DropReason::OtherLanguages => "not in both languages asked for",
            DropReason::TooManyVariants => "too many variants",
        }
    }
}

/// An article position that a file gives for a unit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Place {
    pub(crate) article: String,
    pub(crate) position: Option<u32>,
    pub(crate) previous: i64,
    pub(crate) next: i64,
}

/// A unit on its way into the memory; its `id` and `import` are still to be given.
#[derive(Clone, Debug)]
pub struct Incoming {
    pub(crate) unit: NewUnit,
    pub(crate) identity: i64,
    /// Whether the file says what status it has.
    pub(crate) status_given: bool,
    pub(crate) places: Vec<Place>,
}

impl Incoming {
    /// A unit of these variants, from a file of any format.
    ///
    /// # Errors
    /// [`DropReason::NoText`] or [`DropReason::TooManyVariants`].
    pub fn new(variants: Vec<Variant>) -> Result<Incoming, DropReason> {
        if variants.iter().all(Variant::is_empty) {
            return Err(DropReason::NoText);
        }
        if variants.len() as i64 >= MAX_VARIANTS {
            return Err(DropReason::TooManyVariants);
        }
        let unit = NewUnit::of(variants);
        Ok(Incoming {
            identity: identity::identity(&unit.variants),
            unit,
            status_given: false,
            places: Vec::new(),
        })
    }

    /// Whether all of its texts are in these languages; in none means in whatever.
    pub(crate) fn is_within(&self, languages: &[Lang]) -> bool {
        let within = |lang: &Lang| languages.iter().any(|own| own.accepts(lang));
        languages.is_empty() || self.unit.variants.iter().all(|variant| within(&variant.lang))
    }

    /// Gives the unit a status, which counts more than that of the same unit in the memory if it is newer.
    #[must_use]
    pub fn with_status(mut self, status: Status) -> Incoming {
        self.unit.status = status;
        self.status_given = true;
        self
    }

    /// Says how sure an aligner was of the unit, from 0 to 1.
    #[must_use]
    pub fn with_confidence(mut self, confidence: f64) -> Incoming {
        self.unit.confidence = Some(confidence);
        self
    }

    /// Gives the unit a property.
    #[must_use]
    pub fn with_property(mut self, kind: &str, value: &str) -> Incoming {
        let property = Property {
            kind: kind.to_owned(),
            value: value.to_owned(),
            ..Property::default()
        };
        self.unit.extras.properties.push(property);
        self
    }

    /// Gives the unit a note.
    #[must_use]
    pub fn with_note(mut self, text: &str) -> Incoming {
        self.unit.extras.notes.push(Note {
            text: text.to_owned(),
            ..Note::default()
        });
        self
    }

    /// Gives the unit its dates of creation and of last change.
    #[must_use]
    pub fn with_dates(mut self, created: Option<Timestamp>, changed: Option<Timestamp>) -> Incoming {
        self.unit.created = created;
        self.unit.changed = changed;
        self
    }

    /// Gives the unit an occurrence in the article of that name, at its next free position.
    #[must_use]
    pub fn with_article(mut self, name: &str) -> Incoming {
        self.places.push(Place {
            article: name.to_owned(),
            position: None,
            previous: NO_NEIGHBOUR,
            next: NO_NEIGHBOUR,
        });
        self
    }

    /// Whether both languages are there, as different variants.
    #[must_use]
    pub fn has_pair(&self, from: &Lang, to: &Lang) -> bool {
        pair_in(&self.unit.variants, from, to).is_some()
    }
}

/// Turns the units of one TMX file into ours.
#[derive(Debug)]
pub(crate) struct FromTmx {
    /// The header's `srclang`, unless it is `*all*`.
    source_lang: Option<Lang>,
    inherited: Vec<(&'static str, String)>,
    /// Tags met so far: a file has a handful.
    tags: HashMap<String, Option<Lang>>,
}

impl FromTmx {
    pub(crate) fn new(header: &tmx::Header) -> FromTmx {
        let inherited = INHERITED
            .into_iter()
            .filter_map(|(name, ours)| {
                Some((
                    name,
                    header.attributes.get(name).filter(|value| *value != ours)?.to_owned(),
                ))
            })
            .collect();
        let source_lang = header.srclang().and_then(|tag| Lang::parse(tag).ok());
        FromTmx {
            source_lang,
            inherited,
            tags: HashMap::new(),
        }
    }

    pub(crate) fn convert(&mut self, unit: tmx::Unit) -> Result<Incoming, DropReason> {
        let mut variants = Vec::with_capacity(unit.variants.len());
        for variant in unit.variants {
            variants.push(self.variant(variant)?);
        }
        let mut incoming = Incoming::new(variants)?;
        self.attributes(&unit.attributes, &mut incoming.unit);
        let unit_notes = unit.notes.into_iter().map(note_from).collect();
        incoming.unit.extras.notes = unit_notes;
        incoming.unit.extras.elements = unit.others;
        for prop in unit.props {
            property(prop, &mut incoming);
        }
        Ok(incoming)
    }

    fn variant(&mut self, variant: tmx::Variant) -> Result<Variant, DropReason> {
        let lang = match self.tags.get(&variant.lang) {
            Some(lang) => lang.clone(),
            None => self
                .tags
                .entry(variant.lang.clone())
                .or_insert(Lang::parse(&variant.lang).ok())
                .clone(),
        };
        let lang = lang.ok_or(DropReason::LanguageTag)?;
        let extras = Extras {
            attributes: owned(&variant.attributes),
            properties: variant.props.into_iter().map(property_from).collect(),
            notes: variant.notes.into_iter().map(note_from).collect(),
            elements: variant.others,
        };
        Ok(Variant {
            extras,
            ..Variant::marked(lang, &foreign_codes::standard(variant.seg))
        })
    }

    fn attributes(&self, attributes: &tmx::Attributes, unit: &mut NewUnit) {
        let mut source_lang = None;
        for (name, value) in attributes.iter() {
            let date = || Timestamp::parse(value);
            let taken = match name {
                "tuid" => {
                    unit.tuid = Some(value.to_owned());
                    true
                }
                "srclang" => {
                    source_lang = Some(value);
                    true
                }
                "creationid" => {
                    unit.created_by = Some(value.to_owned());
                    true
                }
                "changeid" => {
                    unit.changed_by = Some(value.to_owned());
                    true
                }
                "creationdate" => set(&mut unit.created, date()),
                "changedate" => set(&mut unit.changed, date()),
                "lastusagedate" => set(&mut unit.last_used, date()),
                "usagecount" => match value.trim().parse() {
                    Ok(count) => {
                        unit.usage_count = count;
                        // Never used, which the file says, is not the same as not counted.
                        count > 0
                    }
                    Err(_) => false,
                },
                _ => false,
            };
            if !taken {
                unit.extras.attributes.insert(name.to_owned(), value.to_owned());
            }
        }
        for (name, value) in &self.inherited {
            unit.extras
                .attributes
                .entry((*name).to_owned())
                .or_insert_with(|| value.clone());
        }
        unit.source_lang = self.source_lang_of(source_lang, &unit.variants);
    }

    /// The source language to be stored: none where it is the first variant's, which is the rule.
    fn source_lang_of(&self, own: Option<&str>, variants: &[Variant]) -> Option<String> {
        let first = &variants.first()?.lang;
        match (own, &self.source_lang) {
            (Some(tag), _) => match Lang::parse(tag) {
                Ok(lang) if is_nearest(&lang, first, variants) => None,
                Ok(lang) => Some(lang.to_string()),
                Err(_) => Some(tag.to_owned()),
            },
            (None, Some(lang)) => (!is_nearest(lang, first, variants)).then(|| lang.to_string()),
            (None, None) => None,
        }
    }
}

/// Whether no variant of the unit serves `lang` better than the first, and that one does.
fn is_nearest(lang: &Lang, first: &Lang, variants: &[Variant]) -> bool {
    let closeness = lang.closeness(first);
    closeness > 0 && variants.iter().all(|v| lang.closeness(&v.lang) <= closeness)
}

fn set(place: &mut Option<Timestamp>, date: Option<Timestamp>) -> bool {
    *place = date;
    date.is_some()
}

fn property_from(prop: tmx::Prop) -> Property {
    let (encoding, attributes) = encoding_and_others(&prop.attributes);
    Property {
        kind: prop.kind,
        value: prop.text,
        lang: prop.lang,
        encoding,
        attributes,
    }
}

fn note_from(note: tmx::Note) -> Note {
    let (encoding, attributes) = encoding_and_others(&note.attributes);
    Note {
        text: note.text,
        lang: note.lang,
        encoding,
        attributes,
    }
}

/// The attributes of a property or a note that are kept: the one that TMX knows apart from the others.
fn encoding_and_others(attributes: &tmx::Attributes) -> (Option<String>, BTreeMap<String, String>) {
    let mut others = owned(attributes);
    (others.remove(ENCODING), others)
}

fn owned(attributes: &tmx::Attributes) -> BTreeMap<String, String> {
    attributes.iter().map(|(n, v)| (n.to_owned(), v.to_owned())).collect()
}

/// Reads one of our own properties, or keeps another tool's.
fn property(prop: tmx::Prop, incoming: &mut Incoming) {
    match prop.kind.as_str() {
        STATUS => {
            if let Some(status) = Status::parse(prop.text.trim()) {
                incoming.unit.status = status;
                incoming.status_given = true;
                return;
            }
        }
        CONFIDENCE => {
            if let Some(confidence) = prop.text.trim().parse().ok().filter(|c| (0.0..=1.0).contains(c)) {
                incoming.unit.confidence = Some(confidence);
                return;
            }
        }
        ARTICLE => {
            incoming.places.push(Place {
                article: prop.text,
                position: None,
                previous: NO_NEIGHBOUR,
                next: NO_NEIGHBOUR,
            });
            return;
        }
        OCCURRENCE => {
            if let Some((position, previous, next)) = parse_occurrence(&prop.text)
                && let Some(place) = incoming.places.last_mut()
            {
                if place.position.is_none() {
                    *place = Place {
                        article: place.article.clone(),
                        position: Some(position),
                        previous,
                        next,
                    };
                } else {
                    let article = place.article.clone();
                    incoming.places.push(Place {
                        article,
                        position: Some(position),
                        previous,
                        next,
                    });
                }
                return;
            }
        }
        _ => {}
    }
    incoming.unit.extras.properties.push(property_from(prop));
}

fn parse_occurrence(text: &str) -> Option<(u32, i64, i64)> {
    let mut words = text.split_ascii_whitespace();
    let position = words.next()?.parse().ok()?;
    let mut hash = || {
        u64::from_str_radix(words.next()?, 16)
            .ok()
            .map(|h| i64::from_ne_bytes(h.to_ne_bytes()))
    };
    Some((position, hash()?, hash()?))
}

/// A unit as TMX, with its places (article name and occurrence, an article's places side by side). `header_lang` is the
/// `srclang` of the document's header.
pub(crate) fn to_tmx(unit: &Unit, places: &[(&str, Occurrence)], header_lang: &str) -> tmx::Unit {
    let mut out = tmx::Unit::default();
    if let Some(tuid) = &unit.tuid {
        out.set_tuid(tuid);
    }
    let first = unit.variants.first().map_or("", |v| v.lang.as_str());
    let source_lang = unit.source_lang.as_deref().unwrap_or(first);
    if source_lang != header_lang {
        out.set_srclang(source_lang);
    }
    if let Some(date) = unit.created {
        out.set_creation_date(date.to_tmx());
    }
    if let Some(name) = &unit.created_by {
        out.set_creation_id(name);
    }
    if let Some(date) = unit.changed {
        out.set_change_date(date.to_tmx());
    }
    if let Some(name) = &unit.changed_by {
        out.set_change_id(name);
    }
    if unit.usage_count > 0 {
        out.set_usage_count(unit.usage_count);
    }
    if let Some(date) = unit.last_used {
        out.set_last_usage_date(date.to_tmx());
    }
    for (name, value) in &unit.extras.attributes {
        // A count of 0 or a date that was not understood is kept here; what came later is in its column.
        if out.attributes.get(name).is_none() {
            out.attributes.set(name, value);
        }
    }
    out.notes = unit.extras.notes.iter().map(note_to).collect();
    out.props = unit.extras.properties.iter().map(property_to).collect();
    out.props.extend(own_properties(unit, places));
    out.others.clone_from(&unit.extras.elements);
    out.variants = unit.variants.iter().map(variant_to).collect();
    out
}

fn own_properties(unit: &Unit, places: &[(&str, Occurrence)]) -> Vec<tmx::Prop> {
    let mut props = Vec::new();
    if unit.status != Status::Aligned {
        props.push(tmx::Prop::new(STATUS, unit.status.as_str()));
    }
    if let Some(confidence) = unit.confidence {
        props.push(tmx::Prop::new(CONFIDENCE, &confidence.to_string()));
    }
    let mut article = None;
    for (name, place) in places {
        if article != Some(name) {
            props.push(tmx::Prop::new(ARTICLE, name));
            article = Some(name);
        }
        let text = format!("{} {:016x} {:016x}", place.position, place.previous, place.next);
        props.push(tmx::Prop::new(OCCURRENCE, &text));
    }
    props
}

fn variant_to(variant: &Variant) -> tmx::Variant {
    let extras = &variant.extras;
    tmx::Variant {
        lang: variant.lang.as_str().to_owned(),
        attributes: extras.attributes.iter().collect(),
        notes: extras.notes.iter().map(note_to).collect(),
        props: extras.properties.iter().map(property_to).collect(),
        seg: variant.seg(),
        others: extras.elements.clone(),
    }
}

pub(crate) fn property_to(property: &Property) -> tmx::Prop {
    let mut out = tmx::Prop::new(&property.kind, &property.value);
    out.lang.clone_from(&property.lang);
    set_attributes(&mut out.attributes, property.encoding.as_deref(), &property.attributes);
    out
}

pub(crate) fn note_to(note: &Note) -> tmx::Note {
    let mut out = tmx::Note::new(&note.text);
    out.lang.clone_from(&note.lang);
    set_attributes(&mut out.attributes, note.encoding.as_deref(), &note.attributes);
    out
}

fn set_attributes(to: &mut tmx::Attributes, encoding: Option<&str>, others: &BTreeMap<String, String>) {
    if let Some(encoding) = encoding {
        to.set(ENCODING, encoding);
    }
    for (name, value) in others {
        to.set(name, value);
    }
}

/// What a header says beyond its units' common attributes, to be kept with the import.
pub(crate) fn header_extras(header: &tmx::Header) -> Extras {
    let ude = |ude: &tmx::Ude| {
        let mut element = tmx::Element::new(tmx::Tag::from_name("ude"));
        element.attributes = ude.attributes.clone();
        for map in &ude.maps {
            let mut child = tmx::Element::new(tmx::Tag::from_name("map"));
            child.attributes = map.clone();
            element.content.push(child);
        }
        element
    };
    Extras {
        attributes: owned(&header.attributes),
        properties: header.props.iter().cloned().map(property_from).collect(),
        notes: header.notes.iter().cloned().map(note_from).collect(),
        elements: header
            .udes
            .iter()
            .map(ude)
            .chain(header.others.iter().cloned())
            .collect(),
    }
}

/// Adds to a header what headers of imported files said, each thing once.
pub(crate) fn add_header_extras(header: &mut tmx::Header, extras: &Extras) {
    for prop in extras.properties.iter().map(property_to) {
        if !header.props.contains(&prop) {
            header.props.push(prop);
        }
    }
    for note in extras.notes.iter().map(note_to) {
        if !header.notes.contains(&note) {
            header.notes.push(note);
        }
    }
    for element in &extras.elements {
        if element.tag.name() == "ude" {
            let maps = element.content.nodes().iter().filter_map(|node| match node {
                tmx::Node::Element(map) => Some(map.attributes.clone()),
                tmx::Node::Text(_) => None,
            });
            let ude = tmx::Ude {
                attributes: element.attributes.clone(),
                maps: maps.collect(),
            };
            if !header.udes.contains(&ude) {
                header.udes.push(ude);
            }
        } else if !header.others.contains(element) {
            header.others.push(element.clone());
        }
    }
}

#[cfg(test)]
mod tests;
