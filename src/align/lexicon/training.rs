//! How a lexicon is trained, and what a training run saw.

/// How a lexicon is trained.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct TrainOptions {
    /// Rounds of expectation maximisation.
    pub iterations: usize,
    /// Words that occur less often than this on their side, by weight, are not learned.
    pub least_count: f64,
    /// The greatest size of the lexicon in bytes, without how its words are written (a twentieth more); the least useful pairs are left out.
    pub max_bytes: usize,
    /// Pairs with more tokens than this on a side are left out: they take long and teach little.
    pub longest: usize,
}

impl Default for TrainOptions {
    fn default() -> TrainOptions {
        TrainOptions {
            iterations: 6,
            least_count: 2.0,
            max_bytes: 3_000_000,
            longest: 80,
        }
    }
}

impl TrainOptions {
    /// Rounds of expectation maximisation.
    #[must_use]
    pub fn iterations(mut self, rounds: usize) -> TrainOptions {
        self.iterations = rounds;
        self
    }

    /// Words that occur less often than this on their side, by weight, are not learned.
    #[must_use]
    pub fn least_count(mut self, count: f64) -> TrainOptions {
        self.least_count = count;
        self
    }

    /// The greatest size of the lexicon in bytes, without how its words are written.
    #[must_use]
    pub fn max_bytes(mut self, bytes: usize) -> TrainOptions {
        self.max_bytes = bytes;
        self
    }

    /// Pairs with more tokens than this on a side are left out.
    #[must_use]
    pub fn longest(mut self, tokens: usize) -> TrainOptions {
        self.longest = tokens;
        self
    }
}

/// What a training run saw and made.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct TrainingReport {
    /// Pairs that were learned from.
    pub pairs: usize,
    /// Tokens on the source and on the target side.
    pub tokens: [usize; 2],
    /// Words known on each side before pruning.
    pub words: [usize; 2],
    /// Word pairs that occur together.
    pub candidates: usize,
    /// The mean logarithm of the probability of a target token, in bits, after the last round.
    pub bits_per_token: f64,
}
