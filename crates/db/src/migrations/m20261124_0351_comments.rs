//! What reviewers and authors say to each other about the drafts of plans.

use sea_orm::DbErr;
use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{
    big_integer, boolean, integer_null, text, timestamp_with_time_zone,
    timestamp_with_time_zone_null, uuid, uuid_null,
};

use super::columns::{index, references};

#[derive(DeriveMigrationName)]
pub(super) struct Step;

#[async_trait::async_trait]
impl MigrationTrait for Step {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let comments = Table::create()
            .table("plan_comments")
            .col(uuid("id").primary_key())
            .col(uuid("plan_id"))
            .col(uuid("version_id"))
            .col(uuid("thread_id"))
            .col(text("section"))
            .col(integer_null("line"))
            .col(text("quote"))
            .col(uuid("author_id"))
            .col(text("text"))
            .col(boolean("is_required"))
            .col(timestamp_with_time_zone("written_at"))
            .col(uuid_null("resolved_by"))
            .col(timestamp_with_time_zone_null("resolved_at"))
            .col(big_integer("version"))
            .foreign_key(&mut references("plan_comments", "plan_id", "plans"))
            .take();
        manager.create_table(comments).await?;
        index(manager, "plan_comments", &["version_id"]).await
    }
}
