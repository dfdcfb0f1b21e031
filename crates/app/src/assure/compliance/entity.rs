//! The table of how agencies meet obligations: one row for each of which something was written down.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Debug, Clone, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "compliances")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub agency_id: Uuid,
    pub obligation_id: Uuid,
    pub owner_id: Option<Uuid>,
    pub due: Option<Date>,
    #[sea_orm(column_type = "JsonBinary")]
    pub evidence: Json,
    pub attested_by: Option<Uuid>,
    pub attested_at: Option<DateTimeUtc>,
    pub updated_at: DateTimeUtc,
    pub version: i64,
}

impl ActiveModelBehavior for ActiveModel {}
