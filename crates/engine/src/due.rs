//! Places still to be looked at, in order: a set of numbers below a bound.
//!
//! A bit for each number, and above every 64 bits one that says whether any of them is set. So
//! adding a number, and taking the lowest or highest, touch one word of each of a few levels.

/// A set of numbers below a bound.
#[derive(Debug, Clone)]
pub(crate) struct Due {
    /// The numbers themselves first; the last level is one word.
    levels: Vec<Vec<u64>>,
}

impl Due {
    /// No numbers; all must be less than `bound`.
    pub(crate) fn new(bound: usize) -> Self {
        let mut levels = Vec::new();
        let mut words = bound;
        loop {
            words = words.div_ceil(64).max(1);
            levels.push(vec![0; words]);
            if words == 1 {
                return Self { levels };
            }
        }
    }

    pub(crate) fn insert(&mut self, number: u32) {
        let mut place = number as usize;
        for level in &mut self.levels {
            let word = &mut level[place / 64];
            let was_empty = *word == 0;
            *word |= 1 << (place % 64);
            if !was_empty {
                return;
            }
            place /= 64;
        }
    }

    pub(crate) fn pop_first(&mut self) -> Option<u32> {
        self.pop(u64::trailing_zeros)
    }

    pub(crate) fn pop_last(&mut self) -> Option<u32> {
        self.pop(|it| 63 - it.leading_zeros())
    }

    fn pop(&mut self, choose: impl Fn(u64) -> u32) -> Option<u32> {
        let mut place = 0;
        for level in self.levels.iter().rev() {
            let word = level[place as usize];
            if word == 0 {
                return None;
            }
            place = place * 64 + choose(word);
        }
        self.remove(place);
        Some(place)
    }

    fn remove(&mut self, number: u32) {
        let mut place = number as usize;
        for level in &mut self.levels {
            let word = &mut level[place / 64];
            *word &= !(1 << (place % 64));
            if *word != 0 {
                return;
            }
            place /= 64;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_come_out_once_and_in_order_from_either_end() {
        let numbers = [70_000, 3, 64, 4095, 3, 4096, 0, 99_999];
        let mut due = Due::new(100_000);
        numbers.iter().for_each(|it| due.insert(*it));
        assert_eq!((due.pop_last(), due.pop_first()), (Some(99_999), Some(0)));
        due.insert(1);
        let rest = std::iter::from_fn(|| due.pop_first()).collect::<Vec<_>>();
        assert_eq!(rest, [1, 3, 64, 4095, 4096, 70_000]);
        assert_eq!((due.pop_first(), Due::new(0).pop_last()), (None, None));
    }
}
