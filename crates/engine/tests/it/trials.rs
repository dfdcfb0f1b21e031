//! Single trials: whatever times chance has, they hold, and say what bound.

use engine::chance::{Chance, Link, Policy, Precision, Simulation, Trial, Why};
use engine::sequence::{Order, Project, Resource, Task};
use proptest::prelude::*;

use crate::chance::{near, network, project};

/// What a trial did with fixed times is a schedule, which the project itself checks.
fn check_schedule(project: &Project, found: &Trial) {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "whole times")]
    let starts: Vec<u32> = found.starts.iter().map(|it| *it as u32).collect();
    assert_eq!(project.violation(&starts), None, "{starts:?}");
}

fn shifts() -> impl Strategy<Value = Project> {
    let resource = (1..6_u32, prop::collection::vec((1..9_u32, 0..6_u32), 0..3));
    let befores = prop::collection::vec((0..12_u32, 0..4_i32), 0..3);
    let amounts = prop::collection::vec(0..6_u32, 3);
    let task = (0..9_u32, amounts, befores, 0..5_u32);
    (prop::collection::vec(resource, 3), prop::collection::vec(task, 1..14)).prop_map(
        |(resources, drawn)| {
            let resources: Vec<Resource> = resources
                .into_iter()
                .map(|(capacity, changes)| {
                    let changes = changes.into_iter().scan(0, |at, (more, capacity)| {
                        *at += more;
                        Some((*at, capacity))
                    });
                    let changes = changes.chain([(40, capacity)]).collect();
                    Resource { capacity, changes }
                })
                .collect();
            let mut orders = Vec::new();
            let mut tasks = Vec::new();
            for (second, (duration, amounts, befores, release)) in (0_u32..).zip(drawn) {
                let befores = befores.into_iter().filter(|it| it.0 < second);
                orders.extend(befores.map(|(first, lag)| Order { first, second, lag }));
                let uses = (0_u32..).zip(amounts.iter().zip(&resources));
                let task = uses.fold(Task::of(duration), |task, (resource, (amount, most))| {
                    task.taking(*amount.min(&most.last()), resource)
                });
                tasks.push(task.not_before(release));
            }
            Project::new(tasks, &orders, resources).unwrap()
        },
    )
}

proptest! {
    #![proptest_config(crate::random::models(200))]

    #[test]
    fn with_planned_times_every_trial_is_a_schedule_that_holds(project in shifts(), seed in 0..99_u64) {
        let chances = vec![Chance::planned(); project.len() as usize];
        let mut list: Vec<u32> = (0..project.len()).collect();
        list.sort_by_key(|it| u64::from(*it).wrapping_mul(seed * 2 + 1) % 13);
        let policy = Policy::Dispatch(list.clone());
        let simulation = Simulation::new(&project, &chances, &policy).unwrap();
        check_schedule(&project, &simulation.trial(1, seed));
        let tasks = (0..project.len()).map(|it| project.task(it).clone()).collect();
        let orders: Vec<Order> = (0..project.len()).flat_map(|it| project.waits_for(it)).collect();
        let lasting = project.resources().iter().map(|it| Resource::of(it.last())).collect();
        let lasting = Project::new(tasks, &orders, lasting).unwrap();
        let simulation = Simulation::new(&lasting, &chances, &Policy::List(list)).unwrap();
        check_schedule(&lasting, &simulation.trial(1, seed));
    }

    /// In each trial, whatever times chance has: orders hold, no crew is in two places, and each link
    /// of the chain starts when what it names lets it.
    #[test]
    fn every_trial_holds_and_its_chain_leaves_no_slack(n in 0..5_000_u64) {
        let (project, chances) = network();
        let list: Vec<u32> = (0..30).rev().collect();
        for policy in [Policy::Unlimited, Policy::Dispatch(list.clone()), Policy::List(list)] {
            let is_limited = policy != Policy::Unlimited;
            let found = Simulation::new(&project, &chances, &policy).unwrap().trial(3, n);
            for task in 0..30 {
                let start = found.starts[task as usize];
                for it in project.waits_for(task) {
                    prop_assert!(found.ends[it.first as usize] <= start);
                }
                for (resource, it) in (0_u32..).zip(project.resources()).filter(|_| is_limited) {
                    let is_at_work = |it: &usize| found.starts[*it] <= start && start < found.ends[*it];
                    let takers = (resource..30).step_by(3).map(|it| it as usize);
                    prop_assert!(takers.filter(is_at_work).count() <= it.capacity as usize);
                }
            }
            let last = found.ends.iter().copied().fold(0.0, f64::max);
            prop_assert_eq!(found.chain.last().map(|it| found.ends[it.task as usize]), Some(last));
            prop_assert_eq!(found.chain.first().map(|it| it.why), Some(Why::Moment));
            for link in found.chain.windows(2) {
                let after = match link[1].why {
                    Why::Task { after } | Why::Resource { after: Some(after), .. } => after,
                    other => panic!("{other:?}"),
                };
                prop_assert_eq!(after, link[0].task);
                prop_assert_eq!(found.starts[link[1].task as usize], found.ends[after as usize]);
            }
        }
    }
}

/// The list keeps its order: the second task waits for its turn although it could be done at once.
#[test]
fn who_is_dispatched_overtakes_and_who_has_a_turn_does_not() {
    let tasks = vec![Task::of(4), Task::of(2).taking(1, 0), Task::of(3).taking(1, 0)];
    let project = project(tasks, &[(0, 1)], &[1]);
    let chances = vec![Chance::planned(); 3];
    let ends = |policy| {
        let simulation = Simulation::new(&project, &chances, &policy).unwrap();
        simulation.trial(1, 0).ends
    };
    assert_eq!(ends(Policy::Dispatch(vec![0, 1, 2])), [4.0, 6.0, 3.0]);
    assert_eq!(ends(Policy::List(vec![1, 0, 2])), [4.0, 6.0, 9.0]);
}

/// From 2 to 4 there is nobody. Who has begun stays, even if that takes longer than planned; who would
/// not be done by plan does not begin.
#[test]
fn a_shift_ends_when_its_work_is_done() {
    let shift = Resource { capacity: 1, changes: vec![(2, 0), (4, 1)] };
    let tasks = vec![Task::of(2).taking(1, 0), Task::of(3).taking(1, 0)];
    let project = Project::new(tasks, &[], vec![shift]).unwrap();
    let chances = [Chance::measured(&[2.5]), Chance::planned()];
    let trial = |list: &[u32]| {
        let policy = Policy::Dispatch(list.to_vec());
        Simulation::new(&project, &chances, &policy).unwrap().trial(1, 0)
    };
    let found = trial(&[1, 0]);
    assert_eq!((&found.starts, &found.ends), (&vec![0.0, 4.0], &vec![2.5, 7.0]));
    let why = Why::Resource { resource: 0, after: None };
    assert_eq!(found.chain, [Link { task: 1, why }]);
}

#[test]
fn the_swing_of_a_task_is_what_its_duration_does() {
    let tasks = vec![Task::of(20), Task::of(30), Task::of(1)];
    let project = project(tasks, &[(0, 1)], &[]);
    let chances =
        [Chance::triangular(0.0, 0.0, 100.0), Chance::lognormal(30.0, 60.0), Chance::planned()];
    let simulation = Simulation::new(&project, &chances, &Policy::Unlimited).unwrap();
    let swings = simulation.tornado(&[2, 0, 1, 9], 20_000, 1, 3);
    assert_eq!(swings, simulation.tornado(&[2, 0, 1], 20_000, 1, 1));
    // 100 (1 − √0.9) and 100 (1 − √0.1), and what lies between moves the sum by as much.
    let tasks: Vec<u32> = swings.iter().map(|it| it.task).collect();
    assert_eq!(tasks, [0, 1, 2]);
    near(swings[0].low, 5.13, 0.03);
    near(swings[0].high, 68.38, 0.01);
    near(swings[0].width(), swings[0].high - swings[0].low, 1e-5);
    near(swings[1].high, 60.0, 0.02);
    assert_eq!(swings[2].width(), 0.0);
    let outlook = simulation.run(&Precision::trials(20_000), 1);
    assert_eq!(outlook.most_crucial(2), [0, 1]);
}

#[test]
fn what_decides_about_one_service_is_asked_about_it_alone() {
    let tasks = vec![Task::of(5), Task::of(9).due(9, 1), Task::of(5).due(9, 1)];
    let project = project(tasks, &[(0, 2)], &[]);
    let chances = vec![Chance::triangular(1.0, 5.0, 9.0); 3];
    let simulation = Simulation::new(&project, &chances, &Policy::Unlimited).unwrap();
    let found = simulation.about(1).unwrap().run(&Precision::trials(1_024), 1);
    let criticality: Vec<f64> = found.influences.iter().map(|it| it.criticality).collect();
    assert_eq!(criticality, [0.0, 1.0, 0.0]);
}
