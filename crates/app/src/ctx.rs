//! Who is asking, and when.

use chrono::{DateTime, SubsecRound as _, Utc};
use db::Tx;
use uuid::Uuid;

use crate::actor::{Actor, Permission, Place, Scope};
use crate::platform::Platform;
use crate::snapshot::{SharedSnapshot, Sharing, Snapshot};
use crate::{Error, Result};

/// A moment.
pub type Timestamp = DateTime<Utc>;

/// What every use case needs to know about the request that it serves.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Ctx {
    /// Where the data is.
    pub platform: Platform,
    /// Who is asking.
    pub actor: Actor,
    /// When they asked. Use cases never read the clock themselves.
    pub now: Timestamp,
    /// Which request this is: in the log, in the audit log, and on error pages.
    pub request_id: Uuid,
    pub(crate) snapshot: SharedSnapshot,
}

impl Ctx {
    /// A request by `actor` at `now`, to the microsecond: a database keeps no more than that.
    pub fn new(platform: Platform, actor: Actor, now: Timestamp) -> Ctx {
        let snapshot = SharedSnapshot::default();
        Ctx { platform, actor, now: now.trunc_subsecs(6), request_id: Uuid::now_v7(), snapshot }
    }

    /// The same, known to the log as `request_id`.
    #[must_use]
    pub fn with_request_id(self, request_id: Uuid) -> Ctx {
        Ctx { request_id, ..self }
    }

    /// Lets all use cases of this request look at one moment, through one transaction, until what
    /// this returns is dropped. A database with one connection has none to keep.
    ///
    /// Whoever shares a snapshot holds a connection: do not wait for others meanwhile, and do not
    /// compute for long, without [`Ctx::see_anew`] before.
    pub fn share_snapshot(&self) -> Option<Sharing> {
        (!self.platform.db.is_single()).then(|| self.snapshot.share())
    }

    /// Starts the transaction of a use case that only looks, or joins the one of the request.
    pub async fn read(&self) -> Result<Snapshot> {
        self.snapshot.open(&self.platform.db).await
    }

    /// Starts the transaction of a use case that changes something. Whoever begins to look
    /// afterwards looks anew.
    pub async fn write(&self) -> Result<Tx> {
        self.see_anew();
        Ok(self.platform.db.write().await?)
    }

    /// Lets go of the snapshot of this request: those who look from now on see what happened since.
    pub fn see_anew(&self) {
        self.snapshot.renew();
    }

    /// Refuses unless the actor holds `permission` at `place`.
    pub fn require(&self, permission: Permission, place: impl Into<Place>) -> Result<()> {
        if self.actor.may(permission, place) {
            return Ok(());
        }
        Err(Error::Forbidden(permission))
    }

    /// Refuses unless the actor holds `permission` anywhere, and says for which records.
    pub fn require_scope(&self, permission: Permission) -> Result<Scope> {
        if self.actor.may_somewhere(permission) {
            return Ok(self.actor.scope(permission));
        }
        Err(Error::Forbidden(permission))
    }
}
