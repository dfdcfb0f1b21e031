//! Putting a plan in force, with what its blocks show today.

use super::made::all;
use super::people::without_reach;
use super::recovery::About;
use crate::ids::PlanId;
use crate::plans::plan::{self, Plan};
use crate::{Ctx, Error, Refusal, Result};

const NOT_SEEN: Refusal = Refusal::new(
    "plan.not_all_seen",
    "You may not see everything that this plan is about, so what it shows would be lacking for \
     everybody. Somebody who sees all of it puts it in force.",
);

/// Puts an approved version in force, instead of the one before it.
///
/// It keeps what its blocks show
/// today, but not how people are reached: that is read when somebody asks who may know. `seen` is the
/// version of the version.
pub async fn publish(ctx: &Ctx, id: PlanId, seen: i64) -> Result<Plan> {
    let plan = plan::show(ctx, id).await?;
    plan::may_publish(ctx, &plan)?;
    let shown = plan::versions(ctx, id).await?.into_iter().next();
    let shown = shown.ok_or(Error::NotFound("version"))?;
    // Blocks take longer than others should wait for, so they are made before the transaction. If
    // somebody saves meanwhile, the version is not the one seen.
    if !About::of(ctx, &plan).await?.is_whole() {
        return Err(NOT_SEEN.into());
    }
    let frozen = all(ctx, &plan, &shown.content).await?;
    let frozen = frozen.into_iter().map(without_reach).collect();
    plan::put_in_force(ctx, (id, seen), frozen).await
}
