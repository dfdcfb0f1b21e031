//! What would help an item that is late, or waits for people: one table, each change with what it gains,
//! and below why the first ones are no better.

use app::actor::Permission;
use app::prepare::inventory::Kind;
use app::prove::investments::{Improvement, ImprovementKind, more_of};
use app::prove::recovery::{CrewHelp, Explanation, HelpKind};
use app::{Ctx, Span};
use maud::{Markup, html};

use super::{crews, fixes, item_path};
use crate::layout::lists;
use crate::layout::states::{Tone, state};
use crate::prove::link;

/// Of how many changes it is told what decides then.
const TOLD_MAX: usize = 3;

/// The table, where the item is late or its crews delay it.
pub(super) fn table(ctx: &Ctx, why: &Explanation, tried_at: Option<&str>) -> Markup {
    let may_invest = ctx.actor.may_somewhere(Permission::WriteInvestments);
    let delayed = crews::is_delayed(why);
    if why.helps.is_empty() || !(delayed || why.outcome.gap.is_some()) {
        return html! {};
    }
    // What suffices together is looked for as if each part had people of its own.
    let is_faster_enough = |it: &CrewHelp| it.is_in_time && matches!(it.what, HelpKind::Faster(..));
    let asks_together = !delayed && !why.helps.iter().any(is_faster_enough);
    let has_actions = may_invest || tried_at.is_some();
    html! {
        h3 { "What would help" }
        (lists::table("What would help", html! {
            th scope="col" { "Change" } th.num scope="col" { "Sooner by" }
            th.num scope="col" { "Back in" } th scope="col" { "In time" }
            @if has_actions { th scope="col" { span.unseen { "Actions" } } }
        }, html! {
            @for it in &why.helps {
                tr {
                    td data-label="Change" { (change(it)) }
                    td.num data-label="Sooner by" {
                        @if it.comes_back { "comes back at all" } @else { (it.gain) }
                    }
                    td.num data-label="Back in" {
                        @if !it.is_complete { "at least " } (it.finish)
                    }
                    td data-label="In time" { (in_time(it, why)) }
                    @if has_actions { td.actions { (actions(it, tried_at, may_invest)) } }
                }
            }
        }))
        @if why.helps.iter().any(|it| !it.binds.is_empty()) {
            ol { @for it in why.helps.iter().take(TOLD_MAX) { li { (it.sentence) } } }
        }
        @if asks_together {
            p {
                a href={ (item_path(why.item.kind, why.item.id)) "/what-if?together=true" } {
                    "See what would suffice together"
                }
            }
        }
    }
}

fn change(it: &CrewHelp) -> Markup {
    html! {
        @match &it.what {
            HelpKind::MorePeople(crew, more) => {
                (more) " " (more_of(crew.kind, *more)) " " (link(crew))
            }
            HelpKind::Faster(item, Span::ZERO) => { (link(item)) " restored in no time" }
            HelpKind::Faster(item, restore) => { (link(item)) " restored in " (restore) }
            HelpKind::Copy(item, site, within) => {
                "A copy of " (link(item)) " at " (link(site)) " that takes over in " (within)
            }
            HelpKind::WithoutNeed(from, to) => { (link(from)) " without " (link(to)) }
        }
        @if let Some(now) = it.takes_now { small { "takes " (now) " now" } }
    }
}

fn in_time(it: &CrewHelp, why: &Explanation) -> Markup {
    match why.outcome.required_rto {
        None => html! { span.quiet { "no target" } },
        Some(_) if !it.is_in_time => html! { span.quiet { "not alone" } },
        Some(_) if !it.is_complete => html! { span.quiet { "in time so far" } },
        Some(_) => state(Tone::Good, "In time"),
    }
}

fn actions(it: &CrewHelp, tried_at: Option<&str>, may_invest: bool) -> Markup {
    let fix = fixes::of_help(&it.what);
    let invested = fix.as_ref().filter(|_| may_invest).and_then(|fix| invested(&it.what, fix));
    let label = said(&it.what);
    html! {
        @if let Some((at, fix)) = tried_at.zip(fix.as_ref()) { (fixes::buttons(at, fix, &label)) }
        @if let Some(form) = invested {
            a href=(form) aria-label={ "As an investment: " (label) } { "As an investment" }
        }
    }
}

/// A change in one line of text.
fn said(what: &HelpKind) -> String {
    match what {
        HelpKind::MorePeople(of, more) if of.kind == Kind::Equipment => {
            format!("{more} more of {}", of.name)
        }
        HelpKind::MorePeople(crew, more) => format!("{more} more in {}", crew.name),
        HelpKind::Faster(item, restore) => format!("{} restored in {restore}", item.name),
        HelpKind::Copy(item, site, _) => format!("a copy of {} at {}", item.name, site.name),
        HelpKind::WithoutNeed(from, to) => format!("{} without {}", from.name, to.name),
    }
}

/// The form of an investment that does just that, filled in. None: it cannot be bought.
fn invested(what: &HelpKind, fix: &Improvement) -> Option<String> {
    if !ImprovementKind::WEIGHED.contains(&fix.kind) {
        return None;
    }
    let name = match what {
        HelpKind::MorePeople(..) => said(what),
        HelpKind::Copy(item, site, _) => format!("Copy of {} at {}", item.name, site.name),
        HelpKind::Faster(item, _) | HelpKind::WithoutNeed(item, _) => {
            format!("Faster restoration of {}", item.name)
        }
    };
    let pairs = [
        ("name", Some(name)),
        ("changes.0.kind", Some(fix.kind.code().to_owned())),
        ("changes.0.item", Some(fix.item.clone())),
        ("changes.0.within", fix.within.map(|it| it.to_string())),
        ("changes.0.site", fix.site.clone()),
        ("changes.0.people", fix.people.map(|it| it.to_string())),
    ];
    let pairs: Vec<_> = pairs.into_iter().filter_map(|(name, it)| Some((name, it?))).collect();
    let query = serde_urlencoded::to_string(pairs).unwrap_or_default();
    Some(format!("/investments/new?{query}"))
}
