//! The whole inventory as the engine sees it, kept in memory.

use std::collections::BTreeMap;
use std::sync::Arc;

use engine::{Crew, Model, ModelError, Node};

use super::entry::{Entry, Marks};
use super::lasting::Lasting;
use super::memo::Memo;
use super::tries::Tries;
use crate::ids::{AgencyId, ItemId, NeedId};
use crate::prepare::inventory::{Kind, Outcome, Standing, Strength};
use crate::{Span, Timestamp};

/// The inventory as it was after one event, with its analysis.
#[derive(Debug, Clone)]
pub(crate) struct Board {
    /// The number of the last event that it knows of.
    pub(crate) seq: i64,
    /// When it was last brought up to date.
    pub(crate) computed_at: Timestamp,
    /// When what it found out was last tried to be saved.
    pub(super) tried_at: Timestamp,
    /// Everything in use, by node. The order settles who is first among equals.
    pub(crate) entries: Vec<Entry>,
    /// The position of each item's agency among all agencies.
    pub(super) places: Vec<u32>,
    /// The node of each item in use.
    pub(crate) nodes: BTreeMap<ItemId, u32>,
    /// Every need, also those of retired items and on them.
    pub(crate) ties: BTreeMap<NeedId, Tie>,
    /// What approved impact analyses ask for.
    pub(crate) wanted: BTreeMap<ItemId, Wanted>,
    /// All agencies.
    pub(crate) agencies: Agencies,
    pub(crate) engine: engine::Board,
    /// For each node, how many items with a target go down with it.
    pub(super) single_points: Vec<u32>,
    /// What the database says of each node.
    pub(super) saved: Vec<Outcome>,
    /// Whether that is all that it found out.
    pub(super) is_saved: bool,
    /// How often results had been saved when it last saved some of its own.
    pub(super) n_derived: i64,
    /// What was answered from it.
    pub(crate) memo: Memo,
    /// What was answered and holds until something in the inventory changes.
    pub(crate) steady: Arc<Memo>,
    /// How items come back with the crews there are, until something in the inventory changes.
    pub(super) crewed: Lasting,
    /// Which items are late with these crews, until something changes that they rest on.
    pub(crate) tries: Tries,
    /// What was answered about what stands on what.
    pub(crate) lasting: Lasting,
}

/// A need, as far as analysis looks at it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Tie {
    pub(crate) from: ItemId,
    pub(crate) to: ItemId,
    pub(crate) strength: Strength,
}

/// What an approved impact analysis asks for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Wanted {
    pub(crate) rto: Option<Span>,
    pub(crate) rpo: Option<Span>,
}

/// The agencies by id, and whether those whom to call there can be reached.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Agencies(pub(super) Vec<AgencyNode>);

/// An agency, as far as readiness looks at it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct AgencyNode {
    pub(crate) id: AgencyId,
    pub(crate) parent_id: Option<AgencyId>,
    pub(crate) path: String,
    pub(crate) code: String,
    pub(crate) name: String,
    /// How many people it has named to be called.
    pub(crate) n_contacts: u32,
    /// How many of them have a channel that is known to work.
    pub(crate) n_verified: u32,
}

/// What a board is made from.
pub(super) struct Parts {
    pub(super) seq: i64,
    pub(super) computed_at: Timestamp,
    /// Everything in use, with what the database says of it.
    pub(super) entries: Vec<(Entry, Outcome)>,
    pub(super) ties: BTreeMap<NeedId, Tie>,
    pub(super) wanted: BTreeMap<ItemId, Wanted>,
    pub(super) agencies: Agencies,
}

impl Board {
    /// Puts everything together and analyzes it.
    pub(super) fn of(parts: Parts) -> Result<Board, ModelError> {
        let Parts { seq, computed_at, mut entries, ties, wanted, agencies } = parts;
        entries.sort_by(|(a, _), (b, _)| a.rank().cmp(&b.rank()));
        let (entries, saved): (Vec<_>, Vec<_>) = entries.into_iter().unzip();
        let nodes: BTreeMap<ItemId, u32> = entries.iter().map(|it| it.id).zip(0..).collect();
        let places = agencies.places(&entries);
        let model = entries.iter().map(|it| to_node(it, wanted.get(&it.id), &nodes)).collect();
        let needs = ties.values().filter_map(|it| {
            let (from, to) = (*nodes.get(&it.from)?, *nodes.get(&it.to)?);
            let strength = to_strength(it.strength);
            (from != to).then_some(engine::Need { from, to, strength })
        });
        let engine = engine::Board::new(Model::new(model, needs.collect())?);
        let single_points = single_points(&engine);
        Ok(Board {
            seq,
            computed_at,
            tried_at: computed_at,
            entries,
            places,
            nodes,
            ties,
            wanted,
            agencies,
            engine,
            single_points,
            saved,
            is_saved: false,
            n_derived: 0,
            memo: Memo::default(),
            steady: Arc::default(),
            crewed: Lasting::default(),
            tries: Tries::default(),
            lasting: Lasting::default(),
        })
    }

    /// Takes everything apart again.
    pub(super) fn into_parts(self) -> Parts {
        Parts {
            seq: self.seq,
            computed_at: self.computed_at,
            entries: self.entries.into_iter().zip(self.saved).collect(),
            ties: self.ties,
            wanted: self.wanted,
            agencies: self.agencies,
        }
    }

    /// The node of an item, if it is in use.
    pub(crate) fn node(&self, id: ItemId) -> Option<u32> {
        self.nodes.get(&id).copied()
    }

    /// The item behind a node of this board.
    pub(crate) fn entry(&self, node: u32) -> Option<&Entry> {
        self.entries.get(node as usize)
    }

    /// The items behind nodes of this board.
    pub(crate) fn ids(&self, nodes: &[u32]) -> Vec<ItemId> {
        nodes.iter().filter_map(|it| Some(self.entry(*it)?.id)).collect()
    }

    /// The position of the agency of a node among all agencies.
    pub(crate) fn place(&self, node: u32) -> usize {
        self.places.get(node as usize).map_or(usize::MAX, |it| *it as usize)
    }

    /// Every node with its item.
    pub(crate) fn all(&self) -> impl Iterator<Item = (u32, &Entry)> {
        (0..).zip(&self.entries)
    }

    /// What analysis found out about a node.
    pub(crate) fn outcome(&self, node: u32) -> Outcome {
        let single_point_for = Some(self.n_down(node));
        Outcome { single_point_for, ..self.outcome_in(&self.engine, node) }
    }

    /// How many items with a target go down with a node. None do with a redundancy group: it is
    /// what takes the place of something, and only what it consists of can be lost.
    pub(crate) fn n_down(&self, node: u32) -> u32 {
        match self.entry(node) {
            Some(it) if it.kind != Kind::Group => {
                self.single_points.get(node as usize).copied().unwrap_or(0)
            }
            _ => 0,
        }
    }

    /// The same, from another analysis of the same nodes, without the single points of failure.
    pub(super) fn outcome_in(&self, engine: &engine::Board, node: u32) -> Outcome {
        let analysis = engine.analysis();
        let recovery = analysis.recovery(node);
        let is_known = recovery.complete || 0 < recovery.finish;
        let achievable_rto = is_known.then(|| to_span(recovery.finish));
        let required_rto = analysis.required_rto(node).map(to_span);
        let held_by = self.entry(analysis.held_by(node)).map(|it| it.id);
        Outcome {
            standing: Standing::of(required_rto, achievable_rto, recovery.complete),
            required_rto,
            required_rpo: analysis.required_rpo(node).map(to_span),
            achievable_rto,
            is_complete: recovery.complete,
            achievable_rpo: analysis.achievable_rpo(node).map(to_span),
            gap: analysis.gap_rto(node).map(to_span),
            held_by: held_by.filter(|_| 0 < recovery.finish),
            single_point_for: None,
        }
    }

    /// How a node stands.
    pub(crate) fn standing(&self, node: u32) -> Standing {
        standing_in(&self.engine, node)
    }

    /// What the database does not say yet.
    pub(super) fn unsaved(&self) -> Vec<(u32, Outcome)> {
        let now = (0..).zip(&self.saved).map(|(node, saved)| (node, self.outcome(node), saved));
        now.filter(|(_, now, saved)| now != *saved).map(|(node, now, _)| (node, now)).collect()
    }
}

impl Agencies {
    /// All of them, by id.
    pub(crate) fn all(&self) -> &[AgencyNode] {
        &self.0
    }

    /// The agency called `id`.
    pub(crate) fn get(&self, id: AgencyId) -> Option<&AgencyNode> {
        let place = self.0.binary_search_by_key(&id, |it| it.id).ok()?;
        self.0.get(place)
    }

    /// The position of the agency of each item among all.
    pub(super) fn places(&self, entries: &[Entry]) -> Vec<u32> {
        let place = |it: &Entry| self.0.binary_search_by_key(&it.agency_id, |it| it.id).ok();
        let place = |it| place(it).and_then(|it| u32::try_from(it).ok()).unwrap_or(u32::MAX);
        entries.iter().map(place).collect()
    }
}

/// How a node stands in an analysis.
pub(super) fn standing_in(engine: &engine::Board, node: u32) -> Standing {
    let recovery = engine.analysis().recovery(node);
    let is_known = recovery.complete || 0 < recovery.finish;
    let required = engine.analysis().required_rto(node).map(to_span);
    Standing::of(required, is_known.then(|| to_span(recovery.finish)), recovery.complete)
}

/// For each node, how many items with a target go down with it.
pub(super) fn single_points(engine: &engine::Board) -> Vec<u32> {
    let model = engine.model();
    engine::single_points(model, engine.analysis(), |it| model.node(it).target_rto.is_some())
}

pub(super) fn to_node(
    entry: &Entry,
    wanted: Option<&Wanted>,
    nodes: &BTreeMap<ItemId, u32>,
) -> Node {
    let wanted = wanted.copied().unwrap_or_default();
    let taken = |it: Option<(ItemId, u32)>| {
        let (id, size) = it?;
        Some(Crew { index: *nodes.get(&id)?, size })
    };
    let quorum = match entry.marks {
        Marks::Group { suffice } => suffice,
        _ => None,
    };
    Node {
        restore: entry.restore().map(to_seconds),
        point: entry.recovery.point.map(to_seconds),
        target_rto: least(entry.recovery.target_rto, wanted.rto).map(to_seconds),
        target_rpo: least(entry.recovery.target_rpo, wanted.rpo).map(to_seconds),
        quorum,
        crew: taken(entry.crew),
        equipment: taken(entry.equipment),
    }
}

pub(super) fn to_strength(strength: Strength) -> engine::Strength {
    match strength {
        Strength::Hard => engine::Strength::Hard,
        Strength::Soft { max_gap } => engine::Strength::Soft { max_gap: to_seconds(max_gap) },
    }
}

fn least(a: Option<Span>, b: Option<Span>) -> Option<Span> {
    a.into_iter().chain(b).min()
}

pub(super) fn to_seconds(span: Span) -> u32 {
    u32::try_from(span.secs()).unwrap_or(u32::MAX)
}

pub(crate) fn to_span(seconds: u32) -> Span {
    Span::from_secs(seconds.into())
}
