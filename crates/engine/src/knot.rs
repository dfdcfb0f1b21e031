//! What can be achieved in a circle of hard needs: some members get out, the rest is stuck.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use crate::achievable::{AT_ONCE, Arrival, Measure, NOTHING, Reached, Rules, Wave};
use crate::model::{NONE, index};

/// Working memory, kept from one knot to the next.
#[derive(Debug, Clone, Default)]
pub(crate) struct Scratch {
    /// For choosing among the members of a group.
    pub(crate) picks: Vec<(u32, u32)>,
    released: Vec<bool>,
    /// How many needs inside the knot each member still waits for.
    waiting: Vec<u32>,
    ready: BinaryHeap<Reverse<(u32, u32)>>,
}

/// A circle of hard needs while it is being settled.
pub(crate) struct Knot<'a, M> {
    pub(crate) wave: &'a mut Wave,
    pub(crate) rules: &'a Rules<'a, M>,
    pub(crate) knot: u32,
    pub(crate) scratch: &'a mut Scratch,
}

impl<M: Measure> Knot<'_, M> {
    /// Releases members in order of time, as in Dijkstra's search, until the rest is stuck.
    pub(crate) fn settle(mut self) {
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
            let reached = &mut self.wave.reached[member as usize];
            (reached.turn, reached.in_circle) = (index(turn), true);
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
        let (mut value, mut held_by, mut weight) = (start, NONE, 0);
        if binder != NONE {
            let before = self.wave.get(binder);
            (held_by, weight) = (before.held_by, before.weight);
        }
        for &member in stuck {
            value = self.rules.after(member, value);
            most = self.rules.after(member, most);
            let own = self.rules.own(member);
            if held_by == NONE || weight < own {
                (held_by, weight) = (member, own);
            }
        }
        for &member in stuck {
            let can_spare = self.rules.model.can_spare(member);
            self.wave.reached[member as usize] = Reached {
                start,
                value,
                most,
                binder,
                held_by,
                weight,
                stuck: true,
                can_spare,
                ..NOTHING
            };
        }
    }
}
