//! A model and its analysis, kept in step while the model is edited.

use crate::achievable::{Measure, Point, Reached, Rules, Time, Wave};
use crate::analysis::{Analysis, analyze};
use crate::check::ModelError;
use crate::components::Shape;
use crate::due::Due;
use crate::knot::Scratch;
use crate::model::{Model, Node, Strength};
use crate::required::{Limits, settle};
use crate::reshape::{Changed, Reshape};

/// A model with its analysis. After every edit the analysis is what [`analyze`] would return.
///
/// An edit costs only what it affects, also where it turns the order of recovery around, or opens
/// or closes a circle.
#[derive(Debug, Clone)]
pub struct Board {
    model: Model,
    analysis: Analysis,
    reshape: Reshape,
    work: Work,
}

/// Working memory, kept from one edit to the next.
#[derive(Debug, Clone)]
struct Work {
    scratch: Scratch,
    /// Where something may have changed; empty between edits.
    due: Due,
}

impl Board {
    /// Analyzes a model.
    pub fn new(model: Model) -> Self {
        let analysis = analyze(&model);
        let count = model.len() as usize;
        let work = Work { scratch: Scratch::default(), due: Due::new(count) };
        Self { model, analysis, reshape: Reshape::new(count), work }
    }

    /// The model as it is now.
    pub fn model(&self) -> &Model {
        &self.model
    }

    /// The analysis of the model as it is now.
    pub fn analysis(&self) -> &Analysis {
        &self.analysis
    }

    /// Replaces what is said about a node; its needs stay.
    pub fn set_node(&mut self, node: u32, with: Node) -> Result<(), ModelError> {
        let before = *self.model.node(node);
        self.model.replace(node, with)?;
        let regrouped = before.quorum != with.quorum;
        let (model, analysis) = (&self.model, &mut self.analysis);
        let shape = &analysis.shape;
        if regrouped || before.restore != with.restore {
            let rules = Rules { model, shape, measure: Time };
            rise(&rules, &mut analysis.time, &[node], &mut self.work);
        }
        if regrouped || before.point != with.point {
            let rules = Rules { model, shape, measure: Point };
            rise(&rules, &mut analysis.point, &[node], &mut self.work);
        }
        // A group that changes may pass on something else although no more is required of it.
        let needs = if regrouped { model.all_needs(node) } else { &[] };
        let due = [&[node], needs].concat();
        let targets = |it: &Node| (it.target_rto, it.target_rpo);
        if regrouped || targets(&before) != targets(&with) {
            fall(model, shape, &due, &mut analysis.required, &mut self.work.due);
        }
        Ok(())
    }

    /// Adds a node that nobody needs yet, and returns its index.
    pub fn add_node(&mut self, node: Node) -> Result<u32, ModelError> {
        let added = self.model.add_node(node)?;
        self.reshape.add_node();
        self.work.due = Due::new(self.model.len() as usize);
        self.analysis.add_node();
        let (model, analysis) = (&self.model, &mut self.analysis);
        let shape = &analysis.shape;
        let time = Rules { model, shape, measure: Time };
        analysis.time.settle(&time, shape.knot_of(added), &mut self.work.scratch);
        let point = Rules { model, shape, measure: Point };
        analysis.point.settle(&point, shape.knot_of(added), &mut self.work.scratch);
        settle(model, shape, shape.ring_of(added), &mut analysis.required);
        Ok(added)
    }

    /// Says how badly `from` needs `to`; `None` means not at all.
    ///
    /// An error calls the need number zero.
    pub fn set_need(
        &mut self,
        from: u32,
        to: u32,
        strength: Option<Strength>,
    ) -> Result<(), ModelError> {
        // A need of or on what is not there is refused by the model.
        let is_known = from < self.model.len();
        let before = if is_known { self.model.strength(from, to) } else { None };
        let can_spare = is_known && self.model.can_spare(from);
        self.model.set_need(from, to, strength)?;
        if before == strength {
            return Ok(());
        }
        let need = Changed { from, to, before, after: strength };
        let (model, analysis) = (&self.model, &mut self.analysis);
        let moved = self.reshape.follow(&mut analysis.shape, model, need);
        let shape = &analysis.shape;
        let due = [&moved, [from].as_slice()].concat();
        let time = Rules { model, shape, measure: Time };
        rise(&time, &mut analysis.time, &due, &mut self.work);
        let point = Rules { model, shape, measure: Point };
        rise(&point, &mut analysis.point, &due, &mut self.work);
        // With another member, a group may pass on what it did not, or no longer what it did.
        let regrouped = can_spare != model.can_spare(from);
        let needs = if regrouped { model.all_needs(from) } else { &[] };
        let due = [&moved, [to].as_slice(), needs].concat();
        fall(model, shape, &due, &mut analysis.required, &mut self.work.due);
        Ok(())
    }
}

/// Recomputes what a change of some nodes does to those who need them.
fn rise(rules: &Rules<'_, impl Measure>, wave: &mut Wave, changed: &[u32], work: &mut Work) {
    let Work { scratch, due } = work;
    changed.iter().for_each(|it| due.insert(rules.shape.knot_of(*it)));
    let mut before = Vec::new();
    while let Some(knot) = due.pop_first() {
        let members = rules.shape.knot(knot);
        if let &[node] = members {
            let before = *wave.get(node);
            wave.settle(rules, knot, scratch);
            spread(rules, wave, (node, &before), due);
            continue;
        }
        before.clear();
        before.extend(members.iter().map(|it| *wave.get(*it)));
        wave.settle(rules, knot, scratch);
        for (&member, before) in members.iter().zip(&before) {
            spread(rules, wave, (member, before), due);
        }
    }
}

/// Adds who heeds that `member` no longer reaches what it did before.
fn spread(
    rules: &Rules<'_, impl Measure>,
    wave: &Wave,
    (member, before): (u32, &Reached),
    due: &mut Due,
) {
    if wave.get(member) == before {
        return;
    }
    let (model, shape) = (rules.model, rules.shape);
    let knot = shape.knot_of(member);
    let (dependents, n_hard) = model.dependents_with_gaps(member);
    let n_heeding = if rules.measure.heeds_soft() { usize::MAX } else { n_hard };
    for (dependent, gap) in dependents.take(n_heeding) {
        if wave.heeds(rules, (dependent, member, gap), before) {
            let next = shape.knot_of(dependent);
            if knot < next {
                due.insert(next);
            }
        }
    }
}

/// Recomputes what is required of some nodes, and with that of what they need.
fn fall(model: &Model, shape: &Shape, changed: &[u32], limits: &mut [Limits], due: &mut Due) {
    changed.iter().for_each(|it| due.insert(shape.ring_of(*it)));
    let mut before = Vec::new();
    while let Some(ring) = due.pop_last() {
        let members = shape.ring(ring);
        before.clear();
        before.extend(members.iter().map(|it| limits[*it as usize]));
        settle(model, shape, ring, limits);
        for (&member, before) in members.iter().zip(&before) {
            let now = limits[member as usize];
            if now == *before {
                continue;
            }
            for &to in model.all_needs(member) {
                let next = shape.ring_of(to);
                if next < ring && limits[to as usize].heed(before, &now) {
                    due.insert(next);
                }
            }
        }
    }
}
