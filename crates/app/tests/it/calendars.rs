//! Business calendars: who may change them, which one holds, holidays out of files, and what is due.

use app::actor::Role;
use app::people::calendars::{self, CalendarDocument, Opening, Query};
use app::{Ctx, Error, Span, Timestamp, events};
use test_support::{ctx, ctx_in, fresh, platform_ctx, state};

use crate::impact_desk::refusal;

fn office(code: &str) -> CalendarDocument {
    let opening = Opening::weekdays("America/New_York".parse().unwrap());
    CalendarDocument {
        code: code.to_owned(),
        name: format!("Hours of {code}"),
        time_zone: "America/New_York".to_owned(),
        always: false,
        hours: opening.hours,
        holidays: [].into(),
    }
}

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

/// What is due one hour after Friday 17:25, by the calendar that holds unless another is named.
async fn friday_evening(ctx: &Ctx) -> String {
    let start = at("2026-11-20T22:25:00Z");
    let due = calendars::due(ctx, None, (start, Span::from_hours(1))).await.unwrap().at;
    due.format("%a %dT%H:%MZ").to_string()
}

const HOLIDAY: &str = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Example//EN\r\nBEGIN:VEVENT\r\n\
    UID:1\r\nDTSTART;VALUE=DATE:20261123\r\nSUMMARY:Founders' Day\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n";

/// The acceptance check of S0-22: Monday 8:55, and with Monday a holiday, Tuesday 8:55.
#[tokio::test]
async fn req_s0_22_business_calendar_counts_what_is_due() {
    let platform = fresh().await;
    state(&platform).await;
    let team = ctx(&platform, Role::ContinuityTeam);
    // Until somebody adds one, the hours of the team hold.
    assert_eq!(friday_evening(&team).await, "Mon 23T13:55Z");
    let it = calendars::add(&team, &office("office")).await.unwrap();
    calendars::make_normal(&team, it.id).await.unwrap();
    assert_eq!(calendars::normal_code(&team).await.unwrap().as_deref(), Some("office"));
    let (it, n_new) = calendars::import_holidays(&team, it.id, it.version, HOLIDAY).await.unwrap();
    assert_eq!((n_new, it.version), (1, 2));
    assert_eq!(friday_evening(&team).await, "Tue 24T13:55Z");
    // The same file again changes nothing.
    let (it, n_new) = calendars::import_holidays(&team, it.id, it.version, HOLIDAY).await.unwrap();
    assert_eq!((n_new, it.version), (0, 2));
    let refused = calendars::import_holidays(&team, it.id, it.version, "Holidays").await;
    assert!(matches!(refused, Err(Error::Invalid(it)) if it[0].field == "file"));
}

#[tokio::test]
async fn a_calendar_is_changed_retired_and_brought_back_by_whoever_may_change_settings() {
    let platform = fresh().await;
    let places = state(&platform).await;
    let team = ctx(&platform, Role::ContinuityTeam);
    let it = calendars::add(&team, &office("office")).await.unwrap();
    let taken = calendars::add(&team, &office("office")).await.unwrap_err();
    assert!(matches!(taken, Error::Invalid(it) if it[0].field == "code"));
    let mut longer = office("office");
    longer.name = "Longer hours".to_owned();
    // An agency's coordinator reads it, and changes nothing.
    let other = ctx_in(&platform, Role::Coordinator, places.commerce);
    assert_eq!(calendars::show(&other, it.id).await.unwrap(), it);
    let refused = calendars::change(&other, it.id, it.version, &longer).await;
    assert!(matches!(refused, Err(Error::Forbidden(_))));
    assert!(matches!(calendars::add(&other, &office("own")).await, Err(Error::Forbidden(_))));
    let next = calendars::change(&team, it.id, it.version, &longer).await.unwrap();
    let stale = calendars::change(&team, it.id, it.version, &longer).await;
    assert!(matches!(stale, Err(Error::Stale(_))));
    calendars::make_normal(&team, it.id).await.unwrap();
    let refused = calendars::retire(&team, it.id, next.version).await.unwrap_err();
    assert_eq!(refusal(refused), "calendar.normal");
    let another = calendars::add(&team, &office("another")).await.unwrap();
    calendars::make_normal(&team, another.id).await.unwrap();
    let retired = calendars::retire(&team, it.id, next.version).await.unwrap();
    let refused = calendars::change(&team, it.id, retired.version, &office("office")).await;
    assert_eq!(refusal(refused.unwrap_err()), "calendar.retired");
    let listed = calendars::list(&team, &Query::default()).await.unwrap();
    assert_eq!(listed.items.iter().map(|it| it.code.as_str()).collect::<Vec<_>>(), ["another"]);
    calendars::restore(&team, it.id, retired.version).await.unwrap();
    let found = Query { text: "LONGER".to_owned(), ..Query::default() };
    assert_eq!(calendars::list(&team, &found).await.unwrap().n_items, 1);
    let query = events::Query { subject_id: Some(it.id.into()), ..events::Query::default() };
    let log = events::list(&platform_ctx(&platform), &query).await.unwrap();
    let actions: Vec<String> = log.items.into_iter().rev().map(|it| it.action).collect();
    let expected = ["added", "changed", "retired", "restored"];
    assert_eq!(actions, expected.map(|it| format!("calendar.{it}")));
}
