//! What is written: valid against the standard, readable at every level and version, the same bytes every time.

mod common;
#[path = "../../tests/support/skip.rs"]
mod skip;

use std::process::Command;

use common::{document, read, texts};
use tmx::{
    Attributes, Date, Element, Forbidden, Header, Level, Note, Policy, Prop, Reader, Seg, Tag, Ude, Unit, Variant,
    Version, WriteError, Writer, WriterOptions,
};

fn write(header: &Header, units: &[Unit], options: WriterOptions) -> Result<String, WriteError> {
    let mut writer = Writer::new(Vec::new(), header, options)?;
    for unit in units {
        writer.write(unit)?;
    }
    Ok(String::from_utf8(writer.finish()?).expect("UTF-8"))
}

fn element(name: &str, attributes: &[(&str, &str)], content: Seg) -> Element {
    Element {
        attributes: attributes.iter().copied().collect(),
        content,
        ..Element::new(Tag::from_name(name))
    }
}

/// A header and a unit with everything that the standard has.
fn everything() -> (Header, Unit) {
    let mut header = Header::new("*all*", "interligne test", "1 < 2 & \"3\"");
    for (name, value) in [("o-encoding", "x"), ("creationid", "A\tB"), ("changeid", "B\nC")] {
        header.attributes.set(name, value);
    }
    header.set_creation_date(Date::new(2026, 11, 23, 1, 2, 3).expect("a date"));
    header.notes.push(Note {
        lang: Some("en".into()),
        ..Note::new("a ]]> b")
    });
    header.props.push(Prop {
        lang: Some("fr".into()),
        ..Prop::new("x-p", "é\r\n")
    });
    let map: Attributes = [
        ("unicode", "#xF8FF"),
        ("code", "#xF0"),
        ("ent", "Logo"),
        ("subst", "[Logo]"),
    ]
    .into_iter()
    .collect();
    header.udes.push(Ude {
        attributes: [("name", "Mac"), ("base", "Macintosh")].into_iter().collect(),
        maps: vec![map],
    });

    let mut image = Seg::from("<img alt=\"");
    image.push(element(
        "sub",
        &[("type", "alt"), ("datatype", "html")],
        Seg::from("une image"),
    ));
    image.push("\">");
    let mut seg = Seg::from("  Voir\t");
    seg.push(element(
        "bpt",
        &[("i", "1"), ("x", "1"), ("type", "bold")],
        Seg::from("<b>"),
    ));
    seg.push(element("hi", &[("x", "2"), ("type", "term")], Seg::from("ici & là")));
    seg.push(element("ept", &[("i", "1")], Seg::from("</b>")));
    seg.push(element("ph", &[("x", "3"), ("assoc", "p")], image));
    seg.push(element("it", &[("pos", "end")], Seg::new()));
    seg.push(element("ut", &[("x", "4")], Seg::from("{\\u}")));
    seg.push("\r\n.");
    let mut unit = Unit {
        variants: vec![Variant::new("fr", seg), Variant::new("en", "See 😀 \u{A0}")],
        ..Unit::default()
    };
    unit.set_tuid("1");
    unit.set_usage_count(3);
    unit.set_srclang("fr");
    unit.set_last_usage_date(Date::new(2024, 2, 29, 0, 0, 0).expect("a date"));
    unit.notes.push(Note::new("note"));
    unit.props.push(Prop::new("x-a", ""));
    unit.variants[1].set_change_id("J");
    unit.variants[1].props.push(Prop::new("x-b", "v"));
    (header, unit)
}

#[test]
fn everything_the_standard_has_comes_back() {
    let (header, unit) = everything();
    let text = write(&header, std::slice::from_ref(&unit), WriterOptions::default()).expect("written");
    let mut reader = Reader::new(text.as_bytes(), Policy::Strict).expect("nothing odd");
    assert_eq!(reader.header(), &header);
    assert_eq!(reader.next().expect("a unit").expect("nothing odd"), unit);
    assert!(reader.next().is_none());
    assert_eq!(
        text,
        write(&header, &[unit], WriterOptions::default()).expect("written"),
        "the same bytes"
    );
}

#[test]
fn level_one_is_the_plain_text() {
    let (header, unit) = everything();
    let options = WriterOptions {
        level: Level::One,
        ..WriterOptions::default()
    };
    let (units, _) = read(
        write(&header, std::slice::from_ref(&unit), options).expect("written"),
        Policy::Strict,
    )
    .expect("nothing odd");
    assert!(units[0].variants.iter().all(|v| v.seg.is_plain()));
    assert_eq!(texts(&units), texts(&[unit]));
    assert_eq!(units[0].variants[0].seg.plain_text(), "  Voir\tici & là\r\n.");
}

#[test]
fn old_versions_say_lang_and_have_no_hi() {
    let (header, unit) = everything();
    let options = WriterOptions {
        version: Version::V1_1,
        ..WriterOptions::default()
    };
    let text = write(&header, std::slice::from_ref(&unit), options).expect("written");
    assert!(text.contains("<!DOCTYPE tmx SYSTEM \"tmx11.dtd\">\n<tmx version=\"1.1\">"));
    assert!(text.contains("<tuv lang=\"fr\">") && !text.contains("xml:lang") && !text.contains("<hi"));
    let (units, _) = read(text, Policy::Strict).expect("nothing odd");
    assert_eq!(texts(&units), texts(&[unit]));
}

#[test]
fn characters_that_xml_forbids_follow_the_choice() {
    let unit = Unit::pair(("fr", "a\u{1}b\u{FFFE}c\u{FEFF}d"), ("en", "\u{7F}\u{85}"));
    let text = |forbidden| {
        write(
            &Header::new("fr", "t", "1"),
            std::slice::from_ref(&unit),
            WriterOptions {
                forbidden,
                ..WriterOptions::default()
            },
        )
    };
    let read = |text: String| texts(&read(text, Policy::Strict).expect("nothing odd").0);
    assert_eq!(
        read(text(Forbidden::Replace).expect("written")),
        ["a\u{FFFD}b\u{FFFD}c\u{FEFF}d", "\u{7F}\u{85}"]
    );
    assert_eq!(
        read(text(Forbidden::Remove).expect("written")),
        ["abc\u{FEFF}d", "\u{7F}\u{85}"]
    );
    assert!(matches!(text(Forbidden::Refuse), Err(WriteError::Character('\u{1}'))));
}

#[test]
fn what_cannot_be_read_again_is_refused_and_the_next_unit_is_written() {
    let mut writer = Writer::new(Vec::new(), &Header::new("fr", "t", "1"), WriterOptions::default()).expect("a header");
    let mut bad = Unit::pair(("fr", "a"), ("en", "b"));
    bad.attributes.set("no name", "x");
    assert!(matches!(writer.write(&bad), Err(WriteError::Name(name)) if name == "no name"));
    let deep = (0..70).fold(Seg::from("x"), |seg, _| {
        [tmx::Node::from(element("hi", &[], seg))].into_iter().collect()
    });
    assert!(matches!(
        writer.write(&Unit {
            variants: vec![Variant::new("fr", deep)],
            ..Unit::default()
        }),
        Err(WriteError::Depth(70))
    ));
    let mut bad = Unit::pair(("fr", "a"), ("en", "b"));
    bad.others.push(element("a b", &[], Seg::new()));
    assert!(writer.write(&bad).is_err());
    writer
        .write(&Unit::pair(("fr", "a"), ("en", "b")))
        .expect("a good unit");
    assert_eq!(
        texts(
            &read(writer.finish().expect("the end"), Policy::Strict)
                .expect("nothing odd")
                .0
        ),
        ["a", "b"]
    );
}

#[test]
fn a_language_given_twice_is_written_once() {
    let unit = read(
        document("<tu><tuv xml:lang='fr' lang='de'><seg>a</seg></tuv></tu>"),
        Policy::Default,
    )
    .expect("read")
    .0;
    let options = WriterOptions {
        version: Version::V1_1,
        ..WriterOptions::default()
    };
    let text = write(&Header::new("fr", "t", "1"), &unit, options).expect("written");
    assert!(text.contains("<tuv lang=\"fr\">"), "{text}");
    let mut unit = Unit::pair(("fr", "a"), ("en", "b"));
    unit.props.push(Prop {
        attributes: [("type", "twice")].into_iter().collect(),
        ..Prop::new("once", "x")
    });
    let text = write(&Header::new("fr", "t", "1"), &[unit], WriterOptions::default()).expect("written");
    assert!(text.contains("<prop type=\"once\">"), "{text}");
}

#[test]
fn what_is_written_validates_against_the_standard() {
    if !skip::runs("xmllint", &["--version"]) {
        return;
    }
    let (header, unit) = everything();
    let text = write(
        &header,
        &[unit, Unit::pair(("fr", "a"), ("en", "b"))],
        WriterOptions::default(),
    )
    .expect("written");
    let dtd = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/tmx14.dtd");
    let validate = |text: &str| {
        let file = std::env::temp_dir().join(format!("tmx-{}-{}.tmx", std::process::id(), text.len()));
        std::fs::write(&file, text).expect("a file");
        let output = Command::new("xmllint")
            .args(["--noout", "--nonet", "--dtdvalid", dtd])
            .arg(&file)
            .output()
            .expect("xmllint");
        std::fs::remove_file(&file).expect("removed");
        output
    };
    let output = validate(&text);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let wrong = text.replacen("<seg>", "<seg><b>x</b>", 1);
    assert!(!validate(&wrong).status.success(), "the DTD says no to what is not TMX");
}
