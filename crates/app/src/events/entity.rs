//! The tables of the audit log.

pub(super) mod event {
    //! One row for each event.

    use sea_orm::entity::prelude::*;

    #[sea_orm::model]
    #[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "events")]
    pub(crate) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub seq: i64,
        pub at: DateTimeUtc,
        pub who: Uuid,
        pub on_behalf_of: Option<Uuid>,
        pub via: Option<String>,
        pub request_id: Uuid,
        pub action: String,
        pub subject_kind: String,
        pub subject_id: Uuid,
        pub part_of_id: Option<Uuid>,
        pub agency_id: Option<Uuid>,
        #[sea_orm(column_type = "JsonBinary")]
        pub before: Json,
        #[sea_orm(column_type = "JsonBinary")]
        pub after: Json,
        #[sea_orm(column_type = "Blob")]
        pub hash: Vec<u8>,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

pub(super) mod end {
    //! The one row that says where the chain ends.

    use sea_orm::entity::prelude::*;

    #[sea_orm::model]
    #[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "events_end")]
    pub(crate) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: i64,
        pub seq: i64,
        #[sea_orm(column_type = "Blob")]
        pub hash: Vec<u8>,
        pub n_derived: i64,
    }

    impl ActiveModelBehavior for ActiveModel {}
}
