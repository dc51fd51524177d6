//! A line that a person typed → what is to be done with a pair.

/// One side of a pair, as an answer names it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Side {
    Source,
    Target,
}

/// Where a segment goes or comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Shift {
    /// The last segment goes to the next pair.
    ToNext,
    /// The first segment goes to the previous pair.
    ToPrevious,
    /// The first segment of the next pair comes to this one.
    FromNext,
    /// The last segment of the previous pair comes to this one.
    FromPrevious,
}

/// What a person answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Answer {
    Accept,
    Reject,
    Edit,
    /// After so many segments of the source and of the translation; `None` where there is one way only.
    Split(Option<(usize, usize)>),
    MergeNext,
    MergePrevious,
    Shift(Shift, Side),
    Skip,
    Back,
    Undo,
    Redo,
    Quit,
    Help,
}

/// What `?` says.
pub(crate) const HELP: &str = "\
y  accept the pair: it counts as confirmed
n  reject it: it stays in the article and is never offered
e  edit its texts in your editor (VISUAL, else EDITOR); it then counts as confirmed
s  split it; `s 1 2`: after the first segment of the source and the second of the translation
m  merge it with the next pair
M  merge it with the previous pair
>  shift the last segment of the translation to the next pair; `> s`: of the source
<  shift the first segment of the translation to the previous pair; `< s`: of the source
]  take the first segment of the next pair's translation into this one; `] s`: of its source
[  take the last segment of the previous pair's translation; `[ s`: of its source
j  leave it for later
k  go back to the place before
u  take the last change in this article back
U  bring it back
q  quit; everything is saved already
?  this help";

/// The letters of the prompt.
pub(crate) const LETTERS: &str = "y,n,e,s,m,M,<,>,[,],j,k,u,U,q,?";

impl Answer {
    /// The answer of a line; `None` for one that says nothing.
    pub(crate) fn parse(line: &str) -> Option<Answer> {
        let mut words = line.split_whitespace();
        let letter = words.next()?;
        let rest: Vec<&str> = words.collect();
        let shift = |shift| match rest[..] {
            [] | ["t"] => Some(Answer::Shift(shift, Side::Target)),
            ["s"] => Some(Answer::Shift(shift, Side::Source)),
            _ => None,
        };
        match (letter, &rest[..]) {
            ("y" | "a", []) => Some(Answer::Accept),
            ("n" | "r", []) => Some(Answer::Reject),
            ("e", []) => Some(Answer::Edit),
            ("s", []) => Some(Answer::Split(None)),
            ("s", [source, target]) => Some(Answer::Split(Some((source.parse().ok()?, target.parse().ok()?)))),
            ("m", []) => Some(Answer::MergeNext),
            ("M", []) => Some(Answer::MergePrevious),
            (">", _) => shift(Shift::ToNext),
            ("<", _) => shift(Shift::ToPrevious),
            ("]", _) => shift(Shift::FromNext),
            ("[", _) => shift(Shift::FromPrevious),
            ("j", []) => Some(Answer::Skip),
            ("k", []) => Some(Answer::Back),
            ("u", []) => Some(Answer::Undo),
            ("U", []) => Some(Answer::Redo),
            ("q", []) => Some(Answer::Quit),
            ("?" | "h", []) => Some(Answer::Help),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_are_letters_with_what_they_need() {
        for (line, answer) in [
            ("y\n", Some(Answer::Accept)),
            ("  M ", Some(Answer::MergePrevious)),
            ("s 1 2", Some(Answer::Split(Some((1, 2))))),
            ("s", Some(Answer::Split(None))),
            ("> s", Some(Answer::Shift(Shift::ToNext, Side::Source))),
            ("<", Some(Answer::Shift(Shift::ToPrevious, Side::Target))),
            ("s one two", None),
            ("s 1", None),
            ("yes", None),
            ("y y", None),
            ("", None),
        ] {
            assert_eq!(Answer::parse(line), answer, "{line}");
        }
        for letter in LETTERS.split(',') {
            assert!(Answer::parse(letter).is_some(), "{letter}");
            assert!(
                HELP.lines().any(|line| line.starts_with(&format!("{letter}  "))),
                "{letter}"
            );
        }
    }
}
