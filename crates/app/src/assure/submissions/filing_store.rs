//! What was handed in, in the database.

use std::collections::BTreeMap;

use db::Tx;
use sea_orm::{
    ColumnTrait as _, EntityTrait as _, PaginatorTrait as _, QueryFilter as _, QueryOrder as _,
    QuerySelect as _, Set,
};
use uuid::Uuid;

use super::entity::dossier;
use super::entity::filing::{Column, Entity};
use super::row::{to_filing, to_filing_row};
use super::{Filing, Outcome};
use crate::ids::{AgencyId, FilingId, SubmissionId};
use crate::{Result, Timestamp};

/// How many values one statement may hold, safely below what either engine takes.
const VALUES_MAX: usize = 500;

/// Every time that plans were handed in for a submission, the last first.
pub(super) async fn of(tx: &Tx, id: SubmissionId) -> Result<Vec<Filing>> {
    let rows = Entity::find()
        .filter(Column::SubmissionId.eq(Uuid::from(id)))
        .order_by_desc(Column::Number)
        .all(tx)
        .await?;
    rows.into_iter().map(to_filing).collect()
}

/// The last time that plans were handed in for each of these submissions.
pub(super) async fn last_of(
    tx: &Tx,
    ids: &[SubmissionId],
) -> Result<BTreeMap<SubmissionId, Filing>> {
    let mut found = BTreeMap::new();
    for ids in ids.chunks(VALUES_MAX) {
        let rows = Entity::find()
            .filter(Column::SubmissionId.is_in(ids.iter().map(|it| Uuid::from(*it))))
            .order_by_asc(Column::Number)
            .all(tx)
            .await?;
        for row in rows {
            let filing = to_filing(row)?;
            found.insert(filing.submission_id, filing);
        }
    }
    Ok(found)
}

/// What was last accepted of an agency before `moment`, if anything was.
pub(super) async fn accepted_before(
    tx: &Tx,
    agency_id: AgencyId,
    moment: Timestamp,
) -> Result<Option<Filing>> {
    let accepted = [Outcome::Accepted.code(), Outcome::AcceptedWithFixes.code()];
    let row = Entity::find()
        .filter(Column::AgencyId.eq(Uuid::from(agency_id)))
        .filter(Column::Outcome.is_in(accepted))
        .filter(Column::AttestedAt.lt(moment))
        .order_by_desc(Column::AttestedAt)
        .order_by_desc(Column::Id)
        .one(tx)
        .await?;
    row.map(to_filing).transpose()
}

/// The last `n_max` times that an agency handed plans in, the last first.
pub(super) async fn last_of_agency(
    tx: &Tx,
    agency_id: AgencyId,
    n_max: u64,
) -> Result<Vec<Filing>> {
    let rows = Entity::find()
        .filter(Column::AgencyId.eq(Uuid::from(agency_id)))
        .order_by_desc(Column::AttestedAt)
        .order_by_desc(Column::Id)
        .limit(n_max)
        .all(tx)
        .await?;
    rows.into_iter().map(to_filing).collect()
}

/// How often an agency handed plans in for a year.
pub(super) async fn count_of(tx: &Tx, agency_id: AgencyId, year: i32) -> Result<u64> {
    let of_agency = Entity::find().filter(Column::AgencyId.eq(Uuid::from(agency_id)));
    Ok(of_agency.filter(Column::Year.eq(year)).count(tx).await?)
}

/// Saves what was just handed in.
pub(super) async fn insert(tx: &Tx, it: &Filing) -> Result<()> {
    Entity::insert(to_filing_row(it)?).exec_without_returning(tx).await?;
    Ok(())
}

/// Saves what became of it. The version of its submission guards it.
pub(super) async fn update(tx: &Tx, it: &Filing) -> Result<()> {
    let row = to_filing_row(it)?;
    Entity::update_many().set(row).filter(Column::Id.eq(Uuid::from(it.id))).exec(tx).await?;
    Ok(())
}

/// Keeps a dossier. Nothing changes or removes it.
pub(super) async fn insert_dossier(tx: &Tx, id: FilingId, bytes: Vec<u8>) -> Result<()> {
    let row = dossier::ActiveModel { filing_id: Set(id.into()), bytes: Set(bytes) };
    dossier::Entity::insert(row).exec_without_returning(tx).await?;
    Ok(())
}

/// The dossier of what was handed in, if it is made.
pub(super) async fn dossier(tx: &Tx, id: FilingId) -> Result<Option<Vec<u8>>> {
    Ok(dossier::Entity::find_by_id(id).one(tx).await?.map(|it| it.bytes))
}
