//! What still names somebody who hands over, and is to be changed: plans, teams and crews, contacts,
//! and approvals that would wait for nobody.

use std::collections::BTreeSet;

use serde_json::Value;

use super::Handover;
use super::read::held;
use crate::actor::Permission;
use crate::assure::contacts::{self, Which};
use crate::ids::{AgencyId, AnalysisId, HandoverId, ItemId, PlanId};
use crate::people::managers;
use crate::people::{agencies, persons};
use crate::plans::plan::{self, VersionState};
use crate::prepare::impact;
use crate::prepare::inventory::{self, Item, Kind};
use crate::{Ctx, Paging, Result};

/// So many of a kind are looked at.
const LOOKED_AT: u32 = Paging::SIZE_MAX;

/// Something that names somebody who goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// What it is.
    pub target: Target,
    /// What it is called.
    pub name: String,
    /// As what it names them, after their name.
    pub why: String,
}

/// What names somebody who goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Target {
    /// A plan.
    Plan(PlanId),
    /// A record of the inventory.
    Item(Kind, ItemId),
    /// The contacts of an agency.
    Contacts(AgencyId),
    /// Who the relationship manager of an agency is.
    Manager(AgencyId),
    /// An impact analysis that waits for an approval.
    Analysis(AnalysisId),
}

impl Target {
    /// What sort of thing it is, for people.
    pub const fn title(self) -> &'static str {
        match self {
            Target::Plan(_) => "Plan",
            Target::Item(kind, _) => kind.title(),
            Target::Contacts(_) => "Contacts",
            Target::Manager(_) => "Relationship manager",
            Target::Analysis(_) => "Impact analysis",
        }
    }
}

/// What still names who goes, as far as the actor may see that.
pub async fn to_change(ctx: &Ctx, id: HandoverId) -> Result<Vec<Change>> {
    let it = super::read::show(ctx, id).await?;
    let tx = ctx.read().await?;
    let who = persons::by_ids_in(&tx, &[it.person_id].into()).await?.into_iter().next();
    let Some(person) = who else { return Ok(Vec::new()) };
    let below = agencies::subtree_ids(&tx, it.agency_id).await?;
    let naming = plan::naming(&tx, &below, (person.id, &person.code)).await?;
    let contacts = contacts::naming(&tx, person.id).await?;
    let managed = managers::of_person(&tx, ctx, person.id).await?;
    let names = agencies::names_in(&tx, &managed).await?;
    let held = held(&tx, ctx, &it).await?;
    drop(tx);
    let mut found = Vec::new();
    let change = |target, name: &str, why: String| Change { target, name: name.to_owned(), why };
    for (plan, how) in naming {
        if let Ok(plan) = plan::show(ctx, plan.id).await {
            found.push(change(Target::Plan(plan.id), &plan.title, how.join(", ")));
        }
    }
    for (kind, item) in items(ctx, &below, (&it, &person.code)).await? {
        let why = "is its owner, looks after it or belongs to it".to_owned();
        found.push(change(Target::Item(kind, item.id), &item.name, why));
    }
    for (agency, which) in contacts {
        if ctx.actor.may(Permission::ReadAgencies, agency.id) {
            let why = match which {
                Which::Primary => "is the primary contact",
                Which::Alternate => "is the alternate contact",
                Which::Further => "is a further contact",
            };
            found.push(change(Target::Contacts(agency.id), &agency.name, why.to_owned()));
        }
    }
    for (id, name) in names.iter().filter(|it| ctx.actor.may(Permission::ReadAgencies, *it.0)) {
        let why = "is the relationship manager".to_owned();
        found.push(change(Target::Manager(*id), name, why));
    }
    let approves = |permission| held.iter().any(|it| it.role.allows(permission));
    if it.is_open() && approves(Permission::ApprovePlans) {
        found.extend(plans_to_approve(ctx, &below).await?);
    }
    if it.is_open() && approves(Permission::ApproveAnalyses) {
        found.extend(analyses_to_approve(ctx, &below).await?);
    }
    Ok(found)
}

/// What the person owns, looks after or belongs to.
async fn items(
    ctx: &Ctx,
    below: &BTreeSet<AgencyId>,
    (it, code): (&Handover, &str),
) -> Result<Vec<(Kind, Item)>> {
    let mut found: Vec<(Kind, Item)> = Vec::new();
    let paging = Paging { number: 1, size: LOOKED_AT };
    for &kind in Kind::ALL {
        if !ctx.actor.may_somewhere(kind.read_permission()) {
            continue;
        }
        let own = inventory::Query {
            person_id: Some(it.person_id),
            paging,
            ..inventory::Query::all(kind)
        };
        let mut items = inventory::list(ctx, &own).await?.items;
        if matches!(kind, Kind::Team | Kind::Crew | Kind::Process) {
            let agencies = Some(below.clone());
            let all = inventory::Query { agencies, paging, ..inventory::Query::all(kind) };
            let more = inventory::list(ctx, &all).await?.items;
            items.extend(more.into_iter().filter(|it| says(&it.details.to_map().into(), code)));
        }
        items.sort_by_cached_key(|it| (db::fold(&it.name), it.id));
        items.dedup_by_key(|it| it.id);
        found.extend(items.into_iter().map(|it| (kind, it)));
    }
    Ok(found)
}

/// Whether a code stands somewhere in what a record says.
fn says(value: &Value, code: &str) -> bool {
    match value {
        Value::String(text) => text.trim() == code,
        Value::Array(all) => all.iter().any(|it| says(it, code)),
        Value::Object(all) => all.values().any(|it| says(it, code)),
        _ => false,
    }
}

async fn plans_to_approve(ctx: &Ctx, below: &BTreeSet<AgencyId>) -> Result<Vec<Change>> {
    if !ctx.actor.may_somewhere(Permission::ReadPlans) {
        return Ok(Vec::new());
    }
    let query = plan::Query {
        agencies: Some(below.clone()),
        draft_state: Some(VersionState::PendingApproval),
        paging: Paging { number: 1, size: LOOKED_AT },
        ..plan::Query::default()
    };
    let plans = plan::list(ctx, &query).await?.items.into_iter();
    let why = || "could approve its draft, which waits".to_owned();
    let change =
        |it: plan::Plan| Change { target: Target::Plan(it.id), name: it.title, why: why() };
    Ok(plans.map(change).collect())
}

async fn analyses_to_approve(ctx: &Ctx, below: &BTreeSet<AgencyId>) -> Result<Vec<Change>> {
    if !ctx.actor.may_somewhere(Permission::ReadAnalyses) {
        return Ok(Vec::new());
    }
    let query = impact::Query {
        agencies: Some(below.clone()),
        states: vec![impact::State::Complete],
        paging: Paging { number: 1, size: LOOKED_AT },
        ..impact::Query::default()
    };
    let analyses = impact::list(ctx, &query).await?.items.into_iter();
    let change = |it: impact::Summary| Change {
        target: Target::Analysis(it.id),
        name: it.item.name,
        why: "could approve it, and it waits".to_owned(),
    };
    Ok(analyses.map(change).collect())
}
