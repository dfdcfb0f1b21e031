//! How likely everything is in time when work takes longer or shorter than planned. Nothing here
//! does I/O.

use std::collections::BTreeMap;
use std::ops::ControlFlow;

use engine::chance::{Chance, CurvePoint, Estimate, Policy, Precision, Simulation};
use engine::restoration::{Plan, Restoration};

use super::compute::{POINTS, threads};
use super::inputs::Inputs;
use crate::Span;
use crate::prove::recovery::{spread, to_span};

/// Of how many services chance is tried at most: the most critical come first.
const WATCHED_MAX: usize = 4_000;

/// How often chance is tried.
const TRIALS: u64 = 1_024;

/// How often if there is very much work.
const TRIALS_OF_MUCH: u64 = 128;

/// From how many pieces of work on that is.
const MUCH: u32 = 5_000;

/// How likely everything is in time.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Odds {
    /// By node, in millionths: of what has a target.
    pub(super) ppm: BTreeMap<u32, u32>,
    /// When so many are back in one case of ten at most, and at least.
    pub(super) band: Vec<(Span, u32, u32)>,
    pub(super) n_trials: u64,
    /// Whether it was tried of everything that comes back.
    pub(super) is_of_all: bool,
}

/// Tries it. `None`: somebody stopped it.
pub(super) fn odds(
    inputs: &Inputs,
    restoration: &Restoration,
    stop: &(dyn Fn() -> bool + Sync),
) -> Option<Odds> {
    let none = |is_of_all| Some(Odds { is_of_all, ..Odds::default() });
    let Some(plan) = restoration.plan(inputs.disruption.unit) else { return none(false) };
    let is_watched = |it: &&(u32, u32)| inputs.disruption.watched.binary_search(&it.0).is_ok();
    let watched: Vec<(u32, u32)> = plan.ends.iter().filter(is_watched).copied().collect();
    let is_of_all = watched.len() <= WATCHED_MAX;
    let watched = watched.get(..WATCHED_MAX).unwrap_or(&watched);
    if watched.is_empty() {
        return none(true);
    }
    let tasks: Vec<u32> = watched.iter().map(|it| it.1).collect();
    let policy = Policy::by_starts(&plan.starts);
    let simulation = Simulation::new(&plan.project, &chances(inputs, &plan), &policy);
    let Ok(simulation) = simulation.and_then(|it| it.watching(&tasks)) else { return none(false) };
    let simulation = simulation.without_chains().with_curve_of(POINTS);
    let n_trials = if plan.project.len() < MUCH { TRIALS } else { TRIALS_OF_MUCH };
    let mut go_on = |_| if stop() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) };
    let precision = Precision::trials(n_trials);
    let outlook = simulation.run_on(threads(), &precision, inputs.seed, &mut go_on)?;
    let met = watched.iter().zip(&outlook.finishes);
    let ppm = met.filter_map(|(it, finish)| Some((it.0, millionths(finish.met?.value))));
    let band = outlook.curve.iter().map(|it| in_seconds(&plan, it));
    Some(Odds {
        ppm: ppm.collect(),
        band: if is_of_all { band.collect() } else { Vec::new() },
        n_trials: outlook.trials,
        is_of_all,
    })
}

/// How likely the interval of a chance holds it.
const CONFIDENCE: f64 = 0.95;

/// Between what a chance in millionths lies that came out of so many trials: in 95 cases of a hundred
/// it does. None: it was not tried.
pub(super) fn between(ppm: u32, n_trials: u64) -> Option<(f64, f64)> {
    let n_hits = (u64::from(ppm).saturating_mul(n_trials) + 500_000) / 1_000_000;
    let found = Estimate::of_trials(n_hits, n_trials, CONFIDENCE);
    (0 < n_trials).then_some((found.low, found.high))
}

fn in_seconds(plan: &Plan, it: &CurvePoint) -> (Span, u32, u32) {
    let at = it.at.saturating_mul(plan.unit).saturating_add(plan.begin);
    (to_span(at), it.p10, it.p90)
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "from 0 to a million")]
fn millionths(part: f64) -> u32 {
    (part.clamp(0.0, 1.0) * 1e6).round() as u32
}

fn chances(inputs: &Inputs, plan: &Plan) -> Vec<Chance> {
    let chance = |node: &Option<u32>| {
        let Some(entry) = node.and_then(|it| inputs.board.entry(it)) else {
            return Chance::planned();
        };
        // What is said to be usable from some time on takes no work of its own.
        let of_model = node.and_then(|it| inputs.model.node(it).restore);
        match of_model {
            Some(0) => Chance::planned(),
            _ => spread(&entry.recovery, plan.unit),
        }
    };
    plan.nodes.iter().map(chance).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_chance_lies_in_an_interval_that_more_trials_make_narrower() {
        let close = |found: Option<(f64, f64)>, low: f64, high: f64| {
            found.is_some_and(|it| (it.0 - low).abs() < 1e-3 && (it.1 - high).abs() < 1e-3)
        };
        // Wilson's interval of 737 in 1,024, of 92 in 128, and of none and all of 128.
        assert!(close(between(719_727, 1_024), 0.6914, 0.7464), "{:?}", between(719_727, 1_024));
        assert!(close(between(718_750, 128), 0.6354, 0.7894), "{:?}", between(718_750, 128));
        assert!(close(between(0, 128), 0.0, 0.0291), "{:?}", between(0, 128));
        assert!(close(between(1_000_000, 128), 0.9709, 1.0));
        assert_eq!(between(500_000, 0), None);
    }
}
