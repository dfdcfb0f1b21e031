//! Lists of what matters alike, by name.
//!
//! For some hours the index was part of the step that made the others, so that there are
//! databases which have it already.

use sea_orm::DbErr;
use sea_orm_migration::prelude::*;

use super::columns::on;

#[derive(DeriveMigrationName)]
pub(super) struct Step;

#[async_trait::async_trait]
impl MigrationTrait for Step {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let mut by_tier = on("items", &["kind", "retired_at", "tier", "name_folded", "id"]);
        manager.create_index(by_tier.if_not_exists().take()).await
    }
}
