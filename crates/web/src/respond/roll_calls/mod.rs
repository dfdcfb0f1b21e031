//! Roll calls over HTTP: started at a site, and gone through with a phone in the hand.

mod mark;
mod show;
mod start;

use app::actor::Permission;
use app::ids::RollCallId;
use app::respond::roll_calls::{Counts, Status};
use maud::{Markup, html};

use crate::Routes;
use crate::layout::frame::grouped;
use crate::layout::states::{Tone, state};
use crate::routes::Access::Needs;

pub(super) fn routes() -> Routes {
    let read = Needs(Permission::ReadDisruptions);
    let write = Needs(Permission::WriteDisruptions);
    Routes::new()
        .get("/disruptions/{id}/roll-calls/new", write, start::new)
        .post("/disruptions/{id}/roll-calls", write, start::start)
        .get("/roll-calls/{id}", read, show::show)
        .get("/roll-calls/{id}/people.csv", read, show::csv)
        .get("/roll-calls/{id}/people.xlsx", read, show::xlsx)
        .post("/roll-calls/{id}/mark", write, mark::mark)
        .post("/roll-calls/{id}/people", write, mark::join)
        .post("/roll-calls/{id}/close", write, mark::close)
        .post("/roll-calls/{id}/reopen", write, mark::reopen)
}

/// The page of one roll call.
pub(crate) fn call_path(id: RollCallId) -> String {
    format!("/roll-calls/{id}")
}

/// How many there are of a status that nobody wants to see.
pub(crate) fn marked(status: Status, counts: &Counts) -> Markup {
    match (status, counts.of(status)) {
        (_, 0) => html! { "0" },
        (Status::NeedsHelp, n) => state(Tone::Bad, grouped(n)),
        (_, n) => state(Tone::Warn, grouped(n)),
    }
}
