//! The tables of roll calls, and of who is asked for in them.

pub(super) mod call {
    //! One row for each roll call.

    use sea_orm::entity::prelude::*;

    #[sea_orm::model]
    #[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "roll_calls")]
    pub(crate) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub disruption_id: Uuid,
        pub site_id: Uuid,
        pub started_by: Uuid,
        pub started_at: DateTimeUtc,
        pub closed_at: Option<DateTimeUtc>,
        pub version: i64,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

pub(super) mod called {
    //! One row for each person in a roll call.

    use sea_orm::entity::prelude::*;

    #[sea_orm::model]
    #[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "roll_call_people")]
    pub(crate) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub roll_call_id: Uuid,
        pub person_id: Option<Uuid>,
        pub name: String,
        pub name_folded: String,
        pub is_visitor: bool,
        pub status: String,
        pub note: String,
        pub marked_at: Option<DateTimeUtc>,
        pub marked_by: Option<Uuid>,
    }

    impl ActiveModelBehavior for ActiveModel {}
}
