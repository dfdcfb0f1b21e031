//! Between peak periods and the rows of a form.

use std::collections::BTreeSet;

use super::peak::Peak;
use super::peak_words::{read_days_of_week, read_hours, read_month_days, read_season};
use super::typed::Reader;
use crate::Span;

/// The columns of a row, as the form names them.
pub(super) const COLUMNS: [&str; 8] =
    ["name", "season", "month_days", "weekdays", "hours", "mtd", "rto", "rpo"];

/// What was typed in a row. None if something in it cannot be read, which is noted.
pub(super) fn peak(row: u32, read: &mut Reader<'_>) -> Option<Peak> {
    let field = |it: &str| format!("peak-{row}-{it}");
    let name = read.text(&field("name"));
    let name = read.demand(&field("name"), name, "Say what it is called.");
    let season = part(read, &field("season"), read_season, {
        "Write months such as June to November, or dates such as January 15 to April 20."
    });
    let days = part(read, &field("month_days"), read_month_days, {
        "Write days of a month such as 1 to 5, or last 3."
    });
    let weekdays = part(read, &field("weekdays"), read_days_of_week, {
        "Write days of the week such as Monday to Friday."
    });
    let hours = part(read, &field("hours"), |it| read_hours(it).map(Some), {
        "Write full hours such as 8 to 18."
    });
    let mtd = read.span(&field("mtd"));
    let rto = read.span(&field("rto"));
    let rto = read.demand(&field("rto"), rto, "Say how soon it must be back in this peak (RTO).");
    let rpo = read.span(&field("rpo"));
    let (months, dates): (BTreeSet<u8>, _) = season?;
    let (days_of_month, last_days) = days?;
    Some(Peak {
        name: name?,
        months,
        dates,
        days_of_month,
        last_days,
        weekdays: weekdays?,
        hours: hours?,
        mtd,
        rto: rto?,
        rpo,
    })
}

/// A part of when it is: nothing typed says nothing.
fn part<T: Default>(
    read: &mut Reader<'_>,
    field: &str,
    parse: impl Fn(&str) -> Option<T>,
    reason: &'static str,
) -> Option<T> {
    match read.text(field) {
        None => Some(T::default()),
        Some(text) => {
            let found = parse(&text);
            read.demand(field, found, reason)
        }
    }
}

/// What the form shows of a peak, by column.
pub(super) fn shown(it: &Peak) -> [String; 8] {
    let span = |it: Option<Span>| it.map_or_else(String::new, |it| it.to_string());
    [
        it.name.clone(),
        it.season(),
        it.month_days(),
        it.days_of_week(),
        it.day_hours(),
        span(it.mtd),
        it.rto.to_string(),
        span(it.rpo),
    ]
}
