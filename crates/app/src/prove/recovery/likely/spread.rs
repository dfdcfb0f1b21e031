//! How long a step of a recovery may take, and from what that is known. Nothing here does I/O.

use std::collections::BTreeMap;
use std::fmt;

use chrono::{Datelike as _, NaiveDate};
use engine::chance::Chance;
use engine::sequence::LENGTH_MAX;

use crate::Span;
use crate::prepare::inventory::{ProofSource, Recovery};

/// From so many measurements on they say by themselves how long something takes. Two say nothing of
/// what is rare.
const MEASUREMENTS_MIN: usize = 3;

/// How often a step is tried again at most: the last try goes well.
///
/// Where half of the tries fail, one step in 64 would take yet another.
pub const REPEATS_MAX: u32 = 5;

/// From what it is known how long a step may take.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KnownFrom {
    /// It took so long before: each time counts as likely as the others.
    Measurements {
        /// How many there are.
        n: usize,
        /// The first day.
        first: NaiveDate,
        /// The last day.
        last: NaiveDate,
    },
    /// What stands behind what is promised.
    Proof(ProofSource),
    /// Somebody said so, and nothing stands behind it.
    Word,
}

impl fmt::Display for KnownFrom {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            KnownFrom::Measurements { n, first, last } if first.year() == last.year() => {
                write!(f, "{n} measurements, {}", last.year())
            }
            KnownFrom::Measurements { n, first, last } => {
                write!(f, "{n} measurements, {}–{}", first.year(), last.year())
            }
            KnownFrom::Proof(source) => {
                let mut choices = ProofSource::CHOICES.iter();
                let found = choices.find(|it| it.0 == source.code());
                f.write_str(found.map_or("", |it| it.1))
            }
            KnownFrom::Word => f.write_str("No proof"),
        }
    }
}

/// How long the restoration of something may take, in units of `unit` seconds, and from what that is
/// known. `measured`: how long it took on the days on which it was measured.
pub(super) fn of_history(
    recovery: &Recovery,
    measured: Option<&BTreeMap<NaiveDate, Span>>,
    unit: u32,
) -> (Chance, Option<KnownFrom>) {
    let Some(restore) = recovery.restore else { return (Chance::planned(), None) };
    let enough = measured.filter(|it| MEASUREMENTS_MIN <= it.len());
    let days = enough.and_then(|it| Some((it, *it.keys().next()?, *it.keys().next_back()?)));
    if let Some((times, first, last)) = days.filter(|_| Span::ZERO < restore) {
        let most = f64::from(LENGTH_MAX);
        let times: Vec<f64> = times.values().map(|it| units(*it, unit).min(most)).collect();
        let known_from = KnownFrom::Measurements { n: times.len(), first, last };
        return (failing(Chance::measured(&times), recovery), Some(known_from));
    }
    let known_from = recovery.proof.map_or(KnownFrom::Word, |it| KnownFrom::Proof(it.source));
    (spread(recovery, unit), Some(known_from))
}

/// How long work may take: the better it is proven, the less it differs from what is promised. What
/// was measured is most likely; what somebody guessed may take half or twice as long. A try that
/// fails is followed by another, which takes its own time.
pub(crate) fn spread(recovery: &Recovery, unit: u32) -> Chance {
    let (planned, proof) = (recovery.restore.map_or(0.0, |it| units(it, unit)), recovery.proof);
    if planned <= 0.0 {
        return Chance::planned();
    }
    let measured = proof.filter(|it| it.source.is_measured()).and_then(|it| it.measured);
    let measured = measured.map(|it| units(it, unit));
    let (low, mode, high) = match (measured, proof.map(|it| it.source)) {
        (Some(measured), _) => {
            (0.8 * measured.min(planned), measured, 1.25 * measured.max(planned))
        }
        (None, Some(ProofSource::Event | ProofSource::Test)) => {
            (0.8 * planned, planned, 1.25 * planned)
        }
        (None, Some(ProofSource::Vendor)) => (0.8 * planned, planned, 1.5 * planned),
        (None, Some(ProofSource::Estimate) | None) => (0.5 * planned, planned, 2.0 * planned),
    };
    let most = f64::from(LENGTH_MAX);
    failing(Chance::triangular(low.min(most), mode.min(most), high.min(most)), recovery)
}

/// The same, where it is said how often a try fails.
fn failing(chance: Chance, recovery: &Recovery) -> Chance {
    match recovery.fails_percent {
        Some(percent) if 0 < percent => chance.failing(f64::from(percent) / 100.0, REPEATS_MAX),
        _ => chance,
    }
}

fn units(it: Span, unit: u32) -> f64 {
    let seconds = u32::try_from(it.secs()).unwrap_or(u32::MAX);
    f64::from(seconds) / f64::from(unit.max(1))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::prepare::inventory::Proof;

    const HOUR: u32 = 3_600;

    /// What takes so many hours, on this ground.
    fn taking(hours: i64, proof: Option<Proof>) -> Recovery {
        Recovery { restore: Some(Span::from_hours(hours)), proof, ..Recovery::default() }
    }

    #[test]
    fn the_better_something_is_proven_the_less_its_time_differs() {
        let hours = Span::from_hours;
        let of = |source, measured| {
            spread(&taking(10, Some(Proof { source, on: None, measured })), HOUR)
        };
        let measured = of(ProofSource::Test, Some(hours(8)));
        assert_eq!(measured, Chance::triangular(0.8 * 8.0, 8.0, 12.5));
        assert_eq!(of(ProofSource::Test, None), Chance::triangular(8.0, 10.0, 12.5));
        assert_eq!(of(ProofSource::Vendor, None), Chance::triangular(8.0, 10.0, 15.0));
        let guessed = of(ProofSource::Estimate, Some(hours(1)));
        assert_eq!(guessed, Chance::triangular(5.0, 10.0, 20.0));
        assert_eq!(spread(&taking(10, None), HOUR), guessed);
        assert_eq!(spread(&taking(0, None), HOUR), Chance::planned());
        assert_eq!(spread(&Recovery::default(), HOUR), Chance::planned());
    }

    #[test]
    fn what_fails_is_tried_again_whatever_is_known_of_how_long_it_takes() {
        let retried = Recovery { fails_percent: Some(10), ..taking(10, None) };
        let expected = Chance::triangular(5.0, 10.0, 20.0).failing(0.1, REPEATS_MAX);
        assert_eq!(spread(&retried, HOUR), expected);
        assert_eq!(of_history(&retried, None, HOUR).0, expected);
        let took =
            |year, hours| (NaiveDate::from_yo_opt(year, 1).unwrap(), Span::from_hours(hours));
        let three = BTreeMap::from([took(2024, 3), took(2025, 5), took(2026, 4)]);
        let expected = Chance::measured(&[3.0, 5.0, 4.0]).failing(0.1, REPEATS_MAX);
        assert_eq!(of_history(&retried, Some(&three), HOUR).0, expected);
        // What takes no time does not fail, and what is said never to fail is tried once.
        let at_once = Recovery { restore: Some(Span::ZERO), ..retried };
        assert_eq!(spread(&at_once, HOUR), Chance::planned());
        let never = Recovery { fails_percent: Some(0), ..retried };
        assert_eq!(spread(&never, HOUR), spread(&taking(10, None), HOUR));
    }

    #[test]
    fn three_measurements_say_by_themselves_how_long_it_takes() {
        let day = |year| NaiveDate::from_yo_opt(year, 100).unwrap();
        let took = |year, hours| (day(year), Span::from_hours(hours));
        let proof = Proof { source: ProofSource::Test, on: None, measured: None };
        let recovery = taking(4, Some(proof));
        let two = BTreeMap::from([took(2024, 3), took(2025, 5)]);
        let (chance, from) = of_history(&recovery, Some(&two), HOUR);
        assert_eq!(chance, spread(&recovery, HOUR));
        assert_eq!(from.unwrap().to_string(), "Test");
        let three = BTreeMap::from([took(2024, 3), took(2025, 5), took(2026, 4)]);
        let (chance, from) = of_history(&recovery, Some(&three), HOUR);
        assert_eq!(chance, Chance::measured(&[3.0, 5.0, 4.0]));
        assert_eq!(from.unwrap().to_string(), "3 measurements, 2024–2026");
        // What nobody has said takes no time of its own, and nothing is known of it.
        let nothing = of_history(&Recovery::default(), Some(&three), HOUR);
        assert_eq!(nothing, (Chance::planned(), None));
        let word = Recovery { proof: None, ..recovery };
        assert_eq!(of_history(&word, None, HOUR).1.unwrap().to_string(), "No proof");
    }
}
