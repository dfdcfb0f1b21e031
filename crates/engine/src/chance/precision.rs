//! How many trials are enough, chosen from the error that is wanted.
//!
//! Trials come in rounds of a length that only depends on what came out before. After each, every
//! interval is looked at, and it ends when all are narrow enough: stopping at a fixed width (Chow and
//! Robbins 1965). Looking often would make intervals too narrow by chance; rounds that grow leave few
//! looks, and the first has enough trials for the bounds to hold.

use super::histogram::Histogram;
use super::lanes::normal_quantile;

/// The percentiles that are watched: what planners ask for.
pub const PERCENTILES: [f64; 5] = [0.1, 0.5, 0.8, 0.9, 0.95];

/// A percentile is sure enough, too, if it is that of a part so near: a quarter of a percentage point.
pub(super) const PART_ERROR: f64 = 0.0025;

/// Rounds end at multiples of this many trials.
const STEP: u64 = 1_024;

/// How sure the answer has to be.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Precision {
    /// How likely each interval holds the true value.
    pub confidence: f64,
    /// By how much the probability that a due time is met may be wrong: 0.01 is one percentage point.
    pub probability: f64,
    /// By how much each of [`PERCENTILES`] may be wrong, as a part of it. Where times jump, as with few
    /// that were measured, it is enough that the part is right to a quarter of a percentage point.
    pub percentile: f64,
    /// How many trials there are at least, and in the first round.
    pub trials_min: u64,
    /// How many trials there are at most. Trials come in blocks of 64: there may be some more.
    pub trials_max: u64,
}

impl Default for Precision {
    /// One percentage point and one percent, with 95 % confidence, in up to a million trials.
    fn default() -> Precision {
        let (probability, percentile) = (0.01, 0.01);
        let (trials_min, trials_max) = (2_048, 1 << 20);
        Precision { confidence: 0.95, probability, percentile, trials_min, trials_max }
    }
}

impl Precision {
    /// Exactly so many trials, rounded up to a block of 64, whatever comes out.
    pub fn trials(n: u64) -> Precision {
        let any = f64::INFINITY;
        Precision {
            probability: any,
            percentile: any,
            trials_min: n,
            trials_max: n,
            ..Precision::default()
        }
    }

    pub(super) fn first_round(&self) -> u64 {
        self.trials_min.min(self.trials_max).max(1)
    }

    /// How many standard deviations an interval reaches to each side.
    #[expect(clippy::cast_possible_truncation, reason = "seven digits are enough")]
    pub(super) fn reach(&self) -> f64 {
        let side = 0.5 + self.confidence.clamp(0.0, 0.999_999) / 2.0;
        f64::from(normal_quantile(side as f32))
    }

    /// By how much the part of trials below a percentile may differ from the one that was asked for.
    pub(super) fn part_error(&self, part: f64, n: u64) -> f64 {
        self.reach() * (part * (1.0 - part) / (n as f64).max(1.0)).sqrt()
    }

    /// How many trials there should be next, if `excess` is by how much the widest interval is wider
    /// than wanted: widths shrink with the root of the number of trials.
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "between the trials so far and four times as many"
    )]
    pub(super) fn next_round(&self, trials: u64, excess: f64) -> u64 {
        let enough = trials as f64 * excess.powi(2).clamp(1.0, 4.0) * 1.02;
        (enough as u64 + 1).next_multiple_of(STEP).min(self.trials_max)
    }
}

/// A value, and the interval that holds the true one as likely as was wanted.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Estimate {
    /// What came out.
    pub value: f64,
    /// The lower end of the interval.
    pub low: f64,
    /// The upper end of the interval.
    pub high: f64,
}

impl Estimate {
    /// How often something happens, from how often it did: the interval of Wilson 1927, which holds
    /// near 0 and 1, too.
    pub(super) fn probability(n_hits: u64, n: u64, reach: f64) -> Estimate {
        let (n, square) = ((n as f64).max(1.0), reach * reach);
        let value = n_hits as f64 / n;
        let middle = (value + square / (2.0 * n)) / (1.0 + square / n);
        let spread = value * (1.0 - value) / n + square / (4.0 * n * n);
        let half = reach * spread.sqrt() / (1.0 + square / n);
        // By rounding, the ends could come to lie beyond the value where it is 0 or 1.
        Estimate {
            value,
            low: (middle - half).clamp(0.0, value),
            high: (middle + half).clamp(value, 1.0),
        }
    }

    /// How often something happens that did so in `n_hits` of `n` trials, and between what that lies
    /// with this confidence: the score interval of Wilson 1927 (*Probable inference, the law of
    /// succession, and statistical inference*), which holds near 0 and 1, too.
    ///
    /// ```
    /// use engine::chance::Estimate;
    ///
    /// let found = Estimate::of_trials(0, 10, 0.95);
    /// assert_eq!((found.value, found.low), (0.0, 0.0));
    /// assert!((found.high - 0.2775).abs() < 1e-4);
    /// ```
    pub fn of_trials(n_hits: u64, n: u64, confidence: f64) -> Estimate {
        let reach = Precision { confidence, ..Precision::default() }.reach();
        Estimate::probability(n_hits.min(n), n, reach)
    }

    /// The time before which a part of all trials ends: between two order statistics, whose ranks
    /// follow from the normal approximation of the binomial (Conover 1999, section 3.2).
    pub(super) fn percentile(times: &Histogram, part: f64, n: u64, reach: f64) -> Estimate {
        let half = reach * (part * (1.0 - part) / (n as f64).max(1.0)).sqrt();
        let [low, value, high] = [part - half, part, part + half].map(|it| times.quantile(it));
        Estimate { value, low, high }
    }

    /// Half of the interval's width.
    pub fn error(&self) -> f64 {
        (self.high - self.low) / 2.0
    }
}
