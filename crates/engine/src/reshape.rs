//! The order after a need has changed: only the range between the two nodes is arranged anew.
//!
//! A need against the order concerns what `to` stands on and what stands on `from`, as far as both
//! lie between them (D. J. Pearce and P. H. J. Kelly, "A dynamic topological sort algorithm for
//! directed acyclic graphs", ACM Journal of Experimental Algorithmics 11, 2006). Either of the two is
//! enough to move, so both are looked for at once, edge by edge, until one is known (B. Alpern et al.,
//! "Incremental evaluation of computational circuits", SODA 1990). Where it meets the other end, a
//! circle has closed, and all on it make one ring. A need that goes can open a circle only in the ring
//! where it was, and a ring keeps its range of the order when it falls apart.

use std::ops::Range;

use crate::components::{Search, Shape};
use crate::model::{Model, Strength};

/// Keeps the order of a model in step. Its memory is kept from one edit to the next.
#[derive(Debug, Clone)]
pub(crate) struct Reshape {
    search: Search,
    /// For each place where a ring starts, how it was found.
    marks: Vec<Marks>,
}

/// What is looked for: what `to` stands on, or what stands on `from`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Side {
    BelowTo,
    AboveFrom,
}

/// How a ring was found.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Marks {
    below_to: bool,
    above_from: bool,
    circle: bool,
}

impl Marks {
    fn on(&mut self, side: Side) -> &mut bool {
        match side {
            Side::BelowTo => &mut self.below_to,
            Side::AboveFrom => &mut self.above_from,
        }
    }
}

/// How far the search on one side is.
struct Front {
    side: Side,
    /// The rings found so far; those from `next` on are still to be looked at.
    rings: Vec<u32>,
    next: usize,
    n_edges: usize,
}

impl Front {
    fn is_done(&self) -> bool {
        self.next == self.rings.len()
    }
}

/// How many edges it is worth to look at for a node that need not be moved.
const EDGES_EACH: usize = 8;

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
        Self { search: Search::new(count), marks: vec![Marks::default(); count] }
    }

    pub(crate) fn add_node(&mut self) {
        self.search.add_node();
        self.marks.push(Marks::default());
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
        // The range begins with the ring of `from` and ends with that of `to`.
        let range = low..shape.rings.ends[high as usize];
        let [below, above] = self.fronts(shape, model, &range, (low, high));
        let done = if below.is_done() { Side::BelowTo } else { Side::AboveFrom };
        let rings = match done {
            Side::BelowTo => self.circle(shape, model, &range, (done, low)),
            Side::AboveFrom => self.circle(shape, model, &range, (done, high)),
        };
        let all = || below.rings.iter().chain(&above.rings).copied();
        let are_single = || all().all(|it| shape.ring(it).len() == 1);
        let circle = rings.iter().flat_map(|it| shape.ring(*it)).copied().collect::<Vec<_>>();
        if rings.is_empty() && below.is_done() && above.is_done() && are_single() {
            exchange(shape, below.rings.iter().chain(&above.rings).copied());
        } else {
            self.arrange(shape, &range, done, &circle);
        }
        if let Some(start) = circle.first().map(|it| shape.ring_of(*it)) {
            shape.lay(model, &mut self.search, start as usize, &circle);
        }
        all().for_each(|it| self.marks[it as usize] = Marks::default());
        circle
    }

    /// Looks on both sides until one is known; the other one, too, if that is not far.
    ///
    /// Marks what was found. The rings of a side that is known are sorted.
    fn fronts(
        &mut self,
        shape: &Shape,
        model: &Model,
        range: &Range<u32>,
        (low, high): (u32, u32),
    ) -> [Front; 2] {
        let mut front = |side: Side, first: u32| {
            *self.marks[first as usize].on(side) = true;
            Front { side, rings: vec![first], next: 0, n_edges: 0 }
        };
        let mut fronts = [front(Side::BelowTo, high), front(Side::AboveFrom, low)];
        loop {
            let [below, above] = &mut fronts;
            let is_known = below.is_done() || above.is_done();
            let next = match below.n_edges <= above.n_edges {
                true if !below.is_done() => below,
                false if !above.is_done() => above,
                _ if below.is_done() => above,
                _ => below,
            };
            if next.is_done() || (is_known && range.len() / EDGES_EACH <= next.n_edges) {
                break;
            }
            self.step(shape, model, range, next);
        }
        fronts.iter_mut().filter(|it| it.is_done()).for_each(|it| it.rings.sort_unstable());
        fronts
    }

    /// Looks at one more ring of a side.
    fn step(&mut self, shape: &Shape, model: &Model, range: &Range<u32>, front: &mut Front) {
        for &member in shape.ring(front.rings[front.next]) {
            let next = match front.side {
                Side::BelowTo => model.all_needs(member),
                Side::AboveFrom => model.all_dependents(member),
            };
            front.n_edges += next.len() + 1;
            for ring in next.iter().map(|it| shape.ring_of(*it)).filter(|it| range.contains(it)) {
                if !std::mem::replace(self.marks[ring as usize].on(front.side), true) {
                    front.rings.push(ring);
                }
            }
        }
        front.next += 1;
    }

    /// The rings that now are one: what is known of one side, as far as it meets `end`, where the
    /// other one begins. None if it does not.
    fn circle(
        &mut self,
        shape: &Shape,
        model: &Model,
        range: &Range<u32>,
        (known, end): (Side, u32),
    ) -> Vec<u32> {
        let mut rings = Vec::new();
        if *self.marks[end as usize].on(known) {
            self.marks[end as usize].circle = true;
            rings.push(end);
        }
        let mut at = 0;
        while let Some(&ring) = rings.get(at) {
            at += 1;
            for &member in shape.ring(ring) {
                let next = match known {
                    Side::BelowTo => model.all_dependents(member),
                    Side::AboveFrom => model.all_needs(member),
                };
                for it in next.iter().map(|it| shape.ring_of(*it)).filter(|it| range.contains(it)) {
                    let marks = &mut self.marks[it as usize];
                    if *marks.on(known) && !std::mem::replace(&mut marks.circle, true) {
                        rings.push(it);
                    }
                }
            }
        }
        rings
    }

    /// Puts what `to` stands on first, or what stands on `from` last, and a circle in between, as one
    /// ring for now. The rest stays in its order, and closes up.
    fn arrange(&self, shape: &mut Shape, range: &Range<u32>, known: Side, circle: &[u32]) {
        let stays = |shape: &Shape, ring: u32, moved: &mut Moved| {
            let mut marks = self.marks[ring as usize];
            let is_known = *marks.on(known);
            if is_known && !marks.circle {
                moved.push(shape, ring);
            }
            !is_known && !marks.circle
        };
        let mut moved = Moved::default();
        if known == Side::AboveFrom {
            // What stays moves to lower places, where nothing is to be read any more.
            let (mut ring, mut place) = (range.start, range.start);
            while ring < range.end {
                let next = shape.rings.ends[ring as usize];
                if stays(shape, ring, &mut moved) {
                    shape.shift(ring, place);
                    place += next - ring;
                }
                ring = next;
            }
            let place = place as usize;
            close(shape, place, circle);
            moved.put(shape, place + circle.len(), false);
        } else {
            let (mut next, mut place) = (range.end, range.end);
            while range.start < next {
                let ring = shape.ring_of(shape.order[next as usize - 1]);
                if stays(shape, ring, &mut moved) {
                    place -= next - ring;
                    shape.shift(ring, place);
                }
                next = ring;
            }
            let place = place as usize - circle.len();
            close(shape, place, circle);
            moved.put(shape, range.start as usize, true);
        }
    }
}

/// Makes a circle, if there is one, a ring from `place` on.
fn close(shape: &mut Shape, place: usize, circle: &[u32]) {
    if !circle.is_empty() {
        shape.rings.set(place, circle);
    }
}

/// Gives single nodes the places that they have together, in this order.
fn exchange(shape: &mut Shape, rings: impl Iterator<Item = u32> + Clone) {
    let mut places = rings.clone().collect::<Vec<_>>();
    places.sort_unstable();
    let nodes = rings.map(|it| shape.order[it as usize]).collect::<Vec<_>>();
    for (node, place) in nodes.into_iter().zip(places) {
        shape.order[place as usize] = node;
        shape.knots.set(place as usize, &[node]);
        shape.rings.set(place as usize, &[node]);
    }
}

/// Rings that are out of the order for the moment.
#[derive(Debug, Default)]
struct Moved {
    rings: Vec<Vec<Vec<u32>>>,
}

impl Moved {
    fn push(&mut self, shape: &Shape, ring: u32) {
        let (mut knot, end) = (ring, shape.rings.ends[ring as usize]);
        let mut knots = Vec::new();
        while knot < end {
            knots.push(shape.knot(knot).to_vec());
            knot = shape.knots.ends[knot as usize];
        }
        self.rings.push(knots);
    }

    /// Puts them back, knot by knot, from `place` on.
    fn put(mut self, shape: &mut Shape, mut place: usize, is_reversed: bool) {
        if is_reversed {
            self.rings.reverse();
        }
        for knots in self.rings {
            let ring = place;
            for members in &knots {
                shape.order[place..place + members.len()].copy_from_slice(members);
                shape.knots.set(place, members);
                place += members.len();
            }
            shape.rings.set(ring, &knots.concat());
        }
    }
}
