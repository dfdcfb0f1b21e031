//! Accounts and failed attempts in the database.

use std::collections::BTreeSet;

use db::Tx;
use sea_orm::{
    ColumnTrait as _, Condition, EntityTrait as _, FromQueryResult, PaginatorTrait as _,
    QueryFilter as _, QueryOrder as _, QuerySelect as _, Set, Statement, Value,
    sea_query::OnConflict,
};
use uuid::Uuid;

use super::Account;
use super::entity::account::{ActiveModel, Column, Entity, Model};
use super::entity::failure;
use super::throttle::Tally;
use crate::ids::PersonId;
use crate::row_store::VALUES_MAX;
use crate::{Result, Timestamp};

/// The person behind a session or a token, who may still come in.
#[derive(Debug, Clone, PartialEq, Eq, FromQueryResult)]
pub(super) struct Who {
    /// What they are called.
    pub(super) name: String,
    /// Where they work.
    pub(super) agency_id: Uuid,
}

/// The account of a person, if they have one.
pub(super) async fn find(tx: &Tx, person_id: PersonId) -> Result<Option<Account>> {
    Ok(Entity::find_by_id(person_id).one(tx).await?.map(to_account))
}

/// The same, and until this transaction is over nobody else changes it.
pub(super) async fn lock(tx: &Tx, person_id: PersonId) -> Result<Option<Account>> {
    Ok(Entity::find_by_id(person_id).lock_exclusive().one(tx).await?.map(to_account))
}

/// The account that signs in with `email`, if there is one.
pub(super) async fn by_email(tx: &Tx, email: &str) -> Result<Option<Account>> {
    let row = Entity::find().filter(Column::EmailFolded.eq(folded(email))).one(tx).await?;
    Ok(row.map(to_account))
}

/// The person, if neither they have left nor their account is closed.
pub(super) async fn who(tx: &Tx, person_id: PersonId) -> Result<Option<Who>> {
    let sql = "SELECT p.name, p.agency_id FROM persons p JOIN accounts a ON a.person_id = p.id \
               WHERE p.id = $1 AND p.retired_at IS NULL AND a.closed_at IS NULL";
    let values: Vec<Value> = vec![Uuid::from(person_id).into()];
    let backend = sea_orm::ConnectionTrait::get_database_backend(tx);
    let statement = Statement::from_sql_and_values(backend, sql, values);
    Ok(Who::find_by_statement(statement).one(tx).await?)
}

/// Everybody who can sign in: at most `n_max` after the one called `after`, in the order of their ids.
pub(super) async fn with_password_after(
    tx: &Tx,
    after: Option<PersonId>,
    n_max: u64,
) -> Result<Vec<PersonId>> {
    let ids: Vec<Uuid> = Entity::find()
        .select_only()
        .column(Column::PersonId)
        .filter(Column::PasswordHash.is_not_null())
        .filter(Column::ClosedAt.is_null())
        .filter(Condition::all().add_option(after.map(|it| Column::PersonId.gt(Uuid::from(it)))))
        .order_by_asc(Column::PersonId)
        .limit(n_max)
        .into_tuple()
        .all(tx)
        .await?;
    Ok(ids.into_iter().map(PersonId::from).collect())
}

/// Which of these people have chosen a password, and no closed account.
pub(super) async fn with_password(
    tx: &Tx,
    people: &BTreeSet<PersonId>,
) -> Result<BTreeSet<PersonId>> {
    let ids: Vec<Uuid> = people.iter().map(|it| Uuid::from(*it)).collect();
    let mut found = BTreeSet::new();
    for ids in ids.chunks(VALUES_MAX) {
        let some: Vec<Uuid> = Entity::find()
            .select_only()
            .column(Column::PersonId)
            .filter(Column::PersonId.is_in(ids.iter().copied()))
            .filter(Column::PasswordHash.is_not_null())
            .filter(Column::ClosedAt.is_null())
            .into_tuple()
            .all(tx)
            .await?;
        found.extend(some.into_iter().map(PersonId::from));
    }
    Ok(found)
}

/// How many people can sign in: they have chosen a password.
pub(super) async fn n_with_password(tx: &Tx) -> Result<u64> {
    Ok(Entity::find().filter(Column::PasswordHash.is_not_null()).count(tx).await?)
}

/// Saves a new account.
pub(super) async fn insert(tx: &Tx, account: &Account) -> Result<()> {
    Entity::insert(to_row(account)).exec_without_returning(tx).await?;
    Ok(())
}

/// Saves a changed account.
pub(super) async fn update(tx: &Tx, account: &Account) -> Result<()> {
    Entity::update(to_row(account)).exec(tx).await?;
    Ok(())
}

/// Sets the password of an account, unless it is closed. Says whether it did.
pub(super) async fn update_password(
    tx: &Tx,
    person_id: PersonId,
    hash: String,
    now: Timestamp,
) -> Result<bool> {
    let row = ActiveModel {
        password_hash: Set(Some(hash)),
        updated_at: Set(now),
        ..ActiveModel::default()
    };
    let done = Entity::update_many()
        .set(row)
        .filter(Column::PersonId.eq(Uuid::from(person_id)))
        .filter(Column::ClosedAt.is_null())
        .exec(tx)
        .await?;
    Ok(done.rows_affected != 0)
}

/// How often an account or an address failed. Whoever else wants to know waits until this
/// transaction is over: else many guesses at once would all count from the same number.
pub(super) async fn tally(tx: &Tx, key: &[u8]) -> Result<Option<Tally>> {
    db::wait_for_turn(tx, key).await?;
    let row = failure::Entity::find_by_id(key.to_vec()).one(tx).await?;
    Ok(row.map(|it| Tally { n_failures: it.n_failures, failed_at: it.failed_at }))
}

/// Notes how often it failed.
pub(super) async fn set_tally(tx: &Tx, key: &[u8], tally: Tally) -> Result<()> {
    let row = failure::ActiveModel {
        key: Set(key.to_vec()),
        n_failures: Set(tally.n_failures),
        failed_at: Set(tally.failed_at),
    };
    let columns = [failure::Column::NFailures, failure::Column::FailedAt];
    let replaced = OnConflict::column(failure::Column::Key).update_columns(columns).to_owned();
    failure::Entity::insert(row).on_conflict(replaced).exec_without_returning(tx).await?;
    Ok(())
}

/// Forgets the failures of an account or an address.
pub(super) async fn clear_tally(tx: &Tx, key: &[u8]) -> Result<()> {
    failure::Entity::delete_by_id(key.to_vec()).exec(tx).await?;
    Ok(())
}

/// Forgets all failures before `moment`.
pub(super) async fn clear_tallies_before(tx: &Tx, moment: Timestamp) -> Result<()> {
    let old = failure::Entity::delete_many().filter(failure::Column::FailedAt.lte(moment));
    old.exec(tx).await?;
    Ok(())
}

/// An e-mail address as accounts are found by it.
pub(super) fn folded(email: &str) -> String {
    db::fold(email.trim())
}

fn to_row(it: &Account) -> ActiveModel {
    ActiveModel {
        person_id: Set(it.person_id.into()),
        email: Set(it.email.clone()),
        email_folded: Set(folded(&it.email)),
        password_hash: Set(it.password_hash.clone()),
        closed_at: Set(it.closed_at),
        updated_at: Set(it.updated_at),
    }
}

fn to_account(row: Model) -> Account {
    Account {
        person_id: row.person_id.into(),
        email: row.email,
        password_hash: row.password_hash,
        closed_at: row.closed_at,
        updated_at: row.updated_at,
    }
}
