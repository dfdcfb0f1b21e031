//! Who answers for which finding of a plan, until when and why.

use sea_orm::DbErr;
use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{
    big_integer, date, text, timestamp_with_time_zone, timestamp_with_time_zone_null, uuid,
    uuid_null,
};

use super::columns::{folded, index, references};

#[derive(DeriveMigrationName)]
pub(super) struct Step;

#[async_trait::async_trait]
impl MigrationTrait for Step {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let waivers = Table::create()
            .table("plan_waivers")
            .col(uuid("id").primary_key())
            .col(uuid("plan_id"))
            .col(text("rule"))
            .col(text("about"))
            .col(text("sentence"))
            .col(text("reason"))
            .col(folded(manager, "words_folded"))
            .col(date("until_on"))
            .col(text("state"))
            .col(uuid("asked_by"))
            .col(timestamp_with_time_zone("asked_at"))
            .col(uuid_null("decided_by"))
            .col(timestamp_with_time_zone_null("decided_at"))
            .col(text("note"))
            .col(timestamp_with_time_zone("updated_at"))
            .col(big_integer("version"))
            .foreign_key(&mut references("plan_waivers", "plan_id", "plans"))
            .take();
        manager.create_table(waivers).await?;
        index(manager, "plan_waivers", &["plan_id"]).await?;
        index(manager, "plan_waivers", &["state", "until_on"]).await
    }
}
