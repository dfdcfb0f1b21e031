//! What time makes of policies in force: each night, it is noted whose review is due.

use db::Tx;
use serde::{Deserialize, Serialize};

use super::policy::NOTICE;
use super::steps::turned;
use super::store;
use crate::events::Action;
use crate::jobs::Task;
use crate::{Ctx, Result, Timestamp};

/// Marks the policies whose review is due. Says how many.
pub async fn due(ctx: &Ctx) -> Result<usize> {
    let mut n_due = 0;
    loop {
        let tx = ctx.write().await?;
        let n = due_in(&tx, ctx).await?;
        tx.commit().await?;
        if n == 0 {
            return Ok(n_due);
        }
        n_due += n;
    }
}

/// The same, for at most 100 of them.
async fn due_in(tx: &Tx, ctx: &Ctx) -> Result<usize> {
    let found = store::by_time(tx, ctx.now + NOTICE).await?;
    let mut n_due = 0;
    for before in found.into_iter().filter(|it| it.becomes_due(ctx.now)) {
        let after = before.clone().due(ctx.now);
        turned(tx, ctx, Action::PolicyReviewDue, (before, after)).await?;
        n_due += 1;
    }
    Ok(n_due)
}

/// Marks the policies whose review is due, once each night.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReviewPolicies {
    due_at: Timestamp,
}

impl ReviewPolicies {
    /// The task of a night.
    pub(crate) fn due(due_at: Timestamp) -> ReviewPolicies {
        ReviewPolicies { due_at }
    }
}

impl Task for ReviewPolicies {
    const KIND: &'static str = "review_policies";
    const TITLE: &'static str = "Note which policies are due";

    type Found = ();

    fn about(&self) -> String {
        format!("Reviews of policies, due {}", self.due_at.format("%Y-%m-%d"))
    }

    fn unique_key(&self) -> Option<String> {
        Some(self.due_at.to_rfc3339())
    }

    async fn work(&self, _: &Ctx) -> Result<()> {
        Ok(())
    }

    async fn write(&self, tx: &Tx, ctx: &Ctx, (): ()) -> Result<()> {
        while 0 < due_in(tx, ctx).await? {}
        Ok(())
    }
}
