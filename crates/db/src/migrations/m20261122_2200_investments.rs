//! What could be bought to be back sooner.

use sea_orm::DbErr;
use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{
    big_integer, json_binary, text, timestamp_with_time_zone, timestamp_with_time_zone_null, uuid,
};

use super::columns::{folded, index, references, unique_index};

#[derive(DeriveMigrationName)]
pub(super) struct Step;

#[async_trait::async_trait]
impl MigrationTrait for Step {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let investments = Table::create()
            .table("investments")
            .col(uuid("id").primary_key())
            .col(uuid("agency_id"))
            .col(text("code"))
            .col(text("name"))
            .col(folded(manager, "name_folded"))
            .col(text("description"))
            .col(big_integer("cost_cents"))
            .col(text("currency"))
            .col(json_binary("changes"))
            .col(timestamp_with_time_zone("updated_at"))
            .col(timestamp_with_time_zone_null("retired_at"))
            .col(big_integer("version"))
            .foreign_key(&mut references("investments", "agency_id", "agencies"))
            .take();
        manager.create_table(investments).await?;
        unique_index(manager, "investments", &["code"]).await?;
        index(manager, "investments", &["agency_id", "retired_at"]).await?;
        index(manager, "investments", &["retired_at", "name_folded", "id"]).await?;
        index(manager, "investments", &["retired_at", "cost_cents", "id"]).await
    }
}
