//! The table of nights: one row for each plan, of the last one.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Debug, Clone, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "plan_nights")]
pub(super) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub plan_id: Uuid,
    pub agency_id: Uuid,
    pub code: String,
    pub title: String,
    pub title_folded: String,
    pub checked_for: DateTimeUtc,
    pub n_errors: i32,
    pub n_warnings: i32,
    pub n_notes: i32,
    pub n_new: i32,
    pub n_gone: i32,
    /// The rules that found something, each as ` PLN-014 `.
    pub rules: String,
    #[sea_orm(column_type = "JsonBinary")]
    pub document: Json,
}

impl ActiveModelBehavior for ActiveModel {}
