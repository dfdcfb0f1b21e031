//! Business calendars.

use sea_orm::DbErr;
use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{
    big_integer, json_binary, text, timestamp_with_time_zone, timestamp_with_time_zone_null, uuid,
};

use super::columns::{folded, unique_index};

#[derive(DeriveMigrationName)]
pub(super) struct Step;

#[async_trait::async_trait]
impl MigrationTrait for Step {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let calendars = Table::create()
            .table("calendars")
            .col(uuid("id").primary_key())
            .col(text("code"))
            .col(text("name"))
            .col(folded(manager, "name_folded"))
            .col(json_binary("document"))
            .col(timestamp_with_time_zone("updated_at"))
            .col(timestamp_with_time_zone_null("retired_at"))
            .col(big_integer("version"))
            .take();
        manager.create_table(calendars).await?;
        unique_index(manager, "calendars", &["code"]).await
    }
}
