//! What was learned, and what became of it.

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
        let lessons = Table::create()
            .table("lessons")
            .col(uuid("id").primary_key())
            .col(uuid("agency_id"))
            .col(uuid_null("plan_id"))
            .col(uuid_null("owner_id"))
            .col(text("code"))
            .col(text("name"))
            .col(json_binary("document"))
            .col(timestamp_with_time_zone("updated_at"))
            .col(big_integer("version"))
            .foreign_key(&mut references("lessons", "agency_id", "agencies"))
            .foreign_key(&mut references("lessons", "plan_id", "plans"))
            .foreign_key(&mut references("lessons", "owner_id", "persons"))
            .take();
        manager.create_table(lessons).await?;
        unique_index(manager, "lessons", &["code"]).await?;
        index(manager, "lessons", &["agency_id"]).await?;
        index(manager, "lessons", &["plan_id"]).await
    }
}
