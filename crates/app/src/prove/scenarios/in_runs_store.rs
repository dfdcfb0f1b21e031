//! In which runs an item is down, in the database.

use std::collections::BTreeMap;

use db::Tx;
use sea_orm::{
    ColumnTrait as _, EntityTrait as _, JoinType, QueryFilter as _, QueryOrder as _,
    QuerySelect as _, RelationDef,
};
use uuid::Uuid;

use super::entity::{run, scenario, service};
use super::outcome::ServiceOut;
use super::result_store::to_service;
use super::row::{RunHead, to_run_without_result};
use super::run::{Run, RunState};
use crate::Result;
use crate::actor::Scope;
use crate::ids::{ItemId, RunId};

/// The newest runs in which an item is down, of scenarios in use that `scope` lets see: at most
/// `n_max`, each with how the item fares in it.
pub(super) async fn newest(
    tx: &Tx,
    scope: &Scope,
    id: ItemId,
    n_max: u64,
) -> Result<Vec<(Run, ServiceOut)>> {
    let of_run: RelationDef = service::Entity::belongs_to(run::Entity)
        .from(service::Column::RunId)
        .to(run::Column::Id)
        .into();
    let of_scenario: RelationDef = run::Entity::belongs_to(scenario::Entity)
        .from(run::Column::ScenarioId)
        .to(scenario::Column::Id)
        .into();
    let rows = service::Entity::find()
        .join(JoinType::InnerJoin, of_run)
        .join(JoinType::InnerJoin, of_scenario)
        .filter(service::Column::ItemId.eq(Uuid::from(id)))
        .filter(run::Column::State.eq(RunState::Done.code()))
        .filter(scenario::Column::RetiredAt.is_null())
        .filter(scope.rows(scenario::Column::AgencyId, scenario::Column::Id))
        // Ids of runs are in the order in which they were started.
        .order_by_desc(service::Column::RunId)
        .limit(n_max)
        .all(tx)
        .await?;
    let ids: Vec<Uuid> = rows.iter().map(|it| it.run_id).collect();
    let heads = run::Entity::find().filter(run::Column::Id.is_in(ids));
    let mut runs: BTreeMap<RunId, Run> = BTreeMap::new();
    for head in heads.into_partial_model::<RunHead>().all(tx).await? {
        let run = to_run_without_result(head)?;
        runs.insert(run.id, run);
    }
    let mut found = Vec::new();
    for row in rows {
        let run = runs.remove(&row.run_id.into());
        let (service, ..) = to_service(row)?;
        found.extend(run.map(|it| (it, service)));
    }
    Ok(found)
}
