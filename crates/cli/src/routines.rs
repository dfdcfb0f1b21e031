//! What happens again and again while the program serves. Each compares what is with what should
//! be, so nothing is lost if it stops.

use std::time::Duration;

use app::{Platform, Result};
use tokio::time::{MissedTickBehavior, interval};

use crate::database;

/// How often the routines run.
const EVERY: Duration = Duration::from_secs(60);

/// Runs every routine, for as long as the program serves.
pub(crate) async fn run(platform: Platform) {
    let mut tick = interval(EVERY);
    tick.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        tick.tick().await;
        if let Err(error) = once(&platform).await {
            tracing::error!(%error, "A routine failed; it is tried again");
        }
    }
}

async fn once(platform: &Platform) -> Result<()> {
    let ctx = database::ctx(platform);
    app::prepare::impact::stale_due(&ctx).await?;
    app::prove::recovery::refresh(&ctx).await?;
    platform.optimize().await
}
