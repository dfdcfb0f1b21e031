//! What struck, and what was written down while it went on: damage with pictures, costs, and access
//! for a time.

use sea_orm::DbErr;
use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{
    big_integer, big_integer_null, binary, boolean, integer, integer_null, json_binary, text,
    timestamp_with_time_zone, timestamp_with_time_zone_null, uuid,
};

use super::columns::{folded, index, references, unique_index};

#[derive(DeriveMigrationName)]
pub(super) struct Step;

#[async_trait::async_trait]
impl MigrationTrait for Step {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        disruptions(manager).await?;
        entries(manager).await?;
        photos(manager).await
    }
}

async fn disruptions(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let disruptions = Table::create()
        .table("disruptions")
        .col(uuid("id").primary_key())
        .col(uuid("agency_id"))
        .col(text("code"))
        .col(text("name"))
        .col(folded(manager, "name_folded"))
        .col(text("kind"))
        .col(boolean("is_exercise"))
        .col(timestamp_with_time_zone("started_at"))
        .col(timestamp_with_time_zone_null("ended_at"))
        .col(json_binary("content"))
        .col(timestamp_with_time_zone("updated_at"))
        .col(big_integer("version"))
        .foreign_key(&mut references("disruptions", "agency_id", "agencies"))
        .take();
    manager.create_table(disruptions).await?;
    unique_index(manager, "disruptions", &["code"]).await?;
    index(manager, "disruptions", &["agency_id", "started_at"]).await?;
    index(manager, "disruptions", &["started_at", "id"]).await
}

async fn entries(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let entries = Table::create()
        .table("disruption_entries")
        .col(uuid("id").primary_key())
        .col(uuid("disruption_id"))
        .col(text("kind"))
        .col(text("what"))
        .col(folded(manager, "what_folded"))
        .col(text("word"))
        .col(integer_null("rank"))
        .col(big_integer_null("amount"))
        .col(timestamp_with_time_zone("happened_at"))
        .col(timestamp_with_time_zone_null("until_at"))
        .col(timestamp_with_time_zone_null("ended_at"))
        .col(json_binary("content"))
        .col(uuid("written_by"))
        .col(timestamp_with_time_zone("updated_at"))
        .col(big_integer("version"))
        .foreign_key(&mut references("disruption_entries", "disruption_id", "disruptions"))
        .take();
    manager.create_table(entries).await?;
    index(manager, "disruption_entries", &["disruption_id", "kind", "happened_at"]).await?;
    index(manager, "disruption_entries", &["kind", "ended_at", "until_at"]).await
}

async fn photos(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let photos = Table::create()
        .table("entry_photos")
        .col(uuid("id").primary_key())
        .col(uuid("entry_id"))
        .col(integer("width"))
        .col(integer("height"))
        .col(integer("n_bytes"))
        .col(binary("bytes"))
        .col(uuid("added_by"))
        .col(timestamp_with_time_zone("added_at"))
        .foreign_key(&mut references("entry_photos", "entry_id", "disruption_entries"))
        .take();
    manager.create_table(photos).await?;
    index(manager, "entry_photos", &["entry_id"]).await
}
