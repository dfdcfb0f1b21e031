//! The inventory: items of every kind, and what each needs.
//!
//! One table for all kinds, because a need may join any two of them. What only one kind has is in
//! `details`. What recovery analysis found out is in columns of its own; they are not part of the
//! record's version.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{
    big_integer, big_integer_null, date_null, integer_null, json_binary, text, text_null,
    timestamp_with_time_zone, timestamp_with_time_zone_null, uuid, uuid_null,
};

use super::columns::{folded, index, references, unique_index};

#[derive(DeriveMigrationName)]
pub(super) struct Step;

#[async_trait::async_trait]
impl MigrationTrait for Step {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_table(items(manager)).await?;
        manager.create_table(needs()).await?;
        unique_index(manager, "items", &["kind", "code"]).await?;
        for columns in [
            ["kind", "retired_at", "name_folded", "id"].as_slice(),
            &["kind", "retired_at", "agency_id", "name_folded", "id"],
            &["kind", "retired_at", "tier", "id"],
            &["kind", "retired_at", "standing", "gap_s", "id"],
            &["kind", "retired_at", "gap_s", "id"],
            &["kind", "retired_at", "required_rto_s", "id"],
            &["kind", "retired_at", "achievable_rto_s", "id"],
            &["kind", "retired_at", "single_point_for", "id"],
            &["kind", "retired_at", "updated_at", "id"],
            &["agency_id", "kind", "standing"],
            &["site_id"],
            &["crew_id"],
            &["vendor_id"],
            &["owner_id"],
            &["custodian_id"],
        ] {
            index(manager, "items", columns).await?;
        }
        index(manager, "needs", &["from_id"]).await?;
        index(manager, "needs", &["to_id"]).await?;
        unique_index(manager, "needs", &["from_id", "to_id"]).await
    }
}

fn items(manager: &SchemaManager<'_>) -> TableCreateStatement {
    let mut table = Table::create();
    table
        .table("items")
        .col(uuid("id").primary_key())
        .col(text("kind"))
        .col(uuid("agency_id"))
        .col(text("code"))
        .col(text("name"))
        .col(folded(manager, "name_folded"))
        .col(text("description"))
        .col(uuid_null("owner_id"))
        .col(uuid_null("custodian_id"))
        .col(uuid_null("site_id"))
        .col(uuid_null("vendor_id"))
        .col(uuid_null("crew_id"))
        .col(integer_null("crew_size"))
        .col(integer_null("tier"))
        .col(big_integer_null("restore_s"))
        .col(big_integer_null("point_s"))
        .col(big_integer_null("target_rto_s"))
        .col(big_integer_null("target_rpo_s"))
        .col(text_null("proof_source"))
        .col(date_null("proof_on"))
        .col(big_integer_null("proof_s"))
        .col(json_binary("details"))
        .col(timestamp_with_time_zone("updated_at"))
        .col(timestamp_with_time_zone_null("retired_at"))
        .col(big_integer("version"))
        // What recovery analysis found out.
        .col(text("standing").default("unknown"))
        .col(big_integer_null("required_rto_s"))
        .col(big_integer_null("required_rpo_s"))
        .col(big_integer_null("achievable_rto_s"))
        .col(big_integer_null("achievable_rpo_s"))
        .col(big_integer_null("gap_s"))
        .col(uuid_null("held_by"))
        .col(integer_null("single_point_for"));
    for (column, of) in
        [("agency_id", "agencies"), ("owner_id", "persons"), ("custodian_id", "persons")]
    {
        table.foreign_key(&mut references("items", column, of));
    }
    for column in ["site_id", "vendor_id", "crew_id"] {
        table.foreign_key(&mut references("items", column, "items"));
    }
    table
}

fn needs() -> TableCreateStatement {
    Table::create()
        .table("needs")
        .col(uuid("id").primary_key())
        .col(uuid("from_id"))
        .col(uuid("to_id"))
        .col(text("kind"))
        .col(text("strength"))
        .col(big_integer_null("max_gap_s"))
        .col(text("note"))
        .col(big_integer("version"))
        .foreign_key(&mut references("needs", "from_id", "items"))
        .foreign_key(&mut references("needs", "to_id", "items"))
        .take()
}
