//! Who was told that a plan is followed, and who was not.

use sea_orm::DbErr;
use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::json_binary_null;

#[derive(DeriveMigrationName)]
pub(super) struct Step;

#[async_trait::async_trait]
impl MigrationTrait for Step {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let notices = json_binary_null("notices");
        let to = Table::alter().table("activations").add_column(notices).take();
        manager.alter_table(to).await
    }
}
