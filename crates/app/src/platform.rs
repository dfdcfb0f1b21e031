//! What one running installation consists of.

use std::sync::Arc;

use db::{Counts, Db};
use tokio::sync::watch;

use crate::jobs::Wake;
use crate::kept::Kept;
use crate::mail::MailServer;
use crate::progress::Registry;
use crate::pulse::Pulse;
use crate::queue::Queue;
use crate::seal::SealKey;

/// How many passwords may be checked at once. Each takes 19 MiB.
const HASHED_AT_ONCE_MAX: usize = 4;

/// How many files may be read from end to end at once. Each holds a connection to the database for
/// as long as that takes, and SQLite has eight for all.
const IMPORTED_AT_ONCE_MAX: usize = 2;

/// How many scenarios may be computed at once: each takes the processors for some seconds.
const RUN_AT_ONCE_MAX: usize = 2;

/// How many more may wait for that.
const RUNS_WAITING_MAX: usize = 9;

/// How often what is worth buying may be computed at once: each has a copy of the inventory.
const WEIGHED_AT_ONCE_MAX: usize = 2;

/// How many more may wait for that.
const WEIGHINGS_WAITING_MAX: usize = 9;

/// How likely how many items are back in time may be tried at once: each takes a processor for up to a
/// second.
const LIKELY_AT_ONCE_MAX: usize = 2;

/// How many more may wait for that.
const LIKELY_WAITING_MAX: usize = 30;

/// The database, the key for what is kept secret in it, and what is computed from it.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Platform {
    /// Where the data is.
    pub db: Db,
    /// What seals contact channels.
    pub seal: Arc<SealKey>,
    /// How many passwords may be checked at once: each takes memory.
    pub(crate) hashing: Arc<tokio::sync::Semaphore>,
    /// How many files may be read from end to end at once.
    pub(crate) importing: Arc<tokio::sync::Semaphore>,
    /// The recovery model in memory, filled by `prove::recovery`.
    pub(crate) board: Kept,
    /// How many rows the long lists have.
    pub(crate) counts: Counts,
    /// How far imports are.
    pub(crate) progress: Registry,
    /// Who computes scenarios.
    pub(crate) runs: Queue,
    /// Who computes what is worth buying.
    pub(crate) weighing: Queue,
    /// Who tries how likely an item is back in time.
    pub(crate) likely: Queue,
    /// Tells that something happened.
    pub(crate) pulse: Pulse,
    /// Tells that more is known of who is late with the crews there are.
    pub(crate) tried: Arc<watch::Sender<()>>,
    /// Tells that there may be a job to do.
    pub(crate) wake: Wake,
    /// Who takes our mails, if anybody does.
    pub(crate) mail: Option<Arc<MailServer>>,
}

impl Platform {
    /// An installation on `db` whose secrets are sealed with `seal`.
    pub fn new(db: Db, seal: SealKey) -> Platform {
        let hashing = Arc::new(tokio::sync::Semaphore::new(HASHED_AT_ONCE_MAX));
        let importing = Arc::new(tokio::sync::Semaphore::new(IMPORTED_AT_ONCE_MAX));
        Platform {
            db,
            seal: Arc::new(seal),
            hashing,
            importing,
            board: Kept::default(),
            counts: Counts::default(),
            progress: Registry::default(),
            runs: Queue::new(RUN_AT_ONCE_MAX, RUNS_WAITING_MAX),
            weighing: Queue::new(WEIGHED_AT_ONCE_MAX, WEIGHINGS_WAITING_MAX),
            likely: Queue::new(LIKELY_AT_ONCE_MAX, LIKELY_WAITING_MAX),
            pulse: Pulse::default(),
            tried: Arc::default(),
            wake: Wake::default(),
            mail: None,
        }
    }

    /// The same with a mail server.
    #[must_use]
    pub fn with_mail(self, server: MailServer) -> Platform {
        Platform { mail: Some(Arc::new(server)), ..self }
    }

    /// Whether there is a mail server. Otherwise mails wait.
    pub fn has_mail(&self) -> bool {
        self.mail.is_some()
    }

    /// Whether the database answers.
    pub async fn is_ready(&self) -> crate::Result<()> {
        Ok(self.db.ping().await?)
    }

    /// Keeps the database quick, after much was put in and from time to time.
    pub async fn optimize(&self) -> crate::Result<()> {
        Ok(self.db.optimize().await?)
    }
}
