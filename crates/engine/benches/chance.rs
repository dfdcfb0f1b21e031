//! How fast trials are and how near they come: `cargo bench -p engine --bench chance`, or with a number
//! of trials, and a part of the names of those that are wanted, after `--`.
//!
//! The project is made up, and the same on every run: 200 tasks, 467 orders; see `setup/teams.rs`.
//! Speeds are trials in a second of processor time on one thread. `peers/chance.py` does
//! the same with numpy and `SimPy`.

#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a measuring program: it prints its table, and stops at the first surprise"
)]

#[path = "setup/clock.rs"]
mod clock;
#[path = "setup/numbers.rs"]
mod numbers;
#[path = "setup/teams.rs"]
mod teams;

use engine::chance::{Policy, Precision, Simulation};

use crate::clock::timed;
use crate::teams::{made_up, most_urgent};

fn row(name: &str, simulation: &Simulation, trials: u64) {
    let wanted = std::env::args().nth(2);
    if wanted.is_some_and(|it| it != "--bench" && !name.contains(&it)) {
        return;
    }
    let (took, outlook) = timed(1, || simulation.run(&Precision::trials(trials), 1));
    let speed = outlook.trials as f64 / took.as_secs_f64();
    let all = &outlook.all;
    let [p50, p90, p95] = [0.5, 0.9, 0.95].map(|it| all.percentile(it).value);
    println!(
        "| {name} | {trials} | {speed:.0} | {:.1} | {p50:.1} | {p90:.1} | {p95:.1} |",
        all.mean
    );
}

fn main() {
    let trials = std::env::args().find_map(|it| it.parse().ok()).unwrap_or(200_000);
    println!("| Trials of | Trials | Trials/s | Mean | P50 | P90 | P95 |");
    println!("|---|---:|---:|---:|---:|---:|---:|");
    let (project, chances) = made_up(200, 467);
    let list = most_urgent(&project);
    let policies = [
        ("no limits", Policy::Unlimited, trials),
        ("teams, dispatched", Policy::Dispatch(list.clone()), trials / 10),
        ("teams, by list", Policy::List(list), trials),
    ];
    for (name, policy, trials) in policies {
        let simulation = Simulation::new(&project, &chances, &policy).unwrap();
        row(name, &simulation.clone().without_chains(), trials);
        row(&format!("{name}, with binding chains"), &simulation, trials);
    }
    let (project, chances) = made_up(5_000, 12_000);
    let simulation = Simulation::new(&project, &chances, &Policy::Unlimited).unwrap();
    row("5,000 tasks, no limits", &simulation, 10_000);
    let policy = Policy::Dispatch(most_urgent(&project));
    let simulation = Simulation::new(&project, &chances, &policy).unwrap();
    row("5,000 tasks, teams, dispatched", &simulation, 1_000);
}
