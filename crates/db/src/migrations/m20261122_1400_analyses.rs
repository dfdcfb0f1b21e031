//! The list of analyses by name of what they are about: from indexes alone, as an analysis is long.

use sea_orm::DbErr;
use sea_orm_migration::prelude::*;

use super::columns::index;

#[derive(DeriveMigrationName)]
pub(super) struct Step;

#[async_trait::async_trait]
impl MigrationTrait for Step {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        index(manager, "analyses", &["state", "item_id", "id"]).await?;
        index(manager, "items", &["id", "retired_at", "name_folded", "agency_id", "kind"]).await
    }
}
