//! What would help: one change at a time, each with an order of its own.

use std::borrow::Cow;
use std::cmp::Reverse;
use std::collections::BTreeSet;

use crate::blast::blast;
use crate::model::{Model, Node, Strength};
use crate::sequence::Effort;

use super::answer::Restoration;
use super::binding::{BindingChain, HeldBy};
use super::bounds::Bounds;
use super::certificate::Certificate;
use super::disruption::Disruption;
use super::find::{as_known, search};
use super::schedule::{Schedule, tardiness_of};
use super::work::{Dues, WaitKind, Work};

/// Something that could be different.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Change {
    /// A crew has more people, or there is more of some equipment, at any time.
    MorePeople {
        /// The crew, or the equipment.
        crew: u32,
        /// How many more.
        more: u32,
    },
    /// A node takes less time to bring back.
    Faster {
        /// The node.
        node: u32,
        /// How long it takes then, in seconds.
        restore: u32,
    },
    /// Something takes over for a node, which takes neither people nor equipment.
    TakenOver {
        /// The node.
        node: u32,
        /// How long it takes until then, in seconds.
        restore: u32,
    },
    /// A node does not wait for something that it needs; a group that can choose, for one less of
    /// its members.
    WithoutNeed {
        /// Who needs.
        from: u32,
        /// What is not waited for.
        to: u32,
    },
}

impl Change {
    /// The model and the disruption in which it is made. `None` if there is nothing to change.
    pub fn made<'a>(
        self,
        model: &'a Model,
        disruption: &Disruption,
    ) -> Option<(Cow<'a, Model>, Disruption)> {
        let (mut model, mut disruption) = (Cow::Borrowed(model), disruption.clone());
        match self {
            Change::MorePeople { crew, more } => {
                let supply = disruption.crews.get_mut(crew as usize)?;
                *supply = supply.with_more(more);
            }
            Change::Faster { node, restore } => {
                let with = Node { restore: Some(restore), ..*model.node(node) };
                model.to_mut().replace(node, with).ok()?;
            }
            Change::TakenOver { node, restore } => {
                let before = *model.node(node);
                let with = Node { restore: Some(restore), crew: None, equipment: None, ..before };
                model.to_mut().replace(node, with).ok()?;
            }
            Change::WithoutNeed { from, to } => {
                model.strength(from, to)?;
                without_need(model.to_mut(), from, to)?;
            }
        }
        Some((model, disruption))
    }
}

/// How the nodes asked about come back. The least is best; what is said first counts first.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Outcome {
    /// How many of them never come back.
    pub n_never: u32,
    /// How many of them are too late, or never back.
    pub n_missed: u32,
    /// How late they are, all in all, each second as often as it counts.
    pub tardiness: u64,
    /// When the last of them is back that comes back, in seconds after the disruption.
    pub last: u32,
    /// When they are back, added up.
    pub ends: u64,
}

/// What one change would do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Improvement {
    /// The change.
    pub change: Change,
    /// How the nodes asked about come back then.
    pub after: Outcome,
    /// How many of them come back that never would without it.
    pub n_back: u32,
    /// How much sooner the last of them is back, in seconds. Zero where only more of them come back.
    pub gain: u32,
    /// How much sooner the last of them could be back at most, in any order.
    pub gain_most: u32,
    /// What binds then: why it is not better. Of the node that is the latest against its target.
    pub binds: Option<BindingChain>,
}

/// What changes would do, best first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Improvements {
    /// How the nodes asked about come back without any change.
    pub now: Outcome,
    /// When the last of them can be back at the earliest without any change, in any order.
    pub last_bound: u32,
    /// What binds now, of the node that is the latest against its target.
    pub binds: Option<BindingChain>,
    /// Each change, best first: by what follows from it.
    pub ranked: Vec<Improvement>,
}

/// Changes worth trying for `nodes`.
///
/// For what is on their binding chains: one more person of each crew, or unit of the equipment, that
/// somebody waits for, half the time of each node, and doing without each need. For those that never
/// come back: one person for the crew that has nobody, and doing without what it must do.
pub fn candidates(model: &Model, now: &Restoration, nodes: &[u32]) -> Vec<Change> {
    let mut changes = BTreeSet::new();
    for chain in nodes.iter().filter_map(|it| now.binding_chain(*it)) {
        for link in chain.links {
            let restore = model.restore(link.node);
            if 1 < restore {
                changes.insert(Change::Faster { node: link.node, restore: restore / 2 });
            }
            match link.held_by {
                HeldBy::Crew { crew, .. } | HeldBy::Shift { crew } => {
                    changes.insert(Change::MorePeople { crew, more: 1 });
                }
                // The first of a circle waits for what others of it need, too.
                HeldBy::Need { needed, .. } if model.strength(link.node, needed).is_some() => {
                    changes.insert(Change::WithoutNeed { from: link.node, to: needed });
                }
                HeldBy::Need { .. } | HeldBy::Begin | HeldBy::Circle { .. } => {}
            }
        }
    }
    let jobs = nodes.iter().filter_map(|it| now.work.job_of(*it));
    jobs.for_each(|it| for_what_never_is(model, &now.work, it, &mut changes));
    changes.into_iter().collect()
}

/// Changes worth trying for a job that is never done: along what it waits for, up to the crew that has
/// nobody.
fn for_what_never_is(model: &Model, work: &Work, job: u32, changes: &mut BTreeSet<Change>) {
    let last = work.job(job).last;
    let mut next = Some(last).filter(|it| work.job(*it).never);
    while let Some(job) = next {
        let it = work.job(job);
        if let Some(crew) = it.gone {
            changes.insert(Change::MorePeople { crew, more: 1 });
            return;
        }
        let binder = work.heads[job as usize].binder.filter(|it| work.job(it.job).never);
        if let Some(wait) = binder.filter(|it| it.kind != WaitKind::Circle) {
            let (from, to) = (it.node, work.job(wait.needed).node);
            changes.extend(model.strength(from, to).map(|_| Change::WithoutNeed { from, to }));
        }
        next = binder.map(|it| it.job);
    }
}

/// What each of `changes` does for `nodes`, each with an order of its own, sought with that effort.
///
/// What is down stays down, and what is due stays due. No order counts that is worse for the nodes
/// or for all together than the one without the change, so no change does harm. A change of what is
/// not there is left out.
pub fn improvements(
    model: &Model,
    disruption: &Disruption,
    nodes: &[u32],
    changes: &[Change],
    effort: Effort,
) -> Improvements {
    improved(&Trial::new(model, disruption, nodes, effort, None), changes)
}

impl Restoration {
    /// The same, on top of this restoration: it must be of that model and that disruption. Changes are
    /// compared with it, and none of them is sought from the beginning.
    pub fn improvements(
        &self,
        (model, disruption): (&Model, &Disruption),
        nodes: &[u32],
        changes: &[Change],
        effort: Effort,
    ) -> Improvements {
        let trial = Trial::new(model, disruption, nodes, effort, Some(&self.schedule));
        improved(&trial, changes)
    }
}

fn improved(trial: &Trial<'_>, changes: &[Change]) -> Improvements {
    let (total, now) =
        (total(&trial.work, &trial.schedule), trial.outcome(&trial.work, &trial.schedule));
    let bound = trial.bound(&trial.work);
    let mut ranked = Vec::with_capacity(changes.len());
    for &change in changes {
        let Some(work) = trial.changed(change) else { continue };
        let schedule = trial.best(&work, Some((total, now)));
        let work = work.suiting(&schedule);
        let after = trial.outcome(&work, &schedule);
        let gain_most = now.last.saturating_sub(trial.bound(&work));
        // A group may turn to another member, or a circle may open, and only make it worse. Nobody
        // has to make use of a change.
        let is_used = after <= now && self::total(&work, &schedule) <= total;
        let binds = match is_used {
            true => trial.binds(&work, &schedule),
            false => trial.binds(&trial.work, &trial.schedule),
        };
        let after = if is_used { after } else { now };
        let gain = now.last.saturating_sub(after.last);
        let n_back = now.n_never - after.n_never;
        ranked.push(Improvement { change, after, n_back, gain, gain_most, binds });
    }
    ranked.sort_by_key(|it| (it.after, it.change));
    let binds = trial.binds(&trial.work, &trial.schedule);
    Improvements { now, last_bound: bound, binds, ranked }
}

/// What all trials share.
struct Trial<'a> {
    model: &'a Model,
    disruption: &'a Disruption,
    effort: Effort,
    nodes: Vec<u32>,
    down: Vec<u32>,
    dues: Dues,
    /// As it is without a change.
    work: Work,
    schedule: Schedule,
}

impl<'a> Trial<'a> {
    /// `known`: a schedule of the same work, if there is one already.
    fn new(
        model: &'a Model,
        disruption: &'a Disruption,
        nodes: &[u32],
        effort: Effort,
        known: Option<&Schedule>,
    ) -> Self {
        let down = blast(model, &disruption.lost).down;
        let dues = Dues::of(model);
        let work = Work::of(model, &down, disruption, &dues);
        let mut nodes = nodes.to_vec();
        nodes.retain(|it| down.binary_search(it).is_ok());
        nodes.sort_unstable();
        nodes.dedup();
        let schedule = Schedule { starts: Vec::new() };
        let mut trial = Self { model, disruption, effort, nodes, down, dues, work, schedule };
        let fits = known.filter(|it| it.starts.len() == trial.work.jobs.len());
        trial.schedule = match fits.filter(|it| it.holds(&trial.work.suited(it))) {
            Some(known) => known.clone(),
            None => trial.best(&trial.work, None),
        };
        trial.work = std::mem::take(&mut trial.work).suiting(&trial.schedule);
        trial
    }

    /// The work with one change. `None` if there is nothing to change.
    fn changed(&self, change: Change) -> Option<Work> {
        let (model, disruption) = change.made(self.model, self.disruption)?;
        Some(Work::of(&model, &self.down, &disruption, &self.dues))
    }

    /// The best schedule that is found: of those that are no worse than `now`, the best for the
    /// nodes; otherwise the best for all.
    fn best(&self, work: &Work, now: Option<(Total, Outcome)>) -> Schedule {
        let mut best: Option<(Rank, Schedule)> = None;
        let mut offer = |schedule: &Schedule| {
            let (tardiness, makespan) = schedule.value(work);
            let outcome = self.outcome(work, schedule);
            let is_worse = now.is_some_and(|it| it.0 < total(work, schedule) || it.1 < outcome);
            // Without anything to compare with, the best for all comes first.
            let first = if now.is_some() && !is_worse { 0 } else { tardiness };
            let rank = (is_worse, first, outcome, (tardiness, makespan));
            if best.as_ref().is_none_or(|it| rank < it.0) {
                best = Some((rank, schedule.clone()));
            }
        };
        if now.is_some() {
            // What was possible before mostly still is; and so is its order, perhaps sooner.
            for mut known in as_known(work, &self.schedule.starts) {
                known.settle_choices(work);
                offer(&known);
            }
        }
        let bounds = Bounds::of(work);
        let least = (bounds.tardiness, bounds.makespan);
        search(work, self.disruption.unit, self.effort, least, &mut offer);
        best.map_or_else(|| self.schedule.clone(), |it| it.1)
    }

    fn jobs<'b>(&'b self, work: &'b Work) -> impl Iterator<Item = u32> + 'b {
        self.nodes.iter().filter_map(|it| work.job_of(*it))
    }

    fn outcome(&self, work: &Work, schedule: &Schedule) -> Outcome {
        let mut outcome = Outcome::default();
        for job in self.jobs(work) {
            let (it, back) = (work.job(job), schedule.back(work, job));
            outcome.n_missed += u32::from(it.due.is_some_and(|it| it < back));
            if it.never {
                outcome.n_never += 1;
                continue;
            }
            outcome.tardiness = outcome.tardiness.saturating_add(tardiness_of(it, back));
            outcome.last = outcome.last.max(back);
            outcome.ends += u64::from(back);
        }
        outcome
    }

    /// When the last of the nodes can be back at the earliest.
    fn bound(&self, work: &Work) -> u32 {
        let certificates = self.jobs(work).map(|it| Certificate::of(work, it));
        certificates.filter_map(|it| it.at_least).max().unwrap_or(0)
    }

    /// What binds the node that is the latest against its target, or simply the latest.
    fn binds(&self, work: &Work, schedule: &Schedule) -> Option<BindingChain> {
        let late = |job: &u32| {
            let (it, back) = (work.job(*job), schedule.back(work, *job));
            (tardiness_of(it, back), back, Reverse(*job))
        };
        let jobs = self.jobs(work).filter(|it| !work.job(*it).never);
        BindingChain::of(work, schedule, jobs.max_by_key(late)?)
    }
}

/// Takes a need away. A group that can spare a member then waits for one less of any of them.
fn without_need(model: &mut Model, from: u32, to: u32) -> Option<()> {
    let node = *model.node(from);
    let is_choice = model.can_spare(from) && model.strength(from, to) == Some(Strength::Hard);
    if !is_choice {
        return model.set_need(from, to, None).ok();
    }
    let fewer = model.quorum(from) - 1;
    let with =
        Node { quorum: (0 < fewer).then_some(fewer), restore: Some(model.restore(from)), ..node };
    if fewer == 0 {
        for member in model.hard_needs(from).to_vec() {
            model.set_need(from, member, None).ok()?;
        }
    }
    model.replace(from, with).ok()
}

/// How many of all jobs are never done, and how late the others are. The least is best.
type Total = (usize, u64);

fn total(work: &Work, schedule: &Schedule) -> Total {
    let n_never = work.jobs.iter().filter(|it| it.never).count();
    (n_never, schedule.value(work).0)
}

/// How good a schedule is in a trial, the least being best: whether it is worse than without the
/// change, how late all is where that comes first, the nodes asked about, and all together.
type Rank = (bool, u64, Outcome, (u64, u32));
