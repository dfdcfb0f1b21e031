//! What would bring an item back sooner with the crews there are: changes that are tried one by one, each
//! with what binds then. Where people are enough for everything, that is what analysis says, too.

use std::cmp::Reverse;

use engine::restoration::{Change, Disruption, HeldBy, Restoration, candidates};
use engine::{Model, Need};

use super::board::{Board, to_seconds};
use super::crewed::{CrewedChange, EFFORT_TO_HELP, Excerpt, cone};
use super::elsewhere::COPY_WITHIN;
use crate::prepare::inventory::Kind;

/// Of how many restorations that decide, the longest first, it is tried what a faster one would bring.
const FASTER_MAX: usize = 5;

/// Of how many of these, what a copy would bring.
const COPIES_MAX: usize = 3;

/// How many other changes are tried: more people first, then needs less.
const OTHERS_MAX: usize = 7;

/// How many changes are told.
const HELPS_MAX: usize = 8;

/// A change, and what it would do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct CrewedHelp {
    pub(super) what: CrewedChange,
    /// Whether without it the item never comes back.
    pub(super) comes_back: bool,
    /// How much sooner the item would be back, in seconds.
    pub(super) gain: u32,
    /// When it would be back.
    pub(super) end: u32,
    /// Whether all times that it would wait for are known.
    pub(super) is_complete: bool,
    /// How long the restoration takes now that would take less.
    pub(super) takes_now: Option<u32>,
    /// What decides then when it is back, one after the other.
    pub(super) binds: Vec<CrewedLink>,
}

/// One restoration of those that decide.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct CrewedLink {
    pub(super) node: u32,
    pub(super) start: u32,
    pub(super) end: u32,
    /// The crew that is busy with the one before until then, if that decides.
    pub(super) crew: Option<u32>,
}

impl CrewedHelp {
    /// Every node that it names.
    pub(super) fn nodes(&self) -> Vec<u32> {
        let mut nodes = match self.what {
            CrewedChange::MorePeople { crew, .. } => vec![crew],
            CrewedChange::Faster { node, .. } => vec![node],
            CrewedChange::Copy { node, site, .. } => vec![node, site],
            CrewedChange::WithoutNeed { from, to } => vec![from, to],
        };
        nodes.extend(self.binds.iter().flat_map(|it| [Some(it.node), it.crew]).flatten());
        nodes
    }
}

impl Excerpt {
    /// What would bring `own` back sooner, or at all, the best first: each found as the run of a scenario
    /// of it alone finds it.
    pub(super) fn helps(
        &self,
        board: &Board,
        (found, own): (&Restoration, u32),
    ) -> Vec<CrewedHelp> {
        let all = candidates(&self.model, found, &[own]);
        let restored = |it: &Change| match *it {
            Change::Faster { node, restore } => Some((node, restore)),
            _ => None,
        };
        let (mut faster, others): (Vec<Change>, Vec<Change>) =
            all.into_iter().partition(|it| restored(it).is_some());
        faster.sort_by_key(|it| Reverse(restored(it).map(|it| self.takes(it.0))));
        faster.truncate(FASTER_MAX);
        let faster: Vec<(u32, u32)> = faster.iter().filter_map(restored).collect();
        let others = others.into_iter().take(OTHERS_MAX);
        let mut helps: Vec<CrewedHelp> =
            others.filter_map(|it| self.tried((found, own), self.said(it)?, it)).collect();
        helps.extend(faster.iter().filter_map(|it| self.faster((found, own), *it)));
        let copies = faster.iter().filter_map(|it| Some((it.0, self.copy(board, it.0)?)));
        let copies = copies.take(COPIES_MAX);
        helps.extend(copies.filter_map(|(place, what)| {
            let restore = to_seconds(COPY_WITHIN);
            self.tried((found, own), what, Change::TakenOver { node: place, restore })
        }));
        helps.sort_by_key(|it| (it.end, it.what));
        helps.truncate(HELPS_MAX);
        helps
    }

    /// What a faster restoration would bring: as slow as is enough for `own` to be in time, or where it
    /// alone is not enough, half as long.
    fn faster(
        &self,
        (found, own): (&Restoration, u32),
        (node, half): (u32, u32),
    ) -> Option<CrewedHelp> {
        let tried = |restore: u32| {
            let change = Change::Faster { node, restore };
            self.tried((found, own), self.said(change)?, change)
        };
        // A second less here is at most a second less there, so this is the least to save.
        let late = found.node(own).and_then(|it| it.late);
        let enough = late.and_then(|late| self.takes(node).checked_sub(late));
        let due = found.node(own).and_then(|it| it.due);
        let in_time = enough.and_then(tried).filter(|it| due.is_none_or(|due| it.end <= due));
        in_time.or_else(|| tried(half))
    }

    /// How long the restoration of a node takes, as far as that is known.
    fn takes(&self, place: u32) -> u32 {
        self.model.nodes().get(place as usize).and_then(|it| it.restore).unwrap_or(0)
    }

    /// A copy of a node elsewhere, if it is something that can have one and stands at a site.
    fn copy(&self, board: &Board, place: u32) -> Option<CrewedChange> {
        let (node, restore) = (self.node(place), to_seconds(COPY_WITHIN));
        let kind = board.entry(node)?.kind;
        let can_have = matches!(kind, Kind::Asset | Kind::DataSet | Kind::Service);
        if !can_have || self.takes(place) <= restore {
            return None;
        }
        Some(CrewedChange::Copy { node, site: board.place_for_copy(node)?, restore })
    }

    /// A change by nodes of the board.
    fn said(&self, change: Change) -> Option<CrewedChange> {
        Some(match change {
            Change::MorePeople { crew, more } => {
                CrewedChange::MorePeople { crew: self.crew(crew), more }
            }
            Change::Faster { node, restore } => {
                CrewedChange::Faster { node: self.node(node), restore }
            }
            Change::WithoutNeed { from, to } => {
                CrewedChange::WithoutNeed { from: self.node(from), to: self.node(to) }
            }
            // It takes a site to say what takes over.
            Change::TakenOver { .. } => return None,
        })
    }

    /// What a change does for `own`. None if that is nothing.
    fn tried(
        &self,
        (found, own): (&Restoration, u32),
        what: CrewedChange,
        change: Change,
    ) -> Option<CrewedHelp> {
        let (model, disruption) = self.with(change, own)?;
        let then = found.after_change(1, (&model, &disruption), EFFORT_TO_HELP, &|| false);
        let now = found.node(own)?.end;
        let back = *then.node(own)?;
        let end = back.end.filter(|end| now.is_none_or(|now| *end < now))?;
        let takes_now = match change {
            Change::Faster { node, .. } | Change::TakenOver { node, .. } => Some(self.takes(node)),
            _ => None,
        };
        Some(CrewedHelp {
            what,
            comes_back: now.is_none(),
            gain: now.map_or(0, |now| now.saturating_sub(end)),
            end,
            is_complete: back.complete,
            takes_now,
            binds: self.links(&then, own),
        })
    }

    /// What decides when `own` is back, one after the other.
    fn links(&self, then: &Restoration, own: u32) -> Vec<CrewedLink> {
        let chain = then.binding_chain(own);
        let link = |it: &engine::restoration::Link| CrewedLink {
            node: self.node(it.node),
            start: it.start,
            end: it.end,
            crew: match it.held_by {
                HeldBy::Crew { crew, .. } => Some(self.crew(crew)),
                _ => None,
            },
        };
        chain.iter().flat_map(|it| &it.links).map(link).collect()
    }

    /// The same with one change. What `own` does not rest on any more is not lost.
    fn with(&self, change: Change, own: u32) -> Option<(Model, Disruption)> {
        let (model, disruption) = change.made(&self.model, &self.disruption)?;
        let lost = cone(&model, &[own])?;
        let goes_on = |it: &&Need| lost.binary_search(&it.from).is_ok();
        let needs = model.needs().iter().filter(goes_on).copied().collect();
        let model = Model::new(model.nodes().to_vec(), needs).ok()?;
        Some((model, Disruption { lost, ..disruption }))
    }
}
