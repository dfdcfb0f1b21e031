//! Starting, writing, handing in, sending back and approving analyses.

use db::Tx;

use super::analysis::{WRITING, may_start};
use super::read::{analyzable, documents_in, find_readable, item_of, place};
use super::{Analysis, AnalysisDocument, Content, store, suggest};
use crate::actor::Permission;
use crate::events::{self, Action, Event, Subject};
use crate::ids::{AnalysisId, ItemId};
use crate::prepare::inventory::{self, ImpactLevel, Item};
use crate::{Ctx, Error, FieldProblem, Result, settings};

/// Starts an analysis of an item: with what the last one says, judged by today's criteria.
pub async fn start(ctx: &Ctx, item_id: ItemId) -> Result<Analysis> {
    let tx = ctx.write().await?;
    let item = analyzable(&tx, ctx, item_id).await?;
    ctx.require(Permission::WriteAnalyses, place(&item))?;
    item.in_use()?;
    let before = store::by_item(&tx, item_id).await?.into_iter().next();
    may_start(item.kind(), before.as_ref().map(|it| it.state))?;
    let criteria = settings::find(&tx).await?.value;
    let number = before.as_ref().map_or(0, |it| it.number) + 1;
    let content = match before {
        Some(before) => before.content.under(criteria),
        None => Content::blank(criteria),
    };
    let analysis = Analysis::started((item_id, number), content, ctx.actor.person_id, ctx.now);
    store::insert_all(&tx, std::slice::from_ref(&analysis)).await?;
    let document = document(&tx, &analysis).await?;
    record(&tx, ctx, (Action::AnalysisStarted, &item), &analysis, (None, &document)).await?;
    tx.commit().await?;
    Ok(analysis)
}

/// Saves what an analysis says, unless someone saved it since the asker saw version `seen`.
pub async fn save(ctx: &Ctx, id: AnalysisId, seen: i64, content: Content) -> Result<Analysis> {
    let tx = ctx.write().await?;
    let (analysis, item) = find_writable(&tx, ctx, (id, seen)).await?;
    let content = Content { criteria: analysis.content.criteria.clone(), ..content };
    let problems = content.problems();
    if !problems.is_empty() {
        return Err(problems.into());
    }
    let before = document(&tx, &analysis).await?;
    let analysis = analysis.saved(content, ctx.actor.person_id, ctx.now)?;
    let analysis = store::update(&tx, analysis).await?;
    let after = document(&tx, &analysis).await?;
    let action = (Action::AnalysisChanged, &item);
    record(&tx, ctx, action, &analysis, (Some(&before), &after)).await?;
    tx.commit().await?;
    Ok(analysis)
}

/// Hands an analysis in for approval. If something is missing, data are needed instead: the answer
/// says which.
pub async fn submit(ctx: &Ctx, id: AnalysisId, seen: i64) -> Result<Analysis> {
    let tx = ctx.write().await?;
    let (analysis, item) = find_writable(&tx, ctx, (id, seen)).await?;
    let before = document(&tx, &analysis).await?.head();
    let analysis = store::update(&tx, analysis.submitted(ctx.now)?).await?;
    let action = match analysis.completed_at {
        Some(_) => Action::AnalysisCompleted,
        None => Action::AnalysisChanged,
    };
    let after = document(&tx, &analysis).await?.head();
    record(&tx, ctx, (action, &item), &analysis, (Some(&before), &after)).await?;
    tx.commit().await?;
    Ok(analysis)
}

/// Sends an analysis back that waits for approval. Who may approve it may do so, and who may write
/// it: that is how to take it back.
pub async fn send_back(ctx: &Ctx, id: AnalysisId, seen: i64, because: &str) -> Result<Analysis> {
    let tx = ctx.write().await?;
    let (analysis, item) = find_readable(&tx, ctx, id).await?;
    if !ctx.actor.may(Permission::ApproveAnalyses, place(&item)) {
        ctx.require(Permission::WriteAnalyses, place(&item))?;
    }
    unchanged(&analysis, seen)?;
    let before = document(&tx, &analysis).await?.head();
    let analysis = store::update(&tx, analysis.returned(because, ctx.now)?).await?;
    let after = document(&tx, &analysis).await?.head();
    let action = (Action::AnalysisReturned, &item);
    record(&tx, ctx, action, &analysis, (Some(&before), &after)).await?;
    tx.commit().await?;
    Ok(analysis)
}

/// Approves an analysis. It holds from now on, instead of the one before it.
pub async fn approve(ctx: &Ctx, id: AnalysisId, seen: i64) -> Result<Analysis> {
    let tx = ctx.write().await?;
    let (analysis, item) = find_readable(&tx, ctx, id).await?;
    ctx.require(Permission::ApproveAnalyses, place(&item))?;
    unchanged(&analysis, seen)?;
    let before = document(&tx, &analysis).await?.head();
    let writers = events::who_did(&tx, &WRITING, id.into()).await?;
    let by = ctx.actor.person_id;
    let analysis = analysis.approved(by, &writers, item.version, ctx.now)?;
    let analysis = store::update(&tx, analysis).await?;
    for old in store::by_item(&tx, item.id).await? {
        if old.id != analysis.id && old.state.is_in_force() {
            store::update(&tx, old.replaced(ctx.now)).await?;
        }
    }
    // What was approved stands in the log whole, so that nobody can change it unseen.
    let after = document(&tx, &analysis).await?;
    let action = (Action::AnalysisApproved, &item);
    record(&tx, ctx, action, &analysis, (Some(&before), &after)).await?;
    tx.commit().await?;
    Ok(analysis)
}

/// Marks approved analyses whose review is due, or whose item changed since, as out of date. Says
/// how many. The server does this from time to time.
pub async fn stale_due(ctx: &Ctx) -> Result<u64> {
    let mut n_stale = 0;
    loop {
        let tx = ctx.write().await?;
        let due = store::due(&tx, ctx.now).await?;
        let mut events = Vec::new();
        for (analysis, item_version) in due {
            let Some(because) = analysis.stale_because(item_version, ctx.now) else { continue };
            let item = item_of(&tx, analysis.item_id).await?;
            let before = document(&tx, &analysis).await?.head();
            let analysis = store::update(&tx, analysis.gone_stale(because, ctx.now)?).await?;
            let after = document(&tx, &analysis).await?.head();
            events.push(event((Action::AnalysisStale, &item), &analysis).from(&before).to(&after));
        }
        if events.is_empty() {
            return Ok(n_stale);
        }
        n_stale += events.len() as u64;
        events::record_all(&tx, ctx, events).await?;
        tx.commit().await?;
    }
}

/// Says what the loss of an item's availability would mean, and sets the tier that follows. Its
/// other levels of protection stay.
pub async fn set_availability(
    ctx: &Ctx,
    (item_id, seen): (ItemId, i64),
    availability: ImpactLevel,
) -> Result<Item> {
    let item = inventory::show(ctx, item_id).await?;
    let Some(item) = suggest::with_availability(&item, availability) else {
        let reason = "It has no level of availability.";
        return Err(FieldProblem::new("availability", reason).into());
    };
    let documents = inventory::documents(ctx, std::slice::from_ref(&item)).await?;
    let document = documents.into_iter().next().ok_or(Error::NotFound("record"))?;
    inventory::change(ctx, item_id, seen, &document).await
}

/// The analysis called `id` with its item, if the actor may write it and saw its last version.
async fn find_writable(
    tx: &Tx,
    ctx: &Ctx,
    (id, seen): (AnalysisId, i64),
) -> Result<(Analysis, Item)> {
    let (analysis, item) = find_readable(tx, ctx, id).await?;
    ctx.require(Permission::WriteAnalyses, place(&item))?;
    unchanged(&analysis, seen)?;
    Ok((analysis, item))
}

fn unchanged(analysis: &Analysis, seen: i64) -> Result<()> {
    if analysis.version == seen { Ok(()) } else { Err(Error::Stale("analysis")) }
}

async fn document(tx: &Tx, analysis: &Analysis) -> Result<AnalysisDocument> {
    let documents = documents_in(tx, std::slice::from_ref(analysis)).await?;
    documents.into_iter().next().ok_or(Error::NotFound("analysis"))
}

pub(super) fn event((action, item): (Action, &Item), analysis: &Analysis) -> Event {
    Event::new(action, Subject::new("analysis", analysis.id)).in_agency(item.agency_id)
}

async fn record(
    tx: &Tx,
    ctx: &Ctx,
    what: (Action, &Item),
    analysis: &Analysis,
    (before, after): (Option<&AnalysisDocument>, &AnalysisDocument),
) -> Result<()> {
    let event = event(what, analysis).to(after);
    let event = match before {
        Some(before) => event.from(before),
        None => event,
    };
    events::record(tx, ctx, event).await
}
