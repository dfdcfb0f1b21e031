//! Taking turns at something that need not be a row yet.

use sea_orm::{ConnectionTrait as _, DatabaseTransaction, DbBackend, Statement};

use crate::Result;

/// Waits until no other transaction holds a turn at `key`, and holds it until this one is over.
///
/// In SQLite there is only one transaction that writes, so that whoever writes has the turn at
/// everything. Of the key, the first eight bytes count: make it a hash.
pub async fn wait_for_turn(tx: &DatabaseTransaction, key: &[u8]) -> Result<()> {
    if tx.get_database_backend() != DbBackend::Postgres {
        return Ok(());
    }
    let first = key.iter().take(8).fold(0_u64, |sum, byte| sum << 8 | u64::from(*byte));
    let sql = "SELECT pg_advisory_xact_lock($1)";
    let values = [first.cast_signed().into()];
    tx.execute_raw(Statement::from_sql_and_values(DbBackend::Postgres, sql, values)).await?;
    Ok(())
}
