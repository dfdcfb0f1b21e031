//! Series of meetings, each meeting, what is to be done after it, and secret links to them.

use sea_orm::DbErr;
use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{
    big_integer, binary, date_null, integer, json_binary, text, timestamp_with_time_zone,
    timestamp_with_time_zone_null, uuid, uuid_null,
};

use super::columns::{folded, index, references, unique_index};

#[derive(DeriveMigrationName)]
pub(super) struct Step;

#[async_trait::async_trait]
impl MigrationTrait for Step {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        series(manager).await?;
        meetings(manager).await?;
        let feeds = Table::create()
            .table("meeting_feeds")
            .col(uuid("person_id").primary_key())
            .col(binary("secret_hash"))
            .col(timestamp_with_time_zone("made_at"))
            .foreign_key(&mut references("meeting_feeds", "person_id", "persons"))
            .take();
        manager.create_table(feeds).await?;
        unique_index(manager, "meeting_feeds", &["secret_hash"]).await
    }
}

async fn series(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let series = Table::create()
        .table("meeting_series")
        .col(uuid("id").primary_key())
        .col(uuid("agency_id"))
        .col(text("code"))
        .col(text("name"))
        .col(folded(manager, "name_folded"))
        .col(json_binary("document"))
        .col(timestamp_with_time_zone("updated_at"))
        .col(timestamp_with_time_zone_null("retired_at"))
        .col(big_integer("version"))
        .foreign_key(&mut references("meeting_series", "agency_id", "agencies"))
        .take();
    manager.create_table(series).await?;
    unique_index(manager, "meeting_series", &["code"]).await?;
    index(manager, "meeting_series", &["agency_id", "retired_at"]).await?;
    let invited = Table::create()
        .table("meeting_invited")
        .col(uuid("series_id"))
        .col(text("agency"))
        .primary_key(Index::create().col("series_id").col("agency"))
        .foreign_key(&mut references("meeting_invited", "series_id", "meeting_series"))
        .take();
    manager.create_table(invited).await?;
    index(manager, "meeting_invited", &["agency"]).await
}

async fn meetings(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let meetings = Table::create()
        .table("meetings")
        .col(uuid("id").primary_key())
        .col(uuid("series_id"))
        .col(timestamp_with_time_zone("starts_at"))
        .col(text("state"))
        .col(json_binary("document"))
        .col(timestamp_with_time_zone_null("closed_at"))
        .col(timestamp_with_time_zone("updated_at"))
        .col(big_integer("version"))
        .foreign_key(&mut references("meetings", "series_id", "meeting_series"))
        .take();
    manager.create_table(meetings).await?;
    unique_index(manager, "meetings", &["series_id", "starts_at"]).await?;
    let actions = Table::create()
        .table("meeting_actions")
        .col(uuid("meeting_id"))
        .col(integer("number"))
        .col(text("what"))
        .col(uuid_null("owner_id"))
        .col(date_null("due"))
        .col(date_null("done_on"))
        .primary_key(Index::create().col("meeting_id").col("number"))
        .foreign_key(&mut references("meeting_actions", "meeting_id", "meetings"))
        .foreign_key(&mut references("meeting_actions", "owner_id", "persons"))
        .take();
    manager.create_table(actions).await?;
    index(manager, "meeting_actions", &["owner_id", "done_on"]).await
}
