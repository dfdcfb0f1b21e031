//! Handovers over HTTP: who leaves, moves or changes role, and what is to be changed then.

mod list;
mod new;
mod show;
mod steps;
mod waiting;

use app::actor::Permission;
use app::assure::handovers::State;
use app::ids::HandoverId;
use maud::Markup;

use crate::Routes;
use crate::layout::states::{self, Tone};
use crate::routes::Access::Needs;

pub(crate) use waiting::waiting;

pub(super) fn routes() -> Routes {
    let (read, write) = (Needs(Permission::ReadGrants), Needs(Permission::WriteAgencies));
    Routes::new()
        .get("/handovers", read, list::list)
        .get("/handovers.csv", read, list::csv)
        .get("/handovers.xlsx", read, list::xlsx)
        .get("/handovers/new", write, new::new)
        .post("/handovers", write, new::announce)
        .get("/handovers/{id}", read, show::show)
        .get("/handovers/{id}/confirm", Needs(Permission::WriteGrants), steps::ask_confirm)
        .post("/handovers/{id}/confirm", Needs(Permission::WriteGrants), steps::confirm)
        .get("/handovers/{id}/cancel", write, steps::ask_cancel)
        .post("/handovers/{id}/cancel", write, steps::cancel)
}

/// The page of one handover.
pub(crate) fn handover_path(id: HandoverId) -> String {
    format!("/handovers/{id}")
}

/// How far a handover is.
pub(crate) fn state(it: State) -> Markup {
    let tone = match it {
        State::Asked => Tone::Warn,
        State::Confirmed | State::Canceled => Tone::Idle,
        State::Done => Tone::Good,
    };
    states::state(tone, it.title())
}
