//! Starting a run, how far it is as it goes on, and giving it up.

use std::convert::Infallible;

use app::ids::{RunId, ScenarioId};
use app::progress::Progress;
use app::prove::scenarios::{self, Run, RunState, Scenario, SoFar, Which};
use app::{Ctx, Span, Timestamp};
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse as _, Redirect, Response};
use futures_util::stream::{self, StreamExt as _};
use maud::{Markup, html};
use tokio_stream::wrappers::WatchStream;

use super::results::finding_of;
use super::show::run_button;
use super::{comparison_path, may_write, run_path, scenario_path};
use crate::error::Answer;
use crate::layout::frame::grouped;
use crate::layout::parts::{self, Head};
use crate::layout::states::{self, Tone};
use crate::request::Path;
use crate::shell::Shell;

/// `POST /scenarios/{id}/runs`
pub(super) async fn start(shell: Shell, Path(id): Path<ScenarioId>) -> Answer<Redirect> {
    let run = scenarios::start(&shell.ctx, id).await?;
    Ok(Redirect::to(&run_path(run.id)))
}

/// `POST /scenarios/{id}/comparison`: a run without what the scenario assumes, and then one with it.
pub(super) async fn compare(shell: Shell, Path(id): Path<ScenarioId>) -> Answer<Redirect> {
    let first = scenarios::start_which(&shell.ctx, id, Which::Both).await?;
    Ok(Redirect::to(&comparison_path(first.id)))
}

/// `POST /scenarios/runs/{id}/cancel`
pub(super) async fn cancel(shell: Shell, Path(id): Path<RunId>) -> Answer<Redirect> {
    scenarios::cancel_run(&shell.ctx, id).await?;
    Ok(Redirect::to(&run_path(id)))
}

/// `GET /scenarios/runs/{id}/live`
pub(super) async fn live(shell: Shell, Path(id): Path<RunId>) -> Answer<Response> {
    let (run, scenario) = scenarios::show_run(&shell.ctx, id).await?;
    let done = Event::default().event("done").data(run_path(id));
    let last = stream::iter([Ok::<_, Infallible>(done)]);
    let progress = scenarios::watch_run(&shell.ctx, &run).filter(|_| run.state.is_open());
    let Some(progress) = progress else { return Ok(Sse::new(last).into_response()) };
    let cancels = may_cancel(&shell.ctx, &run, &scenario);
    // Without the snapshot of this request, which is not to last as long as the run.
    let ctx = Ctx::new(shell.ctx.platform.clone(), shell.ctx.actor.clone(), shell.ctx.now);
    let steps = WatchStream::new(progress).map(move |it| {
        let so_far = scenarios::so_far(&ctx, &run);
        Ok(Event::default().data(bar(&run, (it, so_far.as_ref()), cancels).into_string()))
    });
    Ok(Sse::new(steps.chain(last)).keep_alive(KeepAlive::default()).into_response())
}

/// Whether the actor may give a run up: one of their own, or of a scenario that they may change.
pub(super) fn may_cancel(ctx: &Ctx, run: &Run, scenario: &Scenario) -> bool {
    run.person_id == ctx.actor.person_id || may_write(ctx, scenario)
}

/// How far a run is, with its color.
pub(super) fn state(state: RunState) -> Markup {
    let tone = match state {
        RunState::Done => Tone::Good,
        RunState::Failed => Tone::Bad,
        RunState::BrokenOff => Tone::Warn,
        RunState::Waiting | RunState::Running | RunState::Canceled => Tone::Idle,
    };
    states::state(tone, state.title())
}

/// How long a run took, or a dash.
pub(super) fn lasted(
    state: RunState,
    (created_at, finished_at): (Timestamp, Option<Timestamp>),
) -> String {
    let took = finished_at.filter(|_| state == RunState::Done);
    match took.map(|it| (it - created_at).num_seconds()) {
        Some(0) => "< 1 s".to_owned(),
        Some(seconds) => Span::from_secs(seconds).to_string(),
        None => "–".to_owned(),
    }
}

/// The page of a run that has no results: it is not over, or ended without.
pub(super) fn without_results(shell: &Shell, run: &Run, scenario: &Scenario) -> Markup {
    let path = run_path(run.id);
    let crumbs = vec![
        ("Scenarios".to_owned(), "/scenarios".to_owned()),
        (scenario.name.clone(), scenario_path(scenario.id)),
    ];
    let (title, told) = words(run.state);
    let again = || run_button(scenario.id, "Run it again");
    let progress = scenarios::watch_run(&shell.ctx, run).filter(|_| run.state.is_open());
    let head = Head {
        crumbs,
        title,
        lead: Some(html! { (told) }),
        actions: Some(match run.state.is_open() {
            true => parts::button("Look again", &path),
            false => html! {
                @if run.state == RunState::BrokenOff { (parts::button("Look again", &path)) }
                @if scenario.retired_at.is_none() { (again()) }
            },
        }),
    };
    let main = html! {
        (head.shown())
        @if !run.problem.is_empty() {
            (parts::notice(Tone::Bad, "This did not work", html! { p { (run.problem) } }))
        }
        @if let Some(progress) = progress {
            @let cancels = may_cancel(&shell.ctx, run, scenario);
            @let so_far = scenarios::so_far(&shell.ctx, run);
            div data-live={ (path) "/live" } { (bar(run, (*progress.borrow(), so_far.as_ref()), cancels)) }
        } @else if run.state.is_open() && may_cancel(&shell.ctx, run, scenario) {
            // Nobody computes it here: another server may, or nobody any more.
            form method="post" action={ (path) "/cancel" } { button.button { "Cancel it" } }
        }
    };
    shell.page(&run.scenario.name, main)
}

fn words(state: RunState) -> (&'static str, &'static str) {
    match state {
        RunState::Waiting => {
            ("Waiting for a place", "Others compute first. This starts by itself.")
        }
        RunState::Running => (
            "Working out what would be down, and when it would be back",
            "This takes seconds, for a whole state about a minute. You may leave: it goes on.",
        ),
        RunState::Canceled => ("This run was canceled", "It has no results."),
        RunState::BrokenOff => (
            "This run was broken off",
            "The server may have stopped before it was done, so it has no results so far. Run it \
             again, or look again if another server still computes it.",
        ),
        RunState::Failed => ("This run failed", "It has no results."),
        RunState::Done => ("This run is done", ""),
    }
}

/// How far it is, and what the best order says so far, as a fragment that is swapped in by its id.
pub(super) fn bar(
    run: &Run,
    (progress, so_far): (Progress, Option<&SoFar>),
    cancels: bool,
) -> Markup {
    let cancel = format!("{}/cancel", run_path(run.id));
    let doing = match progress.percent {
        0 => "Waiting, or reading the inventory",
        1..=19 => "Finding out what is down",
        20..=59 => "Seeking the best order",
        60..=84 => "Trying what chance may do",
        _ => "Writing it down",
    };
    html! {
        div.stack id="progress" {
            (parts::progress(&parts::Progress {
                doing,
                done: progress.percent.into(),
                total: Some(100),
                left: "",
                cancel: cancels.then_some(cancel.as_str()),
            }))
            @if let Some(it) = so_far { (found_so_far(it, progress.percent)) }
        }
    }
}

/// From how much on, in percent, no better order is looked for.
const ORDERED: u8 = 60;

/// What the best order says that was found so far.
fn found_so_far(it: &SoFar, percent: u8) -> Markup {
    let is_final = ORDERED <= percent;
    html! {
        div {
            p { @if is_final { "The order is found. " } @else { "So far: " } strong { (finding_of(&it.totals, it.is_statewide)) } "." }
            p.quiet {
                (grouped(it.totals.n_in_time)) " of " (grouped(it.totals.n_down)) " in time"
                @if let Some(all) = it.all_back { ", all that comes back after " (all) }
                "."
                @if !is_final { " A better order is being looked for." }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use app::prove::scenarios::Totals;

    use super::*;

    #[test]
    fn what_was_found_so_far_is_said_with_whether_the_search_goes_on() {
        let totals = Totals { n_down: 1_431, n_late: 29, n_in_time: 1_402, ..Totals::default() };
        let so_far = SoFar { is_statewide: true, totals, all_back: Some(Span::from_hours(9)) };
        let said = |percent| found_so_far(&so_far, percent).into_string();
        let searching = said(20);
        assert!(searching.contains("29 of 1,431 services and processes are back too late"));
        assert!(searching.contains("1,402 of 1,431 in time, all that comes back after 9 h."));
        assert!(searching.contains("So far: ") && searching.contains("is being looked for"));
        assert!(!said(60).contains("is being looked for") && said(60).contains("is found"));
    }
}
