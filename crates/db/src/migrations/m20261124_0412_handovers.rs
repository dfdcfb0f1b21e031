//! Who leaves, moves or changes role, from when on, and who follows.

use sea_orm::DbErr;
use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{
    big_integer, date, json_binary, text, timestamp_with_time_zone, timestamp_with_time_zone_null,
    uuid, uuid_null,
};

use super::columns::{index, references};

#[derive(DeriveMigrationName)]
pub(super) struct Step;

#[async_trait::async_trait]
impl MigrationTrait for Step {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let handovers = Table::create()
            .table("handovers")
            .col(uuid("id").primary_key())
            .col(uuid("agency_id"))
            .col(uuid("person_id"))
            .col(uuid_null("successor_id"))
            .col(text("kind"))
            .col(text("state"))
            .col(date("takes_effect_on"))
            .col(text("note"))
            .col(uuid("asked_by"))
            .col(uuid_null("confirmed_by"))
            .col(json_binary("grants"))
            .col(timestamp_with_time_zone_null("done_at"))
            .col(timestamp_with_time_zone("updated_at"))
            .col(big_integer("version"))
            .foreign_key(&mut references("handovers", "agency_id", "agencies"))
            .foreign_key(&mut references("handovers", "person_id", "persons"))
            .foreign_key(&mut references("handovers", "successor_id", "persons"))
            .take();
        manager.create_table(handovers).await?;
        index(manager, "handovers", &["agency_id"]).await?;
        index(manager, "handovers", &["person_id"]).await
    }
}
