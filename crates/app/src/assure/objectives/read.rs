//! Looking at objectives, each with what was measured last and whether that suffices.

use std::collections::{BTreeMap, BTreeSet};

use db::Tx;

use super::{Measured, Measuring, Objective, ObjectiveDocument, Serves, Verdict, store};
use crate::actor::{Permission, Scope};
use crate::ids::{AgencyId, ItemId, ObjectiveId};
use crate::people::agencies;
use crate::prepare::inventory::{self, Kind, Standing, reference};
use crate::prove::recovery;
use crate::{Ctx, Error, Page, Paging, Result, Span};

/// Which objectives to list.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Query {
    /// Only those that have this in their code, their name, or in what they are about.
    pub text: String,
    /// Only those of these agencies. None means all.
    pub agencies: Option<BTreeSet<AgencyId>>,
    /// Only those that serve this.
    pub serves: Option<Serves>,
    /// Only those that are reached, are not, or were never measured.
    pub verdict: Option<Verdict>,
    /// Whether to list the retired ones instead.
    pub retired: bool,
    /// What decides the order.
    pub sort: Sort,
    /// Whether the order is from last to first.
    pub descending: bool,
    /// Which page.
    pub paging: Paging,
}

/// What decides the order of a list of objectives.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Sort {
    /// What they are called.
    #[default]
    Name,
    /// Whether they are reached.
    Verdict,
    /// When they were measured last.
    Measured,
    /// When they last changed.
    Updated,
}

impl Sort {
    /// The order that an address calls `word`.
    pub fn from_word(word: &str) -> Option<Sort> {
        match word {
            "name" => Some(Sort::Name),
            "verdict" => Some(Sort::Verdict),
            "measured" => Some(Sort::Measured),
            "updated" => Some(Sort::Updated),
            _ => None,
        }
    }
}

/// An objective with how it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// The objective.
    pub objective: Objective,
    /// What was measured last, if anything was.
    pub last: Option<Measured>,
    /// Whether that suffices.
    pub verdict: Verdict,
}

/// One objective with how it stands.
pub async fn show(ctx: &Ctx, id: ObjectiveId) -> Result<Line> {
    let it = find_readable(&*ctx.read().await?, ctx, id).await?;
    lines(ctx, vec![it]).await?.pop().ok_or(Error::NotFound("objective"))
}

/// One page of the objectives that are asked for, as far as the actor may see them.
pub async fn list(ctx: &Ctx, query: &Query) -> Result<Page<Line>> {
    let scope = match ctx.require_scope(Permission::ReadAssurance)? {
        Scope::Everything => Scope::Everything,
        Scope::Only { agencies, .. } => Scope::Only { agencies, records: BTreeSet::new() },
    };
    let mut found = store::all(&*ctx.read().await?, &scope, query.retired).await?;
    let text = db::fold(query.text.trim());
    found.retain(|it| {
        let said = [&it.code, &it.name, &it.content.about];
        query.agencies.as_ref().is_none_or(|of| of.contains(&it.agency_id))
            && query.serves.is_none_or(|of| it.content.serves == of)
            && (text.is_empty() || said.iter().any(|it| db::fold(it).contains(&text)))
    });
    let mut lines = lines(ctx, found).await?;
    lines.retain(|it| query.verdict.is_none_or(|verdict| it.verdict == verdict));
    lines.sort_by_cached_key(|it| (db::fold(&it.objective.name), it.objective.id));
    match query.sort {
        Sort::Name => {}
        Sort::Verdict => lines.sort_by_key(|it| it.verdict),
        Sort::Measured => lines.sort_by_key(|it| it.last.as_ref().map(|it| it.on)),
        Sort::Updated => lines.sort_by_key(|it| it.objective.updated_at),
    }
    if query.descending {
        lines.reverse();
    }
    let n_items = lines.len() as u64;
    Ok(query.paging.of(query.paging.part(lines), n_items))
}

/// The objectives as documents, in the same order.
pub async fn documents(ctx: &Ctx, lines: &[Line]) -> Result<Vec<ObjectiveDocument>> {
    let ids = lines.iter().map(|it| it.objective.agency_id).collect();
    let codes = agencies::codes(&*ctx.read().await?, &ids).await?;
    let document = |it: &Line| {
        let agency = codes.get(&it.objective.agency_id).map_or("", String::as_str);
        it.objective.document(agency)
    };
    Ok(lines.iter().map(document).collect())
}

/// What recovery analysis says of a record: how soon it can be back, and how that compares.
type Found = (Option<Span>, Standing);

/// The objectives with how they stand: what follows from recovery analysis, as of today.
async fn lines(ctx: &Ctx, all: Vec<Objective>) -> Result<Vec<Line>> {
    let by_recovery = |it: &&Objective| it.content.by == Measuring::Recovery;
    let named: BTreeSet<&str> = all
        .iter()
        .filter(by_recovery)
        .flat_map(|it| it.content.items.iter().map(String::as_str))
        .collect();
    let mut found: BTreeMap<String, Found> = BTreeMap::new();
    if !named.is_empty() {
        recovery::refresh(ctx).await?;
        found = outcomes(&*ctx.read().await?, &named).await?;
    }
    let today = ctx.now.date_naive();
    let line = |objective: Objective| {
        let content = &objective.content;
        let last = match content.by {
            Measuring::Hand => content.by_hand(),
            Measuring::Recovery => {
                // What is gone is not back in time.
                let gone = (None, Standing::Missed);
                let of = |it: &String| found.get(it).copied().unwrap_or(gone);
                let items: Vec<Found> = content.items.iter().map(of).collect();
                content.by_recovery(&items, today)
            }
        };
        let verdict = content.verdict(last.as_ref());
        Line { objective, last, verdict }
    };
    Ok(all.into_iter().map(line).collect())
}

async fn outcomes(tx: &Tx, named: &BTreeSet<&str>) -> Result<BTreeMap<String, Found>> {
    let ids: Vec<ItemId> = ids_named(tx, named).await?.into_values().collect();
    let items = inventory::by_ids(tx, &ids).await?;
    let in_use = items.into_iter().filter(|it| it.retired_at.is_none());
    let outcome = |it: inventory::Item| {
        let name = reference(it.kind(), &it.code);
        // Of what is not known in full, the least that it can be says nothing.
        let achievable = it.outcome.achievable_rto.filter(|_| it.outcome.is_complete);
        (name, (achievable, it.outcome.standing))
    };
    Ok(in_use.map(outcome).collect())
}

/// The ids of records, by how they are named: `service:portal`.
pub(super) async fn ids_named(tx: &Tx, named: &BTreeSet<&str>) -> Result<BTreeMap<String, ItemId>> {
    let mut ids = BTreeMap::new();
    for &kind in Kind::ALL {
        let of_kind = named.iter().filter_map(|it| it.split_once(':'));
        let of_kind = of_kind.filter(|it| it.0.trim() == kind.code());
        let codes: BTreeSet<&str> = of_kind.map(|it| it.1.trim()).collect();
        if !codes.is_empty() {
            let found = inventory::ids_by_codes(tx, kind, &codes).await?;
            ids.extend(found.into_iter().map(|(code, id)| (reference(kind, &code), id)));
        }
    }
    Ok(ids)
}

/// The objective called `id`. One that the actor may not read is, to them, not there.
pub(super) async fn find_readable(tx: &Tx, ctx: &Ctx, id: ObjectiveId) -> Result<Objective> {
    let found = store::find(tx, id).await?;
    let may = |it: &Objective| ctx.actor.may(Permission::ReadAssurance, it.agency_id);
    found.filter(may).ok_or(Error::NotFound("objective"))
}
