//! How a file that is to be translated is read: what `analyze` and `pretranslate` share.

use clap::Args;

use super::Context;
use crate::matching::DocumentOptions;

/// How a file to be translated is read.
#[derive(Debug, Args)]
pub(crate) struct DocumentArgs {
    /// Every line is one segment, nothing is cleaned
    #[arg(long)]
    presegmented: bool,

    /// Keep page furniture
    #[arg(long)]
    keep_furniture: bool,

    /// Mend text that is UTF-8 read in another encoding: `Ã©` for `é`
    #[arg(long)]
    mend_encoding: bool,
}

impl DocumentArgs {
    /// As the library wants it.
    pub(crate) fn options(&self, context: &Context) -> DocumentOptions {
        DocumentOptions::new(context.from().clone())
            .presegmented(self.presegmented)
            .keep_furniture(self.keep_furniture)
            .mend_encoding(self.mend_encoding)
    }

    /// Whether page furniture is kept.
    pub(crate) fn keeps_furniture(&self) -> bool {
        self.keep_furniture
    }
}
