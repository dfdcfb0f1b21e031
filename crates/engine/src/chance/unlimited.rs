//! Trials in which nobody waits for a resource: the critical path method, 64 trials at a time.
//!
//! Kelley and Walker 1959: a task starts when the last of those that it waits for lets it.

use fearless_simd::Level;

use super::chains::{AT_ONCE, Cause, Record};
use super::lanes::{LANES, Lanes, widest};
use super::network::Network;
use crate::model::NONE;

/// Runs blocks of trials, again and again in the same memory.
#[derive(Debug, Clone)]
pub(super) struct Unlimited<'a> {
    level: Level,
    /// Each row comes after those that it waits for.
    network: &'a Network,
    ends: Vec<Lanes>,
}

impl<'a> Unlimited<'a> {
    pub(super) fn of(network: &'a Network) -> Unlimited<'a> {
        Unlimited { level: Level::new(), network, ends: vec![[0.0; LANES]; network.task_of.len()] }
    }

    pub(super) fn run(&mut self, times: &[Lanes], record: &mut Record) {
        widest(
            self.level,
            #[inline(always)]
            || forward(self.network, times, &mut self.ends),
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

    /// When a row starts in the last block that was run.
    pub(super) fn start(&self, row: u32, lane: usize) -> f32 {
        let before = self.network.before.of_row(row).iter();
        let ready = before.map(|it| self.ends[it.row as usize][lane] + it.lag);
        ready.fold(self.network.release[row as usize], f32::max)
    }

    pub(super) fn end(&self, row: u32, lane: usize) -> f32 {
        self.ends[row as usize][lane]
    }

    pub(super) fn cause(&self, row: u32, lane: usize) -> Cause {
        let (mut at, mut last) = (self.network.release[row as usize], NONE);
        for it in self.network.before.of_row(row) {
            let ready = self.ends[it.row as usize][lane] + it.lag;
            if at < ready {
                (at, last) = (ready, it.row);
            }
        }
        Cause { row: last, ..AT_ONCE }
    }
}

#[inline(always)]
fn forward(network: &Network, times: &[Lanes], ends: &mut [Lanes]) {
    for row in 0..network.len() {
        let (before, rest) = ends.split_at_mut(row as usize);
        let mut start = [network.release[row as usize]; LANES];
        for it in network.before.of_row(row) {
            let end = &before[it.row as usize];
            for lane in 0..LANES {
                let ready = end[lane] + it.lag;
                start[lane] = if start[lane] < ready { ready } else { start[lane] };
            }
        }
        let (time, end) = (&times[row as usize], &mut rest[0]);
        for lane in 0..LANES {
            end[lane] = start[lane] + time[lane];
        }
    }
}
