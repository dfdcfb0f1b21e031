//! The full-text index: FTS5 in SQLite, a `tsvector` in PostgreSQL. See `crate::search`.

use sea_orm::DbBackend;
use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub(super) struct Step;

const SQLITE: &str = "CREATE VIRTUAL TABLE search USING fts5(\
    words, id UNINDEXED, kind UNINDEXED, agency_id UNINDEXED, title UNINDEXED, \
    tokenize = 'unicode61 remove_diacritics 2', prefix = '1 2 3')";

const POSTGRES: &str = "CREATE TABLE search (\
    id uuid PRIMARY KEY, kind text NOT NULL, agency_id uuid, title text NOT NULL, \
    words tsvector NOT NULL); \
    CREATE INDEX search_by_words ON search USING gin (words)";

#[async_trait::async_trait]
impl MigrationTrait for Step {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let sql = match manager.get_database_backend() {
            DbBackend::Postgres => POSTGRES,
            _ => SQLITE,
        };
        manager.get_connection().execute_unprepared(sql).await?;
        Ok(())
    }
}
