//! When people have caught up with what is back in a run, and how long it can be gone at most.

use sea_orm::DbErr;
use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::big_integer_null;

#[derive(DeriveMigrationName)]
pub(super) struct Step;

#[async_trait::async_trait]
impl MigrationTrait for Step {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for name in ["caught_up_s", "mtd_s"] {
            let column = big_integer_null(name);
            let to = Table::alter().table("run_services").add_column(column).take();
            manager.alter_table(to).await?;
        }
        Ok(())
    }
}
