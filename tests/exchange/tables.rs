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
    assert!(told.contains("source and translation are both in French"), "{told}");
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
fn each_context_keeps_its_own_notes() {
    let place = Place::new();
    place.write(
        "memory.csv",
        "fr,en,context,note\nOuvrir,Open,verb,n1\nOuvrir,Open,door,n3\nOuvrir,Open,shop,\nOuvrir,Open,lid,n1\nFermer,Close,verb,n4\n",
    );
    place.ok(&["import", "memory.csv"]);
    // Through our own TMX too, and again: nothing is added.
    place.ok(&["export", "all.tmx"]);
    place.ok(&["import", "memory.csv"]);
    let other = Place::new();
    std::fs::copy(place.path("all.tmx"), other.path("all.tmx")).expect("a copy");
    other.ok(&["import", "all.tmx"]);
    for place in [&place, &other] {
        place.ok(&["export", "out.jsonl"]);
        let out = std::fs::read_to_string(place.path("out.jsonl")).expect("written");
        let rows = out
            .lines()
            .map(|line| serde_json::from_str::<serde_json::Value>(line).expect("JSON"));
        let text = |value: &serde_json::Value| value.as_str().unwrap_or_default().to_owned();
        let mut found: Vec<(String, String)> = rows.map(|row| (text(&row["context"]), text(&row["note"]))).collect();
        found.sort();
        let expected = [
            ("door", "n3"),
            ("lid", "n1"),
            ("shop", ""),
            ("verb", "n1"),
            ("verb", "n4"),
        ];
        assert_eq!(found, expected.map(|(a, b)| (a.to_owned(), b.to_owned())));
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

#[test]
fn what_a_person_checked_goes_before_what_a_machine_made() {
    let place = Place::new();
    for header in [
        "Source;Machine translation;Human translation",
        "Source;Machine translation;Final translation",
        "Français;Anglais (proposition);Anglais (validé)",
        "Texte source;Traduction automatique;Traduction révisée",
        "fr;en (DeepL);en",
    ] {
        place.write(
            "a.csv",
            format!(
                "{header}\nLe pont est rouge.;Bridge be red.;The bridge is red.\nLa gare est loin.;Station be far.;\n"
            ),
        );
        assert_eq!(
            units(&place, "a.csv"),
            pairs(&[BRIDGE, ("La gare est loin.", "Station be far.")]),
            "{header}"
        );
        let told = place.ok(&["memory", "list", "--units", "--json", "--status", "to-review"]);
        assert!(
            told.contains("Station be far.") && !told.contains("red"),
            "{header}: {told}"
        );
    }
    place.write(
        "b.csv",
        "fr;Machine translation\nLe pont est rouge.;The bridge is red.\n",
    );
    assert_eq!(units(&place, "b.csv"), pairs(&[BRIDGE]));
    assert!(
        place
            .ok(&["memory", "list", "--units", "--json", "--status", "to-review"])
            .contains("red")
    );
}

#[test]
fn columns_of_several_regions_are_all_kept() {
    let place = Place::new();
    place.write("a.csv", "fr;en-US;en-GB\nLa couleur.;The color.;The colour.\n");
    place.ok(&["import", "a.csv"]);
    let told = place.ok(&["--to", "en-GB", "suggest", "--json", "La couleur."]);
    let line: serde_json::Value = serde_json::from_str(&told).expect("an object");
    let found = line["matches"].as_array().expect("matches");
    let found: Vec<_> = found
        .iter()
        .map(|m| (m["target"].as_str().unwrap_or(""), m["score"].as_f64().unwrap_or(0.0)))
        .collect();
    assert_eq!(found, [("The colour.", 100.0), ("The color.", 99.0)]);
    place.write(
        "b.csv",
        "fr;fr-CA;en\nUn courriel.;Un courrier électronique.;An email.\n",
    );
    assert_eq!(units(&place, "b.csv").len(), 2);
}

#[test]
fn headers_in_usual_wordings_tell_the_direction() {
    let place = Place::new();
    for (header, reversed) in [
        ("French FR,English US", false),
        ("Français FR;Anglais UK", false),
        ("Source segment (fr-FR);Target segment (en-GB)", false),
        ("Source FR-FR;Cible EN-GB", false),
        ("Version française;Version anglaise", false),
        ("Français;Anglais britannique", false),
        ("En français;En anglais", false),
        ("British English;French", true),
        ("UK English;Français", true),
        ("American English;Canadian French", true),
        ("Libellé anglais;Libellé français", true),
        ("Quelle (EN);Ziel (FR)", true),
    ] {
        let mark = if header.contains(';') { ";" } else { "," };
        let (fr, en) = BRIDGE;
        let row = if reversed {
            format!("{en}{mark}{fr}")
        } else {
            format!("{fr}{mark}{en}")
        };
        place.write("a.csv", format!("{header}\n{row}\n"));
        assert_eq!(units(&place, "a.csv"), pairs(&[BRIDGE]), "{header}");
    }
}

#[test]
fn statuses_are_read_in_the_words_of_people_and_tools() {
    let place = Place::new();
    for (word, status) in [
        ("draft", "to-review"),
        ("Fuzzy", "to-review"),
        ("Not translated", "to-review"),
        ("needs review", "to-review"),
        ("à revoir", "to-review"),
        ("whatever", "to-review"),
        ("validé", "confirmed"),
        ("Approved", "confirmed"),
        ("confirmé", "confirmed"),
        ("Traduit", "aligned"),
        ("rejeté", "rejected"),
        ("", "aligned"),
    ] {
        place.write(
            "a.csv",
            format!("fr;en;Statut\nLe pont est rouge.;The bridge is red.;{word}\n"),
        );
        let _ = std::fs::remove_dir_all(place.path("memory"));
        place.ok(&["import", "a.csv"]);
        let told = place.ok(&["memory", "list", "--units", "--json"]);
        assert!(told.contains(&format!("\"status\":\"{status}\"")), "{word}: {told}");
    }
}

/// Rows of a table in these languages.
const GERMAN: [(&str, &str, &str); 6] = [
    (
        "Le pont est fermé depuis hier soir.",
        "Die Brücke ist seit gestern Abend gesperrt.",
        "The bridge has been closed since last night.",
    ),
    (
        "La mairie a voté le budget de la ville.",
        "Der Stadtrat hat den Haushalt der Stadt beschlossen.",
        "The council has voted the town's budget.",
    ),
    (
        "Les habitants sont venus nombreux à la réunion.",
        "Die Einwohner sind zahlreich zur Versammlung gekommen.",
        "The residents came to the meeting in great numbers.",
    ),
    (
        "Le train pour la montagne part à neuf heures.",
        "Der Zug in die Berge fährt um neun Uhr ab.",
        "The train to the mountains leaves at nine.",
    ),
    (
        "Cette maison a été construite avec des pierres.",
        "Dieses Haus wurde mit Steinen aus der Gegend gebaut.",
        "This house was built with stones.",
    ),
    (
        "Nous avons mangé dans une auberge près du lac.",
        "Wir haben in einem Gasthof in der Nähe des Sees gegessen.",
        "We ate in an inn near the lake.",
    ),
];

#[test]
fn tables_in_other_languages_are_refused() {
    let place = Place::new();
    let table = |header: &str, row: fn(&(&'static str, &'static str, &'static str)) -> [&'static str; 2]| {
        let rows: String = (0..4)
            .flat_map(|_| &GERMAN)
            .map(|texts| format!("{}\n", row(texts).join("\t")))
            .collect();
        format!("{header}{rows}")
    };
    for header in ["", "source\ttarget\n"] {
        for (name, text) in [
            ("fr-de.tsv", table(header, |(fr, de, _)| [fr, de])),
            ("de-fr.tsv", table(header, |(fr, de, _)| [de, fr])),
            ("de-en.tsv", table(header, |(_, de, en)| [de, en])),
        ] {
            place.write(name, text);
            let told = place.refused(1, &["import", name]);
            assert!(told.contains(name) && told.contains("German"), "{told}");
        }
        // Both columns in one language.
        let shifted: String = GERMAN
            .iter()
            .zip(GERMAN.iter().skip(1))
            .map(|(a, b)| format!("{}\t{}\n", a.0, b.0))
            .collect();
        place.write("fr-fr.tsv", format!("{header}{shifted}"));
        let told = place.refused(1, &["import", "fr-fr.tsv"]);
        assert!(told.contains("French"), "{told}");
        assert!(!place.path("memory").exists());
    }
    place.ok(&["import", "--force", "fr-de.tsv"]);
    place.write("fr-en.tsv", table("", |(fr, _, en)| [fr, en]));
    place.ok(&["import", "fr-en.tsv"]);
}

#[test]
fn a_table_in_a_text_file_is_no_article() {
    let place = Place::new();
    let rows = "fr\ten\r\n\"Le pont est rouge.\"\tThe bridge is red.\r\n";
    let utf16 = |text: &str| -> Vec<u8> {
        let units = std::iter::once(0xFEFF).chain(text.encode_utf16());
        units.flat_map(u16::to_le_bytes).collect()
    };
    for (name, bytes) in [("a.txt", rows.as_bytes().to_vec()), ("b.TXT", utf16(rows))] {
        place.write(name, bytes);
        assert_eq!(units(&place, name), pairs(&[BRIDGE]), "{name}");
    }
    // An article alone is still refused.
    for text in [
        "Le pont est rouge.\n",
        "\tLe pont\n\nest rouge.\n",
        "Prix\t12\n\nLe pont est rouge.\n",
        "",
    ] {
        place.write("c.txt", text);
        let told = place.refused(2, &["import", "c.txt"]);
        assert!(told.contains("c.txt is given alone"), "{told}");
    }
}
