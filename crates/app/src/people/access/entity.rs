//! The table of grants.

pub(super) mod grant {
    //! One row for each role that someone holds, held, or will hold.

    use sea_orm::entity::prelude::*;

    #[sea_orm::model]
    #[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "grants")]
    pub(crate) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub person_id: Uuid,
        pub role: String,
        pub reach: String,
        pub agency_id: Option<Uuid>,
        pub record_id: Option<Uuid>,
        pub starts_at: DateTimeUtc,
        pub ends_at: Option<DateTimeUtc>,
        pub granted_by: Uuid,
        pub reason: String,
        pub ended: bool,
    }

    impl ActiveModelBehavior for ActiveModel {}
}
