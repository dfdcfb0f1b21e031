//! What a scope lets see, as a condition on rows, and which agencies are asked for.

use std::collections::BTreeSet;

use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, Condition};
use uuid::Uuid;

use crate::actor::Scope;
use crate::ids::AgencyId;

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

/// The rows of these agencies, if only those of some are asked for: `agency` holds whose a row is.
pub(crate) fn within(
    agency: impl ColumnTrait,
    agencies: &Option<BTreeSet<AgencyId>>,
) -> Option<Expr> {
    let agencies = agencies.as_ref()?;
    Some(agency.is_in(agencies.iter().map(|it| Uuid::from(*it))))
}
