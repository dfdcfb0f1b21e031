//! What the rules found in each plan in the last night.

use sea_orm::DbErr;
use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{integer, json_binary, text, timestamp_with_time_zone, uuid};

use super::columns::{folded, index, references};

#[derive(DeriveMigrationName)]
pub(super) struct Step;

#[async_trait::async_trait]
impl MigrationTrait for Step {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let nights = Table::create()
            .table("plan_nights")
            .col(uuid("plan_id").primary_key())
            .col(uuid("agency_id"))
            .col(text("code"))
            .col(text("title"))
            .col(folded(manager, "title_folded"))
            .col(timestamp_with_time_zone("checked_for"))
            .col(integer("n_errors"))
            .col(integer("n_warnings"))
            .col(integer("n_notes"))
            .col(integer("n_new"))
            .col(integer("n_gone"))
            .col(text("rules"))
            .col(json_binary("document"))
            .foreign_key(&mut references("plan_nights", "plan_id", "plans"))
            .foreign_key(&mut references("plan_nights", "agency_id", "agencies"))
            .take();
        manager.create_table(nights).await?;
        index(manager, "plan_nights", &["agency_id"]).await
    }
}
