//! Campaigns, submissions, what was handed in each time, and the key that signs it.

use sea_orm::DbErr;
use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{
    big_integer, binary, date, integer, integer_null, json_binary, json_binary_null, text,
    text_null, timestamp_with_time_zone, timestamp_with_time_zone_null, uuid, uuid_null,
};

use super::columns::{folded, index, references, unique_index};

#[derive(DeriveMigrationName)]
pub(super) struct Step;

#[async_trait::async_trait]
impl MigrationTrait for Step {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        campaigns(manager).await?;
        submissions(manager).await?;
        filings(manager).await?;
        packages(manager).await
    }
}

async fn campaigns(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let campaigns = Table::create()
        .table("campaigns")
        .col(uuid("id").primary_key())
        .col(integer("year"))
        .col(text("name"))
        .col(folded(manager, "name_folded"))
        .col(json_binary("plan_types"))
        .col(date("opens_on"))
        .col(date("due_on"))
        .col(text("statute"))
        .col(text("guidance"))
        .col(timestamp_with_time_zone("updated_at"))
        .col(big_integer("version"))
        .take();
    manager.create_table(campaigns).await?;
    unique_index(manager, "campaigns", &["year"]).await
}

async fn submissions(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let submissions = Table::create()
        .table("submissions")
        .col(uuid("id").primary_key())
        .col(uuid_null("campaign_id"))
        .col(uuid("agency_id"))
        .col(folded(manager, "agency_folded"))
        .col(integer("year"))
        .col(json_binary("plan_types"))
        .col(text("reason"))
        .col(date("opens_on"))
        .col(date("due_on"))
        .col(text("state"))
        .col(timestamp_with_time_zone_null("late_at"))
        .col(uuid_null("prepared_by"))
        .col(timestamp_with_time_zone_null("prepared_at"))
        .col(integer("n_filings"))
        .col(text_null("receipt"))
        .col(timestamp_with_time_zone_null("attested_at"))
        .col(integer_null("score"))
        .col(timestamp_with_time_zone("updated_at"))
        .col(big_integer("version"))
        .foreign_key(&mut references("submissions", "campaign_id", "campaigns"))
        .foreign_key(&mut references("submissions", "agency_id", "agencies"))
        .take();
    manager.create_table(submissions).await?;
    unique_index(manager, "submissions", &["campaign_id", "agency_id"]).await?;
    index(manager, "submissions", &["agency_id"]).await?;
    index(manager, "submissions", &["state", "opens_on"]).await
}

async fn filings(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let filings = Table::create()
        .table("filings")
        .col(uuid("id").primary_key())
        .col(uuid("submission_id"))
        .col(uuid("agency_id"))
        .col(integer("year"))
        .col(integer("number"))
        .col(text("receipt"))
        .col(uuid("attested_by"))
        .col(timestamp_with_time_zone("attested_at"))
        .col(text("statement"))
        .col(json_binary("plans"))
        .col(text_null("sha256"))
        .col(timestamp_with_time_zone_null("made_at"))
        .col(json_binary("findings"))
        .col(json_binary_null("review"))
        .col(text_null("outcome"))
        .col(timestamp_with_time_zone_null("decided_at"))
        .foreign_key(&mut references("filings", "submission_id", "submissions"))
        .take();
    manager.create_table(filings).await?;
    unique_index(manager, "filings", &["submission_id", "number"]).await?;
    unique_index(manager, "filings", &["receipt"]).await?;
    index(manager, "filings", &["agency_id", "year"]).await
}

async fn packages(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let dossiers = Table::create()
        .table("dossiers")
        .col(uuid("filing_id").primary_key())
        .col(binary("bytes"))
        .foreign_key(&mut references("dossiers", "filing_id", "filings"))
        .take();
    manager.create_table(dossiers).await
}
