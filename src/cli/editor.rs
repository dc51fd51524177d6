//! Two texts → the user's own editor, and what became of them.
//!
//! The texts stand between marked lines in a file of their own, so that they may hold anything, also lines that begin with `#`.
//! When something goes wrong, the file stays, and the error says where: nobody has to write a text twice.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitStatus};

use super::error::{CliError, Context as _, Kind, Result};
use crate::text::lang::Lang;

/// The variables that name an editor, as a command line; the first that is set counts.
const VARIABLES: [&str; 2] = ["VISUAL", "EDITOR"];

/// A unit's two texts as they stand in the editor.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Texts {
    /// As the person left it in the editor.
    pub(crate) source: String,
    /// The translation.
    pub(crate) target: String,
}

/// What the user did.
pub(crate) enum Edited {
    /// Nothing: the texts are the same, or the file is empty.
    Unchanged,
    /// The texts are others; the draft is for the case that they cannot be stored.
    Changed(Texts, Draft),
}

/// The file that was edited. It is removed with this value, unless it is kept.
pub(crate) struct Draft {
    file: tempfile::NamedTempFile,
}

impl Draft {
    /// Adds to an error where the text is, and leaves the file there.
    pub(crate) fn keep(self, error: CliError) -> CliError {
        match self.file.into_temp_path().keep() {
            Ok(path) => error.hint(format!("your text is in {}", path.display())),
            Err(_) => error,
        }
    }
}

/// The lines between which the texts stand.
struct Marks {
    source: String,
    target: String,
    end: String,
}

impl Marks {
    fn of(from: &Lang, to: &Lang) -> Marks {
        let line = |what: &str| format!("# ---------- {what} ----------");
        Marks {
            source: line(&format!("{from}, the source, from the next line on")),
            target: line(&format!("{to}, the translation, from the next line on")),
            end: line("what follows is left out"),
        }
    }

    /// The texts between the marks; nothing where one of the marks is missing or twice.
    fn texts(&self, content: &str) -> Option<Texts> {
        let content = content.replace("\r\n", "\n");
        let mut parts: [Vec<&str>; 4] = Default::default();
        let mut part = 0;
        for line in content.lines() {
            match [&self.source, &self.target, &self.end]
                .iter()
                .position(|mark| line.trim_end() == **mark)
            {
                Some(at) if at == part => part += 1,
                Some(_) => return None,
                None => parts[part].push(line),
            }
        }
        let text = |lines: &[&str]| lines.join("\n").trim_matches(['\n', ' ', '\t']).to_owned();
        (part == 3).then(|| Texts {
            source: text(&parts[1]),
            target: text(&parts[2]),
        })
    }
}

/// Lets the user edit two texts. `about` says what they are, and is shown below them, line by line.
pub(crate) fn edit(texts: &Texts, (from, to): (&Lang, &Lang), about: &[String]) -> Result<Edited> {
    let command = command()?;
    let marks = Marks::of(from, to);
    let failed = || "no file for the editor can be written".to_owned();
    let mut file = tempfile::Builder::new()
        .prefix("interligne-edit-")
        .suffix(".txt")
        .tempfile()
        .context(Kind::Internal, failed)?;
    let explained = [
        "Change the texts above and leave the lines of dashes as they are. The pair then counts as confirmed.",
        "Nothing is changed when you change nothing, or leave the file empty.",
    ];
    let about: Vec<String> = about.iter().map(|line| format!("# {line}")).collect();
    let shown = format!(
        "{}\n{}\n{}\n{}\n{}\n{}\n# {}\n",
        marks.source,
        texts.source,
        marks.target,
        texts.target,
        marks.end,
        about.join("\n"),
        explained.join("\n# ")
    );
    file.write_all(shown.as_bytes())
        .and_then(|()| file.flush())
        .context(Kind::Internal, failed)?;
    let draft = Draft { file };
    let path = draft.file.path().to_owned();
    let ended = run(&command, &path).context(Kind::User, || format!("the editor `{command}` cannot be run"));
    let content = match ended {
        Err(error) => return Err(error),
        Ok(status) if !status.success() => {
            let error = CliError::new(
                Kind::User,
                format!("the editor `{command}` ended with {status}: nothing was changed"),
            );
            return Err(draft.keep(error));
        }
        Ok(_) => match read(&path) {
            Ok(content) => content,
            Err(error) => return Err(draft.keep(error)),
        },
    };
    if content.trim().is_empty() {
        return Ok(Edited::Unchanged);
    }
    let Some(edited) = marks.texts(&content) else {
        let error = CliError::new(
            Kind::User,
            "the lines of dashes between the texts are not as they were: nothing was changed",
        );
        return Err(draft.keep(error));
    };
    let as_shown = marks.texts(&shown);
    Ok(match as_shown.as_ref() == Some(&edited) {
        true => Edited::Unchanged,
        false => Edited::Changed(edited, draft),
    })
}

/// The editor's command line.
fn command() -> Result<String> {
    let set = |name: &&str| std::env::var(name).ok().filter(|command| !command.trim().is_empty());
    VARIABLES.iter().find_map(set).ok_or_else(|| {
        CliError::usage("no editor is known")
            .hint("set VISUAL or EDITOR to the command of your editor, or give the texts with --source and --target")
    })
}

/// Runs the editor on a file. Where there is a shell, the command may be anything that it understands.
#[cfg(unix)]
fn run(command: &str, path: &Path) -> std::io::Result<ExitStatus> {
    Command::new("sh")
        .args(["-c", &format!("{command} \"$@\""), "editor"])
        .arg(path)
        .status()
}

#[cfg(not(unix))]
fn run(command: &str, path: &Path) -> std::io::Result<ExitStatus> {
    let mut words = command.split_whitespace();
    Command::new(words.next().unwrap_or_default())
        .args(words)
        .arg(path)
        .status()
}

/// What stands in the file now; an editor may have put another one in its place.
fn read(path: &PathBuf) -> Result<String> {
    let bytes = std::fs::read(path).context(Kind::User, || "the edited text".to_owned())?;
    String::from_utf8(bytes).map_err(|_| CliError::new(Kind::User, "the edited text is not UTF-8: nothing was changed"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_come_back_whatever_they_hold_and_lost_marks_are_noticed() {
        let lang = |tag| Lang::parse(tag).unwrap();
        let marks = Marks::of(&lang("fr"), &lang("en"));
        let file = |source: &str, target: &str| {
            format!(
                "{}\n{source}\n{}\n{target}\n{}\n# about\n",
                marks.source, marks.target, marks.end
            )
        };
        for (source, target) in [("Un.", "One."), ("# Un\n\n#deux", "---"), ("", "x")] {
            let found = marks.texts(&file(source, target)).unwrap();
            assert_eq!((found.source.as_str(), found.target.as_str()), (source, target));
        }
        let windows = file("Un.", "One.").replace('\n', "\r\n");
        assert_eq!(marks.texts(&windows).unwrap().target, "One.");
        let whole = file("Un.", "One.");
        for lost in [&marks.source, &marks.target, &marks.end] {
            assert_eq!(marks.texts(&whole.replace(lost.as_str(), "")), None);
            assert_eq!(
                marks.texts(&whole.replace(lost.as_str(), &format!("{lost}\n{lost}"))),
                None
            );
        }
        assert_eq!(marks.texts("Un.\nOne.\n"), None);
    }
}
