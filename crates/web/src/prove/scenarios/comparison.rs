//! Two runs of a scenario, one without what it assumes and one with it, while they are computed: then
//! both are compared.

use std::convert::Infallible;
use std::time::Duration;

use app::events::{self, Watch};
use app::ids::RunId;
use app::progress::Progress;
use app::prove::scenarios::{self, Pair, Run, RunState};
use app::{Ctx, Timestamp};
use axum::extract::State as Held;
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse as _, Redirect, Response};
use futures_util::stream;
use maud::{Markup, html};
use tokio::sync::watch::Receiver;
use tokio::time::Instant;

use super::run::{bar, may_cancel, state};
use super::show::run_button;
use super::{run_path, scenario_path};
use crate::error::Answer;
use crate::layout::parts::{self, Head};
use crate::request::{Path, State};
use crate::shell::Shell;

/// How long one request is answered. The browser then asks again.
const LASTS: Duration = Duration::from_secs(300);

/// Where both are followed, by the run without what is assumed.
pub(super) fn comparison_path(id: RunId) -> String {
    format!("{}/comparison", run_path(id))
}

/// Where both are compared, once both are done.
fn compared(pair: &Pair) -> Option<String> {
    let with = pair.with.as_ref().filter(|it| it.state == RunState::Done)?;
    let is_done = pair.without.state == RunState::Done;
    is_done.then(|| format!("{}/compare/{}", run_path(pair.without.id), with.id))
}

/// Whether nothing more comes of it: both are done, or one ended without results.
fn is_over(pair: &Pair) -> bool {
    let ended = |it: RunState| !it.is_open() && it != RunState::Done;
    let with = pair.with.as_ref().map(|it| it.state);
    compared(pair).is_some() || ended(pair.without.state) || with.is_some_and(ended)
}

/// The one that is computed now.
fn open(pair: &Pair) -> Option<&Run> {
    [Some(&pair.without), pair.with.as_ref()].into_iter().flatten().find(|it| it.state.is_open())
}

/// `GET /scenarios/runs/{id}/comparison`
pub(super) async fn show(shell: Shell, Path(id): Path<RunId>) -> Answer<Response> {
    let pair = scenarios::pair(&shell.ctx, id).await?;
    if let Some(path) = compared(&pair) {
        return Ok(Redirect::to(&path).into_response());
    }
    let (scenario, path) = (&pair.scenario, comparison_path(id));
    let crumbs = vec![
        ("Scenarios".to_owned(), "/scenarios".to_owned()),
        (scenario.name.clone(), scenario_path(scenario.id)),
    ];
    let is_over = is_over(&pair);
    let (title, told) = match is_over {
        true => ("There is nothing to compare", "One of the two runs has no results."),
        false => (
            "Computing both, to compare them",
            "First without what is assumed, then with it. The comparison opens by itself; you may \
             leave, and both go on.",
        ),
    };
    let again = || run_button(scenario.id, "Run it as it is said");
    let main = html! {
        (Head { crumbs, title, lead: Some(html! { (told) }), actions: Some(html! {
            @if is_over {
                (parts::button("Back to the scenario", &scenario_path(scenario.id)))
                @if scenario.retired_at.is_none() { (again()) }
            } @else { (parts::button("Look again", &path)) }
        }) }.shown())
        @if is_over { (states(&pair)) }
        @else { div.stack data-live={ (path) "/live" } { (progress(&shell.ctx, &pair)) } }
    };
    Ok(shell.page(&scenario.name, main).into_response())
}

/// How far both are.
fn states(pair: &Pair) -> Markup {
    let line = |label: &str, run: Option<&Run>| {
        html! {
            li {
                (label) ": "
                @match run {
                    Some(it) => a href=(run_path(it.id)) { (state(it.state)) },
                    None => span.quiet { "Begins when the first is done" },
                }
            }
        }
    };
    html! {
        ul.plain {
            (line("Without what is assumed", Some(&pair.without)))
            (line("With it", pair.with.as_ref()))
        }
    }
}

/// The same with the bar of the one that is computed, as a fragment that is swapped in by its id.
fn progress(ctx: &Ctx, pair: &Pair) -> Markup {
    let now = open(pair).and_then(|it| Some((it, *scenarios::watch_run(ctx, it)?.borrow())));
    html! {
        div.stack #both {
            (states(pair))
            @if let Some((run, now)) = now {
                @let so_far = scenarios::so_far(ctx, run);
                (bar(run, (now, so_far.as_ref()), may_cancel(ctx, run, &pair.scenario)))
            }
        }
    }
}

/// `GET /scenarios/runs/{id}/comparison/live`
pub(super) async fn live(
    shell: Shell,
    Held(state): Held<State>,
    Path(id): Path<RunId>,
) -> Answer<Response> {
    // Who may not see it hears nothing of it.
    scenarios::pair(&shell.ctx, id).await?;
    let news = events::watch(&shell.ctx);
    let following = Following {
        shell,
        clock: state.clock,
        id,
        current: None,
        news: (news, 0),
        until: Instant::now() + LASTS,
    };
    let steps =
        stream::unfold(Some(following), |it: Option<Following>| async move { it?.next().await });
    Ok(Sse::new(steps).keep_alive(KeepAlive::default()).into_response())
}

/// Somebody who looks on.
struct Following {
    shell: Shell,
    clock: fn() -> Timestamp,
    id: RunId,
    /// The run that is computed now, and how far it is.
    current: Option<Receiver<Progress>>,
    /// What happens, and the last of it that was seen.
    news: (Watch, i64),
    until: Instant,
}

type Step = (Result<Event, Infallible>, Option<Following>);

impl Following {
    /// The next that there is to tell. `None`: the browser asks again.
    async fn next(mut self) -> Option<Step> {
        loop {
            if let Some(current) = &mut self.current {
                let changed = tokio::time::timeout_at(self.until, current.changed()).await.ok()?;
                if changed.is_err() {
                    // It is over: the other one may begin.
                    self.current = None;
                }
            }
            let platform = self.shell.ctx.platform.clone();
            let ctx = Ctx::new(platform, self.shell.ctx.actor.clone(), (self.clock)());
            let pair = scenarios::pair(&ctx, self.id).await.ok()?;
            if is_over(&pair) {
                let path = compared(&pair).unwrap_or_else(|| comparison_path(self.id));
                return Some((Ok(Event::default().event("done").data(path)), None));
            }
            if self.current.is_none() {
                self.current = open(&pair).and_then(|it| scenarios::watch_run(&ctx, it));
            }
            if self.current.is_some() {
                let told = progress(&ctx, &pair).into_string();
                return Some((Ok(Event::default().data(told)), Some(self)));
            }
            // Between the two, or computed by another server.
            let (watch, seen) = &mut self.news;
            let next = tokio::time::timeout_at(self.until, watch.other_than(*seen)).await;
            *seen = next.ok().flatten()?;
        }
    }
}
