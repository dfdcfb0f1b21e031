//! The tables of entries and of their pictures.

pub(super) mod entry {
    //! One row for each entry.

    use sea_orm::entity::prelude::*;

    #[sea_orm::model]
    #[derive(Debug, Clone, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "disruption_entries")]
    pub(crate) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub disruption_id: Uuid,
        pub kind: String,
        pub what: String,
        pub what_folded: String,
        pub word: String,
        pub rank: Option<i32>,
        pub amount: Option<i64>,
        pub happened_at: DateTimeUtc,
        pub until_at: Option<DateTimeUtc>,
        pub ended_at: Option<DateTimeUtc>,
        #[sea_orm(column_type = "JsonBinary")]
        pub content: Json,
        pub written_by: Uuid,
        pub updated_at: DateTimeUtc,
        pub version: i64,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

pub(super) mod photo {
    //! One row for each picture.

    use sea_orm::entity::prelude::*;

    #[sea_orm::model]
    #[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "entry_photos")]
    pub(crate) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub entry_id: Uuid,
        pub width: i32,
        pub height: i32,
        pub n_bytes: i32,
        pub bytes: Vec<u8>,
        pub added_by: Uuid,
        pub added_at: DateTimeUtc,
    }

    impl ActiveModelBehavior for ActiveModel {}
}
