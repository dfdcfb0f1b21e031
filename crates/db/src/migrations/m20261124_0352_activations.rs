//! Plans that are followed: activations, what is done under them, and what is said in public.

use sea_orm::DbErr;
use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{
    big_integer, big_integer_null, date_null, integer, json_binary, text, timestamp_with_time_zone,
    timestamp_with_time_zone_null, uuid, uuid_null,
};

use super::columns::{index, references, unique_index};

#[derive(DeriveMigrationName)]
pub(super) struct Step;

#[async_trait::async_trait]
impl MigrationTrait for Step {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        activations(manager).await?;
        tasks(manager).await?;
        statements(manager).await
    }
}

async fn activations(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let activations = Table::create()
        .table("activations")
        .col(uuid("id").primary_key())
        .col(uuid("plan_id"))
        .col(uuid("agency_id"))
        .col(integer("number"))
        .col(uuid_null("parent_id"))
        .col(text("state"))
        .col(text("extent"))
        .col(text("because"))
        .col(uuid("asked_by"))
        .col(timestamp_with_time_zone("asked_at"))
        .col(uuid_null("decided_by"))
        .col(timestamp_with_time_zone_null("activated_at"))
        .col(text("validation"))
        .col(text("declaration"))
        .col(uuid_null("declared_by"))
        .col(timestamp_with_time_zone_null("stood_down_at"))
        .col(text("report"))
        .col(date_null("report_on"))
        .col(timestamp_with_time_zone_null("ended_at"))
        .col(json_binary("roster"))
        .col(timestamp_with_time_zone("updated_at"))
        .col(big_integer("version"))
        .foreign_key(&mut references("activations", "plan_id", "plans"))
        .foreign_key(&mut references("activations", "agency_id", "agencies"))
        .foreign_key(&mut references("activations", "parent_id", "activations"))
        .take();
    manager.create_table(activations).await?;
    index(manager, "activations", &["plan_id"]).await?;
    index(manager, "activations", &["parent_id"]).await?;
    index(manager, "activations", &["agency_id", "state"]).await
}

async fn tasks(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let tasks = Table::create()
        .table("activation_tasks")
        .col(uuid("id").primary_key())
        .col(uuid("activation_id"))
        .col(integer("number"))
        .col(text("text"))
        .col(text("by_whom"))
        .col(text("check_text"))
        .col(big_integer_null("takes_s"))
        .col(uuid_null("owner_id"))
        .col(text("state"))
        .col(text("note"))
        .col(uuid_null("changed_by"))
        .col(timestamp_with_time_zone_null("changed_at"))
        .col(big_integer("version"))
        .foreign_key(&mut references("activation_tasks", "activation_id", "activations"))
        .take();
    manager.create_table(tasks).await?;
    unique_index(manager, "activation_tasks", &["activation_id", "number"]).await?;
    index(manager, "activation_tasks", &["owner_id", "state"]).await
}

async fn statements(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let statements = Table::create()
        .table("activation_statements")
        .col(uuid("id").primary_key())
        .col(uuid("activation_id"))
        .col(integer("number"))
        .col(text("title"))
        .col(text("text"))
        .col(uuid("edited_by"))
        .col(timestamp_with_time_zone("updated_at"))
        .col(big_integer("version"))
        .foreign_key(&mut references("activation_statements", "activation_id", "activations"))
        .take();
    manager.create_table(statements).await?;
    unique_index(manager, "activation_statements", &["activation_id", "number"]).await
}
