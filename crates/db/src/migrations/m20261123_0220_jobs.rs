//! Work to be done later, and what is done again and again.

use sea_orm::DbErr;
use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{
    big_integer, integer, json_binary, text, text_null, timestamp_with_time_zone,
    timestamp_with_time_zone_null, uuid,
};

use super::columns::{index, unique_index};

#[derive(DeriveMigrationName)]
pub(super) struct Step;

#[async_trait::async_trait]
impl MigrationTrait for Step {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let jobs = Table::create()
            .table("jobs")
            .col(uuid("id").primary_key())
            .col(text("kind"))
            .col(text("about"))
            .col(json_binary("payload"))
            .col(text_null("unique_key"))
            .col(text("state"))
            .col(timestamp_with_time_zone("run_at"))
            .col(integer("attempts"))
            .col(big_integer("fence"))
            .col(timestamp_with_time_zone_null("leased_until"))
            .col(text_null("last_error"))
            .col(timestamp_with_time_zone("created_at"))
            .col(timestamp_with_time_zone_null("ended_at"))
            .take();
        manager.create_table(jobs).await?;
        // The same effect is asked for once. Rows without a key are all different.
        unique_index(manager, "jobs", &["kind", "unique_key"]).await?;
        index(manager, "jobs", &["state", "run_at", "id"]).await?;
        index(manager, "jobs", &["state", "leased_until"]).await?;
        index(manager, "jobs", &["ended_at"]).await?;

        let schedules = Table::create()
            .table("schedules")
            .col(text("name").primary_key())
            .col(text("rule"))
            .col(timestamp_with_time_zone("next_at"))
            .col(timestamp_with_time_zone_null("last_at"))
            .take();
        manager.create_table(schedules).await
    }
}
