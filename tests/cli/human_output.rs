//! What people read: the human output of the main commands, word for word. Scripts read `--json`, which is a promise; this may
//! change, and a change shows here.

use fancy_regex::Regex;
use insta::assert_snapshot;

use crate::support::Place;

const FRENCH: &str = "\
Le pont sera fermé jusqu’à vendredi.

La maire a présenté le budget jeudi soir. Les travaux coûtent 1 200 €.

Un détour passe par la rive gauche.
";

const ENGLISH: &str = "\
The bridge will be closed until Friday.

The mayor presented the budget on Thursday evening. The works cost €1,200.

A detour runs along the left bank.
";

/// A place with an article in two languages.
fn place_with_files() -> Place {
    let place = Place::new();
    place.write("pont.fr.txt", FRENCH);
    place.write("pont.en.txt", ENGLISH);
    place
}

/// A place with the article in its memory, too.
fn place_with_memory() -> Place {
    let place = place_with_files();
    place.ok(&["import", "pont.fr.txt", "pont.en.txt"]);
    place
}

/// What a command tells, but for what differs from run to run: the place's path, times and sizes.
fn told(place: &Place, arguments: &[&str]) -> String {
    let folder = place.path("");
    let told = place.run(arguments).told();
    let mut told = told.replace(folder.to_str().expect("a path in UTF-8"), "[place]/");
    for (pattern, name) in [
        (r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", "[time]"),
        (r"\d+(\.\d+)? [KM]B", "[size]"),
    ] {
        let pattern = Regex::new(pattern).expect("a pattern");
        told = pattern.replace_all(&told, name).into_owned();
    }
    told
}

#[test]
fn an_import_counts_the_pairs_of_each_article() {
    let place = place_with_files();
    assert_snapshot!(told(&place, &["import", "pont.fr.txt", "pont.en.txt"]), @"
    pont: 4 pairs imported
    --- standard error ---
    made a new memory in [place]/memory
    ");
    assert_snapshot!(told(&place, &["import", "pont.fr.txt", "pont.en.txt"]), @"pont: 4 pairs unchanged");
    place.write("pont.en.txt", ENGLISH.replace("€1,200", "1,200 euros"));
    assert_snapshot!(told(&place, &["import", "pont.fr.txt", "pont.en.txt"]), @"pont: 4 pairs replaced, 1 older pair removed");
}

#[test]
fn a_suggestion_gives_its_score_both_sides_and_where_it_comes_from() {
    let place = place_with_memory();
    assert_snapshot!(told(&place, &["suggest", "Le pont sera fermé jusqu’à samedi.", "Rien de tel."]), @"
    Le pont sera fermé jusqu’à samedi.
     88.9  Le pont sera fermé jusqu’à [vendredi].
           The bridge will be closed until Friday.
           pont · aligned · unit 1

    Rien de tel.
           no match of 70 or more (best: 14.3; --min-score 14 shows it)
    ");
}

#[test]
fn a_search_puts_what_it_found_in_brackets_on_both_sides() {
    let place = place_with_memory();
    assert_snapshot!(told(&place, &["search", "travaux"]), @"
    Les [travaux] coûtent 1 200 €.
    The [works] cost €1,200.
    pont · aligned · unit 3
    ");
    assert_snapshot!(told(&place, &["search", "girafe"]), @"
    --- standard error ---
    no unit with girafe
    ");
}

#[test]
fn an_export_says_where_how_many_units_went() {
    let place = place_with_memory();
    assert_snapshot!(told(&place, &["export", "pont.tmx"]), @"pont.tmx: 4 units");
    assert_snapshot!(told(&place, &["export", "pont.csv"]), @"pont.csv: 4 units");
}

#[test]
fn an_alignment_shows_each_pair_with_its_confidence() {
    let place = place_with_files();
    assert_snapshot!(told(&place, &["align", "pont.fr.txt", "pont.en.txt"]), @"
    1.00  Le pont sera fermé jusqu’à vendredi.
          The bridge will be closed until Friday.

    1.00  La maire a présenté le budget jeudi soir.
          The mayor presented the budget on Thursday evening.

    1.00  Les travaux coûtent 1 200 €.
          The works cost €1,200.

    1.00  Un détour passe par la rive gauche.
          A detour runs along the left bank.

    4 pairs, 99.9% of them expected to be exactly right
    ");
}

#[test]
fn an_analysis_is_a_table_of_bands() {
    let place = place_with_memory();
    place.write(
        "neuf.fr.txt",
        "Le pont sera fermé jusqu’à samedi.\n\nUn détour passe par la rive gauche.\n\nLes écoles ouvrent.\n",
    );
    assert_snapshot!(told(&place, &["analyze", "neuf.fr.txt"]), @"
    neuf.fr.txt
    band                     segments        words     characters  words
    context                         0            0              0     0%
    repetition                      0            0              0     0%
    cross-file repetition           0            0              0     0%
    100                             1            7             29    44%
    95-99                           0            0              0     0%
    85-94                           1            6             29    38%
    75-84                           0            0              0     0%
    50-74                           0            0              0     0%
    new                             1            3             17    19%
    total                           3           16             75   100%
    ");
}

#[test]
fn the_memory_lists_its_articles_and_its_units() {
    let place = place_with_memory();
    assert_snapshot!(told(&place, &["memory", "list"]), @"pont: 4 pairs (fr to en, [time])");
    assert_snapshot!(told(&place, &["memory", "list", "--units"]), @"
    unit 1 aligned 1.00
      Le pont sera fermé jusqu’à vendredi.
      The bridge will be closed until Friday.
    unit 2 aligned 1.00
      La maire a présenté le budget jeudi soir.
      The mayor presented the budget on Thursday evening.
    unit 3 aligned 1.00
      Les travaux coûtent 1 200 €.
      The works cost €1,200.
    unit 4 aligned 1.00
      Un détour passe par la rive gauche.
      A detour runs along the left bank.
    ");
}

#[test]
fn the_memory_tells_where_it_is_and_how_large() {
    let place = place_with_memory();
    assert_snapshot!(told(&place, &["memory", "info"]), @"
    memory          [place]/memory
    units           4 (4 aligned)
    articles        1
    imported files  0
    languages       fr (4), en (4)
    size            [size]
    last changed    [time]
    ");
    assert_snapshot!(told(&place, &["memory", "check"]), @"[place]/memory: sound, 4 units");
}

#[test]
fn the_history_gives_the_latest_first() {
    let place = place_with_memory();
    place.ok(&["memory", "edit", "2", "--status", "rejected"]);
    assert_snapshot!(told(&place, &["memory", "history"]), @"
    [time] status  unit 2 rejected
    [time] import  article pont
    ");
}

#[test]
fn a_wrong_command_line_is_told_with_the_way_on() {
    let place = place_with_memory();
    assert_snapshot!(told(&place, &["nonsense"]), @"
    --- standard error ---
    error: unrecognized subcommand 'nonsense'

    Usage: interligne [OPTIONS] <COMMAND>

    For more information, try '--help'.
    --- exit code 2 ---
    ");
    assert_snapshot!(told(&place, &["import", "pont.fr.txt"]), @"
    --- standard error ---
    error: pont.fr.txt is given alone: expected an article and its translation
    hint: interligne import pont.fr.txt TRANSLATION
    --- exit code 2 ---
    ");
    assert_snapshot!(told(&place, &["suggest", "--min-score", "300", "Bonjour."]), @"
    --- standard error ---
    error: --min-score 300: expected a number from 1 to 102
    --- exit code 2 ---
    ");
    assert_snapshot!(told(&place, &["export", "out.nothing"]), @"
    --- standard error ---
    error: out.nothing: the extension names no format that export writes
    hint: use .tmx, .tsv, .csv, .xlsx, .xlf, .po, .jsonl or .html, or say --format
    --- exit code 2 ---
    ");
}

#[test]
fn bad_input_is_told_with_the_file_and_what_to_do() {
    let place = place_with_files();
    assert_snapshot!(told(&place, &["suggest", "Bonjour."]), @"
    --- standard error ---
    error: there is no memory at [place]/memory: import an article pair first, or name another folder with --memory
    --- exit code 1 ---
    ");
    assert_snapshot!(told(&place, &["import", "missing.txt", "pont.en.txt"]), @"
    --- standard error ---
    error: missing.txt: No such file or directory (os error 2)
    hint: check how the name is spelled, and the folder that the command is run in
    --- exit code 1 ---
    ");
    // Of every command, and of a folder that is no memory.
    for command in [
        ["segment", "missing"],
        ["align", "missing pont.en.txt"],
        ["import", "missing.tmx"],
    ] {
        let words: Vec<&str> = command.iter().flat_map(|words| words.split(' ')).collect();
        let told = place.refused(1, &words);
        assert!(
            told.contains("hint: check how the name is spelled"),
            "{command:?}: {told}"
        );
    }
    assert_snapshot!(told(&place, &["memory", "restore", "missing"]), @"
    --- standard error ---
    error: there is no memory at missing
    hint: name the folder that holds memory.sqlite
    --- exit code 1 ---
    ");
    place.write("empty.xlsx", "");
    assert_snapshot!(told(&place, &["import", "empty.xlsx"]), @"
    --- standard error ---
    error: empty.xlsx:1: the file is empty, cut off, or no workbook: expected an Excel workbook (.xlsx) with a source and a translation in two columns
    --- exit code 1 ---
    ");
    assert_snapshot!(told(&place, &["suggest", " "]), @"
    --- standard error ---
    error: one of the texts is empty: expected a segment to be translated
    --- exit code 2 ---
    ");
    assert_snapshot!(told(&place, &["import", "pont.en.txt", "pont.fr.txt"]), @"
    --- standard error ---
    error: pont.en.txt looks English and pont.fr.txt looks French: source and target seem to be swapped; give the French file first, or use --force if this is right
    --- exit code 1 ---
    ");
    place.write("broken.txt", [FRENCH.as_bytes(), b"\xc3\x28 \xff\xfe\xc3"].concat());
    assert_snapshot!(told(&place, &["import", "broken.txt", "pont.en.txt"]), @"
    --- standard error ---
    error: broken.txt, line 6: the byte at offset 156 is not valid text in the file's encoding; save the file as UTF-8 again from the program that wrote it
    --- exit code 1 ---
    ");
    place.write(
        "cut.tmx",
        "<?xml version=\"1.0\"?>\n<tmx version=\"1.4\">\n<header srclang=\"fr\"/>\n<body>\n<tu><tuv",
    );
    assert_snapshot!(told(&place, &["import", "cut.tmx"]), @"
    --- standard error ---
    error: cut.tmx: line 5: the file ends in the middle of a unit. Get the whole file, or salvage (`--salvage`) the whole units before it
    --- exit code 1 ---
    ");
}
