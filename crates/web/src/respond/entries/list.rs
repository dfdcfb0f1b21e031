//! The lists of damage, of costs, and of temporary access.

use app::Paging;
use app::ids::DisruptionId;
use app::respond::disruptions;
use app::respond::entries::{
    self, AccessStanding, Category, Details, Entry, EntryKind, Query, Severity, Sort, Totals,
};
use maud::{Markup, html};

use super::{entry_path, list_path};
use crate::error::Answer;
use crate::layout::forms::Choice;
use crate::layout::frame::grouped;
use crate::layout::list::{Known, List};
use crate::layout::lists::{self, Filter};
use crate::layout::parts::{self, Head};
use crate::layout::states::{Tone, state};
use crate::request::{Address, Path};
use crate::respond::disruptions::crumbs;
use crate::shell::Shell;

/// What the address of each list may ask for.
pub(super) fn known(kind: EntryKind) -> &'static [Known] {
    match kind {
        EntryKind::Damage => &[
            ("sort", |it| Sort::from_word(it).is_some()),
            ("severity", |it| it.parse::<Severity>().is_ok()),
        ],
        EntryKind::Cost => &[
            ("sort", |it| Sort::from_word(it).is_some()),
            ("category", |it| it.parse::<Category>().is_ok()),
        ],
        EntryKind::Access => &[
            ("sort", |it| Sort::from_word(it).is_some()),
            ("standing", |it| AccessStanding::from_code(it).is_some()),
        ],
    }
}

/// How each list is sorted if nobody says.
pub(super) const fn sorted_by(kind: EntryKind) -> &'static str {
    match kind {
        EntryKind::Damage | EntryKind::Cost => "at",
        EntryKind::Access => "until",
    }
}

/// What an address asks for.
pub(super) fn query(kind: EntryKind, list: &List) -> Query {
    let word = list.filter("severity").or_else(|| list.filter("category"));
    Query {
        kind: Some(kind),
        text: list.text.clone(),
        word: word.map(str::to_owned),
        access: list.filter("standing").and_then(AccessStanding::from_code),
        sort: Sort::from_word(&list.sort).unwrap_or_default(),
        descending: list.descending,
        paging: Paging { number: list.page, size: list.per },
    }
}

/// `GET /disruptions/{id}/damage` and its like
pub(super) async fn list(
    kind: EntryKind,
    shell: Shell,
    Path(id): Path<DisruptionId>,
    Address(address): Address,
) -> Answer<Markup> {
    let ctx = &shell.ctx;
    let list = List::read(&address, sorted_by(kind)).knowing(known(kind));
    let it = disruptions::show(ctx, id).await?;
    let page = entries::list(ctx, id, &query(kind, &list)).await?;
    let totals = entries::totals(ctx, id).await?;
    let path = list_path(id, kind);
    let title = format!("{}: {}", kind.titles(), it.name);
    let may_write = disruptions::may_write(ctx, &it);
    let (one, many, label) = match kind {
        EntryKind::Damage => ("thing", "things", "Write down damage"),
        EntryKind::Cost => ("cost", "costs", "Write down a cost"),
        EntryKind::Access => ("access", "accesses", "Give access"),
    };
    let add = || html! { @if may_write { (parts::primary(label, &format!("{path}/new"))) } };
    let head = Head {
        crumbs: crumbs(&it),
        title: &title,
        lead: Some(lead(kind, &totals)),
        actions: Some(add()),
    };
    let main = html! {
        (head.shown())
        (lists::toolbar(&list, "Search", &filters(kind), lists::exports(&list, &path)))
        @if page.items.is_empty() && list.is_filtered() {
            (lists::nothing_found(&list, many))
        } @else if page.items.is_empty() {
            (lists::empty("Nothing is written down yet", empty(kind), add()))
        } @else {
            section.panel {
                (lists::table(kind.titles(), heading(kind, &list), html! {
                    @for it in &page.items { (row(&shell, it)) }
                }))
            }
            (lists::pages(&list, page.n_items, one, many))
        }
    };
    Ok(shell.page(&title, main))
}

fn lead(kind: EntryKind, totals: &Totals) -> Markup {
    match kind {
        EntryKind::Damage => {
            let (n, amount) = totals.all_damage();
            html! { (grouped(n)) " written down, estimated at " strong { (amount) } " so far." }
        }
        EntryKind::Cost => {
            let (n, amount) = totals.all_costs();
            html! { (grouped(n)) " written down, " strong { (amount) } " in all." }
        }
        EntryKind::Access => html! {
            "Who may enter a room, a site or a system for a time. Each ends by itself at its time."
        },
    }
}

const fn empty(kind: EntryKind) -> &'static str {
    match kind {
        EntryKind::Damage => "Go through the site, and write down each thing with a picture.",
        EntryKind::Cost => "Write costs down as they arise: what is paid back later needs proof.",
        EntryKind::Access => "Give contractors and helpers access that ends by itself.",
    }
}

fn filters(kind: EntryKind) -> Vec<Filter<'static>> {
    let (name, label, choices): (_, _, Vec<Choice<'_>>) = match kind {
        EntryKind::Damage => (
            "severity",
            "How bad",
            Severity::ALL.iter().map(|it| Choice::new(it.code(), it.title())).collect(),
        ),
        EntryKind::Cost => (
            "category",
            "For what",
            Category::ALL.iter().map(|it| Choice::new(it.code(), it.title())).collect(),
        ),
        EntryKind::Access => (
            "standing",
            "Standing",
            AccessStanding::ALL.iter().map(|it| Choice::new(it.code(), it.title())).collect(),
        ),
    };
    vec![Filter { name, label, choices, ..Filter::default() }]
}

fn heading(kind: EntryKind, list: &List) -> Markup {
    match kind {
        EntryKind::Damage => html! {
            (lists::heading(list, "what", "What"))
            (lists::heading(list, "word", "How bad"))
            th scope="col" { "Safe to enter" } th scope="col" { "Decision" }
            (lists::number_heading(list, "amount", "Estimate"))
            (lists::heading(list, "at", "Seen"))
        },
        EntryKind::Cost => html! {
            (lists::heading(list, "what", "What"))
            (lists::heading(list, "word", "For what"))
            th scope="col" { "Emergency" }
            (lists::number_heading(list, "amount", "Amount"))
            (lists::heading(list, "at", "Spent"))
        },
        EntryKind::Access => html! {
            th scope="col" { "Who" }
            (lists::heading(list, "what", "What"))
            (lists::heading(list, "at", "From"))
            (lists::heading(list, "until", "Until"))
            th scope="col" { "Standing" }
        },
    }
}

fn row(shell: &Shell, it: &Entry) -> Markup {
    let what = html! { a href=(entry_path(it.id)) { (it.document.what) } };
    let at = shell.moment(it.document.at);
    html! {
        tr {
            @match &it.document.details {
                Details::Damage(damage) => {
                    td data-label="What" { (what) }
                    td data-label="How bad" { (severity(damage.severity)) }
                    td data-label="Safe to enter" { (safe(damage.is_safe)) }
                    td data-label="Decision" { (damage.decision.title()) }
                    td.num data-label="Estimate" {
                        @match damage.estimate { Some(it) => (it), None => "–" }
                    }
                    td data-label="Seen" { (at) }
                },
                Details::Cost(cost) => {
                    td data-label="What" { (what) }
                    td data-label="For what" { (cost.category.title()) }
                    td data-label="Emergency" { (if cost.is_emergency { "Yes" } else { "No" }) }
                    td.num data-label="Amount" { (cost.amount) }
                    td data-label="Spent" { (at) }
                },
                Details::Access(access) => {
                    td data-label="Who" { (access.who) }
                    td data-label="What" { (what) }
                    td data-label="From" { (at) }
                    td data-label="Until" { (shell.moment(access.until)) }
                    td data-label="Standing" { (standing(shell, it)) }
                },
            }
        }
    }
}

/// How bad damage is.
pub(super) fn severity(it: Severity) -> Markup {
    let tone = match it {
        Severity::None => Tone::Good,
        Severity::Minor => Tone::Warn,
        Severity::Major | Severity::Destroyed => Tone::Bad,
    };
    state(tone, it.title())
}

/// Whether people may go in.
pub(super) fn safe(it: Option<bool>) -> Markup {
    match it {
        Some(true) => state(Tone::Good, "Yes"),
        Some(false) => state(Tone::Bad, "No: keep out"),
        None => state(Tone::Idle, "Nobody knows yet"),
    }
}

/// How access stands at this moment.
pub(super) fn standing(shell: &Shell, it: &Entry) -> Markup {
    match it.access(shell.ctx.now) {
        Some(AccessStanding::InForce) => state(Tone::Warn, AccessStanding::InForce.title()),
        Some(it) => state(Tone::Idle, it.title()),
        None => html! {},
    }
}
