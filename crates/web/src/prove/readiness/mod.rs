//! Readiness over HTTP: the first page, which changes by itself, and the report.

mod crews;
mod live;
mod page;
mod report;
mod unpaid;

pub(super) use page::agencies_table;

use app::actor::Permission;
use app::ids::AgencyId;

use crate::Routes;
use crate::routes::Access::{Needs, SignedIn};

/// The routes of the page.
pub(super) fn routes() -> Routes {
    let read = Needs(Permission::ReadReports);
    Routes::new()
        // Everybody who signs in comes here first: who may not read reports goes on to their work.
        .get("/", SignedIn, page::show)
        .get("/readiness.csv", read, report::csv)
        .get("/readiness.xlsx", read, report::xlsx)
        .get("/readiness.pdf", read, report::pdf)
        .get("/events/readiness", read, live::events)
}

/// What the address says.
#[derive(Debug, Clone, Copy, Default, serde::Deserialize)]
struct Asked {
    /// Of which agency, with all below it.
    agency: Option<AgencyId>,
    /// The last event that the page knows of.
    seen: Option<i64>,
}

impl Asked {
    /// An address that asks for the same agency.
    fn at(self, path: &str) -> String {
        match self.agency {
            Some(id) => format!("{path}?agency={id}"),
            None => path.to_owned(),
        }
    }
}
