//! Who is asking, and when.

use chrono::{DateTime, SubsecRound as _, Utc};
use db::Tx;
use uuid::Uuid;

use crate::actor::{Actor, Permission, Place, Scope};
use crate::platform::Platform;
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
}

impl Ctx {
    /// A request by `actor` at `now`, to the microsecond: a database keeps no more than that.
    pub fn new(platform: Platform, actor: Actor, now: Timestamp) -> Ctx {
        Ctx { platform, actor, now: now.trunc_subsecs(6), request_id: Uuid::now_v7() }
    }

    /// The same, known to the log as `request_id`.
    #[must_use]
    pub fn with_request_id(self, request_id: Uuid) -> Ctx {
        Ctx { request_id, ..self }
    }

    /// Starts the transaction of a use case that only looks.
    pub async fn read(&self) -> Result<Tx> {
        Ok(self.platform.db.read().await?)
    }

    /// Starts the transaction of a use case that changes something.
    pub async fn write(&self) -> Result<Tx> {
        Ok(self.platform.db.write().await?)
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
