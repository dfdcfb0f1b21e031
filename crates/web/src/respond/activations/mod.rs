//! Activations over HTTP: the list, how a plan is called, and the page on which it is followed.

mod board;
mod call;
mod list;
mod statements;
mod steps;
mod tasks;
mod told;

pub(crate) use call::panel;
pub(crate) use tasks::waiting;

use app::actor::Permission;
use app::ids::ActivationId;
use app::respond::activations::State;
use maud::Markup;

use self::steps::Step;
use crate::Routes;
use crate::layout::states::{Tone, state};
use crate::routes::Access::{Needs, SignedIn};

pub(crate) fn routes() -> Routes {
    let read = Needs(Permission::ReadActivations);
    let ask = Needs(Permission::AskActivations);
    let mut routes = Routes::new()
        .get("/activations", read, list::list)
        .get("/activations.csv", read, list::csv)
        .get("/activations/new", ask, call::choose)
        .get("/plans/{id}/activate", ask, call::ask)
        .post("/plans/{id}/activate", ask, call::call)
        .get("/activations/{id}", read, board::show)
        .get("/activations/{id}/live", read, board::live)
        .get("/activations/{id}/statements/new", ask, statements::new)
        .post("/activations/{id}/statements/new", ask, statements::add)
        .get("/activations/{id}/statements/{statement}", ask, statements::edit)
        .post("/activations/{id}/statements/{statement}", ask, statements::change)
        // Who has a task says how far it is: the use case asks.
        .get("/tasks/{id}", SignedIn, tasks::show)
        .post("/tasks/{id}", SignedIn, tasks::change);
    for &step in Step::ALL {
        let needs = Needs(step.needs());
        routes = routes.get(step.path(), needs, move |shell, id| steps::ask(step, shell, id)).post(
            step.path(),
            needs,
            move |shell, id, form| steps::take(step, shell, id, form),
        );
    }
    routes
}

/// The page of one activation.
pub(crate) fn activation_path(id: ActivationId) -> String {
    format!("/activations/{id}")
}

/// How far an activation is.
fn shown(it: State) -> Markup {
    let tone = match it {
        State::Activated | State::Recovering => Tone::Bad,
        State::StandBy | State::Reconstituting => Tone::Warn,
        State::StoodDown | State::Closed => Tone::Good,
        State::Canceled => Tone::Idle,
    };
    state(tone, it.title())
}
