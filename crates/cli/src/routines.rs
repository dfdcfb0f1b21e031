//! What happens again and again while the program serves. Each compares what is with what should
//! be, so nothing is lost if it stops.

use std::time::Duration;

use app::{Platform, Result};
use tokio::time::{MissedTickBehavior, interval};

use crate::database;

/// How often the routines run.
const EVERY: Duration = Duration::from_secs(30);

/// Runs every routine, for as long as the program serves.
pub(crate) async fn run(platform: Platform) {
    let mut tick = interval(EVERY);
    tick.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut n_runs = 0_u64;
    loop {
        tick.tick().await;
        let is_full_hour = n_runs.is_multiple_of(120);
        if let Err(error) = once(&platform, is_full_hour).await {
            tracing::error!(%error, "A routine failed; it is tried again soon");
        }
        n_runs += 1;
    }
}

async fn once(platform: &Platform, is_full_hour: bool) -> Result<()> {
    let ctx = database::ctx(platform);
    app::prepare::impact::stale_due(&ctx).await?;
    app::prove::recovery::refresh(&ctx).await?;
    app::plans::plan::changed_since(&ctx).await?;
    app::plans::plan::due(&ctx).await?;
    app::runner::enqueue_due(&ctx).await?;
    if is_full_hour {
        platform.optimize().await?;
    }
    Ok(())
}
