//! The tables of scenarios and their runs.

pub(super) mod scenario {
    //! One row for each scenario.

    use sea_orm::entity::prelude::*;

    #[sea_orm::model]
    #[derive(Debug, Clone, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "scenarios")]
    pub(crate) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub agency_id: Uuid,
        pub code: String,
        pub name: String,
        pub name_folded: String,
        pub description: String,
        #[sea_orm(column_type = "JsonBinary")]
        pub lost: Json,
        pub alone: Option<String>,
        #[sea_orm(column_type = "JsonBinary")]
        pub usable: Json,
        #[sea_orm(column_type = "JsonBinary")]
        pub areas: Json,
        #[sea_orm(column_type = "JsonBinary")]
        pub changes: Json,
        pub strikes_at: Option<DateTimeUtc>,
        pub people_back_s: Option<i64>,
        pub begins_after_s: Option<i64>,
        pub updated_at: DateTimeUtc,
        pub retired_at: Option<DateTimeUtc>,
        pub version: i64,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

pub(super) mod run {
    //! One row for each run.

    use sea_orm::entity::prelude::*;

    #[sea_orm::model]
    #[derive(Debug, Clone, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "scenario_runs")]
    pub(crate) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub scenario_id: Uuid,
        pub person_id: Uuid,
        pub state: String,
        pub created_at: DateTimeUtc,
        pub finished_at: Option<DateTimeUtc>,
        pub seq: Option<i64>,
        pub seed: i64,
        pub engine_version: String,
        pub inputs_hash: String,
        #[sea_orm(column_type = "JsonBinary")]
        pub scenario: Json,
        #[sea_orm(column_type = "JsonBinary")]
        pub result: Json,
        pub problem: String,
        pub is_without_changes: bool,
        pub scenario_version: i64,
        pub n_trials: i64,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

pub(super) mod service {
    //! One row for each service or process that is down in a run.

    use sea_orm::entity::prelude::*;

    #[sea_orm::model]
    #[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "run_services")]
    pub(crate) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub run_id: Uuid,
        #[sea_orm(primary_key, auto_increment = false)]
        pub item_id: Uuid,
        pub agency_id: Uuid,
        pub kind: String,
        pub code: String,
        pub name: String,
        pub name_folded: String,
        pub tier: Option<i32>,
        pub cause_id: Option<Uuid>,
        pub position: Option<i32>,
        pub back_s: Option<i64>,
        pub due_s: Option<i64>,
        pub late_s: Option<i64>,
        pub wait_needs_s: Option<i64>,
        pub wait_crew_s: Option<i64>,
        pub chance_ppm: Option<i32>,
        pub verdict: String,
        #[sea_orm(column_type = "JsonBinary", nullable)]
        pub peaks: Option<Json>,
        pub caught_up_s: Option<i64>,
        pub mtd_s: Option<i64>,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

pub(super) mod work {
    //! One row for each piece of work of a run.

    use sea_orm::entity::prelude::*;

    #[sea_orm::model]
    #[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "run_work")]
    pub(crate) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub run_id: Uuid,
        #[sea_orm(primary_key, auto_increment = false)]
        pub position: i32,
        pub item_id: Uuid,
        pub agency_id: Uuid,
        pub kind: String,
        pub code: String,
        pub name: String,
        pub crew_id: Option<Uuid>,
        pub people: i32,
        pub equipment_id: Option<Uuid>,
        pub units: i32,
        pub from_s: i64,
        pub until_s: i64,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

pub(super) mod booking {
    //! One row for everything that several agencies count on at once in a run.

    use sea_orm::entity::prelude::*;

    #[sea_orm::model]
    #[derive(Debug, Clone, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "run_bookings")]
    pub(crate) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub run_id: Uuid,
        #[sea_orm(primary_key, auto_increment = false)]
        pub n: i32,
        pub kind: String,
        pub item_id: Uuid,
        pub from_s: i64,
        pub until_s: Option<i64>,
        pub asked: i32,
        pub there: Option<i32>,
        #[sea_orm(column_type = "JsonBinary")]
        pub agencies: Json,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

pub(super) mod item {
    //! Whose the things in the rows are now: that decides who sees a row.

    use sea_orm::entity::prelude::*;

    #[sea_orm::model]
    #[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "items")]
    pub(crate) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub kind: String,
        pub agency_id: Uuid,
    }

    impl ActiveModelBehavior for ActiveModel {}
}
