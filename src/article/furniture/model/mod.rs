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
    first: Look,
    second: Option<Look>,
}

/// One look at all lines of a page.
#[derive(Debug)]
struct Look {
    /// The number of a feature is its place in the order of [`Features::visit`] and [`Scores::visit`]; classes come behind these.
    trees: Trees,
    /// The features of the trees that a class sets, from the first one behind those visited: anywhere around a line, and near it.
    classes: HashMap<String, [Option<usize>; 2]>,
    /// How many features are set by classes.
    count: usize,
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
        let lines: Vec<&str> = text.lines().collect();
        let look = |from: usize, to: usize| {
            let trees = Trees::parse(&lines[from..to]).map_err(|mut source| {
                source.line += from;
                ModelError::Trees {
                    path: path.to_owned(),
                    source,
                }
            })?;
            Look::of(trees, from > 0, path)
        };
        let second = lines.iter().position(|line| line.trim() == SECOND);
        Ok(Model {
            first: look(0, second.unwrap_or(lines.len()))?,
            second: second.map(|at| look(at + 1, lines.len())).transpose()?,
        })
    }

    /// What the model finds of a page, which it is asked line by line: the last look costs something for each line that is asked about.
    pub(crate) fn asked<'a>(&'a self, seen: Seen<'a>) -> Asked<'a> {
        let first = Asked::by(&self.first, seen, Visited::of(seen), None);
        let Some(second) = &self.second else { return first };
        let (found, visited) = first.found();
        let scores = Scores::of(found, seen.lines, seen.page);
        Asked::by(second, seen, visited, Some(scores))
    }

    /// What the first look finds probable of each line.
    #[cfg(feature = "lab")]
    pub(crate) fn first_look(&self, seen: Seen<'_>) -> Vec<f32> {
        Asked::by(&self.first, seen, Visited::of(seen), None).all()
    }
}

/// The values of the features of each line, one line after the other.
struct Visited {
    /// How many there are of a line.
    width: usize,
    values: Vec<f32>,
}

impl Visited {
    fn of(seen: Seen<'_>) -> Visited {
        let (mut width, mut values) = (0, Vec::new());
        for at in 0..seen.lines.len() {
            seen.features.visit(at, &mut |_, value| values.push(value));
            if at == 0 {
                width = values.len();
                values.reserve_exact(width * (seen.lines.len() - 1));
            }
        }
        Visited { width, values }
    }
}

/// One look at a page, as far as lines are asked about.
pub(crate) struct Asked<'a> {
    look: &'a Look,
    seen: Seen<'a>,
    visited: Visited,
    /// What the look before found.
    scores: Option<Scores<'a>>,
    /// The features that each element sets by its own classes.
    set: Vec<Vec<[Option<usize>; 2]>>,
    /// The values of the features of the line that is asked about.
    values: Vec<f32>,
}

impl<'a> Asked<'a> {
    fn by(look: &'a Look, seen: Seen<'a>, visited: Visited, scores: Option<Scores<'a>>) -> Asked<'a> {
        let nodes = seen.page.elements.nodes.iter();
        let set = nodes.map(|node| {
            let names = node.names.iter();
            names.filter_map(|name| look.classes.get(name)).copied().collect()
        });
        Asked {
            set: set.collect(),
            look,
            seen,
            visited,
            scores,
            values: Vec::new(),
        }
    }

    /// How probable it is of a line, from 0 to 1, that it belongs to the article.
    pub(crate) fn of_line(&mut self, at: usize) -> f32 {
        let (width, values) = (self.visited.width, &mut self.values);
        values.clear();
        values.extend_from_slice(&self.visited.values[at * width..(at + 1) * width]);
        if let Some(scores) = &self.scores {
            scores.visit(at, &mut |_, value| values.push(value));
        }
        let visited = values.len();
        values.resize(visited + self.look.count, 0.0);
        let elements = &self.seen.page.elements;
        let (mut around, mut far) = (elements.of_line.get(at).copied(), 0);
        while let Some(element) = around {
            for [any, near] in &self.set[element] {
                let near = near.filter(|_| far < NEAR);
                for feature in any.iter().chain(near.iter()) {
                    values[visited + feature] = 1.0;
                }
            }
            (around, far) = (elements.nodes[element].parent, far + 1);
        }
        self.look.trees.probability(values)
    }

    /// The same of each line.
    pub(crate) fn all(self) -> Vec<f32> {
        self.found().0
    }

    /// The same, and the values of the features of each line.
    fn found(mut self) -> (Vec<f32>, Visited) {
        let found = (0..self.seen.lines.len()).map(|at| self.of_line(at)).collect();
        (found, self.visited)
    }
}

impl Look {
    /// The look that these trees make; only a second one knows of [`Scores`].
    fn of(mut trees: Trees, second: bool, path: &std::path::Path) -> Result<Look, ModelError> {
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
            Scores::of(vec![0.0], &lines, &page).visit(0, &mut place);
        }
        let mut classes: HashMap<String, [Option<usize>; 2]> = HashMap::new();
        let (mut count, mut numbers) = (0, Vec::new());
        for name in &trees.features {
            let class = [CLASS, NEAR_CLASS].iter().position(|sign| name.starts_with(sign));
            if let Some(near) = class {
                let (_, class) = name.split_once(' ').unwrap_or_default();
                classes.entry(class.to_owned()).or_default()[near] = Some(count);
                numbers.push(places.len() + count);
                count += 1;
            } else if let Some(place) = places.get(name.as_str()) {
                numbers.push(*place);
            } else {
                let (path, name) = (path.to_owned(), name.clone());
                return Err(ModelError::Feature { path, name });
            }
        }
        trees.renumber(&numbers);
        Ok(Look { trees, classes, count })
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
