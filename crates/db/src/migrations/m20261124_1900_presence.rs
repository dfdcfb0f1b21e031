//! Who has which section of the draft of a plan open now.

use sea_orm::DbErr;
use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{text, timestamp_with_time_zone, uuid};

use super::columns::references;

#[derive(DeriveMigrationName)]
pub(super) struct Step;

#[async_trait::async_trait]
impl MigrationTrait for Step {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let presences = Table::create()
            .table("plan_presences")
            .col(uuid("plan_id"))
            .col(uuid("person_id"))
            .col(text("section"))
            .col(timestamp_with_time_zone("seen_at"))
            .primary_key(Index::create().col("plan_id").col("person_id"))
            .foreign_key(&mut references("plan_presences", "plan_id", "plans"))
            .take();
        manager.create_table(presences).await
    }
}
