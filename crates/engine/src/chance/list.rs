//! Trials in which each task has its turn: a list that is kept to, whatever happens.
//!
//! List scheduling (Graham 1969) with the list's order fixed beforehand: one task after the other
//! starts as soon as those that it waits for are done and enough of each resource is free of all tasks
//! before it in the list. Nobody overtakes, as where crews are told their tasks in advance. It is a
//! few minima and maxima for each task, 64 trials at a time.

use fearless_simd::Level;

use super::chains::{Cause, Record};
use super::crews::{Crews, Demand};
use super::lanes::{LANES, Lanes, widest};
use super::network::Network;
use crate::model::{NONE, index};

/// Runs blocks of trials, again and again in the same memory.
#[derive(Debug, Clone)]
pub(super) struct List<'a> {
    level: Level,
    /// The list: each row comes after those that it waits for.
    network: &'a Network,
    crews: &'a Crews,
    /// What all amounts of each resource are multiples of: fewer units need be looked at.
    units: Vec<i32>,
    /// By resource, from when on each unit of it is free, ascending.
    free_from: Vec<Vec<Lanes>>,
    starts: Vec<Lanes>,
    ends: Vec<Lanes>,
}

impl<'a> List<'a> {
    pub(super) fn of(network: &'a Network, crews: &'a Crews) -> List<'a> {
        let mut units = vec![0; crews.amounts.len()];
        let mut in_all = vec![0_i32; crews.amounts.len()];
        for class in &crews.classes {
            for it in &class.demands {
                let resource = it.resource as usize;
                units[resource] = common_divisor(it.amount, units[resource]);
                let of_class = it.amount.saturating_mul(index(class.rows.len()).cast_signed());
                in_all[resource] = in_all[resource].saturating_add(of_class);
            }
        }
        // More than all take together is never needed.
        let n_units = crews.amounts.iter().zip(&in_all).zip(&units);
        let n_units = n_units.map(|((amount, in_all), unit)| amount.min(in_all) / unit.max(&1));
        let free_from = n_units.map(|it| vec![[0.0; LANES]; it.unsigned_abs() as usize]);
        let nothing = vec![[0.0; LANES]; network.task_of.len()];
        List {
            level: Level::new(),
            network,
            crews,
            free_from: free_from.collect(),
            units,
            starts: nothing.clone(),
            ends: nothing,
        }
    }

    pub(super) fn run(&mut self, times: &[Lanes], record: &mut Record) {
        widest(
            self.level,
            #[inline(always)]
            || self.in_turn(times),
        );
        for (row, ends) in record.rows.iter().zip(&mut record.ends) {
            *ends = self.ends[*row as usize];
        }
        if let Some(chains) = &mut record.chains {
            for lane in 0..LANES {
                let end = |row: u32| self.ends[row as usize][lane];
                chains.follow(end, |row| self.cause(row, lane));
            }
        }
    }

    #[inline(always)]
    fn in_turn(&mut self, times: &[Lanes]) {
        for free_from in &mut self.free_from {
            free_from.fill([0.0; LANES]);
        }
        for row in 0..self.network.len() {
            let mut start = [self.network.release[row as usize]; LANES];
            for it in self.network.before.of_row(row) {
                let end = &self.ends[it.row as usize];
                for lane in 0..LANES {
                    start[lane] = larger(start[lane], end[lane] + it.lag);
                }
            }
            let demands = self.crews.demands(row);
            for it in demands {
                let free_from = &self.free_from[it.resource as usize][self.n_units(*it) - 1];
                for lane in 0..LANES {
                    start[lane] = larger(start[lane], free_from[lane]);
                }
            }
            let mut end = start;
            for lane in 0..LANES {
                end[lane] += times[row as usize][lane];
            }
            for it in demands {
                let n_units = self.n_units(*it);
                take(&mut self.free_from[it.resource as usize], n_units, &end);
            }
            self.starts[row as usize] = start;
            self.ends[row as usize] = end;
        }
    }

    #[inline(always)]
    fn n_units(&self, demand: Demand) -> usize {
        (demand.amount / self.units[demand.resource as usize]).unsigned_abs() as usize
    }

    pub(super) fn start(&self, row: u32, lane: usize) -> f32 {
        self.starts[row as usize][lane]
    }

    pub(super) fn end(&self, row: u32, lane: usize) -> f32 {
        self.ends[row as usize][lane]
    }

    /// What let a row start: the last of those that it waits for, or if all of them had been done
    /// before, a row before it in the list that had what it takes.
    pub(super) fn cause(&self, row: u32, lane: usize) -> Cause {
        let start = self.start(row, lane);
        let (mut at, mut last) = (self.network.release[row as usize], NONE);
        for it in self.network.before.of_row(row) {
            let ready = self.end(it.row, lane) + it.lag;
            if at < ready {
                (at, last) = (ready, it.row);
            }
        }
        if start <= at {
            return Cause { row: last, resource: NONE };
        }
        let taken = |other: u32| {
            let demands = self.crews.demands(row).iter();
            let shared = demands.map(|it| it.resource).find(|it| 0 < self.crews.taken(other, *it));
            shared.map(|resource| Cause { row: other, resource })
        };
        let before = (0..row).rev().filter(|it| self.end(*it, lane) == start);
        before.filter_map(taken).next().unwrap_or(Cause { row: NONE, resource: NONE })
    }
}

/// The `n_units` that are free first are taken until `end`. The times stay ascending: each place gets
/// what stood `n_units` places further on, unless `end` comes before that, and never less than it had.
#[inline(always)]
fn take(free_from: &mut [Lanes], n_units: usize, end: &Lanes) {
    for place in 0..free_from.len() {
        let next = free_from.get(place + n_units).copied().unwrap_or([f32::INFINITY; LANES]);
        let free_from = &mut free_from[place];
        for lane in 0..LANES {
            let earlier = if end[lane] < next[lane] { end[lane] } else { next[lane] };
            free_from[lane] = larger(free_from[lane], earlier);
        }
    }
}

fn common_divisor(one: i32, other: i32) -> i32 {
    if other == 0 { one } else { common_divisor(other, one % other) }
}

#[inline(always)]
fn larger(one: f32, other: f32) -> f32 {
    if one < other { other } else { one }
}
