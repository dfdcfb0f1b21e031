//! How often which time came out, fine enough for any percentile.
//!
//! Bins are as wide as times are long: 512 for each doubling, at most a 512th of the time apart, as in
//! `HdrHistogram` (Tene 2012). Within a bin, times are taken to be evenly spread. The bin of a time is
//! the upper part of its bits. Counts are whole, so that it does not matter who counted first.

/// How many of a time's 23 bits after the point are left out.
const BITS_LEFT_OUT: u32 = 14;

/// How many trials ended when.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Histogram {
    /// The bin of the first count.
    first: u32,
    counts: Vec<u64>,
}

impl Histogram {
    #[inline]
    pub(super) fn add(&mut self, time: f32) {
        let bin = bin_of(time);
        match self.counts.get_mut(bin.wrapping_sub(self.first) as usize) {
            Some(count) => *count += 1,
            None => self.add_many(bin, 1),
        }
    }

    #[cold]
    fn add_many(&mut self, bin: u32, more: u64) {
        if self.counts.is_empty() {
            self.first = bin;
        }
        if bin < self.first {
            let n_new = (self.first - bin) as usize;
            self.counts.splice(0..0, std::iter::repeat_n(0, n_new));
            self.first = bin;
        }
        let place = (bin - self.first) as usize;
        if self.counts.len() <= place {
            self.counts.resize(place + 1, 0);
        }
        self.counts[place] += more;
    }

    pub(super) fn merge(&mut self, other: &Histogram) {
        for (bin, count) in (other.first..).zip(&other.counts).filter(|it| 0 < *it.1) {
            self.add_many(bin, *count);
        }
    }

    /// The time before which the part `part` of all trials ends.
    pub(super) fn quantile(&self, part: f64) -> f64 {
        let total: u64 = self.counts.iter().sum();
        let target = part.clamp(0.0, 1.0) * total as f64;
        let mut before = 0.0;
        for (bin, count) in (self.first..).zip(&self.counts).filter(|it| 0 < *it.1) {
            let after = before + *count as f64;
            if target <= after {
                let (from, to) = (edge(bin), edge(bin + 1));
                return from + (to - from) * ((target - before) / (after - before)).max(0.0);
            }
            before = after;
        }
        0.0
    }

    /// The part of all trials that ends by `time`.
    pub(super) fn part_by(&self, time: f64) -> f64 {
        let total: u64 = self.counts.iter().sum();
        let mut by = 0.0;
        for (bin, count) in (self.first..).zip(&self.counts) {
            let (from, to) = (edge(bin), edge(bin + 1));
            by += *count as f64 * ((time - from) / (to - from)).clamp(0.0, 1.0);
        }
        by / (total as f64).max(1.0)
    }
}

#[inline]
fn bin_of(time: f32) -> u32 {
    time.to_bits() >> BITS_LEFT_OUT
}

/// Where a bin begins.
fn edge(bin: u32) -> f64 {
    f64::from(f32::from_bits(bin << BITS_LEFT_OUT))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantiles_are_right_to_a_five_hundredth_in_whatever_order_times_come() {
        let times = (1..=10_000_u16).map(|it| f32::from(it) * 3.0);
        let (mut up, mut down) = (Histogram::default(), Histogram::default());
        times.clone().for_each(|it| up.add(it));
        times.rev().for_each(|it| down.add(it));
        assert_eq!(up, down);
        for part in [0.01, 0.1, 0.5, 0.9, 0.99] {
            let (right, found) = (part * 30_000.0, up.quantile(part));
            assert!((found / right - 1.0).abs() < 0.002, "{part}: {found}");
            assert!((up.part_by(right) - part).abs() < 0.002);
        }
        let mut both = Histogram::default();
        both.merge(&down);
        both.merge(&up);
        assert_eq!(both.quantile(0.5), up.quantile(0.5));
    }
}
