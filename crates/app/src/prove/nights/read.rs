//! Looking at the nights.

use std::collections::BTreeMap;

use super::store;
use crate::actor::{Permission, Place};
use crate::{Ctx, Result, Timestamp};

/// What was counted in a night, over the whole state.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Night {
    /// Which night: when it was due.
    pub counted_for: Timestamp,
    /// How many findings of each kind there were, by the name of the kind. None of it means none.
    pub counts: BTreeMap<String, u64>,
}

impl Night {
    /// How many findings of one kind, or of all, there were.
    pub fn n_findings(&self, kind: Option<&str>) -> u64 {
        let of_kind = self.counts.iter().filter(|(it, _)| kind.is_none_or(|kind| it == &kind));
        of_kind.map(|(_, n)| n).sum()
    }
}

/// The last `n_max` nights, the latest first. None for those who see a part of the state only.
pub async fn nights(ctx: &Ctx, n_max: u64) -> Result<Vec<Night>> {
    if !ctx.actor.may(Permission::ReadReports, Place::State) {
        return Ok(Vec::new());
    }
    store::last(&*ctx.read().await?, n_max).await
}
