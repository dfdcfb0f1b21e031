//! Which plans name a person, and that they must be looked at again once that person is not there any
//! more (S0-34).

use std::collections::{BTreeMap, BTreeSet};

use db::Tx;

use super::content::Content;
use super::read::{Query, Sort};
use super::timer::{Pace, mark};
use super::{Plan, store, version_store};
use crate::actor::Scope;
use crate::ids::{AgencyId, PersonId, PlanId};
use crate::{Ctx, Result, events};

/// So many plans are read at a time.
const BATCH: u64 = 200;

/// The plans in use that name a person, by title, each with how: those of these agencies that say so in
/// what is in force or being written, and all that the person answers for.
pub(crate) async fn naming(
    tx: &Tx,
    agencies: &BTreeSet<AgencyId>,
    (person_id, code): (PersonId, &str),
) -> Result<Vec<(Plan, Vec<&'static str>)>> {
    let mut found: BTreeMap<PlanId, (Plan, Vec<&'static str>)> = BTreeMap::new();
    let owned = Query { owner: Some(person_id), sort: Sort::Title, ..Query::default() };
    for plan in all(tx, &owned).await? {
        found.insert(plan.id, (plan, vec!["answers for it"]));
    }
    let own = Query { agencies: Some(agencies.clone()), ..Query::default() };
    let mut after = None;
    loop {
        // What many plans say is not held at the same time.
        let plans = store::list_after(tx, &Scope::Everything, &own, (after, BATCH)).await?;
        let Some(last) = plans.last() else { break };
        after = Some(last.id);
        let ids: Vec<PlanId> = plans.iter().map(|it| it.id).collect();
        let mut versions = version_store::current_of(tx, &ids).await?;
        for plan in plans {
            let mut how: BTreeSet<&'static str> = BTreeSet::new();
            for version in versions.remove(&plan.id).unwrap_or_default() {
                if version.state.is_open() || plan.in_force == Some(version.number) {
                    how.extend(version.content.parts_of(code));
                }
            }
            if !how.is_empty() {
                found.entry(plan.id).or_insert_with(|| (plan, Vec::new())).1.extend(how);
            }
        }
    }
    let mut found: Vec<_> = found.into_values().collect();
    found.sort_by_cached_key(|it| (db::fold(&it.0.title), it.0.id));
    Ok(found)
}

async fn all(tx: &Tx, query: &Query) -> Result<Vec<Plan>> {
    let mut found: Vec<Plan> = Vec::new();
    loop {
        let after = found.last().map(|it| it.id);
        let more = store::list_after(tx, &Scope::Everything, query, (after, BATCH)).await?;
        if more.is_empty() {
            return Ok(found);
        }
        found.extend(more);
    }
}

/// Says of these plans, as far as they are in force, that they must be looked at again, because a person
/// whom they name is not there any more.
pub(crate) async fn person_changed(
    tx: &Tx,
    ctx: &Ctx,
    plans: Vec<Plan>,
    because: &str,
) -> Result<()> {
    let pace = Pace::of(tx, &plans.iter().map(|it| it.agency_id).collect()).await?;
    let mut events = Vec::new();
    for plan in plans.into_iter().filter(|it| it.standing.is_in_force()) {
        let again = pace.of_plan(&plan, ctx.now);
        let changed = plan.clone().changed(because, again, ctx.now)?;
        events.push(mark(tx, (plan, changed)).await?);
    }
    events::record_all(tx, ctx, events).await
}

impl Content {
    /// As what a person is named, by code.
    fn parts_of(&self, code: &str) -> Vec<&'static str> {
        let is = |it: &String| it.trim() == code;
        let mut found = Vec::new();
        if self.duties.iter().any(|it| is(&it.person)) {
            found.push("has a duty");
        }
        if self.duties.iter().flat_map(|it| &it.alternates).any(is) {
            found.push("stands in for a duty");
        }
        if self.successions.iter().any(|it| is(&it.holder) || it.successors.iter().any(is)) {
            found.push("is in an order of succession");
        }
        if self.delegations.iter().any(|it| is(&it.from) || is(&it.to)) {
            found.push("delegates or takes authority");
        }
        if self.records.iter().any(|it| is(&it.keeper)) {
            found.push("keeps vital records");
        }
        if self.communication.iter().any(|it| it.parts().any(|part| part.2 == code)) {
            found.push("has a part in what is told");
        }
        found
    }
}
