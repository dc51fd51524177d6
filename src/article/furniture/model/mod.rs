//! One model for the lines of a page: how probable it is that each belongs to the article.
//!
//! It looks twice: the second look knows what the first one found of the lines around each line. The weights are those of
//! `data/page-model.txt` for saved pages, of `data/paste-model.txt` for pasted ones and of `data/excerpt-model.txt` for short pastes, whose heads
//! say how they were made, or of the files that `INTERLIGNE_PAGE_MODEL`, `INTERLIGNE_PASTE_MODEL` and `INTERLIGNE_EXCERPT_MODEL` name. A file holds the features and trees of the first look, then, after a line
//! `second look`, those of the second.

pub(crate) mod between;
pub(crate) mod decide;
pub(crate) mod features;
pub(crate) mod layout;
pub(crate) mod places;
pub(crate) mod scores;
pub(crate) mod short;
pub(crate) mod trees;

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::OnceLock;

#[cfg(feature = "lab")]
use crate::article::draft::Elements;
use crate::article::draft::Page;
use crate::article::furniture::line::Line;
use crate::article::furniture::model::features::Features;
use crate::article::furniture::model::scores::Scores;
use crate::article::furniture::model::trees::Trees;
pub use crate::article::furniture::model::trees::TreesError;

/// Where weights come from.
struct Weights {
    /// Those that are compiled in, and their file.
    built_in: (&'static str, &'static str),
    /// The variable that names another file, such as one that was fitted to the pages of other sites.
    variable: &'static str,
    read: OnceLock<Result<Model, ModelError>>,
}

static OF_SAVED_PAGES: Weights = Weights {
    built_in: (include_str!("../../../../data/page-model.txt"), "data/page-model.txt"),
    variable: "INTERLIGNE_PAGE_MODEL",
    read: OnceLock::new(),
};
static OF_PASTED_PAGES: Weights = Weights {
    built_in: (include_str!("../../../../data/paste-model.txt"), "data/paste-model.txt"),
    variable: "INTERLIGNE_PASTE_MODEL",
    read: OnceLock::new(),
};
static OF_SHORT_PASTES: Weights = Weights {
    built_in: (
        include_str!("../../../../data/excerpt-model.txt"),
        "data/excerpt-model.txt",
    ),
    variable: "INTERLIGNE_EXCERPT_MODEL",
    read: OnceLock::new(),
};
/// The line of a file of weights after which those of the second look stand.
const SECOND: &str = "second look";
/// What a feature begins with that tells whether a line stands in an element of that class, role or property.
const CLASS: &str = "class ";
/// The same for the innermost elements alone.
const NEAR_CLASS: &str = "near ";
/// How many elements around a line are near.
const NEAR: usize = 2;

/// Why a file of weights could not be used.
#[derive(Debug, thiserror::Error)]
pub enum ModelError {
    /// The file could not be read.
    #[error("{}: {source}; unset {variable} to use the weights that are built in", path.display())]
    Io {
        /// Its path, as it was given.
        path: PathBuf,
        /// The variable that names it.
        variable: &'static str,
        /// What the system says.
        source: std::io::Error,
    },
    /// The file has a line that is not as it should be.
    #[error("{}, {source}; fit the weights again with data/fit-page-model.py", path.display())]
    Trees {
        /// Its path, as it was given.
        path: PathBuf,
        /// What is wrong, and on which line.
        source: TreesError,
    },
    /// The file names a feature that lines do not have.
    #[error("{}: there is no feature `{name}`; fit the weights again with data/fit-page-model.py", path.display())]
    Feature {
        /// Its path, as it was given.
        path: PathBuf,
        /// The feature.
        name: String,
    },
}

/// A fitted model: the looks at a page, one after the other.
#[derive(Debug)]
pub(crate) struct Model {
    looks: Vec<Look>,
}

/// One look at all lines of a page.
#[derive(Debug)]
struct Look {
    trees: Trees,
    /// Where each feature of the trees comes from.
    sources: Vec<Source>,
    /// The features of the trees that a class sets: anywhere around a line, and near it.
    classes: HashMap<String, [Option<usize>; 2]>,
}

#[derive(Clone, Copy, Debug)]
enum Source {
    /// The feature with this number, in the order of [`Features::visit`] and [`Scores::visit`].
    Visited(usize),
    Class,
}

/// The lines of a page with what is known of them.
#[derive(Clone, Copy)]
pub(crate) struct Seen<'a> {
    pub(crate) lines: &'a [Line<'a>],
    pub(crate) page: &'a Page<'a>,
    pub(crate) features: &'a Features<'a>,
}

impl Model {
    /// The model that is in use for pages whose tree is known, for pasted ones, or for short pastes; the same for the whole run of a program.
    ///
    /// # Errors
    /// When a variable names a file that holds no model.
    pub(crate) fn of(page: &Page<'_>, lines: &[Line<'_>]) -> Result<&'static Model, &'static ModelError> {
        let weights = if !page.elements.of_line.is_empty() {
            &OF_SAVED_PAGES
        } else if short::is_short(lines) {
            &OF_SHORT_PASTES
        } else {
            &OF_PASTED_PAGES
        };
        let variable = weights.variable;
        let read = || {
            let Some(path) = std::env::var_os(variable).map(PathBuf::from) else {
                let (text, path) = weights.built_in;
                return Model::parse(text, &PathBuf::from(path));
            };
            match std::fs::read_to_string(&path) {
                Ok(text) => Model::parse(&text, &path),
                Err(source) => Err(ModelError::Io { path, variable, source }),
            }
        };
        weights.read.get_or_init(read).as_ref()
    }

    fn parse(text: &str, path: &std::path::Path) -> Result<Model, ModelError> {
        let second = text.lines().position(|line| line.trim() == SECOND);
        let mut looks = Vec::new();
        let parts = match second {
            Some(at) => vec![(0, at), (at + 1, usize::MAX)],
            None => vec![(0, usize::MAX)],
        };
        for (from, to) in parts {
            let part: Vec<&str> = text.lines().skip(from).take(to.saturating_sub(from)).collect();
            let trees = Trees::parse(&part.join("\n")).map_err(|mut source| {
                source.line += from;
                ModelError::Trees {
                    path: path.to_owned(),
                    source,
                }
            })?;
            looks.push(Look::of(trees, from > 0, path)?);
        }
        Ok(Model { looks })
    }

    /// How probable it is of each line, from 0 to 1, that it belongs to the article.
    pub(crate) fn probabilities(&self, seen: Seen<'_>) -> Vec<f32> {
        let mut visited = Visited::of(seen);
        let mut probabilities: Vec<f32> = Vec::new();
        for (at, look) in self.looks.iter().enumerate() {
            if at > 0 {
                visited.extend(&Scores::of(&probabilities, seen.lines, seen.page));
            }
            probabilities = look.probabilities(seen, &visited);
        }
        probabilities
    }
}

/// The values of the features of each line.
struct Visited {
    lines: Vec<Vec<f32>>,
}

impl Visited {
    fn of(seen: Seen<'_>) -> Visited {
        let values = |at: usize| {
            let mut values = Vec::new();
            seen.features.visit(at, &mut |_, value| values.push(value));
            values
        };
        Visited {
            lines: (0..seen.lines.len()).map(values).collect(),
        }
    }

    fn extend(&mut self, scores: &Scores<'_>) {
        for (at, values) in self.lines.iter_mut().enumerate() {
            scores.visit(at, &mut |_, value| values.push(value));
        }
    }
}

impl Look {
    /// The look that these trees make; only a second one knows of [`Scores`].
    fn of(trees: Trees, second: bool, path: &std::path::Path) -> Result<Look, ModelError> {
        let mut places: HashMap<&str, usize> = HashMap::new();
        let page = Page::default();
        let block = crate::article::block::Block {
            kind: crate::article::block::BlockKind::Paragraph,
            range: 0..0,
            furniture: None,
        };
        let lines = [Line::of("", &block, true)];
        let mut place = |name, _| {
            places.insert(name, places.len());
        };
        Features::of(&lines, &page, &[0], true).visit(0, &mut place);
        if second {
            Scores::of(&[0.0], &lines, &page).visit(0, &mut place);
        }
        let mut classes: HashMap<String, [Option<usize>; 2]> = HashMap::new();
        let mut sources = Vec::new();
        for (feature, name) in trees.features.iter().enumerate() {
            let class = [CLASS, NEAR_CLASS].iter().position(|sign| name.starts_with(sign));
            if let Some(near) = class {
                let (_, class) = name.split_once(' ').unwrap_or_default();
                classes.entry(class.to_owned()).or_default()[near] = Some(feature);
                sources.push(Source::Class);
            } else if let Some(place) = places.get(name.as_str()) {
                sources.push(Source::Visited(*place));
            } else {
                let (path, name) = (path.to_owned(), name.clone());
                return Err(ModelError::Feature { path, name });
            }
        }
        Ok(Look {
            trees,
            sources,
            classes,
        })
    }

    fn probabilities(&self, seen: Seen<'_>, visited: &Visited) -> Vec<f32> {
        let elements = &seen.page.elements;
        // The features that each element sets by its own classes.
        let set: Vec<Vec<[Option<usize>; 2]>> = elements
            .nodes
            .iter()
            .map(|node| {
                node.names
                    .iter()
                    .filter_map(|name| self.classes.get(name))
                    .copied()
                    .collect()
            })
            .collect();
        let mut values = vec![0.0; self.sources.len()];
        let probability = |at: usize| {
            for (value, source) in values.iter_mut().zip(&self.sources) {
                *value = match source {
                    Source::Visited(place) => visited.lines[at][*place],
                    Source::Class => 0.0,
                };
            }
            let (mut around, mut far) = (elements.of_line.get(at).copied(), 0);
            while let Some(element) = around {
                for [any, near] in &set[element] {
                    let near = near.filter(|_| far < NEAR);
                    for feature in any.iter().chain(near.iter()) {
                        values[*feature] = 1.0;
                    }
                }
                (around, far) = (elements.nodes[element].parent, far + 1);
            }
            self.trees.probability(&values)
        };
        (0..seen.lines.len()).map(probability).collect()
    }
}

#[cfg(feature = "lab")]
impl Model {
    /// What the first look finds probable of each line.
    pub(crate) fn first_look(&self, seen: Seen<'_>) -> Vec<f32> {
        self.looks
            .first()
            .map(|look| look.probabilities(seen, &Visited::of(seen)))
            .unwrap_or_default()
    }
}

/// The features of the lines of a page as they are written for fitting: the names and values of all that [`Features::visit`] and
/// [`Scores::visit`] visit, and the classes around each line.
#[cfg(feature = "lab")]
pub(crate) fn dumped(
    features: &Features<'_>,
    scores: &Scores<'_>,
    elements: &Elements,
    at: usize,
) -> (Vec<(&'static str, f32)>, Vec<String>) {
    let mut values = Vec::new();
    features.visit(at, &mut |name, value| values.push((name, value)));
    scores.visit(at, &mut |name, value| values.push((name, value)));
    let mut classes = Vec::new();
    let (mut around, mut far) = (elements.of_line.get(at).copied(), 0);
    while let Some(element) = around {
        for name in &elements.nodes[element].names {
            classes.push(format!("{CLASS}{name}"));
            if far < NEAR {
                classes.push(format!("{NEAR_CLASS}{name}"));
            }
        }
        (around, far) = (elements.nodes[element].parent, far + 1);
    }
    (values, classes)
}
