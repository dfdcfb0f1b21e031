//! What central teams publish of the templates of plans, and which of it agencies have set aside.

use sea_orm::DbErr;
use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{integer, json_binary, text, timestamp_with_time_zone, uuid};

use super::columns::references;

#[derive(DeriveMigrationName)]
pub(super) struct Step;

#[async_trait::async_trait]
impl MigrationTrait for Step {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let templates = Table::create()
            .table("plan_templates")
            .col(text("plan_type"))
            .col(integer("number"))
            .col(json_binary("sections"))
            .col(text("note"))
            .col(uuid("published_by"))
            .col(timestamp_with_time_zone("published_at"))
            .primary_key(Index::create().col("plan_type").col("number"))
            .take();
        manager.create_table(templates).await?;
        let dismissals = Table::create()
            .table("plan_template_dismissals")
            .col(uuid("plan_id").primary_key())
            .col(integer("number"))
            .col(uuid("dismissed_by"))
            .col(timestamp_with_time_zone("dismissed_at"))
            .foreign_key(&mut references("plan_template_dismissals", "plan_id", "plans"))
            .take();
        manager.create_table(dismissals).await
    }
}
