//! Scenarios, their runs, and what each run found out.

use sea_orm::DbErr;
use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{
    big_integer, big_integer_null, integer, integer_null, json_binary, text,
    timestamp_with_time_zone, timestamp_with_time_zone_null, uuid, uuid_null,
};

use super::columns::{folded, index, references, unique_index};

#[derive(DeriveMigrationName)]
pub(super) struct Step;

#[async_trait::async_trait]
impl MigrationTrait for Step {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let scenarios = Table::create()
            .table("scenarios")
            .col(uuid("id").primary_key())
            .col(uuid("agency_id"))
            .col(text("code"))
            .col(text("name"))
            .col(folded(manager, "name_folded"))
            .col(text("description"))
            .col(json_binary("lost"))
            .col(json_binary("areas"))
            .col(timestamp_with_time_zone_null("strikes_at"))
            .col(big_integer_null("people_back_s"))
            .col(timestamp_with_time_zone("updated_at"))
            .col(timestamp_with_time_zone_null("retired_at"))
            .col(big_integer("version"))
            .foreign_key(&mut references("scenarios", "agency_id", "agencies"))
            .take();
        manager.create_table(scenarios).await?;
        manager.create_table(runs()).await?;
        manager.create_table(services(manager)).await?;
        manager.create_table(work()).await?;
        manager.create_table(bookings()).await?;
        unique_index(manager, "scenarios", &["code"]).await?;
        index(manager, "scenarios", &["retired_at", "name_folded", "id"]).await?;
        index(manager, "scenario_runs", &["scenario_id", "created_at", "id"]).await?;
        index(manager, "scenario_runs", &["state"]).await?;
        index(manager, "run_services", &["run_id", "position"]).await?;
        index(manager, "run_services", &["run_id", "agency_id"]).await
    }
}

fn runs() -> TableCreateStatement {
    Table::create()
        .table("scenario_runs")
        .col(uuid("id").primary_key())
        .col(uuid("scenario_id"))
        .col(uuid("person_id"))
        .col(text("state"))
        .col(timestamp_with_time_zone("created_at"))
        .col(timestamp_with_time_zone_null("finished_at"))
        .col(big_integer_null("seq"))
        .col(big_integer("seed"))
        .col(text("engine_version"))
        .col(text("inputs_hash"))
        .col(json_binary("scenario"))
        .col(json_binary("result"))
        .col(text("problem"))
        .foreign_key(&mut references("scenario_runs", "scenario_id", "scenarios"))
        .take()
}

fn services(manager: &SchemaManager<'_>) -> TableCreateStatement {
    Table::create()
        .table("run_services")
        .col(uuid("run_id"))
        .col(uuid("item_id"))
        .col(uuid("agency_id"))
        .col(text("kind"))
        .col(text("code"))
        .col(text("name"))
        .col(folded(manager, "name_folded"))
        .col(integer_null("tier"))
        .col(uuid_null("cause_id"))
        .col(integer_null("position"))
        .col(big_integer_null("back_s"))
        .col(big_integer_null("due_s"))
        .col(big_integer_null("late_s"))
        .col(big_integer_null("wait_needs_s"))
        .col(big_integer_null("wait_crew_s"))
        .col(integer_null("chance_ppm"))
        .col(text("verdict"))
        .primary_key(Index::create().col("run_id").col("item_id"))
        .foreign_key(&mut references("run_services", "run_id", "scenario_runs"))
        .take()
}

fn work() -> TableCreateStatement {
    Table::create()
        .table("run_work")
        .col(uuid("run_id"))
        .col(integer("position"))
        .col(uuid("item_id"))
        .col(uuid("agency_id"))
        .col(text("kind"))
        .col(text("code"))
        .col(text("name"))
        .col(uuid_null("crew_id"))
        .col(integer("people"))
        .col(big_integer("from_s"))
        .col(big_integer("until_s"))
        .primary_key(Index::create().col("run_id").col("position"))
        .foreign_key(&mut references("run_work", "run_id", "scenario_runs"))
        .take()
}

fn bookings() -> TableCreateStatement {
    Table::create()
        .table("run_bookings")
        .col(uuid("run_id"))
        .col(integer("n"))
        .col(text("kind"))
        .col(uuid("item_id"))
        .col(big_integer("from_s"))
        .col(big_integer_null("until_s"))
        .col(integer("asked"))
        .col(integer_null("there"))
        .col(json_binary("agencies"))
        .primary_key(Index::create().col("run_id").col("n"))
        .foreign_key(&mut references("run_bookings", "run_id", "scenario_runs"))
        .take()
}
