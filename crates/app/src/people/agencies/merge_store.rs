//! Whatever belongs to an agency, in every table, changing hands at once.
//!
//! No feature below could be asked: an agency does not know what others keep of it. A test reads
//! the schema, and fails when a table refers to agencies that is not listed here.

use db::Tx;
use sea_orm::{ConnectionTrait as _, Statement, Value};
use uuid::Uuid;

use super::Moved;
use crate::ids::AgencyId;
use crate::{Result, Timestamp};

/// Tables with an `agency_id`, and whether their rows are edited: then whoever is about to save
/// one learns that it changed.
const TABLES: [(&str, bool); 3] = [("persons", true), ("items", true), ("grants", false)];

/// Makes every record of the agency `from` one of the agency `to`.
pub(super) async fn hand_over(
    tx: &Tx,
    (from, to): (AgencyId, AgencyId),
    now: Timestamp,
) -> Result<Moved> {
    let mut moved = Moved::default();
    for (table, is_edited) in TABLES {
        let (from, to) = (Uuid::from(from), Uuid::from(to));
        let mut values: Vec<Value> = vec![to.into(), from.into()];
        let mut set = "agency_id = $1".to_owned();
        if is_edited {
            set.push_str(", version = version + 1, updated_at = $3");
            values.push(now.into());
        }
        let sql = format!("UPDATE {table} SET {set} WHERE agency_id = $2");
        let statement = Statement::from_sql_and_values(tx.get_database_backend(), sql, values);
        let n_rows = tx.execute_raw(statement).await?.rows_affected();
        match table {
            "persons" => moved.n_people += n_rows,
            "items" => moved.n_items += n_rows,
            _ => moved.n_others += n_rows,
        }
    }
    Ok(moved)
}
