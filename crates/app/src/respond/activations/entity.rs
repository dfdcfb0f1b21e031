//! The tables of activations, of what is done under them, and of drafts of what is said in public.

pub(super) mod activation {
    //! One row for each time that a plan was called.

    use sea_orm::entity::prelude::*;

    #[sea_orm::model]
    #[derive(Debug, Clone, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "activations")]
    pub(crate) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub plan_id: Uuid,
        pub agency_id: Uuid,
        pub number: i32,
        pub parent_id: Option<Uuid>,
        pub state: String,
        pub extent: String,
        pub because: String,
        pub asked_by: Uuid,
        pub asked_at: DateTimeUtc,
        pub decided_by: Option<Uuid>,
        pub activated_at: Option<DateTimeUtc>,
        pub validation: String,
        pub declaration: String,
        pub declared_by: Option<Uuid>,
        pub stood_down_at: Option<DateTimeUtc>,
        pub report: String,
        pub report_on: Option<Date>,
        pub ended_at: Option<DateTimeUtc>,
        #[sea_orm(column_type = "JsonBinary")]
        pub roster: Json,
        #[sea_orm(column_type = "JsonBinary")]
        pub notices: Option<Json>,
        pub updated_at: DateTimeUtc,
        pub version: i64,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

pub(super) mod plan {
    //! What plans are called, to find their activations by.

    use sea_orm::entity::prelude::*;

    #[sea_orm::model]
    #[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "plans")]
    pub(crate) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub title_folded: String,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

pub(super) mod task {
    //! One row for each thing that is done under one.

    use sea_orm::entity::prelude::*;

    #[sea_orm::model]
    #[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "activation_tasks")]
    pub(crate) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub activation_id: Uuid,
        pub number: i32,
        pub text: String,
        pub by_whom: String,
        pub check_text: String,
        pub takes_s: Option<i64>,
        pub owner_id: Option<Uuid>,
        pub state: String,
        pub note: String,
        pub changed_by: Option<Uuid>,
        pub changed_at: Option<DateTimeUtc>,
        pub version: i64,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

pub(super) mod statement {
    //! One row for each draft of a statement.

    use sea_orm::entity::prelude::*;

    #[sea_orm::model]
    #[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "activation_statements")]
    pub(crate) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub activation_id: Uuid,
        pub number: i32,
        pub title: String,
        pub text: String,
        pub edited_by: Uuid,
        pub updated_at: DateTimeUtc,
        pub version: i64,
    }

    impl ActiveModelBehavior for ActiveModel {}
}
