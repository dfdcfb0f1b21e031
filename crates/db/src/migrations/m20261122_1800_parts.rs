//! Events about parts of records, told with those records; and the verdicts of an import, a few
//! hundred rows at a time.

use sea_orm::DbErr;
use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_integer, integer, json_binary, uuid, uuid_null};

use super::columns::references;

#[derive(DeriveMigrationName)]
pub(super) struct Step;

#[async_trait::async_trait]
impl MigrationTrait for Step {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let part = Table::alter().table("events").add_column(uuid_null("part_of_id")).take();
        manager.alter_table(part).await?;
        // Most events are about no part of anything.
        let parts = Index::create()
            .name("events_by_part_of_id")
            .table("events")
            .col("part_of_id")
            .col("seq")
            .and_where(Expr::col("part_of_id").is_not_null())
            .take();
        manager.create_index(parts).await?;
        let verdicts = Table::create()
            .table("import_verdicts")
            .col(uuid("import_id"))
            .col(integer("n"))
            .col(big_integer("first_row"))
            .col(big_integer("last_row"))
            .col(integer("n_added"))
            .col(integer("n_changed"))
            .col(integer("n_same"))
            .col(integer("n_refused"))
            .col(json_binary("verdicts"))
            .primary_key(Index::create().col("import_id").col("n"))
            .foreign_key(&mut references("import_verdicts", "import_id", "imports"))
            .take();
        manager.create_table(verdicts).await
    }
}
