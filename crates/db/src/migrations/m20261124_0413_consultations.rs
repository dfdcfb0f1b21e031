//! Advice that agencies ask for, who gives it, and what comes of it.

use sea_orm::DbErr;
use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{
    big_integer, json_binary, text, timestamp_with_time_zone, timestamp_with_time_zone_null, uuid,
    uuid_null,
};

use super::columns::{index, references};

#[derive(DeriveMigrationName)]
pub(super) struct Step;

#[async_trait::async_trait]
impl MigrationTrait for Step {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let consultations = Table::create()
            .table("consultations")
            .col(uuid("id").primary_key())
            .col(uuid("agency_id"))
            .col(uuid_null("plan_id"))
            .col(uuid_null("risk_id"))
            .col(uuid_null("analysis_id"))
            .col(text("area"))
            .col(text("state"))
            .col(uuid("asked_by"))
            .col(timestamp_with_time_zone("asked_at"))
            .col(json_binary("document"))
            .col(timestamp_with_time_zone_null("closed_at"))
            .col(timestamp_with_time_zone("updated_at"))
            .col(big_integer("version"))
            .foreign_key(&mut references("consultations", "agency_id", "agencies"))
            .foreign_key(&mut references("consultations", "plan_id", "plans"))
            .foreign_key(&mut references("consultations", "risk_id", "risks"))
            .foreign_key(&mut references("consultations", "analysis_id", "analyses"))
            .take();
        manager.create_table(consultations).await?;
        index(manager, "consultations", &["agency_id"]).await?;
        index(manager, "consultations", &["plan_id"]).await?;
        let advisers = Table::create()
            .table("consultation_advisers")
            .col(uuid("consultation_id"))
            .col(uuid("person_id"))
            .col(uuid_null("grant_id"))
            .primary_key(Index::create().col("consultation_id").col("person_id"))
            .foreign_key(&mut references(
                "consultation_advisers",
                "consultation_id",
                "consultations",
            ))
            .foreign_key(&mut references("consultation_advisers", "person_id", "persons"))
            .take();
        manager.create_table(advisers).await?;
        index(manager, "consultation_advisers", &["person_id"]).await
    }
}
