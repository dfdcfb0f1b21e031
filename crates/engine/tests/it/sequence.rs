//! Sequencing: schedules that hold, bounds that nothing beats, and the library of known problems.

use std::sync::Mutex;

use engine::sequence::{
    Effort, Goal, Order, Project, ProjectError, PsplibError, Resource, Running, Sequence, Task,
    Use, Violation, Watch, read_psplib, resequence, sequence, sequence_on,
};
use proptest::prelude::*;

fn shortest(project: &Project, schedules: u32, seed: u64) -> Sequence {
    sequence(project, Goal::Makespan, Effort { schedules, seed })
}

/// Tasks that each wait for some of those before them, and take some of five resources, which change.
fn projects() -> impl Strategy<Value = Project> {
    fewer_than(12)
}

fn fewer_than(n_tasks: usize) -> impl Strategy<Value = Project> {
    let resource = (1..6_u32, prop::collection::vec((1..9_u32, 0..6_u32), 0..3));
    let befores = prop::collection::vec((0..12_u32, -3..4_i32), 0..3);
    let amounts = prop::collection::vec(0..6_u32, 5);
    let task = (0..9_u32, amounts, befores, 0..5_u32, prop::option::of((0..30_u32, 1..9_u32)));
    let tasks = prop::collection::vec(task, 0..n_tasks);
    (prop::collection::vec(resource, 5), tasks, any::<bool>()).prop_map(
        |(resources, drawn, tied)| {
            let resources: Vec<Resource> = resources
                .into_iter()
                .map(|(capacity, changes)| {
                    let changes = changes.into_iter().scan(0, |at, (more, capacity)| {
                        *at += more;
                        Some((*at, capacity))
                    });
                    let mut changes: Vec<(u32, u32)> = changes.filter(|_| tied).collect();
                    changes.push((40, capacity));
                    Resource { capacity, changes: if tied { changes } else { Vec::new() } }
                })
                .collect();
            let mut orders = Vec::new();
            let mut tasks = Vec::new();
            for (second, (duration, amounts, befores, release, due)) in (0_u32..).zip(drawn) {
                let befores = befores.into_iter().filter(|it| it.0 < second);
                orders.extend(befores.map(|(first, lag)| Order { first, second, lag }));
                let uses =
                    (0..).zip(amounts.iter().zip(&resources)).map(|(resource, (amount, most))| {
                        Use { resource, amount: *amount.min(&most.last()) }
                    });
                let task = Task { uses: uses.collect(), ..Task::of(duration) };
                let task = task.not_before(if tied { release } else { 0 });
                tasks.push(match due {
                    Some((at, weight)) => task.due(at, weight),
                    None => task,
                });
            }
            Project::new(tasks, &orders, resources).unwrap()
        },
    )
}

/// The shortest makespan of all, and the least tardiness: every order of placing the tasks.
fn best_of_all(project: &Project) -> (u32, u64) {
    fn place(project: &Project, starts: &mut Vec<Option<u32>>, best: &mut (u32, u64)) {
        if let Some(starts) = starts.iter().copied().collect::<Option<Vec<u32>>>() {
            best.0 = best.0.min(project.makespan(&starts));
            best.1 = best.1.min(project.tardiness(&starts));
        }
        for task in 0..project.len() {
            if starts[task as usize].is_some() {
                continue;
            }
            // The first time at which it fits among those that are placed.
            let is_placed = |it: &u32| starts[*it as usize].is_some() || *it == task;
            let known: Vec<u32> = (0..project.len()).filter(is_placed).collect();
            let fits =
                |at: &u32| {
                    holds(project, &known, |it| {
                        if it == task { *at } else { starts[it as usize].unwrap() }
                    })
                };
            let Some(at) = (0..200).find(fits) else { continue };
            starts[task as usize] = Some(at);
            place(project, starts, best);
            starts[task as usize] = None;
        }
    }
    let mut best = (u32::MAX, u64::MAX);
    place(project, &mut vec![None; project.len() as usize], &mut best);
    best
}

/// Whether the tasks `known` may start when they do, unit by unit of time.
fn holds(project: &Project, known: &[u32], start: impl Fn(u32) -> u32) -> bool {
    let end = |it: u32| start(it) + project.task(it).duration;
    let is_ordered = known.iter().all(|task| {
        project.task(*task).release <= start(*task)
            && project.waits_for(*task).all(|it| {
                // Who is not placed yet is never done.
                let is_known = known.contains(&it.first);
                let done = if is_known { i64::from(end(it.first)) } else { i64::MAX / 2 };
                done + i64::from(it.lag) <= i64::from(start(*task))
            })
    });
    let last = known.iter().map(|it| end(*it)).max().unwrap_or(0);
    is_ordered
        && (0..last).all(|at| {
            (0_u32..).zip(project.resources()).all(|(resource, it)| {
                let runs = known.iter().filter(|it| start(**it) <= at && at < end(**it));
                let uses = runs.flat_map(|it| &project.task(*it).uses);
                let taken: u32 =
                    uses.filter(|it| it.resource == resource).map(|it| it.amount).sum();
                taken <= it.at(at)
            })
        })
}

proptest! {
    #[test]
    fn every_schedule_holds_and_none_beats_the_bounds(
        project in projects(),
        seed in 0..9_u64,
        is_late in any::<bool>(),
    ) {
        let goal = if is_late { Goal::Tardiness } else { Goal::Makespan };
        let effort = Effort { schedules: 60, seed };
        let found = sequence(&project, goal, effort);
        prop_assert_eq!(project.violation(&found.starts), None);
        let all: Vec<u32> = (0..project.len()).collect();
        prop_assert!(holds(&project, &all, |it| found.starts[it as usize]));
        prop_assert_eq!(project.makespan(&found.starts), found.makespan);
        prop_assert_eq!(project.tardiness(&found.starts), found.tardiness);
        prop_assert!(found.makespan_bound <= found.makespan);
        prop_assert!(found.tardiness_bound <= found.tardiness);
        prop_assert_eq!(sequence(&project, goal, effort), found);
    }
}

proptest! {
    #[test]
    fn one_more_of_a_resource_makes_no_bound_worse(project in projects(), more in 0..5_usize) {
        let tasks = (0..project.len()).map(|it| project.task(it).clone()).collect();
        let orders: Vec<Order> = (0..project.len()).flat_map(|it| project.waits_for(it)).collect();
        let mut resources = project.resources().to_vec();
        resources[more].capacity += 1;
        resources[more].changes.iter_mut().for_each(|it| it.1 += 1);
        let larger = Project::new(tasks, &orders, resources).unwrap();
        let (fewer, more) = (shortest(&project, 1, 1), shortest(&larger, 1, 1));
        prop_assert!(more.makespan_bound <= fewer.makespan_bound);
        prop_assert!(more.tardiness_bound <= fewer.tardiness_bound);
    }
}

proptest! {
    #[test]
    fn what_was_started_stays_and_the_rest_gets_no_worse(
        project in projects(),
        now in 0..40_u32,
        is_late in any::<bool>(),
    ) {
        let goal = if is_late { Goal::Tardiness } else { Goal::Makespan };
        let effort = Effort { schedules: 60, seed: 1 };
        let before = sequence(&project, goal, effort);
        let running = Running::new(&project, before.starts.clone(), now).unwrap();
        let after = resequence(1, &running, goal, effort, Watch::NONE);
        prop_assert_eq!(project.violation(&after.starts), None);
        for (before, after) in before.starts.iter().zip(&after.starts) {
            let is_kept = if *before < now { after == before } else { now <= *after };
            prop_assert!(is_kept);
        }
        let value = |it: &Sequence| (if is_late { it.tardiness } else { 0 }, it.makespan);
        prop_assert!(value(&after) <= value(&before));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]

    #[test]
    fn of_few_tasks_the_best_order_is_found(
        drawn in prop::collection::vec((1..5_u32, 1..4_u32, 0..9_u32, 1..4_u32), 1..6),
        orders in prop::collection::vec((0..6_u32, 0..6_u32), 0..4),
    ) {
        let tasks = drawn.iter().map(|(duration, amount, due, weight)| {
            Task::of(*duration).taking(*amount, 0).due(*due, *weight)
        });
        let tasks: Vec<Task> = tasks.collect();
        let n = u32::try_from(tasks.len()).unwrap();
        let orders = orders.into_iter().filter(|it| it.0 < it.1 && it.1 < n);
        let orders: Vec<Order> = orders.map(|it| Order::then(it.0, it.1)).collect();
        let project = Project::new(tasks, &orders, vec![Resource::of(4)]).unwrap();
        prop_assert_eq!(shortest(&project, 5_000, 1).makespan, best_of_all(&project).0);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]

    #[test]
    fn of_few_tasks_the_best_order_is_proved_to_be_best(project in fewer_than(6), later in 1..9_u32) {
        let best = best_of_all(&project).0;
        let found = shortest(&project, 5_000, 1);
        prop_assert_eq!((found.makespan, found.makespan_bound), (best, best));
        // So is the same, begun later.
        if !project.is_empty() {
            let found = shortest(&begun_later(&project, later), 5_000, 1);
            prop_assert_eq!((found.makespan, found.makespan_bound), (best + later, best + later));
        }
    }

    #[test]
    fn what_is_proved_is_beaten_by_no_other_search(project in projects()) {
        let found = shortest(&project, 5_000, 1);
        prop_assert!(found.makespan_bound <= found.makespan);
        for seed in 2..6 {
            prop_assert!(found.makespan_bound <= shortest(&project, 60, seed).makespan);
        }
    }
}

fn begun_later(project: &Project, later: u32) -> Project {
    let tasks = (0..project.len()).map(|it| {
        let task = project.task(it).clone();
        let release = task.release + later;
        task.not_before(release)
    });
    let orders: Vec<Order> = (0..project.len()).flat_map(|it| project.waits_for(it)).collect();
    let mut resources = project.resources().to_vec();
    resources.iter_mut().flat_map(|it| &mut it.changes).for_each(|it| it.0 += later);
    Project::new(tasks.collect(), &orders, resources).unwrap()
}

/// There are people enough for all the work, but not for two of the first three at once.
fn trio() -> Project {
    let task = || Task::of(4).taking(3, 0);
    let tasks = vec![task(), task(), task(), Task::of(1)];
    let orders = [Order::then(0, 3), Order::then(1, 3), Order::then(2, 3)];
    Project::new(tasks, &orders, vec![Resource::of(5)]).unwrap()
}

#[test]
fn a_proof_ends_the_search() {
    let found = shortest(&trio(), 400_000, 1);
    assert_eq!((found.makespan, found.makespan_bound), (13, 13));
    assert!(found.n_tried < 400_000);
}

/// What follows without any choice is not worked out hour by hour.
#[test]
fn a_crew_that_comes_late_is_waited_for() {
    let crews = Resource { capacity: 0, changes: vec![(4_000_000, 2)] };
    let tasks = (0..9).map(|_| Task::of(1).taking(1, 0)).collect();
    let project = Project::new(tasks, &[], vec![crews]).unwrap();
    let found = shortest(&project, 5_000, 1);
    assert_eq!((found.makespan, found.makespan_bound), (4_000_005, 4_000_005));
}

/// Thirty tasks for one crew of five, hard to fit.
fn jam() -> Project {
    let task =
        |n: u32| Task::of(1 + n * 7 % 9).taking(1 + n * 5 % 4, 0).due(10 + n * 11 % 40, 1 + n % 5);
    let orders = (0..25).filter(|n| n % 3 != 0).map(|n| Order::then(n, n + 2 + n % 4));
    let orders: Vec<Order> = orders.collect();
    Project::new((0..30).map(task).collect(), &orders, vec![Resource::of(5)]).unwrap()
}

#[test]
fn the_answer_is_the_same_on_any_number_of_threads() {
    // Of the second project the best order is found at once.
    let easy = Project::new(vec![Task::of(2); 9], &[], Vec::new()).unwrap();
    // Of the third a proof ends the search.
    let cases = [
        (jam(), Goal::Tardiness),
        (easy, Goal::Makespan),
        (trio(), Goal::Makespan),
        (jam(), Goal::Makespan),
    ];
    for (project, goal) in cases {
        let effort = Effort { schedules: 30_000, seed: 3 };
        let on = |threads| sequence_on(threads, &project, goal, effort, Watch::NONE);
        let one = on(1);
        assert_eq!(one, sequence(&project, goal, effort));
        assert_eq!([on(2), on(9)], [one.clone(), one]);
    }
}

#[test]
fn whoever_looks_on_is_told_each_better_sequence_and_can_stop() {
    let project = jam();
    let told: Mutex<Vec<Sequence>> = Mutex::default();
    let report = |it: &Sequence| told.lock().unwrap().push(it.clone());
    let effort = Effort { schedules: 40_000, seed: 1 };
    let watch = Watch { stop: &|| false, report: &report };
    let found = sequence_on(2, &project, Goal::Tardiness, effort, watch);
    let told = told.into_inner().unwrap();
    let value = |it: &Sequence| (it.tardiness, it.makespan);
    assert!(told.iter().all(|it| project.violation(&it.starts).is_none()));
    assert!(told.is_sorted_by(|one, next| value(next) < value(one)));
    assert_eq!(told.last().map(value), Some(value(&found)));

    // Enough as soon as there is anything.
    let any = Mutex::new(false);
    let stop = || *any.lock().unwrap();
    let watch = Watch { stop: &stop, report: &|_| *any.lock().unwrap() = true };
    let found = sequence_on(1, &project, Goal::Tardiness, effort, watch);
    assert_eq!(project.violation(&found.starts), None);
    assert!(found.n_tried < 10);
    let at_once = Watch { stop: &|| true, report: &|_| () };
    let found = sequence_on(1, &project, Goal::Tardiness, effort, at_once);
    assert_eq!(project.violation(&found.starts), None);
}

/// Two crews do three tasks; one crew is lost while both are at work.
#[test]
fn what_was_started_goes_on_when_a_crew_is_lost() {
    let task = || Task::of(4).taking(1, 0);
    let tasks = vec![task(), task(), task(), Task::of(1)];
    let crews = Resource { capacity: 2, changes: vec![(2, 1)] };
    let project = Project::new(tasks, &[Order::then(0, 3)], vec![crews]).unwrap();
    let running = Running::new(&project, vec![0, 1, 4, 4], 2).unwrap();
    let found = resequence(1, &running, Goal::Makespan, Effort::default(), Watch::NONE);
    assert_eq!(found.starts, [0, 1, 5, 4]);

    let refused = |starts| Running::new(&project, starts, 2).unwrap_err();
    assert_eq!(refused(vec![0]), Violation::Count);
    assert_eq!(refused(vec![0, 1, 4, 1]), Violation::Early { task: 3, after: 0 });
    assert_eq!(refused(vec![2, 1, 4, 1]), Violation::Early { task: 3, after: 0 });
}

#[test]
fn what_was_started_ahead_of_what_it_counts_on_can_count_on_it() {
    // The second may start an hour before the first, and did; a third would like to go first.
    let tasks = vec![Task::of(2).taking(1, 0), Task::of(5), Task::of(9).taking(1, 0).due(0, 9)];
    let ahead = Order { first: 0, second: 1, lag: -3 };
    let project = Project::new(tasks, &[ahead], vec![Resource::of(1)]).unwrap();
    let running = Running::new(&project, vec![4, 3, 6], 4).unwrap();
    let found = resequence(1, &running, Goal::Tardiness, Effort::default(), Watch::NONE);
    assert_eq!(found.starts, [4, 3, 6]);
    let too_late = Running::new(&project, vec![5, 3, 7], 4).unwrap_err();
    assert_eq!(too_late, Violation::Early { task: 1, after: 0 });
}

#[test]
fn a_project_that_makes_no_sense_is_refused() {
    let one = || vec![Task::of(1).taking(2, 0)];
    let refused = |tasks, orders: &[(u32, u32)], capacities: &[u32]| {
        let orders: Vec<Order> = orders.iter().map(|it| Order::then(it.0, it.1)).collect();
        let resources = capacities.iter().copied().map(Resource::of).collect();
        Project::new(tasks, &orders, resources).unwrap_err()
    };
    assert_eq!(refused(one(), &[(0, 1)], &[2]), ProjectError::TaskUnknown { order: 0, task: 1 });
    assert_eq!(refused(one(), &[], &[]), ProjectError::ResourceUnknown { task: 0, resource: 0 });
    let too_much = ProjectError::TooMuch { task: 0, resource: 0, amount: 2, capacity: 1 };
    assert_eq!(refused(one(), &[], &[1]), too_much);
    assert_eq!(refused(one(), &[], &[40_000]), ProjectError::CapacityTooLarge { resource: 0 });
    assert_eq!(refused(one(), &[(0, 0)], &[2]), ProjectError::Circle { task: 0 });
    let four = vec![Task::of(1); 4];
    let orders = [(1, 2), (2, 1), (2, 3), (0, 1)];
    assert_eq!(refused(four, &orders, &[]), ProjectError::Circle { task: 1 });
    assert_eq!(refused(vec![Task::of(5_000_000)], &[], &[]), ProjectError::TooLong);
    let changes = vec![(3, 1), (3, 2)];
    let resources = vec![Resource { capacity: 1, changes }];
    let unordered = Project::new(Vec::new(), &[], resources).unwrap_err();
    assert_eq!(unordered, ProjectError::ChangesUnordered { resource: 0 });
}

#[test]
fn what_is_wrong_with_a_schedule_is_named() {
    let tasks = vec![Task::of(2).taking(1, 0), Task::of(2).taking(1, 0), Task::of(1).not_before(1)];
    let project = Project::new(tasks, &[Order::then(0, 2)], vec![Resource::of(1)]).unwrap();
    assert_eq!(project.violation(&[0, 2, 2]), None);
    assert_eq!(project.violation(&[0, 2]), Some(Violation::Count));
    assert_eq!(project.violation(&[0, 2, 0]), Some(Violation::Unreleased { task: 2 }));
    assert_eq!(project.violation(&[0, 2, 1]), Some(Violation::Early { task: 2, after: 0 }));
    assert_eq!(project.violation(&[0, 1, 2]), Some(Violation::Overload { at: 1, resource: 0 }));
}

/// A crew that works from 2 to 4 and from 6 on, and a task of three hours.
#[test]
fn work_waits_until_the_crew_is_there_for_long_enough() {
    let shifts = Resource { capacity: 0, changes: vec![(2, 1), (4, 0), (6, 1)] };
    let tasks = vec![Task::of(3).taking(1, 0), Task::of(1).taking(1, 0), Task::of(1).not_before(1)];
    let wait = Order { first: 0, second: 2, lag: -2 };
    let project = Project::new(tasks, &[wait], vec![shifts]).unwrap();
    let found = shortest(&project, 50, 1);
    assert_eq!(found.starts, [6, 2, 7]);
}

const SMALL: &str = "\
PRECEDENCE RELATIONS:
jobnr.    #modes  #successors   successors
   1        1          2           2   3
   2        1          1           4
   3        1          1           4
   4        1          0
************************************************************************
REQUESTS/DURATIONS:
jobnr. mode duration  R 1  R 2
------------------------------------------------------------------------
  1      1     0       0    0
  2      1     3       2    0
  3      1     2       2    1
  4      1     0       0    0
************************************************************************
RESOURCEAVAILABILITIES:
  R 1  R 2
    3    1
************************************************************************
";

#[test]
fn a_project_of_the_library_is_read() {
    let project = read_psplib(SMALL).unwrap();
    let capacities: Vec<u32> = project.resources().iter().map(|it| it.capacity).collect();
    assert_eq!((project.len(), capacities), (4, vec![3, 1]));
    assert_eq!(project.task(2), &Task::of(2).taking(2, 0).taking(1, 1));
    assert_eq!(shortest(&project, 50, 1).makespan, 5);

    let refused = |text: &str| read_psplib(text).unwrap_err();
    assert_eq!(refused(""), PsplibError::Missing("PRECEDENCE RELATIONS:"));
    let line = |line, reason| PsplibError::Line { line, reason };
    let more = SMALL.replace("1        1          2 ", "1        1          3 ");
    assert_eq!(refused(&more), line(3, "not as many successors as it says"));
    let other = SMALL.replace("  3      1     2 ", "  3      2     2 ");
    assert_eq!(refused(&other), line(13, "each job must be done in one way only"));
    let far = SMALL.replace("2           2   3", "2           2   9");
    assert_eq!(refused(&far), line(3, "it names a job that is not there"));
    let words = SMALL.replace("    3    1\n", "    x    1\n");
    assert_eq!(refused(&words), line(18, "not all of it are numbers"));
}
