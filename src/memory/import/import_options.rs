//! How an exchange file is to be imported.

use crate::text::lang::Lang;

/// How a file is to be imported.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct ImportOptions {
    /// Only units that have both of these languages; else all.
    pub pair: Option<(Lang, Lang)>,
    /// Only units all of whose texts are in these languages ([`Lang::accepts`]); empty: in whatever languages.
    pub languages: Vec<Lang>,
    /// Find out what would become of the file, and leave the memory as it is.
    pub dry_run: bool,
    /// Take rows whose source and translation seem to be in each other's language, which else are refused.
    pub any_direction: bool,
    /// What to do with TMX that departs from the standard.
    pub policy: tmx::Policy,
    /// Whether the memory is, from now on, to keep files in `tmx/` for units without an article; `None` leaves that as it is,
    /// and it is so at first.
    pub unit_files: Option<bool>,
    /// Who hands the units in, where that is somebody who may propose and not change: what is new is to be reviewed, credited to
    /// them and in no article, whatever the file says, and what the memory has stays as it is.
    pub submitted_by: Option<String>,
}

impl ImportOptions {
    /// Only units that have both of these languages.
    #[must_use]
    pub fn pair(mut self, from: Lang, to: Lang) -> ImportOptions {
        self.pair = Some((from, to));
        self
    }

    /// Finds out what would become of the file, and leaves the memory as it is.
    #[must_use]
    pub fn dry_run(mut self, dry: bool) -> ImportOptions {
        self.dry_run = dry;
        self
    }

    /// Takes rows whose source and translation seem to be in each other's language.
    #[must_use]
    pub fn any_direction(mut self, any: bool) -> ImportOptions {
        self.any_direction = any;
        self
    }

    /// What to do with TMX that departs from the standard.
    #[must_use]
    pub fn policy(mut self, policy: tmx::Policy) -> ImportOptions {
        self.policy = policy;
        self
    }

    /// Keeps files in `tmx/` for units without an article, from now on, or keeps none.
    #[must_use]
    pub fn unit_files(mut self, keep: bool) -> ImportOptions {
        self.unit_files = Some(keep);
        self
    }

    /// Takes the units as proposals of somebody: to be reviewed, credited to them, in no article.
    #[must_use]
    pub fn submitted_by(mut self, person: impl Into<String>) -> ImportOptions {
        self.submitted_by = Some(person.into());
        self
    }
}
