//! Gathering what is taken along, as far as the actor may see it.

use std::collections::{BTreeMap, BTreeSet};

use chrono_tz::Tz;

use super::calls::{self, Calls};
use crate::actor::Permission;
use crate::ids::{AgencyId, ItemId, PersonId};
use crate::people::{agencies, persons};
use crate::plans::live::{Opened, open};
use crate::plans::plan::{self, Plan, Query};
use crate::prepare::inventory::{self, Kind};
use crate::prove::recovery;
use crate::settings;
use crate::{Ctx, Paging, Refusal, Result, Timestamp};

/// How many plans are taken along at most. An agency with more takes them for each of its parts.
const PLANS_MAX: u64 = 200;

/// How many services are put into one order.
const SERVICES_MAX: u32 = 200;

const TOO_MANY: Refusal = Refusal::new(
    "kit.too_many_plans",
    "More than 200 plans are in force there. Make a kit for each of its parts.",
);

/// What is taken along.
#[derive(Debug, Clone, PartialEq)]
pub struct Kit {
    /// Whose programme it is.
    pub state: String,
    /// Of whom it is, in words: an agency, or a person.
    pub title: String,
    /// The same as a short name.
    pub code: String,
    /// The agency that it is of, or that the person works for.
    pub agency_id: AgencyId,
    /// The zone in which its readers count days.
    pub zone: Tz,
    /// When it was made.
    pub made_at: Timestamp,
    /// The plans in force, by title.
    pub plans: Vec<Taken>,
    /// Whom to call.
    pub calls: Calls,
    /// What is brought back, and in what order.
    pub order: Order,
}

/// A plan in force.
#[derive(Debug, Clone, PartialEq)]
pub struct Taken {
    /// What it says.
    pub opened: Opened,
    /// Whose it is.
    pub agency: String,
    /// Who answers for it.
    pub owner: String,
}

/// What is brought back, and in what order.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Order {
    /// The services, the most urgent first.
    pub services: Vec<OrderRow>,
    /// Every restoration with its crew, by start: what, who, start, end. Empty if the services rest on
    /// too much for one list.
    pub steps: Vec<[String; 4]>,
}

/// A service and how soon it must be back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OrderRow {
    /// What it is called.
    pub name: String,
    /// How soon it must be back.
    pub required: String,
    /// How soon it can be back.
    pub achievable: String,
    /// Whether that is in time.
    pub standing: &'static str,
}

/// Whether the actor may take the plans of an agency along, and how to reach its people.
pub fn may_take(ctx: &Ctx, id: AgencyId) -> bool {
    [Permission::ReadPlans, Permission::ReadContacts].into_iter().all(|it| ctx.actor.may(it, id))
}

/// What is taken along of an agency and of all below it.
pub async fn of_agency(ctx: &Ctx, id: AgencyId) -> Result<Kit> {
    let agency = agencies::show(ctx, id).await?;
    ctx.require(Permission::ReadPlans, id)?;
    ctx.require(Permission::ReadContacts, id)?;
    recovery::refresh(ctx).await?;
    let agencies = agencies::subtree(ctx, id).await?;
    let plans = in_force(ctx, &agencies).await?;
    kit(ctx, (agency.name, agency.code, id), &agencies, plans).await
}

/// What the actor takes along for themselves: the plans in force of the agency that they work for, and
/// those that they answer for elsewhere.
pub async fn of_person(ctx: &Ctx) -> Result<Kit> {
    let id = ctx.actor.agency_id;
    recovery::refresh(ctx).await?;
    let agencies = BTreeSet::from([id]);
    let mut plans = in_force(ctx, &agencies).await?;
    for it in owned(ctx, ctx.actor.person_id).await? {
        if plans.iter().all(|known| known.id != it.id) {
            plans.push(it);
        }
    }
    let code = persons::show(ctx, ctx.actor.person_id).await.map(|it| it.code);
    let title = ctx.actor.name.clone();
    kit(ctx, (title, code.unwrap_or_default(), id), &agencies, plans).await
}

async fn kit(
    ctx: &Ctx,
    (title, code, agency_id): (String, String, AgencyId),
    agencies: &BTreeSet<AgencyId>,
    mut plans: Vec<Plan>,
) -> Result<Kit> {
    let general = settings::general(ctx).await?;
    plans.sort_by_cached_key(|it| (db::fold(&it.title), it.id));
    let of: BTreeSet<AgencyId> = plans.iter().map(|it| it.agency_id).collect();
    let names = agencies::labels(ctx, &of).await?;
    let owners: BTreeSet<PersonId> = plans.iter().filter_map(|it| it.owner_id).collect();
    let owners = persons::labels(ctx, &owners).await?;
    let mut taken = Vec::new();
    for plan in plans {
        let owner = plan.owner_id.and_then(|it| owners.get(&it)).cloned().unwrap_or_default();
        let agency = names.get(&plan.agency_id).cloned().unwrap_or_default();
        taken.push(Taken { opened: open(ctx, plan.id, plan.in_force).await?, agency, owner });
    }
    Ok(Kit {
        state: general.state_name.clone(),
        title,
        code,
        agency_id,
        zone: general.zone(),
        made_at: ctx.now,
        calls: calls::calls(ctx, agencies, &taken).await?,
        order: order(ctx, agencies).await?,
        plans: taken,
    })
}

async fn in_force(ctx: &Ctx, agencies: &BTreeSet<AgencyId>) -> Result<Vec<Plan>> {
    let paging = Paging { number: 1, size: Paging::SIZE_MAX };
    let query = Query { agencies: Some(agencies.clone()), paging, ..Query::default() };
    let found = plan::list(ctx, &query).await?;
    let n_found = found.n_items;
    let plans: Vec<Plan> = found.items.into_iter().filter(|it| it.in_force.is_some()).collect();
    let n_plans = u64::try_from(plans.len()).unwrap_or(u64::MAX);
    if PLANS_MAX < n_plans || u64::from(Paging::SIZE_MAX) < n_found {
        return Err(TOO_MANY.into());
    }
    Ok(plans)
}

/// The plans in force that somebody answers for, among those of the agencies that the actor may see.
async fn owned(ctx: &Ctx, person_id: PersonId) -> Result<Vec<Plan>> {
    let mut owned = Vec::new();
    let mut number = 1;
    loop {
        let paging = Paging { number, size: Paging::SIZE_MAX };
        let found = plan::list(ctx, &Query { paging, ..Query::default() }).await?;
        let is_last = found.is_last();
        let theirs = |it: &Plan| it.owner_id == Some(person_id) && it.in_force.is_some();
        owned.extend(found.items.into_iter().filter(theirs));
        if is_last {
            return Ok(owned);
        }
        number += 1;
    }
}

async fn order(ctx: &Ctx, agencies: &BTreeSet<AgencyId>) -> Result<Order> {
    if !ctx.actor.may_somewhere(Permission::ReadInventory) {
        return Ok(Order::default());
    }
    let query = inventory::Query {
        agencies: Some(agencies.clone()),
        sort: inventory::Sort::Required,
        paging: Paging { number: 1, size: SERVICES_MAX },
        ..inventory::Query::all(Kind::Service)
    };
    let services = inventory::list(ctx, &query).await?.items;
    let ids: Vec<ItemId> = services.iter().map(|it| it.id).collect();
    let rows = services.iter().map(|it| OrderRow {
        name: it.name.clone(),
        required: it.outcome.required_rto.map(|it| it.to_string()).unwrap_or_default(),
        achievable: it.outcome.achievable_rto.map(|it| it.to_string()).unwrap_or_default(),
        standing: it.outcome.standing.title(),
    });
    let steps = recovery::in_order(ctx, &ids).await?.unwrap_or_default();
    let steps = steps.into_iter().map(|it| {
        let taken = [it.part.crew, it.part.equipment].into_iter().flatten().map(|it| it.0.name);
        [
            it.part.item.name,
            taken.collect::<Vec<_>>().join(", "),
            it.start.to_string(),
            it.finish.to_string(),
        ]
    });
    Ok(Order { services: rows.collect(), steps: steps.collect() })
}

impl Kit {
    /// The plans by the agency that each is of, in the order of the names.
    pub fn by_agency(&self) -> BTreeMap<&str, Vec<&Taken>> {
        let mut found: BTreeMap<&str, Vec<&Taken>> = BTreeMap::new();
        for it in &self.plans {
            found.entry(it.agency.as_str()).or_default().push(it);
        }
        found
    }
}
