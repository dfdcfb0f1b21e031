//! Telling those who wait that something happened.

use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::watch;

/// The number of the last event, for as long as anybody listens.
#[derive(Debug, Clone, Default)]
pub(crate) struct Pulse(Arc<Mutex<Option<watch::Sender<i64>>>>);

impl Pulse {
    /// Listens from now on, and says whether somebody has to start looking.
    pub(crate) fn listen(&self) -> (watch::Receiver<i64>, bool) {
        let mut sender = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        match &*sender {
            Some(sender) => (sender.subscribe(), false),
            None => {
                let (new, receiver) = watch::channel(0);
                *sender = Some(new);
                (receiver, true)
            }
        }
    }

    /// Tells the number of the last event to all who listen. Whether anybody does: if not, whoever
    /// looks can stop.
    pub(crate) fn tell(&self, seq: i64) -> bool {
        let mut sender = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let is_heard = sender.as_ref().is_some_and(|it| 0 < it.receiver_count());
        if !is_heard {
            *sender = None;
        }
        if let Some(sender) = &*sender {
            sender.send_if_modified(|it| std::mem::replace(it, seq) != seq);
        }
        is_heard
    }
}
