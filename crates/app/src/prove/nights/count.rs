//! The job that counts, once each night.

use db::Tx;
use serde::{Deserialize, Serialize};

use super::Night;
use super::store;
use crate::jobs::Task;
use crate::prove::recovery::{self, FindingKind};
use crate::{Ctx, Paging, Result, Timestamp};

/// Counts what contradicts what, over the whole state, for one night.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CountFindings {
    due_at: Timestamp,
}

impl CountFindings {
    /// The count of the night that was due at a moment.
    pub(crate) fn due(due_at: Timestamp) -> CountFindings {
        CountFindings { due_at }
    }
}

impl Task for CountFindings {
    const KIND: &'static str = "count_findings";
    const TITLE: &'static str = "Count contradictions";

    type Found = Night;

    fn about(&self) -> String {
        format!("Over the whole state, due {}", self.due_at.format("%Y-%m-%d"))
    }

    fn unique_key(&self) -> Option<String> {
        Some(self.due_at.to_rfc3339())
    }

    async fn work(&self, ctx: &Ctx) -> Result<Night> {
        let found = recovery::findings(ctx, None, None, Paging { number: 1, size: 1 }).await?;
        let named = FindingKind::ALL.iter().filter_map(|(word, _, kind)| {
            let n = found.counts.get(kind)?;
            Some(((*word).to_owned(), u64::try_from(*n).unwrap_or(u64::MAX)))
        });
        Ok(Night { counted_for: self.due_at, counts: named.collect() })
    }

    async fn write(&self, tx: &Tx, _: &Ctx, found: Night) -> Result<()> {
        store::insert(tx, &found).await
    }
}
