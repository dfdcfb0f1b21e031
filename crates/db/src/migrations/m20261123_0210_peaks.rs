//! Which peaks impact analyses name, and which of them made targets of a run tighter.

use sea_orm::{ConnectionTrait as _, DbErr};
use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::json_binary_null;

#[derive(DeriveMigrationName)]
pub(super) struct Step;

/// Most analyses name none, and what they say is long: those that do are found without reading it.
const NAMED: &str =
    "CREATE INDEX analyses_by_item_with_peaks ON analyses (item_id) WHERE peaks IS NOT NULL";

#[async_trait::async_trait]
impl MigrationTrait for Step {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in ["analyses", "run_services"] {
            let column = json_binary_null("peaks");
            let to = Table::alter().table(table).add_column(column).take();
            manager.alter_table(to).await?;
        }
        manager.get_connection().execute_unprepared(NAMED).await.map(|_| ())
    }
}
