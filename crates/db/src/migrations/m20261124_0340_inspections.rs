//! What somebody found at a site, day by day.

use sea_orm::DbErr;
use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{date, json_binary, text, timestamp_with_time_zone, uuid};

use super::columns::{index, references};

#[derive(DeriveMigrationName)]
pub(super) struct Step;

#[async_trait::async_trait]
impl MigrationTrait for Step {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let inspections = Table::create()
            .table("site_inspections")
            .col(uuid("id").primary_key())
            .col(uuid("site_id"))
            .col(date("inspected_on"))
            .col(uuid("inspector_id"))
            .col(json_binary("found"))
            .col(text("note"))
            .col(timestamp_with_time_zone("recorded_at"))
            .foreign_key(&mut references("site_inspections", "site_id", "items"))
            .take();
        manager.create_table(inspections).await?;
        index(manager, "site_inspections", &["site_id", "inspected_on"]).await
    }
}
