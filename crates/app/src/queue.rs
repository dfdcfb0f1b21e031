//! Who computes for long: two at once, some waiting. In the background, each person one thing.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::{OwnedSemaphorePermit, Semaphore, SemaphorePermit};
use uuid::Uuid;

use crate::ids::PersonId;
use crate::{Error, Result};

/// Everything that is computed or waits for that, by what it is about.
#[derive(Debug, Clone)]
pub(crate) struct Queue {
    places: Arc<Semaphore>,
    entries: Arc<Mutex<BTreeMap<Uuid, PersonId>>>,
    n_max: usize,
}

/// Why nobody more is let in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Full {
    /// The person is in it already.
    Person,
    /// As many wait as may.
    Server,
}

/// A place to compute with its stand in the queue, until it is dropped: for what goes on though nobody
/// waits for it any more.
#[derive(Debug)]
pub(crate) struct OwnPlace {
    _permit: OwnedSemaphorePermit,
    _ticket: Ticket,
}

/// A stand in the queue, until it is dropped.
#[derive(Debug)]
pub(crate) struct Ticket {
    id: Uuid,
    queue: Queue,
}

impl Queue {
    /// A queue in which so many are computed at once, and so many more may wait.
    pub(crate) fn new(n_at_once: usize, n_waiting: usize) -> Queue {
        let places = Arc::new(Semaphore::new(n_at_once));
        Queue { places, entries: Arc::default(), n_max: n_at_once + n_waiting }
    }

    /// Lets a person in with `id`.
    pub(crate) fn enter(&self, id: Uuid, person_id: PersonId) -> std::result::Result<Ticket, Full> {
        let mut entries = self.lock();
        // The platform itself has no business of its own to wait for.
        if person_id != PersonId::FIRST && entries.values().any(|it| *it == person_id) {
            return Err(Full::Person);
        }
        if self.n_max <= entries.len() {
            return Err(Full::Server);
        }
        entries.insert(id, person_id);
        Ok(Ticket { id, queue: self.clone() })
    }

    /// Lets in whoever waits for the answer in a request, whatever else they compute.
    pub(crate) fn enter_in_request(&self) -> std::result::Result<Ticket, Full> {
        self.enter(Uuid::now_v7(), PersonId::FIRST)
    }

    /// Lets go of `id`: its person may begin something else.
    fn leave(&self, id: Uuid) {
        self.lock().remove(&id);
    }

    /// Whether `id` is in it.
    pub(crate) fn holds(&self, id: Uuid) -> bool {
        self.lock().contains_key(&id)
    }

    fn lock(&self) -> MutexGuard<'_, BTreeMap<Uuid, PersonId>> {
        self.entries.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Ticket {
    /// Waits for a place to compute.
    pub(crate) async fn place(&self) -> Result<SemaphorePermit<'_>> {
        self.queue.places.acquire().await.map_err(Error::internal)
    }

    /// The same, for work that takes the place along.
    pub(crate) async fn own_place(self) -> Result<OwnPlace> {
        let permit = Arc::clone(&self.queue.places).acquire_owned().await;
        Ok(OwnPlace { _permit: permit.map_err(Error::internal)?, _ticket: self })
    }
}

impl Drop for Ticket {
    fn drop(&mut self) {
        self.queue.leave(self.id);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_person_has_one_thing_and_only_so_many_wait() {
        let queue = Queue::new(2, 9);
        let id = Uuid::from_u128;
        let (one, other) = (PersonId::new(), PersonId::new());
        let first = queue.enter(id(1), one).unwrap();
        assert_eq!(queue.enter(id(2), one).unwrap_err(), Full::Person);
        let tickets: Vec<Ticket> =
            (2..12).map(|it| queue.enter(id(it), PersonId::new()).unwrap()).collect();
        assert_eq!(queue.enter(id(12), other).unwrap_err(), Full::Server);
        drop(first);
        assert!(queue.enter(id(13), one).is_ok() && !queue.holds(id(1)) && queue.holds(id(2)));
        drop(tickets);
        assert!(!queue.holds(id(2)));
    }

    #[tokio::test]
    async fn only_so_many_wait_in_requests_and_a_place_is_held_until_it_is_dropped() {
        let queue = Queue::new(1, 1);
        let first = queue.enter_in_request().unwrap().own_place().await.unwrap();
        let second = queue.enter_in_request().unwrap();
        assert_eq!(queue.enter_in_request().unwrap_err(), Full::Server);
        assert_eq!(queue.places.available_permits(), 0);
        drop(first);
        let second = second.own_place().await.unwrap();
        assert!(queue.places.available_permits() == 0 && queue.enter_in_request().is_ok());
        drop(second);
        assert_eq!((queue.places.available_permits(), queue.lock().len()), (1, 0));
    }
}
