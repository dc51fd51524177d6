//! How the two texts of a pair are to be read, and what is to be refused.

/// How the two files of a pair are to be read.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct PairOptions {
    /// Every line is one segment, an empty line a paragraph break; nothing is cleaned.
    pub presegmented: bool,
    /// Align page furniture too.
    pub keep_furniture: bool,
    /// Mend text that is UTF-8 read in another encoding, as [`crate::article::ReadOptions::mend_encoding`].
    pub mend_encoding: bool,
    /// What to do where a text looks as if it were in another language.
    pub languages: LanguageCheck,
    /// Refuse a pair that is hardly a translation: for what is to be stored.
    pub refuse_unrelated: bool,
}

impl Default for PairOptions {
    /// Text as it comes, page furniture left out, a text in another language refused, and so a pair that is hardly a
    /// translation.
    fn default() -> PairOptions {
        PairOptions {
            presegmented: false,
            keep_furniture: false,
            mend_encoding: false,
            languages: LanguageCheck::Refuse,
            refuse_unrelated: true,
        }
    }
}

impl PairOptions {
    /// Takes every line for one segment and an empty line for a paragraph break; nothing is cleaned.
    #[must_use]
    pub fn presegmented(mut self, presegmented: bool) -> PairOptions {
        self.presegmented = presegmented;
        self
    }

    /// Aligns page furniture too.
    #[must_use]
    pub fn keep_furniture(mut self, keep: bool) -> PairOptions {
        self.keep_furniture = keep;
        self
    }

    /// Mends text that is UTF-8 read in another encoding.
    #[must_use]
    pub fn mend_encoding(mut self, mend: bool) -> PairOptions {
        self.mend_encoding = mend;
        self
    }

    /// What to do where a text looks as if it were in another language.
    #[must_use]
    pub fn languages(mut self, check: LanguageCheck) -> PairOptions {
        self.languages = check;
        self
    }

    /// Whether a pair that is hardly a translation is refused ([`super::PairError::HardlyTranslated`]).
    #[must_use]
    pub fn refuse_unrelated(mut self, refuse: bool) -> PairOptions {
        self.refuse_unrelated = refuse;
        self
    }
}

/// What to do where a text looks as if it were in another language than was said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LanguageCheck {
    /// Refuse the pair: for what is to be stored.
    Refuse,
    /// Refuse it if source and target seem to be swapped; where one side alone looks wrong, go on and say so in
    /// [`super::Pair::doubt`]: for a look at the alignment.
    Doubt,
    /// Go on.
    Off,
}
