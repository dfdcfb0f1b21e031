//! The table of risks, and what each of them would hit.

pub(super) mod risk {
    //! One row for each risk.

    use sea_orm::entity::prelude::*;

    #[sea_orm::model]
    #[derive(Debug, Clone, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "risks")]
    pub(crate) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub agency_id: Uuid,
        pub code: String,
        pub name: String,
        pub name_folded: String,
        pub state: String,
        pub author_id: Uuid,
        pub edited_by: Uuid,
        pub assessed_at: Option<DateTimeUtc>,
        pub decided_by: Option<Uuid>,
        pub decided_at: Option<DateTimeUtc>,
        pub because: String,
        pub hazard_kind: Option<String>,
        pub level: Option<i32>,
        pub level_left: Option<i32>,
        pub review_due: Option<Date>,
        #[sea_orm(column_type = "JsonBinary")]
        pub content: Json,
        pub updated_at: DateTimeUtc,
        pub version: i64,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

pub(super) mod affected {
    //! One row for each record that a risk would hit: to find the risks of a record.

    use sea_orm::entity::prelude::*;

    #[sea_orm::model]
    #[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "risk_items")]
    pub(crate) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub risk_id: Uuid,
        #[sea_orm(primary_key, auto_increment = false)]
        pub item: String,
    }

    impl ActiveModelBehavior for ActiveModel {}
}
