//! The tables of consultations.

pub(super) mod consultation {
    //! One row for each consultation.

    use sea_orm::entity::prelude::*;

    #[sea_orm::model]
    #[derive(Debug, Clone, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "consultations")]
    pub(crate) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub agency_id: Uuid,
        pub plan_id: Option<Uuid>,
        pub risk_id: Option<Uuid>,
        pub analysis_id: Option<Uuid>,
        pub area: String,
        pub state: String,
        pub asked_by: Uuid,
        pub asked_at: DateTimeUtc,
        #[sea_orm(column_type = "JsonBinary")]
        pub document: Json,
        pub closed_at: Option<DateTimeUtc>,
        pub updated_at: DateTimeUtc,
        pub version: i64,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

pub(super) mod adviser {
    //! One row for each person who advises in a consultation.

    use sea_orm::entity::prelude::*;

    #[sea_orm::model]
    #[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "consultation_advisers")]
    pub(crate) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub consultation_id: Uuid,
        #[sea_orm(primary_key, auto_increment = false)]
        pub person_id: Uuid,
        pub grant_id: Option<Uuid>,
    }

    impl ActiveModelBehavior for ActiveModel {}
}
