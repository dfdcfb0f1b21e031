//! The tables of imports.

pub(super) mod import {
    //! One row for each file.

    use sea_orm::entity::prelude::*;

    #[sea_orm::model]
    #[derive(Debug, Clone, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "imports")]
    pub(crate) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub person_id: Uuid,
        pub file_name: String,
        pub size_bytes: i64,
        pub format: String,
        pub state: String,
        #[sea_orm(column_type = "JsonBinary")]
        pub mapping: Json,
        #[sea_orm(column_type = "JsonBinary")]
        pub counts: Json,
        pub problem: String,
        pub created_at: DateTimeUtc,
        pub finished_at: Option<DateTimeUtc>,
        pub version: i64,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

pub(super) mod piece {
    //! One row for each mebibyte of a file.

    use sea_orm::entity::prelude::*;

    #[sea_orm::model]
    #[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "import_pieces")]
    pub(crate) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub import_id: Uuid,
        #[sea_orm(primary_key, auto_increment = false)]
        pub n: i32,
        #[sea_orm(column_type = "Blob")]
        pub bytes: Vec<u8>,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

pub(super) mod verdicts {
    //! One row for the verdicts on some hundred rows of a file.

    use sea_orm::entity::prelude::*;

    #[sea_orm::model]
    #[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "import_verdicts")]
    pub(crate) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub import_id: Uuid,
        #[sea_orm(primary_key, auto_increment = false)]
        pub n: i32,
        pub first_row: i64,
        pub last_row: i64,
        pub n_added: i32,
        pub n_changed: i32,
        pub n_same: i32,
        pub n_refused: i32,
        #[sea_orm(column_type = "JsonBinary")]
        pub verdicts: Json,
    }

    impl ActiveModelBehavior for ActiveModel {}
}
