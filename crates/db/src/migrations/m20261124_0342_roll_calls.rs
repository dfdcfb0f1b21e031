//! Who was asked for at a site, and whether they are safe.

use sea_orm::DbErr;
use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{
    big_integer, boolean, text, timestamp_with_time_zone, timestamp_with_time_zone_null, uuid,
    uuid_null,
};

use super::columns::{folded, index, references};

#[derive(DeriveMigrationName)]
pub(super) struct Step;

#[async_trait::async_trait]
impl MigrationTrait for Step {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let calls = Table::create()
            .table("roll_calls")
            .col(uuid("id").primary_key())
            .col(uuid("disruption_id"))
            .col(uuid("site_id"))
            .col(uuid("started_by"))
            .col(timestamp_with_time_zone("started_at"))
            .col(timestamp_with_time_zone_null("closed_at"))
            .col(big_integer("version"))
            .foreign_key(&mut references("roll_calls", "disruption_id", "disruptions"))
            .foreign_key(&mut references("roll_calls", "site_id", "items"))
            .take();
        manager.create_table(calls).await?;
        index(manager, "roll_calls", &["disruption_id", "started_at"]).await?;
        let people = Table::create()
            .table("roll_call_people")
            .col(uuid("id").primary_key())
            .col(uuid("roll_call_id"))
            .col(uuid_null("person_id"))
            .col(text("name"))
            .col(folded(manager, "name_folded"))
            .col(boolean("is_visitor"))
            .col(text("status"))
            .col(text("note"))
            .col(timestamp_with_time_zone_null("marked_at"))
            .col(uuid_null("marked_by"))
            .foreign_key(&mut references("roll_call_people", "roll_call_id", "roll_calls"))
            .take();
        manager.create_table(people).await?;
        index(manager, "roll_call_people", &["roll_call_id", "status", "name_folded"]).await
    }
}
