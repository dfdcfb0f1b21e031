//! What all trials of one thread add up to.
//!
//! In whole numbers: they add up to the same in whatever order the threads come.

use super::chains::{Chains, Record};
use super::curve::CurveTally;
use super::histogram::Histogram;
use super::lanes::{LANES, Lanes};

/// So many blocks, 4,096 trials, count for everything. A curve of fewer trials would be a rough one.
const SAMPLED_ALL: u64 = 64;

/// Of the blocks after that, one in so many also counts for what needs no more: the curve and the
/// correlations. Which blocks count does not depend on how many there will be.
const SAMPLED_EVERY: u64 = 4;

/// Sums are kept in such parts of a unit.
const PARTS: f64 = 1_024.0;

/// What is added up.
#[derive(Debug, Clone)]
pub(super) struct Tally {
    pub(super) n: u64,
    /// One for each watched row, then one for the last of them.
    pub(super) finishes: Vec<FinishTally>,
    pub(super) curve: CurveTally,
    pub(super) chains: Option<Chains>,
    pub(super) cruciality: Cruciality,
}

/// When something is done.
#[derive(Debug, Clone)]
pub(super) struct FinishTally {
    due: f32,
    /// What deviations are counted from: near the mean, or digits would be lost.
    near: f64,
    sum: i128,
    squares: i128,
    pub(super) min: f32,
    pub(super) max: f32,
    pub(super) n_met: u64,
    pub(super) times: Histogram,
}

impl FinishTally {
    pub(super) fn of(due: Option<u32>, near: f32) -> FinishTally {
        FinishTally {
            due: due.map_or(f32::MAX, |it| it as f32),
            near: f64::from(near),
            sum: 0,
            squares: 0,
            min: f32::MAX,
            max: 0.0,
            n_met: 0,
            times: Histogram::default(),
        }
    }

    pub(super) fn add(&mut self, ends: &Lanes) {
        // Eight sums side by side, which one vector holds.
        let (mut sums, mut squares, mut n_met) = ([0.0; 8], [0.0; 8], 0);
        for eight in ends.as_chunks::<8>().0 {
            for lane in 0..8 {
                let from_near = f64::from(eight[lane]) - self.near;
                sums[lane] += from_near;
                squares[lane] += from_near * from_near;
                n_met += u32::from(eight[lane] <= self.due);
            }
        }
        self.n_met += u64::from(n_met);
        self.sum += whole(sums.iter().sum());
        self.squares += whole(squares.iter().sum());
        for end in ends {
            self.min = self.min.min(*end);
            self.max = self.max.max(*end);
            self.times.add(*end);
        }
    }

    fn merge(&mut self, other: &FinishTally) {
        self.sum += other.sum;
        self.squares += other.squares;
        self.min = self.min.min(other.min);
        self.max = self.max.max(other.max);
        self.n_met += other.n_met;
        self.times.merge(&other.times);
    }

    /// The mean and the standard deviation of `n` trials.
    pub(super) fn moments(&self, n: u64) -> (f64, f64) {
        let n = n as f64;
        let off = self.sum as f64 / PARTS / n;
        let variance = self.squares as f64 / PARTS / n - off * off;
        (self.near + off, variance.max(0.0).sqrt())
    }
}

#[expect(clippy::cast_possible_truncation, reason = "rounded, as wanted")]
fn whole(sum: f64) -> i128 {
    (sum * PARTS).round() as i128
}

/// How far each row's duration and the outcome go together.
#[derive(Debug, Clone)]
pub(super) struct Cruciality {
    /// Of each row, its mean and one by its standard deviation; zero if it always takes the same.
    scales: Vec<(f32, f32)>,
    /// The outcome's, from a first block.
    outcome: (f32, f32),
    pub(super) products: Vec<i64>,
    sum: i64,
    squares: i64,
    pub(super) n: u64,
}

impl Cruciality {
    #[expect(clippy::cast_possible_truncation, reason = "single precision is enough for a scale")]
    pub(super) fn of(moments: &[(f64, f64)], outcome: (f64, f64)) -> Cruciality {
        let scale =
            |it: &(f64, f64)| (it.0 as f32, if 0.0 < it.1 { (1.0 / it.1) as f32 } else { 0.0 });
        Cruciality {
            scales: moments.iter().map(scale).collect(),
            outcome: scale(&outcome),
            products: vec![0; moments.len()],
            sum: 0,
            squares: 0,
            n: 0,
        }
    }

    pub(super) fn add(&mut self, times: &[Lanes], outcome: &Lanes) {
        let scaled = outcome.map(|it| (it - self.outcome.0) * self.outcome.1);
        for ((product, (mean, scale)), time) in
            self.products.iter_mut().zip(&self.scales).zip(times)
        {
            if *scale != 0.0 {
                let mut sums = [0.0; 16];
                for (time, outcome) in
                    time.as_chunks::<16>().0.iter().zip(scaled.as_chunks::<16>().0)
                {
                    for lane in 0..16 {
                        sums[lane] += (time[lane] - mean) * outcome[lane];
                    }
                }
                *product += part(f64::from(sums.iter().sum::<f32>() * scale));
            }
        }
        self.sum += part(scaled.iter().map(|it| f64::from(*it)).sum());
        self.squares += part(scaled.iter().map(|it| f64::from(it * it)).sum());
        self.n += LANES as u64;
    }

    fn merge(&mut self, other: &Cruciality) {
        self.products.iter_mut().zip(&other.products).for_each(|(one, other)| *one += other);
        self.sum += other.sum;
        self.squares += other.squares;
        self.n += other.n;
    }

    /// The correlation of a row's duration with the outcome. The durations' means and deviations are
    /// known, so that only the outcome's are taken from the trials.
    pub(super) fn of_row(&self, row: u32) -> f64 {
        let n = (self.n as f64).max(1.0) * PARTS;
        let mean = self.sum as f64 / n;
        let deviation = (self.squares as f64 / n - mean * mean).max(0.0).sqrt();
        if deviation == 0.0 {
            return 0.0;
        }
        (self.products[row as usize] as f64 / n / deviation).clamp(-1.0, 1.0)
    }
}

#[expect(clippy::cast_possible_truncation, reason = "rounded, as wanted")]
fn part(sum: f64) -> i64 {
    (sum * PARTS).round() as i64
}

impl Tally {
    /// Adds a block. `times` are the rows' durations.
    pub(super) fn add(
        &mut self,
        block: u64,
        times: &[Lanes],
        record: &Record,
        focus: Option<usize>,
    ) {
        self.n += LANES as u64;
        let last = record.last();
        self.finishes.iter_mut().zip(&record.ends).for_each(|(one, ends)| one.add(ends));
        if let Some(tally) = self.finishes.last_mut() {
            tally.add(&last);
        }
        if block < SAMPLED_ALL || block.is_multiple_of(SAMPLED_EVERY) {
            self.curve.add(&record.ends);
            self.cruciality.add(times, focus.map_or(&last, |it| &record.ends[it]));
        }
    }

    pub(super) fn merge(&mut self, other: &Tally, chains: Option<&Chains>) {
        self.n += other.n;
        self.finishes.iter_mut().zip(&other.finishes).for_each(|(one, other)| one.merge(other));
        self.curve.merge(&other.curve);
        self.cruciality.merge(&other.cruciality);
        if let (Some(one), Some(other)) = (&mut self.chains, chains) {
            one.add(other);
        }
    }
}
