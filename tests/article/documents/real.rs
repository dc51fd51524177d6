//! One article as LibreOffice writes it in each format: the same text comes out of all of them.

use interligne::article::BlockKind::{Footnote, Heading, ListItem, Paragraph, Quotation, TableCell};
use interligne::article::{BlockKind, DocumentError};

use crate::support::skip;

use super::{blocks, problem, read};

const ODT: &[u8] = include_bytes!("../../documents/files/marche.odt");
const DOCX: &[u8] = include_bytes!("../../documents/files/marche.docx");
const RTF: &[u8] = include_bytes!("../../documents/files/marche.rtf");
const EPUB: &[u8] = include_bytes!("../../documents/files/marche.epub");
const PDF: &[u8] = include_bytes!("../../documents/files/marche.pdf");
const ENCRYPTED: &[u8] = include_bytes!("../../documents/files/encrypted.pdf");

/// The kinds and first words of the article's blocks.
const EXPECTED: [(BlockKind, &str); 17] = [
    (Heading, "Le marché aux livres de Vauclaire"),
    (Paragraph, "Chaque deuxième dimanche du mois"),
    (Footnote, "Quarante-deux inscrits en janvier"),
    (Heading, "Une halle, cent étals"),
    (Paragraph, "« On vient pour un livre"),
    (Quotation, "Un livre qui dort au grenier"),
    (Paragraph, "L’association a fixé trois règles"),
    (ListItem, "les prix sont écrits au crayon ;"),
    (ListItem, "les livres de classe restent gratuits ;"),
    (ListItem, "les invendus vont à la bibliothèque."),
    (Heading, "Les comptes de l’année"),
    (Paragraph, "La trésorière a présenté"),
    (TableCell, "Année"),
    (TableCell, "Livres vendus"),
    (TableCell, "2025"),
    (TableCell, "18 450"),
    (Paragraph, "Le prochain marché aura lieu"),
];

#[test]
fn word_processors_files_give_the_same_blocks() {
    let whole = read(ODT);
    let texts: Vec<&str> = blocks(&whole).into_iter().map(|(_, text)| text).collect();
    assert!(texts[1].ends_with("Les exposants arrivent avant l’aube, et les premiers acheteurs les attendent déjà."));
    assert!(texts[4].ends_with("qui recouvre les couvertures abîmées de papier bleu."));
    for (name, bytes) in [("odt", ODT), ("docx", DOCX), ("rtf", RTF)] {
        let article = read(bytes);
        let found = blocks(&article);
        assert_eq!(found.len(), EXPECTED.len(), "{name}: {found:?}");
        for ((kind, text), (expected, words)) in found.iter().zip(EXPECTED) {
            assert_eq!(*kind, expected, "{name}: {text}");
            assert!(text.starts_with(words), "{name}: {text}");
        }
        assert_eq!(found.iter().map(|(_, text)| *text).collect::<Vec<_>>(), texts, "{name}");
        assert_eq!(
            article.title.as_deref(),
            Some("Le marché aux livres de Vauclaire"),
            "{name}"
        );
        assert_eq!(article.date.as_deref(), Some("2026-02-14"), "{name}");
        assert_eq!(
            article.lang.map(|lang| lang.to_string()).as_deref(),
            Some("fr-FR"),
            "{name}"
        );
    }
    // LibreOffice's books know paragraphs and tables only.
    let book = read(EPUB);
    assert_eq!(
        blocks(&book).into_iter().map(|(_, text)| text).collect::<Vec<_>>(),
        texts
    );
}

#[test]
fn printed_pages_give_the_same_text() {
    if !skip::runs("pdftotext", &["-v"]) {
        assert_eq!(problem(PDF), DocumentError::NoPdfTool);
        return;
    }
    let article = read(PDF);
    let mut printed: Vec<&str> = blocks(&article).into_iter().map(|(_, text)| text).collect();
    let whole = read(ODT);
    let mut written: Vec<&str> = blocks(&whole).into_iter().map(|(_, text)| text).collect();
    // The footnote stands at the foot of its page.
    printed.sort_unstable();
    written.sort_unstable();
    assert_eq!(printed, written);
    let furniture: Vec<&str> = article
        .blocks
        .iter()
        .filter(|block| block.furniture.is_some())
        .map(|block| article.block_text(block))
        .collect();
    assert_eq!(
        furniture,
        [
            "La Gazette de Vauclaire, février 2026",
            "1",
            "La Gazette de Vauclaire, février 2026",
            "2"
        ]
    );
    assert_eq!(article.title.as_deref(), Some("Le marché aux livres de Vauclaire"));
    assert!(matches!(problem(ENCRYPTED), DocumentError::Encrypted { .. }));
    assert!(matches!(problem(&PDF[..PDF.len() / 10]), DocumentError::Damaged { .. }));
    let empty =
        b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n\
        3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]>>endobj\ntrailer<</Root 1 0 R>>\n";
    assert_eq!(problem(empty), DocumentError::NoTextLayer);
}
