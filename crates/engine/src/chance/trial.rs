//! One trial, to be looked at.

use super::chains::{Cause, Record};
use super::draw::Scratch;
use super::lanes::{LANES, Lanes};
use super::simulation::{Runner, Simulation};
use super::threefry::Stream;
use crate::model::NONE;

/// What happened in one trial.
#[derive(Debug, Clone, PartialEq)]
pub struct Trial {
    /// When each task started.
    pub starts: Vec<f64>,
    /// When each task was done.
    pub ends: Vec<f64>,
    /// The waits that left no slack, from the beginning to the outcome.
    pub chain: Vec<Link>,
}

/// A task of a binding chain.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Link {
    /// The task.
    pub task: u32,
    /// Why it did not start before.
    pub why: Why,
}

/// What a task waited for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Why {
    /// It could not be started before, or it was the beginning.
    Moment,
    /// Another task had to be done.
    Task {
        /// That task.
        after: u32,
    },
    /// There was not enough of a resource.
    Resource {
        /// Which.
        resource: u32,
        /// The task that gave some back; none if from that moment on there was more.
        after: Option<u32>,
    },
}

impl Simulation {
    /// The trial `n` of all that follow from a seed, as it counts in [`Simulation::run`].
    pub fn trial(&self, seed: u64, n: u64) -> Trial {
        let n_rows = self.network.task_of.len();
        let mut times = vec![[0.0; LANES]; n_rows];
        let (block, lane) = (n / LANES as u64, usize::try_from(n % LANES as u64).unwrap_or(0));
        self.draws.block(Stream::of(seed), block, &mut Scratch::default(), &mut times);
        let mut runner = self.runner();
        runner.look(&times, lane);
        let rows = self.network.row_of.iter();
        Trial {
            starts: rows.clone().map(|it| f64::from(runner.start(*it, lane))).collect(),
            ends: rows.map(|it| f64::from(runner.end(*it, lane))).collect(),
            chain: self.chain(&runner, lane),
        }
    }

    fn chain(&self, runner: &Runner<'_>, lane: usize) -> Vec<Link> {
        let ends = self.focus.map_or_else(|| self.watched.clone(), |it| vec![it]);
        let end = |task: &u32| runner.end(self.network.row_of[*task as usize], lane);
        let last = ends.iter().copied().reduce(
            |one, other| {
                if end(&one) < end(&other) { other } else { one }
            },
        );
        let mut row = last.map_or(NONE, |it| self.network.row_of[it as usize]);
        let task_of = |row: u32| self.network.task_of.get(row as usize).copied();
        let mut chain = Vec::new();
        while let Some(task) = task_of(row) {
            let cause = runner.cause(row, lane);
            let why = match (cause.resource, task_of(cause.row)) {
                (NONE, None) => Why::Moment,
                (NONE, Some(after)) => Why::Task { after },
                (resource, after) => Why::Resource { resource, after },
            };
            chain.push(Link { task, why });
            row = cause.row;
        }
        chain.reverse();
        chain
    }
}

impl Runner<'_> {
    /// Runs at least the trial of `lane`.
    fn look(&mut self, times: &[Lanes], lane: usize) {
        let nothing = &mut Record::of(Vec::new(), None);
        match self {
            Runner::Unlimited(it) => it.run(times, nothing),
            Runner::Dispatch(it) => it.trial(times, lane),
            Runner::List(it) => it.run(times, nothing),
        }
    }

    fn start(&self, row: u32, lane: usize) -> f32 {
        match self {
            Runner::Unlimited(it) => it.start(row, lane),
            Runner::Dispatch(it) => it.start(row),
            Runner::List(it) => it.start(row, lane),
        }
    }

    fn end(&self, row: u32, lane: usize) -> f32 {
        match self {
            Runner::Unlimited(it) => it.end(row, lane),
            Runner::Dispatch(it) => it.end(row),
            Runner::List(it) => it.end(row, lane),
        }
    }

    fn cause(&self, row: u32, lane: usize) -> Cause {
        match self {
            Runner::Unlimited(it) => it.cause(row, lane),
            Runner::Dispatch(it) => it.cause(row),
            Runner::List(it) => it.cause(row, lane),
        }
    }
}
