//! What every command has at hand: the global options, and the streams that it writes to.

use crate::cli::error::{CliError, Result};
use std::borrow::Cow;
use std::cell::Cell;
use std::io::{self, IsTerminal as _, Write};
use std::path::{Path, PathBuf};

use crate::matching::Indexes;
use crate::memory::Memory;
use crate::settings::Settings;
use crate::text::lang::Lang;
use anstream::{AutoStream, ColorChoice};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::global::{Color, Global};
use super::output::{WARNING, paint};
use super::screen::{Screen, visible, wrapped};
use super::standard_input::{self, StandardInput};

/// The global options and the output streams of one run.
pub(crate) struct Context {
    global: Global,
    settings: Settings,
    out: Screen<AutoStream<io::Stdout>>,
    colored: bool,
    /// How many columns standard output has, where it is a terminal.
    width: Option<usize>,
    input: Option<StandardInput>,
    /// What came by pipes with names.
    piped: Vec<StandardInput>,
    /// Whether the memory was opened to be changed.
    writes: Cell<bool>,
    /// What of the command is stored in the memory, should the rest of it fail.
    stored: Option<String>,
}

impl Context {
    pub(crate) fn new(global: Global, settings: Settings) -> Context {
        let (stdout, terminal) = (io::stdout(), io::stdout().is_terminal());
        let colored = is_colored(global.color, terminal, || AutoStream::choice(&stdout));
        Context {
            // Always: what is no colour of ours is shown as signs, and not to be stripped.
            out: Screen::new(AutoStream::always(stdout), colored, terminal),
            colored,
            width: if terminal { columns_of_stdout() } else { None },
            input: None,
            piped: Vec::new(),
            writes: Cell::new(false),
            stored: None,
            global,
            settings,
        }
    }

    /// The file that is read where the user named `path`: for `-` the one in which standard input is kept.
    pub(crate) fn input(&mut self, path: &Path) -> Result<PathBuf> {
        if !standard_input::is_standard(path) {
            return Ok(path.to_owned());
        }
        if self.input.is_some() {
            return Err(standard_input::twice());
        }
        Ok(self.input.insert(StandardInput::read()?).file().to_owned())
    }

    /// The file in which what comes by a pipe with a name is kept, for what is read more than once.
    pub(crate) fn piped(&mut self, path: &Path) -> Result<PathBuf> {
        let piped = StandardInput::of_pipe(path)?;
        let file = piped.file().to_owned();
        self.piped.push(piped);
        Ok(file)
    }

    /// Whether standard input was read for one of the inputs.
    pub(crate) fn is_input_read(&self) -> bool {
        self.input.is_some()
    }

    /// As [`Context::input`], for several files.
    pub(crate) fn inputs(&mut self, paths: &[PathBuf]) -> Result<Vec<PathBuf>> {
        paths.iter().map(|path| self.input(path)).collect()
    }

    /// As [`Context::input`], for a file that need not be given.
    pub(crate) fn optional_input(&mut self, path: Option<&Path>) -> Result<Option<PathBuf>> {
        path.map(|path| self.input(path)).transpose()
    }

    /// Whether a path that [`Context::input`] gave is that of standard input.
    pub(crate) fn is_standard_input(&self, path: &Path) -> bool {
        self.input.as_ref().is_some_and(|input| input.file() == path)
    }

    /// A message, or a path, in which standard input is called so.
    pub(crate) fn told<'a>(&self, message: &'a str) -> Cow<'a, str> {
        let kept = self.input.iter().chain(&self.piped);
        kept.fold(Cow::Borrowed(message), |message, input| {
            Cow::Owned(input.told(&message))
        })
    }

    /// What is set, by the command line, the environment and the configuration files.
    pub(crate) fn settings(&self) -> &Settings {
        &self.settings
    }

    /// The language of source texts (`--from`).
    pub(crate) fn from(&self) -> &Lang {
        &self.settings.from.value
    }

    /// The language of translations (`--to`).
    pub(crate) fn to(&self) -> &Lang {
        &self.settings.to.value
    }

    /// The memory's folder, named by the user or the usual one.
    pub(crate) fn memory_option(&self) -> Option<&Path> {
        self.settings.memory.as_ref().map(|memory| &*memory.value)
    }

    /// The least score of a match, where the command line says `given`.
    pub(crate) fn min_score(&self, given: Option<f64>) -> Result<f64> {
        let score = given.unwrap_or(self.settings.min_score.value);
        if (1.0..=102.0).contains(&score) {
            return Ok(score);
        }
        Err(CliError::usage(format!(
            "--min-score {score}: expected a number from 1 to 102"
        )))
    }

    /// The most matches for a segment, where the command line says `given` and the command has this default.
    pub(crate) fn limit(&self, given: Option<usize>, default: usize) -> usize {
        let set = self.settings.limit.as_ref().map(|limit| limit.value);
        given.or(set).unwrap_or(default)
    }

    /// How often `-v` was given.
    pub(crate) fn verbosity(&self) -> u8 {
        self.global.verbose
    }

    /// Whether `-q` was given.
    pub(crate) fn quiet(&self) -> bool {
        self.global.quiet
    }

    /// Whether standard output shows colours; where it does not, marks must be made with characters.
    pub(crate) fn colored(&self) -> bool {
        self.colored
    }

    /// The text as standard output shows it behind `indent` columns: where that is a terminal, broken at words.
    pub(crate) fn wrapped(&self, text: &str, indent: usize) -> String {
        match self.width {
            Some(width) => wrapped(text, indent, width),
            None => text.to_owned(),
        }
    }

    /// Notes that the command changes the memory.
    pub(crate) fn will_write(&self) {
        self.writes.set(true);
    }

    /// Notes what is stored from here on, as a clause such as `3 articles are stored`, whatever happens to the rest.
    pub(crate) fn stored(&mut self, what: impl Into<String>) {
        self.stored = Some(what.into());
    }

    /// What is stored of a command that failed, where there is something.
    pub(crate) fn is_stored(&self) -> Option<&str> {
        self.stored.as_deref()
    }

    /// Whether the command changes the memory.
    pub(crate) fn writes(&self) -> bool {
        self.writes.get()
    }

    /// Standard output: buffered, its colours left out where nobody would see them.
    pub(crate) fn out(&mut self) -> &mut impl Write {
        &mut self.out
    }

    /// Standard error, its colours left out where nobody would see them.
    pub(crate) fn err(&self) -> impl Write {
        stderr(self.global.color)
    }

    /// Warns on standard error, unless the user asked for quiet.
    pub(crate) fn warn(&self, message: impl std::fmt::Display) {
        if !self.global.quiet {
            // A warning that cannot be shown is no reason to stop.
            let message = message.to_string();
            let _ = writeln!(self.err(), "{} {}", paint(WARNING, "warning:"), self.told(&message));
        }
    }

    /// Says something in passing on standard error, unless the user asked for quiet.
    pub(crate) fn note(&self, message: impl std::fmt::Display) {
        if !self.global.quiet {
            // As with warnings.
            let message = message.to_string();
            let _ = writeln!(self.err(), "{}", self.told(&message));
        }
    }

    /// A progress bar on standard error for `length` steps; it shows nothing with `-q` or where no terminal is.
    pub(crate) fn progress(&self, length: u64, what: &'static str) -> ProgressBar {
        let target = if self.global.quiet {
            ProgressDrawTarget::hidden()
        } else {
            ProgressDrawTarget::stderr()
        };
        let bar = ProgressBar::with_draw_target(Some(length), target);
        let style = ProgressStyle::with_template("{prefix} [{bar:30}] {human_pos}/{human_len}, {eta} left");
        // The template is a constant; should it ever be wrong, the plain bar serves.
        bar.set_style(
            style
                .unwrap_or_else(|_| ProgressStyle::default_bar())
                .progress_chars("=> "),
        );
        bar.with_prefix(what)
    }

    /// A count on standard error, where nobody knows how far it will go; hidden like [`Context::progress`].
    pub(crate) fn count(&self, what: &str) -> ProgressBar {
        let bar = self.progress(0, "").with_message(visible(what).into_owned());
        let style = ProgressStyle::with_template("{msg}: {human_pos} units");
        bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_spinner()));
        bar
    }

    /// Brings the index up to date before a search, with its progress where that takes time, for all who search.
    pub(crate) fn refresh_index(&self, memory: &Memory) -> Result<Indexes> {
        let (indexes, progress) = (Indexes::new(), self.count("indexing"));
        let done = indexes.refresh(memory, self.from(), self.to(), |units| progress.set_position(units));
        progress.finish_and_clear();
        Ok(done.map(|()| indexes)?)
    }

    /// Writes what is still buffered.
    pub(crate) fn finish(&mut self) -> Result {
        Ok(self.out.flush()?)
    }
}

/// How many columns the terminal of standard output has; one that does not say is not narrower than it is.
fn columns_of_stdout() -> Option<usize> {
    terminal_size::terminal_size_of(io::stdout())
        .map(|(width, _)| usize::from(width.0))
        .filter(|width| *width >= 20)
}

/// Standard error, its colours left out where nobody would see them.
pub(crate) fn stderr(color: Color) -> impl Write {
    let (stderr, terminal) = (io::stderr(), io::stderr().is_terminal());
    let colored = is_colored(color, terminal, || AutoStream::choice(&stderr));
    Screen::new(AutoStream::always(stderr), colored, terminal)
}

/// Whether a stream gets colours; `fits` says whether its terminal has some.
fn is_colored(asked: Color, terminal: bool, fits: impl FnOnce() -> ColorChoice) -> bool {
    let no_color = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
    match asked {
        Color::Always => true,
        Color::Auto => terminal && !no_color && fits() != ColorChoice::Never,
        Color::Never => false,
    }
}
