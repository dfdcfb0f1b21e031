//! What the forms of this phase have in common: what was typed, and what is wrong with it.

use std::collections::BTreeMap;

use app::people::persons;
use app::{Ctx, FieldProblem, Timestamp};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Redirect, Response};
use chrono::{NaiveDate, NaiveDateTime, NaiveTime, TimeZone as _};
use chrono_tz::Tz;
use maud::Markup;
use serde::Deserialize;

use crate::error::Answer;
use crate::layout::conflict::{self, Versions};
use crate::layout::forms::{self, Field};

/// What was typed into a form, by field.
pub(crate) type Typed = BTreeMap<String, String>;

/// The version of a record that somebody saw who takes a step.
#[derive(Debug, Deserialize)]
pub(crate) struct Seen {
    pub(crate) version: i64,
}

/// What a form shows again.
#[derive(Debug, Default)]
pub(crate) struct Filled {
    pub(crate) typed: Typed,
    pub(crate) problems: Vec<(String, String)>,
}

impl Filled {
    /// What is stored, or was typed, without problems.
    pub(crate) fn of(typed: Typed) -> Filled {
        Filled { typed, problems: Vec::new() }
    }

    /// What was typed, with what is wrong with it.
    pub(crate) fn refused(typed: Typed, problems: Vec<FieldProblem>) -> Filled {
        let problems =
            problems.into_iter().map(|it| (it.field.into_owned(), it.reason.into_owned()));
        Filled { typed, problems: problems.collect() }
    }

    /// What stands in one field.
    pub(crate) fn value(&self, name: &str) -> &str {
        text(&self.typed, name)
    }

    /// One field, filled in.
    pub(crate) fn field<'a>(&'a self, name: &'a str, label: &'a str) -> Field<'a> {
        Field::new(name, label).value(self.value(name)).problem_in(&self.problems)
    }
}

/// What was typed into one field, without the blanks around it.
pub(crate) fn text<'a>(typed: &'a Typed, name: &str) -> &'a str {
    typed.get(name).map_or("", |it| it.trim())
}

/// The same, or none if nothing was.
pub(crate) fn maybe(typed: &Typed, name: &str) -> Option<String> {
    Some(text(typed, name)).filter(|it| !it.is_empty()).map(str::to_owned)
}

/// The version that the form was opened at.
pub(crate) fn version(typed: &Typed) -> i64 {
    text(typed, "version").parse().unwrap_or(0)
}

/// What was sent over what is stored, and the version that the form was opened at. What the form does
/// not have stays as it is.
pub(crate) fn over(stored: &Typed, sent: Typed) -> (i64, Typed) {
    let sent = conflict::chosen(sent);
    let seen = version(&sent);
    let mut whole = stored.clone();
    whole.extend(sent);
    (seen, whole)
}

/// What a form would save over, field by field, for whoever comes second.
pub(crate) fn versions<T: AsRef<str>>(
    fields: &[(T, T)],
    theirs: &Typed,
    yours: &Typed,
) -> Vec<Versions> {
    let value = |typed: &Typed, name: &str| typed.get(name).cloned().unwrap_or_default();
    let before = forms::opened_with(yours);
    let fields = fields.iter().map(|(name, label)| Versions {
        name: name.as_ref().to_owned(),
        label: label.as_ref().to_owned(),
        theirs: value(theirs, name.as_ref()),
        yours: value(yours, name.as_ref()),
        before: before.as_ref().map(|it| value(it, name.as_ref())),
        ..Versions::default()
    });
    fields.collect()
}

/// The fields of numbered rows, with their labels, as many as either version has: a row is there if its
/// field called `key` is. `one` is what a row is called.
pub(crate) fn row_fields(
    (list, key, one): (&str, &str, &str),
    (fields, labels): (&[&str], &[&str]),
    versions: [&Typed; 2],
) -> Vec<(String, String)> {
    let n_rows = |typed: &Typed| {
        (0_usize..).take_while(|n| typed.contains_key(&format!("{list}.{n}.{key}"))).count()
    };
    let n_rows = versions.into_iter().map(n_rows).max().unwrap_or_default();
    let rows = (0..n_rows).flat_map(|n| {
        fields.iter().zip(labels).map(move |(field, label)| {
            (format!("{list}.{n}.{field}"), format!("{one} {}: {label}", n + 1))
        })
    });
    rows.collect()
}

/// A form that is shown again because of what is wrong with it.
pub(crate) fn again(page: Markup) -> Response {
    (StatusCode::UNPROCESSABLE_ENTITY, page).into_response()
}

/// On to the page at `path`, which says by its `word` what was done.
pub(crate) fn done(path: &str, word: &str) -> Response {
    Redirect::to(&format!("{path}?done={word}")).into_response()
}

/// The code of a record, which is typed when it is new and stays.
pub(crate) fn code(filled: &Filled, is_new: bool) -> Markup {
    let hint = "Short, unique, and never changed: lower-case letters, digits and hyphens.";
    match is_new {
        true => forms::text(&filled.field("code", "Code").hint(hint).required()),
        false => forms::hidden("code", filled.value("code")),
    }
}

/// The code of the person whom a field names, if it names one that there is.
pub(crate) async fn person_meant(
    ctx: &Ctx,
    (typed, field): (&Typed, &'static str),
    problems: &mut Vec<FieldProblem>,
) -> Answer<Option<String>> {
    let Some(named) = maybe(typed, field) else { return Ok(None) };
    match persons::code_meant(ctx, &named).await? {
        Ok(code) => Ok(Some(code)),
        Err(reason) => {
            problems.push(FieldProblem::new(field, reason));
            Ok(None)
        }
    }
}

/// A moment as the field of a form takes it, by the clock where the reader is.
pub(crate) fn local_minute(at: Timestamp, zone: Tz) -> String {
    at.with_timezone(&zone).format("%Y-%m-%dT%H:%M").to_string()
}

/// The moment that somebody typed where the clock is that of `zone`, or what is wrong with it. One
/// that was not touched stays as it `was`, to the second.
pub(crate) fn moment_typed(
    text: &str,
    (field, zone): (&'static str, Tz),
    was: Option<Timestamp>,
) -> Result<Timestamp, FieldProblem> {
    if let Some(was) = was.filter(|it| local_minute(*it, zone) == text.trim()) {
        return Ok(was);
    }
    let problem = || FieldProblem::new(field, "Use a day and a time such as 2026-11-21T09:00.");
    let read = |form: &str| NaiveDateTime::parse_from_str(text.trim(), form).ok();
    let at = read("%Y-%m-%dT%H:%M").or_else(|| read("%Y-%m-%dT%H:%M:%S"));
    let at = zone.from_local_datetime(&at.ok_or_else(problem)?);
    at.earliest().map(|it| it.to_utc()).ok_or_else(problem)
}

/// The moment at which a day starts where the reader is, or what is wrong with the day.
pub(crate) fn start_of_day(
    text: &str,
    field: &'static str,
    zone: Tz,
) -> Result<Timestamp, FieldProblem> {
    let problem = || FieldProblem::new(field, "Use a day such as 2026-11-21.");
    let day: NaiveDate = text.parse().ok().ok_or_else(problem)?;
    let start = zone.from_local_datetime(&day.and_time(NaiveTime::MIN));
    start.earliest().map(|it| it.to_utc()).ok_or_else(problem)
}

/// The moment at which a day ends: when the next one starts.
pub(crate) fn end_of_day(
    text: &str,
    field: &'static str,
    zone: Tz,
) -> Result<Timestamp, FieldProblem> {
    let start = start_of_day(text, field, zone)?;
    let next = start.with_timezone(&zone).date_naive().succ_opt();
    start_of_day(&next.unwrap_or(NaiveDate::MAX).to_string(), field, zone)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_is_typed_by_the_clock_where_the_reader_is() {
        let zone = Tz::America__New_York;
        let typed = |text, was| moment_typed(text, ("at", zone), was);
        let at = typed("2026-11-21T09:00", None).unwrap();
        assert_eq!(at.to_rfc3339(), "2026-11-21T14:00:00+00:00");
        let exact = at + chrono::TimeDelta::seconds(7);
        assert_eq!(typed("2026-11-21T09:00", Some(exact)).unwrap(), exact);
        assert_eq!(local_minute(at, zone), "2026-11-21T09:00");
        assert_eq!(typed("soon", None).unwrap_err().field, "at");
    }

    fn typed(pairs: &[(&str, &str)]) -> Typed {
        pairs.iter().map(|(name, it)| ((*name).to_owned(), (*it).to_owned())).collect()
    }

    #[test]
    fn what_a_form_does_not_have_stays_as_it_is() {
        let stored = typed(&[("name", "Pay"), ("code", "pay")]);
        let (seen, whole) = over(&stored, typed(&[("name", "Payroll"), ("version", "3")]));
        assert_eq!(seen, 3);
        assert_eq!((text(&whole, "name"), text(&whole, "code")), ("Payroll", "pay"));
    }

    #[test]
    fn rows_are_told_as_far_as_either_version_has_them() {
        let theirs = typed(&[("tasks.0.what", "Call"), ("tasks.0.due", "")]);
        let yours = typed(&[("tasks.0.what", "Call"), ("tasks.1.what", "Write")]);
        let labels = (["what", "due"].as_slice(), ["what is done", "by when"].as_slice());
        let fields = row_fields(("tasks", "what", "Task"), labels, [&theirs, &yours]);
        let names: Vec<&str> = fields.iter().map(|it| it.0.as_str()).collect();
        assert_eq!(names, ["tasks.0.what", "tasks.0.due", "tasks.1.what", "tasks.1.due"]);
        assert_eq!(fields.last().unwrap().1, "Task 2: by when");
    }

    #[test]
    fn a_day_starts_and_ends_where_the_reader_is() {
        let zone = Tz::America__New_York;
        let start = start_of_day("2026-11-01", "day", zone).unwrap().to_rfc3339();
        let end = end_of_day("2026-11-01", "day", zone).unwrap().to_rfc3339();
        // The clocks go back on that day.
        assert_eq!(
            (start.as_str(), end.as_str()),
            ("2026-11-01T04:00:00+00:00", "2026-11-02T05:00:00+00:00")
        );
        assert!(start_of_day("tomorrow", "day", zone).is_err());
    }
}
