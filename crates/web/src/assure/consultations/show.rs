//! One consultation: what is asked, who advises, what came of it, and what is still to be resolved.

use app::actor::Permission;
use app::assure::consultations::{self, About, Consultation, Recommendation, State};
use app::ids::ConsultationId;
use app::people::{agencies, persons};
use app::plans::plan;
use app::prepare::{impact, risks};
use maud::{Markup, html};

use super::{consultation_path, state};
use crate::error::Answer;
use crate::layout::parts::{self, Head};
use crate::layout::{forms, lists, states};
use crate::people::history::history_panel;
use crate::prepare::plans::plan_path;
use crate::request::Path;
use crate::shell::Shell;

/// `GET /consultations/{id}`
pub(super) async fn show(shell: Shell, Path(id): Path<ConsultationId>) -> Answer<Markup> {
    let ctx = &shell.ctx;
    let it = consultations::show(ctx, id).await?;
    let names = agencies::labels(ctx, &[it.agency_id].into()).await?;
    let agency = names.into_values().next().unwrap_or_default();
    let crumbs = vec![
        ("Consultations".to_owned(), "/consultations".to_owned()),
        (agency.clone(), format!("/agencies/{}", it.agency_id)),
    ];
    let lead = html! { (state(it.state)) " " (it.area.title()) "." };
    let actions = actions(&shell, &it);
    let head = Head { crumbs, title: &it.topic, lead: Some(lead), actions: Some(actions) };
    let main = html! {
        (head.shown())
        div.two {
            div.stack {
                (parts::padded_panel("What is asked", html! {}, paragraphs(&it.question)))
                @if !it.outcome.is_empty() {
                    (parts::padded_panel("What came of it", html! {}, paragraphs(&it.outcome)))
                }
                (recommendations(&shell, &it))
            }
            div.stack {
                (parts::padded_panel("Facts", html! {}, facts(&shell, &it, &agency).await?))
                (history_panel(&shell, id.uuid()).await?)
            }
        }
    };
    Ok(shell.page(&it.topic, main))
}

fn paragraphs(text: &str) -> Markup {
    html! { @for it in text.lines().filter(|it| !it.trim().is_empty()) { p { (it) } } }
}

async fn facts(shell: &Shell, it: &Consultation, agency: &str) -> Answer<Markup> {
    let ids = it.advisers.keys().copied().chain([it.asked_by]).collect();
    let names = persons::labels(&shell.ctx, &ids).await?;
    let name = |id| names.get(&id).map_or("Somebody", String::as_str);
    let advisers: Vec<&str> = it.advisers.keys().map(|id| name(*id)).collect();
    let mut facts = vec![
        ("Agency", html! { (agency) }),
        ("Asked by", html! { (name(it.asked_by)) ", " (shell.moment(it.asked_at)) }),
        (
            "Advised by",
            match advisers.is_empty() {
                true => html! { "Nobody yet" },
                false => html! { (advisers.join(", ")) },
            },
        ),
    ];
    if let Some((what, link)) = about(shell, it).await? {
        facts.push((what, link));
    }
    if let Some(at) = it.meets_at {
        facts.push(("Meeting", shell.moment(at)));
    }
    facts.push(("Time spent", html! { (it.spent) }));
    if let Some(at) = it.closed_at {
        facts.push(("Over since", shell.moment(at)));
    }
    Ok(parts::facts(&facts))
}

/// A link to what it is about, if the reader may see that.
async fn about(shell: &Shell, it: &Consultation) -> Answer<Option<(&'static str, Markup)>> {
    let ctx = &shell.ctx;
    let (what, found) = match it.about {
        About::Nothing => return Ok(None),
        About::Plan(id) => ("Plan", plan::show(ctx, id).await.map(|it| (plan_path(id), it.title))),
        About::Risk(id) => {
            ("Risk", risks::show(ctx, id).await.map(|it| (format!("/risks/{id}"), it.name)))
        }
        About::Analysis(id) => {
            let found = impact::show(ctx, id).await;
            ("Impact analysis", found.map(|it| (format!("/analyses/{id}"), it.1.name)))
        }
    };
    match found {
        Ok((href, name)) => Ok(Some((what, html! { a href=(href) { (name) } }))),
        Err(app::Error::NotFound(_) | app::Error::Forbidden(_)) => {
            Ok(Some((what, html! { "One that you may not see" })))
        }
        Err(error) => Err(error.into()),
    }
}

fn recommendations(shell: &Shell, it: &Consultation) -> Markup {
    let may_resolve = consultations::may_resolve(&shell.ctx, it);
    let count = html! { small { (it.recommendations.len()) } };
    parts::panel(
        "Recommendations",
        count,
        html! {
            @if it.recommendations.is_empty() {
                (lists::empty("Nothing is recommended yet", "What the advisers recommend stands here.", html! {}))
            } @else {
                (lists::table("Recommendations", html! {
                    th scope="col" { "What" } th scope="col" { "By when" } th scope="col" { "What became of it" }
                }, html! {
                    @for (n, one) in it.recommendations.iter().enumerate() {
                        (recommendation(shell, it, (n, one), may_resolve))
                    }
                }))
            }
        },
    )
}

fn recommendation(
    shell: &Shell,
    it: &Consultation,
    (n, one): (usize, &Recommendation),
    may_resolve: bool,
) -> Markup {
    html! {
        tr {
            td data-label="What" { (one.text) }
            td data-label="By when" { (due(shell, one)) }
            td data-label="What became of it" {
                @if let Some(on) = one.resolved_on { (one.resolution) " " small.quiet { (Shell::date(on)) } }
                @else if may_resolve {
                    a.button.small href={ (consultation_path(it.id)) "/recommendations/" (n) }
                        aria-label={ "Resolve: " (one.text) } { "Resolve" }
                }
                @else { "Open" }
            }
        }
    }
}

/// By when something is to be done; red once that is past.
pub(super) fn due(shell: &Shell, it: &Recommendation) -> Markup {
    html! {
        @match it.due {
            Some(due) if it.is_open() && due < shell.today() => {
                (states::state(states::Tone::Bad, Shell::date_words(due)))
            }
            Some(due) => (Shell::date(due)),
            None => "–",
        }
    }
}

fn actions(shell: &Shell, it: &Consultation) -> Markup {
    let path = consultation_path(it.id);
    let may = |permission| shell.ctx.actor.may(permission, it.agency_id);
    let may_take = it.is_open() && may(Permission::GiveConsultations);
    let may_advise = it.state == State::Taken && consultations::may_advise(&shell.ctx, it);
    let may_withdraw = it.is_open() && may(Permission::AskConsultations);
    html! {
        @if may_withdraw { (parts::button("Withdraw", &format!("{path}/withdraw"))) }
        @if may_take && it.state == State::Taken {
            (parts::button("Change who advises", &format!("{path}/take")))
        }
        @if may_take && it.state == State::Asked {
            (parts::primary("Take it on", &format!("{path}/take")))
        }
        @if may_advise {
            (parts::button("Write down what came of it", &format!("{path}/record")))
            form method="post" action={ (path) "/close" } {
                (forms::hidden("version", &it.version.to_string()))
                button.button.primary { "Close" }
            }
        }
    }
}
