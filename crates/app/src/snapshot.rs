//! One look at the database for all that serves one request.

use std::fmt;
use std::ops::Deref;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use db::{Db, Tx};
use tokio::sync::OnceCell;

use crate::Result;

/// A transaction that only looks. Others who serve the same request may look through it, too.
#[derive(Debug, Clone)]
pub struct Snapshot(Arc<Tx>);

impl Deref for Snapshot {
    type Target = Tx;

    fn deref(&self) -> &Tx {
        &self.0
    }
}

/// A snapshot that is not open yet, or one through which some look.
type Slot = Arc<OnceCell<Snapshot>>;

/// Where the snapshot of a request is, while it is shared. Otherwise everybody opens their own.
#[derive(Clone, Default)]
pub(crate) struct SharedSnapshot(Arc<Mutex<Option<Slot>>>);

/// Ends the sharing of a snapshot when it is dropped: what goes on after the answer, such as a file
/// that is sent in parts, must not hold back the database for so long.
#[derive(Debug)]
#[must_use = "the snapshot is shared for as long as this lives"]
pub struct Sharing(SharedSnapshot);

impl SharedSnapshot {
    /// Starts to share, until what this returns is dropped.
    pub(crate) fn share(&self) -> Sharing {
        *self.lock() = Some(Slot::default());
        Sharing(self.clone())
    }

    /// What is there to look at: through the shared snapshot, which the first who looks opens.
    pub(crate) async fn open(&self, db: &Db) -> Result<Snapshot> {
        let slot = self.lock().clone();
        let open = async || Ok(Snapshot(Arc::new(db.read().await?)));
        match slot {
            Some(slot) => slot.get_or_try_init(open).await.cloned(),
            None => open().await,
        }
    }

    /// Lets go of the snapshot: those who look from now on open another.
    pub(crate) fn renew(&self) {
        if let Some(slot) = self.lock().as_mut() {
            *slot = Slot::default();
        }
    }

    fn lock(&self) -> MutexGuard<'_, Option<Slot>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Sharing {
    fn drop(&mut self) {
        *self.0.lock() = None;
    }
}

impl fmt::Debug for SharedSnapshot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SharedSnapshot")
    }
}
