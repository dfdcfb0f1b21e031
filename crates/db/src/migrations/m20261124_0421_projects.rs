//! Special projects, with their milestones.

use sea_orm::DbErr;
use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{
    big_integer, json_binary, text, timestamp_with_time_zone, uuid, uuid_null,
};

use super::columns::{index, references, unique_index};

#[derive(DeriveMigrationName)]
pub(super) struct Step;

#[async_trait::async_trait]
impl MigrationTrait for Step {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let projects = Table::create()
            .table("projects")
            .col(uuid("id").primary_key())
            .col(uuid("agency_id"))
            .col(uuid_null("owner_id"))
            .col(text("code"))
            .col(text("name"))
            .col(json_binary("document"))
            .col(timestamp_with_time_zone("updated_at"))
            .col(big_integer("version"))
            .foreign_key(&mut references("projects", "agency_id", "agencies"))
            .foreign_key(&mut references("projects", "owner_id", "persons"))
            .take();
        manager.create_table(projects).await?;
        unique_index(manager, "projects", &["code"]).await?;
        index(manager, "projects", &["agency_id"]).await
    }
}
