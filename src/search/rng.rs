//! The generator that every solver draws from.

use rand_chacha::ChaCha8Rng;
use rand_core::{Rng, SeedableRng};

/// A reproducible generator: ChaCha with 8 rounds, the same stream on every machine.
///
/// # References
/// D. J. Bernstein, "ChaCha, a variant of Salsa20", 2008.
#[derive(Debug, Clone)]
pub struct SearchRng(ChaCha8Rng);

impl SearchRng {
    /// A generator for `seed`.
    #[must_use]
    pub fn new(seed: u64) -> Self {
        Self(ChaCha8Rng::seed_from_u64(seed))
    }

    /// An independent generator for the part `stream` of a run (a restart, a thread's share), so that the answer does
    /// not depend on which thread runs which part.
    #[must_use]
    pub fn stream(seed: u64, stream: u64) -> Self {
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        rng.set_stream(stream.wrapping_add(1));
        Self(rng)
    }

    /// A number in `0..bound`; 0 when `bound` is 0. Lemire's multiply-and-shift without rejection: the bias is below
    /// `bound / 2^32`, which no search notices.
    pub fn below(&mut self, bound: usize) -> usize {
        let wide = u64::from(self.0.next_u32()) * bound as u64;
        (wide >> 32) as usize
    }

    /// The next 64 bits.
    pub fn bits(&mut self) -> u64 {
        self.0.next_u64()
    }

    /// True `numerator` times out of `denominator`.
    pub fn chance(&mut self, numerator: usize, denominator: usize) -> bool {
        self.below(denominator) < numerator
    }

    /// Fisher–Yates shuffle.
    pub fn shuffle<T>(&mut self, items: &mut [T]) {
        for i in (1..items.len()).rev() {
            let j = self.below(i + 1);
            items.swap(i, j);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::SearchRng;

    #[test]
    fn the_same_seed_gives_the_same_stream_and_other_streams_differ() {
        let draw = |mut rng: SearchRng| (0..8).map(|_| rng.below(1000)).collect::<Vec<_>>();
        assert_eq!(draw(SearchRng::new(7)), draw(SearchRng::new(7)));
        assert_ne!(draw(SearchRng::stream(7, 0)), draw(SearchRng::stream(7, 1)));
    }

    #[test]
    fn below_stays_in_range_and_reaches_both_ends() {
        let mut rng = SearchRng::new(1);
        let seen: std::collections::BTreeSet<_> = (0..200).map(|_| rng.below(5)).collect();
        assert_eq!(seen.into_iter().collect::<Vec<_>>(), vec![0, 1, 2, 3, 4]);
        assert_eq!(rng.below(0), 0);
    }
}
