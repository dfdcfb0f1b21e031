//! What a run found out: the finding, what was lost, who is late, and in which order all comes back.

use app::Paging;
use app::ids::{ItemId, RunId};
use app::people::persons;
use app::prepare::inventory;
use app::prove::scenarios::{
    self, Assumed, Findings, LostPart, NoteKind, RowQuery, RowSort, RowVerdict, Run, RunState,
    Scenario, SeenNote, ServiceRow, Totals,
};
use maud::{Markup, html};

use super::bookings::table as bookings_table;
use super::changes::{other, words};
use super::curve;
use super::run::without_results;
use super::services::{rows as service_rows, tier_word};
use super::show::{ALONE, clock, named, run_button};
use super::work::first_rows;
use super::{agency_names, run_path, scenario_path, usable};
use crate::error::Answer;
use crate::layout::frame::{counted, grouped};
use crate::layout::lists;
use crate::layout::parts::{self, Head, Tab};
use crate::layout::states::{Tone, state};
use crate::prepare::inventory::item_path;
use crate::prove::percent;
use crate::request::Path;
use crate::shell::Shell;

/// How many of those that are late are on the page; the rest is one step away.
const LATE_SHOWN: u32 = 10;

/// How much of the work.
const WORK_SHOWN: u32 = 8;

/// How many double bookings.
const BOOKINGS_SHOWN: usize = 5;

/// `GET /scenarios/runs/{id}`
pub(super) async fn show(shell: Shell, Path(id): Path<RunId>) -> Answer<Markup> {
    let ctx = &shell.ctx;
    let (run, scenario) = scenarios::show_run(ctx, id).await?;
    if run.state != RunState::Done {
        return Ok(without_results(&shell, &run, &scenario));
    }
    let findings = scenarios::findings(ctx, id).await?;
    let curve = scenarios::curve(ctx, id).await?;
    let late = late(&shell, id, &findings.totals).await?;
    let work = scenarios::work(ctx, id, None, Paging { number: 1, size: WORK_SHOWN }).await?;
    let bookings = scenarios::bookings(ctx, id).await?;
    let agencies =
        late.iter().map(|it| it.agency_id).chain(work.items.iter().map(|it| it.agency_id));
    let agencies = agency_names(ctx, agencies).await?;
    let changed = scenarios::things_changed(ctx, &run, &scenario).await?;
    let lost = lost(&shell, &run, &findings).await?;
    let facts = facts(&shell, &run, &findings).await?;
    let path = run_path(id);
    let main = html! {
        (top(&shell, (&run, &scenario), Part::Overview, &finding(&findings), Some(lead(&shell, &run, &findings))))
        @if changed { (outdated(&run, &scenario)) }
        div.two {
            div.stack {
                @if 0 < findings.totals.n_down {
                    (parts::padded_panel("How it comes back", html! {}, curve::drawn(&curve, &path)))
                }
                @if !late.is_empty() {
                    @let n_late = findings.totals.n_late + findings.totals.n_never;
                    (parts::panel("Who misses what", html! { a href={ (path) "/services" } { "All " (grouped(n_late)) } },
                        service_rows("Who misses what", &late, &agencies)))
                }
                @if !work.items.is_empty() {
                    (parts::panel("What is restored first", html! { a href={ (path) "/work" } { "All " (counted(work.n_items, "step", "steps")) } },
                        first_rows(&work.items, &agencies)))
                }
                @if !bookings.is_empty() {
                    @let (first, _) = bookings.split_at(bookings.len().min(BOOKINGS_SHOWN));
                    (parts::panel("Counted on by several at once", html! { a href={ (path) "/bookings" } { "All " (bookings.len()) } },
                        bookings_table(first)))
                }
            }
            div.stack {
                (lost)
                (tiers(&findings.totals))
                (notes(&findings.notes))
                (facts)
            }
        }
    };
    Ok(shell.page(&run.scenario.name, main))
}

/// The pages of a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    Overview,
    Services,
    Work,
    Bookings,
    Compare,
}

/// The top of each page of a run.
pub(super) fn top(
    shell: &Shell,
    (run, scenario): (&Run, &Scenario),
    part: Part,
    title: &str,
    lead: Option<Markup>,
) -> Markup {
    let path = run_path(run.id);
    let mut crumbs = vec![
        ("Scenarios".to_owned(), "/scenarios".to_owned()),
        (scenario.name.clone(), scenario_path(scenario.id)),
    ];
    if part != Part::Overview {
        crumbs.push((format!("Run of {}", clock(shell, run.created_at)), path.clone()));
    }
    let again = || run_button(scenario.id, "Run it again");
    let actions = (scenario.retired_at.is_none() && part == Part::Overview).then(again);
    let tab = |label, it, href| Tab { label, href, current: it == part, ..Tab::default() };
    let tabs = [
        tab("What it found out", Part::Overview, path.clone()),
        tab("Services and processes", Part::Services, format!("{path}/services")),
        tab("Work in order", Part::Work, format!("{path}/work")),
        tab("Double bookings", Part::Bookings, format!("{path}/bookings")),
        tab("Compare", Part::Compare, format!("{path}/compare")),
    ];
    html! {
        (Head { crumbs, title, lead, actions }.shown())
        (parts::tabs("This run", &tabs))
    }
}

/// What it comes to, in one sentence.
pub(super) fn finding(findings: &Findings) -> String {
    let found = finding_of(&findings.totals, findings.is_statewide);
    match findings.n_past_mtd {
        0 => found,
        1 => format!("{found}; 1 of them is past its MTD"),
        n => format!("{found}; {} of them are past their MTD", grouped(n)),
    }
}

/// The same of what is down, counted: of the whole state, or of what somebody may see.
pub(super) fn finding_of(it: &Totals, is_statewide: bool) -> String {
    let whose = if is_statewide { "" } else { " that you may see" };
    let of = format!("of {} services and processes{whose}", grouped(it.n_down));
    let late = |n: u64| if n == 1 { "is back too late" } else { "are back too late" };
    let never = |n: u64| if n == 1 { "does not come back" } else { "do not come back" };
    match (it.n_down, it.n_late, it.n_never) {
        (0, ..) => format!("No service or process{whose} is down"),
        (_, 0, 0) if 0 < it.n_unknown => open(it, &of),
        (n, 0, 0) if 0 < it.n_no_target => {
            format!("None of {} services and processes{whose} misses a target", grouped(n))
        }
        (1, 0, 0) => format!("The one service or process{whose} that is down is back in time"),
        (n, 0, 0) => format!("All {} services and processes{whose} are back in time", grouped(n)),
        (_, n, 0) => format!("{} {of} {}", grouped(n), late(n)),
        (_, 0, n) => format!("{} {of} {}", grouped(n), never(n)),
        (_, n, m) => {
            format!("{} {of} {}, and {} {}", grouped(n), late(n), grouped(m), never(m))
        }
    }
}

/// How many are in time as far as times and sizes are known, and of how many nothing is known.
fn open(it: &Totals, of: &str) -> String {
    let n_silent = it.n_unknown.saturating_sub(it.n_at_least);
    let are = if it.n_at_least == 1 { "is" } else { "are" };
    match (it.n_at_least, n_silent) {
        (0, n) => format!("{} {of} cannot be said to be in time", grouped(n)),
        (n, 0) => {
            format!("{} {of} {are} in time so far, and times or sizes are missing", grouped(n))
        }
        (n, m) => format!(
            "{} {of} {are} in time so far, and {} cannot be said to be",
            grouped(n),
            grouped(m)
        ),
    }
}

/// What was lost and when, and how far all of it is back.
fn lead(shell: &Shell, run: &Run, findings: &Findings) -> Markup {
    let ran = &run.scenario;
    html! {
        (ran.name)
        @match ran.strikes_at {
            Some(at) => { ", on " (clock(shell, at)) ". " }
            None => ", at no particular time. ",
        }
        @if let Some(n) = findings.n_down { (counted(n, "thing is down.", "things of all kinds are down.")) " " }
        @if let Some(all) = findings.all_back.filter(|_| 0 < findings.totals.n_down) {
            "All that comes back is back after " strong { (all) } "."
            @if let Some(least) = findings.all_back_at_least.filter(|it| *it < all) {
                " No order of the work could be done before " (least) "."
            }
        }
        @if let Some(it) = findings.notes.iter().find(|it| it.kind == NoteKind::PeaksTighten) {
            " It strikes in a peak of " (grouped(it.n)) " of them: their tighter targets count."
        }
        @if let (1.., true) = (findings.totals.n_unknown, is_missed(&findings.totals)) {
            " " (grouped(findings.totals.n_unknown)) " more may be late: restore times or sizes of crews are missing. Of these, "
            (grouped(findings.totals.n_at_least)) " are in time so far."
        }
        @if !findings.is_statewide { " What you may not see is left out." }
    }
}

/// Whether anything is late, or never back: then the title is about that.
fn is_missed(it: &Totals) -> bool {
    0 < it.n_late + it.n_never
}

fn outdated(run: &Run, scenario: &Scenario) -> Markup {
    let is_edited = scenario.version != run.scenario.version;
    parts::notice(
        Tone::Warn,
        if is_edited { "The scenario was changed since" } else { "Things changed since" },
        html! {
            p { "This stays as it was computed. Run the scenario again to see what it would mean today, then compare both." }
            @if scenario.retired_at.is_none() { (run_button(scenario.id, "Run again")) }
        },
    )
}

/// Those that miss their target: first what does not come back, then the latest.
async fn late(shell: &Shell, id: RunId, totals: &Totals) -> Answer<Vec<ServiceRow>> {
    let ask = async |verdict, sort, size| {
        let descending = sort == RowSort::Late;
        let paging = Paging { number: 1, size };
        let verdict = Some(verdict);
        let query = RowQuery { verdict, sort, descending, paging, ..RowQuery::default() };
        scenarios::services(&shell.ctx, id, &query).await.map(|it| it.items)
    };
    let mut rows = Vec::new();
    if 0 < totals.n_never {
        rows = ask(RowVerdict::Never, RowSort::Tier, LATE_SHOWN).await?;
    }
    let left = LATE_SHOWN.saturating_sub(u32::try_from(rows.len()).unwrap_or(LATE_SHOWN));
    if 0 < totals.n_late && 0 < left {
        rows.extend(ask(RowVerdict::Late, RowSort::Late, left).await?);
    }
    Ok(rows)
}

async fn lost(shell: &Shell, run: &Run, findings: &Findings) -> Answer<Markup> {
    let ran = &run.scenario;
    let of_changes =
        ran.changes.iter().flat_map(|it| [it.item_id, it.need_id, it.site_id]).flatten();
    let ids: Vec<ItemId> = ran.ids().into_iter().chain(of_changes).collect();
    let labels = inventory::labels(&shell.ctx, &ids).await?;
    let called = |id: Option<ItemId>, code: &str| {
        let name = id.and_then(|it| labels.get(&it)).map_or(code, |it| it.name.as_str());
        html! { (name) }
    };
    let assumed = |it: &Assumed| {
        let other = called(it.need_id.or(it.site_id), other(&it.change));
        html! {
            li {
                (words(&it.change, &called(it.item_id, &it.change.item), &other))
                @if it.is_gone() { small.quiet { ", out of use: it did not count" } }
                @if ran.loses_copy(it) { small.quiet { ", lost with its site: it did not count" } }
            }
        }
    };
    let line = |it: &LostPart| {
        let label = it.id.and_then(|id| Some((id, labels.get(&id)?)));
        html! {
            li {
                @match label {
                    Some((id, label)) => a href=(item_path(it.kind, id)) { (label.name) },
                    None => (it.code),
                }
                " " small.quiet {
                    (it.kind.title())
                    @if it.id.is_none() { ", out of use: it did not count" } @else { (usable::from(it.usable_after)) }
                }
            }
        }
    };
    let areas: Vec<&str> =
        ran.areas.iter().map(|it| it.name.as_str()).filter(|it| !it.is_empty()).collect();
    Ok(parts::padded_panel(
        "What was lost",
        html! {},
        html! {
            @if !ran.description.is_empty() { p { (ran.description) } }
            @if ran.lost.is_empty() && ran.alone.is_none() && ran.sites_in_areas.is_empty() && findings.n_hidden == 0 {
                p.quiet { "Nothing that you may see." }
            }
            (folded(&ran.lost, &line))
            @if let Some(it) = &ran.alone { ul.plain { (line(it)) } p { (ALONE) } }
            @if !ran.sites_in_areas.is_empty() {
                h3 { "Sites in the areas" }
                @if !areas.is_empty() { p.quiet { (areas.join(", ")) } }
                (folded(&ran.sites_in_areas, &line))
            }
            @if 0 < findings.n_hidden {
                p { (hidden(findings.n_hidden, findings.n_by_hidden, "are down because of them")) }
            }
            @if !ran.changes.is_empty() {
                h3 { "Assumed to be better" }
                ul.plain { @for it in &ran.changes { (assumed(it)) } }
            }
            @if ran.is_without_changes {
                p { "What the scenario assumes to be better was set aside: this is as everything is." }
            }
            @if let Some(calendar) = &ran.calendar {
                p.quiet { "Crews for business hours and in shifts came by the business calendar: " (calendar) "." }
            }
            @if let Some(after) = ran.begins_after { p.quiet { "Work began after " (after) ": nothing was restored before." } }
            @if let Some(back) = ran.people_back { p.quiet { "People who were lost were back after " (back) "." } }
        },
    ))
}

/// That sites of others lie in the areas, and what that does to those whom whoever asks may see.
pub(super) fn hidden(n_hidden: u64, n_down: u64, they: &str) -> String {
    let sites = match n_hidden {
        1 => "1 site that you may not see lies in these areas".to_owned(),
        n => format!("{} sites that you may not see lie in these areas", grouped(n)),
    };
    format!("{sites}. Of your services and processes, {} {they}.", grouped(n_down))
}

/// Lines, the first of them open to see.
fn folded(parts: &[LostPart], line: &dyn Fn(&LostPart) -> Markup) -> Markup {
    let (first, rest) = parts.split_at(parts.len().min(12));
    html! {
        ul.plain { @for it in first { (line(it)) } }
        @if !rest.is_empty() {
            details {
                summary { (rest.len()) " more" }
                ul.plain { @for it in rest { (line(it)) } }
            }
        }
    }
}

fn tiers(totals: &Totals) -> Markup {
    let row = |word: String, down: u64, late: u64| {
        html! {
            tr {
                td data-label="Tier" { (word) }
                td.num data-label="Down" { (grouped(down)) }
                td.num data-label="Late" {
                    @if late == 0 { (state(Tone::Good, "None")) }
                    @else { (state(Tone::Bad, format!("{} ({})", grouped(late), percent(late, down)))) }
                }
            }
        }
    };
    html! {
        @if 0 < totals.n_down {
            (parts::panel("By tier", html! {}, lists::table("By tier", html! {
                th scope="col" { "Tier" } th.num scope="col" { "Down" } th.num scope="col" { "Late" }
            }, html! {
                @for it in &totals.tiers { (row(tier_word(it.tier), it.n_down, it.n_late)) }
                (row("All".to_owned(), totals.n_down, totals.n_late + totals.n_never))
            })))
        }
    }
}

fn notes(notes: &[SeenNote]) -> Markup {
    html! {
        @if !notes.is_empty() {
            (parts::padded_panel("What to know about it", html! {}, html! {
                @for it in notes {
                    p {
                        (it.kind.text())
                        @if 0 < it.n {
                            " " small.quiet { @if it.is_at_least { "At least " } (counted(it.n, "thing", "things")) }
                        }
                    }
                    @if !it.items.is_empty() {
                        details {
                            summary { "Which" @if u64::try_from(it.items.len()).is_ok_and(|n| n < it.n) { ", some of them" } }
                            (named(&it.items))
                        }
                    }
                }
            }))
        }
    }
}

async fn facts(shell: &Shell, run: &Run, findings: &Findings) -> Answer<Markup> {
    let people = persons::labels(&shell.ctx, &[run.person_id].into()).await?;
    let who = people.into_values().next().unwrap_or_else(|| "Somebody".to_owned());
    let hash: String = run.inputs_hash.chars().take(16).collect();
    let mut facts = vec![
        ("Run by", html! { (who) ", " (shell.moment(run.created_at)) }),
        ("Took", html! { (super::run::lasted(run.state, (run.created_at, run.finished_at))) }),
        (
            "Computed from",
            html! { "all that was known up to event " (run.seq.unwrap_or_default()) },
        ),
        ("Inputs", html! { code { (hash) } }),
        ("Method", html! { (run.engine_version) ", seed " (run.seed) }),
    ];
    if 0 < findings.n_trials {
        facts.push(("Chance", html! { "tried " (grouped(findings.n_trials)) " times" }));
    }
    Ok(parts::padded_panel("How it was computed", html! {}, parts::facts(&facts)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_finding_says_what_is_late_and_of_how_many() {
        let past = |(n_down, n_late, n_never, is_statewide), n_past_mtd| {
            let totals = Totals { n_down, n_late, n_never, ..Totals::default() };
            let (n_down, all_back, all_back_at_least) = (None, None, None);
            finding(&Findings {
                is_statewide,
                totals,
                n_down,
                all_back,
                all_back_at_least,
                n_hidden: 0,
                n_by_hidden: 0,
                n_past_mtd,
                n_trials: 0,
                notes: Vec::new(),
            })
        };
        let said = |down, late, never, is_statewide| past((down, late, never, is_statewide), 0);
        assert_eq!(said(431, 19, 0, true), "19 of 431 services and processes are back too late");
        assert_eq!(said(4, 0, 0, true), "All 4 services and processes are back in time");
        assert_eq!(said(0, 0, 0, false), "No service or process that you may see is down");
        assert_eq!(
            said(9, 2, 1, true),
            "2 of 9 services and processes are back too late, and 1 does not come back"
        );
        let late = "19 of 431 services and processes are back too late";
        let told = |n| past((431, 19, 0, true), n);
        assert_eq!(told(3), format!("{late}; 3 of them are past their MTD"));
        assert_eq!(told(1), format!("{late}; 1 of them is past its MTD"));
    }
}
