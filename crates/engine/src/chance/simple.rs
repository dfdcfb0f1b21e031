//! Trials in which each task takes some of one resource, no resource changes, and no task waits for a
//! moment or a lag: the most usual ones, of which most are wanted.
//!
//! The rule is that of `dispatch.rs`, and the times are the same to the bit. But who waits for one
//! resource has nothing to do with who waits for another, so each is looked at alone. And little is
//! left that a processor could guess wrong: whether a task can start is a bit, set without asking; what
//! ends next is the least of a few numbers side by side.

use super::chains::Cause;
use super::crews::Crews;
use super::network::Network;
use crate::model::NONE;

/// So many tasks can run at a time: a bit of a word for each.
const RUNNING_MAX: usize = 64;

/// How many bits of an event say in which place the task runs, and in which row it stands.
const PLACE_BITS: u32 = 6;
const ROW_BITS: u32 = 26;

/// No event.
const NEVER: u64 = u64::MAX;

/// Runs single trials, again and again in the same memory.
#[derive(Debug, Clone)]
pub(super) struct Simple {
    rows: Vec<Row>,
    stocks: Vec<Stock>,
    /// What is ready at the beginning, and the resources that have to be looked at then.
    ready_first: Vec<u64>,
    open_first: u64,
    /// How many each row waits for, and how many it still does.
    n_before: Vec<u32>,
    waiting: Vec<u32>,
    ready: Vec<u64>,
}

/// Where a row stands among those that could start, and what it takes.
#[derive(Debug, Clone, Copy)]
struct Row {
    bit: u64,
    word: u32,
    resource: u32,
    amount: i32,
}

/// A resource, and who takes some of it.
#[derive(Debug, Clone)]
struct Stock {
    amount: i32,
    free: i32,
    /// Who gave some back last.
    freed_by: u32,
    takers: Vec<Takers>,
}

/// Rows that take the same.
#[derive(Debug, Clone)]
struct Takers {
    amount: i32,
    first_word: usize,
    n_words: usize,
    rows: Vec<u32>,
}

/// What comes out of a trial, by row.
pub(super) struct Outcome<'a> {
    pub(super) starts: &'a mut [f32],
    pub(super) ends: &'a mut [f32],
    pub(super) freed: &'a mut [Cause],
}

/// The tasks that run, each as an event: when it ends, its row, its place.
struct Running {
    events: [u64; RUNNING_MAX],
    places: u64,
    /// The first to end.
    next: u64,
}

impl Simple {
    /// If all is as simple as that.
    pub(super) fn of(network: &Network, crews: &Crews) -> Option<Simple> {
        let all = 0..network.len();
        let is_tied = |it: u32| {
            let lags = network.before.of_row(it).iter();
            0.0 < network.release[it as usize] || lags.into_iter().any(|it| it.lag != 0.0)
        };
        let takes_one = |it: u32| crews.demands(it).len() == 1;
        if !all.clone().all(takes_one) || all.clone().any(is_tied) || !crews.changes.is_empty() {
            return None;
        }
        let mut stocks = Vec::new();
        let mut running_max = 0;
        for (amount, takers) in crews.amounts.iter().zip(&crews.takers) {
            let takers = takers.iter().map(|it| {
                let class = &crews.classes[*it as usize];
                Takers {
                    amount: class.demands[0].amount,
                    first_word: class.first_word,
                    n_words: class.n_words,
                    rows: class.rows.clone(),
                }
            });
            let takers: Vec<Takers> = takers.collect();
            let least = takers.iter().map(|it| it.amount).min();
            running_max += least.map_or(0, |it| i64::from(*amount) / i64::from(it));
            stocks.push(Stock { amount: *amount, free: *amount, freed_by: NONE, takers });
        }
        let is_small = running_max <= RUNNING_MAX as i64
            && stocks.len() <= 64
            && network.len() >> ROW_BITS == 0;
        let row = |it: u32| {
            let (place, demand) = (crews.places[it as usize], crews.demands(it)[0]);
            let resource = demand.resource;
            Row { bit: place.bit, word: place.word, resource, amount: demand.amount }
        };
        let rows: Vec<Row> = all.clone().map(row).collect();
        let mut ready_first = vec![0; crews.n_words];
        let mut open_first = 0;
        for it in &network.first {
            let row = rows[*it as usize];
            ready_first[row.word as usize] |= row.bit;
            open_first |= 1 << (row.resource % 64);
        }
        let n_before = all.map(|it| crate::model::index(network.before.of_row(it).len()));
        let n_before: Vec<u32> = n_before.collect();
        is_small.then(|| Simple {
            waiting: n_before.clone(),
            ready: ready_first.clone(),
            rows,
            stocks,
            ready_first,
            open_first,
            n_before,
        })
    }

    /// One trial in which the rows take so long.
    pub(super) fn trial(&mut self, network: &Network, times: &[f32], outcome: &mut Outcome<'_>) {
        self.waiting.copy_from_slice(&self.n_before);
        self.ready.copy_from_slice(&self.ready_first);
        for it in &mut self.stocks {
            (it.free, it.freed_by) = (it.amount, NONE);
        }
        let mut running = Running { events: [NEVER; RUNNING_MAX], places: 0, next: NEVER };
        let (mut now, mut open) = (0.0, self.open_first);
        loop {
            while open != 0 {
                let resource = open.trailing_zeros();
                open &= open - 1;
                while let Some(row) = self.stocks[resource as usize].first(&self.ready) {
                    let at = row as usize;
                    let Row { bit, word, amount, .. } = self.rows[at];
                    self.ready[word as usize] ^= bit;
                    let stock = &mut self.stocks[resource as usize];
                    stock.free -= amount;
                    let end = now + times[at];
                    outcome.starts[at] = now;
                    outcome.ends[at] = end;
                    outcome.freed[at] = Cause { row: stock.freed_by, resource };
                    running.add(end, row);
                }
            }
            if running.next == NEVER {
                return;
            }
            let end = running.next >> 32;
            // All that ends now does so before anything starts.
            while running.next >> 32 == end {
                open |= self.end(network, running.take());
            }
            now = f32::from_bits(end as u32);
        }
    }

    /// What a row gives back, and what may start because of it: a bit for each resource that has to
    /// be looked at.
    #[inline(always)]
    fn end(&mut self, network: &Network, row: u32) -> u64 {
        let Row { resource, amount, .. } = self.rows[row as usize];
        let stock = &mut self.stocks[resource as usize];
        stock.free += amount;
        stock.freed_by = row;
        let mut open = 1 << resource;
        for it in network.after.of_row(row) {
            let next = it.row as usize;
            let waiting = self.waiting[next] - 1;
            self.waiting[next] = waiting;
            let is_ready = u64::from(waiting == 0);
            let Row { bit, word, resource, .. } = self.rows[next];
            self.ready[word as usize] |= bit * is_ready;
            open |= is_ready << resource;
        }
        open
    }
}

impl Stock {
    /// The most urgent row that could start and for which there is enough.
    #[inline(always)]
    fn first(&self, ready: &[u64]) -> Option<u32> {
        let mut found = NONE;
        for it in self.takers.iter().filter(|it| it.amount <= self.free) {
            let words = &ready[it.first_word..it.first_word + it.n_words];
            if let Some(word) = words.iter().position(|it| *it != 0) {
                found = found.min(it.rows[word * 64 + words[word].trailing_zeros() as usize]);
            }
        }
        (found != NONE).then_some(found)
    }
}

impl Running {
    #[inline(always)]
    fn add(&mut self, end: f32, row: u32) {
        let place = self.places.trailing_ones();
        let event =
            u64::from(end.to_bits()) << 32 | u64::from(row) << PLACE_BITS | u64::from(place);
        self.places |= 1 << place;
        self.events[place as usize] = event;
        self.next = self.next.min(event);
    }

    /// The row that ends next, of several the first.
    #[inline(always)]
    fn take(&mut self) -> u32 {
        #[expect(clippy::cast_possible_truncation, reason = "the time is cut off, as wanted")]
        let (row, place) = {
            let bits = self.next as u32;
            (bits >> PLACE_BITS, bits & ((1 << PLACE_BITS) - 1))
        };
        self.events[place as usize] = NEVER;
        self.places &= !(1 << place);
        // Four at a time, which wait for each other no longer than one. A vector of them would wait for
        // the place that was just written.
        let n_fours = (67 - self.places.leading_zeros()) / 4;
        let mut least = [NEVER; 4];
        for four in self.events.as_chunks::<4>().0.iter().take(n_fours as usize) {
            for (least, it) in least.iter_mut().zip(four) {
                *least = (*least).min(*it);
            }
        }
        self.next = least.into_iter().fold(NEVER, u64::min);
        row
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::dispatch::Dispatch;
    use super::super::lanes::LANES;
    use super::*;
    use crate::chance::Chance;
    use crate::sequence::{Order, Project, Resource, Task};

    proptest! {
        /// Whole times of few sizes, so that much happens at once.
        #[test]
        fn what_is_simple_comes_out_as_if_it_were_not(
            drawn in prop::collection::vec((0..3_u32, 1..4_u32, 0..6_u8), 1..150),
            orders in prop::collection::vec((0..150_u32, 0..150_u32), 0..200),
            amounts in prop::collection::vec(3..6_u32, 3),
        ) {
            let n = drawn.len();
            let tasks = drawn.iter().map(|it| Task::of(1).taking(it.1, it.0)).collect();
            let orders = orders.into_iter().filter(|it| it.0 < it.1 && (it.1 as usize) < n);
            let orders: Vec<Order> = orders.map(|it| Order::then(it.0, it.1)).collect();
            let resources = amounts.into_iter().map(Resource::of).collect();
            let project = Project::new(tasks, &orders, resources).unwrap();
            let list: Vec<u32> = (0..project.len()).rev().collect();
            let network = Network::of(&project, list);
            let crews = Crews::of(&project, &vec![Chance::measured(&[1.0]); n], &network);
            let times: Vec<_> = drawn.iter().map(|it| [f32::from(it.2); LANES]).collect();
            let mut simple = Dispatch::of(&network, &crews);
            prop_assert!(simple.is_simple());
            let mut full = simple.clone().without_simple();
            simple.trial(&times, 5);
            full.trial(&times, 5);
            for row in 0..network.len() {
                prop_assert_eq!(simple.start(row), full.start(row));
                prop_assert_eq!(simple.end(row), full.end(row));
                prop_assert_eq!(simple.cause(row), full.cause(row));
            }
        }
    }
}
