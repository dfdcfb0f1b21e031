//! The tables of agencies.

pub(super) mod agency {
    //! One row for each agency.

    use sea_orm::entity::prelude::*;

    #[sea_orm::model]
    #[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "agencies")]
    pub(crate) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub parent_id: Option<Uuid>,
        pub code: String,
        pub path: String,
        pub name: String,
        pub name_folded: String,
        pub kind: String,
        pub county_fips: Option<String>,
        pub mission: String,
        pub headcount: Option<i32>,
        pub primary_contact_id: Option<Uuid>,
        pub alternate_contact_id: Option<Uuid>,
        pub calendar_id: Option<Uuid>,
        pub updated_at: DateTimeUtc,
        pub retired_at: Option<DateTimeUtc>,
        pub version: i64,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

pub(super) mod alias {
    //! One row for each name of an agency beside its own.

    use sea_orm::entity::prelude::*;

    #[sea_orm::model]
    #[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "agency_aliases")]
    pub(crate) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub alias_folded: String,
        pub alias: String,
        pub agency_id: Uuid,
    }

    impl ActiveModelBehavior for ActiveModel {}
}
