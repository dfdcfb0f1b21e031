//! Who is the relationship manager of which agency, and when.

use sea_orm::DbErr;
use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_integer, date, date_null, timestamp_with_time_zone, uuid};

use super::columns::{index, references};

#[derive(DeriveMigrationName)]
pub(super) struct Step;

#[async_trait::async_trait]
impl MigrationTrait for Step {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let managers = Table::create()
            .table("relationship_managers")
            .col(uuid("id").primary_key())
            .col(uuid("agency_id"))
            .col(uuid("person_id"))
            .col(date("from_on"))
            .col(date_null("until_on"))
            .col(timestamp_with_time_zone("updated_at"))
            .col(big_integer("version"))
            .foreign_key(&mut references("relationship_managers", "agency_id", "agencies"))
            .foreign_key(&mut references("relationship_managers", "person_id", "persons"))
            .take();
        manager.create_table(managers).await?;
        index(manager, "relationship_managers", &["agency_id"]).await?;
        index(manager, "relationship_managers", &["person_id"]).await
    }
}
