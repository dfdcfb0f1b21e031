//! Runs of scenarios that wait, are canceled or broken off, and those that make room for others.

use app::actor::Role;
use app::ids::RunId;
use app::prepare::inventory::Kind;
use app::prove::scenarios::{self, RUNS_KEPT_MAX, RunState};
use app::seal::SealKey;
use app::{Error, Platform};
use sea_orm::{ConnectionTrait as _, Statement};
use serde_json::json;
use test_support::{ctx, ctx_in, fresh, platform_ctx, state};

use crate::scenario_runs::{MANY, codes, data_center, scenario};

#[tokio::test]
async fn a_run_is_canceled_once_and_leaves_room_for_another() {
    let platform = fresh().await;
    let at = state(&platform).await;
    data_center(&platform).await;
    let scenario = scenario(&platform, "commerce", &[(Kind::Site, "east")]).await;
    let own = ctx_in(&platform, Role::PlanOwner, at.commerce);
    let begun = scenarios::begin(&own, scenario.id).await.unwrap();
    let id = begun.run.id;
    let refused = scenarios::begin(&own, scenario.id).await.map(|_| ());
    assert!(matches!(refused, Err(Error::Refused(it)) if it.code == "run.one_at_a_time"));
    // Who may not change the scenario cancels only what they started.
    let other = ctx_in(&platform, Role::PlanOwner, at.commerce);
    assert!(matches!(scenarios::cancel_run(&other, id).await, Err(Error::Forbidden(_))));
    assert!(scenarios::watch_run(&own, &begun.run).is_some());
    scenarios::cancel_run(&own, id).await.unwrap();
    let again = scenarios::cancel_run(&own, id).await;
    assert!(matches!(again, Err(Error::Refused(it)) if it.code == "run.over"));
    assert_eq!(begun.carry_out(&own).await.unwrap().state, RunState::Canceled);
    assert_eq!(scenarios::run(&own, scenario.id).await.unwrap().state, RunState::Done);
    let none = scenarios::findings(&own, id).await;
    assert!(matches!(none, Err(Error::Refused(it)) if it.code == "run.not_done"));
}

#[tokio::test]
async fn what_a_stop_of_the_server_cut_off_is_told_as_that() {
    let platform = fresh().await;
    state(&platform).await;
    data_center(&platform).await;
    let ctx = ctx(&platform, Role::ContinuityTeam);
    let scenario = scenario(&platform, "franklin", &[(Kind::Site, "east")]).await;
    let begun = scenarios::begin(&ctx, scenario.id).await.unwrap();
    let id = begun.run.id;
    assert_eq!(scenarios::break_off(&ctx).await.unwrap(), 0);
    // The server stops, and another one starts on the same database.
    drop(begun);
    let next = Platform::new(platform.db.clone(), SealKey::new(&[7; 32]));
    assert_eq!(scenarios::break_off(&platform_ctx(&next)).await.unwrap(), 1);
    let (run, _) = scenarios::show_run(&ctx, id).await.unwrap();
    assert_eq!(run.state, RunState::BrokenOff);
    assert_eq!(scenarios::run(&ctx, scenario.id).await.unwrap().state, RunState::Done);
    let log = app::events::history(&platform_ctx(&platform), scenario.id.into(), 9).await.unwrap();
    let actions: Vec<&str> = log.iter().rev().map(|it| it.action.as_str()).collect();
    let expected =
        ["scenario.added", "run.started", "run.broken_off", "run.started", "run.finished"];
    assert_eq!(actions, expected);
}

#[tokio::test]
async fn another_server_that_starts_takes_no_run_from_the_first() {
    let platform = fresh().await;
    state(&platform).await;
    data_center(&platform).await;
    let ctx = ctx(&platform, Role::ContinuityTeam);
    let scenario = scenario(&platform, "franklin", &[(Kind::Site, "east")]).await;
    let other = platform_ctx(&Platform::new(platform.db.clone(), SealKey::new(&[7; 32])));
    let begun = scenarios::begin(&ctx, scenario.id).await.unwrap();
    assert_eq!(scenarios::break_off(&other).await.unwrap(), 1);
    let done = begun.carry_out(&ctx).await.unwrap();
    assert_eq!((done.state, codes(&ctx, &done).await.len()), (RunState::Done, 2));
    // Nor does it keep anybody from canceling one where it is computed.
    let begun = scenarios::begin(&ctx, scenario.id).await.unwrap();
    assert_eq!(scenarios::break_off(&other).await.unwrap(), 1);
    let elsewhere = scenarios::cancel_run(&other, begun.run.id).await;
    assert!(matches!(elsewhere, Err(Error::Refused(it)) if it.code == "run.over"));
    scenarios::cancel_run(&ctx, begun.run.id).await.unwrap();
    assert_eq!(begun.carry_out(&ctx).await.unwrap().state, RunState::Canceled);
}

/// Otherwise starting and canceling in turns would fill the server with what waits.
#[tokio::test]
async fn a_canceled_run_holds_its_stand_until_it_stops_and_then_waits_no_more() {
    let platform = fresh().await;
    state(&platform).await;
    data_center(&platform).await;
    let scenario = scenario(&platform, "franklin", &[(Kind::Site, "east")]).await;
    let ctx = ctx(&platform, Role::ContinuityTeam);
    let begun = scenarios::begin(&ctx, scenario.id).await.unwrap();
    scenarios::cancel_run(&ctx, begun.run.id).await.unwrap();
    let refused = scenarios::begin(&ctx, scenario.id).await.map(|_| ());
    assert!(matches!(refused, Err(Error::Refused(it)) if it.code == "run.one_at_a_time"));
    assert_eq!(begun.carry_out(&ctx).await.unwrap().state, RunState::Canceled);
    assert!(scenarios::begin(&ctx, scenario.id).await.is_ok());
}

#[tokio::test]
async fn so_many_wait_and_no_more() {
    let platform = fresh().await;
    state(&platform).await;
    data_center(&platform).await;
    let scenario = scenario(&platform, "franklin", &[(Kind::Site, "east")]).await;
    let mut begun = Vec::new();
    for _ in 0..11 {
        let ctx = ctx(&platform, Role::Auditor);
        begun.push(scenarios::begin(&ctx, scenario.id).await.unwrap());
    }
    let one_more = ctx(&platform, Role::Auditor);
    let refused = scenarios::begin(&one_more, scenario.id).await.map(|_| ());
    assert!(matches!(refused, Err(Error::Refused(it)) if it.code == "run.too_many"));
    begun.clear();
    assert!(scenarios::begin(&one_more, scenario.id).await.is_ok());
}

/// Who may only look starts runs, and cancels them: that must not push out what others found.
#[tokio::test]
async fn runs_without_results_make_room_before_those_with_some() {
    let platform = fresh().await;
    state(&platform).await;
    data_center(&platform).await;
    let ctx = ctx(&platform, Role::Auditor);
    let scenario = scenario(&platform, "franklin", &[(Kind::Site, "east")]).await;
    let done = scenarios::run(&ctx, scenario.id).await.unwrap();
    let mut canceled = Vec::new();
    for _ in 0..RUNS_KEPT_MAX {
        let begun = scenarios::begin(&ctx, scenario.id).await.unwrap();
        canceled.push(scenarios::cancel_run(&ctx, begun.run.id).await.unwrap());
    }
    assert_eq!(codes(&ctx, &done).await, ["commerce-portal", "revenue-portal"]);
    let all = scenarios::list_runs(&ctx, scenario.id, MANY).await.unwrap();
    assert_eq!(all.n_items, RUNS_KEPT_MAX);
    let gone = scenarios::show_run(&ctx, canceled[0].id).await;
    assert!(matches!(gone, Err(Error::NotFound(_))));
    let log = app::events::history(&platform_ctx(&platform), canceled[0].id.into(), 9).await;
    let log = log.unwrap();
    let actions: Vec<&str> = log.iter().rev().map(|it| it.action.as_str()).collect();
    assert_eq!(actions, ["run.started", "run.canceled", "run.removed"]);
    assert_eq!((&log[0].before["state"], &log[0].after), (&json!("canceled"), &json!(null)));
}

/// Rows are written before a run is done. Of one that never is, they would stay for good.
#[tokio::test]
async fn of_a_run_that_did_not_get_done_no_rows_are_left() {
    let platform = fresh().await;
    state(&platform).await;
    data_center(&platform).await;
    let ctx = ctx(&platform, Role::ContinuityTeam);
    let scenario = scenario(&platform, "franklin", &[(Kind::Site, "east")]).await;
    let done = scenarios::run(&ctx, scenario.id).await.unwrap();
    assert_eq!(n_rows(&platform, done.id).await, 2);
    let canceled = scenarios::begin(&ctx, scenario.id).await.unwrap();
    write_rows(&platform, (done.id, canceled.run.id)).await;
    scenarios::cancel_run(&ctx, canceled.run.id).await.unwrap();
    let canceled = canceled.carry_out(&ctx).await.unwrap();
    assert_eq!(canceled.state, RunState::Canceled);
    assert_eq!(n_rows(&platform, canceled.id).await, 0);

    let begun = scenarios::begin(&ctx, scenario.id).await.unwrap();
    let id = begun.run.id;
    write_rows(&platform, (done.id, id)).await;
    drop(begun);
    let next = Platform::new(platform.db.clone(), SealKey::new(&[7; 32]));
    assert_eq!(n_rows(&platform, id).await, 2);
    assert_eq!(scenarios::break_off(&platform_ctx(&next)).await.unwrap(), 1);
    assert_eq!((n_rows(&platform, id).await, n_rows(&platform, done.id).await), (0, 2));
}

/// Without all of its rows a run would tell less than it found out.
#[tokio::test]
async fn a_run_is_not_done_with_other_rows_than_it_found_out() {
    let platform = fresh().await;
    state(&platform).await;
    data_center(&platform).await;
    let ctx = ctx(&platform, Role::ContinuityTeam);
    let whole = scenario(&platform, "franklin", &[(Kind::Site, "east")]).await;
    let done = scenarios::run(&ctx, whole.id).await.unwrap();
    let document = scenarios::ScenarioDocument {
        lost: vec!["vendor:nobody".to_owned()],
        ..scenarios::ScenarioDocument::new("franklin", "nothing", "Nothing")
    };
    test_support::item(&platform, Kind::Vendor, "commerce", "nobody").await;
    let nothing = scenarios::add(&platform_ctx(&platform), &document).await.unwrap();
    let begun = scenarios::begin(&ctx, nothing.id).await.unwrap();
    let id = begun.run.id;
    write_rows(&platform, (done.id, id)).await;
    assert!(begun.carry_out(&ctx).await.is_err());
    assert_ne!(scenarios::show_run(&ctx, id).await.unwrap().0.state, RunState::Done);
}

/// Writes the rows of a run for another one, too, as if it had found out the same.
async fn write_rows(platform: &Platform, (from, to): (RunId, RunId)) {
    let sql = "INSERT INTO run_services (run_id, item_id, agency_id, kind, code, name, name_folded, \
               tier, cause_id, position, back_s, due_s, late_s, wait_needs_s, wait_crew_s, \
               chance_ppm, verdict, peaks) SELECT $1, item_id, agency_id, kind, code, name, \
               name_folded, tier, cause_id, position, back_s, due_s, late_s, wait_needs_s, \
               wait_crew_s, chance_ppm, verdict, peaks FROM run_services WHERE run_id = $2";
    let tx = platform.db.write().await.unwrap();
    let values = [to.uuid().into(), from.uuid().into()];
    let statement = Statement::from_sql_and_values(tx.get_database_backend(), sql, values);
    tx.execute_raw(statement).await.unwrap();
    tx.commit().await.unwrap();
}

async fn n_rows(platform: &Platform, id: RunId) -> i64 {
    let sql = "SELECT COUNT(*) AS n FROM run_services WHERE run_id = $1";
    let tx = platform.db.read().await.unwrap();
    let backend = tx.get_database_backend();
    let statement = Statement::from_sql_and_values(backend, sql, [id.uuid().into()]);
    let row = tx.query_one_raw(statement).await.unwrap().unwrap();
    row.try_get("", "n").unwrap()
}
