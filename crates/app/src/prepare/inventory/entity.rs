//! The tables of the inventory.

pub(super) mod item {
    //! One row for each item.

    use sea_orm::entity::prelude::*;

    #[sea_orm::model]
    #[derive(Debug, Clone, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "items")]
    pub(crate) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub kind: String,
        pub agency_id: Uuid,
        pub code: String,
        pub name: String,
        pub name_folded: String,
        pub description: String,
        pub owner_id: Option<Uuid>,
        pub custodian_id: Option<Uuid>,
        pub site_id: Option<Uuid>,
        pub vendor_id: Option<Uuid>,
        pub crew_id: Option<Uuid>,
        pub crew_size: Option<i32>,
        pub equipment_id: Option<Uuid>,
        pub equipment_size: Option<i32>,
        pub tier: Option<i32>,
        pub restore_s: Option<i64>,
        pub fails_percent: Option<i32>,
        pub point_s: Option<i64>,
        pub target_rto_s: Option<i64>,
        pub target_rpo_s: Option<i64>,
        pub proof_source: Option<String>,
        pub proof_on: Option<Date>,
        pub proof_s: Option<i64>,
        #[sea_orm(column_type = "JsonBinary")]
        pub details: Json,
        pub updated_at: DateTimeUtc,
        pub retired_at: Option<DateTimeUtc>,
        pub version: i64,
        pub standing: String,
        pub required_rto_s: Option<i64>,
        pub required_rpo_s: Option<i64>,
        pub achievable_rto_s: Option<i64>,
        pub achievable_rpo_s: Option<i64>,
        pub gap_s: Option<i64>,
        pub held_by: Option<Uuid>,
        pub single_point_for: Option<i32>,
        pub is_complete: bool,
        pub search_number: i64,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

pub(super) mod need {
    //! One row for each need.

    use sea_orm::entity::prelude::*;

    #[sea_orm::model]
    #[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "needs")]
    pub(crate) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub from_id: Uuid,
        pub to_id: Uuid,
        pub kind: String,
        pub strength: String,
        pub max_gap_s: Option<i64>,
        pub note: String,
        pub version: i64,
    }

    impl ActiveModelBehavior for ActiveModel {}
}
