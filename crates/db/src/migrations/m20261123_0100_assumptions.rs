//! What scenarios assume to be better, and in which runs a service is down.

use sea_orm::DbErr;
use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_integer, boolean, json_binary};

use super::columns::index;

#[derive(DeriveMigrationName)]
pub(super) struct Step;

#[async_trait::async_trait]
impl MigrationTrait for Step {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let changes = json_binary("changes").default("[]").take();
        let to = Table::alter().table("scenarios").add_column(changes).take();
        manager.alter_table(to).await?;
        // Of the scenario of a run, which may be large, what lists of runs show.
        for column in [
            boolean("is_without_changes").default(false).take(),
            big_integer("scenario_version").default(0).take(),
        ] {
            let to = Table::alter().table("scenario_runs").add_column(column).take();
            manager.alter_table(to).await?;
        }
        // Ids of runs are in the order in which they were started: the newest are read first.
        index(manager, "run_services", &["item_id", "run_id"]).await
    }
}
