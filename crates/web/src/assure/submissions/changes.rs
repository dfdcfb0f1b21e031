//! What changed since the last time that something was accepted: all that a reviewer must read.

use app::assure::submissions::{self, Changes, Filed, PlanChange};
use app::ids::SubmissionId;
use maud::{Markup, html};

use super::show::plans;
use super::{asked_for, submission_path};
use crate::error::Answer;
use crate::layout::frame::counted;
use crate::layout::parts::{self, Head};
use crate::layout::states::{Tone, state};
use crate::prepare::plans::{compared_path, compared_section};
use crate::request::Path;
use crate::shell::Shell;

/// `GET /submissions/{id}/changes`
pub(super) async fn show(shell: Shell, Path(id): Path<SubmissionId>) -> Answer<Markup> {
    let it = submissions::show(&shell.ctx, id).await?;
    let changes = submissions::changes(&shell.ctx, id).await?;
    let path = submission_path(id);
    let crumbs =
        vec![("Submissions".to_owned(), "/submissions".to_owned()), (asked_for(&it), path)];
    let title = title(&changes);
    let lead = html! {
        @match &changes.since {
            Some((receipt, at)) => { "Compared with " code { (receipt) } ", accepted of " (shell.day(*at)) "." },
            None => "Nothing was ever accepted of this agency, so all of it is new.",
        }
    };
    let main = html! {
        (Head { crumbs, title: &title, lead: Some(lead), ..Head::default() }.shown())
        div.stack {
            @for it in &changes.plans { (plan(it)) }
            (rest("Left out since", &changes.gone))
            (rest("Says the same", &changes.same))
        }
    };
    Ok(shell.page(&title, main))
}

/// The heading is the finding.
fn title(it: &Changes) -> String {
    let (n, n_all) = (it.plans.len(), it.plans.len() + it.same.len());
    let plans = counted(n_all as u64, "plan", "plans");
    match n {
        0 => format!("Nothing changed in {plans}"),
        n if n == n_all => format!("All of {plans} to read"),
        n => format!("{n} of {plans} changed"),
    }
}

fn plan(it: &PlanChange) -> Markup {
    let after = &it.after;
    let link = |label: &str| {
        html! { a href={ "/plans/" (after.plan_id) "/versions/" (after.version) } { (label) } }
    };
    html! {
        @match &it.before {
            None => (parts::padded_panel(&after.title, state(Tone::Warn, "New"), html! {
                p { "It was not part of what was accepted. " (link("Read it")) }
            })),
            Some(before) => {
                (parts::padded_panel(&after.title, state(Tone::Warn, "Changed"), html! {
                    p {
                        "Version " (before.version) " was accepted, version " (after.version)
                        " was handed in. " (counted(it.sections.len() as u64, "section differs", "sections differ"))
                        ". " (link("Read all of it"))
                    }
                }))
                @for section in &it.sections {
                    @let numbers = (before.version, after.version);
                    (compared_section(section, numbers, &compared_path(after.plan_id, numbers, &section.key)))
                }
            },
        }
    }
}

fn rest(title: &str, all: &[Filed]) -> Markup {
    html! { @if !all.is_empty() { (parts::panel(title, html! {}, plans(title, all))) } }
}
