//! Looking for a good order: rules of priority first, then a search.
//!
//! The rules are classic: earliest due date and least slack (pulled up from those who wait), the
//! longest chain behind, the greatest weight, the shortest work for its weight. They answer at
//! once; the first of them alone, where no schedule at all is to be tried, sooner still.
//! [`sequence`](crate::sequence) then looks for better orders, in units of time; what it finds
//! counts only if it is better to the second.

use crate::sequence::{
    Effort, Goal, LENGTH_MAX, Order, Project, Resource, Task, Watch, sequence_from,
};

use super::disruption::unit_of;
use super::schedule::{Schedule, Value, place, ranks};
use super::work::{Job, Work};

/// How many units of time a plan should have at most. The search is slower with more, not better.
const UNITS_MAX: u32 = 10_000;

/// How many people of a crew the search can tell apart.
const PEOPLE_MAX: u32 = crate::sequence::AMOUNT_MAX;

/// How often it is looked again where groups can choose for whom they wait.
const ROUNDS: u32 = 3;

/// What part of the effort each of these may take.
const PART_OF_ROUND: u32 = 4;

/// Tries orders one after another, and says each schedule that it comes across to `each`, the best
/// of which it returns. It stops when none could be better than `bound`.
pub(super) fn search(
    work: &Work,
    unit: u32,
    effort: Effort,
    bound: Value,
    each: &mut dyn FnMut(&Schedule),
) -> Schedule {
    let looking = Looking { threads: 1, effort, stop: &|| false, known: &[] };
    search_on(work, unit, &looking, bound, each)
}

/// How to look, on how many threads, and who may stop it.
pub(super) struct Looking<'a> {
    pub(super) threads: usize,
    pub(super) effort: Effort,
    pub(super) stop: &'a (dyn Fn() -> bool + Sync),
    /// Nodes, ascending, and when work on them starts in an order that is known: it is tried first.
    /// Of much the same work, which may have changed since.
    pub(super) known: &'a [(u32, u32)],
}

/// The same on several threads, until somebody stops it. The answer does not depend on how many
/// there are.
pub(super) fn search_on(
    work: &Work,
    unit: u32,
    looking: &Looking<'_>,
    bound: Value,
    each: &mut dyn FnMut(&Schedule),
) -> Schedule {
    let known = looking.known_starts(work);
    let mut best = round(work, (unit, bound), (looking, &known), each);
    if work.choices.is_empty() || looking.effort.schedules <= 1 {
        return best.1;
    }
    let effort = Effort { schedules: of_round(looking.effort), ..looking.effort };
    let again = &Looking { effort, ..*looking };
    // A search takes for granted for whom each group waits. So it is done again: first for those who
    // keep crews free, then for those that the best order so far suggests.
    let (mut other, mut seen) = (work.lightest(), vec![work.before.clone()]);
    for _ in 0..ROUNDS {
        let next = other.take().unwrap_or_else(|| work.suited(&best.1).into_owned());
        if best.0 <= bound || seen.contains(&next.before) || (looking.stop)() {
            break;
        }
        let found = round(&next, (unit, bound), (again, &best.1.starts), each);
        if found.0 < best.0 {
            best = found;
        }
        seen.push(next.before);
    }
    best.1
}

/// How many schedules are tried at most, beyond the rules.
pub(super) fn schedules_max(work: &Work, effort: Effort) -> u32 {
    let rounds = if work.choices.is_empty() { 0 } else { ROUNDS };
    effort.schedules.saturating_add(of_round(effort).saturating_mul(rounds))
}

fn of_round(effort: Effort) -> u32 {
    effort.schedules.div_ceil(PART_OF_ROUND)
}

/// One search, in which each group waits for the same members in all orders that are tried. `known`:
/// when jobs start in an order to begin with, if any.
fn round(
    work: &Work,
    (unit, bound): (u32, Value),
    (looking, known): (&Looking<'_>, &[u32]),
    each: &mut dyn FnMut(&Schedule),
) -> (Value, Schedule) {
    let mut best: Option<(Value, Schedule)> = None;
    let mut offer = |schedule: Schedule| {
        let value = schedule.value(work);
        each(&schedule);
        if best.as_ref().is_none_or(|it| value < it.0) {
            best = Some((value, schedule));
        }
        best.as_ref().map_or(value, |it| it.0)
    };
    // Whoever asks for the first order wants it at once, though some of it could be sooner.
    let is_first = looking.effort.schedules == 0;
    let settled = |mut schedule: Schedule| {
        if !is_first {
            schedule.settle_choices(work);
        }
        schedule
    };
    let rules = if is_first { vec![first_rule(work)] } else { rules(work) };
    let mut value = (u64::MAX, u32::MAX);
    for schedule in as_known(work, known) {
        value = offer(settled(schedule));
    }
    // Without any schedule there is no answer.
    let is_enough = |it: Value| it <= bound || (it.0 < u64::MAX && (looking.stop)());
    for some in rules.chunks(looking.threads.max(1)) {
        if is_enough(value) {
            break;
        }
        for schedule in at_once(some, |ranks| settled(place(work, ranks))) {
            // As if one thread had tried them one after the other.
            if !is_enough(value) {
                value = offer(schedule);
            }
        }
    }
    if bound < value
        && 1 < looking.effort.schedules
        && !(looking.stop)()
        && let Some(starts) = sequenced(work, unit, value.1, (looking, known))
    {
        offer(settled(place(work, &ranks(work, |it| starts[it as usize]))));
    }
    best.unwrap_or_else(|| (value, Schedule { starts: vec![u32::MAX; work.jobs.len()] }))
}

/// What comes of each, in their order, on a thread for each.
fn at_once<T: Sync, R: Send>(all: &[T], of: impl Fn(&T) -> R + Sync) -> Vec<R> {
    let [first, rest @ ..] = all else { return Vec::new() };
    std::thread::scope(|scope| {
        let of = &of;
        let rest: Vec<_> = rest.iter().map(|it| scope.spawn(move || of(it))).collect();
        let mut found = vec![of(first)];
        for it in rest {
            match it.join() {
                Ok(it) => found.push(it),
                Err(panic) => std::panic::resume_unwind(panic),
            }
        }
        found
    })
}

impl Looking<'_> {
    /// When each job starts in the order that is known; [`u32::MAX`] if it is not in it. What takes
    /// nobody keeps nobody waiting: it starts at once. Empty: none is known.
    fn known_starts(&self, work: &Work) -> Vec<u32> {
        let start = |job: &Job| {
            let found = self.known.binary_search_by_key(&job.node, |it| it.0);
            let unknown = if job.takes.is_empty() { 0 } else { u32::MAX };
            found.ok().and_then(|it| self.known.get(it)).map_or(unknown, |it| it.1)
        };
        let known = work.jobs.iter().filter(|_| !self.known.is_empty());
        known.map(|it| if it.never { u32::MAX } else { start(it) }).collect()
    }
}

/// What an order that is known comes to: as it was, if it still can be, and with each job as early as
/// the same order allows now.
pub(super) fn as_known(work: &Work, starts: &[u32]) -> Vec<Schedule> {
    if starts.is_empty() {
        return Vec::new();
    }
    let is_whole = work.doable().all(|it| starts[it as usize] < u32::MAX);
    let kept = Schedule { starts: starts.to_vec() };
    let suited = work.suited(&kept);
    let same = place(&suited, &ranks(&suited, |it| starts[it as usize]));
    let kept = (is_whole && kept.holds(&suited)).then_some(kept);
    kept.into_iter().chain([same]).collect()
}

/// By when jobs must be done, how long is done after them, and how much counts of that.
struct Pull {
    /// By when each job must be done so that nobody is late; [`i64::MAX`]: nothing is due.
    latest: Vec<i64>,
    /// How long the chain behind it is.
    tail: Vec<i64>,
    /// How much the most important one behind it counts.
    weight: Vec<u32>,
}

impl Pull {
    /// Pulled up from those who wait.
    fn of(work: &Work) -> Pull {
        let n = work.jobs.len();
        let (mut latest, mut tail, mut weight) = (vec![i64::MAX; n], vec![0_i64; n], vec![0; n]);
        for job in &work.jobs {
            let last = job.last as usize;
            if let Some(due) = job.due {
                latest[last] = latest[last].min(i64::from(due));
                weight[last] = weight[last].max(job.weight);
            }
        }
        for job in work.order.iter().rev() {
            for wait in &work.after[*job as usize] {
                let next = wait.job as usize;
                let (duration, gap) = (i64::from(work.jobs[next].duration), i64::from(wait.gap));
                let at = *job as usize;
                if latest[next] < i64::MAX {
                    latest[at] = latest[at].min(latest[next] - duration + gap);
                }
                tail[at] = tail[at].max(tail[next] + duration - gap);
                weight[at] = weight[at].max(weight[next]);
            }
        }
        Pull { latest, tail, weight }
    }
}

/// Ranks by the first rule.
fn first_rule(work: &Work) -> Vec<u32> {
    let Pull { latest, .. } = Pull::of(work);
    ranks(work, |it| latest[it as usize])
}

/// Ranks by each rule.
fn rules(work: &Work) -> Vec<Vec<u32>> {
    let Pull { latest, tail, weight } = Pull::of(work);
    let duration = |job: u32| i64::from(work.job(job).duration);
    let at = |job: u32| job as usize;
    vec![
        ranks(work, |it| latest[at(it)]),
        ranks(work, |it| latest[at(it)].saturating_sub(duration(it))),
        ranks(work, |it| -(tail[at(it)] + duration(it))),
        ranks(work, |it| (std::cmp::Reverse(weight[at(it)]), latest[at(it)])),
        ranks(work, |it| duration(it) * 1_000_000 / i64::from(weight[at(it)].max(1))),
    ]
}

/// The work as a project, in units of time from the beginning of work on.
pub(super) struct Planned {
    pub(super) project: Project,
    pub(super) unit: u32,
    /// The task of each job; [`u32::MAX`] if it is never done.
    pub(super) places: Vec<u32>,
    /// For each job that is done, the task at whose end its node is back.
    pub(super) ends: Vec<(u32, u32)>,
    /// The crew that each resource is.
    pub(super) crews: Vec<u32>,
}

/// When jobs start in the best schedule that a search finds, in units of time. `makespan`: when all
/// is done in a schedule that is known. `known`: when they start in an order to begin with, if any.
fn sequenced(
    work: &Work,
    unit: u32,
    makespan: u32,
    (looking, known): (&Looking<'_>, &[u32]),
) -> Option<Vec<u32>> {
    let Planned { project, unit, places, ends, .. } = planned(work, unit, makespan)?;
    let watch = Watch { stop: looking.stop, report: &|_| () };
    let mut first = (!known.is_empty()).then(|| vec![LENGTH_MAX; project.len() as usize]);
    if let Some(first) = &mut first {
        let at = |moment: u32| (moment.saturating_sub(work.begin) / unit).min(LENGTH_MAX);
        for job in work.doable() {
            first[places[job as usize] as usize] = at(known[job as usize]);
        }
        // What only marks the end of a circle comes after all of it.
        for (job, task) in ends.iter().filter(|it| places[it.0 as usize] != it.1) {
            let last = work.job(*job).last;
            let end = known[last as usize].saturating_add(work.job(last).duration);
            first[*task as usize] = first[*task as usize].min(at(end));
        }
    }
    let (threads, effort) = (looking.threads, looking.effort);
    let found =
        sequence_from((&project, first.as_deref()), threads, Goal::Tardiness, effort, watch);
    let start = |it: &u32| found.starts.get(*it as usize).copied().unwrap_or(u32::MAX);
    Some(places.iter().map(start).collect())
}

/// The work as a project, if it can be one. `makespan` as above.
pub(super) fn planned(work: &Work, unit: u32, makespan: u32) -> Option<Planned> {
    let length = makespan - work.begin.min(makespan);
    // A wait that is over before the known schedule is cannot matter to a better one.
    let counts = |gap: u32| gap < length;
    let gaps = work.before.iter().flatten().map(|it| it.gap).filter(|it| counts(*it));
    let unit = unit
        .max(unit_of(work.jobs.iter().map(|it| it.duration).chain(gaps)))
        .max(length.div_ceil(UNITS_MAX));
    let mut places = vec![u32::MAX; work.jobs.len()];
    for (task, job) in (0_u32..).zip(work.doable()) {
        places[job as usize] = task;
    }
    let (resources, crews) = resources(work, unit, length);
    let (mut tasks, mut orders, mut ends) = (Vec::new(), Vec::new(), Vec::new());
    for job in work.doable() {
        let it = work.job(job);
        let mut task = Task::of(it.duration.div_ceil(unit));
        for takes in it.takes.iter() {
            if let Some(resource) = crews[takes.crew as usize] {
                task = task.taking(takes.people.min(PEOPLE_MAX), resource);
            }
        }
        tasks.push(task);
        for wait in work.before[job as usize].iter().filter(|it| counts(it.gap)) {
            let (first, second) = (places[wait.job as usize], places[job as usize]);
            let lag = -i32::try_from(wait.gap / unit).ok()?;
            orders.push(Order { first, second, lag });
        }
    }
    for job in work.doable() {
        let it = work.job(job);
        let last = places[it.last as usize];
        let Some(due) = it.due else {
            ends.push((job, last));
            continue;
        };
        let due = due.saturating_sub(work.begin) / unit;
        if it.last == job {
            let task = &mut tasks[last as usize];
            *task = std::mem::take(task).due(due, it.weight);
            ends.push((job, last));
        } else {
            // It is back when the last of its circle is.
            let own = u32::try_from(tasks.len()).ok()?;
            orders.push(Order::then(last, own));
            tasks.push(Task::of(0).due(due, it.weight));
            ends.push((job, own));
        }
    }
    let project = Project::new(tasks, &orders, resources).ok()?;
    // Crews are gone through in their order, and each that can be short becomes the next resource.
    let crews = (0_u32..).zip(&crews).filter(|it| it.1.is_some()).map(|it| it.0).collect();
    Some(Planned { project, unit, places, ends, crews })
}

/// The crews that can be short of people, in units of time from the beginning of work on; and which
/// of them each crew is.
fn resources(work: &Work, unit: u32, length: u32) -> (Vec<Resource>, Vec<Option<u32>>) {
    let (mut resources, mut places) = (Vec::new(), vec![None; work.crews.len()]);
    let by_crew = work.by_crew();
    let crews = (0_u32..).zip(&by_crew).zip(&work.crews);
    for (((crew, jobs), supply), place) in crews.zip(&mut places) {
        let asked = jobs.iter().map(|it| u64::from(work.job(*it).takes.of_crew(crew)));
        let least = supply.steps().map(|it| it.1).min().unwrap_or(0);
        if asked.sum::<u64>() <= u64::from(least) {
            continue;
        }
        let mut resource = Resource::of(supply.at(work.begin).min(PEOPLE_MAX));
        let end = (length / unit).min(LENGTH_MAX - 1);
        for (at, people) in supply.steps().filter(|it| work.begin < it.0) {
            let at = (at - work.begin) / unit;
            if at == 0 {
                resource.capacity = people.min(PEOPLE_MAX);
                continue;
            }
            resource.changes.retain(|it| it.0 != at);
            if at <= end {
                resource.changes.push((at, people.min(PEOPLE_MAX)));
            }
        }
        let strength = supply.strength().min(PEOPLE_MAX);
        if resource.last() != strength {
            resource.changes.push((end + 1, strength));
        }
        *place = u32::try_from(resources.len()).ok();
        resources.push(resource);
    }
    (resources, places)
}
