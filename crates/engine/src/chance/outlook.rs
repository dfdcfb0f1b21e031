//! What trials tell.

use super::curve::CurvePoint;
use super::histogram::Histogram;
use super::precision::Estimate;

/// What came out of all trials.
#[derive(Debug, Clone, PartialEq)]
pub struct Outlook {
    /// How many trials there were.
    pub trials: u64,
    /// How many of them the curve and the correlations count: all of the first 4,096, and of what
    /// comes after one block of 64 in four.
    pub n_sampled: u64,
    /// Whether all intervals are as narrow as was wanted.
    pub is_precise: bool,
    /// When each watched task is done.
    pub finishes: Vec<Finish>,
    /// When the last of them is done.
    pub all: Finish,
    /// How many of them are done by when.
    pub curve: Vec<CurvePoint>,
    /// What each task has to do with it.
    pub influences: Vec<Influence>,
    /// For each resource, in what part of the trials the outcome hung on a wait for it.
    pub binds: Vec<f64>,
}

impl Outlook {
    /// By how much any probability in it may be wrong: see [`probability_error`].
    pub fn probability_error(&self) -> f64 {
        probability_error(self.trials)
    }
}

/// By how much any probability may be wrong that so many trials tell: half of the 95 % interval of
/// Wilson 1927 around one half, where it is the widest.
pub fn probability_error(trials: u64) -> f64 {
    Estimate::probability(trials / 2, trials, REACH_OF_95).error()
}

/// How many standard deviations hold 95 of a hundred values, to each side of the mean.
const REACH_OF_95: f64 = 1.959_964;

/// When something is done.
#[derive(Debug, Clone, PartialEq)]
pub struct Finish {
    /// Which task; none for the last of all that are watched.
    pub task: Option<u32>,
    /// On average.
    pub mean: f64,
    /// The standard deviation.
    pub deviation: f64,
    /// In the best of the trials.
    pub min: f64,
    /// In the worst of the trials.
    pub max: f64,
    /// How likely it is done when it is due; none if nobody said when that is.
    pub met: Option<Estimate>,
    pub(super) times: Histogram,
    pub(super) trials: u64,
    pub(super) reach: f64,
}

impl Finish {
    /// By when it is done in the part `part` of all trials: 0.9 for the ninetieth percentile.
    pub fn percentile(&self, part: f64) -> Estimate {
        let found = Estimate::percentile(&self.times, part, self.trials, self.reach);
        let within = |it: f64| it.clamp(self.min, self.max);
        Estimate { value: within(found.value), low: within(found.low), high: within(found.high) }
    }

    /// How likely it is done by `time`.
    pub fn by(&self, time: f64) -> f64 {
        match time {
            _ if time < self.min => 0.0,
            _ if self.max <= time => 1.0,
            _ => self.times.part_by(time),
        }
    }
}

/// What a task has to do with the outcome.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Influence {
    /// In what part of the trials it was on the binding chain, the waits that left no slack: the
    /// criticality index (Van Slyke 1963).
    pub criticality: f64,
    /// The correlation of its duration with the outcome: the cruciality index (Williams 1992).
    pub cruciality: f64,
}
