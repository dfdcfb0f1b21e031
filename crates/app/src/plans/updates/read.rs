//! Looking at what a template has that plans do not have yet.

use std::collections::BTreeMap;

use super::store;
use crate::ids::{PersonId, PlanId};
use crate::plans::plan::{self, Plan, PlanDocument, VersionState};
use crate::plans::templates::{self, SectionUpdate, TemplateVersion, updates};
use crate::{Ctx, Error, Result, Timestamp};

/// What the template of a plan has that the plan does not have yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Update {
    /// The template as it is today.
    pub current: TemplateVersion,
    /// What is different from what the newest version of the plan is written to. Empty: nothing.
    pub sections: Vec<SectionUpdate>,
    /// What was set aside last, of this version or of an older one.
    pub dismissed: Option<Dismissal>,
}

/// That somebody set a version of a template aside for a plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Dismissal {
    /// Which version of the template.
    pub number: u32,
    /// Who did so.
    pub by: PersonId,
    /// When.
    pub at: Timestamp,
}

impl Update {
    /// Whether it was set aside. A newer version of the template brings it back.
    pub fn is_dismissed(&self) -> bool {
        self.dismissed.is_some_and(|it| self.current.number <= it.number)
    }

    /// Whether whoever writes the plan should look at it.
    pub fn is_available(&self) -> bool {
        !self.sections.is_empty() && !self.is_dismissed()
    }
}

/// What the template of a plan has that the plan does not have yet: in the version that somebody works
/// on, if the actor may see that, and else in the one in force.
pub async fn of(ctx: &Ctx, id: PlanId) -> Result<Update> {
    let plan = plan::show(ctx, id).await?;
    let found = of_plans(ctx, std::slice::from_ref(&plan)).await?;
    found.into_iter().next().ok_or(Error::NotFound("plan"))
}

/// The same of these plans, which the actor may see, in the same order.
pub async fn of_plans(ctx: &Ctx, plans: &[Plan]) -> Result<Vec<Update>> {
    let documents = plan::documents(ctx, plans).await?;
    let tx = ctx.read().await?;
    let ids: Vec<PlanId> = plans.iter().map(|it| it.id).collect();
    let mut dismissed = store::of(&tx, &ids).await?;
    let mut known: BTreeMap<&str, TemplateVersion> = BTreeMap::new();
    let mut found = Vec::new();
    for (plan, document) in plans.iter().zip(&documents) {
        let current = match known.get(plan.plan_type.as_str()) {
            Some(it) => it.clone(),
            None => templates::current_in(&tx, &plan.plan_type).await?,
        };
        known.entry(plan.plan_type.as_str()).or_insert_with(|| current.clone());
        let sections = differences(plan, document, &current);
        found.push(Update { current, sections, dismissed: dismissed.remove(&plan.id) });
    }
    Ok(found)
}

fn differences(
    plan: &Plan,
    document: &PlanDocument,
    current: &TemplateVersion,
) -> Vec<SectionUpdate> {
    // Nobody changes what nobody follows any more.
    let newest = document
        .newest()
        .filter(|it| plan.retired_at.is_none() && it.state != VersionState::Superseded);
    let template = newest.and_then(|it| it.content.template(&plan.plan_type));
    template.map_or(Vec::new(), |it| updates(&it.sections, &current.template.sections))
}
