//! What departs from the standard: refused by the strict policy, read and reported by the default one, salvaged where broken.

mod common;

use common::{document, read, texts, unit};
use tmx::{Error, OddityKind as Kind, Policy};

/// Reads a body by the default policy and by the strict one; returns the units and the oddities.
fn odd(body: &str) -> common::Read {
    odd_document(&document(body))
}

fn odd_document(text: &str) -> common::Read {
    let result = read(text, Policy::Default).unwrap_or_else(|error| panic!("{text}: {error}"));
    assert!(!result.1.is_empty(), "nothing odd in {text}");
    let error = read(text, Policy::Strict).expect_err("odd");
    let (kind, _, _, line) = &result.1[0];
    assert!(
        matches!(&error, Error::Odd { kind: k, line: l, .. } if k == kind && l == line)
            || matches!(error, Error::Syntax { .. }),
        "{error}"
    );
    result
}

#[test]
fn the_standard_is_not_odd() {
    let body = "<tu tuid='1' o-encoding='x' datatype='html' usagecount='2' lastusagedate='20020523T091200Z' creationtool='a'
        creationtoolversion='b' creationdate='20020523T091200Z' creationid='c' changedate='20020523T091200Z' segtype='block'
        changeid='d' o-tmf='e' srclang='*all*'><note xml:lang='en' o-encoding='x'>n</note><prop type='p'>v</prop>
        <tuv xml:lang='fr'><note>n</note><prop type='p'>v</prop><seg>a<bpt i='1' x='1' type='b'>c<sub type='t' datatype='d'>s<ph/></sub></bpt>
        <hi x='2' type='t'>h<hi>i</hi></hi><ept i='1'/><it pos='begin' x='3' type='b'/><ph x='4' assoc='b' type='p'/><ut x='5'>u</ut></seg></tuv></tu>";
    let (units, _) = read(document(body), Policy::Strict).expect("nothing odd");
    assert_eq!(units[0].variants[0].seg.plain_text(), "a\n        hi");
    assert_eq!(units[0].usage_count(), Some(2));
    assert_eq!(units[0].creation_date().map(tmx::Date::year), Some(2002));
    assert_eq!(units[0].srclang(), Some("*all*"));
}

#[test]
fn each_oddity_is_reported_once_with_its_count_and_first_line() {
    let body = format!(
        "{}\n{}\n{}",
        unit("a &nbsp; b", "x"),
        unit("R & D", "y"),
        unit("&nbsp;&nbsp;", "z & t")
    );
    let (units, oddities) = odd(&body);
    assert_eq!(
        texts(&units),
        ["a \u{A0} b", "x", "R & D", "y", "\u{A0}\u{A0}", "z & t"]
    );
    assert_eq!(
        oddities,
        [
            (Kind::UnknownEntity, "nbsp".to_owned(), 3, 5),
            (Kind::BareAmpersand, "&".to_owned(), 2, 6)
        ]
    );
}

#[test]
#[expect(clippy::too_many_lines, reason = "a table of cases")]
fn odd_units_keep_all_they_hold() {
    let cases: &[(&str, Kind, &str)] = &[
        (
            "<tu x-mine='1'><tuv xml:lang='fr'><seg>a</seg></tuv></tu>",
            Kind::UnknownAttribute,
            "x-mine",
        ),
        (
            "<tu creationdate='2002-05-23'><tuv xml:lang='fr'><seg>a</seg></tuv></tu>",
            Kind::InvalidDate,
            "creationdate=\"2002-05-23\"",
        ),
        (
            "<tu usagecount='many'><tuv xml:lang='fr'><seg>a</seg></tuv></tu>",
            Kind::InvalidValue,
            "usagecount=\"many\"",
        ),
        (
            "<tu tuid='1' tuid='2'><tuv xml:lang='fr'><seg>a</seg></tuv></tu>",
            Kind::DuplicateAttribute,
            "tuid",
        ),
        ("<tu><tuv lang='fr'><seg>a</seg></tuv></tu>", Kind::LangAttribute, ""),
        (
            "<tu><tuv xml:lang='fr' lang='de'><seg>a</seg></tuv></tu>",
            Kind::ConflictingLang,
            "de, fr",
        ),
        ("<tu><tuv><seg>a</seg></tuv></tu>", Kind::MissingLang, ""),
        (
            "<tu><tuv xml:lang='fr'><prop type='a'>b</prop></tuv></tu>",
            Kind::MissingSeg,
            "",
        ),
        (
            "<tu><tuv xml:lang='fr'><seg>a</seg><seg>b</seg></tuv></tu>",
            Kind::SeveralSegs,
            "",
        ),
        ("<tu><prop type='x'>y</prop></tu>", Kind::MissingVariant, ""),
        (
            "<tu><tuv xml:lang='fr'><seg>a</seg><prop type='x'>y</prop></tuv></tu>",
            Kind::MisplacedElement,
            "prop",
        ),
        (
            "<tu><tuv xml:lang='fr'><seg>a</seg></tuv><note>n</note></tu>",
            Kind::MisplacedElement,
            "note",
        ),
        (
            "<tu><mine a='1'>b<c/></mine><tuv xml:lang='fr'><seg>a</seg></tuv></tu>",
            Kind::UnknownElement,
            "mine",
        ),
        (
            "<tu><tuv xml:lang='fr'><seg>a <b>c</b></seg></tuv></tu>",
            Kind::UnknownElement,
            "b",
        ),
        (
            "<tu><tuv xml:lang='fr'><seg>a<bpt>c</bpt></seg></tuv></tu>",
            Kind::MissingAttribute,
            "bpt i",
        ),
        (
            "<tu><tuv xml:lang='fr'><seg>a<sub>c</sub></seg></tuv></tu>",
            Kind::MisplacedElement,
            "sub",
        ),
        (
            "<tu>stray<tuv xml:lang='fr'><seg>a</seg></tuv></tu>",
            Kind::MisplacedText,
            "stray",
        ),
        (
            "<tu><prop>no type</prop><tuv xml:lang='fr'><seg>a</seg></tuv></tu>",
            Kind::MissingAttribute,
            "prop type",
        ),
        (
            "<tu><tuv xml:lang='fr'><seg>a\u{1F}b&#x1;</seg></tuv></tu>",
            Kind::ControlCharacter,
            "U+001F",
        ),
        (
            "<tu><tuv xml:lang='fr'><seg>a&#x1F;</seg></tuv></tu>",
            Kind::ForbiddenReference,
            "#x1F",
        ),
    ];
    for (body, kind, subject) in cases {
        let (units, oddities) = odd(body);
        assert_eq!(
            (oddities[0].0, oddities[0].1.as_str(), oddities[0].2),
            (*kind, *subject, 1),
            "{body}"
        );
        assert_eq!(units.len(), 1, "{body}");
        // What was kept is written and read again.
        let mut writer =
            tmx::Writer::new(Vec::new(), &tmx::Header::default(), tmx::WriterOptions::default()).expect("a header");
        writer.write(&units[0]).expect("a unit");
        let again = read(writer.finish().expect("the end"), Policy::Default)
            .expect("what we wrote")
            .0;
        let control = matches!(kind, Kind::ControlCharacter | Kind::ForbiddenReference);
        assert!(control || again == units, "{body}: {again:?} for {units:?}");
    }
    let unknown = &odd("<tu><mine a='1'>b<c/></mine><tuv xml:lang='fr'><seg>a</seg></tuv></tu>").0[0].others[0];
    assert_eq!(
        (
            unknown.tag.name(),
            unknown.attributes.get("a"),
            unknown.content.nodes().len()
        ),
        ("mine", Some("1"), 2)
    );
    let lang = odd("<tu><tuv xml:lang='fr' lang='de'><seg>a</seg></tuv></tu>").0;
    assert_eq!(
        (
            lang[0].variants[0].lang.as_str(),
            lang[0].variants[0].attributes.get("lang")
        ),
        ("fr", Some("de"))
    );
}

#[test]
fn odd_documents_are_read() {
    let one = unit("a", "b");
    let whole = document(&one);
    for (text, kind) in [
        (
            format!("<tmx version='1.4'><body>{one}</body></tmx>"),
            Kind::MissingHeader,
        ),
        (whole.replace("<body>", "").replace("</body>", ""), Kind::MissingBody),
        (whole.replace("1.4", "3.0"), Kind::UnknownVersion),
        (whole.replace(" version=\"1.4\"", ""), Kind::MissingAttribute),
        (whole.replace("segtype=\"sentence\" ", ""), Kind::MissingAttribute),
        (whole.replace("sentence", "line"), Kind::InvalidValue),
        (whole.replace("</tmx>", "</tmx>\n<more/>"), Kind::TrailingContent),
        (whole.replace("</tmx>", "</tmx>\0\0\0"), Kind::ControlCharacter),
        (whole.replace("<body>", "<body><group>x</group>"), Kind::DroppedElement),
        (
            whole.replace("<tmx version=\"1.4\">", "").replace("</tmx>", ""),
            Kind::MissingRoot,
        ),
    ] {
        if kind == Kind::MissingRoot {
            // Without a root the file also ends too early.
            assert!(matches!(read(&text, Policy::Default), Err(Error::CutOff { .. })));
            assert_eq!(texts(&read(&text, Policy::Salvage).expect("salvaged").0), ["a", "b"]);
            continue;
        }
        let (units, oddities) = odd_document(&text);
        assert_eq!(oddities[0].0, kind, "{text}");
        assert_eq!(texts(&units), ["a", "b"], "{text}");
    }
}

#[test]
fn what_is_no_tmx_file_is_said_to_be_none() {
    for (text, found) in [
        (
            "<?xml version='1.0'?>\n<xliff version='1.2'></xliff>",
            "line 2: this is not a TMX file: expected the element `tmx`, found the element `xliff`",
        ),
        (
            "Bonjour tout le monde.",
            "line 1: this is not a TMX file: expected the element `tmx`, found the text `Bonjour`",
        ),
        (
            "\u{1}\u{2}\u{3}",
            "line 1: this is not a TMX file: expected the element `tmx`, found the text `\u{1}\u{2}\u{3}`",
        ),
    ] {
        for policy in [Policy::Default, Policy::Salvage] {
            assert_eq!(read(text, policy).expect_err("no TMX").to_string(), found);
        }
    }
}

#[test]
fn namespaces_are_understood() {
    let prefixed = "<t:tmx version='1.4' xmlns:t='http://www.lisa.org/tmx14' xmlns:o='http://example.org'><t:header creationtool='a'
        creationtoolversion='1' segtype='sentence' o-tmf='a' adminlang='en' srclang='fr' datatype='xml'/><t:body>
        <t:tu o:mine='1'><t:tuv xml:lang='fr'><t:seg>a <t:hi>b</t:hi></t:seg></t:tuv></t:tu></t:body></t:tmx>";
    let (units, _) = read(prefixed, Policy::Strict).expect("nothing odd");
    assert_eq!(texts(&units), ["a b"]);
    assert_eq!(units[0].attributes.get("o:mine"), Some("1"));
    let default = document(&unit("a", "b")).replace("<tmx ", "<tmx xmlns=\"http://www.lisa.org/tmx14\" ");
    assert_eq!(
        texts(&read(default, Policy::Strict).expect("nothing odd").0),
        ["a", "b"]
    );
}

#[test]
fn old_versions_have_lang() {
    let text = document(&unit("a", "b"))
        .replace("1.4", "1.1")
        .replace("xml:lang", "lang");
    assert_eq!(texts(&read(text, Policy::Strict).expect("nothing odd").0), ["a", "b"]);
}

#[test]
fn salvage_recovers_every_whole_unit() {
    let good = |i: usize| unit(&format!("fr{i}"), &format!("en{i}"));
    let broken = [
        "<tu><tuv xml:lang='fr'><seg>no end</tuv></tu>",
        "<tu><tuv xml:lang='fr'><seg>a < b</seg></tuv></tu>",
        "<tu><tuv xml:lang='fr'><seg>never closed",
        "<tu <tuv>",
        // Found by fuzzing: an element whose name is no name could not be written again.
        "<tu><tuv xml:lang='fr'><seg><ept0i='1'/></seg></tuv></tu>",
        "</seg></tuv></tu>",
        "<tu><tuv xml:lang='fr'><seg>a</seg></tu>",
    ];
    for bad in broken {
        let body = format!("{}\n{bad}\n{}\n{}", good(1), good(2), good(3));
        let text = document(&body);
        let error = read(&text, Policy::Default).expect_err(bad);
        assert!(matches!(error, Error::Syntax { .. }), "{bad}: {error}");
        assert!((6..=7).contains(&error.line()), "{bad}: {error}");
        let (units, oddities) = read(&text, Policy::Salvage).expect(bad);
        assert_eq!(texts(&units), ["fr1", "en1", "fr2", "en2", "fr3", "en3"], "{bad}");
        assert_eq!(
            (oddities[0].0, oddities[0].2, oddities[0].3),
            (Kind::DamagedUnit, 1, 6),
            "{bad}: {oddities:?}"
        );
    }
}

#[test]
fn a_file_cut_anywhere_is_refused_and_its_whole_units_salvaged() {
    let body = (0..5).map(|i| unit(&format!("français {i}"), "en")).collect::<String>();
    let text = document(&body);
    let header_end = text.find("<body>").expect("a body");
    for cut in (0..text.trim_end().len()).filter(|cut| text.is_char_boundary(*cut)) {
        let part = &text[..cut];
        let error = read(part, Policy::Default).expect_err("cut off");
        assert!(
            matches!(error, Error::CutOff { .. } | Error::Empty | Error::NotTmx { .. }),
            "{cut}: {error}"
        );
        if cut > header_end {
            let (units, oddities) = read(part, Policy::Salvage).expect("salvaged");
            assert_eq!(units.len(), part.matches("</tu>").count(), "{part}");
            assert!(oddities.iter().any(|o| o.0 == Kind::CutOff), "{cut} {oddities:?}");
        }
    }
}

#[test]
fn white_space_of_a_segment_is_exact() {
    let (units, _) = read(
        document(&unit("  a\t\r\n b \u{A0}", "\n<hi> c </hi>\n")),
        Policy::Strict,
    )
    .expect("nothing odd");
    assert_eq!(texts(&units), ["  a\t\n b \u{A0}", "\n c \n"]);
}

#[test]
fn comments_and_cdata_are_no_obstacle() {
    let body = format!(
        "<!-- <tu> -->{}<?pi <tu>?>",
        unit("a<!-- b -->c<![CDATA[<d> & </tu>]]>", "&lt;![CDATA[]]&gt;")
    );
    let (units, _) = read(document(&body), Policy::Strict).expect("nothing odd");
    assert_eq!(texts(&units), ["ac<d> & </tu>", "<![CDATA[]]>"]);
}

#[test]
fn all_that_is_odd_in_one_value_is_reported() {
    // Found by fuzzing: only the last oddity of an attribute's value was.
    let (units, oddities) = odd("<tu tuid='&#1;&nbsp; &'><tuv xml:lang='fr'><seg>a</seg></tuv></tu>");
    assert_eq!(units[0].tuid(), Some("\u{1}\u{A0} &"));
    let kinds: Vec<_> = oddities.iter().map(|o| o.0).collect();
    assert_eq!(
        kinds,
        [Kind::ForbiddenReference, Kind::UnknownEntity, Kind::BareAmpersand]
    );
}
