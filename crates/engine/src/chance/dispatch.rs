//! Trials in which crews are few: whoever gets free takes the most urgent task that can be done.
//!
//! Parallel schedule generation (Kelley 1963; Kolisch 1996): from one event to the next, what can
//! start does, in the order of a list. Nobody knows beforehand how long a task will take, so nobody
//! waits for a more urgent one. Where there will be less of a resource, a task starts only if it would
//! be done before by plan, or if there remains enough; a crew that has begun finishes, even if that
//! takes longer than planned.

use super::chains::{AT_ONCE, Cause, Record};
use super::crews::{Class, Crews, Demand};
use super::lanes::{LANES, Lanes};
use super::network::Network;
use super::queue::Queue;
use super::simple::{Outcome, Simple};
use crate::model::{NONE, index};

/// Marks a row in the queue that could start, in contrast to one that ends.
const STARTS: u32 = 1 << 31;

/// Runs blocks of trials, again and again in the same memory.
#[derive(Debug, Clone)]
pub(super) struct Dispatch<'a> {
    /// The most urgent task stands in the first row.
    network: &'a Network,
    crews: &'a Crews,
    /// How many each row waits for.
    n_before: Vec<u32>,
    now: f32,
    n_started: u32,
    queue: Queue,
    /// How long each row takes, one trial of a block after the other, so far from each other.
    times: Vec<f32>,
    stride: usize,
    /// Where those of the trial begin that runs.
    first: usize,
    /// How many each row still waits for.
    waiting: Vec<u32>,
    /// From when on each row may start, so far as is known.
    ready_at: Vec<f32>,
    starts: Vec<f32>,
    ends: Vec<f32>,
    /// What let each row start if it had to wait for a resource.
    freed: Vec<Cause>,
    /// Rows that take nothing and start at once.
    free: Vec<u32>,
    /// By class, a bit for each task that could start.
    ready: Vec<u64>,
    /// By class, the first of those; [`NONE`] if there is none. A class is looked at many times for each
    /// of its tasks that starts.
    heads: Vec<u32>,
    /// A bit for each class that has to be looked at.
    open: Vec<u64>,
    /// The resource of which there was not enough for each class when it was last looked at.
    blocked_by: Vec<u32>,
    /// Whether there still is not.
    is_blocked: Vec<bool>,
    stocks: Vec<Stock>,
    /// Who takes some of each resource now; only kept if it changes.
    takers: Vec<Vec<u32>>,
    next_change: usize,
    /// If what is asked for is simple.
    simple: Option<Simple>,
}

/// What there is of a resource.
#[derive(Debug, Clone, Copy)]
struct Stock {
    amount: i32,
    taken: i32,
    /// Who gave some back last.
    freed_by: u32,
}

impl<'a> Dispatch<'a> {
    pub(super) fn of(network: &'a Network, crews: &'a Crews) -> Dispatch<'a> {
        let n = network.task_of.len();
        // An odd number of lines of the cache: they fall into different parts of it.
        let stride = (n.div_ceil(16) | 1) * 16;
        let befores = (0..network.len()).map(|it| network.before.of_row(it).len());
        Dispatch {
            network,
            crews,
            n_before: befores.map(index).collect(),
            now: 0.0,
            n_started: 0,
            queue: Queue::default(),
            times: vec![0.0; stride * LANES],
            stride,
            first: 0,
            waiting: Vec::with_capacity(n),
            ready_at: Vec::with_capacity(n),
            starts: vec![0.0; n],
            ends: vec![0.0; n],
            freed: vec![AT_ONCE; n],
            free: Vec::new(),
            ready: vec![0; crews.n_words],
            heads: vec![NONE; crews.classes.len()],
            open: vec![0; crews.classes.len().div_ceil(64)],
            blocked_by: vec![0; crews.classes.len()],
            is_blocked: vec![false; crews.classes.len()],
            stocks: Vec::new(),
            takers: vec![Vec::new(); crews.amounts.len()],
            next_change: 0,
            simple: Simple::of(network, crews),
        }
    }

    pub(super) fn run(&mut self, times: &[Lanes], record: &mut Record) {
        self.turn(times);
        for lane in 0..LANES {
            self.once(lane * self.stride);
            for (row, ends) in record.rows.iter().zip(&mut record.ends) {
                ends[lane] = self.ends[*row as usize];
            }
            if let Some(chains) = &mut record.chains {
                chains.follow(|row| self.ends[row as usize], |row| self.cause(row));
            }
        }
    }

    #[cfg(test)]
    pub(super) fn is_simple(&self) -> bool {
        self.simple.is_some()
    }

    #[cfg(test)]
    pub(super) fn without_simple(self) -> Dispatch<'a> {
        Dispatch { simple: None, ..self }
    }

    /// When a row started in the last trial.
    pub(super) fn start(&self, row: u32) -> f32 {
        self.starts[row as usize]
    }

    /// When a row ended in the last trial.
    pub(super) fn end(&self, row: u32) -> f32 {
        self.ends[row as usize]
    }

    /// What let a row start in the last trial: the last of those that it waits for, or if all of them
    /// had been done before, who gave back what it takes.
    pub(super) fn cause(&self, row: u32) -> Cause {
        let (mut at, mut last) = (self.network.release[row as usize], NONE);
        for it in self.network.before.of_row(row) {
            let (start, end) = (self.starts[it.row as usize], self.ends[it.row as usize]);
            let ready = (end + it.lag).max(if it.lag < 0.0 { start } else { 0.0 });
            if at < ready {
                (at, last) = (ready, it.row);
            }
        }
        let start = self.starts[row as usize];
        if start <= at {
            return Cause { row: last, resource: NONE };
        }
        let freed = self.freed[row as usize];
        // Otherwise there were more from that moment on.
        let is_given_back = freed.row != NONE && self.ends[freed.row as usize] == start;
        Cause { row: if is_given_back { freed.row } else { NONE }, ..freed }
    }

    /// One trial, with the durations of `lane`.
    pub(super) fn trial(&mut self, times: &[Lanes], lane: usize) {
        self.turn(times);
        self.once(lane * self.stride);
    }

    /// Puts the durations of each trial side by side: as far apart as they are drawn, they would push
    /// each other out of the cache.
    fn turn(&mut self, times: &[Lanes]) {
        for (row, lanes) in times.iter().enumerate() {
            for (lane, time) in lanes.iter().enumerate() {
                self.times[lane * self.stride + row] = *time;
            }
        }
    }

    /// One trial, whose durations stand from `first` on.
    fn once(&mut self, first: usize) {
        self.first = first;
        if let Some(simple) = &mut self.simple {
            let (network, times) = (self.network, &self.times[first..first + self.n_before.len()]);
            let mut outcome =
                Outcome { starts: &mut self.starts, ends: &mut self.ends, freed: &mut self.freed };
            return simple.trial(network, times, &mut outcome);
        }
        self.begin();
        loop {
            self.start_what_can();
            if self.n_started == self.network.len() || !self.advance() {
                return;
            }
        }
    }

    fn begin(&mut self) {
        (self.now, self.n_started, self.next_change) = (0.0, 0, 0);
        self.queue.clear();
        self.free.clear();
        self.waiting.clone_from(&self.n_before);
        self.ready_at.clone_from(&self.network.release);
        self.ready.fill(0);
        self.heads.fill(NONE);
        self.open.fill(0);
        self.is_blocked.fill(false);
        self.stocks.clear();
        let amounts = self.crews.amounts.iter();
        self.stocks.extend(amounts.map(|it| Stock { amount: *it, taken: 0, freed_by: NONE }));
        self.takers.iter_mut().for_each(Vec::clear);
        for row in &self.network.first {
            self.let_go(*row);
        }
    }

    /// All that a row waited for has happened, or will at a time that is known.
    #[inline]
    fn let_go(&mut self, row: u32) {
        let at = self.ready_at[row as usize];
        if self.now < at {
            self.queue.add(at, row | STARTS);
        } else {
            self.could_start(row);
        }
    }

    #[inline]
    fn could_start(&mut self, row: u32) {
        let place = self.crews.places[row as usize];
        if place.class == NONE {
            self.free.push(row);
            return;
        }
        self.ready[place.word as usize] |= place.bit;
        let head = &mut self.heads[place.class as usize];
        *head = (*head).min(row);
        // Where there is not enough for others of the class, there is not for this one.
        if !self.is_blocked[place.class as usize] {
            self.open[place.class as usize / 64] |= 1 << (place.class % 64);
        }
    }

    fn start_what_can(&mut self) {
        loop {
            if let Some(row) = self.free.pop() {
                self.start_now(row);
            } else if let Some(row) = self.most_urgent() {
                let place = self.crews.places[row as usize];
                self.ready[place.word as usize] &= !place.bit;
                let of_class = &self.crews.classes[place.class as usize];
                self.heads[place.class as usize] = first_ready(&self.ready, of_class, place.word);
                self.start_now(row);
            } else {
                return;
            }
        }
    }

    /// The first row of those that can start now.
    #[inline]
    fn most_urgent(&mut self) -> Option<u32> {
        let mut found = NONE;
        for n in 0..self.open.len() {
            let mut left = self.open[n];
            while left != 0 {
                let class = n * 64 + left.trailing_zeros() as usize;
                let bit = left & left.wrapping_neg();
                left ^= bit;
                let row = self.heads[class];
                if row == NONE {
                    self.open[n] ^= bit;
                    continue;
                }
                if let Some(resource) = self.lacking(&self.crews.classes[class], row) {
                    self.blocked_by[class] = resource;
                    self.is_blocked[class] = true;
                    self.open[n] ^= bit;
                    continue;
                }
                found = found.min(row);
            }
        }
        (found != NONE).then_some(found)
    }

    /// The first resource of which there is not enough for a row.
    #[inline]
    fn lacking(&self, class: &Class, row: u32) -> Option<u32> {
        let lacks = class.demands.iter().find(|it| {
            let stock = &self.stocks[it.resource as usize];
            stock.amount - stock.taken < it.amount
                || (self.crews.is_changing[it.resource as usize] && self.will_lack(**it, row))
        });
        lacks.map(|it| it.resource)
    }

    /// Whether there would not be enough any more before a row is done, if all goes by plan.
    fn will_lack(&self, demand: Demand, row: u32) -> bool {
        let done = self.now + self.network.planned[row as usize];
        let coming = self.crews.changes[self.next_change..].iter();
        let coming = coming.take_while(|it| it.at < done);
        coming.filter(|it| it.resource == demand.resource).any(|change| {
            let takers = self.takers[demand.resource as usize].iter();
            let staying = takers.filter(|it| {
                change.at < self.starts[**it as usize] + self.network.planned[**it as usize]
            });
            let taken: i32 = staying.map(|it| self.crews.taken(*it, demand.resource)).sum();
            change.amount - taken < demand.amount
        })
    }

    #[inline]
    fn start_now(&mut self, row: u32) {
        let class = self.crews.places[row as usize].class;
        if class != NONE {
            let resource = self.blocked_by[class as usize];
            let freed_by = self.stocks[resource as usize].freed_by;
            self.freed[row as usize] = Cause { row: freed_by, resource };
            for it in &self.crews.classes[class as usize].demands {
                self.stocks[it.resource as usize].taken += it.amount;
                if self.crews.is_changing[it.resource as usize] {
                    self.takers[it.resource as usize].push(row);
                }
            }
        }
        let end = self.now + self.times[self.first + row as usize];
        self.starts[row as usize] = self.now;
        self.ends[row as usize] = end;
        self.n_started += 1;
        self.queue.add(end, row);
        if self.network.has_leads {
            for it in self.network.after.of_row(row).iter().filter(|it| it.lag < 0.0) {
                self.happened(it.row, (end + it.lag).max(self.now));
            }
        }
    }

    /// Goes on to the next time at which anything happens. False if nothing does any more.
    #[inline]
    fn advance(&mut self) -> bool {
        let change = self.crews.changes.get(self.next_change).map(|it| it.at);
        let Some(now) = [self.queue.next(), change].into_iter().flatten().reduce(f32::min) else {
            return false;
        };
        self.now = now;
        while let Some(row) = self.queue.take(now) {
            match row & STARTS {
                0 => self.end_now(row),
                _ => self.could_start(row & !STARTS),
            }
        }
        while let Some(change) = self.crews.changes.get(self.next_change)
            && change.at <= now
        {
            self.stocks[change.resource as usize].amount = change.amount;
            self.look_again(change.resource);
            self.next_change += 1;
        }
        true
    }

    #[inline]
    fn end_now(&mut self, row: u32) {
        let class = self.crews.places[row as usize].class;
        if class != NONE {
            for it in &self.crews.classes[class as usize].demands {
                let stock = &mut self.stocks[it.resource as usize];
                stock.taken -= it.amount;
                stock.freed_by = row;
                if self.crews.is_changing[it.resource as usize] {
                    self.takers[it.resource as usize].retain(|it| *it != row);
                }
                self.look_again(it.resource);
            }
        }
        for it in self.network.after.of_row(row).iter().filter(|it| 0.0 <= it.lag) {
            self.happened(it.row, self.now + it.lag);
        }
    }

    /// There may be enough of a resource for somebody now.
    #[inline]
    fn look_again(&mut self, resource: u32) {
        for &class in &self.crews.takers[resource as usize] {
            self.is_blocked[class as usize] = false;
            self.open[class as usize / 64] |= 1 << (class % 64);
        }
    }

    /// One thing that a row waited for has happened: because of it, it starts at `at` or later.
    #[inline]
    fn happened(&mut self, row: u32, at: f32) {
        let ready_at = &mut self.ready_at[row as usize];
        *ready_at = if *ready_at < at { at } else { *ready_at };
        let waiting = &mut self.waiting[row as usize];
        *waiting -= 1;
        if *waiting == 0 {
            self.let_go(row);
        }
    }
}

/// The first row of a class that could start, if none before this word of the list of bits can;
/// [`NONE`] if there is none.
#[inline]
fn first_ready(ready: &[u64], class: &Class, word: u32) -> u32 {
    let n_passed = word as usize - class.first_word;
    let words = &ready[word as usize..class.first_word + class.n_words];
    let ready = (n_passed..).zip(words).find(|it| *it.1 != 0);
    ready.map_or(NONE, |(n, it)| class.rows[n * 64 + it.trailing_zeros() as usize])
}
