//! Plans, their versions, and what they are about.

use sea_orm::DbErr;
use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{
    big_integer, date_null, integer, integer_null, json_binary, json_binary_null, text, text_null,
    timestamp_with_time_zone, timestamp_with_time_zone_null, uuid, uuid_null,
};

use super::columns::{folded, index, references, unique_index};

#[derive(DeriveMigrationName)]
pub(super) struct Step;

#[async_trait::async_trait]
impl MigrationTrait for Step {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        plans(manager).await?;
        versions(manager).await?;
        items(manager).await
    }
}

async fn plans(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let plans = Table::create()
        .table("plans")
        .col(uuid("id").primary_key())
        .col(uuid("agency_id"))
        .col(text("plan_type"))
        .col(text("code"))
        .col(text("title"))
        .col(folded(manager, "title_folded"))
        .col(uuid_null("owner_id"))
        .col(uuid_null("parent_id"))
        .col(text("standing"))
        .col(text("because"))
        .col(integer_null("in_force"))
        .col(text_null("draft_state"))
        .col(timestamp_with_time_zone_null("review_due"))
        .col(timestamp_with_time_zone_null("looked_at"))
        .col(date_null("tested_on"))
        .col(text("test_note"))
        .col(timestamp_with_time_zone("updated_at"))
        .col(timestamp_with_time_zone_null("retired_at"))
        .col(big_integer("version"))
        .foreign_key(&mut references("plans", "agency_id", "agencies"))
        .foreign_key(&mut references("plans", "owner_id", "persons"))
        .foreign_key(&mut references("plans", "parent_id", "plans"))
        .take();
    manager.create_table(plans).await?;
    unique_index(manager, "plans", &["code"]).await?;
    index(manager, "plans", &["agency_id", "retired_at"]).await?;
    index(manager, "plans", &["retired_at", "title_folded", "id"]).await?;
    index(manager, "plans", &["standing", "review_due"]).await?;
    index(manager, "plans", &["parent_id"]).await
}

async fn versions(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let versions = Table::create()
        .table("plan_versions")
        .col(uuid("id").primary_key())
        .col(uuid("plan_id"))
        .col(integer("number"))
        .col(text("state"))
        .col(json_binary("content"))
        .col(json_binary_null("frozen"))
        .col(text("summary"))
        .col(uuid("author_id"))
        .col(uuid("edited_by"))
        .col(timestamp_with_time_zone_null("submitted_at"))
        .col(uuid_null("reviewed_by"))
        .col(timestamp_with_time_zone_null("reviewed_at"))
        .col(uuid_null("approved_by"))
        .col(timestamp_with_time_zone_null("approved_at"))
        .col(timestamp_with_time_zone_null("published_at"))
        .col(text_null("sha256"))
        .col(text("because"))
        .col(timestamp_with_time_zone("updated_at"))
        .col(big_integer("version"))
        .foreign_key(&mut references("plan_versions", "plan_id", "plans"))
        .take();
    manager.create_table(versions).await?;
    unique_index(manager, "plan_versions", &["plan_id", "number"]).await
}

async fn items(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let items = Table::create()
        .table("plan_items")
        .col(uuid("plan_id"))
        .col(uuid("item_id"))
        .primary_key(Index::create().col("plan_id").col("item_id"))
        .foreign_key(&mut references("plan_items", "plan_id", "plans"))
        .foreign_key(&mut references("plan_items", "item_id", "items"))
        .take();
    manager.create_table(items).await?;
    index(manager, "plan_items", &["item_id"]).await
}
