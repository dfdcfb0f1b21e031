//! How likely an item is back in time, as people and programs see it.

use app::Platform;
use app::actor::{Reach, Role};
use app::ids::PersonId;
use app::prepare::inventory::{self, Item, Kind};
use axum::http::StatusCode;
use serde_json::json;
use test_support::{asset, ctx, ctx_with, fresh, item, need, platform_ctx, service, state};

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
async fn how_often_a_try_fails_is_typed_shown_counted_and_exported() {
    let platform = fresh().await;
    let (portal, database) = portal(&platform).await;
    let site = Site::of(&ctx(&platform, Role::ContinuityTeam));
    let path = format!("/assets/{}", database.id);
    let form = "version=1&agency=commerce&code=database&name=The+database&restore=3+h";
    let (status, page) =
        site.post(&format!("{path}/edit"), &format!("{form}&fails_percent=96")).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.contains("Use a whole number from 0 to 95."), "{page}");
    let (_, to) = site.post(&format!("{path}/edit"), &format!("{form}&fails_percent=10")).await;
    assert_eq!(to, format!("{path}?done=saved"));
    let (_, page) = site.get(&path).await;
    assert!(page.contains("<dt>Restoring it</dt>") && page.contains("1 try in 10 fails"), "{page}");
    let (_, page) = site.get(&format!("{path}/edit")).await;
    assert!(page.contains("A try fails, in percent") && page.len() < 64_000, "{page}");
    let (_, csv) = site.get("/assets.csv").await;
    assert!(csv.contains("restore_h,fails_percent,") && csv.contains(",3,10,"), "{csv}");
    let likely = format!("/services/{}/likely", portal.id);
    let (_, page) = site.get(&likely).await;
    assert!(page.contains("1 try in 10 fails") && page.contains("at most 5 times"), "{page}");
    let (_, csv) = site.get(&format!("{likely}.csv")).await;
    assert!(csv.contains("back_on_average_if_long_h,fails_percent\r\n"), "{csv}");
    let row = csv.lines().find(|it| it.starts_with("The database,")).unwrap();
    assert!(row.ends_with(",10"), "{row}");
}

#[tokio::test]
async fn programs_write_and_read_how_often_a_try_fails() {
    let platform = fresh().await;
    let (portal, database) = portal(&platform).await;
    let server = served(&platform);
    let mut tape = json!({
        "kind": "asset", "code": "tape", "agency": "commerce", "name": "Tape", "restore": "PT3H",
        "fails_percent": 10,
    });
    let added = Call::post("/api/v1/assets", &tape).send(&server).await;
    assert_eq!(added.status, StatusCode::CREATED, "{}", added.body);
    let shown = Call::get(added.header("location")).send(&server).await;
    assert_eq!(shown.body["document"], tape);
    for wrong in [96, -1, 1_000] {
        tape["code"] = json!("other");
        tape["fails_percent"] = json!(wrong);
        let refused = Call::post("/api/v1/assets", &tape).send(&server).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", refused.body);
    }
    let tape = inventory::by_code(&platform_ctx(&platform), Kind::Asset, "tape").await.unwrap();
    need(&platform, &database, &tape).await;
    let path = format!("/api/v1/services/{}/likely", portal.id);
    let found = Call::get(&path).send(&server).await;
    let steps = found.body["odds"]["steps"].as_array().unwrap();
    let fails = |code: &str| {
        let step = steps.iter().find(|it| it["item"]["code"] == code).unwrap();
        step["fails_percent"].clone()
    };
    assert_eq!((fails("tape"), fails("database")), (json!(10), json!(null)));
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
