//! What a scope lets see, as a condition on rows.

use sea_orm::{ColumnTrait, Condition};
use uuid::Uuid;

use crate::actor::Scope;

impl Scope {
    /// The rows that it lets see: `agency` holds whose a row is, `record` which record it is about.
    pub(crate) fn rows(&self, agency: impl ColumnTrait, record: impl ColumnTrait) -> Condition {
        let Scope::Only { agencies, records } = self else { return Condition::all() };
        let of_agencies = agency.is_in(agencies.iter().map(|it| Uuid::from(*it)));
        // Without `OR` where that is possible: SQLite would read all rows instead of using an index.
        match records.is_empty() {
            true => Condition::all().add(of_agencies),
            false => Condition::any().add(of_agencies).add(record.is_in(records.iter().copied())),
        }
    }
}
