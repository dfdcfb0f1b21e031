//! The table of investments: one row for each.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Debug, Clone, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "investments")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub agency_id: Uuid,
    pub code: String,
    pub name: String,
    pub name_folded: String,
    pub description: String,
    pub cost_cents: i64,
    pub currency: String,
    #[sea_orm(column_type = "JsonBinary")]
    pub changes: Json,
    pub updated_at: DateTimeUtc,
    pub retired_at: Option<DateTimeUtc>,
    pub version: i64,
}

impl ActiveModelBehavior for ActiveModel {}
