//! Tables as people and spreadsheets make them: separators, headers, directions, sheets, dates.

use rust_xlsxwriter::{ExcelDateTime, Format, Workbook};

use crate::support::Place;

/// Imports a file into a new memory and gives the units as source and target, in their languages fr and en.
fn units(place: &Place, name: &str) -> Vec<(String, String)> {
    let _ = std::fs::remove_dir_all(place.path("memory"));
    place.ok(&["import", name]);
    let out = place.ok(&["memory", "list", "--units", "--json"]);
    let text = |unit: &serde_json::Value, side: &str| unit[side].as_str().unwrap_or_default().to_owned();
    out.lines()
        .map(|line| serde_json::from_str(line).expect("an object a line"))
        .map(|unit: serde_json::Value| (text(&unit, "source"), text(&unit, "target")))
        .collect()
}

fn pairs(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
    pairs.iter().map(|(s, t)| ((*s).to_owned(), (*t).to_owned())).collect()
}

const BRIDGE: (&str, &str) = ("Le pont est rouge.", "The bridge is red.");

#[test]
fn the_separator_is_what_gives_each_line_as_many_cells() {
    let place = Place::new();
    for (text, expected) in [
        (
            "Bonjour monsieur.;Hello, sir.\nLe pont, lui, est rouge.;The bridge is red.\n",
            [
                ("Bonjour monsieur.", "Hello, sir."),
                ("Le pont, lui, est rouge.", "The bridge is red."),
            ],
        ),
        (
            "Le taux est de 3,5 % ou 4,5 %.;The rate is 3.5% or 4.5%.\nIl a couru 9,58 s.;He ran 9.58 s.\n",
            [
                ("Le taux est de 3,5 % ou 4,5 %.", "The rate is 3.5% or 4.5%."),
                ("Il a couru 9,58 s.", "He ran 9.58 s."),
            ],
        ),
        (
            "\"Oui ; non.\",Yes; no.\n\"Un ; deux ; trois.\",One; two.\n",
            [("Oui ; non.", "Yes; no."), ("Un ; deux ; trois.", "One; two.")],
        ),
    ] {
        place.write("t.csv", text);
        assert_eq!(units(&place, "t.csv"), pairs(&expected), "{text}");
    }
    place.write("t.csv", "Un, deux;One\nTrois\nQuatre;Four\n");
    let told = place.refused(1, &["import", "t.csv"]);
    assert!(
        told.contains("t.csv:1: it cannot be told what stands between the cells"),
        "{told}"
    );
}

#[test]
fn a_header_in_any_usual_wording_gives_the_direction() {
    let place = Place::new();
    for text in [
        "ENG;FRA\nThe bridge is red.;Le pont est rouge.\n",
        "English (UK),French (France)\nThe bridge is red.,Le pont est rouge.\n",
        "sep=;\nen;fr\nThe bridge is red.;Le pont est rouge.\n",
        "English source;French target\nThe bridge is red.;Le pont est rouge.\n",
        "Glossaire du client X;\nen;fr\nThe bridge is red.;Le pont est rouge.\n",
        "Anglais - Royaume-Uni;Français - France\nThe bridge is red.;Le pont est rouge.\n",
        "target_en;source_fr\nThe bridge is red.;Le pont est rouge.\n",
        "Texte cible (anglais);Texte source (français)\nThe bridge is red.;Le pont est rouge.\n",
        "ID;en-GB;Remarque;fr-CA\n7;The bridge is red.;x;Le pont est rouge.\n",
        "sep=|\r\nen|fr\r\nThe bridge is red.|Le pont est rouge.\r\n",
        "12;Le pont est rouge.;The bridge is red.\n",
    ] {
        place.write("t.csv", text);
        assert_eq!(units(&place, "t.csv"), pairs(&[BRIDGE]), "{text}");
        let found = place.ok(&["suggest", "--json", "Le pont est rouge."]);
        assert!(found.contains("\"score\":100.0"), "{text}\n{found}");
    }
}

#[test]
fn a_reversed_or_mixed_table_is_refused_unless_forced() {
    let place = Place::new();
    for (name, text) in [
        ("a.csv", "The bridge is red.;Le pont est rouge.\n"),
        ("b.csv", "source;target\nThe bridge is red.;Le pont est rouge.\n"),
        ("c.tsv", "The bridge is red.\tLe pont est rouge.\n"),
        (
            "d.csv",
            "Le pont est rouge.;The bridge is red.\nThe station is closed.;La gare est fermée.\nOui;Yes\n",
        ),
        (
            "e.jsonl",
            "{\"source\":\"The bridge is red.\",\"target\":\"Le pont est rouge.\"}\n",
        ),
    ] {
        place.write(name, text);
        let told = place.refused(1, &["import", name]);
        assert!(
            told.contains("the source is English and the translation French"),
            "{told}"
        );
        assert!(told.contains("--force"), "{told}");
        let _ = std::fs::remove_dir_all(place.path("memory"));
        assert!(place.ok(&["import", "--force", name]).contains("added"), "{name}");
    }
    place.write("f.csv", "fr;de\nLe pont est rouge.;Die Brücke ist rot.\n");
    let told = place.refused(1, &["import", "f.csv"]);
    assert!(
        told.contains("f.csv:1: the columns are in fr and de, not in fr and en"),
        "{told}"
    );
}

#[test]
fn tab_delimited_text_of_spreadsheets_keeps_its_cells() {
    let place = Place::new();
    for (text, expected) in [
        (
            "fr\ten\n\"Il a dit \"\"oui\"\" au maire.\"\t\"He said \"\"yes\"\" to the mayor.\"\nLe pont est rouge.\tThe bridge is red.\n",
            vec![("Il a dit \"oui\" au maire.", "He said \"yes\" to the mayor."), BRIDGE],
        ),
        (
            "fr\ten\r\n\"Première ligne\nDeuxième ligne\"\t\"First line\nSecond line\"\r\n",
            vec![("Première ligne\nDeuxième ligne", "First line\nSecond line")],
        ),
        (
            "\"Un.\t\"One.\nDeux.\"\tTwo.\"\n",
            vec![("\"Un.", "\"One."), ("Deux.\"", "Two.\"")],
        ),
    ] {
        place.write("t.tsv", text);
        assert_eq!(units(&place, "t.tsv"), pairs(&expected), "{text}");
    }
    // What is written is read again, quotation marks and all.
    place.write("t.csv", "fr,en\n\"\"\"Oui.\"\"\",\"\"\"Yes.\"\"\"\n");
    let before = units(&place, "t.csv");
    assert_eq!(before, pairs(&[("\"Oui.\"", "\"Yes.\"")]));
    place.ok(&["export", "out.tsv"]);
    assert_eq!(units(&place, "out.tsv"), before);
}

#[test]
fn the_line_of_an_error_is_right_whatever_ends_the_lines() {
    let place = Place::new();
    for (name, separator) in [("t.tsv", "\t"), ("t.csv", ";")] {
        for end in ["\n", "\r\n"] {
            place.write(
                name,
                ["fr", "en"].join(separator) + end + &["un", "one"].join(separator) + end + "deux" + end,
            );
            let told = place.refused(1, &["import", name]);
            assert!(
                told.contains(&format!("{name}:3: 1 of at least 2 columns")),
                "{end:?} {told}"
            );
        }
    }
}

#[test]
fn workbooks_are_read_as_they_are_shown() {
    let place = Place::new();
    let save = |mut workbook: Workbook, name: &str| workbook.save(place.path(name)).expect("a workbook");
    let sheet = |workbook: &mut Workbook, rows: &[&[&str]]| {
        let sheet = workbook.add_worksheet();
        for (row, cells) in (0..).zip(rows) {
            for (column, cell) in (0..).zip(*cells) {
                sheet.write_string(row, column, *cell).expect("a cell");
            }
        }
    };

    let mut workbook = Workbook::new();
    sheet(
        &mut workbook,
        &[&["English (United Kingdom)", "French (France)"], &[BRIDGE.1, BRIDGE.0]],
    );
    save(workbook, "rev.xlsx");
    assert_eq!(units(&place, "rev.xlsx"), pairs(&[BRIDGE]));

    let mut workbook = Workbook::new();
    let numbers = workbook.add_worksheet();
    for (row, (fr, en)) in (0..).zip([BRIDGE, ("La gare est fermée.", "The station is closed.")]) {
        numbers.write_number(row, 0, f64::from(row + 1)).expect("a cell");
        numbers.write_string(row, 1, fr).expect("a cell");
        numbers.write_string(row, 2, en).expect("a cell");
    }
    save(workbook, "nohdr_id.xlsx");
    let expected = pairs(&[BRIDGE, ("La gare est fermée.", "The station is closed.")]);
    assert_eq!(units(&place, "nohdr_id.xlsx"), expected);

    let mut workbook = Workbook::new();
    sheet(&mut workbook, &[&["fr", "en"], &[BRIDGE.0, BRIDGE.1]]);
    sheet(&mut workbook, &[&["Date", "Auteur"], &["2021-01-01", "PM"]]);
    sheet(&mut workbook, &[&["fr", "en"], &["secret", "secret text"]]);
    workbook.worksheet_from_index(2).expect("a sheet").set_hidden(true);
    sheet(&mut workbook, &[&["en", "fr"], &["Yes.", "Oui."]]);
    save(workbook, "sheets.xlsx");
    assert_eq!(units(&place, "sheets.xlsx"), pairs(&[BRIDGE, ("Oui.", "Yes.")]));

    let mut workbook = Workbook::new();
    let shown = workbook.add_worksheet();
    for (column, cell) in (0..).zip(["fr", "en"]) {
        shown.write_string(0, column, cell).expect("a cell");
    }
    let date = ExcelDateTime::from_ymd(2021, 3, 12).expect("a date");
    let format = Format::new().set_num_format("dd/mm/yyyy");
    shown.write_datetime_with_format(1, 0, &date, &format).expect("a cell");
    shown.write_string(1, 1, "12 March 2021").expect("a cell");
    shown.write_string(2, 0, "3,5 %").expect("a cell");
    let format = Format::new().set_num_format("0.0%");
    shown.write_number_with_format(2, 1, 0.035, &format).expect("a cell");
    shown.write_string(3, 0, "Total").expect("a cell");
    save(workbook, "num.xlsx");
    let expected = pairs(&[("12/03/2021", "12 March 2021"), ("3,5 %", "3.5%")]);
    assert_eq!(units(&place, "num.xlsx"), expected);
    let told = place.ok(&["import", "num.xlsx"]);
    assert!(
        told.contains("1 left out (no text in one of the two languages)"),
        "{told}"
    );
}

#[test]
fn a_po_file_says_its_languages() {
    let place = Place::new();
    let po = |header: &str| {
        format!(
            "msgid \"\"\nmsgstr \"\"\n{header}\nmsgid \"Save the file before you quit.\"\nmsgstr \"Enregistrez le fichier avant de quitter.\"\n"
        )
    };
    for header in [
        "\"Language: fr\\n\"\n\"X-Source-Language: en\\n\"\n",
        "\"Language: fr\\n\"\n",
        "\"Language: fr_FR.UTF-8\\n\"\n",
    ] {
        for arguments in [&["--from", "fr", "--to", "en"][..], &["--from", "en", "--to", "fr"]] {
            let _ = std::fs::remove_dir_all(place.path("memory"));
            place.write("fr.po", po(header));
            place.ok(&[arguments, &["import", "fr.po"]].concat());
            let found = place.ok(&["suggest", "--json", "Enregistrez le fichier avant de quitter."]);
            assert!(found.contains("\"score\":100.0"), "{header}\n{found}");
        }
    }
    place.write("same.po", po("\"Language: fr\\n\"\n\"X-Source-Language: fr\\n\"\n"));
    let told = place.refused(1, &["import", "same.po"]);
    assert!(told.contains("source and translation are both in fr"), "{told}");
    // Without a header's word the texts tell.
    place.write("none.po", po(""));
    let told = place.refused(1, &["import", "none.po"]);
    assert!(
        told.contains("the source is English and the translation French"),
        "{told}"
    );
}

#[test]
fn context_is_kept_by_every_format_that_has_a_place_for_it() {
    let place = Place::new();
    place.write(
        "memory.csv",
        "fr,en,context,note\nOuvrir,Open,verb,n1\nOuvert,Open,adj,n2\n",
    );
    place.ok(&["import", "memory.csv"]);
    for name in ["o.csv", "o.tsv", "o.jsonl", "o.xlf", "o.po", "o.xlsx"] {
        place.ok(&["export", name]);
        let other = Place::new();
        std::fs::copy(place.path(name), other.path(name)).expect("a copy");
        other.ok(&["import", name]);
        other.ok(&["export", "all.tmx"]);
        let out = std::fs::read_to_string(other.path("all.tmx")).expect("written");
        for context in ["verb", "adj"] {
            let kept = format!("<prop type=\"x-context\">{context}</prop>");
            assert!(out.contains(&kept), "{name}\n{out}");
        }
    }
    let po = "msgid \"\"\nmsgstr \"\"\n\"Language: fr\\n\"\n\nmsgctxt \"menu\"\nmsgid \"Open\"\nmsgstr \"Ouvrir\"\n\n\
              msgctxt \"button\"\nmsgid \"Open\"\nmsgstr \"Ouvrir\"\n";
    let place = Place::new();
    place.write("m.po", po);
    place.ok(&["--from", "en", "--to", "fr", "import", "m.po"]);
    place.ok(&["--from", "en", "--to", "fr", "export", "out.po"]);
    let out = std::fs::read_to_string(place.path("out.po")).expect("written");
    for context in ["msgctxt \"menu\"", "msgctxt \"button\""] {
        assert!(out.contains(context), "{out}");
    }
}

#[test]
fn omegats_glossaries_are_read() {
    let place = Place::new();
    place.write("m.tsv", "Un pont.\tA bridge.\n");
    place.ok(&["import", "m.tsv"]);
    let glossary =
        "# Glossary in tab-separated format -*- coding: utf-8 -*-\nœillet\tcarnation\tflower\nseul\n\npont\tbridge\n";
    for name in ["glossary.txt", "glossary.utf8", "glossary.tab"] {
        place.write(name, glossary);
        let out = place.ok(&["suggest", "--glossary", name, "--json", "Le pont et un œillet."]);
        assert!(out.contains("carnation") && out.contains("bridge"), "{name}: {out}");
    }
}
