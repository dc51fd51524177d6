//! The terms of a glossary, as `suggest --glossary` shows them.

use crate::cli::error::{CliError, Result};
use std::io::Write as _;
use std::path::PathBuf;

use crate::exchange::{FileLanguages, Term, read_terms};
use crate::matching::Glossary;

use super::Context;
use super::output::{FAINT, paint};

/// Reads glossaries into one; `None` where no file was named.
pub(crate) fn read(files: &[PathBuf], context: &mut Context) -> Result<Option<Glossary>> {
    // What the command line names is in place of what the configuration does.
    let set = context.settings().glossaries.clone().filter(|_| files.is_empty());
    let files = set.as_ref().map_or(files, |set| &set.value);
    if files.is_empty() {
        return Ok(None);
    }
    let options = FileLanguages {
        from: context.from().clone(),
        to: context.to().clone(),
    };
    let mut terms = Vec::new();
    for file in context.inputs(files)? {
        let read = read_terms(&file, &options).map_err(|error| {
            let error = CliError::from(error);
            match &set {
                Some(set) => error.hint(format!("the glossary is named in {}", set.origin)),
                None => error,
            }
        });
        terms.extend(read?);
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
