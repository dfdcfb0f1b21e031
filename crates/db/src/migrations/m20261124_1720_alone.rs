//! The one service that a scenario is about.

use sea_orm::DbErr;
use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::text_null;

#[derive(DeriveMigrationName)]
pub(super) struct Step;

#[async_trait::async_trait]
impl MigrationTrait for Step {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let to = Table::alter().table("scenarios").add_column(text_null("alone")).take();
        manager.alter_table(to).await
    }
}
