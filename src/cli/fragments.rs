//! What a segment without a match has in common with the memory: shared by the commands that show it.

use crate::cli::error::Result;
use std::io::Write as _;

use crate::matching::{Fragment, FragmentOptions, Fragments};
use anstyle::{AnsiColor, Style};

use super::Context;
use super::output::{FAINT, marked, paint};
use crate::cli::commands::search::{MARK, TRANSLATION};

/// The fragments of a segment; none where there are matches, or where nobody asked.
pub(crate) fn find(fragments: Option<&mut Fragments<'_>>, query: &str, matched: bool) -> Result<Option<Vec<Fragment>>> {
    let Some(fragments) = fragments else { return Ok(None) };
    if matched {
        return Ok(Some(Vec::new()));
    }
    Ok(Some(fragments.find(query, &FragmentOptions::default())?))
}

const LABEL: Style = AnsiColor::Cyan.on_default();

/// As people read them: the stretch, then the unit that has it, both sides marked.
pub(crate) fn show(query: &str, fragments: &[Fragment], context: &mut Context) -> Result {
    let colored = context.colored();
    let out = context.out();
    for fragment in fragments {
        let hit = &fragment.hit;
        writeln!(out, "    …  {}", paint(LABEL, &query[fragment.range.clone()]))?;
        writeln!(out, "       {}", marked(&hit.source, &hit.marks, MARK, colored))?;
        writeln!(
            out,
            "       {}",
            marked(&hit.target, &hit.translation_marks, TRANSLATION, colored)
        )?;
        let article = hit
            .article
            .as_ref()
            .map_or(String::new(), |article| format!("{article} · "));
        let origin = format!("fragment · {article}{} · unit {}", hit.status, hit.unit);
        writeln!(out, "       {}", paint(FAINT, origin))?;
    }
    Ok(())
}
