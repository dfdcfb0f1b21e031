//! What agencies must keep to, and how each of them does.

use sea_orm::DbErr;
use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{
    big_integer, date_null, json_binary, text, timestamp_with_time_zone,
    timestamp_with_time_zone_null, uuid, uuid_null,
};

use super::columns::{references, unique_index};

#[derive(DeriveMigrationName)]
pub(super) struct Step;

#[async_trait::async_trait]
impl MigrationTrait for Step {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let obligations = Table::create()
            .table("obligations")
            .col(uuid("id").primary_key())
            .col(text("code"))
            .col(json_binary("document"))
            .col(timestamp_with_time_zone("updated_at"))
            .col(big_integer("version"))
            .take();
        manager.create_table(obligations).await?;
        unique_index(manager, "obligations", &["code"]).await?;
        // Those that came with the program are in this table only once somebody changed them, so
        // nothing refers to it.
        let compliances = Table::create()
            .table("compliances")
            .col(uuid("id").primary_key())
            .col(uuid("agency_id"))
            .col(uuid("obligation_id"))
            .col(uuid_null("owner_id"))
            .col(date_null("due"))
            .col(json_binary("evidence"))
            .col(uuid_null("attested_by"))
            .col(timestamp_with_time_zone_null("attested_at"))
            .col(timestamp_with_time_zone("updated_at"))
            .col(big_integer("version"))
            .foreign_key(&mut references("compliances", "agency_id", "agencies"))
            .foreign_key(&mut references("compliances", "owner_id", "persons"))
            .take();
        manager.create_table(compliances).await?;
        unique_index(manager, "compliances", &["agency_id", "obligation_id"]).await
    }
}
