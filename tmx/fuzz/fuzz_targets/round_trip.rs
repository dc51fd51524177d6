//! Any document of the model: written and read again it is the same, or it is refused when written.

#![no_main]

use arbitrary::Arbitrary;
use libfuzzer_sys::fuzz_target;
use tmx::{Attributes, Element, Forbidden, Header, Node, Note, Policy, Prop, Reader, Seg, Tag, Unit, Variant, Writer, WriterOptions};

#[derive(Arbitrary, Debug)]
enum Piece {
    Text(String),
    Element(u8, Vec<(u8, String)>, Vec<Piece>),
}

#[derive(Arbitrary, Debug)]
struct RawVariant {
    lang: String,
    attributes: Vec<(u8, String)>,
    props: Vec<(String, Option<String>, String)>,
    pieces: Vec<Piece>,
}

#[derive(Arbitrary, Debug)]
struct RawUnit {
    attributes: Vec<(u8, String)>,
    notes: Vec<(Option<String>, String)>,
    variants: Vec<RawVariant>,
}

const NAMES: [&str; 8] = ["tuid", "creationdate", "i", "x", "type", "pos", "o:mine", "usagecount"];
const TAGS: [&str; 9] = ["bpt", "ept", "it", "ph", "hi", "ut", "sub", "mine", "o:x"];

fn attributes(raw: Vec<(u8, String)>) -> Attributes {
    raw.into_iter().map(|(name, value)| (NAMES[usize::from(name) % NAMES.len()], value)).collect()
}

fn seg(pieces: Vec<Piece>) -> Seg {
    pieces
        .into_iter()
        .map(|piece| match piece {
            Piece::Text(text) => Node::Text(text),
            Piece::Element(tag, list, content) => {
                let tag = Tag::from_name(TAGS[usize::from(tag) % TAGS.len()]);
                Node::from(Element { tag, attributes: attributes(list), content: seg(content) })
            }
        })
        .collect()
}

fuzz_target!(|raw: Vec<RawUnit>| {
    let options = WriterOptions { forbidden: Forbidden::Refuse, ..WriterOptions::default() };
    let mut writer = Writer::new(Vec::new(), &Header::new("fr", "fuzz", "1"), options).expect("memory");
    let mut written = Vec::new();
    for raw in raw {
        let notes = raw.notes.into_iter().map(|(lang, text)| Note { lang, text, ..Note::default() }).collect();
        let variants = raw.variants.into_iter().map(|variant| Variant {
            lang: variant.lang,
            attributes: attributes(variant.attributes),
            props: variant.props.into_iter().map(|(kind, lang, text)| Prop { kind, lang, text, ..Prop::default() }).collect(),
            seg: seg(variant.pieces),
            ..Variant::default()
        });
        let unit = Unit { attributes: attributes(raw.attributes), notes, variants: variants.collect(), ..Unit::default() };
        if writer.write(&unit).is_ok() {
            written.push(unit);
        }
    }
    let bytes = writer.finish().expect("memory");
    let reader = Reader::new(bytes.as_slice(), Policy::Default).expect("what we wrote");
    let again: Vec<Unit> = reader.map(|unit| unit.expect("what we wrote")).collect();
    assert_eq!(written, again, "{}", String::from_utf8_lossy(&bytes));
});
