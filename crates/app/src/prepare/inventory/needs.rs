//! What items need, and who needs them.

use std::collections::{BTreeMap, BTreeSet};

use db::Tx;

use super::need::{Need, NeedDocument, Strength, reference};
use super::need_store as needs;
use super::read::{Label, find_readable, knows, reads};
use super::{Item, Kind, store};
use crate::actor::Place;
use crate::events::{self, Action, Event, Subject};
use crate::ids::{ItemId, NeedId};
use crate::{Ctx, Error, FieldProblem, Refusal, Result};

/// So many needers of one item are looked at where each of them counts.
const NEEDERS_MAX: u64 = 100_000;

const TWICE: Refusal = Refusal::new("need.twice", "It already needs that.");

/// What the item called `id` needs, with the item at the other end of each, as far as the actor may
/// know of it (`knows`).
pub async fn needs_of(ctx: &Ctx, id: ItemId) -> Result<Vec<(Need, Item)>> {
    let tx = ctx.read().await?;
    find_readable(&tx, ctx, id).await?;
    let found = needs::by_from(&tx, &[id]).await?;
    let mut pairs = with_items(&tx, found, |it| it.to_id).await?;
    pairs.retain(|(_, to)| knows(ctx, to));
    Ok(pairs)
}

/// What an item needs, and who needs it.
#[derive(Debug, Clone, PartialEq)]
pub struct Around {
    /// What it needs, as far as the actor may know of it.
    pub needs: Vec<(Need, Item)>,
    /// Who needs it: those of the first few that the actor may read.
    pub needers: Vec<(Need, Item)>,
    /// How many need it in all.
    pub n_needers: u64,
}

/// What is around an item that the actor has read: of those who need it, the first `n_max`.
pub async fn around(ctx: &Ctx, item: &Item, n_max: u64) -> Result<Around> {
    if !reads(ctx, item) {
        return Err(Error::NotFound("record"));
    }
    let tx = ctx.read().await?;
    let (from, to) = (
        needs::by_from(&tx, &[item.id]).await?,
        needs::by_to_after(&tx, item.id, None, n_max).await?,
    );
    let n_needers = match to.len() as u64 {
        n if n < n_max => n,
        _ => needs::count_to(&tx, item.id).await?,
    };
    let ids: BTreeSet<ItemId> =
        from.iter().map(|it| it.to_id).chain(to.iter().map(|it| it.from_id)).collect();
    let items = store::by_ids(&tx, &ids.into_iter().collect::<Vec<_>>()).await?;
    let items: BTreeMap<ItemId, Item> = items.into_iter().map(|it| (it.id, it)).collect();
    let with = |id: ItemId, it: Need| Some((it, items.get(&id)?.clone()));
    let mut needs: Vec<_> = from.into_iter().filter_map(|it| with(it.to_id, it)).collect();
    needs.retain(|(_, to)| knows(ctx, to));
    let mut needers: Vec<_> = to.into_iter().filter_map(|it| with(it.from_id, it)).collect();
    needers.retain(|(_, from)| reads(ctx, from));
    Ok(Around { needs, needers, n_needers })
}

/// The needs of others for the item called `id`, with the item at the other end of each, if the
/// actor may read it: at most `n_max`, in the order of their ids, after the one called `after`.
pub async fn needed_by_after(
    ctx: &Ctx,
    id: ItemId,
    after: Option<NeedId>,
    n_max: u64,
) -> Result<Vec<(Need, Item)>> {
    let tx = ctx.read().await?;
    find_readable(&tx, ctx, id).await?;
    let (mut after, mut pairs) = (after, Vec::new());
    let wanted = usize::try_from(n_max).unwrap_or(usize::MAX);
    while pairs.len() < wanted {
        let found = needs::by_to_after(&tx, id, after, n_max).await?;
        let Some(last) = found.last() else { break };
        after = Some(last.id);
        let is_all = (found.len() as u64) < n_max;
        let found = with_items(&tx, found, |it| it.from_id).await?;
        pairs.extend(found.into_iter().filter(|(_, from)| reads(ctx, from)));
        if is_all {
            break;
        }
    }
    pairs.truncate(wanted);
    Ok(pairs)
}

/// How many need the item called `id`.
pub async fn n_needed_by(ctx: &Ctx, id: ItemId) -> Result<u64> {
    let tx = ctx.read().await?;
    find_readable(&tx, ctx, id).await?;
    needs::count_to(&tx, id).await
}

/// Every item of `kind` in use that cannot do without the item called `id` for any time at all,
/// whoever asks.
pub(crate) async fn hard_needers(tx: &Tx, id: ItemId, kind: Kind) -> Result<Vec<Item>> {
    let mut found = needs::by_to_all(tx, &[id], NEEDERS_MAX).await?;
    found.retain(|it| it.strength == Strength::Hard);
    let pairs = with_items(tx, found, |it| it.from_id).await?;
    let items = pairs.into_iter().map(|it| it.1);
    Ok(items.filter(|it| it.kind() == kind && it.retired_at.is_none()).collect())
}

async fn with_items(
    tx: &Tx,
    found: Vec<Need>,
    other: impl Fn(&Need) -> ItemId,
) -> Result<Vec<(Need, Item)>> {
    let ids: Vec<ItemId> = found.iter().map(&other).collect();
    let items = store::by_ids(tx, &ids).await?;
    let items: BTreeMap<ItemId, Item> = items.into_iter().map(|it| (it.id, it)).collect();
    let pairs = found.into_iter().filter_map(|it| Some((items.get(&other(&it))?.clone(), it)));
    Ok(pairs.map(|(item, need)| (need, item)).collect())
}

/// Adds a need to the item called `from_id`.
pub async fn add_need(ctx: &Ctx, from_id: ItemId, document: &NeedDocument) -> Result<Need> {
    let tx = ctx.write().await?;
    let from = writable(&tx, ctx, from_id).await?;
    check_note(document)?;
    let need = to_need(&tx, from_id, document).await?.checked()?;
    if offered(&tx, ctx, &[need.to_id].into()).await?.is_empty() {
        return Err(missing(document));
    }
    if needs::by_from(&tx, &[from_id]).await?.iter().any(|it| it.to_id == need.to_id) {
        return Err(TWICE.into());
    }
    needs::insert_all(&tx, std::slice::from_ref(&need)).await?;
    let event = event(Action::NeedAdded, &from, need.id).to(&written(&tx, &need).await?);
    events::record(&tx, ctx, event).await?;
    tx.commit().await?;
    Ok(need)
}

/// Changes how badly and in which way something is needed.
pub async fn change_need(ctx: &Ctx, id: NeedId, seen: i64, to: &NeedDocument) -> Result<Need> {
    let tx = ctx.write().await?;
    let (need, from) = find_writable(&tx, ctx, id).await?;
    if need.version != seen {
        return Err(Error::Stale("need"));
    }
    let before = written(&tx, &need).await?;
    if to.on.trim() != before.need.on {
        return Err(FieldProblem::new("on", "Remove the need and add another instead.").into());
    }
    check_note(to)?;
    let next = Need { kind: to.kind, strength: to.strength(), note: to.note.clone(), ..need };
    let next = needs::update(&tx, next).await?;
    let after = written(&tx, &next).await?;
    events::record(&tx, ctx, event(Action::NeedChanged, &from, id).from(&before).to(&after))
        .await?;
    tx.commit().await?;
    Ok(next)
}

/// Removes a need.
pub async fn remove_need(ctx: &Ctx, id: NeedId) -> Result<()> {
    remove_need_if(ctx, id, |_| true).await
}

/// Removes a need, unless someone changed it since the asker saw it at version `seen`.
pub async fn remove_need_seen(ctx: &Ctx, id: NeedId, seen: i64) -> Result<()> {
    remove_need_if(ctx, id, |version| version == seen).await
}

async fn remove_need_if(ctx: &Ctx, id: NeedId, is_seen: impl FnOnce(i64) -> bool) -> Result<()> {
    let tx = ctx.write().await?;
    let (need, from) = find_writable(&tx, ctx, id).await?;
    if !is_seen(need.version) {
        return Err(Error::Stale("need"));
    }
    needs::delete(&tx, &[id]).await?;
    let event = event(Action::NeedRemoved, &from, id).from(&written(&tx, &need).await?);
    events::record(&tx, ctx, event).await?;
    tx.commit().await.map_err(Error::from)
}

/// The need called `id`, if the actor may read the item that has it.
pub async fn show_need(ctx: &Ctx, id: NeedId) -> Result<Need> {
    let tx = ctx.read().await?;
    find_known(&tx, ctx, id).await
}

/// The need called `id`. That of an item that the actor may not read is, to them, not there.
async fn find_known(tx: &Tx, ctx: &Ctx, id: NeedId) -> Result<Need> {
    let need = needs::find(tx, id).await?.ok_or(Error::NotFound("need"))?;
    match find_readable(tx, ctx, need.from_id).await {
        Err(Error::NotFound(_)) => Err(Error::NotFound("need")),
        found => found.map(|_| need),
    }
}

async fn find_writable(tx: &Tx, ctx: &Ctx, id: NeedId) -> Result<(Need, Item)> {
    let need = find_known(tx, ctx, id).await?;
    let from = writable(tx, ctx, need.from_id).await?;
    Ok((need, from))
}

/// Makes the needs of many items be exactly these, for imports: what is not said is removed.
pub async fn put_needs(
    tx: &Tx,
    ctx: &Ctx,
    wanted: &BTreeMap<ItemId, Vec<NeedDocument>>,
    items: &BTreeMap<ItemId, Item>,
) -> Result<Vec<(ItemId, FieldProblem)>> {
    let mut events = Vec::new();
    let problems = put_needs_noting(tx, ctx, wanted, items, &mut events).await?;
    events::record_all(tx, ctx, events).await?;
    Ok(problems)
}

/// The same, and adds to the events that the caller records in the end.
pub(crate) async fn put_needs_noting(
    tx: &Tx,
    ctx: &Ctx,
    wanted: &BTreeMap<ItemId, Vec<NeedDocument>>,
    items: &BTreeMap<ItemId, Item>,
    events: &mut Vec<Event>,
) -> Result<Vec<(ItemId, FieldProblem)>> {
    let from: Vec<ItemId> = wanted.keys().copied().collect();
    let mut existing: BTreeMap<(ItemId, ItemId), Need> = BTreeMap::new();
    for need in needs::by_from(tx, &from).await? {
        existing.insert((need.from_id, need.to_id), need);
    }
    let targets = targets(tx, wanted).await?;
    let offered = offered(tx, ctx, &targets.values().copied().collect()).await?;
    let before: BTreeSet<(ItemId, ItemId)> = existing.keys().copied().collect();
    let mut said = BTreeSet::new();
    let (mut added, mut changed, mut problems) = (Vec::new(), Vec::new(), Vec::new());
    for (&from_id, documents) in wanted {
        let Some(from) = items.get(&from_id) else { continue };
        for document in documents {
            let target = targets.get(document.on.trim()).copied();
            let may = |it: &ItemId| offered.contains(it) || before.contains(&(from_id, *it));
            let Some(to_id) = target.filter(may) else {
                let reason = format!("There is no {}.", document.on);
                problems.push((from_id, FieldProblem::new("needs", reason)));
                continue;
            };
            let need = Need {
                id: NeedId::new(),
                from_id,
                to_id,
                kind: document.kind,
                strength: document.strength(),
                note: document.note.clone(),
                version: 1,
            };
            if let Err(refusal) = need.clone().checked() {
                problems.push((from_id, FieldProblem::new("needs", refusal.reason)));
                continue;
            }
            if !said.insert((from_id, to_id)) {
                let reason = format!("It says twice that it needs {}.", document.on);
                problems.push((from_id, FieldProblem::new("needs", reason)));
                continue;
            }
            match existing.remove(&(from_id, to_id)) {
                None => {
                    let after = Written {
                        from: reference(from.kind(), &from.code),
                        need: document.clone(),
                    };
                    events.push(event(Action::NeedAdded, from, need.id).to(&after));
                    added.push(need);
                }
                Some(it)
                    if (it.kind, it.strength, &it.note)
                        != (need.kind, need.strength, &need.note) =>
                {
                    let next = Need { id: it.id, version: it.version, ..need };
                    changed.push((it, needs::update(tx, next).await?));
                }
                Some(_) => {}
            }
        }
    }
    let gone: Vec<Need> = existing.into_values().collect();
    note(tx, items, (&changed, &gone), events).await?;
    needs::delete(tx, &gone.iter().map(|it| it.id).collect::<Vec<_>>()).await?;
    needs::insert_all(tx, &added).await?;
    Ok(problems)
}

/// Adds the events of needs that were changed, each with what it was before, and of those that are
/// gone.
async fn note(
    tx: &Tx,
    items: &BTreeMap<ItemId, Item>,
    (changed, gone): (&[(Need, Need)], &[Need]),
    events: &mut Vec<Event>,
) -> Result<()> {
    let ends = changed.iter().map(|(it, _)| it).chain(gone).flat_map(|it| [it.from_id, it.to_id]);
    let ends: BTreeSet<ItemId> = ends.collect();
    let labels = store::labels(tx, &ends.into_iter().collect::<Vec<_>>()).await?;
    for (before, after) in changed {
        let Some(from) = items.get(&after.from_id) else { continue };
        let (before, after) = (labeled(&labels, before), labeled(&labels, after));
        events.push(event(Action::NeedChanged, from, after.0).from(&before.1).to(&after.1));
    }
    for need in gone {
        let Some(from) = items.get(&need.from_id) else { continue };
        let (id, before) = labeled(&labels, need);
        events.push(event(Action::NeedRemoved, from, id).from(&before));
    }
    Ok(())
}

/// The ids of everything that is needed, by kind and code.
async fn targets(
    tx: &Tx,
    wanted: &BTreeMap<ItemId, Vec<NeedDocument>>,
) -> Result<BTreeMap<String, ItemId>> {
    let mut by_kind: BTreeMap<Kind, BTreeSet<&str>> = BTreeMap::new();
    for document in wanted.values().flatten() {
        if let Ok((kind, code)) = document.target() {
            by_kind.entry(kind).or_default().insert(code);
        }
    }
    let mut targets = BTreeMap::new();
    for (kind, codes) in by_kind {
        for (code, id) in store::ids_by_codes(tx, kind, &codes).await? {
            targets.insert(reference(kind, &code), id);
        }
    }
    Ok(targets)
}

/// The needs of these items, with kind, code and name of what is needed.
pub(crate) async fn needs_in(tx: &Tx, from: &[ItemId]) -> Result<Vec<(Need, Label)>> {
    let found = needs::by_from(tx, from).await?;
    let ids: BTreeSet<ItemId> = found.iter().map(|it| it.to_id).collect();
    let labels = store::labels(tx, &ids.into_iter().collect::<Vec<_>>()).await?;
    Ok(found
        .into_iter()
        .filter_map(|it| Some((labels.get(&it.to_id)?.clone(), it)))
        .map(|(label, need)| (need, label))
        .collect())
}

/// Every need, 5,000 at a time in the order of their ids: those after the one called `after`.
pub(crate) async fn needs_after(tx: &Tx, after: Option<NeedId>) -> Result<Vec<Need>> {
    needs::all_after(tx, after).await
}

/// The need called `id`, whoever asks.
pub(crate) async fn find_need(tx: &Tx, id: NeedId) -> Result<Option<Need>> {
    needs::find(tx, id).await
}

/// A need as the audit log keeps it.
#[derive(Debug, serde::Serialize)]
struct Written {
    from: String,
    #[serde(flatten)]
    need: NeedDocument,
}

async fn written(tx: &Tx, need: &Need) -> Result<Written> {
    let labels = store::labels(tx, &[need.from_id, need.to_id]).await?;
    Ok(labeled(&labels, need).1)
}

fn labeled(labels: &BTreeMap<ItemId, Label>, need: &Need) -> (NeedId, Written) {
    let name = |id| labels.get(&id).map(|it| reference(it.kind, &it.code)).unwrap_or_default();
    let document = NeedDocument {
        on: name(need.to_id),
        kind: need.kind,
        max_gap: need.strength.max_gap(),
        note: need.note.clone(),
    };
    (need.id, Written { from: name(need.from_id), need: document })
}

async fn writable(tx: &Tx, ctx: &Ctx, id: ItemId) -> Result<Item> {
    let item = find_readable(tx, ctx, id).await?;
    ctx.require(item.kind().write_permission(), Place::Record(item.agency_id, id.into()))?;
    item.in_use()?;
    Ok(item)
}

fn check_note(document: &NeedDocument) -> Result<()> {
    if document.note.contains('\0') || 2_000 < document.note.chars().count() {
        return Err(FieldProblem::new("note", "Use at most 2,000 characters of plain text.").into());
    }
    Ok(())
}

async fn to_need(tx: &Tx, from_id: ItemId, document: &NeedDocument) -> Result<Need> {
    let (kind, code) = document.target()?;
    let found = store::ids_by_codes(tx, kind, &[code].into()).await?;
    let to_id = found.get(code).copied().ok_or_else(|| missing(document))?;
    Ok(Need {
        id: NeedId::new(),
        from_id,
        to_id,
        kind: document.kind,
        strength: document.strength(),
        note: document.note.clone(),
        version: 1,
    })
}

/// Of which of these items the actor may say that something needs them: they may read them, or the
/// agency shares them already, because something of another agency needs them. Otherwise guessing
/// codes would show what others have.
pub(crate) async fn offered(
    tx: &Tx,
    ctx: &Ctx,
    ids: &BTreeSet<ItemId>,
) -> Result<BTreeSet<ItemId>> {
    let ids: Vec<ItemId> = ids.iter().copied().collect();
    let (mut offered, mut known) = (BTreeSet::new(), Vec::new());
    for item in store::by_ids(tx, &ids).await? {
        match (reads(ctx, &item), knows(ctx, &item)) {
            (true, _) => drop(offered.insert(item.id)),
            (false, true) => known.push(item.id),
            (false, false) => {}
        }
    }
    offered.extend(needs::shared(tx, &known).await?);
    Ok(offered)
}

fn missing(document: &NeedDocument) -> Error {
    let (what, code) = match document.target() {
        Ok((kind, code)) => (kind.title().to_lowercase(), code),
        Err(_) => ("record".to_owned(), document.on.as_str()),
    };
    FieldProblem::new("on", format!("There is no {what} called “{code}” that you may see.")).into()
}

fn event(action: Action, from: &Item, id: NeedId) -> Event {
    let event = Event::new(action, Subject::new("need", id)).part_of(from.id);
    event.in_agency(from.agency_id)
}
