//! The tables of meetings.

pub(super) mod series {
    //! One row for each series.

    use sea_orm::entity::prelude::*;

    #[sea_orm::model]
    #[derive(Debug, Clone, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "meeting_series")]
    pub(crate) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub agency_id: Uuid,
        pub code: String,
        pub name: String,
        pub name_folded: String,
        #[sea_orm(column_type = "JsonBinary")]
        pub document: Json,
        pub updated_at: DateTimeUtc,
        pub retired_at: Option<DateTimeUtc>,
        pub version: i64,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

pub(super) mod invited {
    //! One row for each agency that a series invites, by code: to find what somebody is invited to.

    use sea_orm::entity::prelude::*;

    #[sea_orm::model]
    #[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "meeting_invited")]
    pub(crate) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub series_id: Uuid,
        #[sea_orm(primary_key, auto_increment = false)]
        pub agency: String,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

pub(super) mod meeting {
    //! One row for each meeting that somebody prepared or recorded.

    use sea_orm::entity::prelude::*;

    #[sea_orm::model]
    #[derive(Debug, Clone, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "meetings")]
    pub(crate) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub series_id: Uuid,
        pub starts_at: DateTimeUtc,
        pub state: String,
        #[sea_orm(column_type = "JsonBinary")]
        pub document: Json,
        pub closed_at: Option<DateTimeUtc>,
        pub updated_at: DateTimeUtc,
        pub version: i64,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

pub(super) mod action {
    //! One row for each thing that somebody is to do after a meeting.

    use sea_orm::entity::prelude::*;

    #[sea_orm::model]
    #[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "meeting_actions")]
    pub(crate) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub meeting_id: Uuid,
        #[sea_orm(primary_key, auto_increment = false)]
        pub number: i32,
        pub what: String,
        pub owner_id: Option<Uuid>,
        pub due: Option<Date>,
        pub done_on: Option<Date>,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

pub(super) mod feed {
    //! One row for each person who has a secret link to their meetings.

    use sea_orm::entity::prelude::*;

    #[sea_orm::model]
    #[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "meeting_feeds")]
    pub(crate) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub person_id: Uuid,
        #[sea_orm(column_type = "Blob")]
        pub secret_hash: Vec<u8>,
        pub made_at: DateTimeUtc,
    }

    impl ActiveModelBehavior for ActiveModel {}
}
