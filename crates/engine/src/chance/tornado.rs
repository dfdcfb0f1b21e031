//! How far the outcome moves with one task: the bars of a tornado diagram (Howard 1988).

use super::draw::Scratch;
use super::lanes::{LANES, Lanes};
use super::outlook::Outlook;
use super::simulation::Simulation;
use super::threefry::Stream;
use crate::model::index;

/// What a task's duration does to the outcome.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Swing {
    /// The task.
    pub task: u32,
    /// What it takes at most in one case of ten, repeats included.
    pub low: f64,
    /// What it takes at least in one case of ten, repeats included.
    pub high: f64,
    /// When the outcome is on average if it takes `low`.
    pub outcome_low: f64,
    /// When the outcome is on average if it takes `high`.
    pub outcome_high: f64,
}

impl Swing {
    /// How far the outcome moves.
    pub fn width(&self) -> f64 {
        self.outcome_high - self.outcome_low
    }
}

impl Outlook {
    /// The tasks whose durations go along with the outcome most, the most crucial first: those that
    /// are worth a look at their [`Swing`].
    pub fn most_crucial(&self, n: usize) -> Vec<u32> {
        let mut tasks: Vec<u32> = (0..index(self.influences.len())).collect();
        let cruciality = |it: u32| self.influences[it as usize].cruciality.abs();
        tasks.sort_by(|one, other| cruciality(*other).total_cmp(&cruciality(*one)));
        tasks.truncate(n);
        tasks
    }
}

impl Simulation {
    /// What comes out when each of `tasks` always takes as much as in the best tenth of all cases, and
    /// as in the worst, while all else is as chance has it: in both under the same luck. The widest
    /// first. Tasks that are not there are left out.
    ///
    /// Runs `trials`, rounded up to blocks of 64, twice for each task; the answer is the same on any
    /// number of threads.
    pub fn tornado(&self, tasks: &[u32], trials: u64, seed: u64, threads: usize) -> Vec<Swing> {
        let known = tasks.iter().copied().filter(|it| *it < self.network.len());
        let tasks: Vec<u32> = known.collect();
        let n_blocks = trials.div_ceil(LANES as u64).max(1);
        let stream = Stream::of(seed);
        let tenths = self.tenths(&tasks, n_blocks, stream);
        let mut swings: Vec<Swing> = Vec::with_capacity(tasks.len());
        let share = tasks.len().div_ceil(threads.max(1)).max(1);
        std::thread::scope(|scope| {
            let shares = tasks.chunks(share).zip(tenths.chunks(share));
            let threads = shares.map(|it| scope.spawn(move || self.swings(it, n_blocks, stream)));
            for thread in threads.collect::<Vec<_>>() {
                match thread.join() {
                    Ok(found) => swings.extend(found),
                    Err(panic) => std::panic::resume_unwind(panic),
                }
            }
        });
        swings.sort_by(|one, other| other.width().abs().total_cmp(&one.width().abs()));
        swings
    }

    /// The tenth and the ninetieth percentile of each task's duration in these trials.
    fn tenths(&self, tasks: &[u32], n_blocks: u64, stream: Stream) -> Vec<[f32; 2]> {
        let mut drawn = vec![Vec::new(); tasks.len()];
        let (mut times, mut scratch) = (self.no_times(), Scratch::default());
        for block in 0..n_blocks {
            self.draws.block(stream, block, &mut scratch, &mut times);
            for (task, drawn) in tasks.iter().zip(&mut drawn) {
                drawn.extend(times[self.network.row_of[*task as usize] as usize]);
            }
        }
        let tenths = drawn.into_iter().map(|mut it| {
            it.sort_unstable_by(f32::total_cmp);
            [it[it.len() / 10], it[it.len() - 1 - it.len() / 10]]
        });
        tenths.collect()
    }

    fn no_times(&self) -> Vec<Lanes> {
        vec![[0.0; LANES]; self.network.task_of.len()]
    }

    fn swings(
        &self,
        (tasks, tenths): (&[u32], &[[f32; 2]]),
        n_blocks: u64,
        stream: Stream,
    ) -> Vec<Swing> {
        let (mut times, mut scratch) = (self.no_times(), Scratch::default());
        let (mut runner, mut record) = (self.runner(), self.record(false));
        let focus = self.focus_place();
        let mut sums = vec![[0.0; 2]; tasks.len()];
        for block in 0..n_blocks {
            self.draws.block(stream, block, &mut scratch, &mut times);
            for ((task, tenths), sums) in tasks.iter().zip(tenths).zip(&mut sums) {
                let row = self.network.row_of[*task as usize] as usize;
                let drawn = times[row];
                for (time, sum) in tenths.iter().zip(sums) {
                    times[row] = [*time; LANES];
                    runner.run(&times, &mut record);
                    let outcome = focus.map_or_else(|| record.last(), |it| record.ends[it]);
                    *sum += outcome.iter().map(|it| f64::from(*it)).sum::<f64>();
                }
                times[row] = drawn;
            }
        }
        let n = (n_blocks * LANES as u64) as f64;
        let all = tasks.iter().zip(tenths).zip(sums);
        let swings = all.map(|((task, tenths), sums)| Swing {
            task: *task,
            low: f64::from(tenths[0]),
            high: f64::from(tenths[1]),
            outcome_low: sums[0] / n,
            outcome_high: sums[1] / n,
        });
        swings.collect()
    }
}
