//! The tables of who is on the list of a plan, and of who was asked to acknowledge what.

pub(super) mod reader {
    //! One row for each person or team on the list of a plan.

    use sea_orm::entity::prelude::*;

    #[sea_orm::model]
    #[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "plan_readers")]
    pub(crate) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub plan_id: Uuid,
        #[sea_orm(primary_key, auto_increment = false)]
        pub reader_id: Uuid,
        pub kind: String,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

pub(super) mod ask {
    //! One row for each person and what they were asked to acknowledge.

    use sea_orm::entity::prelude::*;

    #[sea_orm::model]
    #[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "plan_asks")]
    pub(crate) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub plan_id: Uuid,
        pub number: i32,
        pub about: String,
        pub person_id: Uuid,
        pub said: String,
        pub asked_at: DateTimeUtc,
        pub reminded_at: Option<DateTimeUtc>,
        pub acked_at: Option<DateTimeUtc>,
    }

    impl ActiveModelBehavior for ActiveModel {}
}
