//! What is worth buying, for whoever may see investments: at once where that is quick, and else in
//! the background, with progress, and a way to stop it.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use sha2::{Digest as _, Sha256};
use tokio::sync::watch;
use uuid::Uuid;

use super::worth::{Curve, Offer, Weighed, curve};
use super::worth_told::{Standing, WorthQuery, told};
use super::{Improvement, ImprovementKind, Investment, read, store};
use crate::actor::Permission;
use crate::ids::ItemId;
use crate::prepare::inventory::{self, Kind, Standing as Stands};
use crate::progress::{Progress, Task, Waiting};
use crate::prove::recovery::{Answer, Board, View, current};
use crate::queue::{Full, Ticket};
use crate::{Ctx, Error, Refusal, Result, Timestamp};

/// How many investments are weighed: the dearest, if there are more.
pub(crate) const OFFERS_MAX: usize = 100;

/// Of so many services, what is worth buying is computed while somebody waits.
const SERVICES_AT_ONCE_MAX: usize = 2_000;

const ONE_AT_A_TIME: Refusal = Refusal::new(
    "worth.one_at_a_time",
    "You have an answer like this under way already. Wait until it is there, or stop it.",
);
const TOO_MANY: Refusal = Refusal::new(
    "worth.too_many",
    "Too many are finding out what is worth buying. Try again in a few minutes.",
);

/// What was computed, as long as the board holds.
#[derive(Debug, Clone)]
pub(super) struct Kept {
    pub(super) asked: Arc<Asked>,
    pub(super) curve: Arc<Curve>,
    pub(super) computed_at: Timestamp,
}

/// What is computed from, beside the board.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Asked {
    pub(super) investments: Vec<Investment>,
    pub(super) is_cut: bool,
    pub(super) offers: Vec<Offer>,
    pub(super) services: Vec<u32>,
    pub(super) n_unknown: u64,
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
        let compute = move || {
            let weighed = Weighed {
                board: &of.engine,
                crews: &crews(&of),
                offers: &what.offers,
                services: &what.services,
                together: query.together,
            };
            curve(&weighed, &|| told.is_canceled() || is_over(), |percent| {
                told.tell(Progress { n_done, percent, writes: false });
            })
        };
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
    let sort = 2 * query.tier.map_or(0, u32::from) + u32::from(query.together);
    board.steady.answer::<Kept>(ctx, query.agency, sort)
}

/// Which work it is, among all that is under way: who asked, and for what.
fn number(ctx: &Ctx, query: WorthQuery) -> Uuid {
    let mut hash = Sha256::new();
    hash.update(b"worth buying");
    hash.update(ctx.actor.person_id.uuid().as_bytes());
    hash.update([query.tier.unwrap_or(0), u8::from(query.together)]);
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
    let sites =
        || investments.iter().flat_map(|it| &it.changes).filter_map(|it| it.site.as_deref());
    let named = || targets().chain(sites().map(|it| (Kind::Site, it)));
    for &kind in Kind::ALL {
        let codes: BTreeSet<&str> = named().filter(|it| it.0 == kind).map(|it| it.1).collect();
        if !codes.is_empty() {
            let found = inventory::ids_by_codes(&tx, kind, &codes).await?;
            ids.extend(found.into_iter().map(|(code, id)| ((kind, code), id)));
        }
    }
    let node = |kind: Kind, code: &str| board.node(*ids.get(&(kind, code.to_owned()))?);
    let offers = investments.iter().map(|it| offer(board, it, &node)).collect();
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

/// How many people each crew has, and how many units there are of each equipment, of which that is known,
/// by its node.
fn crews(board: &Board) -> BTreeMap<u32, u32> {
    board.all().filter_map(|(node, entry)| Some((node, entry.marks.strength()?))).collect()
}

/// What an investment changes of what is in use.
fn offer(
    board: &Board,
    investment: &Investment,
    node: &dyn Fn(Kind, &str) -> Option<u32>,
) -> Offer {
    let cost = u64::try_from(investment.cost.cents()).unwrap_or(0);
    let mut offer = Offer { cost, ..Offer::default() };
    for it in &investment.changes {
        let site = it.site.as_deref().and_then(|code| node(Kind::Site, code));
        let Some(node) = it.target().and_then(|(kind, code)| node(kind, code)) else { continue };
        let within = it.within.map_or(u32::MAX, |it| u32::try_from(it.secs()).unwrap_or(u32::MAX));
        let is_group =
            board.engine.model().nodes().get(node as usize).is_some_and(|it| it.quorum.is_some());
        match it.kind {
            ImprovementKind::Copy if board.is_beside(node, site) => {}
            ImprovementKind::Faster => offer.faster.push((node, within)),
            ImprovementKind::Copy => offer.copies.push((node, within)),
            // A group that does not say how many suffice needs all of its members.
            ImprovementKind::Member if is_group => offer.members.push((node, within)),
            ImprovementKind::People => offer.people.push((node, it.people.unwrap_or(0))),
            // Only scenarios assume what something may do without.
            ImprovementKind::Member | ImprovementKind::Without => {}
        }
    }
    offer
}
