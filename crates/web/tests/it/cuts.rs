//! What takes a service down, as people and programs see it.

use app::actor::{Reach, Role};
use app::ids::PersonId;
use app::prepare::inventory::{ItemDocument, Kind};
use app::{Platform, prepare::inventory::Item};
use axum::http::StatusCode;
use test_support::{asset, ctx, ctx_with, fresh, item, need, put, service, state};

use crate::server::{Call, service as served};
use crate::site::Site;

/// A portal that a database alone takes down, and the site of that.
async fn portal(platform: &Platform) -> Item {
    state(platform).await;
    let portal = service(platform, "portal", 4, 1).await;
    item(platform, Kind::Site, "commerce", "east").await;
    let database = ItemDocument {
        site: Some("east".to_owned()),
        ..ItemDocument::new(Kind::Asset, "commerce", "database", "The database")
    };
    let database = put(platform, &database).await;
    need(platform, &portal, &database).await;
    portal
}

#[tokio::test]
async fn the_page_of_a_service_leads_to_what_takes_it_down() {
    let platform = fresh().await;
    let portal = portal(&platform).await;
    let site = Site::of(&ctx(&platform, Role::ServiceDesk));
    let path = format!("/services/{}/cuts", portal.id);
    let (_, page) = site.get(&format!("/services/{}", portal.id)).await;
    assert!(page.contains(&format!("href=\"{path}\"")), "{page}");
    let (status, page) = site.get(&path).await;
    assert_eq!(status, StatusCode::OK, "{page}");
    assert!(page.contains("<h1>2 things each stop The portal alone</h1>"), "{page}");
    assert!(page.contains("Single points of failure") && page.contains("“The database” is there."));
    assert!(page.contains("There are no larger ones."));
    let (_, page) = site.get(&format!("{path}?kind=site")).await;
    assert!(page.contains("The east") && !page.contains("“The portal” cannot work without it"));
    let (_, page) = site.get(&format!("{path}?text=nothing")).await;
    assert!(page.contains("No combinations match"), "{page}");
    let (_, page) = site.get(&format!("{path}?kind=nonsense&sort=foo&order=9")).await;
    assert!(page.contains("Part of the address was not understood"), "{page}");
    let (status, csv) = site.get(&format!("{path}.csv")).await;
    assert_eq!(status, StatusCode::OK);
    assert!(csv.contains("size,members,names,why,others_that_stop"), "{csv}");
    assert!(csv.contains("1,asset:database,The database"), "{csv}");
    assert_eq!(site.get(&format!("{path}.xlsx")).await.0, StatusCode::OK);
    // Something that stands on nothing.
    let alone = service(&platform, "alone", 4, 1).await;
    let (_, page) = site.get(&format!("/services/{}/cuts", alone.id)).await;
    assert!(page.contains("<h1>Nothing that is known stops The alone</h1>"), "{page}");
    let disk = asset(&platform, "disk", 1).await;
    assert_eq!(site.get(&format!("/services/{}/cuts", disk.id)).await.0, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn programs_read_the_same_and_what_is_hidden_is_null() {
    let platform = fresh().await;
    let portal = portal(&platform).await;
    let service = served(&platform);
    let path = format!("/api/v1/services/{}/cut-sets", portal.id);
    let found = Call::get(&path).by(Some("service_desk")).send(&service).await;
    assert_eq!(found.status, StatusCode::OK, "{}", found.body);
    assert_eq!(found.body["counts"], serde_json::json!([2]));
    assert_eq!(found.body["cut_sets"]["items"][0]["members"][0]["item"]["code"], "database");
    for asked in ["order=0", "order=5", "kind=group", "crews=maybe", "color=red"] {
        let refused = Call::get(&format!("{path}?{asked}")).by(Some("service_desk"));
        assert_eq!(refused.send(&service).await.status, StatusCode::BAD_REQUEST, "{asked}");
    }
    let shown = Reach::Record(portal.id.uuid());
    let vendor = ctx_with(&platform, PersonId::new(), Role::Vendor, shown);
    let service = crate::server::service_for(&platform, &[("vendor", &vendor)]);
    let found = Call::get(&path).by(Some("vendor")).send(&service).await;
    let text = found.body.to_string();
    assert!(found.body["cut_sets"]["items"][0]["members"][0]["item"].is_null(), "{text}");
    assert!(!text.contains("database") && !text.contains("east"), "{text}");
    let page = Site::of(&vendor).get(&format!("/services/{}/cuts", portal.id)).await.1;
    assert!(
        page.contains("Something that you may not see") && !page.contains("database"),
        "{page}"
    );
}
