//! The terms of a glossary, as `suggest --glossary` shows them.

use crate::cli::error::Result;
use std::io::Write as _;
use std::path::PathBuf;

use crate::exchange::{ReadOptions, Term, read_terms};
use crate::matching::Glossary;

use super::Context;
use super::output::{FAINT, paint};

/// Reads glossaries into one; `None` where no file was named.
pub(crate) fn read(files: &[PathBuf], context: &mut Context) -> Result<Option<Glossary>> {
    if files.is_empty() {
        return Ok(None);
    }
    let options = ReadOptions {
        from: context.from().clone(),
        to: context.to().clone(),
    };
    let mut terms = Vec::new();
    for file in context.inputs(files)? {
        terms.extend(read_terms(&file, &options)?);
    }
    Ok(Some(Glossary::new(terms, context.from())))
}

/// Shows the terms below the matches.
pub(crate) fn show(terms: &[&Term], context: &mut Context) -> Result {
    for term in terms {
        let mut line = format!(" term  {} = {}", term.source, term.target);
        if term.deprecated {
            line += " (not to be used)";
        }
        if let Some(note) = &term.note {
            line += &format!("  {}", paint(FAINT, note));
        }
        writeln!(context.out(), "{line}")?;
    }
    Ok(())
}
