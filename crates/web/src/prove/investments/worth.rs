//! What is worth buying: the least cost for so many services to be in time.

use std::convert::Infallible;

use app::Refusal;
use app::actor::Permission;
use app::ids::AgencyId;
use app::people::agencies;
use app::prepare::impact::Money;
use app::progress::Progress;
use app::prove::investments::{self, Bought, Standing, Step, Worth, WorthQuery};
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse as _, Redirect, Response};
use futures_util::stream::{self, StreamExt as _};
use maud::{Markup, html};
use tables::{Cell, Column, Table};
use tokio_stream::wrappers::WatchStream;

use super::investment_path;
use crate::error::Answer;
use crate::layout::charts::Caption;
use crate::layout::charts::worth::{WorthBuying, worth as chart};
use crate::layout::forms::{Choice, options};
use crate::layout::frame::{counted, grouped};
use crate::layout::list::{Known, List, anything, yes};
use crate::layout::lists;
use crate::layout::parts::{self, Head};
use crate::layout::states::{Tone, state};
use crate::people::agencies::{agency_filter, agency_or_nobody, offered_agencies};
use crate::prove::files::{Form, download};
use crate::prove::link;
use crate::request::Address;
use crate::shell::Shell;

/// What the address may ask for.
const KNOWN: &[Known] = &[
    ("agency", anything),
    ("tier", |it| it == "all" || it.parse().is_ok_and(|it: u8| (1..=4).contains(&it))),
    ("together", yes),
];

/// How many crews are named that nobody has counted.
const UNCOUNTED_MAX: usize = 3;

/// How many services of a step are named.
const GAINED_MAX: usize = 12;

const UNDER_WAY: Refusal = Refusal::new(
    "worth.under_way",
    "This is still being computed. Its page says how far it is; download it when it is there.",
);

/// What the address asks for: services of tier 1, unless it says otherwise.
async fn asked(shell: &Shell, address: &str) -> Answer<(List, WorthQuery)> {
    let list = List::read(address, "cost").knowing(KNOWN);
    let agency: Option<AgencyId> = match list.filter("agency") {
        Some(named) => Some(agency_or_nobody(&shell.ctx, named).await?),
        None => None,
    };
    let tier = match list.filter("tier") {
        Some("all") => None,
        Some(it) => it.parse().ok(),
        None => Some(1),
    };
    let together = list.filter("together") == Some("true");
    Ok((list, WorthQuery { agency, tier, together }))
}

/// `GET /worth-buying`
pub(super) async fn show(shell: Shell, Address(address): Address) -> Answer<Markup> {
    let (list, query) = asked(&shell, &address).await?;
    let ctx = &shell.ctx;
    let standing = investments::worth(ctx, query).await?;
    let offered = offered_agencies(ctx).await?;
    let filter = agency_filter(&offered);
    let scope = match query.agency {
        Some(id) => agencies::labels(ctx, &[id].into()).await?.into_values().next(),
        None => None,
    };
    let (title, content) = match &standing {
        Standing::UnderWay(progress) => {
            ("Weighing what could be bought".to_owned(), under_way(&list, *progress))
        }
        Standing::Ready(found) => (title(found), answer(&shell, &list, found)),
    };
    let may_write = ctx.actor.may_somewhere(Permission::WriteInvestments);
    let lead = html! {
        "The least that has to be spent for so many services"
        @if let Some(name) = &scope { " of " (name) }
        @match query.tier { Some(tier) => { " of tier " (tier) }, None => {} }
        " to be back in time, by recovery analysis of the inventory as it is, with the crews there are"
        @match query.together {
            true => { ". All that these services stand on is lost at once, so they share crews." },
            false => { " as if they worked for one service at a time." },
        }
    };
    let head = Head {
        crumbs: vec![("Investments".to_owned(), "/investments".to_owned())],
        title: &title,
        lead: Some(lead),
        actions: may_write.then(|| parts::button("Add an investment", "/investments/new")),
    };
    let main = html! {
        (head.shown())
        div.toolbar {
            form method="get" data-filters {
                @if let Some(filter) = &filter { (lists::select(&list, filter)) }
                (tiers(&list))
                (losses(&list))
                button.button { "Show" }
            }
            @if matches!(standing, Standing::Ready(_)) { (lists::exports(&list, "/worth-buying")) }
        }
        (lists::misread(&list))
        (content)
    };
    Ok(shell.page("Worth buying", main))
}

/// Which tier counts: the first, unless the address says otherwise.
fn tiers(list: &List) -> Markup {
    let tiers =
        [("1", "Tier 1"), ("2", "Tier 2"), ("3", "Tier 3"), ("4", "Tier 4"), ("all", "Every tier")];
    let choices = tiers.map(|(value, label)| Choice::new(value, label));
    html! {
        div.field {
            label for="list-tier" { "Services of" }
            select id="list-tier" name="tier" {
                (options(&choices, list.filter("tier").unwrap_or("1")))
            }
        }
    }
}

/// Whether services share crews.
fn losses(list: &List) -> Markup {
    let choices = [Choice::new("", "One service at a time"), Choice::new("true", "All at once")];
    html! {
        div.field {
            label for="list-together" { "What is lost" }
            select id="list-together" name="together" {
                (options(&choices, list.filter("together").unwrap_or("")))
            }
        }
    }
}

fn title(found: &Worth) -> String {
    let last = found.steps.last();
    let now = found.steps.first().map_or(0, |it| it.n_in_time);
    match last {
        _ if found.n_services == 0 => "No service here must be back within some time".to_owned(),
        Some(_) if now == found.n_services => {
            format!("All {} are in time already", counted(now, "service", "services"))
        }
        Some(last) if now < last.n_in_time => format!(
            "{} brings {} more in time",
            last.cost,
            counted(last.n_in_time - now, "service", "services")
        ),
        _ if found.sees_all => "Nothing that could be bought brings a service in time".to_owned(),
        _ => "None of the investments that you may see brings a service in time".to_owned(),
    }
}

fn answer(shell: &Shell, list: &List, found: &Worth) -> Markup {
    let title = title(found);
    let csv = list.file("/worth-buying", "csv");
    let whole = |it: u64| i64::try_from(it).unwrap_or(i64::MAX);
    let steps = found.steps.iter().map(|it| (it.cost.cents() / 100, whole(it.n_in_time)));
    let said = finding(found);
    let view = WorthBuying {
        caption: Caption { finding: &said, csv: Some(&csv) },
        steps: steps.collect(),
        n_services: whole(found.n_services),
    };
    html! {
        @if found.n_offers == 0 {
            (lists::empty(
                "Nothing to weigh yet",
                "Say what could be bought, what it costs and what it would make faster.",
                parts::button("Investments", "/investments"),
            ))
        } @else {
            (parts::padded_panel(&title, proof(found), html! {
                (chart(&view))
                p { (said) }
                (notes(found))
                p.quiet { "As of " (shell.moment(found.computed_at)) "." }
            }))
            (steps_panel(found))
        }
        (late_panel(found))
    }
}

/// The curve in a sentence.
fn finding(found: &Worth) -> String {
    let now = found.steps.first().map_or(0, |it| it.n_in_time);
    let all = grouped(found.n_services);
    let start = format!("Now {} of {all} services are in time.", grouped(now));
    let further = found.steps.iter().skip(1);
    let said = further.map(|it| format!("for {} {}", it.cost, grouped(it.n_in_time)));
    let said: Vec<String> = said.take(8).collect();
    match said.is_empty() {
        true => start,
        false => format!("{start} It would be {}.", said.join(", ")),
    }
}

fn proof(found: &Worth) -> Markup {
    match found.is_exact {
        true if found.sees_all => state(Tone::Good, "Proved: nothing cheaper does as much"),
        true => {
            let proved = "Proved: nothing cheaper of the investments that you may see does as much";
            state(Tone::Good, proved)
        }
        false => state(Tone::Idle, "The best that was found"),
    }
}

fn notes(found: &Worth) -> Markup {
    html! {
        @if 0 < found.n_unknown {
            p.quiet { (counted(found.n_unknown, "service is", "services are")) " left out, because nobody has said how long everything behind takes." }
        }
        @if 0 < found.n_idle {
            p.quiet { (counted(found.n_idle, "investment makes", "investments make")) " nothing better that is in use." }
        }
        @if 0 < found.n_crewed { p.quiet { (crewed(found)) } }
        @if 0 < found.n_unseen {
            p.quiet { (counted(found.n_unseen, "service stands", "services stand")) " on more than an order is looked for, and does not count as in time. Narrow the list to see more." }
        }
        @if 0 < found.n_uncounted { p.quiet { (uncounted(found)) } }
        @if found.is_cut { p.quiet { "Only the " (grouped(found.n_offers)) " dearest investments were weighed: a cheaper one may do as much." } }
    }
}

/// What is known of services that wait for crews, and what is not.
fn crewed(found: &Worth) -> String {
    let waiting = counted(found.n_crewed, "service waits", "services wait");
    let most = grouped(found.n_most);
    let told = format!(
        "{waiting} for crews that may be short of people. Of these, who is in time is so by an order \
         of the work that was found."
    );
    let n_found = found.steps.last().map_or(0, |it| it.n_in_time);
    match n_found < found.n_most {
        true => format!(
            "{told} That no order has more than {most} in time if all is bought, is proved."
        ),
        false => format!("{told} That no order has more in time if all is bought, is proved."),
    }
}

/// What is said of services whose crews nobody has counted, and which crews these are.
fn uncounted(found: &Worth) -> String {
    let names = found.uncounted.iter().filter(|it| !it.code.is_empty());
    let names: Vec<&str> = names.take(UNCOUNTED_MAX).map(|it| it.name.as_str()).collect();
    let of = match (names.as_slice(), found.uncounted.len() - names.len()) {
        ([], _) => "crews or equipment that you may not see".to_owned(),
        (names, 0) => names.join(", "),
        (names, _) => format!("{} and others", names.join(", ")),
    };
    format!(
        "{} on {of}: nobody has said how many there are, so they are taken to be enough. Who of these \
         is in time may not be.",
        counted(found.n_uncounted, "service rests", "services rest")
    )
}

fn steps_panel(found: &Worth) -> Markup {
    html! {
        @if 1 < found.steps.len() {
            (parts::panel("Step by step", html! { small { "Each a set by itself" } }, lists::table("Step by step", html! {
                th.num scope="col" { "For" } th.num scope="col" { "In time" }
                th scope="col" { "Buy" } th scope="col" { "More in time than a step before" }
            }, html! { @for it in found.steps.iter().skip(1) { (step(it)) } })))
        }
    }
}

fn step(it: &Step) -> Markup {
    let n_more = it.n_gained.saturating_sub(it.gained.len().min(GAINED_MAX) as u64);
    html! {
        tr {
            td.num data-label="For" {
                strong { (it.cost) }
                @if it.cost_more != it.cost { small { (it.cost_more) " more" } }
            }
            td.num data-label="In time" {
                (grouped(it.n_in_time))
                @if it.n_in_time < it.n_most { " " small { "at most " (grouped(it.n_most)) } }
            }
            td data-label="Buy" {
                @for bought in &it.investments {
                    div { a href=(investment_path(bought.id)) { (bought.name) } " " small { (bought.cost) } }
                }
                @if !it.dropped.is_empty() {
                    small { "Not bought any more: " (names(&it.dropped)) }
                }
            }
            td data-label="More in time" {
                (counted(it.n_gained, "service", "services")) ": "
                @for (n, service) in it.gained.iter().take(GAINED_MAX).enumerate() {
                    @if 0 < n { ", " }
                    (link(service))
                }
                @if 0 < n_more { " and " (grouped(n_more)) " more" }
                @if 0 < it.n_lost { ". " (counted(it.n_lost, "service of the step before is", "services of the step before are")) " late again, because something else is bought" }
            }
        }
    }
}

fn names(bought: &[Bought]) -> String {
    bought.iter().map(|it| it.name.as_str()).collect::<Vec<_>>().join(", ")
}

fn late_panel(found: &Worth) -> Markup {
    let n_more = found.n_late.saturating_sub(found.late.len() as u64);
    let title = match (found.is_cut, found.sees_all) {
        (true, _) => "Late whatever of these is bought",
        (_, false) => "Late whatever is bought of what you may see",
        _ => "Late whatever is bought",
    };
    html! {
        @if !found.late.is_empty() {
            (parts::panel(title, html! { small { (grouped(found.n_late)) } }, html! {
                (lists::table(title, html! {
                    th scope="col" { "Service" } th.num scope="col" { "Late by, if all is bought" }
                    th scope="col" { "Held back by" }
                }, html! {
                    @for it in &found.late {
                        tr {
                            td data-label="Service" { (link(&it.service)) }
                            td.num data-label="Late by" {
                                @match it.gap {
                                    Some(gap) => (state(Tone::Bad, gap)),
                                    None => (state(Tone::Bad, "Never back")),
                                }
                                @if !it.is_proved { " " small { "in the best order found" } }
                            }
                            td data-label="Held back by" {
                                @match &it.held_by { Some(it) => (link(it)), None => "Its own restoration" }
                            }
                        }
                    }
                }))
                @if 0 < n_more { div.body { p.quiet { "And " (grouped(n_more)) " more." } } }
            }))
        }
    }
}

/// While it is computed. Without script it is looked at again by hand.
fn under_way(list: &List, progress: Progress) -> Markup {
    html! {
        div data-live={ "/worth-buying/live" (list.link()) } { (bar(list, progress)) }
        (parts::button("Look again", &format!("/worth-buying{}", list.link())))
    }
}

/// How far it is, as a fragment that is swapped in by its id.
fn bar(list: &List, progress: Progress) -> Markup {
    let cancel = format!("/worth-buying/cancel{}", list.link());
    let left = counted(progress.n_done, "service", "services");
    html! {
        div id="progress" {
            (parts::progress(&parts::Progress {
                doing: "Weighing",
                done: progress.percent.into(),
                total: Some(100),
                left: &left,
                cancel: Some(&cancel),
            }))
        }
    }
}

/// `GET /worth-buying/live`
pub(super) async fn live(shell: Shell, Address(address): Address) -> Answer<Response> {
    let (list, query) = asked(&shell, &address).await?;
    let page = format!("/worth-buying{}", list.link());
    let last = stream::iter([Ok::<_, Infallible>(Event::default().event("done").data(page))]);
    let Some(progress) = investments::watch_worth(&shell.ctx, query) else {
        return Ok(Sse::new(last).into_response());
    };
    let steps = WatchStream::new(progress)
        .map(move |it| Ok(Event::default().data(bar(&list, it).into_string())));
    Ok(Sse::new(steps.chain(last)).keep_alive(KeepAlive::default()).into_response())
}

/// `POST /worth-buying/cancel`
pub(super) async fn cancel(shell: Shell, Address(address): Address) -> Answer<Redirect> {
    let (_, query) = asked(&shell, &address).await?;
    investments::cancel_worth(&shell.ctx, query);
    Ok(Redirect::to("/investments?done=canceled"))
}

/// `GET /worth-buying.csv`
pub(super) async fn csv(shell: Shell, Address(address): Address) -> Answer<Response> {
    download("worth-buying", &table(&shell, &address).await?, Form::Csv)
}

/// `GET /worth-buying.xlsx`
pub(super) async fn xlsx(shell: Shell, Address(address): Address) -> Answer<Response> {
    download("worth-buying", &table(&shell, &address).await?, Form::Xlsx)
}

async fn table(shell: &Shell, address: &str) -> Answer<Table> {
    let (_, query) = asked(shell, address).await?;
    let Standing::Ready(found) = investments::worth(&shell.ctx, query).await? else {
        return Err(UNDER_WAY.into());
    };
    let buy = if found.sees_all { "buy" } else { "buy_of_what_you_may_see" };
    let columns = vec![
        Column::text("cost"),
        Column::text("cost_more"),
        Column::number("services_in_time"),
        Column::number("services_gained"),
        Column::number("services_at_most"),
        Column::text(buy),
        Column::text("added"),
        Column::text("dropped"),
        Column::text("gained"),
        Column::number("services_with_uncounted_crews"),
    ];
    let mut table = Table::new("Worth buying", columns);
    let count = |it: u64| Cell::from(u32::try_from(it).unwrap_or(u32::MAX));
    table.rows.extend(found.steps.iter().map(|it| {
        let dollars = |it: Money| format!("{}.{:02}", it.cents() / 100, it.cents() % 100);
        let codes =
            |all: &[Bought]| all.iter().map(|it| it.code.as_str()).collect::<Vec<_>>().join("; ");
        let mut gained: Vec<String> = it.gained.iter().map(|it| it.name.clone()).collect();
        let n_more = it.n_gained.saturating_sub(gained.len() as u64);
        if 0 < n_more {
            gained.push(format!("and {n_more} more"));
        }
        vec![
            Cell::from(dollars(it.cost)),
            Cell::from(dollars(it.cost_more)),
            count(it.n_in_time),
            count(it.n_gained),
            count(it.n_most),
            Cell::from(codes(&it.investments)),
            Cell::from(codes(&it.added)),
            Cell::from(codes(&it.dropped)),
            Cell::from(gained.join("; ")),
            count(found.n_uncounted),
        ]
    }));
    Ok(table)
}
