//! Who counts on the same people at the same time.

use std::collections::BTreeMap;

use crate::blast::blast;
use crate::model::Model;
use crate::sequence::Effort;

use super::disruption::{CrewSupply, Disruption};
use super::find::search;
use super::work::{Dues, Work};

/// A crew, or equipment, that several owners count on at once, more than there is of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DoubleBooking {
    /// The crew.
    pub crew: u32,
    /// From when on, in seconds after the disruption.
    pub from: u32,
    /// Until when.
    pub until: u32,
    /// Who counts on it meanwhile, ascending, and on how many of its people at most.
    pub owners: Vec<(u32, u32)>,
    /// When it is worst.
    pub worst_at: u32,
    /// How many people they count on then, all together.
    pub asked: u32,
    /// How many people it has then.
    pub there: u32,
}

/// Which crews several owners count on at once, beyond the people that these have, when each of
/// them plans alone; by crew, then by time.
///
/// `owners` has the owner of each node; beyond its end, and where it says `None`, a node is
/// nobody's. Each owner plans the restoration of their own nodes and of all that these wait for, as
/// if the crews were theirs alone; what they count on is the work on their own nodes. Each plan is
/// sought with that effort.
pub fn double_bookings(
    model: &Model,
    disruption: &Disruption,
    owners: &[Option<u32>],
    effort: Effort,
) -> Vec<DoubleBooking> {
    let down = blast(model, &disruption.lost).down;
    let work = Work::of(model, &down, disruption, &Dues::of(model));
    let owner_of = |job: u32| owners.get(work.job(job).node as usize).copied().flatten();
    let mut own: BTreeMap<u32, Vec<u32>> = BTreeMap::new();
    for job in work.doable() {
        if let Some(owner) = owner_of(job) {
            own.entry(owner).or_default().push(job);
        }
    }
    own.values_mut().for_each(|it| it.sort_unstable());
    // By crew: when, by which owner, how many people more or less.
    let mut demands: Vec<Vec<(u32, u32, i64)>> = vec![Vec::new(); work.crews.len()];
    for (&owner, jobs) in &own {
        let (alone, all) = work.only(jobs);
        let schedule = search(&alone, disruption.unit, effort, (0, 0), &mut |_| {});
        let own = (0_u32..).zip(&all).filter(|it| jobs.binary_search(it.1).is_ok());
        for job in own.map(|it| it.0).filter(|it| 0 < alone.job(*it).duration) {
            let (start, end) = (schedule.starts[job as usize], schedule.end(&alone, job));
            for it in alone.job(job).takes.iter() {
                let people = i64::from(it.people);
                demands[it.crew as usize].extend([(start, owner, people), (end, owner, -people)]);
            }
        }
    }
    let crews = (0_u32..).zip(demands).zip(&work.crews);
    crews.flat_map(|((crew, demands), supply)| bookings(crew, demands, supply)).collect()
}

/// The times at which owners count on more people than a crew has.
fn bookings(
    crew: u32,
    mut demands: Vec<(u32, u32, i64)>,
    supply: &CrewSupply,
) -> Vec<DoubleBooking> {
    demands.sort_unstable();
    let mut times = demands.iter().map(|it| it.0).collect::<Vec<_>>();
    times.extend(supply.steps().map(|it| it.0));
    times.sort_unstable();
    times.dedup();
    let mut now: BTreeMap<u32, i64> = BTreeMap::new();
    let mut demands = demands.into_iter().peekable();
    let mut bookings: Vec<DoubleBooking> = Vec::new();
    let mut open = false;
    for at in times {
        if let Some(it) = bookings.last_mut().filter(|_| open) {
            it.until = at;
        }
        while let Some((_, owner, more)) = demands.next_if(|it| it.0 == at) {
            *now.entry(owner).or_default() += more;
        }
        now.retain(|_, it| 0 < *it);
        let whole = |people: i64| u32::try_from(people).unwrap_or(u32::MAX);
        let (asked, there) = (whole(now.values().sum()), supply.at(at));
        let was_open = std::mem::replace(&mut open, 1 < now.len() && there < asked);
        if !open {
            continue;
        }
        let owners = now.iter().map(|it| (*it.0, whole(*it.1)));
        match bookings.last_mut().filter(|_| was_open) {
            Some(it) => it.join(owners, at, asked, there),
            None => bookings.push(DoubleBooking {
                crew,
                from: at,
                until: at,
                owners: owners.collect(),
                worst_at: at,
                asked,
                there,
            }),
        }
    }
    bookings
}

impl DoubleBooking {
    /// It goes on, with these owners.
    fn join(&mut self, owners: impl Iterator<Item = (u32, u32)>, at: u32, asked: u32, there: u32) {
        let mut most = self.owners.iter().copied().collect::<BTreeMap<_, _>>();
        for (owner, people) in owners {
            let known = most.entry(owner).or_default();
            *known = people.max(*known);
        }
        self.owners = most.into_iter().collect();
        if self.asked - self.there.min(self.asked) < asked - there {
            (self.worst_at, self.asked, self.there) = (at, asked, there);
        }
    }
}
