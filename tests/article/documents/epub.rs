//! EPUB: chapters in the order of the spine, and what each paragraph of a chapter is.

use interligne::article::BlockKind::{Caption, Footnote, Heading, ListItem, Paragraph, Quotation, TableCell};
use interligne::article::{DocumentError, Furniture};

use super::{blocks, problem, read, zip};

const CONTAINER: &str = r#"<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles><rootfile full-path="OEBPS/livre.opf" media-type="application/oebps-package+xml"/></rootfiles></container>"#;

fn opf(manifest: &str, spine: &str) -> String {
    format!(
        r#"<package xmlns="http://www.idpf.org/2007/opf" xmlns:dc="http://purl.org/dc/elements/1.1/"><metadata><dc:title>Le phare</dc:title><dc:language>fr-BE</dc:language><dc:date>2024-05-06</dc:date></metadata>
        <manifest>{manifest}</manifest><spine>{spine}</spine></package>"#
    )
}

fn chapter(body: &str) -> String {
    format!(
        r#"<?xml version="1.0" encoding="utf-8"?><!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.1//EN" "xhtml11.dtd">
        <html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops"><head><title/><style>p {{}}</style></head><body>{body}</body></html>"#
    )
}

const ITEMS: &str = r#"<item id="nav" href="nav.xhtml" media-type="application/xhtml+xml" properties="nav"/>
    <item id="b" href="../texte/deux%20mots.xhtml" media-type="application/xhtml+xml"/><item id="a" href="un.xhtml#haut" media-type="application/xhtml+xml"/>
    <item id="i" href="image.svg" media-type="image/svg+xml"/>"#;

#[test]
fn chapters_come_in_the_order_of_the_spine() {
    let one = chapter(
        r##"<div class="comments share"><h1>Un&nbsp;phare</h1>Texte nu <b>en gras</b>,<br/>puis<p>un paragraphe<a epub:type="noteref" href="#n">1</a> qui
        va loin<span role="doc-pagebreak">12</span>.</p></div><ul><li>un</li><li><p>deux</p></li></ul><blockquote><p>Cité.</p></blockquote>
        <figure><img alt="x"/><figcaption>Une légende</figcaption></figure><table><tr><td>a</td><th>b</th></tr></table>
        <aside epub:type="footnote" id="n"><ol><li><sup><a href="#r">1</a></sup>La note<sup>e</sup>.</li></ol></aside><p hidden="">caché</p>"##,
    );
    let two = "<html><body><h2>Mal formé</h2><p>Un <i>deux</p><p>R&D &eacute;t&eacute;</p></body></html>";
    let nav = chapter(r#"<nav epub:type="toc"><h2>Sommaire</h2><ol><li>Un phare</li></ol></nav>"#);
    let book = zip(&[
        ("mimetype", "application/epub+zip"),
        ("META-INF/container.xml", CONTAINER),
        (
            "OEBPS/livre.opf",
            &opf(
                ITEMS,
                r#"<itemref idref="nav"/><itemref idref="a"/><itemref idref="i"/><itemref idref="b"/><itemref idref="a"/>"#,
            ),
        ),
        ("OEBPS/un.xhtml", &one),
        ("texte/deux mots.xhtml", two),
        ("OEBPS/nav.xhtml", &nav),
    ]);
    let article = read(&book);
    assert_eq!(
        blocks(&article),
        [
            (Heading, "Un\u{a0}phare"),
            (Paragraph, "Texte nu en gras, puis"),
            (Paragraph, "un paragraphe qui va loin."),
            (ListItem, "un"),
            (ListItem, "deux"),
            (Quotation, "Cité."),
            (Caption, "Une légende"),
            (TableCell, "a"),
            (TableCell, "b"),
            (Footnote, "La notee."),
            (Heading, "Mal formé"),
            (Paragraph, "Un deux"),
            (Paragraph, "R&D été"),
        ]
    );
    assert_eq!(article.blocks[0].furniture, Some(Furniture::Repetition));
    assert_eq!(article.title.as_deref(), Some("Le phare"));
    assert_eq!(article.date.as_deref(), Some("2024-05-06"));
    assert_eq!(article.lang.map(|lang| lang.to_string()).as_deref(), Some("fr-BE"));
}

#[test]
fn books_that_cannot_be_read_are_refused() {
    let book = |item: &str, more: (&str, &str)| {
        zip(&[
            ("mimetype", "application/epub+zip"),
            ("META-INF/container.xml", CONTAINER),
            ("OEBPS/livre.opf", &opf(item, r#"<itemref idref="a"/>"#)),
            ("OEBPS/un.xhtml", "\u{3}\u{4}"),
            more,
        ])
    };
    let item = |href: &str| format!(r#"<item id="a" href="{href}" media-type="application/xhtml+xml"/>"#);
    let encryption = r#"<encryption><EncryptedData><CipherData><CipherReference URI="OEBPS/un.xhtml"/></CipherData></EncryptedData></encryption>"#;
    let encrypted = book(&item("un.xhtml"), ("META-INF/encryption.xml", encryption));
    assert!(matches!(problem(&encrypted), DocumentError::Encrypted { .. }));
    let missing = book(&item("deux.xhtml"), ("x", ""));
    assert!(matches!(problem(&missing), DocumentError::Missing { .. }));
    let outside = book(&item("../../../etc/passwd"), ("x", ""));
    assert!(matches!(problem(&outside), DocumentError::Path { .. }));
    let no_container = zip(&[("mimetype", "application/epub+zip")]);
    assert!(matches!(problem(&no_container), DocumentError::Missing { .. }));
}

#[test]
fn raised_text_is_told_from_marks_of_notes() {
    for (markup, wanted) in [
        ("10<sup>6</sup> m<sup>3</sup>", "10⁶ m³"),
        ("Le XIX<sup>e</sup>, CO<sub>2</sub>", "Le XIXe, CO2"),
        (
            r##"Il employait 12<sup><a href="#n3">3</a></sup> ouvriers"##,
            "Il employait 12 ouvriers",
        ),
        (
            r##"Il employait 12<a href="notes.xhtml#n3"><sup>3</sup></a> ouvriers"##,
            "Il employait 12 ouvriers",
        ),
        ("<math><mfrac><mn>1</mn><mn>2</mn></mfrac></math> litre", "1/2 litre"),
        // By the book's style sheets, and without anything raised.
        (
            r#"10<span class="exp">6</span>, 11<i class="haut">6</i>, 5 <span class="grec">m</span>g"#,
            "10⁶, 11⁶, 5 µg",
        ),
        (
            r##"En 1720<a href="#z"><span class="exp">2</span></a>, 1721<a class="noteref" href="n.xhtml#z">3</a>."##,
            "En 1720, 1721.",
        ),
        (
            r##"En 1722<span class="_idFootnoteLink"><a href="#z">4</a></span>, 1723<a href="n.xhtml#fn5">5</a>."##,
            "En 1722, 1723.",
        ),
        (
            r##"En 1724<a id="b6" href="#z">6</a>, la note <a href="#n7">7</a>, L<a href="#art8">8</a>.<a id="z" href="#b6"/>"##,
            "En 1724, la note 7, L8.",
        ),
    ] {
        let book = zip(&[
            ("mimetype", "application/epub+zip"),
            ("META-INF/container.xml", CONTAINER),
            (
                "OEBPS/livre.opf",
                &opf(
                    r#"<item id="a" href="un.xhtml" media-type="application/xhtml+xml"/><item id="c" href="livre.css" media-type="text/css"/>
                    <item id="d" href="absent.css" media-type="text/css"/>"#,
                    r#"<itemref idref="a"/>"#,
                ),
            ),
            (
                "OEBPS/un.xhtml",
                &chapter(&format!("<style>.haut{{vertical-align:super}}</style><p>{markup}</p>")),
            ),
            (
                "OEBPS/livre.css",
                "span.exp { vertical-align: super; font-size: 60% } .grec { font-family: \"Symbol\" }",
            ),
        ]);
        assert_eq!(blocks(&read(&book)), [(Paragraph, wanted)], "{markup}");
    }
}
