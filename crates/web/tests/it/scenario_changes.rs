//! What scenarios assume to be better, as people say it, and fixes that are opened as scenarios.

use app::actor::Role;
use app::ids::{RunId, ScenarioId};
use app::prepare::inventory::{Item, ItemDocument, Kind};
use app::prove::investments::Improvement;
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

fn id_of(path: &str) -> RunId {
    path.rsplit('/').next().unwrap().parse().unwrap()
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
    // There is one table, with the crews there are, and what holds stands first.
    assert_eq!(page.matches("<h3>What would help</h3>").count(), 1, "{page}");
    assert!(!page.contains("If this took no time"), "{page}");
    let (first, rest) = page.split_once("If each part had people of its own").unwrap();
    assert!(first.contains("Why 3 h is not achievable") && first.contains("3 h over target"));
    // The second drawing and the form are folded below a line that carries the answer.
    assert!(first.ends_with("<details class=\"panel\"><summary>"), "{page}");
    let (answer, folded) = rest.split_once("</summary>").unwrap();
    assert!(answer.starts_with(": back in ") && answer.contains("class=\"state"), "{answer}");
    assert!(folded.contains("/what-if\"") && !first.contains("/what-if\""), "{page}");
    assert!(first.contains("What would help") && !rest.contains("What would help"), "{page}");
    assert!(first.contains("What decides then: ") && first.contains("takes 3 h now"), "{page}");
    let invest = "/investments/new?name=1+more+in+Mains+crew&amp;changes.0.kind=people\
        &amp;changes.0.item=crew%3Amains&amp;changes.0.people=1";
    assert!(page.contains(invest), "{page}");

    // The drawing with crews says what its colors mean, and is a file, too.
    let csv = format!("/services/{}/timeline.csv?crews=true", desk.portal.id);
    assert!(page.contains(&csv) && page.contains(r#"class="legend""#), "{page}");
    assert!(page.contains("Waits for people") && page.contains("after the target"), "{page}");
    let (_, file) = desk.keeper.get(&csv).await;
    assert!(file.contains("Mains crew,1,") && file.contains(",waits_for"), "{file}");

    let path = desk.opened().await;
    let (_, page) = desk.keeper.get(&path).await;
    assert!(page.contains("The portal: 1 more person in Mains crew"), "{page}");
    assert!(page.contains("Assumed to be better") && page.contains("1 more person in <a"));
    assert!(page.contains("This service alone") && page.contains("Run it"), "{page}");
    let (_, form) = desk.keeper.get(&format!("{path}/edit")).await;
    assert!(form.contains(r#"value="service:portal""#), "kept when it is edited: {form}");
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
    let title = "The portal: 6 h, now 4 h";
    assert!(page.contains(title) && page.contains("2 h earlier"), "{page}");
    let same = format!("/scenarios/runs/{}/compare/{}", before.id, before.id);
    let (_, same) = desk.keeper.get(&same).await;
    assert!(same.contains("The portal: 6 h, as before"), "{same}");
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
    let first = path.strip_suffix("/comparison").unwrap();
    let first = scenarios::show_run(&ctx, id_of(first)).await.unwrap().0;
    assert!(first.scenario.is_without_changes);
    // The page shows how far it is, and the stream goes on until both are there to compare.
    let (_, page) = desk.keeper.get(&path).await;
    let follows = page.contains("Computing both") && page.contains("Look again");
    // It may be over already: then it leads to the comparison.
    assert!(page.is_empty() || follows, "{page}");
    assert!(page.is_empty() || page.contains(&format!(r#"data-live="{path}/live""#)), "{page}");
    let (status, stream) = desk.keeper.get(&format!("{path}/live")).await;
    assert_eq!(status, StatusCode::OK);
    let runs = scenarios::list_runs(&ctx, first.scenario_id, paging).await.unwrap().items;
    assert_eq!(runs.len(), 2);
    let compared = format!("/scenarios/runs/{}/compare/{}", first.id, runs[0].id);
    assert!(stream.ends_with(&format!("event: done\ndata: {compared}\n\n")), "{stream}");
    let (status, to) = desk.keeper.get_to(&path).await;
    assert_eq!((status, to.as_str()), (StatusCode::SEE_OTHER, compared.as_str()));
    for what in ["", "/live"] {
        let (status, _) = desk.outsider.get(&format!("{path}{what}")).await;
        assert_eq!(status, StatusCode::NOT_FOUND, "{what}");
        let other = format!("/scenarios/runs/{}/comparison{what}", runs[0].id);
        assert_eq!(desk.keeper.get(&other).await.0, StatusCode::NOT_FOUND, "of the first one only");
    }
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
async fn a_copy_elsewhere_is_a_fix_a_scenario_and_an_investment() {
    let desk = desk().await;
    for (code, agency) in [("east", "commerce"), ("west", "revenue")] {
        let mut site = ItemDocument::new(Kind::Site, agency, code, &format!("Site {code}"));
        site.details.insert("site_role".to_owned(), json!("primary_data_center"));
        put(&desk.platform, &site).await;
    }
    let disk = ItemDocument {
        restore: Some(Span::from_hours(9)),
        site: Some("east".to_owned()),
        ..ItemDocument::new(Kind::Asset, "commerce", "disk", "The disk")
    };
    need(&desk.platform, &desk.portal, &put(&desk.platform, &disk).await).await;
    let path = format!("/services/{}", desk.portal.id);
    let (_, page) = desk.keeper.get(&path).await;
    assert!(page.contains("As a scenario: a copy of The disk at Site west"), "{page}");
    let fields = r#"value="asset:disk"><input type="hidden" name="within" value="15 m"><input type="hidden" name="site" value="west">"#;
    assert!(page.contains(fields), "{page}");
    let invest = "changes.0.item=asset%3Adisk&amp;changes.0.within=15+m&amp;changes.0.site=west";
    assert!(page.contains(invest), "{page}");
    let fix = "kind=copy&item=asset:disk&within=15+m&site=west";
    let (status, to) = desk.keeper.post(&desk.fixes(), fix).await;
    assert_eq!(status, StatusCode::SEE_OTHER, "{to}");
    let (_, page) = desk.keeper.get(&to).await;
    assert!(page.contains("a copy of <a") && page.contains("that takes over in 15 m"), "{page}");
    let (_, form) = desk.keeper.get(&format!("{to}/edit")).await;
    assert!(form.contains(r#"name="change_site-0" type="text" value="west""#), "{form}");
    let (status, page) = desk.keeper.post(&desk.fixes(), &fix.replace("west", "nowhere")).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.contains("There is no site called"), "{page}");

    // Whoever was shown this service alone reads what it gains, not of what.
    let reach = app::actor::Reach::Record(desk.portal.id.into());
    let guest = app::ids::PersonId::new();
    let guest = test_support::ctx_with(&desk.platform, guest, Role::Vendor, reach);
    let (status, page) = Site::of(&guest).get(&path).await;
    assert_eq!(status, StatusCode::OK);
    assert!(page.contains("What would help"), "{page}");
    for hidden in ["The disk", "Site west", "Mains crew", "asset:disk"] {
        assert!(!page.contains(hidden), "{hidden}: {page}");
    }
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

/// Two services share a crew of one. As it is, the first is worth more to be done first; restored
/// faster, the second is.
#[tokio::test]
async fn who_is_back_later_with_an_improvement_is_told_what_goes_first() {
    let platform = fresh().await;
    let at = state(&platform).await;
    let mut crew = ItemDocument::new(Kind::Crew, "commerce", "mains", "Mains crew");
    crew.details.insert("people".to_owned(), json!(1));
    put(&platform, &crew).await;
    for (code, restore, target) in [("first", 3, 3), ("second", 10, 2)] {
        let desk = service(&platform, &format!("{code}-desk"), target, 0).await;
        let asset = ItemDocument {
            restore: Some(Span::from_hours(restore)),
            crew: Some("mains".to_owned()),
            crew_size: Some(1),
            ..ItemDocument::new(Kind::Asset, "commerce", code, &format!("The {code}"))
        };
        let asset = put(&platform, &asset).await;
        need(&platform, &desk, &asset).await;
    }
    let ctx = ctx_in(&platform, Role::Coordinator, at.commerce);
    let document = scenarios::ScenarioDocument {
        lost: vec!["asset:first".to_owned(), "asset:second".to_owned()],
        changes: vec![Improvement::faster("asset:second", Span::from_hours(2))],
        ..scenarios::ScenarioDocument::new("commerce", "both", "Both")
    };
    let scenario = scenarios::add(&ctx, &document).await.unwrap();
    let before = scenarios::run_without_changes(&ctx, scenario.id).await.unwrap();
    let after = scenarios::run(&ctx, scenario.id).await.unwrap();
    let site = Site::of(&ctx);
    let path = format!("/scenarios/runs/{}/compare/{}", before.id, after.id);
    let (_, page) = site.get(&path).await;
    assert!(page.contains("1 back earlier, 1 back later"), "what got better leads: {page}");
    assert!(page.contains("11 h earlier") && !page.contains("2 h later"), "{page}");
    let (_, page) = site.get(&format!("{path}?change=later")).await;
    assert!(
        page.contains("2 h later") && page.contains("make room for what counts more"),
        "{page}"
    );
    assert!(
        page.contains("Mains crew</a> restores <a") && page.contains("The second</a> first, for")
    );
    let (_, csv) = site.get(&format!("{path}/changes.csv")).await;
    assert!(csv.lines().nth(1).is_some_and(|it| it.starts_with("earlier,")), "{csv}");
    assert!(csv.contains("The second,The second-desk"), "{csv}");
    // The other way round nothing is assumed to make room for anybody.
    let (_, page) =
        site.get(&format!("/scenarios/runs/{}/compare/{}?change=later", after.id, before.id)).await;
    assert!(page.contains("11 h later") && !page.contains("restores"), "{page}");
}
