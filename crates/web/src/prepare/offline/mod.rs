//! Plans that a browser keeps, over HTTP: turning that on and off, what is kept, and the page that
//! opens with no server.
//!
//! What is kept is encrypted by the scripts `offline_*.js` before it is stored; the server never
//! learns what opens it (decision 12).

mod data;
mod page;
mod reader;
mod worker;

use app::actor::Permission;

use crate::Routes;
use crate::routes::Access::{Needs, Public};

pub(crate) fn routes() -> Routes {
    let read = Needs(Permission::ReadPlans);
    Routes::new()
        .get("/offline", read, page::show)
        .post("/offline", read, data::keep)
        .get("/offline.json", read, data::renew)
        .get("/offline/read", Public, reader::show)
        .get("/service-worker.js", Public, worker::script)
        .get("/manifest.webmanifest", Public, worker::manifest)
}
