//! Trials in rounds, on any number of threads, until the answer is sure enough.

use std::ops::{ControlFlow, Range};
use std::sync::atomic::{AtomicBool, Ordering};

use super::chains::Record;
use super::curve::CurveTally;
use super::draw::Scratch;
use super::lanes::{LANES, Lanes};
use super::outlook::{Finish, Influence, Outlook};
use super::precision::{Estimate, PART_ERROR, PERCENTILES, Precision};
use super::simulation::{Runner, Simulation};
use super::tally::{Cruciality, FinishTally, Tally};
use super::threefry::Stream;

/// How far a run is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress {
    /// How many trials are done.
    pub trials: u64,
    /// How many are needed, so far as is known.
    pub wanted: u64,
}

/// Runs blocks, one after the other.
struct Trials<'a> {
    simulation: &'a Simulation,
    stream: Stream,
    runner: Runner<'a>,
    scratch: Scratch,
    times: Vec<Lanes>,
    record: Record,
}

/// Runs blocks, and adds them up.
struct Worker<'a> {
    trials: Trials<'a>,
    tally: Tally,
}

impl Simulation {
    /// Runs as many trials as that precision needs.
    pub fn run(&self, precision: &Precision, seed: u64) -> Outlook {
        let go_on = &mut |_| ControlFlow::Continue(());
        // Nobody stops it.
        let found = self.run_on(1, precision, seed, go_on);
        found.unwrap_or_else(|| self.outlook(&self.empty_tally(&self.record(false)), precision))
    }

    /// The same on several threads, with the same answer to the bit. Before each block of trials of the
    /// first thread `progress` is told how far it is; if it breaks, there is no answer.
    pub fn run_on(
        &self,
        threads: usize,
        precision: &Precision,
        seed: u64,
        progress: &mut dyn FnMut(Progress) -> ControlFlow<()>,
    ) -> Option<Outlook> {
        let stream = Stream::of(seed);
        let mut wanted = precision.first_round();
        let first = (0..threads.max(1)).map(|_| Trials::of(self, stream)).collect();
        let (start, mut workers, n_blocks) = self.begin(first, wanted, progress)?;
        let mut done = n_blocks * LANES as u64;
        loop {
            let blocks = done / LANES as u64..wanted.div_ceil(LANES as u64);
            done = blocks.end * LANES as u64;
            run_round(&mut workers, blocks, progress)?;
            let mut all = start.clone();
            workers.iter().for_each(|it| all.merge(&it.tally, it.trials.record.chains.as_ref()));
            let mut outlook = self.outlook(&all, precision);
            let excess = excess(&outlook, precision);
            outlook.is_precise = excess <= 1.0;
            if outlook.is_precise || precision.trials_max <= done {
                return Some(outlook);
            }
            wanted = precision.next_round(done, excess);
        }
    }

    /// Each thread runs a first block, as far as so many are wanted. Only then can anything be added up,
    /// because the very first tells where times lie. Says how many blocks that were.
    fn begin<'a>(
        &self,
        mut first: Vec<Trials<'a>>,
        wanted: u64,
        progress: &mut dyn FnMut(Progress) -> ControlFlow<()>,
    ) -> Option<(Tally, Vec<Worker<'a>>, u64)> {
        let n_blocks = wanted.div_ceil(LANES as u64).min(first.len() as u64);
        if progress(Progress { trials: 0, wanted }).is_break() {
            return None;
        }
        let blocks = 0..n_blocks;
        std::thread::scope(|scope| {
            let mut pairs = blocks.clone().zip(&mut first);
            let own = pairs.next();
            for (block, it) in pairs {
                scope.spawn(move || it.run(block));
            }
            if let Some((block, it)) = own {
                it.run(block);
            }
        });
        let start = self.empty_tally(&first.first()?.record);
        let workers = first.into_iter().map(|trials| Worker { trials, tally: start.clone() });
        let mut workers: Vec<Worker<'_>> = workers.collect();
        blocks.zip(&mut workers).for_each(|(block, it)| it.add(block));
        Some((start, workers, n_blocks))
    }

    /// Nothing added up yet. The record of a first block tells where times lie.
    fn empty_tally(&self, record: &Record) -> Tally {
        let last = record.last();
        let finishes = self.watched.iter().zip(&record.ends);
        let finishes = finishes.map(|(task, ends)| FinishTally::of(self.due(*task), ends[0]));
        let about = self.focus_place().map_or(&last, |it| &record.ends[it]);
        let mut outcome = FinishTally::of(None, about[0]);
        outcome.add(about);
        // Few trials last longer than the longest of 64 and a quarter.
        let horizon = 1.25 * last.into_iter().fold(0.0, f32::max);
        Tally {
            n: 0,
            finishes: finishes.chain([FinishTally::of(None, last[0])]).collect(),
            curve: CurveTally::of(self.watched.len(), self.n_points, horizon),
            chains: self.record(self.has_chains).chains,
            cruciality: Cruciality::of(&self.moments, outcome.moments(LANES as u64)),
        }
    }

    fn outlook(&self, all: &Tally, precision: &Precision) -> Outlook {
        let reach = precision.reach();
        let finish = |task: Option<u32>, it: &FinishTally| {
            let (mean, deviation) = it.moments(all.n.max(1));
            let due = task.and_then(|it| self.due(it));
            Finish {
                task,
                mean,
                deviation,
                min: f64::from(it.min),
                max: f64::from(it.max),
                met: due.map(|_| Estimate::probability(it.n_met, all.n, reach)),
                times: it.times.clone(),
                trials: all.n,
                reach,
            }
        };
        let tasks = self.watched.iter().map(|it| Some(*it)).chain([None]);
        let mut finishes: Vec<Finish> =
            tasks.zip(&all.finishes).map(|(task, it)| finish(task, it)).collect();
        let last = finishes.pop().unwrap_or_else(|| finish(None, &FinishTally::of(None, 0.0)));
        let part = |count: u64| count as f64 / (all.n as f64).max(1.0);
        let influence = |row: &u32| Influence {
            criticality: all.chains.as_ref().map_or(0.0, |it| part(it.n_rows[*row as usize])),
            cruciality: all.cruciality.of_row(*row),
        };
        let binds = all.chains.iter().flat_map(|it| &it.n_resources).map(|it| part(*it));
        Outlook {
            trials: all.n,
            n_sampled: all.cruciality.n,
            is_precise: false,
            finishes,
            all: last,
            curve: all.curve.points(),
            influences: self.network.row_of.iter().map(influence).collect(),
            binds: binds.collect(),
        }
    }
}

/// By how many times the widest interval is wider than wanted.
fn excess(outlook: &Outlook, precision: &Precision) -> f64 {
    let finishes = outlook.finishes.iter().chain([&outlook.all]);
    let parts = finishes.flat_map(|it| {
        let met = it.met.map_or(0.0, |it| it.error() / precision.probability);
        let times = PERCENTILES.map(|part| {
            let found = it.percentile(part);
            let time = found.error() / (found.value * precision.percentile).max(f64::MIN_POSITIVE);
            // Where times jump, no number of trials tells on which side of the jump it is.
            time.min(precision.part_error(part, it.trials) / PART_ERROR)
        });
        times.into_iter().chain([met])
    });
    parts.fold(0.0, f64::max)
}

/// Runs some blocks, each thread every so many. Nothing if somebody stopped it.
fn run_round(
    workers: &mut [Worker<'_>],
    blocks: Range<u64>,
    progress: &mut dyn FnMut(Progress) -> ControlFlow<()>,
) -> Option<()> {
    let is_stopped = AtomicBool::new(false);
    let n_workers = workers.len();
    let (own, others) = workers.split_first_mut()?;
    std::thread::scope(|scope| {
        for (n, worker) in (1..).zip(others) {
            let blocks = (blocks.start + n..blocks.end).step_by(n_workers);
            let is_stopped = &is_stopped;
            scope.spawn(move || {
                for block in blocks {
                    if is_stopped.load(Ordering::Relaxed) {
                        return;
                    }
                    worker.block(block);
                }
            });
        }
        for block in blocks.clone().step_by(n_workers) {
            let wanted = blocks.end * LANES as u64;
            let at = Progress { trials: block * LANES as u64, wanted };
            if progress(at).is_break() {
                is_stopped.store(true, Ordering::Relaxed);
                return;
            }
            own.block(block);
        }
    });
    (!is_stopped.into_inner()).then_some(())
}

impl<'a> Trials<'a> {
    fn of(simulation: &'a Simulation, stream: Stream) -> Trials<'a> {
        Trials {
            simulation,
            stream,
            runner: simulation.runner(),
            scratch: Scratch::default(),
            times: vec![[0.0; LANES]; simulation.network.task_of.len()],
            record: simulation.record(simulation.has_chains),
        }
    }

    fn run(&mut self, block: u64) {
        self.simulation.draws.block(self.stream, block, &mut self.scratch, &mut self.times);
        self.runner.run(&self.times, &mut self.record);
    }
}

impl Worker<'_> {
    fn block(&mut self, block: u64) {
        self.trials.run(block);
        self.add(block);
    }

    /// Adds up the block that ran last.
    fn add(&mut self, block: u64) {
        let Trials { simulation, times, record, .. } = &self.trials;
        self.tally.add(block, times, record, simulation.focus_place());
    }
}
