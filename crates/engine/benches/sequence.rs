//! How good sequences are: `MAINSTAY_DATA=… cargo bench -p engine --bench sequence`, and after `--` a
//! number of schedules, sets such as `j120`, and `training` or `other` for a part of them.
//!
//! The problems are those of PSPLIB (Kolisch and Sprecher 1996), whose best known answers are in
//! `psplib/best_known.csv` of the data. The deviation is from the longest chain, as the literature has
//! it; the gap is from the best known. Every sixth problem is for training: parameters were chosen by
//! these alone. Seconds are those of the processor.

#![expect(
    clippy::indexing_slicing,
    clippy::unwrap_used,
    clippy::print_stdout,
    clippy::disallowed_methods,
    reason = "a measuring program: it asks where the data are, prints its table, and stops at the first surprise"
)]

use std::path::Path;

use engine::sequence::{Effort, Goal, Project, Sequence, read_psplib, sequence};
use rustix::time::{ClockId, clock_gettime};

/// A problem with what is known of it.
struct Problem {
    project: Project,
    chain: f64,
    best: f64,
}

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

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let is_wanted = |kind: &[&str], it: &str| {
        let of_kind = |it: &String| kind.contains(&it.as_str());
        !arguments.iter().any(of_kind) || arguments.iter().any(|given| given == it)
    };
    let schedules = arguments.iter().find_map(|it| it.parse().ok()).unwrap_or(5_000);
    let Ok(data) = std::env::var("MAINSTAY_DATA") else {
        return println!("MAINSTAY_DATA names no folder: nothing is measured.");
    };
    println!("| Set | Part | Problems | Gap % | Deviation % | Best known | Proved | Schedules/s |");
    println!("|---|---|---:|---:|---:|---:|---:|---:|");
    const SETS: [&str; 4] = ["j30", "j60", "j90", "j120"];
    const PARTS: [&str; 2] = ["training", "other"];
    for set in SETS.into_iter().filter(|it| is_wanted(&SETS, it)) {
        let problems = problems(&Path::new(&data).join("psplib"), set);
        for part in PARTS.into_iter().filter(|it| is_wanted(&PARTS, it)) {
            let mut sum = Sum::default();
            let of_part = |it: &(usize, &Problem)| it.0.is_multiple_of(6) == (part == "training");
            for (_, it) in problems.iter().enumerate().filter(of_part) {
                let effort = Effort { schedules, ..Effort::default() };
                let start = cpu_seconds();
                let found = sequence(&it.project, Goal::Makespan, effort);
                sum.seconds += cpu_seconds() - start;
                sum.add(it, &found);
            }
            sum.print(set, part);
        }
    }
}

fn cpu_seconds() -> f64 {
    let time = clock_gettime(ClockId::ProcessCPUTime);
    time.tv_sec as f64 + time.tv_nsec as f64 / 1e9
}

fn problems(folder: &Path, set: &str) -> Vec<Problem> {
    let known = std::fs::read_to_string(folder.join("best_known.csv")).unwrap();
    let of_line = |line: &str| {
        let fields: Vec<&str> = line.split(',').collect();
        let file = folder.join("sm").join(set).join(format!("{}.sm", fields[1]));
        let text = (fields[0] == set).then(|| std::fs::read_to_string(file).ok()).flatten()?;
        let number = |at: usize| fields[at].parse().unwrap();
        Some(Problem { project: read_psplib(&text).unwrap(), chain: number(3), best: number(5) })
    };
    known.lines().skip(1).filter_map(of_line).collect()
}

impl Sum {
    fn add(&mut self, problem: &Problem, found: &Sequence) {
        assert_eq!(problem.project.violation(&found.starts), None);
        let makespan = f64::from(found.makespan);
        self.n += 1;
        self.gap += 100.0 * (makespan / problem.best - 1.0);
        self.deviation += 100.0 * (makespan / problem.chain - 1.0);
        self.n_hit += u32::from(makespan <= problem.best);
        self.n_proved += u32::from(found.is_best(Goal::Makespan));
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
