//! Finding anything by what it is called.

use std::collections::{BTreeMap, BTreeSet};

use db::search::{Among, Found};
use uuid::Uuid;

use crate::actor::{Permission, Place, Scope};
use crate::ids::{AgencyId, InvestmentId, ItemId, PersonId, PlanId, RiskId, ScenarioId};
use crate::people::{agencies, persons};
use crate::plans::plan;
use crate::prepare::inventory::{self, Kind};
use crate::prepare::risks;
use crate::prove::{investments, scenarios};
use crate::{Ctx, Result};

/// One record as search finds it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hit {
    /// Its id.
    pub id: Uuid,
    /// What it is.
    pub kind: HitKind,
    /// Its short name.
    pub code: String,
    /// What it is called.
    pub title: String,
    /// What its agency is called.
    pub agency: String,
}

/// What a found record is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum HitKind {
    /// An item of the inventory.
    Item(Kind),
    /// An agency.
    Agency,
    /// A person.
    Person,
    /// A risk.
    Risk,
    /// Something that could be bought.
    Investment,
    /// A scenario.
    Scenario,
    /// A plan.
    Plan,
}

impl HitKind {
    /// The kind called `code`.
    pub fn from_code(code: &str) -> Option<HitKind> {
        match code {
            "agency" => Some(HitKind::Agency),
            "person" => Some(HitKind::Person),
            "risk" => Some(HitKind::Risk),
            "investment" => Some(HitKind::Investment),
            "scenario" => Some(HitKind::Scenario),
            "plan" => Some(HitKind::Plan),
            _ => code.parse().ok().map(HitKind::Item),
        }
    }

    /// Its name for programs.
    pub const fn code(self) -> &'static str {
        match self {
            HitKind::Item(kind) => kind.code(),
            HitKind::Agency => "agency",
            HitKind::Person => "person",
            HitKind::Risk => "risk",
            HitKind::Investment => "investment",
            HitKind::Scenario => "scenario",
            HitKind::Plan => "plan",
        }
    }

    /// Its name for people.
    pub const fn title(self) -> &'static str {
        match self {
            HitKind::Item(kind) => kind.title(),
            HitKind::Agency => "Agency",
            HitKind::Person => "Person",
            HitKind::Risk => "Risk",
            HitKind::Investment => "Investment",
            HitKind::Scenario => "Scenario",
            HitKind::Plan => "Plan",
        }
    }

    const fn permission(self) -> Permission {
        match self {
            HitKind::Item(kind) => kind.read_permission(),
            HitKind::Agency | HitKind::Person => Permission::ReadAgencies,
            HitKind::Risk => Permission::ReadRisks,
            HitKind::Investment => Permission::ReadInvestments,
            HitKind::Scenario => scenarios::READ,
            HitKind::Plan => Permission::ReadPlans,
        }
    }

    fn all() -> impl Iterator<Item = HitKind> {
        let items = Kind::ALL.iter().map(|it| HitKind::Item(*it));
        let others = [
            HitKind::Agency,
            HitKind::Person,
            HitKind::Risk,
            HitKind::Investment,
            HitKind::Scenario,
            HitKind::Plan,
        ];
        items.chain(others)
    }
}

/// At most `n_max` records that `text` finds, of those that the actor may see: of one kind only,
/// if one is given.
pub async fn find(ctx: &Ctx, text: &str, kind: Option<HitKind>, n_max: usize) -> Result<Vec<Hit>> {
    let readable = HitKind::all().filter(|it| ctx.actor.may_somewhere(it.permission()));
    let kinds: Vec<HitKind> = readable.filter(|it| kind.is_none_or(|kind| kind == *it)).collect();
    if kinds.is_empty() {
        return Ok(Vec::new());
    }
    let among = Among {
        kinds: kinds.iter().map(|it| it.code().to_owned()).collect(),
        agencies: agencies_in(ctx, &kinds),
    };
    let tx = ctx.read().await?;
    let found = db::search::find(&tx, text, &among, n_max, |it| may_see(ctx, it)).await?;

    let of = |wanted: fn(HitKind) -> bool| {
        let of_kind = |it: &&Found| HitKind::from_code(&it.kind).is_some_and(wanted);
        found.iter().filter(of_kind).map(|it| it.id).collect::<Vec<Uuid>>()
    };
    let item_ids: Vec<ItemId> =
        of(|it| matches!(it, HitKind::Item(_))).into_iter().map(ItemId::from).collect();
    let person_ids: BTreeSet<PersonId> =
        of(|it| it == HitKind::Person).into_iter().map(PersonId::from).collect();
    let scenario_ids: BTreeSet<ScenarioId> =
        of(|it| it == HitKind::Scenario).into_iter().map(ScenarioId::from).collect();
    let plan_ids: BTreeSet<PlanId> =
        of(|it| it == HitKind::Plan).into_iter().map(PlanId::from).collect();
    let agency_ids: BTreeSet<AgencyId> =
        found.iter().filter_map(|it| it.agency_id).map(AgencyId::from).collect();
    let investment_ids: BTreeSet<InvestmentId> =
        of(|it| it == HitKind::Investment).into_iter().map(InvestmentId::from).collect();
    let risk_ids: BTreeSet<RiskId> =
        of(|it| it == HitKind::Risk).into_iter().map(RiskId::from).collect();
    let labels = inventory::labels_in(&tx, &item_ids).await?;
    let persons = persons::codes(&tx, &person_ids).await?;
    let scenarios = scenarios::codes_in(&tx, &scenario_ids).await?;
    // Of a plan that was never in force only whoever sees drafts may know: it has no code here.
    let plans = plan::codes_in(&tx, ctx, &plan_ids).await?;
    let codes = agencies::codes(&tx, &agency_ids).await?;
    let names = agencies::names_in(&tx, &agency_ids).await?;

    let risks = risks::codes(&tx, &risk_ids).await?;
    let investments = investments::codes(&tx, &investment_ids).await?;

    let mut by_id: BTreeMap<Uuid, String> = BTreeMap::new();
    by_id.extend(labels.into_iter().map(|(id, it)| (id.into(), it.code)));
    by_id.extend(persons.into_iter().map(|(id, code)| (id.into(), code)));
    by_id.extend(risks.into_iter().map(|(id, code)| (id.into(), code)));
    by_id.extend(investments.into_iter().map(|(id, code)| (id.into(), code)));
    by_id.extend(scenarios.into_iter().map(|(id, code)| (id.into(), code)));
    by_id.extend(plans.into_iter().map(|(id, code)| (id.into(), code)));
    by_id.extend(codes.into_iter().map(|(id, code)| (id.into(), code)));
    let hits = found.into_iter().filter_map(|it| {
        let agency = it.agency_id.and_then(|id| names.get(&AgencyId::from(id)).cloned());
        Some(Hit {
            id: it.id,
            kind: HitKind::from_code(&it.kind)?,
            code: by_id.get(&it.id)?.clone(),
            title: it.title,
            agency: agency.unwrap_or_default(),
        })
    });
    Ok(hits.collect())
}

/// The agencies to look in, if the actor may look only in some. Single records that were shared are
/// not found by search.
fn agencies_in(ctx: &Ctx, kinds: &[HitKind]) -> Option<Vec<Uuid>> {
    let mut all = BTreeSet::new();
    for kind in kinds {
        match ctx.actor.scope(kind.permission()) {
            Scope::Everything => return None,
            Scope::Only { agencies, .. } => all.extend(agencies.into_iter().map(Uuid::from)),
        }
    }
    Some(all.into_iter().collect())
}

fn may_see(ctx: &Ctx, found: &Found) -> bool {
    let Some(kind) = HitKind::from_code(&found.kind) else { return false };
    let Some(agency_id) = found.agency_id.map(AgencyId::from) else { return false };
    ctx.actor.may(kind.permission(), Place::Record(agency_id, found.id))
}
