//! The list of events, with what each changed.

use std::collections::{BTreeMap, BTreeSet};

use app::actor::{Permission, Place};
use app::events::{self, Action, Entry, Query};
use app::ids::{AgencyId, PersonId};
use app::people::{agencies, persons};
use app::prepare::inventory::Kind;
use app::{Ctx, Error, Paging};
use chrono::NaiveDate;
use chrono_tz::Tz;
use maud::{Markup, html};
use uuid::Uuid;

use super::changes::changes;
use crate::error::Answer;
use crate::layout::forms::{Choice, hidden, options};
use crate::layout::list::{Known, List, anything, parsed};
use crate::layout::lists::{self, Filter};
use crate::layout::parts::{self, Head};
use crate::layout::records;
use crate::people::form::{end_of_day, start_of_day};
use crate::people::history::in_words;
use crate::prepare::inventory::paths;
use crate::request::Address;
use crate::shell::Shell;

/// What the address may ask for.
const KNOWN: &[Known] = &[
    ("action", anything),
    ("who", anything),
    ("record", parsed::<Uuid>),
    ("since", parsed::<NaiveDate>),
    ("until", parsed::<NaiveDate>),
];

/// `GET /audit`
pub(super) async fn list(shell: Shell, Address(address): Address) -> Answer<Markup> {
    let list = List { per: EVENTS_SHOWN, ..List::read(&address, "").knowing(KNOWN) };
    let ctx = &shell.ctx;
    let page = events::list(ctx, &query(&shell, &list).await?).await?;
    let names = Names::of(ctx, &page.items).await?;
    let actions = html! {
        @if ctx.actor.may(Permission::ReadAudit, Place::State) {
            (parts::button("Check that nothing was altered", "/audit/verify"))
        }
    };
    let lead = html! {
        "Each change, with who made it and what it was before. Entries are chained: none can be \
         altered, removed or reordered without that being found."
    };
    let head =
        Head { title: "Audit log", lead: Some(lead), actions: Some(actions), ..Head::default() };
    let main = html! {
        (head.shown())
        (filters(&list))
        @if let Some(beyond) = lists::beyond(&list, page.n_items, "events") {
            (beyond)
        } @else if page.items.is_empty() {
            (lists::nothing_found(&list, "events"))
        } @else {
            section.panel {
                (lists::table("Events", html! {
                    th.num scope="col" { "No." } th scope="col" { "When" } th scope="col" { "Who" }
                    th scope="col" { "What" } th scope="col" { "Changed" }
                }, html! { @for it in &page.items { (row(&shell, it, &names)) } }))
            }
            (lists::pages(&list, page.n_items, "event", "events"))
        }
    };
    Ok(shell.page("Audit log", main))
}

/// What the address asks for. A person who is not there has done nothing.
pub(super) async fn query(shell: &Shell, list: &List) -> Answer<Query> {
    let (ctx, zone) = (&shell.ctx, shell.zone());
    let who = match list.filter("who") {
        None => None,
        Some(code) => match persons::by_code(ctx, code).await {
            Ok(person) => Some(person.id.uuid()),
            Err(Error::NotFound(_)) => Some(code.parse().unwrap_or(Uuid::max())),
            Err(error) => return Err(error.into()),
        },
    };
    let day = |name, read: fn(&str, &'static str, Tz) -> Result<_, _>| {
        list.filter(name).and_then(|it| read(it, "day", zone).ok())
    };
    Ok(Query {
        action: list.filter("action").unwrap_or_default().to_owned(),
        who,
        subject_id: list.filter("record").and_then(|it| it.parse().ok()),
        since: day("since", start_of_day),
        until: day("until", end_of_day),
        paging: Paging { number: list.page, size: list.per },
    })
}

/// The search form: by what was done, by whom, and when.
fn filters(list: &List) -> Markup {
    let groups: BTreeSet<&str> =
        Action::ALL.iter().filter_map(|it| it.name().split_once('.')).map(|it| it.0).collect();
    let groups = groups.into_iter().map(|it| Choice::new(format!("{it}."), it));
    let each = Action::ALL.iter().map(|it| Choice::new(it.name(), in_words(it.name())));
    let actions: Vec<Choice<'_>> = groups.chain(each).collect();
    let value = |name| list.filter(name).unwrap_or_default();
    html! {
        div.toolbar {
            form method="get" role="search" data-filters {
                div.field {
                    label for="list-action" { "What" }
                    select id="list-action" name="action" {
                        option value="" { "Any" }
                        (options(&actions, value("action")))
                    }
                }
                div.field {
                    label for="list-who" { "Who" }
                    input id="list-who" name="who" type="text" value=(value("who")) autocomplete="off"
                        spellcheck="false" list="list-who-list" data-lookup="/search.json?kind=person";
                    datalist id="list-who-list" {}
                }
                div.field {
                    label for="list-since" { "From" }
                    input id="list-since" name="since" type="date" value=(value("since"));
                }
                div.field {
                    label for="list-until" { "To" }
                    input id="list-until" name="until" type="date" value=(value("until"));
                }
                @if !value("record").is_empty() {
                    (hidden("record", value("record")))
                }
                button.button { "Show" }
            }
            a.button href=(list.file("/audit", "csv")) download { "Download CSV" }
        }
        (lists::chips(list, &[
            Filter { name: "action", label: "What", choices: actions, ..Filter::default() },
            Filter { name: "who", label: "Who", ..Filter::default() },
            Filter { name: "since", label: "From", ..Filter::default() },
            Filter { name: "until", label: "To", ..Filter::default() },
            Filter { name: "record", label: "Record", ..Filter::default() },
        ]))
        (lists::misread(list))
    }
}

/// How many events a page shows: each may say much.
const EVENTS_SHOWN: u32 = 15;

/// How many changed fields of an event the page shows.
const FIELDS_SHOWN: usize = 4;

fn row(shell: &Shell, entry: &Entry, names: &Names) -> Markup {
    let changes = changes(&entry.before, &entry.after);
    html! {
        tr id={ "event-" (entry.seq) } {
            td.num data-label="No." { (entry.seq) }
            td data-label="When" { (shell.moment(entry.at)) }
            td data-label="Who" {
                (entry.done_by(names.person(entry.who)))
                @if let Some(other) = entry.on_behalf_of { br; small { "for " (names.person(other)) } }
            }
            td data-label="What" {
                (in_words(&entry.action)) br;
                small {
                    (subject(&shell.ctx, entry))
                    @if let Some(agency) = entry.agency_id.and_then(|it| names.agencies.get(&it.into())) { " · " (agency) }
                }
            }
            td data-label="Changed" {
                details {
                    summary {
                        @match changes.len() {
                            0 => "Nothing further",
                            1 => "1 field",
                            n => { (n) " fields" }
                        }
                    }
                    (records::changes(changes.get(..FIELDS_SHOWN).unwrap_or(&changes)))
                    @if FIELDS_SHOWN < changes.len() {
                        p.quiet { "The other fields are in the file." }
                    }
                    p.quiet { "Request " code { (entry.request_id) } }
                    p.quiet { "Hash " code { (hash(&entry.hash)) } }
                }
            }
        }
    }
}

/// A link to what it is about, if it has a page.
fn subject(ctx: &Ctx, entry: &Entry) -> Markup {
    let id = entry.subject_id;
    let place = entry.agency_id.map_or(Place::State, |it| Place::Record(it.into(), id));
    let (permission, href) = match entry.subject_kind.as_str() {
        "agency" => (Permission::ReadAgencies, Some(format!("/agencies/{id}"))),
        "person" | "account" if !id.is_nil() => {
            (Permission::ReadAgencies, Some(format!("/people/{id}")))
        }
        "risk" => (Permission::ReadRisks, Some(format!("/risks/{id}"))),
        "strategy" => (Permission::ReadStrategies, Some(format!("/strategies/{id}"))),
        "investment" => (Permission::ReadInvestments, Some(format!("/investments/{id}"))),
        "campaign" => (Permission::ReadSubmissions, Some(format!("/campaigns/{id}"))),
        "submission" => (Permission::ReadSubmissions, Some(format!("/submissions/{id}"))),
        kind => match kind.parse::<Kind>() {
            Ok(kind) => (kind.read_permission(), Some(format!("{}/{id}", paths(kind).list))),
            Err(()) => (Permission::ReadAudit, None),
        },
    };
    let href = href.filter(|_| ctx.actor.may(permission, place));
    let name = written_name(entry).unwrap_or_else(|| entry.subject_kind.replace('_', " "));
    html! { @if let Some(href) = href { a href=(href) { (name) } } @else { (name) } }
}

/// What the record was called then.
fn written_name(entry: &Entry) -> Option<String> {
    let name = |it: &serde_json::Value| Some(it.get("name")?.as_str()?.to_owned());
    name(&entry.after).or_else(|| name(&entry.before))
}

/// A hash as programs print it.
pub(super) fn hash(bytes: &[u8]) -> String {
    bytes.iter().map(|it| format!("{it:02x}")).collect()
}

/// What people and agencies are called that events mention.
pub(super) struct Names {
    people: BTreeMap<PersonId, String>,
    agencies: BTreeMap<AgencyId, String>,
}

impl Names {
    pub(super) async fn of(ctx: &Ctx, entries: &[Entry]) -> Answer<Names> {
        let people = entries.iter().flat_map(|it| std::iter::once(it.who).chain(it.on_behalf_of));
        let agency_ids = entries.iter().filter_map(|it| it.agency_id).map(AgencyId::from).collect();
        Ok(Names {
            people: persons::labels(ctx, &people.map(PersonId::from).collect()).await?,
            agencies: agencies::labels(ctx, &agency_ids).await?,
        })
    }

    pub(super) fn person(&self, id: Uuid) -> &str {
        self.people.get(&id.into()).map_or("Somebody", String::as_str)
    }

    pub(super) fn agency(&self, id: Option<Uuid>) -> &str {
        id.and_then(|it| self.agencies.get(&it.into())).map_or("", String::as_str)
    }
}
