//! What several agencies count on at once: crews, seats, vendors and equipment. Nothing here does
//! I/O.

use std::collections::{BTreeMap, BTreeSet};

use engine::restoration::{Restoration, double_bookings};
use engine::sequence::Effort;

use super::inputs::{Inputs, NOBODY};
use super::outcome::{BookingKind, BookingOut};
use crate::ids::AgencyId;
use crate::prepare::inventory::Kind;
use crate::prove::recovery::to_span;

/// All of it. `None`: somebody stopped it.
pub(super) fn bookings(
    inputs: &Inputs,
    restoration: &Restoration,
    stop: &(dyn Fn() -> bool + Sync),
) -> Option<Vec<BookingOut>> {
    let mut found = crews(inputs);
    if stop() {
        return None;
    }
    found.extend(inputs.seats.iter().cloned());
    found.extend(vendors(inputs, restoration));
    found.extend(equipment(inputs, restoration));
    found.sort_by_key(|it| (it.kind, it.from, it.item_id));
    Some(found)
}

/// Crews and equipment on which agencies count that each plan alone, beyond what there is.
fn crews(inputs: &Inputs) -> Vec<BookingOut> {
    let (board, all) = (&inputs.board, inputs.board.agencies.all());
    let owner = |node: u32| u32::try_from(board.place(node)).ok().filter(|it| *it != u32::MAX);
    let owners: Vec<Option<u32>> = (0..inputs.model.len()).map(owner).collect();
    let effort = Effort { schedules: 1, seed: inputs.seed };
    let found = double_bookings(&inputs.model, &inputs.disruption, &owners, effort);
    let booking = |it: engine::restoration::DoubleBooking| {
        let agency = |(owner, n): &(u32, u32)| Some((all.get(*owner as usize)?.id, *n));
        Some(BookingOut {
            kind: match inputs.is_equipment(it.crew) {
                true => BookingKind::Equipment,
                false => BookingKind::Crew,
            },
            item_id: inputs.crew(it.crew)?,
            from: to_span(it.from),
            until: Some(to_span(it.until)),
            asked: it.asked,
            there: Some(it.there),
            agencies: it.owners.iter().filter_map(agency).collect(),
        })
    };
    found.into_iter().filter(|it| it.crew != NOBODY).filter_map(booking).collect()
}

/// Work for an agency, from and until.
type Spell = (u32, u32, AgencyId);

/// Vendors who have to bring back things of several agencies at the same time.
fn vendors(inputs: &Inputs, restoration: &Restoration) -> Vec<BookingOut> {
    let mut spells: BTreeMap<u32, Vec<Spell>> = BTreeMap::new();
    for it in &restoration.nodes {
        let Some(entry) = inputs.board.entry(it.node) else { continue };
        let vendor = entry.vendor_id.and_then(|it| inputs.board.node(it));
        let duration = inputs.model.node(it.node).restore.unwrap_or(0);
        if let (Some(vendor), Some(start)) = (vendor, it.start.filter(|_| 0 < duration)) {
            let spell = (start, start.saturating_add(duration), entry.agency_id);
            spells.entry(vendor).or_default().push(spell);
        }
    }
    let booking = |vendor: u32, together: Together| {
        Some(BookingOut {
            kind: BookingKind::Vendor,
            item_id: inputs.board.entry(vendor)?.id,
            from: to_span(together.from),
            until: Some(to_span(together.until)),
            asked: together.asked,
            there: None,
            agencies: together.agencies.into_iter().collect(),
        })
    };
    let of_vendor = |(vendor, spells): (u32, Vec<Spell>)| {
        Together::all(&spells).into_iter().filter_map(move |it| booking(vendor, it))
    };
    spells.into_iter().flat_map(of_vendor).collect()
}

/// A time in which several agencies' work is under way at once, without a break.
#[derive(Debug, PartialEq, Eq)]
struct Together {
    from: u32,
    until: u32,
    /// How much work at the worst moment.
    asked: u32,
    /// How much of each agency at most.
    agencies: BTreeMap<AgencyId, u32>,
}

impl Together {
    /// Each of them, in order.
    fn all(spells: &[Spell]) -> Vec<Together> {
        let mut changes: BTreeMap<u32, Vec<(AgencyId, bool)>> = BTreeMap::new();
        for (from, until, agency) in spells {
            changes.entry(*from).or_default().push((*agency, true));
            changes.entry(*until).or_default().push((*agency, false));
        }
        let mut now: BTreeMap<AgencyId, u32> = BTreeMap::new();
        let (mut found, mut open): (Vec<Together>, Option<Together>) = (Vec::new(), None);
        for (at, changes) in changes {
            for (agency, begins) in changes {
                let n = now.entry(agency).or_default();
                *n = if begins { *n + 1 } else { n.saturating_sub(1) };
            }
            now.retain(|_, it| 0 < *it);
            if now.len() < 2 {
                found.extend(open.take().map(|it| Together { until: at, ..it }));
                continue;
            }
            let agencies = BTreeMap::new();
            let all = open.get_or_insert(Together { from: at, until: at, asked: 0, agencies });
            all.asked = all.asked.max(now.values().sum());
            for (agency, n) in &now {
                let most = all.agencies.entry(*agency).or_default();
                *most = (*most).max(*n);
            }
        }
        found
    }
}

/// Equipment on which several agencies fall back: what is left of a redundancy group that lost
/// something, and that things of several agencies need.
fn equipment(inputs: &Inputs, restoration: &Restoration) -> Vec<BookingOut> {
    let (model, board) = (&inputs.model, &inputs.board);
    let is_down = |it: &u32| restoration.node(*it).is_some();
    let mut counted: BTreeMap<u32, (Option<u32>, BTreeSet<u32>)> = BTreeMap::new();
    for group in engine::blast(model, &inputs.disruption.lost).weakened {
        let (lost, left): (Vec<u32>, Vec<u32>) =
            model.hard_needs(group).iter().copied().partition(is_down);
        let ends = lost.iter().map(|it| restoration.node(*it).and_then(|it| it.end));
        // Until all that was lost is back, if all of it comes back.
        let until = ends.collect::<Option<Vec<u32>>>().and_then(|it| it.into_iter().max());
        for node in left {
            if board.entry(node).is_some_and(|it| it.kind == Kind::Asset) {
                let (known, needers) =
                    counted.entry(node).or_insert_with(|| (Some(0), BTreeSet::new()));
                *known = (*known).zip(until).map(|(a, b)| a.max(b));
                needers.extend(model.hard_dependents(group));
            }
        }
    }
    let booking = |(node, (until, needers)): (u32, (Option<u32>, BTreeSet<u32>))| {
        let mut agencies: BTreeMap<AgencyId, u32> = BTreeMap::new();
        for entry in needers.iter().filter_map(|it| board.entry(*it)) {
            *agencies.entry(entry.agency_id).or_default() += 1;
        }
        (1 < agencies.len()).then_some(())?;
        Some(BookingOut {
            kind: BookingKind::Equipment,
            item_id: board.entry(node)?.id,
            from: to_span(0),
            until: until.map(to_span),
            asked: agencies.values().sum(),
            there: None,
            agencies: agencies.into_iter().collect(),
        })
    };
    counted.into_iter().filter_map(booking).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn work_of_several_agencies_at_once_is_found_without_the_breaks_between() {
        let [one, other] = [AgencyId::FIRST, AgencyId::new()];
        let apart = [(0, 2, one), (2, 4, other)];
        assert_eq!(Together::all(&apart), []);
        let spells = [(0, 3, one), (1, 3, one), (2, 5, other), (7, 9, other), (8, 9, one)];
        // From 3 on, and from 5 to 8, it is the work of one alone, or of nobody.
        let together = |from, until, asked, n_one| {
            let agencies = BTreeMap::from([(one, n_one), (other, 1)]);
            Together { from, until, asked, agencies }
        };
        assert_eq!(Together::all(&spells), [together(2, 3, 3, 2), together(8, 9, 2, 1)]);
        // Who takes over at the same moment makes no break.
        let third = AgencyId::new();
        let spells = [(0, 9, one), (1, 4, other), (4, 6, third)];
        let found = Together::all(&spells);
        assert_eq!((found.len(), found[0].from, found[0].until), (1, 1, 6));
    }
}
