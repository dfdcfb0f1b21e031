//! How things are to be kept going or brought back, and what that costs.

use sea_orm::DbErr;
use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{
    big_integer, big_integer_null, boolean, json_binary, text, timestamp_with_time_zone,
    timestamp_with_time_zone_null, uuid, uuid_null,
};

use super::columns::{folded, index, references, unique_index};

#[derive(DeriveMigrationName)]
pub(super) struct Step;

#[async_trait::async_trait]
impl MigrationTrait for Step {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let strategies = Table::create()
            .table("strategies")
            .col(uuid("id").primary_key())
            .col(uuid("item_id"))
            .col(text("code"))
            .col(text("name"))
            .col(folded(manager, "name_folded"))
            .col(text("state"))
            .col(uuid("author_id"))
            .col(uuid("edited_by"))
            .col(timestamp_with_time_zone_null("proposed_at"))
            .col(uuid_null("approved_by"))
            .col(timestamp_with_time_zone_null("approved_at"))
            .col(text("because"))
            .col(boolean("funded"))
            .col(big_integer_null("rto_s"))
            .col(big_integer("capital_cents"))
            .col(big_integer("yearly_cents"))
            .col(json_binary("content"))
            .col(timestamp_with_time_zone("updated_at"))
            .col(big_integer("version"))
            .foreign_key(&mut references("strategies", "item_id", "items"))
            .take();
        manager.create_table(strategies).await?;
        unique_index(manager, "strategies", &["code"]).await?;
        index(manager, "strategies", &["item_id"]).await?;
        index(manager, "strategies", &["funded", "state"]).await?;
        index(manager, "strategies", &["name_folded", "id"]).await
    }
}
