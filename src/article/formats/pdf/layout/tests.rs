//! Tests of its parts that no caller sees.

use super::*;

#[test]
fn page_numbers_are_told_from_text() {
    for text in ["12", "– 12 –", "xiv", "Page 3", "3/12", "3 sur 12", "page 3 of 12"] {
        assert!(is_page_number(text), "{text}");
    }
    for text in [
        "12 chevaux",
        "1 204 567 habitants",
        "Page blanche",
        "Chapitre 3",
        "mix de 3",
    ] {
        assert!(!is_page_number(text), "{text}");
    }
}

/// A page of lines of 60 characters, 12 points apart, from a height of 40 points.
fn page(lines: &[&str]) -> Page {
    let lines = lines.iter().enumerate().map(|(at, text)| {
        #[expect(clippy::cast_precision_loss)]
        let (at, width) = (at as f32, text.chars().count() as f32);
        Line {
            left: 50.0,
            right: 50.0 + 5.0 * width,
            top: 40.0 + 12.0 * at,
            bottom: 51.0 + 12.0 * at,
            size: 11.0,
            block: 0,
            text: (*text).to_owned(),
            raised: Vec::new(),
        }
    });
    Page {
        height: 800.0,
        lines: lines.collect(),
    }
}

#[test]
fn an_end_of_a_sentence_that_comes_back_is_no_running_head() {
    let subjects = ["du pont", "de la halle", "des écoles", "du moulin"];
    let pages = subjects.map(|subject| {
        page(&[
            "quartier.",
            &format!("Le conseil a parlé ce matin {subject} avec tous ses voisins du"),
        ])
    });
    let pages = pages.into_iter().collect();
    let pieces = pieces(pages);
    let kept: Vec<&str> = pieces
        .iter()
        .filter(|piece| piece.furniture.is_none())
        .map(|piece| piece.text.as_str())
        .collect();
    assert_eq!(
        kept.iter()
            .filter(|text| text.ends_with("voisins du quartier."))
            .count(),
        3,
        "{kept:?}"
    );
}

#[test]
fn sentences_go_on_over_pages_and_running_heads_do_not() {
    let first = "La barque quitta le quai avant que le soleil ne fût levé sur";
    let pages = vec![
        page(&["Contes du fleuve", first]),
        page(&[
            "Contes du fleuve",
            "la rive opposée, et nul ne la revit.",
            "Un autre conte.",
        ]),
    ];
    let pieces = pieces(pages);
    let texts: Vec<(&str, bool)> = pieces
        .iter()
        .map(|piece| (piece.text.as_str(), piece.furniture.is_some()))
        .collect();
    let whole = format!("{first} la rive opposée, et nul ne la revit.");
    assert_eq!(
        texts,
        [
            ("Contes du fleuve", true),
            (whole.as_str(), false),
            ("Contes du fleuve", true),
            ("Un autre conte.", false),
        ]
    );
}
