//! Reading the board from the database: all of it, or what changed.

use std::collections::{BTreeMap, BTreeSet};

use db::Tx;
use uuid::Uuid;

use super::board::{Agencies, AgencyNode, Board, Parts, Tie, Wanted};
use super::change::Changes;
use super::entry::Entry;
use crate::ids::ItemId;
use crate::people::{agencies, persons};
use crate::prepare::impact;
use crate::prepare::inventory::{self, Kind, Need};
use crate::{Result, Timestamp, events};

/// More needs than this are not looked up one by one.
const NEEDS_MAX: usize = 200;

/// More items than this are read faster with all the others.
const ITEMS_MAX: usize = 5_000;

/// What may happen without changing when anything can be back.
const UNRELATED: &[&str] = &[
    "account",
    "session",
    "token",
    "grant",
    "setting",
    "view",
    "person",
    "channel",
    "agency",
    "analysis",
    "risk",
    "strategy",
    "import",
    "investment",
    "scenario",
    "run",
    "plan",
    "plan_version",
    "job",
    "inspection",
    "disruption",
    "entry",
    "roll_call",
    "photo",
    "mail",
    "campaign",
    "submission",
    "filing",
    "signing_key",
    "plan_comment",
    "activation",
    "obligation",
    "compliance",
    "objective",
    "lesson",
    "programme_part",
    "project",
    "calendar",
    "policy",
    "policy_version",
    "meeting_series",
    "meeting",
    "partner",
    "advisory",
    "relationship_manager",
    "contact_list",
    "handover",
    "consultation",
];

/// Everything.
pub(super) async fn everything(tx: &Tx, seq: i64, now: Timestamp) -> Result<Parts> {
    let mut entries = Vec::new();
    let mut after = None;
    loop {
        let items = inventory::all_after(tx, after).await?;
        let Some(last) = items.last() else { break };
        after = Some(last.id);
        entries.extend(items.iter().map(|it| (Entry::of(it), it.outcome)));
    }
    let mut ties = BTreeMap::new();
    let mut after = None;
    loop {
        let needs = inventory::needs_after(tx, after).await?;
        let Some(last) = needs.last() else { break };
        after = Some(last.id);
        ties.extend(needs.iter().map(|it| (it.id, to_tie(it))));
    }
    let (wanted, agencies) = (wanted(tx).await?, all_agencies(tx).await?);
    Ok(Parts { seq, computed_at: now, entries, ties, wanted, agencies })
}

/// What happened since `board` was computed, or nothing if so much did that all is read faster.
pub(super) async fn since(tx: &Tx, board: &Board) -> Result<Option<Changes>> {
    let (mut items, mut needs) = (BTreeSet::new(), BTreeSet::new());
    let mut others = BTreeSet::new();
    for (kind, id) in events::subjects_after(tx, board.seq).await? {
        match kind.parse::<Kind>() {
            Ok(_) => {
                items.insert(ItemId::from(id));
            }
            Err(()) if kind == "need" => {
                needs.insert(id);
            }
            Err(()) => {
                others.insert(kind);
            }
        }
    }
    let is_unrelated = |it: &String| UNRELATED.contains(&it.as_str());
    if NEEDS_MAX < needs.len() || ITEMS_MAX < items.len() || !others.iter().all(is_unrelated) {
        return Ok(None);
    }
    let mut changes = Changes { ties: ties(tx, needs).await?, ..Changes::default() };
    let found = inventory::by_ids(tx, &items.iter().copied().collect::<Vec<_>>()).await?;
    changes.items = items.into_iter().map(|it| (it, None)).collect();
    for item in found.iter().filter(|it| it.retired_at.is_none()) {
        changes.items.insert(item.id, Some((Entry::of(item), item.outcome)));
    }
    // What was not in use has no targets on the board, even if an analysis of it was approved.
    let is_new = |(id, it): (&ItemId, &Option<_>)| it.is_some() && board.node(*id).is_none();
    if others.contains("analysis") || changes.items.iter().any(is_new) {
        changes.wanted = Some(wanted(tx).await?);
    }
    if ["agency", "person", "channel"].iter().any(|it| others.contains(*it)) {
        changes.agencies = Some(all_agencies(tx).await?);
    }
    Ok(Some(changes))
}

async fn ties(tx: &Tx, ids: BTreeSet<Uuid>) -> Result<BTreeMap<crate::ids::NeedId, Option<Tie>>> {
    let mut ties = BTreeMap::new();
    for id in ids {
        let need = inventory::find_need(tx, id.into()).await?;
        ties.insert(id.into(), need.as_ref().map(to_tie));
    }
    Ok(ties)
}

fn to_tie(need: &Need) -> Tie {
    Tie { from: need.from_id, to: need.to_id, strength: need.strength }
}

/// What approved impact analyses ask for.
async fn wanted(tx: &Tx) -> Result<BTreeMap<ItemId, Wanted>> {
    let targets = impact::approved_targets(tx).await?;
    Ok(targets.into_iter().map(|(id, rto, rpo)| (id, Wanted { rto, rpo })).collect())
}

async fn all_agencies(tx: &Tx) -> Result<Agencies> {
    let all = agencies::all_in(tx).await?;
    // Partners are not asked whom to call: see the list of agencies whom nobody could call.
    let contacts = |it: &agencies::Agency| {
        let contacts = [it.primary_contact_id, it.alternate_contact_id];
        let named = contacts.into_iter().flatten().filter(|_| !it.kind.is_partner());
        named.collect::<BTreeSet<_>>()
    };
    let people: BTreeSet<_> = all.iter().flat_map(contacts).collect();
    let left = persons::left(tx, &people).await?;
    let mut verified = persons::has_verified(tx, &people).await?;
    verified.retain(|it| !left.contains(it));
    let node = |it: agencies::Agency| {
        let contacts = contacts(&it);
        let n = |it: usize| u32::try_from(it).unwrap_or(u32::MAX);
        AgencyNode {
            id: it.id,
            n_contacts: n(contacts.len()),
            n_verified: n(contacts.intersection(&verified).count()),
            parent_id: it.parent_id,
            path: it.path,
            code: it.code,
            name: it.name,
        }
    };
    let mut nodes: Vec<AgencyNode> = all.into_iter().map(node).collect();
    nodes.sort_by_key(|it| it.id);
    Ok(Agencies(nodes))
}
