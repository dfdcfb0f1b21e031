//! Consultations over HTTP: who asks for advice, who gives it, and what came of it.

mod ask;
mod give;
mod list;
mod panel;
mod show;
mod steps;

use app::actor::Permission;
use app::assure::consultations::State;
use app::ids::ConsultationId;
use maud::Markup;

use crate::Routes;
use crate::layout::states::{self, Tone};
use crate::routes::Access::{Needs, SignedIn};

pub(crate) use panel::{button, panel, waiting};

pub(super) fn routes() -> Routes {
    let ask = Needs(Permission::AskConsultations);
    let give = Needs(Permission::GiveConsultations);
    // Whoever advises sees what they advise in, whatever their roles.
    Routes::new()
        .get("/consultations", SignedIn, list::list)
        .get("/consultations.csv", SignedIn, list::csv)
        .get("/consultations.xlsx", SignedIn, list::xlsx)
        .get("/consultations/new", ask, ask::new)
        .post("/consultations", ask, ask::ask)
        .get("/consultations/{id}", SignedIn, show::show)
        .get("/consultations/{id}/take", give, give::ask_take)
        .post("/consultations/{id}/take", give, give::take)
        .get("/consultations/{id}/record", SignedIn, give::edit)
        .post("/consultations/{id}/record", SignedIn, give::record)
        .post("/consultations/{id}/close", SignedIn, steps::close)
        .get("/consultations/{id}/withdraw", ask, steps::ask_withdraw)
        .post("/consultations/{id}/withdraw", ask, steps::withdraw)
        .get("/consultations/{id}/recommendations/{number}", ask, steps::ask_resolve)
        .post("/consultations/{id}/recommendations/{number}", ask, steps::resolve)
}

/// The page of one consultation.
pub(crate) fn consultation_path(id: ConsultationId) -> String {
    format!("/consultations/{id}")
}

/// How far a consultation is.
fn state(it: State) -> Markup {
    let tone = match it {
        State::Asked => Tone::Warn,
        State::Taken | State::Withdrawn => Tone::Idle,
        State::Closed => Tone::Good,
    };
    states::state(tone, it.title())
}
