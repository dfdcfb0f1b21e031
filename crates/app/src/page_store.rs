//! One page of a long list of records.

use db::{Counts, Tx};
use sea_orm::{EntityTrait, Order, QueryOrder as _, QuerySelect as _, Select};
use uuid::Uuid;

use crate::{Page, Paging, Result, events};

/// The rows of one page of the records that `found` finds, in the order that `sorted` gives them. The id
/// settles the order of equals. For lists that are never very long.
pub(crate) async fn rows<E>(
    tx: &Tx,
    (found, id): (Select<E>, E::Column),
    (descending, paging): (bool, Paging),
    sorted: impl FnOnce(Select<E>, Order) -> Select<E>,
) -> Result<Vec<E::Model>>
where
    E: EntityTrait,
    E::Model: Send + Sync,
{
    let order = if descending { Order::Desc } else { Order::Asc };
    let found = sorted(found, order.clone()).order_by(id, order);
    Ok(found.offset(paging.offset()).limit(paging.limit()).all(tx).await?)
}

/// The ids of one page of the records that `found` finds, in the order that `sorted` gives them. The
/// id settles the order of equals.
///
/// To sort ids takes less than to sort rows, and often an index is enough: only the rows of the page
/// are read whole, afterwards.
pub(crate) async fn page<E, I>(
    (tx, counts): (&Tx, &Counts),
    (found, id): (Select<E>, E::Column),
    (descending, paging): (bool, Paging),
    sorted: impl FnOnce(Select<E>, Order) -> Select<E>,
) -> Result<Page<I>>
where
    E: EntityTrait,
    E::Model: Send + Sync,
    I: From<Uuid>,
{
    let at = events::moment(tx).await?;
    let n_items = counts.of(tx, at.clone(), &found).await?;
    if n_items <= paging.offset() {
        return Ok(paging.of(Vec::new(), n_items));
    }
    let order = if descending { Order::Desc } else { Order::Asc };
    let page = sorted(found, order.clone())
        .order_by(id, order)
        .select_only()
        .column(id)
        .offset(paging.offset())
        .limit(paging.limit());
    let ids = counts.page(tx, at, page).await?;
    Ok(paging.of(ids.iter().copied().map(I::from).collect(), n_items))
}
