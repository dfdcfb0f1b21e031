//! Chance: closed forms, the same bits on any number of threads, and trials that hold.

use std::ops::ControlFlow;

use engine::chance::{Chance, Outlook, Policy, Precision, Simulation, SimulationError, Spread};
use engine::sequence::{Order, Project, Resource, Task};
use proptest::prelude::*;

const MANY: u64 = 200_000;

pub(crate) fn project(tasks: Vec<Task>, orders: &[(u32, u32)], crews: &[u32]) -> Project {
    let orders: Vec<Order> = orders.iter().map(|it| Order::then(it.0, it.1)).collect();
    Project::new(tasks, &orders, crews.iter().copied().map(Resource::of).collect()).unwrap()
}

/// What comes out without limits.
fn unlimited(project: &Project, chances: &[Chance], trials: u64) -> Outlook {
    let simulation = Simulation::new(project, chances, &Policy::Unlimited).unwrap();
    simulation.run(&Precision::trials(trials), 1)
}

/// What comes out if the first task comes first.
fn in_turn(project: &Project, chances: &[Chance], trials: u64) -> Outlook {
    let policy = Policy::Dispatch((0..project.len()).collect());
    let simulation = Simulation::new(project, chances, &policy).unwrap();
    simulation.run(&Precision::trials(trials), 1)
}

#[track_caller]
pub(crate) fn near(found: f64, right: f64, part: f64) {
    assert!((found - right).abs() <= part * right.abs(), "{found}, not {right}");
}

#[test]
fn a_chain_of_planned_times_takes_their_sum_in_every_trial() {
    let tasks = vec![Task::of(3), Task::of(4), Task::of(5).due(12, 1), Task::of(1).due(3, 1)];
    let project = project(tasks, &[(0, 1), (1, 2), (0, 3)], &[]);
    let found = unlimited(&project, &vec![Chance::planned(); 4], 128);
    assert_eq!((found.all.mean, found.all.deviation), (12.0, 0.0));
    assert_eq!((found.all.min, found.all.percentile(0.5).value, found.all.max), (12.0, 12.0, 12.0));
    assert_eq!(found.finishes[0].met.map(|it| it.value), Some(1.0));
    assert_eq!(found.finishes[1].met.map(|it| it.value), Some(0.0));
    let criticality: Vec<f64> = found.influences.iter().map(|it| it.criticality).collect();
    assert_eq!(criticality, [1.0, 1.0, 1.0, 0.0]);
    assert_eq!((found.all.by(11.9), found.all.by(12.0)), (0.0, 1.0));
}

#[test]
fn lags_and_releases_hold() {
    let tasks = vec![Task::of(5), Task::of(2), Task::of(2).not_before(9), Task::of(1)];
    let order = |first, second, lag| Order { first, second, lag };
    let orders = [order(0, 1, 3), order(0, 3, -2), order(2, 3, -1)];
    let project = Project::new(tasks, &orders, Vec::new()).unwrap();
    let chances = vec![Chance::planned(); 4];
    for policy in [Policy::Unlimited, Policy::Dispatch(vec![3, 2, 1, 0])] {
        let simulation = Simulation::new(&project, &chances, &policy).unwrap();
        let simulation = simulation.watching(&[0, 1, 2, 3]).unwrap();
        let found = simulation.run(&Precision::trials(64), 1);
        let means: Vec<f64> = found.finishes.iter().map(|it| it.mean).collect();
        assert_eq!(means, [5.0, 10.0, 11.0, 11.0]);
    }
}

/// The mean and the variance of a triangular distribution: (a + m + b) / 3, and
/// (a² + m² + b² − am − ab − mb) / 18 (Kotz and van Dorp 2004).
#[test]
fn means_and_variances_of_a_sum_add_up() {
    let chances = [Chance::triangular(10.0, 20.0, 60.0), Chance::triangular(5.0, 30.0, 40.0)];
    let project = project(vec![Task::of(20), Task::of(30)], &[(0, 1)], &[]);
    let found = unlimited(&project, &chances, MANY);
    near(found.all.mean, 30.0 + 25.0, 0.002);
    near(found.all.deviation, (2_100.0_f64 / 18.0 + 975.0 / 18.0).sqrt(), 0.005);
}

/// The larger of two exact times is below t as often as both are: the product of what both say.
#[test]
fn the_last_of_several_is_done_when_all_are() {
    let chances = [Chance::triangular(0.0, 0.0, 100.0), Chance::triangular(0.0, 100.0, 100.0)];
    let project = project(vec![Task::of(50), Task::of(50)], &[], &[]);
    let found = unlimited(&project, &chances, MANY);
    for time in [30.0_f64, 50.0, 70.0, 90.0] {
        let part = time / 100.0;
        let right = (1.0 - (1.0 - part).powi(2)) * part.powi(2);
        assert!((found.all.by(time) - right).abs() < 0.004, "{time}");
    }
    // Half of the time it is the one or the other by symmetry of nothing: the second one is later.
    let critical: f64 = found.influences.iter().map(|it| it.criticality).sum();
    assert_eq!(critical, 1.0);
    assert!(found.influences[0].criticality < found.influences[1].criticality);
}

#[test]
fn a_single_crew_takes_the_sum_of_all_times() {
    let chances = [
        Chance::lognormal_of_mean(40.0, 12.0),
        Chance::triangular(10.0, 20.0, 60.0),
        Chance::measured(&[5.0, 15.0]),
    ];
    let tasks =
        vec![Task::of(40).taking(1, 0), Task::of(20).taking(1, 0), Task::of(10).taking(1, 0)];
    let project = project(tasks, &[], &[1]);
    let found = in_turn(&project, &chances, MANY);
    near(found.all.mean, 40.0 + 30.0 + 10.0, 0.002);
    near(found.all.deviation, (144.0_f64 + 2_100.0 / 18.0 + 25.0).sqrt(), 0.005);
    // They follow each other, so that all of them decide, and the crew always binds.
    assert!(found.influences.iter().all(|it| it.criticality == 1.0));
    assert_eq!(found.binds, [1.0]);
    // The correlation with a sum of independent times is the part of the deviation.
    near(found.influences[0].cruciality, 12.0 / found.all.deviation, 0.02);
}

/// Each try fails with one chance in four, up to twice: 1 + 1/4 + 1/16 tries on average.
#[test]
fn what_fails_is_done_again() {
    let project = project(vec![Task::of(16)], &[], &[]);
    let found = unlimited(&project, &[Chance::planned().failing(0.25, 2)], MANY);
    near(found.all.mean, 21.0, 0.003);
    assert_eq!((found.all.min, found.all.max), (16.0, 48.0));
    assert!((found.all.by(16.5) - 0.75).abs() < 0.004);
    assert!((found.all.by(32.5) - 0.9375).abs() < 0.003);
    let lognormal = Chance::lognormal_of_mean(20.0, 8.0).failing(0.25, 1);
    near(unlimited(&project, &[lognormal], MANY).all.mean, 25.0, 0.003);
}

#[test]
fn measured_times_come_as_often_as_they_weigh() {
    let project = project(vec![Task::of(16).due(8, 1)], &[], &[]);
    let measured = Spread::Measured(vec![(9.0, 1.0), (2.0, 1.0), (4.0, 2.0)]);
    let found = unlimited(&project, &[Chance::of(measured)], MANY);
    near(found.all.mean, 4.75, 0.003);
    near(found.finishes[0].met.map_or(0.0, |it| it.value), 0.75, 0.005);
}

/// Four tasks of one shape, with a crew of two. Made by numpy 2.4 with 4,000,000 trials and the same
/// rule of dispatch: each next task goes to who is free first.
#[test]
fn a_crew_of_two_is_as_fast_as_numpy_says() {
    let chances = vec![Chance::lognormal(30.0, 60.0); 4];
    let project = project(vec![Task::of(30).taking(1, 0); 4], &[], &[2]);
    let found = in_turn(&project, &chances, MANY);
    near(found.all.mean, NUMPY_CREW_OF_TWO.0, 0.005);
    near(found.all.percentile(0.9).value, NUMPY_CREW_OF_TWO.1, 0.005);
}

/// The mean, and the ninetieth percentile; standard error of the mean 0.013.
const NUMPY_CREW_OF_TWO: (f64, f64) = (80.977, 114.747);

pub(crate) fn network() -> (Project, Vec<Chance>) {
    network_due(150)
}

fn network_due(due: u32) -> (Project, Vec<Chance>) {
    let tasks: Vec<Task> = (0..30).map(|it| Task::of(10 + it).taking(1, it % 3)).collect();
    let tasks: Vec<Task> = tasks.into_iter().map(|it| it.due(due, 1)).collect();
    let orders: Vec<(u32, u32)> = (0..25).map(|it| (it, it + 2 + it % 4)).collect();
    let chances = (0..30).map(|it| match it % 3 {
        0 => Chance::lognormal(10.0, 20.0).failing(0.2, 3),
        1 => Chance::triangular(5.0, 10.0, 30.0).failing(0.05, 1),
        _ => Chance::measured(&[9.0, 12.0, 15.0, 30.0]),
    });
    (project(tasks, &orders, &[2, 1, 2]), chances.collect())
}

#[test]
fn the_answer_is_the_same_to_the_bit_on_one_two_and_seven_threads() {
    let (project, chances) = network();
    for policy in [Policy::Unlimited, Policy::Dispatch((0..30).collect())] {
        let simulation = Simulation::new(&project, &chances, &policy).unwrap();
        let precision = Precision { trials_max: 5_000, ..Precision::default() };
        let on = |threads| {
            let go_on = &mut |_| ControlFlow::Continue(());
            simulation.run_on(threads, &precision, 11, go_on).unwrap()
        };
        let one = simulation.run(&precision, 11);
        assert_eq!(on(1), one);
        assert_eq!(on(2), one);
        assert_eq!(on(7), one);
        assert_ne!(simulation.run(&precision, 12), one);
    }
}

#[test]
fn whoever_looks_on_can_stop_it() {
    let (project, chances) = network();
    let simulation = Simulation::new(&project, &chances, &Policy::Unlimited).unwrap();
    let mut n_asked = 0;
    let found = simulation.run_on(2, &Precision::trials(1 << 40), 1, &mut |_| {
        n_asked += 1;
        if n_asked < 5 { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
    });
    assert_eq!((found, n_asked), (None, 5));
}

#[test]
fn a_short_run_is_asked_whether_to_go_on_before_each_block() {
    let (project, chances) = network();
    let simulation = Simulation::new(&project, &chances, &Policy::Unlimited).unwrap();
    let mut n_asked = 0;
    let found = simulation.run_on(1, &Precision::trials(1_024), 1, &mut |_| {
        n_asked += 1;
        if n_asked < 3 { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
    });
    assert_eq!((found, n_asked), (None, 3));
}

#[test]
fn a_curve_of_few_trials_counts_all_of_them() {
    let (project, chances) = network();
    let found = in_turn(&project, &chances, 1_024);
    assert_eq!((found.trials, found.n_sampled), (1_024, 1_024));
    let then = found.curve[found.curve.len() / 3];
    // What is due then is met as often as it is done by then.
    let (project, chances) = network_due(then.at);
    let due_then = in_turn(&project, &chances, 1_024);
    let met = due_then.finishes.iter().filter_map(|it| it.met);
    near(then.mean, met.map(|it| it.value).sum(), 1e-3);
    assert!(0.0 < then.mean && then.mean < 30.0);
    let many = in_turn(&project, &chances, 8_192);
    assert_eq!((many.trials, many.n_sampled), (8_192, 4_096 + 1_024));
}

/// Wilson 1927 with 1.96 and 1,024 trials of which half hit: 1.96 / (2 √(1,024 + 3.84)).
#[test]
fn an_outlook_says_by_how_much_its_probabilities_may_be_wrong() {
    let (project, chances) = network();
    let found = unlimited(&project, &chances, 1_024);
    near(found.probability_error(), 0.030_567, 0.000_1);
    assert!(found.finishes.iter().filter_map(|it| it.met).all(|it| it.error() <= 0.030_6));
}

#[test]
fn there_are_as_many_trials_as_the_wanted_error_needs() {
    let (project, chances) = network();
    let simulation = Simulation::new(&project, &chances, &Policy::Unlimited).unwrap();
    let with = |probability| {
        let percentile = f64::INFINITY;
        let precision = Precision { probability, percentile, ..Precision::default() };
        simulation.run(&precision, 1)
    };
    let (coarse, fine) = (with(0.02), with(0.004));
    assert!(coarse.is_precise && fine.is_precise && coarse.trials < fine.trials);
    for it in fine.finishes.iter().filter_map(|it| it.met) {
        assert!(it.error() <= 0.004 && it.low <= it.value && it.value <= it.high);
    }
    // The normal approximation says about as many where the probability is a half.
    assert!((40_000..100_000).contains(&fine.trials), "{}", fine.trials);
    let short = Precision { probability: 0.0001, trials_max: 5_000, ..Precision::default() };
    let short = simulation.run(&short, 1);
    assert!(!short.is_precise && short.trials == 5_056);
}

/// Half of the times are 12 and half are 15: the median may be either, whatever the number of trials.
#[test]
fn a_percentile_between_two_measured_times_needs_no_endless_trials() {
    let project = project(vec![Task::of(12)], &[], &[]);
    let chances = [Chance::measured(&[12.0, 15.0])];
    let simulation = Simulation::new(&project, &chances, &Policy::Unlimited).unwrap();
    let found = simulation.run(&Precision::default(), 1);
    assert!(found.is_precise && found.trials < 200_000, "{}", found.trials);
    assert_eq!(found.all.percentile(0.1).value.round(), 12.0);
}

#[test]
fn the_curve_rises_from_none_to_all_within_its_band() {
    let (project, chances) = network();
    let found = in_turn(&project, &chances, 10_048);
    let rises = found
        .curve
        .windows(2)
        .all(|it| it[0].at < it[1].at && it[0].mean <= it[1].mean && it[0].p10 <= it[1].p10);
    let is_within = |it: &engine::chance::CurvePoint| {
        it.p10 <= it.p90 && f64::from(it.p10) - 1.0 <= it.mean && it.mean <= f64::from(it.p90) + 1.0
    };
    assert!(rises && found.curve.iter().all(is_within));
    let (first, last) = (found.curve[0], found.curve[found.curve.len() - 1]);
    assert_eq!((first.at, first.mean), (0, 0.0));
    assert!(29.9 < last.mean && last.p90 == 30);
}

#[test]
fn what_makes_no_sense_is_refused_with_its_field() {
    let one = project(vec![Task::of(1)], &[], &[]);
    let refused = |chances: &[Chance], policy: &Policy| {
        Simulation::new(&one, chances, policy).map(|_| ()).unwrap_err()
    };
    let planned = [Chance::planned()];
    assert_eq!(refused(&[], &Policy::Unlimited), SimulationError::Count { chances: 0, tasks: 1 });
    assert_eq!(refused(&planned, &Policy::Dispatch(vec![0, 0])), SimulationError::List);
    assert_eq!(refused(&planned, &Policy::Dispatch(vec![1])), SimulationError::List);
    let wrong = [
        Chance::triangular(3.0, 2.0, 4.0),
        Chance::triangular(0.0, f64::NAN, 4.0),
        Chance::lognormal(0.0, 1.0),
        Chance::lognormal(2.0, 1.0),
        Chance::lognormal(1.0, f64::INFINITY),
        Chance::measured(&[]),
        Chance::measured(&[-1.0]),
        Chance::of(Spread::Measured(vec![(1.0, 0.0)])),
        Chance::planned().failing(1.0, 1),
        Chance::planned().failing(f64::NAN, 1),
    ];
    let fields: Vec<&str> = wrong
        .into_iter()
        .map(|it| match refused(&[it], &Policy::Unlimited) {
            SimulationError::Chance { field, .. } => field,
            other => panic!("{other}"),
        })
        .collect();
    assert_eq!(fields[..2], ["triangular"; 2]);
    assert_eq!(fields[2..5], ["lognormal"; 3]);
    assert_eq!(fields[5..8], ["measured"; 3]);
    assert_eq!(fields[8..], ["fails"; 2]);
    let whole = Simulation::new(&one, &planned, &Policy::Unlimited).unwrap();
    assert_eq!(whole.clone().watching(&[]).unwrap_err(), SimulationError::NothingWatched);
    assert_eq!(whole.clone().watching(&[1]).unwrap_err(), SimulationError::TaskUnknown { task: 1 });
    assert_eq!(whole.about(1).unwrap_err(), SimulationError::TaskUnknown { task: 1 });
}

#[test]
fn nothing_to_do_is_done_at_once() {
    let nothing = project(Vec::new(), &[], &[]);
    let found = in_turn(&nothing, &[], 64);
    assert_eq!((found.all.mean, found.finishes.len()), (0.0, 0));
}

proptest! {
    #![proptest_config(crate::random::models(40))]

    #[test]
    fn the_later_it_is_due_the_likelier_that_is_met(dues in prop::collection::vec(0..200_u32, 2)) {
        let (low, high) = (dues[0].min(dues[1]), dues[0].max(dues[1]));
        let chances = [Chance::lognormal(30.0, 60.0), Chance::triangular(10.0, 50.0, 120.0)];
        let with = |due| {
            let tasks = vec![Task::of(30), Task::of(40).due(due, 1)];
            let found = unlimited(&project(tasks, &[(0, 1)], &[]), &chances, 640);
            found.finishes[0].met.map(|it| it.value)
        };
        prop_assert!(with(low) <= with(high));
    }

    /// Independent tasks of which each takes one of a crew, in a fixed order: with one more, each
    /// starts no later (where tasks wait for each other that need not hold: Graham 1969).
    #[test]
    fn one_more_in_a_crew_delays_no_task_that_waits_for_no_other(
        times in prop::collection::vec((1..50_u32, 1..50_u32), 1..12),
        crew in 1..4_u32,
    ) {
        let chance = |(low, more): &(u32, u32)| {
            let (low, high) = (f64::from(*low), f64::from(low + more));
            Chance::triangular(low, low, high)
        };
        let chances: Vec<Chance> = times.iter().map(chance).collect();
        let tasks = vec![Task::of(5).taking(1, 0); times.len()];
        let few = in_turn(&project(tasks.clone(), &[], &[crew]), &chances, 64);
        let more = in_turn(&project(tasks, &[], &[crew + 1]), &chances, 64);
        for (few, more) in few.finishes.iter().zip(&more.finishes) {
            prop_assert!(more.mean <= few.mean && more.max <= few.max);
        }
    }

    #[test]
    fn enough_crews_are_as_good_as_no_limit(orders in prop::collection::vec((0..30_u32, 0..30_u32), 0..60)) {
        let (_, chances) = network();
        let orders: Vec<(u32, u32)> = orders.into_iter().filter(|it| it.0 < it.1).collect();
        let tasks = (0..30).map(|it| Task::of(10).taking(1, it % 3)).collect();
        let project = project(tasks, &orders, &[10, 10, 10]);
        let found = in_turn(&project, &chances, 64);
        prop_assert_eq!(&found.binds, &[0.0; 3]);
        let free = unlimited(&project, &chances, 64);
        prop_assert_eq!(found.all, free.all);
    }
}
