//! A model and its analysis, kept in step while the model is edited.

use crate::achievable::{Measure, Point, Rules, Time, Wave};
use crate::analysis::{Analysis, analyze};
use crate::check::ModelError;
use crate::components::Shape;
use crate::due::Due;
use crate::knot::Scratch;
use crate::model::{Model, Node, Strength};
use crate::required::{Demand, Limit, settle};
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
        if regrouped || before.target_rto != with.target_rto {
            fall(model, shape, &due, (Demand::Rto, &mut analysis.required_rto), &mut self.work.due);
            fall(
                model,
                shape,
                &due,
                (Demand::SharedRto, &mut analysis.shared_rto),
                &mut self.work.due,
            );
        }
        if regrouped || before.target_rpo != with.target_rpo {
            fall(model, shape, &due, (Demand::Rpo, &mut analysis.required_rpo), &mut self.work.due);
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
        let ring = shape.ring_of(added);
        settle(model, shape, Demand::Rto, ring, &mut analysis.required_rto);
        settle(model, shape, Demand::SharedRto, ring, &mut analysis.shared_rto);
        settle(model, shape, Demand::Rpo, ring, &mut analysis.required_rpo);
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
        fall(model, shape, &due, (Demand::Rto, &mut analysis.required_rto), &mut self.work.due);
        fall(model, shape, &due, (Demand::SharedRto, &mut analysis.shared_rto), &mut self.work.due);
        fall(model, shape, &due, (Demand::Rpo, &mut analysis.required_rpo), &mut self.work.due);
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
        before.clear();
        before.extend(members.iter().map(|it| *wave.get(*it)));
        wave.settle(rules, knot, scratch);
        for (&member, before) in members.iter().zip(&before) {
            if wave.get(member) == before {
                continue;
            }
            let hard = rules.model.hard_dependents(member).iter().map(|it| (*it, 0));
            for (dependent, gap) in hard.chain(rules.model.soft_dependents(member)) {
                let next = rules.shape.knot_of(dependent);
                if knot < next && wave.heeds(rules, (dependent, member, gap), before) {
                    due.insert(next);
                }
            }
        }
    }
}

/// Recomputes what is required of some nodes, and with that of what they need.
fn fall(
    model: &Model,
    shape: &Shape,
    changed: &[u32],
    (demand, limits): (Demand, &mut [Limit]),
    due: &mut Due,
) {
    changed.iter().for_each(|it| due.insert(shape.ring_of(*it)));
    let mut before = Vec::new();
    while let Some(ring) = due.pop_last() {
        let members = shape.ring(ring);
        before.clear();
        before.extend(members.iter().map(|it| limits[*it as usize]));
        settle(model, shape, demand, ring, limits);
        for (&member, before) in members.iter().zip(&before) {
            let now = limits[member as usize];
            if now == *before {
                continue;
            }
            // What has a lower limit from others heeds neither the old one nor the new one.
            let lower = now.min(*before);
            let needs = model.all_needs(member).iter();
            let heeding = needs.filter(|it| lower <= limits[**it as usize]);
            let rings = heeding.map(|it| shape.ring_of(*it)).filter(|it| *it < ring);
            rings.for_each(|it| due.insert(it));
        }
    }
}
