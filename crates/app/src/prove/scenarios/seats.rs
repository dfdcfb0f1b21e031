//! Seats for people whose site is lost: at alternate work sites and data centers of their own agency,
//! then of those above it. Nothing here does I/O.

use std::collections::{BTreeMap, BTreeSet};

use super::outcome::{BookingKind, BookingOut};
use crate::Span;
use crate::ids::AgencyId;
use crate::prepare::inventory::{Kind, SiteRole};
use crate::prove::recovery::{Board, Marks, to_span};

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

/// People whose site is lost, or who are lost themselves.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Away {
    /// From which second on so many of them have a seat elsewhere: in order, the last one counts.
    pub(super) seats: Vec<(u32, u32)>,
    /// After how many seconds all are back. None: never.
    pub(super) back: Option<u32>,
}

impl Away {
    /// How many have a seat at a time.
    pub(super) fn seated_at(&self, time: u32) -> u32 {
        self.seats.iter().rev().find(|it| it.0 <= time).map_or(0, |it| it.1)
    }

    /// When at least `n` of them can work: with a seat, or because all are back. None: never.
    pub(super) fn can_work(&self, n: u32) -> Option<u32> {
        let seated = self.seats.iter().find(|it| n <= it.1).map(|it| it.0);
        seated.into_iter().chain(self.back).min()
    }
}

/// Who sits where.
#[derive(Debug, Default)]
pub(super) struct Seated {
    /// From when on how many seats each group has, by its node: in order of time.
    pub(super) seats: BTreeMap<u32, Vec<(u32, u32)>>,
    /// How many seats each agency counts on at each site if it plans alone.
    counted_on: BTreeMap<u32, BTreeMap<AgencyId, u32>>,
    /// How many seats there are at each site.
    there: BTreeMap<u32, u32>,
    /// After how many seconds each site can be used.
    usable: BTreeMap<u32, u32>,
}

/// Gives seats out: to crews first, because others wait for them; at sites that are lost, when these
/// can be used again. Who has a seat keeps it.
///
/// `usable`: after how many seconds a site can be used; `back`: after how many a group is back where it
/// works. None: never.
pub(super) fn seated(
    board: &Board,
    groups: &[Group],
    usable: &dyn Fn(u32) -> Option<u32>,
    back: &dyn Fn(u32) -> Option<u32>,
) -> Seated {
    let mut there: BTreeMap<u32, u32> = BTreeMap::new();
    let mut from: BTreeMap<u32, u32> = BTreeMap::new();
    let mut pools: BTreeMap<AgencyId, Vec<u32>> = BTreeMap::new();
    for (node, entry) in board.all() {
        let Marks::Site(site) = &entry.marks else { continue };
        let is_alternate = matches!(
            site.site_role,
            Some(SiteRole::AlternateOffice | SiteRole::AlternateDataCenter)
        );
        if let Some(seats) = site.seats.filter(|it| is_alternate && 0 < *it)
            && let Some(at) = usable(node)
        {
            there.insert(node, seats);
            from.insert(node, at);
            pools.entry(entry.agency_id).or_default().push(node);
        }
    }
    let mut order: Vec<&Group> = groups.iter().collect();
    order.sort_by_key(|it| (!it.is_crew, it.node));
    // Of those sites, the ones that can be used first come first.
    let sites_of = |agency: AgencyId| {
        let mut sites = sites_of(board, &pools, agency);
        sites.sort_by_key(|it| from.get(it).copied());
        sites
    };
    let seats = handed_out(&order, (&there, &from), &sites_of, back);
    let agencies: BTreeSet<AgencyId> = order.iter().map(|it| it.agency_id).collect();
    let mut counted_on: BTreeMap<u32, BTreeMap<AgencyId, u32>> = BTreeMap::new();
    for agency in agencies {
        let of_agency = order.iter().filter(|it| it.agency_id == agency);
        let people = of_agency.map(|it| it.people).fold(0, u32::saturating_add);
        for (site, n) in take(&mut there.clone(), &sites_of(agency), people) {
            counted_on.entry(site).or_default().insert(agency, n);
        }
    }
    Seated { seats, counted_on, there, usable: from }
}

/// From when on how many seats each group has, of those that are `there` from some time on, asked in
/// this order.
fn handed_out(
    order: &[&Group],
    (there, from): (&BTreeMap<u32, u32>, &BTreeMap<u32, u32>),
    sites_of: &dyn Fn(AgencyId) -> Vec<u32>,
    back: &dyn Fn(u32) -> Option<u32>,
) -> BTreeMap<u32, Vec<(u32, u32)>> {
    let mut seats: BTreeMap<u32, Vec<(u32, u32)>> = BTreeMap::new();
    let mut left = there.clone();
    let times: BTreeSet<u32> = from.values().copied().collect();
    for at in times {
        // Who is back by then needs no seat there.
        let away = |it: &&&Group| back(it.node).is_none_or(|back| at < back);
        for group in order.iter().filter(away) {
            let mut sites = sites_of(group.agency_id);
            sites.retain(|it| from.get(it) == Some(&at));
            let so_far = seats.get(&group.node).and_then(|it| it.last()).map_or(0, |it| it.1);
            let given = take(&mut left, &sites, group.people.saturating_sub(so_far));
            let more: u32 = given.iter().map(|it| it.1).sum();
            if 0 < more {
                seats.entry(group.node).or_default().push((at, so_far.saturating_add(more)));
            }
        }
    }
    seats
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
            let from = to_span(self.usable.get(site).copied().unwrap_or(0));
            // Who is back before it can be used needs no seat there.
            let is_asked = until.is_none_or(|until| from == Span::ZERO || from < until);
            let is_booked = 1 < agencies.len() && there < asked && is_asked;
            Some(BookingOut {
                kind: BookingKind::Seats,
                item_id: board.entry(*site).filter(|_| is_booked)?.id,
                from,
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

    #[test]
    fn who_is_back_before_a_site_can_be_used_takes_no_seat_there() {
        let group = |node| Group { node, people: 2, is_crew: true, agency_id: AgencyId::FIRST };
        let (first, second) = (group(1), group(2));
        // Three seats that can be used after a minute.
        let (there, from) = (BTreeMap::from([(9, 3)]), BTreeMap::from([(9, 60)]));
        let seats = |back: Option<u32>| {
            let back = |node: u32| back.filter(|_| node == 1);
            handed_out(&[&first, &second], (&there, &from), &|_| vec![9], &back)
        };
        let all = [(1, vec![(60, 2)]), (2, vec![(60, 1)])];
        assert_eq!(seats(None), BTreeMap::from(all.clone()));
        assert_eq!(seats(Some(61)), BTreeMap::from(all));
        for back in [60, 30] {
            assert_eq!(seats(Some(back)), BTreeMap::from([(2, vec![(60, 2)])]), "{back}");
        }
    }

    #[test]
    fn people_work_from_when_enough_have_a_seat_or_all_are_back() {
        let away = |back| Away { seats: vec![(0, 1), (60, 3)], back };
        assert_eq!([0, 59, 60, 99].map(|it| away(None).seated_at(it)), [1, 1, 3, 3]);
        assert_eq!([1, 2, 4].map(|it| away(None).can_work(it)), [Some(0), Some(60), None]);
        assert_eq!([1, 2, 4].map(|it| away(Some(30)).can_work(it)), [Some(0), Some(30), Some(30)]);
        assert_eq!(Away::default().seated_at(7), 0);
    }
}
