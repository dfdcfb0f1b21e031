//! Forgetting what was done long ago, so that the queue does not grow for good.

use chrono::TimeDelta;
use db::Tx;
use serde::{Deserialize, Serialize};

use super::store;
use crate::jobs::{self, Task};
use crate::{Ctx, Result, Timestamp};

/// How long jobs that ended and mails are kept. The audit log keeps for good that a mail was sent.
const KEPT: TimeDelta = TimeDelta::days(30);

/// How long a mail is kept that was never sent: its job may wait for a mail server, or for somebody
/// who tries it again.
const KEPT_UNSENT: TimeDelta = TimeDelta::days(365);

/// Removes the jobs that were done or canceled, and the mails that were sent, of more than thirty days ago. What was
/// given up stays until somebody has looked at it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ForgetOld {
    due_at: Timestamp,
}

impl ForgetOld {
    /// The task of a night.
    pub(crate) fn due(due_at: Timestamp) -> ForgetOld {
        ForgetOld { due_at }
    }
}

impl Task for ForgetOld {
    const KIND: &'static str = "forget_old";
    const TITLE: &'static str = "Forget old jobs and mails";

    type Found = ();

    fn about(&self) -> String {
        "What ended more than 30 days ago".to_owned()
    }

    fn unique_key(&self) -> Option<String> {
        Some(self.due_at.to_rfc3339())
    }

    async fn work(&self, _: &Ctx) -> Result<()> {
        Ok(())
    }

    async fn write(&self, tx: &Tx, ctx: &Ctx, (): ()) -> Result<()> {
        let moment = ctx.now - KEPT;
        jobs::delete_ended_before(tx, moment).await?;
        store::delete_before(tx, moment, ctx.now - KEPT_UNSENT).await?;
        Ok(())
    }
}
