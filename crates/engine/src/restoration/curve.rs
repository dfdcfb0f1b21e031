//! How much is back over time, and what each crew does meanwhile.

use std::collections::BTreeMap;

use crate::model::{Crew, Model, index};

use super::demand::asked;
use super::schedule::Schedule;
use super::work::Work;

/// How many of the watched nodes are back, over time.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Curve {
    /// How many are watched.
    pub watched: u32,
    /// From when on, in seconds after the disruption, how many of them are back; by time, from time
    /// zero on. Between two points nothing changes. What never comes back is never counted.
    pub points: Vec<(u32, u32)>,
}

/// What a crew, or equipment, does over time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CrewLoad {
    /// The crew.
    pub crew: u32,
    /// From when on how many of its people are at work; by time, from time zero on.
    pub busy: Vec<(u32, u32)>,
    /// From when on how many people it has; by time, from time zero on. Empty: nobody said.
    pub people: Vec<(u32, u32)>,
    /// How much it works, in seconds of one of its people.
    pub work: u64,
}

/// The curve of the watched nodes; `down` and `back` by node: when those that are down are back.
pub(super) fn curve(watched: &[u32], back: impl Fn(u32) -> Option<Option<u32>>) -> Curve {
    let mut watched = watched.to_vec();
    watched.sort_unstable();
    watched.dedup();
    let mut times = Vec::with_capacity(watched.len());
    for &node in &watched {
        match back(node) {
            None => times.push(0),
            Some(Some(at)) => times.push(at),
            Some(None) => {}
        }
    }
    times.sort_unstable();
    let mut points = vec![(0, 0)];
    for (at, n) in times.into_iter().zip(1..) {
        push(&mut points, at, n);
    }
    Curve { watched: index(watched.len()), points }
}

/// What a list of changes, each more or less from a time on, adds up to.
pub(super) fn added_up(mut changes: Vec<(u32, i64)>) -> Vec<(u32, u32)> {
    changes.sort_unstable();
    let (mut points, mut sum) = (vec![(0, 0)], 0_i64);
    for (at, change) in changes {
        sum += change;
        push(&mut points, at, u32::try_from(sum).unwrap_or(0));
    }
    points.dedup_by_key(|it| it.1);
    points
}

/// From `at` on it is `value`. Of what is said about one time the last holds.
fn push(points: &mut Vec<(u32, u32)>, at: u32, value: u32) {
    match points.last_mut() {
        Some(last) if last.0 == at => last.1 = value,
        _ => points.push((at, value)),
    }
}

/// What each crew does that has anything to do.
pub(super) fn loads(work: &Work, schedule: &Schedule, model: &Model) -> Vec<CrewLoad> {
    let mut changes: BTreeMap<u32, Vec<(u32, i64)>> = BTreeMap::new();
    for job in work.doable().filter(|it| 0 < work.job(*it).duration) {
        let it = work.job(job);
        for Crew { index: crew, size } in asked(model.node(it.node)) {
            let is_known = (crew as usize) < work.crews.len();
            let people = i64::from(if is_known { it.takes.of_crew(crew) } else { size });
            let of_it = changes.entry(crew).or_default();
            of_it.push((schedule.starts[job as usize], people));
            of_it.push((schedule.end(work, job), -people));
        }
    }
    let load = |(crew, changes): (u32, Vec<(u32, i64)>)| {
        let worked = changes.iter().map(|it| -i64::from(it.0) * it.1).sum::<i64>();
        let people = work.crews.get(crew as usize).map(|it| it.steps().collect());
        CrewLoad {
            crew,
            busy: added_up(changes),
            people: people.unwrap_or_default(),
            work: u64::try_from(worked).unwrap_or(0),
        }
    };
    changes.into_iter().map(load).collect()
}
