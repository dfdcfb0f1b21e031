//! Mails on their way, who wants which, and how many findings there were each night.

use sea_orm::DbErr;
use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{
    big_integer, binary_null, json_binary, text, timestamp_with_time_zone,
    timestamp_with_time_zone_null, uuid,
};

use super::columns::{index, references};

#[derive(DeriveMigrationName)]
pub(super) struct Step;

#[async_trait::async_trait]
impl MigrationTrait for Step {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let mails = Table::create()
            .table("mails")
            .col(uuid("id").primary_key())
            .col(text("subject"))
            .col(text("hint"))
            .col(binary_null("sealed"))
            .col(timestamp_with_time_zone("created_at"))
            .col(timestamp_with_time_zone_null("sent_at"))
            .take();
        manager.create_table(mails).await?;
        index(manager, "mails", &["created_at"]).await?;

        let preferences = Table::create()
            .table("notice_preferences")
            .col(uuid("person_id").primary_key())
            .col(json_binary("document"))
            .col(timestamp_with_time_zone("updated_at"))
            .col(big_integer("version"))
            .foreign_key(&mut references("notice_preferences", "person_id", "persons"))
            .take();
        manager.create_table(preferences).await?;

        let counts = Table::create()
            .table("finding_counts")
            .col(timestamp_with_time_zone("counted_for").primary_key())
            .col(json_binary("counts"))
            .take();
        manager.create_table(counts).await
    }
}
