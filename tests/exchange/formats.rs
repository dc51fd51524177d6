//! Exchange files, from outside: what is written is read again, what tools write is read, what is wrong is said.

use std::path::{Path, PathBuf};

use interligne::exchange::{
    Candidate, ExchangeError, FileLanguages, Format, Row, Term, WriteOptions, XliffVersion, read_rows, read_terms,
    write_rows,
};
use interligne::memory::Status;
use interligne::text::lang::Lang;

use crate::support::memory::lang;

fn reading() -> FileLanguages {
    FileLanguages::new(lang("fr"), lang("en"))
}

fn writing() -> WriteOptions {
    WriteOptions::new(lang("fr"), lang("en"))
}

struct Folder(tempfile::TempDir);

impl Folder {
    fn new() -> Folder {
        Folder(tempfile::tempdir().expect("a folder"))
    }

    fn file(&self, name: &str, content: impl AsRef<[u8]>) -> PathBuf {
        let path = self.0.path().join(name);
        std::fs::write(&path, content).expect("a file");
        path
    }
}

fn read(path: &Path) -> Result<Vec<Row>, ExchangeError> {
    read_rows(path, &reading())?.collect()
}

fn write(path: &Path, format: Format, pairs: &[Row]) -> u64 {
    write_rows(
        path,
        format,
        &writing(),
        pairs.iter().cloned().map(Ok::<_, ExchangeError>),
    )
    .expect("written")
}

/// Rows with all that a format may keep, and text that needs care.
fn pairs() -> Vec<Row> {
    let statuses = [
        Some(Status::Confirmed),
        Some(Status::Aligned),
        Some(Status::ToReview),
        Some(Status::Rejected),
        None,
    ];
    let mut pairs: Vec<Row> = statuses
        .into_iter()
        .enumerate()
        .map(|(i, status)| Row {
            id: Some(format!("u{i}")),
            status,
            origin: Some(if i < 3 { "page & co.html" } else { "autre \"page\"" }.to_owned()),
            note: Some("à <vérifier>".to_owned()),
            context: Some(format!("menu {i}")),
            candidates: vec![Candidate {
                source: Some("Il neige.".to_owned()),
                target: "It snows & blows.".to_owned(),
                score: Some(72.5),
                origin: Some("mémoire".to_owned()),
            }],
            ..Row::new(
                format!("  Il pleut « {i} », \"dit-il\" & <b>tonne</b>.\u{A0}"),
                format!("It's raining; {i}, 'he' said, \\n 😀 "),
            )
        })
        .collect();
    pairs.push(Row {
        target: None,
        ..Row::new("=SOMME(1;2)", "")
    });
    pairs.push(Row::new("deux\nlignes\tet une tabulation", "two\nlines\tand a tab"));
    pairs
}

/// The pairs with nothing but what a format keeps.
fn kept(pairs: Vec<Row>, keep: impl Fn(&mut Row)) -> Vec<Row> {
    pairs
        .into_iter()
        .map(|mut pair| {
            pair.source_lang = None;
            pair.target_lang = None;
            keep(&mut pair);
            pair
        })
        .collect()
}

/// Makes a pair what a format keeps of it.
type Keep = Box<dyn Fn(&mut Row)>;

#[test]
fn every_format_gives_back_what_was_written() {
    let folder = Folder::new();
    let one_line = |text: &str| text.replace(['\n', '\t'], " ");
    let cases: Vec<(&str, Format, Keep)> = vec![
        (
            "x.tsv",
            Format::Tsv,
            Box::new(move |pair| {
                pair.candidates.clear();
                pair.source = one_line(&pair.source);
                pair.target = pair.target.as_deref().map(one_line);
            }),
        ),
        ("x.csv", Format::Csv, Box::new(|pair| pair.candidates.clear())),
        ("x.jsonl", Format::JsonLines, Box::new(|_| {})),
        ("x.xlsx", Format::Xlsx, Box::new(|pair| pair.candidates.clear())),
        (
            "x.xlf",
            Format::Xliff(XliffVersion::V1_2),
            Box::new(|pair| {
                // Rows without identifier or origin are given one.
                if pair.origin.is_none() || pair.origin.as_deref() == Some("interligne") {
                    (pair.id, pair.origin) = (None, None);
                }
                if pair.status == Some(Status::Rejected) && pair.target.is_none() {
                    pair.status = None;
                }
            }),
        ),
        (
            "x.xlf2",
            Format::Xliff(XliffVersion::V2_1),
            Box::new(|pair| {
                if pair.origin.is_none() || pair.origin.as_deref() == Some("interligne") {
                    (pair.id, pair.origin) = (None, None);
                }
            }),
        ),
        (
            "x.po",
            Format::Po,
            Box::new(|pair| {
                pair.candidates.clear();
                pair.id = None;
                // The origin is a comment in the file, beside the notes.
                let origin = pair.origin.take();
                if let (Some(note), Some(origin)) = (&mut pair.note, origin) {
                    note.push('\n');
                    note.push_str(&origin);
                }
                // gettext knows translated and fuzzy.
                pair.status = match (&pair.target, pair.status) {
                    (None, _) => None,
                    (_, Some(Status::ToReview | Status::Rejected)) => Some(Status::ToReview),
                    _ => Some(Status::Confirmed),
                };
            }),
        ),
    ];
    for (name, format, keep) in cases {
        let path = folder.0.path().join(name);
        assert_eq!(write(&path, format, &pairs()), 7, "{name}");
        let read = read(&path).unwrap_or_else(|error| panic!("{error}"));
        if format == Format::Po {
            let again = kept(read, |_| {});
            assert_eq!(again, kept(pairs(), &keep), "{name}");
        } else {
            assert_eq!(kept(read, &keep), kept(pairs(), &keep), "{name}");
        }
        let bytes = std::fs::read(&path).expect("the file");
        write(&path, format, &pairs());
        if format != Format::Xlsx {
            assert_eq!(bytes, std::fs::read(&path).expect("the file"), "{name}: the same bytes");
        }
        // An empty list is a document too.
        assert_eq!(write(&path, format, &[]), 0, "{name}");
        assert!(
            self::read(&path)
                .unwrap_or_else(|error| panic!("{error}"))
                .iter()
                .all(|pair| pair.source.is_empty())
        );
    }
}

#[test]
fn an_html_table_is_a_whole_page() {
    let folder = Folder::new();
    let path = folder.0.path().join("x.html");
    write(&path, Format::Html, &pairs());
    let page = std::fs::read_to_string(&path).expect("the page");
    assert!(page.starts_with("<!DOCTYPE html>") && page.trim_end().ends_with("</html>"));
    assert_eq!(page.matches("<tr><td").count(), 7);
    assert!(page.contains("&lt;b&gt;tonne&lt;/b&gt;") && !page.contains("<b>") && !page.contains("http"));
    assert!(matches!(read(&path), Err(ExchangeError::WriteOnly { .. })));
}

#[test]
fn a_failed_write_leaves_the_old_file() {
    let folder = Folder::new();
    let path = folder.file("x.csv", "old");
    let failing = [
        Ok(Row::new("a", "b")),
        Err(ExchangeError::UnknownFormat {
            file: "elsewhere".into(),
        }),
    ];
    assert!(matches!(
        write_rows(&path, Format::Csv, &writing(), failing),
        Err(ExchangeError::UnknownFormat { .. })
    ));
    assert_eq!(std::fs::read(&path).expect("the old file"), b"old");
    let long = Row::new("x".repeat(40_000), "y");
    let error =
        write_rows(&path, Format::Xlsx, &writing(), [Ok::<_, ExchangeError>(long)]).expect_err("too long for a cell");
    assert!(error.to_string().contains("32767"), "{error}");
    assert_eq!(std::fs::read(&path).expect("the old file"), b"old");
}

#[test]
fn tables_are_read_as_tools_write_them() {
    let folder = Folder::new();
    for (name, content) in [
        (
            "a.tsv",
            "Il pleut.\tIt rains.\tpage\n\nIl neige.\tIt snows.\n"
                .as_bytes()
                .to_vec(),
        ),
        (
            "b.tsv",
            "Il pleut.\tIt rains.\tpage\r\nIl neige.\tIt snows.".as_bytes().to_vec(),
        ),
        (
            "c.csv",
            "\u{FEFF}Anglais;Français;Origine\r\nIt rains.;Il pleut.;page\r\n\"It snows.\";Il neige.;\r\n"
                .as_bytes()
                .to_vec(),
        ),
        (
            "d.txt",
            "source\ttarget\torigin\nIl pleut.\tIt rains.\tpage\nIl neige.\tIt snows.\t\n"
                .encode_utf16()
                .flat_map(u16::to_le_bytes)
                .collect(),
        ),
    ] {
        let found = kept(
            read(&folder.file(name, content)).unwrap_or_else(|error| panic!("{error}")),
            |_| {},
        );
        let first = Row {
            origin: Some("page".to_owned()),
            ..Row::new("Il pleut.", "It rains.")
        };
        assert_eq!(found, [first, Row::new("Il neige.", "It snows.")], "{name}");
    }
    let quotes = read(&folder.file("e.tsv", "Il dit \"oui\".\t\"Yes,\" he says.\n\"Non.\t\"No.\n")).expect("read");
    assert_eq!(quotes[0].target.as_deref(), Some("\"Yes,\" he says."));
    assert_eq!(quotes[1].source, "\"Non.");
}

#[test]
fn xliff_of_other_tools_is_read() {
    let folder = Folder::new();
    let old = r#"<?xml version="1.0"?>
<!DOCTYPE xliff PUBLIC "-//XLIFF//DTD XLIFF//EN" "http://www.oasis-open.org/committees/xliff/documents/xliff.dtd">
<xliff version="1.2" xmlns="urn:oasis:names:tc:xliff:document:1.2" xmlns:sdl="http://sdl.com/FileTypes/SdlXliff/1.0">
<file original="lettre.docx" source-language="fr-FR" target-language="en-GB" datatype="x-docx">
<header><skl><external-file href="x"/></skl></header><body><group id="g">
<trans-unit id="a" approved="yes"><source>Voir <g id="1">ici</g><ph id="2">&lt;br/&gt;</ph> &#233;t&#xE9;</source>
<target state="translated">See <g id="1">here</g><ph id="2">&lt;br/&gt;</ph> summer</target><note>un</note><note>deux</note>
<alt-trans match-quality="85,5" origin="TM"><source>Voir là</source><target>See there</target></alt-trans></trans-unit>
<trans-unit id="b"><source>Un. Deux.</source><seg-source><mrk mtype="seg" mid="1">Un.</mrk> <g id="3"><mrk mtype="seg" mid="2">Deux.</mrk></g></seg-source>
<target><mrk mtype="seg" mid="1">One.</mrk> <g id="3"><mrk mtype="seg" mid="2"></mrk></g></target></trans-unit>
</group></body></file></xliff>"#;
    let found = read(&folder.file("x.sdlxliff", old)).expect("read");
    assert_eq!(found.len(), 3);
    assert_eq!(
        (found[0].source.as_str(), found[0].target.as_deref()),
        ("Voir ici été", Some("See here summer"))
    );
    assert_eq!(
        (found[0].status, found[0].note.as_deref()),
        (Some(Status::Confirmed), Some("un\ndeux"))
    );
    assert_eq!(found[0].candidates[0].score, Some(85.5));
    assert_eq!(found[0].source_lang.as_ref().map(Lang::as_str), Some("fr-FR"));
    assert_eq!(
        (found[1].id.as_deref(), found[1].target.as_deref()),
        (Some("b.1"), Some("One."))
    );
    assert_eq!((found[2].source.as_str(), found[2].target.as_deref()), ("Deux.", None));

    let new = r##"<xliff xmlns="urn:oasis:names:tc:xliff:document:2.0" version="2.0" srcLang="fr" trgLang="en"
 xmlns:mtc="urn:oasis:names:tc:xliff:matches:2.0"><file id="f" original="o"><group id="g"><unit id="u">
<mtc:matches><mtc:match ref="#s2" similarity="90" origin="TM"><source>Deux</source><target>Two</target></mtc:match></mtc:matches>
<notes><note>n</note></notes><originalData><data id="d">&lt;b></data></originalData>
<segment id="s1" state="final"><source>Un <pc id="1">mot</pc><ph id="2"/><cp hex="001F"/></source><target>A <pc id="1">word</pc></target></segment>
<ignorable><source> </source></ignorable><segment id="s2"><source>Deux.</source></segment></unit></group></file></xliff>"##;
    let found = read(&folder.file("y.xlf", new)).expect("read");
    assert_eq!(found.len(), 2);
    assert_eq!(
        (found[0].source.as_str(), found[0].target.as_deref()),
        ("Un mot\u{1F}", Some("A word"))
    );
    assert_eq!(
        (found[0].id.as_deref(), found[0].status),
        (Some("u.s1"), Some(Status::Confirmed))
    );
    assert!(found[0].candidates.is_empty());
    assert_eq!((found[1].candidates[0].score, found[1].status), (Some(90.0), None));
}

#[test]
fn po_of_other_tools_is_read() {
    let folder = Folder::new();
    let text = r#"# Title
#, fuzzy
msgid ""
msgstr ""
"Project-Id-Version: x\n"
"Language: fr_FR\n"

#. extracted
#: src/a.c:1
msgctxt "menu"
msgid "Open"
msgstr "Ouvrir"

#, fuzzy, c-format
#| msgid "%d fil"
msgid "%d file"
msgid_plural "%d files"
msgstr[0] "%d fichier"
msgstr[1] ""
"%d "
"fichiers"
msgid "Not yet"
msgstr ""

#~ msgid "Old"
#~ msgstr "Vieux"
"#;
    let found = read(&folder.file("x.po", text)).expect("read");
    let short: Vec<_> = found
        .iter()
        .map(|p| (p.source.as_str(), p.target.as_deref(), p.status))
        .collect();
    assert_eq!(
        short,
        [
            ("Open", Some("Ouvrir"), Some(Status::Confirmed)),
            ("%d file", Some("%d fichier"), Some(Status::ToReview)),
            ("%d files", Some("%d fichiers"), Some(Status::ToReview)),
            ("Not yet", None, None),
        ]
    );
    assert_eq!(
        (found[0].context.as_deref(), found[0].note.as_deref()),
        (Some("menu"), Some("extracted"))
    );
    assert_eq!(found[0].target_lang.as_ref().map(Lang::as_str), Some("fr-FR"));
}

#[test]
fn gettext_gets_each_source_once_in_a_context() {
    let folder = Folder::new();
    let path = folder.file("x.po", "");
    let with_context = |target: &str, context: Option<&str>| Row {
        context: context.map(str::to_owned),
        ..Row::new("Oui", target)
    };
    let pairs = [
        with_context("Yes", None),
        with_context("Yeah", None),
        with_context("Aye", Some("bateau")),
        with_context("Yea", Some("bateau")),
    ];
    write(&path, Format::Po, &pairs);
    let found: Vec<_> = read(&path)
        .expect("our own")
        .into_iter()
        .map(|pair| (pair.target.unwrap_or_default(), pair.context.unwrap_or_default()))
        .collect();
    let expected = [("Yes", ""), ("Yeah", "(2)"), ("Aye", "bateau"), ("Yea", "bateau (2)")];
    assert_eq!(
        found,
        expected.map(|(target, context)| (target.to_owned(), context.to_owned()))
    );
}

#[test]
fn glossaries_are_read() {
    let folder = Folder::new();
    let tbx = r#"<martif type="TBX"><martifHeader><note>x</note></martifHeader><text><body><termEntry id="1">
<descripGrp><descrip type="definition">Ce que c'est.</descrip></descripGrp>
<langSet xml:lang="fr"><tig><term>mémoire
 de traduction</term></tig></langSet>
<langSet xml:lang="en"><ntig><termGrp><term>translation memory</term></termGrp></ntig>
<tig><term>TM base</term><termNote type="administrativeStatus">deprecatedTerm-admn-sts</termNote></tig></langSet></termEntry>
<termEntry><langSet xml:lang="de"><tig><term>Wort</term></tig></langSet></termEntry></body></text></martif>"#;
    let terms = read_terms(&folder.file("x.tbx", tbx), &reading()).expect("read");
    let short = |terms: &[Term]| {
        terms
            .iter()
            .map(|t| (t.source.clone(), t.target.clone(), t.deprecated))
            .collect::<Vec<_>>()
    };
    let source = "mémoire de traduction".to_owned();
    assert_eq!(
        short(&terms),
        [
            (source.clone(), "translation memory".to_owned(), false),
            (source, "TM base".to_owned(), true)
        ]
    );
    assert_eq!(terms[0].note.as_deref(), Some("Ce que c'est."));
    let new = r#"<tbx style="dca" xml:lang="en"><text><body><conceptEntry id="1"><langSec xml:lang="fr-CA"><termSec><term>courriel</term></termSec></langSec>
<langSec xml:lang="en"><termSec><term>e-mail</term></termSec></langSec></conceptEntry></body></text></tbx>"#;
    let terms = read_terms(&folder.file("y.tbx", new), &reading()).expect("read");
    assert_eq!(short(&terms), [("courriel".to_owned(), "e-mail".to_owned(), false)]);
    assert_eq!(terms[0].source_lang, lang("fr-CA"));
    let table = "# comment\tx\npluie\train; rainfall\twater\n";
    let terms = read_terms(&folder.file("z.txt", table), &reading()).expect("read");
    assert_eq!(
        short(&terms),
        [
            ("pluie".to_owned(), "rain".to_owned(), false),
            ("pluie".to_owned(), "rainfall".to_owned(), false)
        ]
    );
    assert_eq!(terms[1].note.as_deref(), Some("water"));
}

#[test]
fn what_is_wrong_is_said_with_file_and_line() {
    let folder = Folder::new();
    let xliff = |body: &str| format!("<xliff version='1.2'>\n<file source-language='fr' original='x'><body>\n{body}");
    let unit = "<trans-unit id='1'><source>a</source></trans-unit>";
    let cases: Vec<(&str, Vec<u8>, &str)> = vec![
        (
            "a.tsv",
            b"Il pleut.\tIt rains.\nIl neige.\n".to_vec(),
            "a.tsv:2: 1 of at least 2 columns",
        ),
        (
            "b.tsv",
            b"\xE9t\xE9\tsummer\n\x81\xFF".to_vec(),
            "b.tsv:2: 1 of at least 2 columns",
        ),
        ("c.csv", b"".to_vec(), "c.csv: the file is empty"),
        ("d.jsonl", b"{\"source\":\"a\"}\n\n[1]\n".to_vec(), "d.jsonl:3: "),
        (
            "e.xlf",
            b"<tmx version='1.4'/>".to_vec(),
            "e.xlf:1: the root element is `tmx`",
        ),
        (
            "f.xlf",
            b"<xliff version='3.0'/>".to_vec(),
            "f.xlf:1: the version is `3.0`",
        ),
        (
            "g.xlf",
            xliff(unit).into_bytes(),
            "g.xlf:3: the file ends in the middle",
        ),
        (
            "h.xlf",
            xliff("<trans-unit><source>a</trans-unit>").into_bytes(),
            "h.xlf:3: ",
        ),
        (
            "i.xlf",
            xliff("\n<trans-unit><source>&nbsp;</source></trans-unit>").into_bytes(),
            "i.xlf:4: the entity `&nbsp;` is not declared",
        ),
        (
            "j.xlf",
            b"<!DOCTYPE xliff [<!ENTITY a 'b'>]>\n<xliff version='1.2'/>".to_vec(),
            "j.xlf:1: the document type declares entities",
        ),
        (
            "k.xlf",
            xliff(&"<group>".repeat(200)).into_bytes(),
            "k.xlf:3: elements nested more than 100 deep",
        ),
        (
            "l.xlf",
            xliff("<file source-language='the french'/>").into_bytes(),
            "l.xlf:3: `source-language` is `the french`",
        ),
        (
            "m.po",
            b"msgid \"a\"\nmsgstr \"b\n".to_vec(),
            "m.po:2: a string that does not end",
        ),
        (
            "n.po",
            b"msgid \"a\"\n".to_vec(),
            "n.po:2: the file ends in the middle of an entry",
        ),
        ("o.po", b"Bonjour\n".to_vec(), "o.po:1: the line `Bonjour`"),
        ("p.xlsx", b"PK not really".to_vec(), "p.xlsx:1: "),
        ("q.doc", b"x".to_vec(), "q.doc: its name says no format that is known"),
        (
            "r.tsv",
            b"\x00\x01\x02\x03binary".to_vec(),
            "r.tsv:1: the file is binary",
        ),
    ];
    for (name, content, message) in cases {
        let error = read(&folder.file(name, content)).expect_err(name).to_string();
        assert!(error.contains(message), "{name}: {error}");
    }
    assert!(matches!(
        read(Path::new("no such file.tsv")),
        Err(ExchangeError::Read { .. })
    ));
}

#[test]
fn records_without_end_are_stopped() {
    let folder = Folder::new();
    let endless = "x".repeat(20 << 20);
    for (name, start) in [
        ("a.csv", "a,b\n\"c"),
        ("a.tsv", "a\tb\n"),
        ("a.jsonl", "{\"source\":\""),
        ("a.xlf", "<xliff version='1.2'><file original='"),
        ("a.po", "msgid \""),
    ] {
        let error = read(&folder.file(name, format!("{start}{endless}")))
            .expect_err(name)
            .to_string();
        assert!(
            error.contains("one record takes more than 16 MiB"),
            "{name}: {}",
            &error[..error.len().min(300)]
        );
    }
}

#[test]
fn tmx_holds_rows_as_other_formats_do() {
    let folder = Folder::new();
    let path = folder.file("x.tmx", "");
    let mut row = Row::new("Il pleut & vente.", "It is raining.");
    row.status = Some(Status::ToReview);
    row.score = Some(87.5);
    row.confidence = Some(0.25);
    row.note = Some("A note.".to_owned());
    let untranslated = Row {
        source: "Rien.".to_owned(),
        ..Row::default()
    };
    write(&path, Format::Tmx, &[row.clone(), untranslated]);
    row.source_lang = Some(lang("fr"));
    row.target_lang = Some(lang("en"));
    assert_eq!(read(&path).expect("read"), [row]);
    let cut = folder.file("cut.tmx", &std::fs::read(&path).expect("written")[..300]);
    let error = read(&cut).expect_err("cut off").to_string();
    assert!(error.contains("cut.tmx") && error.contains("line"), "{error}");
}
