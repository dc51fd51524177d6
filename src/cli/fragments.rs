//! What a segment without a match has in common with the memory: shared by the commands that show it.

use crate::cli::error::Result;
use std::io::Write as _;

use crate::matching::{Fragment, FragmentOptions, Fragments, Match};
use anstyle::{AnsiColor, Style};

use super::Context;
use super::output::{FAINT, marked, paint};
use crate::cli::commands::search::{MARK, TRANSLATION};

/// The fragments of a segment beside its matches; `None` where nobody asked.
pub(crate) fn find(
    fragments: Option<&mut Fragments<'_>>,
    query: &str,
    matches: &[Match],
) -> Result<Option<Vec<Fragment>>> {
    let found = fragments.map(|fragments| fragments.beside(query, matches, &FragmentOptions::default()));
    Ok(found.transpose()?)
}

const LABEL: Style = AnsiColor::Cyan.on_default();

/// As people read them: the stretch, then the unit that has it, both sides marked.
pub(crate) fn show(query: &str, fragments: &[Fragment], context: &mut Context) -> Result {
    let colored = context.colored();
    for fragment in fragments {
        let hit = &fragment.hit;
        let lines = [
            paint(LABEL, &query[fragment.range.clone()]),
            marked(&hit.source, &hit.marks, MARK, colored),
            marked(&hit.target, &hit.translation_marks, TRANSLATION, colored),
        ];
        let [label, source, target] = lines.map(|line| context.wrapped(&line, 7));
        let out = context.out();
        writeln!(out, "    …  {label}\n       {source}\n       {target}")?;
        let article = hit
            .article
            .as_ref()
            .map_or(String::new(), |article| format!("{article} · "));
        let kind = if fragment.is_sentence { "sentence" } else { "fragment" };
        let origin = format!("{kind} · {article}{} · unit {}", hit.status, hit.unit);
        writeln!(out, "       {}", paint(FAINT, origin))?;
    }
    Ok(())
}
