//! The list of plans: which are in force, which are written at, and when each is looked at again.

use std::collections::BTreeSet;

use app::actor::Permission;
use app::ids::{AgencyId, ItemId, PersonId};
use app::people::agencies;
use app::plans::plan::{self, Plan, Query, Sort, Standing, VersionState};
use app::plans::templates;
use app::{Ctx, Paging};
use futures_util::TryFutureExt as _;
use maud::{Markup, html};

use super::{may, nightly, plan_path, review_due, type_name};
use crate::error::Answer;
use crate::layout::forms::Choice;
use crate::layout::list::{Known, List, anything, parsed, yes};
use crate::layout::lists::{self, Filter};
use crate::layout::parts::{self, Head};
use crate::layout::states;
use crate::people::agencies::{Offered, agencies_below, agency_filter, offered_agencies};
use crate::request::Address;
use crate::shell::Shell;

const LEAD: &str = "What to do when something is lost: written once, approved, in force, and looked \
                    at again every year.";

/// What the address may ask for.
pub(super) const KNOWN: &[Known] = &[
    ("sort", |it| Sort::from_word(it).is_some()),
    ("type", |it| templates::find(it).is_some()),
    ("agency", anything),
    ("standing", |it| Standing::from_code(it).is_some()),
    ("draft", |it| open_state(it).is_some()),
    ("item", parsed::<ItemId>),
    ("owner", |it| it == "me" || parsed::<PersonId>(it)),
    ("retired", yes),
];

/// How far a version is that somebody works on.
fn open_state(code: &str) -> Option<VersionState> {
    VersionState::from_code(code).filter(|it| it.is_open())
}

/// `GET /plans`
pub(super) async fn list(shell: Shell, Address(address): Address) -> Answer<Markup> {
    let list = List::read(&address, "title").knowing(KNOWN);
    let ctx = &shell.ctx;
    let page = plan::list(ctx, &query(ctx, &list).await?).await?;
    let agency_ids = page.items.iter().map(|it| it.agency_id).collect();
    let (names, offered) =
        tokio::try_join!(agencies::labels(ctx, &agency_ids).err_into(), offered_agencies(ctx))?;
    let name = |id: &AgencyId| names.get(id).map_or("", String::as_str);
    let may_write = ctx.actor.may_somewhere(Permission::WritePlans);
    let action = || parts::primary("Start a plan", "/plans/new");
    let head = Head {
        title: "Plans",
        lead: Some(html! { (LEAD) }),
        actions: Some(html! {
            (parts::button("Templates", "/plans/templates"))
            @if ctx.actor.may_somewhere(Permission::ReadDrafts) {
                (parts::button("Waivers", "/plans/waivers"))
            }
            (parts::button("Services without a plan", "/plans/uncovered"))
            @if may_write { (action()) }
        }),
        ..Head::default()
    };
    let exports = lists::exports(&list, "/plans");
    let main = html! {
        (head.shown())
        (nightly::notice(ctx).await?)
        (lists::toolbar(&list, "Search plans", &filters(&offered), exports))
        @if let Some(beyond) = lists::beyond(&list, page.n_items, "plans") {
            (beyond)
        } @else if page.items.is_empty() && list.is_filtered() {
            (lists::nothing_found(&list, "plans"))
        } @else if page.items.is_empty() {
            (lists::empty(
                "No plans yet",
                "Choose what kind of plan you need: each says what belongs in it, and much of it \
                 writes itself from what is known.",
                html! { @if may_write { (action()) } },
            ))
        } @else {
            section.panel {
                (lists::table("Plans", heading(&list), html! {
                    @for it in &page.items { (row(&shell, it, name(&it.agency_id))) }
                }))
            }
            (lists::pages(&list, page.n_items, "plan", "plans"))
        }
    };
    Ok(shell.page("Plans", main))
}

/// What the address asks for.
pub(super) async fn query(ctx: &Ctx, list: &List) -> Answer<Query> {
    let agencies = match list.filter("agency") {
        Some(named) => Some(agencies_below(ctx, named).await?),
        None => None,
    };
    Ok(Query {
        text: list.text.clone(),
        agencies,
        plan_type: list.filter("type").map(str::to_owned),
        plan_types: BTreeSet::new(),
        owner: match list.filter("owner") {
            Some("me") => Some(ctx.actor.person_id),
            other => other.and_then(|it| it.parse().ok()),
        },
        standing: list.filter("standing").and_then(Standing::from_code),
        draft_state: list.filter("draft").and_then(open_state),
        item: list.filter("item").and_then(|it| it.parse().ok()),
        retired: list.filter("retired") == Some("true"),
        sort: Sort::from_word(&list.sort).unwrap_or_default(),
        descending: list.descending,
        paging: Paging { number: list.page, size: list.per },
        drafts: None,
    })
}

fn filters(agencies: &Offered) -> Vec<Filter<'_>> {
    let filter = |name, label, choices| Filter { name, label, choices, ..Filter::default() };
    let of_types = templates::all().iter().map(|it| Choice::new(&*it.code, &*it.name)).collect();
    let mut filters = vec![filter("type", "Type", of_types)];
    filters.extend(agency_filter(agencies));
    let standings = Standing::ALL.iter().filter(|it| **it != Standing::Retired);
    let standings = standings.map(|it| Choice::new(it.code(), it.title()));
    filters.push(filter("standing", "Standing", standings.collect()));
    let open = VersionState::ALL.iter().filter(|it| it.is_open());
    let open = open.map(|it| Choice::new(it.code(), it.title()));
    filters.push(filter("draft", "Being written", open.collect()));
    filters.push(filter("owner", "Answered for by", vec![Choice::new("me", "You")]));
    filters.push(filter("retired", "In question", vec![Choice::new("true", "Retired instead")]));
    filters
}

fn heading(list: &List) -> Markup {
    html! {
        (lists::heading(list, "title", "Plan"))
        (lists::heading(list, "type", "Type"))
        th scope="col" { "Agency" }
        (lists::heading(list, "state", "Standing"))
        th scope="col" { "Next" }
        (lists::heading(list, "review", "Review due"))
        (lists::heading(list, "updated", "Changed"))
    }
}

fn row(shell: &Shell, it: &Plan, agency: &str) -> Markup {
    html! {
        tr {
            td data-label="Plan" {
                a href=(plan_path(it.id)) { (it.title) }
                br; small.quiet { (it.code) }
            }
            td data-label="Type" { (type_name(&it.plan_type)) }
            td data-label="Agency" { (agency) }
            td data-label="Standing" {
                (states::plan(it.standing.code()))
                @if let Some(number) = it.in_force { br; small.quiet { "Version " (number) } }
            }
            td data-label="Next" { (next(&shell.ctx, it)) }
            td data-label="Review due" {
                (review_due(shell, it))
            }
            td data-label="Changed" { (shell.day(it.updated_at)) }
        }
    }
}

/// How far the version is that somebody works on, for those who may see that, and what is to be done
/// next (S4-05).
pub(crate) fn next(ctx: &Ctx, it: &Plan) -> Markup {
    let sees_draft = may(ctx, Permission::ReadDrafts, it);
    let draft = it.draft_state.filter(|_| sees_draft);
    html! {
        @if let Some(draft) = draft { (states::plan_version(draft.code())) br; }
        @if sees_draft { (it.next_step().title()) } @else { "–" }
    }
}
