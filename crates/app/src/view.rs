//! One look at the database for all that serves one request.

use std::fmt;
use std::ops::Deref;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use db::{Db, Tx};
use tokio::sync::OnceCell;

use crate::Result;

/// A transaction that only looks. Others who serve the same request may look through it, too.
#[derive(Debug, Clone)]
pub struct View(Arc<Tx>);

impl Deref for View {
    type Target = Tx;

    fn deref(&self) -> &Tx {
        &self.0
    }
}

/// A view that is not open yet, or one that some look through.
type Place = Arc<OnceCell<View>>;

/// Where the view of a request is, while it is shared. Otherwise everybody opens their own.
#[derive(Clone, Default)]
pub(crate) struct SharedView(Arc<Mutex<Option<Place>>>);

/// Ends the sharing of a view when it is dropped: what goes on after the answer, such as a file that
/// is sent in parts, must not hold back the database for so long.
#[derive(Debug)]
#[must_use = "the view is shared for as long as this lives"]
pub struct Sharing(SharedView);

impl SharedView {
    /// Starts to share, until what this returns is dropped.
    pub(crate) fn share(&self) -> Sharing {
        *self.lock() = Some(Place::default());
        Sharing(self.clone())
    }

    /// What is there to look at: through the shared view, which the first who looks opens.
    pub(crate) async fn open(&self, db: &Db) -> Result<View> {
        let place = self.lock().clone();
        let open = async || Ok(View(Arc::new(db.read().await?)));
        match place {
            Some(place) => place.get_or_try_init(open).await.cloned(),
            None => open().await,
        }
    }

    /// Lets those who look from now on see what happened meanwhile.
    pub(crate) fn renew(&self) {
        if let Some(place) = self.lock().as_mut() {
            *place = Place::default();
        }
    }

    fn lock(&self) -> MutexGuard<'_, Option<Place>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Sharing {
    fn drop(&mut self) {
        *self.0.lock() = None;
    }
}

impl fmt::Debug for SharedView {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SharedView")
    }
}
