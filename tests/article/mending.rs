//! Text that is UTF-8 read in another encoding: told in every format, and mended where that is asked.

#![allow(clippy::unwrap_used)]

use crate::support::Place;
use interligne::article::{Article, ReadOptions, read_bytes};

const FRENCH: &str = "Le bâtiment, qui domine la rivière, appartenait à la même famille.\n\n« Nous avons attendu », raconte l’élue.\n\n\
La région paiera la moitié des travaux, à l’été.\n";

/// The text as a program writes it that reads its UTF-8 as Latin-1.
fn spoilt(text: &str) -> String {
    text.bytes().map(char::from).collect()
}

fn texts(article: &Article) -> Vec<&str> {
    article.blocks.iter().map(|block| article.block_text(block)).collect()
}

#[test]
fn it_is_told_and_mended_in_every_format() {
    let page = |text: &str| {
        let paragraphs: String = text
            .split("\n\n")
            .map(|text| format!("<p>{}</p>", text.trim()))
            .collect();
        format!("<html><head><title>Le moulin</title></head><body><main>{paragraphs}</main></body></html>")
    };
    let references = |text: &str| -> String {
        let reference = |c: char| {
            if c.is_ascii() {
                c.to_string()
            } else {
                format!("&#{};", u32::from(c))
            }
        };
        text.chars().map(reference).collect()
    };
    // What HTML says of references from 80 to 9F is another matter: this text has none.
    let plain = "La région paiera la moitié des travaux, et la région paiera le musée.\n";
    let cues = |text: &str| {
        let cues = text.trim().split("\n\n").enumerate();
        let cue = |(at, text)| format!("{}\n00:00:0{at},000 --> 00:00:0{at},900\n{text}\n\n", at + 1);
        cues.map(cue).collect::<String>()
    };
    for (name, right, wrong) in [
        ("moulin.txt", FRENCH.to_owned(), spoilt(FRENCH)),
        (
            "moulin.md",
            format!("# Le moulin\n\n{FRENCH}"),
            format!("# Le moulin\n\n{}", spoilt(FRENCH)),
        ),
        ("moulin.html", page(FRENCH), page(&spoilt(FRENCH))),
        ("entites.html", page(plain), page(&references(&spoilt(plain)))),
        ("moulin.srt", cues(FRENCH), cues(&spoilt(FRENCH))),
        (
            "moulin.rtf",
            format!(r"{{\rtf1\ansi {}}}", rtf(plain)),
            format!(r"{{\rtf1\ansi {}}}", rtf(&spoilt(plain))),
        ),
    ] {
        let right = read_bytes(name, right.as_bytes(), &ReadOptions::default()).unwrap();
        let wrong = wrong.as_bytes();
        let told = read_bytes(name, wrong, &ReadOptions::default()).unwrap();
        let mended = read_bytes(name, wrong, &ReadOptions::default().mend_encoding(true)).unwrap();
        assert!(told.garbled.is_some() && !told.mended, "{name}");
        assert!(mended.garbled.is_none() && mended.mended, "{name}");
        assert_eq!(texts(&mended), texts(&right), "{name}");
        // What is right stays as it is.
        assert!(right.garbled.is_none(), "{name}");
    }
}

/// Text with its letters beyond ASCII as RTF writes them.
fn rtf(text: &str) -> String {
    let escaped = |c: char| {
        if c.is_ascii() {
            c.to_string()
        } else {
            format!(r"\u{}?", u32::from(c))
        }
    };
    text.chars().map(escaped).collect()
}

#[test]
fn import_names_the_option_and_stores_what_it_mends() {
    let place = Place::new();
    place.write("moulin.fr.txt", spoilt(FRENCH));
    place.write(
        "moulin.en.txt",
        "The building, which overlooks the river, belonged to the same family.\n\n“We have waited”, says the councillor.\n\n\
The region will pay half of the work, in summer.\n",
    );
    let warned = place.run(&["import", "moulin.fr.txt", "moulin.en.txt"]);
    assert!(
        warned.err.contains("moulin.fr.txt, line 1") && warned.err.contains("--mend-encoding mends it"),
        "{}",
        warned.err
    );
    place.ok(&[
        "import",
        "--mend-encoding",
        "moulin.fr.txt",
        "moulin.en.txt",
        "--replace",
    ]);
    let units = place.ok(&["memory", "list", "--units", "--json"]);
    assert!(units.contains("raconte l’élue") && !units.contains('Ã'), "{units}");
}
