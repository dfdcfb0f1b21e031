//! After how long what a scenario loses is usable again.

use sea_orm::DbErr;
use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::json_binary;

#[derive(DeriveMigrationName)]
pub(super) struct Step;

#[async_trait::async_trait]
impl MigrationTrait for Step {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let usable = json_binary("usable").default("[]").take();
        let to = Table::alter().table("scenarios").add_column(usable).take();
        manager.alter_table(to).await
    }
}
