//! Submissions over HTTP: campaigns with their boards, what each agency owes and handed in, and how
//! it is judged.

mod attest;
mod board;
mod campaign_form;
mod campaigns;
mod changes;
mod list;
mod progress;
pub(crate) mod receipt;
mod request;
mod review;
mod show;

use app::actor::Permission;
use app::assure::submissions::Submission;
use app::ids::{CampaignId, SubmissionId};
use app::people::agencies::AgencyCalendars;
use app::plans::templates;
use chrono::NaiveDate;
use maud::{Markup, html};

use crate::Routes;
use crate::layout::frame::counted;
use crate::layout::states::{self, Tone};
use crate::people::calendars::WHY;
use crate::routes::Access::Needs;
use crate::shell::Shell;

pub(super) fn routes() -> Routes {
    let read = Needs(Permission::ReadSubmissions);
    let ask = Needs(Permission::WriteCampaigns);
    let judge = Needs(Permission::ReviewSubmissions);
    let attest = Needs(Permission::AttestSubmissions);
    Routes::new()
        .get("/campaigns", read, campaigns::list)
        .get("/campaigns.csv", read, campaigns::csv)
        .get("/campaigns.xlsx", read, campaigns::xlsx)
        .get("/campaigns/new", ask, campaign_form::new)
        .post("/campaigns", ask, campaign_form::add)
        .get("/campaigns/{id}", read, board::show)
        .get("/campaigns/{id}/gaps.csv", read, board::gaps_csv)
        .get("/campaigns/{id}/edit", ask, campaign_form::edit)
        .post("/campaigns/{id}/edit", ask, campaign_form::change)
        .get("/campaigns/{id}/remind", ask, board::ask_to_remind)
        .post("/campaigns/{id}/remind", ask, board::remind)
        .get("/submissions", read, list::list)
        .get("/submissions.csv", read, list::csv)
        .get("/submissions.xlsx", read, list::xlsx)
        .get("/submissions/new", ask, request::new)
        .post("/submissions", ask, request::add)
        .get("/submissions/{id}", read, show::show)
        .get("/submissions/{id}/live", read, progress::live)
        .get("/submissions/{id}/changes", read, changes::show)
        .get("/submissions/{id}/attest", attest, attest::ask)
        .post("/submissions/{id}/attest", attest, attest::attest)
        .post("/submissions/{id}/prepare", Needs(Permission::PrepareSubmissions), attest::prepare)
        .get("/submissions/{id}/review", judge, review::edit)
        .post("/submissions/{id}/review", judge, review::save)
        .post("/submissions/{id}/settle", judge, review::settle)
        .get("/submissions/{id}/dossiers/{number}", read, show::dossier)
}

/// The page of one submission.
fn submission_path(id: SubmissionId) -> String {
    format!("/submissions/{id}")
}

/// When a submission is due, which leads to why.
pub(crate) fn due_day(it: &Submission) -> Markup {
    html! {
        a href={ (submission_path(it.id)) (WHY) } title="Why this day" { (Shell::date(it.due_on)) }
        @if let Some(day) = it.fixes_due_on { br; small { "Put right by " (Shell::date(day)) } }
    }
}

/// The board of one campaign.
fn campaign_path(id: CampaignId) -> String {
    format!("/campaigns/{id}")
}

/// What types of plans are called, in a sentence.
fn type_names<'a>(codes: impl IntoIterator<Item = &'a String>) -> String {
    let name = |it: &String| {
        templates::find(it).map_or_else(|| it.clone(), |template| template.name.clone())
    };
    let names: Vec<String> = codes.into_iter().map(name).collect();
    if names.is_empty() { "Any plan in force".to_owned() } else { names.join(", ") }
}

/// What is to be handed in, in a few words: of which year, or why.
fn asked_for(it: &Submission) -> String {
    match it.reason.as_str() {
        "" => format!("Plans of {}", it.year),
        why => format!("On request: {why}"),
    }
}

/// That something was late, or is, beside its state: by how many business days of its agency.
fn late_note(it: &Submission, calendars: &AgencyCalendars, today: NaiveDate) -> Markup {
    html! {
        @if let Some(days) = it.days_late(calendars.opening(it.agency_id), today) {
            " " small { (counted(days as u64, "business day", "business days")) " late" }
        }
        @if let Some(days) = it.fixes_days_late(calendars.opening(it.agency_id), today) {
            " " (states::state(Tone::Bad, "Fixes late")) " "
            small { (counted(days as u64, "business day", "business days")) }
        }
    }
}
