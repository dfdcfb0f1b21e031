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

use crate::components::Shape;
use crate::knot::{Knot, Scratch};
use crate::model::{Model, NONE};

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
        model.is_time_known(node)
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
        model.point(node)
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
    pub(crate) fn after(&self, node: u32, start: u32) -> u32 {
        self.measure.after(self.model, node, start)
    }

    pub(crate) fn own(&self, node: u32) -> u32 {
        self.measure.own(self.model, node)
    }

    pub(crate) fn known(&self, node: u32) -> bool {
        self.measure.known(self.model, node)
    }
}

/// When all that a node needs is back, and what decides that.
#[derive(Clone, Copy)]
pub(crate) struct Arrival {
    pub(crate) at: u32,
    pub(crate) most: u32,
    pub(crate) binder: u32,
}

pub(crate) const AT_ONCE: Arrival = Arrival { at: 0, most: 0, binder: NONE };

/// One node's part in a wave. Aligned, so that none lies across two lines of the processor's cache.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(align(32))]
pub(crate) struct Reached {
    pub(crate) start: u32,
    pub(crate) value: u32,
    /// The value if all that is unknown took forever.
    pub(crate) most: u32,
    /// The need that decides `start`; `NONE` when nothing delays it.
    pub(crate) binder: u32,
    /// The node whose own part weighs most among those that decide `value`.
    pub(crate) held_by: u32,
    /// How much that is.
    pub(crate) weight: u32,
    /// Its turn among the members of its circle of hard needs: needs first.
    pub(crate) turn: u32,
    /// In a circle of hard needs that nothing breaks.
    pub(crate) stuck: bool,
    /// In any circle of hard needs.
    pub(crate) in_circle: bool,
    /// A group that can lose a member. Kept here for who only wonders whether it must look again.
    pub(crate) can_spare: bool,
}

pub(crate) const NOTHING: Reached = Reached {
    start: 0,
    value: 0,
    most: 0,
    binder: NONE,
    held_by: NONE,
    weight: 0,
    turn: 0,
    stuck: false,
    in_circle: false,
    can_spare: false,
};

/// The values of one measure for all nodes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Wave {
    pub(crate) reached: Vec<Reached>,
}

impl Wave {
    pub(crate) fn of(rules: &Rules<'_, impl Measure>) -> Self {
        let mut wave = Self { reached: vec![NOTHING; rules.model.len() as usize] };
        let mut scratch = Scratch::default();
        for knot in rules.shape.knots() {
            wave.settle(rules, knot, &mut scratch);
        }
        wave
    }

    /// Recovery times and recovery points of all nodes.
    pub(crate) fn both(model: &Model, shape: &Shape) -> (Self, Self) {
        let nothing = || Self { reached: vec![NOTHING; model.len() as usize] };
        let (mut time, mut point) = (nothing(), nothing());
        let of_time = Rules { model, shape, measure: Time };
        let of_point = Rules { model, shape, measure: Point };
        let mut scratch = Scratch::default();
        // Both at once, while what they look at is at hand.
        for knot in shape.knots() {
            match shape.knot(knot) {
                &[node] if !model.can_spare(node) => {
                    let (mut at, mut oldest) = (AT_ONCE, AT_ONCE);
                    let (needs, n_hard) = model.needs_with_gaps(node);
                    for (n, (to, gap)) in needs.enumerate() {
                        if n < n_hard || shape.waits(node, to) {
                            time.wait_for(&mut at, to, gap);
                        }
                        if n < n_hard {
                            point.wait_for(&mut oldest, to, gap);
                        }
                    }
                    time.release(&of_time, node, at);
                    point.release(&of_point, node, oldest);
                }
                _ => {
                    time.settle(&of_time, knot, &mut scratch);
                    point.settle(&of_point, knot, &mut scratch);
                }
            }
        }
        (time, point)
    }

    pub(crate) fn get(&self, node: u32) -> &Reached {
        &self.reached[node as usize]
    }

    /// Whether `node` may reach something else because `to`, which it needs with that grace, no longer
    /// reaches what it did before. No only where that is plain: most needs decide nothing.
    #[inline]
    pub(crate) fn heeds(
        &self,
        rules: &Rules<'_, impl Measure>,
        (node, to, gap): (u32, u32, u32),
        before: &Reached,
    ) -> bool {
        let (it, now) = (self.get(node), self.get(to));
        if it.binder == to || it.in_circle {
            return true;
        }
        if (before.value, before.most) == (now.value, now.most) {
            return false;
        }
        let (was_at, at) = (before.value.saturating_sub(gap), now.value.saturating_sub(gap));
        if it.can_spare || (was_at != at && it.start <= at && 0 < at) {
            return true;
        }
        // It does not decide when the node starts. Nor does it decide what is known if the latest that
        // it allows for is, and was, no more than that start, or less than what others allow for.
        let (was, is) = (before.most.saturating_sub(gap), now.most.saturating_sub(gap));
        if was == is || was.max(is) <= it.start || !rules.known(node) {
            return false;
        }
        rules.after(node, was) == it.most || it.most < rules.after(node, is)
    }

    /// Computes a knot from everything before it.
    pub(crate) fn settle(
        &mut self,
        rules: &Rules<'_, impl Measure>,
        knot: u32,
        scratch: &mut Scratch,
    ) {
        if let &[node] = rules.shape.knot(knot) {
            if !rules.model.can_spare(node) {
                let arrival = self.arrival_of_all(rules, node);
                self.release(rules, node, arrival);
            } else if let Some(arrival) = self.arrival(rules, node, &mut scratch.picks, |_| true) {
                self.release(rules, node, arrival);
            }
            return;
        }
        Knot { wave: self, rules, knot, scratch }.settle();
    }

    /// When all that `node` needs is back, if it can spare nothing.
    #[inline]
    fn arrival_of_all(&self, rules: &Rules<'_, impl Measure>, node: u32) -> Arrival {
        let mut arrival = AT_ONCE;
        let (needs, n_hard) = rules.model.needs_with_gaps(node);
        let n_heeded = if rules.measure.heeds_soft() { usize::MAX } else { n_hard };
        for (n, (to, gap)) in needs.take(n_heeded).enumerate() {
            if n < n_hard || rules.shape.waits(node, to) {
                self.wait_for(&mut arrival, to, gap);
            }
        }
        arrival
    }

    /// When all that `node` needs is back, if what is visible suffices to tell.
    pub(crate) fn arrival(
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

    pub(crate) fn wait_for_soft(
        &self,
        rules: &Rules<'_, impl Measure>,
        node: u32,
        arrival: &mut Arrival,
    ) {
        if rules.measure.heeds_soft() {
            let needs = rules.model.soft_needs(node);
            for (to, gap) in needs.filter(|it| rules.shape.waits(node, it.0)) {
                self.wait_for(arrival, to, gap);
            }
        }
    }

    #[inline]
    pub(crate) fn wait_for(&self, arrival: &mut Arrival, to: u32, gap: u32) {
        let needed = self.get(to);
        let at = needed.value.saturating_sub(gap);
        if arrival.at < at {
            arrival.at = at;
            arrival.binder = to;
        }
        arrival.most = arrival.most.max(needed.most.saturating_sub(gap));
    }

    #[inline]
    pub(crate) fn release(&mut self, rules: &Rules<'_, impl Measure>, node: u32, arrival: Arrival) {
        let Arrival { at, most, binder } = arrival;
        let own = rules.own(node);
        let (mut held_by, mut weight) = (node, own);
        if binder != NONE {
            let before = self.get(binder);
            if before.held_by != NONE && own <= before.weight {
                (held_by, weight) = (before.held_by, before.weight);
            }
        }
        self.reached[node as usize] = Reached {
            start: at,
            value: rules.after(node, at),
            most: if rules.known(node) { rules.after(node, most) } else { u32::MAX },
            binder,
            held_by,
            weight,
            can_spare: rules.model.can_spare(node),
            ..NOTHING
        };
    }
}
