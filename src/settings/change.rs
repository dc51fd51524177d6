//! A change to a configuration file; comments, order and everything else in it stay.

use std::io::Write as _;
use std::path::{Path, PathBuf};

use toml_edit::{Array, DocumentMut, InlineTable, Item, Value};

use super::error::SettingsError;
use super::file::{self, Values, expected};
use super::key::{Key, Origin, Scope};
use super::surroundings::Surroundings;
use crate::atomic;
use crate::inside;

/// Sets a key in a file, which is made with its folder where it is not there. `values` are one text; for `glossaries` one or more
/// paths; for `memories` a folder and its memory. Relative paths begin at the current folder.
///
/// # Errors
/// When the value is none of its kind, the key is not for a memory's own file, or the file is broken or cannot be written; then it
/// is as it was.
pub fn set(file: &Path, scope: Scope, key: Key, values: &[String]) -> Result<(), SettingsError> {
    let surroundings = Surroundings::of_process();
    if scope == Scope::Memory && !key.is_for_memories() {
        return Err(SettingsError::NewNotForMemories { key: key.name() });
    }
    let wrong = || SettingsError::NewValue {
        key: key.name(),
        value: values.join(" "),
        expected: expected(key),
    };
    let absolute = |text: &String| -> String {
        let path = Path::new(text);
        let from = surroundings.current_dir.as_deref().unwrap_or(Path::new(""));
        let path = if text.starts_with('~') {
            path.to_owned()
        } else {
            from.join(path)
        };
        path.to_string_lossy().into_owned()
    };
    let mut document = document(file)?;
    match (key, values) {
        (Key::Glossaries, [_, ..]) => {
            let paths: Array = values.iter().map(absolute).collect();
            put(&mut document, key, Value::from(paths));
        }
        (Key::Memories, [folder, memory]) => {
            let table = document
                .entry(key.name())
                .or_insert_with(|| Item::Value(InlineTable::new().into()));
            let table = table.as_table_like_mut().ok_or_else(wrong)?;
            table.insert(&absolute(folder), Item::Value(Value::from(absolute(memory))));
        }
        (Key::Memory, [path]) => put(&mut document, key, Value::from(absolute(path))),
        (Key::Glossaries | Key::Memories | Key::Memory, _) => return Err(wrong()),
        (_, [text]) => {
            let mut checked = Values::default();
            file::set_text(&mut checked, key, text, Origin::Default).map_err(|_| wrong())?;
            put(&mut document, key, value(&checked).ok_or_else(wrong)?);
        }
        (_, _) => return Err(wrong()),
    }
    write(file, scope, &document.to_string(), &surroundings)
}

/// Takes a key out of a file; whether it was there.
///
/// # Errors
/// When the file is broken or cannot be written; then it is as it was.
pub fn unset(file: &Path, scope: Scope, key: Key) -> Result<bool, SettingsError> {
    let mut document = document(file)?;
    if document.remove(key.name()).is_none() {
        return Ok(false);
    }
    write(file, scope, &document.to_string(), &Surroundings::of_process())?;
    Ok(true)
}

/// Sets the value of a key, with the comment that stands behind the old one.
fn put(document: &mut DocumentMut, key: Key, mut value: Value) {
    match document.get_mut(key.name()) {
        Some(item) => {
            if let Some(old) = item.as_value() {
                *value.decor_mut() = old.decor().clone();
            }
            *item = Item::Value(value);
        }
        None => drop(document.insert(key.name(), Item::Value(value))),
    }
}

/// The one value that there is, as TOML.
fn value(values: &Values) -> Option<Value> {
    let lang = values.from.as_ref().or(values.to.as_ref());
    let lang = lang.map(|lang| Value::from(lang.value.as_str()));
    let score = values.min_score.as_ref().map(|score| {
        // 70 and not 70.0.
        #[allow(clippy::cast_possible_truncation, reason = "from 1 to 102")]
        let whole = score.value.trunc() as i64;
        if score.value.fract() == 0.0 {
            Value::from(whole)
        } else {
            Value::from(score.value)
        }
    });
    let limit = values.limit.as_ref().and_then(|limit| i64::try_from(limit.value).ok());
    let author = values.author.as_ref().map(|author| Value::from(author.value.as_str()));
    lang.or(score).or(limit.map(Value::from)).or(author)
}

fn document(file: &Path) -> Result<DocumentMut, SettingsError> {
    let text = file::text(file)?.unwrap_or_default();
    text.parse().map_err(|error: toml_edit::TomlError| {
        let at = error.span().map_or(0, |span| span.start).min(text.len());
        SettingsError::Syntax {
            file: file.to_owned(),
            line: 1 + text.as_bytes()[..at].iter().filter(|byte| **byte == b'\n').count(),
            problem: error.message().lines().collect::<Vec<_>>().join(", "),
        }
    })
}

/// Writes a file, once it is read without complaint.
fn write(file: &Path, scope: Scope, text: &str, surroundings: &Surroundings) -> Result<(), SettingsError> {
    Values::parse(text, file, scope, surroundings)?;
    let failed = |source| SettingsError::Write {
        file: file.to_owned(),
        source,
    };
    let folder: PathBuf = file.parent().map(Path::to_owned).unwrap_or_default();
    if folder != Path::new("") {
        std::fs::create_dir_all(&folder).map_err(failed)?;
    }
    match scope {
        // A memory may come from somebody else, and a link in it lead anywhere.
        Scope::Memory => inside::write(file, |out| out.write_all(text.as_bytes())).map_err(failed),
        Scope::User => atomic::write(file, |out| out.write_all(text.as_bytes())).map_err(failed),
    }
}
