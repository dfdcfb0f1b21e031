//! How many of 100 tries to restore something fail.

use sea_orm::DbErr;
use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::integer_null;

#[derive(DeriveMigrationName)]
pub(super) struct Step;

#[async_trait::async_trait]
impl MigrationTrait for Step {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let fails = integer_null("fails_percent");
        manager.alter_table(Table::alter().table("items").add_column(fails).take()).await
    }
}
