//! The table of templates: one row for each version that was published.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Debug, Clone, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "plan_templates")]
pub(super) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub plan_type: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub number: i32,
    #[sea_orm(column_type = "JsonBinary")]
    pub sections: Json,
    pub note: String,
    pub published_by: Uuid,
    pub published_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
