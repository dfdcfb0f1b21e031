//! Who counts on which seats. Nothing here does I/O.

use std::collections::{BTreeMap, BTreeSet};

use crate::Span;
use crate::ids::{AgencyId, ItemId};
use crate::prepare::inspections::SiteReadiness;
use crate::prepare::inventory::{Kind, SiteDetails, SiteRole};
use crate::prove::recovery::{Board, Entry, Manning, Marks};

/// What must go on within so long is critical: essential functions continue within 12 hours
/// (FCD-1, Federal Continuity Directive 1, 2017, section 8.b).
pub const CRITICAL_WITHIN: Span = Span::from_hours(12);

/// A function on the board: a process with what it takes.
#[derive(Debug, Clone, Copy)]
pub(super) struct Seated<'a> {
    pub(super) node: u32,
    pub(super) entry: &'a Entry,
    pub(super) manning: &'a Manning,
}

/// How a function stands with its seats.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum SeatStanding {
    /// It needs some, and has none.
    NoSeat,
    /// Its seats are where it works already, and so are lost with that.
    AtHome,
    /// Its seats are at a site that is lost as well.
    Lost,
    /// It has fewer than it needs.
    TooFew,
    /// At its site more people count on seats than there are.
    Overbooked,
    /// Its site is not ready.
    NotReady,
    /// Nobody has said how many it needs.
    NotSaid,
    /// It has what it needs.
    Seated,
    /// It needs none.
    NotNeeded,
}

impl SeatStanding {
    /// Every standing, the worst first.
    pub const ALL: &[SeatStanding] = &[
        SeatStanding::NoSeat,
        SeatStanding::AtHome,
        SeatStanding::Lost,
        SeatStanding::TooFew,
        SeatStanding::Overbooked,
        SeatStanding::NotReady,
        SeatStanding::NotSaid,
        SeatStanding::Seated,
        SeatStanding::NotNeeded,
    ];

    /// Its name for programs.
    pub const fn code(self) -> &'static str {
        match self {
            SeatStanding::NoSeat => "no_seat",
            SeatStanding::AtHome => "at_home",
            SeatStanding::Lost => "lost",
            SeatStanding::TooFew => "too_few",
            SeatStanding::Overbooked => "overbooked",
            SeatStanding::NotReady => "not_ready",
            SeatStanding::NotSaid => "not_said",
            SeatStanding::Seated => "seated",
            SeatStanding::NotNeeded => "not_needed",
        }
    }

    /// Its name for people.
    pub const fn title(self) -> &'static str {
        match self {
            SeatStanding::NoSeat => "No alternate seat",
            SeatStanding::AtHome => "Seats only where it works already",
            SeatStanding::Lost => "Its alternate site is lost too",
            SeatStanding::TooFew => "Too few seats",
            SeatStanding::Overbooked => "Its seats are counted on twice",
            SeatStanding::NotReady => "Its alternate site is not ready",
            SeatStanding::NotSaid => "Nobody said how many it needs",
            SeatStanding::Seated => "Has its seats",
            SeatStanding::NotNeeded => "Needs none",
        }
    }

    /// The standing called `code`.
    pub fn from_code(code: &str) -> Option<SeatStanding> {
        SeatStanding::ALL.iter().copied().find(|it| it.code() == code)
    }

    /// Whether people of a critical function would have nowhere to go. If nobody has said how many
    /// seats it needs, nobody has found it any.
    pub const fn is_without(self) -> bool {
        matches!(
            self,
            SeatStanding::NoSeat
                | SeatStanding::AtHome
                | SeatStanding::Lost
                | SeatStanding::TooFew
                | SeatStanding::NotSaid
        )
    }
}

/// What is asked of one site.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Demand {
    /// How many seats each agency counts on.
    pub(super) agencies: BTreeMap<AgencyId, u32>,
    /// How many functions do.
    pub(super) n_functions: u32,
}

impl Demand {
    /// How many seats all of them count on together.
    pub(super) fn asked(&self) -> u32 {
        self.agencies.values().copied().fold(0, u32::saturating_add)
    }
}

/// The board as far as seats go.
pub(super) struct Floor<'a> {
    board: &'a Board,
    /// The node of each site, by code.
    codes: BTreeMap<&'a str, u32>,
    pub(super) functions: Vec<Seated<'a>>,
    /// What is asked of each site, by node.
    pub(super) demand: BTreeMap<u32, Demand>,
}

impl<'a> Floor<'a> {
    /// Who counts on what if these sites are `lost`: those who work there. If none is named, all at
    /// once.
    pub(super) fn of(board: &'a Board, lost: Option<&BTreeSet<ItemId>>) -> Floor<'a> {
        let sites = board.all().filter(|(_, it)| it.kind == Kind::Site);
        let codes: BTreeMap<&str, u32> = sites.map(|(node, it)| (it.code.as_str(), node)).collect();
        let moves =
            |it: &Entry| lost.is_none_or(|lost| it.site_id.is_some_and(|id| lost.contains(&id)));
        let mut functions = Vec::new();
        let mut demand: BTreeMap<u32, Demand> = BTreeMap::new();
        for (node, entry) in board.all() {
            let Marks::Process(manning) = &entry.marks else { continue };
            if !moves(entry) {
                continue;
            }
            functions.push(Seated { node, entry, manning });
            for (site, n) in
                manning.seats_at.iter().filter_map(|(code, n)| Some((codes.get(code.as_str())?, n)))
            {
                let demand = demand.entry(*site).or_default();
                let of_agency = demand.agencies.entry(entry.agency_id).or_default();
                *of_agency = of_agency.saturating_add(*n);
                demand.n_functions += 1;
            }
        }
        Floor { board, codes, functions, demand }
    }

    /// The sites at which people could work elsewhere: alternate sites with seats, and every site
    /// that somebody counts on.
    pub(super) fn sites(&self) -> Vec<(u32, &'a Entry, &'a SiteDetails)> {
        let is_alternate = |it: &SiteDetails| {
            let role = it.site_role;
            matches!(role, Some(SiteRole::AlternateOffice | SiteRole::AlternateDataCenter))
        };
        let all = self.board.all().filter_map(|(node, entry)| match &entry.marks {
            Marks::Site(site) => Some((node, entry, &**site)),
            _ => None,
        });
        all.filter(|(node, _, site)| is_alternate(site) || self.demand.contains_key(node)).collect()
    }

    /// Where a function has seats, as far as these sites are in use: the node, and how many.
    pub(super) fn seats_of(&self, it: &Seated<'a>) -> Vec<(u32, u32)> {
        let at = it.manning.seats_at.iter();
        at.filter_map(|(code, n)| Some((*self.codes.get(code.as_str())?, *n))).collect()
    }

    /// Whether more people count on seats at a site than there are.
    pub(super) fn is_overbooked(&self, node: u32) -> bool {
        let Some(Marks::Site(site)) = self.board.entry(node).map(|it| &it.marks) else {
            return false;
        };
        let asked = self.demand.get(&node).map_or(0, Demand::asked);
        site.seats.unwrap_or(0) < asked
    }

    /// How a function stands. `readiness` says whether people could work at a site.
    pub(super) fn standing(
        &self,
        it: &Seated<'a>,
        lost: Option<&BTreeSet<ItemId>>,
        readiness: &dyn Fn(ItemId) -> Option<SiteReadiness>,
    ) -> SeatStanding {
        let Some(needed) = it.manning.seats else { return SeatStanding::NotSaid };
        if needed == 0 {
            return SeatStanding::NotNeeded;
        }
        let all = self.seats_of(it);
        if all.is_empty() {
            return SeatStanding::NoSeat;
        }
        let id = |node: u32| self.board.entry(node).map(|it| it.id);
        let elsewhere: Vec<(u32, u32)> =
            all.into_iter().filter(|(node, _)| id(*node) != it.entry.site_id).collect();
        if elsewhere.is_empty() {
            return SeatStanding::AtHome;
        }
        let is_lost = |node: u32| id(node).zip(lost).is_some_and(|(id, lost)| lost.contains(&id));
        let left: Vec<(u32, u32)> =
            elsewhere.into_iter().filter(|(node, _)| !is_lost(*node)).collect();
        if left.is_empty() {
            return SeatStanding::Lost;
        }
        if left.iter().map(|it| it.1).fold(0, u32::saturating_add) < needed {
            return SeatStanding::TooFew;
        }
        if left.iter().any(|(node, _)| self.is_overbooked(*node)) {
            return SeatStanding::Overbooked;
        }
        let is_ready = |node: u32| id(node).and_then(readiness).is_some_and(|it| it.is_ready());
        match left.iter().all(|(node, _)| is_ready(*node)) {
            true => SeatStanding::Seated,
            false => SeatStanding::NotReady,
        }
    }

    /// Whether a function must go on within 12 hours, or comes back first of all.
    pub(super) fn is_critical(&self, it: &Seated<'a>) -> bool {
        let required = self.board.outcome(it.node).required_rto;
        it.entry.tier == Some(1) || required.is_some_and(|it| it <= CRITICAL_WITHIN)
    }
}
