//! The table that `align` writes goes to a spreadsheet and comes back as an article.

use std::fs;

use serde_json::Value;

use crate::support::{Place, json_lines, sample};

/// A place with an aligned table of a sample, in the format of the name.
fn aligned(table: &str) -> Place {
    let place = Place::new();
    let (source, target) = (sample("bac-de-lorme.fr.txt"), sample("bac-de-lorme.en.txt"));
    place.ok(&["align", &source, &target, "-o", table]);
    place
}

fn units(place: &Place) -> Vec<(String, String, String)> {
    let text = |line: &Value, name: &str| line[name].as_str().unwrap_or_default().to_owned();
    json_lines(&place.ok(&["memory", "list", "--units", "--json"]))
        .iter()
        .map(|line| (text(line, "source"), text(line, "target"), text(line, "status")))
        .collect()
}

fn import(place: &Place, arguments: &[&str]) -> Value {
    let mut command = vec!["import", "--json"];
    command.extend(arguments);
    json_lines(&place.ok(&command)).remove(0)
}

#[test]
fn a_table_that_nobody_touched_is_the_article_that_was_aligned() {
    let files = Place::new();
    let (source, target) = (sample("bac-de-lorme.fr.txt"), sample("bac-de-lorme.en.txt"));
    let direct = import(&files, &[&source, &target]);
    for table in ["a.tsv", "a.csv", "a.xlsx", "a.jsonl"] {
        let place = aligned(table);
        let report = import(&place, &[table]);
        for field in ["pairs", "added", "to_review", "unmatched_source", "unmatched_target"] {
            assert_eq!(report[field], direct[field], "{table}: {field}");
        }
        assert_eq!(
            (&report["article"], &report["outcome"]),
            (&"a".into(), &"imported".into())
        );
        assert_eq!(units(&place), units(&files), "{table}");
        let article = json_lines(&place.ok(&["memory", "list", "--json"])).remove(0);
        assert_eq!(article["unmatched_source"], direct["unmatched_source"]);
        assert!(place.ok(&["memory", "check"]).contains("sound"));
        // The same again changes nothing, also after an edit in the memory.
        place.ok(&["memory", "edit", "1", "--status", "rejected"]);
        assert_eq!(import(&place, &[table])["outcome"], "unchanged", "{table}");
        assert_eq!(units(&place)[0].2, "rejected");
    }
}

/// The cells of a TSV that `align` wrote, header first.
fn cells(place: &Place, table: &str) -> Vec<Vec<String>> {
    let text = fs::read_to_string(place.path(table)).expect("the table");
    let line = |line: &str| line.split('\t').map(str::to_owned).collect();
    text.lines().map(line).collect()
}

fn column(cells: &[Vec<String>], name: &str) -> usize {
    cells[0]
        .iter()
        .position(|cell| cell == name)
        .expect("a column of that name")
}

/// What a person does in a spreadsheet: mends a translation, rejects a pair, joins two rows, adds one, takes one side away, and
/// writes notes.
fn mend(mut cells: Vec<Vec<String>>) -> Vec<Vec<String>> {
    let [status, note, id] = ["status", "note", "id"].map(|name| column(&cells, name));
    cells[2][1] = "A mended translation.".to_owned();
    cells[3][status] = "Rejected".to_owned();
    cells[3][note] = "not what he said".to_owned();
    let joined = cells.remove(5);
    cells[4][0] = format!("{} {}", cells[4][0], joined[0]);
    cells[4][1] = format!("{} {}", cells[4][1], joined[1]);
    cells[5][1].clear();
    let mut added = vec![String::new(); cells[0].len()];
    added[0] = "Une phrase ajoutée ; à la main.".to_owned();
    added[1] = "A sentence added; by \"hand\".".to_owned();
    cells.insert(7, added);
    assert!(cells[8][id].starts_with("align:"));
    cells
}

/// The table as a spreadsheet of a country with decimal commas saves it.
fn with_semicolons(cells: &[Vec<String>]) -> String {
    let confidence = column(cells, "confidence");
    let mut text = String::from("\u{feff}");
    for row in cells {
        let quoted = row.iter().enumerate().map(|(at, cell)| match at {
            _ if at == confidence => cell.replace('.', ","),
            _ if cell.contains([';', '"', '\n']) => format!("\"{}\"", cell.replace('"', "\"\"")),
            _ => cell.clone(),
        });
        text += &quoted.collect::<Vec<_>>().join(";");
        text += "\r\n";
    }
    text
}

/// The table as Excel's "Unicode text".
fn as_utf16(cells: &[Vec<String>]) -> Vec<u8> {
    let quoted = |cell: &String| match cell.contains('"') {
        true => format!("\"{}\"", cell.replace('"', "\"\"")),
        false => cell.clone(),
    };
    let lines = cells
        .iter()
        .map(|row| row.iter().map(quoted).collect::<Vec<_>>().join("\t"));
    let text: String = lines.map(|line| line + "\r\n").collect();
    std::iter::once(0xfeff)
        .chain(text.encode_utf16())
        .flat_map(u16::to_le_bytes)
        .collect()
}

#[test]
fn what_was_mended_in_a_spreadsheet_is_what_a_person_did() {
    let place = aligned("a.tsv");
    let before = cells(&place, "a.tsv");
    import(&place, &["a.tsv"]);
    let untouched = units(&place);
    let mended = mend(before.clone());
    place.write("b/a.csv", with_semicolons(&mended));
    place.write("c/a.tsv", as_utf16(&mended));
    for table in ["b/a.csv", "c/a.tsv"] {
        let other = Place::new();
        other.write(table, fs::read(place.path(table)).expect("the table"));
        let done = other.run(&["import", table]);
        assert_eq!(done.code, Some(0), "{}", done.err);
        assert!(done.err.contains("3 rows count as confirmed"), "{}", done.err);
        let now = units(&other);
        let status = |source: &str| {
            let of = |(fr, _, _): &&(String, String, String)| fr.starts_with(source);
            now.iter().find(of).map(|unit| (unit.1.as_str(), unit.2.as_str()))
        };
        assert_eq!(status(&before[2][0]), Some(("A mended translation.", "confirmed")));
        assert_eq!(status(&before[3][0]), Some((before[3][1].as_str(), "rejected")));
        let joined = format!("{} {}", before[4][0], before[5][0]);
        assert_eq!(status(&joined).map(|found| found.1), Some("confirmed"));
        assert_eq!(
            status("Une phrase ajoutée ; à la main."),
            Some(("A sentence added; by \"hand\".", "confirmed"))
        );
        assert_eq!(status(&before[6][0]), None, "a side that was emptied is no unit");
        // All others are as the aligner left them, in their order.
        let kept: Vec<_> = now.iter().filter(|unit| untouched.contains(unit)).collect();
        assert_eq!(kept.len(), untouched.len() - 5);
        let tmx = fs::read_to_string(other.path("memory/tmx/a.tmx")).expect("the article's file");
        assert!(!tmx.contains("not what he said"), "what is rejected is in no file");
        let rejected = other.ok(&["export", "-", "--format", "tmx", "--status", "rejected"]);
        assert!(rejected.contains("<note>not what he said</note>"), "{rejected}");
        other.ok(&["memory", "undo"]);
        assert_eq!(units(&other), []);
    }
}

#[test]
fn a_mended_table_takes_the_place_of_what_it_was() {
    let place = aligned("a.tsv");
    let before = cells(&place, "a.tsv");
    import(&place, &["a.tsv"]);
    let text = |cells: &[Vec<String>]| cells.iter().map(|row| row.join("\t") + "\n").collect::<String>();
    let would = {
        place.write("a.tsv", text(&mend(before.clone())));
        let units_before = units(&place);
        let would = import(&place, &["a.tsv", "--dry-run"]);
        assert_eq!(units(&place), units_before);
        would
    };
    let mut report = import(&place, &["a.tsv"]);
    assert_eq!(
        (&report["article"], &report["outcome"]),
        (&"a".into(), &"replaced".into())
    );
    report["dry_run"] = true.into();
    assert_eq!(report, would);
    // Only the status of a row is another one.
    let mut decided = mend(before);
    let status = column(&decided, "status");
    decided[1][status] = "confirmed".to_owned();
    place.write("a.tsv", text(&decided));
    assert_eq!(import(&place, &["a.tsv"])["outcome"], "replaced");
    assert!(
        units(&place)
            .iter()
            .any(|unit| unit.0 == decided[1][0] && unit.2 == "confirmed")
    );
    assert_eq!(json_lines(&place.ok(&["memory", "list", "--json"])).len(), 1);
    // A name that is given is the article's, and is known again, wherever the table stands.
    let other = Place::new();
    other.write("one.tsv", text(&decided));
    assert_eq!(import(&other, &["one.tsv", "--name", "ferry"])["article"], "ferry");
    other.write("two.tsv", text(&decided[..8]));
    let again = import(&other, &["two.tsv", "--name", "ferry"]);
    assert_eq!(
        (&again["article"], &again["outcome"]),
        (&"ferry".into(), &"replaced".into())
    );
}

#[test]
fn lines_of_an_earlier_version_are_read_too_and_nobody_is_said_to_have_mended_them() {
    let place = Place::new();
    place.write(
        "old.jsonl",
        "{\"source\":[0],\"target\":[0],\"confidence\":0.97,\"source_text\":\"Le bac est fermé.\",\"target_text\":\"The ferry is closed.\"}\n\
         {\"source\":[1],\"target\":[],\"confidence\":0.8,\"source_text\":\"Il pleut.\",\"target_text\":\"\"}\n\
         {\"source\":[2],\"target\":[1],\"confidence\":0.5,\"source_text\":\"Elle attend.\",\"target_text\":\"She waits.\"}\n",
    );
    let report = import(&place, &["old.jsonl"]);
    assert_eq!((&report["pairs"], &report["unmatched_source"]), (&2.into(), &1.into()));
    let statuses: Vec<String> = units(&place).into_iter().map(|unit| unit.2).collect();
    assert_eq!(statuses, ["aligned", "to-review"]);
    // A table without a header whose third column is a confidence.
    place.write(
        "old.tsv",
        "Le vent tombe.\tThe wind drops.\t0.964\nLa nuit vient.\tNight falls.\t0.500\n",
    );
    place.ok(&["import", "old.tsv"]);
    let lines = json_lines(&place.ok(&["memory", "list", "--units", "--json"]));
    let wind = lines
        .iter()
        .find(|line| line["source"] == "Le vent tombe.")
        .expect("the unit");
    assert_eq!(wind["confidence"], 0.964);
    let exported = place.ok(&["export", "-", "--format", "tmx"]);
    assert!(
        !exported.contains(">0.964</prop><prop") && !exported.contains("x-origin"),
        "{exported}"
    );
}

#[test]
fn options_of_articles_go_with_such_a_table_and_with_no_other() {
    let place = aligned("a.tsv");
    place.write("b.tsv", "fr\ten\nOui.\tYes.\n");
    let error = place.refused(2, &["import", "b.tsv", "--name", "x"]);
    assert!(error.contains("go with articles"), "{error}");
    place.write("empty.tsv", "fr\ten\tid\nOui.\t\talign:0\n");
    let error = place.refused(1, &["import", "empty.tsv"]);
    assert!(error.contains("without a pair of texts"), "{error}");
}

/// A place with an article of two files and its table.
fn with_files() -> Place {
    let place = Place::new();
    for lang in ["fr", "en"] {
        let text = fs::read(sample(&format!("bac-de-lorme.{lang}.txt"))).expect("a sample");
        place.write(&format!("a.{lang}.txt"), text);
    }
    place.ok(&["align", "a.fr.txt", "a.en.txt", "-o", "a.tsv"]);
    place
}

/// The table with a cell that was mended.
fn mended_once(place: &Place, row: usize, text: &str) -> String {
    let mut cells = cells(place, "a.tsv");
    cells[row][1] = text.to_owned();
    let lines: Vec<String> = cells.iter().map(|row| row.join("\t") + "\n").collect();
    lines.concat()
}

#[test]
fn a_mended_table_takes_the_place_of_the_article_whose_files_it_was_made_of() {
    let place = with_files();
    let files = ["a.fr.txt", "a.en.txt"];
    import(&place, &files);
    let table = mended_once(&place, 2, "A mended translation.");
    place.write("a.tsv", table);
    let line = import(&place, &["a.tsv"]);
    assert_eq!((&line["article"], &line["outcome"]), (&"a".into(), &"replaced".into()));
    assert!(units(&place).iter().any(|unit| unit.1 == "A mended translation."));
    assert_eq!(json_lines(&place.ok(&["memory", "list", "--json"])).len(), 1);
    // The files are what they were, and so is the table, under another name of its kind, too.
    assert_eq!(import(&place, &files)["outcome"], "unchanged");
    assert_eq!(import(&place, &["a.tsv"])["outcome"], "unchanged");
    // A later change of the files leaves the cell as it was mended, and so does a later change of the table.
    let original = cells(&place, "a.tsv")[3][0].clone();
    for (lang, more) in [
        ("fr", "Le bac a repris son service lundi."),
        ("en", "The ferry resumed service on Monday."),
    ] {
        let name = format!("a.{lang}.txt");
        let text = fs::read_to_string(place.path(&name)).expect("the article");
        place.write(&name, format!("{text}\n\n{more}\n"));
    }
    let line = import(&place, &files);
    assert_eq!(
        (&line["outcome"], line["put_aside"].as_array().map(Vec::len)),
        (&"replaced".into(), Some(0))
    );
    assert!(
        units(&place)
            .iter()
            .any(|unit| unit.1 == "A mended translation." && unit.2 == "confirmed")
    );
    place.write("a.tsv", mended_once(&place, 3, "Another one."));
    import(&place, &["a.tsv"]);
    let wordings: Vec<String> = units(&place).into_iter().map(|unit| unit.1).collect();
    assert!(wordings.contains(&"A mended translation.".to_owned()) && wordings.contains(&"Another one.".to_owned()));
    assert_eq!(units(&place).iter().filter(|unit| unit.0 == original).count(), 1);
    place.ok(&["align", "a.fr.txt", "a.en.txt", "-o", "a.xlsx"]);
    assert_eq!(import(&place, &["a.xlsx"])["article"], "a");
    assert!(place.ok(&["memory", "check"]).contains("sound"));
}

#[test]
fn a_mended_table_is_known_again_under_another_name_and_as_another_kind_of_file() {
    for of_files in [false, true] {
        let place = with_files();
        place.ok(&["align", "a.fr.txt", "a.en.txt", "-o", "a.xlsx"]);
        let first = if of_files {
            import(&place, &["a.fr.txt", "a.en.txt"])
        } else {
            import(&place, &["a.xlsx"])
        };
        assert_eq!(first["outcome"], "imported");
        place.write("reviewed by Anne.tsv", mended_once(&place, 2, "A mended translation."));
        let line = import(&place, &["reviewed by Anne.tsv"]);
        assert_eq!((&line["article"], &line["outcome"]), (&"a".into(), &"replaced".into()));
        assert!(
            units(&place)
                .iter()
                .any(|unit| unit.1 == "A mended translation." && unit.2 == "confirmed")
        );
        place.write("final.tsv", mended_once(&place, 3, "Another one."));
        assert_eq!(import(&place, &["final.tsv"])["article"], "a");
        assert_eq!(json_lines(&place.ok(&["memory", "list", "--json"])).len(), 1);
        assert!(place.ok(&["memory", "check"]).contains("sound"));
    }
    // Another translation of the same article is another article, and so are a few of its rows, and what is named otherwise.
    let place = with_files();
    import(&place, &["a.tsv"]);
    let table = cells(&place, "a.tsv");
    let lines = |cells: &[Vec<String>]| cells.iter().map(|row| row.join("\t") + "\n").collect::<String>();
    let mut other = table.clone();
    for (at, row) in other.iter_mut().enumerate().skip(2) {
        row[1] = format!("Wording {at} of somebody else.");
    }
    place.write("other.tsv", lines(&other));
    assert_eq!(import(&place, &["other.tsv"])["outcome"], "imported");
    place.write("part.tsv", lines(&table[..4]));
    assert_eq!(import(&place, &["part.tsv"])["outcome"], "imported");
    place.write("named.tsv", mended_once(&place, 2, "A mended translation."));
    assert_eq!(import(&place, &["named.tsv", "--name", "mine"])["article"], "mine");
    assert_eq!(json_lines(&place.ok(&["memory", "list", "--json"])).len(), 4);
}

#[test]
fn rows_that_are_the_same_do_not_undo_what_was_merged_and_parted_in_the_memory() {
    let place = with_files();
    import(&place, &["a.tsv"]);
    let beads = || json_lines(&place.ok(&["memory", "beads", "a", "--json"])).split_off(1);
    let ids: Vec<String> = beads().iter().map(|bead| bead["id"].to_string()).collect();
    let merged = place.ok(&["memory", "act", "a", "merge", &ids[3], &ids[4], "--json"]);
    let merged = json_lines(&merged)[0]["beads"][0]["source_text"].clone();
    place.ok(&["memory", "act", "a", "part", &ids[6]]);
    let of_person = || -> Vec<(Value, Value)> {
        let all = beads().into_iter().filter(|bead| bead["origin"] == "person");
        all.map(|bead| (bead["source_text"].clone(), bead["target_text"].clone()))
            .collect()
    };
    let before = of_person();
    assert_eq!((before.len(), &before[0].0), (3, &merged));
    import(&place, &["a.tsv", "--reread"]);
    assert_eq!(of_person(), before);
    place.write("a.tsv", mended_once(&place, 2, "Another row was mended."));
    import(&place, &["a.tsv"]);
    assert_eq!(of_person(), before);
    assert!(
        units(&place)
            .iter()
            .any(|unit| unit.1 == "Another row was mended." && unit.2 == "confirmed")
    );
    assert!(place.ok(&["memory", "check"]).contains("sound"));
}

#[test]
fn only_rows_that_were_changed_and_given_no_other_status_count_as_confirmed() {
    let place = with_files();
    let status = column(&cells(&place, "a.tsv"), "status");
    let told = |table: &str, more: &[&str]| {
        place.write("b.tsv", table);
        let arguments = [&["import", "b.tsv", "--replace"], more].concat();
        place.run(&arguments).err
    };
    let table = mended_once(&place, 2, "A mended translation.");
    assert!(told(&table, &[]).contains("1 row counts as confirmed"));
    for other in ["aligned", "to-review", "rejected"] {
        let line = table.lines().nth(2).expect("the row");
        let mut cells: Vec<&str> = line.split('\t').collect();
        cells[status] = other;
        let told = told(&table.replace(line, &cells.join("\t")), &[]);
        assert!(!told.contains("confirmed"), "{told}");
    }
    // Against its direction it is the same table.
    let plain = fs::read_to_string(place.path("a.tsv")).expect("the table");
    let swapped = told(&plain, &["--from", "en", "--to", "fr"]);
    assert!(!swapped.contains("confirmed"), "{swapped}");
}

#[test]
fn a_bead_of_one_side_may_say_null_for_the_other() {
    let place = Place::new();
    let line = |source: &str, target: &str| {
        let list = |text: &str| if text == "null" { String::new() } else { text.to_owned() };
        format!(
            "{{\"source\":[{}],\"target\":[{}],\"source_text\":{source},\"target_text\":{target},\"confidence\":0.9}}\n",
            list(source),
            list(target)
        )
    };
    let both = line("\"Le vent souffle.\"", "\"The wind blows.\"");
    place.write(
        "a.jsonl",
        both.clone() + &line("\"Le soir tombe.\"", "null") + &line("null", "\"Alone.\""),
    );
    let report = import(&place, &["a.jsonl", "--from", "fr", "--to", "en"]);
    assert_eq!(
        (
            &report["pairs"],
            &report["unmatched_source"],
            &report["unmatched_target"]
        ),
        (&1.into(), &1.into(), &1.into())
    );
    place.write("b.jsonl", both + "{\"source_text\":\"Oui.\",\"target_text\":[1]}\n");
    let refused = place.refused(1, &["import", "b.jsonl", "--from", "fr", "--to", "en"]);
    assert!(refused.contains("2") && refused.contains("sequence"), "{refused}");
}
