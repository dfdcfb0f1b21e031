//! The recovery of one item by the crews and the equipment there are.
//!
//! Analysis gives every part people and equipment enough. Here a crew of two does what takes two, one
//! after the other: for this item alone, as if nobody else called for them. What several services ask
//! of them at once, a scenario tells.

use std::collections::{BTreeMap, BTreeSet};
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::sync::Arc;

use engine::restoration::{
    Certificate, CrewSupply, Disruption, Finding, HeldBy, Proof, Restoration, Restored, Term,
    restoration,
};
use engine::sequence::Effort;
use engine::{Analysis, Crew, Model, Need, Node, Strength};

use super::board::{Board, to_span};
use super::fixes::CrewedHelp;
use crate::ids::ItemId;
use crate::{Ctx, Error, Result, Span};

/// Of more parts than this, only a scenario tells.
pub(crate) const NODES_MAX: usize = 400;

/// How hard an order is looked for: few parts, and a page waits.
pub(super) const EFFORT: Effort = Effort { schedules: 300, seed: 1 };

/// How hard, for each change that might help.
pub(super) const EFFORT_TO_HELP: Effort = Effort { schedules: 60, seed: 1 };

/// How many orders a run of one service alone tries of so much, so that it says what the page of the
/// service says; with something assumed, on top of the order without it. None: the page says nothing
/// of so much.
pub(crate) fn orders_alone(n_parts: usize, is_changed: bool) -> Option<u32> {
    let effort = if is_changed { EFFORT_TO_HELP } else { EFFORT };
    (n_parts <= NODES_MAX).then_some(effort.schedules)
}

/// In which units of time orders are looked for, in seconds.
const UNIT: u32 = 60;

/// How an item comes back with the crews there are, in the numbers of the board.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Crewed {
    /// Whether anything waits for people or equipment, asks for more than there are, or for what nobody
    /// counted. Otherwise it is only here because it is late.
    pub(super) waits: bool,
    /// When it is back, in seconds after the loss. None: never, because a crew has nobody or of some
    /// equipment there is none.
    pub(super) end: Option<u32>,
    /// Before when it could not be back, whatever the order.
    pub(super) at_least: Option<u32>,
    /// Whether all that it waits for is known: how long work takes, and how many there are to do it. If
    /// not, `end` is the least.
    pub(super) is_known: bool,
    /// The crews of which nobody has said how many they have, if it is not known.
    pub(super) uncounted: Vec<u32>,
    /// Why, if it is the work of a crew that proves it.
    pub(super) proof: Option<CrewedProof>,
    /// Every restoration, by start.
    pub(super) rows: Vec<CrewedRow>,
    /// What would help, the best first.
    pub(super) helps: Vec<CrewedHelp>,
}

/// The work of one crew, or with one equipment, which no order does sooner.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct CrewedProof {
    /// Which crew or equipment.
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
    /// How many units of equipment it takes: all that there are, where it asks for more.
    pub(super) units: u32,
    /// Whether it asks for more units than there are.
    pub(super) lacks_units: bool,
    /// Which crew or equipment it waits for once all that it needs is back, if it does.
    pub(super) waits_for: Option<u32>,
    /// Whether it decides when the item is back.
    pub(super) binds: bool,
    /// What its crew was busy with, or what took its equipment, until it started, if that decides.
    pub(super) after: Option<u32>,
}

/// When an item is back with the crews there are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ByCrews {
    /// None: never, because a crew has nobody.
    pub finish: Option<Span>,
    /// Whether all that it waits for is known. If not, that is the least.
    pub is_complete: bool,
}

/// What the page of an item found out, if anybody looked at it since something changed, or else what
/// came of trying it, if it is late. None, too, if it waits for no crew. Nothing is computed.
pub(crate) fn known_by_crews(board: &Board, node: u32) -> Option<ByCrews> {
    match board.crewed.known::<Option<Crewed>>(node, 0) {
        Some(known) => {
            let known = known.as_ref().as_ref().filter(|it| it.waits)?;
            // Who waits in vain delays nothing that anybody sees.
            let alone = board.engine.analysis().achievable_rto(node);
            if known.is_known && known.end.is_some_and(|it| it <= alone) {
                return None;
            }
            Some(ByCrews { finish: known.end.map(to_span), is_complete: known.is_known })
        }
        None => board.tries.so_far().late.get(&node).copied(),
    }
}

/// What might be different, by nodes of the board. Of two that do as much, the first is told first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum CrewedChange {
    /// In a crew, or more units of equipment.
    MorePeople {
        crew: u32,
        more: u32,
    },
    Faster {
        node: u32,
        restore: u32,
    },
    /// A copy at `site` takes over after `restore` seconds.
    Copy {
        node: u32,
        site: u32,
        restore: u32,
    },
    WithoutNeed {
        from: u32,
        to: u32,
    },
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

    /// The recovery of `node` alone. None if it rests on too much; or if it is in time, waits for no
    /// crew, asks for no more people than there are and for none whom nobody has counted.
    pub(super) fn of(board: &Board, node: u32) -> Option<Crewed> {
        let (part, found) = restored(board, &[node])?;
        let own = part.place(node)?;
        let back = found.node(own)?;
        let is_short = |it: &Restored| {
            let [people, units] = part.taken(it.node).map(|it| part.staffed(it).1);
            people || units
        };
        let waits = back.end.is_none()
            || !part.uncounted(&found, own).is_empty()
            || found.nodes.iter().any(|it| 0 < it.wait_for_crew || is_short(it));
        (waits || back.late.is_some()).then(|| part.told(board, (&found, own), waits))
    }

    /// Every item that it names.
    pub(super) fn ids(&self, board: &Board) -> Vec<ItemId> {
        let of_rows = self.rows.iter().flat_map(|it| [Some(it.node), it.after]).flatten();
        let of_helps = self.helps.iter().flat_map(CrewedHelp::nodes);
        let entries: Vec<_> = of_rows.chain(of_helps).filter_map(|it| board.entry(it)).collect();
        let own = entries.iter().map(|it| it.id);
        let sites = entries.iter().filter_map(|it| it.site_id);
        own.chain(sites).chain(entries.iter().flat_map(|it| it.takes())).collect()
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
    let people = |crew: u32| people(board, crew);
    let (model, analysis) = (board.engine.model(), board.engine.analysis());
    let part = Excerpt::of(&Whole { model, analysis, people: &people }, roots)?;
    let found = part.restored(EFFORT);
    Some((part, found))
}

/// How many people a crew has, or how many units of equipment there are, by its node. None: nobody has
/// said.
pub(super) fn people(board: &Board, crew: u32) -> Option<u32> {
    board.entry(crew)?.marks.strength()
}

/// What an excerpt is taken from.
#[derive(Clone, Copy)]
pub(super) struct Whole<'a> {
    pub(super) model: &'a Model,
    pub(super) analysis: &'a Analysis,
    /// How many people a crew has, or how many units of equipment there are, by its node. None: nobody
    /// has said.
    pub(super) people: &'a dyn Fn(u32) -> Option<u32>,
}

/// What a node rests on, as a model of its own.
pub(super) struct Excerpt {
    /// The node of the board behind each node of the excerpt, ascending.
    nodes: Vec<u32>,
    /// The node of the board behind each crew and each equipment.
    crews: Vec<u32>,
    pub(super) model: Model,
    pub(super) disruption: Disruption,
}

impl Excerpt {
    /// None if that is too much.
    pub(super) fn of(whole: &Whole<'_>, roots: &[u32]) -> Option<Excerpt> {
        let Whole { model, analysis, people } = *whole;
        let nodes = cone(model, roots)?;
        let taken = |it: &u32| [model.node(*it).crew, model.node(*it).equipment];
        let used = nodes.iter().flat_map(taken).flatten().map(|it| it.index);
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
            let crew = node_of_it.crew.and_then(place);
            let equipment = node_of_it.equipment.and_then(place);
            Node { crew, equipment, target_rto: target, ..node_of_it }
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

    /// A number that is another one for nearly every other excerpt.
    pub(super) fn digest(&self) -> u64 {
        let mut hasher = DefaultHasher::new();
        (self.model.nodes(), self.model.needs()).hash(&mut hasher);
        self.disruption.crews.iter().for_each(|it| it.strength().hash(&mut hasher));
        hasher.finish()
    }

    /// Whether anything may have to wait for people or equipment: all that one crew does, or that one
    /// equipment is taken for, takes more than there is.
    pub(super) fn is_contended(&self) -> bool {
        let mut asked = vec![0_u64; self.disruption.crews.len()];
        let taken = self.model.nodes().iter().flat_map(|it| [it.crew, it.equipment]).flatten();
        for Crew { index, size } in taken {
            if let Some(asked) = asked.get_mut(index as usize) {
                *asked += u64::from(size);
            }
        }
        let there = self.disruption.crews.iter().map(|it| u64::from(it.strength()));
        asked.into_iter().zip(there).any(|(asked, there)| there < asked)
    }

    /// For how many seconds all of it together may have to wait for people or equipment at most, in an
    /// order in which nobody idles: whoever waits does so while others have what they wait for (after
    /// Graham 1966). None: of something that is asked for, there is none.
    pub(super) fn waits_at_most(&self) -> Option<u64> {
        let mut asked = vec![(0_u64, 0_u64); self.disruption.crews.len()];
        for node in self.model.nodes() {
            for Crew { index, size } in node.demands() {
                if let Some((people, seconds)) = asked.get_mut(index as usize) {
                    *people += u64::from(size);
                    *seconds += u64::from(node.restore.unwrap_or(0));
                }
            }
        }
        let waits = asked.iter().zip(&self.disruption.crews).map(|(asked, supply)| {
            match (u64::from(supply.strength()), asked) {
                (there, (people, _)) if *people <= there => Some(0),
                (0, _) => None,
                (_, (_, seconds)) => Some(*seconds),
            }
        });
        waits.sum()
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

    /// The node of the board behind a crew, or equipment, of the excerpt.
    pub(super) fn crew(&self, place: u32) -> u32 {
        self.crews.get(place as usize).copied().unwrap_or(u32::MAX)
    }

    /// The crew and the equipment that work on a node of the excerpt takes.
    fn taken(&self, place: u32) -> [Option<Crew>; 2] {
        let node = self.model.nodes().get(place as usize);
        node.map_or([None; 2], |it| [it.crew, it.equipment])
    }

    /// How many of them it has, and whether it asks for more than there are.
    fn staffed(&self, asked: Option<Crew>) -> (u32, bool) {
        let Some(Crew { index, size }) = asked else { return (0, false) };
        let there = self.disruption.crews.get(index as usize).map_or(size, CrewSupply::strength);
        (size.min(there), there < size)
    }

    fn told(&self, board: &Board, (found, own): (&Restoration, u32), waits: bool) -> Crewed {
        let restored = found.node(own);
        Crewed {
            waits,
            end: restored.and_then(|it| it.end),
            at_least: restored.and_then(|it| it.at_least),
            is_known: restored.is_some_and(|it| it.complete),
            uncounted: self.uncounted(found, own),
            proof: found.certificate(own).and_then(|it| self.proof(&it)),
            rows: self.rows(found, own),
            helps: self.helps(board, (found, own)),
        }
    }

    /// The crews of which nobody has said how many they have, if not all is known that `own` waits for.
    fn uncounted(&self, found: &Restoration, own: u32) -> Vec<u32> {
        let is_known = found.node(own).is_some_and(|it| it.complete);
        let findings = found.findings.iter().filter(|_| !is_known);
        let crews = findings.filter_map(|it| match it {
            Finding::CrewUnknown { crew } => Some(self.crew(*crew)),
            _ => None,
        });
        crews.collect()
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
                let [(people, is_short), (units, lacks_units)] =
                    self.taken(it.node).map(|it| self.staffed(it));
                Some(CrewedRow {
                    node: self.node(it.node),
                    ready: it.start?.saturating_sub(it.wait_for_crew),
                    start: it.start?,
                    end: it.end?,
                    people,
                    is_short,
                    units,
                    lacks_units,
                    waits_for: self.waits_for(found, it).map(|it| self.crew(it)),
                    binds: links.contains_key(&it.node),
                    after,
                })
            })
            .collect();
        rows.sort_by_key(|it| (it.start, it.end, it.node));
        rows
    }

    /// The crew or the equipment that a node waits for, if it does: of both, the one on its own way.
    fn waits_for(&self, found: &Restoration, it: &Restored) -> Option<u32> {
        if it.wait_for_crew == 0 {
            return None;
        }
        let [crew, equipment] = self.taken(it.node);
        if crew.is_none() || equipment.is_none() {
            return crew.or(equipment).map(|it| it.index);
        }
        let chain = found.binding_chain(it.node)?;
        let held = chain.links.iter().find(|link| link.node == it.node)?.held_by;
        match held {
            HeldBy::Crew { crew, .. } | HeldBy::Shift { crew } => Some(crew),
            _ => None,
        }
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
