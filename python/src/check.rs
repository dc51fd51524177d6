//! What is refused before the library is asked: texts that no file can hold, two languages that are one.

use interligne::text::characters;
use interligne::text::lang::Lang;

use crate::errors::Error;

/// Refuses a text that no file for CAT tools can hold.
pub(crate) fn check_text(what: &str, text: &str) -> Result<(), Error> {
    match characters::forbidden(text) {
        None => Ok(()),
        Some(c) => Err(Error::input(format_args!(
            "{what}: the character U+{:04X} cannot stand in a text: take it out, or a space in its place",
            u32::from(c)
        ))),
    }
}

/// Refuses two languages that are one.
pub(crate) fn check_languages(from: &Lang, to: &Lang) -> Result<(), Error> {
    if from.is_one_with(to) {
        return Err(Error::input(format_args!(
            "{from} and {to} are one language: expected the languages of texts and of their translations"
        )));
    }
    Ok(())
}
