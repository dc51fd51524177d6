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

/// Runs a command on a terminal of so many columns, with what is typed there.
fn typed(place: &Place, columns: u32, arguments: &str, lines: &str) -> String {
    use std::io::Write as _;
    let program = env!("CARGO_BIN_EXE_interligne");
    let mut script = Command::new("script")
        .args([
            "-q",
            "-c",
            &format!("stty rows 24 cols {columns} -echo; '{program}' {arguments}"),
            "/dev/null",
        ])
        .current_dir(place.path(""))
        .env("INTERLIGNE_MEMORY", place.path("memory"))
        .env("TERM", "xterm-256color")
        .env("NO_COLOR", "1")
        .stdin(std::process::Stdio::piped())
        .stdout(std::process::Stdio::piped())
        .spawn()
        .expect("`script` runs");
    let mut input = script.stdin.take().expect("a pipe");
    input.write_all(lines.as_bytes()).expect("it is read");
    drop(input);
    let output = script.wait_with_output().expect("it ends");
    String::from_utf8_lossy(&output.stdout).replace("\r\n", "\n")
}

#[cfg(target_os = "linux")]
#[test]
fn on_a_terminal_suggest_takes_one_segment_after_another() {
    if !skip::runs("script", &["--version"]) {
        return;
    }
    let place = Place::new();
    let long = "Le vieux pont du village est fermé depuis lundi matin.";
    place.write(
        "in.tsv",
        format!("{long}\tThe old village bridge has been closed since Monday morning.\nPage 12 du livre.\tPage 12 of the book.\n"),
    );
    place.ok(&["import", "in.tsv"]);
    let shown = typed(
        &place,
        40,
        "suggest",
        &format!("{long}\n1\nPage 13 du livre.\n1\n\nRien de tel.\n:q\n"),
    );
    let clipboard = |text: &str| shown.contains(&format!("\u{1b}]52;c;{text}\u{7}"));
    // `The old village bridge has been closed since Monday morning.` and `Page 13 of the book.`
    let both = [
        "VGhlIG9sZCB2aWxsYWdlIGJyaWRnZSBoYXMgYmVlbiBjbG9zZWQgc2luY2UgTW9uZGF5IG1vcm5pbmcu",
        "UGFnZSAxMyBvZiB0aGUgYm9vay4=",
    ];
    assert!(both.iter().all(|text| clipboard(text)), "{shown}");
    assert!(
        shown.contains("  100  Le vieux pont du village est\n       fermé depuis lundi matin.\n"),
        "{shown}"
    );
    assert!(
        shown.contains("    1  The old village bridge has been\n       closed since Monday morning.\n"),
        "{shown}"
    );
    assert!(shown.contains("copied: Page 13 of the book."), "{shown}");
    assert!(shown.contains("no match of 70 or more"), "{shown}");
    // The end of the input is an end, too; without a prompt where there is a text.
    assert!(typed(&place, 40, "suggest", "").contains("> "));
    let search = typed(&place, 40, "search pont", "");
    assert!(
        search.contains("Le vieux [pont] du village est fermé\ndepuis lundi matin.\n"),
        "{search}"
    );
    assert!(!search.contains("> "), "{search}");
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
    let option = format!("--x{HARM}");
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
        // What the parser of arguments says.
        &["--from", &harmful, "search", "pont"],
        &[&option],
        &["search", &option, "pont"],
        &["memory", &file],
        &["export", "x.tsv", "--since", &file],
        &["memory", "edit", "1", "--status", &file],
        &["suggest", "--min-score", &file, "Le pont."],
        &["completions", &file],
        &["config", "set", &file, "1"],
        &["memory", "act", "x", "cut", "1", &file],
        &["help", &file],
    ];
    let mut seen = String::new();
    for command in commands {
        let shown = on_terminal(&place, command);
        assert!(!shown.contains("panicked"), "{shown}");
        // Our own colours are the only escape sequences, and where the machine is slow the end of a progress bar, which clears its line.
        let mut rest = shown.as_str();
        while let Some(at) = rest.find('\u{1b}') {
            let tail = &rest[at + 1..];
            let len = tail.find(|c: char| c.is_ascii_alphabetic()).unwrap_or(tail.len());
            let parameters = tail[..len].strip_prefix('[');
            let is_colour = tail[len..].starts_with('m')
                && parameters.is_some_and(|p| p.chars().all(|c| c.is_ascii_digit() || c == ';'));
            assert!(
                is_colour || tail.starts_with("[2K"),
                "{command:?}: {:?}",
                &rest[at..rest.len().min(at + 40)]
            );
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
