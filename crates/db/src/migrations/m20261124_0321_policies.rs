//! Policies, their versions, what is said about those, and who acknowledged them.

use sea_orm::DbErr;
use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{
    big_integer, date_null, integer, integer_null, json_binary, text, timestamp_with_time_zone,
    timestamp_with_time_zone_null, uuid, uuid_null,
};

use super::columns::{folded, index, references, unique_index};

#[derive(DeriveMigrationName)]
pub(super) struct Step;

#[async_trait::async_trait]
impl MigrationTrait for Step {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        policies(manager).await?;
        versions(manager).await?;
        answers(manager).await
    }
}

async fn policies(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let policies = Table::create()
        .table("policies")
        .col(uuid("id").primary_key())
        .col(uuid("agency_id"))
        .col(text("code"))
        .col(text("name"))
        .col(folded(manager, "name_folded"))
        .col(uuid_null("owner_id"))
        .col(json_binary("audience"))
        .col(integer("review_months"))
        .col(text("state"))
        .col(integer_null("in_force"))
        .col(integer_null("open"))
        .col(timestamp_with_time_zone_null("review_due"))
        .col(text("because"))
        .col(timestamp_with_time_zone("updated_at"))
        .col(timestamp_with_time_zone_null("retired_at"))
        .col(big_integer("version"))
        .foreign_key(&mut references("policies", "agency_id", "agencies"))
        .foreign_key(&mut references("policies", "owner_id", "persons"))
        .take();
    manager.create_table(policies).await?;
    unique_index(manager, "policies", &["code"]).await?;
    index(manager, "policies", &["agency_id", "retired_at"]).await?;
    index(manager, "policies", &["state", "review_due"]).await
}

async fn versions(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let versions = Table::create()
        .table("policy_versions")
        .col(uuid("id").primary_key())
        .col(uuid("policy_id"))
        .col(integer("number"))
        .col(text("state"))
        .col(text("body"))
        .col(text("summary"))
        .col(uuid("author_id"))
        .col(uuid("edited_by"))
        .col(date_null("comment_until"))
        .col(uuid_null("approved_by"))
        .col(timestamp_with_time_zone_null("approved_at"))
        .col(timestamp_with_time_zone_null("published_at"))
        .col(text("because"))
        .col(timestamp_with_time_zone("updated_at"))
        .foreign_key(&mut references("policy_versions", "policy_id", "policies"))
        .take();
    manager.create_table(versions).await?;
    unique_index(manager, "policy_versions", &["policy_id", "number"]).await
}

async fn answers(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let comments = Table::create()
        .table("policy_comments")
        .col(uuid("id").primary_key())
        .col(uuid("policy_id"))
        .col(integer("number"))
        .col(uuid("person_id"))
        .col(text("said"))
        .col(timestamp_with_time_zone("said_at"))
        .foreign_key(&mut references("policy_comments", "policy_id", "policies"))
        .take();
    manager.create_table(comments).await?;
    index(manager, "policy_comments", &["policy_id", "number"]).await?;
    let acknowledgements = Table::create()
        .table("policy_acknowledgements")
        .col(uuid("policy_id"))
        .col(integer("number"))
        .col(uuid("person_id"))
        .col(timestamp_with_time_zone("acknowledged_at"))
        .primary_key(Index::create().col("policy_id").col("number").col("person_id"))
        .foreign_key(&mut references("policy_acknowledgements", "policy_id", "policies"))
        .take();
    manager.create_table(acknowledgements).await?;
    index(manager, "policy_acknowledgements", &["person_id"]).await
}
