//! By which calendars agencies count, which last day of a submission was asked for, by when it is put
//! right, and from when the business days until the review of a plan were counted.

use sea_orm::DbErr;
use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{date_null, uuid_null};

#[derive(DeriveMigrationName)]
pub(super) struct Step;

#[async_trait::async_trait]
impl MigrationTrait for Step {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let calendar = Table::alter().table("agencies").add_column(uuid_null("calendar_id")).take();
        manager.alter_table(calendar).await?;
        // None: it is the day on which it is due.
        for column in ["asked_due_on", "fixes_from", "fixes_due_on"] {
            let day = Table::alter().table("submissions").add_column(date_null(column)).take();
            manager.alter_table(day).await?;
        }
        let counted = Table::alter().table("plans").add_column(date_null("review_from")).take();
        manager.alter_table(counted).await
    }
}
