//! Command line, environment and files → what is set.

use std::path::{Path, PathBuf};

use super::error::SettingsError;
use super::file::{self, At, Values};
use super::key::{Key, Origin, Scope, Setting};
use super::surroundings::{FILE_NAME, Surroundings};
use crate::matching::SuggestOptions;
use crate::memory::MEMORY_VARIABLE;
use crate::text::lang::Lang;

/// The environment variables, each with the key that it sets.
const VARIABLES: [(&str, Key); 6] = [
    ("INTERLIGNE_FROM", Key::From),
    ("INTERLIGNE_TO", Key::To),
    ("INTERLIGNE_MIN_SCORE", Key::MinScore),
    ("INTERLIGNE_LIMIT", Key::Limit),
    ("INTERLIGNE_AUTHOR", Key::Author),
    (MEMORY_VARIABLE, Key::Memory),
];

/// What the command line says.
#[derive(Clone, Debug, Default)]
pub struct Given {
    /// `--from`
    pub from: Option<Lang>,
    /// `--to`
    pub to: Option<Lang>,
    /// `--memory`
    pub memory: Option<PathBuf>,
    /// `--author`; one without a letter says nothing.
    pub author: Option<String>,
}

/// What is set.
#[derive(Clone, Debug, PartialEq)]
pub struct Settings {
    /// The language of source texts.
    pub from: Setting<Lang>,
    /// The language of translations.
    pub to: Setting<Lang>,
    /// The least score of a match, from 1 to 102.
    pub min_score: Setting<f64>,
    /// The most matches for a segment, at least 1; `None`: each command has its own default.
    pub limit: Option<Setting<usize>>,
    /// Who is named as the one who changed a unit.
    pub author: Option<Setting<String>>,
    /// The memory's folder, which need not exist; `None` for a user without a folder who names none.
    pub memory: Option<Setting<PathBuf>>,
    /// The memories for work in a folder and below it, each with the folder; the one of the innermost folder counts.
    pub memories: Vec<Setting<(PathBuf, PathBuf)>>,
    /// Files of terms, the first named first asked.
    pub glossaries: Option<Setting<Vec<PathBuf>>>,
    /// The user's file, whether it is there or not.
    pub user_file: Option<PathBuf>,
    /// The memory's own file, whether it is there or not.
    pub memory_file: Option<PathBuf>,
}

impl Settings {
    /// Reads the files that are there, and sets what they, the surroundings and the command line say.
    ///
    /// # Errors
    /// When a file cannot be read or says something that makes no sense, or a variable does.
    pub fn load(given: Given, surroundings: &Surroundings) -> Result<Settings, SettingsError> {
        let of_user = surroundings.user_file();
        let user = match &of_user {
            Some((file, must_exist)) => Values::read(file, Scope::User, *must_exist, surroundings)?,
            None => Values::default(),
        };
        let environment = of_environment(surroundings)?;
        let memory = memory_folder(given.memory, &environment, &user, surroundings);
        let memory_file = memory.as_ref().map(|memory| memory.value.join(FILE_NAME));
        let own = match &memory_file {
            Some(file) => Values::read(file, Scope::Memory, false, surroundings)?,
            None => Values::default(),
        };
        let lang = |given: Option<Lang>, option, of: fn(&Values) -> &Option<At<Lang>>, default: &'static str| {
            let given = given.map(|value| Setting {
                value,
                origin: Origin::CommandLine(option),
            });
            let set = [&environment, &own, &user]
                .into_iter()
                .find_map(|values| of(values).clone());
            // The defaults are tags.
            given.or(set).or_else(|| {
                let value = Lang::parse(default).ok()?;
                Some(Setting {
                    value,
                    origin: Origin::Default,
                })
            })
        };
        let [Some(from), Some(to)] = [
            lang(given.from, "--from", |values| &values.from, "fr"),
            lang(given.to, "--to", |values| &values.to, "en"),
        ] else {
            return Err(SettingsError::NoLanguage);
        };
        if from.value.is_one_with(&to.value) {
            return Err(SettingsError::OneLanguage {
                lang: from.value,
                from: Box::new(from.origin),
                to: Box::new(to.origin),
            });
        }
        let author = given
            .author
            .filter(|name| !name.trim().is_empty())
            .map(|value| Setting {
                value: value.trim().to_owned(),
                origin: Origin::CommandLine("--author"),
            });
        let default = Setting {
            value: SuggestOptions::default().min_score,
            origin: Origin::Default,
        };
        Ok(Settings {
            from,
            to,
            min_score: environment
                .min_score
                .or(own.min_score)
                .or(user.min_score)
                .unwrap_or(default),
            limit: environment.limit.or(own.limit).or(user.limit),
            author: author.or(environment.author).or(user.author),
            memory,
            memories: user.memories,
            glossaries: user.glossaries,
            user_file: of_user.map(|(file, _)| file),
            memory_file,
        })
    }

    /// The file of that scope, whether it is there or not.
    #[must_use]
    pub fn file(&self, scope: Scope) -> Option<&Path> {
        match scope {
            Scope::User => self.user_file.as_deref(),
            Scope::Memory => self.memory_file.as_deref(),
        }
    }
}

/// What the environment says.
fn of_environment(surroundings: &Surroundings) -> Result<Values, SettingsError> {
    let mut values = Values::default();
    for (name, key) in VARIABLES {
        let Some(value) = surroundings.variable(name) else {
            continue;
        };
        if key == Key::Memory {
            // Any path is one.
            values.memory = Some(Setting {
                value: PathBuf::from(value),
                origin: Origin::Environment(name),
            });
            continue;
        }
        let text = value.to_string_lossy();
        file::set_text(&mut values, key, &text, Origin::Environment(name)).map_err(|expected| {
            SettingsError::Variable {
                name,
                value: text.into_owned(),
                expected,
            }
        })?;
    }
    Ok(values)
}

/// The memory's folder.
fn memory_folder(
    given: Option<PathBuf>,
    environment: &Values,
    user: &Values,
    surroundings: &Surroundings,
) -> Option<Setting<PathBuf>> {
    let given = given.map(|value| Setting {
        value,
        origin: Origin::CommandLine("--memory"),
    });
    let default = || {
        let folder = surroundings.data_dir.as_ref()?;
        Some(Setting {
            value: folder.join("interligne").join("memory"),
            origin: Origin::Default,
        })
    };
    given
        .or_else(|| environment.memory.clone())
        .or_else(|| of_folder(&user.memories, surroundings.current_dir.as_deref()?))
        .or_else(|| user.memory.clone())
        .or_else(default)
}

/// The memory of the innermost folder that the current one is, or is in.
fn of_folder(memories: &[Setting<(PathBuf, PathBuf)>], current: &Path) -> Option<Setting<PathBuf>> {
    // Folders that are not there have no other name.
    let resolved = |path: &Path| path.canonicalize().unwrap_or_else(|_| path.to_owned());
    let current = resolved(current);
    let holding = memories.iter().filter_map(|setting| {
        let folder = resolved(&setting.value.0);
        current
            .starts_with(&folder)
            .then(|| (folder.components().count(), setting))
    });
    let (_, innermost) = holding.max_by_key(|(depth, _)| *depth)?;
    Some(Setting {
        value: innermost.value.1.clone(),
        origin: innermost.origin.clone(),
    })
}
