//! The receipt of a plan, as its own page shows it.

use app::assure::submissions;
use app::plans::plan::Plan;
use maud::{Markup, html};

use super::submission_path;
use crate::error::Answer;
use crate::layout::parts;
use crate::shell::Shell;

/// That a version of a plan was handed in: the number of the receipt, the day, and what it holds.
pub(crate) async fn panel(shell: &Shell, plan: &Plan, number: u32) -> Answer<Markup> {
    let Some(filing) = submissions::last_with(&shell.ctx, plan, number).await? else {
        return Ok(html! {});
    };
    let filed = filing.plans.iter().find(|it| it.plan_id == plan.id);
    let mut facts = vec![
        ("Receipt", html! { a href=(submission_path(filing.submission_id)) { (filing.receipt) } }),
        ("Handed in", shell.day(filing.attested_at)),
        ("Version", html! { (number) }),
    ];
    if let Some(filed) = filed {
        facts.push(("SHA-256", html! { code { (filed.sha256) } }));
    }
    Ok(parts::padded_panel("Handed in with the submission", html! {}, parts::facts(&facts)))
}
