//! Two versions of a plan side by side, by section and by line: first what changed.

use app::Error;
use app::ids::PlanId;
use app::plans::plan::{self, LineChange, Plan, PlanVersion, SectionChange};
use maud::{Markup, html};

use super::{crumbs, plan_path};
use crate::error::Answer;
use crate::layout::forms::{Choice, options};
use crate::layout::frame::counted;
use crate::layout::list::{Known, List, anything, parsed};
use crate::layout::lists;
use crate::layout::parts::{self, Head};
use crate::request::{Address, Path};
use crate::shell::Shell;

/// What the address may ask for.
const KNOWN: &[Known] = &[("from", parsed::<u32>), ("to", parsed::<u32>), ("section", anything)];

/// So many rows of a section are shown beside the others. All of them are on a page of its own.
const ROWS_MAX: usize = 100;

/// What an address calls the lists that stand in no section.
const NO_SECTION: &str = "-";

/// So many lines that both say are shown around what changed.
const AROUND: usize = 2;

/// `GET /plans/{id}/compare`
pub(super) async fn compare(
    shell: Shell,
    Path(id): Path<PlanId>,
    Address(address): Address,
) -> Answer<Markup> {
    let asked = List::read(&address, "").knowing(KNOWN);
    let plan = plan::show(&shell.ctx, id).await?;
    let versions = plan::versions(&shell.ctx, id).await?;
    let of_number = |name: &str| -> Answer<Option<&PlanVersion>> {
        let Some(number) = asked.filter(name).and_then(|it| it.parse::<u32>().ok()) else {
            return Ok(None);
        };
        let found = versions.iter().find(|it: &&PlanVersion| it.number == number);
        Ok(Some(found.ok_or(Error::NotFound("version"))?))
    };
    let after = of_number("to")?.or(versions.first());
    let before = match of_number("from")? {
        Some(it) => Some(it),
        None => versions.iter().find(|it| after.is_some_and(|after| it.number < after.number)),
    };
    let title = format!("What changed: {}", plan.title);
    let Some((before, after)) = before.zip(after) else {
        let main = html! {
            (Head { crumbs: crumbs(&plan), title: &title, ..Head::default() }.shown())
            (lists::empty("Nothing to compare with", "There is only one version of this plan.",
                parts::button("Go back", &plan_path(id))))
        };
        return Ok(shell.page(&title, main));
    };
    let template = after.content.template(&plan.plan_type);
    let template = template.ok_or(Error::NotFound("type of plan"))?;
    let changes = plan::compare(&template, &before.content, &after.content);
    let numbers = (before.number, after.number);
    if let Some(key) = asked.filter("section") {
        let found = changes.iter().find(|it| named(&it.key) == key);
        let main = whole(&asked, &plan, found.ok_or(Error::NotFound("section"))?, numbers);
        return Ok(shell.page(&title, main));
    }
    let (differing, same): (Vec<_>, Vec<_>) = changes.into_iter().partition(SectionChange::differs);
    let lead = html! {
        @match differing.len() {
            0 => "Both versions say the same.",
            n => { (counted(n as u64, "section differs", "sections differ")) "." }
        }
    };
    let main = html! {
        (Head { crumbs: crumbs(&plan), title: &title, lead: Some(lead), ..Head::default() }.shown())
        (chooser(&versions, before.number, after.number))
        @for it in &differing { (section(it, numbers, &whole_path(id, numbers, &it.key))) }
        @if !same.is_empty() {
            (parts::padded_panel("The same in both", html! {}, html! {
                ul.plain { @for it in &same { li { (it.title) } } }
            }))
        }
    };
    Ok(shell.page(&title, main))
}

/// Which two versions are compared.
fn chooser(versions: &[PlanVersion], from: u32, to: u32) -> Markup {
    let choice = |it: &PlanVersion| {
        Choice::new(it.number.to_string(), format!("Version {} ({})", it.number, it.state.title()))
    };
    let choices: Vec<Choice<'_>> = versions.iter().map(choice).collect();
    html! {
        div.toolbar {
            form method="get" {
                div.field {
                    label for="compare-from" { "Before" }
                    select id="compare-from" name="from" { (options(&choices, &from.to_string())) }
                }
                div.field {
                    label for="compare-to" { "After" }
                    select id="compare-to" name="to" { (options(&choices, &to.to_string())) }
                }
                button.button { "Compare" }
            }
        }
    }
}

fn named(key: &str) -> &str {
    if key.is_empty() { NO_SECTION } else { key }
}

/// Where all that differs in one section is shown.
pub(crate) fn whole_path(id: PlanId, (from, to): (u32, u32), key: &str) -> String {
    let (from, to) = (from.to_string(), to.to_string());
    let pairs = [("from", from.as_str()), ("to", to.as_str()), ("section", named(key))];
    let pairs = serde_urlencoded::to_string(pairs).unwrap_or_default();
    format!("{}/compare?{pairs}", plan_path(id))
}

/// A section of two versions, side by side. `whole`: where all of it is, if it is long.
pub(crate) fn section(it: &SectionChange, numbers: (u32, u32), whole: &str) -> Markup {
    let rows = rows(&it.lines);
    let shown = rows.get(..ROWS_MAX).unwrap_or(&rows);
    parts::panel(
        &it.title,
        html! {},
        html! {
            (table(&it.title, shown, numbers))
            @if shown.len() < rows.len() {
                div.body {
                    p {
                        "These are the first " (shown.len()) " of " (counted(rows.len() as u64, "row", "rows"))
                        ". " a href=(whole) { "Read the whole section" }
                    }
                }
            }
        },
    )
}

/// All of one section, page by page.
fn whole(asked: &List, plan: &Plan, it: &SectionChange, numbers: (u32, u32)) -> Markup {
    let rows = rows(&it.lines);
    let n_rows = rows.len() as u64;
    let all = format!("{}/compare?from={}&to={}", plan_path(plan.id), numbers.0, numbers.1);
    let crumbs = crumbs(plan).into_iter().chain([("What changed".to_owned(), all)]).collect();
    let from = usize::try_from(asked.offset()).unwrap_or(usize::MAX).min(rows.len());
    let to = from.saturating_add(usize::try_from(asked.per).unwrap_or(ROWS_MAX)).min(rows.len());
    html! {
        (Head { crumbs, title: &it.title, ..Head::default() }.shown())
        @if let Some(beyond) = lists::beyond(asked, n_rows, "rows") {
            (beyond)
        } @else {
            section.panel { (table(&it.title, rows.get(from..to).unwrap_or_default(), numbers)) }
            (lists::pages(asked, n_rows, "row", "rows"))
        }
    }
}

fn table(title: &str, rows: &[Row<'_>], (from, to): (u32, u32)) -> Markup {
    html! {
        div.scroll role="region" aria-label=(title) tabindex="0" {
            table.lines {
                thead { tr { th scope="col" { "Version " (from) } th scope="col" { "Version " (to) } } }
                tbody { @for row in rows { (line(row)) } }
            }
        }
    }
}

/// One row of the comparison.
enum Row<'a> {
    Same(&'a str),
    Changed(Option<&'a str>, Option<&'a str>),
    /// So many lines that both say, left out.
    Left(usize),
}

fn line(row: &Row<'_>) -> Markup {
    html! {
        @match row {
            Row::Same(text) => tr { td.quiet { (text) } td.quiet { (text) } },
            Row::Left(n) => tr { td.quiet colspan="2" { (counted(*n as u64, "line", "lines")) " the same" } },
            Row::Changed(before, after) => tr.differs {
                td { @if let Some(it) = before { del { (shown(it)) } } }
                td { @if let Some(it) = after { ins { (shown(it)) } } }
            },
        }
    }
}

/// A line, or that it is an empty one.
fn shown(line: &str) -> &str {
    if line.is_empty() { "(an empty line)" } else { line }
}

/// The lines side by side: what was taken away beside what came in its place.
fn rows(lines: &[LineChange]) -> Vec<Row<'_>> {
    let mut rows = Vec::new();
    let mut rest = lines;
    while !rest.is_empty() {
        let n_same = rest.iter().take_while(|it| matches!(it, LineChange::Same(_))).count();
        let (same, after) = rest.split_at_checked(n_same).unwrap_or((rest, &[]));
        keep(same, (rows.is_empty(), after.is_empty()), &mut rows);
        let n_changed = after.iter().take_while(|it| !matches!(it, LineChange::Same(_))).count();
        let (changed, after) = after.split_at_checked(n_changed).unwrap_or((after, &[]));
        let removed = changed.iter().filter_map(|it| match it {
            LineChange::Removed(it) => Some(it.as_str()),
            _ => None,
        });
        let added = changed.iter().filter_map(|it| match it {
            LineChange::Added(it) => Some(it.as_str()),
            _ => None,
        });
        let (removed, added): (Vec<&str>, Vec<&str>) = (removed.collect(), added.collect());
        for n in 0..removed.len().max(added.len()) {
            rows.push(Row::Changed(removed.get(n).copied(), added.get(n).copied()));
        }
        rest = after;
    }
    rows
}

/// Of lines that both say, those beside what changed. `edges`: whether they begin or end the section.
fn keep<'a>(same: &'a [LineChange], edges: (bool, bool), rows: &mut Vec<Row<'a>>) {
    let (is_start, is_end) = edges;
    let before = if is_start { 0 } else { AROUND };
    let after = if is_end { 0 } else { AROUND };
    let n_left = same.len().saturating_sub(before + after);
    for (n, it) in same.iter().enumerate() {
        let is_left = before <= n && n < before + n_left && 1 < n_left;
        match it {
            LineChange::Same(text) if !is_left => rows.push(Row::Same(text)),
            _ if n == before => rows.push(Row::Left(n_left)),
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_section_is_cut_says_so_and_leads_to_the_whole() {
        let change = |n: usize| SectionChange {
            key: "scope".to_owned(),
            title: "Scope".to_owned(),
            lines: (0..n).map(|it| LineChange::Added(format!("line {it}."))).collect(),
        };
        let shown = |n: usize| section(&change(n), (1, 2), "/whole").into_string();
        let long = shown(ROWS_MAX + 1);
        assert!(long.contains("line 99.") && !long.contains("line 100."), "{long}");
        assert!(long.contains("the first 100 of 101 rows") && long.contains("href=\"/whole\""));
        assert!(!shown(ROWS_MAX).contains("/whole"), "what is all there leads nowhere");
    }

    #[test]
    fn what_both_say_is_left_out_but_for_what_stands_beside_a_change() {
        let mut lines: Vec<LineChange> =
            (0..9).map(|it| LineChange::Same(it.to_string())).collect();
        lines.push(LineChange::Removed("old".to_owned()));
        lines.push(LineChange::Added("new".to_owned()));
        lines.push(LineChange::Added("more".to_owned()));
        let rows = rows(&lines);
        assert!(matches!(
            rows.as_slice(),
            [
                Row::Left(7),
                Row::Same("7"),
                Row::Same("8"),
                Row::Changed(Some("old"), Some("new")),
                Row::Changed(None, Some("more")),
            ]
        ));
    }
}
