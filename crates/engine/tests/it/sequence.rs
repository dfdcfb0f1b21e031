//! Sequencing: schedules that hold, bounds that nothing beats, and the library of known problems.

use engine::sequence::{
    Effort, Project, ProjectError, PsplibError, Task, Use, Violation, read_psplib, shortest,
};
use proptest::prelude::*;

fn effort(schedules: u32) -> Effort {
    Effort { schedules, ..Effort::default() }
}

/// Tasks that each wait for some of those before them, and take some of three resources.
fn projects() -> impl Strategy<Value = Project> {
    let capacities = prop::collection::vec(1..6_u32, 5);
    let task =
        (0..9_u32, prop::collection::vec(0..6_u32, 5), prop::collection::vec(0..12_usize, 0..3));
    (capacities, prop::collection::vec(task, 0..12)).prop_map(|(capacities, drawn)| {
        let mut orders = Vec::new();
        let mut tasks = Vec::new();
        for (n, (duration, amounts, befores)) in (0_u32..).zip(drawn) {
            let befores = befores.into_iter().filter_map(|it| u32::try_from(it).ok());
            orders.extend(befores.filter(|it| *it < n).map(|it| (it, n)));
            let uses = (0..).zip(amounts.iter().zip(&capacities));
            let uses =
                uses.map(|(resource, (amount, most))| Use { resource, amount: *amount.min(most) });
            tasks.push(Task { duration, uses: uses.collect() });
        }
        Project::new(tasks, &orders, capacities).unwrap()
    })
}

/// The shortest schedule of all: every order of placing them.
fn best_of_all(project: &Project) -> u32 {
    fn place(project: &Project, starts: &mut Vec<Option<u32>>) -> u32 {
        let mut best = u32::MAX;
        for task in 0..project.len() {
            if starts[task as usize].is_some() {
                continue;
            }
            // The first time at which it fits among those that are placed.
            let fits =
                |at: &u32| {
                    let known: Vec<u32> = (0..project.len())
                        .filter(|it| starts[*it as usize].is_some() || *it == task)
                        .collect();
                    holds(project, &known, |it| {
                        if it == task { *at } else { starts[it as usize].unwrap() }
                    })
                };
            let Some(at) = (0..200).find(fits) else { continue };
            starts[task as usize] = Some(at);
            best = best.min(place(project, starts));
            starts[task as usize] = None;
        }
        match starts.iter().all(Option::is_some) {
            true => project.makespan(&starts.iter().map(|it| it.unwrap()).collect::<Vec<_>>()),
            false => best,
        }
    }
    place(project, &mut vec![None; project.len() as usize])
}

/// Whether the tasks `known` may start when they do, unit by unit of time.
fn holds(project: &Project, known: &[u32], start: impl Fn(u32) -> u32) -> bool {
    let end = |it: u32| start(it) + project.task(it).duration;
    let is_ordered = known.iter().all(|task| {
        project.waits_for(*task).iter().all(|it| known.contains(it) && end(*it) <= start(*task))
    });
    let last = known.iter().map(|it| end(*it)).max().unwrap_or(0);
    is_ordered
        && (0..last).all(|at| {
            (0_u32..).zip(project.capacities()).all(|(resource, most)| {
                let runs = known.iter().filter(|it| start(**it) <= at && at < end(**it));
                let uses = runs.flat_map(|it| &project.task(*it).uses);
                uses.filter(|it| it.resource == resource).map(|it| it.amount).sum::<u32>() <= *most
            })
        })
}

proptest! {
    #[test]
    fn every_schedule_holds_and_none_beats_the_bound(project in projects(), seed in 0..9_u64) {
        let found = shortest(&project, Effort { schedules: 60, seed });
        prop_assert_eq!(project.violation(&found.starts), None);
        let all: Vec<u32> = (0..project.len()).collect();
        prop_assert!(holds(&project, &all, |it| found.starts[it as usize]));
        prop_assert_eq!(project.makespan(&found.starts), found.makespan);
        prop_assert!(found.lower_bound <= found.makespan);
        prop_assert_eq!(shortest(&project, Effort { schedules: 60, seed }), found);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]

    #[test]
    fn of_few_tasks_the_best_order_is_found(
        durations in prop::collection::vec((1..5_u32, 1..4_u32), 1..6),
        orders in prop::collection::vec((0..6_u32, 0..6_u32), 0..4),
    ) {
        let tasks: Vec<Task> = durations.iter().map(|it| Task::of(it.0).taking(it.1, 0)).collect();
        let n = u32::try_from(tasks.len()).unwrap();
        let orders: Vec<(u32, u32)> = orders.into_iter().filter(|it| it.0 < it.1 && it.1 < n).collect();
        let project = Project::new(tasks, &orders, vec![4]).unwrap();
        prop_assert_eq!(shortest(&project, effort(2_000)).makespan, best_of_all(&project));
    }
}

#[test]
fn a_project_that_makes_no_sense_is_refused() {
    let one = || vec![Task::of(1).taking(2, 0)];
    let refused = |tasks, orders: &[(u32, u32)], capacities| {
        Project::new(tasks, orders, capacities).unwrap_err()
    };
    assert_eq!(refused(one(), &[(0, 1)], vec![2]), ProjectError::TaskUnknown { order: 0, task: 1 });
    assert_eq!(refused(one(), &[], vec![]), ProjectError::ResourceUnknown { task: 0, resource: 0 });
    let too_much = ProjectError::TooMuch { task: 0, resource: 0, amount: 2, capacity: 1 };
    assert_eq!(refused(one(), &[], vec![1]), too_much);
    assert_eq!(refused(one(), &[], vec![40_000]), ProjectError::CapacityTooLarge { resource: 0 });
    assert_eq!(refused(one(), &[(0, 0)], vec![2]), ProjectError::Circle { task: 0 });
    let four = vec![Task::of(1); 4];
    let orders = [(1, 2), (2, 1), (2, 3), (0, 1)];
    assert_eq!(refused(four, &orders, vec![]), ProjectError::Circle { task: 1 });
    assert_eq!(refused(vec![Task::of(5_000_000)], &[], vec![]), ProjectError::TooLong);
}

#[test]
fn what_is_wrong_with_a_schedule_is_named() {
    let tasks = vec![Task::of(2).taking(1, 0), Task::of(2).taking(1, 0), Task::of(1)];
    let project = Project::new(tasks, &[(0, 2)], vec![1]).unwrap();
    assert_eq!(project.violation(&[0, 2, 2]), None);
    assert_eq!(project.violation(&[0, 2]), Some(Violation::Count));
    assert_eq!(project.violation(&[0, 2, 1]), Some(Violation::Early { task: 2, after: 0 }));
    assert_eq!(project.violation(&[0, 1, 2]), Some(Violation::Overload { at: 1, resource: 0 }));
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
    assert_eq!((project.len(), project.capacities()), (4, &[3, 1][..]));
    assert_eq!(project.task(2), &Task::of(2).taking(2, 0).taking(1, 1));
    assert_eq!(shortest(&project, Effort::default()).makespan, 5);

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
