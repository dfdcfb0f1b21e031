//! What the rules found in plans at night, as people and programs see it.

use app::actor::Role;
use app::plans::plan;
use app::{Ctx, Platform, Timestamp, runner};
use axum::http::StatusCode;
use chrono::TimeDelta;
use test_support::{ctx, ctx_in, fresh, platform_ctx, state};

use crate::plans::plan_about;
use crate::server::{Call, service_for};
use crate::site::Site;

/// Does what is due in the night that is so many days after the moment of the tests.
async fn pass(platform: &Platform, days: i64) {
    let ctx = platform_ctx(platform);
    let night: Timestamp = "2026-11-21T08:30:00Z".parse().unwrap();
    let night = night + TimeDelta::days(days);
    let at = |now| Ctx::new(ctx.platform.clone(), ctx.actor.clone(), now);
    runner::enqueue_due(&at(night - TimeDelta::hours(2))).await.unwrap();
    runner::enqueue_due(&at(night)).await.unwrap();
    while runner::step(platform, &|| night).await.unwrap() {}
}

#[tokio::test]
async fn the_board_and_the_page_of_a_plan_say_what_is_new_since_last_night() {
    let platform = fresh().await;
    let at = state(&platform).await;
    let writer = ctx_in(&platform, Role::Coordinator, at.commerce);
    let it = plan_about(&writer, ("drp", "it"), (None, &[])).await;
    let site = Site::of(&writer);
    assert!(site.get("/plans/nightly").await.1.contains("Nothing was checked yet"));
    pass(&platform, 1).await;
    assert!(!site.get("/plans").await.1.contains("Since last night"));
    let mut content = plan::versions(&writer, it.id).await.unwrap().remove(0).content;
    content.sections[0].text = "Who decides here is still TBD, sadly.".to_owned();
    plan::save(&writer, it.id, 1, content).await.unwrap();
    pass(&platform, 2).await;
    let (_, page) = site.get("/plans").await;
    assert!(page.contains("Since last night: 1 new") && page.contains("in 1 plan"), "{page}");
    let (_, page) = site.get(&format!("/plans/{}", it.id)).await;
    assert!(page.contains("Since last night: 1 new") && page.contains("PLN-004"), "{page}");
    let (_, page) = site.get("/plans/nightly?changed=true&rule=PLN-004").await;
    assert!(page.contains("1 finding is new since the night before"), "{page}");
    assert!(page.contains("The plan it") && page.contains("Agency of commerce"), "{page}");
    assert!(site.get("/plans/nightly?rule=PLN-060").await.1.contains("No plans match"));
    let (_, csv) = site.get("/plans/nightly.csv?changed=true").await;
    assert!(csv.contains("PLN-004,warning") && csv.contains(",new,"), "{csv}");
    assert_eq!(site.get("/plans/nightly.xlsx").await.0, StatusCode::OK);
    let revenue = Site::of(&ctx_in(&platform, Role::Coordinator, at.revenue));
    assert!(!revenue.get("/plans/nightly").await.1.contains("The plan it"));
    let commander = Site::of(&ctx(&platform, Role::IncidentCommander));
    assert_eq!(commander.get("/plans/nightly").await.0, StatusCode::FORBIDDEN);
    assert!(!commander.get("/plans").await.1.contains("Since last night"));
    let team = ctx(&platform, Role::ContinuityTeam);
    let service = service_for(&platform, &[("all", &team)]);
    let found = Call::get("/api/v1/plan-nights?changed=true").send(&service).await.body;
    assert_eq!(found["items"][0]["new"][0]["code"], "PLN-004", "{found}");
    assert_eq!(found["items"][0]["counts"]["PLN-004"], 1);
}
