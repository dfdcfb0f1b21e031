//! One place in memory for what is computed from the whole database.

use std::any::Any;
use std::fmt;
use std::sync::Arc;

use tokio::sync::{Mutex, MutexGuard};

type Anything = Arc<dyn Any + Send + Sync>;

/// A place for one value that is costly to compute. Only the feature that fills it knows what it is.
#[derive(Clone, Default)]
pub(crate) struct Kept(Arc<Mutex<Option<Anything>>>);

/// The place, held by one request at a time: the others wait for what it computes.
pub(crate) struct Turn<'a>(MutexGuard<'a, Option<Anything>>);

impl Kept {
    /// Waits until nobody else holds the place.
    pub(crate) async fn turn(&self) -> Turn<'_> {
        Turn(self.0.lock().await)
    }

    /// What is there, unless somebody holds the place.
    pub(crate) fn peek<T: Send + Sync + 'static>(&self) -> Option<Arc<T>> {
        Turn(self.0.try_lock().ok()?).get()
    }
}

impl Turn<'_> {
    /// What is there.
    pub(crate) fn get<T: Send + Sync + 'static>(&self) -> Option<Arc<T>> {
        self.0.clone()?.downcast().ok()
    }

    /// Takes away what is there, to change it.
    pub(crate) fn take<T: Send + Sync + 'static>(&mut self) -> Option<Arc<T>> {
        self.0.take()?.downcast().ok()
    }

    /// Leaves `value` there.
    pub(crate) fn put<T: Send + Sync + 'static>(&mut self, value: Arc<T>) {
        *self.0 = Some(value);
    }
}

impl fmt::Debug for Kept {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Kept")
    }
}
