//! Circles of needs, and statements that contradict each other.

use app::prove::nights::{Night, nights};
use app::prove::recovery::{Finding, FindingKind, Findings, findings};
use app::{Ctx, Paging};
use axum::response::Response;
use maud::{Markup, html};
use tables::{Cell, Column, Table};

use super::{OF_AGENCY, agency, top};
use crate::error::Answer;
use crate::layout::frame::grouped;
use crate::layout::list::{Known, List};
use crate::layout::lists;
use crate::layout::parts::{self, Tab};
use crate::layout::states::{Tone, state};
use crate::prove::files::{Form, download};
use crate::prove::link;
use crate::request::Address;
use crate::shell::Shell;

/// How many nights are shown: two weeks.
const NIGHTS_SHOWN: u64 = 14;

/// What the address may ask for.
const KNOWN: &[Known] = &[OF_AGENCY, ("kind", |it| FindingKind::from_word(it).is_some())];

/// `GET /recovery/findings`
pub(super) async fn show(shell: Shell, Address(address): Address) -> Answer<Markup> {
    let list = List::read(&address, "kind").knowing(KNOWN);
    let ctx = &shell.ctx;
    let kind = list.filter("kind").and_then(FindingKind::from_word);
    let paging = Paging { number: list.page, size: list.per };
    let found = findings(ctx, agency(&list), kind, paging).await?;
    let n_all: usize = found.counts.values().sum();
    let title = match n_all {
        0 => "Nothing said contradicts anything else".to_owned(),
        1 => "One statement contradicts another".to_owned(),
        n => format!("{} statements contradict others", grouped(n as u64)),
    };
    let lead = html! { "Circles of needs, targets that cannot all be met, and promises that a recovery has not kept." };
    let main = html! {
        (top(ctx, &list, "/recovery/findings", (&title, lead)).await?)
        @if n_all == 0 {
            (lists::empty(&title, "Targets, needs and redundancy groups fit together.", html! {}))
        } @else {
            div.toolbar { (lists::exports(&list, "/recovery/findings")) }
            (parts::tabs("Kinds", &kinds(&list, &found)))
            (parts::panel("Contradictions", html! {}, lists::table("Contradictions", html! {
                th scope="col" { "What" } th scope="col" { "Where" } th scope="col" { "Why" }
            }, html! { @for it in &found.page.items { (row(it)) } })))
            (lists::pages(&list, found.page.n_items, "finding", "findings"))
        }
        @if list.filter("agency").is_none() {
            (by_night(&shell, &nights(ctx, NIGHTS_SHOWN).await?, list.filter("kind")))
        }
    };
    Ok(shell.page("Contradictions", main))
}

/// How many there were in the last nights, the latest first.
fn by_night(shell: &Shell, nights: &[Night], kind: Option<&str>) -> Markup {
    let counted: Vec<u64> = nights.iter().map(|it| it.n_findings(kind)).collect();
    // Each with the night before it; the first that was counted has none.
    let change = |at: usize| match (counted.get(at), counted.get(at + 1)) {
        (Some(now), Some(before)) if now < before => {
            state(Tone::Good, format!("{} fewer", grouped(before - now)))
        }
        (Some(now), Some(before)) if before < now => {
            state(Tone::Bad, format!("{} more", grouped(now - before)))
        }
        (Some(_), Some(_)) => state(Tone::Idle, "As many"),
        _ => html! { "" },
    };
    html! {
        @if !nights.is_empty() {
            (parts::panel("Night by night", html! {}, lists::table("Night by night", html! {
                th scope="col" { "Night" } th.num scope="col" { "Contradictions" }
                th scope="col" { "Against the night before" }
            }, html! {
                @for (at, (night, n)) in nights.iter().zip(&counted).enumerate() {
                    tr {
                        td data-label="Night" { (shell.day(night.counted_for)) }
                        td.num data-label="Contradictions" { (grouped(*n)) }
                        td data-label="Against the night before" { (change(at)) }
                    }
                }
            })))
        }
    }
}

fn kinds<'a>(list: &List, found: &Findings) -> Vec<Tab<'a>> {
    let current = list.filter("kind");
    let n_all: usize = found.counts.values().sum();
    let mut tabs = vec![Tab {
        label: "All",
        href: list.without("kind").link(),
        count: Some(n_all as u64),
        current: current.is_none(),
    }];
    for (word, label, kind) in FindingKind::ALL {
        if let Some(n) = found.counts.get(kind) {
            tabs.push(Tab {
                label,
                href: list.without("kind").with("kind", word).link(),
                count: Some(*n as u64),
                current: current == Some(*word),
            });
        }
    }
    tabs
}

fn row(it: &Finding) -> Markup {
    let (tone, what) = title(it);
    html! {
        tr {
            td data-label="What" { (state(tone, what)) }
            td data-label="Where" { (place(it)) }
            td data-label="Why" { (why(it)) }
        }
    }
}

fn title(it: &Finding) -> (Tone, &'static str) {
    match it {
        Finding::Circle { is_broken: false, .. } => (Tone::Bad, "Circle"),
        Finding::Circle { is_broken: true, .. } => (Tone::Warn, "Circle, broken by redundancy"),
        Finding::TargetTooLate { .. } => (Tone::Bad, "Target too late"),
        Finding::PointTooOld { .. } => (Tone::Bad, "Data too old"),
        Finding::GroupTooSmall { .. } => (Tone::Bad, "Group too small"),
        Finding::GroupAtOneSite { .. } => (Tone::Warn, "Group at one site"),
        Finding::GroupUnplaced { .. } => (Tone::Warn, "Members without a site"),
        Finding::GapTooLong { .. } => (Tone::Warn, "Gap too long"),
        Finding::NeedsRetired { .. } => (Tone::Warn, "Needs what was retired"),
        Finding::ProofTooSlow { overrun, .. } if overrun.is_promised => {
            (Tone::Bad, "Slower than promised")
        }
        Finding::ProofTooSlow { .. } => (Tone::Bad, "Slower than wanted"),
    }
}

fn place(it: &Finding) -> Markup {
    match it {
        Finding::Circle { example, n_members, .. } => html! {
            @for (index, member) in example.iter().enumerate() {
                @if 0 < index { " → " } (link(member))
            }
            @if let Some(first) = example.first() { " → " (first.name) }
            @if example.len() < *n_members { " (" (n_members) " in all)" }
        },
        Finding::GroupTooSmall { group: it, .. }
        | Finding::GroupUnplaced { group: it, .. }
        | Finding::ProofTooSlow { item: it, .. } => link(it),
        Finding::GroupAtOneSite { group, site } => html! { (link(group)) " → " (link(site)) },
        Finding::TargetTooLate { from, to, .. }
        | Finding::PointTooOld { from, to, .. }
        | Finding::GapTooLong { from, to, .. }
        | Finding::NeedsRetired { from, to } => html! { (link(from)) " → " (link(to)) },
    }
}

/// The finding as one sentence.
fn why(it: &Finding) -> String {
    match it {
        Finding::Circle { is_broken: false, n_members, .. } => {
            format!("These {n_members} need each other: there is no order to restore them in.")
        }
        Finding::Circle { .. } => {
            "They need each other, but a redundancy group can start without one.".to_owned()
        }
        Finding::TargetTooLate { from, to, target, limit } => format!(
            "{} may take {target}, but {} needs it back within {limit}.",
            to.name, from.name
        ),
        Finding::PointTooOld { from, to, target, limit } => {
            format!("{} may lose {target} of data, but {} at most {limit}.", to.name, from.name)
        }
        Finding::GroupTooSmall { suffice, n_members, .. } => {
            format!("It takes {suffice} of its members, but it has {n_members}.")
        }
        Finding::GroupAtOneSite { site, .. } => {
            format!("All of its members are at {}: one loss takes all of them.", site.name)
        }
        Finding::GroupUnplaced { site: Some(site), n_unknown, .. } => format!(
            "Of {n_unknown} of its members nobody has said where they are, and the others are all at {}.",
            site.name
        ),
        Finding::GroupUnplaced { .. } => "Nobody has said where any of its members is.".to_owned(),
        Finding::GapTooLong { from, to, max_gap, gap } => format!(
            "{} can do without {} for {max_gap}, but would have to for {gap}.",
            from.name, to.name
        ),
        Finding::NeedsRetired { from, to } => {
            format!("{} is out of use, but {} still names it.", to.name, from.name)
        }
        Finding::ProofTooSlow { item, overrun } => {
            format!("{}: {overrun}.", item.name)
        }
    }
}

/// `GET /recovery/findings.csv`
pub(super) async fn csv(shell: Shell, Address(address): Address) -> Answer<Response> {
    let list = List::read(&address, "kind");
    download("contradictions", &table(&shell.ctx, &list).await?, Form::Csv)
}

/// `GET /recovery/findings.xlsx`
pub(super) async fn xlsx(shell: Shell, Address(address): Address) -> Answer<Response> {
    let list = List::read(&address, "kind");
    download("contradictions", &table(&shell.ctx, &list).await?, Form::Xlsx)
}

async fn table(ctx: &Ctx, list: &List) -> Answer<Table> {
    let kind = list.filter("kind").and_then(FindingKind::from_word);
    let columns = ["finding", "of", "needs", "why"].map(Column::text);
    let mut table = Table::new("Contradictions", columns.into());
    for number in 1.. {
        let paging = Paging { number, size: Paging::SIZE_MAX };
        let page = findings(ctx, agency(list), kind, paging).await?.page;
        table.rows.extend(page.items.iter().map(|it| {
            let (of, needs) = ends(it);
            [title(it).1.to_owned(), of, needs, why(it)].map(Cell::Text).into()
        }));
        if page.is_last() {
            break;
        }
    }
    Ok(table)
}

fn ends(it: &Finding) -> (String, String) {
    match it {
        Finding::Circle { example, .. } => {
            let codes: Vec<&str> = example.iter().map(|it| it.code.as_str()).collect();
            (codes.join(" → "), codes.first().copied().unwrap_or_default().to_owned())
        }
        Finding::GroupTooSmall { group: it, .. }
        | Finding::GroupUnplaced { group: it, .. }
        | Finding::ProofTooSlow { item: it, .. } => (it.code.clone(), String::new()),
        Finding::GroupAtOneSite { group, site } => (group.code.clone(), site.code.clone()),
        Finding::TargetTooLate { from, to, .. }
        | Finding::PointTooOld { from, to, .. }
        | Finding::GapTooLong { from, to, .. }
        | Finding::NeedsRetired { from, to } => (from.code.clone(), to.code.clone()),
    }
}
