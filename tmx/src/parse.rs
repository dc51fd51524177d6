//! XML events → header and units, with what is odd about them.

use quick_xml::events::BytesStart;
use quick_xml::events::attributes::{AttrError, Attribute};

use crate::events::{Events, Fault, MAX_DEPTH, Stop, Token};
use crate::spec::{self, Spec};
use crate::text::{self, Entities, Odd};
use crate::{Attributes, Element, Header, Node, Note, OddityKind, Policy, Prop, Seg, Tag, Ude, Unit, Variant, Version};

/// Attributes of one element that are read.
const MAX_ATTRIBUTES: usize = 256;

/// What the document is, as far as the parser must know.
#[derive(Debug, Default)]
pub(crate) struct Document {
    pub(crate) policy: Policy,
    pub(crate) version: Version,
    pub(crate) entities: Entities,
    /// The prefix of TMX elements with its colon, empty in nearly every file.
    pub(crate) prefix: String,
}

/// Oddities of what is being parsed: kind, subject, offset. They count once it is parsed to its end.
pub(crate) type Pending = Vec<(OddityKind, String, usize)>;

pub(crate) struct Parser<'t, 'd> {
    pub(crate) events: Events<'t>,
    document: &'d Document,
    pending: &'d mut Pending,
}

type Parsed<T> = Result<T, Stop>;

impl<'t, 'd> Parser<'t, 'd> {
    pub(crate) fn new(text: &'t str, document: &'d Document, pending: &'d mut Pending) -> Parser<'t, 'd> {
        pending.clear();
        Parser {
            events: Events::new(text),
            document,
            pending,
        }
    }

    /// Notes an oddity at the last token, or stops at it under the strict policy.
    pub(crate) fn odd(&mut self, kind: OddityKind, subject: &str) -> Parsed<()> {
        if self.document.policy == Policy::Strict {
            if kind == OddityKind::BareAmpersand && self.events.at_end_of_text() {
                return Err(Stop::More(None)); // The rest of the reference may follow.
            }
            return Err(self.events.fault(Fault::Odd(kind, subject.to_owned())));
        }
        self.pending.push((kind, subject.to_owned(), self.events.at));
        Ok(())
    }

    fn odd_text(&mut self, odd: Odd<'_>) -> Parsed<()> {
        match odd {
            Some((kind, subject)) => self.odd(kind, subject),
            None => Ok(()),
        }
    }

    /// An element's name without the prefix of TMX; a name of another namespace stays as it is.
    pub(crate) fn local<'n>(&self, name: &'n str) -> &'n str {
        if self.document.prefix.is_empty() {
            name
        } else {
            name.strip_prefix(&self.document.prefix).unwrap_or(name)
        }
    }

    /// The rest of `<tu …>` whose start tag was the last token.
    pub(crate) fn unit(&mut self, tag: &'t str, name: &str, empty: bool) -> Parsed<Unit> {
        let mut unit = Unit::default();
        self.attributes(tag, name, &spec::TU, &mut unit.attributes)?;
        while let Some((name, tag, empty)) = self.child(empty)? {
            match self.local(name) {
                "tuv" => {
                    let variant = self.variant(tag, name, empty)?;
                    unit.variants.push(variant);
                }
                "prop" => {
                    self.ordered(unit.variants.is_empty(), "prop")?;
                    unit.props.push(self.prop(tag, name, empty)?);
                }
                "note" => {
                    self.ordered(unit.variants.is_empty(), "note")?;
                    unit.notes.push(self.note(tag, name, empty)?);
                }
                "tu" => {
                    return Err(self
                        .events
                        .fault(Fault::syntax("a unit begins inside a unit", "`</tu>`")));
                }
                _ => unit.others.push(self.unknown(tag, name, empty)?),
            }
        }
        if unit.variants.is_empty() {
            self.odd(OddityKind::MissingVariant, "")?;
        }
        Ok(unit)
    }

    fn variant(&mut self, tag: &'t str, name: &str, empty: bool) -> Parsed<Variant> {
        let mut variant = Variant::default();
        match self.attributes(tag, name, &spec::TUV, &mut variant.attributes)? {
            Some(lang) => variant.lang = lang,
            None => {
                self.odd(OddityKind::MissingLang, "")?;
                variant.lang.push_str("und");
            }
        }
        let mut segs = 0;
        while let Some((name, tag, empty)) = self.child(empty)? {
            match self.local(name) {
                "seg" if segs == 0 => {
                    segs = 1;
                    self.attributes(tag, name, &spec::SEG, &mut Attributes::new())?;
                    variant.seg = self.content(name, empty, Place::Text, 0)?;
                }
                "seg" => {
                    segs += 1;
                    self.odd(OddityKind::SeveralSegs, "")?;
                    variant.others.push(self.element(tag, name, empty, Place::Text, 0)?);
                }
                "prop" => {
                    self.ordered(segs == 0, "prop")?;
                    variant.props.push(self.prop(tag, name, empty)?);
                }
                "note" => {
                    self.ordered(segs == 0, "note")?;
                    variant.notes.push(self.note(tag, name, empty)?);
                }
                "tu" | "tuv" => {
                    return Err(self
                        .events
                        .fault(Fault::syntax("a variant begins inside a variant", "`</tuv>`")));
                }
                _ => variant.others.push(self.unknown(tag, name, empty)?),
            }
        }
        if segs == 0 {
            self.odd(OddityKind::MissingSeg, "")?;
        }
        Ok(variant)
    }

    /// The rest of `<header …>` whose start tag was the last token.
    pub(crate) fn header(&mut self, tag: &'t str, name: &str, empty: bool, header: &mut Header) -> Parsed<()> {
        self.attributes(tag, name, &spec::HEADER, &mut header.attributes)?;
        while let Some((name, tag, empty)) = self.child(empty)? {
            match self.local(name) {
                "prop" => header.props.push(self.prop(tag, name, empty)?),
                "note" => header.notes.push(self.note(tag, name, empty)?),
                "ude" => {
                    let ude = self.ude(tag, name, empty)?;
                    header.udes.push(ude);
                }
                "body" | "tu" => {
                    return Err(self
                        .events
                        .fault(Fault::syntax("the header does not end", "`</header>`")));
                }
                _ => header.others.push(self.unknown(tag, name, empty)?),
            }
        }
        Ok(())
    }

    fn ude(&mut self, tag: &'t str, name: &str, empty: bool) -> Parsed<Ude> {
        let mut ude = Ude::default();
        self.attributes(tag, name, &spec::UDE, &mut ude.attributes)?;
        while let Some((name, tag, empty)) = self.child(empty)? {
            if self.local(name) == "map" {
                let mut map = Attributes::new();
                self.attributes(tag, name, &spec::MAP, &mut map)?;
                ude.maps.push(map);
                self.text_only(name, empty)?;
            } else {
                self.odd(OddityKind::DroppedElement, name)?;
                self.content(name, empty, Place::Foreign, 1)?;
            }
        }
        Ok(ude)
    }

    fn prop(&mut self, tag: &'t str, name: &str, empty: bool) -> Parsed<Prop> {
        let mut attributes = Attributes::new();
        let lang = self.attributes(tag, name, &spec::PROP, &mut attributes)?;
        let kind = attributes.remove("type").unwrap_or_default();
        Ok(Prop {
            kind,
            lang,
            attributes,
            text: self.text_only(name, empty)?,
        })
    }

    fn note(&mut self, tag: &'t str, name: &str, empty: bool) -> Parsed<Note> {
        let mut attributes = Attributes::new();
        let lang = self.attributes(tag, name, &spec::NOTE, &mut attributes)?;
        Ok(Note {
            lang,
            attributes,
            text: self.text_only(name, empty)?,
        })
    }

    /// The text of an element that should hold nothing else; of elements inside it the text is kept.
    fn text_only(&mut self, name: &str, empty: bool) -> Parsed<String> {
        let content = self.content(name, empty, Place::Foreign, 0)?;
        if !content.is_plain() {
            self.odd(OddityKind::DroppedElement, &format!("an element inside `{name}`"))?;
        }
        Ok(content.all_text().into_owned())
    }

    /// An element that TMX does not know, kept whole.
    fn unknown(&mut self, tag: &'t str, name: &str, empty: bool) -> Parsed<Element> {
        self.odd(OddityKind::UnknownElement, name)?;
        self.element(tag, name, empty, Place::Foreign, 0)
    }

    /// Reads past an element.
    pub(crate) fn skip(&mut self, tag: &'t str, name: &str, empty: bool) -> Parsed<()> {
        self.element(tag, name, empty, Place::Foreign, 0).map(|_| ())
    }

    fn ordered(&mut self, in_order: bool, name: &str) -> Parsed<()> {
        if in_order {
            Ok(())
        } else {
            self.odd(OddityKind::MisplacedElement, name)
        }
    }

    /// The next child element of the open one, and `None` at the end tag; only white space may stand between.
    fn child(&mut self, empty: bool) -> Parsed<Option<(&'t str, &'t str, bool)>> {
        if empty {
            return Ok(None);
        }
        loop {
            match self.events.next()? {
                Token::Start { name, tag, empty } => return Ok(Some((name, tag, empty))),
                Token::End(_) => return Ok(None),
                Token::Text(raw) | Token::CData(raw) if is_blank(raw) => {}
                Token::Text(raw) | Token::CData(raw) | Token::Reference(raw) => {
                    self.odd(OddityKind::MisplacedText, text::first_word(raw))?;
                }
                Token::Silent | Token::Doctype(_) => {}
                Token::EndOfText => return Err(Stop::More(None)),
            }
        }
    }

    /// An inline element whose start tag was the last token.
    fn element(&mut self, tag: &'t str, name: &str, empty: bool, place: Place, depth: usize) -> Parsed<Element> {
        let local = self.local(name);
        let mut element = Element::new(Tag::from_name(local));
        if matches!(element.tag, Tag::Other(_)) && !text::is_name(local) {
            let problem = format!("`{}` cannot be the name of an element", text::first_word(local));
            return Err(self
                .events
                .fault(Fault::syntax(problem, "a name, then attributes after a space")));
        }
        let spec = if place == Place::Foreign {
            None
        } else {
            spec::inline(&element.tag)
        };
        self.attributes(tag, name, spec.unwrap_or(&spec::ANY), &mut element.attributes)?;
        let inside = match &element.tag {
            _ if place == Place::Foreign => Place::Foreign,
            tag if tag.is_code() => Place::Code,
            _ => Place::Text,
        };
        element.content = self.content(name, empty, inside, depth + 1)?;
        Ok(element)
    }

    /// Text and inline elements up to the end tag.
    fn content(&mut self, name: &str, empty: bool, place: Place, depth: usize) -> Parsed<Seg> {
        let mut seg = Seg::new();
        if empty {
            return Ok(seg);
        }
        if depth > MAX_DEPTH {
            let what = format!("elements nested more than {MAX_DEPTH} deep (`{name}`)");
            return Err(self.events.fault(Fault::Refused(what)));
        }
        loop {
            match self.events.next()? {
                Token::Text(raw) => {
                    let odd = seg.push_with(|out| text::push_text(raw, out));
                    self.odd_text(odd)?;
                }
                Token::Reference(name) => {
                    let entities = &self.document.entities;
                    let odd = seg.push_with(|out| text::push_reference(name, entities, out));
                    self.odd_text(odd)?;
                }
                Token::CData(raw) => seg.push_with(|out| text::push_lines(raw, out)),
                Token::Start { name, tag, empty } => {
                    let local = self.local(name);
                    if place != Place::Foreign {
                        match (Tag::from_name(local), place) {
                            (Tag::Other(_), _) if matches!(local, "tu" | "tuv" | "seg" | "body") => {
                                let problem = format!("`{local}` begins inside a segment");
                                return Err(self.events.fault(Fault::syntax(problem, "`</seg>`")));
                            }
                            (Tag::Other(name), _) => self.odd(OddityKind::UnknownElement, &name)?,
                            (Tag::Sub, Place::Code) => {}
                            (Tag::Sub, _) | (_, Place::Code) => self.odd(OddityKind::MisplacedElement, local)?,
                            _ => {}
                        }
                    }
                    let element = self.element(tag, name, empty, place, depth)?;
                    seg.push(Node::from(element));
                }
                Token::End(_) => return Ok(seg),
                Token::Silent | Token::Doctype(_) => {}
                Token::EndOfText => return Err(Stop::More(None)),
            }
        }
    }

    /// Reads the attributes of a start tag; the language, if it has one, is returned rather than listed.
    pub(crate) fn attributes(
        &mut self,
        tag: &'t str,
        name: &str,
        spec: &Spec,
        out: &mut Attributes,
    ) -> Parsed<Option<String>> {
        let mut lang: Option<(String, bool)> = None;
        if tag.len() > name.len() {
            let start = BytesStart::from_content(tag, name.len());
            let mut list = if self.document.policy == Policy::Strict {
                start.attributes()
            } else {
                start.html_attributes()
            };
            for (count, attribute) in list.with_checks(false).enumerate() {
                if count >= MAX_ATTRIBUTES {
                    let what = format!("more than {MAX_ATTRIBUTES} attributes in one element (`{name}`)");
                    return Err(self.events.fault(Fault::Refused(what)));
                }
                let attribute = attribute.map_err(|error| self.malformed(name, &error))?;
                self.attribute(&attribute, spec, out, &mut lang)?;
            }
        }
        for required in spec.required {
            if out.get(required).is_none() {
                self.odd(OddityKind::MissingAttribute, &format!("{name} {required}"))?;
            }
        }
        Ok(lang.map(|(lang, _)| lang))
    }

    fn malformed(&self, name: &str, error: &AttrError) -> Stop {
        self.events.fault(Fault::syntax(
            format!("an attribute of `{name}` is broken: {error}"),
            "name=\"value\"",
        ))
    }

    fn attribute(
        &mut self,
        attribute: &Attribute<'_>,
        spec: &Spec,
        out: &mut Attributes,
        lang: &mut Option<(String, bool)>,
    ) -> Parsed<()> {
        let (key, raw) = (attribute.key.0, &*attribute.value);
        if !text::is_name(key) {
            return Err(self.events.fault(Fault::syntax(
                format!("`{}` cannot be the name of an attribute", text::first_word(key)),
                "name=\"value\"",
            )));
        }
        let mut value = String::new();
        for (kind, subject) in text::push_value(raw, &self.document.entities, &mut value) {
            self.odd(kind, subject)?;
        }
        let is_lang = spec.lang && matches!(key, "xml:lang" | "lang");
        if is_lang {
            let standard = key == "xml:lang";
            match lang {
                None => {
                    if !standard && self.document.version == Version::V1_4 {
                        self.odd(OddityKind::LangAttribute, "")?;
                    }
                    *lang = Some((value, standard));
                }
                Some((_, known)) if *known == standard => self.odd(OddityKind::DuplicateAttribute, key)?,
                Some((known, _)) => {
                    // Both are given: `xml:lang` is what counts.
                    let (winner, loser) = if standard {
                        (value, std::mem::take(known))
                    } else {
                        (std::mem::take(known), value)
                    };
                    if winner != loser {
                        self.odd(OddityKind::ConflictingLang, &format!("{loser}, {winner}"))?;
                        if out.get("lang").is_none() {
                            out.push("lang", &loser);
                        }
                    }
                    *lang = Some((winner, true));
                }
            }
            return Ok(());
        }
        if out.get(key).is_some() {
            return self.odd(OddityKind::DuplicateAttribute, key);
        }
        match spec::check(spec, key, &value) {
            Ok(()) => {}
            Err(kind @ OddityKind::UnknownAttribute) => self.odd(kind, key)?,
            Err(kind) => self.odd(kind, &format!("{key}=\"{value}\""))?,
        }
        out.push(key, &value);
        Ok(())
    }
}

/// Where content stands, which decides what may be in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    /// In `seg`, `hi` or `sub`.
    Text,
    /// In an element of native code.
    Code,
    /// In an element that is no inline element of TMX.
    Foreign,
}

/// Whether there is nothing but white space.
pub(crate) fn is_blank(text: &str) -> bool {
    text.bytes().all(|b| matches!(b, b' ' | b'\t' | b'\n' | b'\r')) || text.trim_matches('\u{FEFF}').trim().is_empty()
}
