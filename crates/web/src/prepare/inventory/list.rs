//! A list of items: search, filter, sort, leaf through, download, and start another.

use app::actor::Place;
use app::ids::{ItemId, PersonId};
use app::prepare::inventory::{self, Item, Kind, Line, Missing, Query, Sort, Standing};
use app::{Ctx, Paging, Span};
use futures_util::TryFutureExt as _;
use maud::{Markup, html};

use super::{Names, bulk, item_path, paths, views};
use crate::error::Answer;
use crate::layout::forms::Choice;
use crate::layout::list::{Known, List, anything, parsed, yes};
use crate::layout::lists::{self, Filter};
use crate::layout::parts::{self, Head};
use crate::layout::states;
use crate::people::agencies::{Offered, agencies_asked, agency_filter, offered_agencies};
use crate::request::Address;
use crate::shell::Shell;

/// What the address may ask for.
const KNOWN: &[Known] = &[
    ("sort", |it| Sort::from_word(it).is_some()),
    ("agency", anything),
    ("standing", |it| Standing::from_code(it).is_some()),
    ("tier", parsed::<u8>),
    ("site", parsed::<ItemId>),
    ("vendor", parsed::<ItemId>),
    ("crew", parsed::<ItemId>),
    ("equipment", parsed::<ItemId>),
    ("person", parsed::<PersonId>),
    ("missing", |it| Missing::from_word(it).is_some()),
    ("retired", yes),
];

/// `GET /services` and its like.
pub(super) async fn list(kind: Kind, shell: Shell, Address(address): Address) -> Answer<Markup> {
    let list = List::read(&address, "name").knowing(KNOWN);
    let query = query(&shell.ctx, kind, &list).await?;
    let (page, agencies, views) = tokio::try_join!(
        inventory::lines(&shell.ctx, &query).err_into(),
        offered_agencies(&shell.ctx),
        views::of_list(&shell.ctx, kind),
    )?;
    let names = Names::of_lines(&shell.ctx, kind, &page.items).await?;
    let may_write = shell.ctx.actor.may_somewhere(kind.write_permission());
    let many = kind.titles().to_lowercase();
    let one = kind.title().to_lowercase();
    let filters = filters(kind, &agencies);
    let head = Head {
        title: kind.titles(),
        lead: Some(html! { (lead(kind)) }),
        actions: may_write.then(|| actions(kind)),
        ..Head::default()
    };
    let main = html! {
        (head.shown())
        (lists::toolbar(&list, &format!("Search {many}"), &filters, html! {
            (lists::saved_views(&list, &views, paths(kind).views))
            (lists::exports(&list, paths(kind).list))
        }))
        @if let Some(beyond) = lists::beyond(&list, page.n_items, &many) {
            (beyond)
        } @else if page.items.is_empty() && list.is_filtered() {
            (lists::nothing_found(&list, &many))
        } @else if page.items.is_empty() && !shell.ctx.actor.may_in_agencies(kind.read_permission()) {
            (lists::empty(
                &format!("No {many} are shared with you"),
                "You see single records that somebody has shown you.",
                html! {},
            ))
        } @else if page.items.is_empty() {
            (lists::empty(
                &format!("No {many} yet"),
                lead(kind),
                if may_write { actions(kind) } else { html! {} },
            ))
        } @else {
            section.panel {
                (lists::table(kind.titles(), heading(kind, &list, may_write), html! {
                    @for item in &page.items { (row(kind, item, &names, may_write)) }
                }))
            }
            @if may_write { (bulk::bar(kind)) }
            (lists::pages(&list, page.n_items, &one, &many))
        }
    };
    Ok(shell.page(kind.titles(), main))
}

fn lead(kind: Kind) -> &'static str {
    match kind {
        Kind::Service => {
            "What agencies deliver, how soon each must be back, and whether it can be."
        }
        Kind::Process => {
            "How agencies work, whatever they work with, and the level they must keep."
        }
        Kind::Asset => "What services run on, who restores it, and how long that takes.",
        Kind::DataSet => {
            "Information that services keep, how sensitive it is, and who looks after it."
        }
        Kind::Site => "Places: data centers, offices, and where work goes on when one is lost.",
        Kind::Vendor => "Who supplies something from outside, and what they promised.",
        Kind::Team => "People with a duty in a disruption, and who stands in for them.",
        Kind::Crew => "Who restores things: by skill, by number, and when they can be called.",
        Kind::Equipment => {
            "What restoring takes for as long as it goes on, by number: generators, tape drives, links."
        }
        Kind::Group => "Several things of which some suffice: redundancy, said so that it counts.",
    }
}

fn actions(kind: Kind) -> Markup {
    html! {
        (parts::button("Import", &format!("/imports/new?kind={kind}")))
        (parts::primary(&format!("Add {}", kind.one()), paths(kind).new))
    }
}

/// What the address asks for.
pub(super) async fn query(ctx: &Ctx, kind: Kind, list: &List) -> Answer<Query> {
    let id = |name: &str| list.filter(name).and_then(|it| it.parse::<ItemId>().ok());
    let agencies = agencies_asked(ctx, list).await?;
    Ok(Query {
        text: list.text.clone(),
        agencies,
        standing: list.filter("standing").and_then(Standing::from_code),
        tier: list.filter("tier").and_then(|it| it.parse().ok()),
        site_id: id("site"),
        vendor_id: id("vendor"),
        crew_id: id("crew"),
        equipment_id: id("equipment"),
        person_id: list.filter("person").and_then(|it| it.parse::<PersonId>().ok()),
        missing: list.filter("missing").and_then(Missing::from_word),
        retired: list.filter("retired") == Some("true"),
        sort: Sort::from_word(&list.sort).unwrap_or_default(),
        descending: list.descending,
        paging: Paging { number: list.page, size: list.per },
        ..Query::all(kind)
    })
}

fn filters(kind: Kind, agencies: &Offered) -> Vec<Filter<'_>> {
    let mut filters = Vec::new();
    filters.extend(agency_filter(agencies));
    if kind.is_restored() {
        let choices = Standing::ALL
            .iter()
            .map(|it| Choice::new(it.code(), states::standing_words(it.code()).1));
        filters.push(Filter {
            name: "standing",
            label: "Recovery",
            choices: choices.collect(),
            ..Filter::default()
        });
    }
    if matches!(kind, Kind::Service | Kind::Process | Kind::Asset) {
        let choices = (1..=4).map(|it: u8| Choice::new(it.to_string(), format!("Tier {it}")));
        filters.push(Filter {
            name: "tier",
            label: "Tier",
            choices: choices.collect(),
            ..Filter::default()
        });
    }
    let missing = Missing::ALL.iter().filter(|(.., it)| it.concerns(kind));
    let choices = missing.map(|(word, label, _)| Choice::new(*word, *label)).collect();
    filters.push(Filter { name: "missing", label: "Missing", choices, ..Filter::default() });
    let choices = vec![Choice::new("true", "Retired ones")];
    filters.push(Filter { name: "retired", label: "In use", choices, ..Filter::default() });
    filters
}

fn heading(kind: Kind, list: &List, may_write: bool) -> Markup {
    html! {
        @if may_write { (lists::pick_heading()) }
        (lists::heading(list, "name", "Name"))
        th scope="col" { "Agency" }
        @if has_site(kind) { th scope="col" { "Site" } }
        @if has_tier(kind) { (lists::number_heading(list, "tier", "Tier")) }
        @if kind.is_restored() {
            (lists::number_heading(list, "required", "Needed in"))
            (lists::number_heading(list, "achievable", "Achievable"))
            th scope="col" { "Recovery" }
            (lists::number_heading(list, "gap", "Late by"))
        } @else {
            th scope="col" { "Owner" }
            (lists::heading(list, "updated", "Changed"))
        }
    }
}

fn has_tier(kind: Kind) -> bool {
    matches!(kind, Kind::Service | Kind::Process | Kind::Asset)
}

fn has_site(kind: Kind) -> bool {
    matches!(kind, Kind::Service | Kind::Asset | Kind::DataSet) || kind.is_supply()
}

fn row(kind: Kind, item: &Line, names: &Names, may_write: bool) -> Markup {
    html! {
        tr {
            @if may_write { (lists::pick(&item.id.to_string(), &item.name)) }
            td data-label="Name" { a href=(item_path(kind, item.id)) { (item.name) } }
            td data-label="Agency" { (names.agency(item.agency_id)) }
            @if has_site(kind) { td data-label="Site" { (names.item(item.site_id).unwrap_or("–")) } }
            @if has_tier(kind) {
                td.num data-label="Tier" { @if let Some(tier) = item.tier { (tier) } @else { "–" } }
            }
            @if kind.is_restored() {
                td.num data-label="Needed in" { (span(item.required_rto)) }
                td.num data-label="Achievable" { (at_least(item.achievable_rto, item.is_complete)) }
                td data-label="Recovery" { (states::standing_so_far(item.standing, item.achievable_rto)) }
                td.num data-label="Late by" { (at_least(item.gap, item.is_complete)) }
            } @else {
                td data-label="Owner" { (names.person(item.owner_id).unwrap_or("–")) }
                td data-label="Changed" { (item.updated_at.format("%-d %b %Y")) }
            }
        }
    }
}

/// A length of time, or a dash where nothing is known.
pub(super) fn span(span: Option<Span>) -> String {
    span.map_or_else(|| "–".to_owned(), |it| it.to_string())
}

/// The same, which may be more where not all times behind it are known.
pub(super) fn at_least(span: Option<Span>, is_complete: bool) -> String {
    match span {
        Some(it) if !is_complete => format!("at least {it}"),
        it => self::span(it),
    }
}

/// Whether the actor may change `item`.
pub(super) fn may_write(ctx: &Ctx, item: &Item) -> bool {
    ctx.actor.may(item.kind().write_permission(), Place::Record(item.agency_id, item.id.into()))
}
