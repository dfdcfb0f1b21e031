//! Partners with their people and secret links, and the advisories that are shared with them.

use sea_orm::DbErr;
use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{
    big_integer, binary, integer, text, timestamp_with_time_zone, timestamp_with_time_zone_null,
    uuid,
};

use super::columns::{folded, index, references, unique_index};

#[derive(DeriveMigrationName)]
pub(super) struct Step;

#[async_trait::async_trait]
impl MigrationTrait for Step {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        partners(manager).await?;
        advisories(manager).await
    }
}

async fn partners(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let partners = Table::create()
        .table("partners")
        .col(uuid("id").primary_key())
        .col(uuid("agency_id"))
        .col(text("code"))
        .col(text("name"))
        .col(folded(manager, "name_folded"))
        .col(text("kind"))
        .col(text("purpose"))
        .col(integer("level"))
        .col(timestamp_with_time_zone("updated_at"))
        .col(timestamp_with_time_zone_null("retired_at"))
        .col(big_integer("version"))
        .foreign_key(&mut references("partners", "agency_id", "agencies"))
        .take();
    manager.create_table(partners).await?;
    unique_index(manager, "partners", &["code"]).await?;
    index(manager, "partners", &["agency_id", "retired_at"]).await?;
    let people = Table::create()
        .table("partner_people")
        .col(uuid("partner_id"))
        .col(uuid("person_id"))
        .primary_key(Index::create().col("partner_id").col("person_id"))
        .foreign_key(&mut references("partner_people", "partner_id", "partners"))
        .foreign_key(&mut references("partner_people", "person_id", "persons"))
        .take();
    manager.create_table(people).await?;
    index(manager, "partner_people", &["person_id"]).await?;
    let links = Table::create()
        .table("partner_links")
        .col(uuid("partner_id").primary_key())
        .col(binary("secret_hash"))
        .col(timestamp_with_time_zone("made_at"))
        .col(timestamp_with_time_zone("ends_at"))
        .foreign_key(&mut references("partner_links", "partner_id", "partners"))
        .take();
    manager.create_table(links).await?;
    unique_index(manager, "partner_links", &["secret_hash"]).await
}

async fn advisories(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let advisories = Table::create()
        .table("advisories")
        .col(uuid("id").primary_key())
        .col(uuid("agency_id"))
        .col(text("code"))
        .col(text("name"))
        .col(folded(manager, "name_folded"))
        .col(integer("tlp"))
        .col(text("source"))
        .col(text("body"))
        .col(text("state"))
        .col(timestamp_with_time_zone_null("shared_at"))
        .col(timestamp_with_time_zone("updated_at"))
        .col(big_integer("version"))
        .foreign_key(&mut references("advisories", "agency_id", "agencies"))
        .take();
    manager.create_table(advisories).await?;
    unique_index(manager, "advisories", &["code"]).await?;
    index(manager, "advisories", &["agency_id", "state"]).await?;
    let named = Table::create()
        .table("advisory_partners")
        .col(uuid("advisory_id"))
        .col(uuid("partner_id"))
        .primary_key(Index::create().col("advisory_id").col("partner_id"))
        .foreign_key(&mut references("advisory_partners", "advisory_id", "advisories"))
        .foreign_key(&mut references("advisory_partners", "partner_id", "partners"))
        .take();
    manager.create_table(named).await?;
    index(manager, "advisory_partners", &["partner_id"]).await
}
