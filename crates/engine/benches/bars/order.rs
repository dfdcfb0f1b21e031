//! Sequences for the problems of the library: how near they come to the best that is known.

use engine::sequence::{Effort, Goal, Sequence, Watch, sequence, sequence_on};
use rustix::time::{ClockId, clock_gettime};

use crate::figure;
use crate::library::{Problem, folder, problems};

/// Every sixth problem is for training, and not measured.
const TRAINING: usize = 6;

/// The problems of a set that are measured: of those that are not for training, one in `every`.
fn sample(set: &str, every: usize, goal: Goal) -> Vec<Problem> {
    let all = problems(&folder().unwrap(), set, goal).into_iter().enumerate();
    let others = all.filter(|it| !it.0.is_multiple_of(TRAINING)).map(|it| it.1);
    others.step_by(every).collect()
}

/// So many seconds of two threads each.
fn answer(problem: &Problem, goal: Goal, seconds: f64) -> Sequence {
    let end = busy() + 2.0 * seconds;
    let watch = Watch { stop: &|| end <= busy(), report: &|_| () };
    let effort = Effort { schedules: u32::MAX, ..Effort::default() };
    let found = sequence_on(2, &problem.project, goal, effort, watch);
    assert_eq!(problem.project.violation(&found.starts), None);
    found
}

pub(crate) fn in_time(set: &str, every: usize, seconds: f64) {
    let goal = Goal::Makespan;
    let problems = sample(set, every, goal);
    let n = problems.len() as f64;
    let (mut gap, mut n_proved, mut n_best) = (0.0, 0.0, 0.0);
    for problem in &problems {
        let found = answer(problem, goal, seconds);
        let makespan = f64::from(found.makespan);
        gap += 100.0 * (makespan / problem.best - 1.0);
        n_proved += f64::from(u8::from(found.is_best(goal)));
        n_best += f64::from(u8::from(makespan <= problem.best));
    }
    figure("problems", n);
    figure("gap", gap / n);
    figure("proved", n_proved);
    figure("best_known", n_best);
}

pub(crate) fn by_schedules(set: &str, schedules: u32) {
    let problems = sample(set, 1, Goal::Makespan);
    let n = problems.len() as f64;
    let deviation = |found: f64, problem: &Problem| 100.0 * (found / problem.chain - 1.0);
    let (mut ours, mut best) = (0.0, 0.0);
    for problem in &problems {
        let effort = Effort { schedules, ..Effort::default() };
        let found = sequence(&problem.project, Goal::Makespan, effort);
        ours += deviation(f64::from(found.makespan), problem);
        best += deviation(problem.best, problem);
    }
    figure("problems", n);
    figure("deviation", ours / n);
    figure("best_deviation", best / n);
}

pub(crate) fn late(set: &str, every: usize, seconds: f64) {
    let goal = Goal::Tardiness;
    let problems = sample(set, every, goal);
    let found = problems.iter().map(|it| answer(it, goal, seconds).tardiness as f64);
    figure("tardiness", found.sum::<f64>() / problems.len() as f64);
    figure("problems", problems.len() as f64);
}

/// Processor time of this process so far, in seconds.
fn busy() -> f64 {
    let time = clock_gettime(ClockId::ProcessCPUTime);
    time.tv_sec as f64 + time.tv_nsec as f64 / 1e9
}
