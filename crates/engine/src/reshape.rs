//! The order after a need has changed: only the range between the two nodes is arranged anew.
//!
//! A need against the order concerns what `to` stands on and what stands on `from`, as far as both
//! lie between them (D. J. Pearce and P. H. J. Kelly, "A dynamic topological sort algorithm for
//! directed acyclic graphs", ACM Journal of Experimental Algorithmics 11, 2006). Where the two meet,
//! a circle has closed, and all of them make one ring. A need that goes can open a circle only in
//! the ring where it was, and a ring keeps its range of the order when it falls apart.

use std::ops::Range;

use crate::components::{Search, Shape};
use crate::model::{Model, Strength};

/// Keeps the order of a model in step. Its memory is kept from one edit to the next.
#[derive(Debug, Clone)]
pub(crate) struct Reshape {
    search: Search,
    /// For each node, on which sides of the new need it was found.
    sides: Vec<Sides>,
}

/// What is looked for: what `to` stands on, or what stands on `from`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Side {
    BelowTo,
    AboveFrom,
}

/// On which sides a node was found.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Sides {
    below_to: bool,
    above_from: bool,
}

impl Sides {
    fn on(&mut self, side: Side) -> &mut bool {
        match side {
            Side::BelowTo => &mut self.below_to,
            Side::AboveFrom => &mut self.above_from,
        }
    }
}

const BOTH: Sides = Sides { below_to: true, above_from: true };

/// A need that has changed.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Changed {
    pub(crate) from: u32,
    pub(crate) to: u32,
    pub(crate) before: Option<Strength>,
    pub(crate) after: Option<Strength>,
}

impl Reshape {
    pub(crate) fn new(count: usize) -> Self {
        Self { search: Search::new(count), sides: vec![Sides::default(); count] }
    }

    pub(crate) fn add_node(&mut self) {
        self.search.add_node();
        self.sides.push(Sides::default());
    }

    /// Corrects the shape; the model has the change already.
    ///
    /// Returns the nodes that may be in another ring or knot than before.
    pub(crate) fn follow(&mut self, shape: &mut Shape, model: &Model, need: Changed) -> Vec<u32> {
        let (low, high) = (shape.ring_of(need.from), shape.ring_of(need.to));
        if low == high {
            let is_soft = |it| matches!(it, Some(Strength::Soft { .. }));
            if is_soft(need.before) && is_soft(need.after) {
                return Vec::new();
            }
            // In a ring everything may hang on this need.
            let members = shape.ring(low).to_vec();
            shape.lay(model, &mut self.search, low as usize, &members);
            return members;
        }
        // Between rings, a need changes nothing as long as it points down the order.
        if high < low || need.after.is_none() {
            return Vec::new();
        }
        let range = low..shape.rings.ends[high as usize];
        let below = self.mark(shape, model, &range, Side::BelowTo);
        let above = self.mark(shape, model, &range, Side::AboveFrom);
        let circle = self.arrange(shape, &range, &below, &above);
        if let Some(start) = circle.first().map(|it| shape.ring_of(*it)) {
            shape.lay(model, &mut self.search, start as usize, &circle);
        }
        for ring in below.iter().chain(&above) {
            ring.iter().for_each(|it| self.sides[*it as usize] = Sides::default());
        }
        circle
    }

    /// Marks one side in the range; returns its rings by their place in the order.
    fn mark(
        &mut self,
        shape: &Shape,
        model: &Model,
        range: &Range<u32>,
        side: Side,
    ) -> Vec<Vec<u32>> {
        // The range begins with the ring of `from` and ends with that of `to`.
        let first = match side {
            Side::BelowTo => shape.ring_of(shape.order[range.end as usize - 1]),
            Side::AboveFrom => range.start,
        };
        let mut found = vec![first];
        let mut at = 0;
        while let Some(&ring) = found.get(at) {
            at += 1;
            for &member in shape.ring(ring) {
                *self.sides[member as usize].on(side) = true;
            }
            for &member in shape.ring(ring) {
                let next = match side {
                    Side::BelowTo => model.all_needs(member),
                    Side::AboveFrom => model.all_dependents(member),
                };
                for &node in next.iter().filter(|it| range.contains(&shape.ring_of(**it))) {
                    if !std::mem::replace(self.sides[node as usize].on(side), true) {
                        found.push(shape.ring_of(node));
                    }
                }
            }
        }
        found.sort_unstable();
        found.dedup();
        found.into_iter().map(|it| shape.ring(it).to_vec()).collect()
    }

    /// Puts what `to` stands on first, what stands on `from` last, and a circle after the first.
    ///
    /// Returns the nodes of the circle, which stand together, as one ring for now.
    fn arrange(
        &self,
        shape: &mut Shape,
        range: &Range<u32>,
        below: &[Vec<u32>],
        above: &[Vec<u32>],
    ) -> Vec<u32> {
        let sides = |ring: &[u32]| self.sides[ring[0] as usize];
        let meet = below.iter().filter(|it| sides(it) == BOTH);
        let circle = meet.flatten().copied().collect::<Vec<_>>();
        if circle.is_empty() && below.iter().chain(above).all(|it| it.len() == 1) {
            exchange(shape, below.iter().chain(above).flatten().copied());
            return circle;
        }
        let (mut first, mut middle, mut last) = (Vec::new(), Vec::new(), Vec::new());
        let mut ring = range.start;
        while ring < range.end {
            match sides(shape.ring(ring)) {
                BOTH => {}
                Sides { below_to: true, .. } => first.push(ring),
                Sides { above_from: true, .. } => last.push(ring),
                Sides { .. } => middle.push(ring),
            }
            ring = shape.rings.ends[ring as usize];
        }
        let before = Before::of(shape, range);
        let mut place = range.start as usize;
        for ring in first {
            place = before.put(shape, ring, place);
        }
        if !circle.is_empty() {
            shape.rings.set(place, &circle);
            place += circle.len();
        }
        for ring in middle.into_iter().chain(last) {
            place = before.put(shape, ring, place);
        }
        circle
    }
}

/// Gives single nodes the places that they have together, in this order.
fn exchange(shape: &mut Shape, nodes: impl Iterator<Item = u32> + Clone) {
    let mut places = nodes.clone().map(|it| shape.ring_of(it)).collect::<Vec<_>>();
    places.sort_unstable();
    for (node, place) in nodes.zip(places) {
        shape.order[place as usize] = node;
        shape.knots.set(place as usize, &[node]);
        shape.rings.set(place as usize, &[node]);
    }
}

/// A range of the order as it was.
struct Before {
    start: usize,
    order: Vec<u32>,
    knot_ends: Vec<u32>,
    ring_ends: Vec<u32>,
}

impl Before {
    fn of(shape: &Shape, range: &Range<u32>) -> Self {
        let start = range.start as usize;
        let range = start..range.end as usize;
        Self {
            start,
            order: shape.order[range.clone()].to_vec(),
            knot_ends: shape.knots.ends[range.clone()].to_vec(),
            ring_ends: shape.rings.ends[range].to_vec(),
        }
    }

    /// Puts a ring, knot by knot, elsewhere into the order; returns where it ends there.
    fn put(&self, shape: &mut Shape, ring: u32, start: usize) -> usize {
        let mut knot = ring as usize - self.start;
        let end = self.ring_ends[knot] as usize - self.start;
        let members = &self.order[knot..end];
        shape.order[start..start + members.len()].copy_from_slice(members);
        shape.rings.set(start, members);
        let mut place = start;
        while knot < end {
            let next = self.knot_ends[knot] as usize - self.start;
            shape.knots.set(place, &self.order[knot..next]);
            place += next - knot;
            knot = next;
        }
        place
    }
}
