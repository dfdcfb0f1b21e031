//! Whether this program may use this database: not if a newer one has changed the schema.

use sea_orm::{ConnectionTrait as _, Statement};
use sea_orm_migration::MigratorTrait as _;

use crate::migrations::Migrator;
use crate::{Error, Result, Tx};

/// Whether a schema of ours is there, of whatever release.
pub(crate) async fn is_there(tx: &Tx) -> Result<bool> {
    let backend = tx.get_database_backend();
    let is_there = match backend {
        sea_orm::DbBackend::Postgres => {
            "SELECT 1 WHERE to_regclass('seaql_migrations') IS NOT NULL"
        }
        _ => "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'seaql_migrations'",
    };
    Ok(tx.query_one_raw(Statement::from_string(backend, is_there)).await?.is_some())
}

/// Fails if the schema has steps that this program does not know.
pub(crate) async fn refuse_newer(tx: &Tx) -> Result<()> {
    if !is_there(tx).await? {
        return Ok(());
    }
    let backend = tx.get_database_backend();
    let known: Vec<String> = Migrator::migrations().iter().map(|it| it.name().to_owned()).collect();
    let applied = "SELECT version FROM seaql_migrations ORDER BY version";
    for row in tx.query_all_raw(Statement::from_string(backend, applied)).await? {
        let step: String = row.try_get("", "version")?;
        if !known.contains(&step) {
            return Err(Error::Custom(format!(
                "The database was upgraded by a newer release (it has the schema step {step}, \
                 which this one does not know). Install that release or a later one; this one \
                 has changed nothing."
            )));
        }
    }
    Ok(())
}
