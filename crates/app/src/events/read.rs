//! Reading the audit log, and checking it.

use uuid::Uuid;

use super::chain::{End, Entry, Verdict};
use super::store;
use crate::actor::{Permission, Scope};
use crate::{Ctx, Page, Paging, Result, Timestamp};

/// Which events to list. The newest come first.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Query {
    /// Only those whose action starts with this, such as `item.`.
    pub action: String,
    /// Only those by this person.
    pub who: Option<Uuid>,
    /// Only those about this record.
    pub subject_id: Option<Uuid>,
    /// Only those from then on.
    pub since: Option<Timestamp>,
    /// Only those before.
    pub until: Option<Timestamp>,
    /// Which page.
    pub paging: Paging,
}

/// One page of the log, as far as the actor may read it.
pub async fn list(ctx: &Ctx, query: &Query) -> Result<Page<Entry>> {
    let scope = ctx.require_scope(Permission::ReadAudit)?;
    let tx = ctx.read().await?;
    store::list(&tx, &ctx.platform.counts, &scope, query).await
}

/// At most `n_max` events, as far as the actor may read them, the newest first: those before number
/// `before`. The page of `query` does not count.
pub async fn list_before(
    ctx: &Ctx,
    query: &Query,
    before: Option<i64>,
    n_max: u64,
) -> Result<Vec<Entry>> {
    let scope = ctx.require_scope(Permission::ReadAudit)?;
    let tx = ctx.read().await?;
    store::list_before(&tx, &scope, query, (before, n_max)).await
}

/// The latest events about one record and its parts. The caller has shown that the actor may see
/// it.
pub async fn history(ctx: &Ctx, id: Uuid, n_max: u32) -> Result<Vec<Entry>> {
    let tx = ctx.read().await?;
    store::history(&tx, id, n_max).await
}

/// The latest event about one record itself. The caller has shown that the actor may see it.
pub async fn last(ctx: &Ctx, subject_id: Uuid) -> Result<Option<Entry>> {
    let tx = ctx.read().await?;
    let query = Query { subject_id: Some(subject_id), ..Query::default() };
    let found = store::list_before(&tx, &Scope::Everything, &query, (None, 1)).await?;
    Ok(found.into_iter().next())
}

/// Reads the whole log, and says whether it still is what was written.
pub async fn verify(ctx: &Ctx) -> Result<Verdict> {
    ctx.require(Permission::ReadAudit, crate::actor::Place::State)?;
    let tx = ctx.read().await?;
    let mut end = End::START;
    loop {
        let entries = store::after(&tx, end.seq).await?;
        if entries.is_empty() {
            return Ok(end.compared_with(&store::end(&tx).await?));
        }
        match end.extended(&entries) {
            Ok(further) => end = further,
            Err(broken) => return Ok(broken),
        }
    }
}
