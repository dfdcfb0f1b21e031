//! What governs the programme: when the office is there, the policies that bind everybody, and the
//! meetings of the continuity office.

use chrono::{Datelike as _, Days, NaiveDate, NaiveTime, TimeZone as _, Weekday};
use chrono_tz::Tz;
use db::Tx;

use super::draft::Draft;
use crate::people::calendars::{self, CalendarDocument, Opening, ServiceHours};
use crate::people::meetings::{
    self, ActionDocument, Attendance, MeetingDocument, OnHoliday, SeriesDocument,
};
use crate::people::persons::PersonKind;
use crate::people::policies::{self, Past, PastVersion, PolicyDocument};
use crate::{Ctx, Result, Span, Timestamp, settings};

const STATE: &str = "franklin";
const TEAM: &str = "continuity-team";
const CIO: &str = "state-cio";

/// The calendar that holds unless another is named.
const OFFICE: &str = "office-hours";

/// Puts all of it in.
pub(super) async fn write(tx: &Tx, ctx: &Ctx, draft: &Draft) -> Result<()> {
    calendars::put_all(tx, ctx, &hours(draft.today)).await?;
    settings::put(tx, ctx, ServiceHours { calendar: OFFICE.to_owned() }).await?;
    policies::restore_all(tx, ctx, &all_policies(draft)).await?;
    meetings::put_all(tx, ctx, &all_meetings(draft)).await?;
    Ok(())
}

fn hours(today: NaiveDate) -> [CalendarDocument; 2] {
    let office = Opening::weekdays(Tz::America__New_York);
    let years = today.year() - 1..today.year() + 3;
    let office = CalendarDocument {
        code: OFFICE.to_owned(),
        name: "Office hours of the continuity team".to_owned(),
        time_zone: office.zone.name().to_owned(),
        always: false,
        hours: office.hours,
        holidays: years.flat_map(holidays).map(|(day, name)| (day, name.to_owned())).collect(),
    };
    let desk = CalendarDocument {
        code: "service-desk".to_owned(),
        name: "Service desk, day and night".to_owned(),
        always: true,
        hours: Vec::new(),
        holidays: [].into(),
        ..office.clone()
    };
    [office, desk]
}

/// The holidays of the state in a year. One on a weekend is kept on the nearest day of work.
fn holidays(year: i32) -> Vec<(NaiveDate, &'static str)> {
    let on = |month, day| NaiveDate::from_ymd_opt(year, month, day);
    let observed = |day: NaiveDate| match day.weekday() {
        Weekday::Sat => day - Days::new(1),
        Weekday::Sun => day + Days::new(1),
        _ => day,
    };
    let nth = |month, day, n| NaiveDate::from_weekday_of_month_opt(year, month, day, n);
    let last_monday =
        (22..=31).rev().filter_map(|day| on(5, day)).find(|it| it.weekday() == Weekday::Mon);
    let thanksgiving = nth(11, Weekday::Thu, 4);
    let found = [
        (on(1, 1).map(observed), "New Year's Day"),
        (nth(1, Weekday::Mon, 3), "Martin Luther King Jr. Day"),
        (last_monday, "Memorial Day"),
        (on(7, 4).map(observed), "Independence Day"),
        (nth(9, Weekday::Mon, 1), "Labor Day"),
        (on(11, 11).map(observed), "Veterans Day"),
        (thanksgiving, "Thanksgiving"),
        (thanksgiving.map(|it| it + Days::new(1)), "Day after Thanksgiving"),
        (on(12, 25).map(observed), "Christmas Day"),
    ];
    found.into_iter().filter_map(|(day, name)| Some((day?, name))).collect()
}

fn all_policies(draft: &Draft) -> Vec<Past> {
    let (Some(writer), Some(second), Some(cio)) =
        (draft.person(TEAM, 0), draft.person(TEAM, 2), draft.person(CIO, 0))
    else {
        return Vec::new();
    };
    let at = |days: u64| -> Timestamp {
        (draft.today - Days::new(days)).and_time(NaiveTime::MIN).and_utc()
    };
    let version = |body: &str, summary: &str, days: Option<u64>| PastVersion {
        body: body.to_owned(),
        summary: summary.to_owned(),
        author: if days.is_some() { writer.clone() } else { second.clone() },
        published: days.map(|it| (cio.clone(), at(it))),
        comment_until: None,
    };
    let policy = |code: &str, name: &str, audience: &[PersonKind], versions| Past {
        document: PolicyDocument {
            owner: Some(writer.clone()),
            audience: audience.to_vec(),
            ..PolicyDocument::new(STATE, code, name)
        },
        versions,
        acknowledged: Vec::new(),
    };
    let everybody = [PersonKind::Employee, PersonKind::Contractor, PersonKind::Vendor];
    let commented = PastVersion {
        comment_until: Some(draft.today + Days::new(10)),
        ..version(REMOTE, "", None)
    };
    let mut first = policy(
        "continuity",
        "Continuity of government services",
        &everybody,
        vec![
            version(CONTINUITY, "", Some(310)),
            version(&format!("{CONTINUITY}{VENDORS}"), "Says what vendors must show.", Some(24)),
        ],
    );
    first.acknowledged = acknowledged(draft);
    vec![
        first,
        policy(
            "backup",
            "Backup and restore",
            &[PersonKind::Employee],
            vec![version(BACKUP, "", Some(402))],
        ),
        policy(
            "remote-work",
            "Work from elsewhere in an emergency",
            &[PersonKind::Employee, PersonKind::Contractor],
            vec![commented],
        ),
        policy(
            "contacts",
            "Emergency contacts",
            &[PersonKind::Employee],
            vec![
                version(CONTACTS, "", Some(342)),
                version(
                    &format!("{CONTACTS}\nTeams name two alternates."),
                    "Two alternates.",
                    None,
                ),
            ],
        ),
    ]
}

/// The meeting of the office with all coordinators, each month, and the one of the steering group.
fn all_meetings(draft: &Draft) -> Vec<meetings::Past> {
    let units = draft.units.iter().filter(|it| !it.kind.is_partner() && it.parent.is_some());
    let units: Vec<&str> = units.map(|it| it.code.as_str()).collect();
    let zone = Tz::America__New_York;
    let first_wednesday = |back: u32| {
        let month = draft.today.checked_sub_months(chrono::Months::new(back))?;
        NaiveDate::from_weekday_of_month_opt(month.year(), month.month(), Weekday::Wed, 1)
    };
    let Some(begins) = first_wednesday(14) else { return Vec::new() };
    let Ok(at) = "10:00".parse::<calendars::Clock>() else { return Vec::new() };
    let office = SeriesDocument {
        code: "continuity-meeting".to_owned(),
        agency: TEAM.to_owned(),
        name: "Continuity meeting of all agencies".to_owned(),
        rule: "FREQ=MONTHLY;BYDAY=1WE".to_owned(),
        from: begins,
        at,
        time_zone: zone.name().to_owned(),
        lasts: Span::from_minutes(90),
        place: "Capitol Annex, room 240, and by video".to_owned(),
        on_holiday: OnHoliday::Next,
        agenda: ["Plans that are due", "Exercises to come", "What happened since", "Questions"]
            .map(str::to_owned)
            .into(),
        invited: units.iter().map(|it| (*it).to_owned()).collect(),
    };
    let steering = SeriesDocument {
        code: "steering-group".to_owned(),
        name: "Steering group".to_owned(),
        rule: "FREQ=MONTHLY;INTERVAL=3;BYDAY=3TH".to_owned(),
        lasts: Span::from_hours(2),
        invited: units.iter().take(6).map(|it| (*it).to_owned()).collect(),
        ..office.clone()
    };
    let starts_at = |back: u32| {
        let shown = at.on_day(first_wednesday(back)?);
        Some(zone.from_local_datetime(&shown).earliest()?.to_utc())
    };
    let recorded = |back: u32| Some((starts_at(back)?, minutes(draft, &units, back)));
    vec![(office, [2, 1].into_iter().filter_map(recorded).collect()), (steering, Vec::new())]
}

/// What was recorded of the meeting so many months ago. A few agencies are missing each time.
fn minutes(draft: &Draft, units: &[&str], back: u32) -> MeetingDocument {
    let skipped = usize::try_from(back).unwrap_or(0);
    let came = units.iter().enumerate().filter(|(n, _)| (n + skipped) % 7 != 3);
    let name = |code: String| draft.staff_name(&code);
    let attendance = came.filter_map(|(_, unit)| {
        let people = name(draft.person(unit, 1)?);
        Some(Attendance { agency: (*unit).to_owned(), people })
    });
    let action = |what: &str, agency: &str, days: u64, done: bool| ActionDocument {
        what: what.to_owned(),
        owner: draft.person(agency, 1),
        due: Some(draft.today + Days::new(days)),
        done_on: done.then(|| draft.today - Days::new(6)),
    };
    MeetingDocument {
        agenda: ["Plans that are due", "Exercises to come", "Questions"].map(str::to_owned).into(),
        attendance: attendance.collect(),
        minutes: "- Plans for this year are due in May. Five agencies ask for help with theirs.\n\
                  - The next exercise is a loss of the western data center.\n\
                  - **Decided:** contacts are confirmed each quarter, at the latest a week before \
                  the meeting."
            .to_owned(),
        actions: vec![
            action("Name who takes part in the exercise", "commerce", 12, false),
            action("Send the list of plans that are due", TEAM, 3, back == 2),
        ],
    }
}

/// Two of three people of most agencies.
fn acknowledged(draft: &Draft) -> Vec<String> {
    let people = draft.staff.iter().enumerate().filter(|(n, _)| n % 5 != 4);
    let people = people.flat_map(|(_, (_, staff))| staff.iter().enumerate());
    people.filter(|(n, _)| n % 3 != 2).map(|(_, it)| it.clone()).collect()
}

const CONTINUITY: &str = "## Purpose

What the state does for its citizens goes on, or is back in the time that was agreed, whatever happens.

## What everybody does

- Knows which plan holds where they work, and what their part in it is.
- Keeps the contacts by which they can be reached up to date.
- Says at once what would keep a plan from working.

## What agencies do

1. Analyze what the loss of each process would mean, each year.
2. Keep a plan for each essential service, test it each year, and hand it in to the state CIO.
3. Name a coordinator and an alternate.
";

const VENDORS: &str = "
## What vendors do

Whoever supplies an essential service shows each year how it would go on, and takes part in its test.
";

const BACKUP: &str = "## Purpose

What was stored is there again in the time that was agreed.

- Each data set has a copy at another site, and one that cannot be changed.
- A restore is tested at least once each year, by somebody other than who made the copy.
";

const REMOTE: &str = "## Purpose

When a building cannot be entered, work goes on from elsewhere.

- Whoever has a part in a plan can do it from home for ten days.
- Nobody sends restricted data to equipment of their own.
";

const CONTACTS: &str = "## Purpose

Whoever is needed can be reached within an hour.

- Everybody with a part in a plan confirms their contacts each quarter.
- Each agency names whom to call, and whom to call if nobody answers.
";
