//! What was written down about one part of a programme, and when an activity is due next. Nothing here
//! does I/O.

use chrono::{Months, NaiveDate, NaiveTime};
use chrono_tz::Tz;

use super::{Done, DoneDocument, Group, Part, PartDocument};
use crate::ids::{AgencyId, PartId, PersonId};
use crate::people::calendars;
use crate::{Refusal, Timestamp};

/// How many times an activity is remembered to have been done.
const DONE_MAX: usize = 200;

/// So many months ahead the next day of an activity is looked for: most come within the first.
const AHEAD: [u32; 2] = [24, 132];

/// What was written down about one part of the programme of an agency.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Record {
    /// Its id.
    pub id: PartId,
    /// Whose programme it is.
    pub agency_id: AgencyId,
    /// Which part.
    pub part: Part,
    /// Who answers for it.
    pub owner_id: Option<PersonId>,
    /// What it says.
    pub document: PartDocument,
    /// When it last changed.
    pub updated_at: Option<Timestamp>,
    /// How often it was saved. 0: nothing was written down yet.
    pub version: i64,
}

const NO_ACTIVITY: Refusal =
    Refusal::new("programme.no_activity", "Only an activity is done again and again.");
const NO_CALENDAR: Refusal = Refusal::new(
    "programme.no_calendar",
    "Say first who answers for this activity, and when it is due.",
);

impl Record {
    /// What there is before anything was written down.
    pub(super) fn unwritten(agency_id: AgencyId, part: Part) -> Record {
        Record {
            id: PartId::new(),
            agency_id,
            part,
            owner_id: None,
            document: PartDocument::default(),
            updated_at: None,
            version: 0,
        }
    }

    /// The day on which an activity is due next: the first by its rule after what was done last.
    pub fn next(&self) -> Option<NaiveDate> {
        let (rule, from) = (self.document.rule.as_deref()?, self.document.from?);
        let settled = self.document.done.iter().map(|it| it.was_due.unwrap_or(it.on).max(it.on));
        let start = match settled.max() {
            Some(day) => day.succ_opt()?.max(from),
            None => from,
        };
        let first = (from.and_time(NaiveTime::MIN), Tz::UTC);
        AHEAD.iter().find_map(|months| {
            let last = start.checked_add_months(Months::new(*months))?;
            let found = calendars::occurrences(rule, first, (start, last))?;
            found.first().map(chrono::DateTime::date_naive)
        })
    }

    /// Whether that day is past.
    pub fn is_past(&self, today: NaiveDate) -> bool {
        self.next().is_some_and(|it| it < today)
    }

    /// Whether something was written down that says enough.
    pub fn is_said(&self) -> bool {
        let said = !self.document.note.is_empty();
        match self.part.group() {
            Group::SetUp => said && self.owner_id.is_some(),
            Group::Activity => self.owner_id.is_some() && self.next().is_some(),
            Group::Benefit => said || self.document.value.is_some(),
        }
    }

    /// The record with one more time that its activity was done.
    pub(super) fn with_done(self, it: &DoneDocument) -> Result<Record, Refusal> {
        if self.part.group() != Group::Activity {
            return Err(NO_ACTIVITY);
        }
        let Some(due) = self.next() else { return Err(NO_CALENDAR) };
        let mut document = self.document.clone();
        let evidence = it.evidence.trim().to_owned();
        document.done.push(Done { on: it.on, was_due: Some(due), evidence });
        let n_over = document.done.len().saturating_sub(DONE_MAX);
        document.done.drain(..n_over);
        Ok(Record { document, ..self })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn testing(rule: &str) -> Record {
        let document = PartDocument {
            rule: Some(rule.to_owned()),
            from: Some(day("2026-01-15")),
            ..PartDocument::default()
        };
        let owner_id = Some(PersonId::FIRST);
        Record { owner_id, document, ..Record::unwritten(AgencyId::FIRST, Part::Testing) }
    }

    fn done(it: Record, on: &str) -> Record {
        it.with_done(&DoneDocument { on: day(on), evidence: " Report ".to_owned() }).unwrap()
    }

    #[test]
    fn what_was_done_moves_the_next_day_on() {
        let it = testing("FREQ=MONTHLY;INTERVAL=3");
        assert_eq!(it.next(), Some(day("2026-01-15")));
        assert!(it.is_past(day("2026-01-16")) && !it.is_past(day("2026-01-15")));
        // Done some days early, the same day is not due again.
        let it = done(it, "2026-01-10");
        assert_eq!(it.document.done[0].was_due, Some(day("2026-01-15")));
        assert_eq!(it.document.done[0].evidence, "Report");
        assert_eq!(it.next(), Some(day("2026-04-15")));
        // Done so late that one was skipped, the next is ahead.
        let it = done(it, "2026-08-01");
        assert_eq!(it.next(), Some(day("2026-10-15")));
    }

    #[test]
    fn an_activity_without_a_day_ahead_says_so() {
        let ended = testing("FREQ=DAILY;COUNT=1");
        assert!(ended.is_said());
        let ended = done(ended, "2026-01-15");
        assert_eq!((ended.next(), ended.is_said()), (None, false));
        let again = DoneDocument { on: day("2026-01-16"), evidence: "Report".to_owned() };
        assert_eq!(ended.with_done(&again), Err(NO_CALENDAR));
        let rare = testing("FREQ=YEARLY;INTERVAL=10");
        assert_eq!(done(rare, "2026-01-15").next(), Some(day("2036-01-15")));
        let scope = Record::unwritten(AgencyId::FIRST, Part::Scope);
        assert_eq!(scope.with_done(&again), Err(NO_ACTIVITY));
    }

    #[test]
    fn each_group_asks_for_something_else() {
        let fields = |part: Part, document: &PartDocument| {
            let problems = document.problems(part);
            problems.iter().map(|it| it.field.clone().into_owned()).collect::<Vec<_>>()
        };
        let empty = PartDocument::default();
        assert_eq!(fields(Part::Policy, &empty), ["owner", "note"]);
        assert_eq!(fields(Part::Training, &empty), ["owner", "from", "rule"]);
        assert_eq!(fields(Part::Insurance, &empty), ["note"]);
        let often = PartDocument { rule: Some("Often".to_owned()), ..testing("").document };
        assert_eq!(fields(Part::Training, &often), ["owner", "rule"]);
        assert_eq!(fields(Part::Insurance, &often), ["rule", "from", "note"]);
    }
}
