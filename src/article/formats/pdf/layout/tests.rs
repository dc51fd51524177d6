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

/// A page of lines, each with its left edge, its row of 12 points, its right edge and its block.
fn placed(lines: &[(f32, f32, f32, usize, &str)]) -> Page {
    let lines = lines.iter().map(|(left, row, right, block, text)| Line {
        left: *left,
        right: *right,
        top: 40.0 + 12.0 * row,
        bottom: 51.0 + 12.0 * row,
        size: 11.0,
        block: *block,
        text: (*text).to_owned(),
        raised: Vec::new(),
    });
    Page {
        height: 800.0,
        lines: lines.collect(),
    }
}

#[test]
fn a_stretched_line_is_no_row_of_cells() {
    let page = placed(&[
        (50.0, 10.0, 80.0, 1, "Entre"),
        (100.0, 10.0, 160.0, 1, "2010-2015,"),
        (185.0, 10.0, 200.0, 1, "on"),
        (50.0, 11.0, 90.0, 1, "compta"),
        (140.0, 11.0, 200.0, 1, "vingt-deux"),
        (50.0, 11.9, 200.0, 1, "marcheurs arrivés à l’aube, et ils"),
        (50.0, 12.9, 200.0, 1, "montaient au col, et peut-être trente-sept,"),
        (50.0, 13.9, 120.0, 1, "y a-t-il un doute."),
        (50.0, 20.0, 80.0, 2, "Nuit"),
        (160.0, 20.0, 200.0, 2, "24 €"),
        (50.0, 21.0, 90.0, 2, "Repas"),
        (160.0, 21.0, 200.0, 2, "9 €"),
    ]);
    let texts: Vec<String> = pieces(vec![page]).into_iter().map(|piece| piece.text).collect();
    assert_eq!(
        texts,
        [
            "Entre 2010-2015, on compta vingt-deux marcheurs arrivés à l’aube, et ils montaient au col, et peut-être trente-sept, y a-t-il un doute.",
            "Nuit",
            "24 €",
            "Repas",
            "9 €",
        ]
    );
}

#[test]
fn items_whose_bullets_are_drawn_stay_apart() {
    let text = "La crue de l’hiver emporta tout ce que les hommes avaient bâti et";
    let page = placed(&[
        (50.0, 10.0, 480.0, 1, text),
        (
            50.0,
            11.0,
            480.0,
            1,
            "de nouveau détruit la grange, le pont et le moulin du vieux village où",
        ),
        (
            50.0,
            12.0,
            480.0,
            1,
            "Paul Roux, maire de la commune, avait longtemps habité avec tous les siens",
        ),
        (50.0, 13.0, 120.0, 1, "avant la guerre."),
        (70.0, 15.0, 200.0, 2, "Premier point de la liste"),
        (70.0, 16.0, 210.0, 2, "Deuxième point de la liste"),
        (50.0, 18.0, 250.0, 3, "Une phrase qui parle enfin de"),
        (50.0, 19.0, 200.0, 3, "Jeanne et de son frère."),
    ]);
    let texts: Vec<String> = pieces(vec![page]).into_iter().map(|piece| piece.text).collect();
    assert_eq!(texts.len(), 4, "{texts:?}");
    assert_eq!(texts[1..3], ["Premier point de la liste", "Deuxième point de la liste"]);
    assert!(texts[3].ends_with("de Jeanne et de son frère."));
}
