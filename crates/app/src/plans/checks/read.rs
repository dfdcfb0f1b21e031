//! What the rules must know of one plan, from the database: only what the plan names, and what
//! that needs.

use std::collections::{BTreeMap, BTreeSet};

use db::Tx;

use super::facts::{Asked, Facts, ItemFacts, PersonFacts, PlanFacts, Reach};
use super::{Finding, Limits, check};
use crate::actor::Permission;
use crate::ids::{AgencyId, ItemId, PersonId, PlanId};
use crate::people::{agencies, persons};
use crate::plans::plan::{self, Content, Plan, PlanDocument};
use crate::plans::waivers;
use crate::prepare::inventory::{self, Details, Item, Kind, NeedDocument, Query, reference};
use crate::{Ctx, Error, Paging, Result, settings};

/// How many steps down what is needed is read.
const DEPTH: usize = 4;

/// How many things are read for one plan at most.
const ITEMS_MAX: usize = 1_000;

/// How many teams of an agency are read.
const TEAMS_MAX: u32 = 100;

/// What somebody should look at in a plan, the worst first: in the version that somebody works on,
/// if the actor may see that, and else in the one in force.
pub async fn of(ctx: &Ctx, id: PlanId) -> Result<Vec<Finding>> {
    let (plan, document) = found(ctx, id).await?;
    let Some(content) = document.newest().map(|it| it.content.clone()) else {
        return Ok(Vec::new());
    };
    let facts = facts(ctx, (&plan, &document), &content).await?;
    Ok(check(&document, &content, &facts))
}

/// The same, where obligations ask this of the plan.
pub async fn of_asked(ctx: &Ctx, id: PlanId, asked: Vec<Asked>) -> Result<Vec<Finding>> {
    let (plan, document) = found(ctx, id).await?;
    let Some(content) = document.newest().map(|it| it.content.clone()) else {
        return Ok(Vec::new());
    };
    let facts = facts(ctx, (&plan, &document), &content).await?.with_asked(asked);
    Ok(check(&document, &content, &facts))
}

/// The same, as if the plan said `content`: while somebody types.
pub async fn of_content(ctx: &Ctx, id: PlanId, content: &Content) -> Result<Vec<Finding>> {
    let (plan, document) = found(ctx, id).await?;
    let facts = facts(ctx, (&plan, &document), content).await?;
    Ok(check(&document, content, &facts))
}

async fn found(ctx: &Ctx, id: PlanId) -> Result<(Plan, PlanDocument)> {
    let plan = plan::show(ctx, id).await?;
    let documents = plan::documents(ctx, std::slice::from_ref(&plan)).await?;
    let document = documents.into_iter().next().ok_or(Error::NotFound("plan"))?;
    Ok((plan, document))
}

async fn facts(
    ctx: &Ctx,
    (plan, document): (&Plan, &PlanDocument),
    content: &Content,
) -> Result<Facts> {
    let mut hidden = BTreeSet::new();
    let items = items(ctx, (plan, document), content, &mut hidden).await?;
    let mut codes = content.people();
    codes.extend(document.owner.clone());
    for it in items.values() {
        if let Details::Team(team) = &it.details {
            codes.extend(team.members.iter().cloned());
        }
    }
    let people = people(ctx, &codes).await?;
    let mut plans: BTreeMap<String, PlanFacts> = BTreeMap::new();
    if let Some(code) = &document.parent {
        match plan::by_code(ctx, code).await {
            Ok(parent) => drop(plans.insert(code.clone(), of_plan(&parent, None))),
            // That it is there, whoever may see this plan knows.
            Err(Error::NotFound(_)) => drop(hidden.insert(format!("plan:{code}"))),
            Err(other) => return Err(other),
        }
    }
    for it in plan::children(ctx, plan.id).await? {
        plans.insert(it.code.clone(), of_plan(&it, Some(&plan.code)));
    }
    let limits = settings::find::<Limits>(&*ctx.read().await?).await?.value;
    let acknowledged = plan::acknowledged(&*ctx.read().await?, plan.id, content).await?;
    let facts = Facts::new((ctx.now.date_naive(), limits), people, items, plans, hidden);
    let waived = waivers::granted_of(ctx, plan.id).await?;
    Ok(facts.with_acknowledged(acknowledged).with_waivers([(plan.code.clone(), waived)].into()))
}

fn of_plan(it: &Plan, parent: Option<&str>) -> PlanFacts {
    PlanFacts {
        title: it.title.clone(),
        is_in_force: it.standing.is_in_force() && it.retired_at.is_none(),
        is_gone: it.retired_at.is_some(),
        parent: parent.map(str::to_owned),
        items: BTreeSet::new(),
    }
}

async fn people(ctx: &Ctx, codes: &BTreeSet<String>) -> Result<BTreeMap<String, PersonFacts>> {
    let tx = ctx.read().await?;
    let codes: BTreeSet<&str> = codes.iter().map(|it| it.trim()).collect();
    let found = persons::by_codes(&tx, &codes).await?;
    let ids: BTreeSet<PersonId> = found.iter().map(|it| it.id).collect();
    let verified = persons::verified_at(&tx, &ids).await?;
    let agency_ids: BTreeSet<AgencyId> = found.iter().map(|it| it.agency_id).collect();
    let agencies = agencies::codes(&tx, &agency_ids).await?;
    let person = |it: persons::Person| {
        let may_know = ctx.actor.is(it.id) || ctx.actor.may(Permission::ReadAgencies, it.agency_id);
        let reach = match verified.get(&it.id) {
            _ if !may_know => Reach::Unknown,
            Some(at) => Reach::On(at.date_naive()),
            None => Reach::Never,
        };
        let agency = agencies.get(&it.agency_id).cloned().unwrap_or_default();
        let facts = PersonFacts { name: it.name, agency, is_gone: it.retired_at.is_some(), reach };
        (it.code, facts)
    };
    Ok(found.into_iter().map(person).collect())
}

/// What the plan names, what that needs, where it is, who supplies it, and the teams of the agency.
async fn items(
    ctx: &Ctx,
    (plan, document): (&Plan, &PlanDocument),
    content: &Content,
    hidden: &mut BTreeSet<String>,
) -> Result<BTreeMap<String, ItemFacts>> {
    let tx = ctx.read().await?;
    let mut names = content.references();
    names.extend(document.items.iter().cloned());
    let mut ids: BTreeSet<ItemId> = plan.items.clone();
    for &kind in Kind::ALL {
        let of_kind = names.iter().filter_map(|it| it.trim().split_once(':'));
        let codes: BTreeSet<&str> =
            of_kind.filter(|it| it.0 == kind.code()).map(|it| it.1.trim()).collect();
        if !codes.is_empty() {
            ids.extend(inventory::ids_by_codes(&tx, kind, &codes).await?.into_values());
        }
    }
    let needs = needs(&tx, &mut ids).await?;
    let mut items = by_ids(&tx, &ids).await?;
    let beside: BTreeSet<ItemId> =
        items.iter().flat_map(|it| it.site_id.into_iter().chain(it.vendor_id)).collect();
    let beside: BTreeSet<ItemId> = beside.difference(&ids).copied().collect();
    items.extend(by_ids(&tx, &beside).await?);
    drop(tx);
    let there: BTreeSet<ItemId> = items.iter().map(|it| it.id).collect();
    items.extend(teams(ctx, plan).await?.into_iter().filter(|it| !there.contains(&it.id)));
    let (seen, unseen): (Vec<Item>, Vec<Item>) =
        items.into_iter().partition(|it| inventory::reads(ctx, it));
    hidden.extend(unseen.iter().map(|it| reference(it.kind(), &it.code)));
    let documents = inventory::documents(ctx, &seen).await?;
    let facts = seen.iter().zip(documents).map(|(it, document)| {
        let needs = needs.get(&it.id).map_or(&[][..], Vec::as_slice);
        let times = (it.outcome.required_rto, it.outcome.achievable_rto);
        let facts = ItemFacts::of(&document, needs, times);
        let name = reference(it.kind(), &it.code);
        (name, ItemFacts { is_gone: it.retired_at.is_some(), ..facts })
    });
    Ok(facts.collect())
}

async fn by_ids(tx: &Tx, ids: &BTreeSet<ItemId>) -> Result<Vec<Item>> {
    inventory::by_ids(tx, &ids.iter().copied().collect::<Vec<_>>()).await
}

/// What these items need, step by step down, which joins them.
async fn needs(tx: &Tx, ids: &mut BTreeSet<ItemId>) -> Result<BTreeMap<ItemId, Vec<NeedDocument>>> {
    let mut found: BTreeMap<ItemId, Vec<NeedDocument>> = BTreeMap::new();
    let mut level: Vec<ItemId> = ids.iter().copied().collect();
    for _ in 0..DEPTH {
        let mut next = Vec::new();
        for (need, to) in inventory::needs_in(tx, &level).await? {
            let on = NeedDocument::hard(to.kind, &to.code);
            let on = NeedDocument { max_gap: need.strength.max_gap(), ..on };
            found.entry(need.from_id).or_default().push(on);
            if ids.len() < ITEMS_MAX && ids.insert(need.to_id) {
                next.push(need.to_id);
            }
        }
        level = next;
    }
    Ok(found)
}

async fn teams(ctx: &Ctx, plan: &Plan) -> Result<Vec<Item>> {
    if !ctx.actor.may_somewhere(Kind::Team.read_permission()) {
        return Ok(Vec::new());
    }
    let query = Query {
        agencies: Some([plan.agency_id].into()),
        paging: Paging { number: 1, size: TEAMS_MAX },
        ..Query::all(Kind::Team)
    };
    Ok(inventory::list(ctx, &query).await?.items)
}
