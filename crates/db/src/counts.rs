//! How many rows the long lists have, and which are on their pages, remembered for as long as nothing
//! happens.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use sea_orm::{
    ColumnTrait as _, ConnectionTrait as _, EntityTrait, PaginatorTrait as _, QuerySelect as _,
    QueryTrait as _, Select,
};
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

use crate::{Result, Tx};

/// How many queries are remembered.
const QUERIES_MAX: usize = 1_000;

/// Of how many pages it is remembered what is on them.
const PAGES_MAX: usize = 250;

/// Tells states of the database apart: nothing that a list shows changes without it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Moment {
    /// The number of the last event.
    pub seq: i64,
    /// Its hash: two databases may have as many events.
    pub hash: Vec<u8>,
    /// How often results were saved that follow from what happened, and are no event.
    pub n_derived: i64,
}

impl Moment {
    fn is_before(&self, other: &Moment) -> bool {
        (self.seq, self.n_derived) < (other.seq, other.n_derived)
    }
}

/// To count fifty thousand rows takes longer than to read a page of them, and most who turn a page
/// find as many as before: a count holds until the next [`Moment`].
#[derive(Debug, Clone, Default)]
pub struct Counts(Arc<Mutex<Known>>);

#[derive(Debug, Default)]
struct Known {
    at: Moment,
    by_query: BTreeMap<Key, Counted>,
    pages: BTreeMap<Key, Arc<[Uuid]>>,
}

/// The hash of a statement with its values: they may be thousands of ids.
type Key = [u8; 32];

/// How many rows, by what they are told apart by. If by nothing, all are under the empty word.
type Counted = BTreeMap<String, u64>;

impl Counts {
    /// How many rows `found` finds in a transaction that sees the database as of `at`.
    pub async fn of<E>(&self, tx: &Tx, at: Moment, found: &Select<E>) -> Result<u64>
    where
        E: EntityTrait,
        E::Model: Send + Sync,
    {
        let key = key(tx, found);
        if let Some(n) = self.known(&at, &key) {
            return Ok(n.into_values().sum());
        }
        let n = found.clone().count(tx).await?;
        self.remember(at, key, [(String::new(), n)].into());
        Ok(n)
    }

    /// The same for each word that stands in the column `by`.
    pub async fn of_each<E>(
        &self,
        tx: &Tx,
        at: Moment,
        found: Select<E>,
        by: E::Column,
    ) -> Result<BTreeMap<String, u64>>
    where
        E: EntityTrait,
    {
        let found = found.select_only().column(by).column_as(by.count(), "n").group_by(by);
        let key = key(tx, &found);
        if let Some(n) = self.known(&at, &key) {
            return Ok(n);
        }
        let rows: Vec<(String, i64)> = found.into_tuple().all(tx).await?;
        let n: Counted = rows.into_iter().map(|(it, n)| (it, n.unsigned_abs())).collect();
        self.remember(at, key, n.clone());
        Ok(n)
    }

    /// The ids that `found` finds, which asks for nothing else, and for no more than a page of them: a
    /// word that very many records have takes longer to look up than the page to read.
    pub async fn page<E>(&self, tx: &Tx, at: Moment, found: Select<E>) -> Result<Arc<[Uuid]>>
    where
        E: EntityTrait,
    {
        let key = key(tx, &found);
        {
            let known = self.lock();
            if let Some(ids) = known.pages.get(&key).filter(|_| known.at == at) {
                return Ok(Arc::clone(ids));
            }
        }
        let ids: Vec<Uuid> = found.into_tuple().all(tx).await?;
        let ids: Arc<[Uuid]> = ids.into();
        if let Some(mut known) = self.as_of(at) {
            if PAGES_MAX <= known.pages.len() {
                known.pages.clear();
            }
            known.pages.insert(key, Arc::clone(&ids));
        }
        Ok(ids)
    }

    fn known(&self, at: &Moment, key: &Key) -> Option<Counted> {
        let known = self.lock();
        if known.at == *at { known.by_query.get(key).cloned() } else { None }
    }

    fn remember(&self, at: Moment, key: Key, n: Counted) {
        if let Some(mut known) = self.as_of(at) {
            if QUERIES_MAX <= known.by_query.len() {
                known.by_query.clear();
            }
            known.by_query.insert(key, n);
        }
    }

    /// What is known of this moment, and nothing of those before it. None if a later one is known.
    fn as_of(&self, at: Moment) -> Option<MutexGuard<'_, Known>> {
        let mut known = self.lock();
        if at.is_before(&known.at) {
            return None;
        }
        if known.at != at {
            *known = Known { at, ..Known::default() };
        }
        Some(known)
    }

    fn lock(&self) -> MutexGuard<'_, Known> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn key<E: EntityTrait>(tx: &Tx, found: &Select<E>) -> Key {
    Sha256::digest(found.build(tx.get_database_backend()).to_string()).into()
}
