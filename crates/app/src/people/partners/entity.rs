//! The tables of partners.

pub(super) mod partner {
    //! One row for each partner.

    use sea_orm::entity::prelude::*;

    #[sea_orm::model]
    #[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "partners")]
    pub(crate) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub agency_id: Uuid,
        pub code: String,
        pub name: String,
        pub name_folded: String,
        pub kind: String,
        pub purpose: String,
        pub level: i32,
        pub updated_at: DateTimeUtc,
        pub retired_at: Option<DateTimeUtc>,
        pub version: i64,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

pub(super) mod person {
    //! One row for each person of a partner.

    use sea_orm::entity::prelude::*;

    #[sea_orm::model]
    #[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "partner_people")]
    pub(crate) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub partner_id: Uuid,
        #[sea_orm(primary_key, auto_increment = false)]
        pub person_id: Uuid,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

pub(super) mod link {
    //! One row for each partner that has a secret link.

    use sea_orm::entity::prelude::*;

    #[sea_orm::model]
    #[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "partner_links")]
    pub(crate) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub partner_id: Uuid,
        #[sea_orm(column_type = "Blob")]
        pub secret_hash: Vec<u8>,
        pub made_at: DateTimeUtc,
        pub ends_at: DateTimeUtc,
    }

    impl ActiveModelBehavior for ActiveModel {}
}
