//! What docs/RELIABILITY.md promises, against faults from outside: kills, system calls that fail, damage.
//!
//! Each test runs a part of the cases, chosen by a seed; `INTERLIGNE_CASES` gives the number of cases for each kind of fault
//! and `INTERLIGNE_SEED` the seed, for long runs.

mod corpus;
mod damage;
mod faults;
mod scenes;

/// How many cases of each kind are run where nobody asked for more.
const FEW: u64 = 2;

/// How many cases of each kind are run.
fn cases() -> u64 {
    number("INTERLIGNE_CASES").unwrap_or(FEW).max(1)
}

/// What the choice of cases depends on.
fn seed() -> u64 {
    number("INTERLIGNE_SEED").unwrap_or(0)
}

fn number(variable: &str) -> Option<u64> {
    std::env::var(variable).ok()?.parse().ok()
}

/// Numbers without pattern, the same for the same seed (SplitMix64).
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number below `end`, which is not 0.
    fn below(&mut self, end: u64) -> u64 {
        self.next() % end
    }
}
