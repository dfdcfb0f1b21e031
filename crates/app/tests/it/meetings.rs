//! Meetings: when they take place, who came, what is to be done, and calendars that show them.

use app::actor::{Reach, Role};
use app::people::meetings::{
    self, ActionDocument, Attendance, MeetingDocument, OnHoliday, Query, SeriesDocument, State,
};
use app::people::sign_in;
use app::prove::work;
use app::{Ctx, Error, Platform, Span, Timestamp};
use chrono::TimeDelta;
use test_support::{State as Agencies, ctx_in, ctx_with, fresh, now, person, platform_ctx, state};

use crate::impact_desk::refusal;

async fn desk() -> (Platform, Agencies, Ctx) {
    let platform = fresh().await;
    let at = state(&platform).await;
    let ann = person(&platform, "franklin", "ann").await;
    let team = ctx_with(&platform, ann, Role::ContinuityTeam, Reach::State);
    (platform, at, team)
}

fn office() -> SeriesDocument {
    SeriesDocument {
        code: "office".to_owned(),
        agency: "franklin".to_owned(),
        name: "Continuity meeting".to_owned(),
        rule: "FREQ=MONTHLY;BYDAY=1WE".to_owned(),
        from: "2026-09-02".parse().unwrap(),
        at: "10:00".parse().unwrap(),
        time_zone: "America/New_York".to_owned(),
        lasts: Span::from_hours(1),
        place: "Room 4".to_owned(),
        on_holiday: OnHoliday::Skip,
        agenda: vec!["Plans that are due".to_owned()],
        invited: vec!["commerce".to_owned(), "Agency of revenue".to_owned()],
    }
}

fn minutes(owner: &str) -> MeetingDocument {
    MeetingDocument {
        agenda: vec!["Plans that are due".to_owned(), "Exercise".to_owned()],
        attendance: vec![Attendance { agency: "commerce".to_owned(), people: "Carla".to_owned() }],
        minutes: "Plans are due in **May**.".to_owned(),
        actions: vec![ActionDocument {
            what: "Send the list".to_owned(),
            owner: Some(owner.to_owned()),
            due: Some("2026-12-01".parse().unwrap()),
            done_on: None,
        }],
    }
}

fn yesterday() -> Timestamp {
    now() - TimeDelta::days(1)
}

/// The acceptance check of S0-33: a meeting closes with attendance by agency, and the absent agencies
/// are listed.
#[tokio::test]
async fn req_s0_33_a_meeting_closes_with_who_came_and_who_was_absent() {
    let (platform, at, team) = desk().await;
    let series = meetings::add(&team, &office()).await.unwrap();
    assert_eq!(series.invited.iter().collect::<Vec<_>>(), ["commerce", "revenue"]);
    let to_come = meetings::to_come(&team, &series).await.unwrap();
    assert_eq!(to_come.first().map(ToString::to_string).unwrap(), "2026-12-02 15:00:00 UTC");
    let it = meetings::hold(&team, series.id, yesterday()).await.unwrap();
    assert_eq!(it.agenda, series.agenda);
    // Opening it twice answers with the same.
    assert_eq!(meetings::hold(&team, series.id, yesterday()).await.unwrap().id, it.id);
    let Err(Error::Invalid(problems)) = meetings::close(&team, it.id, it.version).await else {
        panic!("it was closed")
    };
    assert_eq!(
        problems.iter().map(|it| it.field.as_ref()).collect::<Vec<_>>(),
        ["minutes", "attendance"]
    );
    let carla = person(&platform, "commerce", "carla").await;
    let it = meetings::change_meeting(&team, it.id, it.version, &minutes("carla")).await.unwrap();
    let it = meetings::close(&team, it.id, it.version).await.unwrap();
    assert_eq!((it.state, it.absent()), (State::Closed, vec!["revenue"]));
    let refused = meetings::change_meeting(&team, it.id, it.version, &minutes("carla")).await;
    assert_eq!(refusal(refused.unwrap_err()), "meeting.not_open");

    // What is to be done stands in the work of whoever does it, and is done by them.
    let mut carla =
        ctx_with(&platform, carla, Role::Employee, Reach::Agencies([at.commerce].into()));
    carla.actor.agency_id = at.commerce;
    let todo = work::due(&carla).await.unwrap().after_meetings;
    assert_eq!((todo.len(), todo[0].what.as_str()), (1, "Send the list"));
    let rita = person(&platform, "revenue", "rita").await;
    let mut rita = ctx_with(&platform, rita, Role::Employee, Reach::Agencies([at.revenue].into()));
    rita.actor.agency_id = at.revenue;
    assert!(matches!(meetings::finish(&rita, it.id, 0).await, Err(Error::Forbidden(_))));
    meetings::finish(&carla, it.id, 0).await.unwrap();
    assert!(work::due(&carla).await.unwrap().after_meetings.is_empty());
    let shown = meetings::meeting(&rita, it.id).await.unwrap().1;
    let document = meetings::meeting_document(&rita, &shown).await.unwrap();
    assert!(document.actions[0].done_on.is_some());
}

#[tokio::test]
async fn who_is_not_invited_sees_nothing_of_a_meeting_and_who_calls_none_changes_nothing() {
    let (platform, at, team) = desk().await;
    let only = SeriesDocument { invited: vec!["commerce".to_owned()], ..office() };
    let series = meetings::add(&team, &only).await.unwrap();
    let it = meetings::hold(&team, series.id, yesterday()).await.unwrap();
    let invited = ctx_in(&platform, Role::Employee, at.commerce);
    let invited = Ctx::new(
        platform.clone(),
        app::actor::Actor { agency_id: at.commerce, ..invited.actor },
        now(),
    );
    assert_eq!(meetings::list(&invited, &Query::default()).await.unwrap().n_items, 1);
    let forbidden = meetings::close(&invited, it.id, it.version).await;
    assert!(matches!(forbidden, Err(Error::Forbidden(_))));
    let other = ctx_in(&platform, Role::Coordinator, at.revenue);
    assert!(matches!(meetings::show(&other, series.id).await, Err(Error::NotFound(_))));
    assert!(matches!(meetings::meeting(&other, it.id).await, Err(Error::NotFound(_))));
    assert!(matches!(meetings::finish(&other, it.id, 0).await, Err(Error::NotFound(_))));
    assert_eq!(meetings::list(&other, &Query::default()).await.unwrap().n_items, 0);
    // A coordinator calls meetings of their own agency, and of no other.
    let Err(Error::Invalid(problems)) = meetings::add(&other, &office()).await else {
        panic!("it was added")
    };
    assert!(problems.iter().any(|it| it.field == "code"));
    assert!(problems.iter().any(|it| it.field == "agency"));
    let wrong = SeriesDocument { rule: "FREQ=SOMETIMES".to_owned(), ..only.clone() };
    let refused = meetings::change(&team, series.id, series.version, &wrong).await;
    assert!(matches!(refused, Err(Error::Invalid(it)) if it[0].field == "rule"));
    let longer = SeriesDocument { lasts: Span::from_hours(2), ..only };
    let next = meetings::change(&team, series.id, series.version, &longer).await.unwrap();
    let stale = meetings::change(&team, series.id, series.version, &longer).await;
    assert!(matches!(stale, Err(Error::Stale(_))));
    let retired = meetings::retire(&team, series.id, next.version).await.unwrap();
    let refused = meetings::hold(&team, series.id, now()).await.unwrap_err();
    assert_eq!(refusal(refused), "meeting.series_retired");
    meetings::restore(&team, series.id, retired.version).await.unwrap();
}

#[tokio::test]
async fn req_s0_33_meetings_are_served_as_icalendar_by_a_secret_link() {
    let (platform, _, team) = desk().await;
    let series = meetings::add(&team, &office()).await.unwrap();
    meetings::hold(&team, series.id, yesterday()).await.unwrap();
    let carla = person(&platform, "commerce", "carla").await;
    let all = platform_ctx(&platform);
    sign_in::enroll(&all, carla, "carla@commerce.example", "a window made of tin").await.unwrap();
    let carla = ctx_with(&platform, carla, Role::Employee, Reach::Agencies([].into()));
    let secret = meetings::make_feed(&carla).await.unwrap();
    let text = meetings::feed(&platform, secret.expose(), now()).await.unwrap();
    assert!(
        text.contains("SUMMARY:Continuity meeting") && text.contains("LOCATION:Room 4"),
        "{text}"
    );
    assert!(text.contains("DTSTART:20261202T150000Z"), "{text}");
    // One for each month of the year behind and the one ahead since September, and the one recorded.
    let n_events = text.matches("BEGIN:VEVENT").count();
    assert!((14..=17).contains(&n_events), "{n_events}");
    // What we write, we read ourselves: each meeting is an event with a day.
    let days = app::people::calendars::holidays(&text, now().date_naive()).unwrap();
    assert_eq!(days.len(), n_events);
    let none = meetings::feed(&platform, "guessed", now()).await;
    assert!(matches!(none, Err(Error::NotFound(_))));
    let again = meetings::make_feed(&carla).await.unwrap();
    assert!(meetings::feed(&platform, secret.expose(), now()).await.is_err());
    meetings::drop_feed(&carla).await.unwrap();
    assert!(meetings::feed(&platform, again.expose(), now()).await.is_err());
    let file = meetings::series_file(&team, series.id).await.unwrap();
    assert!(file.starts_with("BEGIN:VCALENDAR") && file.contains("BEGIN:VEVENT"), "{file}");
}
