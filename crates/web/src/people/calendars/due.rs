//! When something would be due by a calendar, interval by interval.

use app::people::calendars::{Calendar, Due, Line, Pause, moment_typed};
use app::{FieldProblem, Span, Timestamp};
use chrono::NaiveDate;
use chrono_tz::Tz;
use maud::{Markup, html};

use super::calendar_path;
use crate::layout::forms::{self, Field};
use crate::layout::list::List;
use crate::layout::lists;
use crate::layout::parts;

/// So many lines of an explanation are shown.
pub(super) const LINES_MAX: usize = 60;

/// The form, and its answer if the address asks for one.
pub(super) fn panel(it: &Calendar, today: NaiveDate, asked: &List) -> Markup {
    let typed = |name: &str| asked.filter(name).unwrap_or_default();
    let is_asked = !typed("start").is_empty() || !typed("target").is_empty();
    let answer = is_asked.then(|| computed(it, typed("start"), typed("target")));
    let problems: Vec<(String, String)> = match &answer {
        Some(Err(problem)) => vec![(problem.field.to_string(), problem.reason.to_string())],
        _ => Vec::new(),
    };
    let value = |name: &str, otherwise: String| match typed(name) {
        "" => otherwise,
        typed => typed.to_owned(),
    };
    let start = Field::new("start", "From")
        .value(value("start", format!("{today} 08:00")))
        .hint("A day and a time, such as 2026-11-20 17:25")
        .problem_in(&problems)
        .required();
    let target = Field::new("target", "Business time that it takes")
        .value(value("target", "1 h".to_owned()))
        .problem_in(&problems)
        .required();
    parts::padded_panel(
        "When is it due?",
        html! {},
        html! {
            form.form method="get" action=(calendar_path(it.id)) novalidate {
                (forms::text(&start))
                (forms::duration(&target))
                div.buttons { button.button { "Count" } }
            }
            @if let Some(Ok(due)) = &answer { (explained(it, due)) }
        },
    )
}

fn computed(it: &Calendar, start: &str, target: &str) -> Result<Due, FieldProblem> {
    let start = moment_typed(start, "start", it.opening.zone)?;
    let target: Span = target
        .parse()
        .map_err(|it: app::span::NotASpan| FieldProblem::new("target", it.to_string()))?;
    let reason = "By this calendar, that is more than ten years away.";
    it.opening.due(start, target).ok_or_else(|| FieldProblem::new("target", reason))
}

fn explained(it: &Calendar, due: &Due) -> Markup {
    let zone = it.opening.zone;
    let shown =
        |at: Timestamp| at.with_timezone(&zone).format("%a %-d %b %Y, %H:%M %Z").to_string();
    html! {
        p { "Due " strong { (shown(due.at)) } "." }
        (lists::table("How it was counted", html! {
            th scope="col" { "Day" } th scope="col" { "What counted" }
            th.num scope="col" { "How long" } th.num scope="col" { "Still to go" }
        }, html! {
            @for line in due.lines.iter().take(LINES_MAX) {
                @match line {
                    Line::Counted { from, to, left } => tr {
                        td data-label="Day" { (day_in_words(from.with_timezone(&zone).date_naive())) }
                        td data-label="What counted" { (time_in(zone, *from)) " to " (time_in(zone, *to)) }
                        td.num data-label="How long" { (Span::from_secs((*to - *from).num_seconds())) }
                        td.num data-label="Still to go" { (left) }
                    },
                    Line::Skipped { day: skipped, why } => tr {
                        td data-label="Day" { (day_in_words(*skipped)) }
                        td data-label="What counted" { (reason(why)) }
                        td.num data-label="How long" { "–" }
                        td.num data-label="Still to go" { "–" }
                    },
                }
            }
        }))
        @if LINES_MAX < due.lines.len() {
            p.quiet { "… and " (due.lines.len() - LINES_MAX) " lines more, counted alike." }
        }
    }
}

/// A day with its day of the week.
pub(super) fn day_in_words(day: NaiveDate) -> String {
    day.format("%a %-d %b %Y").to_string()
}

/// What clocks show in a zone.
pub(super) fn time_in(zone: Tz, at: Timestamp) -> String {
    at.with_timezone(&zone).format("%H:%M").to_string()
}

pub(super) fn reason(why: &Pause) -> String {
    match why {
        Pause::Closed => "Closed".to_owned(),
        Pause::Holiday(name) => format!("Holiday: {name}"),
        Pause::Over => "Over for the day".to_owned(),
    }
}
