//! A plan as it is read: one of its versions, with what its blocks show.

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::made::all;
use super::people::with_reach;
use crate::ids::{ItemId, PlanId};
use crate::plans::blocks::Block;
use crate::plans::plan::{self, Plan, PlanVersion};
use crate::plans::templates::Template;
use crate::prepare::inventory::{self, Label};
use crate::{Ctx, Error, Result};

/// A plan opened at one of its versions.
#[derive(Debug, Clone, PartialEq)]
pub struct Opened {
    /// The plan.
    pub plan: Plan,
    /// What belongs in a plan of its type.
    pub template: Cow<'static, Template>,
    /// The version that is shown.
    pub version: PlanVersion,
    /// What its blocks show: today, or what they showed when it came into force.
    pub blocks: Vec<Block>,
    /// Every version that the actor may see, the newest first.
    pub versions: Vec<PlanVersion>,
    /// What it is about, by name.
    pub items: BTreeMap<ItemId, Label>,
    /// The plan that it belongs to.
    pub parent: Option<Plan>,
    /// The plans that belong to it.
    pub children: Vec<Plan>,
    /// Whether the actor wrote at this version, so that they cannot judge it.
    pub is_own: bool,
}

/// A plan at version `number`: if none is named at the one that somebody works on, if the actor may
/// see that, and else at the one in force.
pub async fn open(ctx: &Ctx, id: PlanId, number: Option<u32>) -> Result<Opened> {
    let plan = plan::show(ctx, id).await?;
    let versions = plan::versions(ctx, id).await?;
    let asked = |it: &&PlanVersion| match number {
        Some(number) => it.number == number,
        None => !it.is_put_aside(),
    };
    let version = versions.iter().find(asked).cloned().ok_or(Error::NotFound("version"))?;
    let template = version.content.template(&plan.plan_type);
    let template = template.ok_or(Error::NotFound("type of plan"))?;
    let blocks = match &version.frozen {
        Some(frozen) => with_reach(ctx, frozen.clone()).await?,
        None => all(ctx, &plan, &version.content).await?,
    };
    let ids: Vec<ItemId> = plan.items.iter().copied().collect();
    Ok(Opened {
        template,
        blocks,
        items: inventory::labels(ctx, &ids).await?,
        parent: plan::parent(ctx, &plan).await?,
        children: plan::children(ctx, id).await?,
        is_own: plan::is_own(ctx, &version).await?,
        plan,
        version,
        versions,
    })
}
