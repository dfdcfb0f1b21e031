//! Why an item is back when it is.

use super::board::{Board, to_span};
use super::crewed::Crewed;
use super::current::current;
use super::help::CrewHelp;
use super::impossible::of_parts;
use super::missing::{TimeToGive, times_to_give};
use super::names::{Named, Names, Part};
use super::sentence::sentence;
use super::trace::Trace;
use super::with_crews::WithCrews;
use crate::actor::{Actor, Place};
use crate::ids::ItemId;
use crate::prepare::inventory::{self, Item, Outcome};
use crate::{Ctx, Error, Result, Span, Timestamp};

/// Why an item is back when it is, and what would help.
#[derive(Debug, Clone, PartialEq)]
pub struct Explanation {
    /// Which item.
    pub item: Named,
    /// When this was computed.
    pub computed_at: Timestamp,
    /// Required, achievable, and the difference.
    pub outcome: Outcome,
    /// Whether all times behind it are known. If not, what is achievable is the least it can be.
    pub is_complete: bool,
    /// Whose target is behind what is required, if it is another's.
    pub required_by: Option<Named>,
    /// What decides how old the data may be.
    pub point_held_by: Option<Named>,
    /// The same in plain words.
    pub sentence: String,
    /// Why what is required is impossible even with people enough for everything, as a sum in one
    /// sentence. None: it is not, or it is part of a circle of needs.
    pub impossible: Option<String>,
    /// The restorations that decide, one after the other, to the item itself.
    pub chain: Vec<Link>,
    /// Everything on the way, by start: the most pressing of it, if there is very much.
    pub rows: Vec<Row>,
    /// How much is on the way in all.
    pub n_rows: usize,
    /// What speeding up one restoration would do, the best first.
    pub reliefs: Vec<Relief>,
    /// What nobody has said how long it takes: some of it, if it is very much.
    pub unknown: Vec<Named>,
    /// How much that is in all.
    pub n_unknown: usize,
    /// The same with who is to say so. Empty in a what-if.
    pub missing: Vec<TimeToGive>,
    /// The circle of needs that it is part of.
    pub circle: Option<Circle>,
    /// How it is back with the crews there are, where any of it waits for people.
    pub with_crews: Option<WithCrews>,
    /// What would help, the best first: with the crews there are, if it is late or any of it waits for
    /// people. Empty in a what-if.
    pub helps: Vec<CrewHelp>,
}

/// One restoration of those that decide.
#[derive(Debug, Clone, PartialEq)]
pub struct Link {
    /// What is restored.
    pub part: Part,
    /// When that starts, after the loss.
    pub start: Span,
    /// When it is back.
    pub finish: Span,
    /// How long before the previous one is back it starts, because it can do without for a while.
    pub grace: Span,
    /// How much of it lies beyond what is required.
    pub over: Span,
}

impl Link {
    /// How long the restoration itself takes.
    pub fn takes(&self) -> Span {
        self.finish.minus(self.start)
    }
}

/// One restoration on the way.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// What is restored.
    pub part: Part,
    /// When that starts, after the loss.
    pub start: Span,
    /// When it is back.
    pub finish: Span,
    /// How much later it could be back without delaying the item. None: it delays nothing.
    pub slack: Option<Span>,
    /// Whether it is one of those that decide.
    pub binds: bool,
}

/// What speeding up one restoration would do.
#[derive(Debug, Clone, PartialEq)]
pub struct Relief {
    /// Which restoration.
    pub item: Named,
    /// How long it takes.
    pub restore: Span,
    /// When the item would be back if it took no time at all.
    pub achievable_after: Span,
    /// The longest that it may take for the item to be in time, if it alone can achieve that.
    pub restore_needed: Option<Span>,
}

/// Things that cannot work without each other.
#[derive(Debug, Clone, PartialEq)]
pub struct Circle {
    /// Some of them: each needs the next, and the last one the first.
    pub example: Vec<Named>,
    /// How many there are.
    pub n_members: usize,
    /// Whether redundancy breaks the circle, so that there is an order after all.
    pub is_broken: bool,
}

/// Why the item called `id` is back when it is.
pub async fn explain(ctx: &Ctx, id: ItemId) -> Result<Explanation> {
    explain_item(ctx, &inventory::show(ctx, id).await?).await
}

/// The same of an item that the actor has read.
pub async fn explain_item(ctx: &Ctx, item: &Item) -> Result<Explanation> {
    if !inventory::reads(ctx, item) {
        return Err(Error::NotFound("record"));
    }
    item.in_use()?;
    let board = current(ctx).await?;
    let node = board.node(item.id).ok_or(Error::NotFound("record"))?;
    let trace = Trace::of(&board.engine, node);
    let crewed = Crewed::known(ctx, &board, node).await?;
    let mut ids = trace.ids(&board);
    ids.extend(crewed.iter().flat_map(|it| it.ids(&board)));
    let names = Names::of(ctx, ids).await?;
    let missing = times_to_give(ctx, &board, &trace.unknown).await?;
    let outcome = board.outcome(node);
    let explanation = Explanation::of(&board, &trace, outcome, (&names, &ctx.actor));
    let crewed = (*crewed).as_ref();
    let waits = crewed.filter(|it| it.waits);
    let with_crews = waits.map(|it| WithCrews::of(it, &explanation, (&board, &names)));
    // Where nobody waits, an order of the work says what analysis says, or it counts for nothing.
    let is_same = |it: &&Crewed| it.waits || it.end.map(to_span) == outcome.achievable_rto;
    let helps = match crewed.filter(is_same) {
        Some(it) => CrewHelp::all(&it.helps, outcome.required_rto, (&board, &names)),
        None => CrewHelp::of_reliefs(&explanation),
    };
    Ok(Explanation { with_crews, helps, missing, ..explanation })
}

impl Explanation {
    pub(super) fn of(
        board: &Board,
        trace: &Trace,
        outcome: Outcome,
        (names, actor): (&Names, &Actor),
    ) -> Explanation {
        let named = |node: u32| board.entry(node).map(|it| names.named(it.id));
        let required = outcome.required_rto;
        let chain = trace.chain.iter().filter_map(|it| {
            let (start, finish) = (to_span(it.start), to_span(it.finish));
            let over = required.map_or(Span::ZERO, |required| finish.minus(required.max(start)));
            let grace = to_span(it.grace);
            Some(Link { part: part(board, names, it.node)?, start, finish, grace, over })
        });
        let rows = trace.rows.iter().filter_map(|it| {
            Some(Row {
                part: part(board, names, it.node)?,
                start: to_span(it.start),
                finish: to_span(it.finish),
                slack: it.slack.map(to_span),
                binds: it.binds,
            })
        });
        let reliefs = trace.reliefs.iter().filter_map(|(restore, it)| {
            Some(Relief {
                item: named(it.node)?,
                restore: to_span(*restore),
                achievable_after: to_span(it.achievable_after),
                restore_needed: it.restore_needed.map(to_span),
            })
        });
        let circle = trace.circle.as_ref().map(|it| Circle {
            example: names.nodes(board, &it.example),
            n_members: it.n_members,
            is_broken: it.is_broken,
        });
        let mut explanation = Explanation {
            item: named(trace.node).unwrap_or_else(|| names.named(ItemId::FIRST)),
            computed_at: board.computed_at,
            outcome,
            is_complete: trace.is_complete,
            required_by: trace.required_by.filter(|it| *it != trace.node).and_then(|node| {
                // Who needs it is another's record, not a part of this one.
                let it = board.entry(node)?;
                let place = Place::Record(it.agency_id, it.id.into());
                match actor.may(it.kind.read_permission(), place) {
                    true => named(node),
                    false => Some(Named::hidden(it.id)),
                }
            }),
            point_held_by: trace.point_held_by.and_then(named),
            sentence: String::new(),
            impossible: None,
            chain: chain.collect(),
            rows: rows.collect(),
            n_rows: trace.n_rows,
            reliefs: reliefs.collect(),
            unknown: names.nodes(board, &trace.unknown),
            n_unknown: trace.n_unknown,
            missing: Vec::new(),
            circle,
            with_crews: None,
            helps: Vec::new(),
        };
        explanation.sentence = sentence(&explanation);
        explanation.impossible = of_parts(&explanation);
        explanation
    }
}

/// A node by name, with where it is and who restores it.
pub(super) fn part(board: &Board, names: &Names, node: u32) -> Option<Part> {
    let entry = board.entry(node)?;
    Some(Part {
        item: names.named(entry.id),
        site: entry.site_id.map(|it| names.named(it)),
        crew: entry.crew.map(|(it, size)| (names.named(it), size)),
        equipment: entry.equipment.map(|(it, n)| (names.named(it), n)),
    })
}
