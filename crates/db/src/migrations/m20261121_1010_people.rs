//! Agencies, people, how to reach them, what they may do, and how they sign in.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{
    big_integer, binary, boolean, integer, integer_null, json_binary, text, text_null,
    timestamp_with_time_zone, timestamp_with_time_zone_null, uuid, uuid_null,
};

use super::columns::{folded, index, references, unique_index};

#[derive(DeriveMigrationName)]
pub(super) struct Step;

#[async_trait::async_trait]
impl MigrationTrait for Step {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        agencies(manager).await?;
        persons(manager).await?;
        access(manager).await
    }
}

async fn agencies(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let mut path = folded(manager, "path");
    let agencies = Table::create()
        .table("agencies")
        .col(uuid("id").primary_key())
        .col(uuid_null("parent_id"))
        .col(text("code"))
        .col(path.take())
        .col(text("name"))
        .col(folded(manager, "name_folded"))
        .col(text("kind"))
        .col(text_null("county_fips"))
        .col(text("mission"))
        .col(integer_null("headcount"))
        .col(uuid_null("primary_contact_id"))
        .col(uuid_null("alternate_contact_id"))
        .col(timestamp_with_time_zone("updated_at"))
        .col(timestamp_with_time_zone_null("retired_at"))
        .col(big_integer("version"))
        .foreign_key(&mut references("agencies", "parent_id", "agencies"))
        .take();
    let aliases = Table::create()
        .table("agency_aliases")
        .col(folded(manager, "alias_folded").primary_key())
        .col(text("alias"))
        .col(uuid("agency_id"))
        .foreign_key(&mut references("agency_aliases", "agency_id", "agencies"))
        .take();
    manager.create_table(agencies).await?;
    manager.create_table(aliases).await?;
    unique_index(manager, "agencies", &["code"]).await?;
    unique_index(manager, "agencies", &["path"]).await?;
    index(manager, "agencies", &["name_folded"]).await?;
    index(manager, "agency_aliases", &["agency_id"]).await
}

async fn persons(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let persons = Table::create()
        .table("persons")
        .col(uuid("id").primary_key())
        .col(uuid("agency_id"))
        .col(text("code"))
        .col(text("name"))
        .col(folded(manager, "name_folded"))
        .col(text("title"))
        .col(text("kind"))
        .col(timestamp_with_time_zone("updated_at"))
        .col(timestamp_with_time_zone_null("retired_at"))
        .col(big_integer("version"))
        .foreign_key(&mut references("persons", "agency_id", "agencies"))
        .take();
    let channels = Table::create()
        .table("channels")
        .col(uuid("id").primary_key())
        .col(uuid("person_id"))
        .col(text("kind"))
        .col(binary("sealed"))
        .col(text("hint"))
        .col(integer("priority"))
        .col(text("hours"))
        .col(timestamp_with_time_zone_null("verified_at"))
        .col(timestamp_with_time_zone("updated_at"))
        .col(big_integer("version"))
        .foreign_key(&mut references("channels", "person_id", "persons"))
        .take();
    manager.create_table(persons).await?;
    manager.create_table(channels).await?;
    unique_index(manager, "persons", &["code"]).await?;
    index(manager, "persons", &["agency_id", "name_folded"]).await?;
    index(manager, "persons", &["name_folded"]).await?;
    index(manager, "channels", &["person_id"]).await
}

#[expect(clippy::too_many_lines, reason = "one table after the other")]
async fn access(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let accounts = Table::create()
        .table("accounts")
        .col(uuid("person_id").primary_key())
        .col(text("email"))
        .col(folded(manager, "email_folded"))
        .col(text_null("password_hash"))
        .col(timestamp_with_time_zone_null("closed_at"))
        .col(timestamp_with_time_zone("updated_at"))
        .foreign_key(&mut references("accounts", "person_id", "persons"))
        .take();
    let links = Table::create()
        .table("one_time_links")
        .col(binary("secret_hash").primary_key())
        .col(uuid("person_id"))
        .col(timestamp_with_time_zone("expires_at"))
        .col(timestamp_with_time_zone_null("used_at"))
        .foreign_key(&mut references("one_time_links", "person_id", "persons"))
        .take();
    let sessions = Table::create()
        .table("sessions")
        .col(uuid("id").primary_key())
        .col(binary("secret_hash"))
        .col(uuid("person_id"))
        .col(text("browser"))
        .col(timestamp_with_time_zone("created_at"))
        .col(timestamp_with_time_zone("seen_at"))
        .col(timestamp_with_time_zone("expires_at"))
        .foreign_key(&mut references("sessions", "person_id", "persons"))
        .take();
    let tokens = Table::create()
        .table("tokens")
        .col(uuid("id").primary_key())
        .col(binary("secret_hash"))
        .col(uuid("person_id"))
        .col(text("name"))
        .col(json_binary("permissions"))
        .col(timestamp_with_time_zone("created_at"))
        .col(timestamp_with_time_zone("expires_at"))
        .col(timestamp_with_time_zone_null("used_at"))
        .col(timestamp_with_time_zone_null("revoked_at"))
        .foreign_key(&mut references("tokens", "person_id", "persons"))
        .take();
    let failures = Table::create()
        .table("sign_in_failures")
        .col(binary("key").primary_key())
        .col(integer("n_failures"))
        .col(timestamp_with_time_zone("failed_at"))
        .take();
    let grants = Table::create()
        .table("grants")
        .col(uuid("id").primary_key())
        .col(uuid("person_id"))
        .col(text("role"))
        .col(text("reach"))
        .col(uuid_null("agency_id"))
        .col(uuid_null("record_id"))
        .col(timestamp_with_time_zone("starts_at"))
        .col(timestamp_with_time_zone_null("ends_at"))
        .col(uuid("granted_by"))
        .col(text("reason"))
        .col(boolean("ended"))
        .foreign_key(&mut references("grants", "person_id", "persons"))
        .foreign_key(&mut references("grants", "agency_id", "agencies"))
        .take();
    for table in [accounts, links, sessions, tokens, failures, grants] {
        manager.create_table(table).await?;
    }
    unique_index(manager, "accounts", &["email_folded"]).await?;
    unique_index(manager, "sessions", &["secret_hash"]).await?;
    unique_index(manager, "tokens", &["secret_hash"]).await?;
    index(manager, "sessions", &["person_id"]).await?;
    index(manager, "tokens", &["person_id"]).await?;
    index(manager, "one_time_links", &["person_id"]).await?;
    index(manager, "grants", &["agency_id"]).await?;
    index(manager, "grants", &["person_id"]).await
}
