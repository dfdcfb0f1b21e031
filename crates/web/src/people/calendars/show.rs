//! One calendar: its hours, its year, and what would be due when.

use app::actor::{Permission, Place};
use app::ids::CalendarId;
use app::people::calendars::{self, Calendar, DAYS, Opening};
use chrono::{Datelike as _, Months, NaiveDate};
use maud::{Markup, html};

use super::{calendar_path, due};
use crate::error::Answer;
use crate::layout::forms::{self, Field};
use crate::layout::list::List;
use crate::layout::lists;
use crate::layout::parts::{self, Head};
use crate::layout::states::{self, Tone};
use crate::people::history::history_panel;
use crate::request::{Address, Path};
use crate::shell::Shell;

/// The years that can be looked at.
const YEARS: std::ops::RangeInclusive<i32> = 1970..=2200;

/// `GET /calendars/{id}`
pub(super) async fn show(
    shell: Shell,
    Path(id): Path<CalendarId>,
    Address(address): Address,
) -> Answer<Markup> {
    page(&shell, id, &address, &[]).await
}

/// The page. `problems` says what was wrong with a file of holidays.
pub(super) async fn page(
    shell: &Shell,
    id: CalendarId,
    address: &str,
    problems: &[(String, String)],
) -> Answer<Markup> {
    let ctx = &shell.ctx;
    let it = calendars::show(ctx, id).await?;
    let is_normal = calendars::normal_code(ctx).await?.as_deref() == Some(it.code.as_str());
    let asked = List::read(address, "");
    let today = ctx.now.with_timezone(&it.opening.zone).date_naive();
    let year = asked.filter("year").and_then(|it| it.parse().ok());
    let year = year.filter(|it| YEARS.contains(it)).unwrap_or(today.year());
    let may_write = ctx.actor.may(Permission::WriteSettings, Place::State);
    let lead = html! {
        @if is_normal { (states::state(Tone::Good, "The normal one")) " " }
        (hours_in_words(&it.opening)) ", as clocks show it in " (it.opening.zone.name()) "."
    };
    let crumbs = vec![("Calendars".to_owned(), "/calendars".to_owned())];
    let actions = html! { @if may_write { (actions(&it, is_normal)) } };
    let head = Head { crumbs, title: &it.name, lead: Some(lead), actions: Some(actions) };
    let main = html! {
        (head.shown())
        @if it.retired_at.is_some() {
            (parts::notice(Tone::Idle, "Retired", html! { p { "Nothing new is counted by it." } }))
        }
        (forms::error_summary(problems))
        div.two {
            div.stack {
                (due::panel(&it, today, &asked))
                (year_panel(&it, year))
            }
            div.stack {
                (parts::padded_panel("Hours", html! {}, week(&it.opening)))
                @if may_write && it.retired_at.is_none() { (import_panel(&it, problems)) }
                (history_panel(shell, id.uuid()).await?)
            }
        }
    };
    Ok(shell.page(&it.name, main))
}

fn actions(it: &Calendar, is_normal: bool) -> Markup {
    let path = calendar_path(it.id);
    let step = |step: &str, words: &str| {
        html! {
            form method="post" action={ (path) "/" (step) } {
                (forms::hidden("version", &it.version.to_string()))
                button.button { (words) }
            }
        }
    };
    html! {
        @if it.retired_at.is_some() {
            (step("restore", "Bring back"))
        } @else {
            @if !is_normal {
                (parts::button("Retire", &format!("{path}/retire")))
                (step("normal", "Make it the normal one"))
            }
            (parts::primary("Edit", &format!("{path}/edit")))
        }
    }
}

/// The hours in one line: `Monday to Friday 08:00 to 17:30`.
pub(crate) fn hours_in_words(it: &Opening) -> String {
    if it.always {
        return "Day and night".to_owned();
    }
    let mut runs: Vec<(&str, &str, String)> = Vec::new();
    let mut last: Option<usize> = None;
    for (n, (_, day, title)) in DAYS.iter().enumerate() {
        let hours = it.hours.iter().filter(|it| it.day == *day);
        let hours: Vec<String> = hours.map(|it| format!("{} to {}", it.from, it.to)).collect();
        if hours.is_empty() {
            continue;
        }
        let hours = hours.join(" and ");
        match runs.last_mut() {
            Some(run) if run.2 == hours && last.map(|it| it + 1) == Some(n) => run.1 = title,
            _ => runs.push((title, title, hours)),
        }
        last = Some(n);
    }
    let words = runs.into_iter().map(|(first, last, hours)| match first == last {
        true => format!("{first} {hours}"),
        false => format!("{first} to {last} {hours}"),
    });
    words.collect::<Vec<_>>().join(", ")
}

fn week(it: &Opening) -> Markup {
    let facts: Vec<(&str, Markup)> = DAYS
        .iter()
        .map(|(_, day, title)| {
            let hours = it.hours.iter().filter(|it| it.day == *day);
            let hours: Vec<String> = hours.map(|it| format!("{} to {}", it.from, it.to)).collect();
            let words = match (it.always, hours.is_empty()) {
                (true, _) => "Day and night".to_owned(),
                (false, true) => "Closed".to_owned(),
                (false, false) => hours.join(", "),
            };
            (*title, html! { (words) })
        })
        .collect();
    parts::facts(&facts)
}

fn year_panel(it: &Calendar, year: i32) -> Markup {
    let title = format!("The year {year}");
    let other = |year: i32| html! { a href={ "?year=" (year) } { (year) } };
    let months: Vec<NaiveDate> =
        (1..=12).filter_map(|month| NaiveDate::from_ymd_opt(year, month, 1)).collect();
    parts::panel(
        &title,
        html! { small { (other(year - 1)) " · " (other(year + 1)) } },
        lists::table(
            &title,
            html! {
                th scope="col" { "Month" } th.num scope="col" { "Open days" }
                th.num scope="col" { "Open time" } th scope="col" { "Holidays" }
            },
            html! { @for first in months { (month(&it.opening, first)) } },
        ),
    )
}

fn month(it: &Opening, first: NaiveDate) -> Markup {
    let next = first.checked_add_months(Months::new(1)).unwrap_or(first);
    let days = first.iter_days().take_while(|day| *day < next);
    let open: Vec<i64> = days.map(|day| it.open_time(day).secs()).filter(|it| 0 < *it).collect();
    let hours = open.iter().sum::<i64>() / 60;
    html! {
        tr {
            td data-label="Month" { (first.format("%B")) }
            td.num data-label="Open days" { (open.len()) }
            td.num data-label="Open time" {
                (hours / 60) " h" @if hours % 60 != 0 { " " (hours % 60) " m" }
            }
            td data-label="Holidays" {
                @let holidays: Vec<_> = it.holidays.range(first..next).collect();
                @if holidays.is_empty() { "–" }
                @for (n, (day, name)) in holidays.iter().enumerate() {
                    @if 0 < n { ", " }
                    (day.format("%-d")) " " (name)
                }
            }
        }
    }
}

fn import_panel(it: &Calendar, problems: &[(String, String)]) -> Markup {
    let file = Field::new("file", "iCalendar file (.ics)")
        .hint("Each event of it becomes a holiday, on all of its days. Yearly ones for the next five years.")
        .problem_in(problems)
        .required();
    parts::padded_panel(
        "Import holidays",
        html! {},
        forms::upload(
            &format!("{}/holidays", calendar_path(it.id)),
            html! {
                (forms::hidden("version", &it.version.to_string()))
                (forms::file(&file, ".ics,text/calendar", false))
                div.buttons { button.button { "Import" } }
            },
        ),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_of_the_same_hours_are_said_together() {
        let zone = chrono_tz::Tz::America__New_York;
        let mut it = Opening::weekdays(zone);
        assert_eq!(hours_in_words(&it), "Monday to Friday 08:00 to 17:30");
        it.hours.remove(2);
        let apart = "Monday to Tuesday 08:00 to 17:30, Thursday to Friday 08:00 to 17:30";
        assert_eq!(hours_in_words(&it), apart);
        let always = Opening { always: true, ..it };
        assert_eq!(hours_in_words(&always), "Day and night");
    }
}
