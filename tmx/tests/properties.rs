//! Any document of the model is the same after writing and reading again.

use proptest::prelude::*;
use tmx::{
    Attributes, Element, Header, Level, Node, Note, Policy, Prop, Reader, Seg, Tag, Ude, Unit, Variant, Version,
    Writer, WriterOptions,
};

/// Text of any characters that XML allows, those that need care more often.
fn text() -> impl Strategy<Value = String> {
    let awkward = prop::sample::select(vec![
        "&", "<", ">", "\"", "'", "]]>", "\r", "\n", "\t", "\r\n", " ", "\u{A0}", "é", "&amp;", "&#1;", "<!--", "😀",
        "\u{FEFF}", "\u{85}", "\u{2028}",
    ]);
    let any = any::<char>().prop_filter(
        "allowed in XML",
        |c| !matches!(c, '\0'..='\u{8}' | '\u{B}' | '\u{C}' | '\u{E}'..='\u{1F}' | '\u{FFFE}' | '\u{FFFF}'),
    );
    let piece = prop_oneof![
        awkward.prop_map(str::to_owned),
        any.prop_map(String::from),
        "[a-z ]{1,8}"
    ];
    prop::collection::vec(piece, 0..8).prop_map(|pieces| pieces.concat())
}

fn attributes(names: &'static [&'static str]) -> impl Strategy<Value = Attributes> {
    prop::collection::vec((prop::sample::select(names), text()), 0..4).prop_map(|list| list.into_iter().collect())
}

fn seg() -> impl Strategy<Value = Seg> {
    let leaf =
        prop::collection::vec(text().prop_map(Node::Text), 0..3).prop_map(|nodes| nodes.into_iter().collect::<Seg>());
    leaf.prop_recursive(4, 24, 5, |inner| {
        let tag = prop::sample::select(vec!["bpt", "ept", "it", "ph", "hi", "ut", "sub", "x-mine", "g:x"])
            .prop_map(Tag::from_name);
        let element =
            (tag, attributes(&["i", "x", "type", "pos", "o:y"]), inner).prop_map(|(tag, attributes, content)| {
                Node::from(Element {
                    tag,
                    attributes,
                    content,
                })
            });
        prop::collection::vec(prop_oneof![text().prop_map(Node::Text), element], 0..5)
            .prop_map(|nodes| nodes.into_iter().collect())
    })
}

fn others() -> impl Strategy<Value = Vec<Element>> {
    let element = (attributes(&["a", "xml:lang"]), seg()).prop_map(|(attributes, content)| Element {
        tag: Tag::from_name("mine"),
        attributes,
        content,
    });
    prop::collection::vec(element, 0..2)
}

fn notes() -> impl Strategy<Value = Vec<Note>> {
    let note = (prop::option::of(text()), attributes(&["o-encoding", "x-a"]), text())
        .prop_map(|(lang, attributes, text)| Note { lang, attributes, text });
    prop::collection::vec(note, 0..2)
}

fn props() -> impl Strategy<Value = Vec<Prop>> {
    let property = (
        text(),
        prop::option::of(text()),
        attributes(&["o-encoding", "type2"]),
        text(),
    )
        .prop_map(|(kind, lang, attributes, text)| Prop {
            kind,
            lang,
            attributes,
            text,
        });
    prop::collection::vec(property, 0..2)
}

fn variant() -> impl Strategy<Value = Variant> {
    (
        text(),
        attributes(&["creationdate", "usagecount", "changeid", "x-b"]),
        notes(),
        props(),
        seg(),
        others(),
    )
        .prop_map(|(lang, attributes, notes, props, seg, others)| Variant {
            lang,
            attributes,
            notes,
            props,
            seg,
            others,
        })
}

fn unit() -> impl Strategy<Value = Unit> {
    let attributes = attributes(&["tuid", "creationdate", "usagecount", "srclang", "x-c", "xmlns:o"]);
    (
        attributes,
        notes(),
        props(),
        prop::collection::vec(variant(), 0..4),
        others(),
    )
        .prop_map(|(attributes, notes, props, variants, others)| Unit {
            attributes,
            notes,
            props,
            variants,
            others,
        })
}

fn header() -> impl Strategy<Value = Header> {
    let ude = (
        attributes(&["name", "base"]),
        prop::collection::vec(attributes(&["unicode", "code"]), 0..3),
    )
        .prop_map(|(attributes, maps)| Ude { attributes, maps });
    let root = attributes(&["xmlns:o", "xmlns:g", "x-d"]);
    let own = attributes(&["creationtool", "segtype", "srclang", "creationdate"]);
    (root, own, notes(), props(), prop::collection::vec(ude, 0..2), others()).prop_map(
        |(root, attributes, notes, props, udes, others)| Header {
            root,
            attributes,
            notes,
            props,
            udes,
            others,
        },
    )
}

fn write(header: &Header, units: &[Unit], options: WriterOptions) -> Vec<u8> {
    let mut writer = Writer::new(Vec::new(), header, options).expect("a header");
    for unit in units {
        writer.write(unit).expect("a unit");
    }
    writer.finish().expect("the end")
}

fn read(bytes: &[u8]) -> (Header, Vec<Unit>) {
    let mut reader = Reader::new(bytes, Policy::Default).expect("what we wrote");
    let units = reader.by_ref().collect::<Result<_, _>>().expect("what we wrote");
    (reader.header().clone(), units)
}

proptest! {
    #[test]
    fn any_document_comes_back(header in header(), units in prop::collection::vec(unit(), 0..4), old in any::<bool>()) {
        let version = if old { Version::V1_2 } else { Version::V1_4 };
        let bytes = write(&header, &units, WriterOptions { version, ..WriterOptions::default() });
        prop_assert_eq!(read(&bytes), (header, units), "{}", String::from_utf8_lossy(&bytes));
    }

    #[test]
    fn level_one_has_the_plain_text(units in prop::collection::vec(unit(), 0..3)) {
        let options = WriterOptions { level: Level::One, ..WriterOptions::default() };
        let (_, again) = read(&write(&Header::default(), &units, options));
        // But for the spaces between words that codes kept apart.
        let plain = |units: &[Unit]| {
            let variants = units.iter().flat_map(|u| &u.variants);
            variants.map(|v| v.seg.plain_text().split_whitespace().collect::<String>()).collect::<Vec<_>>()
        };
        prop_assert_eq!(plain(&units), plain(&again));
    }

    #[test]
    fn no_bytes_make_the_reader_fail_badly(bytes in prop::collection::vec(any::<u8>(), 0..200), start in any::<bool>(), end in text()) {
        let bytes = [if start { b"<tmx version='1.4'><header/><body><tu><tuv>".as_slice() } else { b"" }, &bytes, end.as_bytes()].concat();
        for policy in [Policy::Strict, Policy::Default, Policy::Salvage] {
            if let Ok(reader) = Reader::new(bytes.as_slice(), policy) {
                prop_assert!(reader.count() <= bytes.len());
            }
        }
    }
}
