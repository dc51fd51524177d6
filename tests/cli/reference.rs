//! docs/CLI.md is the commands' own help, page by page.
//!
//! After a change to the command line, run the test once with `INTERLIGNE_BLESS=1` to write the page anew, and read the
//! difference.

use std::fmt::Write as _;

use crate::support::Place;

const INTRODUCTION: &str = "\
# The command line

Made from the commands' own `--help`; `tests/cli/reference.rs` keeps it so. The machine output and the exit codes are a
promise: fields may be added, never renamed (see [MACHINE_OUTPUT.md](MACHINE_OUTPUT.md)).
";

/// The page is of the command as it is installed; the feature `lab` adds to it.
#[test]
#[cfg_attr(feature = "lab", ignore = "the page is of the command without this feature")]
fn the_reference_page_is_what_help_says() {
    let place = Place::new();
    let mut page = INTRODUCTION.to_owned();
    describe(&place, &[], &mut page);
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/CLI.md");
    if std::env::var_os("INTERLIGNE_BLESS").is_some() {
        std::fs::write(&path, &page).expect("docs/CLI.md can be written");
    }
    let written = std::fs::read_to_string(&path).expect("docs/CLI.md");
    assert!(
        written == page,
        "docs/CLI.md is not what --help says: run this test with INTERLIGNE_BLESS=1"
    );
}

/// Adds the help of a command and of those below it.
fn describe(place: &Place, command: &[String], page: &mut String) {
    let mut arguments: Vec<&str> = command.iter().map(String::as_str).collect();
    arguments.push("--help");
    let help = place.ok(&arguments);
    let title = ["interligne"]
        .into_iter()
        .chain(command.iter().map(String::as_str))
        .collect::<Vec<_>>()
        .join(" ");
    // The options that every command understands are told once, on the first page.
    let told = if command.is_empty() {
        help.as_str()
    } else {
        help.split("\nOptions for every command:").next().unwrap_or("")
    };
    let trimmed: Vec<&str> = told.trim_end().lines().map(str::trim_end).collect();
    write!(page, "\n## `{title}`\n\n```text\n{}\n```\n", trimmed.join("\n")).expect("a string grows");
    let subcommands = help
        .split_once("\nCommands:\n")
        .map(|(_, rest)| rest.lines().take_while(|line| !line.is_empty()))
        .into_iter()
        .flatten()
        .filter(|line| line.starts_with("  ") && !line.starts_with("   "))
        .filter_map(|line| line.split_whitespace().next())
        .filter(|name| *name != "help")
        .map(str::to_owned)
        .collect::<Vec<_>>();
    for subcommand in subcommands {
        let mut below = command.to_vec();
        below.push(subcommand);
        describe(place, &below, page);
    }
}

#[test]
fn completions_and_the_manual_name_every_command() {
    let place = Place::new();
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let script = place.ok(&["completions", shell]);
        assert!(script.contains("suggest") && script.contains("export"), "{shell}");
    }
    assert!(place.ok(&["man"]).contains("interligne"));
    place.ok(&["man", "--out-dir", "pages"]);
    assert!(place.path("pages/interligne-import.1").is_file());
}
