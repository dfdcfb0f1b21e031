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
        once(&platform, is_full_hour).await;
        n_runs += 1;
    }
}

/// Each by itself: one that fails keeps no other from what it has to do.
async fn once(platform: &Platform, is_full_hour: bool) {
    let ctx = database::ctx(platform);
    said("analyses", app::prepare::impact::stale_due(&ctx).await);
    said("recovery", app::prove::recovery::refresh(&ctx).await);
    said("plans that changed", app::plans::plan::changed_since(&ctx).await);
    said("plans that are due", app::plans::plan::due(&ctx).await);
    said("schedules", app::runner::enqueue_due(&ctx).await);
    if is_full_hour {
        said("upkeep", platform.optimize().await);
    }
}

fn said<T>(routine: &str, done: Result<T>) {
    if let Err(error) = done {
        tracing::error!(routine, %error, "A routine failed; it is tried again soon");
    }
}
