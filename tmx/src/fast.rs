//! A unit as nearly every file has it → the same unit that the parser makes, several times faster.
//!
//! Plain tags, known attributes, the standard's inline elements, text with the common references: whatever else stands in a unit, and whatever is odd,
//! makes this give up, and the parser reads the unit. So nothing is decided here that the parser does not decide too.

use memchr::memchr3;

use crate::parse::Document;
use crate::spec::{self, Spec};
use crate::{Attributes, Element, Note, Prop, Seg, Tag, Unit, Variant, Version, text};

/// Inline elements within one another that are read here.
const MAX_DEPTH: usize = 16;

/// The unit that the text begins with, and its length; `None` when the parser must read it.
pub(crate) fn unit(text: &str, document: &Document) -> Option<(Unit, usize)> {
    let mut cursor = Cursor { text, at: 0, document };
    cursor.literal("<tu")?;
    let mut unit = Unit::default();
    cursor.attributes(&spec::TU, &mut unit.attributes)?;
    loop {
        cursor.blank();
        if cursor.literal("<tuv").is_some() {
            if unit.variants.is_empty() {
                unit.variants.reserve_exact(2);
            }
            unit.variants.push(cursor.variant()?);
        } else if cursor.literal("</tu>").is_some() {
            return (!unit.variants.is_empty()).then_some((unit, cursor.at));
        } else if unit.variants.is_empty() {
            cursor.note_or_prop(&mut unit.notes, &mut unit.props)?;
        } else {
            return None;
        }
    }
}

struct Cursor<'t, 'd> {
    text: &'t str,
    at: usize,
    document: &'d Document,
}

impl<'t> Cursor<'t, '_> {
    fn byte(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn literal(&mut self, literal: &str) -> Option<()> {
        let found = self.text.as_bytes()[self.at..].starts_with(literal.as_bytes());
        found.then(|| self.at += literal.len())
    }

    fn blank(&mut self) {
        while matches!(self.byte(), Some(b' ' | b'\t' | b'\n' | b'\r')) {
            self.at += 1;
        }
    }

    /// The bytes from here that are in the class.
    fn run(&mut self, class: impl Fn(u8) -> bool) -> &'t str {
        let start = self.at;
        while self.byte().is_some_and(&class) {
            self.at += 1;
        }
        &self.text[start..self.at]
    }

    /// The attributes and the `>` of a start tag whose name has been read.
    fn attributes(&mut self, spec: &Spec, out: &mut Attributes) -> Option<Option<String>> {
        let (lang, empty) = self.rest_of_tag(spec, out)?;
        (!empty).then_some(lang)
    }

    /// The attributes and the `>` or `/>` of a start tag whose name has been read; and whether it was the latter.
    fn rest_of_tag(&mut self, spec: &Spec, out: &mut Attributes) -> Option<(Option<String>, bool)> {
        let mut lang = None;
        let empty = loop {
            if self.literal(">").is_some() {
                break false;
            }
            if self.literal("/>").is_some() {
                break true;
            }
            if !matches!(self.byte()?, b' ' | b'\t' | b'\n' | b'\r') {
                return None;
            }
            self.blank();
            if matches!(self.byte()?, b'>' | b'/') {
                continue;
            }
            let name = self.run(|b| b.is_ascii_alphabetic() || matches!(b, b'-' | b':'));
            let quote = match self.text.as_bytes().get(self.at..self.at + 2)? {
                b"=\"" => b'"',
                b"='" => b'\'',
                _ => return None,
            };
            self.at += 2;
            // Stops too early, and so gives up, where a value has white space or references to resolve.
            let value = self.run(|b| b != quote && !matches!(b, b'<' | b'&' | b'\t' | b'\n' | b'\r'));
            if self.byte()? != quote {
                return None;
            }
            self.at += 1;
            match name {
                "xml:lang" if spec.lang && lang.is_none() => lang = Some(value.to_owned()),
                "lang" if spec.lang && lang.is_none() && self.document.version != Version::V1_4 => {
                    lang = Some(value.to_owned());
                }
                "xml:lang" | "lang" => return None,
                _ if !spec.known.contains(&name) || out.get(name).is_some() => return None,
                _ => {
                    spec::check(spec, name, value).ok()?;
                    out.push_checked(name, value);
                }
            }
        };
        let complete = spec.required.iter().all(|name| out.get(name).is_some());
        complete.then_some((lang, empty))
    }

    fn note_or_prop(&mut self, notes: &mut Vec<Note>, props: &mut Vec<Prop>) -> Option<()> {
        let mut attributes = Attributes::new();
        if self.literal("<prop").is_some() {
            let lang = self.attributes(&spec::PROP, &mut attributes)?;
            let kind = attributes.remove("type")?;
            props.push(Prop {
                kind,
                lang,
                attributes,
                text: self.text_up_to("</prop>")?,
            });
        } else {
            self.literal("<note")?;
            let lang = self.attributes(&spec::NOTE, &mut attributes)?;
            notes.push(Note {
                lang,
                attributes,
                text: self.text_up_to("</note>")?,
            });
        }
        Some(())
    }

    fn variant(&mut self) -> Option<Variant> {
        let mut variant = Variant::default();
        variant.lang = self.attributes(&spec::TUV, &mut variant.attributes)??;
        loop {
            self.blank();
            if self.literal("<seg>").is_some() {
                break;
            }
            self.note_or_prop(&mut variant.notes, &mut variant.props)?;
        }
        variant.seg = self.content("</seg>", false, 0)?;
        self.blank();
        self.literal("</tuv>")?;
        Some(variant)
    }

    /// Text and inline elements up to the end tag; in native code, `sub` is the only element.
    fn content(&mut self, end: &str, code: bool, depth: usize) -> Option<Seg> {
        let mut text = String::new();
        self.text(&mut text)?;
        if self.literal(end).is_some() {
            return Some(Seg::from(text));
        }
        let mut seg = Seg::from(text);
        loop {
            seg.push(self.element(code, depth)?);
            seg.push_with(|out| self.text(out))?;
            if self.literal(end).is_some() {
                return Some(seg);
            }
        }
    }

    fn element(&mut self, code: bool, depth: usize) -> Option<Element> {
        self.literal("<")?;
        let (tag, end) = match self.run(|b| b.is_ascii_lowercase()) {
            "bpt" => (Tag::Bpt, "</bpt>"),
            "ept" => (Tag::Ept, "</ept>"),
            "it" => (Tag::It, "</it>"),
            "ph" => (Tag::Ph, "</ph>"),
            "hi" => (Tag::Hi, "</hi>"),
            "ut" => (Tag::Ut, "</ut>"),
            "sub" => (Tag::Sub, "</sub>"),
            _ => return None,
        };
        if code != (tag == Tag::Sub) || depth >= MAX_DEPTH {
            return None;
        }
        let mut element = Element::new(tag);
        let (_, empty) = self.rest_of_tag(spec::inline(&element.tag)?, &mut element.attributes)?;
        if !empty {
            element.content = self.content(end, element.tag.is_code(), depth + 1)?;
        }
        Some(element)
    }

    /// The text up to the end tag.
    fn text_up_to(&mut self, end: &str) -> Option<String> {
        let mut out = String::new();
        self.text(&mut out)?;
        self.literal(end).map(|()| out)
    }

    /// Appends text with references resolved and line ends made one character, up to the next tag.
    fn text(&mut self, out: &mut String) -> Option<()> {
        loop {
            let rest = &self.text[self.at..];
            let stop = memchr3(b'<', b'&', b'\r', rest.as_bytes())?;
            out.push_str(&rest[..stop]);
            self.at += stop;
            match rest.as_bytes()[stop] {
                b'<' => return Some(()),
                b'\r' => {
                    out.push('\n');
                    self.at += 1;
                    let _pair = self.literal("\n");
                }
                _ => {
                    self.at += 1;
                    let name = self.run(|b| b.is_ascii_alphanumeric() || b == b'#');
                    if text::push_reference(name, &self.document.entities, out).is_some() {
                        return None;
                    }
                    self.literal(";")?;
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::Policy;
    use crate::events::Token;
    use crate::parse::Parser;

    /// What the parser makes of the unit, with its length, when it finds nothing odd.
    fn parsed(text: &str, document: &Document) -> Option<(Unit, usize)> {
        let mut pending = Vec::new();
        let mut parser = Parser::new(text, document, &mut pending);
        let Ok(Token::Start { name: "tu", tag, empty }) = parser.events.next() else {
            return None;
        };
        let unit = parser.unit(tag, "tu", empty).ok()?;
        let length = parser.events.after();
        pending.is_empty().then_some((unit, length))
    }

    #[test]
    fn a_unit_with_inline_elements_is_read_here() {
        let text = "<tu><tuv xml:lang='fr'><seg><ph x=\"1\"/>Voir <bpt i='1'>&lt;a title='<sub>un <hi>mot</hi></sub>'></bpt>ici\
            <ept i='1' /></seg></tuv></tu>";
        let document = Document::default();
        let (unit, length) = unit(text, &document).expect("inline elements of the standard");
        assert_eq!(unit.variants[0].seg.plain_text(), "Voir ici");
        assert_eq!(unit.variants[0].seg.sub_flows(), ["un mot"]);
        assert_eq!(Some((unit, length)), parsed(text, &document));
    }

    #[test]
    fn a_plain_unit_is_read_here() {
        let text = "<tu tuid=\"1\" creationdate='20240101T000000Z' >\r\n<note>a</note><prop type=\"x-a\" xml:lang=\"fr\">b\r\nc</prop>\
            <tuv xml:lang=\"fr\"><seg>&lt;&#233;&amp;</seg></tuv> <tuv xml:lang=\"en\" changeid=\"J\"><prop type=\"p\"></prop><seg></seg></tuv>\n</tu> after";
        let document = Document::default();
        let (unit, length) = unit(text, &document).expect("a plain unit");
        assert_eq!(&text[length..], " after");
        assert_eq!(unit.variants[0].seg.plain_text(), "<é&");
        assert_eq!(unit.props[0].text, "b\nc");
        assert_eq!(Some((unit, length)), parsed(text, &document));
    }

    /// Pieces that units are made of, well and badly.
    fn piece() -> impl Strategy<Value = &'static str> {
        prop::sample::select(vec![
            "<tu",
            "<tu>",
            "<tu ",
            " tuid=\"1\"",
            " tuid='é'",
            " usagecount=\"x\"",
            " usagecount=\"3\"",
            " x-odd=\"1\"",
            " creationdate=\"20240101T000000Z\"",
            " creationdate=\"2024\"",
            ">",
            "/>",
            " ",
            "\n  ",
            "\r\n",
            "<tuv",
            "<tuv xml:lang=\"fr\">",
            " xml:lang=\"en\"",
            " lang=\"en\"",
            "<seg>",
            "</seg>",
            "<seg/>",
            "</tuv>",
            "</tu>",
            "<seg >",
            "</seg >",
            "texte",
            "l'été",
            "&amp;",
            "&lt;",
            "&#10;",
            "&#x1F;",
            "&nbsp;",
            "& ",
            "&",
            ";",
            "<!-- c -->",
            "<![CDATA[x<y]]>",
            "<ph x=\"1\"/>",
            "<hi>",
            "</hi>",
            "<bpt i=\"1\">",
            "</bpt>",
            "<sub>",
            "</sub>",
            "<it pos=\"begin\"/>",
            "<it/>",
            "<prop type=\"p\">",
            "<prop>",
            "</prop>",
            "<note>",
            "</note>",
            "<note xml:lang=\"fr\">",
            "\r",
            "\u{FEFF}",
            "]]>",
            "\u{85}",
            "=\"",
            "'",
        ])
    }

    /// Units that are nearly always well-formed, with a few pieces put in or taken out.
    fn nearly_a_unit() -> impl Strategy<Value = String> {
        let plain = vec![
            "<tu",
            " tuid=\"1\"",
            ">",
            "\n  ",
            "<prop type=\"p\">",
            "texte",
            "</prop>",
            "<tuv",
            " xml:lang=\"en\"",
            ">",
            "\r\n",
            "<seg>",
            "l'été",
            "<bpt i=\"1\" type='b'>",
            "&lt;b",
            "<sub>",
            "alt",
            "</sub>",
            "</bpt>",
            "&amp;",
            "<hi>",
            "texte",
            "<ph x=\"1\" />",
            "</hi>",
            "<ept i=\"1\"/>",
            "</seg>",
            "</tuv>",
            " ",
            "<tuv xml:lang=\"fr\">",
            "<note>",
            "texte",
            "</note>",
            "<seg>",
            "&#10;",
            "\r",
            "</seg>",
            " ",
            "</tuv>",
            "\n",
            "</tu>",
            "texte",
        ];
        prop::collection::vec((0..44usize, piece(), any::<bool>()), 0..4).prop_map(move |changes| {
            let mut pieces = plain.clone();
            for (at, piece, insert) in changes {
                let at = at.min(pieces.len());
                if insert || at == pieces.len() {
                    pieces.insert(at, piece);
                } else {
                    pieces.remove(at);
                }
            }
            pieces.concat()
        })
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2000))]

        #[test]
        fn what_is_read_here_is_what_the_parser_reads(
            text in prop_oneof![nearly_a_unit(), prop::collection::vec(piece(), 0..30).prop_map(|p| p.concat())],
            old in any::<bool>(),
            strict in any::<bool>(),
        ) {
            let version = if old { Version::V1_1 } else { Version::V1_4 };
            let policy = if strict { Policy::Strict } else { Policy::Default };
            let document = Document { version, policy, ..Document::default() };
            if let Some(fast) = unit(&text, &document) {
                prop_assert_eq!(Some(fast), parsed(&text, &document), "{}", text);
            }
        }
    }
}
