//! How an article's file is read: what the commands for pairs, `analyze` and `pretranslate` share.

use clap::Args;

use super::Context;
use crate::matching::DocumentOptions;
use crate::pair::PairOptions;

/// How an article's file is read.
#[derive(Debug, Args)]
pub(crate) struct DocumentArgs {
    /// Every line is one segment, an empty line a paragraph break; nothing is cleaned
    #[arg(long)]
    presegmented: bool,

    /// Keep page furniture: share buttons, advertising labels, lists of other articles
    #[arg(long)]
    keep_furniture: bool,

    /// Mend text that is UTF-8 read in another encoding: `Ã©` for `é`
    #[arg(long)]
    mend_encoding: bool,
}

impl DocumentArgs {
    /// As the library wants it for a file to be translated.
    pub(crate) fn options(&self, context: &Context) -> DocumentOptions {
        DocumentOptions::new(context.from().clone())
            .presegmented(self.presegmented)
            .keep_furniture(self.keep_furniture)
            .mend_encoding(self.mend_encoding)
    }

    /// As the library wants it for either file of a pair.
    pub(crate) fn pair_options(&self) -> PairOptions {
        PairOptions::default()
            .presegmented(self.presegmented)
            .keep_furniture(self.keep_furniture)
            .mend_encoding(self.mend_encoding)
    }

    /// Whether any of them was given.
    pub(crate) fn is_given(&self) -> bool {
        self.presegmented || self.keep_furniture || self.mend_encoding
    }

    /// Whether page furniture is kept.
    pub(crate) fn keeps_furniture(&self) -> bool {
        self.keep_furniture
    }
}
