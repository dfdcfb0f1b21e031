//! Running scenarios: what comes out, who sees what of it, and what happens to runs.

use app::actor::{Reach, Role};
use app::ids::PersonId;
use app::people::agencies;
use app::people::calendars::{self, CalendarDocument, Opening};
use app::prepare::inventory::{
    self, ItemDocument, Kind, NeedDocument, Proof, ProofSource, reference,
};
use app::prove::scenarios::{
    self, BookingKind, Change, NoteKind, RowQuery, RowVerdict, Run, RunState, Scenario,
    ScenarioDocument, Simulation,
};
use app::{Ctx, Error, Paging, Platform, Span};
use serde_json::json;
use std::sync::Arc;
use test_support::{agency, ctx, ctx_in, ctx_with, fresh, item, platform_ctx, put, state};

pub(crate) const MANY: Paging = Paging { number: 1, size: 100 };

fn hours(n: i64) -> Span {
    Span::from_hours(n)
}

/// A data center of commerce with a crew of two. On its two servers, which the crew restores one
/// after the other, stand a service of commerce and one of revenue.
pub(crate) async fn data_center(platform: &Platform) {
    item(platform, Kind::Site, "commerce", "east").await;
    let mut crew = ItemDocument::new(Kind::Crew, "commerce", "servers", "Server crew");
    crew.details.insert("people".to_owned(), json!(2));
    put(platform, &crew).await;
    for (agency, target, tier) in [("commerce", 4, 1), ("revenue", 5, 2)] {
        let server = format!("{agency}-server");
        let document = ItemDocument {
            site: Some("east".to_owned()),
            crew: Some("servers".to_owned()),
            crew_size: Some(2),
            restore: Some(hours(3)),
            proof: Some(Proof { source: ProofSource::Test, on: None, measured: Some(hours(3)) }),
            ..ItemDocument::new(Kind::Asset, agency, &server, &server)
        };
        put(platform, &document).await;
        let service = ItemDocument {
            tier: Some(tier),
            target_rto: Some(hours(target)),
            restore: Some(hours(0)),
            ..ItemDocument::new(Kind::Service, agency, &format!("{agency}-portal"), agency)
        };
        let service = put(platform, &service).await;
        let need = NeedDocument::hard(Kind::Asset, &server);
        inventory::add_need(&platform_ctx(platform), service.id, &need).await.unwrap();
    }
}

pub(crate) async fn scenario(platform: &Platform, agency: &str, lost: &[(Kind, &str)]) -> Scenario {
    let document = ScenarioDocument {
        lost: lost.iter().map(|(kind, code)| reference(*kind, code)).collect(),
        ..ScenarioDocument::new(agency, "lost", "Lost")
    };
    scenarios::add(&platform_ctx(platform), &document).await.unwrap()
}

pub(crate) async fn codes(ctx: &Ctx, run: &Run) -> Vec<String> {
    let page = scenarios::services(ctx, run.id, &RowQuery::default()).await.unwrap();
    page.items.into_iter().map(|it| it.item.code).collect()
}

/// Either service alone would be in time. Together one of them waits for the crew, and is late.
#[tokio::test]
async fn a_run_tells_who_is_late_because_others_have_the_crew() {
    let platform = fresh().await;
    state(&platform).await;
    data_center(&platform).await;
    let ctx = ctx(&platform, Role::ContinuityTeam);
    let scenario = scenario(&platform, "franklin", &[(Kind::Site, "east")]).await;
    let run = scenarios::run(&ctx, scenario.id).await.unwrap();
    assert_eq!((run.state, run.problem.as_str()), (RunState::Done, ""));
    assert_eq!(run.scenario.lost[0].code, "east");
    assert!(run.seq.is_some() && run.inputs_hash.len() == 64);

    let rows = scenarios::services(&ctx, run.id, &RowQuery::default()).await.unwrap().items;
    let [first, second] = rows.as_slice() else { panic!("{rows:?}") };
    assert_eq!((first.item.code.as_str(), first.back), ("commerce-portal", Some(hours(3))));
    assert_eq!((first.verdict, first.late), (RowVerdict::InTime, None));
    assert_eq!(second.item.code, "revenue-portal");
    assert_eq!((second.back, second.due), (Some(hours(6)), Some(hours(5))));
    assert_eq!((second.verdict, second.late), (RowVerdict::Late, Some(hours(1))));
    assert_eq!(second.cause.as_ref().map(|it| it.code.as_str()), Some("east"));
    assert!(second.chance.unwrap() < 0.5 && 0.5 < first.chance.unwrap());
    assert_eq!(run.n_trials, 1_024);
    for row in &rows {
        let ((low, high), chance) = (row.chance_between.unwrap(), row.chance.unwrap());
        assert!(low <= chance && chance <= high && high - low < 0.062, "{row:?}");
        assert!(low < high, "no number of trials is certain: {row:?}");
    }

    let work = scenarios::work(&ctx, run.id, None, MANY).await.unwrap().items;
    let times: Vec<_> = work.iter().map(|it| (it.item.code.as_str(), it.from, it.until)).collect();
    let expected =
        [("commerce-server", hours(0), hours(3)), ("revenue-server", hours(3), hours(6))];
    assert_eq!(times, expected);
    assert_eq!(work[0].crew.as_ref().map(|it| it.code.as_str()), Some("servers"));

    let bookings = scenarios::bookings(&ctx, run.id).await.unwrap();
    let booking = bookings.iter().find(|it| it.kind == BookingKind::Crew).unwrap();
    assert_eq!((booking.asked, booking.there), (4, Some(2)));
    let agencies: Vec<_> = booking.agencies.iter().map(|it| (it.1.as_str(), it.2)).collect();
    assert_eq!(agencies, [("Agency of commerce", 2), ("Agency of revenue", 2)]);

    let found = scenarios::findings(&ctx, run.id).await.unwrap();
    assert!(found.is_statewide);
    assert_eq!((found.totals.n_down, found.totals.n_late, found.totals.n_in_time), (2, 1, 1));
    assert_eq!((found.n_down, found.all_back), (Some(5), Some(hours(6))));
    let curve = scenarios::curve(&ctx, run.id).await.unwrap();
    let last = curve.points.last().unwrap();
    assert_eq!((curve.n_down, last.n_back, last.n_high), (2, 2, Some(2)));
    assert!(curve.points.iter().all(|it| it.n_low <= it.n_high));
}

#[tokio::test]
async fn everybody_sees_of_a_run_what_is_theirs() {
    let platform = fresh().await;
    let at = state(&platform).await;
    data_center(&platform).await;
    let scenario = scenario(&platform, "commerce", &[(Kind::Site, "east")]).await;
    let own = ctx_in(&platform, Role::PlanOwner, at.commerce);
    let run = scenarios::run(&own, scenario.id).await.unwrap();
    assert_eq!(codes(&own, &run).await, ["commerce-portal"]);
    let found = scenarios::findings(&own, run.id).await.unwrap();
    assert_eq!((found.is_statewide, found.totals.n_down, found.n_down), (false, 1, None));
    assert_eq!((found.all_back, found.all_back_at_least), (Some(hours(3)), None));
    assert_eq!(scenarios::work(&own, run.id, None, MANY).await.unwrap().n_items, 1);
    let curve = scenarios::curve(&own, run.id).await.unwrap();
    assert_eq!((curve.n_down, curve.points.last().unwrap().n_back), (1, 1));
    let booking = scenarios::bookings(&own, run.id).await.unwrap().remove(0);
    assert_eq!((booking.agencies.len(), booking.has_others), (1, true));

    let other = ctx_in(&platform, Role::Coordinator, at.revenue);
    let hidden = |it: Error| matches!(it, Error::NotFound(_));
    assert!(hidden(scenarios::show_run(&other, run.id).await.unwrap_err()));
    assert!(hidden(scenarios::curve(&other, run.id).await.unwrap_err()));
    assert!(hidden(scenarios::bookings(&other, run.id).await.unwrap_err()));
    assert!(hidden(scenarios::findings(&other, run.id).await.unwrap_err()));
    assert!(hidden(scenarios::start(&other, scenario.id).await.unwrap_err()));
    assert!(hidden(scenarios::cancel_run(&other, run.id).await.unwrap_err()));
    assert!(hidden(scenarios::list_runs(&other, scenario.id, MANY).await.unwrap_err()));
    assert!(hidden(scenarios::compare(&other, run.id, run.id).await.unwrap_err()));

    // Who was shown the scenario alone sees none of the services.
    let person = PersonId::new();
    let reach = Reach::Record(scenario.id.into());
    let partner = ctx_with(&platform, person, Role::IncidentCommander, reach);
    assert!(scenarios::show_run(&partner, run.id).await.is_ok());
    assert_eq!(codes(&partner, &run).await, Vec::<String>::new());
    assert_eq!(scenarios::findings(&partner, run.id).await.unwrap().totals.n_down, 0);
    assert_eq!(scenarios::bookings(&partner, run.id).await.unwrap(), []);
    let (seen, _) = scenarios::show_run(&partner, run.id).await.unwrap();
    assert_eq!(seen.scenario.lost, []);
}

#[tokio::test]
async fn people_of_a_lost_site_are_lost_unless_there_are_seats() {
    let platform = fresh().await;
    state(&platform).await;
    data_center(&platform).await;
    let ctx = platform_ctx(&platform);
    let crew = inventory::by_code(&ctx, Kind::Crew, "servers").await.unwrap();
    let mut document =
        inventory::documents(&ctx, std::slice::from_ref(&crew)).await.unwrap().remove(0);
    document.site = Some("east".to_owned());
    inventory::change(&ctx, crew.id, 1, &document).await.unwrap();
    let scenario = scenario(&platform, "franklin", &[(Kind::Site, "east")]).await;
    let totals = async |run: Run| scenarios::findings(&ctx, run.id).await.unwrap().totals;
    let run = scenarios::run(&ctx, scenario.id).await.unwrap();
    assert_eq!(totals(run).await.n_never, 2);

    // After a day there are others.
    let mut document = scenarios::document(&ctx, &scenario).await.unwrap();
    document.people_back = Some(hours(24));
    scenarios::change(&ctx, scenario.id, 1, &document).await.unwrap();
    let run = scenarios::run(&ctx, scenario.id).await.unwrap();
    let rows = scenarios::services(&ctx, run.id, &RowQuery::default()).await.unwrap().items;
    assert_eq!(rows[0].back, Some(hours(27)));
    assert_eq!(totals(run).await.n_late, 2);

    // With seats for both nothing is lost but the servers.
    let mut seats = ItemDocument::new(Kind::Site, "commerce", "seats", "Seats");
    seats.details.insert("site_role".to_owned(), json!("alternate_office"));
    seats.details.insert("seats".to_owned(), json!(2));
    put(&platform, &seats).await;
    let run = scenarios::run(&ctx, scenario.id).await.unwrap();
    let rows = scenarios::services(&ctx, run.id, &RowQuery::default()).await.unwrap().items;
    assert_eq!(rows[0].back, Some(hours(3)));
}

async fn for_business_hours(ctx: &Ctx) {
    let crew = inventory::by_code(ctx, Kind::Crew, "servers").await.unwrap();
    let mut document =
        inventory::documents(ctx, std::slice::from_ref(&crew)).await.unwrap().remove(0);
    document.details.insert("hours".to_owned(), json!("business"));
    inventory::change(ctx, crew.id, 1, &document).await.unwrap();
}

#[tokio::test]
async fn a_crew_that_works_in_business_hours_comes_in_the_morning() {
    let platform = fresh().await;
    state(&platform).await;
    data_center(&platform).await;
    let ctx = platform_ctx(&platform);
    for_business_hours(&ctx).await;
    let scenario = scenario(&platform, "franklin", &[(Kind::Site, "east")]).await;
    let mut document = scenarios::document(&ctx, &scenario).await.unwrap();
    // At five in the morning of a Monday in September, in New York.
    document.strikes_at = Some("2026-09-14T09:00:00Z".parse().unwrap());
    scenarios::change(&ctx, scenario.id, 1, &document).await.unwrap();
    let run = scenarios::run(&ctx, scenario.id).await.unwrap();
    let work = scenarios::work(&ctx, run.id, None, MANY).await.unwrap().items;
    assert_eq!(work[0].from, hours(3));
}

/// By the hours of the week alone, the crew would be there on Friday, 25 December, at ten.
#[tokio::test]
async fn on_a_holiday_of_the_calendar_of_the_state_a_crew_for_business_hours_is_away() {
    let platform = fresh().await;
    state(&platform).await;
    data_center(&platform).await;
    let ctx = platform_ctx(&platform);
    for_business_hours(&ctx).await;
    let document = ScenarioDocument {
        lost: vec!["site:east".to_owned()],
        strikes_at: Some("2026-12-25T15:00:00Z".parse().unwrap()),
        ..ScenarioDocument::new("franklin", "christmas", "Christmas")
    };
    let scenario = scenarios::add(&ctx, &document).await.unwrap();
    let first = scenarios::run(&ctx, scenario.id).await.unwrap();
    let work = scenarios::work(&ctx, first.id, None, MANY).await.unwrap().items;
    assert_eq!(work[0].from, hours(0));
    let no_calendar = "Monday to Friday, 08:00 to 17:30, without holidays";
    assert_eq!(first.scenario.calendar.as_deref(), Some(no_calendar));

    let zone = "America/New_York";
    let office = CalendarDocument {
        code: "office".to_owned(),
        name: "State offices".to_owned(),
        time_zone: zone.to_owned(),
        always: false,
        hours: Opening::weekdays(zone.parse().unwrap()).hours,
        holidays: [("2026-12-25".parse().unwrap(), "Christmas".to_owned())].into(),
    };
    let office = calendars::add(&ctx, &office).await.unwrap();
    calendars::make_normal(&ctx, office.id).await.unwrap();
    let run = scenarios::run(&ctx, scenario.id).await.unwrap();
    assert_eq!(run.scenario.calendar.as_deref(), Some("State offices"));
    assert_ne!(run.inputs_hash, first.inputs_hash);
    let work = scenarios::work(&ctx, run.id, None, MANY).await.unwrap().items;
    // Until Monday at eight.
    assert_eq!(work[0].from, hours(70));

    let changed = async || scenarios::things_changed(&ctx, &run, &scenario).await.unwrap();
    assert!(!changed().await);
    let mut document = CalendarDocument::of(&office);
    document.holidays.insert("2026-12-28".parse().unwrap(), "A long weekend".to_owned());
    calendars::change(&ctx, office.id, office.version, &document).await.unwrap();
    assert!(changed().await, "crews would come later now");
}

#[tokio::test]
async fn two_runs_are_compared_and_things_that_changed_since_are_told() {
    let platform = fresh().await;
    state(&platform).await;
    data_center(&platform).await;
    let ctx = ctx(&platform, Role::ContinuityTeam);
    let scenario = scenario(&platform, "franklin", &[(Kind::Site, "east")]).await;
    let before = scenarios::run(&ctx, scenario.id).await.unwrap();
    let again = scenarios::run(&ctx, scenario.id).await.unwrap();
    assert_eq!(before.inputs_hash, again.inputs_hash);
    assert_eq!(before.result, again.result);
    let same = scenarios::compare(&ctx, before.id, again.id).await.unwrap();
    assert!(same.same_inputs && !same.searched_apart && same.counts.iter().all(|it| it.1 == 0));
    let changed = async |run: &Run| {
        let (run, scenario) = scenarios::show_run(&ctx, run.id).await.unwrap();
        scenarios::things_changed(&ctx, &run, &scenario).await.unwrap()
    };
    assert!(!changed(&before).await);

    let server = inventory::by_code(&ctx, Kind::Asset, "commerce-server").await.unwrap();
    let mut document =
        inventory::documents(&ctx, std::slice::from_ref(&server)).await.unwrap().remove(0);
    document.restore = Some(hours(1));
    inventory::change(&ctx, server.id, 1, &document).await.unwrap();
    assert!(changed(&before).await);
    let after = scenarios::run(&ctx, scenario.id).await.unwrap();
    let compared = scenarios::compare(&ctx, before.id, after.id).await.unwrap();
    let expected = Change::ALL.map(|it| (it, if it == Change::Earlier { 2 } else { 0 }));
    assert_eq!((compared.same_inputs, compared.counts), (false, expected.to_vec()));
    let runs = (before.id, after.id);
    let rows = scenarios::changed(&ctx, runs, Change::Earlier, MANY).await.unwrap().items;
    assert_eq!((rows[0].back_before, rows[0].back_after), (Some(hours(3)), Some(hours(1))));

    // Another scenario, of one server alone.
    let document = ScenarioDocument {
        lost: vec!["asset:revenue-server".to_owned()],
        ..ScenarioDocument::new("franklin", "server", "A server")
    };
    let other = scenarios::add(&platform_ctx(&platform), &document).await.unwrap();
    let other = scenarios::run(&ctx, other.id).await.unwrap();
    let compared = scenarios::compare(&ctx, after.id, other.id).await.unwrap();
    let n = |it: Change| compared.counts.iter().find(|of| of.0 == it).unwrap().1;
    assert!(compared.searched_apart, "neither search knows the other's order");
    assert_eq!((n(Change::NotDown), n(Change::Earlier), n(Change::NewlyDown)), (1, 1, 0));
    let back = scenarios::compare(&ctx, other.id, after.id).await.unwrap();
    assert_eq!(back.counts[0], (Change::NewlyDown, 1));
    let runs = (after.id, other.id);
    let gone = scenarios::changed(&ctx, runs, Change::NotDown, MANY).await.unwrap().items;
    assert_eq!((gone[0].back_before, gone[0].back_after), (Some(hours(1)), None));
}

#[tokio::test]
async fn a_run_is_of_the_inventory_as_it_is_when_there_is_a_place_and_says_what_changed_since() {
    let platform = fresh().await;
    state(&platform).await;
    data_center(&platform).await;
    let ctx = platform_ctx(&platform);
    let scenario = scenario(&platform, "franklin", &[(Kind::Site, "east")]).await;
    let begun = scenarios::begin(&ctx, scenario.id).await.unwrap();
    let site = inventory::by_code(&ctx, Kind::Site, "east").await.unwrap();
    let site = inventory::retire(&ctx, site.id, site.version).await.unwrap();
    let run = begun.carry_out(&ctx).await.unwrap();
    assert_eq!(run.scenario.lost[0].id, None);
    assert_eq!(codes(&ctx, &run).await, Vec::<String>::new());
    let notes = scenarios::findings(&ctx, run.id).await.unwrap().notes;
    assert!(notes.iter().any(|it| it.kind == NoteKind::PartsOutOfUse), "{notes:?}");
    let (run, scenario) = scenarios::show_run(&ctx, run.id).await.unwrap();
    assert!(scenarios::things_changed(&ctx, &run, &scenario).await.unwrap());

    let begun = scenarios::begin(&ctx, scenario.id).await.unwrap();
    inventory::restore(&ctx, site.id, site.version).await.unwrap();
    let run = begun.carry_out(&ctx).await.unwrap();
    assert_eq!((run.scenario.lost[0].id, codes(&ctx, &run).await.len()), (Some(site.id), 2));
    let notes = scenarios::findings(&ctx, run.id).await.unwrap().notes;
    assert!(notes.iter().all(|it| it.kind != NoteKind::PartsOutOfUse), "{notes:?}");
}

#[tokio::test]
async fn a_run_is_of_the_scenario_as_it_was() {
    let platform = fresh().await;
    state(&platform).await;
    data_center(&platform).await;
    let ctx = platform_ctx(&platform);
    let scenario = scenario(&platform, "franklin", &[(Kind::Site, "east")]).await;
    let run = scenarios::run(&ctx, scenario.id).await.unwrap();
    let document = ScenarioDocument {
        lost: vec!["crew:servers".to_owned()],
        name: "Something else".to_owned(),
        ..scenarios::document(&ctx, &scenario).await.unwrap()
    };
    scenarios::change(&ctx, scenario.id, 1, &document).await.unwrap();
    let (run, now) = scenarios::show_run(&ctx, run.id).await.unwrap();
    assert_eq!((run.scenario.name.as_str(), now.name.as_str()), ("Lost", "Something else"));
    assert_eq!(run.scenario.lost[0].code, "east");
    assert!(run.scenario.lost[0].id.is_some());
    assert!(scenarios::things_changed(&ctx, &run, &now).await.unwrap());
}

#[tokio::test]
async fn a_retired_scenario_is_not_run() {
    let platform = fresh().await;
    state(&platform).await;
    data_center(&platform).await;
    let ctx = platform_ctx(&platform);
    let scenario = scenario(&platform, "franklin", &[(Kind::Site, "east")]).await;
    let retired = scenarios::retire(&ctx, scenario.id, 1).await.unwrap();
    let refused = scenarios::start(&ctx, scenario.id).await;
    assert!(matches!(refused, Err(Error::Refused(it)) if it.code == "scenario.retired"));
    let how = Simulation { seed: 1, tell: Arc::new(|_, _| ()) };
    let refused = scenarios::simulate(&ctx, &retired, &how).await;
    assert!(matches!(refused, Err(Error::Refused(it)) if it.code == "scenario.retired"));
}

#[tokio::test]
async fn a_note_names_to_everybody_some_of_what_is_theirs() {
    let platform = fresh().await;
    let at = state(&platform).await;
    let mut lost = Vec::new();
    for n in 10..70 {
        lost.push(format!(
            "asset:{}",
            item(&platform, Kind::Asset, "revenue", &format!("a-{n}")).await.code
        ));
    }
    item(&platform, Kind::Asset, "commerce", "z").await;
    lost.push("asset:z".to_owned());
    let root = platform_ctx(&platform);
    let document = ScenarioDocument { lost, ..ScenarioDocument::new("commerce", "all", "All") };
    let scenario = scenarios::add(&root, &document).await.unwrap();
    let run = scenarios::run(&root, scenario.id).await.unwrap();
    let note = async |ctx: &Ctx| {
        let notes = scenarios::findings(ctx, run.id).await.unwrap().notes;
        notes.into_iter().find(|it| it.kind == NoteKind::TimeUnknown).unwrap()
    };
    let all = note(&root).await;
    assert_eq!((all.n, all.is_at_least, all.items.len()), (61, false, 50));
    let own = note(&ctx_in(&platform, Role::PlanOwner, at.commerce)).await;
    let codes: Vec<&str> = own.items.iter().map(|it| it.code.as_str()).collect();
    assert_eq!((own.n, own.is_at_least, codes), (1, true, vec!["z"]));
}

#[tokio::test]
async fn the_same_work_by_another_crew_is_another_run() {
    let platform = fresh().await;
    state(&platform).await;
    data_center(&platform).await;
    let ctx = platform_ctx(&platform);
    let scenario = scenario(&platform, "franklin", &[(Kind::Site, "east")]).await;
    let before = scenarios::run(&ctx, scenario.id).await.unwrap();
    let mut crew = ItemDocument::new(Kind::Crew, "commerce", "others", "Other crew");
    crew.details.insert("people".to_owned(), json!(2));
    put(&platform, &crew).await;
    for code in ["commerce-server", "revenue-server"] {
        let server = inventory::by_code(&ctx, Kind::Asset, code).await.unwrap();
        let mut document =
            inventory::documents(&ctx, std::slice::from_ref(&server)).await.unwrap().remove(0);
        document.crew = Some("others".to_owned());
        inventory::change(&ctx, server.id, 1, &document).await.unwrap();
    }
    let after = scenarios::run(&ctx, scenario.id).await.unwrap();
    let work = scenarios::work(&ctx, after.id, None, MANY).await.unwrap().items;
    assert_eq!(work[0].crew.as_ref().map(|it| it.code.as_str()), Some("others"));
    assert_ne!(before.inputs_hash, after.inputs_hash);
}

#[tokio::test]
async fn after_a_merger_the_agency_that_took_over_sees_its_double_bookings() {
    let platform = fresh().await;
    let at = state(&platform).await;
    data_center(&platform).await;
    let root = platform_ctx(&platform);
    let scenario = scenario(&platform, "revenue", &[(Kind::Site, "east")]).await;
    let run = scenarios::run(&root, scenario.id).await.unwrap();
    let treasury = agency(&platform, "treasury", Some("franklin")).await;
    let old = agencies::show(&root, at.revenue).await.unwrap();
    agencies::merge(&root, old.id, treasury, old.version).await.unwrap();
    let own = ctx_in(&platform, Role::PlanOwner, treasury);
    let found = scenarios::bookings(&own, run.id).await.unwrap();
    let booking = found.iter().find(|it| it.kind == BookingKind::Crew).unwrap();
    let agencies: Vec<_> = booking.agencies.iter().map(|it| (it.0, it.2)).collect();
    assert_eq!((agencies, booking.has_others), (vec![(treasury, 2)], true));
}

#[tokio::test]
async fn a_scenario_is_tried_without_keeping_anything() {
    let platform = fresh().await;
    let at = state(&platform).await;
    data_center(&platform).await;
    let how = Simulation { seed: 1, tell: Arc::new(|_, _| ()) };
    let document = ScenarioDocument {
        lost: vec!["site:east".to_owned()],
        ..ScenarioDocument::new("franklin", "tried", "Tried")
    };
    let ctx = platform_ctx(&platform);
    let found = scenarios::simulate_document(&ctx, &document, &how).await.unwrap();
    assert_eq!((found.services.len(), found.work.len()), (2, 2));
    assert_eq!(found.result.totals.n_late, 1);
    assert!(scenarios::by_code(&ctx, "tried").await.is_err());
    let own = ctx_in(&platform, Role::Coordinator, at.commerce);
    assert!(scenarios::simulate_document(&own, &document, &how).await.is_err());
}

/// Nothing is back at another time, but one target is no longer met: that is a difference, too.
#[tokio::test]
async fn another_target_is_a_difference_although_all_is_back_when_it_was() {
    let platform = fresh().await;
    state(&platform).await;
    data_center(&platform).await;
    let ctx = ctx(&platform, Role::ContinuityTeam);
    let scenario = scenario(&platform, "franklin", &[(Kind::Site, "east")]).await;
    let before = scenarios::run(&ctx, scenario.id).await.unwrap();
    let portal = inventory::by_code(&ctx, Kind::Service, "commerce-portal").await.unwrap();
    let mut document =
        inventory::documents(&ctx, std::slice::from_ref(&portal)).await.unwrap().remove(0);
    document.target_rto = Some(hours(2));
    inventory::change(&ctx, portal.id, portal.version, &document).await.unwrap();
    let after = scenarios::run(&ctx, scenario.id).await.unwrap();

    let compared = scenarios::compare(&ctx, before.id, after.id).await.unwrap();
    let expected = Change::ALL.map(|it| (it, u64::from(it == Change::Judged)));
    assert_eq!((compared.same_inputs, compared.counts), (false, expected.to_vec()));
    let runs = (before.id, after.id);
    let rows = scenarios::changed(&ctx, runs, Change::Judged, MANY).await.unwrap().items;
    let [row] = rows.as_slice() else { panic!("{rows:?}") };
    assert_eq!(row.row.item.code, "commerce-portal");
    assert_eq!((row.back_before, row.back_after), (Some(hours(3)), Some(hours(3))));
    assert_eq!(row.verdict_before, Some(RowVerdict::InTime));
    assert_eq!(row.row.verdict, RowVerdict::Late);
}
