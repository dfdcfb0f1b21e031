//! Putting a plan in force, with what its blocks show today.

use super::made::all;
use crate::ids::PlanId;
use crate::plans::plan::{self, Plan};
use crate::{Ctx, Error, Result};

/// Puts an approved version in force, instead of the one before it. It keeps what its blocks show
/// today. `seen` is the version of the version.
pub async fn publish(ctx: &Ctx, id: PlanId, seen: i64) -> Result<Plan> {
    let plan = plan::show(ctx, id).await?;
    plan::may_publish(ctx, &plan)?;
    let shown = plan::versions(ctx, id).await?.into_iter().next();
    let shown = shown.ok_or(Error::NotFound("version"))?;
    // Blocks take longer than others should wait for, so they are made before the transaction. If
    // somebody saves meanwhile, the version is not the one seen.
    let frozen = all(ctx, &plan, &shown.content).await?;
    plan::put_in_force(ctx, (id, seen), frozen).await
}
