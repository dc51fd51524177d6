//! `interligne suggest [TEXT …]`.

use crate::cli::error::{CliError, Context as _, Kind, Result};
use std::fmt::Write as _;
use std::io::{BufRead as _, IsTerminal as _, Write as _};
use std::path::{Path, PathBuf};

use crate::matching::answer::{SuggestAnswer, to_look_at};
use crate::matching::diff::{DiffKind, Stretch};
use crate::matching::score::shown;
use crate::matching::{
    Document, DocumentOptions, FragmentOptions, Fragments, Glossary, Indexes, LOOKED_AT, Match, Matcher, Neighbour,
    Query, SuggestOptions, different_translations, suggest_all,
};
use crate::memory::{Memory, Mode};
use anstyle::{AnsiColor, Style};
use clap::Args;

use crate::cli::commands::suggest_jsonl::QueryStream;
use crate::cli::jsonl::JsonlArgs;
use crate::cli::open_memory::open;
use crate::cli::output;
use crate::cli::output::{FAINT, grouped, paint};
use crate::cli::{Context, clipboard, fragments, furniture, terms};

/// Show what was translated before that resembles a text.
///
/// Give the text itself, or an article with --input, or lines on standard input: each line is answered as it arrives. On a
/// terminal you are asked for one segment after another; the number of a match copies its text to the clipboard (OSC 52). 100
/// is an identical text, 101 and 102 an identical text between the same neighbours; what is taken off is shown with its
/// reason. What differs is marked.
///
/// With --jsonl it answers a stream on all processor cores: each line is a JSON object with the segment in `text` and, where they
/// are known, the segments around it in `previous` and `next`.
#[derive(Debug, Args)]
pub(crate) struct SuggestArgs {
    /// The text to be translated; each is one segment [default: the lines of standard input]
    #[arg(value_name = "TEXT", conflicts_with_all = ["input", "jsonl"])]
    texts: Vec<String>,

    /// Answer for each segment of this article
    #[arg(long, value_name = "FILE", conflicts_with = "jsonl")]
    input: Option<PathBuf>,

    /// With --input: every line is one segment, nothing is cleaned
    #[arg(long, requires = "input")]
    presegmented: bool,

    /// With --input: keep page furniture
    #[arg(long, requires = "input")]
    keep_furniture: bool,

    /// With --input: mend text that is UTF-8 read in another encoding: `Ã©` for `é`
    #[arg(long, requires = "input")]
    mend_encoding: bool,

    /// The least score, from 1 to 102 [env: INTERLIGNE_MIN_SCORE] [default: 70]
    #[arg(long, value_name = "SCORE")]
    min_score: Option<f64>,

    /// The most matches for a segment [env: INTERLIGNE_LIMIT] [default: 5]
    #[arg(long, value_name = "NUMBER", value_parser = crate::cli::global::count)]
    limit: Option<usize>,

    /// Compare with every unit instead of using the index: slow, with the same answer
    #[arg(long)]
    exhaustive: bool,

    /// The units that have the segment as a sentence among others; where nothing matches, the longest stretches of it that
    /// occur in the memory
    #[arg(long)]
    fragments: bool,

    /// Show the terms of this glossary that occur: TBX, or a table with source, target and note; repeat for more
    #[arg(long, value_name = "FILE")]
    glossary: Vec<PathBuf>,

    /// One JSON object a line for each segment: query and matches
    #[arg(long)]
    json: bool,

    #[command(flatten)]
    stream: JsonlArgs,
}

/// What is looked for beside whole units, where it was asked for.
struct Beside<'m> {
    fragments: Option<Fragments<'m>>,
    /// For segments without a match, where no fragments were asked for: longer units that have them as a sentence.
    sentences: Option<Fragments<'m>>,
    glossary: Option<Glossary>,
}

/// What is told of a segment without a match.
#[derive(Clone, Copy, Debug)]
struct Missing {
    /// The score that was asked for.
    asked: f64,
    /// The best that there is, where it was looked for.
    best: Option<f64>,
}

impl Missing {
    fn of(asked: &SuggestOptions, best: Option<f64>) -> Missing {
        Missing {
            asked: asked.min_score,
            best,
        }
    }
}

impl std::fmt::Display for Missing {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "no match of {} or more", self.asked)?;
        match self.best {
            Some(best) => write!(
                f,
                " (best: {}; --min-score {} shows it)",
                shown(best),
                best.floor().max(1.0)
            ),
            None => Ok(()),
        }
    }
}

pub(crate) fn run(args: &SuggestArgs, context: &mut Context) -> Result {
    if args.texts.iter().any(|text| text.trim().is_empty()) {
        return Err(CliError::usage(
            "one of the texts is empty: expected a segment to be translated",
        ));
    }
    let min_score = context.min_score(args.min_score)?;
    let memory = open(Mode::Read, context)?;
    let indexes = match args.exhaustive {
        true => Indexes::new(),
        false => context.refresh_index(&memory)?,
    };
    let options = SuggestOptions {
        min_score,
        limit: context.limit(args.limit, 5),
        exhaustive: args.exhaustive,
    };
    if let Some(input) = args.stream.input()? {
        let stream = QueryStream {
            input,
            args: &args.stream,
            memory: memory.dir(),
            options: &options,
            indexes: &indexes,
            fragments: args.fragments,
            glossary: terms::read(&args.glossary, context)?,
        };
        return stream.answer(context);
    }
    // Of many segments at once a program is told the matches alone, as by the server.
    let is_alone = args.texts.len() == 1;
    let is_for_people = !args.json && args.input.is_none();
    let mut beside = Beside {
        fragments: args
            .fragments
            .then(|| indexes.open_fragments(&memory, context.from(), context.to())),
        sentences: (!args.fragments && (is_alone || is_for_people))
            .then(|| indexes.open_fragments(&memory, context.from(), context.to())),
        glossary: terms::read(&args.glossary, context)?,
    };
    if let Some(path) = &context.optional_input(args.input.as_deref())? {
        return article(args, path, &memory, &options, &mut beside, context);
    }
    let mut matcher = indexes.open_matcher(&memory, context.from(), context.to());
    if !args.texts.is_empty() {
        let _now = memory.read_snapshot()?;
        for text in &args.texts {
            let matches = matcher.suggest_with(&Query::new(text.as_str()), &options)?;
            let best = if is_alone || !args.json {
                matcher.best_below(text, &matches, &options)?
            } else {
                None
            };
            let missing = Missing::of(&options, best);
            if matches.is_empty() && is_alone && !args.json {
                context.note(missing);
            }
            let around = if args.texts.len() > 1 {
                Around::Query
            } else {
                Around::Nothing
            };
            answer(args, (text, &matches), &mut beside, missing, around, context)?;
        }
        return Ok(());
    }
    if !args.json && std::io::stdin().is_terminal() && std::io::stdout().is_terminal() {
        return prompt(args, &mut matcher, &options, &mut beside, context);
    }
    let mut previous = Neighbour::Unknown;
    for (number, line) in std::io::stdin().lock().lines().enumerate() {
        let text = line.context(Kind::Input, || format!("standard input, line {}", number + 1))?;
        let query = Query {
            text,
            previous,
            next: Neighbour::Unknown,
        };
        // One moment for each line: the next may be long in coming.
        let now = memory.read_snapshot()?;
        let matches = matcher.suggest_with(&query, &options)?;
        let best = if args.json {
            None
        } else {
            matcher.best_below(&query.text, &matches, &options)?
        };
        let missing = Missing::of(&options, best);
        answer(
            args,
            (&query.text, &matches),
            &mut beside,
            missing,
            Around::Query,
            context,
        )?;
        drop(now);
        // Whoever writes the lines may wait for each answer.
        context.out().flush()?;
        previous = Neighbour::Text(query.text);
    }
    Ok(())
}

/// Answers for each segment of an article.
fn article(
    args: &SuggestArgs,
    path: &Path,
    memory: &Memory,
    options: &SuggestOptions,
    beside: &mut Beside<'_>,
    context: &mut Context,
) -> Result {
    let document = Document::read(
        path,
        &reading(context)
            .presegmented(args.presegmented)
            .keep_furniture(args.keep_furniture)
            .mend_encoding(args.mend_encoding),
    )?;
    warn_of_language(path, &document, context);
    let queries = document.queries();
    let _now = memory.read_snapshot()?;
    let answers = suggest_all(memory, context.from(), context.to(), &queries, options)?;
    for (query, matches) in queries.iter().zip(&answers) {
        // Looking for the best of each would take longer than all else.
        let missing = Missing::of(options, None);
        answer(args, (&query.text, matches), beside, missing, Around::Query, context)?;
    }
    if let Some(article) = document.article {
        furniture::report_marked(path, &article, args.keep_furniture, context)?;
    }
    Ok(())
}

/// Takes one segment after another from the terminal until `:q` or the end of input (Ctrl-D). A number copies a match's text.
fn prompt(
    args: &SuggestArgs,
    matcher: &mut Matcher<'_>,
    options: &SuggestOptions,
    beside: &mut Beside<'_>,
    context: &mut Context,
) -> Result {
    context.note("Type or paste a segment. The number of a match copies its text; :q or Ctrl-D ends.");
    let mut input = std::io::stdin().lock();
    let mut previous = Neighbour::Unknown;
    let mut texts: Vec<String> = Vec::new();
    loop {
        write!(context.out(), "{} ", paint(SCORE, ">"))?;
        context.out().flush()?;
        let mut line = Vec::new();
        if input.read_until(b'\n', &mut line)? == 0 {
            writeln!(context.out())?;
            return Ok(());
        }
        let line = String::from_utf8_lossy(&line);
        let text = line.trim_end_matches(['\r', '\n']);
        match text.trim() {
            "" => continue,
            ":q" | ":quit" => return Ok(()),
            _ => {}
        }
        if let Some(copied) = text
            .trim()
            .parse()
            .ok()
            .and_then(|number: usize| texts.get(number.checked_sub(1)?))
        {
            if copied.len() > clipboard::MOST {
                context.note("too long for the terminal's clipboard");
                continue;
            }
            // Past the screen, which lets no escape sequence through but our colours.
            context.out().flush()?;
            clipboard::copy(&mut std::io::stdout(), copied)?;
            context.note(format_args!("copied: {copied}"));
            continue;
        }
        let query = Query {
            text: text.to_owned(),
            previous,
            next: Neighbour::Unknown,
        };
        let matches = matcher.suggest_with(&query, options)?;
        let missing = Missing::of(options, matcher.best_below(&query.text, &matches, options)?);
        answer(args, (&query.text, &matches), beside, missing, Around::Numbers, context)?;
        let best = |found: &Match| match found.better_adapted() {
            Some(adapted) => adapted.adaptation.text.clone(),
            None => found.target.clone(),
        };
        texts = matches.iter().map(best).collect();
        previous = Neighbour::Text(query.text);
    }
}

/// Warns of a file that looks as if it were in another language than `--from` says.
pub(crate) fn warn_of_language(file: &Path, document: &Document, context: &Context) {
    if let Some(found) = document.other_language(context.from()) {
        context.warn(format_args!(
            "{} looks {}, expected {}: give the right file, or name its language with --from",
            file.display(),
            found.name(),
            context.from().name()
        ));
    }
}

/// How a file to be translated is read.
fn reading(context: &Context) -> DocumentOptions {
    DocumentOptions::new(context.from().clone())
}

fn answer(
    args: &SuggestArgs,
    (query, matches): (&str, &[Match]),
    beside: &mut Beside<'_>,
    missing: Missing,
    around: Around,
    context: &mut Context,
) -> Result {
    let mut found = fragments::find(beside.fragments.as_mut(), query, matches)?;
    if let Some(sentences) = beside.sentences.as_mut().filter(|_| matches.is_empty()) {
        let of_units = sentences.sentences(query, &FragmentOptions::default())?;
        found = Some(of_units).filter(|found| !found.is_empty());
    }
    if found.is_some() && matches.is_empty() && Fragments::is_cut(query) {
        context.note(format_args!(
            "fragments are looked for in the first {} words of a segment only",
            grouped(LOOKED_AT)
        ));
    }
    let terms = beside.glossary.as_ref().map(|glossary| glossary.find(query));
    if args.json {
        let answer = SuggestAnswer::new(query, matches, found.as_deref(), terms.as_deref());
        let answer = answer.with_best(missing.best.filter(|_| matches.is_empty()));
        serde_json::to_writer(context.out(), &answer)?;
        writeln!(context.out())?;
        return Ok(());
    }
    if around == Around::Query {
        let query = context.wrapped(&paint(QUERY, query), 0);
        writeln!(context.out(), "{query}")?;
    }
    if matches.is_empty() && around != Around::Nothing {
        writeln!(context.out(), "       {}", paint(FAINT, missing))?;
    }
    let different = different_translations(matches);
    if different > 1 {
        let note = format!("{different} different translations of the same score:");
        writeln!(context.out(), "       {}", paint(FAINT, note))?;
    }
    for (number, found) in (1..).zip(matches) {
        show(query, found, (around == Around::Numbers).then_some(number), context)?;
    }
    fragments::show(query, &found.unwrap_or_default(), context)?;
    terms::show(&terms.unwrap_or_default(), context)?;
    if around != Around::Nothing {
        writeln!(context.out())?;
    }
    Ok(())
}

/// What is shown around the matches of a segment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Around {
    /// The segment is on the command line.
    Nothing,
    /// The segment before them, an empty line behind.
    Query,
    /// A number before each, an empty line behind: the segment was typed just above.
    Numbers,
}

const QUERY: Style = Style::new().bold();
const SCORE: Style = AnsiColor::Cyan.on_default().bold();
const TARGET: Style = AnsiColor::Green.on_default();
const ONLY_UNIT: Style = AnsiColor::Red.on_default();
const ADAPTED: Style = AnsiColor::Yellow.on_default();
const ONLY_QUERY: Style = AnsiColor::Yellow.on_default();

fn show(query: &str, found: &Match, number: Option<usize>, context: &mut Context) -> Result {
    let marked = marked(query, &found.source, &found.diff, context.colored());
    let score = paint(SCORE, format_args!("{:>5}", shown(found.score)));
    let mut origin = String::new();
    if !found.penalties.is_empty() {
        write!(origin, "{}", shown(found.base))?;
        for penalty in &found.penalties {
            write!(origin, " - {penalty}")?;
        }
        origin.push_str(" · ");
    }
    if let Some(article) = &found.article {
        write!(origin, "{article} · ")?;
    }
    write!(origin, "{} · unit {}", found.status, found.unit)?;
    let colored = context.colored();
    let [marked, target, origin] =
        [marked, paint(TARGET, &found.target), paint(FAINT, origin)].map(|line| context.wrapped(&line, 7));
    let number = number.map_or_else(
        || " ".repeat(7),
        |number| format!("{}  ", paint(FAINT, format_args!("{number:>5}"))),
    );
    writeln!(context.out(), "{score}  {marked}\n{number}{target}")?;
    if let Some(adapted) = &found.adapted {
        let score = paint(SCORE, format_args!("{:>5}", shown(adapted.score)));
        let told = to_look_at(adapted);
        let note = if told.is_empty() {
            "(adapted)".to_owned()
        } else {
            format!("(adapted; {told})")
        };
        let text = output::marked(&adapted.adaptation.text, &adapted.adaptation.replaced, ADAPTED, colored);
        let line = context.wrapped(&format!("{text} {}", paint(FAINT, note)), 7);
        writeln!(context.out(), "{score}  {line}")?;
    }
    writeln!(context.out(), "       {origin}")?;
    Ok(())
}

/// The unit's source with what differs from the query marked: in colour, or in brackets where there is none. What only
/// the query has stands after a plus sign.
fn marked(query: &str, source: &str, diff: &[Stretch], colored: bool) -> String {
    let mut out = String::new();
    let mut at = 0;
    for stretch in diff {
        let unit = &source[stretch.unit.clone()];
        match stretch.change {
            DiffKind::Equal => {
                out.push_str(&source[at..stretch.unit.end]);
                at = stretch.unit.end;
            }
            DiffKind::Replaced | DiffKind::OnlyUnit => {
                out.push_str(&source[at..stretch.unit.start]);
                out.push_str(&if colored {
                    paint(ONLY_UNIT, unit)
                } else {
                    format!("[{unit}]")
                });
                at = stretch.unit.end;
            }
            DiffKind::OnlyQuery => {
                out.push_str(&source[at..stretch.unit.start.max(at)]);
                at = stretch.unit.start.max(at);
                let text = &query[stretch.query.clone()];
                let space = if out.is_empty() || out.ends_with(char::is_whitespace) {
                    ""
                } else {
                    " "
                };
                let mark = if colored {
                    paint(ONLY_QUERY, format_args!("+{text}"))
                } else {
                    format!("[+{text}]")
                };
                out.push_str(space);
                out.push_str(&mark);
                if source[at..].starts_with(|c: char| !c.is_whitespace()) {
                    out.push(' ');
                }
            }
        }
    }
    out.push_str(&source[at..]);
    out
}

#[cfg(test)]
mod tests {
    use crate::matching::diff::diff;

    use super::*;

    #[test]
    fn differences_stand_in_brackets_where_there_is_no_colour() {
        let plain = |query: &str, source: &str| marked(query, source, &diff(query, source), false);
        assert_eq!(plain("Le chat dort.", "Le chien dort."), "Le [chien] dort.");
        assert_eq!(
            plain("Le petit chat dort.", "Le chat dort ici."),
            "Le [+petit] chat dort [ici]."
        );
        assert_eq!(plain("Oui, merci", "Merci"), "[+Oui,] Merci");
        assert_eq!(plain("Non", "Non"), "Non");
    }
}
