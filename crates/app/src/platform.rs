//! What one running installation consists of.

use std::sync::Arc;

use db::Db;

use crate::board::Board;
use crate::seal::SealKey;

/// The database, the key for what is kept secret in it, and what is computed from it.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Platform {
    /// Where the data is.
    pub db: Db,
    /// What seals contact channels.
    pub seal: Arc<SealKey>,
    /// The recovery model in memory, filled by `prove::recovery`.
    pub(crate) board: Arc<tokio::sync::Mutex<Option<Arc<Board>>>>,
}

impl Platform {
    /// An installation on `db` whose secrets are sealed with `seal`.
    pub fn new(db: Db, seal: SealKey) -> Platform {
        Platform { db, seal: Arc::new(seal), board: Arc::default() }
    }
}
