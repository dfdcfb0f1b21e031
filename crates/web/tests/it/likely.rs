//! How likely an item is back in time, as people and programs see it.

use app::Platform;
use app::actor::{Reach, Role};
use app::ids::PersonId;
use app::prepare::inventory::{Item, Kind};
use axum::http::StatusCode;
use test_support::{asset, ctx, ctx_with, fresh, item, need, service, state};

use crate::server::{Call, service as served};
use crate::site::Site;

/// A portal that must be back within 4 h, on a database that takes 3 h.
async fn portal(platform: &Platform) -> (Item, Item) {
    state(platform).await;
    let portal = service(platform, "portal", 4, 1).await;
    let database = asset(platform, "database", 3).await;
    need(platform, &portal, &database).await;
    (portal, database)
}

#[tokio::test]
async fn the_page_of_a_service_leads_to_how_likely_it_is_in_time() {
    let platform = fresh().await;
    let (portal, database) = portal(&platform).await;
    let site = Site::of(&ctx(&platform, Role::ServiceDesk));
    let path = format!("/services/{}/likely", portal.id);
    let (_, page) = site.get(&format!("/services/{}", portal.id)).await;
    assert!(page.contains(&format!("href=\"{path}\"")), "{page}");
    let (status, page) = site.get(&path).await;
    assert_eq!(status, StatusCode::OK, "{page}");
    let (_, title) = page.split_once("<h1>The portal is back in time in ").unwrap();
    let (chance, _) = title.split_once(" (").unwrap();
    assert!(title.contains(" to ") && chance.ends_with(" of 100 cases"), "{title}");
    // Once is enough.
    assert_eq!(page.matches(chance).count(), 1, "{chance}: {page}");
    assert!(page.contains("To be right nine times of ten, promise "), "{page}");
    assert!(page.contains(" instead of 4 h.") && page.contains("Target 4 h"), "{page}");
    assert!(page.contains("Mostly late") && !page.contains(" of all cases</td>"), "{page}");
    assert!(page.contains("What matters most: The database.") && page.contains("No proof"));
    assert!(page.contains(&format!("{path}/curve.csv")) && page.len() < 64_000, "{}", page.len());
    let (status, csv) = site.get(&format!("{path}.csv")).await;
    assert_eq!(status, StatusCode::OK);
    assert!(csv.contains("name,kind,code,known_from,takes_h,start_h,may_be_later_by_h"), "{csv}");
    assert!(csv.contains("The database,asset,database,No proof,3,0,0,1,"), "{csv}");
    let (status, csv) = site.get(&format!("{path}/curve.csv")).await;
    assert_eq!(status, StatusCode::OK);
    assert!(csv.contains("after_h,part_of_all_cases\r\n0,0\r\n"), "{csv}");
    // What a service needs must be back in time for it. An asset is not found among services.
    let (_, page) = site.get(&format!("/assets/{}/likely", database.id)).await;
    assert!(page.contains("<h1>The database is back in time in "), "{page}");
    let other = format!("/services/{}/likely", database.id);
    assert_eq!(site.get(&other).await.0, StatusCode::NOT_FOUND);
    // Something of which nobody has said how long it takes.
    let gateway = item(&platform, Kind::Asset, "commerce", "gateway").await;
    let path = format!("/assets/{}/likely", gateway.id);
    let (status, page) = site.get(&path).await;
    assert_eq!(status, StatusCode::OK);
    assert!(page.contains("Some times are not known") && page.contains("The gateway"), "{page}");
    assert_eq!(site.get(&format!("{path}.csv")).await.0, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn programs_read_the_same_and_what_is_hidden_has_no_name() {
    let platform = fresh().await;
    let (portal, database) = portal(&platform).await;
    let path = format!("/api/v1/services/{}/likely", portal.id);
    let found = Call::get(&path).by(Some("service_desk")).send(&served(&platform)).await;
    assert_eq!(found.status, StatusCode::OK, "{}", found.body);
    assert_eq!(found.body["answer"], "tried");
    assert_eq!(found.body["odds"]["planned"], "PT4H");
    let chance = found.body["odds"]["in_time"]["value"].as_f64().unwrap();
    assert!(0.0 < chance && chance < 1.0, "{}", found.body);
    assert_eq!(found.body["odds"]["steps"][0]["criticality"], 1.0);
    let other = format!("/api/v1/services/{}/likely", database.id);
    let refused = Call::get(&other).by(Some("service_desk")).send(&served(&platform)).await;
    assert_eq!(refused.status, StatusCode::NOT_FOUND);
    let shown = Reach::Record(portal.id.uuid());
    let vendor = ctx_with(&platform, PersonId::new(), Role::Vendor, shown);
    let service = crate::server::service_for(&platform, &[("vendor", &vendor)]);
    let found = Call::get(&path).by(Some("vendor")).send(&service).await;
    let text = found.body.to_string();
    assert!(
        text.contains("Something that you may not see") && !text.contains("database"),
        "{text}"
    );
    let page = Site::of(&vendor).get(&format!("/services/{}/likely", portal.id)).await.1;
    assert!(
        !page.contains("database") && page.contains("Something that you may not see"),
        "{page}"
    );
}
