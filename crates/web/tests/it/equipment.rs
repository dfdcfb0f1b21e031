//! Equipment on pages and in the API.

use app::actor::Role;
use app::prepare::inventory::{ItemDocument, Kind};
use app::{Platform, Span};
use axum::http::StatusCode;
use serde_json::json;
use test_support::{ctx, ctx_in, fresh, need, put, service, state};

use crate::server::{Call, service as server};
use crate::site::Site;

const FORM: &str = "agency=commerce&code=generators&name=Mobile+generators&units=1&unit=generator";

#[tokio::test]
async fn equipment_is_added_by_form_named_by_an_asset_and_found_in_lists_and_files() {
    let platform = fresh().await;
    state(&platform).await;
    let site = Site::of(&ctx(&platform, Role::ContinuityTeam));
    let (_, page) = site.get("/equipment").await;
    assert!(page.contains("<h1>Equipment</h1>") && page.contains(">Add equipment<"), "{page}");
    let (_, to) = site.post("/equipment", FORM).await;
    let path = to.strip_suffix("?done=added").unwrap().to_owned();
    let (_, page) = site.get(&path).await;
    assert!(page.contains("<dt>Units</dt>") && page.contains("<dt>One unit is</dt>"), "{page}");
    assert!(!page.contains("Add what it depends on"));

    let form = "agency=commerce&code=frame&name=Frame&restore=3+h&equipment=Mobile+generators\
                &equipment_size=1";
    let (_, to) = site.post("/assets", form).await;
    let (_, page) = site.get(to.split('?').next().unwrap()).await;
    let link = format!("<a href=\"{path}\">Mobile generators</a>");
    assert!(page.contains("<dt>Takes equipment</dt>") && page.contains(&link), "{page}");
    assert!(page.contains("<dt>Units needed</dt>"));
    let id = path.rsplit('/').next().unwrap();
    let (_, list) = site.get(&format!("/assets?equipment={id}")).await;
    assert!(list.contains(">Frame</a>"), "{list}");
    let (_, csv) = site.get("/equipment.csv").await;
    let header = csv.lines().next().unwrap();
    assert!(header.contains("units") && csv.contains("generators,commerce"), "{csv}");
    let (_, csv) = site.get("/assets.csv").await;
    assert!(csv.contains("equipment_size") && csv.contains(",generators,1,"), "{csv}");

    let wrong = "agency=commerce&code=others&name=Others&units=0";
    let (status, page) = site.post("/equipment", wrong).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.contains("Use a whole number from 1 to 1000000."), "{page}");
}

#[tokio::test]
async fn programs_read_and_write_equipment_as_people_do() {
    let platform = fresh().await;
    state(&platform).await;
    let server = server(&platform);
    let document = json!({
        "kind": "equipment",
        "code": "generators",
        "agency": "commerce",
        "name": "Mobile generators",
        "details": { "units": 2, "unit": "generator" },
    });
    let added = Call::post("/api/v1/equipment", &document).send(&server).await;
    assert_eq!(added.status, StatusCode::CREATED, "{:?}", added.body);
    let shown = Call::get(added.header("location")).send(&server).await;
    assert_eq!(shown.body["document"], document);
    let asset = json!({
        "kind": "asset",
        "code": "frame",
        "agency": "commerce",
        "name": "Frame",
        "equipment": "generators",
        "equipment_size": 2,
    });
    let added = Call::post("/api/v1/assets", &asset).send(&server).await;
    assert_eq!(added.body["document"], asset);
    let id = shown.body["id"].as_str().unwrap();
    let list = Call::get(&format!("/api/v1/assets?equipment={id}")).send(&server).await;
    assert_eq!(list.body["items"].as_array().unwrap().len(), 1);
    let none = json!({ "equipment_size": 0 });
    let mut wrong = asset.clone();
    wrong.as_object_mut().unwrap().extend(none.as_object().unwrap().clone());
    let refused = Call::post("/api/v1/assets", &wrong).send(&server).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
}

/// A portal that must be back within 4 h, on two parts that share one generator.
async fn portal(platform: &Platform) -> String {
    let mut document =
        ItemDocument::new(Kind::Equipment, "commerce", "generators", "Mobile generators");
    document.details.insert("units".to_owned(), json!(1));
    put(platform, &document).await;
    let portal = service(platform, "portal", 4, 1).await;
    for (code, restore) in [("frame", 3), ("disks", 2)] {
        let asset = ItemDocument {
            restore: Some(Span::from_hours(restore)),
            equipment: Some("generators".to_owned()),
            ..ItemDocument::new(Kind::Asset, "commerce", code, &format!("The {code}"))
        };
        let asset = put(platform, &asset).await;
        need(platform, &portal, &asset).await;
    }
    portal.id.to_string()
}

#[tokio::test]
async fn the_page_of_a_service_says_what_waits_for_equipment_and_tries_one_unit_more() {
    let platform = fresh().await;
    let at = state(&platform).await;
    let id = portal(&platform).await;
    let keeper = Site::of(&ctx_in(&platform, Role::Coordinator, at.commerce));
    let (_, page) = keeper.get(&format!("/services/{id}")).await;
    assert!(page.contains("waits for Mobile generators"), "{page}");
    assert!(page.contains("Waits for people or equipment"), "{page}");
    assert!(page.contains("1 more unit of <a"), "{page}");
    assert!(page.contains("As a scenario: 1 more of Mobile generators"), "{page}");
    let fix = "kind=people&item=equipment:generators&people=1";
    let (status, to) = keeper.post(&format!("/services/{id}/fixes"), fix).await;
    assert_eq!(status, StatusCode::SEE_OTHER, "{to}");
    let (_, page) = keeper.get(&to).await;
    assert!(page.contains("The portal: 1 more unit of Mobile generators"), "{page}");
    let (_, csv) = keeper.get(&format!("/services/{id}/timeline.csv?crews=true")).await;
    assert!(csv.lines().next().unwrap().ends_with("waits_for,equipment,units"), "{csv}");

    let server = server(&platform);
    let told = Call::get(&format!("/api/v1/services/{id}/explanation")).send(&server).await;
    let with = &told.body["with_crews"];
    let rows = with["rows"].as_array().unwrap();
    let waits = rows.iter().find(|it| it["waits_for"].is_object()).unwrap();
    assert_eq!((&waits["waits_for"]["code"], &waits["units"]), (&json!("generators"), &json!(1)));
    let helps = with["helps"].as_array().unwrap();
    assert!(helps.iter().any(|it| it["what"]["crew"]["code"] == "generators"), "{helps:?}");
}
