//! The page.

use app::actor::Permission;
use app::people::agencies;
use app::plans::plan;
use app::prepare::impact::Summary;
use app::prove::readiness::{
    AgencyFigures, Figure, Figures, Readiness, Reason, SinglePoint, awaited_times, readiness,
    single_points,
};
use app::prove::work::{Pressing, pressing};
use app::{Ctx, Paging};
use axum::response::{IntoResponse as _, Redirect, Response};
use maud::{Markup, html};

use super::{Asked, crews, unpaid};
use crate::error::Answer;
use crate::layout::frame::{counted, grouped};
use crate::layout::lists;
use crate::layout::parts::{self, Head, PhaseFigure, Step};
use crate::layout::states::{Tone, state};
use crate::people::agencies::UNCALLABLE;
use crate::prove::recovery::{first_times, services_path};
use crate::prove::{late, link, percent};
use crate::request::Query;
use crate::shell::Shell;

/// So many of the worst services are shown.
const WORST_MAX: u32 = 10;

/// So many agencies are shown.
const AGENCIES_MAX: usize = 12;

/// So many single points of failure are shown.
const POINTS_MAX: u32 = 5;

/// So many times that nobody has given are shown.
const TIMES_MAX: u32 = 5;

/// So many things that are due from whoever looks are shown, of each sort.
const PRESSING_MAX: u32 = 2;

/// `GET /`
pub(super) async fn show(shell: Shell, Query(asked): Query<Asked>) -> Answer<Response> {
    if !shell.ctx.actor.may_somewhere(Permission::ReadReports) {
        return Ok(Redirect::to(shell.home().1).into_response());
    }
    let fragment = fragment(&shell.ctx, &shell, asked).await?;
    Ok(shell.page("Readiness", fragment).into_response())
}

/// All of the page that may change.
pub(super) async fn fragment(ctx: &Ctx, shell: &Shell, asked: Asked) -> Answer<Markup> {
    let paging = Paging { number: 1, size: POINTS_MAX };
    let times = Paging { number: 1, size: TIMES_MAX };
    let (found, points, pressing, times) = tokio::try_join!(
        readiness(ctx, asked.agency, WORST_MAX),
        single_points(ctx, asked.agency, paging),
        pressing(ctx, PRESSING_MAX),
        awaited_times(ctx, asked.agency, times),
    )?;
    let points = points.items;
    let unpaid = unpaid::panel(ctx, asked).await?;
    let n_uncovered = n_uncovered(ctx, asked).await?;
    let live = match asked.agency {
        Some(id) => format!("/events/readiness?seen={}&agency={id}", found.seq),
        None => format!("/events/readiness?seen={}", found.seq),
    };
    let is_alone = found.agencies.iter().filter(|it| 0 < it.figures.n_services).count() < 2;
    Ok(html! {
        div.stack #readiness data-live=(live) {
            (head(shell, &found, asked).shown())
            (parts::phases(&figures(&found, asked)))
            div.two {
                div.stack {
                    (worst(ctx, &found, asked))
                    @if !is_alone { (agencies(&found)) }
                }
                div.stack {
                    (due_from_you(&pressing))
                    (unpaid)
                    @if 0 < n_uncovered { (uncovered(n_uncovered, asked)) }
                    @if !found.reasons.is_empty() { (reasons(&found.reasons, asked)) }
                    @if !times.items.is_empty() {
                        (parts::panel("Times that nobody has given",
                            html! { a href=(asked.at("/recovery/times")) { "All " (grouped(times.n_items)) } },
                            first_times(&times.items)))
                    }
                    @if !points.is_empty() { (weakest(&points, asked)) }
                }
            }
        }
    })
}

fn head<'a>(shell: &Shell, found: &'a Readiness, asked: Asked) -> Head<'a> {
    let crumbs = match &found.agency {
        Some(_) => vec![(shell.general.state_name.clone(), "/".to_owned())],
        None => Vec::new(),
    };
    let lead = html! {
        @if let Some((id, name)) = &found.agency { a href={ "/agencies/" (id) } { (name) } ". " }
        "Computed " (shell.moment(found.computed_at))
        " from what each service depends on, the recovery times promised for those things, and \
         the last proven recovery of each. "
        (crews::known(&found.total, asked))
        (crews::counted_how(found.basis))
    };
    let actions = html! {
        (parts::button("Export report", &asked.at("/readiness.pdf")))
        (parts::primary("Recovery analysis", &asked.at("/recovery")))
    };
    Head { crumbs, title: found.title(), lead: Some(lead), actions: Some(actions) }
}

fn figures(found: &Readiness, asked: Asked) -> Vec<PhaseFigure> {
    let it = &found.total;
    let of = |it: u64, what: &str| format!("of {} {what}", grouped(it));
    let figure = |phase: &str, href: String, figure: String, of: String, detail: String| {
        PhaseFigure { phase: phase.to_owned(), href, figure, of, detail }
    };
    let behind = |figure: Figure| services_path(figure, asked.agency);
    let unproven = it.n_services - it.n_proven;
    vec![
        figure(
            "Prepare",
            behind(Figure::NotAnalyzed),
            grouped(it.n_analyzed),
            of(it.n_services, "analyzed"),
            format!(
                "{} without an approved impact analysis",
                grouped(it.n_services - it.n_analyzed)
            ),
        ),
        figure(
            "Prepare",
            behind(match (it.n_at_least, it.n_unknown) {
                (0, 0) => Figure::NoTarget,
                (0, _) => Figure::Unknown,
                _ => Figure::AtLeast,
            }),
            grouped(it.n_services - it.n_no_target),
            of(it.n_services, "have a target"),
            match (it.n_at_least, it.n_unknown) {
                (0, 0) => format!("{} do not", grouped(it.n_no_target)),
                (0, n) => format!("of {} nobody can say: times are missing", grouped(n)),
                (n, 0) => format!("{} in time so far: times are missing", grouped(n)),
                (n, m) => {
                    format!("{} in time so far, of {} nobody can say", grouped(n), grouped(m))
                }
            },
        ),
        figure(
            "Prove",
            behind(Figure::InTime),
            grouped(it.n_in_time()),
            of(it.n_services, "in time"),
            format!("{} of them barely", grouped(it.n_at_risk)),
        ),
        figure(
            "Prove",
            behind(Figure::NotProven),
            percent(it.n_proven, it.n_services),
            "proven".to_owned(),
            format!("{} not seen to work in two years", grouped(unproven)),
        ),
        figure(
            "People",
            UNCALLABLE.to_owned(),
            percent(it.n_verified, it.n_contacts),
            "reachable".to_owned(),
            format!(
                "{} not verified",
                counted(it.n_contacts - it.n_verified, "contact", "contacts")
            ),
        ),
    ]
}

fn worst(ctx: &Ctx, found: &Readiness, asked: Asked) -> Markup {
    let title = match found.total.n_at_risk {
        0 => "Services that would miss their target",
        _ => "Services that would miss their target or barely meet it",
    };
    let aside = html! {
        @if (found.worst.items.len() as u64) < found.worst.n_items {
            a href=(asked.at("/recovery")) {
                "All " (grouped(found.total.n_missed))
                @if 0 < found.total.n_at_risk {
                    ", and " (grouped(found.total.n_at_risk)) " that barely make it"
                }
            }
        }
    };
    parts::panel(
        title,
        aside,
        html! {
            @if found.worst.items.is_empty() {
                div.body { p.quiet { "None, as far as anybody has said." } }
            } @else {
                (late::table(title, &found.worst.items, ctx.now))
            }
        },
    )
}

fn agencies(found: &Readiness) -> Markup {
    let mut shown: Vec<&AgencyFigures> =
        found.agencies.iter().filter(|it| 0 < it.figures.n_services).collect();
    let n_all = shown.len();
    shown.sort_by_key(|it| {
        let Figures { n_missed, n_late_with_crews, n_unknown, .. } = it.figures;
        std::cmp::Reverse((n_missed + n_late_with_crews, n_unknown))
    });
    shown.truncate(AGENCIES_MAX);
    let aside = html! {
        @if shown.len() < n_all {
            a href="/recovery/agencies" { "All " (grouped(n_all as u64)) " agencies" }
        }
    };
    parts::panel("By agency", aside, agencies_table(&shown))
}

/// The figures of agencies, line by line.
pub(in crate::prove) fn agencies_table(lines: &[&AgencyFigures]) -> Markup {
    let heading = html! {
        th scope="col" { "Agency" } th.num scope="col" { "Services" }
        th.num scope="col" { "Too late" } th.num scope="col" { "Late by crews" }
        th.num scope="col" { "Barely" }
        th.num scope="col" { "In time" } th.num scope="col" { "So far" }
        th.num scope="col" { "No answer" }
        th.num scope="col" { "Analyzed" } th.num scope="col" { "Proven" }
    };
    lists::table("Services by agency", heading, html! { @for it in lines { (agency_row(it)) } })
}

fn agency_row(it: &AgencyFigures) -> Markup {
    let Figures {
        n_services,
        n_missed,
        n_late_with_crews,
        n_at_risk,
        n_met,
        n_at_least,
        n_unknown,
        n_no_target,
        ..
    } = it.figures;
    let linked = |n: u64, figure: Figure, shown: Markup| match n {
        0 => html! { "0" },
        _ => html! { a href={ (services_path(figure, Some(it.id))) "&alone=true" } { (shown) } },
    };
    let plain = |n: u64, figure: Figure| linked(n, figure, html! { (grouped(n)) });
    let toned = |tone: Tone, n: u64, figure: Figure| linked(n, figure, state(tone, grouped(n)));
    // Of a share, what is not in it is what one looks for.
    let share = |n: u64, rest: Figure| match n_services - n {
        0 => html! { (percent(n, n_services)) },
        _ => linked(n_services, rest, html! { (percent(n, n_services)) }),
    };
    html! {
        tr {
            td data-label="Agency" { a href={ "/?agency=" (it.id) } { (it.name) } }
            td.num data-label="Services" { (plain(n_services, Figure::All)) }
            td.num data-label="Too late" { (toned(Tone::Bad, n_missed, Figure::Missed)) }
            td.num data-label="Late by crews" { (toned(Tone::Bad, n_late_with_crews, Figure::WithCrews)) }
            td.num data-label="Barely" { (toned(Tone::Warn, n_at_risk, Figure::AtRisk)) }
            td.num data-label="In time" { (plain(n_met, Figure::Met)) }
            td.num data-label="So far" { (plain(n_at_least, Figure::AtLeast)) }
            td.num data-label="No answer" { (plain(n_unknown + n_no_target, Figure::NotSaid)) }
            td.num data-label="Analyzed" { (share(it.figures.n_analyzed, Figure::NotAnalyzed)) }
            td.num data-label="Proven" { (share(it.figures.n_proven, Figure::NotProven)) }
        }
    }
}

/// What waits for whoever looks. Nothing, if nothing does.
fn due_from_you(due: &Pressing) -> Markup {
    let line = |what: &str, it: &Summary| Step {
        what: Some(html! { a href={ "/analyses/" (it.id) } { (what) " " (it.item.name) } }),
        detail: match (it.because.as_str(), it.n_missing) {
            ("", 0) => String::new(),
            ("", 1) => "One thing is missing.".to_owned(),
            ("", n) => format!("{n} things are missing."),
            (because, _) => because.to_owned(),
        },
        ..Step::default()
    };
    let mut steps: Vec<Step> =
        due.to_approve.items.iter().map(|it| line("Approve the impact analysis of", it)).collect();
    steps.extend(due.to_write.items.iter().map(|it| line("Finish the impact analysis of", it)));
    if 0 < due.n_unverified {
        steps.push(Step {
            what: Some(html! { a href="/work" { "Verify how you can be reached" } }),
            detail: match due.n_unverified {
                1 => "One contact of yours is not known to work.".to_owned(),
                n => format!("{n} contacts of yours are not known to work."),
            },
            ..Step::default()
        });
    }
    html! {
        @if !steps.is_empty() {
            (parts::panel("Due from you", html! { a href="/work" { "My work" } }, parts::steps(&steps)))
        }
    }
}

/// How many essential services no plan in force is about, for whoever may read plans.
async fn n_uncovered(ctx: &Ctx, asked: Asked) -> Answer<u64> {
    if !ctx.actor.may_somewhere(Permission::ReadPlans) {
        return Ok(0);
    }
    let below = match asked.agency {
        Some(id) => Some(agencies::subtree(ctx, id).await?),
        None => None,
    };
    Ok(plan::n_uncovered(ctx, below.as_ref()).await? as u64)
}

fn uncovered(n_uncovered: u64, asked: Asked) -> Markup {
    let services = counted(n_uncovered, "essential service", "essential services");
    parts::padded_panel(
        "Plans",
        html! { a href="/plans" { "All" } },
        html! {
            p {
                (state(Tone::Warn, "Without a plan")) " "
                a href=(asked.at("/plans/uncovered")) { (services) }
                @if n_uncovered == 1 { " has" } @else { " have" }
                " no plan in force."
            }
        },
    )
}

fn reasons(reasons: &[Reason], asked: Asked) -> Markup {
    parts::panel(
        "What holds them back",
        html! {},
        html! {
            ol.steps {
                @for (index, it) in reasons.iter().enumerate() {
                    li {
                        span.n { (index + 1) }
                        span { (link(&it.item)) br; small { (it.item.kind.title()) } }
                        small {
                            a href={ (services_path(Figure::Missed, asked.agency)) "&held_by=" (it.item.id) } {
                                (counted(it.n_services, "service", "services"))
                            }
                        }
                    }
                }
            }
        },
    )
}

fn weakest(points: &[SinglePoint], asked: Asked) -> Markup {
    let aside = html! { a href=(asked.at("/recovery/single-points")) { "All" } };
    parts::panel(
        "Single points of failure",
        aside,
        html! {
            ol.steps {
                @for (index, it) in points.iter().enumerate() {
                    li {
                        span.n { (index + 1) }
                        span {
                            (link(&it.part.item)) br;
                            small {
                                (it.part.item.kind.title())
                                @if let Some(site) = &it.part.site { " at " (site.name) }
                            }
                        }
                        small { (counted(it.n_down.into(), "stops", "stop")) " without it" }
                    }
                }
            }
        },
    )
}
