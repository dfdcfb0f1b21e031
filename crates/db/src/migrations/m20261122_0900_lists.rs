//! What long lists and search need to answer at once.
//!
//! FTS5 finds a column of a match far more slowly than a table finds a row, so in SQLite the index
//! keeps only the words, and what is shown of a match is in a table beside it. Titles are kept
//! folded, so that the record that is called exactly so is found among any number of matches.
//!
//! `n_derived` says how often results of analysis were saved: with the number of the last event it
//! tells one state of the database from another, for as long as which counts of rows hold.

use sea_orm::{ConnectionTrait, DbBackend, Statement, Value};
use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::big_integer;

use super::columns::index;
use crate::fold;

#[derive(DeriveMigrationName)]
pub(super) struct Step;

const SQLITE: &str = "ALTER TABLE search RENAME TO search_before; \
    CREATE TABLE search (\
    number integer PRIMARY KEY, id blob NOT NULL, kind text NOT NULL, agency_id blob, \
    title text NOT NULL, title_folded text NOT NULL); \
    INSERT INTO search SELECT rowid, id, kind, agency_id, title, lower(title) FROM search_before; \
    CREATE VIRTUAL TABLE search_words USING fts5(\
    words, content = '', contentless_delete = 1, \
    tokenize = 'unicode61 remove_diacritics 2', prefix = '1 2 3'); \
    INSERT INTO search_words (rowid, words) SELECT rowid, words FROM search_before; \
    DROP TABLE search_before";

const POSTGRES: &str = "ALTER TABLE search ADD COLUMN title_folded text COLLATE \"C\"; \
    UPDATE search SET title_folded = lower(title); \
    ALTER TABLE search ALTER COLUMN title_folded SET NOT NULL";

#[async_trait::async_trait]
impl MigrationTrait for Step {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let sql = match manager.get_database_backend() {
            DbBackend::Postgres => POSTGRES,
            _ => SQLITE,
        };
        manager.get_connection().execute_unprepared(sql).await?;
        fold_titles(manager.get_connection()).await?;
        let n_derived = big_integer("n_derived").default(0).take();
        manager
            .alter_table(Table::alter().table("events_end").add_column(n_derived).take())
            .await?;
        index(manager, "search", &["title_folded"]).await?;
        index(manager, "search", &["agency_id"]).await?;
        // By name among those that stand alike, and by id for whoever reads them all in turn.
        index(manager, "items", &["kind", "retired_at", "standing", "name_folded", "id"]).await?;
        index(manager, "items", &["kind", "retired_at", "id"]).await
    }
}

/// What engines make of a capital letter with an accent differs, and is not what [`fold`] makes of it.
async fn fold_titles(connection: &impl ConnectionTrait) -> Result<(), DbErr> {
    let backend = connection.get_database_backend();
    let (key, foreign, update) = match backend {
        DbBackend::Postgres => {
            ("id", "title ~ '[^ -~]'", "UPDATE search SET title_folded = $1 WHERE id = $2")
        }
        _ => (
            "number",
            "title GLOB '*[^ -~]*'",
            "UPDATE search SET title_folded = ? WHERE number = ?",
        ),
    };
    let sql = format!("SELECT {key} AS key, title FROM search WHERE {foreign}");
    for row in connection.query_all_raw(Statement::from_string(backend, sql)).await? {
        let title: String = row.try_get("", "title")?;
        let key: Value = match backend {
            DbBackend::Postgres => row.try_get::<uuid::Uuid>("", "key")?.into(),
            _ => row.try_get::<i64>("", "key")?.into(),
        };
        let values = [fold(&title).into(), key];
        let statement = Statement::from_sql_and_values(backend, update, values);
        connection.execute_raw(statement).await?;
    }
    Ok(())
}
