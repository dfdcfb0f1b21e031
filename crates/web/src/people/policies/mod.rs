//! Policies over HTTP: the library, the governance board, one policy with its versions, its form, what
//! happens to it, and who has not acknowledged it.

mod asked;
mod board;
mod change;
mod list;
mod reasons;
mod show;
mod steps;

use app::actor::Permission;
use app::ids::PolicyId;
use app::people::policies::body_html;
use maud::{Markup, PreEscaped, html};

use crate::Routes;
use crate::routes::Access::{Needs, SignedIn};

pub(super) fn routes() -> Routes {
    let write = Needs(Permission::WritePolicies);
    let approve = Needs(Permission::ApprovePolicies);
    // A policy is for everybody whom it binds: the use case asks.
    Routes::new()
        .get("/policies", SignedIn, list::list)
        .get("/policies.csv", SignedIn, list::csv)
        .get("/policies.xlsx", SignedIn, list::xlsx)
        .get("/policies/board", SignedIn, board::show)
        .get("/policies/new", write, change::new)
        .post("/policies", write, change::add)
        .get("/policies/{id}", SignedIn, show::show)
        .get("/policies/{id}/versions/{number}", SignedIn, show::version)
        .post("/policies/{id}/comments", SignedIn, show::comment)
        .post("/policies/{id}/acknowledge", SignedIn, steps::acknowledge)
        .get("/policies/{id}/acknowledgements", SignedIn, asked::list)
        .get("/policies/{id}/acknowledgements.csv", SignedIn, asked::csv)
        .get("/policies/{id}/edit", write, change::edit)
        .post("/policies/{id}/edit", write, change::change)
        .get("/policies/{id}/invite", write, reasons::ask_invite)
        .post("/policies/{id}/invite", write, reasons::invite)
        .get("/policies/{id}/submit", write, steps::ask_submit)
        .post("/policies/{id}/submit", write, steps::submit)
        // Who approves sends back, and who writes takes back: the use case asks.
        .get("/policies/{id}/return", SignedIn, reasons::ask_return)
        .post("/policies/{id}/return", SignedIn, reasons::send_back)
        .get("/policies/{id}/approve", approve, steps::ask_approve)
        .post("/policies/{id}/approve", approve, steps::approve)
        .get("/policies/{id}/publish", write, steps::ask_publish)
        .post("/policies/{id}/publish", write, steps::publish)
        .post("/policies/{id}/begin", write, steps::begin)
        .get("/policies/{id}/discard", write, steps::ask_discard)
        .post("/policies/{id}/discard", write, steps::discard)
        .post("/policies/{id}/reaffirm", write, steps::reaffirm)
        .get("/policies/{id}/unsettle", write, reasons::ask_unsettle)
        .post("/policies/{id}/unsettle", write, reasons::unsettle)
        .get("/policies/{id}/retire", write, reasons::ask_retire)
        .post("/policies/{id}/retire", write, reasons::retire)
        .post("/policies/{id}/restore", write, steps::restore)
}

/// The page of one policy.
pub(crate) fn policy_path(id: PolicyId) -> String {
    format!("/policies/{id}")
}

/// A text that people wrote in Markdown, as it is read.
pub(crate) fn prose(text: &str) -> Markup {
    // The HTML is made from a tree of our own and cleaned: nothing in it can act.
    html! { div.said { (PreEscaped(body_html(text))) } }
}
