//! The services that the state cannot do without.

use super::current::current;
use super::entry::Marks;
use crate::ids::{AgencyId, ItemId};
use crate::{Ctx, Result};

/// Every mission-essential service in use, with whose it is, whoever may see it: the caller leaves
/// out what the actor may not.
pub(crate) async fn essential(ctx: &Ctx) -> Result<Vec<(ItemId, AgencyId)>> {
    let board = current(ctx).await?;
    let is_essential =
        |it: &&super::entry::Entry| matches!(it.marks, Marks::Service { is_essential: true, .. });
    Ok(board.all().map(|it| it.1).filter(is_essential).map(|it| (it.id, it.agency_id)).collect())
}
