//! Plans over HTTP: the list, one plan with its versions, how it is written, and what happens to
//! it.

mod about;
mod asks;
mod begin;
mod checks;
mod comments;
mod compare;
mod conflict;
mod editor;
mod export;
mod fields;
mod findings;
mod here;
mod learned;
mod list;
mod nightly;
mod obliged;
mod panel;
mod print;
mod progress;
mod readers;
mod rows;
pub(crate) mod sections;
mod show;
mod side;
mod start;
mod steps;
mod templates;
mod uncovered;
mod updates;
mod waivers;
mod word;

pub(crate) use asks::waiting;
pub(crate) use checks::{before_attest, before_call};
pub(crate) use compare::{section as compared_section, whole_path as compared_path};
pub(crate) use list::next;
pub(crate) use panel::panel;
pub(crate) use waivers::waiting as waivers_waiting;

use app::Ctx;
use app::actor::{Permission, Place};
use app::ids::PlanId;
use app::plans::plan::Plan;
use app::plans::templates as types;
use maud::{Markup, html};

use self::steps::Step;
use crate::Routes;
use crate::people::calendars::WHY;
use crate::routes::Access::{Needs, SignedIn};
use crate::shell::Shell;

pub(crate) fn routes() -> Routes {
    let read = Needs(Permission::ReadPlans);
    let write = Needs(Permission::WritePlans);
    let drafts = Needs(Permission::ReadDrafts);
    let publish = Needs(Permission::WriteSettings);
    let mut routes = Routes::new()
        .get("/plans", read, list::list)
        .get("/plans.csv", read, export::csv)
        .get("/plans.xlsx", read, export::xlsx)
        .get("/plans/uncovered", read, uncovered::list)
        .get("/plans/uncovered.csv", read, uncovered::csv)
        .get("/plans/uncovered.xlsx", read, uncovered::xlsx)
        .get("/plans/nightly", drafts, nightly::list)
        .get("/plans/nightly.csv", drafts, nightly::csv)
        .get("/plans/nightly.xlsx", drafts, nightly::xlsx)
        .get("/plans/templates", read, templates::list)
        .get("/plans/templates.csv", read, templates::csv)
        .get("/plans/templates.xlsx", read, templates::xlsx)
        .get("/plans/templates/{code}", read, templates::show)
        .get("/plans/templates/{code}/plans.csv", read, templates::plans_csv)
        .get("/plans/templates/{code}/plans.xlsx", read, templates::plans_xlsx)
        .get("/plans/templates/{code}/edit", publish, templates::edit)
        .post("/plans/templates/{code}/edit", publish, templates::publish)
        .get("/plans/new", write, start::new)
        .post("/plans", write, start::start)
        .get("/plans/import", write, word::ask)
        .post("/plans/import", write, word::upload)
        .post("/plans/import/draft", write, word::draft)
        .get("/plans/{id}", read, show::show)
        .get("/plans/{id}/versions/{number}", read, show::version)
        .get("/plans/{id}/versions/{number}/pdf", read, print::pdf)
        .get("/plans/{id}/versions/{number}/docx", read, print::docx)
        .get("/plans/{id}/versions/{number}/public", read, print::public)
        .get("/plans/{id}/compare", read, compare::compare)
        .get("/plans/{id}/template", read, updates::show)
        .post("/plans/{id}/template/take", write, updates::take)
        .post("/plans/{id}/template/dismiss", write, updates::dismiss)
        .get("/plans/{id}/edit", write, about::edit)
        .post("/plans/{id}/edit", write, about::change)
        .get("/plans/{id}/draft", write, editor::first)
        .get("/plans/{id}/draft/{section}", write, editor::edit)
        .post("/plans/{id}/draft/{section}", write, editor::save)
        .post("/plans/{id}/draft/{section}/findings", write, findings::typed)
        .post("/plans/{id}/draft/{section}/here", write, here::say)
        // Who reviews, approves or writes says something: the use case asks.
        .post("/plans/{id}/comments", drafts, comments::add)
        .post("/plans/{id}/comments/{comment}/reply", drafts, comments::reply)
        .post("/plans/{id}/comments/{comment}/resolve", drafts, comments::resolve)
        .post("/plans/{id}/comments/{comment}/reopen", drafts, comments::reopen)
        .get("/plans/{id}/readers", read, readers::list)
        .get("/plans/{id}/readers.csv", read, readers::csv)
        .get("/plans/{id}/readers/edit", write, readers::edit)
        .post("/plans/{id}/readers/edit", write, readers::change)
        // Who reviews reminds, and who writes: the use case asks.
        .post("/plans/{id}/readers/remind", read, readers::remind)
        .get("/acknowledgements", SignedIn, asks::list)
        .post("/acknowledgements/{id}", SignedIn, asks::acknowledge)
        .post("/plans/{id}/begin", write, begin::begin)
        .post("/plans/{id}/restore", write, begin::restore);
    routes = routes.merge(waivers::routes());
    for &step in Step::ALL {
        let needs = Needs(step.route_needs());
        routes = routes.get(step.path(), needs, move |shell, id| steps::ask(step, shell, id)).post(
            step.path(),
            needs,
            move |shell, id, form| steps::take(step, shell, id, form),
        );
    }
    routes
}

/// The page of one plan.
pub(crate) fn plan_path(id: PlanId) -> String {
    format!("/plans/{id}")
}

/// When the review of a plan is due; if business days were counted until then, it leads to why.
pub(crate) fn review_due(shell: &Shell, it: &Plan) -> Markup {
    html! {
        @match it.review_due {
            Some(due) if it.review_from.is_some() => {
                a href={ (plan_path(it.id)) (WHY) } title="Why this day" { (shell.day(due)) }
            }
            Some(due) => (shell.day(due)),
            None => "–",
        }
    }
}

/// Where a plan is: what a permission is asked for.
fn place(plan: &Plan) -> Place {
    Place::Record(plan.agency_id, plan.id.into())
}

/// Whether the actor may do something with a plan.
fn may(ctx: &Ctx, permission: Permission, plan: &Plan) -> bool {
    ctx.actor.may(permission, place(plan))
}

/// The way to the pages under the page of a plan.
fn crumbs(plan: &Plan) -> Vec<(String, String)> {
    vec![("Plans".to_owned(), "/plans".to_owned()), (plan.title.clone(), plan_path(plan.id))]
}

/// What a type of plan is called.
pub(crate) fn type_name(code: &str) -> &str {
    types::find(code).map_or(code, |it| it.name.as_str())
}
