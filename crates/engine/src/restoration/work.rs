//! What is to be done: the part of a model that is down, as jobs that wait for each other.

use std::collections::BTreeMap;

use crate::achievable::{Rules, Wave};
use crate::components::Shape;
use crate::model::{Model, NONE, Need, index};
use crate::required::required;

use super::choices::Choice;
use super::demand::{Demand, Staffing};
use super::disruption::{CrewSupply, Disruption, NEVER};
use super::heads::{Alone, Head, heads};

/// The work on one node that is down. Jobs have the order of their nodes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Job {
    pub(super) node: u32,
    /// How long the work takes, in seconds.
    pub(super) duration: u32,
    pub(super) takes: Demand,
    /// Whether it is known how many there are of all that it asks for.
    pub(super) is_staffing_known: bool,
    /// When the node must be back.
    pub(super) due: Option<u32>,
    /// What each second counts that it is late.
    pub(super) weight: u32,
    /// The lowest required time that it is needed for, to tell what comes first.
    pub(super) urgency: u32,
    /// The job at whose end the node is back: itself, or in a circle the last one.
    pub(super) last: u32,
    /// The first crew that has nobody for it, if that is so.
    pub(super) gone: Option<u32>,
    /// It is never done, and is in no plan.
    pub(super) never: bool,
    /// Whether all that it waits for is known: times, and how many there are to do the work.
    pub(super) complete: bool,
}

/// One end of an order, seen from the other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Wait {
    /// The job at the other end: the one whose end is waited for, or who waits.
    pub(super) job: u32,
    /// The job of the node that is needed: it is back when the job above is done.
    pub(super) needed: u32,
    /// How long before that end the waiting job may start.
    pub(super) gap: u32,
    pub(super) kind: WaitKind,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum WaitKind {
    /// It cannot do without.
    Need,
    /// A group could have waited for another member: see `choices.rs`.
    Choice,
    /// One after the other in a circle.
    Circle,
}

/// When nodes must be back, whatever is lost.
pub(super) struct Dues {
    required: Vec<u32>,
    shared: Vec<u32>,
}

impl Dues {
    pub(super) fn of(model: &Model) -> Dues {
        let shape = Shape::of(model);
        let (mut own, mut shared) = (Vec::new(), Vec::new());
        for limits in required(model, &shape) {
            own.push(limits.rto.at());
            shared.push(limits.shared_rto.at());
        }
        Dues { required: own, shared }
    }
}

/// Everything that is down, as jobs.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Work {
    pub(super) jobs: Vec<Job>,
    /// What each job waits for.
    pub(super) before: Vec<Vec<Wait>>,
    /// Who waits for each job.
    pub(super) after: Vec<Vec<Wait>>,
    /// All jobs, each after those that it waits for.
    pub(super) order: Vec<u32>,
    /// When each job could be done if its crew had nothing else to do.
    pub(super) heads: Vec<Head>,
    pub(super) crews: Vec<CrewSupply>,
    pub(super) begin: u32,
    /// The groups that can choose for whom they wait.
    pub(super) choices: Vec<Choice>,
    /// By job, whether all that it waits for is known if nobody shares crews.
    pub(super) known: Vec<bool>,
}

impl Work {
    /// The jobs of the nodes `down`, which are ascending.
    pub(super) fn of(model: &Model, down: &[u32], disruption: &Disruption, dues: &Dues) -> Work {
        Work::with_at_most(&BTreeMap::new(), model, down, disruption, dues)
    }

    /// The same, where no more than so many people of some crews work on some nodes.
    pub(super) fn with_at_most(
        most: &BTreeMap<(u32, u32), u32>,
        model: &Model,
        down: &[u32],
        disruption: &Disruption,
        dues: &Dues,
    ) -> Work {
        // A part of a model that was checked cannot be wrong.
        let Some(part) = part(model, down) else { return Work::default() };
        let mut jobs = jobs(model, down, disruption, dues);
        for job in jobs.iter_mut().filter(|_| !most.is_empty()) {
            job.takes = job.takes.with_at_most(|crew| most.get(&(job.node, crew)).copied());
        }
        let shape = Shape::of(&part);
        let alone = Alone::of(&jobs, disruption);
        let rules = Rules { model: &part, shape: &shape, measure: alone };
        let wave = Wave::of(&rules);
        let (before, mut choices) = waits(&part, &shape, &wave, &mut jobs);
        for (job, reached) in jobs.iter_mut().zip(&wave.reached) {
            job.never = NEVER <= reached.value;
            job.complete = reached.value == reached.most;
        }
        let is_done = |it: u32| !jobs[it as usize].never;
        choices.iter_mut().for_each(|it| it.members.retain(|it| is_done(*it)));
        choices.retain(|it| is_done(it.group) && it.lacks < it.members.len());
        let after = after(&before);
        let order = in_order(&before, &after);
        let heads = heads(&rules.measure, &before, &order);
        let (crews, begin) = (disruption.crews.clone(), disruption.begin);
        let known = jobs.iter().map(|it| it.complete).collect();
        let mut work = Work { jobs, before, after, order, heads, crews, begin, choices, known };
        work.doubt();
        work
    }

    pub(super) fn job_of(&self, node: u32) -> Option<u32> {
        self.jobs.binary_search_by_key(&node, |it| it.node).ok().map(index)
    }

    pub(super) fn job(&self, job: u32) -> &Job {
        &self.jobs[job as usize]
    }

    pub(super) fn supply(&self, crew: u32) -> &CrewSupply {
        &self.crews[crew as usize]
    }

    /// The jobs that are done, each after those that it waits for.
    pub(super) fn doable(&self) -> impl DoubleEndedIterator<Item = u32> + '_ {
        self.order.iter().copied().filter(|it| !self.job(*it).never)
    }

    /// The jobs of each crew that are done and take any time, ascending.
    pub(super) fn by_crew(&self) -> Vec<Vec<u32>> {
        let mut by_crew = vec![Vec::new(); self.crews.len()];
        for (n, job) in (0_u32..).zip(&self.jobs).filter(|it| !it.1.never && 0 < it.1.duration) {
            for takes in job.takes.iter() {
                by_crew[takes.crew as usize].push(n);
            }
        }
        by_crew
    }

    /// The part that `jobs` need, themselves and what they wait for; and which job is which of it.
    pub(super) fn only(&self, jobs: &[u32]) -> (Work, Vec<u32>) {
        let mut place = vec![NONE; self.jobs.len()];
        let (mut open, mut all) = (jobs.to_vec(), Vec::new());
        while let Some(job) = open.pop() {
            if place[job as usize] == NONE {
                place[job as usize] = 0;
                all.push(job);
                open.push(self.job(job).last);
                open.extend(self.before[job as usize].iter().map(|it| it.job));
            }
        }
        all.sort_unstable();
        for (n, &job) in (0_u32..).zip(&all) {
            place[job as usize] = n;
        }
        let is_of_it = |job: u32| place[job as usize] != NONE;
        let turned = |it: &Wait| Wait {
            job: place[it.job as usize],
            needed: place[it.needed as usize],
            ..*it
        };
        let waits = |of: &[Vec<Wait>]| {
            let of_it = |it: &&Wait| is_of_it(it.job);
            let waits = |job: &u32| of[*job as usize].iter().filter(of_it).map(turned).collect();
            all.iter().map(waits).collect::<Vec<Vec<_>>>()
        };
        let job = |it: &u32| {
            let job = self.job(*it);
            Job { last: place[job.last as usize], ..job.clone() }
        };
        let head = |it: &u32| {
            let head = &self.heads[*it as usize];
            Head { binder: head.binder.as_ref().map(turned), ..*head }
        };
        let order = self.order.iter().filter(|it| is_of_it(**it));
        let choice = |it: &Choice| {
            let members =
                it.members.iter().filter(|it| is_of_it(**it) && is_of_it(self.job(**it).last));
            let members: Vec<u32> = members.map(|it| place[*it as usize]).collect();
            let can_choose = is_of_it(it.group) && it.lacks < members.len();
            can_choose.then(|| Choice { group: place[it.group as usize], members, lacks: it.lacks })
        };
        let work = Work {
            jobs: all.iter().map(job).collect(),
            before: waits(&self.before),
            after: waits(&self.after),
            order: order.map(|it| place[*it as usize]).collect(),
            heads: all.iter().map(head).collect(),
            crews: self.crews.clone(),
            begin: self.begin,
            choices: self.choices.iter().filter_map(choice).collect(),
            known: all.iter().map(|it| self.known[*it as usize]).collect(),
        };
        (work, all)
    }

    /// Who shares a crew with somebody whose time is not known does not know their own, and neither
    /// does who waits for them. What is not known because of needs alone, or because nobody said how
    /// many there are, is known already.
    pub(super) fn doubt(&mut self) {
        let mut mates = self.by_crew();
        let mut add_mates = |open: &mut Vec<u32>, takes: &Demand| {
            for it in takes.iter() {
                open.append(&mut mates[it.crew as usize]);
            }
        };
        let (mut open, mut doubted) = (Vec::new(), vec![false; self.jobs.len()]);
        for unknown in self.jobs.iter().filter(|it| !it.complete) {
            add_mates(&mut open, &unknown.takes);
        }
        while let Some(job) = open.pop() {
            if !std::mem::replace(&mut doubted[job as usize], true) {
                add_mates(&mut open, &self.job(job).takes);
                open.extend(self.after[job as usize].iter().map(|it| it.job));
            }
        }
        // A circle is back with its last job.
        for job in &mut self.jobs {
            job.complete &= !doubted[job.last as usize];
        }
    }
}

/// The part of a model that is down, as if all else were there and needed nothing. A group lacks as
/// many members as are not up.
fn part(model: &Model, down: &[u32]) -> Option<Model> {
    let mut place = vec![NONE; model.len() as usize];
    for (n, &node) in (0_u32..).zip(down) {
        place[node as usize] = n;
    }
    let place = |node: u32| Some(place[node as usize]).filter(|it| *it != NONE);
    let (mut nodes, mut needs) = (Vec::with_capacity(down.len()), Vec::new());
    for (from, &node) in (0_u32..).zip(down) {
        let mut it = *model.node(node);
        let members = model.hard_needs(node);
        let lost = members.iter().filter_map(|it| place(*it)).collect::<Vec<_>>();
        let mut needs_them = true;
        if let Some(quorum) = it.quorum {
            let lacks = quorum.saturating_sub(index(members.len() - lost.len()));
            needs_them = lacks > 0;
            it.quorum = Some(lacks).filter(|it| *it > 0);
            it.restore = Some(it.restore.unwrap_or(0));
        }
        nodes.push(it);
        if needs_them {
            needs.extend(lost.into_iter().map(|to| Need::hard(from, to)));
        }
        let soft = model.soft_needs(node).filter(|it| it.1 < NEVER);
        needs.extend(soft.filter_map(|(to, gap)| Some(Need::soft(from, place(to)?, gap))));
    }
    Model::new(nodes, needs).ok()
}

fn jobs(model: &Model, down: &[u32], disruption: &Disruption, dues: &Dues) -> Vec<Job> {
    let job = |(n, &node): (u32, &u32)| {
        let Staffing { takes, gone, is_known } = Staffing::of(model.node(node), &disruption.crews);
        let limit = |limits: &[u32]| limits[node as usize];
        Job {
            node,
            duration: model.restore(node),
            takes,
            is_staffing_known: is_known,
            gone,
            due: Some(limit(&dues.required)).filter(|it| *it != u32::MAX),
            weight: disruption.weight(node),
            urgency: limit(&dues.shared),
            last: n,
            never: false,
            complete: true,
        }
    };
    (0_u32..).zip(down).map(job).collect()
}

/// What each job waits for. In a circle that nothing breaks the first one waits for all that any of
/// them needs, and each other for the one before. And which groups can choose.
fn waits(
    part: &Model,
    shape: &Shape,
    wave: &Wave,
    jobs: &mut [Job],
) -> (Vec<Vec<Wait>>, Vec<Choice>) {
    let stuck_of = |knot: u32| {
        let members = shape.knot(knot).iter().copied();
        members.filter(|it| wave.get(*it).stuck).collect::<Vec<_>>()
    };
    let circles = shape.circles().map(stuck_of).filter(|it| !it.is_empty()).collect::<Vec<_>>();
    for (circle, &last) in circles.iter().filter_map(|it| Some((it, it.last()?))) {
        circle.iter().for_each(|it| jobs[*it as usize].last = last);
    }
    let last = |node: u32| jobs[node as usize].last;
    let need = |needed, kind| Wait { job: last(needed), needed, gap: 0, kind };
    let soft = |node: u32| {
        let waited = part.soft_needs(node).filter(move |it| shape.waits(node, it.0));
        waited.map(|(needed, gap)| Wait { gap, ..need(needed, WaitKind::Need) })
    };
    let (mut before, mut choices) = (vec![Vec::new(); jobs.len()], Vec::new());
    for node in (0..part.len()).filter(|it| !wave.get(*it).stuck) {
        let waits = &mut before[node as usize];
        if part.can_spare(node) {
            let (members, lacks) = (members(part, shape, wave, node), part.quorum(node) as usize);
            let first = members.iter().take(lacks);
            waits.extend(first.map(|it| need(*it, WaitKind::Choice)));
            choices.push(Choice { group: node, members, lacks });
        } else {
            waits.extend(part.hard_needs(node).iter().map(|it| need(*it, WaitKind::Need)));
        }
        waits.extend(soft(node));
    }
    for circle in &circles {
        let outside = |it: &&u32| circle.binary_search(it).is_err();
        for (&member, n) in circle.iter().zip(0..) {
            let needs = part.hard_needs(member).iter().filter(outside);
            let needs = needs.map(|it| need(*it, WaitKind::Need)).chain(soft(member));
            before[circle[0] as usize].extend(needs.collect::<Vec<_>>());
            if let Some(&next) = circle.get(n + 1) {
                let turn = Wait { job: member, needed: member, gap: 0, kind: WaitKind::Circle };
                before[next as usize].push(turn);
            }
        }
    }
    (before, choices)
}

/// The members that a group can count on; those first that could be back first if nobody shared
/// crews. See `Wave::arrival`. Whichever it waits for, nobody waits in a circle.
fn members(part: &Model, shape: &Shape, wave: &Wave, group: u32) -> Vec<u32> {
    let mut members = part.hard_needs(group).to_vec();
    members.retain(|it| {
        let member = wave.get(*it);
        shape.knot_of(*it) != shape.knot_of(group)
            || (!member.stuck && member.turn < wave.get(group).turn)
    });
    members.sort_unstable_by_key(|it| (wave.get(*it).value, *it));
    members
}

/// Who waits for each job, from what each job waits for.
pub(super) fn after(before: &[Vec<Wait>]) -> Vec<Vec<Wait>> {
    let mut after = vec![Vec::new(); before.len()];
    for (job, waits) in (0_u32..).zip(before) {
        for wait in waits {
            after[wait.job as usize].push(Wait { job, ..*wait });
        }
    }
    after
}

/// All jobs, each after those that it waits for.
pub(super) fn in_order(before: &[Vec<Wait>], after: &[Vec<Wait>]) -> Vec<u32> {
    let mut waiting = before.iter().map(Vec::len).collect::<Vec<_>>();
    let ready = |it: &u32| before[*it as usize].is_empty();
    let mut order = (0..index(before.len())).filter(ready).collect::<Vec<_>>();
    let mut next = 0;
    while let Some(&job) = order.get(next) {
        next += 1;
        for wait in &after[job as usize] {
            let waiting = &mut waiting[wait.job as usize];
            *waiting -= 1;
            if *waiting == 0 {
                order.push(wait.job);
            }
        }
    }
    order
}
