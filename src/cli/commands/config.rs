//! `interligne config`.

use std::io::Write as _;
use std::path::Path;

use clap::{Args, Subcommand};
use serde_json::{Map, Value, json};

use crate::cli::Context;
use crate::cli::error::{CliError, Kind, Result};
use crate::cli::output::{FAINT, paint};
use crate::settings::{self, Key, Scope, Setting};

/// Show what is set, and where each value comes from; set what is to be remembered
///
/// The first of these that says something counts: the command line, the environment, the memory's own file, your file, the
/// default. A memory's own file (config.toml in its folder) sets languages and thresholds only. The documentation's
/// page on configuration says what can be set.
#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true)]
pub(crate) struct ConfigArgs {
    #[command(subcommand)]
    action: Option<Action>,

    /// As a JSON object
    #[arg(long)]
    json: bool,
}

#[derive(Debug, Subcommand)]
enum Action {
    /// Write a value into your configuration file
    Set(SetArgs),
    /// Take a value out of your configuration file
    Unset(UnsetArgs),
}

#[derive(Debug, Args)]
struct SetArgs {
    /// from, to, min-score, limit, author, memory, memories or glossaries
    #[arg(value_parser = key)]
    key: Key,

    /// The value; for glossaries one or more files, for memories a folder and the memory for work in it
    #[arg(value_name = "VALUE", required = true)]
    values: Vec<String>,

    /// In the memory's own file, which goes where the memory goes
    #[arg(long)]
    own: bool,
}

#[derive(Debug, Args)]
struct UnsetArgs {
    /// from, to, min-score, limit, author, memory, memories or glossaries
    #[arg(value_parser = key)]
    key: Key,

    /// In the memory's own file
    #[arg(long)]
    own: bool,
}

fn key(name: &str) -> std::result::Result<Key, String> {
    Key::parse(name).ok_or_else(|| format!("expected one of {}", Key::ALL.map(Key::name).join(", ")))
}

pub(crate) fn run(args: &ConfigArgs, context: &mut Context) -> Result {
    match &args.action {
        None if args.json => show_json(context),
        None => show(context),
        Some(Action::Set(args)) => {
            let (file, scope) = file(args.own, context)?;
            settings::set(file, scope, args.key, &args.values)?;
            context.note(format_args!("{}: {} is set", file.display(), args.key.name()));
            Ok(())
        }
        Some(Action::Unset(args)) => {
            let (file, scope) = file(args.own, context)?;
            let was_there = settings::unset(file, scope, args.key)?;
            let what = if was_there { "is set no more" } else { "was not set" };
            context.note(format_args!("{}: {} {what}", file.display(), args.key.name()));
            Ok(())
        }
    }
}

/// The file that is to be changed.
fn file(own: bool, context: &Context) -> Result<(&Path, Scope)> {
    let settings = context.settings();
    let scope = if own { Scope::Memory } else { Scope::User };
    if own && let Some(memory) = &settings.memory {
        let folder = &memory.value;
        if !folder.join(crate::memory::DATABASE_FILE).exists() {
            return Err(CliError::new(
                Kind::User,
                format!("{}: no memory is there", folder.display()),
            ));
        }
    }
    let file = settings.file(scope);
    let none = || {
        CliError::new(
            Kind::User,
            "you have no folder for a configuration: set INTERLIGNE_CONFIG to a file",
        )
    };
    Ok((file.ok_or_else(none)?, scope))
}

/// Each value that is set, as people read it and as JSON, with where it comes from.
fn values(context: &Context) -> Vec<(Key, String, Value, String)> {
    let settings = context.settings();
    let mut out = Vec::new();
    let mut add = |key: Key, shown: String, value: Value, origin: String| out.push((key, shown, value, origin));
    let text = |value: &dyn std::fmt::Display| (value.to_string(), json!(value.to_string()));
    for (key, lang) in [(Key::From, &settings.from), (Key::To, &settings.to)] {
        let (shown, value) = text(&lang.value);
        add(key, shown, value, lang.origin.to_string());
    }
    let score = &settings.min_score;
    add(
        Key::MinScore,
        score.value.to_string(),
        json!(score.value),
        score.origin.to_string(),
    );
    if let Some(limit) = &settings.limit {
        add(
            Key::Limit,
            limit.value.to_string(),
            json!(limit.value),
            limit.origin.to_string(),
        );
    }
    if let Some(author) = &settings.author {
        let (shown, value) = text(&author.value);
        add(Key::Author, shown, value, author.origin.to_string());
    }
    if let Some(memory) = &settings.memory {
        let (shown, value) = text(&memory.value.display());
        add(Key::Memory, shown, value, memory.origin.to_string());
    }
    for Setting { value, origin } in &settings.memories {
        let [folder, memory] = [&value.0, &value.1].map(|path| path.display().to_string());
        let line = format!("{folder} → {memory}");
        add(
            Key::Memories,
            line,
            json!({"folder": folder, "memory": memory}),
            origin.to_string(),
        );
    }
    if let Some(Setting { value, origin }) = &settings.glossaries {
        for path in value {
            let (shown, value) = text(&path.display());
            add(Key::Glossaries, shown, value, origin.to_string());
        }
    }
    out
}

fn show(context: &mut Context) -> Result {
    let values = values(context);
    let width = values
        .iter()
        .map(|(_, shown, ..)| shown.chars().count())
        .filter(|w| *w <= 40)
        .max();
    let width = width.unwrap_or(0);
    let files = [
        ("your file", context.settings().user_file.clone()),
        ("memory's file", context.settings().memory_file.clone()),
    ];
    let out = context.out();
    for (key, shown, _, origin) in values {
        let name = paint(FAINT, format_args!("{:<13}", key.name()));
        let origin = paint(FAINT, format_args!("({origin})"));
        writeln!(out, "{name} {shown:<width$}  {origin}")?;
    }
    for (name, file) in files {
        let Some(file) = file else { continue };
        let there = if file.exists() { "" } else { " (not there)" };
        writeln!(
            out,
            "{} {}{}",
            paint(FAINT, format_args!("{name:<13}")),
            file.display(),
            paint(FAINT, there)
        )?;
    }
    Ok(())
}

fn show_json(context: &mut Context) -> Result {
    let mut object = Map::new();
    let with = |value: Value, origin: String| json!({"value": value, "origin": origin});
    for (key, _, value, origin) in values(context) {
        let line = with(value, origin);
        if matches!(key, Key::Memories | Key::Glossaries) {
            // Several values: a list.
            match object.entry(key.name()).or_insert_with(|| json!([])) {
                Value::Array(list) => list.push(line),
                _ => continue,
            }
        } else {
            object.insert(key.name().to_owned(), line);
        }
    }
    let settings = context.settings();
    let file =
        |path: Option<&Path>| path.map(|path| json!({"path": path.display().to_string(), "exists": path.exists()}));
    object.insert("user_file".to_owned(), json!(file(settings.user_file.as_deref())));
    object.insert("memory_file".to_owned(), json!(file(settings.memory_file.as_deref())));
    serde_json::to_writer(context.out(), &object)?;
    writeln!(context.out())?;
    Ok(())
}
