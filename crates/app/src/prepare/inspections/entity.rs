//! The table of inspections: one row for each, newest last.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Debug, Clone, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "site_inspections")]
pub(super) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub site_id: Uuid,
    pub inspected_on: Date,
    pub inspector_id: Uuid,
    #[sea_orm(column_type = "JsonBinary")]
    pub found: Json,
    pub note: String,
    pub recorded_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
