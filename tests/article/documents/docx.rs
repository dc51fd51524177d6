//! DOCX: what of a document is its text, and what each paragraph is.

use interligne::article::BlockKind::{Caption, Footnote, Heading, ListItem, Paragraph, Quotation, TableCell};
use interligne::article::Furniture;

use super::{blocks, read, zip};

const W: &str = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";

/// A document with this body and, where given, these styles and footnotes.
fn docx(body: &str, styles: &str, footnotes: &str) -> Vec<u8> {
    let types = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    zip(&[
        (
            "[Content_Types].xml",
            r#"<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>"#,
        ),
        (
            "_rels/.rels",
            &format!(
                r#"<Relationships><Relationship Id="a" Type="{types}/officeDocument" Target="word/document.xml"/>
                <Relationship Id="b" Type="http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties" Target="/docProps/core.xml"/></Relationships>"#
            ),
        ),
        (
            "word/_rels/document.xml.rels",
            &format!(
                r#"<Relationships><Relationship Id="x" Type="{types}/hyperlink" Target="https://example.org/styles" TargetMode="External"/>
                <Relationship Id="a" Type="{types}/styles" Target="styles.xml"/>
                <Relationship Id="b" Type="{types}/footnotes" Target="footnotes.xml"/></Relationships>"#
            ),
        ),
        (
            "docProps/core.xml",
            r#"<p:coreProperties xmlns:p="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/">
            <dc:title>Le pont du val</dc:title><dcterms:created>2026-03-04T10:00:00Z</dcterms:created></p:coreProperties>"#,
        ),
        (
            "word/document.xml",
            &format!(
                r#"<?xml version="1.0" encoding="UTF-8"?><w:document xmlns:w="{W}" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"><w:body>{body}</w:body></w:document>"#
            ),
        ),
        (
            "word/styles.xml",
            &format!(r#"<w:styles xmlns:w="{W}">{styles}</w:styles>"#),
        ),
        (
            "word/footnotes.xml",
            &format!(r#"<w:footnotes xmlns:w="{W}">{footnotes}</w:footnotes>"#),
        ),
        (
            "word/header1.xml",
            &format!(r#"<w:hdr xmlns:w="{W}"><w:p><w:r><w:t>En-tête</w:t></w:r></w:p></w:hdr>"#),
        ),
        (
            "word/comments.xml",
            &format!(
                r#"<w:comments xmlns:w="{W}"><w:comment><w:p><w:r><w:t>À revoir</w:t></w:r></w:p></w:comment></w:comments>"#
            ),
        ),
    ])
}

/// A paragraph of one run, with these properties.
fn p(properties: &str, text: &str) -> String {
    format!("<w:p><w:pPr>{properties}</w:pPr><w:r><w:t xml:space=\"preserve\">{text}</w:t></w:r></w:p>")
}

#[test]
fn paragraphs_have_kinds_by_their_styles() {
    let styles = r#"
        <w:docDefaults><w:rPrDefault><w:rPr><w:lang w:val="fr-CA"/></w:rPr></w:rPrDefault></w:docDefaults>
        <w:style w:styleId="Titre1"><w:name w:val="heading 1"/></w:style>
        <w:style w:styleId="Inter"><w:name w:val="Intertitre"/><w:basedOn w:val="Titre1"/></w:style>
        <w:style w:styleId="Chapeau"><w:name w:val="Chapeau"/><w:pPr><w:outlineLvl w:val="9"/></w:pPr></w:style>
        <w:style w:styleId="Puce"><w:name w:val="Puce"/><w:pPr><w:numPr><w:numId w:val="3"/></w:numPr></w:pPr></w:style>
        <w:style w:styleId="Lgende"><w:name w:val="caption"/></w:style>
        <w:style w:styleId="Citation"><w:name w:val="Quote"/></w:style>
        <w:style w:styleId="TM1"><w:name w:val="toc 1"/></w:style>
        <w:style w:styleId="Boucle"><w:name w:val="Boucle"/><w:basedOn w:val="Boucle"/></w:style>"#;
    let body = [
        p(r#"<w:pStyle w:val="TM1"/>"#, "Le pont 3"),
        p(r#"<w:pStyle w:val="Inter"/>"#, "Le pont"),
        p(r#"<w:pStyle w:val="Chapeau"/>"#, "Un chapeau."),
        p(r#"<w:outlineLvl w:val="1"/>"#, "Un intertitre"),
        p(r#"<w:pStyle w:val="Puce"/>"#, "un point"),
        p(
            r#"<w:pStyle w:val="Puce"/><w:numPr><w:numId w:val="0"/></w:numPr>"#,
            "Sans puce.",
        ),
        p(
            r#"<w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr>"#,
            "autre point",
        ),
        p(r#"<w:pStyle w:val="Lgende"/>"#, "Figure 1. Le pont."),
        p(r#"<w:pStyle w:val="Citation"/>"#, "« Il tient. »"),
        p(r#"<w:pStyle w:val="Boucle"/>"#, "Un &amp; deux&#160;!"),
    ]
    .concat();
    let article = read(&docx(&body, styles, ""));
    assert_eq!(
        blocks(&article),
        [
            (Heading, "Le pont"),
            (Paragraph, "Un chapeau."),
            (Heading, "Un intertitre"),
            (ListItem, "un point"),
            (Paragraph, "Sans puce."),
            (ListItem, "autre point"),
            (Caption, "Figure 1. Le pont."),
            (Quotation, "« Il tient. »"),
            (Paragraph, "Un & deux\u{a0}!"),
        ]
    );
    assert_eq!(
        article.blocks[0].furniture,
        Some(Furniture::Repetition),
        "the table of contents"
    );
    assert_eq!(article.title.as_deref(), Some("Le pont du val"));
    assert_eq!(article.date.as_deref(), Some("2026-03-04"));
    assert_eq!(article.lang.map(|lang| lang.to_string()).as_deref(), Some("fr-CA"));
}

#[test]
fn the_final_text_is_what_tracked_changes_leave() {
    let body = r#"
        <w:p><w:r><w:t>Le prix </w:t></w:r><w:del><w:r><w:delText>monte</w:delText></w:r></w:del><w:ins><w:r><w:t>baisse</w:t></w:r></w:ins><w:r><w:t>.</w:t></w:r></w:p>
        <w:p><w:pPr><w:rPr><w:del w:id="1"/></w:rPr></w:pPr><w:r><w:t>Une phrase </w:t></w:r></w:p>
        <w:p><w:r><w:t>en une.</w:t></w:r></w:p>
        <w:moveFrom><w:p><w:r><w:t>Parti.</w:t></w:r></w:p></w:moveFrom>
        <w:p><w:moveTo><w:r><w:t>Venu.</w:t></w:r></w:moveTo><w:r><w:rPr><w:vanish/></w:rPr><w:t>caché</w:t></w:r></w:p>
        <w:p><w:r><w:rPr><w:vanish w:val="0"/></w:rPr><w:t>Montré.</w:t></w:r></w:p>
        <w:p><w:pPr><w:pPrChange><w:pPr><w:outlineLvl w:val="0"/></w:pPr></w:pPrChange></w:pPr><w:r><w:t>Pas un titre.</w:t></w:r></w:p>
        <w:p><w:pPr><w:rPr><w:del w:id="2"/></w:rPr></w:pPr><w:r><w:t>La fin.</w:t></w:r></w:p>"#;
    assert_eq!(
        blocks(&read(&docx(body, "", ""))),
        [
            (Paragraph, "Le prix baisse."),
            (Paragraph, "Une phrase en une."),
            (Paragraph, "Venu."),
            (Paragraph, "Montré."),
            (Paragraph, "Pas un titre."),
            (Paragraph, "La fin."),
        ]
    );
}

#[test]
fn tables_notes_and_text_boxes_cut_no_sentence() {
    let notes = r#"<w:footnote w:type="separator" w:id="0"><w:p><w:r><w:separator/></w:r></w:p></w:footnote>
        <w:footnote w:id="2"><w:p><w:r><w:footnoteRef/></w:r><w:r><w:t xml:space="preserve"> Une note.</w:t></w:r></w:p><w:p><w:r><w:del><w:r/></w:del><w:t>Sa suite.</w:t></w:r></w:p></w:footnote>
        <w:footnote w:id="3"><w:p><w:r><w:t>Sans appel.</w:t></w:r></w:p></w:footnote>"#;
    let body = r#"
        <w:p><w:r><w:t>Un mot</w:t></w:r><w:r><w:footnoteReference w:id="2"/></w:r><w:r><w:t xml:space="preserve"> et la </w:t></w:r>
          <w:r><mc:AlternateContent><mc:Choice><w:drawing><w:txbxContent><w:p><w:r><w:t>Un encadré.</w:t></w:r></w:p></w:txbxContent></w:drawing></mc:Choice>
          <mc:Fallback><w:pict><w:txbxContent><w:p><w:r><w:t>Un encadré.</w:t></w:r></w:p></w:txbxContent></w:pict></mc:Fallback></mc:AlternateContent></w:r>
          <w:r><w:t>suite</w:t><w:noBreakHyphen/><w:t>fin.</w:t></w:r><w:r><w:footnoteReference w:id="2"/></w:r></w:p>
        <w:tbl><w:tblPr/><w:tr><w:tc><w:tcPr/><w:p><w:r><w:t>Sel</w:t><w:tab/><w:t>gris</w:t></w:r></w:p></w:tc><w:tc><w:p><w:r><w:t>12</w:t></w:r></w:p><w:p/></w:tc></w:tr></w:tbl>
        <w:p><w:r><w:t>Vers un</w:t><w:br/><w:t>Vers deux</w:t><w:br/><w:t>qui va plus loin</w:t></w:r></w:p>
        <w:p><m:oMath><m:r><m:t>x+1</m:t></m:r></m:oMath></w:p>
        <w:p><w:r><w:fldChar w:fldCharType="begin"/><w:instrText>REF x</w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/><w:t>page 4</w:t><w:fldChar w:fldCharType="end"/></w:r></w:p>"#;
    assert_eq!(
        blocks(&read(&docx(body, "", notes))),
        [
            (Paragraph, "Un mot et la suite\u{2011}fin."),
            (Footnote, "Une note."),
            (Footnote, "Sa suite."),
            (Paragraph, "Un encadré."),
            (TableCell, "Sel gris"),
            (TableCell, "12"),
            (Paragraph, "Vers un"),
            (Paragraph, "Vers deux qui va plus loin"),
            (Paragraph, "x+1"),
            (Paragraph, "page 4"),
        ]
    );
}

/// A run with these properties.
fn r(properties: &str, text: &str) -> String {
    format!("<w:r><w:rPr>{properties}</w:rPr><w:t xml:space=\"preserve\">{text}</w:t></w:r>")
}

#[test]
fn raised_text_symbols_and_formulas_keep_their_values() {
    const SYMBOL: &str = r#"<w:rFonts w:ascii="Symbol" w:hAnsi="Symbol"/>"#;
    let raised = r#"<w:vertAlign w:val="superscript"/>"#;
    let field = |begin: &str, result: &str| {
        let char = |kind: &str| format!("<w:r><w:fldChar w:fldCharType=\"{kind}\"/></w:r>");
        let separate = if result.is_empty() {
            String::new()
        } else {
            char("separate")
        };
        let instructions = format!("<w:r><w:instrText>{begin}</w:instrText></w:r>");
        [char("begin"), instructions, separate, result.to_owned(), char("end")].concat()
    };
    let styles = r#"
        <w:style w:type="character" w:styleId="Expo"><w:name w:val="Expo"/><w:rPr><w:vertAlign w:val="superscript"/></w:rPr></w:style>
        <w:style w:type="character" w:styleId="Monte"><w:name w:val="Monte"/><w:rPr><w:position w:val="10"/></w:rPr></w:style>
        <w:style w:type="character" w:styleId="Grec"><w:name w:val="Grec"/><w:rPr><w:rFonts w:ascii="Symbol"/></w:rPr></w:style>
        <w:style w:type="character" w:styleId="Note"><w:name w:val="Note"/><w:rPr><w:vanish/></w:rPr></w:style>
        <w:style w:type="character" w:styleId="Note2"><w:name w:val="Note2"/><w:basedOn w:val="Note"/></w:style>
        <w:style w:type="paragraph" w:styleId="Secret"><w:name w:val="Secret"/><w:rPr><w:vanish/></w:rPr></w:style>"#;
    for (runs, wanted) in [
        ([r("", "10"), r(raised, "6"), r("", " m"), r(raised, "3")].concat(), "10⁶ m³"),
        ([r("", "10"), r(r#"<w:rStyle w:val="Expo"/>"#, "−3")].concat(), "10⁻³"),
        ([r("", "Le 1"), r(raised, "er"), r("", " mai")].concat(), "Le 1er mai"),
        ([r("", "CO"), r(r#"<w:vertAlign w:val="subscript"/>"#, "2")].concat(), "CO2"),
        (r#"<w:r><w:t xml:space="preserve">5 </w:t><w:sym w:font="Symbol" w:char="F06D"/><w:t>g</w:t></w:r>"#.to_owned(), "5 µg"),
        (r#"<w:r><w:t xml:space="preserve">6 </w:t><w:sym w:font="Symbol" w:char="006D"/><w:t>g</w:t></w:r>"#.to_owned(), "6 µg"),
        ([r("", "7 "), r(SYMBOL, "\u{f06d}"), r("", "g")].concat(), "7 µg"),
        ([r("", "8 "), r(SYMBOL, "m"), r("", "g")].concat(), "8 µg"),
        ([r("", "9 "), r(r#"<w:rStyle w:val="Grec"/>"#, "m"), r("", "g")].concat(), "9 µg"),
        ([r("", "≤ 12, "), r(SYMBOL, "£ \u{f0a3}"), r("", " 13")].concat(), "≤ 12, £ ≤ 13"),
        ([r("", "1 "), field(r#" SYMBOL 109 \f "Symbol" "#, &r(SYMBOL, "m")), r("", "g")].concat(), "1 µg"),
        ([r("", "2 "), field(r" SYMBOL 109 \f Symbol ", ""), r("", "g")].concat(), "2 µg"),
        ([r("", "3 "), format!(r#"<w:fldSimple w:instr="SYMBOL 109 \f Symbol">{}</w:fldSimple>"#, r("", "?")), r("", "g")].concat(), "3 µg"),
        (r#"<w:r><w:t>Fait </w:t><w:sym w:font="Wingdings" w:char="F0FC"/></w:r>"#.to_owned(), "Fait ✓"),
        ([r("", "Vu."), r(r#"<w:rStyle w:val="Note2"/>"#, "Caché.")].concat(), "Vu."),
        ([r(r#"<w:rStyle w:val="Note"/><w:vanish w:val="0"/>"#, "Montré.")].concat(), "Montré."),
        ([r("", "10"), r(r#"<w:position w:val="8"/><w:sz w:val="14"/>"#, "6"), r("", " m"), r(r#"<w:rStyle w:val="Monte"/>"#, "3")].concat(), "10⁶ m³"),
        ([r("", "x"), r(r#"<w:position w:val="-6"/>"#, "1"), r(r#"<w:position w:val="2"/>"#, " = 3")].concat(), "x₁ = 3"),
        ([r("", "Soit "), field(r" EQ \f(1;2) ", ""), r("", " litre")].concat(), "Soit 1/2 litre"),
        ([r("", "En 1720"), field(r" NOTEREF _Ref1 \f \h ", &r(raised, "3")), r("", " et 10"), r(raised, "3")].concat(), "En 1720 et 10³"),
        ([r("", "La note "), field(r" NOTEREF _Ref1 \h ", &r("", "3"))].concat(), "La note 3"),
        ([r("", "En 1720"), format!(r#"<w:hyperlink w:anchor="n1">{}</w:hyperlink>"#, r(raised, "1")), r("", ".")].concat(), "En 1720."),
        ("<m:oMath><m:f><m:num><m:r><m:t>1</m:t></m:r></m:num><m:den><m:r><m:t>2</m:t></m:r></m:den></m:f></m:oMath>".to_owned(), "1/2"),
        ("<m:oMath><m:sSup><m:e><m:r><m:t>10</m:t></m:r></m:e><m:sup><m:r><m:t>-3</m:t></m:r></m:sup></m:sSup></m:oMath>".to_owned(), "10⁻³"),
        ("<m:oMath><m:rad><m:radPr><m:degHide m:val=\"1\"/></m:radPr><m:deg/><m:e><m:r><m:t>x+1</m:t></m:r></m:e></m:rad></m:oMath>".to_owned(), "√(x+1)"),
        ("<m:oMath><m:d><m:dPr><m:begChr m:val=\"[\"/><m:endChr m:val=\"]\"/></m:dPr><m:e><m:r><m:t>a</m:t></m:r></m:e></m:d></m:oMath>".to_owned(), "[a]"),
    ] {
        let body = format!(r#"<w:p>{runs}</w:p><w:p><w:pPr><w:pStyle w:val="Secret"/></w:pPr><w:r><w:t>Caché.</w:t></w:r></w:p>"#);
        assert_eq!(blocks(&read(&docx(&body, styles, ""))), [(Paragraph, wanted)], "{runs}");
    }
}

#[test]
fn a_large_first_letter_belongs_to_its_paragraph() {
    let body = [
        p(r#"<w:pStyle w:val="T"/>"#, "Le village"),
        p(r#"<w:framePr w:dropCap="drop" w:lines="3" w:wrap="around"/>"#, "L"),
        p("", "e village dormait."),
        p(r#"<w:framePr w:dropCap="margin" w:lines="2"/>"#, "À"),
        p("", " midi, il neigeait."),
    ]
    .concat();
    let styles = r#"<w:style w:styleId="T"><w:name w:val="heading 1"/></w:style>"#;
    assert_eq!(
        blocks(&read(&docx(&body, styles, ""))),
        [
            (Heading, "Le village"),
            (Paragraph, "Le village dormait."),
            (Paragraph, "À midi, il neigeait."),
        ]
    );
}
