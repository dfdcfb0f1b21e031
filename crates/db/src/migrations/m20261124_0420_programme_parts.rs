//! What the programme of each agency consists of: what set it up, what goes on, and what it is worth.

use sea_orm::DbErr;
use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{
    big_integer, json_binary, text, timestamp_with_time_zone, uuid, uuid_null,
};

use super::columns::{references, unique_index};

#[derive(DeriveMigrationName)]
pub(super) struct Step;

#[async_trait::async_trait]
impl MigrationTrait for Step {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let parts = Table::create()
            .table("programme_parts")
            .col(uuid("id").primary_key())
            .col(uuid("agency_id"))
            .col(text("part"))
            .col(uuid_null("owner_id"))
            .col(json_binary("document"))
            .col(timestamp_with_time_zone("updated_at"))
            .col(big_integer("version"))
            .foreign_key(&mut references("programme_parts", "agency_id", "agencies"))
            .foreign_key(&mut references("programme_parts", "owner_id", "persons"))
            .take();
        manager.create_table(parts).await?;
        unique_index(manager, "programme_parts", &["agency_id", "part"]).await
    }
}
