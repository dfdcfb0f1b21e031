//! Waiting for something to happen.

use std::time::Duration;

use tokio::sync::watch;

use super::store;
use crate::platform::Platform;
use crate::{Ctx, Result};

/// How often somebody looks.
const EVERY: Duration = Duration::from_secs(2);

/// Something that waits for events.
#[derive(Debug, Clone)]
pub struct Watch(watch::Receiver<i64>);

/// Waits for events. The log is looked at every two seconds, once for all who wait.
pub fn watch(ctx: &Ctx) -> Watch {
    let (receiver, is_first) = ctx.platform.pulse.listen();
    if is_first {
        tokio::spawn(look(ctx.platform.clone()));
    }
    Watch(receiver)
}

impl Watch {
    /// Returns the number of the last event as soon as that is not `seq`.
    pub async fn other_than(&mut self, seq: i64) -> Option<i64> {
        // Nought before anybody has looked.
        let is_news = |it: &i64| *it != 0 && *it != seq;
        self.0.wait_for(is_news).await.ok().map(|it| *it)
    }
}

async fn look(platform: Platform) {
    let mut seen = 0;
    while platform.pulse.tell(seen) {
        match last_seq(&platform).await {
            Ok(seq) if seq != seen => {
                seen = seq;
                continue;
            }
            Ok(_) => {}
            Err(error) => tracing::warn!(%error, "the end of the audit log cannot be read"),
        }
        tokio::time::sleep(EVERY).await;
    }
}

async fn last_seq(platform: &Platform) -> Result<i64> {
    let tx = platform.db.read().await?;
    Ok(store::end(&tx).await?.seq)
}
