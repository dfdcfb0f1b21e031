//! How services are doing, as their clients see it.

use app::actor::{Actor, Reach, Role};
use app::prepare::inventory::{ItemDocument, Kind, Proof, ProofSource};
use app::respond::disruptions::{self, DisruptionDocument};
use app::respond::entries::{self, Damage, Details, EntryDocument, Severity};
use app::respond::status::{self, Query};
use app::{Ctx, Error, Span, Timestamp};
use chrono::TimeDelta;
use test_support::{ctx_in, ctx_with, fresh, item, now, person, platform_ctx, put, state};

fn portal() -> ItemDocument {
    ItemDocument {
        target_rto: Some(Span::from_hours(8)),
        restore: Some(Span::from_hours(4)),
        proof: Some(Proof {
            source: ProofSource::Test,
            on: Some("2026-10-01".parse().unwrap()),
            measured: Some(Span::from_hours(3)),
        }),
        ..ItemDocument::new(Kind::Service, "commerce", "portal", "Portal")
    }
}

/// Says in a disruption of `agency` that began at `at` that the portal is damaged so badly.
async fn damaged(all: &Ctx, code: &str, at: Timestamp, (severity, is_exercise): (Severity, bool)) {
    let struck =
        DisruptionDocument { is_exercise, ..DisruptionDocument::new("revenue", code, "Flood", at) };
    let struck = disruptions::declare(all, &struck).await.unwrap();
    let damage = EntryDocument {
        what: "It does not answer".to_owned(),
        at,
        site: None,
        item: Some("service:portal".to_owned()),
        vendor: None,
        note: String::new(),
        details: Details::Damage(Damage { severity, ..Damage::default() }),
    };
    entries::add(all, struck.id, &damage).await.unwrap();
}

/// The acceptance check of S4-01: a client sees their services, their availability and last test, and
/// nothing else. `web/tests/it/status.rs` asks every route.
#[tokio::test]
async fn req_s4_01_a_client_sees_how_their_services_are_doing() {
    let platform = fresh().await;
    let at = state(&platform).await;
    let portal = put(&platform, &portal()).await;
    let payroll = item(&platform, Kind::Service, "commerce", "payroll").await;
    let all = platform_ctx(&platform);
    let cleo = person(&platform, "revenue", "cleo").await;
    let client = ctx_with(&platform, cleo, Role::Client, Reach::Record(portal.id.into()));
    let page = status::list(&client, &Query::default()).await.unwrap();
    assert_eq!((page.n_items, page.items[0].name.as_str()), (1, "Portal"));
    let it = status::show(&client, portal.id).await.unwrap();
    assert_eq!((it.agreed, it.promised), (Some(Span::from_hours(8)), Some(Span::from_hours(4))));
    assert_eq!((it.proved, it.tested_by), (Some(Span::from_hours(3)), Some(ProofSource::Test)));
    assert_eq!(it.tested_on, Some("2026-10-01".parse().unwrap()));
    assert_eq!((it.out_since(), it.availability(now())), (None, 10_000));
    // Of another service, and of what is no service, they see nothing.
    assert!(matches!(status::show(&client, payroll.id).await, Err(Error::NotFound(_))));
    let asset = item(&platform, Kind::Asset, "commerce", "storage").await;
    let of_agency = ctx_in(&platform, Role::Client, at.commerce);
    assert!(matches!(status::show(&of_agency, asset.id).await, Err(Error::NotFound(_))));
    assert_eq!(status::list(&of_agency, &Query::default()).await.unwrap().n_items, 2);
    let elsewhere = ctx_in(&platform, Role::Client, at.revenue);
    assert_eq!(status::list(&elsewhere, &Query::default()).await.unwrap().n_items, 0);
    let nobody = ctx_in(&platform, Role::Employee, at.commerce);
    assert!(matches!(status::list(&nobody, &Query::default()).await, Err(Error::Forbidden(_))));

    // An exercise, and damage with which it goes on working, are no outage.
    let since = now() - TimeDelta::hours(73);
    damaged(&all, "drill", since, (Severity::Major, true)).await;
    damaged(&all, "scratch", since, (Severity::Minor, false)).await;
    assert_eq!(status::show(&client, portal.id).await.unwrap().out_since(), None);
    // Who declares it need not be whose service it is.
    damaged(&all, "flood", since, (Severity::Destroyed, false)).await;
    let it = status::show(&client, portal.id).await.unwrap();
    assert_eq!(it.out_since(), Some(since));
    // 73 of 8,760 hours are a hundred and twentieth.
    assert_eq!(it.availability(now()), 9_916);
    assert_eq!(status::list(&client, &Query::default()).await.unwrap().items, [it]);
    let page = status::list(&of_agency, &Query::default()).await.unwrap();
    let out = page.items.iter().filter(|it| it.out_since().is_some());
    assert_eq!(out.map(|it| it.id).collect::<Vec<_>>(), [portal.id]);
    let disruptions = disruptions::list(&all, &disruptions::Query::default()).await.unwrap();
    for it in disruptions.items {
        disruptions::end(&all, it.id, it.version, Some(now())).await.unwrap();
    }
    let it = status::show(&client, portal.id).await.unwrap();
    assert_eq!((it.out_since(), it.outages[0].ended_at), (None, Some(now())));
}

#[test]
fn req_s4_01_who_holds_another_role_too_is_not_a_client_alone() {
    let held = |roles: &[Role]| {
        let held = roles.iter().map(|&role| app::actor::Held { role, reach: Reach::State });
        Actor { held: held.collect(), ..Actor::platform() }
    };
    assert!(held(&[Role::Client, Role::Client]).is_only_client());
    assert!(!held(&[Role::Client, Role::Employee]).is_only_client());
    assert!(!held(&[]).is_only_client());
}
