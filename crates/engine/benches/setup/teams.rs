//! A made-up project: tasks that wait for each other, half of them triangular and half lognormal, one in
//! twenty failing once; 4 types of teams with 3 teams each.

#![expect(clippy::indexing_slicing, reason = "of tasks that are there")]

use std::cmp::Reverse;
use std::collections::BTreeSet;

use engine::chance::Chance;
use engine::sequence::{Order, Project, Resource, Task};

use crate::numbers::Numbers;

/// `n_orders` orders, each from a task to one of the next 80.
pub(crate) fn made_up(n_tasks: u32, n_orders: usize) -> (Project, Vec<Chance>) {
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
    let mut orders = BTreeSet::new();
    while orders.len() < n_orders {
        let first = numbers.below(n_tasks - 1);
        let second = first + 1 + numbers.below(80);
        if second < n_tasks {
            orders.insert((first, second));
        }
    }
    let orders: Vec<Order> = orders.into_iter().map(|it| Order::then(it.0, it.1)).collect();
    (Project::new(tasks, &orders, vec![Resource::of(3); 4]).unwrap(), chances)
}

/// The most urgent first: whose longest chain of what waits for it is longest.
pub(crate) fn most_urgent(project: &Project) -> Vec<u32> {
    let mut tails = vec![0_u32; project.len() as usize];
    for task in (0..project.len()).rev() {
        tails[task as usize] += project.task(task).duration;
        for it in project.waits_for(task) {
            tails[it.first as usize] = tails[it.first as usize].max(tails[task as usize]);
        }
    }
    let mut list: Vec<u32> = (0..project.len()).collect();
    list.sort_by_key(|it| Reverse(tails[*it as usize]));
    list
}
