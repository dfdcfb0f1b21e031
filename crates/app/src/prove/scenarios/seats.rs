//! Seats for people whose site is lost: at alternate work sites and data centers of their own agency,
//! then of those above it. Nothing here does I/O.

use std::collections::{BTreeMap, BTreeSet};

use super::outcome::{BookingKind, BookingOut};
use crate::Span;
use crate::ids::AgencyId;
use crate::prepare::inventory::{Kind, SiteRole};
use crate::prove::recovery::{Board, Marks};

/// People who work together and need seats together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Group {
    pub(super) node: u32,
    pub(super) people: u32,
    /// Whether they restore things. Otherwise they have another duty.
    pub(super) is_crew: bool,
    agency_id: AgencyId,
}

impl Group {
    /// The crew or team of a node.
    pub(super) fn of(board: &Board, node: u32) -> Option<Group> {
        let entry = board.entry(node)?;
        let people = match entry.marks {
            Marks::Crew { people, .. } => people.unwrap_or(1),
            Marks::Team { n_members, .. } => n_members.max(1),
            _ => return None,
        };
        let is_crew = entry.kind == Kind::Crew;
        Some(Group { node, people, is_crew, agency_id: entry.agency_id })
    }
}

/// Who sits where.
#[derive(Debug, Default)]
pub(super) struct Seated {
    /// How many seats each group has, by its node.
    pub(super) seats: BTreeMap<u32, u32>,
    /// How many seats each agency counts on at each site if it plans alone.
    counted_on: BTreeMap<u32, BTreeMap<AgencyId, u32>>,
    /// How many seats there are at each site.
    there: BTreeMap<u32, u32>,
}

/// Gives seats out: to crews first, because others wait for them.
pub(super) fn seated(board: &Board, groups: &[Group], is_lost: &dyn Fn(u32) -> bool) -> Seated {
    let mut there: BTreeMap<u32, u32> = BTreeMap::new();
    let mut pools: BTreeMap<AgencyId, Vec<u32>> = BTreeMap::new();
    for (node, entry) in board.all() {
        let Marks::Site(site) = &entry.marks else { continue };
        let is_alternate = matches!(
            site.site_role,
            Some(SiteRole::AlternateOffice | SiteRole::AlternateDataCenter)
        );
        if let Some(seats) = site.seats.filter(|it| is_alternate && 0 < *it && !is_lost(node)) {
            there.insert(node, seats);
            pools.entry(entry.agency_id).or_default().push(node);
        }
    }
    let mut order: Vec<&Group> = groups.iter().collect();
    order.sort_by_key(|it| (!it.is_crew, it.node));
    let mut seats = BTreeMap::new();
    let mut left = there.clone();
    for group in &order {
        let given = take(&mut left, &sites_of(board, &pools, group.agency_id), group.people);
        seats.insert(group.node, given.iter().map(|it| it.1).sum());
    }
    let agencies: BTreeSet<AgencyId> = order.iter().map(|it| it.agency_id).collect();
    let mut counted_on: BTreeMap<u32, BTreeMap<AgencyId, u32>> = BTreeMap::new();
    for agency in agencies {
        let of_agency = order.iter().filter(|it| it.agency_id == agency);
        let people = of_agency.map(|it| it.people).fold(0, u32::saturating_add);
        for (site, n) in take(&mut there.clone(), &sites_of(board, &pools, agency), people) {
            counted_on.entry(site).or_default().insert(agency, n);
        }
    }
    Seated { seats, counted_on, there }
}

/// The alternate sites of an agency, then of the one above it, and so on.
fn sites_of(board: &Board, pools: &BTreeMap<AgencyId, Vec<u32>>, agency: AgencyId) -> Vec<u32> {
    let (mut sites, mut seen, mut next) = (Vec::new(), BTreeSet::new(), Some(agency));
    while let Some(id) = next.filter(|it| seen.insert(*it)) {
        sites.extend(pools.get(&id).into_iter().flatten().copied());
        next = board.agencies.get(id).and_then(|it| it.parent_id);
    }
    sites
}

/// Takes up to so many seats at these sites, the first ones first. Says how many at which.
fn take(left: &mut BTreeMap<u32, u32>, sites: &[u32], people: u32) -> Vec<(u32, u32)> {
    let (mut needed, mut taken) = (people, Vec::new());
    for site in sites {
        let Some(free) = left.get_mut(site) else { continue };
        let n = needed.min(*free);
        if 0 < n {
            *free -= n;
            needed -= n;
            taken.push((*site, n));
        }
    }
    taken
}

impl Seated {
    /// The sites at which several agencies count on more seats than there are.
    pub(super) fn bookings(&self, board: &Board, until: Option<Span>) -> Vec<BookingOut> {
        let booking = |(site, agencies): (&u32, &BTreeMap<AgencyId, u32>)| {
            let there = self.there.get(site).copied().unwrap_or(0);
            let asked = agencies.values().copied().fold(0, u32::saturating_add);
            let is_booked = 1 < agencies.len() && there < asked;
            Some(BookingOut {
                kind: BookingKind::Seats,
                item_id: board.entry(*site).filter(|_| is_booked)?.id,
                from: Span::ZERO,
                until,
                asked,
                there: Some(there),
                agencies: agencies.iter().map(|(id, n)| (*id, *n)).collect(),
            })
        };
        self.counted_on.iter().filter_map(booking).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn seats_are_taken_until_there_are_none() {
        let mut left = BTreeMap::from([(1, 3), (2, 4)]);
        assert_eq!(take(&mut left, &[2, 1], 5), [(2, 4), (1, 1)]);
        assert_eq!(take(&mut left, &[2, 1], 5), [(1, 2)]);
        assert_eq!(take(&mut left, &[2, 1, 9], 5), []);
    }
}
