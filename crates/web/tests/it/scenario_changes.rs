//! What scenarios assume to be better, as people say it, and fixes that are opened as scenarios.

use app::actor::Role;
use app::ids::ScenarioId;
use app::prepare::inventory::{Item, ItemDocument, Kind};
use app::prove::scenarios;
use app::{Platform, Span};
use axum::http::StatusCode;
use serde_json::json;
use test_support::{ctx_in, fresh, need, platform_ctx, put, service, state};

use crate::site::Site;

/// A portal that misses its target, because a crew of one restores a mainframe and storage one after
/// the other; who keeps scenarios of its agency, who reads them, and an outsider.
struct Desk {
    platform: Platform,
    portal: Item,
    keeper: Site,
    reader: Site,
    outsider: Site,
}

async fn desk() -> Desk {
    let platform = fresh().await;
    let at = state(&platform).await;
    let mut crew = ItemDocument::new(Kind::Crew, "commerce", "mains", "Mains crew");
    crew.details.insert("people".to_owned(), json!(1));
    put(&platform, &crew).await;
    let portal = service(&platform, "portal", 3, 1).await;
    for (code, restore) in [("mainframe", 3), ("storage", 2)] {
        let asset = ItemDocument {
            restore: Some(Span::from_hours(restore)),
            crew: Some("mains".to_owned()),
            crew_size: Some(1),
            ..ItemDocument::new(Kind::Asset, "commerce", code, &format!("The {code}"))
        };
        let asset = put(&platform, &asset).await;
        need(&platform, &portal, &asset).await;
    }
    let keeper = Site::of(&ctx_in(&platform, Role::Coordinator, at.commerce));
    let reader = Site::of(&ctx_in(&platform, Role::PlanOwner, at.commerce));
    let outsider = Site::of(&ctx_in(&platform, Role::Coordinator, at.revenue));
    Desk { platform, portal, keeper, reader, outsider }
}

const FIX: &str = "kind=people&item=crew:mains&people=1";

impl Desk {
    fn fixes(&self) -> String {
        format!("/services/{}/fixes", self.portal.id)
    }

    async fn opened(&self) -> String {
        let (status, to) = self.keeper.post(&self.fixes(), FIX).await;
        assert_eq!(status, StatusCode::SEE_OTHER, "{to}");
        to
    }
}

fn id(path: &str) -> ScenarioId {
    path.rsplit('/').next().unwrap().parse().unwrap()
}

#[tokio::test]
async fn req_issue_3_each_fix_on_a_service_is_opened_as_a_scenario_and_compared() {
    let desk = desk().await;
    let (_, page) = desk.keeper.get(&format!("/services/{}", desk.portal.id)).await;
    let form = format!(r#"<form class="actions" method="post" action="{}">"#, desk.fixes());
    assert!(page.contains(&form), "{page}");
    let crew = r#"<input type="hidden" name="item" value="crew:mains">"#;
    assert!(page.contains(crew) && page.contains("As a scenario: 1 more in Mains crew"));
    let faster = r#"name="item" value="asset:mainframe"><input type="hidden" name="within""#;
    assert!(page.contains(faster), "{page}");

    let path = desk.opened().await;
    let (_, page) = desk.keeper.get(&path).await;
    assert!(page.contains("The portal: 1 more person in Mains crew"), "{page}");
    assert!(page.contains("Assumed to be better") && page.contains("1 more person in <a"));
    assert!(page.contains("The storage") && page.contains("Run it"), "{page}");
    assert!(page.contains(&format!(r#"action="{path}/comparison""#)), "{page}");
    assert_eq!(desk.opened().await, path, "the same fix is the same scenario");

    let ctx = platform_ctx(&desk.platform);
    let before = scenarios::run_without_changes(&ctx, id(&path)).await.unwrap();
    let after = scenarios::run(&ctx, id(&path)).await.unwrap();
    let (_, page) = desk.keeper.get(&path).await;
    let compared = format!("/scenarios/runs/{}/compare/{}", before.id, after.id);
    assert!(page.contains(&compared) && page.contains("Without what is assumed"), "{page}");
    let (_, page) = desk.reader.get(&format!("/services/{}", desk.portal.id)).await;
    let run = format!(r#"<a href="/scenarios/runs/{}">"#, after.id);
    assert!(page.contains("In scenarios") && page.contains(&run), "{page}");
    let (status, page) = desk.keeper.get(&compared).await;
    assert_eq!(status, StatusCode::OK);
    assert!(page.contains("1 back earlier") && page.contains("2 h earlier"), "{page}");
    assert!(page.contains("without what is assumed"), "{page}");
    let (_, page) = desk.keeper.get(&format!("/scenarios/runs/{}", after.id)).await;
    assert!(page.contains("1 more person in Mains crew"), "{page}");
    let (_, page) = desk.keeper.get(&format!("/scenarios/runs/{}", before.id)).await;
    assert!(page.contains("was set aside"), "{page}");
}

#[tokio::test]
async fn comparing_a_fix_starts_the_run_without_it() {
    let desk = desk().await;
    let (status, path) = desk.keeper.post(&desk.fixes(), &format!("{FIX}&then=compare")).await;
    assert_eq!(status, StatusCode::SEE_OTHER, "{path}");
    let ctx = platform_ctx(&desk.platform);
    let paging = app::Paging { number: 1, size: 9 };
    let runs = scenarios::list_runs(&ctx, id(&path), paging).await.unwrap().items;
    assert!(runs.last().unwrap().is_without_changes);
    let plain = "agency=commerce&code=plain&name=Plain&other-0=asset:storage";
    let (_, to) = desk.keeper.post("/scenarios", plain).await;
    let to = to.strip_suffix("?done=added").unwrap();
    let (status, page) = desk.reader.post(&format!("{to}/comparison"), "").await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.contains("assumes nothing that could be set aside"), "{page}");
}

#[tokio::test]
async fn only_who_keeps_scenarios_of_a_service_opens_its_fixes() {
    let desk = desk().await;
    let (_, page) = desk.reader.get(&format!("/services/{}", desk.portal.id)).await;
    assert!(page.contains("What would help") && !page.contains("/fixes"), "{page}");
    let (status, _) = desk.reader.post(&desk.fixes(), FIX).await;
    assert_eq!(status, StatusCode::FORBIDDEN);
    let (status, page) = desk.outsider.post(&desk.fixes(), FIX).await;
    assert_eq!(status, StatusCode::NOT_FOUND);
    assert!(!page.contains("portal"), "{page}");
    let (status, _) = desk.keeper.get(&desk.fixes()).await;
    assert_eq!(status, StatusCode::METHOD_NOT_ALLOWED, "nothing is made by looking");
    for wrong in ["kind=people&item=crew:mains", "kind=buy&item=crew:mains&people=1"] {
        let (status, page) = desk.keeper.post(&desk.fixes(), wrong).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{page}");
    }
    assert!(desk.keeper.get("/scenarios").await.1.contains("No scenarios yet"));
    let path = desk.opened().await;
    let (status, _) = desk.outsider.post(&format!("{path}/comparison"), "").await;
    assert_eq!(status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn what_is_assumed_is_said_in_rows_and_what_is_wrong_stands_beside_them() {
    let desk = desk().await;
    let form = "agency=commerce&code=down&name=Down&other-0=service:portal\
        &change_kind-0=faster&change_item-0=&change_within-0=\
        &change_kind-2=faster&change_item-2=asset:storage&change_within-2=1+h\
        &change_kind-3=without&change_item-3=service:portal&change_need-3=asset:mainframe";
    let nowhere = form.replace("item-2=asset:storage", "item-2=asset:nowhere");
    let (status, page) = desk.keeper.post("/scenarios", &nowhere).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.contains(r##"href="#f-change_item-2""##), "{page}");
    let soon = form.replace("within-2=1+h", "within-2=soon");
    let (_, page) = desk.keeper.post("/scenarios", &soon).await;
    assert!(page.contains(r##"href="#f-change_within-2""##), "{page}");
    let (_, to) = desk.keeper.post("/scenarios", form).await;
    let path = to.strip_suffix("?done=added").unwrap().to_owned();
    let (_, page) = desk.reader.get(&path).await;
    assert!(page.contains("The storage</a> restored in 1 h"), "{page}");
    assert!(page.contains("The portal</a> without <a"), "{page}");
    let (_, page) = desk.keeper.get(&format!("{path}/edit")).await;
    assert!(page.contains(r#"name="change_item-0" type="text" value="asset:storage""#), "{page}");
    assert!(page.contains(r#"name="change_need-1" type="text" value="asset:mainframe""#));
    // Whoever saved meanwhile is compared with, row by row.
    let renamed = format!("{form}&version=1").replace("name=Down", "name=Other");
    desk.keeper.post(&format!("{path}/edit"), &renamed).await;
    let stale = renamed.replace("within-2=1+h", "within-2=2+h");
    let (status, page) = desk.keeper.post(&format!("{path}/edit"), &stale).await;
    assert_eq!(status, StatusCode::CONFLICT);
    assert!(page.contains("asset:storage restored in 2 h"), "{page}");
}
