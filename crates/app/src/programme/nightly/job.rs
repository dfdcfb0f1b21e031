//! The job that checks all plans, once each night.

use std::collections::BTreeMap;

use db::Tx;
use serde::{Deserialize, Serialize};

use super::judge::{Looked, judged};
use super::letter::letter;
use super::night::PlanNight;
use super::store;
use crate::assure::obligations::{self, Obligation};
use crate::ids::{AgencyId, PersonId, PlanId};
use crate::jobs::Task;
use crate::people::agencies;
use crate::people::notices::{self, NoticeKind};
use crate::plans::plan::{self, Plan, PlanDocument};
use crate::programme::transfer::{self, ReadOptions};
use crate::{Ctx, Error, Result, Timestamp};

/// Checks all plans of all agencies by all rules, for one night.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CheckPlans {
    due_at: Timestamp,
}

impl CheckPlans {
    /// The check of the night that was due at a moment.
    pub(crate) fn due(due_at: Timestamp) -> CheckPlans {
        CheckPlans { due_at }
    }
}

impl Task for CheckPlans {
    const KIND: &'static str = "check_plans";
    const TITLE: &'static str = "Check all plans";

    type Found = Vec<PlanNight>;

    fn about(&self) -> String {
        format!("Over the whole state, due {}", self.due_at.format("%Y-%m-%d"))
    }

    fn unique_key(&self) -> Option<String> {
        Some(self.due_at.to_rfc3339())
    }

    async fn work(&self, ctx: &Ctx) -> Result<Vec<PlanNight>> {
        let programme = transfer::read(ctx, ReadOptions { channels: true }).await?;
        let plans = plans(ctx).await?;
        let when = (self.due_at, ctx.now.date_naive());
        let look = move || judged(&programme, plans, when);
        tokio::task::spawn_blocking(look).await.map_err(Error::internal)
    }

    async fn write(&self, tx: &Tx, ctx: &Ctx, found: Vec<PlanNight>) -> Result<()> {
        let before = store::all(tx).await?;
        // A plan may have gone meanwhile only by being retired: its row stays.
        let nights: Vec<PlanNight> = found
            .into_iter()
            .map(|it| {
                let night = before.get(&it.plan_id);
                it.after(night)
            })
            .collect();
        store::replace(tx, &nights).await?;
        tell(tx, ctx, &nights).await
    }
}

/// Checks all plans at once, as the night does that was due at a moment.
pub(crate) async fn check(ctx: &Ctx, due_at: Timestamp) -> Result<()> {
    let task = CheckPlans::due(due_at);
    let found = task.work(ctx).await?;
    let tx = ctx.write().await?;
    task.write(&tx, ctx, found).await?;
    tx.commit().await?;
    Ok(())
}

/// Every plan that is not retired, with what is asked of it and who has acknowledged it.
async fn plans(ctx: &Ctx) -> Result<Vec<Looked>> {
    let tx = ctx.read().await?;
    let obligations = obligations::all_in(&tx).await?;
    let agencies = agencies::all_in(&tx).await?;
    let holding: BTreeMap<AgencyId, Vec<Obligation>> = agencies
        .iter()
        .map(|of| {
            let holds = |it: &&Obligation| it.document.applies_to(of.kind, &of.code);
            (of.id, obligations.iter().filter(holds).cloned().collect())
        })
        .collect();
    let mut found = Vec::new();
    let mut after = None;
    loop {
        let plans = plan::all_after(&tx, after).await?;
        let Some((last, _)) = plans.last() else { return Ok(found) };
        after = Some(last.id);
        for (plan, document) in plans.into_iter().filter(|it| it.0.retired_at.is_none()) {
            let holding = holding.get(&plan.agency_id).map_or(&[][..], Vec::as_slice);
            found.extend(looked(&tx, (plan, document), holding).await?);
        }
    }
}

async fn looked(
    tx: &Tx,
    (plan, document): (Plan, PlanDocument),
    holding: &[Obligation],
) -> Result<Option<Looked>> {
    let Some(version) = document.newest() else { return Ok(None) };
    let template = version.content.template(&plan.plan_type);
    let asked = template.map_or(Vec::new(), |it| obligations::asked_by(holding, &it));
    let acknowledged = plan::acknowledged(tx, plan.id, &version.content).await?;
    Ok(Some(Looked { plan, document, asked, acknowledged }))
}

/// Tells whoever answers for plans of new errors in them.
async fn tell(tx: &Tx, ctx: &Ctx, nights: &[PlanNight]) -> Result<()> {
    let with_errors = nights.iter().filter(|it| 0 < it.new_errors().count());
    let by_id: BTreeMap<PlanId, &PlanNight> = with_errors.map(|it| (it.plan_id, it)).collect();
    let ids = by_id.keys().copied().collect();
    let mut of_owner: BTreeMap<PersonId, Vec<&PlanNight>> = BTreeMap::new();
    for plan in plan::by_ids_in(tx, &ids).await? {
        if let (Some(owner), Some(night)) = (plan.owner_id, by_id.get(&plan.id)) {
            of_owner.entry(owner).or_default().push(night);
        }
    }
    for (owner, nights) in of_owner {
        if let Some(letter) = letter(&nights) {
            notices::notify(tx, ctx, owner, NoticeKind::PlanChecks, letter).await?;
        }
    }
    Ok(())
}
