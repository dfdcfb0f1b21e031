//! When what a review asked for was not put right by its day.

use sea_orm::DbErr;
use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::timestamp_with_time_zone_null;

#[derive(DeriveMigrationName)]
pub(super) struct Step;

#[async_trait::async_trait]
impl MigrationTrait for Step {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let late = timestamp_with_time_zone_null("fixes_late_at");
        let to = Table::alter().table("submissions").add_column(late).take();
        manager.alter_table(to).await
    }
}
