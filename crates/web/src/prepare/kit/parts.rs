//! What is taken along, as parts of pages: a plan, whom to call, and what is brought back first.
//!
//! They lead nowhere but to each other, because there is nothing else where they are read.

use std::collections::BTreeMap;

use app::Timestamp;
use app::plans::kit::{Calls, Kit, Order, Taken};
use chrono_tz::Tz;
use maud::{Markup, html};

use crate::layout::lists;
use crate::layout::parts::{facts, moment, panel};
use crate::prepare::plans::{sections, type_name};

/// A moment in the zone of the kit's readers.
pub(crate) fn at(time: Timestamp, zone: Tz) -> Markup {
    let machine = time.format("%Y-%m-%dT%H:%M:%SZ").to_string();
    moment(&machine, &time.with_timezone(&zone).format("%-d %b %Y, %H:%M %Z").to_string())
}

fn day(time: Timestamp, zone: Tz) -> String {
    time.with_timezone(&zone).format("%-d %b %Y").to_string()
}

/// What a plan says, with who answers for it and since when it is in force.
pub(crate) fn plan(it: &Taken, zone: Tz) -> Markup {
    let (plan, version) = (&it.opened.plan, &it.opened.version);
    let mut known = vec![
        ("Kind of plan", html! { (type_name(&plan.plan_type)) }),
        ("Agency", html! { (it.agency) }),
        ("Version", html! { (version.number) }),
    ];
    if !it.owner.is_empty() {
        known.push(("Who answers for it", html! { (it.owner) }));
    }
    if let Some(at) = version.published_at {
        known.push(("In force since", html! { (day(at, zone)) }));
    }
    if let Some(at) = plan.review_due {
        known.push(("Review due", html! { (day(at, zone)) }));
    }
    html! {
        (facts(&known))
        (sections::sections(
            &it.opened.template,
            &version.content,
            (&it.opened.blocks, &BTreeMap::new()),
            None,
            |_| html! {},
        ))
    }
}

/// Who is called for what, and how everybody is reached.
pub(crate) fn calls(calls: &Calls, zone: Tz) -> Markup {
    html! {
        (panel("Who is called, and who if nobody answers", html! {}, html! {
            @if calls.lines.is_empty() {
                div.body { p { "No contact, duty or team is named." } }
            } @else {
                (lists::table("Who is called", html! {
                    th scope="col" { "For what" } th scope="col" { "Where it stands" }
                    th scope="col" { "Called first" } th scope="col" { "If nobody answers" }
                }, html! {
                    @for it in &calls.lines {
                        tr {
                            td data-label="For what" { (it.duty) }
                            td data-label="Where it stands" { (it.of) }
                            td data-label="Called first" { (it.first.join(", ")) }
                            td data-label="If nobody answers" { (it.then.join(", then ")) }
                        }
                    }
                }))
            }
        }))
        (panel("How to reach them", html! {}, html! {
            @if calls.contacts.is_empty() {
                div.body { p { "Nobody is named." } }
            } @else {
                (lists::table("How to reach them", html! {
                    th scope="col" { "Name" } th scope="col" { "What they do" }
                    th scope="col" { "Agency" } th scope="col" { "How to reach them" }
                }, html! {
                    @for it in &calls.contacts {
                        tr {
                            td data-label="Name" { (it.name) }
                            td data-label="What they do" { (it.title) }
                            td data-label="Agency" { (it.agency) }
                            td data-label="How to reach them" { (channels(&it.channels, zone)) }
                        }
                    }
                }))
            }
        }))
    }
}

fn channels(all: &[(&'static str, String, Option<Timestamp>)], zone: Tz) -> Markup {
    html! {
        ul.plain {
            @for (kind, value, verified) in all {
                li {
                    (kind) ": "
                    @match href(kind, value) {
                        Some(href) => a href=(href) { (value) },
                        None => (value),
                    }
                    " "
                    small {
                        @match verified {
                            Some(at) => { "worked on " (day(*at, zone)) },
                            None => { "never tried" },
                        }
                    }
                }
            }
        }
    }
}

/// Where a telephone or a mail program goes from a number or an address.
fn href(kind: &str, value: &str) -> Option<String> {
    match kind {
        "E-mail" => Some(format!("mailto:{value}")),
        "Telephone" | "Text message" => {
            let number: String =
                value.chars().filter(|it| it.is_ascii_digit() || *it == '+').collect();
            let scheme = if kind == "Telephone" { "tel" } else { "sms" };
            Some(format!("{scheme}:{number}"))
        }
        _ => None,
    }
}

/// What must be back how soon, and in which order it is brought back.
pub(crate) fn order(order: &Order) -> Markup {
    html! {
        (panel("Services, the most urgent first", html! {}, html! {
            @if order.services.is_empty() {
                div.body { p { "No service is known there." } }
            } @else {
                (lists::table("Services", html! {
                    th scope="col" { "Service" } th.num scope="col" { "Must be back in" }
                    th.num scope="col" { "Can be back in" } th scope="col" { "Standing" }
                }, html! {
                    @for it in &order.services {
                        tr {
                            td data-label="Service" { (it.name) }
                            td.num data-label="Must be back in" { (it.required) }
                            td.num data-label="Can be back in" { (it.achievable) }
                            td data-label="Standing" { (it.standing) }
                        }
                    }
                }))
            }
        }))
        @if !order.steps.is_empty() {
            (panel("Step by step, with the crews there are", html! {}, lists::table("Order of recovery", html! {
                th.num scope="col" { "Order" } th scope="col" { "What" } th scope="col" { "Crew" }
                th.num scope="col" { "Starts" } th.num scope="col" { "Back" }
            }, html! {
                @for (n, [what, crew, start, back]) in (1_u32..).zip(&order.steps) {
                    tr {
                        td.num data-label="Order" { (n) }
                        td data-label="What" { (what) }
                        td data-label="Crew" { (crew) }
                        td.num data-label="Starts" { (start) }
                        td.num data-label="Back" { (back) }
                    }
                }
            })))
        }
    }
}

/// The plans by agency, each with where it is and how old it is.
pub(crate) fn plans(
    kit: &Kit,
    href: impl Fn(&str) -> String,
    more: impl Fn(&str) -> Markup,
) -> Markup {
    html! {
        @if kit.plans.is_empty() {
            (lists::empty("No plan is in force", "What is in force when the next kit is made will stand here.", html! {}))
        }
        @for (agency, plans) in kit.by_agency() {
            (panel(agency, html! {}, lists::table(agency, html! {
                th scope="col" { "Plan" } th scope="col" { "Kind of plan" } th scope="col" { "In force since" }
            }, html! {
                @for it in plans {
                    @let plan = &it.opened.plan;
                    tr {
                        td data-label="Plan" { a href=(href(&plan.code)) { (plan.title) } (more(&plan.code)) }
                        td data-label="Kind of plan" { (type_name(&plan.plan_type)) }
                        td data-label="In force since" {
                            @if let Some(at) = it.opened.version.published_at { (day(at, kit.zone)) }
                        }
                    }
                }
            })))
        }
    }
}
