//! The tables of the queue: one row for each job, one for each routine.

pub(super) mod job {
    use sea_orm::entity::prelude::*;

    #[sea_orm::model]
    #[derive(Debug, Clone, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "jobs")]
    pub(in crate::jobs) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub kind: String,
        pub about: String,
        #[sea_orm(column_type = "JsonBinary")]
        pub payload: Json,
        pub unique_key: Option<String>,
        pub state: String,
        pub run_at: DateTimeUtc,
        pub attempts: i32,
        pub fence: i64,
        pub leased_until: Option<DateTimeUtc>,
        pub last_error: Option<String>,
        pub created_at: DateTimeUtc,
        pub ended_at: Option<DateTimeUtc>,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

pub(super) mod schedule {
    use sea_orm::entity::prelude::*;

    #[sea_orm::model]
    #[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "schedules")]
    pub(in crate::jobs) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub name: String,
        pub rule: String,
        pub next_at: DateTimeUtc,
        pub last_at: Option<DateTimeUtc>,
    }

    impl ActiveModelBehavior for ActiveModel {}
}
