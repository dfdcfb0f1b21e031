//! The restoration curve: how many of the watched tasks are done by when.

use super::lanes::{LANES, Lanes};

/// How many of the watched tasks are done by a time.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct CurvePoint {
    /// When, in the project's units.
    pub at: u32,
    /// How many are done by then, on average.
    pub mean: f64,
    /// At most so many are done in one trial of ten.
    pub p10: u32,
    /// At least so many are done in one trial of ten.
    pub p90: u32,
}

/// How many trials had how many done at each point.
#[derive(Debug, Clone)]
pub(super) struct CurveTally {
    /// How far the points are apart. The first is at zero.
    step: u32,
    n_watched: usize,
    /// For each point, from none to all done.
    counts: Vec<u64>,
    /// How many get done at each point in each trial of a block.
    done: Vec<[u32; LANES]>,
}

impl CurveTally {
    /// Up to about `horizon`.
    pub(super) fn of(n_watched: usize, n_points: u32, horizon: f32) -> CurveTally {
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "cut off at its ends"
        )]
        let step = (horizon / n_points.max(1) as f32).ceil().max(1.0) as u32;
        let n_points = n_points as usize + 1;
        CurveTally {
            step,
            n_watched,
            counts: vec![0; n_points * (n_watched + 1)],
            done: vec![[0; LANES]; n_points + 1],
        }
    }

    pub(super) fn add(&mut self, ends: &[Lanes]) {
        let last = self.done.len() - 1;
        self.done.fill([0; LANES]);
        let per_step = 1.0 / f64::from(self.step);
        for ends in ends {
            for (lane, end) in ends.iter().enumerate() {
                // The first point at which it is done; what is done after the last one counts nowhere.
                #[expect(
                    clippy::cast_possible_truncation,
                    clippy::cast_sign_loss,
                    reason = "times are from 0 on"
                )]
                let point = (f64::from(*end) * per_step).ceil() as usize;
                self.done[point.min(last)][lane] += 1;
            }
        }
        let mut so_far = [0; LANES];
        for (done, counts) in self.done.iter().zip(self.counts.chunks_mut(self.n_watched + 1)) {
            for lane in 0..LANES {
                so_far[lane] += done[lane];
                counts[so_far[lane] as usize] += 1;
            }
        }
    }

    pub(super) fn merge(&mut self, other: &CurveTally) {
        self.counts.iter_mut().zip(&other.counts).for_each(|(one, other)| *one += other);
    }

    pub(super) fn points(&self) -> Vec<CurvePoint> {
        let points = (0..).zip(self.counts.chunks(self.n_watched + 1));
        points.map(|(n, counts)| point(n * self.step, counts)).collect()
    }
}

fn point(at: u32, counts: &[u64]) -> CurvePoint {
    let n: u64 = counts.iter().sum();
    let sum: u64 = (0..).zip(counts).map(|(done, count): (u64, &u64)| done * count).sum();
    // The least number of which at least a tenth of the trials, or nine, have no more.
    let quantile = |tenths: u64| {
        let mut so_far = 0;
        let found = counts.iter().position(|it| {
            so_far += it;
            n * tenths <= so_far * 10
        });
        crate::model::index(found.unwrap_or(0))
    };
    CurvePoint { at, mean: sum as f64 / (n as f64).max(1.0), p10: quantile(1), p90: quantile(9) }
}
