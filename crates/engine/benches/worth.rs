//! How long it takes to find what is worth buying with crews: `cargo bench -p engine --bench worth`,
//! with a number of services after `--`.
//!
//! The state is made up, and the same on every run: each service stands on six parts of its own and
//! on six of those that many share; every part has a crew. Times are those of the processor.

#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a measuring program: it prints its table, and stops at the first surprise"
)]

#[path = "setup/clock.rs"]
mod clock;
#[path = "setup/numbers.rs"]
mod numbers;

use std::collections::BTreeMap;

use engine::restoration::CrewSupply;
use engine::sequence::Effort;
use engine::{Board, Change, Crew, Investment, Looking, Model, Need, Node, OnCrews, frontier};

use crate::clock::timed;
use crate::numbers::Numbers;

const HOUR: u32 = 3600;
const CREWS: u32 = 200;
const SHARED: u32 = 2_000;
const CHOICES: u64 = 3_000;

/// The shared parts come first, then each service with its own.
fn state(n_services: u32) -> (Model, Vec<u32>) {
    let mut numbers = Numbers(1);
    let (mut nodes, mut needs, mut services) = (Vec::new(), Vec::new(), Vec::new());
    let part = |numbers: &mut Numbers| Node {
        restore: Some(HOUR / 4 + 60 * numbers.below(90)),
        crew: Some(Crew { index: numbers.below(CREWS), size: 1 + numbers.below(2) }),
        ..Node::default()
    };
    for node in 0..SHARED {
        nodes.push(part(&mut numbers));
        // The first hundred are what the others stand on.
        if 100 <= node {
            needs.extend((0..2).map(|_| Need::hard(node, numbers.below(100))));
        }
    }
    for _ in 0..n_services {
        let service = u32::try_from(nodes.len()).unwrap();
        let target = 2 * HOUR + 600 * numbers.below(24);
        let restore = Some(HOUR / 4);
        nodes.push(Node { restore, target_rto: Some(target), ..Node::default() });
        services.push(service);
        for own in service + 1..=service + 6 {
            nodes.push(part(&mut numbers));
            needs.push(Need::hard(service, own));
            needs.push(Need::hard(own, numbers.below(SHARED)));
        }
    }
    (Model::new(nodes, needs).unwrap(), services)
}

/// Half of them more people, half of them parts that are restored faster.
fn investments() -> Vec<Investment> {
    let mut numbers = Numbers(2);
    let change = |n: u32, numbers: &mut Numbers| match n % 2 {
        0 => Change::Crew { crew: numbers.below(CREWS), more: 1 + numbers.below(2) },
        _ => Change::Restore { node: numbers.below(SHARED), restore: HOUR / 12 },
    };
    let investment = |n| Investment {
        cost: u64::from(1 + numbers.below(50)),
        changes: (0..4).map(|_| change(n, &mut numbers)).collect(),
    };
    (0..40).map(investment).collect()
}

fn main() {
    let n_services = std::env::args().find_map(|it| it.parse().ok()).unwrap_or(20_000);
    let (model, services) = state(n_services);
    println!("{} nodes, {n_services} services, {CREWS} crews", model.len());
    let mut numbers = Numbers(3);
    let crews: BTreeMap<u32, CrewSupply> =
        (0..CREWS).map(|it| (it, CrewSupply::of(1 + numbers.below(3)))).collect();
    let investments = investments();
    let costs: Vec<u64> = investments.iter().map(|it| it.cost).collect();
    let looking = Looking { effort: Effort { schedules: 300, seed: 1 }, placed_max: 30_000_000 };
    let alone: Vec<Vec<(u32, u64)>> = services.iter().map(|it| vec![(*it, 1)]).collect();
    let together = vec![services.iter().map(|it| (*it, 1)).collect()];
    for (what, groups) in [("one service at a time", alone), ("all at once", together)] {
        let board = Board::new(model.clone());
        let mut on_crews =
            OnCrews::new(board, crews.clone(), &investments, &groups, looking).unwrap();
        let (took, _) = timed(1, || on_crews.prepare(|_, _| false));
        let (waiting, unseen) = (on_crews.n_waiting(), on_crews.n_unseen());
        println!("{what}: {waiting} wait for crews, {unseen} unseen: {:.2} s", took.as_secs_f64());
        let (took, found) = timed(1, || frontier(&costs, |it| on_crews.worth(it), CHOICES));
        let last = found.purchases.last().map(|it| it.in_time);
        println!(
            "  {} choices, {} steps up to {last:?} of at most {:?}, proved: {}: {:.2} s",
            found.evaluations,
            found.purchases.len(),
            found.most,
            found.is_exact,
            took.as_secs_f64()
        );
    }
}
