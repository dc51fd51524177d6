//! Gold alignments → figures and fitted weights: what the aligner is measured and made with.

pub mod ablation;
mod calibrate;
pub mod cross_validate;
pub mod fit;
pub mod gold;
