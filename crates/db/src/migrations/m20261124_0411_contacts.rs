//! Whom else of an agency to call in a major incident, beside its primary and its alternate contact.

use sea_orm::DbErr;
use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{
    big_integer, json_binary, timestamp_with_time_zone, timestamp_with_time_zone_null, uuid,
};

use super::columns::references;

#[derive(DeriveMigrationName)]
pub(super) struct Step;

#[async_trait::async_trait]
impl MigrationTrait for Step {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let lists = Table::create()
            .table("contact_lists")
            .col(uuid("agency_id").primary_key())
            .col(json_binary("further"))
            .col(timestamp_with_time_zone_null("told_at"))
            .col(timestamp_with_time_zone("updated_at"))
            .col(big_integer("version"))
            .foreign_key(&mut references("contact_lists", "agency_id", "agencies"))
            .take();
        manager.create_table(lists).await
    }
}
