//! Keeping scenarios: what works, each refusal, other agencies, stale versions, and the events.

use app::actor::Role;
use app::prepare::inventory::{self, ItemDocument, Kind};
use app::prove::investments::Improvement;
use app::prove::scenarios::{self, Area, Circle, Part, Query, Scenario, ScenarioDocument, Sort};
use app::search::{self, HitKind};
use app::{Ctx, Error, Span, events};
use test_support::{ctx, ctx_in, fresh, item, platform_ctx, put, state};

fn document() -> ScenarioDocument {
    ScenarioDocument {
        lost: vec!["site:east".to_owned()],
        ..ScenarioDocument::new("commerce", "east-lost", "The east is lost")
    }
}

async fn added(ctx: &Ctx, document: &ScenarioDocument) -> Scenario {
    scenarios::add(ctx, document).await.unwrap()
}

fn fields<T: std::fmt::Debug>(result: app::Result<T>) -> Vec<String> {
    match result.unwrap_err() {
        Error::Invalid(problems) => problems.into_iter().map(|it| it.field.into_owned()).collect(),
        other => vec![other.to_string()],
    }
}

#[tokio::test]
async fn a_scenario_is_added_changed_retired_and_brought_back_and_each_is_in_the_log() {
    let platform = fresh().await;
    let at = state(&platform).await;
    item(&platform, Kind::Site, "commerce", "east").await;
    let ctx = ctx_in(&platform, Role::Coordinator, at.commerce);
    let scenario = added(&ctx, &document()).await;
    assert_eq!((scenario.agency_id, scenario.version), (at.commerce, 1));
    assert_eq!(scenarios::document(&ctx, &scenario).await.unwrap(), document());

    let circle = Circle { latitude: 35.0, longitude: -78.0, km: 20.0 };
    let other = ScenarioDocument {
        areas: vec![Area { circles: vec![circle], ..Area::default() }],
        people_back: Some(Span::from_hours(12)),
        begins_after: Some(Span::from_hours(2)),
        ..document()
    };
    let changed = scenarios::change(&ctx, scenario.id, 1, &other).await.unwrap();
    assert_eq!((changed.version, changed.begins_after), (2, Some(Span::from_hours(2))));
    let said = scenarios::document(&ctx, &changed).await.unwrap();
    assert_eq!(said.begins_after, Some(Span::from_hours(2)));
    // What says the same changes nothing.
    assert_eq!(scenarios::change(&ctx, scenario.id, 2, &other).await.unwrap(), changed);
    let stale = scenarios::change(&ctx, scenario.id, 1, &document()).await;
    assert!(matches!(stale, Err(Error::Stale("scenario"))));

    let found = async |text: &str| {
        search::find(&ctx, text, Some(HitKind::Scenario), 9).await.unwrap().len()
    };
    assert_eq!(found("lost").await, 1);
    scenarios::retire(&ctx, scenario.id, 2).await.unwrap();
    assert_eq!(found("lost").await, 0);
    let refused = scenarios::change(&ctx, scenario.id, 3, &document()).await;
    assert!(matches!(refused, Err(Error::Refused(it)) if it.code == "scenario.retired"));
    scenarios::restore(&ctx, scenario.id, 3).await.unwrap();
    let refused = scenarios::restore(&ctx, scenario.id, 4).await;
    assert!(matches!(refused, Err(Error::Refused(it)) if it.code == "scenario.not_retired"));

    let log = events::history(&platform_ctx(&platform), scenario.id.into(), 9).await.unwrap();
    let actions: Vec<&str> = log.iter().rev().map(|it| it.action.as_str()).collect();
    let expected = ["scenario.added", "scenario.changed", "scenario.retired", "scenario.restored"];
    assert_eq!(actions, expected);
    let change = &log[2];
    assert_eq!(change.before["lost"][0], "site:east");
    assert_eq!(change.after["people_back"], "PT12H");
    assert_eq!(change.after["begins_after"], "PT2H");
}

#[tokio::test]
async fn what_makes_no_sense_is_refused_with_its_field() {
    let platform = fresh().await;
    let at = state(&platform).await;
    item(&platform, Kind::Site, "commerce", "east").await;
    let ctx = ctx_in(&platform, Role::Coordinator, at.commerce);
    let refused = async |it: ScenarioDocument| fields(scenarios::add(&ctx, &it).await);
    let lost = |it: &str| ScenarioDocument { lost: vec![it.to_owned()], ..document() };
    assert_eq!(refused(lost("nonsense")).await, ["lost.0"]);
    assert_eq!(refused(lost("site:west")).await, ["lost.0"]);
    assert_eq!(refused(ScenarioDocument { lost: Vec::new(), ..document() }).await, ["lost"]);
    let gone = ScenarioDocument { gone: vec!["site:x".to_owned()], ..document() };
    assert_eq!(refused(gone).await, ["gone.0"]);
    let retired = ScenarioDocument { retired_at: Some(ctx.now), ..document() };
    assert_eq!(refused(retired).await, ["retired_at"]);
    let nowhere = ScenarioDocument { agency: "nowhere".to_owned(), ..document() };
    assert_eq!(refused(nowhere).await, ["agency"]);
    let wrong = ScenarioDocument { name: String::new(), code: "A B".to_owned(), ..document() };
    assert_eq!(refused(wrong).await, ["code", "name"]);
    // All of it is said at once.
    let wrong = ScenarioDocument {
        agency: "nowhere".to_owned(),
        lost: vec!["site:west".to_owned(), "site:east".to_owned()],
        changes: vec![Improvement::faster("asset:x", Span::ZERO)],
        strikes_at: "1800-01-01T00:00:00Z".parse().ok(),
        name: String::new(),
        ..document()
    };
    let all = ["agency", "lost.0", "changes.0.item", "name", "strikes_at"];
    assert_eq!(refused(wrong.clone()).await, all);
    let found = scenarios::faults(&ctx, None, &wrong).await.unwrap();
    assert_eq!(found.iter().map(|it| it.field.as_ref()).collect::<Vec<_>>(), all);
    let area = Area::default();
    let empty = ScenarioDocument { areas: vec![area], ..document() };
    assert_eq!(refused(empty).await, ["areas.0.polygons"]);
    added(&ctx, &document()).await;
    assert_eq!(refused(document()).await, ["code"]);
    let scenario = scenarios::by_code(&ctx, "east-lost").await.unwrap();
    let renamed = ScenarioDocument { code: "other".to_owned(), ..document() };
    assert_eq!(fields(scenarios::change(&ctx, scenario.id, 1, &renamed).await), ["code"]);
}

#[tokio::test]
async fn only_those_keep_scenarios_who_may_write_there_and_others_do_not_know_of_them() {
    let platform = fresh().await;
    let at = state(&platform).await;
    item(&platform, Kind::Site, "commerce", "east").await;
    let own = ctx_in(&platform, Role::Coordinator, at.commerce);
    let scenario = added(&own, &document()).await;
    for role in [Role::AgencyHead, Role::PlanOwner, Role::IncidentCommander, Role::Auditor] {
        let reader = ctx_in(&platform, role, at.commerce);
        assert!(scenarios::show(&reader, scenario.id).await.is_ok(), "{role:?}");
        let refused = scenarios::change(&reader, scenario.id, 1, &document()).await;
        assert!(matches!(refused, Err(Error::Forbidden(_))), "{role:?}");
        assert!(matches!(scenarios::add(&reader, &document()).await, Err(Error::Forbidden(_))));
        let refused = scenarios::retire(&reader, scenario.id, 1).await;
        assert!(matches!(refused, Err(Error::Forbidden(_))), "{role:?}");
    }
    for role in [Role::Coordinator, Role::AgencyHead, Role::PlanOwner] {
        let other = ctx_in(&platform, role, at.revenue);
        let hidden = scenarios::show(&other, scenario.id).await;
        assert!(matches!(hidden, Err(Error::NotFound("scenario"))), "{role:?}");
        assert!(scenarios::by_code(&other, "east-lost").await.is_err());
        assert_eq!(scenarios::list(&other, &Query::default()).await.unwrap().n_items, 0);
        let hidden = scenarios::change(&other, scenario.id, 1, &document()).await;
        assert!(matches!(hidden, Err(Error::NotFound("scenario"))), "{role:?}");
    }
    let vendor = ctx_in(&platform, Role::Vendor, at.commerce);
    assert!(scenarios::list(&vendor, &Query::default()).await.is_err());
    // Codes of others cannot be told from codes that are not there, but for being taken.
    let other = ctx_in(&platform, Role::Coordinator, at.revenue);
    let theirs = ScenarioDocument {
        lost: vec!["site:east".to_owned(), "site:nowhere".to_owned()],
        ..ScenarioDocument::new("revenue", "mine", "Mine")
    };
    let Err(Error::Invalid(problems)) = scenarios::add(&other, &theirs).await else { panic!() };
    assert_eq!(problems[0].reason.replace("east", "nowhere"), problems[1].reason);
}

#[tokio::test]
async fn what_somebody_may_not_see_of_a_scenario_stays_when_they_change_it() {
    let platform = fresh().await;
    let at = state(&platform).await;
    item(&platform, Kind::Site, "commerce", "east").await;
    item(&platform, Kind::Site, "revenue", "west").await;
    let team = ctx(&platform, Role::ContinuityTeam);
    let both = ScenarioDocument {
        lost: vec!["site:east".to_owned(), "site:west".to_owned()],
        ..document()
    };
    let scenario = added(&team, &both).await;
    let own = ctx_in(&platform, Role::Coordinator, at.commerce);
    let seen = scenarios::document(&own, &scenario).await.unwrap();
    assert_eq!(seen.lost, ["site:east"]);
    assert_eq!(scenarios::losses(&own, &scenario).await.unwrap().lost.len(), 1);
    let renamed = ScenarioDocument { name: "Renamed".to_owned(), ..seen };
    let changed = scenarios::change(&own, scenario.id, 1, &renamed).await.unwrap();
    let codes: Vec<&str> = changed.lost.iter().map(|it| it.code.as_str()).collect();
    assert_eq!(codes, ["east", "west"]);
}

#[tokio::test]
async fn what_is_retired_stays_named_and_counts_no_more() {
    let platform = fresh().await;
    state(&platform).await;
    let east = item(&platform, Kind::Site, "commerce", "east").await;
    item(&platform, Kind::Site, "commerce", "west").await;
    let ctx = platform_ctx(&platform);
    let both = ScenarioDocument {
        lost: vec!["site:east".to_owned(), "site:west".to_owned()],
        ..document()
    };
    let scenario = added(&ctx, &both).await;
    inventory::retire(&ctx, east.id, 1).await.unwrap();
    let now = scenarios::document(&ctx, &scenario).await.unwrap();
    assert_eq!((now.lost, now.gone), (vec!["site:west".into()], vec!["site:east".to_owned()]));
    let losses = scenarios::losses(&ctx, &scenario).await.unwrap();
    assert_eq!(losses.gone, [Part { kind: Kind::Site, code: "east".to_owned() }]);
    inventory::restore(&ctx, east.id, 2).await.unwrap();
    assert_eq!(scenarios::document(&ctx, &scenario).await.unwrap().lost.len(), 2);
}

#[tokio::test]
async fn an_area_holds_the_sites_in_it() {
    let platform = fresh().await;
    state(&platform).await;
    let place = |code: &str, latitude: f64, longitude: f64| {
        let mut document = ItemDocument::new(Kind::Site, "commerce", code, code);
        document.details.insert("latitude".to_owned(), latitude.into());
        document.details.insert("longitude".to_owned(), longitude.into());
        document
    };
    put(&platform, &place("coast", 34.5, -77.0)).await;
    put(&platform, &place("hills", 35.5, -82.0)).await;
    item(&platform, Kind::Site, "commerce", "somewhere").await;
    let ctx = platform_ctx(&platform);
    let text =
        r#"{"type":"Polygon","coordinates":[[[-78,34],[-76,34],[-76,36],[-78,36],[-78,34]]]}"#;
    let area = Area::read("Coast", text.as_bytes()).unwrap();
    let scenario =
        added(&ctx, &ScenarioDocument { lost: Vec::new(), areas: vec![area], ..document() }).await;
    let losses = scenarios::losses(&ctx, &scenario).await.unwrap();
    let codes: Vec<&str> = losses.sites.iter().map(|it| it.code.as_str()).collect();
    assert_eq!((codes, losses.n_without_position), (vec!["coast"], 1));
    assert_eq!(losses.n_in_areas, [1]);
    let counts = scenarios::count_sites(&ctx, scenario.areas.clone()).await.unwrap();
    assert_eq!((counts.counts, counts.n_hidden), (vec![1], 0));
    // More points than a scenario can have are not looked at.
    let many = vec![scenario.areas[0].clone(); 2_001];
    assert_eq!(scenarios::count_sites(&ctx, many).await.unwrap().counts, Vec::<u64>::new());
}

#[tokio::test]
async fn a_list_is_searched_sorted_and_paged() {
    let platform = fresh().await;
    let at = state(&platform).await;
    item(&platform, Kind::Site, "commerce", "east").await;
    let ctx = platform_ctx(&platform);
    for (agency, code, name) in
        [("commerce", "c", "Flood"), ("revenue", "b", "Fire"), ("commerce", "a", "Quake")]
    {
        let it = ScenarioDocument::new(agency, code, name);
        added(&ctx, &ScenarioDocument { lost: document().lost, ..it }).await;
    }
    let codes = async |query: Query| {
        let page = scenarios::list(&ctx, &query).await.unwrap();
        page.items.into_iter().map(|it| it.code).collect::<Vec<_>>()
    };
    assert_eq!(codes(Query::default()).await, ["b", "c", "a"]);
    assert_eq!(codes(Query { sort: Sort::Code, ..Query::default() }).await, ["a", "b", "c"]);
    assert_eq!(codes(Query { text: "flo".to_owned(), ..Query::default() }).await, ["c"]);
    let of_revenue = Query { agencies: Some([at.revenue].into()), ..Query::default() };
    assert_eq!(codes(of_revenue).await, ["b"]);
    let scenario = scenarios::by_code(&ctx, "a").await.unwrap();
    scenarios::retire(&ctx, scenario.id, 1).await.unwrap();
    let retired = Query { retired: true, text: "qua".to_owned(), ..Query::default() };
    assert_eq!(codes(retired).await, ["a"]);
    let rest = scenarios::list_after(&ctx, &Query::default(), None, 9).await.unwrap();
    assert_eq!(rest.len(), 2);
}
