//! How long a task may take, and how likely it fails and is done again.

use super::lanes::normal_quantile;
use crate::sequence::LENGTH_MAX;

/// The normal quantile of 0.9.
const Z90: f64 = 1.281_551_565_544_6;

/// How long one try of a task takes. Times are in the project's units, and need not be whole.
#[derive(Debug, Clone, PartialEq)]
pub enum Spread {
    /// As long as the project says.
    Planned,
    /// Between the shortest and the longest that people can imagine, most often near `mode`.
    Triangular {
        /// The shortest.
        low: f64,
        /// The most likely.
        mode: f64,
        /// The longest.
        high: f64,
    },
    /// Half of the times shorter than the median, and one time in ten longer than `p90`: what
    /// recoveries look like that mostly go well and sometimes take very long. Its logarithm is
    /// normally distributed.
    Lognormal {
        /// As often shorter as longer.
        median: f64,
        /// One in ten takes longer.
        p90: f64,
    },
    /// As long as it took before: times with their weights, which need not add up to one.
    Measured(Vec<(f64, f64)>),
}

/// How long a task takes, and how likely it fails.
#[derive(Debug, Clone, PartialEq)]
pub struct Chance {
    /// How long each try takes.
    pub spread: Spread,
    /// How likely a try fails and is followed by another one, which takes its own time. The crew
    /// stays. Below 1.
    pub fails: f64,
    /// How often it is tried again at most: the last try goes well.
    pub repeats_max: u32,
}

impl Chance {
    /// As long as the project says, and never failing.
    pub fn planned() -> Chance {
        Chance::of(Spread::Planned)
    }

    /// A try takes what `spread` says, and never fails.
    pub fn of(spread: Spread) -> Chance {
        Chance { spread, fails: 0.0, repeats_max: 0 }
    }

    /// At least `low`, at most `high`, most often near `mode`.
    pub fn triangular(low: f64, mode: f64, high: f64) -> Chance {
        Chance::of(Spread::Triangular { low, mode, high })
    }

    /// Lognormal, with its median and what nine of ten stay below.
    pub fn lognormal(median: f64, p90: f64) -> Chance {
        Chance::of(Spread::Lognormal { median, p90 })
    }

    /// Lognormal, with its mean and standard deviation.
    pub fn lognormal_of_mean(mean: f64, deviation: f64) -> Chance {
        // Johnson, Kotz and Balakrishnan 1994, chapter 14.
        let variance = (deviation / mean).powi(2).ln_1p();
        let median = mean / (variance / 2.0).exp();
        Chance::lognormal(median, median * (Z90 * variance.sqrt()).exp())
    }

    /// One of the times that were measured, each as likely as the others.
    pub fn measured(times: &[f64]) -> Chance {
        Chance::of(Spread::Measured(times.iter().map(|it| (*it, 1.0)).collect()))
    }

    /// The same, but a try fails with probability `fails`, and is followed by up to `repeats_max`
    /// more.
    #[must_use]
    pub fn failing(self, fails: f64, repeats_max: u32) -> Chance {
        Chance { fails, repeats_max, ..self }
    }

    /// What makes no sense about it: the field, and why.
    pub(super) fn mistake(&self) -> Option<(&'static str, &'static str)> {
        if !(0.0..1.0).contains(&self.fails) {
            return Some(("fails", "must be at least 0 and below 1"));
        }
        self.spread.mistake()
    }

    /// The mean and the standard deviation of all tries together.
    pub(super) fn moments(&self, planned: u32) -> (f64, f64) {
        let (mean, deviation) = self.spread.moments(planned);
        // One try, and each further one if all before it failed.
        let (mut tries, mut square, mut reached) = (1.0, 1.0, 1.0);
        for n in 0..self.repeats_max.min(1_000) {
            reached *= self.fails;
            tries += reached;
            square += reached * (2.0 * f64::from(n) + 3.0);
        }
        // A sum of as many as chance has it: Wald's equation, and its like for the variance.
        let variance = tries * deviation.powi(2) + (square - tries * tries) * mean.powi(2);
        (tries * mean, variance.max(0.0).sqrt())
    }
}

impl Spread {
    fn mistake(&self) -> Option<(&'static str, &'static str)> {
        let is_time = |it: f64| (0.0..=f64::from(LENGTH_MAX)).contains(&it);
        match self {
            Spread::Planned => None,
            Spread::Triangular { low, mode, high } => {
                let is_right = is_time(*low) && low <= mode && mode <= high && is_time(*high);
                let reason = "must be low ≤ mode ≤ high, from 0 to the length of all";
                (!is_right).then_some(("triangular", reason))
            }
            Spread::Lognormal { median, p90 } => {
                let is_right = 0.0 < *median && median <= p90 && is_time(*p90);
                let reason = "must be median ≤ p90, above 0 and up to the length of all";
                (!is_right).then_some(("lognormal", reason))
            }
            Spread::Measured(times) => {
                let is_right = |it: &(f64, f64)| is_time(it.0) && 0.0 <= it.1 && it.1.is_finite();
                let some = times.iter().any(|it| 0.0 < it.1);
                let reason = "needs times from 0 to the length of all, and a weight above 0";
                (!some || !times.iter().all(is_right)).then_some(("measured", reason))
            }
        }
    }

    /// The mean and the standard deviation of one try.
    fn moments(&self, planned: u32) -> (f64, f64) {
        match self {
            Spread::Planned => (f64::from(planned), 0.0),
            Spread::Triangular { low, mode, high } => {
                let squares = (high - low).powi(2) + (mode - low) * (mode - high);
                ((low + mode + high) / 3.0, (squares / 18.0).sqrt())
            }
            Spread::Lognormal { median, p90 } => {
                let variance = ((p90 / median).ln() / Z90).powi(2);
                let mean = median * (variance / 2.0).exp();
                (mean, mean * variance.exp_m1().sqrt())
            }
            Spread::Measured(times) => {
                let weight: f64 = times.iter().map(|it| it.1).sum();
                let mean = times.iter().map(|it| it.0 * it.1).sum::<f64>() / weight;
                let squares = times.iter().map(|it| (it.0 - mean).powi(2) * it.1);
                (mean, (squares.sum::<f64>() / weight).sqrt())
            }
        }
    }
}

/// A spread made ready to be drawn from: the inverse of its distribution function.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Inverse {
    Constant(f32),
    Triangular(Triangular),
    Lognormal(Lognormal),
    /// The times, and up to which part of all each of them counts.
    Measured(Vec<(f32, f32)>),
}

/// Kotz and van Dorp 2004, "Beyond beta", chapter 1.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(super) struct Triangular {
    low: f32,
    high: f32,
    /// The part below the mode.
    split: f32,
    rise: f32,
    fall: f32,
}

/// By its logarithm's mean and standard deviation.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(super) struct Lognormal {
    pub(super) mean: f32,
    pub(super) deviation: f32,
}

impl Inverse {
    #[expect(clippy::cast_possible_truncation, reason = "single precision is what is drawn")]
    pub(super) fn of(spread: &Spread, planned: u32) -> Inverse {
        match spread {
            Spread::Planned => Inverse::Constant(planned as f32),
            Spread::Triangular { low, high, .. } if low == high => Inverse::Constant(*low as f32),
            Spread::Triangular { low, mode, high } => Inverse::Triangular(Triangular {
                low: *low as f32,
                high: *high as f32,
                split: ((mode - low) / (high - low)) as f32,
                rise: ((high - low) * (mode - low)) as f32,
                fall: ((high - low) * (high - mode)) as f32,
            }),
            Spread::Lognormal { median, p90 } => Inverse::Lognormal(Lognormal {
                mean: median.ln() as f32,
                deviation: ((p90 / median).ln() / Z90) as f32,
            }),
            Spread::Measured(times) => {
                let mut times: Vec<(f64, f64)> = times.clone();
                times.sort_unstable_by(|one, other| one.0.total_cmp(&other.0));
                let weight: f64 = times.iter().map(|it| it.1).sum();
                let parts = times.iter().scan(0.0, |part, it| {
                    *part += it.1 / weight;
                    Some((it.0 as f32, *part as f32))
                });
                Inverse::Measured(parts.collect())
            }
        }
    }

    /// The time that the part `below` stays below.
    #[inline(always)]
    pub(super) fn at(&self, below: f32) -> f32 {
        match self {
            Inverse::Constant(time) => *time,
            Inverse::Triangular(it) => it.at(below),
            Inverse::Lognormal(it) => it.at(below),
            Inverse::Measured(times) => {
                let place = times.partition_point(|it| it.1 <= below).min(times.len() - 1);
                times[place].0
            }
        }
    }
}

impl Triangular {
    #[inline(always)]
    pub(super) fn at(&self, below: f32) -> f32 {
        let is_rising = below < self.split;
        let square = if is_rising { below * self.rise } else { (1.0 - below) * self.fall };
        let from_end = square.sqrt();
        if is_rising { self.low + from_end } else { self.high - from_end }
    }
}

impl Lognormal {
    #[inline(always)]
    pub(super) fn at(&self, below: f32) -> f32 {
        super::lanes::exp(self.mean + self.deviation * normal_quantile(below))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The means of the inverse at evenly spread places are those of the closed forms.
    #[test]
    fn what_is_drawn_has_the_mean_and_the_deviation_that_are_said() {
        let weighted = Chance::of(Spread::Measured(vec![(9.0, 1.0), (1.0, 3.0), (4.0, 0.0)]));
        let chances = [
            Chance::planned(),
            Chance::triangular(2.0, 3.0, 10.0),
            Chance::triangular(4.0, 4.0, 4.0),
            Chance::lognormal(5.0, 9.0),
            Chance::lognormal_of_mean(7.0, 3.0),
            Chance::measured(&[4.0, 1.0, 2.5]),
            weighted,
        ];
        for it in chances {
            let inverse = Inverse::of(&it.spread, 6);
            let places = (0..200_000_u32).map(|it| (f64::from(it) + 0.5) / 200_000.0);
            #[expect(clippy::cast_possible_truncation, reason = "as it is drawn")]
            let times: Vec<f64> = places.map(|it| f64::from(inverse.at(it as f32))).collect();
            let mean = times.iter().sum::<f64>() / 200_000.0;
            let squares = times.iter().map(|it| (it - mean).powi(2)).sum::<f64>();
            let (said, deviation) = it.moments(6);
            assert!((mean / said - 1.0).abs() < 1e-4, "{it:?}: {mean}, not {said}");
            let found = (squares / 200_000.0).sqrt();
            assert!((found - deviation).abs() < 2e-3 * deviation.max(0.01), "{it:?}: {found}");
        }
        let (mean, deviation) = Chance::lognormal_of_mean(7.0, 3.0).moments(0);
        assert!((mean - 7.0).abs() < 1e-9 && (deviation - 3.0).abs() < 1e-9);
    }

    /// Six hours, or with one chance in four twelve: 7.5 on average.
    #[test]
    fn repeats_count_in_the_mean() {
        let (mean, deviation) = Chance::planned().failing(0.25, 1).moments(6);
        assert_eq!((mean, deviation), (7.5, (0.75_f64 * 0.25 * 36.0).sqrt()));
    }
}
