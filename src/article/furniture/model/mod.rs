//! One model for the lines of a page: how probable it is that each belongs to the article.
//!
//! The weights are those of `data/page-model.txt`, whose head says how they were made, or of the file that `INTERLIGNE_PAGE_MODEL` names.

pub(crate) mod decide;
pub(crate) mod features;
pub(crate) mod places;
pub(crate) mod trees;

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::OnceLock;

use crate::article::draft::Elements;
use crate::article::furniture::model::features::Features;
use crate::article::furniture::model::trees::Trees;
pub use crate::article::furniture::model::trees::TreesError;

/// Names another file of weights, such as one that was fitted to the pages of other sites.
const OTHER_WEIGHTS: &str = "INTERLIGNE_PAGE_MODEL";
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
    #[error("{}: {source}; unset {OTHER_WEIGHTS} to use the weights that are built in", path.display())]
    Io {
        /// Its path, as it was given.
        path: PathBuf,
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

/// A fitted model.
#[derive(Debug)]
pub(crate) struct Model {
    trees: Trees,
    /// Where each feature of the trees comes from.
    sources: Vec<Source>,
    /// The features of the trees that a class sets: anywhere around a line, and near it.
    classes: HashMap<String, [Option<usize>; 2]>,
}

#[derive(Clone, Copy, Debug)]
enum Source {
    /// The feature with this number, in the order of [`Features::visit`].
    Visited(usize),
    Class,
}

impl Model {
    /// The model that is in use; the same for the whole run of a program.
    ///
    /// # Errors
    /// When `INTERLIGNE_PAGE_MODEL` names a file that holds no model.
    pub(crate) fn current() -> Result<&'static Model, &'static ModelError> {
        static MODEL: OnceLock<Result<Model, ModelError>> = OnceLock::new();
        MODEL
            .get_or_init(|| {
                let Some(path) = std::env::var_os(OTHER_WEIGHTS).map(PathBuf::from) else {
                    let built_in = include_str!("../../../../data/page-model.txt");
                    return Model::parse(built_in, &PathBuf::from("data/page-model.txt"));
                };
                match std::fs::read_to_string(&path) {
                    Ok(text) => Model::parse(&text, &path),
                    Err(source) => Err(ModelError::Io { path, source }),
                }
            })
            .as_ref()
    }

    fn parse(text: &str, path: &std::path::Path) -> Result<Model, ModelError> {
        let trees = Trees::parse(text).map_err(|source| ModelError::Trees {
            path: path.to_owned(),
            source,
        })?;
        let mut places: HashMap<&str, usize> = HashMap::new();
        let page = crate::article::draft::Page::default();
        let block = crate::article::block::Block {
            kind: crate::article::block::BlockKind::Paragraph,
            range: 0..0,
            furniture: None,
        };
        let lines = [crate::article::furniture::line::Line::of("", &block, true)];
        Features::of(&lines, &page, &[0], true).visit(0, &mut |name, _| {
            places.insert(name, places.len());
        });
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
        Ok(Model {
            trees,
            sources,
            classes,
        })
    }

    /// How probable it is of each line, from 0 to 1, that it belongs to the article.
    pub(crate) fn probabilities(&self, features: &Features<'_>, elements: &Elements, lines: usize) -> Vec<f32> {
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
        let mut all = Vec::new();
        let mut values = vec![0.0; self.sources.len()];
        let probability = |at: usize| {
            all.clear();
            features.visit(at, &mut |_, value| all.push(value));
            for (value, source) in values.iter_mut().zip(&self.sources) {
                *value = match source {
                    Source::Visited(place) => all[*place],
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
        (0..lines).map(probability).collect()
    }
}

/// The features of the lines of a page as they are written for fitting: the names and values of all that [`Features::visit`] visits, and the
/// classes around each line.
#[cfg(feature = "lab")]
pub(crate) fn dumped(
    features: &Features<'_>,
    elements: &Elements,
    at: usize,
) -> (Vec<(&'static str, f32)>, Vec<String>) {
    let mut values = Vec::new();
    features.visit(at, &mut |name, value| values.push((name, value)));
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
