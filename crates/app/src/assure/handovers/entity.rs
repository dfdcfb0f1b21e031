//! The table of handovers: one row for each.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Debug, Clone, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "handovers")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub agency_id: Uuid,
    pub person_id: Uuid,
    pub successor_id: Option<Uuid>,
    pub kind: String,
    pub state: String,
    pub takes_effect_on: Date,
    pub note: String,
    pub asked_by: Uuid,
    pub confirmed_by: Option<Uuid>,
    #[sea_orm(column_type = "JsonBinary")]
    pub grants: Json,
    pub done_at: Option<DateTimeUtc>,
    pub updated_at: DateTimeUtc,
    pub version: i64,
}

impl ActiveModelBehavior for ActiveModel {}
