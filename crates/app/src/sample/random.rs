//! Numbers that look random and are the same each time.

/// A stream of numbers (splitmix64): the same for the same seed and name.
#[derive(Debug, Clone)]
pub(super) struct Random(u64);

impl Random {
    /// The stream called `name`. Streams do not disturb each other.
    pub(super) fn new(seed: u64, name: &str) -> Random {
        let mut state = seed ^ 0xcbf2_9ce4_8422_2325;
        for byte in name.bytes() {
            state = (state ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3);
        }
        Random(state)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut it = self.0;
        it = (it ^ (it >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        it = (it ^ (it >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        it ^ (it >> 31)
    }

    /// A number below `n`, or zero if there is none.
    pub(super) fn below(&mut self, n: usize) -> usize {
        let scaled = (u128::from(self.next()) * n as u128) >> 64;
        usize::try_from(scaled).unwrap_or(0)
    }

    /// A number from `low` to `high`.
    pub(super) fn between(&mut self, low: i64, high: i64) -> i64 {
        let n = usize::try_from(high - low + 1).unwrap_or(1);
        low + i64::try_from(self.below(n)).unwrap_or(0)
    }

    /// Whether something happens that happens `percent` times in a hundred.
    pub(super) fn chance(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }

    /// One of a few.
    pub(super) fn pick<'a, T>(&mut self, from: &'a [T]) -> &'a T {
        let at = self.below(from.len());
        #[expect(clippy::indexing_slicing, reason = "every list that is picked from has entries")]
        &from[at]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stream_is_the_same_each_time_and_differs_from_others() {
        let of = |seed, name| {
            let mut random = Random::new(seed, name);
            (0..8).map(|_| random.below(1_000)).collect::<Vec<_>>()
        };
        assert_eq!(of(7, "people"), of(7, "people"));
        assert_ne!(of(7, "people"), of(7, "sites"));
        assert_ne!(of(7, "people"), of(8, "people"));
    }

    #[test]
    fn every_number_of_a_range_comes_up() {
        let mut random = Random::new(1, "range");
        let found: std::collections::BTreeSet<i64> =
            (0..200).map(|_| random.between(-2, 3)).collect();
        assert_eq!(found.into_iter().collect::<Vec<_>>(), [-2, -1, 0, 1, 2, 3]);
    }
}
