//! How fast trials are and how near they come: `cargo bench -p engine --bench chance`, or with a number
//! of trials, and a part of the names of those that are wanted, after `--`.
//!
//! The project is made up, and the same on every run: 200 tasks, 467 orders, half of the durations
//! triangular and half lognormal, one task in twenty fails once and is repeated; 4 types of teams with
//! 3 teams each. Speeds are trials in a second of processor time on one thread. `peers/chance.py` does
//! the same with numpy and `SimPy`.

#![expect(
    clippy::indexing_slicing,
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a measuring program: it prints its table, and stops at the first surprise"
)]

use engine::chance::{Chance, Policy, Precision, Simulation};
use engine::sequence::{Order, Project, Resource, Task};

/// A small generator of numbers that look random (splitmix64).
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, limit: u64) -> u32 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        u32::try_from((mixed ^ (mixed >> 31)) % limit).unwrap_or(0)
    }
}

/// `n_orders` orders, each from a task to one of the next 80.
fn made_up(n_tasks: u32, n_orders: usize) -> (Project, Vec<Chance>) {
    let mut numbers = Numbers(7);
    let (mut tasks, mut chances) = (Vec::new(), Vec::new());
    for task in 0..n_tasks {
        let low = f64::from(20 + numbers.below(100));
        let planned = low * 1.5;
        let chance = match task % 2 {
            0 => Chance::triangular(low, planned, low * f64::from(2 + numbers.below(3))),
            _ => Chance::lognormal(planned, planned * (1.3 + f64::from(numbers.below(10)) / 10.0)),
        };
        chances.push(chance.failing(0.05, 1));
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "small")]
        let it = Task::of(planned as u32).taking(1, numbers.below(4));
        tasks.push(if task % 20 == 19 { it.due(1_000 + 8 * task, 1) } else { it });
    }
    let mut orders = std::collections::BTreeSet::new();
    while orders.len() < n_orders {
        let first = numbers.below(u64::from(n_tasks) - 1);
        let second = first + 1 + numbers.below(80);
        if second < n_tasks {
            orders.insert((first, second));
        }
    }
    let orders: Vec<Order> = orders.into_iter().map(|it| Order::then(it.0, it.1)).collect();
    (Project::new(tasks, &orders, vec![Resource::of(3); 4]).unwrap(), chances)
}

/// Seconds of processor time of this thread, as Linux counts them.
fn processor_seconds() -> f64 {
    let text = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap();
    text.split(' ').next().unwrap().parse::<f64>().unwrap() * 1e-9
}

/// The most urgent first: whose longest chain of what waits for it is longest.
fn most_urgent(project: &Project) -> Vec<u32> {
    let mut tails = vec![0_u32; project.len() as usize];
    for task in (0..project.len()).rev() {
        tails[task as usize] += project.task(task).duration;
        for it in project.waits_for(task) {
            tails[it.first as usize] = tails[it.first as usize].max(tails[task as usize]);
        }
    }
    let mut list: Vec<u32> = (0..project.len()).collect();
    list.sort_by_key(|it| std::cmp::Reverse(tails[*it as usize]));
    list
}

fn row(name: &str, simulation: &Simulation, trials: u64) {
    let wanted = std::env::args().nth(2);
    if wanted.is_some_and(|it| it != "--bench" && !name.contains(&it)) {
        return;
    }
    let start = processor_seconds();
    let outlook = simulation.run(&Precision::trials(trials), 1);
    let speed = outlook.trials as f64 / (processor_seconds() - start);
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
