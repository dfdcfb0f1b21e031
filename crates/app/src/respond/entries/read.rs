//! Looking at entries.

use std::collections::BTreeSet;

use db::Tx;

use super::{AccessStanding, Entry, EntryKind, store};
use crate::ids::{DisruptionId, EntryId};
use crate::respond::disruptions::{self, Disruption};
use crate::{Ctx, Error, Page, Paging, Result};

/// Which entries of a disruption to list.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Query {
    /// Only those of this kind.
    pub kind: Option<EntryKind>,
    /// Only those whose first line holds this.
    pub text: String,
    /// Only damage of this severity, or costs of this category, by code.
    pub word: Option<String>,
    /// Only access that stands so.
    pub access: Option<AccessStanding>,
    /// What decides the order.
    pub sort: Sort,
    /// Whether the order is from last to first.
    pub descending: bool,
    /// Which page.
    pub paging: Paging,
}

/// What decides the order of a list of entries.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Sort {
    /// When it was.
    #[default]
    At,
    /// What it is.
    What,
    /// How bad it is, or for what.
    Word,
    /// How much money it is about.
    Amount,
    /// Until when.
    Until,
    /// When it last changed.
    Updated,
}

impl Sort {
    /// The order that an address calls `word`.
    pub fn from_word(word: &str) -> Option<Sort> {
        Some(match word {
            "at" => Sort::At,
            "what" => Sort::What,
            "word" => Sort::Word,
            "amount" => Sort::Amount,
            "until" => Sort::Until,
            "updated" => Sort::Updated,
            _ => return None,
        })
    }
}

/// One page of the entries of a disruption, if the actor may see that.
pub async fn list(ctx: &Ctx, id: DisruptionId, query: &Query) -> Result<Page<Entry>> {
    let tx = ctx.read().await?;
    disruptions::find_readable(&tx, ctx, id).await?;
    store::list(&tx, id, query, ctx.now).await
}

/// The damage of `items`, as they are written down, seen in these disruptions, with which they do not
/// work.
pub(crate) async fn stopped(
    tx: &Tx,
    ids: &BTreeSet<DisruptionId>,
    items: &[&str],
) -> Result<Vec<Entry>> {
    store::stopped(tx, ids, items).await
}

/// One entry, with its disruption.
pub async fn show(ctx: &Ctx, id: EntryId) -> Result<(Disruption, Entry)> {
    find_readable(&*ctx.read().await?, ctx, id).await
}

/// The entry called `id`, with its disruption. One that the actor may not see is, to them, not
/// there.
pub(super) async fn find_readable(tx: &Tx, ctx: &Ctx, id: EntryId) -> Result<(Disruption, Entry)> {
    const NONE: Error = Error::NotFound("entry");
    let entry = store::find(tx, id).await?.ok_or(NONE)?;
    match disruptions::find_readable(tx, ctx, entry.disruption_id).await {
        Ok(disruption) => Ok((disruption, entry)),
        Err(Error::NotFound(_)) => Err(NONE),
        Err(error) => Err(error),
    }
}
