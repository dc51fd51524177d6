//! A message in both languages of the pages.

/// What is said, in English and in French.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Told {
    pub(super) english: String,
    pub(super) french: String,
}

impl Told {
    /// In French the spaces before `:`, `;` and `»` and after `«` do not break.
    pub(super) fn new(english: impl Into<String>, french: impl Into<String>) -> Told {
        let mut french = french.into();
        for (space, fixed) in [
            (" :", "\u{a0}:"),
            (" ;", "\u{a0};"),
            (" »", "\u{a0}»"),
            ("« ", "«\u{a0}"),
        ] {
            french = french.replace(space, fixed);
        }
        Told {
            english: english.into(),
            french,
        }
    }
}
