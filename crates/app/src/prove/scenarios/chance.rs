//! How likely everything is in time when work takes longer or shorter than planned. Nothing here
//! does I/O.

use std::collections::BTreeMap;
use std::ops::ControlFlow;

use engine::chance::{Chance, CurvePoint, Policy, Precision, Simulation};
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
        match entry.recovery.restore.filter(|_| of_model != Some(0)) {
            Some(restore) => spread(restore, entry.recovery.proof, plan.unit),
            None => Chance::planned(),
        }
    };
    plan.nodes.iter().map(chance).collect()
}
