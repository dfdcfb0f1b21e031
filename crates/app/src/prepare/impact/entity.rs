//! The table of analyses, and what their lists need of the items.

pub(super) mod analysis {
    //! One row for each analysis.

    use sea_orm::entity::prelude::*;

    #[sea_orm::model]
    #[derive(Debug, Clone, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "analyses")]
    pub(crate) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub item_id: Uuid,
        pub number: i32,
        pub state: String,
        pub author_id: Uuid,
        pub edited_by: Uuid,
        pub completed_at: Option<DateTimeUtc>,
        pub approved_by: Option<Uuid>,
        pub approved_at: Option<DateTimeUtc>,
        pub review_due: Option<DateTimeUtc>,
        pub item_version: Option<i64>,
        pub because: String,
        pub mtd_s: Option<i64>,
        pub rto_s: Option<i64>,
        pub wrt_s: Option<i64>,
        pub rpo_s: Option<i64>,
        pub score: i32,
        pub n_missing: i32,
        #[sea_orm(column_type = "JsonBinary", nullable)]
        pub peaks: Option<Json>,
        #[sea_orm(column_type = "JsonBinary")]
        pub content: Json,
        pub updated_at: DateTimeUtc,
        pub version: i64,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

pub(super) mod item {
    //! What lists of analyses show, sort and filter by.

    use sea_orm::entity::prelude::*;

    #[sea_orm::model]
    #[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "items")]
    pub(crate) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub kind: String,
        pub agency_id: Uuid,
        pub code: String,
        pub name: String,
        pub name_folded: String,
        pub owner_id: Option<Uuid>,
        pub retired_at: Option<DateTimeUtc>,
        pub version: i64,
    }

    impl ActiveModelBehavior for ActiveModel {}
}
