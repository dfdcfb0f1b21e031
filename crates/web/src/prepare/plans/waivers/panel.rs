//! Waivers on other pages: beside the plan, and on My work.

use app::actor::Permission;
use app::assure::obligations;
use app::plans::checks::Finding;
use app::plans::plan::Plan;
use app::plans::waivers::{self, Named, Waiver};
use maud::{Markup, html};

use super::{list_path, standing, today, waiver_path};
use crate::error::Answer;
use crate::layout::frame::grouped;
use crate::layout::{lists, parts};
use crate::prepare::plans::may;
use crate::shell::Shell;
use crate::work::Waits;

/// So many are shown on My work; the rest is in the list.
const SHOWN_MAX: usize = 50;

/// The waivers of a plan that wait or hold, beside what is `found` in it now. Nothing if there is none.
pub(in crate::prepare::plans) async fn panel(
    shell: &Shell,
    plan: &Plan,
    found: &[Finding],
) -> Answer<Markup> {
    if !may(&shell.ctx, Permission::ReadDrafts, plan) {
        return Ok(html! {});
    }
    let all = waivers::of_plan(&shell.ctx, plan.id).await?;
    let on = today(&shell.ctx);
    let (now, past): (Vec<&Waiver>, Vec<&Waiver>) = all.iter().partition(|it| !it.is_over(on));
    if all.is_empty() {
        return Ok(html! {});
    }
    let is_found =
        |it: &Waiver| found.iter().any(|one| one.code == it.rule && one.about == it.about);
    let all = html! { a href=(list_path(plan.id)) { "All " (now.len() + past.len()) } };
    Ok(parts::padded_panel(
        "Waivers",
        all,
        html! {
            @if now.is_empty() { p.quiet { "None waits or holds." } }
            ul.plain.checks {
                @for it in now {
                    li {
                        (standing(it, on)) " " a href=(waiver_path(it.id)) { (it.sentence) }
                        br;
                        span.quiet {
                            code { (it.rule) } ", until " (Shell::date(it.until))
                            @if !is_found(it) { ". Not found any more" }
                        }
                    }
                }
            }
        },
    ))
}

/// What waits for the reader: waivers to decide, and their own that end within 30 days.
pub(crate) async fn waiting(shell: &Shell) -> Answer<Waits> {
    let ctx = &shell.ctx;
    let waiting = waivers::waiting(ctx).await?;
    let (n_decide, n_ending) = (waiting.to_decide.len(), waiting.ending.len());
    let to_decide: Vec<Waiver> = waiting.to_decide.into_iter().take(SHOWN_MAX).collect();
    let ending: Vec<Waiver> = waiting.ending.into_iter().take(SHOWN_MAX).collect();
    let is_found = obligations::found_now(ctx, &ending).await?;
    let decide = waivers::named(ctx, &to_decide).await?;
    let decide: Vec<(Named, bool)> = decide.into_iter().map(|it| (it, false)).collect();
    let ending = waivers::named(ctx, &ending).await?.into_iter();
    let ending: Vec<(Named, bool)> =
        ending.zip(is_found.into_iter().map(|it| it == Some(false))).collect();
    let panel = html! {
        @if 0 < waiting.n_statewide {
            @let all = html! { small { (grouped(waiting.n_statewide)) } };
            (parts::padded_panel("Waivers that wait in the agencies", all, html! {
                p {
                    "Who decides in the agency was told at once, where there is somebody else. \
                     You may decide about each: "
                    a href="/plans/waivers?standing=asked" { "all that wait" } "."
                }
            }))
        }
        (lines("Waivers that wait for you", &decide, n_decide))
        (lines("Waivers of yours that end soon", &ending, n_ending))
    };
    let n = (n_decide + n_ending) as u64 + waiting.n_statewide;
    Ok(Waits { n, is_shown: 0 < n, panel })
}

fn lines(title: &str, all: &[(Named, bool)], n: usize) -> Markup {
    let count = html! { small { (grouped(n as u64)) } };
    html! {
        @if !all.is_empty() {
            (parts::panel(title, count, lists::table(title, html! {
                th scope="col" { "Finding" } th scope="col" { "Plan" } th scope="col" { "Last day" }
            }, html! {
                @for (it, is_gone) in all {
                    tr {
                        td data-label="Finding" {
                            a href=(waiver_path(it.waiver.id)) { (it.waiver.sentence) }
                            @if *is_gone { br; small.quiet { "Not found any more" } }
                        }
                        td data-label="Plan" { (it.plan) }
                        td data-label="Last day" { (Shell::date(it.waiver.until)) }
                    }
                }
            })))
        }
    }
}
