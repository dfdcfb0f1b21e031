//! How far long work is, kept in memory: while it is under way its transaction holds the database,
//! so nothing can be written down there.

use std::any::Any;
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::{Notify, watch};
use uuid::Uuid;

use crate::ids::PersonId;

/// How far something is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Progress {
    /// How many rows are done.
    pub n_done: u64,
    /// How much of the whole that is, in percent.
    pub percent: u8,
    /// Whether it writes, or only looks.
    pub writes: bool,
}

type Anything = Arc<dyn Any + Send + Sync>;

/// Everything that is under way, by what it is about.
#[derive(Debug, Clone, Default)]
pub(crate) struct Registry(Arc<Mutex<BTreeMap<Uuid, Entry>>>);

#[derive(Debug, Clone)]
struct Entry {
    person_id: PersonId,
    sender: Arc<watch::Sender<Progress>>,
    is_canceled: Arc<AtomicBool>,
    /// What it found out so far: only the feature that works knows what it is.
    found: Arc<Mutex<Option<Anything>>>,
    /// Wakes whoever waits for that.
    canceled: Arc<Notify>,
}

/// Work that is under way. Dropping it says that it is over.
#[derive(Debug)]
pub(crate) struct Task {
    id: Uuid,
    entry: Entry,
    registry: Registry,
}

impl Registry {
    /// Notes that a person begins to work on `id`, unless some work on it is under way already.
    pub(crate) fn begin(&self, id: Uuid, person_id: PersonId) -> Option<Task> {
        let mut entries = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if entries.contains_key(&id) {
            return None;
        }
        let sender = Arc::new(watch::Sender::new(Progress::default()));
        let (is_canceled, found, canceled) = (Arc::default(), Arc::default(), Arc::default());
        let entry = Entry { person_id, sender, is_canceled, found, canceled };
        entries.insert(id, entry.clone());
        Some(Task { id, entry, registry: self.clone() })
    }

    /// How far a person's work on `id` is, as it goes on. None if none is under way.
    pub(crate) fn watch(&self, id: Uuid, person_id: PersonId) -> Option<watch::Receiver<Progress>> {
        let entries = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let entry = entries.get(&id).filter(|it| it.person_id == person_id)?;
        Some(entry.sender.subscribe())
    }

    /// What a person's work on `id` found out so far. None if none is under way.
    pub(crate) fn found<T: Send + Sync + 'static>(
        &self,
        id: Uuid,
        person_id: PersonId,
    ) -> Option<Arc<T>> {
        let entries = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let entry = entries.get(&id).filter(|it| it.person_id == person_id)?;
        let found = entry.found.lock().unwrap_or_else(PoisonError::into_inner).clone();
        found?.downcast().ok()
    }

    /// Asks a person's work on `id` to stop. Says whether some was under way.
    pub(crate) fn cancel(&self, id: Uuid, person_id: PersonId) -> bool {
        let entries = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let own = entries.get(&id).filter(|it| it.person_id == person_id);
        let Some(entry) = own else { return false };
        entry.is_canceled.store(true, Ordering::Relaxed);
        entry.canceled.notify_one();
        true
    }
}

impl Task {
    /// Tells how far it is.
    pub(crate) fn tell(&self, progress: Progress) {
        self.entry.sender.send_replace(progress);
    }

    /// Leaves what it found out so far for whoever looks on, until it is over. Who watches is told with
    /// the next progress.
    pub(crate) fn find<T: Send + Sync + 'static>(&self, found: T) {
        let mut place = self.entry.found.lock().unwrap_or_else(PoisonError::into_inner);
        *place = Some(Arc::new(found));
    }

    /// Whether somebody asked it to stop.
    pub(crate) fn is_canceled(&self) -> bool {
        self.entry.is_canceled.load(Ordering::Relaxed)
    }

    /// Waits until somebody asks it to stop. One may wait.
    pub(crate) async fn canceled(&self) {
        while !self.is_canceled() {
            self.entry.canceled.notified().await;
        }
    }
}

/// Who waits for what others compute. Dropping it says that nobody does any more.
#[derive(Debug, Default)]
pub(crate) struct Waiting(Arc<AtomicBool>);

impl Waiting {
    /// Whether it is over, for whoever computes.
    pub(crate) fn is_over(&self) -> impl Fn() -> bool + Send + Sync + 'static {
        let is_over = self.0.clone();
        move || is_over.load(Ordering::Relaxed)
    }
}

impl Drop for Waiting {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

impl Drop for Task {
    fn drop(&mut self) {
        let mut entries = self.registry.0.lock().unwrap_or_else(PoisonError::into_inner);
        entries.remove(&self.id);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn whoever_waits_to_be_canceled_is_told() {
        let registry = Registry::default();
        let task = registry.begin(Uuid::from_u128(1), PersonId::FIRST).unwrap();
        let cancel = || registry.cancel(Uuid::from_u128(1), PersonId::FIRST);
        tokio::join!(task.canceled(), async { cancel() });
        task.canceled().await;
        assert!(task.is_canceled());
    }

    #[test]
    fn work_on_one_thing_is_done_once_at_a_time() {
        let registry = Registry::default();
        let (id, who) = (Uuid::from_u128(1), PersonId::FIRST);
        let task = registry.begin(id, who).unwrap();
        assert!(registry.begin(id, who).is_none());
        assert!(registry.watch(id, PersonId::new()).is_none());
        assert!(!registry.cancel(id, PersonId::new()));
        task.tell(Progress { n_done: 7, ..Progress::default() });
        assert_eq!(registry.watch(id, who).unwrap().borrow().n_done, 7);
        task.find(5_u32);
        task.find(6_u32);
        assert_eq!(registry.found::<u32>(id, who).as_deref(), Some(&6));
        assert!(registry.found::<u32>(id, PersonId::new()).is_none());
        assert!(registry.found::<u64>(id, who).is_none());
        assert!(registry.cancel(id, who) && task.is_canceled());
        drop(task);
        assert!(registry.watch(id, who).is_none() && !registry.cancel(id, who));
        assert!(registry.found::<u32>(id, who).is_none());
    }
}
