//! The audit log over HTTP: who did what and when, what changed by it, and whether the log is what
//! was written.

mod changes;
mod export;
mod list;
mod verify;

use app::actor::Permission;

use crate::Routes;
use crate::routes::Access::Needs;

pub(super) fn routes() -> Routes {
    let read = Needs(Permission::ReadAudit);
    Routes::new().get("/audit", read, list::list).get("/audit.csv", read, export::csv).get(
        "/audit/verify",
        read,
        verify::verify,
    )
}
