//! Impact analyses, settings, saved views and imports.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{
    big_integer, big_integer_null, binary, integer, json_binary, text, timestamp_with_time_zone,
    timestamp_with_time_zone_null, uuid, uuid_null,
};

use super::columns::{index, references, unique_index};

#[derive(DeriveMigrationName)]
pub(super) struct Step;

#[async_trait::async_trait]
impl MigrationTrait for Step {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let analyses = Table::create()
            .table("analyses")
            .col(uuid("id").primary_key())
            .col(uuid("item_id"))
            .col(integer("number"))
            .col(text("state"))
            .col(uuid("author_id"))
            .col(uuid("edited_by"))
            .col(timestamp_with_time_zone_null("completed_at"))
            .col(uuid_null("approved_by"))
            .col(timestamp_with_time_zone_null("approved_at"))
            .col(timestamp_with_time_zone_null("review_due"))
            .col(big_integer_null("item_version"))
            .col(text("because"))
            .col(big_integer_null("mtd_s"))
            .col(big_integer_null("rto_s"))
            .col(big_integer_null("wrt_s"))
            .col(big_integer_null("rpo_s"))
            .col(integer("score"))
            .col(integer("n_missing"))
            .col(json_binary("content"))
            .col(timestamp_with_time_zone("updated_at"))
            .col(big_integer("version"))
            .foreign_key(&mut references("analyses", "item_id", "items"))
            .take();
        let settings = Table::create()
            .table("settings")
            .col(text("key").primary_key())
            .col(json_binary("value"))
            .col(timestamp_with_time_zone("updated_at"))
            .col(big_integer("version"))
            .take();
        let views = Table::create()
            .table("saved_views")
            .col(uuid("id").primary_key())
            .col(uuid("person_id"))
            .col(text("page"))
            .col(text("name"))
            .col(text("query"))
            .foreign_key(&mut references("saved_views", "person_id", "persons"))
            .take();
        manager.create_table(analyses).await?;
        manager.create_table(settings).await?;
        manager.create_table(views).await?;
        imports(manager).await?;
        unique_index(manager, "analyses", &["item_id", "number"]).await?;
        index(manager, "analyses", &["state", "review_due"]).await?;
        unique_index(manager, "saved_views", &["person_id", "page", "name"]).await
    }
}

/// The file of an import is kept in pieces, so that a second server can go on with it.
async fn imports(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let imports = Table::create()
        .table("imports")
        .col(uuid("id").primary_key())
        .col(uuid("person_id"))
        .col(text("file_name"))
        .col(big_integer("size_bytes"))
        .col(text("format"))
        .col(text("state"))
        .col(json_binary("mapping"))
        .col(json_binary("counts"))
        .col(text("problem"))
        .col(timestamp_with_time_zone("created_at"))
        .col(timestamp_with_time_zone_null("finished_at"))
        .col(big_integer("version"))
        .take();
    let pieces = Table::create()
        .table("import_pieces")
        .col(uuid("import_id"))
        .col(integer("n"))
        .col(binary("bytes"))
        .primary_key(Index::create().col("import_id").col("n"))
        .foreign_key(&mut references("import_pieces", "import_id", "imports"))
        .take();
    manager.create_table(imports).await?;
    manager.create_table(pieces).await?;
    index(manager, "imports", &["person_id", "created_at"]).await
}
