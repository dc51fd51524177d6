//! Boosted decision trees: their file, and the probability that they give.
//!
//! A file has lines `feature NAME`, then lines `tree NODES`, with comments after `#` and empty lines between. The nodes of a tree are in
//! preorder, apart by spaces: `F<=T` compares feature number `F` (counted from 0 in the order of the file) with the threshold `T`, and is
//! followed by the nodes for what is at most `T`, then by those for the rest; a number alone is a leaf. The sum of one leaf of each tree is
//! the log-odds.

/// Trees, and the names of the features that they look at.
#[derive(Debug)]
pub(crate) struct Trees {
    /// The features, in the order of the file.
    pub(crate) features: Vec<String>,
    /// The first node of each tree.
    roots: Vec<u32>,
    nodes: Vec<Node>,
}

#[derive(Clone, Copy, Debug)]
enum Node {
    Leaf(f32),
    /// The nodes for at most the threshold stand right behind; those for more begin at `more`.
    Split {
        feature: u32,
        threshold: f32,
        more: u32,
    },
}

/// A line of a file of trees that is not as it should be.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: {what}")]
pub struct TreesError {
    /// Where in the file of weights, counted from 1.
    pub line: usize,
    /// What is wrong in it, and what was expected.
    pub what: String,
}

impl Trees {
    /// Reads trees from the lines of their file.
    ///
    /// # Errors
    /// When a line is neither a feature nor a whole tree, or names a feature that is not listed above it.
    pub(crate) fn parse(lines: &[&str]) -> Result<Trees, TreesError> {
        let mut trees = Trees {
            features: Vec::new(),
            roots: Vec::new(),
            nodes: Vec::new(),
        };
        for (at, line) in lines.iter().enumerate() {
            let wrong = |what: String| TreesError { line: at + 1, what };
            let line = line.trim();
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            if let Some(name) = line.strip_prefix("feature ") {
                trees.features.push(name.to_owned());
            } else if let Some(nodes) = line.strip_prefix("tree ") {
                trees.roots.push(number(trees.nodes.len()));
                trees.grow(nodes).map_err(wrong)?;
            } else {
                return Err(wrong("expected `feature NAME` or `tree NODES`".to_owned()));
            }
        }
        if trees.roots.is_empty() {
            let line = lines.len();
            let what = "the file ends without a tree".to_owned();
            return Err(TreesError { line, what });
        }
        Ok(trees)
    }

    /// Adds the nodes of one tree.
    fn grow(&mut self, text: &str) -> Result<(), String> {
        // The splits that still wait for the nodes of what is more than their threshold.
        let mut open: Vec<usize> = Vec::new();
        let mut whole = false;
        for word in text.split_ascii_whitespace() {
            if whole {
                return Err(format!("`{word}` stands behind the last leaf of the tree"));
            }
            let value = |text: &str| {
                text.parse()
                    .map_err(|_| format!("`{word}` is neither `F<=T` nor a number"))
            };
            let split = word
                .split_once('<')
                .and_then(|(feature, rest)| Some((feature, rest.strip_prefix('=')?)));
            if let Some((feature, threshold)) = split {
                let listed = |feature: &u32| (*feature as usize) < self.features.len();
                let feature = feature.parse().ok().filter(listed);
                let feature = feature.ok_or_else(|| format!("`{word}` names no feature of those listed above"))?;
                open.push(self.nodes.len());
                let (threshold, more) = (value(threshold)?, 0);
                self.nodes.push(Node::Split {
                    feature,
                    threshold,
                    more,
                });
                continue;
            }
            self.nodes.push(Node::Leaf(value(word)?));
            let next = number(self.nodes.len());
            match open.pop().map(|at| &mut self.nodes[at]) {
                Some(Node::Split { more, .. }) => *more = next,
                _ => whole = true,
            }
        }
        whole
            .then_some(())
            .ok_or_else(|| "the tree ends before its last leaf".to_owned())
    }

    /// Gives each feature, in the order of [`Trees::features`], the number by which [`Trees::probability`] finds it among values.
    pub(crate) fn renumber(&mut self, numbers: &[usize]) {
        for node in &mut self.nodes {
            if let Node::Split { feature, .. } = node {
                *feature = number(numbers[*feature as usize]);
            }
        }
    }

    /// The probability of what has these features, in the order of their numbers: at first that of [`Trees::features`].
    pub(crate) fn probability(&self, values: &[f32]) -> f32 {
        let odds: f32 = self.roots.iter().map(|root| self.leaf(*root, values)).sum();
        1.0 / (1.0 + (-odds).exp())
    }

    fn leaf(&self, root: u32, values: &[f32]) -> f32 {
        let mut at = root;
        loop {
            match self.nodes[at as usize] {
                Node::Leaf(value) => return value,
                Node::Split {
                    feature,
                    threshold,
                    more,
                } => {
                    at = if values[feature as usize] <= threshold {
                        at + 1
                    } else {
                        more
                    };
                }
            }
        }
    }
}

/// The number of a node or a feature; a file has far fewer than there are.
fn number(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn trees_are_read_and_summed() {
        let text = "# made by hand\nfeature words\nfeature link\n\ntree 0<=4 1<=0.5 -1 -2 3\ntree 1<=0.2 0.5 -0.5\n";
        let trees = Trees::parse(&text.lines().collect::<Vec<_>>()).unwrap();
        let odds = |values: &[f32]| {
            let p = trees.probability(values);
            (p / (1.0 - p)).ln()
        };
        for (values, expected) in [
            ([4.0, 0.5], -1.5),
            ([4.0, 0.6], -2.5),
            ([5.0, 0.0], 3.5),
            ([5.0, 1.0], 2.5),
        ] {
            assert!((odds(&values) - expected).abs() < 1e-3, "{values:?}");
        }
    }

    #[test]
    fn a_broken_file_is_refused_with_its_line() {
        for (text, line) in [
            ("", 0),
            ("feature a\ntree 0<=1 2", 2),
            ("feature a\ntree 0<=1 2 3 4", 2),
            ("feature a\ntree 1<=1 2 3", 2),
            ("feature a\ntree 0<=x 2 3", 2),
            ("feature a\nleaf 3", 2),
        ] {
            assert_eq!(
                Trees::parse(&text.lines().collect::<Vec<_>>()).unwrap_err().line,
                line,
                "{text}"
            );
        }
    }
}
