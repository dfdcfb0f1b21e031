//! Why something is due on its day, interval by interval: which days were closed, and when the agency
//! is there on those that counted.

use app::people::agencies::WhyDue;
use app::people::calendars::{Calendar, DayLine, Opening};
use chrono::NaiveDate;
use maud::{Markup, html};

use super::due::{LINES_MAX, day_in_words, reason, time_in};
use super::{calendar_path, hours_in_words};
use crate::layout::lists;

/// Where on a page it says why.
pub(crate) const WHY: &str = "#why";

/// The calendar by which something is counted: its name, or its hours if nobody made one.
pub(crate) fn calendar_named(it: Option<&Calendar>, opening: &Opening) -> Markup {
    html! {
        @match it {
            Some(it) => a href=(calendar_path(it.id)) { (it.name) },
            None => { (hours_in_words(opening)) }
        }
    }
}

/// What opens under the due day of a page. `said` tells what was promised.
pub(crate) fn why_this_day(said: &Markup, why: &WhyDue) -> Markup {
    explained(("why", "Why this day"), said, why)
}

/// The same under a second one.
pub(crate) fn why_put_right(said: &Markup, why: &WhyDue) -> Markup {
    explained(("why-put-right", "Why put right by this day"), said, why)
}

fn explained((id, title): (&str, &str), said: &Markup, why: &WhyDue) -> Markup {
    let (opening, lines) = (&why.opening, why.lines.as_deref());
    html! {
        details.panel {
            summary { (title) }
            div.body id=(id) {
                p { (said) " Counted by " (calendar_named(why.calendar.as_ref(), opening)) ", as clocks show it in " (opening.zone.name()) "." }
                @match lines {
                    None => p { "The calendar or the setting was changed since. The day stays as it was promised." },
                    Some([]) => p { "By this calendar nobody is there for ten years, so the day stays as it was asked for." },
                    Some(_) => {}
                }
            }
            @if let Some(lines) = lines.filter(|it| !it.is_empty()) { (days(title, opening, lines)) }
        }
    }
}

fn days(title: &str, opening: &Opening, lines: &[DayLine]) -> Markup {
    let last: Option<NaiveDate> = lines.last().map(|it| it.day);
    // The first days and the last one: what lies between is counted alike.
    let shown = lines.iter().enumerate();
    let shown = shown.filter(|(n, it)| *n < LINES_MAX || Some(it.day) == last).map(|it| it.1);
    html! {
        (lists::table(title, html! {
            th scope="col" { "Day" } th scope="col" { "What counted" }
            th scope="col" { "What it comes to" }
        }, html! {
            @for line in shown {
                tr {
                    td data-label="Day" { (day_in_words(line.day)) }
                    td data-label="What counted" {
                        @for (n, (from, to)) in line.open.iter().enumerate() {
                            @if 0 < n { ", " }
                            (time_in(opening.zone, *from)) " to " (time_in(opening.zone, *to))
                        }
                        @if let Some(why) = &line.why { (reason(why)) }
                    }
                    td data-label="What it comes to" {
                        @if line.left == 0 { "Due" }
                        @else if line.why.is_some() { "Does not count" }
                        @else if line.left == 1 { "1 business day to go" }
                        @else { (line.left) " business days to go" }
                    }
                }
            }
        }))
        @if LINES_MAX + 1 < lines.len() {
            div.body { p.quiet { "… and " (lines.len() - LINES_MAX - 1) " days more, counted alike." } }
        }
    }
}
