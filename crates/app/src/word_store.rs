//! One word of each of some records: what they are called, or their codes.

use std::collections::{BTreeMap, BTreeSet};

use db::Tx;
use sea_orm::{ColumnTrait as _, EntityTrait, QueryFilter as _, QuerySelect as _};
use uuid::Uuid;

use crate::Result;
use crate::row_store::VALUES_MAX;

/// What stands in the column `word` of the records whose column `id` has these ids.
pub(crate) async fn words<E, Id>(
    tx: &Tx,
    (id, word): (E::Column, E::Column),
    ids: &BTreeSet<Id>,
) -> Result<BTreeMap<Id, String>>
where
    E: EntityTrait,
    Id: Copy + Ord + From<Uuid>,
    Uuid: From<Id>,
{
    let ids: Vec<Uuid> = ids.iter().map(|it| Uuid::from(*it)).collect();
    let mut words = BTreeMap::new();
    for ids in ids.chunks(VALUES_MAX) {
        let rows: Vec<(Uuid, String)> = E::find()
            .select_only()
            .columns([id, word])
            .filter(id.is_in(ids.iter().copied()))
            .into_tuple()
            .all(tx)
            .await?;
        words.extend(rows.into_iter().map(|(id, word)| (Id::from(id), word)));
    }
    Ok(words)
}
