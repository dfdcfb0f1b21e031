//! The schema, as the steps that lead to it: one file per step, named by when it was written.
//!
//! Steps only go forward, and a merged step never changes. They name tables and columns as text,
//! because the entities of today say nothing about the tables of then.

mod columns;
mod m20261121_1000_events;
mod m20261121_1010_people;
mod m20261121_1020_inventory;
mod m20261121_1030_analyses;
mod m20261121_1040_search;
mod m20261122_0900_lists;
mod m20261122_1400_analyses;

use sea_orm_migration::{MigrationTrait, MigratorTrait};

pub(crate) struct Migrator;

impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![
            Box::new(m20261121_1000_events::Step),
            Box::new(m20261121_1010_people::Step),
            Box::new(m20261121_1020_inventory::Step),
            Box::new(m20261121_1030_analyses::Step),
            Box::new(m20261121_1040_search::Step),
            Box::new(m20261122_0900_lists::Step),
            Box::new(m20261122_1400_analyses::Step),
        ]
    }
}
