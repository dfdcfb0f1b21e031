//! What is lost and usable again after some time: nothing of it is brought back before.

use app::actor::Role;
use app::prepare::inventory::{ItemDocument, Kind};
use app::prove::scenarios::{self, Area, Query, RowQuery, Run, ScenarioDocument, Usable};
use app::{Ctx, Error, Platform, Span};
use serde_json::json;
use test_support::{ctx_in, fresh, item, platform_ctx, put, service, state};

use crate::scenario_runs::{MANY, data_center};

fn hours(n: i64) -> Span {
    Span::from_hours(n)
}

/// A scenario in which these things are lost, some of them for so many hours.
fn document(lost: &[(&str, Option<i64>)]) -> ScenarioDocument {
    let usable = |(item, after): &(&str, Option<i64>)| {
        Some(Usable { item: (*item).to_owned(), after: hours((*after)?) })
    };
    ScenarioDocument {
        lost: lost.iter().map(|it| it.0.to_owned()).collect(),
        usable: lost.iter().filter_map(usable).collect(),
        ..ScenarioDocument::new("franklin", "lost", "Lost")
    }
}

async fn ran(ctx: &Ctx, document: &ScenarioDocument) -> Run {
    let code = format!("s-{}", scenarios::list(ctx, &Query::default()).await.unwrap().n_items);
    let document = ScenarioDocument { code, ..document.clone() };
    let scenario = scenarios::add(ctx, &document).await.unwrap();
    scenarios::run(ctx, scenario.id).await.unwrap()
}

/// When each service is back, by its code.
async fn back(ctx: &Ctx, run: &Run) -> Vec<(String, Option<Span>)> {
    let rows = scenarios::services(ctx, run.id, &RowQuery::default()).await.unwrap().items;
    let mut rows: Vec<_> = rows.into_iter().map(|it| (it.item.code, it.back)).collect();
    rows.sort();
    rows
}

async fn portals(ctx: &Ctx, document: &ScenarioDocument) -> [Option<Span>; 2] {
    let rows = back(ctx, &ran(ctx, document).await).await;
    let both: [(String, Option<Span>); 2] = rows.try_into().unwrap();
    both.map(|it| it.1)
}

#[tokio::test]
async fn what_stands_at_a_site_is_brought_back_from_when_on_the_site_is_usable() {
    let platform = fresh().await;
    state(&platform).await;
    data_center(&platform).await;
    let ctx = platform_ctx(&platform);
    let run = ran(&ctx, &document(&[("site:east", Some(72))])).await;
    let work = scenarios::work(&ctx, run.id, None, MANY).await.unwrap().items;
    let times: Vec<_> = work.iter().map(|it| (it.item.code.as_str(), it.from, it.until)).collect();
    let expected =
        [("commerce-server", hours(72), hours(75)), ("revenue-server", hours(75), hours(78))];
    assert_eq!(times, expected);
    let rows = scenarios::services(&ctx, run.id, &RowQuery::default()).await.unwrap().items;
    let first = rows.iter().find(|it| it.item.code == "commerce-portal").unwrap();
    assert_eq!((first.back, first.late), (Some(hours(75)), Some(hours(71))));
    // The wait is nobody's: it has no place in the order, and is nothing that is down.
    let mut positions: Vec<u32> = rows.iter().filter_map(|it| it.position).collect();
    positions.extend(work.iter().map(|it| it.position));
    assert!(positions.iter().all(|it| (1..=5).contains(it)), "{positions:?}");
    let found = scenarios::findings(&ctx, run.id).await.unwrap();
    assert_eq!((found.n_down, found.all_back), (Some(5), Some(hours(78))));
    assert_eq!(run.scenario.lost[0].usable_after, Some(hours(72)));
    assert!(first.chance.is_some());

    let at_once = ran(&ctx, &document(&[("site:east", None)])).await;
    assert_eq!(back(&ctx, &at_once).await[0].1, Some(hours(3)), "as if nothing was said");
    assert_ne!(at_once.inputs_hash, run.inputs_hash);
    let later = ran(&ctx, &document(&[("site:east", Some(73))])).await;
    assert_ne!(later.inputs_hash, run.inputs_hash);
}

#[tokio::test]
async fn a_vendor_a_thing_and_a_crew_are_usable_again_too() {
    let platform = fresh().await;
    state(&platform).await;
    data_center(&platform).await;
    let ctx = platform_ctx(&platform);
    // A thing is there again at its time, and needs no more work: the crew has the other one first.
    let both = [("asset:commerce-server", Some(10)), ("asset:revenue-server", None)];
    assert_eq!(portals(&ctx, &document(&both)).await, [Some(hours(10)), Some(hours(3))]);
    // What says its own time does not wait for its site; what says none does.
    let own = [("asset:commerce-server", Some(10)), ("site:east", Some(40))];
    assert_eq!(portals(&ctx, &document(&own)).await, [Some(hours(10)), Some(hours(43))]);
    // A crew without a time of its own is back with everybody, or never.
    let crew = |after| document(&[("asset:commerce-server", None), ("crew:servers", after)]);
    let one = async |it: &ScenarioDocument| back(&ctx, &ran(&ctx, it).await).await[0].1;
    assert_eq!(one(&crew(None)).await, None);
    assert_eq!(one(&crew(Some(9))).await, Some(hours(12)));
    let people = |after| ScenarioDocument { people_back: Some(hours(20)), ..crew(after) };
    assert_eq!(one(&people(None)).await, Some(hours(23)));
    assert_eq!(one(&people(Some(9))).await, Some(hours(12)), "what is said of it counts");

    item(&platform, Kind::Vendor, "commerce", "cloud").await;
    let hosted = ItemDocument {
        vendor: Some("cloud".to_owned()),
        restore: Some(hours(1)),
        tier: Some(1),
        target_rto: Some(hours(4)),
        ..ItemDocument::new(Kind::Service, "commerce", "hosted", "Hosted")
    };
    put(&platform, &hosted).await;
    assert_eq!(one(&document(&[("vendor:cloud", Some(6))])).await, Some(hours(7)));
}

/// A portal on a database that a crew of one restores in two hours, who work in a hall.
async fn staffed_portal(platform: &Platform) {
    state(platform).await;
    item(platform, Kind::Site, "commerce", "hall").await;
    let mut crew = ItemDocument::new(Kind::Crew, "commerce", "dba", "Databases");
    crew.details.insert("people".to_owned(), json!(1));
    put(platform, &ItemDocument { site: Some("hall".to_owned()), ..crew }).await;
    let portal = service(platform, "portal", 4, 1).await;
    let db = ItemDocument {
        restore: Some(hours(2)),
        crew: Some("dba".to_owned()),
        crew_size: Some(1),
        ..ItemDocument::new(Kind::Asset, "commerce", "db", "Database")
    };
    let db = put(platform, &db).await;
    test_support::need(platform, &portal, &db).await;
}

/// When the portal is back.
async fn portal_back(ctx: &Ctx, document: &ScenarioDocument) -> Option<Span> {
    let rows = back(ctx, &ran(ctx, document).await).await;
    rows.into_iter().find(|it| it.0 == "portal")?.1
}

/// Who works at a lost site is there again with the site, unless it is said when people are back.
#[tokio::test]
async fn people_are_back_with_their_site_unless_something_else_is_said() {
    let platform = fresh().await;
    staffed_portal(&platform).await;
    let ctx = platform_ctx(&platform);
    let lost = |after| document(&[("asset:db", None), ("site:hall", after)]);
    let portal = async |it: &ScenarioDocument| portal_back(&ctx, it).await;
    assert_eq!(portal(&lost(None)).await, None);
    assert_eq!(portal(&lost(Some(30))).await, Some(hours(33)));
    let said = ScenarioDocument { people_back: Some(hours(8)), ..lost(Some(30)) };
    assert_eq!(portal(&said).await, Some(hours(11)), "others take their place");
}

/// What it takes to notice, to decide and to call people comes before all work, and runs beside the
/// time until a site is usable.
#[tokio::test]
async fn work_begins_when_it_was_decided_and_not_before_its_site_is_usable() {
    let platform = fresh().await;
    state(&platform).await;
    data_center(&platform).await;
    let ctx = platform_ctx(&platform);
    let after = |n: i64, usable| ScenarioDocument {
        begins_after: Some(hours(n)),
        ..document(&[("site:east", usable)])
    };
    let run = ran(&ctx, &after(1, None)).await;
    let work = scenarios::work(&ctx, run.id, None, MANY).await.unwrap().items;
    let times: Vec<_> = work.iter().map(|it| (it.item.code.as_str(), it.from, it.until)).collect();
    let expected =
        [("commerce-server", hours(1), hours(4)), ("revenue-server", hours(4), hours(7))];
    assert_eq!(times, expected);
    let rows = scenarios::services(&ctx, run.id, &RowQuery::default()).await.unwrap().items;
    let revenue = rows.iter().find(|it| it.item.code == "revenue-portal").unwrap();
    assert_eq!((revenue.back, revenue.late), (Some(hours(7)), Some(hours(2))));
    assert_eq!(run.scenario.begins_after, Some(hours(1)));
    let curve = scenarios::curve(&ctx, run.id).await.unwrap();
    assert_eq!((curve.points[0].n_back, curve.last_back), (0, Some(hours(7))));
    let at_once = ran(&ctx, &document(&[("site:east", None)])).await;
    assert_ne!(at_once.inputs_hash, run.inputs_hash);
    let zero = ran(&ctx, &after(0, None)).await;
    assert_eq!(zero.inputs_hash, at_once.inputs_hash, "no time at all is none");

    let first = async |it: &ScenarioDocument| back(&ctx, &ran(&ctx, it).await).await[0].1;
    assert_eq!(first(&after(2, Some(72))).await, Some(hours(75)), "both begin when it strikes");
    assert_eq!(first(&after(2, Some(1))).await, Some(hours(5)));
    // Whose time is over before anybody begins has no chance.
    let late = ran(&ctx, &after(9, None)).await;
    let rows = scenarios::services(&ctx, late.id, &RowQuery::default()).await.unwrap().items;
    let chances: Vec<_> = rows.iter().map(|it| (it.back, it.chance)).collect();
    assert_eq!(chances, [(Some(hours(12)), Some(0.0)), (Some(hours(15)), Some(0.0))]);
    assert!(rows.iter().all(|it| it.chance_between.is_none()), "that was not tried: {rows:?}");
    let crew = document(&[("asset:commerce-server", None), ("crew:servers", Some(9))]);
    let crew = ScenarioDocument { begins_after: Some(hours(2)), ..crew };
    assert_eq!(first(&crew).await, Some(hours(12)), "the crew is there when it was said");
}

/// An alternate site that is lost, too, has its seats from when on it can be used.
#[tokio::test]
async fn seats_at_a_site_that_is_usable_later_are_taken_then() {
    let platform = fresh().await;
    staffed_portal(&platform).await;
    let mut annex = ItemDocument::new(Kind::Site, "commerce", "annex", "Annex");
    annex.details.insert("site_role".to_owned(), json!("alternate_office"));
    annex.details.insert("seats".to_owned(), json!(3));
    put(&platform, &annex).await;
    let ctx = platform_ctx(&platform);
    let portal = async |lost: &[(&str, Option<i64>)]| {
        let lost = [&[("asset:db", None), ("site:hall", None)][..], lost].concat();
        portal_back(&ctx, &document(&lost)).await
    };
    assert_eq!(portal(&[]).await, Some(hours(3)), "there are seats at once");
    assert_eq!(portal(&[("site:annex", None)]).await, None, "there are none");
    assert_eq!(portal(&[("site:annex", Some(10))]).await, Some(hours(13)));
}

fn placed(code: &str, longitude: f64) -> ItemDocument {
    let mut document = ItemDocument::new(Kind::Site, "commerce", code, code);
    document.details.insert("latitude".to_owned(), json!(35.0));
    document.details.insert("longitude".to_owned(), json!(longitude));
    document
}

fn square(west: f64, after: Option<i64>) -> Area {
    let east = west + 2.0;
    let ring = vec![[west, 34.0], [east, 34.0], [east, 36.0], [west, 36.0], [west, 34.0]];
    Area {
        name: "Area".to_owned(),
        polygons: vec![vec![ring]],
        usable_after: after.map(hours),
        ..Area::default()
    }
}

async fn at_sites(platform: &Platform) {
    for (site, longitude) in [("coast", -77.0), ("plain", -79.0)] {
        put(platform, &placed(site, longitude)).await;
        let served = ItemDocument {
            site: Some(site.to_owned()),
            restore: Some(hours(1)),
            tier: Some(1),
            target_rto: Some(hours(4)),
            ..ItemDocument::new(Kind::Service, "commerce", &format!("at-{site}"), site)
        };
        put(platform, &served).await;
    }
}

#[tokio::test]
async fn sites_in_an_area_are_usable_with_it_and_one_that_is_named_with_its_own_time() {
    let platform = fresh().await;
    state(&platform).await;
    at_sites(&platform).await;
    let ctx = platform_ctx(&platform);
    let areas = vec![square(-78.0, Some(72)), square(-80.0, Some(36))];
    let storm = ScenarioDocument { areas, ..document(&[]) };
    assert_eq!(portals(&ctx, &storm).await, [Some(hours(73)), Some(hours(37))]);
    let named = document(&[("site:coast", Some(12))]);
    let named = ScenarioDocument { areas: storm.areas.clone(), ..named };
    assert_eq!(portals(&ctx, &named).await, [Some(hours(13)), Some(hours(37))]);
}

#[tokio::test]
async fn what_is_usable_again_is_kept_seen_and_refused_like_what_is_lost() {
    let platform = fresh().await;
    let at = state(&platform).await;
    item(&platform, Kind::Site, "commerce", "east").await;
    item(&platform, Kind::Site, "revenue", "west").await;
    let ctx = platform_ctx(&platform);
    let both = ScenarioDocument {
        agency: "commerce".to_owned(),
        ..document(&[("site:east", Some(72)), ("site:west", Some(36))])
    };
    let scenario = scenarios::add(&ctx, &both).await.unwrap();
    assert_eq!(scenarios::document(&ctx, &scenario).await.unwrap(), both);
    // What they may not see of it is not told, and stays.
    let own = ctx_in(&platform, Role::Coordinator, at.commerce);
    let seen = scenarios::document(&own, &scenario).await.unwrap();
    assert_eq!(seen.usable, [Usable { item: "site:east".to_owned(), after: hours(72) }]);
    let without = ScenarioDocument { usable: Vec::new(), ..seen };
    let changed = scenarios::change(&own, scenario.id, 1, &without).await.unwrap();
    let kept: Vec<_> = changed.usable.iter().map(|it| (it.0.code.as_str(), *it.1)).collect();
    assert_eq!(kept, [("west", hours(36))]);

    let refused = async |it: ScenarioDocument| match scenarios::add(&ctx, &it).await.unwrap_err() {
        Error::Invalid(problems) => {
            problems.into_iter().map(|it| it.field.into_owned()).collect::<Vec<_>>().join(" ")
        }
        other => other.to_string(),
    };
    let fresh = |usable: &[(&str, i64)]| {
        let one = |(item, n): &(&str, i64)| Usable { item: (*item).to_owned(), after: hours(*n) };
        let usable = usable.iter().map(one).collect();
        ScenarioDocument { code: "other".to_owned(), usable, ..document(&[("site:east", None)]) }
    };
    assert_eq!(refused(fresh(&[("site:west", 1)])).await, "usable.0.item");
    assert_eq!(refused(fresh(&[("site:east", 1), ("site:east", 2)])).await, "usable.1.item");
    assert_eq!(refused(fresh(&[("site:east", 0)])).await, "usable.0.after");
    let area = ScenarioDocument { areas: vec![square(-78.0, Some(0))], ..fresh(&[]) };
    assert_eq!(refused(area).await, "areas.0.usable_after");
    // By its name, as what is lost.
    let named = ScenarioDocument { lost: vec!["The east".to_owned()], ..fresh(&[("The east", 5)]) };
    let named = scenarios::add(&ctx, &named).await.unwrap();
    assert_eq!(named.usable.values().copied().collect::<Vec<_>>(), [hours(5)]);
}
