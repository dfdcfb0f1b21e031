//! The table of strategies, and what their lists need of the items.

pub(super) mod strategy {
    //! One row for each strategy.

    use sea_orm::entity::prelude::*;

    #[sea_orm::model]
    #[derive(Debug, Clone, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "strategies")]
    pub(crate) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub item_id: Uuid,
        pub code: String,
        pub name: String,
        pub name_folded: String,
        pub state: String,
        pub author_id: Uuid,
        pub edited_by: Uuid,
        pub proposed_at: Option<DateTimeUtc>,
        pub approved_by: Option<Uuid>,
        pub approved_at: Option<DateTimeUtc>,
        pub because: String,
        pub funded: bool,
        pub rto_s: Option<i64>,
        pub capital_cents: i64,
        pub yearly_cents: i64,
        #[sea_orm(column_type = "JsonBinary")]
        pub content: Json,
        pub updated_at: DateTimeUtc,
        pub version: i64,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

pub(super) mod item {
    //! What lists of strategies show, sort and filter by.

    use sea_orm::entity::prelude::*;

    #[sea_orm::model]
    #[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "items")]
    pub(crate) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub kind: String,
        pub agency_id: Uuid,
        pub retired_at: Option<DateTimeUtc>,
    }

    impl ActiveModelBehavior for ActiveModel {}
}
