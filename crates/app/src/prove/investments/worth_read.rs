//! What is worth buying, for whoever may see investments: at once where that is quick, and else in
//! the background, with progress, and a way to stop it.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use sha2::{Digest as _, Sha256};
use tokio::sync::watch;
use uuid::Uuid;

use super::worth::{Curve, Offer, curve};
use super::{Improvement, ImprovementKind, Investment, read, store};
use crate::actor::Permission;
use crate::ids::{AgencyId, InvestmentId, ItemId};
use crate::prepare::impact::Money;
use crate::prepare::inventory::{self, Kind, Standing as Stands};
use crate::progress::{Progress, Task, Waiting};
use crate::prove::recovery::{Answer, Board, Named, Names, View, current};
use crate::queue::{Full, Ticket};
use crate::{Ctx, Error, Refusal, Result, Span, Timestamp};

/// How many investments are weighed: the dearest, if there are more.
pub(crate) const OFFERS_MAX: usize = 100;

/// Of so many services, what is worth buying is computed while somebody waits.
const SERVICES_AT_ONCE_MAX: usize = 2_000;

/// How many services of a step, and how many late ones, are named.
const NAMED_MAX: usize = 50;

const ONE_AT_A_TIME: Refusal = Refusal::new(
    "worth.one_at_a_time",
    "You have an answer like this under way already. Wait until it is there, or stop it.",
);
const TOO_MANY: Refusal = Refusal::new(
    "worth.too_many",
    "Too many are finding out what is worth buying. Try again in a few minutes.",
);

/// Which services are to be in time.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct WorthQuery {
    /// Those of this agency and of all below it. None: all that the actor may see.
    pub agency: Option<AgencyId>,
    /// Those of this tier. None: of every tier.
    pub tier: Option<u8>,
}

/// How far the answer is.
#[derive(Debug, Clone, PartialEq)]
pub enum Standing {
    /// It is there.
    Ready(Box<Worth>),
    /// It is being computed.
    UnderWay(Progress),
}

/// What is worth buying.
#[derive(Debug, Clone, PartialEq)]
pub struct Worth {
    /// As of when.
    pub computed_at: Timestamp,
    /// How many services count: those that must be back within some time.
    pub n_services: u64,
    /// How many more must be, of which nobody can say whether they are.
    pub n_unknown: u64,
    /// How many investments were weighed.
    pub n_offers: u64,
    /// How many of those make nothing better that is in use.
    pub n_idle: u64,
    /// Whether there are more, which were left out because they cost less than these.
    pub is_cut: bool,
    /// From buying nothing on, each step with more services in time than the one before.
    pub steps: Vec<Step>,
    /// Services that are late whatever is bought of what was weighed: some of them, if they are many.
    pub late: Vec<Late>,
    /// How many that are.
    pub n_late: u64,
    /// Whether it is proved that no step can be bettered.
    pub is_exact: bool,
}

/// For so much money, so many services are in time.
#[derive(Debug, Clone, PartialEq)]
pub struct Step {
    /// What it costs together.
    pub cost: Money,
    /// What is bought.
    pub investments: Vec<Bought>,
    /// How many services are in time then.
    pub n_in_time: u64,
    /// Those that were not a step before: some of them, if they are many.
    pub gained: Vec<Named>,
    /// How many that are.
    pub n_gained: u64,
    /// How many were in time a step before, and are not now.
    pub n_lost: u64,
}

/// An investment by name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bought {
    /// Which.
    pub id: InvestmentId,
    /// Its short name.
    pub code: String,
    /// What it is called.
    pub name: String,
    /// What it costs.
    pub cost: Money,
}

/// A service that is late whatever is bought of what was weighed.
#[derive(Debug, Clone, PartialEq)]
pub struct Late {
    /// Which.
    pub service: Named,
    /// By how much, if everything is bought.
    pub gap: Span,
    /// What holds it back then. None: its own restoration.
    pub held_by: Option<Named>,
}

/// What was computed, as long as the board holds.
#[derive(Debug, Clone)]
struct Kept {
    asked: Arc<Asked>,
    curve: Arc<Curve>,
    computed_at: Timestamp,
}

/// What is computed from, beside the board.
#[derive(Debug, Clone, PartialEq)]
struct Asked {
    investments: Vec<Investment>,
    is_cut: bool,
    offers: Vec<Offer>,
    services: Vec<u32>,
    n_unknown: u64,
}

/// What is worth buying to have the services in time that are asked for. Where that takes long, it
/// is begun in the background.
pub async fn worth(ctx: &Ctx, query: WorthQuery) -> Result<Standing> {
    ctx.require_scope(Permission::ReadInvestments)?;
    let board = current(ctx).await?;
    let asked = Arc::new(asked(ctx, &board, query).await?);
    if let Some(kept) = answer(ctx, &board, query).known::<Kept>()
        && kept.asked == asked
    {
        return Ok(Standing::Ready(Box::new(told(ctx, &board, &kept).await?)));
    }
    if let Some(progress) = watch_worth(ctx, query) {
        return Ok(Standing::UnderWay(*progress.borrow()));
    }
    let (number, person_id) = (number(ctx, query), ctx.actor.person_id);
    let task = ctx.platform.progress.begin(number, person_id);
    let Some(task) = task else { return Ok(Standing::UnderWay(Progress::default())) };
    let ticket = ctx.platform.weighing.enter(number, person_id);
    let ticket = ticket.map_err(|full| match full {
        Full::Person => ONE_AT_A_TIME,
        Full::Server => TOO_MANY,
    })?;
    // Nobody holds a connection while this is computed.
    ctx.see_anew();
    let is_quick = asked.services.len() <= SERVICES_AT_ONCE_MAX;
    let begun = Begun { board: board.clone(), query, asked, task: Arc::new(task), ticket };
    if is_quick {
        return Ok(match begun.carry_out(ctx).await? {
            Some(kept) => Standing::Ready(Box::new(told(ctx, &board, &kept).await?)),
            None => Standing::UnderWay(Progress::default()),
        });
    }
    let ctx = ctx.clone();
    tokio::spawn(async move {
        if let Err(error) = begun.carry_out(&ctx).await {
            tracing::error!(%error, "what is worth buying could not be computed");
        }
    });
    Ok(Standing::UnderWay(Progress::default()))
}

/// How far the computing is that somebody began. None if none is under way.
pub fn watch_worth(ctx: &Ctx, query: WorthQuery) -> Option<watch::Receiver<Progress>> {
    ctx.platform.progress.watch(number(ctx, query), ctx.actor.person_id)
}

/// Stops it. Says whether it was under way.
pub fn cancel_worth(ctx: &Ctx, query: WorthQuery) -> bool {
    ctx.platform.progress.cancel(number(ctx, query), ctx.actor.person_id)
}

/// An answer that was begun, with its stand in the queue.
struct Begun {
    board: Arc<Board>,
    query: WorthQuery,
    asked: Arc<Asked>,
    task: Arc<Task>,
    ticket: Ticket,
}

impl Begun {
    /// Computes it as soon as there is a place, and keeps it. None: somebody stopped it.
    async fn carry_out(self, ctx: &Ctx) -> Result<Option<Kept>> {
        let Begun { board, query, asked, task, ticket } = self;
        let place = tokio::select! {
            place = ticket.place() => place?,
            () = task.canceled() => return Ok(None),
        };
        // Others with the same roles may have had the same computed meanwhile.
        let known = answer(ctx, &board, query).known::<Kept>().filter(|it| it.asked == asked);
        if known.is_some() {
            return Ok(known);
        }
        // If nobody waits for the answer any more, nobody computes it.
        let waiting = Waiting::default();
        let (of, what) = (board.clone(), asked.clone());
        let (told, is_over) = (task.clone(), waiting.is_over());
        let n_done = u64::try_from(asked.services.len()).unwrap_or(u64::MAX);
        let tell = move |percent| {
            told.tell(Progress { n_done, percent, writes: false });
            told.is_canceled() || is_over()
        };
        let compute = move || curve(&of.engine, &what.offers, &what.services, tell);
        let found = tokio::task::spawn_blocking(compute).await.map_err(Error::internal)?;
        drop((place, waiting));
        let keep = |found| {
            let kept = Kept { asked, curve: Arc::new(found), computed_at: board.computed_at };
            answer(ctx, &board, query).keep(&kept);
            kept
        };
        let kept = found.map(keep);
        // Whoever follows the task to its end finds the answer, and may ask for another.
        drop(ticket);
        drop(task);
        Ok(kept)
    }
}

/// Where the answer is kept: as long as nothing in the inventory changes.
fn answer<'a>(ctx: &Ctx, board: &'a Board, query: WorthQuery) -> Answer<'a> {
    board.steady.answer::<Kept>(ctx, query.agency, query.tier.map_or(0, u32::from))
}

/// Which work it is, among all that is under way: who asked, and for what.
fn number(ctx: &Ctx, query: WorthQuery) -> Uuid {
    let mut hash = Sha256::new();
    hash.update(b"worth buying");
    hash.update(ctx.actor.person_id.uuid().as_bytes());
    hash.update([query.tier.unwrap_or(0)]);
    hash.update(query.agency.map(|it| *it.uuid().as_bytes()).unwrap_or_default());
    hash.update([u8::from(query.agency.is_some())]);
    let mut bytes = [0; 16];
    bytes.iter_mut().zip(hash.finalize()).for_each(|(to, it)| *to = it);
    Uuid::from_bytes(bytes)
}

/// What the actor may buy, and which services count for it.
async fn asked(ctx: &Ctx, board: &Board, query: WorthQuery) -> Result<Asked> {
    let view = View::of(ctx, board, Permission::ReadReports, query.agency)?;
    let scope = read::scope(ctx)?;
    let tx = ctx.read().await?;
    let mut investments = store::in_use(&tx, &scope, OFFERS_MAX as u64 + 1).await?;
    let is_cut = OFFERS_MAX < investments.len();
    investments.truncate(OFFERS_MAX);
    let mut ids: BTreeMap<(Kind, String), ItemId> = BTreeMap::new();
    let targets = || investments.iter().flat_map(|it| &it.changes).filter_map(Improvement::target);
    for &kind in Kind::ALL {
        let codes: BTreeSet<&str> = targets().filter(|it| it.0 == kind).map(|it| it.1).collect();
        if !codes.is_empty() {
            let found = inventory::ids_by_codes(&tx, kind, &codes).await?;
            ids.extend(found.into_iter().map(|(code, id)| ((kind, code), id)));
        }
    }
    let node = |it: &Improvement| {
        let (kind, code) = it.target()?;
        board.node(*ids.get(&(kind, code.to_owned()))?)
    };
    let offers = investments.iter().map(|it| offer(board, it, node)).collect();
    let (mut services, mut n_unknown) = (Vec::new(), 0);
    for (at, entry) in board.all() {
        let is_asked = entry.kind == Kind::Service
            && query.tier.is_none_or(|it| entry.tier == Some(it))
            && view.holds(board.place(at), entry);
        if !is_asked {
            continue;
        }
        match board.standing(at) {
            Stands::NoTarget => {}
            Stands::Unknown => n_unknown += 1,
            Stands::Met | Stands::AtRisk | Stands::Missed => services.push(at),
        }
    }
    Ok(Asked { investments, is_cut, offers, services, n_unknown })
}

/// What an investment changes of what is in use.
fn offer(
    board: &Board,
    investment: &Investment,
    node: impl Fn(&Improvement) -> Option<u32>,
) -> Offer {
    let cost = u64::try_from(investment.cost.cents()).unwrap_or(0);
    let mut offer = Offer { cost, ..Offer::default() };
    for it in &investment.changes {
        let (Some(node), Some(within)) = (node(it), it.within) else { continue };
        let within = u32::try_from(within.secs()).unwrap_or(u32::MAX);
        let is_group =
            board.engine.model().nodes().get(node as usize).is_some_and(|it| it.quorum.is_some());
        match it.kind {
            ImprovementKind::Faster | ImprovementKind::Copy => offer.faster.push((node, within)),
            // A group that does not say how many suffice needs all of its members.
            ImprovementKind::Member if is_group => offer.members.push((node, within)),
            // Only scenarios count people, and what something may do without.
            ImprovementKind::Member | ImprovementKind::People | ImprovementKind::Without => {}
        }
    }
    offer
}

/// The answer with names, as far as the actor may know them.
async fn told(ctx: &Ctx, board: &Board, kept: &Kept) -> Result<Worth> {
    let Kept { asked, curve, computed_at } = kept;
    let first = |nodes: &[u32]| nodes.iter().take(NAMED_MAX).copied().collect::<Vec<_>>();
    let gained = curve.steps.iter().flat_map(|it| first(&it.gained));
    let late = curve.late.iter().take(NAMED_MAX);
    let mentioned = gained.chain(late.clone().flat_map(|it| [it.0, it.2]));
    let nodes: BTreeSet<u32> = mentioned.collect();
    let names = Names::of(ctx, board.ids(&nodes.into_iter().collect::<Vec<_>>())).await?;
    let named = |node: u32| board.entry(node).map(|it| names.named(it.id));
    let steps = curve.steps.iter().map(|it| Step {
        cost: money(it.cost),
        investments: it.offers.iter().filter_map(|it| bought(asked, *it)).collect(),
        n_in_time: it.n_in_time,
        gained: first(&it.gained).into_iter().filter_map(named).collect(),
        n_gained: it.gained.len() as u64,
        n_lost: it.lost.len() as u64,
    });
    let late = late.filter_map(|&(service, gap, held_by)| {
        let held_by = if held_by == service { None } else { named(held_by) };
        Some(Late { service: named(service)?, gap: Span::from_secs(gap.into()), held_by })
    });
    let is_idle = |it: &&Offer| it.faster.is_empty() && it.members.is_empty();
    Ok(Worth {
        computed_at: *computed_at,
        n_services: asked.services.len() as u64,
        n_unknown: asked.n_unknown,
        n_offers: asked.investments.len() as u64,
        n_idle: asked.offers.iter().filter(is_idle).count() as u64,
        is_cut: asked.is_cut,
        steps: steps.collect(),
        late: late.collect(),
        n_late: curve.late.len() as u64,
        // What was left out may do as much for less.
        is_exact: curve.is_exact && !asked.is_cut,
    })
}

fn bought(asked: &Asked, n: usize) -> Option<Bought> {
    let it = asked.investments.get(n)?;
    Some(Bought { id: it.id, code: it.code.clone(), name: it.name.clone(), cost: it.cost })
}

fn money(cents: u64) -> Money {
    Money::from_cents(i64::try_from(cents).unwrap_or(i64::MAX))
}
