//! Which of its members a group waits for.
//!
//! At first for those that could be back first if nobody shared crews. Where crews are shared,
//! another one may be back sooner in the order that was found. So the members are chosen again by
//! when they are back in it: a group waits for the first of them, as many as it lacks. That makes no
//! order worse, and what a group does not wait for cannot delay it.

use std::borrow::Cow;

use super::schedule::Schedule;
use super::work::{Wait, WaitKind, Work, after, in_order};

/// A group that lacks fewer of its members than could come back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Choice {
    /// The job of the group.
    pub(super) group: u32,
    /// The jobs of its members; those first that could be back first if nobody shared crews.
    pub(super) members: Vec<u32>,
    /// How many of them it lacks.
    pub(super) lacks: usize,
}

impl Schedule {
    /// Moves jobs to earlier times until none can move, where each group waits for the first of its
    /// members. None gets later.
    pub(super) fn settle_choices(&mut self, work: &Work) {
        let mut work = work.suited(self);
        loop {
            self.settle(&work);
            // Each time some group waits less long than before, so this ends.
            match work.chosen_by(|it| self.back(&work, it)) {
                Some(other) => work = Cow::Owned(other),
                None => return,
            }
        }
    }
}

impl Work {
    /// The same work with each group waiting for the members that are back first in a schedule.
    pub(super) fn suited(&self, schedule: &Schedule) -> Cow<'_, Work> {
        let other = self.chosen_by(|it| schedule.back(self, it));
        other.map_or(Cow::Borrowed(self), Cow::Owned)
    }

    /// The same, in place of it.
    #[must_use]
    pub(super) fn suiting(self, schedule: &Schedule) -> Work {
        let other = self.chosen_by(|it| schedule.back(&self, it));
        other.unwrap_or(self)
    }

    /// The same work with each group waiting for the members for which crews have least to do, one
    /// after the other: another place to begin from. `None` if that is how it is.
    pub(super) fn lightest(&self) -> Option<Work> {
        if self.choices.is_empty() {
            return None;
        }
        let mut loads = vec![0_u64; self.jobs.len()];
        for &job in &self.order {
            let it = self.job(job);
            let own = it.takes.work(it.duration);
            let behind = self.before[job as usize].iter().map(|it| loads[it.job as usize]).max();
            loads[job as usize] = own.saturating_add(behind.unwrap_or(0));
        }
        let last = |job: u32| self.job(job).last as usize;
        self.chosen_by(|it| (loads[last(it)], self.heads[last(it)].end))
    }

    /// The same work with the members that are least by that key. A group turns to others only if
    /// the last of them is better. `None` if no group does.
    fn chosen_by<K: Ord + Copy>(&self, key: impl Fn(u32) -> K) -> Option<Work> {
        let mut turned = Vec::new();
        for choice in &self.choices {
            let now = self.before[choice.group as usize].iter().filter(is_choice);
            let mut members = choice.members.clone();
            members.sort_by_key(|it| (key(*it), *it));
            members.truncate(choice.lacks);
            if members.last().map(|it| key(*it)) < now.map(|it| key(it.needed)).max() {
                turned.push((choice.group, members));
            }
        }
        (!turned.is_empty()).then(|| self.turned(&turned))
    }

    /// The same work with some groups waiting for other members.
    fn turned(&self, groups: &[(u32, Vec<u32>)]) -> Work {
        let mut work = self.clone();
        for (group, members) in groups {
            let waits = &mut work.before[*group as usize];
            waits.retain(|it| !is_choice(&it));
            let wait = |needed: &u32| {
                let job = self.job(*needed).last;
                Wait { job, needed: *needed, gap: 0, kind: WaitKind::Choice }
            };
            waits.splice(0..0, members.iter().map(wait));
        }
        work.after = after(&work.before);
        work.order = in_order(&work.before, &work.after);
        for (job, known) in work.jobs.iter_mut().zip(&self.known) {
            job.complete = *known;
        }
        work.doubt_choices();
        work.doubt();
        work
    }

    /// Who waits for members other than at first, whose times are not known, does not know their own,
    /// and neither does who waits for them.
    fn doubt_choices(&mut self) {
        let n = self.jobs.len();
        let (mut turned, mut doubted) = (vec![false; n], vec![false; n]);
        for Choice { group, members, lacks } in &self.choices {
            let first = &members[..*lacks];
            let mut waits = self.before[*group as usize].iter().filter(is_choice);
            turned[*group as usize] = waits.any(|it| !first.contains(&it.needed));
        }
        for &job in &self.order {
            let is_open = |it: &Wait| {
                let unknown = turned[job as usize] && is_choice(&it) && !self.job(it.job).complete;
                unknown || doubted[it.job as usize]
            };
            doubted[job as usize] = self.before[job as usize].iter().any(is_open);
        }
        for job in &mut self.jobs {
            job.complete &= !doubted[job.last as usize];
        }
    }
}

fn is_choice(wait: &&Wait) -> bool {
    wait.kind == WaitKind::Choice
}
