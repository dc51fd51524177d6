//! `interligne memory edit`.

use crate::cli::editor::{self, Edited, Texts};
use crate::cli::error::{CliError, Result, fail};
use std::io::Write as _;

use crate::memory::{Memory, MemoryError, Mode, Status, Unit, UnitEdit, UnitId};
use clap::Args;

use crate::cli::Context;
use crate::cli::selection::status;

/// Change a unit's texts or status: mend a pair, confirm it, reject it
///
/// Without a text or a status, both texts open in your editor (`VISUAL`, else `EDITOR`). A unit whose text you change counts as
/// confirmed. A rejected unit is kept, so that it does not come back with the next
/// import, and is never suggested.
#[derive(Debug, Args)]
pub(crate) struct EditArgs {
    /// The units' numbers, as `memory list` and `suggest` show them
    #[arg(value_name = "UNIT", required = true)]
    units: Vec<i64>,

    /// The new source text
    #[arg(long, value_name = "TEXT")]
    source: Option<String>,

    /// The new translation
    #[arg(long, value_name = "TEXT")]
    target: Option<String>,

    /// The new status: to-review, aligned, confirmed or rejected
    #[arg(long, value_name = "STATUS", value_parser = status)]
    status: Option<Status>,
}

pub(crate) fn run(args: &EditArgs, context: &mut Context) -> Result {
    let texts: Vec<_> = [(context.from(), &args.source), (context.to(), &args.target)]
        .into_iter()
        .filter_map(|(lang, text)| Some((lang.clone(), text.clone()?)))
        .collect();
    if texts.is_empty() && args.status.is_none() {
        return match args.units[..] {
            [unit] => in_editor(UnitId(unit), context),
            _ => Err(CliError::usage("one unit at a time is edited in the editor")
                .hint("use --status to change several units at once")),
        };
    }
    if !texts.is_empty() && args.units.len() > 1 {
        return Err(CliError::usage("texts can be given for one unit at a time"));
    }
    let mut memory = crate::cli::open_memory::open(Mode::Write, context)?;
    if texts.is_empty()
        && let Some(status) = args.status
    {
        let units: Vec<UnitId> = args.units.iter().copied().map(UnitId).collect();
        memory.set_status(&units, status)?;
        context.stored("the change is stored");
        for unit in units {
            writeln!(context.out(), "unit {unit} is {status}")?;
        }
        return Ok(());
    }
    for unit in args.units.iter().copied().map(UnitId) {
        let edited = memory.edit_unit(
            unit,
            &UnitEdit {
                texts: texts.clone(),
                status: args.status,
            },
        )?;
        context.stored("the change is stored");
        say(&edited, context)?;
    }
    Ok(())
}

fn say(edited: &Unit, context: &mut Context) -> Result {
    let text = |lang| edited.variant(lang).map_or("", |variant| variant.text.as_str());
    let (source, target) = (text(context.from()), text(context.to()));
    let line = format!("unit {} is {}\n  {source}\n  {target}", edited.id, edited.status);
    Ok(writeln!(context.out(), "{line}")?)
}

/// Lets the user change a unit's texts in an editor. The memory is not held meanwhile.
fn in_editor(id: UnitId, context: &mut Context) -> Result {
    let (from, to) = (context.from().clone(), context.to().clone());
    let memory = crate::cli::open_memory::open(Mode::Read, context)?;
    let unit = memory.unit(id)?.ok_or(MemoryError::NoSuchUnit(id))?;
    let Some((source, target)) = unit.pair(&from, &to) else {
        fail!(
            User,
            "unit {id} has no texts in {from} and {to}: name its languages with --from and --to"
        );
    };
    let shown = Texts {
        source: source.text.clone(),
        target: target.text.clone(),
    };
    let about = about(&memory, &unit, source.markup.is_some() || target.markup.is_some())?;
    drop(memory);
    let (texts, draft) = match editor::edit(&shown, (&from, &to), &about)? {
        Edited::Unchanged => {
            context.note(format_args!("unit {id} is unchanged"));
            return Ok(());
        }
        Edited::Changed(texts, draft) => (texts, draft),
    };
    let edited = store(&unit, &shown, &texts, context).map_err(|error| draft.keep(error))?;
    say(&edited, context)
}

/// What a user should know of a unit while editing it.
fn about(memory: &Memory, unit: &Unit, has_markup: bool) -> Result<Vec<String>> {
    let mut articles = Vec::new();
    for occurrence in memory.occurrences_of_unit(unit.id)? {
        articles.extend(memory.article(occurrence.article)?.map(|article| article.name));
    }
    articles.dedup();
    let mut line = format!("Unit {}, {}", unit.id, unit.status);
    if let Some(confidence) = unit.confidence {
        line += &format!(", the aligner's confidence {confidence:.2}");
    }
    let mut about = vec![line];
    if !articles.is_empty() {
        // A name is one line, whatever it holds.
        let names = articles.join(", ");
        about.push(format!("In {}", names.split_whitespace().collect::<Vec<_>>().join(" ")));
    }
    if has_markup {
        about.push("It has inline elements, which a changed text loses.".to_owned());
    }
    Ok(about)
}

/// Stores what was edited, unless the unit has changed since it was shown.
fn store(shown: &Unit, before: &Texts, after: &Texts, context: &Context) -> Result<Unit> {
    let mut memory = crate::cli::open_memory::open(Mode::Write, context)?;
    let now = memory.unit(shown.id)?;
    if now.as_ref().map(|unit| &unit.variants) != Some(&shown.variants) {
        fail!(Memory, "unit {} was changed meanwhile: look at it again", shown.id);
    }
    let sides = [
        (context.from(), &before.source, &after.source),
        (context.to(), &before.target, &after.target),
    ];
    let changed = sides.into_iter().filter(|(_, before, after)| before != after);
    let texts = changed.map(|(lang, _, after)| (lang.clone(), after.clone())).collect();
    Ok(memory.edit_unit(shown.id, &UnitEdit { texts, status: None })?)
}
