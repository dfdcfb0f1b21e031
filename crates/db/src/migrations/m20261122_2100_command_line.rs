//! Who gave a command, where a change comes from the command line: nobody has signed in there.

use sea_orm::DbErr;
use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::text_null;

#[derive(DeriveMigrationName)]
pub(super) struct Step;

#[async_trait::async_trait]
impl MigrationTrait for Step {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let via = text_null("via").take();
        manager.alter_table(Table::alter().table("events").add_column(via).take()).await
    }
}
