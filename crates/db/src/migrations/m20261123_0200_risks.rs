//! What may happen, what it would hit, and how bad it is.

use sea_orm::DbErr;
use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{
    big_integer, date_null, integer_null, json_binary, text, text_null, timestamp_with_time_zone,
    timestamp_with_time_zone_null, uuid, uuid_null,
};

use super::columns::{folded, index, references, unique_index};

#[derive(DeriveMigrationName)]
pub(super) struct Step;

#[async_trait::async_trait]
impl MigrationTrait for Step {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let risks = Table::create()
            .table("risks")
            .col(uuid("id").primary_key())
            .col(uuid("agency_id"))
            .col(text("code"))
            .col(text("name"))
            .col(folded(manager, "name_folded"))
            .col(text("state"))
            .col(uuid("author_id"))
            .col(uuid("edited_by"))
            .col(timestamp_with_time_zone_null("assessed_at"))
            .col(uuid_null("decided_by"))
            .col(timestamp_with_time_zone_null("decided_at"))
            .col(text("because"))
            .col(text_null("hazard_kind"))
            .col(integer_null("level"))
            .col(integer_null("level_left"))
            .col(date_null("review_due"))
            .col(json_binary("content"))
            .col(timestamp_with_time_zone("updated_at"))
            .col(big_integer("version"))
            .foreign_key(&mut references("risks", "agency_id", "agencies"))
            .take();
        manager.create_table(risks).await?;
        unique_index(manager, "risks", &["code"]).await?;
        index(manager, "risks", &["agency_id", "state"]).await?;
        index(manager, "risks", &["name_folded", "id"]).await?;
        let affected = Table::create()
            .table("risk_items")
            .col(uuid("risk_id"))
            .col(text("item"))
            .primary_key(Index::create().col("risk_id").col("item"))
            .foreign_key(&mut references("risk_items", "risk_id", "risks"))
            .take();
        manager.create_table(affected).await?;
        index(manager, "risk_items", &["item"]).await
    }
}
