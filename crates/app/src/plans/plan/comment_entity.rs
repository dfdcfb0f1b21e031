//! The table of comments on the drafts of plans: one row for each.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "plan_comments")]
pub(super) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub plan_id: Uuid,
    pub version_id: Uuid,
    pub thread_id: Uuid,
    pub section: String,
    pub line: Option<i32>,
    pub quote: String,
    pub author_id: Uuid,
    pub text: String,
    pub is_required: bool,
    pub written_at: DateTimeUtc,
    pub resolved_by: Option<Uuid>,
    pub resolved_at: Option<DateTimeUtc>,
    pub version: i64,
}

impl ActiveModelBehavior for ActiveModel {}
