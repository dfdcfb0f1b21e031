//! The table of what was set aside: at most one row for each plan.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "plan_template_dismissals")]
pub(super) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub plan_id: Uuid,
    pub number: i32,
    pub dismissed_by: Uuid,
    pub dismissed_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
