//! The tables of advisories.

pub(super) mod advisory {
    //! One row for each advisory.

    use sea_orm::entity::prelude::*;

    #[sea_orm::model]
    #[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "advisories")]
    pub(crate) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub agency_id: Uuid,
        pub code: String,
        pub name: String,
        pub name_folded: String,
        pub tlp: i32,
        pub source: String,
        pub body: String,
        pub state: String,
        pub shared_at: Option<DateTimeUtc>,
        pub updated_at: DateTimeUtc,
        pub version: i64,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

pub(super) mod named {
    //! One row for each partner for whom alone an advisory is.

    use sea_orm::entity::prelude::*;

    #[sea_orm::model]
    #[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "advisory_partners")]
    pub(crate) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub advisory_id: Uuid,
        #[sea_orm(primary_key, auto_increment = false)]
        pub partner_id: Uuid,
    }

    impl ActiveModelBehavior for ActiveModel {}
}
