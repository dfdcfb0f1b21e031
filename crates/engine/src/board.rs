//! A model and its analysis, kept in step while the model is edited.

use std::collections::BTreeSet;

use crate::achievable::{Measure, Point, Rules, Time, Wave};
use crate::analysis::{Analysis, analyze};
use crate::components::Shape;
use crate::knot::Scratch;
use crate::model::{Model, ModelError, Node, Strength};
use crate::required::{Demand, Limit, settle};

/// A model with its analysis. After every edit the analysis is what [`analyze`] would return.
///
/// An edit costs only what it affects. Only a need that turns the order of recovery around, or that
/// may open or close a circle, costs a whole analysis; so does a new node.
#[derive(Debug, Clone)]
pub struct Board {
    model: Model,
    analysis: Analysis,
}

impl Board {
    /// Analyzes a model.
    pub fn new(model: Model) -> Self {
        let analysis = analyze(&model);
        Self { model, analysis }
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
            rise(&Rules { model, shape, measure: Time }, &mut analysis.time, node);
        }
        if regrouped || before.point != with.point {
            rise(&Rules { model, shape, measure: Point }, &mut analysis.point, node);
        }
        if regrouped || before.target_rto != with.target_rto {
            fall(model, shape, Demand::Rto, (node, node), &mut analysis.required_rto);
            fall(model, shape, Demand::SharedRto, (node, node), &mut analysis.shared_rto);
        }
        if regrouped || before.target_rpo != with.target_rpo {
            fall(model, shape, Demand::Rpo, (node, node), &mut analysis.required_rpo);
        }
        Ok(())
    }

    /// Adds a node that nobody needs yet, and returns its index.
    pub fn add_node(&mut self, node: Node) -> Result<u32, ModelError> {
        let added = self.model.len();
        let mut nodes = self.model.nodes().to_vec();
        nodes.push(node);
        *self = Self::new(Model::new(nodes, self.model.needs().to_vec())?);
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
        let before = self.model.strength(from, to);
        self.model.set_need(from, to, strength)?;
        if before == strength {
            return Ok(());
        }
        if !keeps_shape(&self.analysis.shape, (from, to), before, strength) {
            self.analysis = analyze(&self.model);
            return Ok(());
        }
        let (model, analysis) = (&self.model, &mut self.analysis);
        let shape = &analysis.shape;
        rise(&Rules { model, shape, measure: Time }, &mut analysis.time, from);
        rise(&Rules { model, shape, measure: Point }, &mut analysis.point, from);
        fall(model, shape, Demand::Rto, (from, to), &mut analysis.required_rto);
        fall(model, shape, Demand::SharedRto, (from, to), &mut analysis.shared_rto);
        fall(model, shape, Demand::Rpo, (from, to), &mut analysis.required_rpo);
        Ok(())
    }
}

/// Whether rings, knots and their order are still right after a need has changed.
fn keeps_shape(
    shape: &Shape,
    (from, to): (u32, u32),
    before: Option<Strength>,
    after: Option<Strength>,
) -> bool {
    let is_soft = |it: Option<Strength>| matches!(it, Some(Strength::Soft { .. }));
    if shape.ring_of(from) == shape.ring_of(to) {
        // In a ring everything may hang on this need, unless it stays as soft as it was.
        return is_soft(before) && is_soft(after);
    }
    // Between rings a need closes no circle as long as it points down the order.
    shape.ring_of(to) < shape.ring_of(from)
}

/// Recomputes what a change of `node` does to those who need it.
fn rise(rules: &Rules<'_, impl Measure>, wave: &mut Wave, node: u32) {
    let mut scratch = Scratch::default();
    let mut due = BTreeSet::from([rules.shape.knot_of(node)]);
    while let Some(knot) = due.pop_first() {
        let members = rules.shape.knot(knot);
        let before = members.iter().map(|it| *wave.get(*it)).collect::<Vec<_>>();
        wave.settle(rules, knot, &mut scratch);
        for (&member, before) in members.iter().zip(before) {
            if *wave.get(member) != before {
                let dependents = rules.model.all_dependents(member).iter();
                let knots = dependents.map(|it| rules.shape.knot_of(*it));
                due.extend(knots.filter(|it| knot < *it));
            }
        }
    }
}

/// Recomputes what a change of `from`, or of its need of `to`, requires of what it needs.
fn fall(
    model: &Model,
    shape: &Shape,
    demand: Demand,
    (from, to): (u32, u32),
    limits: &mut [Limit],
) {
    // A group that changes may pass on something else although nothing else is required of it.
    let needs = model.all_needs(from).iter().map(|it| shape.ring_of(*it));
    let mut due = needs.chain([shape.ring_of(from), shape.ring_of(to)]).collect::<BTreeSet<_>>();
    while let Some(ring) = due.pop_last() {
        let members = shape.ring(ring);
        let before = members.iter().map(|it| limits[*it as usize]).collect::<Vec<_>>();
        settle(model, shape, demand, ring, limits);
        for (&member, before) in members.iter().zip(before) {
            if limits[member as usize] != before {
                let rings = model.all_needs(member).iter().map(|it| shape.ring_of(*it));
                due.extend(rings.filter(|it| *it < ring));
            }
        }
    }
}
