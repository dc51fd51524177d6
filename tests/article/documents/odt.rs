//! ODT: what of a document is its text, and what each paragraph is.

use interligne::article::BlockKind::{Caption, Footnote, Heading, ListItem, Paragraph, Quotation, TableCell};
use interligne::article::{DocumentError, Furniture};

use super::{blocks, problem, read, zip};

const SPACES: &str = r#"xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"
    xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0"
    xmlns:draw="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0" xmlns:svg="urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0"
    xmlns:fo="urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0" xmlns:meta="urn:oasis:names:tc:opendocument:xmlns:meta:1.0"
    xmlns:dc="http://purl.org/dc/elements/1.1/""#;

fn odt(automatic: &str, text: &str) -> Vec<u8> {
    zip(&[
        ("mimetype", "application/vnd.oasis.opendocument.text"),
        (
            "content.xml",
            &format!(
                r#"<?xml version="1.0" encoding="UTF-8"?><office:document-content {SPACES}><office:font-face-decls><style:font-face style:name="Grecque" svg:font-family="Symbol"/><style:font-face style:name="Symbol2" svg:font-family="Georgia"/></office:font-face-decls><office:automatic-styles>{automatic}</office:automatic-styles><office:body><office:text>{text}</office:text></office:body></office:document-content>"#
            ),
        ),
        (
            "styles.xml",
            &format!(
                r#"<office:document-styles {SPACES}><office:styles>
                <style:default-style style:family="paragraph"><style:text-properties fo:language="fr" fo:country="FR"/></style:default-style>
                <style:style style:name="Heading_20_2" style:parent-style-name="Heading"/>
                <style:style style:name="Illustration" style:parent-style-name="Caption"/>
                <style:style style:name="A" style:parent-style-name="B"/><style:style style:name="B" style:parent-style-name="A"/>
                </office:styles><office:master-styles><text:p>Pied de page</text:p></office:master-styles></office:document-styles>"#
            ),
        ),
        (
            "meta.xml",
            &format!(
                r#"<office:document-meta {SPACES}><office:meta><meta:creation-date>2025-12-24T08:30:00</meta:creation-date><dc:date>2026-01-02T00:00:00</dc:date><dc:language>en-GB</dc:language></office:meta></office:document-meta>"#
            ),
        ),
    ])
}

#[test]
fn paragraphs_have_kinds() {
    let automatic = r#"<style:style style:name="P1" style:parent-style-name="Heading_20_2"/>
        <style:style style:name="P2" style:parent-style-name="Quotations"/><style:style style:name="P3" style:parent-style-name="Title"/>
        <style:style style:name="T1"><style:text-properties fo:language="en" fo:country="GB"/></style:style>"#;
    let text = r##"
        <text:tracked-changes><text:changed-region><text:deletion><text:p>Texte supprimé.</text:p></text:deletion></text:changed-region></text:tracked-changes>
        <text:table-of-content><text:index-body><text:index-title><text:p>Sommaire</text:p></text:index-title><text:p>Le phare<text:tab/>1</text:p></text:index-body></text:table-of-content>
        <text:p text:style-name="P3">Le <text:span>phare</text:span></text:p>
        <text:h text:outline-level="1"><text:number>1.</text:number>Une tour</text:h>
        <text:p text:style-name="P1">Sous-titre</text:p>
        <text:p>Un    texte
           avec<text:s text:c="4"/><text:change-start/>des<text:change-end/> <text:a><text:span text:style-name="T1">blancs</text:span></text:a>,<text:line-break/>une suite<office:annotation><text:p>Commentaire</text:p></office:annotation>.</text:p>
        <text:list><text:list-header><text:p>Voici :</text:p></text:list-header><text:list-item><text:p>un</text:p><text:list><text:list-item><text:p>deux</text:p></text:list-item></text:list></text:list-item></text:list>
        <text:p text:style-name="P2">Une citation.</text:p>
        <text:p text:style-name="A">En rond.</text:p>"##;
    let article = read(&odt(automatic, text));
    assert_eq!(
        blocks(&article),
        [
            (Heading, "Le phare"),
            (Heading, "Une tour"),
            (Heading, "Sous-titre"),
            (Paragraph, "Un texte avec des blancs, une suite."),
            (ListItem, "Voici :"),
            (ListItem, "un"),
            (ListItem, "deux"),
            (Quotation, "Une citation."),
            (Paragraph, "En rond."),
        ]
    );
    assert_eq!(article.blocks[1].furniture, Some(Furniture::Repetition));
    assert_eq!(article.title.as_deref(), Some("Le phare"));
    assert_eq!(article.date.as_deref(), Some("2025-12-24"));
    assert_eq!(article.lang.map(|lang| lang.to_string()).as_deref(), Some("fr-FR"));
}

#[test]
fn tables_notes_and_frames_cut_no_sentence() {
    let text = r#"
        <text:p>Un mot<text:note text:note-class="footnote"><text:note-citation>1</text:note-citation><text:note-body><text:p>Une <text:span>note</text:span>.</text:p></text:note-body></text:note> et
        <draw:frame><draw:text-box><text:p text:style-name="Illustration"><draw:frame><draw:image/><svg:title>Titre</svg:title><svg:desc>Une image</svg:desc></draw:frame>Figure 1 : le phare</text:p></draw:text-box></draw:frame>sa suite.</text:p>
        <table:table><table:table-row><table:table-cell><text:p>Sel</text:p></table:table-cell><table:table-cell><text:p>12 €</text:p><text:p>net</text:p></table:table-cell><table:covered-table-cell><text:p>couvert</text:p></table:covered-table-cell></table:table-row></table:table>
        <text:p>Page <text:page-number>3</text:page-number>, <text:ruby><text:ruby-base>base</text:ruby-base><text:ruby-text>lecture</text:ruby-text></text:ruby>.</text:p>"#;
    assert_eq!(
        blocks(&read(&odt("", text))),
        [
            (Paragraph, "Un mot et sa suite."),
            (Footnote, "Une note."),
            (Caption, "Figure 1 : le phare"),
            (TableCell, "Sel"),
            (TableCell, "12 €"),
            (TableCell, "net"),
            (Paragraph, "Page 3, base."),
        ]
    );
}

#[test]
fn encrypted_documents_are_refused() {
    let manifest = r#"<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"><manifest:file-entry manifest:full-path="content.xml"><manifest:encryption-data/></manifest:file-entry></manifest:manifest>"#;
    let bytes = zip(&[
        ("mimetype", "application/vnd.oasis.opendocument.text"),
        ("content.xml", "\u{1}\u{2}"),
        ("META-INF/manifest.xml", manifest),
    ]);
    assert!(matches!(problem(&bytes), DocumentError::Encrypted { .. }));
}

#[test]
fn raised_text_symbols_and_formulas_keep_their_values() {
    let automatic = r#"<style:style style:name="Haut"><style:text-properties style:text-position="super 58%"/></style:style>
        <style:style style:name="Haut2"><style:text-properties style:text-position="33% 58%"/></style:style>
        <style:style style:name="Bas"><style:text-properties style:text-position="sub 58%"/></style:style>
        <style:style style:name="Grec"><style:text-properties style:font-name="Symbol"/></style:style>
        <style:style style:name="Grec2"><style:text-properties style:font-name="Grecque"/></style:style>
        <style:style style:name="Latin"><style:text-properties style:font-name="Symbol2"/></style:style>
        <style:style style:name="Cache"><style:text-properties text:display="none"/></style:style>"#;
    let math = |inside: &str| {
        format!(
            r#"<draw:frame><draw:object><math xmlns="http://www.w3.org/1998/Math/MathML">{inside}</math></draw:object></draw:frame>"#
        )
    };
    let span = |style: &str, text: &str| format!(r#"<text:span text:style-name="{style}">{text}</text:span>"#);
    for (text, wanted) in [
        (["10", &span("Haut", "6"), " m", &span("Haut2", "3")].concat(), "10⁶ m³"),
        (
            ["Le 1", &span("Haut", "er"), " mai, CO", &span("Bas", "2")].concat(),
            "Le 1er mai, CO2",
        ),
        (["5 ", &span("Grec", "\u{f06d}"), "g"].concat(), "5 µg"),
        (
            ["6 ", &span("Grec2", "m"), "g, 7 ", &span("Grec2", "\u{f06d}"), "g"].concat(),
            "6 µg, 7 µg",
        ),
        (["8 ", &span("Latin", "m"), "g"].concat(), "8 mg"),
        (["Vu.", &span("Cache", "Caché.")].concat(), "Vu."),
        (
            ["Soit ", &math("<mfrac><mn>1</mn><mn>2</mn></mfrac>"), " litre"].concat(),
            "Soit 1/2 litre",
        ),
    ] {
        assert_eq!(
            blocks(&read(&odt(automatic, &format!("<text:p>{text}</text:p>")))),
            [(Paragraph, wanted)],
            "{text}"
        );
    }
    assert!(
        blocks(&read(&odt(
            automatic,
            r#"<text:p text:style-name="Cache">Caché.</text:p><text:p>Vu.</text:p>"#
        )))
        .len()
            == 1
    );
}
