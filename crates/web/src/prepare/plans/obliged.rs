//! What obligations ask of a plan, beside its text: how much it answers, and what is to be added
//! (S4-42).

use app::assure::obligations;
use app::ids::PlanId;
use maud::{Markup, html};

use crate::assure::obligations::{answers, obligation_path};
use crate::error::Answer;
use crate::layout::parts;
use crate::layout::states::{Tone, state};
use crate::prove::percent;
use crate::shell::Shell;

/// How the newest version of a plan answers each obligation. Nothing where none asks anything of it.
pub(super) async fn panel(shell: &Shell, id: PlanId) -> Answer<Markup> {
    let all = obligations::of_plan(&shell.ctx, id).await?;
    if all.is_empty() {
        return Ok(html! {});
    }
    let n_missing: usize = all.iter().map(|it| it.1.missing().count()).sum();
    let aside = match n_missing {
        0 => state(Tone::Good, "Every clause is satisfied"),
        1 => state(Tone::Bad, "1 clause is missing"),
        n => state(Tone::Bad, format!("{n} clauses are missing")),
    };
    Ok(parts::padded_panel(
        "Obligations",
        aside,
        html! {
            @for (obligation, plan) in &all {
                h3 { a href=(obligation_path(obligation.id)) { (obligation.document.citation) } }
                p { (percent(plan.score().into(), 10_000)) " complete: " (plan.answers.len() - plan.missing().count()) " of " (plan.answers.len()) " clauses" }
                (answers(&shell.ctx, plan))
            }
        },
    ))
}
