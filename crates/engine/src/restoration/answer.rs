//! What comes back when, in which order, and how good that is.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, BinaryHeap};

use crate::analysis::Verdict;
use crate::blast::blast;
use crate::model::{Crew, Model, index};
use crate::sequence::Effort;

use super::binding::BindingChain;
use super::bounds::Bounds;
use super::certificate::Certificate;
use super::curve::{CrewLoad, Curve, curve, loads};
use super::demand::asked;
use super::disruption::{CrewSupply, Disruption};
use super::find::{Looking, search_on};
use super::schedule::Schedule;
use super::work::{Dues, Job, Wait, Work};

/// How one node comes back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Restored {
    /// Which node.
    pub node: u32,
    /// When work on it starts, in seconds after the disruption. `None`: it never does, because
    /// there is nobody to do it, or nothing to do it with, or it waits for something that never comes
    /// back.
    pub start: Option<u32>,
    /// When it is back. In a circle of needs that nothing breaks: when all of the circle is.
    pub end: Option<u32>,
    /// How long after work begins it waits for what it needs, in seconds.
    pub wait_for_needs: u32,
    /// How long it waits for its crew, or for its equipment, after that, in seconds.
    pub wait_for_crew: u32,
    /// By when it must be back: its own recovery time objective or a stricter one of somebody who
    /// needs it.
    pub due: Option<u32>,
    /// Whether it is back by then. [`Verdict::Unknown`]: in time so far, but see `complete`.
    pub verdict: Verdict,
    /// By how many seconds it is late; `None` if it is not, or if it never comes back.
    pub late: Option<u32>,
    /// Whether all that it waits for is known: the times of what it needs, and of the work that its
    /// crew, and theirs, have to do; and how many people and how much equipment there are for all of
    /// that. If not, `end` means "at least".
    pub complete: bool,
    /// When it could not be back before, whatever the order: what its [`Certificate`] proves.
    pub at_least: Option<u32>,
}

/// Something that somebody should look at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Finding {
    /// Work on a node asks for more people, or units, than there are in the end, or in
    /// [shifts](super::CrewSupply::in_shifts) for as long as it takes. It is planned with all that there
    /// are, or that there were before a [change](Restoration::after_change).
    CrewTooSmall {
        /// The node.
        node: u32,
        /// Its crew, or its equipment.
        crew: u32,
        /// How many people it asks for.
        asks: u32,
        /// How many there are.
        there: u32,
    },
    /// In the end the crew of a node has nobody, or there is none of its equipment: the node never
    /// comes back.
    CrewGone {
        /// The node.
        node: u32,
        /// Its crew, or its equipment.
        crew: u32,
    },
    /// Nobody said how many people a crew has, or how much equipment there is. It is planned without
    /// limit, or with as many as it is [taken to have](super::CrewSupply::uncounted), so what it works
    /// on is back at this time at least.
    CrewUnknown {
        /// The crew.
        crew: u32,
    },
    /// Nobody said how long the work on a node takes. It counts as nothing.
    TimeUnknown {
        /// The node.
        node: u32,
    },
}

/// The joint restoration of all that is down.
///
/// Two are equal if they say the same.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Restoration {
    /// All nodes that are down, ascending.
    pub nodes: Vec<Restored>,
    /// The nodes that come back, by the start of their work. Each comes after what it cannot work
    /// without; among those that start together and do not need each other, the one with the lowest
    /// required recovery time comes first.
    pub order: Vec<u32>,
    /// How many of the watched nodes are back, over time.
    pub curve: Curve,
    /// What each crew, and each kind of equipment, does over time; only where there is anything to do.
    pub loads: Vec<CrewLoad>,
    /// What somebody should look at: sorted.
    pub findings: Vec<Finding>,
    /// When the last node is back that comes back at all, in seconds after the disruption.
    pub makespan: u32,
    /// When the last node is back at the earliest, whatever the order.
    pub makespan_bound: u32,
    /// How late the nodes are, all in all: the seconds of each, as often as they count.
    pub tardiness: u64,
    /// How late they are at least, whatever the order. So no order is better than this one by more
    /// than the difference.
    pub tardiness_bound: u64,
    pub(super) work: Work,
    pub(super) schedule: Schedule,
}

impl Restoration {
    /// How a node comes back, if it is down.
    pub fn node(&self, node: u32) -> Option<&Restored> {
        let found = self.nodes.binary_search_by_key(&node, |it| it.node);
        found.ok().map(|it| &self.nodes[it])
    }

    /// What keeps a node from being back sooner in this order, link by link from the beginning of
    /// work. `None` if it is not down, or never comes back.
    pub fn binding_chain(&self, node: u32) -> Option<BindingChain> {
        let job = self.work.job_of(node)?;
        BindingChain::of(&self.work, &self.schedule, job)
    }

    /// Why no order brings a node back before a time. `None` if it is not down.
    pub fn certificate(&self, node: u32) -> Option<Certificate> {
        Some(Certificate::of(&self.work, self.work.job_of(node)?))
    }
}

/// The joint restoration of all that is down, sought with that effort.
///
/// With an effort of one schedule it only follows rules of priority; with none, the first of them, which
/// answers at once, though some work could start sooner in that order.
pub fn restoration(model: &Model, disruption: &Disruption, effort: Effort) -> Restoration {
    restoration_on(1, model, disruption, effort, &|| false)
}

/// The same on several threads, until `stop` says so: then it is the best that was found so far. The
/// answer does not depend on the number of threads, unless it is stopped.
pub fn restoration_on(
    threads: usize,
    model: &Model,
    disruption: &Disruption,
    effort: Effort,
    stop: &(dyn Fn() -> bool + Sync),
) -> Restoration {
    let looking = Looking { threads, effort, stop, known: &[] };
    sought(model, disruption, (&looking, &BTreeMap::new()))
}

impl Restoration {
    /// The joint restoration after something changed: of a model with the same nodes, or of another
    /// disruption.
    ///
    /// The search begins with the order of this one, as it was where it still can be, and as early as
    /// it can be now. What is found is never worse than that: by how late everything is, and then by
    /// when all is back. So whoever makes something better does not see worse only because another
    /// search went another way. Where work asks for more people than its crew had, it may still be
    /// planned with as many as before, though there are more now: the findings say so.
    pub fn after_change(
        &self,
        threads: usize,
        (model, disruption): (&Model, &Disruption),
        effort: Effort,
        stop: &(dyn Fn() -> bool + Sync),
    ) -> Restoration {
        let starts = self.nodes.iter().filter_map(|it| Some((it.node, it.start?)));
        let known = starts.collect::<Vec<_>>();
        let looking = Looking { threads, effort, stop, known: &known };
        let found = sought(model, disruption, (&looking, &BTreeMap::new()));
        // Where a crew was too small for a piece of work, more people take part in it, and less can be
        // done at once. Nobody has to do so.
        let few = |it: &Finding| match *it {
            Finding::CrewTooSmall { node, crew, there, .. } => Some(((node, crew), there)),
            _ => None,
        };
        let few: BTreeMap<(u32, u32), u32> = self.findings.iter().filter_map(few).collect();
        let value = |it: &Restoration| (it.tardiness, it.makespan);
        let takes_more = |it: &Job| {
            let few = |crew: u32| few.get(&(it.node, crew)).copied().unwrap_or(u32::MAX);
            it.takes.iter().any(|it| few(it.crew) < it.people)
        };
        if value(&found) <= value(self) || !found.work.jobs.iter().any(takes_more) {
            return found;
        }
        let as_few = sought(model, disruption, (&looking, &few));
        if value(&as_few) < value(&found) { as_few } else { found }
    }
}

/// `most`: no more people than that of some crews work on some nodes.
fn sought(
    model: &Model,
    disruption: &Disruption,
    (looking, most): (&Looking<'_>, &BTreeMap<(u32, u32), u32>),
) -> Restoration {
    let down = blast(model, &disruption.lost).down;
    let work = Work::with_at_most(most, model, &down, disruption, &Dues::of(model));
    let bounds = Bounds::of(&work);
    let least = (bounds.tardiness, bounds.makespan);
    let schedule = search_on(&work, disruption.unit, looking, least, &mut |_| {});
    told(model, disruption, work.suiting(&schedule), schedule, &bounds)
}

/// What a schedule says about each node, and all together.
pub(super) fn told(
    model: &Model,
    disruption: &Disruption,
    work: Work,
    schedule: Schedule,
    bounds: &Bounds,
) -> Restoration {
    let (tardiness, makespan) = schedule.value(&work);
    let jobs = 0..index(work.jobs.len());
    let nodes = jobs.map(|it| restored(&work, &schedule, bounds, it)).collect::<Vec<_>>();
    let all = nodes.iter().map(|it| it.node).collect::<Vec<_>>();
    let watched = if disruption.watched.is_empty() { &all } else { &disruption.watched };
    let back = |node: u32| work.job_of(node).map(|it| nodes[it as usize].end);
    Restoration {
        order: order(&work, &schedule),
        curve: curve(watched, back),
        loads: loads(&work, &schedule, model),
        findings: findings(model, disruption, &work),
        makespan,
        makespan_bound: bounds.makespan,
        tardiness,
        tardiness_bound: bounds.tardiness,
        nodes,
        work,
        schedule,
    }
}

fn restored(work: &Work, schedule: &Schedule, bounds: &Bounds, job: u32) -> Restored {
    let it = work.job(job);
    let Job { node, due, complete, .. } = *it;
    if it.never {
        let verdict = if due.is_some() { Verdict::Missed } else { Verdict::NoTarget };
        return Restored {
            node,
            start: None,
            end: None,
            wait_for_needs: 0,
            wait_for_crew: 0,
            due,
            verdict,
            late: None,
            complete,
            at_least: None,
        };
    }
    let (start, end) = (schedule.starts[job as usize], schedule.back(work, job));
    let ready = schedule.ready(work, job);
    let late = due.and_then(|it| end.checked_sub(it)).filter(|it| 0 < *it);
    let verdict = match (due, late) {
        (None, _) => Verdict::NoTarget,
        (_, Some(_)) => Verdict::Missed,
        _ if complete => Verdict::Met,
        _ => Verdict::Unknown,
    };
    Restored {
        node,
        start: Some(start),
        end: Some(end),
        wait_for_needs: ready - work.begin,
        wait_for_crew: start - ready,
        due,
        verdict,
        late,
        complete,
        at_least: Some(bounds.back[job as usize]),
    }
}

/// The nodes that come back by start; at the same moment by need, then by urgency.
fn order(work: &Work, schedule: &Schedule) -> Vec<u32> {
    // Who needs something only softly may start before it.
    let comes_first = |it: &&Wait| it.gap == 0;
    let mut waiting =
        work.before.iter().map(|it| it.iter().filter(comes_first).count()).collect::<Vec<_>>();
    let key = |job: u32| Reverse((schedule.starts[job as usize], work.job(job).urgency, job));
    let first = work.doable().filter(|it| waiting[*it as usize] == 0);
    let mut ready = first.map(key).collect::<BinaryHeap<_>>();
    let mut order = Vec::with_capacity(work.jobs.len());
    while let Some(Reverse((.., job))) = ready.pop() {
        order.push(work.job(job).node);
        for wait in work.after[job as usize].iter().filter(comes_first) {
            let waiting = &mut waiting[wait.job as usize];
            *waiting -= 1;
            if *waiting == 0 && !work.job(wait.job).never {
                ready.push(key(wait.job));
            }
        }
    }
    order
}

fn findings(model: &Model, disruption: &Disruption, work: &Work) -> Vec<Finding> {
    let mut findings = BTreeSet::new();
    for &Job { node, takes, .. } in &work.jobs {
        if !model.restore_known(node) {
            findings.insert(Finding::TimeUnknown { node });
        }
        for Crew { index: crew, size: asks } in asked(model.node(node)) {
            let supply = disruption.crews.get(crew as usize);
            if !supply.is_some_and(CrewSupply::is_counted) {
                findings.insert(Finding::CrewUnknown { crew });
            }
            if supply.is_none() {
                continue;
            }
            match takes.of_crew(crew) {
                there if asks <= there => {}
                0 => drop(findings.insert(Finding::CrewGone { node, crew })),
                there => drop(findings.insert(Finding::CrewTooSmall { node, crew, asks, there })),
            }
        }
    }
    findings.into_iter().collect()
}
