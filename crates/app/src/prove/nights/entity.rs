//! The table of counts: one row for each night.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Debug, Clone, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "finding_counts")]
pub(super) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub counted_for: DateTimeUtc,
    #[sea_orm(column_type = "JsonBinary")]
    pub counts: Json,
}

impl ActiveModelBehavior for ActiveModel {}
