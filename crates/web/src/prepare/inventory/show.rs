//! One item: whether it can be back in time, what it needs, who needs it, and who answers for it.

use app::actor::{Permission, Place};
use app::ids::{AnalysisId, ItemId};
use app::people::persons;
use app::prepare::impact::{self, Tolerance};
use app::prepare::inventory::{
    self, Around, Field, Input, Item, ItemDocument, Kind, Need, Overrun, Part, Standing,
    failing_tries, fields, reference,
};
use app::prove::recovery::{self, Explanation};
use app::prove::scenarios::WRITE;
use app::{Ctx, Error, Span, counties};
use futures_util::TryFutureExt as _;
use maud::{Markup, html};

use super::list::{at_least, may_write, span};
use super::needs::{NeedForm, need_fields};
use super::{
    Names, crews, fixes, group, history, in_runs, item_link, item_path, paths, prepared, site, why,
};
use crate::error::Answer;
use crate::layout::frame::grouped;
use crate::layout::parts::{self, Head};
use crate::layout::{forms, lists, states};
use crate::prepare::plans;
use crate::prove::link;
use crate::request::Path;
use crate::shell::Shell;

/// How many of those who need an item are shown on its page.
const NEEDERS_MAX: u64 = 20;

/// `GET /services/{id}`
pub(super) async fn show(kind: Kind, shell: Shell, Path(id): Path<ItemId>) -> Answer<Markup> {
    page(kind, &shell, id, &NeedForm::default(), &[]).await
}

/// The page, with the form of another need as it was typed.
pub(super) async fn page(
    kind: Kind,
    shell: &Shell,
    id: ItemId,
    need: &NeedForm,
    problems: &[(String, String)],
) -> Answer<Markup> {
    let ctx = &shell.ctx;
    // What analysis found out of the item is on the page twice: why, and beside what is promised.
    recovery::refresh(ctx).await?;
    let item = inventory::show(ctx, id).await?;
    if item.kind() != kind {
        return Err(Error::NotFound("record").into());
    }
    let (around, why, site, group, in_runs, plans) = tokio::try_join!(
        inventory::around(ctx, &item, NEEDERS_MAX).err_into(),
        why::explained(ctx, &item),
        site::panel(ctx, &item),
        group::panel(ctx, &item),
        in_runs::panel(shell, &item),
        plans::panel(shell, &item),
    )?;
    let Around { needs, needers, n_needers } = around;
    let others = needs.iter().chain(&needers).map(|(_, it)| it);
    let (names, documents, history) = tokio::try_join!(
        Names::of(ctx, std::iter::once(&item).chain(others)),
        inventory::documents(ctx, std::slice::from_ref(&item)).err_into(),
        history::panel(shell, &item, &needs),
    )?;
    let analyzed = analyzed(ctx, &item).await?;
    let prepared = prepared::panel(ctx, &item).await?;
    let facts = facts_panel(shell, (&item, documents.first()), &names).await?;
    let may_write = may_write(ctx, &item);
    let tried_at = fixes::tried_at(ctx, &item);
    let main = html! {
        (head(ctx, &item, &names, may_write).shown())
        @if item.retired_at.is_some() { (retired(&item, may_write)) }
        div.two {
            div.stack {
                @if let Some(overrun) = &item.recovery.overrun() { (too_slow(overrun)) }
                @if let Some(why) = &why {
                    (why::panels(ctx, why, tried_at.as_deref(), analyzed.as_ref().map(|it| it.tolerance)))
                }
                (in_runs)
                (site)
                (group)
                (needs_panel(&shell.ctx, (&item, &needs), &names, may_write))
                @if may_write && item.retired_at.is_none() && !kind.is_supply() {
                    (another_need(&item, need, problems))
                }
                (needers_panel(&needers, n_needers, &names))
            }
            div.stack {
                @if kind.is_restored() { (recovery_panel(&item, (why.as_ref(), analyzed.as_ref()), &names)) }
                (prepared)
                (facts)
                (plans)
                (history)
            }
        }
    };
    Ok(shell.page(&item.name, main))
}

/// Whether it has an impact analysis that the actor may see, or could have one.
fn may_analyze(ctx: &Ctx, item: &Item) -> bool {
    let place = Place::Record(item.agency_id, item.id.into());
    let is_analyzed = matches!(item.kind(), Kind::Process | Kind::Service);
    is_analyzed && ctx.actor.may(Permission::ReadAnalyses, place)
}

/// Where its loss is tried out: that of the place where it is, if it is in one.
fn try_its_loss(item: &Item, names: &Names) -> String {
    let (field, code) = match (item.kind(), names.code(item.site_id)) {
        (Kind::Site, _) => ("site", item.code.clone()),
        (Kind::Vendor, _) => ("vendor", item.code.clone()),
        (Kind::Crew, _) => ("crew", item.code.clone()),
        (kind @ Kind::Equipment, _) => ("other", reference(kind, &item.code)),
        (_, Some(site)) => ("site", site.to_owned()),
        (kind, None) => ("other", reference(kind, &item.code)),
    };
    format!("/scenarios/new?{field}-0={code}")
}

fn head<'a>(ctx: &Ctx, item: &'a Item, names: &Names, may_write: bool) -> Head<'a> {
    let path = item_path(item.kind(), item.id);
    let crumbs = vec![
        (item.kind().titles().to_owned(), paths(item.kind()).list.to_owned()),
        (names.agency(item.agency_id).to_owned(), format!("/agencies/{}", item.agency_id)),
    ];
    let actions = html! {
        @if item.kind().is_restored() { (parts::button("Dependency map", &format!("{path}/map"))) }
        @if item.kind().is_restored() && item.retired_at.is_none() {
            (parts::button("How likely is that?", &format!("{path}/likely")))
        }
        @if item.kind() == Kind::Service && item.retired_at.is_none() {
            (parts::button("What takes it down", &format!("{path}/cuts")))
        }
        @if may_analyze(ctx, item) { (parts::button("Impact analysis", &format!("/analyses/of/{}", item.id))) }
        @if item.retired_at.is_none() && ctx.actor.may_somewhere(WRITE) {
            (parts::button("Try a loss", &try_its_loss(item, names)))
        }
        @if may_write && item.retired_at.is_none() {
            (parts::button("Retire", &format!("{path}/retire")))
            (parts::primary("Edit", &format!("{path}/edit")))
        }
    };
    let lead = html! { (item.description) };
    Head { crumbs, title: &item.name, lead: Some(lead), actions: Some(actions) }
}

fn retired(item: &Item, may_write: bool) -> Markup {
    let path = item_path(item.kind(), item.id);
    parts::notice(
        states::Tone::Warn,
        "Retired",
        html! {
            p { "It is left out of lists and of recovery analysis." }
            @if may_write {
                form method="post" action={ (path) "/restore" } {
                    (forms::hidden("version", &item.version.to_string()))
                    button.button { "Bring it back into use" }
                }
            }
        },
    )
}

fn needs_panel(
    ctx: &Ctx,
    (item, needs): (&Item, &[(Need, Item)]),
    names: &Names,
    may_write: bool,
) -> Markup {
    let title = if item.kind() == Kind::Group { "Any of these suffice" } else { "Depends on" };
    parts::panel(
        title,
        html! {},
        html! {
            @if needs.is_empty() {
                div.body { p.quiet { "Nobody has said what it depends on." } }
            } @else {
                (lists::table(title, html! {
                    th scope="col" { "What" } th.num scope="col" { "Back in" }
                    th.num scope="col" { "Can do without" } th scope="col" { "Proof" }
                    @if may_write { th scope="col" { span.unseen { "Actions" } } }
                }, html! {
                    @for (need, to) in needs {
                        tr {
                            td data-label="What" {
                                (item_link(ctx, to))
                                small {
                                    (to.kind().title())
                                    @if let Some(site) = names.item(to.site_id) { " at " (site) }
                                }
                            }
                            td.num data-label="Back in" { (back_in(to)) }
                            td.num data-label="Can do without" {
                                @match need.strength.max_gap() { Some(gap) => (gap), None => "–" }
                            }
                            td data-label="Proof" { (proof(to)) }
                            @if may_write {
                                td.actions {
                                    a href={ "/needs/" (need.id) "/edit" } aria-label={ "Edit how it needs " (to.name) } { "Edit" }
                                    " "
                                    a href={ "/needs/" (need.id) "/remove" } aria-label={ "Remove the need of " (to.name) } { "Remove" }
                                }
                            }
                        }
                    }
                }))
            }
        },
    )
}

fn back_in(item: &Item) -> Markup {
    let outcome = &item.outcome;
    let tone = match outcome.standing {
        Standing::Missed => states::Tone::Bad,
        Standing::AtRisk => states::Tone::Warn,
        Standing::Met => states::Tone::Good,
        Standing::Unknown | Standing::NoTarget => states::Tone::Idle,
    };
    html! {
        @match outcome.achievable_rto {
            Some(_) => (states::state(tone, at_least(outcome.achievable_rto, outcome.is_complete))),
            None => "–",
        }
    }
}

fn proof(item: &Item) -> Markup {
    let proof = item.recovery.proof;
    if let Some(it) = item.recovery.overrun() {
        return states::state(states::Tone::Bad, format!("Too slow: {}", it.measured));
    }
    let (tone, words) = states::proof_words(proof.map(|it| it.source.code()));
    let on = proof.and_then(|it| it.on).map(|it| it.format(" %b %Y").to_string());
    states::state(tone, format!("{words}{}", on.unwrap_or_default()))
}

fn another_need(item: &Item, need: &NeedForm, problems: &[(String, String)]) -> Markup {
    html! {
        details.panel open[!problems.is_empty()] {
            summary { "Add what it depends on" }
            div.body {
                (forms::error_summary_by(problems, super::needs::label))
                (forms::form(&format!("{}/needs", item_path(item.kind(), item.id)), html! {
                    (need_fields(need, problems, true))
                    div.buttons { button.button.primary { "Add" } }
                }))
            }
        }
    }
}

fn needers_panel(needers: &[(Need, Item)], n_needers: u64, names: &Names) -> Markup {
    html! {
        @if 0 < n_needers {
            (parts::panel("Needed by", html! { small { (grouped(n_needers)) } }, html! {
                @if !needers.is_empty() { (lists::table("Needed by", html! {
                    th scope="col" { "What" } th scope="col" { "Kind" } th scope="col" { "Agency" }
                    th.num scope="col" { "Needed in" } th scope="col" { "Recovery" }
                }, html! {
                    @for (_, from) in needers {
                        tr {
                            td data-label="What" { a href=(item_path(from.kind(), from.id)) { (from.name) } }
                            td data-label="Kind" { (from.kind().title()) }
                            td data-label="Agency" { (names.agency(from.agency_id)) }
                            td.num data-label="Needed in" { (span(from.outcome.required_rto)) }
                            td data-label="Recovery" { (states::standing(from.outcome.standing.code())) }
                        }
                    }
                })) }
                @if (needers.len() as u64) < n_needers {
                    div.body {
                        p.quiet {
                            @if needers.is_empty() {
                                @if n_needers == 1 { "One thing needs it that you may not see." }
                                @else { (grouped(n_needers)) " things need it, of which you may see none." }
                            } @else {
                                (needers.len()) " of " (grouped(n_needers)) " are shown."
                            }
                        }
                    }
                }
            }))
        }
    }
}

/// That a proof contradicts what is promised.
fn too_slow(overrun: &Overrun) -> Markup {
    let (title, advice) = match overrun.is_promised {
        true => (
            "Its last recovery took longer than promised",
            "Readiness counts on what is promised: correct the promise, or test again once it is \
             faster.",
        ),
        false => (
            "Its last recovery took longer than wanted",
            "Nobody has promised how long it takes: say so, for Readiness to count on it.",
        ),
    };
    parts::notice(states::Tone::Bad, title, html! { p { "It was " (overrun) ". " (advice) } })
}

/// How soon it must be back, and because of whom if that is something else.
fn needed_in(item: &Item, why: Option<&Explanation>) -> Markup {
    html! {
        (span(item.outcome.required_rto))
        @if let Some(by) = why.and_then(|it| it.required_by.as_ref()) {
            br; small { "required by " (link(by)) }
        }
    }
}

/// What the impact analysis in force asks for.
struct Analyzed {
    id: AnalysisId,
    rto: Option<Span>,
    tolerance: Tolerance,
}

/// What the impact analysis in force asks for, if there is one that the actor may see.
async fn analyzed(ctx: &Ctx, item: &Item) -> Answer<Option<Analyzed>> {
    if !may_analyze(ctx, item) {
        return Ok(None);
    }
    let all = impact::of_item(ctx, item.id).await?;
    let in_force = all.into_iter().find(|it| it.state.is_in_force());
    Ok(in_force.map(|it| {
        let (rto, tolerance) = (it.content.rto, it.content.tolerance());
        Analyzed { id: it.id, rto, tolerance }
    }))
}

/// What the impact analysis asks for, and what holds if the record wants another time.
fn asked_for((id, rto): (AnalysisId, Span), wanted: Option<Span>) -> Markup {
    html! {
        a href={ "/analyses/" (id) } { (rto) }
        @if wanted.is_some_and(|it| it != rto) { br; small { "the shorter of both holds" } }
    }
}

fn recovery_panel(
    item: &Item,
    (why, analyzed): (Option<&Explanation>, Option<&Analyzed>),
    names: &Names,
) -> Markup {
    let (recovery, outcome) = (&item.recovery, &item.outcome);
    let mut facts: Vec<(&str, Markup)> = vec![
        ("Standing", states::standing_so_far(outcome.standing, outcome.achievable_rto)),
        ("Needed in", needed_in(item, why)),
        ("Achievable", html! { (at_least(outcome.achievable_rto, outcome.is_complete)) }),
        ("Own restoration", html! { (span(recovery.restore)) }),
        ("Wanted (RTO)", html! { (span(recovery.target_rto)) }),
        ("Data loss wanted (RPO)", html! { (span(recovery.target_rpo)) }),
        ("Data loss possible", html! { (span(outcome.achievable_rpo)) }),
        ("Proof", proof(item)),
    ];
    if let Some((id, rto)) = analyzed.and_then(|it| Some((it.id, it.rto?))) {
        facts.insert(5, ("Analysis asks for (RTO)", asked_for((id, rto), recovery.target_rto)));
    }
    let delayed = why.filter(|it| crews::is_delayed(it)).and_then(|it| it.with_crews.as_ref());
    if let Some(with) = delayed {
        facts.insert(3, ("With the crews there are", crews::back(with)));
    }
    if let Some(percent) = recovery.fails_percent {
        facts.push(("Restoring it", html! { (failing_tries(percent)) }));
    }
    if let Some(measured) = recovery.proof.and_then(|it| it.measured) {
        let tone =
            if recovery.overrun().is_some() { states::Tone::Bad } else { states::Tone::Good };
        facts.push(("Measured", states::state(tone, measured)));
    }
    if outcome.held_by.is_some() {
        facts.push(("Held back by", names.link(outcome.held_by)));
    }
    if let Some(n) = outcome.single_point_for.filter(|it| 0 < *it) {
        facts.push(("Single point of failure for", html! { (grouped(n.into())) " with a target" }));
    }
    parts::padded_panel("Recovery", html! {}, parts::facts(&facts))
}

async fn facts_panel(
    shell: &Shell,
    (item, document): (&Item, Option<&ItemDocument>),
    names: &Names,
) -> Answer<Markup> {
    let typed = document.map(ItemDocument::to_typed).unwrap_or_default();
    let owner = if item.kind() == Kind::Service { "Business owner" } else { "Owner" };
    let mut facts: Vec<(String, Markup)> = vec![
        ("Agency".to_owned(), names.agency_link(item.agency_id)),
        ("Code".to_owned(), html! { code { (item.code) } }),
    ];
    for field in fields(item.kind()) {
        let Some(value) = typed.get(field.key).filter(|it| !it.is_empty()) else { continue };
        let shown = match (field.key, field.input) {
            (
                "name" | "description" | "code" | "agency" | "target_rto" | "target_rpo"
                | "restore" | "fails_percent",
                _,
            ) => continue,
            (key, _) if key.starts_with("proof") => continue,
            ("owner", _) => names.person_link(item.owner_id),
            ("custodian", _) => names.person_link(item.custodian_id),
            ("site", _) => names.link(item.site_id),
            ("vendor", _) => names.link(item.vendor_id),
            ("crew", _) => names.link(item.crew_id),
            ("equipment", _) => names.link(item.equipment_id),
            ("county_fips", _) => html! { (counties::named(value)) },
            (_, Input::Choice(choices)) => {
                let title = choices.iter().find(|(code, _)| code == value);
                html! { (title.map_or(value.as_str(), |(_, title)| title)) }
            }
            (_, Input::List | Input::People) => lines(shell, &field, value).await?,
            _ => html! { (value) },
        };
        let label = if field.key == "owner" { owner } else { field.label };
        facts.push((label.to_owned(), shown));
    }
    let facts: Vec<(&str, Markup)> =
        facts.iter().map(|(label, it)| (label.as_str(), it.clone())).collect();
    Ok(parts::padded_panel(Part::Particulars.title(), html! {}, parts::facts(&facts)))
}

/// A field of several lines. Members of a team are shown by name.
async fn lines(shell: &Shell, field: &Field, value: &str) -> Answer<Markup> {
    let is_person = field.input == Input::People;
    let mut shown = Vec::new();
    for line in value.lines() {
        let person = match is_person {
            true => persons::by_code(&shell.ctx, line).await.ok(),
            false => None,
        };
        shown.push(match person {
            Some(it) => html! { a href={ "/people/" (it.id) } { (it.name) } },
            None => html! { (line) },
        });
    }
    Ok(html! { ul.plain { @for line in shown { li { (line) } } } })
}
