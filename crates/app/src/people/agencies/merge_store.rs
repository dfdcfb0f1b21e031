//! Whatever belongs to an agency, in every table but that of grants, changing hands at once.
//!
//! No feature below could be asked: an agency does not know what others keep of it. A test reads
//! the schema, and fails when a table refers to agencies that is not listed here.

use db::Tx;
use sea_orm::{ConnectionTrait as _, FromQueryResult, Statement};
use uuid::Uuid;

use crate::ids::AgencyId;
use crate::{Result, Timestamp};

/// Something that changed hands.
#[derive(Debug, FromQueryResult)]
pub(super) struct Handed {
    pub(super) id: Uuid,
    /// What the audit log calls such a record.
    pub(super) kind: String,
    pub(super) code: String,
    pub(super) name: String,
}

/// Makes every person of the agency `from` one of the agency `to`. Whoever is about to save one
/// learns that it changed.
pub(super) async fn hand_over_persons(
    tx: &Tx,
    ids: (AgencyId, AgencyId),
    now: Timestamp,
) -> Result<Vec<Handed>> {
    hand_over(tx, ("persons", "'person'"), ids, now).await
}

/// The same for every item.
pub(super) async fn hand_over_items(
    tx: &Tx,
    ids: (AgencyId, AgencyId),
    now: Timestamp,
) -> Result<Vec<Handed>> {
    hand_over(tx, ("items", "kind"), ids, now).await
}

/// The same for every investment.
pub(super) async fn hand_over_investments(
    tx: &Tx,
    ids: (AgencyId, AgencyId),
    now: Timestamp,
) -> Result<Vec<Handed>> {
    hand_over(tx, ("investments", "'investment'"), ids, now).await
}

/// The same for every risk.
pub(super) async fn hand_over_risks(
    tx: &Tx,
    ids: (AgencyId, AgencyId),
    now: Timestamp,
) -> Result<Vec<Handed>> {
    hand_over(tx, ("risks", "'risk'"), ids, now).await
}

/// The same for every scenario.
pub(super) async fn hand_over_scenarios(
    tx: &Tx,
    ids: (AgencyId, AgencyId),
    now: Timestamp,
) -> Result<Vec<Handed>> {
    hand_over(tx, ("scenarios", "'scenario'"), ids, now).await
}

/// The same for every plan.
pub(super) async fn hand_over_plans(
    tx: &Tx,
    ids: (AgencyId, AgencyId),
    now: Timestamp,
) -> Result<Vec<Handed>> {
    hand_over(tx, ("plans", "'plan'"), ids, now).await
}

/// The same for every disruption.
pub(super) async fn hand_over_disruptions(
    tx: &Tx,
    ids: (AgencyId, AgencyId),
    now: Timestamp,
) -> Result<Vec<Handed>> {
    hand_over(tx, ("disruptions", "'disruption'"), ids, now).await
}

/// The same for every objective.
pub(super) async fn hand_over_objectives(
    tx: &Tx,
    ids: (AgencyId, AgencyId),
    now: Timestamp,
) -> Result<Vec<Handed>> {
    hand_over(tx, ("objectives", "'objective'"), ids, now).await
}

/// The same for every lesson.
pub(super) async fn hand_over_lessons(
    tx: &Tx,
    ids: (AgencyId, AgencyId),
    now: Timestamp,
) -> Result<Vec<Handed>> {
    hand_over(tx, ("lessons", "'lesson'"), ids, now).await
}

/// The same for every special project.
pub(super) async fn hand_over_projects(
    tx: &Tx,
    ids: (AgencyId, AgencyId),
    now: Timestamp,
) -> Result<Vec<Handed>> {
    hand_over(tx, ("projects", "'project'"), ids, now).await
}

/// The same for each part of its programme of which the other agency has said nothing yet. What that
/// has said stays.
pub(super) async fn hand_over_programme(
    tx: &Tx,
    (from, to): (AgencyId, AgencyId),
    now: Timestamp,
) -> Result<Vec<Handed>> {
    let sql = "UPDATE programme_parts SET agency_id = $1, version = version + 1, updated_at = $2 \
               WHERE agency_id = $3 AND part NOT IN \
               (SELECT part FROM programme_parts WHERE agency_id = $1) \
               RETURNING id, 'programme_part' AS kind, part AS code, '' AS name";
    let values = [Uuid::from(to).into(), now.into(), Uuid::from(from).into()];
    let statement = Statement::from_sql_and_values(tx.get_database_backend(), sql, values);
    Ok(Handed::find_by_statement(statement).all(tx).await?)
}

/// The same for how it meets each obligation, where the other agency has said nothing of that yet:
/// nobody attests for two. What it has said stays.
pub(super) async fn hand_over_compliances(
    tx: &Tx,
    (from, to): (AgencyId, AgencyId),
    now: Timestamp,
) -> Result<Vec<Handed>> {
    let sql = "UPDATE compliances SET agency_id = $1, version = version + 1, updated_at = $2 \
               WHERE agency_id = $3 AND obligation_id NOT IN \
               (SELECT obligation_id FROM compliances WHERE agency_id = $1) \
               RETURNING id, 'compliance' AS kind, '' AS code, '' AS name";
    let values = [Uuid::from(to).into(), now.into(), Uuid::from(from).into()];
    let statement = Statement::from_sql_and_values(tx.get_database_backend(), sql, values);
    Ok(Handed::find_by_statement(statement).all(tx).await?)
}

/// The same for every policy.
pub(super) async fn hand_over_policies(
    tx: &Tx,
    ids: (AgencyId, AgencyId),
    now: Timestamp,
) -> Result<Vec<Handed>> {
    hand_over(tx, ("policies", "'policy'"), ids, now).await
}

/// The same for every series of meetings.
pub(super) async fn hand_over_meetings(
    tx: &Tx,
    ids: (AgencyId, AgencyId),
    now: Timestamp,
) -> Result<Vec<Handed>> {
    hand_over(tx, ("meeting_series", "'meeting_series'"), ids, now).await
}

/// The same for every partner that it keeps.
pub(super) async fn hand_over_partners(
    tx: &Tx,
    ids: (AgencyId, AgencyId),
    now: Timestamp,
) -> Result<Vec<Handed>> {
    hand_over(tx, ("partners", "'partner'"), ids, now).await
}

/// The same for every advisory.
pub(super) async fn hand_over_advisories(
    tx: &Tx,
    ids: (AgencyId, AgencyId),
    now: Timestamp,
) -> Result<Vec<Handed>> {
    hand_over(tx, ("advisories", "'advisory'"), ids, now).await
}

async fn hand_over(
    tx: &Tx,
    (table, kind): (&str, &str),
    (from, to): (AgencyId, AgencyId),
    now: Timestamp,
) -> Result<Vec<Handed>> {
    let name = if table == "plans" { "title" } else { "name" };
    let sql = format!(
        "UPDATE {table} SET agency_id = $1, version = version + 1, updated_at = $2 \
         WHERE agency_id = $3 RETURNING id, {kind} AS kind, code, {name} AS name"
    );
    let values = [Uuid::from(to).into(), now.into(), Uuid::from(from).into()];
    let statement = Statement::from_sql_and_values(tx.get_database_backend(), sql, values);
    Ok(Handed::find_by_statement(statement).all(tx).await?)
}

/// Lets what is done with plans follow those: how a plan is followed, and what was found in it last
/// night, belongs to whoever has the plan, and the event of that stands for it.
pub(super) async fn follow_plans(tx: &Tx, ids: (AgencyId, AgencyId)) -> Result<()> {
    let statements = [
        "UPDATE activations SET agency_id = $1, version = version + 1 WHERE agency_id = $2",
        "UPDATE plan_nights SET agency_id = $1 WHERE agency_id = $2",
    ];
    follow(tx, ids, &statements).await
}

async fn follow(tx: &Tx, (from, to): (AgencyId, AgencyId), statements: &[&str]) -> Result<()> {
    for sql in statements {
        let values = [Uuid::from(to).into(), Uuid::from(from).into()];
        let statement = Statement::from_sql_and_values(tx.get_database_backend(), *sql, values);
        tx.execute_raw(statement).await?;
    }
    Ok(())
}

/// Lets what says who helps an agency, who follows whom in it and what it asked for follow it: the
/// event of the merger stands for that. Whom else it calls stays where the other has said so already.
pub(super) async fn follow_agency(tx: &Tx, ids: (AgencyId, AgencyId)) -> Result<()> {
    let statements = [
        "UPDATE relationship_managers SET agency_id = $1, version = version + 1 WHERE agency_id = $2",
        "UPDATE handovers SET agency_id = $1, version = version + 1 WHERE agency_id = $2",
        "UPDATE consultations SET agency_id = $1, version = version + 1 WHERE agency_id = $2",
        "UPDATE contact_lists SET agency_id = $1, version = version + 1 WHERE agency_id = $2 \
         AND NOT EXISTS (SELECT 1 FROM contact_lists WHERE agency_id = $1)",
    ];
    follow(tx, ids, &statements).await
}
