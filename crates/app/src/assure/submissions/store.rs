//! Submissions in the database.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use db::{Counts, Tx};
use sea_orm::sea_query::NullOrdering;
use sea_orm::{
    ColumnTrait as _, Condition, EntityTrait as _, Order, QueryFilter as _, QueryOrder as _,
    QuerySelect as _,
};
use uuid::Uuid;

use super::entity::submission::{Column, Entity};
use super::read::{Query, Sort};
use super::row::{to_row, to_submission};
use super::{State, Submission};
use crate::actor::Scope;
use crate::ids::{AgencyId, CampaignId, SubmissionId};
use crate::{Error, Page, Result, events};

/// How many values one statement may hold, safely below what either engine takes: a row has 24.
const ROWS_MAX: usize = 500;

/// The submission called `id`, if there is one.
pub(super) async fn find(tx: &Tx, id: SubmissionId) -> Result<Option<Submission>> {
    Entity::find_by_id(id).one(tx).await?.map(to_submission).transpose()
}

/// Every submission of a campaign.
pub(super) async fn of_campaign(tx: &Tx, id: CampaignId) -> Result<Vec<Submission>> {
    let rows = Entity::find()
        .filter(Column::CampaignId.eq(Uuid::from(id)))
        .order_by_asc(Column::AgencyFolded)
        .order_by_asc(Column::Id)
        .all(tx)
        .await?;
    rows.into_iter().map(to_submission).collect()
}

/// Who was asked in a campaign.
pub(super) async fn asked(tx: &Tx, id: CampaignId) -> Result<BTreeSet<AgencyId>> {
    let rows: Vec<Uuid> = Entity::find()
        .select_only()
        .column(Column::AgencyId)
        .filter(Column::CampaignId.eq(Uuid::from(id)))
        .into_tuple()
        .all(tx)
        .await?;
    Ok(rows.into_iter().map(AgencyId::from).collect())
}

/// Every submission for which nothing was handed in, and that is not late.
pub(super) async fn ahead(tx: &Tx) -> Result<Vec<Submission>> {
    let states = [State::NotDue, State::Due].map(State::code);
    let rows = Entity::find().filter(Column::State.is_in(states)).order_by_asc(Column::Id);
    rows.all(tx).await?.into_iter().map(to_submission).collect()
}

/// Those of which what a review asks for was to be put right before the day `today`, and nobody noted yet
/// that it was not.
pub(super) async fn fixes_missed(tx: &Tx, today: NaiveDate) -> Result<Vec<Submission>> {
    let states = [State::Returned, State::AcceptedWithFixes].map(State::code);
    let rows = Entity::find()
        .filter(Column::State.is_in(states))
        .filter(Column::FixesDueOn.lt(today))
        .filter(Column::FixesLateAt.is_null())
        .order_by_asc(Column::Id);
    rows.all(tx).await?.into_iter().map(to_submission).collect()
}

/// At most 500 submissions of which time has made something else by the day `today`.
pub(super) async fn by_time(tx: &Tx, today: NaiveDate) -> Result<Vec<Submission>> {
    let opens = Condition::all()
        .add(Column::State.eq(State::NotDue.code()))
        .add(Column::OpensOn.lte(today));
    let is_late =
        Condition::all().add(Column::State.eq(State::Due.code())).add(Column::DueOn.lt(today));
    let rows = Entity::find()
        .filter(Condition::any().add(opens).add(is_late))
        .order_by_asc(Column::Id)
        .limit(500)
        .all(tx)
        .await?;
    rows.into_iter().map(to_submission).collect()
}

/// How many submissions of these campaigns that `scope` lets see are in each state.
pub(super) async fn counts(
    tx: &Tx,
    scope: &Scope,
    ids: &BTreeSet<CampaignId>,
) -> Result<BTreeMap<CampaignId, BTreeMap<State, u64>>> {
    let rows: Vec<(Uuid, String, i64)> = Entity::find()
        .select_only()
        .column(Column::CampaignId)
        .column(Column::State)
        .column_as(Column::Id.count(), "n")
        .filter(scope.rows(Column::AgencyId, Column::Id))
        .filter(Column::CampaignId.is_in(ids.iter().map(|it| Uuid::from(*it))))
        .group_by(Column::CampaignId)
        .group_by(Column::State)
        .into_tuple()
        .all(tx)
        .await?;
    let mut found: BTreeMap<CampaignId, BTreeMap<State, u64>> = BTreeMap::new();
    for (campaign, state, n) in rows {
        let Some(state) = State::from_code(&state) else { continue };
        let n = u64::try_from(n).unwrap_or(0);
        found.entry(campaign.into()).or_default().insert(state, n);
    }
    Ok(found)
}

/// One page of the submissions that `scope` lets see. The id settles the order of equals.
pub(super) async fn list(
    tx: &Tx,
    counts: &Counts,
    scope: &Scope,
    query: &Query,
) -> Result<Page<Submission>> {
    let found = Entity::find().filter(condition(scope, query));
    let n_items = counts.of(tx, events::moment(tx).await?, &found).await?;
    let order = if query.descending { Order::Desc } else { Order::Asc };
    let last = NullOrdering::Last;
    let found = match query.sort {
        Sort::Agency => found.order_by(Column::AgencyFolded, order.clone()),
        Sort::Year => found.order_by(Column::Year, order.clone()),
        Sort::State => found.order_by(Column::State, order.clone()),
        Sort::Due => found.order_by(Column::DueOn, order.clone()),
        Sort::Submitted => found.order_by_with_nulls(Column::AttestedAt, order.clone(), last),
        Sort::Score => found.order_by_with_nulls(Column::Score, order.clone(), last),
    };
    let rows = found
        .order_by(Column::Id, order)
        .offset(query.paging.offset())
        .limit(query.paging.limit())
        .all(tx)
        .await?;
    let items = rows.into_iter().map(to_submission).collect::<Result<Vec<_>>>()?;
    Ok(query.paging.of(items, n_items))
}

/// At most `n_max` of them in the order of their ids, after the one called `after`.
pub(super) async fn list_after(
    tx: &Tx,
    scope: &Scope,
    query: &Query,
    (after, n_max): (Option<SubmissionId>, u64),
) -> Result<Vec<Submission>> {
    let rows = Entity::find()
        .filter(condition(scope, query))
        .filter(Condition::all().add_option(after.map(|it| Column::Id.gt(Uuid::from(it)))))
        .order_by_asc(Column::Id)
        .limit(n_max)
        .all(tx)
        .await?;
    rows.into_iter().map(to_submission).collect()
}

fn condition(scope: &Scope, query: &Query) -> Condition {
    let mut found = Condition::all().add(scope.rows(Column::AgencyId, Column::Id));
    if let Some(agencies) = &query.agencies {
        found = found.add(Column::AgencyId.is_in(agencies.iter().map(|it| Uuid::from(*it))));
    }
    if let Some(id) = query.campaign {
        found = found.add(Column::CampaignId.eq(Uuid::from(id)));
    }
    if query.on_request {
        found = found.add(Column::CampaignId.is_null());
    }
    if query.was_late {
        let late = Condition::any().add(Column::LateAt.is_not_null());
        found = found.add(late.add(Column::FixesLateAt.is_not_null()));
    }
    if query.fixes_late {
        found = found.add(Column::FixesLateAt.is_not_null());
    }
    let text = query.text.trim();
    if !text.is_empty() {
        // A receipt is searched for as it is printed.
        let receipt = Column::Receipt.eq(text);
        found =
            found.add(Condition::any().add(db::contains(Column::AgencyFolded, text)).add(receipt));
    }
    if !query.states.is_empty() {
        found = found.add(Column::State.is_in(query.states.iter().map(|it| it.code())));
    }
    found.add_option(query.year.map(|it| Column::Year.eq(it)))
}

/// Saves new submissions.
pub(super) async fn insert_all(tx: &Tx, all: &[Submission]) -> Result<()> {
    for some in all.chunks(ROWS_MAX) {
        let rows = some.iter().map(to_row).collect::<Result<Vec<_>>>()?;
        Entity::insert_many(rows).exec_without_returning(tx).await?;
    }
    Ok(())
}

/// Saves a changed submission, unless someone else saved it since it was read.
pub(super) async fn update(tx: &Tx, it: Submission) -> Result<Submission> {
    let next = Submission { version: it.version + 1, ..it };
    let done = Entity::update_many()
        .set(to_row(&next)?)
        .filter(Column::Id.eq(Uuid::from(next.id)))
        .filter(Column::Version.eq(next.version - 1))
        .exec(tx)
        .await?;
    if done.rows_affected == 0 { Err(Error::Stale("submission")) } else { Ok(next) }
}
