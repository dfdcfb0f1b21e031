//! The tables of submissions: campaigns, submissions, what was handed in each time, the dossiers
//! of that, and the key that signs them.

pub(super) mod campaign {
    //! One row for each campaign.

    use sea_orm::entity::prelude::*;

    #[sea_orm::model]
    #[derive(Debug, Clone, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "campaigns")]
    pub(crate) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub year: i32,
        pub name: String,
        pub name_folded: String,
        #[sea_orm(column_type = "JsonBinary")]
        pub plan_types: Json,
        pub opens_on: Date,
        pub due_on: Date,
        pub statute: String,
        pub guidance: String,
        pub updated_at: DateTimeUtc,
        pub version: i64,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

pub(super) mod submission {
    //! One row for each submission.

    use sea_orm::entity::prelude::*;

    #[sea_orm::model]
    #[derive(Debug, Clone, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "submissions")]
    pub(crate) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub campaign_id: Option<Uuid>,
        pub agency_id: Uuid,
        pub agency_folded: String,
        pub year: i32,
        #[sea_orm(column_type = "JsonBinary")]
        pub plan_types: Json,
        pub reason: String,
        pub opens_on: Date,
        pub asked_due_on: Option<Date>,
        pub due_on: Date,
        pub fixes_from: Option<Date>,
        pub fixes_due_on: Option<Date>,
        pub fixes_late_at: Option<DateTimeUtc>,
        pub state: String,
        pub late_at: Option<DateTimeUtc>,
        pub prepared_by: Option<Uuid>,
        pub prepared_at: Option<DateTimeUtc>,
        pub n_filings: i32,
        pub receipt: Option<String>,
        pub attested_at: Option<DateTimeUtc>,
        pub score: Option<i32>,
        pub updated_at: DateTimeUtc,
        pub version: i64,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

pub(super) mod filing {
    //! One row for each time that plans were handed in.

    use sea_orm::entity::prelude::*;

    #[sea_orm::model]
    #[derive(Debug, Clone, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "filings")]
    pub(crate) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub submission_id: Uuid,
        pub agency_id: Uuid,
        pub year: i32,
        pub number: i32,
        pub receipt: String,
        pub attested_by: Uuid,
        pub attested_at: DateTimeUtc,
        pub statement: String,
        #[sea_orm(column_type = "JsonBinary")]
        pub plans: Json,
        pub sha256: Option<String>,
        pub made_at: Option<DateTimeUtc>,
        #[sea_orm(column_type = "JsonBinary")]
        pub findings: Json,
        #[sea_orm(column_type = "JsonBinary")]
        pub review: Option<Json>,
        pub outcome: Option<String>,
        pub decided_at: Option<DateTimeUtc>,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

pub(super) mod dossier {
    //! One row for each dossier, apart from what lists read.

    use sea_orm::entity::prelude::*;

    #[sea_orm::model]
    #[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "dossiers")]
    pub(crate) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub filing_id: Uuid,
        pub bytes: Vec<u8>,
    }

    impl ActiveModelBehavior for ActiveModel {}
}
