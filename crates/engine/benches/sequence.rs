//! How good sequences are: `MAINSTAY_DATA=… cargo bench -p engine --bench sequence`, and after `--` a
//! number of schedules or of seconds on each of two threads (`1s`), sets such as `j120`, and `training`
//! or `other` for a part of them. `tardiness` asks for the least weighted tardiness instead, and
//! `under-way` how soon a large project that is under way is in order again.
//!
//! The problems are those of PSPLIB (Kolisch and Sprecher 1996), whose best known answers are in
//! `psplib/best_known.csv` of the data. The deviation is from the longest chain, as the literature has
//! it; the gap is from the best known. Every sixth problem is for training: parameters were chosen by
//! these alone. Seconds are those of the processor. `peers/cp_sat.py` asks OR-Tools the same.
//! How due dates are made up stands in `setup/library.rs`.

#![expect(
    clippy::indexing_slicing,
    clippy::unwrap_used,
    clippy::print_stdout,
    clippy::disallowed_methods,
    reason = "a measuring program: it asks where the data are, prints its table, and stops at the first surprise"
)]

#[path = "setup/library.rs"]
mod library;
#[path = "setup/numbers.rs"]
mod numbers;

use std::sync::Mutex;

use engine::sequence::{
    Effort, Goal, Order, Project, Resource, Running, Sequence, Task, Watch, resequence, sequence,
    sequence_on,
};
use rustix::time::{ClockId, clock_gettime};

use crate::library::{Problem, folder, problems};
use crate::numbers::Numbers;

/// What a part of a set came to.
#[derive(Default)]
struct Sum {
    n: u32,
    gap: f64,
    deviation: f64,
    n_hit: u32,
    n_proved: u32,
    n_tried: f64,
    seconds: f64,
}

/// What is asked for.
struct Wanted {
    arguments: Vec<String>,
    schedules: u32,
    /// On each of two threads.
    seconds: Option<f64>,
    goal: Goal,
}

const SETS: [&str; 4] = ["j30", "j60", "j90", "j120"];
const PARTS: [&str; 2] = ["training", "other"];

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if arguments.iter().any(|it| it == "under-way") {
        return under_way();
    }
    let seconds = arguments.iter().find_map(|it| it.strip_suffix('s')?.parse().ok());
    let schedules = arguments.iter().find_map(|it| it.parse().ok());
    let is_late = arguments.iter().any(|it| it == "tardiness");
    let wanted = Wanted {
        schedules: schedules.unwrap_or(if seconds.is_some() { u32::MAX } else { 5_000 }),
        seconds,
        goal: if is_late { Goal::Tardiness } else { Goal::Makespan },
        arguments,
    };
    let Some(folder) = folder() else {
        return println!("MAINSTAY_DATA names no folder with the problems: nothing is measured.");
    };
    let late = if is_late { "Tardiness" } else { "Gap %" };
    println!(
        "| Set | Part | Problems | {late} | Deviation % | Best known | Proved | Schedules/s |"
    );
    println!("|---|---|---:|---:|---:|---:|---:|---:|");
    for set in wanted.of(&SETS) {
        let problems = problems(&folder, set, wanted.goal);
        for part in wanted.of(&PARTS) {
            let mut sum = Sum::default();
            let of_part = |it: &(usize, &Problem)| it.0.is_multiple_of(6) == (part == "training");
            for (_, it) in problems.iter().enumerate().filter(of_part) {
                let start = cpu_seconds();
                let found = wanted.answer(&it.project);
                sum.seconds += cpu_seconds() - start;
                sum.add(it, &found, wanted.goal);
            }
            sum.print(set, part);
        }
    }
}

impl Wanted {
    /// Those of a kind that are asked for: all if none is named.
    fn of(&self, kind: &[&'static str]) -> Vec<&'static str> {
        let is_named = |it: &&&str| self.arguments.iter().any(|given| given == **it);
        let named: Vec<&str> = kind.iter().filter(is_named).copied().collect();
        if named.is_empty() { kind.to_vec() } else { named }
    }

    fn answer(&self, project: &Project) -> Sequence {
        let effort = Effort { schedules: self.schedules, ..Effort::default() };
        let Some(seconds) = self.seconds else {
            return sequence(project, self.goal, effort);
        };
        let end = cpu_seconds() + 2.0 * seconds;
        let watch = Watch { stop: &|| end <= cpu_seconds(), report: &|_| () };
        sequence_on(2, project, self.goal, effort, watch)
    }
}

/// How long until a project that is under way is in order again when a step runs long: until the
/// first answer, and with a thousand schedules.
fn under_way() {
    println!(
        "| Tasks | Resources | First answer ms | 1,000 schedules s | Tardiness: first | Then |"
    );
    println!("|---:|---:|---:|---:|---:|---:|");
    for (n_tasks, n_resources) in [(2_000, 40), (5_000, 200)] {
        let mut numbers = Numbers(7);
        let project = drawn(n_tasks, n_resources, 0, &mut numbers);
        let effort = Effort { schedules: 1_000, seed: 1 };
        let before = sequence(&project, Goal::Tardiness, effort);
        let now = before.makespan / 3;
        let runs = |it: &u32| {
            let (start, task) = (before.starts[*it as usize], project.task(*it));
            start < now && now < start + task.duration
        };
        let longer = (0..project.len()).find(runs).unwrap();
        let project = drawn(n_tasks, n_resources, longer, &mut Numbers(7));
        let told = Mutex::new(None);
        let start = cpu_seconds();
        let report = |it: &Sequence| {
            told.lock().unwrap().get_or_insert((cpu_seconds() - start, it.tardiness));
        };
        let running = Running::new(&project, before.starts.clone(), now).unwrap();
        let watch = Watch { stop: &|| false, report: &report };
        let after = resequence(1, &running, Goal::Tardiness, effort, watch);
        let seconds = cpu_seconds() - start;
        let first = told.lock().unwrap().unwrap();
        println!(
            "| {n_tasks} | {n_resources} | {:.1} | {seconds:.2} | {} | {} |",
            first.0 * 1_000.0,
            first.1,
            after.tardiness
        );
    }
}

/// A large project. One task may last longer than drawn.
fn drawn(n_tasks: u32, n_resources: u32, longer: u32, numbers: &mut Numbers) -> Project {
    let (mut tasks, mut orders) = (Vec::new(), Vec::new());
    for n in 0..n_tasks {
        let more = if 0 < longer && n == longer { 30 } else { 0 };
        let task = Task::of(2 + numbers.below(30) + more).taking(1, numbers.below(n_resources));
        tasks.push(task.due(50 + numbers.below(500), 1 + numbers.below(10)));
        for _ in 0..if n == 0 { 0 } else { numbers.below(3) } {
            orders.push(Order::then(n - 1 - numbers.below(n.min(100)), n));
        }
    }
    let resources = (0..n_resources).map(|_| Resource::of(2 + numbers.below(3)));
    Project::new(tasks, &orders, resources.collect()).unwrap()
}

fn cpu_seconds() -> f64 {
    let time = clock_gettime(ClockId::ProcessCPUTime);
    time.tv_sec as f64 + time.tv_nsec as f64 / 1e9
}

impl Sum {
    fn add(&mut self, problem: &Problem, found: &Sequence, goal: Goal) {
        assert_eq!(problem.project.violation(&found.starts), None);
        let makespan = f64::from(found.makespan);
        self.n += 1;
        self.gap += match goal {
            Goal::Makespan => 100.0 * (makespan / problem.best - 1.0),
            Goal::Tardiness => found.tardiness as f64,
        };
        self.deviation += 100.0 * (makespan / problem.chain - 1.0);
        self.n_hit += u32::from(makespan <= problem.best);
        self.n_proved += u32::from(found.is_best(goal));
        self.n_tried += f64::from(found.n_tried);
    }

    fn print(&self, set: &str, part: &str) {
        let n = f64::from(self.n);
        println!(
            "| {set} | {part} | {n} | {:.3} | {:.3} | {} | {} | {:.0} |",
            self.gap / n,
            self.deviation / n,
            self.n_hit,
            self.n_proved,
            self.n_tried / self.seconds,
        );
    }
}
