//! Waivers in the database. Whose one is says its plan.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use db::Tx;
use sea_orm::{
    ColumnTrait as _, Condition, EntityTrait as _, PaginatorTrait as _, QueryFilter as _,
    QueryOrder as _, QuerySelect as _, Select, Set,
};
use uuid::Uuid;

use super::entity::{ActiveModel, Column, Entity, Model};
use super::read::{Query, Sort};
use super::{Standing, State, Waiver};
use crate::actor::Scope;
use crate::ids::{AgencyId, PersonId, PlanId, WaiverId};
use crate::plans::plan;
use crate::{Error, Page, Result, page_store};

/// How many are read at once at most.
const ALL_MAX: u64 = 50_000;

/// The waiver called `id`, if there is one.
pub(super) async fn find(tx: &Tx, id: WaiverId) -> Result<Option<Waiver>> {
    Entity::find_by_id(id).one(tx).await?.map(to_waiver).transpose()
}

/// The waivers of a plan, the last first.
pub(super) async fn of_plan(tx: &Tx, id: PlanId) -> Result<Vec<Waiver>> {
    let found = Entity::find().filter(Column::PlanId.eq(Uuid::from(id)));
    let rows = found.order_by_desc(Column::Id).limit(ALL_MAX).all(tx).await?;
    rows.into_iter().map(to_waiver).collect()
}

/// Those of all plans that were granted.
pub(super) async fn all_granted(tx: &Tx) -> Result<Vec<Waiver>> {
    let found = Entity::find().filter(Column::State.eq(State::Granted.code()));
    let rows = found.order_by_asc(Column::Id).limit(ALL_MAX).all(tx).await?;
    rows.into_iter().map(to_waiver).collect()
}

/// Those of all plans that wait.
pub(super) async fn all_asked(tx: &Tx) -> Result<Vec<Waiver>> {
    let found = Entity::find().filter(Column::State.eq(State::Asked.code()));
    let rows = found.order_by_asc(Column::Id).limit(ALL_MAX).all(tx).await?;
    rows.into_iter().map(to_waiver).collect()
}

/// How many wait that somebody else asked for.
pub(super) async fn n_asked(tx: &Tx, by: PersonId) -> Result<u64> {
    let found = Entity::find().filter(Column::State.eq(State::Asked.code()));
    Ok(found.filter(Column::AskedBy.ne(Uuid::from(by))).count(tx).await?)
}

/// Those that wait, of the plans that `scope` lets see, and that somebody else asked for.
pub(super) async fn to_decide(tx: &Tx, scope: &Scope, by: PersonId) -> Result<Vec<Waiver>> {
    let found = Entity::find()
        .filter(Column::State.eq(State::Asked.code()))
        .filter(Column::AskedBy.ne(Uuid::from(by)))
        .filter(of(scope, None));
    let rows = found.order_by_asc(Column::Id).limit(ALL_MAX).all(tx).await?;
    rows.into_iter().map(to_waiver).collect()
}

/// Those that somebody asked for, of the plans that `scope` lets see, and that hold and end within
/// these days.
pub(super) async fn ending(
    tx: &Tx,
    (scope, by): (&Scope, PersonId),
    (from, to): (NaiveDate, NaiveDate),
) -> Result<Vec<Waiver>> {
    let found = Entity::find()
        .filter(Column::State.eq(State::Granted.code()))
        .filter(Column::AskedBy.eq(Uuid::from(by)))
        .filter(Column::UntilOn.between(from, to))
        .filter(of(scope, None));
    let rows = found.order_by_asc(Column::UntilOn).limit(ALL_MAX).all(tx).await?;
    rows.into_iter().map(to_waiver).collect()
}

/// One page of the waivers of plans that `scope` lets see.
pub(super) async fn list(
    tx: &Tx,
    scope: &Scope,
    (query, today): (&Query, NaiveDate),
) -> Result<Page<Waiver>> {
    let found = Entity::find().filter(condition(scope, query, today));
    let n_items = found.clone().count(tx).await?;
    let sorted = |found: Select<Entity>, order| match query.sort {
        Sort::Until => found.order_by(Column::UntilOn, order),
        Sort::Asked => found.order_by(Column::AskedAt, order),
        Sort::Rule => found.order_by(Column::Rule, order),
        Sort::State => found.order_by(Column::State, order),
    };
    let how = (query.descending, query.paging);
    let rows = page_store::rows(tx, (found, Column::Id), how, sorted).await?;
    let items = rows.into_iter().map(to_waiver).collect::<Result<Vec<_>>>()?;
    Ok(query.paging.of(items, n_items))
}

fn of(scope: &Scope, agencies: Option<&BTreeSet<AgencyId>>) -> Condition {
    Condition::all().add(Column::PlanId.in_subquery(plan::ids_within(scope, agencies)))
}

fn condition(scope: &Scope, query: &Query, today: NaiveDate) -> Condition {
    let mut found = of(scope, query.agencies.as_ref());
    if let Some(id) = query.plan {
        found = found.add(Column::PlanId.eq(Uuid::from(id)));
    }
    if let Some(rule) = &query.rule {
        found = found.add(Column::Rule.eq(rule.as_str()));
    }
    let state = |it: State| Column::State.eq(it.code());
    found = match query.standing {
        None => found,
        Some(Standing::Asked) => found.add(state(State::Asked)),
        Some(Standing::Refused) => found.add(state(State::Refused)),
        Some(Standing::Withdrawn) => found.add(state(State::Withdrawn)),
        Some(Standing::Granted) => found.add(state(State::Granted)).add(Column::UntilOn.gte(today)),
        Some(Standing::Ended) => found.add(state(State::Granted)).add(Column::UntilOn.lt(today)),
    };
    if let Some(last) = query.ending_by {
        let ending = Column::UntilOn.between(today, last);
        found = found.add(state(State::Granted)).add(ending);
    }
    let text = query.text.trim();
    if !text.is_empty() {
        found = found.add(db::contains(Column::WordsFolded, text));
    }
    found
}

/// Saves new waivers.
pub(super) async fn insert(tx: &Tx, it: &Waiver) -> Result<()> {
    Entity::insert(to_row(it)).exec_without_returning(tx).await?;
    Ok(())
}

/// Saves a changed waiver, unless someone else saved it since it was read.
pub(super) async fn update(tx: &Tx, it: Waiver) -> Result<Waiver> {
    let next = Waiver { version: it.version + 1, ..it };
    let done = Entity::update_many()
        .set(to_row(&next))
        .filter(Column::Id.eq(Uuid::from(next.id)))
        .filter(Column::Version.eq(next.version - 1))
        .exec(tx)
        .await?;
    match done.rows_affected {
        0 => Err(Error::Stale("waiver")),
        _ => Ok(next),
    }
}

fn to_row(it: &Waiver) -> ActiveModel {
    let words = format!("{} {} {}", it.rule, it.sentence, it.reason);
    ActiveModel {
        id: Set(it.id.into()),
        plan_id: Set(it.plan_id.into()),
        rule: Set(it.rule.clone()),
        about: Set(it.about.clone()),
        sentence: Set(it.sentence.clone()),
        reason: Set(it.reason.clone()),
        words_folded: Set(db::fold(&words)),
        until_on: Set(it.until),
        state: Set(it.state.code().to_owned()),
        asked_by: Set(it.asked_by.into()),
        asked_at: Set(it.asked_at),
        decided_by: Set(it.decided_by.map(Into::into)),
        decided_at: Set(it.decided_at),
        note: Set(it.note.clone()),
        updated_at: Set(it.updated_at),
        version: Set(it.version),
    }
}

fn to_waiver(row: Model) -> Result<Waiver> {
    let what = || Error::internal(format!("the waiver {} makes no sense", row.id));
    Ok(Waiver {
        id: row.id.into(),
        plan_id: row.plan_id.into(),
        state: State::from_code(&row.state).ok_or_else(what)?,
        rule: row.rule,
        about: row.about,
        sentence: row.sentence,
        reason: row.reason,
        until: row.until_on,
        asked_by: row.asked_by.into(),
        asked_at: row.asked_at,
        decided_by: row.decided_by.map(Into::into),
        decided_at: row.decided_at,
        note: row.note,
        updated_at: row.updated_at,
        version: row.version,
    })
}
