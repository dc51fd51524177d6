//! XLIFF with inline elements, from outside: through the memory and back, against the schemas of OASIS, and with Translate
//! Toolkit at the other end. What needs a tool or a schema is skipped where there is none.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use interligne::exchange::{
    Candidate, ExchangeError, FileLanguages, Format, Row, WriteOptions, XliffVersion, export, import, read_rows,
    write_rows,
};
use interligne::memory::{ExportOptions, ImportOptions, Memory, Mode, Status, UnitFilter};

use crate::support::memory::lang;
use crate::support::skip;

/// Where the Debian package `php-symfony-translation` puts the schemas.
const SCHEMAS: &str = "/usr/share/php/Symfony/Component/Translation/Resources/schemas";

const FORMATS: [(Format, &str); 2] = [
    (Format::Xliff(XliffVersion::V1_2), "x.xlf"),
    (Format::Xliff(XliffVersion::V2_1), "x.xlf2"),
];

/// Segments with every inline element of TMX, French then English.
const SEGMENTS: [(&str, &str); 5] = [
    (
        r#"Voir <bpt i="1" x="1" type="bold">&lt;b></bpt>ici<ept i="1">&lt;/b></ept> & là."#,
        r#"See <bpt i="1" x="1" type="bold">&lt;b></bpt>here<ept i="1">&lt;/b></ept> & there."#,
    ),
    (
        r#"<bpt i="1" x="2" type="x-lien">[</bpt>Un <bpt i="2" x="3" type="font">{</bpt>deux<ept i="1">]</ept> trois<ept i="2">}</ept><ph x="4" type="image">&lt;img/></ph>"#,
        r#"<bpt i="2" x="3" type="font">{</bpt>One <bpt i="1" x="2" type="x-lien">[</bpt>two<ept i="2">}</ept> three<ept i="1">]</ept><ph x="4" type="image">&lt;img/></ph>"#,
    ),
    (
        r#"Fin<it pos="end" x="5">&lt;/i></it>, <hi x="6" type="x-terme">le maire</hi><ut x="7">\tab</ut> et <hi>lui</hi>."#,
        r#"End<it pos="end" x="5">&lt;/i></it>, <hi x="6" type="x-terme">the mayor</hi><ut x="7">\tab</ut> and <hi>him</hi>."#,
    ),
    (
        r#"<ph x="1"></ph>Vide<ph>\n</ph>"#,
        r#"<ph x="1"></ph>Empty<ph>\n</ph>"#,
    ),
    ("Rien de tel.", "None of that."),
];

fn memory(folder: &Path) -> Memory {
    Memory::open(folder, Mode::Create).expect("a new memory")
}

/// A memory with these segments, imported from TMX.
fn memory_of(folder: &Path, segments: &[(&str, &str)]) -> Memory {
    let seg = |text: &str| text.replace(" & ", " &amp; ");
    let units: String = segments
        .iter()
        .map(|(fr, en)| {
            let (fr, en) = (seg(fr), seg(en));
            format!("<tu><tuv xml:lang='fr'><seg>{fr}</seg></tuv><tuv xml:lang='en'><seg>{en}</seg></tuv></tu>")
        })
        .collect();
    let path = folder.join("in.tmx");
    fs::write(
        &path,
        format!("<tmx version='1.4'><header srclang='fr'/><body>{units}</body></tmx>"),
    )
    .expect("a file");
    let mut memory = memory(&folder.join("m"));
    let report = memory
        .import_tmx(&path, &ImportOptions::default(), |_| {})
        .expect("imported");
    assert_eq!(report.added, segments.len() as u64);
    memory
}

/// The segments of all units as TMX, by unit.
fn segments(memory: &Memory) -> Vec<Vec<tmx::Seg>> {
    let mut bytes = Vec::new();
    memory
        .export_tmx(&mut bytes, &ExportOptions::default(), |_| {})
        .expect("exported");
    let reader = tmx::Reader::new(bytes.as_slice(), tmx::Policy::Strict).expect("our own TMX");
    let units = reader.map(|unit| unit.expect("our own TMX"));
    units
        .map(|unit| unit.variants.into_iter().map(|variant| variant.seg).collect())
        .collect()
}

fn export_all(memory: &Memory, path: &Path, format: Format) {
    let options = WriteOptions::new(lang("fr"), lang("en"));
    export(memory, &UnitFilter::default(), path, format, &options, |_| {}).expect("exported");
}

fn read(path: &Path) -> Vec<Row> {
    let reading = FileLanguages::new(lang("fr"), lang("en"));
    read_rows(path, &reading)
        .expect("readable")
        .collect::<Result<_, _>>()
        .expect("sound")
}

#[test]
fn inline_elements_go_from_tmx_to_xliff_and_back() {
    for (format, name) in FORMATS {
        let folder = tempfile::tempdir().expect("a folder");
        let first = memory_of(folder.path(), &SEGMENTS);
        let file = folder.path().join(name);
        export_all(&first, &file, format);
        let mut second = memory(&folder.path().join("second"));
        let reading = FileLanguages::new(lang("fr"), lang("en"));
        import(&mut second, &file, &reading, &ImportOptions::default(), |_| {}).expect("imported");
        for (found, expected) in segments(&second).iter().zip(segments(&first)) {
            assert_eq!(*found, expected, "{name}");
        }
        assert_eq!(second.info().expect("readable").units, SEGMENTS.len() as u64);
    }
}

#[test]
fn sub_flows_stay_apart_in_xliff_1_and_become_code_in_xliff_2() {
    let seg = r#"<ph x="1" assoc="p">&lt;img alt="<sub datatype="html" type="x-alt">Le pont</sub>"></ph>Bas"#;
    for (format, name) in FORMATS {
        let folder = tempfile::tempdir().expect("a folder");
        let memory = memory_of(folder.path(), &[(seg, "Low")]);
        let file = folder.path().join(name);
        export_all(&memory, &file, format);
        let pair = &read(&file)[0];
        assert_eq!((pair.source.as_str(), pair.target_codes.as_ref()), ("Bas", None));
        let codes = pair.source_codes.as_ref().expect("codes");
        assert_eq!(codes.all_text(), "<img alt=\"Le pont\">Bas");
        match format {
            Format::Xliff(XliffVersion::V1_2) => assert_eq!(*codes, segments(&memory)[0][0]),
            _ => assert!(codes.sub_flows().is_empty()),
        }
    }
}

#[test]
fn codes_of_other_tools_become_those_of_tmx() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("a.xlf");
    let old = r#"<xliff version="1.2"><file original="o" source-language="fr" target-language="en" datatype="html"><body>
<trans-unit id="1"><source>Un <g id="g1" ctype="bold">mot</g><x id="br" ctype="lb"/> et <bx id="3"/>deux<ex id="3"/> <mrk mtype="protected">Acme</mrk></source>
<target>A <g id="g1" ctype="bold">word</g><x id="br" ctype="lb"/> and <bx id="3"/>two<ex id="3"/> <mrk mtype="protected">Acme</mrk></target></trans-unit></body></file></xliff>"#;
    fs::write(&file, old).expect("a file");
    let pair = &read(&file)[0];
    assert_eq!(
        (pair.source.as_str(), pair.target.as_deref()),
        ("Un mot et deux Acme", Some("A word and two Acme"))
    );
    let seg = |codes: &Option<tmx::Seg>| -> Vec<String> {
        let nodes = codes.as_ref().expect("codes").nodes().iter();
        nodes
            .map(|node| match node {
                tmx::Node::Text(text) => text.clone(),
                tmx::Node::Element(element) => {
                    let attributes: Vec<String> = element.attributes.iter().map(|(n, v)| format!("{n}={v}")).collect();
                    format!(
                        "{} {} {}",
                        element.tag.name(),
                        attributes.join(" "),
                        element.content.all_text()
                    )
                }
            })
            .collect()
    };
    assert_eq!(
        seg(&pair.source_codes),
        [
            "Un ",
            "bpt i=1001 x=1001 type=bold ",
            "mot",
            "ept i=1001 ",
            "ph x=1002 type=lb ",
            " et ",
            "bpt i=3 x=3 ",
            "deux",
            "ept i=3 ",
            " ",
            "hi type=protected Acme"
        ]
    );
    // The same names have the same numbers on both sides.
    assert!(seg(&pair.target_codes).contains(&"ph x=1002 type=lb ".to_owned()));

    let file = folder.path().join("b.xlf");
    let new = r##"<xliff xmlns="urn:oasis:names:tc:xliff:document:2.0" version="2.0" srcLang="fr" trgLang="en"><file id="f"><unit id="u">
<originalData><data id="d1">&lt;b></data><data id="d2">&lt;/b></data><data id="d3">a<cp hex="0001"/></data></originalData>
<segment><source><pc id="1" type="fmt" subType="xlf:b" dataRefStart="d1" dataRefEnd="d2">Gras</pc> <ph id="p" dataRef="d3"/><sc id="s" isolated="yes"/><mrk id="m" type="term">mot</mrk></source>
<target><sc id="1" dataRef="d1"/>Bold<ec startRef="1" dataRef="d2"/> <mrk id="m" type="term">word</mrk></target></segment></unit></file></xliff>"##;
    fs::write(&file, new).expect("a file");
    let pair = &read(&file)[0];
    assert_eq!(
        (pair.source.as_str(), pair.target.as_deref()),
        ("Gras mot", Some("Bold word"))
    );
    assert_eq!(
        seg(&pair.source_codes),
        [
            "bpt i=1 x=1 type=bold <b>",
            "Gras",
            "ept i=1 </b>",
            " ",
            "ph x=1001 a\u{1}",
            "it pos=begin x=1002 ",
            "hi x=1003 type=term mot"
        ]
    );
    assert_eq!(
        seg(&pair.target_codes)[..3],
        ["bpt i=1 x=1 <b>", "Bold", "ept i=1 </b>"]
    );
}

#[test]
fn codes_that_no_longer_go_with_the_text_are_left_out() {
    let folder = tempfile::tempdir().expect("a folder");
    for (format, name) in FORMATS {
        let file = folder.path().join(name);
        let memory = memory_of(&folder.path().join(name.replace('.', "")).join_made(), &SEGMENTS[..1]);
        export_all(&memory, &file, format);
        let mut pair = read(&file).remove(0);
        pair.target = Some("Look here.".to_owned());
        write(&file, format, &[pair]);
        let again = read(&file).remove(0);
        assert_eq!(
            (again.target.as_deref(), again.target_codes),
            (Some("Look here."), None)
        );
        assert!(again.source_codes.is_some());
    }
}

trait Made {
    fn join_made(self) -> PathBuf;
}

impl Made for PathBuf {
    /// The folder, which is made.
    fn join_made(self) -> PathBuf {
        fs::create_dir_all(&self).expect("a folder");
        self
    }
}

fn write(path: &Path, format: Format, pairs: &[Row]) {
    let options = WriteOptions::new(lang("fr"), lang("en"));
    write_rows(
        path,
        format,
        &options,
        pairs.iter().cloned().map(Ok::<_, ExchangeError>),
    )
    .expect("written");
}

/// Rows with everything that we write beside inline elements.
fn pairs() -> Vec<Row> {
    let statuses = [Status::Confirmed, Status::Aligned, Status::ToReview, Status::Rejected].map(Some);
    let with_status = |(number, status): (usize, Option<Status>)| Row {
        id: Some(format!("p {number}")),
        status,
        score: Some(87.0),
        origin: Some(format!("l’article {}", number / 2)),
        context: Some("titre & texte".to_owned()),
        note: Some("À revoir\nbientôt".to_owned()),
        candidates: vec![Candidate {
            source: None,
            target: "<It> is raining.".to_owned(),
            score: Some(92.5),
            origin: Some("mémoire".to_owned()),
        }],
        ..Row::new("« Il pleut »", "“It is raining”")
    };
    let mut pairs: Vec<Row> = statuses
        .into_iter()
        .chain([None])
        .enumerate()
        .map(with_status)
        .collect();
    pairs.push(Row {
        source: "Sans traduction".to_owned(),
        ..Row::default()
    });
    pairs
}

#[test]
fn what_we_write_is_valid_by_the_schemas_of_oasis() {
    let schemas = Path::new(SCHEMAS);
    if !schemas.exists() {
        skip::skip("the schemas of the Debian package php-symfony-translation are not installed");
        return;
    }
    if !skip::runs("xmllint", &["--version"]) {
        return;
    }
    let folder = tempfile::tempdir().expect("a folder");
    let local = |name: &str| {
        let schema = fs::read_to_string(schemas.join(name)).expect("a schema");
        let path = folder.path().join(name);
        // Nothing is to be fetched: the schema of XML's own attributes lies beside.
        let schema = schema
            .replace("http://www.w3.org/2001/xml.xsd", "xml.xsd")
            .replace("informativeCopiesOf3rdPartySchemas/w3c/xml.xsd", "xml.xsd");
        fs::write(&path, schema).expect("a copy");
        path
    };
    local("xml.xsd");
    let memory = memory_of(folder.path(), &SEGMENTS);
    for ((format, name), schema) in FORMATS
        .into_iter()
        .zip(["xliff-core-1.2-strict.xsd", "xliff-core-2.0.xsd"])
    {
        let schema = local(schema);
        let file = folder.path().join(name);
        export_all(&memory, &file, format);
        let others = folder.path().join(format!("pairs-{name}"));
        write(&others, format, &pairs());
        let none = folder.path().join(format!("none-{name}"));
        write(&none, format, &[]);
        for file in [file, others, none] {
            let output = Command::new("xmllint")
                .args(["--noout", "--nonet", "--schema"])
                .arg(&schema)
                .arg(&file)
                .output();
            let output = output.expect("xmllint runs");
            assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        }
    }
}

fn python(script: &str, file: &Path) -> String {
    let output = Command::new("python3")
        .args(["-X", "utf8", "-c", script])
        .arg(file)
        .output()
        .expect("python3 runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("UTF-8")
}

#[test]
fn translate_toolkit_reads_our_xliff_and_we_read_its() {
    if !skip::runs("python3", &["-c", "import translate.storage.xliff2"]) {
        return;
    }
    let folder = tempfile::tempdir().expect("a folder");
    let memory = memory_of(folder.path(), &SEGMENTS[4..]);
    for ((format, name), class) in FORMATS.into_iter().zip(["xliff.xlifffile", "xliff2.Xliff2File"]) {
        let module = class.split('.').next().unwrap_or_default();
        let file = folder.path().join(name);
        export_all(&memory, &file, format);
        let reading = format!(
            "import sys\nfrom translate.storage import {module}\n\
             for unit in {class}.parsefile(sys.argv[1]).units:\n    print(unit.source + '\\t' + unit.target)"
        );
        let found = python(&reading, &file);
        assert_eq!(
            found.trim_end(),
            format!("{}\t{}", SEGMENTS[4].0, SEGMENTS[4].1),
            "{name}"
        );

        let theirs = folder.path().join(format!("theirs-{name}"));
        let writing = format!(
            "import sys\nfrom translate.storage import {module}\n\
             store = {class}(sourcelanguage='fr', targetlanguage='en')\n\
             unit = store.addsourceunit('Il pleut & il vente.')\nunit.target = 'It is <raining>.'\n\
             unit.addnote('vérifié')\nstore.savefile(sys.argv[1])"
        );
        python(&writing, &theirs);
        let pairs = read(&theirs);
        let pair = pairs.first().expect("one pair");
        assert_eq!(
            (pair.source.as_str(), pair.target.as_deref()),
            ("Il pleut & il vente.", Some("It is <raining>."))
        );
        assert_eq!(pair.note.as_deref(), Some("vérifié"), "{name}");
    }
}

/// The units of a file, imported into a new memory, as source, target and status.
fn imported(name: &str, content: &str) -> Vec<[String; 3]> {
    let place = crate::support::Place::new();
    place.write(name, content);
    place.ok(&["import", name]);
    let out = place.ok(&["memory", "list", "--units", "--json"]);
    let field = |unit: &serde_json::Value, name: &str| unit[name].as_str().unwrap_or_default().to_owned();
    out.lines()
        .map(|line| serde_json::from_str(line).expect("an object a line"))
        .map(|unit: serde_json::Value| ["source", "target", "status"].map(|name| field(&unit, name)))
        .collect()
}

#[test]
fn what_cat_tools_say_of_a_segment_becomes_its_status() {
    let trados = r#"<xliff xmlns:sdl="http://sdl.com/FileTypes/SdlXliff/1.0" xmlns="urn:oasis:names:tc:xliff:document:1.2" version="1.2">
<file original="a" source-language="fr-FR" target-language="en-GB"><body><trans-unit id="t"><source/>
<seg-source><mrk mtype="seg" mid="1">Un.</mrk><mrk mtype="seg" mid="2">Deux.</mrk><mrk mtype="seg" mid="3">Trois.</mrk><mrk mtype="seg" mid="4">Avec <mrk mtype="x-sdl-deleted" sdl:revid="0">l'</mrk>révision.</mrk></seg-source>
<target><mrk mtype="seg" mid="1">One.</mrk><mrk mtype="seg" mid="2">Two.</mrk><mrk mtype="seg" mid="3">Three.</mrk><mrk mtype="seg" mid="4">With <mrk mtype="x-sdl-deleted" sdl:revid="1">old</mrk><mrk mtype="x-sdl-added" sdl:revid="2">new</mrk> revision.</mrk></target>
<sdl:seg-defs><sdl:seg id="1" conf="ApprovedSignOff"/><sdl:seg id="2" conf="Translated" percent="100"/><sdl:seg id="3" conf="Draft" origin="mt"/><sdl:seg id="4" conf="RejectedTranslation"/></sdl:seg-defs>
</trans-unit></body></file></xliff>"#;
    assert_eq!(
        imported("a.sdlxliff", trados),
        [
            ["Un.", "One.", "confirmed"],
            ["Deux.", "Two.", "aligned"],
            ["Trois.", "Three.", "to-review"],
            ["Avec révision.", "With new revision.", "rejected"],
        ]
    );
    for (said, status) in [
        (r#"conf="Translated""#, "aligned"),
        (r#"conf="Translated" origin="interactive" percent="85""#, "aligned"),
        (r#"conf="Translated" origin="tm" percent="100""#, "aligned"),
        (r#"conf="Translated" origin="tm" percent="85""#, "to-review"),
        (r#"conf="Translated" origin="mt""#, "to-review"),
        (r#"conf="Translated" origin="nmt""#, "to-review"),
        (r#"conf="ApprovedTranslation" origin="mt""#, "confirmed"),
    ] {
        let file = format!(
            r#"<xliff xmlns:sdl="http://sdl.com/FileTypes/SdlXliff/1.0" xmlns="urn:oasis:names:tc:xliff:document:1.2" version="1.2"><file original="a" source-language="fr" target-language="en"><body>
<trans-unit id="t"><source>Un.</source><seg-source><mrk mtype="seg" mid="1">Un.</mrk></seg-source><target><mrk mtype="seg" mid="1">One.</mrk></target>
<sdl:seg-defs><sdl:seg id="1" {said}/></sdl:seg-defs></trans-unit></body></file></xliff>"#
        );
        assert_eq!(imported("a.sdlxliff", &file), [["Un.", "One.", status]], "{said}");
    }
    let memoq = |status: &str| {
        format!(
            r#"<xliff xmlns="urn:oasis:names:tc:xliff:document:1.2" xmlns:mq="MQXliff" version="1.2"><file original="a" source-language="fr" target-language="en"><body>
<trans-unit id="1" {status}><source>Un.</source><target>One.</target></trans-unit></body></file></xliff>"#
        )
    };
    for (said, status) in [
        (r#"mq:status="ManuallyConfirmed""#, "confirmed"),
        (r#"mq:status="Proofread" mq:locked="locked""#, "confirmed"),
        (r#"mq:status="Reviewer1Confirmed""#, "confirmed"),
        (r#"mq:status="Pretranslated" mq:percent="78""#, "to-review"),
        (r#"mq:status="Pretranslated" mq:percent="101""#, "aligned"),
        (r#"mq:status="MachineTranslated""#, "to-review"),
        (r#"mq:status="Rejected""#, "rejected"),
        ("", "aligned"),
    ] {
        assert_eq!(imported("b.mqxliff", &memoq(said)), [["Un.", "One.", status]], "{said}");
    }
    let phrase = r#"<xliff version="1.2" xmlns="urn:oasis:names:tc:xliff:document:1.2" xmlns:m="http://www.memsource.com/mxlf/2.0">
<file original="a" source-language="fr" target-language="en_gb"><body><group id="0" m:para-id="0">
<trans-unit id="x:0" m:score="1.01" m:confirmed="1" m:trans-origin="tm"><source>Le pont est {1&gt;rouge&lt;1}{2}.</source><target>The bridge is {1&gt;red&lt;1}{2}.</target></trans-unit></group>
<group id="1"><trans-unit id="x:1" m:score="0.0" m:confirmed="0" m:trans-origin="null"><source>Un {seul} {3&gt; mot.</source><target>One {word} {3&gt;.</target></trans-unit></group></body></file></xliff>"#;
    assert_eq!(
        imported("c.mxliff", phrase),
        [
            ["Le pont est rouge.", "The bridge is red.", "confirmed"],
            ["Un {seul} {3> mot.", "One {word} {3>.", "to-review"],
        ]
    );
}

#[test]
fn an_offered_translation_is_at_most_100_percent() {
    let place = crate::support::Place::new();
    let path = place.path("x.xlf");
    let mut row = Row::new("Un.", "One.");
    row.candidates = vec![Candidate {
        target: "One!".to_owned(),
        score: Some(101.0),
        ..Candidate::default()
    }];
    let options = WriteOptions::new(lang("fr"), lang("en"));
    for version in [XliffVersion::V1_2, XliffVersion::V2_1] {
        let rows = [Ok::<_, ExchangeError>(row.clone())];
        write_rows(&path, Format::Xliff(version), &options, rows).expect("written");
        let text = std::fs::read_to_string(&path).expect("written");
        assert!(text.contains("100.0") && !text.contains("101"), "{text}");
    }
}

#[test]
fn words_that_a_code_keeps_apart_stay_apart() {
    let place = crate::support::Place::new();
    place.write(
        "m.tmx",
        r#"<?xml version="1.0"?><tmx version="1.4"><header creationtool="X" creationtoolversion="1" segtype="sentence" o-tmf="x" adminlang="en" datatype="plaintext" srclang="fr"/><body>
<tu><tuv xml:lang="fr"><seg>Horaires d’ouverture<ph x="1" type="lb">&lt;br/&gt;</ph>du musée municipal</seg></tuv><tuv xml:lang="en"><seg>Opening hours<ph x="1" type="lb">&lt;br/&gt;</ph>of the town museum</seg></tuv></tu>
<tu><tuv xml:lang="fr"><seg>Le <g id="a">pont</g>eau<bx id="2"/> est long</seg></tuv><tuv xml:lang="en"><seg>The <g id="a">pont</g>oon<bx id="2"/> is long</seg></tuv></tu>
</body></tmx>"#,
    );
    place.ok(&["import", "m.tmx"]);
    assert!(place.ok(&["search", "ouverture"]).contains("ouverture"));
    let found = place.ok(&["suggest", "--json", "Horaires d’ouverture du musée municipal"]);
    assert!(found.contains("\"score\":99.0"), "{found}");
    place.ok(&["export", "--level", "1", "one.tmx"]);
    let one = std::fs::read_to_string(place.path("one.tmx")).expect("written");
    assert!(one.contains("<seg>Opening hours of the town museum</seg>"), "{one}");
    assert!(one.contains("<seg>The pontoon is long</seg>"), "{one}");
    place.ok(&["export", "two.tmx"]);
    let two = std::fs::read_to_string(place.path("two.tmx")).expect("written");
    assert!(!two.contains("<g ") && !two.contains("<bx"), "{two}");
    assert!(
        two.contains("<it pos=\"begin\"") && two.contains("<ept i=\"1001\""),
        "{two}"
    );
}
