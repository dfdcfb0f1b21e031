//! What somebody may name in a scenario although it is not theirs, and what an area holds of others.

use app::actor::Role;
use app::prepare::inventory::{self, ItemDocument, Kind, NeedDocument};
use app::prove::investments::{Improvement, ImprovementKind};
use app::prove::scenarios::{self, Area, Circle, ScenarioDocument};
use app::{Error, Platform, Span};
use test_support::{ctx, ctx_in, fresh, item, platform_ctx, put, state};

/// A portal of commerce on a mainframe of revenue, at the data center of revenue, by its crew; and an
/// office and a press of revenue, on which nothing of commerce stands.
async fn shared(platform: &Platform) {
    for (code, longitude) in [("center", -77.0), ("office", -77.1)] {
        let mut site = ItemDocument::new(Kind::Site, "revenue", code, &format!("The {code}"));
        site.details.insert("latitude".to_owned(), 35.0.into());
        site.details.insert("longitude".to_owned(), longitude.into());
        put(platform, &site).await;
    }
    item(platform, Kind::Crew, "revenue", "mains").await;
    item(platform, Kind::Asset, "revenue", "press").await;
    let mainframe = ItemDocument {
        site: Some("center".to_owned()),
        crew: Some("mains".to_owned()),
        crew_size: Some(1),
        restore: Some(Span::from_hours(2)),
        ..ItemDocument::new(Kind::Asset, "revenue", "mainframe", "The mainframe")
    };
    put(platform, &mainframe).await;
    let portal = ItemDocument {
        target_rto: Some(Span::from_hours(4)),
        restore: Some(Span::from_hours(1)),
        ..ItemDocument::new(Kind::Service, "commerce", "portal", "The portal")
    };
    let portal = put(platform, &portal).await;
    let need = NeedDocument::hard(Kind::Asset, "mainframe");
    inventory::add_need(&platform_ctx(platform), portal.id, &need).await.unwrap();
}

fn document(lost: &[&str]) -> ScenarioDocument {
    let lost = lost.iter().map(|it| (*it).to_owned()).collect();
    ScenarioDocument { lost, ..ScenarioDocument::new("commerce", "lost", "Lost") }
}

#[tokio::test]
async fn a_coordinator_loses_what_their_services_stand_on_whosever_it_is() {
    let platform = fresh().await;
    let at = state(&platform).await;
    shared(&platform).await;
    let own = ctx_in(&platform, Role::Coordinator, at.commerce);
    let named = scenarios::nameable(&own, None, &[], 200).await.unwrap();
    let mut codes: Vec<&str> = named.iter().map(|it| it.code.as_str()).collect();
    codes.sort_unstable();
    assert_eq!(codes, ["center", "mainframe", "mains"]);
    // However few are offered, what somebody types is among them.
    for (kind, word, code) in
        [(None, "MAINS", "mains"), (Some(Kind::Asset), "", "mainframe"), (None, "center", "center")]
    {
        let found = scenarios::nameable(&own, kind, &[word.to_owned()], 1).await.unwrap();
        assert_eq!(found.iter().map(|it| it.code.as_str()).collect::<Vec<_>>(), [code]);
    }
    let lost = ["asset:mainframe", "site:center", "crew:mains"];
    let people =
        Improvement { people: Some(1), ..Improvement::new(ImprovementKind::People, "crew:mains") };
    let said = ScenarioDocument { changes: vec![people], ..document(&lost) };
    let scenario = scenarios::add(&own, &said).await.unwrap();
    // They see all that they named, and change it again.
    assert_eq!(scenarios::document(&own, &scenario).await.unwrap(), said);
    assert_eq!(scenarios::losses(&own, &scenario).await.unwrap().lost.len(), 3);
    let less = scenarios::change(&own, scenario.id, 1, &document(&["site:center"])).await.unwrap();
    assert_eq!(less.lost.len(), 1);
    let run = scenarios::run(&own, scenario.id).await.unwrap();
    assert_eq!(scenarios::findings(&own, run.id).await.unwrap().totals.n_down, 1);
    let (run, _) = scenarios::show_run(&own, run.id).await.unwrap();
    assert_eq!(run.scenario.lost.len(), 1);
    // They still cannot open any of it.
    let mainframe = inventory::by_code(&own, Kind::Asset, "mainframe").await;
    assert!(matches!(mainframe, Err(Error::NotFound(_))));
}

#[tokio::test]
async fn what_a_service_of_theirs_stands_on_is_lost_by_its_name() {
    let platform = fresh().await;
    let at = state(&platform).await;
    shared(&platform).await;
    let own = ctx_in(&platform, Role::Coordinator, at.commerce);
    let named = scenarios::nameable(&own, None, &[], 200).await.unwrap();
    assert_eq!(named.len(), 3);
    for (n, it) in named.iter().enumerate() {
        let code = inventory::reference(it.kind, &it.code);
        let texts = [it.name.to_uppercase(), format!("{}: {}", it.kind, it.name)];
        let code_of = |of: usize| format!("lost-{n}-{of}");
        for (of, text) in texts.into_iter().enumerate() {
            let said = ScenarioDocument { code: code_of(of), ..document(&[&text]) };
            let scenario = scenarios::add(&own, &said).await.unwrap();
            assert_eq!(scenario.lost[0].to_string(), code, "{text}");
        }
    }
    // To others it is not there, by whatever it is called.
    let said = ScenarioDocument { agency: "revenue".to_owned(), ..document(&["The portal"]) };
    let other = ctx_in(&platform, Role::Coordinator, at.revenue);
    assert!(scenarios::add(&other, &said).await.is_err());
    // What is not there and what nothing is called are both said at once.
    let refused = scenarios::add(&own, &document(&["asset:nope", ";;;"])).await.unwrap_err();
    let Error::Invalid(problems) = refused else { panic!("{refused:?}") };
    let mut fields: Vec<&str> = problems.iter().map(|it| it.field.as_ref()).collect();
    fields.sort_unstable();
    assert_eq!(fields, ["lost.0", "lost.1"]);
}

#[tokio::test]
async fn what_nothing_of_theirs_stands_on_is_not_there_for_a_coordinator() {
    let platform = fresh().await;
    let at = state(&platform).await;
    shared(&platform).await;
    let own = ctx_in(&platform, Role::Coordinator, at.commerce);
    for part in ["asset:press", "site:office"] {
        let refused = scenarios::add(&own, &document(&[part])).await.unwrap_err();
        let Error::Invalid(problems) = refused else { panic!("{refused:?}") };
        let none = scenarios::add(&own, &document(&[&format!("{part}-none")])).await.unwrap_err();
        let Error::Invalid(none) = none else { panic!("{none:?}") };
        assert_eq!(
            problems[0].reason.replace(part.split(':').nth(1).unwrap(), ""),
            none[0].reason.replace(&format!("{}-none", part.split(':').nth(1).unwrap()), "")
        );
    }
    // Nothing of others stands on it.
    let other = ctx_in(&platform, Role::Coordinator, at.franklin);
    assert!(scenarios::nameable(&other, None, &[], 200).await.unwrap().is_empty());
}

#[tokio::test]
async fn an_area_says_how_many_sites_it_holds_that_one_may_not_see_and_what_they_take_down() {
    let platform = fresh().await;
    let at = state(&platform).await;
    shared(&platform).await;
    let mut coast = ItemDocument::new(Kind::Site, "commerce", "coast", "The coast");
    coast.details.insert("latitude".to_owned(), 35.01.into());
    coast.details.insert("longitude".to_owned(), (-77.0).into());
    put(&platform, &coast).await;
    let circle = Circle { latitude: 35.0, longitude: -77.0, km: 40.0 };
    let area = Area { circles: vec![circle], ..Area::default() };
    let own = ctx_in(&platform, Role::Coordinator, at.commerce);
    let said = ScenarioDocument { areas: vec![area], ..document(&[]) };
    let scenario = scenarios::add(&own, &said).await.unwrap();
    let losses = scenarios::losses(&own, &scenario).await.unwrap();
    let codes: Vec<&str> = losses.sites.iter().map(|it| it.code.as_str()).collect();
    assert_eq!((codes, losses.n_in_areas), (vec!["coast"], vec![1]));
    assert_eq!((losses.n_hidden, losses.n_by_hidden), (2, 1));
    let counts = scenarios::count_sites(&own, scenario.areas.clone()).await.unwrap();
    assert_eq!((counts.counts, counts.n_hidden), (vec![1], 2));
    let run = scenarios::run(&own, scenario.id).await.unwrap();
    let findings = scenarios::findings(&own, run.id).await.unwrap();
    assert_eq!((findings.n_hidden, findings.n_by_hidden, findings.totals.n_down), (2, 1, 1));
    let (run, _) = scenarios::show_run(&own, run.id).await.unwrap();
    let codes: Vec<&str> = run.scenario.sites_in_areas.iter().map(|it| it.code.as_str()).collect();
    assert_eq!(codes, ["coast"], "no name of others");
    // Who sees all of the state sees all of them.
    let team = ctx(&platform, Role::ContinuityTeam);
    assert_eq!(scenarios::losses(&team, &scenario).await.unwrap().n_hidden, 0);
    assert_eq!(scenarios::findings(&team, run.id).await.unwrap().n_hidden, 0);
}
