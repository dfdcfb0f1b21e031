//! The board of a campaign: who has handed in, who is late, and the commonest gaps across agencies.

use std::collections::BTreeMap;

use app::actor::{Permission, Place};
use app::assure::submissions::{self, Campaign, Gap, Gaps, State, Unreached};
use app::ids::CampaignId;
use app::{Ctx, Paging};
use axum::response::{Redirect, Response};
use maud::{Markup, html};
use tables::{Cell, Column, Table};

use super::campaigns::{n_in, when};
use super::list::{KNOWN, own_filters, query, table_of};
use super::{campaign_path, type_names};
use crate::error::Answer;
use crate::layout::frame::{counted, grouped};
use crate::layout::list::List;
use crate::layout::lists;
use crate::layout::parts::{self, Head, PhaseFigure};
use crate::layout::records::{self, Confirm};
use crate::layout::states::{Tone, state};
use crate::people::agencies::{agency_filter, offered_agencies};
use crate::people::history::history_panel;
use crate::prove::files::{Form, download};
use crate::request::{Address, Path};
use crate::shell::Shell;

/// `GET /campaigns/{id}`
pub(super) async fn show(
    shell: Shell,
    Path(id): Path<CampaignId>,
    Address(address): Address,
) -> Answer<Markup> {
    let it = submissions::campaign(&shell.ctx, id).await?;
    let counts = submissions::counts(&shell.ctx, &[id].into()).await?.remove(&id);
    let counts = counts.unwrap_or_default();
    let n_fixes = n_fixes_late(&shell.ctx, id).await?;
    let shell = match shell.has_done("late-reminded") {
        true => {
            let n_late = n_in(&counts, &[State::Late]) + n_fixes;
            let (tone, said) = reminded(&shell.ctx, (id, n_late)).await?;
            shell.having_done(tone, said)
        }
        false => shell,
    };
    let ctx = &shell.ctx;
    let list = List::read(&address, "agency").knowing(KNOWN);
    let query = submissions::Query { campaign: Some(id), ..query(ctx, &list).await? };
    let page = submissions::list(ctx, &query).await?;
    let gaps = submissions::gaps(ctx, id).await?;
    let offered = offered_agencies(ctx).await?;
    let mut filters = Vec::from_iter(agency_filter(&offered));
    let on_board = |it: &lists::Filter<'_>| it.name != "asked";
    filters.extend(own_filters().into_iter().filter(on_board));
    let exports = exports(&list, id);
    let main = html! {
        (head(&shell, &it, (&counts, n_fixes)))
        (parts::phases(&figures(id, &counts, n_fixes)))
        @if !it.guidance.is_empty() { (parts::notice(Tone::Idle, "For agencies", html! { p { (it.guidance) } })) }
        (lists::toolbar(&list, "Search agencies and receipts", &filters, exports))
        @if let Some(beyond) = lists::beyond(&list, page.n_items, "agencies") {
            (beyond)
        } @else if page.items.is_empty() {
            (lists::nothing_found(&list, "agencies"))
        } @else {
            (table_of(&shell, &list, &page.items).await?)
            (lists::pages(&list, page.n_items, "agency", "agencies"))
        }
        div.two {
            div.stack { (found(id, &gaps)) (unmet(&gaps)) }
            div.stack { (facts(&it)) (history_panel(&shell, id.uuid()).await?) }
        }
    };
    Ok(shell.page(&it.name, main))
}

/// How many agencies of a campaign are late with what a review asked for.
async fn n_fixes_late(ctx: &Ctx, id: CampaignId) -> Answer<u64> {
    let paging = Paging { number: 1, size: 1 };
    let query = submissions::Query {
        campaign: Some(id),
        fixes_late: true,
        paging,
        ..submissions::Query::default()
    };
    Ok(submissions::list(ctx, &query).await?.n_items)
}

/// The heading is the finding: how many are late, with their plans or with what a review asked for, or
/// how many have handed in.
fn head(shell: &Shell, it: &Campaign, (counts, n_fixes): (&BTreeMap<State, u64>, u64)) -> Markup {
    let n: u64 = counts.values().sum();
    let n_late = n_in(counts, &[State::Late]) + n_fixes;
    let n_open = n_in(counts, &[State::NotDue, State::Due, State::Late]);
    let title = match (n_late, n - n_open) {
        (0, n_in) => {
            format!("{} of {} have handed in", grouped(n_in), counted(n, "agency", "agencies"))
        }
        (1, _) => format!("1 of {} is late", counted(n, "agency", "agencies")),
        (late, _) => format!("{} of {} are late", grouped(late), counted(n, "agency", "agencies")),
    };
    let lead = html! {
        (when(it, shell.today())) " " (it.name) ": asked from " (Shell::date(it.opens_on)) " on, due by "
        (Shell::date(it.due_on)) "."
    };
    let path = campaign_path(it.id);
    let may = shell.ctx.actor.may(Permission::WriteCampaigns, Place::State);
    let actions = html! {
        @if may { (parts::button("Edit", &format!("{path}/edit"))) }
        @if may && 0 < n_late { (parts::primary("Remind all who are late", &format!("{path}/remind"))) }
    };
    let crumbs = vec![("Campaigns".to_owned(), "/campaigns".to_owned())];
    Head { crumbs, title: &title, lead: Some(lead), actions: Some(actions) }.shown()
}

/// How many are how far, each a link to just these.
fn figures(id: CampaignId, counts: &BTreeMap<State, u64>, n_fixes: u64) -> Vec<PhaseFigure> {
    let line = |title: &str, filter: &str, n: u64| PhaseFigure {
        phase: title.to_owned(),
        href: format!("{}?{filter}", campaign_path(id)),
        figure: grouped(n),
        of: String::new(),
        detail: String::new(),
    };
    let figure = |state: State| {
        line(state.title(), &format!("state={}", state.code()), n_in(counts, &[state]))
    };
    let there = |it: &&State| 0 < n_in(counts, &[**it]) || matches!(it, State::Due | State::Late);
    let fixes = (0 < n_fixes).then(|| line("Fixes late", "late=fixes", n_fixes));
    State::ALL.iter().filter(there).map(|it| figure(*it)).chain(fixes).collect()
}

/// The rows as files: those of this campaign, as the list is narrowed.
fn exports(list: &List, id: CampaignId) -> Markup {
    let mut list = list.clone();
    list.extra.push(("campaign".to_owned(), id.to_string()));
    lists::exports(&list, "/submissions")
}

fn facts(it: &Campaign) -> Markup {
    let mut facts = vec![
        ("Year", html! { (it.year) }),
        ("Asked for", html! { (type_names(&it.plan_types)) }),
        ("From", Shell::date(it.opens_on)),
        ("Due by", Shell::date(it.due_on)),
    ];
    if !it.statute.is_empty() {
        facts.push(("By what right", html! { (it.statute) }));
    }
    parts::padded_panel("Facts", html! {}, parts::facts(&facts))
}

/// What the rules find most often in what was handed in.
fn found(id: CampaignId, gaps: &Gaps) -> Markup {
    let n = gaps.n_filed as u64;
    let aside = html! { a href={ (campaign_path(id)) "/gaps.csv" } download { "CSV" } };
    parts::panel(
        "Commonest gaps in the plans",
        aside,
        html! {
            @if gaps.rules.is_empty() {
                div.body { p.quiet {
                    @if n == 0 { "Nothing was handed in yet." }
                    @else { "No rule finds an error or a warning in what was handed in." }
                } }
            } @else {
                (gap_table("Commonest gaps in the plans", &gaps.rules, n, ("Rule", "Error", "Warning")))
            }
        },
    )
}

/// The criteria that are met least.
fn unmet(gaps: &Gaps) -> Markup {
    let n = gaps.n_reviewed as u64;
    parts::panel(
        "Criteria that are not met",
        html! {},
        html! {
            @if gaps.criteria.is_empty() {
                div.body { p.quiet {
                    @if n == 0 { "Nothing was reviewed yet." }
                    @else { "All that was reviewed meets every criterion." }
                } }
            } @else {
                (gap_table("Criteria that are not met", &gaps.criteria, n, ("Criterion", "Mandatory", "Other")))
            }
        },
    )
}

fn gap_table(
    label: &str,
    gaps: &[Gap],
    n: u64,
    (what, severe, other): (&str, &str, &str),
) -> Markup {
    lists::table(
        label,
        html! {
            th scope="col" { (what) } th scope="col" { "Kind" } th.num scope="col" { "Agencies" }
        },
        html! {
            @for it in gaps {
                tr {
                    td data-label=(what) { (it.title) " " small { (it.code) } }
                    td data-label="Kind" {
                        @if it.is_severe { (state(Tone::Bad, severe)) } @else { (state(Tone::Warn, other)) }
                    }
                    td.num data-label="Agencies" { (grouped(it.n_agencies as u64)) " of " (grouped(n)) }
                }
            }
        },
    )
}

/// `GET /campaigns/{id}/gaps.csv`
pub(super) async fn gaps_csv(shell: Shell, Path(id): Path<CampaignId>) -> Answer<Response> {
    submissions::campaign(&shell.ctx, id).await?;
    let gaps = submissions::gaps(&shell.ctx, id).await?;
    let columns = ["from", "code", "title", "severe", "n_agencies", "n_of"].map(Column::text);
    let mut table = Table::new("Gaps", columns.into());
    for (from, all, n) in
        [("rules", &gaps.rules, gaps.n_filed), ("rubric", &gaps.criteria, gaps.n_reviewed)]
    {
        table.rows.extend(all.iter().map(|it| {
            let said = [
                from.to_owned(),
                it.code.clone(),
                it.title.clone(),
                it.is_severe.to_string(),
                it.n_agencies.to_string(),
                n.to_string(),
            ];
            said.map(Cell::from).into()
        }));
    }
    download("gaps", &table, Form::Csv)
}

/// `GET /campaigns/{id}/remind`
pub(super) async fn ask_to_remind(shell: Shell, Path(id): Path<CampaignId>) -> Answer<Markup> {
    shell.ctx.require(Permission::WriteCampaigns, Place::State)?;
    let it = submissions::campaign(&shell.ctx, id).await?;
    let counts = submissions::counts(&shell.ctx, &[id].into()).await?.remove(&id);
    let n_fixes = n_fixes_late(&shell.ctx, id).await?;
    let n = n_in(&counts.unwrap_or_default(), &[State::Late]) + n_fixes;
    let path = campaign_path(id);
    let question =
        format!("Remind {}?", counted(n, "agency that is late", "agencies that are late"));
    let consequence = format!(
        "The heads and coordinators of each get a mail about “{}”. On one day this happens once.{}",
        it.name,
        nobody_for(&submissions::unreached(&shell.ctx, id).await?)
    );
    let ask = Confirm {
        question: &question,
        consequence: &consequence,
        action: &format!("{path}/remind"),
        button: "Remind them",
        back: &path,
        fields: Vec::new(),
    };
    Ok(shell.page("Remind all who are late", records::confirm(&ask)))
}

/// So many agencies are named in one sentence.
const NAMED_MAX: usize = 20;

/// The agencies that no reminder reaches, and why: a sentence after another, or nothing.
fn nobody_for(all: &[Unreached]) -> String {
    let named: Vec<String> =
        all.iter().take(NAMED_MAX).map(|it| format!("{} ({})", it.agency, it.why)).collect();
    match (named.is_empty(), all.len().saturating_sub(NAMED_MAX)) {
        (true, _) => String::new(),
        (false, 0) => format!(" Nobody is reminded for {}.", named.join("; ")),
        (false, n) => format!(" Nobody is reminded for {}; and {n} more.", named.join("; ")),
    }
}

/// What is said right after all who are late were reminded, and how that went.
async fn reminded(ctx: &Ctx, (id, n_late): (CampaignId, u64)) -> Answer<(Tone, String)> {
    if !ctx.actor.may(Permission::WriteCampaigns, Place::State) {
        return Ok((Tone::Good, "They are reminded.".to_owned()));
    }
    let unreached = submissions::unreached(ctx, id).await?;
    let n_reached = n_late.saturating_sub(unreached.len() as u64);
    let late = counted(n_late, "agency that is late", "agencies that are late");
    let wait = match ctx.platform.has_mail() {
        true => "",
        false => " There is no mail server: the mails wait until there is one.",
    };
    let whom = nobody_for(&unreached);
    let tone = if wait.is_empty() && whom.is_empty() { Tone::Good } else { Tone::Warn };
    Ok((tone, format!("Reminded by mail: {} of {late}.{wait}{whom}", grouped(n_reached))))
}

/// `POST /campaigns/{id}/remind`
pub(super) async fn remind(shell: Shell, Path(id): Path<CampaignId>) -> Answer<Redirect> {
    submissions::remind(&shell.ctx, id).await?;
    Ok(Redirect::to(&format!("{}?done=late-reminded", campaign_path(id))))
}
