//! Keys that the installation signs with.

use sea_orm::DbErr;
use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{binary, integer, timestamp_with_time_zone, uuid};

#[derive(DeriveMigrationName)]
pub(super) struct Step;

#[async_trait::async_trait]
impl MigrationTrait for Step {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let keys = Table::create()
            .table("signing_keys")
            .col(integer("number").primary_key())
            .col(uuid("id"))
            .col(binary("public_key"))
            .col(binary("sealed"))
            .col(timestamp_with_time_zone("made_at"))
            .take();
        manager.create_table(keys).await
    }
}
