//! Due days of agencies, by the business calendars that they chose.

use app::actor::Role;
use app::assure::submissions::{
    self, CampaignDocument, Outcome, Query, Request, State as SubmissionState, Submission,
};
use app::ids::AgencyId;
use app::people::agencies::{self, Agency, AgencyDocument, AgencyKind};
use app::people::calendars::{self, Calendar, CalendarDocument, Opening, Pause};
use app::plans::plan::{self, PlanReviews};
use app::prepare::imports::{self, File, Format, Mapping, Source, Target};
use app::{Ctx, Error, Platform, events, settings};
use chrono::NaiveDate;
use test_support::{State, ctx, ctx_in, fresh, platform_ctx, state};

use crate::impact_desk::at;
use crate::plan_desk::plan_desk;
use crate::submissions::{campaign as asked_of_all, handed_in, review};

fn day(it: &str) -> NaiveDate {
    it.parse().unwrap()
}

/// Office hours, closed on Thanksgiving, the day after it and the Monday that follows.
fn office() -> CalendarDocument {
    let opening = Opening::weekdays("America/New_York".parse().unwrap());
    let holidays = ["2026-11-26", "2026-11-27", "2026-11-30"];
    CalendarDocument {
        code: "office".to_owned(),
        name: "Office hours".to_owned(),
        time_zone: "America/New_York".to_owned(),
        always: false,
        hours: opening.hours,
        holidays: holidays.map(|it| (day(it), "A holiday".to_owned())).into(),
    }
}

fn always() -> CalendarDocument {
    CalendarDocument {
        code: "always".to_owned(),
        name: "Day and night".to_owned(),
        always: true,
        hours: Vec::new(),
        holidays: [].into(),
        ..office()
    }
}

async fn choose(ctx: &Ctx, id: AgencyId, calendar: Option<&str>) -> app::Result<Agency> {
    let seen = agencies::show(ctx, id).await?.version;
    let calendar = calendar.map(str::to_owned);
    let document = AgencyDocument { calendar, ..agencies::document(ctx, id).await? };
    agencies::change(ctx, id, seen, &document).await
}

/// A state with both calendars: commerce keeps office hours, and revenue is there always.
async fn two(platform: &Platform) -> (State, [Calendar; 2]) {
    let places = state(platform).await;
    let team = ctx(platform, Role::ContinuityTeam);
    let office = calendars::add(&team, &office()).await.unwrap();
    let always = calendars::add(&team, &always()).await.unwrap();
    choose(&team, places.commerce, Some("office")).await.unwrap();
    choose(&team, places.revenue, Some("always")).await.unwrap();
    (places, [office, always])
}

fn campaign(due_on: &str) -> CampaignDocument {
    CampaignDocument {
        year: 2026,
        name: "Plans of 2026".to_owned(),
        plan_types: [].into(),
        agencies: [].into(),
        opens_on: day("2026-11-01"),
        due_on: day(due_on),
        statute: String::new(),
        guidance: String::new(),
    }
}

/// What an agency owes.
async fn of(ctx: &Ctx, agency: AgencyId) -> Submission {
    let query = Query { agencies: Some([agency].into()), ..Query::default() };
    submissions::list(ctx, &query).await.unwrap().items.remove(0)
}

#[tokio::test]
async fn an_agency_chooses_a_calendar_that_is_in_use() {
    let platform = fresh().await;
    let (places, [_, always]) = two(&platform).await;
    let team = ctx(&platform, Role::ContinuityTeam);
    let chosen = agencies::document(&team, places.commerce).await.unwrap().calendar;
    assert_eq!(chosen.as_deref(), Some("office"));
    let query =
        events::Query { subject_id: Some(places.commerce.into()), ..events::Query::default() };
    let log = events::list(&platform_ctx(&platform), &query).await.unwrap();
    assert_eq!(log.items[0].action, "agency.changed");

    let wrong = choose(&team, places.commerce, Some("none")).await.unwrap_err();
    assert!(matches!(wrong, Error::Invalid(it) if it.len() == 1 && it[0].field == "calendar"));
    let reader = ctx_in(&platform, Role::Auditor, places.commerce);
    let refused = choose(&reader, places.commerce, None).await;
    assert!(matches!(refused, Err(Error::Forbidden(_))));

    calendars::retire(&team, always.id, always.version).await.unwrap();
    let retired = choose(&team, places.commerce, Some("always")).await;
    assert!(matches!(retired, Err(Error::Invalid(_))));
    // Where it was chosen before it stays named, so that other fields can still be changed. Nothing is
    // counted by it.
    let seen = agencies::show(&team, places.revenue).await.unwrap().version;
    let document = agencies::document(&team, places.revenue).await.unwrap();
    let document = AgencyDocument { mission: "Taxes.".to_owned(), ..document };
    let it = agencies::change(&team, places.revenue, seen, &document).await.unwrap();
    assert_eq!(it.calendar_id, Some(always.id));
    let found = agencies::calendars(&team, &[it.id].into()).await.unwrap();
    assert!(found.chosen(it.id).is_none() && found.named(it.id).is_none());
    assert_eq!(found.due_day(it.id, day("2026-11-28")).on, day("2026-11-30"));
}

/// A division is part of an agency, and closed when that is, unless it chose otherwise.
#[tokio::test]
async fn a_division_counts_by_the_calendar_of_its_agency_unless_it_chose_its_own() {
    let platform = fresh().await;
    let (places, [_, always]) = two(&platform).await;
    let team = ctx(&platform, Role::ContinuityTeam);
    let mut added = Vec::new();
    for (code, parent) in [("ports", "commerce"), ("piers", "ports"), ("roads", "franklin")] {
        let document = AgencyDocument {
            code: code.to_owned(),
            parent: Some(parent.to_owned()),
            name: format!("Division of {code}"),
            kind: AgencyKind::Division,
            calendar: None,
            aliases: Vec::new(),
            ..agencies::document(&team, places.commerce).await.unwrap()
        };
        added.push(agencies::add(&team, &document).await.unwrap().id);
    }
    let [ports, piers, roads] = added[..] else { unreachable!() };
    let due = async |id: AgencyId| {
        let found = agencies::calendars(&team, &[id].into()).await.unwrap();
        (found.due_day(id, day("2026-11-26")).on, found.inherited_from(id))
    };
    let from_commerce = (day("2026-12-01"), Some(places.commerce));
    assert_eq!(due(ports).await, from_commerce);
    assert_eq!(due(piers).await, from_commerce, "a part of a part");
    assert_eq!(due(roads).await, (day("2026-11-26"), None), "the state chose none");

    // What is promised to it, and why, follow.
    let asked = Request {
        agency: "piers".to_owned(),
        reason: "A flood.".to_owned(),
        plan_types: [].into(),
        due_on: day("2026-11-26"),
    };
    let it = submissions::request(&team, &asked).await.unwrap();
    assert_eq!(it.due_on, day("2026-12-01"));
    let why = submissions::why_due(&team, &it).await.unwrap();
    assert_eq!(why.calendar.map(|it| it.code).as_deref(), Some("office"));
    assert_eq!(why.lines.map(|it| it.len()), Some(6));

    choose(&team, ports, Some("always")).await.unwrap();
    assert_eq!(due(ports).await, (day("2026-11-26"), None));
    assert_eq!(due(piers).await, (day("2026-11-26"), Some(ports)));
    // Nothing is counted by a calendar that is retired: what holds above holds again.
    calendars::retire(&team, always.id, always.version).await.unwrap();
    assert_eq!(due(ports).await, from_commerce);
    assert_eq!(due(piers).await, from_commerce);
}

/// One campaign, a weekend, a holiday, and two calendars.
#[tokio::test]
async fn req_s0_22_each_agency_of_a_campaign_is_due_on_a_day_on_which_it_is_open() {
    let platform = fresh().await;
    let (places, _) = two(&platform).await;
    let team = ctx(&platform, Role::ContinuityTeam);
    let asked = campaign("2026-11-28");
    let campaign = submissions::add_campaign(&team, &asked).await.unwrap();
    let commerce = of(&team, places.commerce).await;
    let revenue = of(&team, places.revenue).await;
    assert_eq!((commerce.due_on, revenue.due_on), (day("2026-12-01"), day("2026-11-28")));
    assert_eq!(commerce.asked_due_on, revenue.asked_due_on);

    // Each can say why, day by day.
    let why = submissions::why_due(&team, &commerce).await.unwrap();
    assert_eq!(why.calendar.map(|it| it.code).as_deref(), Some("office"));
    let lines = why.lines.unwrap();
    let pauses: Vec<Option<Pause>> = lines.iter().map(|it| it.why.clone()).collect();
    let holiday = Pause::Holiday("A holiday".to_owned());
    assert_eq!(pauses, [Some(Pause::Closed), Some(Pause::Closed), Some(holiday), None]);
    let (opens, closes) = lines[3].open[0];
    assert_eq!((closes - opens).num_minutes(), 570);
    let why = submissions::why_due(&team, &revenue).await.unwrap();
    assert_eq!(why.lines.unwrap().len(), 1);

    // Who is late is told apart by the same days, and so is who is reminded.
    let sunday = at(&team, "2026-11-29T17:00:00Z");
    assert_eq!(submissions::due(&sunday).await.unwrap(), 1);
    assert_eq!(of(&team, places.revenue).await.state, SubmissionState::Late);
    assert_eq!(of(&team, places.commerce).await.state, SubmissionState::Due);
    assert_eq!(submissions::remind(&sunday, campaign.id).await.unwrap(), 1);
    assert_eq!(submissions::due(&at(&team, "2026-12-02T04:00:00Z")).await.unwrap(), 0);
    assert_eq!(submissions::due(&at(&team, "2026-12-02T06:00:00Z")).await.unwrap(), 1);
    let late = of(&team, places.commerce).await;
    assert_eq!(late.state, SubmissionState::Late);
    let found = agencies::calendars(&team, &[late.agency_id].into()).await.unwrap();
    // From Tuesday to the Monday after: four business days.
    assert_eq!(late.days_late(found.opening(late.agency_id), day("2026-12-07")), Some(4));

    // More time is counted the same way, and makes what was late due again.
    let later = CampaignDocument { due_on: day("2026-12-05"), ..asked };
    let then = at(&team, "2026-12-02T17:00:00Z");
    submissions::change_campaign(&then, campaign.id, campaign.version, &later).await.unwrap();
    let commerce = of(&team, places.commerce).await;
    assert_eq!((commerce.state, commerce.due_on), (SubmissionState::Due, day("2026-12-07")));
    assert_eq!(of(&team, places.revenue).await.due_on, day("2026-12-05"));
}

#[tokio::test]
async fn a_due_day_follows_the_calendar_until_it_has_passed() {
    let platform = fresh().await;
    let places = state(&platform).await;
    let team = ctx(&platform, Role::ContinuityTeam);
    submissions::add_campaign(&team, &campaign("2026-11-30")).await.unwrap();
    assert_eq!(of(&team, places.commerce).await.due_on, day("2026-11-30"));
    // The state makes that Monday a holiday.
    let office = calendars::add(&team, &office()).await.unwrap();
    calendars::make_normal(&team, office.id).await.unwrap();
    let why = submissions::why_due(&team, &of(&team, places.commerce).await).await.unwrap();
    assert_eq!(why.lines, None, "it is not claimed to follow from what it does not");
    assert_eq!(submissions::due(&team).await.unwrap(), 2);
    assert_eq!(submissions::due(&team).await.unwrap(), 0);
    let it = of(&team, places.commerce).await;
    assert_eq!((it.due_on, it.asked_due_on), (day("2026-12-01"), day("2026-11-30")));
    assert_eq!(submissions::why_due(&team, &it).await.unwrap().lines.unwrap().len(), 2);
    let query = events::Query { subject_id: Some(it.id.into()), ..events::Query::default() };
    let log = events::list(&platform_ctx(&platform), &query).await.unwrap();
    assert_eq!(log.items[0].action, "submission.changed");

    // An agency that is there always has its own day, until it chooses otherwise.
    let always = calendars::add(&team, &always()).await.unwrap();
    choose(&team, places.commerce, Some("always")).await.unwrap();
    assert_eq!(submissions::due(&team).await.unwrap(), 1);
    assert_eq!(of(&team, places.commerce).await.due_on, day("2026-11-30"));
    assert_eq!(of(&team, places.revenue).await.due_on, day("2026-12-01"));
    calendars::retire(&team, always.id, always.version).await.unwrap();
    assert_eq!(submissions::due(&team).await.unwrap(), 1);
    assert_eq!(of(&team, places.commerce).await.due_on, day("2026-12-01"));

    // Once it is late, no calendar takes that away.
    submissions::due(&at(&team, "2026-12-03T12:00:00Z")).await.unwrap();
    choose(&team, places.commerce, Some("office")).await.unwrap();
    submissions::due(&at(&team, "2026-12-03T13:00:00Z")).await.unwrap();
    assert_eq!(of(&team, places.commerce).await.state, SubmissionState::Late);
}

#[tokio::test]
async fn what_is_asked_for_on_its_own_is_due_on_an_open_day_too() {
    let platform = fresh().await;
    two(&platform).await;
    let team = ctx(&platform, Role::ContinuityTeam);
    let asked = Request {
        agency: "commerce".to_owned(),
        reason: "A flood.".to_owned(),
        plan_types: [].into(),
        due_on: day("2026-11-26"),
    };
    let it = submissions::request(&team, &asked).await.unwrap();
    assert_eq!((it.asked_due_on, it.due_on), (day("2026-11-26"), day("2026-12-01")));
    let documents = submissions::documents(&team, &[it]).await.unwrap();
    assert_eq!(documents[0].due_on, day("2026-12-01"));
    assert_eq!(documents[0].asked_due_on, day("2026-11-26"));
}

/// What a review asks for is put right within business days, if the state says so.
#[tokio::test]
async fn what_a_review_asks_for_is_put_right_by_an_open_day() {
    let desk = plan_desk().await;
    calendars::add(&desk.team, &office()).await.unwrap();
    choose(&desk.team, desk.at.commerce, Some("office")).await.unwrap();
    let server = platform_ctx(&desk.platform);
    let reviews = PlanReviews { fix_days: 5, business_days: true, ..PlanReviews::default() };
    settings::change(&server, 0, reviews.clone()).await.unwrap();
    desk.in_force("it").await;
    asked_of_all(&desk).await;
    let it = handed_in(&desk).await;
    let judged = (review(2, &[("statute.cyber", 0)]), Outcome::Returned);
    let it = submissions::decide(&desk.team, it.id, it.version, judged).await.unwrap();
    // Three days of the next week, and two after the holidays.
    assert_eq!(it.fixes_due_on, Some(day("2026-12-02")));
    let why = submissions::why_fixes(&desk.head, &it).await.unwrap().unwrap();
    assert_eq!(why.lines.map(|it| (it.len(), it[10].left)), Some((11, 0)));
    // Another setting holds for what is decided from now on.
    settings::change(&server, 1, PlanReviews { fix_days: 6, ..reviews }).await.unwrap();
    let why = submissions::why_fixes(&desk.head, &it).await.unwrap().unwrap();
    assert_eq!(why.lines, None);
    let it = handed_in(&desk).await;
    assert_eq!((it.fixes_due_on, it.fixes_from), (None, None));
    let judged = (review(3, &[]), Outcome::Accepted);
    let it = submissions::decide(&desk.team, it.id, it.version, judged).await.unwrap();
    assert_eq!(submissions::why_fixes(&desk.head, &it).await.unwrap(), None);
    let wrong = PlanReviews { fix_days: 366, ..PlanReviews::default() };
    assert!(matches!(settings::change(&server, 2, wrong).await, Err(Error::Invalid(_))));
}

/// The state may say business days, and each agency counts them by its own calendar.
#[tokio::test]
async fn a_changed_plan_is_looked_at_again_within_business_days_where_the_state_says_so() {
    let desk = plan_desk().await;
    calendars::add(&desk.team, &office()).await.unwrap();
    choose(&desk.team, desk.at.commerce, Some("office")).await.unwrap();
    let reviews = PlanReviews { change_days: 5, business_days: true, ..PlanReviews::default() };
    settings::change(&platform_ctx(&desk.platform), 0, reviews).await.unwrap();
    let plan = desk.in_force("it").await;
    assert_eq!(plan::why_due(&desk.team, &plan).await.unwrap(), None);
    let because = "The data center moves.";
    // It is Saturday. Three days of the next week count, and two after the holidays.
    let plan = plan::flag(&desk.team, plan.id, plan.version, because).await.unwrap();
    assert_eq!(plan.review_due, Some("2026-12-02T22:30:00Z".parse().unwrap()));
    let why = plan::why_due(&desk.team, &plan).await.unwrap().unwrap();
    let left: Vec<u32> = why.lines.unwrap().iter().map(|it| it.left).collect();
    assert_eq!(left, [5, 4, 3, 2, 2, 2, 2, 2, 2, 1, 0]);
    // Said once more, it is not due later.
    let later = at(&desk.team, "2026-11-25T12:00:00Z");
    let plan = plan::flag(&later, plan.id, plan.version, because).await.unwrap();
    assert_eq!(plan.review_due, Some("2026-12-02T22:30:00Z".parse().unwrap()));
    assert_eq!(plan.review_from, Some(day("2026-11-21")));
    let author = at(&desk.author, "2026-12-01T12:00:00Z");
    let plan = plan::reaffirm(&author, plan.id, plan.version).await.unwrap();
    assert_eq!(plan::why_due(&desk.team, &plan).await.unwrap(), None);
}

/// A list of agencies names the calendar of each by its code or by what it is called.
#[tokio::test]
async fn a_list_of_agencies_brings_the_calendar_of_each() {
    let platform = fresh().await;
    let at = state(&platform).await;
    let ctx = platform_ctx(&platform);
    calendars::add(&ctx, &office()).await.unwrap();
    let rows = "name,calendar\nAgency of commerce,office\nAgency of revenue,office HOURS\n\
                Agency of franklin,nights\n";
    let file = File::of(Format::Csv, rows.as_bytes().to_vec());
    let mapping = Mapping::new(Target::Agency)
        .with("name", Source::column("name"))
        .with("calendar", Source::column("calendar"));
    let counts = imports::put(&ctx, &file, &mapping, true).await.unwrap();
    assert_eq!((counts.n_changed, counts.n_refused), (2, 1), "{:?}", counts.problems);
    for (id, wanted) in
        [(at.commerce, Some("office")), (at.revenue, Some("office")), (at.franklin, None)]
    {
        let document = agencies::document(&ctx, id).await.unwrap();
        assert_eq!(document.calendar.as_deref(), wanted, "{}", document.code);
    }
    let again = imports::put(&ctx, &file, &mapping, true).await.unwrap();
    assert_eq!((again.n_same, again.n_changed), (2, 0));
}
