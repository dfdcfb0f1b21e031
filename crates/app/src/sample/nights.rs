//! Nights of the sample: plans were checked a week ago, and in the last night.

use chrono::TimeDelta;

use crate::programme::nightly;
use crate::{Ctx, Result};

/// Lets all plans be checked as they were a week ago, and as they were last night: what became due
/// between is new. Only for a sample that people look at.
pub async fn pass_nights(ctx: &Ctx) -> Result<()> {
    for days in [7, 0] {
        let then = ctx.now - TimeDelta::days(days);
        nightly::check(&Ctx::new(ctx.platform.clone(), ctx.actor.clone(), then), then).await?;
    }
    Ok(())
}
