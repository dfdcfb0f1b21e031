//! Whether all times behind an achievable one are known, for lists and files to say so.
//!
//! Until analysis has looked again, that is next time anybody reads, it is said of none.

use sea_orm::DbErr;
use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::boolean;

#[derive(DeriveMigrationName)]
pub(super) struct Step;

#[async_trait::async_trait]
impl MigrationTrait for Step {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let is_complete = boolean("is_complete").default(false).take();
        manager.alter_table(Table::alter().table("items").add_column(is_complete).take()).await
    }
}
