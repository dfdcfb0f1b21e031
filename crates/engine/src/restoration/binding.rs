//! What keeps a node from being back sooner: the binding chain of an order, and slack.
//!
//! As on a critical path, but with crews: the arcs without slack are needs and the hand-over of
//! people (critical sequence: Wiest 1964, "Some properties of schedules for large projects with
//! limited resources"). The last link ends when the node is back, and each link starts at the very
//! moment at which what holds it lets go.

use super::demand::Takes;
use super::schedule::Schedule;
use super::work::{WaitKind, Work};

/// What a start waited for, to the very moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HeldBy {
    /// Nothing: this is when work begins.
    Begin,
    /// What it needs is back then.
    Need {
        /// What it needs.
        needed: u32,
        /// How long before `needed` is back it starts, in seconds: it needs that only softly.
        grace: u32,
    },
    /// The work before it in a circle of needs that nothing breaks: one after the other.
    Circle {
        /// The node before it.
        after: u32,
    },
    /// People of its crew, or units of its equipment, were busy with another node until then. Where it
    /// takes both, this is the one of which there were not enough before.
    Crew {
        /// The crew, or the equipment.
        crew: u32,
        /// What they were busy with.
        after: u32,
    },
    /// Its crew gets people then: a shift begins. Or there is more of its equipment.
    Shift {
        /// The crew, or the equipment.
        crew: u32,
    },
}

/// One piece of work on a binding chain.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Link {
    /// The node that is worked on.
    pub node: u32,
    /// When work on it starts, in seconds after the disruption.
    pub start: u32,
    /// When that work is done.
    pub end: u32,
    /// Why it does not start sooner.
    pub held_by: HeldBy,
}

/// How much later a piece of work could be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Slack {
    /// The node that is worked on.
    pub node: u32,
    /// By how many seconds it can be late, and the node asked about is still back in time, if each
    /// crew keeps the order of its work. At least: another order may allow for more.
    pub slack: u32,
}

/// Why a node is back when it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BindingChain {
    /// From the first piece of work, which nothing holds but the beginning or a shift, to the one
    /// that ends when the node is back.
    pub links: Vec<Link>,
    /// All work that could make the node late, by node. What is not here cannot, if each crew keeps
    /// the order of its work. On the chain, slack is zero.
    pub slacks: Vec<Slack>,
}

impl BindingChain {
    /// What binds the node of a job, if it ever comes back.
    pub(super) fn of(work: &Work, schedule: &Schedule, job: u32) -> Option<BindingChain> {
        let last = work.job(job).last;
        if work.job(last).never {
            return None;
        }
        let by_crew = work.by_crew();
        let (mut links, mut next) = (Vec::new(), Some(last));
        let mut seen = vec![false; work.jobs.len()];
        while let Some(job) = next {
            seen[job as usize] = true;
            let holds = holds(work, schedule, &by_crew, job);
            // Two may hold each other, if the one needs the other only softly. Then nothing else
            // does, or that is what counts.
            let is_new = |it: &&(HeldBy, Option<u32>)| it.1.is_none_or(|it| !seen[it as usize]);
            let found = holds.iter().find(is_new).or(holds.first()).copied();
            let (held_by, before) = found.unwrap_or((HeldBy::Begin, None));
            let (start, end) = (schedule.starts[job as usize], schedule.end(work, job));
            links.push(Link { node: work.job(job).node, start, end, held_by });
            next = before.filter(|it| !seen[*it as usize]);
        }
        links.reverse();
        Some(BindingChain { links, slacks: slacks(work, schedule, &by_crew, last) })
    }
}

/// What can hold the start of a job, and the job whose end that is; the plainest first.
fn holds(
    work: &Work,
    schedule: &Schedule,
    by_crew: &[Vec<u32>],
    job: u32,
) -> Vec<(HeldBy, Option<u32>)> {
    let start = schedule.starts[job as usize];
    if start == work.begin {
        return vec![(HeldBy::Begin, None)];
    }
    let mut holds = Vec::new();
    for wait in &work.before[job as usize] {
        if schedule.end(work, wait.job).saturating_sub(wait.gap) == start {
            let held_by = match wait.kind {
                WaitKind::Circle => HeldBy::Circle { after: work.job(wait.job).node },
                _ => HeldBy::Need { needed: work.job(wait.needed).node, grace: wait.gap },
            };
            holds.push((held_by, Some(wait.job)));
        }
    }
    let takes = work.job(job).takes;
    // Of two crews, one may get people just then of whom there were enough before.
    let lacked = |it: &&Takes| 1 < takes.len() && lacked(work, schedule, by_crew, (job, **it));
    let is_told = takes.iter().any(|it| lacked(&it));
    for &Takes { crew, .. } in takes.iter().filter(|it| !is_told || lacked(it)) {
        for &mate in &by_crew[crew as usize] {
            if schedule.end(work, mate) == start {
                let after = work.job(mate).node;
                holds.push((HeldBy::Crew { crew, after }, Some(mate)));
            }
        }
        let before = start.checked_sub(1).map_or(0, |it| work.supply(crew).at(it));
        if before < work.supply(crew).at(start) {
            holds.push((HeldBy::Shift { crew }, None));
        }
    }
    holds
}

/// Whether there was not enough of a crew for a job just before it starts.
fn lacked(
    work: &Work,
    schedule: &Schedule,
    by_crew: &[Vec<u32>],
    (job, takes): (u32, Takes),
) -> bool {
    let Some(before) = schedule.starts[job as usize].checked_sub(1) else { return false };
    let is_busy = |it: &&u32| {
        **it != job && schedule.starts[**it as usize] <= before && before < schedule.end(work, **it)
    };
    let mates = by_crew[takes.crew as usize].iter().filter(is_busy);
    let busy = mates.map(|it| u64::from(work.job(*it).takes.of_crew(takes.crew))).sum::<u64>();
    u64::from(work.supply(takes.crew).at(before)) < busy + u64::from(takes.people)
}

/// No limit to how late a job can be.
const ANY: i64 = i64::MAX;

/// How much later each job could end that a job waits for in this order, directly or not.
///
/// Two jobs of a crew that are done one after the other stay so. Then those that ever meet have met
/// in the order as it is, so there are people for them; and where their crew has fewer people
/// later, they must be done before that.
fn slacks(work: &Work, schedule: &Schedule, by_crew: &[Vec<u32>], last: u32) -> Vec<Slack> {
    let end = |job: u32| schedule.end(work, job);
    let mut latest = vec![ANY; work.jobs.len()];
    latest[last as usize] = i64::from(end(last));
    // What is needed only softly may start after who waits for it, so once may not be enough.
    let order = work.doable().rev().collect::<Vec<_>>();
    let mut changed = true;
    while std::mem::take(&mut changed) {
        for &job in &order {
            for wait in &work.before[job as usize] {
                let by = latest_start(work, &latest, job).saturating_add(i64::from(wait.gap));
                changed |= lower(&mut latest[wait.job as usize], by);
            }
        }
        for jobs in by_crew.iter().filter(|it| 1 < it.len()) {
            let mut later = jobs.clone();
            later.sort_unstable_by_key(|it| schedule.starts[*it as usize]);
            // By when each job and all after it must start.
            let mut least =
                later.iter().map(|it| latest_start(work, &latest, *it)).collect::<Vec<_>>();
            for n in (1..least.len()).rev() {
                least[n - 1] = least[n - 1].min(least[n]);
            }
            for &job in jobs {
                let next = later.partition_point(|it| schedule.starts[*it as usize] < end(job));
                let by = least.get(next).copied().unwrap_or(ANY);
                changed |= lower(&mut latest[job as usize], by);
            }
        }
        for &job in &order {
            if latest[job as usize] == ANY {
                continue;
            }
            for takes in work.job(job).takes.iter() {
                let fall = fall(work, takes.crew, end(job));
                changed |= lower(&mut latest[job as usize], fall);
            }
        }
    }
    let slack = |(job, &latest): (u32, &i64)| {
        let slack = u32::try_from(latest - i64::from(end(job))).ok()?;
        (latest < ANY).then_some(Slack { node: work.job(job).node, slack })
    };
    (0_u32..).zip(&latest).filter(|it| *it.1 < ANY).filter_map(slack).collect()
}

fn latest_start(work: &Work, latest: &[i64], job: u32) -> i64 {
    match latest[job as usize] {
        ANY => ANY,
        latest => latest - i64::from(work.job(job).duration),
    }
}

fn lower(value: &mut i64, to: i64) -> bool {
    let is_lower = to < *value;
    *value = to.min(*value);
    is_lower
}

/// From `at` on, when a crew first has fewer people than just before.
fn fall(work: &Work, crew: u32, at: u32) -> i64 {
    let steps = work.supply(crew).steps().collect::<Vec<_>>();
    let mut falls = steps.windows(2).filter(|it| at <= it[1].0 && it[1].1 < it[0].1);
    falls.next().map_or(ANY, |it| i64::from(it[1].0))
}
