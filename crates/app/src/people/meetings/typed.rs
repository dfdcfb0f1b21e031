//! Between a series and the fields of its form. The points of the agenda stand one on each line, and so
//! do the agencies that are invited.

use std::collections::BTreeMap;

use super::document::{ROWS_MAX, SeriesDocument};
use super::{OnHoliday, Series};
use crate::people::calendars::Clock;
use crate::{FieldProblem, Span};

/// What was typed into a form, by field.
type Typed = BTreeMap<String, String>;

fn text<'a>(typed: &'a Typed, field: &str) -> &'a str {
    typed.get(field).map_or("", |it| it.trim())
}

pub(super) fn lines(typed: &Typed, field: &str) -> Vec<String> {
    let lines = text(typed, field).lines().map(|it| it.trim().to_owned());
    lines.filter(|it| !it.is_empty()).take(ROWS_MAX + 1).collect()
}

/// The document that a form says, or what is wrong with it.
pub fn typed(sent: &Typed) -> Result<SeriesDocument, Vec<FieldProblem>> {
    let mut problems = Vec::new();
    let from = text(sent, "from").parse().ok();
    if from.is_none() {
        problems.push(FieldProblem::new("from", "Use a day such as 2026-11-21."));
    }
    let at: Option<Clock> = text(sent, "at").parse().ok();
    if at.is_none() {
        problems.push(FieldProblem::new("at", "Use a time of day such as 10:00."));
    }
    let lasts = text(sent, "lasts").parse::<Span>();
    if let Err(reason) = lasts {
        problems.push(FieldProblem::new("lasts", reason.to_string()));
    }
    let (Some(from), Some(at), Ok(lasts)) = (from, at, lasts) else { return Err(problems) };
    Ok(SeriesDocument {
        code: text(sent, "code").to_owned(),
        agency: text(sent, "agency").to_owned(),
        name: text(sent, "name").to_owned(),
        rule: text(sent, "rule").to_owned(),
        from,
        at,
        time_zone: text(sent, "time_zone").to_owned(),
        lasts,
        place: text(sent, "place").to_owned(),
        on_holiday: OnHoliday::from_code(text(sent, "on_holiday")).unwrap_or_default(),
        agenda: lines(sent, "agenda"),
        invited: lines(sent, "invited"),
    })
}

/// What a form shows of a document.
pub fn typed_of(document: &SeriesDocument) -> Typed {
    [
        ("code", document.code.clone()),
        ("agency", document.agency.clone()),
        ("name", document.name.clone()),
        ("rule", document.rule.clone()),
        ("from", document.from.to_string()),
        ("at", document.at.to_string()),
        ("time_zone", document.time_zone.clone()),
        ("lasts", document.lasts.to_string()),
        ("place", document.place.clone()),
        ("on_holiday", document.on_holiday.code().to_owned()),
        ("agenda", document.agenda.join("\n")),
        ("invited", document.invited.join("\n")),
    ]
    .map(|(name, it)| (name.to_owned(), it))
    .into()
}

impl Series {
    /// How it comes again, in words, as far as there are any.
    pub fn rule_in_words(&self) -> String {
        let part = |name: &str| {
            let parts = self.rule.split(';').filter_map(|it| it.split_once('='));
            parts.into_iter().find(|it| it.0.eq_ignore_ascii_case(name)).map(|it| it.1)
        };
        let n: u32 = part("INTERVAL").and_then(|it| it.parse().ok()).unwrap_or(1);
        let unit = match part("FREQ").unwrap_or_default().to_ascii_uppercase().as_str() {
            "DAILY" => "day",
            "WEEKLY" => "week",
            "MONTHLY" => "month",
            "YEARLY" => "year",
            _ => return self.rule.clone(),
        };
        match n {
            1 => format!("Every {unit}"),
            n => format!("Every {n} {unit}s"),
        }
    }
}
