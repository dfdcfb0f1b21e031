//! How many rows the long lists have, remembered for as long as nothing happens.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use db::Tx;
use sea_orm::{ConnectionTrait as _, EntityTrait, PaginatorTrait as _, QueryTrait as _, Select};

use crate::Result;

/// How many queries are remembered.
const QUERIES_MAX: usize = 1_000;

/// Tells states of the database apart: nothing that a list shows changes without it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Moment {
    /// The number of the last event.
    pub(crate) seq: i64,
    /// How often results were saved that follow from what happened, and are no event.
    pub(crate) n_derived: i64,
}

/// To count fifty thousand rows takes longer than to read a page of them, and most who turn a page
/// find as many as before: a count holds until the next [`Moment`].
#[derive(Debug, Clone, Default)]
pub(crate) struct Counts(Arc<Mutex<Known>>);

#[derive(Debug, Default)]
struct Known {
    at: Moment,
    by_query: HashMap<String, u64>,
}

impl Counts {
    /// How many rows `found` finds in a transaction that sees the database as of `at`.
    pub(crate) async fn of<E>(&self, tx: &Tx, at: Moment, found: &Select<E>) -> Result<u64>
    where
        E: EntityTrait,
        E::Model: Send + Sync,
    {
        let query = found.build(tx.get_database_backend()).to_string();
        if let Some(n) = self.known(at, &query) {
            return Ok(n);
        }
        let n = found.clone().count(tx).await?;
        self.remember(at, query, n);
        Ok(n)
    }

    fn known(&self, at: Moment, query: &str) -> Option<u64> {
        let known = self.lock();
        if known.at == at { known.by_query.get(query).copied() } else { None }
    }

    fn remember(&self, at: Moment, query: String, n: u64) {
        let mut known = self.lock();
        if known.at < at || QUERIES_MAX <= known.by_query.len() {
            *known = Known { at: known.at.max(at), by_query: HashMap::new() };
        }
        // Whoever still sees an earlier moment keeps what they counted to themselves.
        if known.at == at {
            known.by_query.insert(query, n);
        }
    }

    fn lock(&self) -> MutexGuard<'_, Known> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
