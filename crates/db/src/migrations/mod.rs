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
mod m20261122_1700_tiers;
mod m20261122_1800_parts;
mod m20261122_1900_bounds;
mod m20261122_2000_indexes;
mod m20261122_2100_command_line;
mod m20261122_2200_investments;
mod m20261122_2210_scenarios;
mod m20261123_0100_assumptions;
mod m20261123_0200_risks;
mod m20261123_0201_strategies;
mod m20261123_0210_peaks;
mod m20261123_0220_jobs;
mod m20261123_0221_mail;
mod m20261123_0230_plans;
mod m20261124_0300_submissions;
mod m20261124_0310_obligations;
mod m20261124_0311_objectives;
mod m20261124_0312_lessons;
mod m20261124_0320_calendars;
mod m20261124_0321_policies;
mod m20261124_0322_meetings;
mod m20261124_0330_signing;
mod m20261124_0340_inspections;
mod m20261124_0341_disruptions;
mod m20261124_0342_roll_calls;
mod m20261124_0350_readers;
mod m20261124_0351_comments;
mod m20261124_0352_activations;
mod m20261124_0400_templates;
mod m20261124_0401_plan_nights;
mod m20261124_0402_waivers;
mod m20261124_0410_managers;
mod m20261124_0411_contacts;
mod m20261124_0412_handovers;
mod m20261124_0413_consultations;
mod m20261124_0420_programme_parts;
mod m20261124_0421_projects;
mod m20261124_0430_partners;
mod m20261124_0440_agency_calendars;
mod m20261124_1310_usable;
mod m20261124_1720_alone;
mod m20261124_1730_equipment;
mod m20261124_1740_begins_after;
mod m20261124_1770_fixes_late;
mod m20261124_1900_presence;
mod m20261124_2030_activation_notices;
mod m20261124_2040_tolerances;
mod m20261124_2150_fails;

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
            Box::new(m20261122_1700_tiers::Step),
            Box::new(m20261122_1800_parts::Step),
            Box::new(m20261122_1900_bounds::Step),
            Box::new(m20261122_2000_indexes::Step),
            Box::new(m20261122_2100_command_line::Step),
            Box::new(m20261122_2200_investments::Step),
            Box::new(m20261122_2210_scenarios::Step),
            Box::new(m20261123_0100_assumptions::Step),
            Box::new(m20261123_0200_risks::Step),
            Box::new(m20261123_0201_strategies::Step),
            Box::new(m20261123_0210_peaks::Step),
            Box::new(m20261123_0220_jobs::Step),
            Box::new(m20261123_0221_mail::Step),
            Box::new(m20261123_0230_plans::Step),
            Box::new(m20261124_0300_submissions::Step),
            Box::new(m20261124_0310_obligations::Step),
            Box::new(m20261124_0311_objectives::Step),
            Box::new(m20261124_0312_lessons::Step),
            Box::new(m20261124_0320_calendars::Step),
            Box::new(m20261124_0321_policies::Step),
            Box::new(m20261124_0322_meetings::Step),
            Box::new(m20261124_0330_signing::Step),
            Box::new(m20261124_0340_inspections::Step),
            Box::new(m20261124_0341_disruptions::Step),
            Box::new(m20261124_0342_roll_calls::Step),
            Box::new(m20261124_0350_readers::Step),
            Box::new(m20261124_0351_comments::Step),
            Box::new(m20261124_0352_activations::Step),
            Box::new(m20261124_0400_templates::Step),
            Box::new(m20261124_0401_plan_nights::Step),
            Box::new(m20261124_0402_waivers::Step),
            Box::new(m20261124_0410_managers::Step),
            Box::new(m20261124_0411_contacts::Step),
            Box::new(m20261124_0412_handovers::Step),
            Box::new(m20261124_0413_consultations::Step),
            Box::new(m20261124_0420_programme_parts::Step),
            Box::new(m20261124_0421_projects::Step),
            Box::new(m20261124_0430_partners::Step),
            Box::new(m20261124_0440_agency_calendars::Step),
            Box::new(m20261124_1310_usable::Step),
            Box::new(m20261124_1720_alone::Step),
            Box::new(m20261124_1730_equipment::Step),
            Box::new(m20261124_1740_begins_after::Step),
            Box::new(m20261124_1770_fixes_late::Step),
            Box::new(m20261124_1900_presence::Step),
            Box::new(m20261124_2030_activation_notices::Step),
            Box::new(m20261124_2040_tolerances::Step),
            Box::new(m20261124_2150_fails::Step),
        ]
    }
}

#[cfg(test)]
mod tests {
    use sea_orm::{ConnectionTrait as _, DatabaseConnection, DbBackend, Statement};
    use sea_orm_migration::MigratorTrait as _;
    use uuid::Uuid;

    use super::Migrator;
    use crate::{fold, scratch};

    /// How many steps there were before the words of the index and its titles went apart.
    const N_BEFORE_LISTS: u32 = 5;

    /// How many steps there were before lists by tier had their index.
    const N_BEFORE_TIERS: u32 = 7;

    /// How many steps there were before items had the number of their words.
    const N_BEFORE_NUMBERS: u32 = 10;

    /// A database as it was after so many steps.
    async fn after(n_steps: u32) -> DatabaseConnection {
        #[expect(clippy::disallowed_methods, reason = "tests have no configuration file")]
        let url = std::env::var("TEST_DATABASE_URL").unwrap_or("sqlite:".to_owned());
        let db = scratch(&url).await.unwrap().writer;
        Migrator::up(&db, Some(n_steps)).await.unwrap();
        db
    }

    #[tokio::test]
    async fn an_index_that_is_there_already_is_left_as_it_is() {
        let db = after(N_BEFORE_TIERS).await;
        let by_hand = "CREATE INDEX items_by_kind_retired_at_tier_name_folded_id \
                       ON items (kind, retired_at, tier, name_folded, id)";
        db.execute_unprepared(by_hand).await.unwrap();
        Migrator::up(&db, Some(1)).await.unwrap();
        assert!(db.execute_unprepared(by_hand).await.is_err(), "the step names it otherwise");
    }

    #[tokio::test]
    async fn an_item_from_before_is_found_by_the_words_that_it_had() {
        let db = after(N_BEFORE_NUMBERS).await;
        if db.get_database_backend() == DbBackend::Postgres {
            return; // Words are found by id there.
        }
        let id = Uuid::now_v7();
        let before = [
            "INSERT INTO agencies (id, code, path, name, name_folded, kind, mission, updated_at, \
             version) VALUES (?, 'a', 'a', 'A', 'a', 'state', '', '2026-01-01', 1)",
            "INSERT INTO items (id, kind, agency_id, code, name, name_folded, description, \
             details, updated_at, version) \
             VALUES (?1, 'service', ?1, 'a', 'A', 'a', '', '{}', '2026-01-01', 1)",
            "INSERT INTO search (number, id, kind, title, title_folded) \
             VALUES (7, ?, 'service', 'A', 'a')",
        ];
        for sql in before {
            let row = Statement::from_sql_and_values(DbBackend::Sqlite, sql, [id.into()]);
            db.execute_raw(row).await.unwrap();
        }
        Migrator::up(&db, None).await.unwrap();
        let row = Statement::from_string(DbBackend::Sqlite, "SELECT search_number FROM items");
        let row = db.query_one_raw(row).await.unwrap().unwrap();
        assert_eq!(row.try_get::<i64>("", "search_number").unwrap(), 7);
    }

    #[tokio::test]
    async fn what_was_indexed_before_is_found_after_the_index_was_split() {
        let db = after(N_BEFORE_LISTS).await;
        let backend = db.get_database_backend();
        let (insert, find) = match backend {
            DbBackend::Postgres => (
                "INSERT INTO search (id, kind, title, words) VALUES \
                 ($1, 'service', 'Área PORTAL', to_tsvector('simple', 'area portal'))",
                "SELECT title_folded FROM search WHERE id = $1 \
                 AND words @@ to_tsquery('simple', 'portal')",
            ),
            _ => (
                "INSERT INTO search (id, kind, title, words) VALUES \
                 (?, 'service', 'Área PORTAL', 'area portal')",
                "SELECT title_folded FROM search WHERE id = ? AND number IN \
                 (SELECT rowid FROM search_words WHERE search_words MATCH 'portal')",
            ),
        };
        let with = |sql, id: Uuid| Statement::from_sql_and_values(backend, sql, [id.into()]);
        let id = Uuid::now_v7();
        db.execute_raw(with(insert, id)).await.unwrap();
        Migrator::up(&db, None).await.unwrap();
        let row = db.query_one_raw(with(find, id)).await.unwrap().expect("it is found by a word");
        let title: String = row.try_get("", "title_folded").unwrap();
        assert_eq!(title, fold("Área PORTAL"));
    }
}
