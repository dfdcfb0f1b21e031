//! Noting that access came to the end of its time. It is over by then: this writes that down.

use db::Tx;
use serde::{Deserialize, Serialize};

use super::put::event;
use super::store;
use crate::events::{self, Action};
use crate::jobs::Task;
use crate::respond::disruptions;
use crate::{Ctx, Result, Timestamp};

/// Notes which access is over.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExpireAccess {
    due_at: Timestamp,
}

impl ExpireAccess {
    /// What was due at a moment.
    pub(crate) fn due(due_at: Timestamp) -> ExpireAccess {
        ExpireAccess { due_at }
    }
}

impl Task for ExpireAccess {
    const KIND: &'static str = "expire_access";
    const TITLE: &'static str = "Note which temporary access is over";

    type Found = ();

    fn about(&self) -> String {
        format!("Due {}", self.due_at.format("%Y-%m-%d %H:%M"))
    }

    fn unique_key(&self) -> Option<String> {
        Some(self.due_at.to_rfc3339())
    }

    async fn work(&self, _: &Ctx) -> Result<()> {
        Ok(())
    }

    async fn write(&self, tx: &Tx, ctx: &Ctx, (): ()) -> Result<()> {
        expire_due(tx, ctx).await?;
        Ok(())
    }
}

/// Notes of all access whose time is over that it is. Says of how many.
pub async fn expire_due(tx: &Tx, ctx: &Ctx) -> Result<u64> {
    let mut n_noted = 0;
    loop {
        let found = store::over(tx, ctx.now).await?;
        let mut noted = Vec::new();
        for before in found {
            let Some(after) = before.clone().expired(ctx.now) else { continue };
            let disruption = disruptions::find_readable(tx, ctx, after.disruption_id).await?;
            let after = store::update(tx, after).await?;
            let event = event(Action::AccessExpired, &disruption, &after);
            noted.push(event.from(&before.document).to(&after.document));
        }
        if noted.is_empty() {
            return Ok(n_noted);
        }
        n_noted += noted.len() as u64;
        events::record_all(tx, ctx, noted).await?;
    }
}
