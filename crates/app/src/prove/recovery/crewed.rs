//! The recovery of one item by the crews there are.
//!
//! Analysis gives every part people enough. Here a crew of two does what takes two, one after the
//! other: for this item alone, as if nobody else called for them. What several services ask of them
//! at once, a scenario tells.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use engine::restoration::{
    Certificate, Change, CrewSupply, Disruption, HeldBy, Proof, Restoration, Restored, Term,
    candidates, restoration,
};
use engine::sequence::Effort;
use engine::{Analysis, Crew, Model, Need, Node, Strength};

use super::board::{Board, to_span};
use super::entry::Marks;
use crate::ids::ItemId;
use crate::{Ctx, Error, Result, Span};

/// Of more parts than this, only a scenario tells.
const NODES_MAX: usize = 400;

/// How hard an order is looked for: few parts, and a page waits.
pub(super) const EFFORT: Effort = Effort { schedules: 300, seed: 1 };

/// How hard, for each change that might help.
const EFFORT_TO_HELP: Effort = Effort { schedules: 60, seed: 1 };

/// How many orders a run of one service alone tries of so much, so that it says what the page of the
/// service says; with something assumed, on top of the order without it. None: the page says nothing
/// of so much.
pub(crate) fn orders_alone(n_parts: usize, is_changed: bool) -> Option<u32> {
    let effort = if is_changed { EFFORT_TO_HELP } else { EFFORT };
    (n_parts <= NODES_MAX).then_some(effort.schedules)
}

/// How many changes are tried.
const CHANGES_MAX: usize = 12;

/// How many of them are told.
const HELPS_MAX: usize = 5;

/// In which units of time orders are looked for, in seconds.
const UNIT: u32 = 60;

/// How an item comes back with the crews there are, in the numbers of the board.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Crewed {
    /// When it is back, in seconds after the loss. None: never, because a crew has nobody.
    pub(super) end: Option<u32>,
    /// Before when it could not be back, whatever the order.
    pub(super) at_least: Option<u32>,
    /// Why, if it is the work of a crew that proves it.
    pub(super) proof: Option<CrewedProof>,
    /// Every restoration, by start.
    pub(super) rows: Vec<CrewedRow>,
    /// What would help, the best first.
    pub(super) helps: Vec<CrewedHelp>,
}

/// The work of one crew, which no order does sooner.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct CrewedProof {
    pub(super) crew: u32,
    /// What it works on.
    pub(super) nodes: Vec<u32>,
    /// What adds up to when the item is back at the earliest.
    pub(super) terms: Vec<Term>,
    pub(super) at_least: u32,
}

/// One restoration.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct CrewedRow {
    pub(super) node: u32,
    /// When all that it needs is back.
    pub(super) ready: u32,
    pub(super) start: u32,
    pub(super) end: u32,
    /// How many people work on it: all that its crew has, where it asks for more.
    pub(super) people: u32,
    /// Whether it asks for more people than its crew has.
    pub(super) is_short: bool,
    /// Whether it decides when the item is back.
    pub(super) binds: bool,
    /// What its crew was busy with until it started, if that decides.
    pub(super) after: Option<u32>,
}

/// A change, and what it would do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct CrewedHelp {
    pub(super) what: CrewedChange,
    /// Whether without it the item never comes back.
    pub(super) comes_back: bool,
    /// How much sooner the item would be back, in seconds.
    pub(super) gain: u32,
    /// When it would be back.
    pub(super) end: u32,
}

/// When an item is back with the crews there are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ByCrews {
    /// None: never, because a crew has nobody.
    pub finish: Option<Span>,
}

/// What the page of an item found out, if anybody looked at it since something changed. None, too, if
/// it waits for no crew. Nothing is computed.
pub(crate) fn known_by_crews(board: &Board, node: u32) -> Option<ByCrews> {
    let known: Arc<Option<Crewed>> = board.crewed.known(node, 0)?;
    known.as_ref().as_ref().map(|it| ByCrews { finish: it.end.map(to_span) })
}

/// What might be different, by nodes of the board.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum CrewedChange {
    MorePeople { crew: u32, more: u32 },
    Faster { node: u32, restore: u32 },
    WithoutNeed { from: u32, to: u32 },
}

impl Crewed {
    /// The same as [`Crewed::of`], kept until something in the inventory changes.
    ///
    /// It takes longer than a page may, so it keeps nobody else waiting, and no snapshot.
    pub(super) async fn known(
        ctx: &Ctx,
        board: &Arc<Board>,
        node: u32,
    ) -> Result<Arc<Option<Crewed>>> {
        if let Some(known) = board.crewed.known(node, 0) {
            return Ok(known);
        }
        ctx.see_anew();
        let apart = Arc::clone(board);
        let found = tokio::task::spawn_blocking(move || Crewed::of(&apart, node)).await;
        let found = Arc::new(found.map_err(Error::internal)?);
        board.crewed.keep(node, 0, Arc::clone(&found));
        Ok(found)
    }

    /// The recovery of `node` alone. None if it waits for no crew and asks for no more people than
    /// there are, or if it rests on too much.
    pub(super) fn of(board: &Board, node: u32) -> Option<Crewed> {
        let (part, found) = restored(board, &[node])?;
        let own = part.place(node)?;
        let is_back = found.node(own)?.end.is_some();
        let waits = !is_back || found.nodes.iter().any(|it| 0 < it.wait_for_crew);
        let is_short = |it: &Restored| part.staffed(it.node).1;
        (waits || found.nodes.iter().any(is_short)).then(|| part.told(&found, own))
    }

    /// Every item that it names.
    pub(super) fn ids(&self, board: &Board) -> Vec<ItemId> {
        let of_rows = self.rows.iter().flat_map(|it| [Some(it.node), it.after]).flatten();
        let of_helps = self.helps.iter().flat_map(|it| match it.what {
            CrewedChange::MorePeople { crew, .. } => vec![crew],
            CrewedChange::Faster { node, .. } => vec![node],
            CrewedChange::WithoutNeed { from, to } => vec![from, to],
        });
        let entries: Vec<_> = of_rows.chain(of_helps).filter_map(|it| board.entry(it)).collect();
        let own = entries.iter().map(|it| it.id);
        let sites = entries.iter().filter_map(|it| it.site_id);
        own.chain(sites).chain(entries.iter().filter_map(|it| Some(it.crew?.0))).collect()
    }
}

/// The recovery of some items together by the crews there are: every restoration, by start. None if
/// they rest on too much.
///
/// What decides is marked for whichever of them is back last.
pub(super) fn together(board: &Board, roots: &[u32]) -> Option<Vec<CrewedRow>> {
    let (part, found) = restored(board, roots)?;
    let places = roots.iter().filter_map(|it| part.place(*it));
    let last = places.max_by_key(|it| found.node(*it).map(|it| (it.end.is_none(), it.end)));
    Some(last.map(|it| part.rows(&found, it)).unwrap_or_default())
}

/// What some items rest on, and an order in which all of that comes back. None if it is too much.
pub(super) fn restored(board: &Board, roots: &[u32]) -> Option<(Excerpt, Restoration)> {
    let people = |crew: u32| match board.entry(crew).map(|it| &it.marks) {
        Some(Marks::Crew { people, .. }) => *people,
        _ => None,
    };
    let (model, analysis) = (board.engine.model(), board.engine.analysis());
    let part = Excerpt::of(&Whole { model, analysis, people: &people }, roots)?;
    let found = part.restored(EFFORT);
    Some((part, found))
}

/// What an excerpt is taken from.
#[derive(Clone, Copy)]
pub(super) struct Whole<'a> {
    pub(super) model: &'a Model,
    pub(super) analysis: &'a Analysis,
    /// How many people a crew has, by its node. None: nobody has said.
    pub(super) people: &'a dyn Fn(u32) -> Option<u32>,
}

/// What a node rests on, as a model of its own.
pub(super) struct Excerpt {
    /// The node of the board behind each node of the excerpt, ascending.
    nodes: Vec<u32>,
    /// The node of the board behind each crew.
    crews: Vec<u32>,
    model: Model,
    disruption: Disruption,
}

impl Excerpt {
    /// None if that is too much.
    pub(super) fn of(whole: &Whole<'_>, roots: &[u32]) -> Option<Excerpt> {
        let Whole { model, analysis, people } = *whole;
        let nodes = cone(model, roots)?;
        let used = nodes.iter().filter_map(|it| Some(model.node(*it).crew?.index));
        // Those of which nobody knows how many they are come last: they have no limit.
        let mut crews: Vec<u32> = used.collect::<BTreeSet<u32>>().into_iter().collect();
        crews.sort_by_key(|it| (people(*it).is_none(), *it));
        let supplies = crews.iter().map_while(|it| people(*it)).map(CrewSupply::of).collect();
        let places: BTreeMap<u32, u32> = crews.iter().copied().zip(0..).collect();
        let own = |it: &u32| {
            let node_of_it = *model.node(*it);
            let place = |it: Crew| Some(Crew { index: *places.get(&it.index)?, ..it });
            // Only the items themselves are due: what others ask of their parts is not asked here.
            let target = analysis.required_rto(*it).filter(|_| roots.contains(it));
            Node { crew: node_of_it.crew.and_then(place), target_rto: target, ..node_of_it }
        };
        let excerpt = nodes.iter().map(own).collect();
        let needs = needs_among(model, &nodes);
        let lost = (0..u32::try_from(nodes.len()).ok()?).collect();
        let disruption = Disruption { lost, crews: supplies, unit: UNIT, ..Disruption::default() };
        Some(Excerpt { model: Model::new(excerpt, needs).ok()?, nodes, crews, disruption })
    }

    /// How many nodes it has.
    pub(super) fn n_nodes(&self) -> usize {
        self.nodes.len()
    }

    /// Whether anything may have to wait for people: all that one crew does takes more than it has.
    pub(super) fn is_contended(&self) -> bool {
        let mut asked = vec![0_u64; self.disruption.crews.len()];
        for Crew { index, size } in self.model.nodes().iter().filter_map(|it| it.crew) {
            if let Some(asked) = asked.get_mut(index as usize) {
                *asked += u64::from(size);
            }
        }
        let there = self.disruption.crews.iter().map(|it| u64::from(it.strength()));
        asked.into_iter().zip(there).any(|(asked, there)| there < asked)
    }

    /// An order in which all of it comes back.
    pub(super) fn restored(&self, effort: Effort) -> Restoration {
        restoration(&self.model, &self.disruption, effort)
    }

    pub(super) fn place(&self, node: u32) -> Option<u32> {
        u32::try_from(self.nodes.binary_search(&node).ok()?).ok()
    }

    /// The node of the board behind a node of the excerpt.
    pub(super) fn node(&self, place: u32) -> u32 {
        self.nodes.get(place as usize).copied().unwrap_or(u32::MAX)
    }

    /// The node of the board behind a crew of the excerpt.
    pub(super) fn crew(&self, place: u32) -> u32 {
        self.crews.get(place as usize).copied().unwrap_or(u32::MAX)
    }

    /// How many people work on a node of the excerpt, and whether it asks for more than there are.
    fn staffed(&self, place: u32) -> (u32, bool) {
        let asked = self.model.nodes().get(place as usize).and_then(|it| it.crew);
        let Some(Crew { index, size }) = asked else { return (0, false) };
        let there = self.disruption.crews.get(index as usize).map_or(size, CrewSupply::strength);
        (size.min(there), there < size)
    }

    fn told(&self, found: &Restoration, own: u32) -> Crewed {
        let restored = found.node(own);
        Crewed {
            end: restored.and_then(|it| it.end),
            at_least: restored.and_then(|it| it.at_least),
            proof: found.certificate(own).and_then(|it| self.proof(&it)),
            rows: self.rows(found, own),
            helps: self.helps(found, own),
        }
    }

    fn proof(&self, it: &Certificate) -> Option<CrewedProof> {
        let Proof::Crew { crew, nodes, .. } = &it.proof else { return None };
        Some(CrewedProof {
            crew: self.crew(*crew),
            nodes: nodes.iter().map(|it| self.node(*it)).collect(),
            terms: it.terms(),
            at_least: it.at_least?,
        })
    }

    /// Every restoration, by start. What decides when `own` is back is marked.
    pub(super) fn rows(&self, found: &Restoration, own: u32) -> Vec<CrewedRow> {
        let chain = found.binding_chain(own);
        let links: BTreeMap<u32, HeldBy> =
            chain.iter().flat_map(|it| &it.links).map(|it| (it.node, it.held_by)).collect();
        let mut rows: Vec<CrewedRow> = found
            .nodes
            .iter()
            .filter_map(|it| {
                let after = match links.get(&it.node) {
                    Some(HeldBy::Crew { after, .. }) => Some(self.node(*after)),
                    _ => None,
                };
                let (people, is_short) = self.staffed(it.node);
                Some(CrewedRow {
                    node: self.node(it.node),
                    ready: it.start?.saturating_sub(it.wait_for_crew),
                    start: it.start?,
                    end: it.end?,
                    people,
                    is_short,
                    binds: links.contains_key(&it.node),
                    after,
                })
            })
            .collect();
        rows.sort_by_key(|it| (it.start, it.end, it.node));
        rows
    }

    /// What would bring `own` back sooner, or at all, the best first: each found as the run of a scenario
    /// of it alone finds it.
    fn helps(&self, found: &Restoration, own: u32) -> Vec<CrewedHelp> {
        let end = |it: &Restoration| it.node(own).and_then(|it| it.end);
        let now = end(found);
        let mut changes = candidates(&self.model, found, &[own]);
        changes.truncate(CHANGES_MAX);
        let tried = changes.into_iter().filter_map(|change| {
            let (model, disruption) = self.with(change, own)?;
            let then = found.after_change(1, (&model, &disruption), EFFORT_TO_HELP, &|| false);
            end(&then).filter(|then| now.is_none_or(|now| *then < now)).map(|then| (then, change))
        });
        let mut tried: Vec<(u32, Change)> = tried.collect();
        tried.sort_unstable();
        let helps = tried.into_iter().map(|(end, change)| CrewedHelp {
            what: match change {
                Change::MorePeople { crew, more } => {
                    CrewedChange::MorePeople { crew: self.crew(crew), more }
                }
                Change::Faster { node, restore } => {
                    CrewedChange::Faster { node: self.node(node), restore }
                }
                Change::WithoutNeed { from, to } => {
                    CrewedChange::WithoutNeed { from: self.node(from), to: self.node(to) }
                }
            },
            comes_back: now.is_none(),
            gain: now.map_or(0, |now| now.saturating_sub(end)),
            end,
        });
        helps.take(HELPS_MAX).collect()
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

/// All that some nodes rest on, and these: ascending. None if that is too much.
pub(super) fn cone(model: &Model, roots: &[u32]) -> Option<Vec<u32>> {
    let mut found: BTreeSet<u32> = roots.iter().copied().collect();
    let mut left = roots.to_vec();
    while let Some(it) = left.pop() {
        let needed = model.hard_needs(it).iter().copied();
        for next in needed.chain(model.soft_needs(it).map(|it| it.0)) {
            if found.insert(next) {
                left.push(next);
            }
        }
        if NODES_MAX < found.len() {
            return None;
        }
    }
    Some(found.into_iter().collect())
}

/// The needs between these nodes, by their places.
fn needs_among(model: &Model, nodes: &[u32]) -> Vec<Need> {
    let place = |it: u32| nodes.binary_search(&it).ok().and_then(|it| u32::try_from(it).ok());
    let mut needs = Vec::new();
    for (from, &node) in (0..).zip(nodes) {
        let hard = model.hard_needs(node).iter().map(|it| (*it, Strength::Hard));
        let soft = model.soft_needs(node).map(|(it, max_gap)| (it, Strength::Soft { max_gap }));
        for (to, strength) in hard.chain(soft) {
            needs.extend(place(to).map(|to| Need { from, to, strength }));
        }
    }
    needs
}
