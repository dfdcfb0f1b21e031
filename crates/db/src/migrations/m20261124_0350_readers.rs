//! Who is on the list of a plan, and who was asked to acknowledge what.

use sea_orm::DbErr;
use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{
    integer, text, timestamp_with_time_zone, timestamp_with_time_zone_null, uuid,
};

use super::columns::{index, references, unique_index};

#[derive(DeriveMigrationName)]
pub(super) struct Step;

#[async_trait::async_trait]
impl MigrationTrait for Step {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        readers(manager).await?;
        asks(manager).await
    }
}

async fn readers(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let readers = Table::create()
        .table("plan_readers")
        .col(uuid("plan_id"))
        .col(uuid("reader_id"))
        .col(text("kind"))
        .primary_key(Index::create().col("plan_id").col("reader_id"))
        .foreign_key(&mut references("plan_readers", "plan_id", "plans"))
        .take();
    manager.create_table(readers).await
}

async fn asks(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let asks = Table::create()
        .table("plan_asks")
        .col(uuid("id").primary_key())
        .col(uuid("plan_id"))
        .col(integer("number"))
        .col(text("about"))
        .col(uuid("person_id"))
        .col(text("said"))
        .col(timestamp_with_time_zone("asked_at"))
        .col(timestamp_with_time_zone_null("reminded_at"))
        .col(timestamp_with_time_zone_null("acked_at"))
        .foreign_key(&mut references("plan_asks", "plan_id", "plans"))
        .foreign_key(&mut references("plan_asks", "person_id", "persons"))
        .take();
    manager.create_table(asks).await?;
    let once = &["plan_id", "about", "number", "person_id"];
    unique_index(manager, "plan_asks", once).await?;
    index(manager, "plan_asks", &["person_id", "acked_at"]).await
}
