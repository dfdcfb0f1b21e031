//! Which equipment restoring something takes for as long as it goes on, and how much of it: as the
//! inventory says, and as a run planned it.

use sea_orm::{ConnectionTrait as _, DbErr};
use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{integer, integer_null, uuid_null};

#[derive(DeriveMigrationName)]
pub(super) struct Step;

/// Most things take none, so nothing else is in it.
const TAKEN: &str =
    "CREATE INDEX items_by_equipment_id ON items (equipment_id) WHERE equipment_id IS NOT NULL";

#[async_trait::async_trait]
impl MigrationTrait for Step {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for column in [uuid_null("equipment_id"), integer_null("equipment_size")] {
            let to = Table::alter().table("items").add_column(column).take();
            manager.alter_table(to).await?;
        }
        for column in [uuid_null("equipment_id"), integer("units").default(0).take()] {
            let to = Table::alter().table("run_work").add_column(column).take();
            manager.alter_table(to).await?;
        }
        manager.get_connection().execute_unprepared(TAKEN).await.map(|_| ())
    }
}
