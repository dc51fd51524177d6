//! A configuration file → its values, each with its line.

use std::fs::File;
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};

use toml_edit::{Document, Item, TableLike};

use super::error::SettingsError;
use super::key::{Key, Origin, Scope, Setting};
use super::surroundings::Surroundings;
use crate::text::lang::Lang;

/// A value with its place.
pub(super) type At<T> = Setting<T>;

/// The values of one source.
#[derive(Clone, Debug, Default)]
pub(super) struct Values {
    pub(super) from: Option<At<Lang>>,
    pub(super) to: Option<At<Lang>>,
    pub(super) min_score: Option<At<f64>>,
    pub(super) limit: Option<At<usize>>,
    pub(super) author: Option<At<String>>,
    pub(super) memory: Option<At<PathBuf>>,
    pub(super) memories: Vec<At<(PathBuf, PathBuf)>>,
    pub(super) glossaries: Option<At<Vec<PathBuf>>>,
}

/// No configuration is longer, in bytes; a memory that was passed on may bring any file.
const LONGEST: u64 = 1 << 20;

pub(super) const LANGUAGE: &str = "a BCP 47 tag such as \"fr\" or \"en-GB\"";
pub(super) const SCORE: &str = "a number from 1 to 102";
pub(super) const COUNT: &str = "a whole number from 1 on";
pub(super) const NAME: &str = "a name on one line, of at most 200 characters";
pub(super) const PATH: &str = "the path of a folder, in quotation marks";
pub(super) const PATHS: &str = "a list of paths, such as [\"terms.tbx\"]";
pub(super) const FOLDERS: &str = "folders with the paths of memories, such as \"~/clients/a\" = \"~/memories/a\"";

/// What a value of a key must be.
pub(super) fn expected(key: Key) -> &'static str {
    match key {
        Key::From | Key::To => LANGUAGE,
        Key::MinScore => SCORE,
        Key::Limit => COUNT,
        Key::Author => NAME,
        Key::Memory => PATH,
        Key::Memories => FOLDERS,
        Key::Glossaries => PATHS,
    }
}

/// The text of a configuration file; `None` where it is not there.
pub(super) fn text(file: &Path) -> Result<Option<String>, SettingsError> {
    let failed = |source| SettingsError::Read {
        file: file.to_owned(),
        source,
    };
    let metadata = match std::fs::metadata(file) {
        Ok(metadata) => metadata,
        Err(error) if matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) => {
            return Ok(None);
        }
        Err(error) => return Err(failed(error)),
    };
    // A pipe would wait for ever.
    if !metadata.is_file() {
        return Err(failed(io::Error::other("it is no file")));
    }
    let mut text = String::new();
    let opened = File::open(file).map_err(failed)?;
    opened.take(LONGEST + 1).read_to_string(&mut text).map_err(|error| {
        failed(match error.kind() {
            io::ErrorKind::InvalidData => io::Error::other("it is not in UTF-8"),
            _ => error,
        })
    })?;
    if text.len() as u64 > LONGEST {
        return Err(failed(io::Error::other("it has more than 1 MiB")));
    }
    // What Windows editors put before a text is none of it.
    Ok(Some(text.strip_prefix('\u{FEFF}').map(str::to_owned).unwrap_or(text)))
}

impl Values {
    /// Reads a file; one that is not there says nothing, unless it must exist.
    pub(super) fn read(
        file: &Path,
        scope: Scope,
        must_exist: bool,
        surroundings: &Surroundings,
    ) -> Result<Values, SettingsError> {
        match text(file)? {
            Some(text) => Values::parse(&text, file, scope, surroundings),
            None if must_exist => Err(SettingsError::Read {
                file: file.to_owned(),
                source: io::Error::from(io::ErrorKind::NotFound),
            }),
            None => Ok(Values::default()),
        }
    }

    /// The values that a file's text sets.
    pub(super) fn parse(
        text: &str,
        file: &Path,
        scope: Scope,
        surroundings: &Surroundings,
    ) -> Result<Values, SettingsError> {
        let line_of = |at: usize| {
            1 + text.as_bytes()[..at.min(text.len())]
                .iter()
                .filter(|b| **b == b'\n')
                .count()
        };
        let document = Document::parse(text).map_err(|error| SettingsError::Syntax {
            file: file.to_owned(),
            line: line_of(error.span().map_or(0, |span| span.start)),
            problem: error.message().lines().collect::<Vec<_>>().join(", "),
        })?;
        let mut values = Values::default();
        for (name, item) in document.as_table() {
            let key_at = document.as_table().key(name).and_then(toml_edit::Key::span);
            let line = line_of(key_at.or(item.span()).map_or(0, |span| span.start));
            let names = |keys: &mut dyn Iterator<Item = Key>| keys.map(Key::name).collect::<Vec<_>>().join(", ");
            let Some(key) = Key::parse(name) else {
                let allowed = |key: &Key| scope == Scope::User || key.is_for_memories();
                return Err(SettingsError::UnknownKey {
                    file: file.to_owned(),
                    line,
                    key: name.to_owned(),
                    expected: names(&mut Key::ALL.into_iter().filter(allowed)),
                });
            };
            if scope == Scope::Memory && !key.is_for_memories() {
                return Err(SettingsError::NotForMemories {
                    file: file.to_owned(),
                    line,
                    key: key.name(),
                    expected: names(&mut Key::ALL.into_iter().filter(|key| key.is_for_memories())),
                });
            }
            let place = Place {
                file,
                line,
                surroundings,
            };
            place.take(&mut values, key, item, line_of)?;
        }
        Ok(values)
    }
}

/// Where a key stands.
struct Place<'a> {
    file: &'a Path,
    line: usize,
    surroundings: &'a Surroundings,
}

impl Place<'_> {
    fn take(
        &self,
        values: &mut Values,
        key: Key,
        item: &Item,
        line_of: impl Fn(usize) -> usize,
    ) -> Result<(), SettingsError> {
        let wrong = |line: usize, item: &Item, expected: &'static str| SettingsError::Value {
            file: self.file.to_owned(),
            line,
            key: key.name(),
            found: shown(item),
            expected,
        };
        let origin = Origin::File(self.file.to_owned(), self.line);
        let expected = expected(key);
        match key {
            Key::MinScore | Key::Limit => {
                let number = item.as_integer().map(|n| n.to_string());
                let number = number.or_else(|| Some(item.as_float()?.to_string()));
                let number = number.ok_or_else(|| wrong(self.line, item, expected))?;
                set_text(values, key, &number, origin).map_err(|expected| wrong(self.line, item, expected))?;
            }
            Key::From | Key::To | Key::Author => {
                let text = item.as_str().ok_or_else(|| wrong(self.line, item, expected))?;
                set_text(values, key, text, origin).map_err(|expected| wrong(self.line, item, expected))?;
            }
            Key::Memory => {
                let value = self
                    .path(item.as_str())
                    .ok_or_else(|| wrong(self.line, item, expected))?;
                values.memory = Some(Setting { value, origin });
            }
            Key::Glossaries => {
                let array = item.as_array().ok_or_else(|| wrong(self.line, item, expected))?;
                let paths = array.iter().map(|path| self.path(path.as_str()));
                let value = paths
                    .collect::<Option<_>>()
                    .ok_or_else(|| wrong(self.line, item, expected))?;
                values.glossaries = Some(Setting { value, origin });
            }
            Key::Memories => {
                let table: &dyn TableLike = item.as_table_like().ok_or_else(|| wrong(self.line, item, expected))?;
                for (folder, memory) in table.iter() {
                    let line = table.key(folder).and_then(toml_edit::Key::span);
                    let line = line.map_or(self.line, |span| line_of(span.start));
                    let pair = self.path(Some(folder)).zip(self.path(memory.as_str()));
                    values.memories.push(Setting {
                        value: pair.ok_or_else(|| wrong(line, memory, expected))?,
                        origin: Origin::File(self.file.to_owned(), line),
                    });
                }
            }
        }
        Ok(())
    }

    /// A path as a file writes it: `~` is the user's home, and a relative one begins at the file's folder.
    fn path(&self, text: Option<&str>) -> Option<PathBuf> {
        let text = text.filter(|text| !text.trim().is_empty())?;
        let home = self.surroundings.home.as_deref();
        let path = match (text.strip_prefix('~'), home) {
            (Some(""), Some(home)) => home.to_owned(),
            (Some(rest), Some(home)) if rest.starts_with(['/', '\\']) => home.join(&rest[1..]),
            _ => PathBuf::from(text),
        };
        Some(self.file.parent().map_or(path.clone(), |folder| folder.join(path)))
    }
}

/// Sets a value that is one text; what is expected where it is none of its kind. A path is taken as it is.
pub(super) fn set_text(values: &mut Values, key: Key, text: &str, origin: Origin) -> Result<(), &'static str> {
    let expected = expected(key);
    match key {
        Key::From | Key::To => {
            // `french` has the shape of a tag and is none.
            let value = Lang::parse(text.trim())
                .ok()
                .filter(Lang::is_registered)
                .ok_or(expected)?;
            let place = if key == Key::From {
                &mut values.from
            } else {
                &mut values.to
            };
            *place = Some(Setting { value, origin });
        }
        Key::MinScore => {
            let value = text.trim().parse().ok().filter(|score| (1.0..=102.0).contains(score));
            values.min_score = Some(Setting {
                value: value.ok_or(expected)?,
                origin,
            });
        }
        Key::Limit => {
            let value = text.trim().parse().ok().filter(|limit| *limit > 0);
            values.limit = Some(Setting {
                value: value.ok_or(expected)?,
                origin,
            });
        }
        Key::Author => {
            let fits = !text.trim().is_empty() && text.chars().count() <= 200 && !text.contains(char::is_control);
            let value = fits.then(|| text.trim().to_owned()).ok_or(expected)?;
            values.author = Some(Setting { value, origin });
        }
        Key::Memory | Key::Memories | Key::Glossaries => return Err(expected),
    }
    Ok(())
}

/// The value as it stands in the file, or what it is.
fn shown(item: &Item) -> String {
    match item {
        Item::Value(value) => {
            let text = value.to_string();
            let text = text.trim();
            if text.chars().count() > 60 {
                format!("{}…", text.chars().take(60).collect::<String>())
            } else {
                text.to_owned()
            }
        }
        Item::Table(_) | Item::ArrayOfTables(_) => "a table".to_owned(),
        Item::None => "nothing".to_owned(),
    }
}
