//! What a terminal is sent: nothing from a text, a name or a path that would steer it.

use std::process::Command;

use crate::support::Place;
use crate::support::skip;

/// An escape sequence that writes the clipboard, one that sets the title, a C1 sequence, and a bidirectional override.
const HARM: &str = "\u{1b}]52;c;aGk=\u{7}\u{1b}]0;title\u{7}\u{9b}31m\u{202e}\u{1b}[2J";

/// Runs a command on a terminal of its own and gives what the terminal got.
fn on_terminal(place: &Place, arguments: &[&str]) -> String {
    let quoted = |word: &str| format!("'{}'", word.replace('\'', "'\\''"));
    let line: Vec<String> = arguments.iter().map(|word| quoted(word)).collect();
    let program = quoted(env!("CARGO_BIN_EXE_interligne"));
    let output = Command::new("script")
        .args(["-q", "-c", &format!("{program} {}", line.join(" ")), "/dev/null"])
        .current_dir(place.path(""))
        .env("INTERLIGNE_MEMORY", place.path("memory"))
        .env("TERM", "xterm-256color")
        .env_remove("NO_COLOR")
        .stdin(std::process::Stdio::null())
        .output()
        .expect("`script` runs");
    String::from_utf8_lossy(&output.stdout).into_owned()
}

#[cfg(target_os = "linux")]
#[test]
fn nothing_in_a_text_or_a_name_steers_the_terminal() {
    if !skip::runs("script", &["--version"]) {
        return;
    }
    let place = Place::new();
    let harmful = format!("Le pont {HARM}rouge est fermé.");
    place.write("a.fr.txt", format!("{harmful}\n\nLe maire parle.\n"));
    place.write(
        "a.en.txt",
        format!("The red {HARM}bridge is closed.\n\nThe mayor speaks.\n"),
    );
    place.write("in.tsv", format!("source\ttarget\n{harmful}\tThe {HARM} bridge.\n"));
    let name = format!("x{}y", HARM.replace('/', ""));
    place.ok(&["import", "--name", &name, "a.fr.txt", "a.en.txt"]);
    place.ok(&["import", "in.tsv"]);
    let file = format!("{name}.txt");
    place.write(&file, "Le pont.\n");
    let commands: &[&[&str]] = &[
        &["memory", "list"],
        &["memory", "list", "--units"],
        &["memory", "list", "--units", "--json"],
        &["memory", "info"],
        &["memory", "history"],
        &["memory", "check"],
        &["memory", "clean"],
        &["search", "pont"],
        &["search", "pont", "--json"],
        &["suggest", &harmful],
        &["suggest", "--min-score", "30", "Le pont rouge est ouvert."],
        &["suggest", "--fragments", "Demain le maire parle encore avec nous."],
        &["align", "a.fr.txt", "a.en.txt"],
        &["align", "a.fr.txt", "a.en.txt", "-o", "/dev/stdout"],
        &["segment", "a.fr.txt"],
        &["segment", "a.fr.txt", "-o", "-"],
        &["segment", &file],
        &["align", &file, "missing"],
        &["-q", "export", "-", "--format", "tsv"],
        &["import", &file],
        &["import", &file, &file, &file],
        &["analyze", &file],
        &["memory", "delete", "--article", &file],
        &[&file],
    ];
    let mut seen = String::new();
    for command in commands {
        let shown = on_terminal(&place, command);
        assert!(!shown.contains("panicked"), "{shown}");
        // Our own colours are the only escape sequences.
        let mut rest = shown.as_str();
        while let Some(at) = rest.find('\u{1b}') {
            let tail = &rest[at + 1..];
            let len = tail.find(|c: char| c.is_ascii_alphabetic()).unwrap_or(tail.len());
            let parameters = tail[..len].strip_prefix('[');
            let is_colour = tail[len..].starts_with('m')
                && parameters.is_some_and(|p| p.chars().all(|c| c.is_ascii_digit() || c == ';'));
            assert!(is_colour, "{command:?}: {:?}", &rest[at..rest.len().min(at + 40)]);
            rest = tail;
        }
        assert!(
            !shown.contains(['\u{7}', '\u{9b}', '\u{202e}', '\u{FDD0}', '\u{FDD1}']),
            "{command:?}: {shown:?}"
        );
        seen += &shown;
    }
    assert!(seen.contains("␛]52;c;aGk=␇") && seen.contains("⟨U+202E⟩"), "{seen}");
    // What is no terminal gets every byte.
    assert!(place.ok(&["segment", "a.fr.txt"]).contains(HARM));
    assert!(place.ok(&["search", "pont", "--json"]).contains("\\u001b]52"));
}
