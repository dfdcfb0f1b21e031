//! What is to be reached, and what was measured.

use sea_orm::DbErr;
use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{
    big_integer, json_binary, text, timestamp_with_time_zone, timestamp_with_time_zone_null, uuid,
};

use super::columns::{index, references, unique_index};

#[derive(DeriveMigrationName)]
pub(super) struct Step;

#[async_trait::async_trait]
impl MigrationTrait for Step {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let objectives = Table::create()
            .table("objectives")
            .col(uuid("id").primary_key())
            .col(uuid("agency_id"))
            .col(text("code"))
            .col(text("name"))
            .col(json_binary("content"))
            .col(timestamp_with_time_zone("updated_at"))
            .col(timestamp_with_time_zone_null("retired_at"))
            .col(big_integer("version"))
            .foreign_key(&mut references("objectives", "agency_id", "agencies"))
            .take();
        manager.create_table(objectives).await?;
        unique_index(manager, "objectives", &["code"]).await?;
        index(manager, "objectives", &["agency_id"]).await
    }
}
