//! A request by somebody who has not signed in.

use uuid::Uuid;

use crate::actor::Actor;
use crate::ids::{AgencyId, PersonId};
use crate::{Ctx, Platform, Timestamp};

/// Where and when a request comes from whose sender nobody knows yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Visit {
    /// The address that it comes from. Too many failures from one are slowed down.
    pub source: String,
    /// What the browser calls itself.
    pub browser: String,
    /// Which request it is.
    pub request_id: Uuid,
    /// When it came.
    pub now: Timestamp,
}

impl Visit {
    /// The request as one by somebody who may do nothing.
    pub(super) fn by_nobody(&self, platform: &Platform) -> Ctx {
        self.by(platform, nobody())
    }

    /// The request as one by `actor`.
    pub(super) fn by(&self, platform: &Platform, actor: Actor) -> Ctx {
        Ctx::new(platform.clone(), actor, self.now).with_request_id(self.request_id)
    }
}

/// Stands in the audit log for whoever was not let in.
fn nobody() -> Actor {
    Actor {
        person_id: PersonId::FIRST,
        name: String::new(),
        agency_id: AgencyId::FIRST,
        held: Vec::new(),
        on_behalf_of: None,
        via: None,
        limited_to: None,
    }
}
