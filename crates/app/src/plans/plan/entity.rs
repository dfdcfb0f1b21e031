//! The tables of plans: one row for each plan, for each version of one, and for each thing that one
//! is about.

pub(super) mod plan {
    //! One row for each plan.

    use sea_orm::entity::prelude::*;

    #[sea_orm::model]
    #[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "plans")]
    pub(crate) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub agency_id: Uuid,
        pub plan_type: String,
        pub code: String,
        pub title: String,
        pub title_folded: String,
        pub owner_id: Option<Uuid>,
        pub parent_id: Option<Uuid>,
        pub standing: String,
        pub because: String,
        pub in_force: Option<i32>,
        pub draft_state: Option<String>,
        pub review_due: Option<DateTimeUtc>,
        pub review_from: Option<Date>,
        pub looked_at: Option<DateTimeUtc>,
        pub tested_on: Option<Date>,
        pub test_note: String,
        pub updated_at: DateTimeUtc,
        pub retired_at: Option<DateTimeUtc>,
        pub version: i64,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

pub(super) mod version {
    //! One row for each version of a plan.

    use sea_orm::entity::prelude::*;

    #[sea_orm::model]
    #[derive(Debug, Clone, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "plan_versions")]
    pub(crate) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub plan_id: Uuid,
        pub number: i32,
        pub state: String,
        #[sea_orm(column_type = "JsonBinary")]
        pub content: Json,
        #[sea_orm(column_type = "JsonBinary")]
        pub frozen: Option<Json>,
        pub summary: String,
        pub author_id: Uuid,
        pub edited_by: Uuid,
        pub submitted_at: Option<DateTimeUtc>,
        pub reviewed_by: Option<Uuid>,
        pub reviewed_at: Option<DateTimeUtc>,
        pub approved_by: Option<Uuid>,
        pub approved_at: Option<DateTimeUtc>,
        pub published_at: Option<DateTimeUtc>,
        pub sha256: Option<String>,
        pub because: String,
        pub updated_at: DateTimeUtc,
        pub version: i64,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

pub(super) mod item {
    //! One row for each thing that a plan is about.

    use sea_orm::entity::prelude::*;

    #[sea_orm::model]
    #[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "plan_items")]
    pub(crate) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub plan_id: Uuid,
        #[sea_orm(primary_key, auto_increment = false)]
        pub item_id: Uuid,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

pub(super) mod record {
    //! When the things that plans are about last changed.

    use sea_orm::entity::prelude::*;

    #[sea_orm::model]
    #[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "items")]
    pub(crate) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub updated_at: DateTimeUtc,
    }

    impl ActiveModelBehavior for ActiveModel {}
}
