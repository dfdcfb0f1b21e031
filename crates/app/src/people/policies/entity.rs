//! The tables of policies.

pub(super) mod policy {
    //! One row for each policy.

    use sea_orm::entity::prelude::*;

    #[sea_orm::model]
    #[derive(Debug, Clone, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "policies")]
    pub(crate) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub agency_id: Uuid,
        pub code: String,
        pub name: String,
        pub name_folded: String,
        pub owner_id: Option<Uuid>,
        #[sea_orm(column_type = "JsonBinary")]
        pub audience: Json,
        pub review_months: i32,
        pub state: String,
        pub in_force: Option<i32>,
        pub open: Option<i32>,
        pub review_due: Option<DateTimeUtc>,
        pub because: String,
        pub updated_at: DateTimeUtc,
        pub retired_at: Option<DateTimeUtc>,
        pub version: i64,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

pub(super) mod version {
    //! One row for each version of a policy.

    use sea_orm::entity::prelude::*;

    #[sea_orm::model]
    #[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "policy_versions")]
    pub(crate) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub policy_id: Uuid,
        pub number: i32,
        pub state: String,
        pub body: String,
        pub summary: String,
        pub author_id: Uuid,
        pub edited_by: Uuid,
        pub comment_until: Option<Date>,
        pub approved_by: Option<Uuid>,
        pub approved_at: Option<DateTimeUtc>,
        pub published_at: Option<DateTimeUtc>,
        pub because: String,
        pub updated_at: DateTimeUtc,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

pub(super) mod comment {
    //! One row for each comment on a version.

    use sea_orm::entity::prelude::*;

    #[sea_orm::model]
    #[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "policy_comments")]
    pub(crate) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub policy_id: Uuid,
        pub number: i32,
        pub person_id: Uuid,
        pub said: String,
        pub said_at: DateTimeUtc,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

pub(super) mod acknowledgement {
    //! One row for each person who acknowledged a version.

    use sea_orm::entity::prelude::*;

    #[sea_orm::model]
    #[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "policy_acknowledgements")]
    pub(crate) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub policy_id: Uuid,
        #[sea_orm(primary_key, auto_increment = false)]
        pub number: i32,
        #[sea_orm(primary_key, auto_increment = false)]
        pub person_id: Uuid,
        pub acknowledged_at: DateTimeUtc,
    }

    impl ActiveModelBehavior for ActiveModel {}
}
