//! After how long work begins in a scenario, and how many times a run tried chance.

use sea_orm::{ConnectionTrait as _, DbBackend, DbErr};
use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_integer, big_integer_null};

#[derive(DeriveMigrationName)]
pub(super) struct Step;

#[async_trait::async_trait]
impl MigrationTrait for Step {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let begins = big_integer_null("begins_after_s");
        manager.alter_table(Table::alter().table("scenarios").add_column(begins).take()).await?;
        // Of what a run found out, which is large, what each of its chances is shown with.
        let trials = big_integer("n_trials").default(0).take();
        manager
            .alter_table(Table::alter().table("scenario_runs").add_column(trials).take())
            .await?;
        let said = match manager.get_database_backend() {
            DbBackend::Postgres => "(result ->> 'n_trials')::bigint",
            _ => "json_extract(result, '$.n_trials')",
        };
        let sql = format!("UPDATE scenario_runs SET n_trials = COALESCE({said}, 0)");
        manager.get_connection().execute_unprepared(&sql).await.map(|_| ())
    }
}
