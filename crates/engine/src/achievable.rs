//! What can be achieved, pushed up from what is needed to those who need it.
//!
//! - A node's restoration starts when all its hard needs are back, and no earlier than `max_gap`
//!   before a soft need is back. It is back after its own restore time (NIST SP 800-34 3.2.2 and
//!   3.2.3: resources, their interdependencies, and the recovery priorities that follow).
//! - A group starts when the k-th of its members is back: the k fastest serve.
//! - Data is as old as the oldest data in use: the own recovery point or that of a hard need,
//!   whichever is worse (NIST SP 800-34 3.2.1, recovery point). Soft needs do not count here.
//! - A circle of hard needs has no order. A group in it may still break it: members that are back
//!   without the circle release the others, in order of time. The rest is **stuck**. The
//!   conservative answer for it: once everything outside is back, its members are restored one
//!   after another, and none of them serves before all do. A group that got out of the circle does
//!   not count on those still in it, even if it waits longer for others.
//! - A restore time that nobody has stated counts as zero, and once more as endless. Where the two
//!   answers differ, the answer is incomplete: "at least this".

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use crate::components::Shape;
use crate::model::{Model, NONE, index};

/// What is pushed up, and how a node adds its own part.
pub(crate) trait Measure {
    /// The value after `node` has done its part, when what it needs arrives at `start`.
    fn after(&self, model: &Model, node: u32, start: u32) -> u32;
    /// The node's own part, to tell which one weighs most.
    fn own(&self, model: &Model, node: u32) -> u32;
    /// Whether the node's own part is known.
    fn known(&self, model: &Model, node: u32) -> bool;
    /// Whether soft needs count.
    fn heeds_soft(&self) -> bool;
}

/// Recovery time: everybody adds their own restore time.
pub(crate) struct Time;

impl Measure for Time {
    fn after(&self, model: &Model, node: u32, start: u32) -> u32 {
        start.saturating_add(model.restore(node))
    }

    fn own(&self, model: &Model, node: u32) -> u32 {
        model.restore(node)
    }

    fn known(&self, model: &Model, node: u32) -> bool {
        model.restore_known(node) && !model.is_short(node)
    }

    fn heeds_soft(&self) -> bool {
        true
    }
}

/// Recovery point: the worst counts. Encoded: zero for no data, otherwise seconds plus one.
pub(crate) struct Point;

impl Measure for Point {
    fn after(&self, model: &Model, node: u32, start: u32) -> u32 {
        start.max(self.own(model, node))
    }

    fn own(&self, model: &Model, node: u32) -> u32 {
        model.node(node).point.map_or(0, |it| it.saturating_add(1))
    }

    fn known(&self, _: &Model, _: u32) -> bool {
        true
    }

    fn heeds_soft(&self) -> bool {
        false
    }
}

/// What a wave is computed from.
pub(crate) struct Rules<'a, M> {
    pub(crate) model: &'a Model,
    pub(crate) shape: &'a Shape,
    pub(crate) measure: M,
}

impl<M: Measure> Rules<'_, M> {
    fn after(&self, node: u32, start: u32) -> u32 {
        self.measure.after(self.model, node, start)
    }

    fn own(&self, node: u32) -> u32 {
        self.measure.own(self.model, node)
    }

    fn known(&self, node: u32) -> bool {
        self.measure.known(self.model, node)
    }
}

/// When all that a node needs is back, and what decides that.
#[derive(Clone, Copy)]
struct Arrival {
    at: u32,
    most: u32,
    binder: u32,
}

const AT_ONCE: Arrival = Arrival { at: 0, most: 0, binder: NONE };

/// One node's part in a wave.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Reached {
    pub(crate) start: u32,
    pub(crate) value: u32,
    /// The value if all that is unknown took forever.
    pub(crate) most: u32,
    /// The need that decides `start`; `NONE` when nothing delays it.
    pub(crate) binder: u32,
    /// The node whose own part weighs most among those that decide `value`.
    pub(crate) held_by: u32,
    /// In a circle of hard needs that nothing breaks.
    pub(crate) stuck: bool,
    /// Its turn among the members of its circle of hard needs: needs first.
    pub(crate) turn: u32,
}

const NOTHING: Reached =
    Reached { start: 0, value: 0, most: 0, binder: NONE, held_by: NONE, stuck: false, turn: 0 };

/// The values of one measure for all nodes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Wave {
    pub(crate) reached: Vec<Reached>,
}

/// Working memory, kept between knots.
#[derive(Default)]
pub(crate) struct Scratch {
    picks: Vec<(u32, u32)>,
    released: Vec<bool>,
    /// How many needs inside the knot each member still waits for.
    waiting: Vec<u32>,
    ready: BinaryHeap<Reverse<(u32, u32)>>,
}

impl Wave {
    pub(crate) fn of(rules: &Rules<'_, impl Measure>) -> Self {
        let mut wave = Self { reached: vec![NOTHING; rules.model.len() as usize] };
        let mut scratch = Scratch::default();
        for knot in 0..rules.shape.knots() {
            wave.settle(rules, knot, &mut scratch);
        }
        wave
    }

    pub(crate) fn get(&self, node: u32) -> &Reached {
        &self.reached[node as usize]
    }

    /// Computes a knot from everything before it.
    pub(crate) fn settle(
        &mut self,
        rules: &Rules<'_, impl Measure>,
        knot: u32,
        scratch: &mut Scratch,
    ) {
        if let &[node] = rules.shape.knot(knot) {
            if let Some(arrival) = self.arrival(rules, node, &mut scratch.picks, |_| true) {
                self.release(rules, node, arrival);
            }
            return;
        }
        Knot { wave: self, rules, knot, scratch }.settle();
    }

    /// When all that `node` needs is back, if what is visible suffices to tell.
    fn arrival(
        &self,
        rules: &Rules<'_, impl Measure>,
        node: u32,
        picks: &mut Vec<(u32, u32)>,
        visible: impl Fn(u32) -> bool,
    ) -> Option<Arrival> {
        let model = rules.model;
        let mut arrival = AT_ONCE;
        if !model.can_spare(node) {
            for &to in model.hard_needs(node) {
                if !visible(to) {
                    return None;
                }
                self.wait_for(&mut arrival, to, 0);
            }
            self.wait_for_soft(rules, node, &mut arrival);
            return Some(arrival);
        }
        picks.clear();
        let members = model.hard_needs(node).iter().copied().filter(|it| visible(*it));
        picks.extend(members.map(|it| (self.get(it).value, it)));
        let quorum = model.quorum(node) as usize;
        if picks.len() < quorum {
            return None;
        }
        let (_, &mut (at, binder), _) = picks.select_nth_unstable(quorum - 1);
        picks.iter_mut().for_each(|it| it.0 = self.get(it.1).most);
        let (_, &mut (most, _), _) = picks.select_nth_unstable(quorum - 1);
        arrival = Arrival { at, most, binder: if at > 0 { binder } else { NONE } };
        self.wait_for_soft(rules, node, &mut arrival);
        Some(arrival)
    }

    fn wait_for_soft(&self, rules: &Rules<'_, impl Measure>, node: u32, arrival: &mut Arrival) {
        if rules.measure.heeds_soft() {
            let needs = rules.model.soft_needs(node);
            for (to, gap) in needs.filter(|it| rules.shape.waits(node, it.0)) {
                self.wait_for(arrival, to, gap);
            }
        }
    }

    fn wait_for(&self, arrival: &mut Arrival, to: u32, gap: u32) {
        let needed = self.get(to);
        let at = needed.value.saturating_sub(gap);
        if arrival.at < at {
            arrival.at = at;
            arrival.binder = to;
        }
        arrival.most = arrival.most.max(needed.most.saturating_sub(gap));
    }

    fn release(&mut self, rules: &Rules<'_, impl Measure>, node: u32, arrival: Arrival) {
        let Arrival { at, most, binder } = arrival;
        let before = if binder == NONE { NONE } else { self.get(binder).held_by };
        let weighs_more = before == NONE || rules.own(before) < rules.own(node);
        self.reached[node as usize] = Reached {
            start: at,
            value: rules.after(node, at),
            binder,
            held_by: if weighs_more { node } else { before },
            most: if rules.known(node) { rules.after(node, most) } else { u32::MAX },
            stuck: false,
            turn: 0,
        };
    }
}

/// A circle of hard needs while it is being settled.
struct Knot<'a, M> {
    wave: &'a mut Wave,
    rules: &'a Rules<'a, M>,
    knot: u32,
    scratch: &'a mut Scratch,
}

impl<M: Measure> Knot<'_, M> {
    /// Releases members in order of time, as in Dijkstra's search, until the rest is stuck.
    fn settle(mut self) {
        let count = self.rules.model.len() as usize;
        self.scratch.released.resize(count, false);
        self.scratch.waiting.resize(count, 0);
        let members = self.rules.shape.knot(self.knot);
        for &member in members {
            let needs = self.rules.model.hard_needs(member).iter();
            let inside = needs.filter(|it| self.rules.shape.knot_of(**it) == self.knot).count();
            self.scratch.waiting[member as usize] = index(inside);
            self.scratch.released[member as usize] = false;
        }
        for &member in members {
            self.offer(member);
        }
        let mut order = Vec::with_capacity(members.len());
        while let Some(Reverse((_, node))) = self.scratch.ready.pop() {
            if self.scratch.released[node as usize] {
                continue;
            }
            if let Some(arrival) = self.arrival(node) {
                self.wave.release(self.rules, node, arrival);
            }
            self.scratch.released[node as usize] = true;
            order.push(node);
            for &dependent in self.rules.model.hard_dependents(node) {
                if self.rules.shape.knot_of(dependent) == self.knot {
                    self.scratch.waiting[dependent as usize] -= 1;
                    self.offer(dependent);
                }
            }
        }
        let first_stuck = order.len();
        order.extend(members.iter().filter(|it| !self.scratch.released[**it as usize]));
        if first_stuck < order.len() {
            self.settle_stuck(&order[first_stuck..]);
        }
        for (turn, member) in order.into_iter().enumerate() {
            self.wave.reached[member as usize].turn = index(turn);
        }
    }

    fn offer(&mut self, member: u32) {
        let waits =
            self.scratch.waiting[member as usize] > 0 && !self.rules.model.can_spare(member);
        if waits || self.scratch.released[member as usize] {
            return;
        }
        if let Some(arrival) = self.arrival(member) {
            let value = self.rules.after(member, arrival.at);
            self.scratch.ready.push(Reverse((value, member)));
        }
    }

    fn arrival(&mut self, node: u32) -> Option<Arrival> {
        let (shape, knot) = (self.rules.shape, self.knot);
        let Scratch { picks, released, .. } = &mut *self.scratch;
        let visible = |it| shape.knot_of(it) != knot || released[it as usize];
        self.wave.arrival(self.rules, node, picks, visible)
    }

    fn settle_stuck(&mut self, stuck: &[u32]) {
        let mut outside = AT_ONCE;
        for &member in stuck {
            let needs = self.rules.model.hard_needs(member).iter();
            for &to in needs.filter(|it| stuck.binary_search(it).is_err()) {
                self.wave.wait_for(&mut outside, to, 0);
            }
            self.wave.wait_for_soft(self.rules, member, &mut outside);
            if !self.rules.known(member) {
                outside.most = u32::MAX;
            }
        }
        let Arrival { at: start, mut most, binder } = outside;
        let (mut value, mut held_by) = (start, NONE);
        if binder != NONE {
            held_by = self.wave.get(binder).held_by;
        }
        for &member in stuck {
            value = self.rules.after(member, value);
            most = self.rules.after(member, most);
            let own = self.rules.own(member);
            if held_by == NONE || self.rules.own(held_by) < own {
                held_by = member;
            }
        }
        for &member in stuck {
            self.wave.reached[member as usize] =
                Reached { start, value, most, binder, held_by, stuck: true, turn: 0 };
        }
    }
}
