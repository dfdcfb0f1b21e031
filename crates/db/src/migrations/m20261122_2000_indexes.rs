//! Lists of the inventory that are searched, filtered and sorted at once, at any page.
//!
//! A page of a list is read from an index alone, whatever else narrows it: so the index that sorts
//! also holds what it may be narrowed by. What analysis finds out is only in those that it moves
//! anyway. `search_number` is what SQLite's word index calls an item: with it, the words are looked
//! up once, and each entry of the index that sorts is compared with a set of numbers.

use sea_orm::{ConnectionTrait as _, DbBackend, DbErr};
use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::big_integer;

#[derive(DeriveMigrationName)]
pub(super) struct Step;

/// The indexes that others take the place of.
const BEFORE: [&str; 8] = [
    "items_by_kind_retired_at_name_folded_id",
    "items_by_kind_retired_at_agency_id_name_folded_id",
    "items_by_kind_retired_at_gap_s_id",
    "items_by_kind_retired_at_required_rto_s_id",
    "items_by_kind_retired_at_achievable_rto_s_id",
    "items_by_kind_retired_at_single_point_for_id",
    "items_by_kind_retired_at_updated_at_id",
    "items_by_kind_retired_at_tier_name_folded_id",
];

/// Names, what is sorted by among those of one kind in use, and what it may be narrowed by.
const NOW: [(&str, &[&str], &[&str]); 8] = [
    ("items_in_order_of_name", &["name_folded", "id"], &["search_number", "tier"]),
    (
        "items_in_order_of_name_by_agency",
        &["agency_id", "name_folded", "id"],
        &["search_number", "tier"],
    ),
    (
        "items_in_order_of_name_by_tier",
        &["tier", "name_folded", "id"],
        &["search_number", "agency_id"],
    ),
    ("items_in_order_of_change", &["updated_at", "id"], &["search_number", "tier", "agency_id"]),
    ("items_in_order_of_gap", &["gap_s", "id"], &FOUND_OUT),
    ("items_in_order_of_required_rto", &["required_rto_s", "id"], &FOUND_OUT),
    ("items_in_order_of_achievable_rto", &["achievable_rto_s", "id"], &FOUND_OUT),
    ("items_in_order_of_single_points", &["single_point_for", "id"], &FOUND_OUT),
];

const FOUND_OUT: [&str; 4] = ["search_number", "tier", "agency_id", "standing"];

/// PostgreSQL finds words by the id of a record, and does not use the number.
const NUMBERS: &str = "CREATE INDEX search_by_id ON search (id); \
    UPDATE items SET search_number = \
    coalesce((SELECT number FROM search WHERE search.id = items.id), 0); \
    DROP INDEX search_by_id";

#[async_trait::async_trait]
impl MigrationTrait for Step {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let number = big_integer("search_number").default(0).take();
        manager.alter_table(Table::alter().table("items").add_column(number).take()).await?;
        if manager.get_database_backend() != DbBackend::Postgres {
            manager.get_connection().execute_unprepared(NUMBERS).await?;
        }
        for name in BEFORE {
            let mut before = Index::drop();
            before.name(name).table("items");
            manager.drop_index(before).await?;
        }
        for (name, sorted, narrowed) in NOW {
            let mut index = Index::create().name(name).table("items").take();
            for column in ["kind", "retired_at"].iter().chain(sorted).chain(narrowed) {
                index.col(*column);
            }
            manager.create_index(index).await?;
        }
        Ok(())
    }
}
