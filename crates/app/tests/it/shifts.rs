//! Crews of which fewer are there outside business hours.

use app::prepare::imports::{self, File, Format, Mapping, Source, Target};
use app::prepare::inventory::{self, Details, ItemDocument, Kind};
use app::prove::investments::{Improvement, ImprovementKind};
use app::prove::recovery;
use app::prove::scenarios::{self, NoteKind, ScenarioDocument, Simulated, Simulation};
use app::{Ctx, Error, Platform, Span};
use serde_json::json;
use std::sync::Arc;
use test_support::{fresh, platform_ctx, state};

use crate::scenario_runs::data_center;

/// On Monday, 14 September 2026, in New York: at five, at ten, and at three in the afternoon.
const AT_FIVE: &str = "2026-09-14T09:00:00Z";
const AT_TEN: &str = "2026-09-14T14:00:00Z";
const AT_THREE: &str = "2026-09-14T19:00:00Z";

fn hours(n: i64) -> Span {
    Span::from_hours(n)
}

/// Changes what is said of something of the data center.
async fn edit(ctx: &Ctx, (kind, code): (Kind, &str), edit: impl FnOnce(&mut ItemDocument)) {
    let item = inventory::by_code(ctx, kind, code).await.unwrap();
    let mut document =
        inventory::documents(ctx, std::slice::from_ref(&item)).await.unwrap().remove(0);
    edit(&mut document);
    inventory::change(ctx, item.id, item.version, &document).await.unwrap();
}

/// The data center of two servers, whose crew of two has so many outside business hours.
async fn with_off_hours(platform: &Platform, off_hours: u32) -> Ctx {
    state(platform).await;
    data_center(platform).await;
    let ctx = platform_ctx(platform);
    edit(&ctx, (Kind::Crew, "servers"), |it| {
        it.details.insert("people_off_hours".to_owned(), json!(off_hours));
    })
    .await;
    ctx
}

async fn simulated(
    ctx: &Ctx,
    lost: &str,
    strikes_at: Option<&str>,
    changes: &[Improvement],
) -> Simulated {
    let document = ScenarioDocument {
        lost: vec![lost.to_owned()],
        strikes_at: strikes_at.map(|it| it.parse().unwrap()),
        changes: changes.to_vec(),
        ..ScenarioDocument::new("franklin", "lost", "Lost")
    };
    let how = Simulation { seed: 1, tell: Arc::new(|_, _| ()) };
    scenarios::simulate_document(ctx, &document, &how).await.unwrap()
}

/// Work that takes both of the crew waits until both are there for all of it.
#[tokio::test]
async fn what_strikes_at_night_is_back_later_than_what_strikes_by_day() {
    let platform = fresh().await;
    let ctx = with_off_hours(&platform, 1).await;
    let backs = async |at: Option<&str>| {
        let found = simulated(&ctx, "site:east", at, &[]).await;
        found.services.iter().map(|it| it.back).collect::<Vec<_>>()
    };
    assert_eq!(backs(Some(AT_TEN)).await, [Some(hours(3)), Some(hours(6))]);
    assert_eq!(backs(Some(AT_FIVE)).await, [Some(hours(6)), Some(hours(9))]);
    // What would not be done by half past five begins in the morning.
    assert_eq!(backs(Some(AT_THREE)).await, [Some(hours(20)), Some(hours(23))]);
    // At no particular time all are there, and so they are on the page of a service.
    assert_eq!(backs(None).await, [Some(hours(3)), Some(hours(6))]);
    let portal = inventory::by_code(&ctx, Kind::Service, "commerce-portal").await.unwrap();
    assert_eq!(recovery::explain(&ctx, portal.id).await.unwrap().with_crews, None);
}

#[tokio::test]
async fn how_many_are_there_at_night_makes_another_run() {
    let platform = fresh().await;
    let ctx = with_off_hours(&platform, 1).await;
    let hash = async || simulated(&ctx, "site:east", Some(AT_TEN), &[]).await.inputs_hash;
    let fewer = hash().await;
    assert_eq!(fewer, hash().await);
    let crew = (Kind::Crew, "servers");
    edit(&ctx, crew, |it| drop(it.details.insert("people_off_hours".to_owned(), json!(2)))).await;
    let all = hash().await;
    assert_ne!(fewer, all);
    edit(&ctx, crew, |it| drop(it.details.remove("people_off_hours"))).await;
    assert_eq!(all, hash().await, "as many as there are is as if nobody had said it");
}

#[tokio::test]
async fn what_is_longer_than_a_day_is_done_by_those_at_night_and_the_run_says_so() {
    let platform = fresh().await;
    let ctx = with_off_hours(&platform, 1).await;
    let server = "commerce-server";
    edit(&ctx, (Kind::Asset, server), |it| it.restore = Some(hours(12))).await;
    let found = simulated(&ctx, "asset:commerce-server", Some(AT_FIVE), &[]).await;
    let [work] = found.work.as_slice() else { panic!("{:?}", found.work) };
    assert_eq!((work.people, work.from, work.until), (1, hours(0), hours(12)));
    let longer = |found: &Simulated| {
        let note = found.result.notes.iter().find(|it| it.kind == NoteKind::LongerThanShift);
        note.map(|it| it.item_ids.clone())
    };
    let server = inventory::by_code(&ctx, Kind::Asset, server).await.unwrap();
    assert_eq!(longer(&found), Some(vec![server.id]));
    assert!(found.result.notes.iter().all(|it| it.kind != NoteKind::CrewTooSmall));
    // Without a time of day nobody asks how long a day is.
    let found = simulated(&ctx, "asset:commerce-server", None, &[]).await;
    assert_eq!((longer(&found), found.work[0].people), (None, 2));
}

#[tokio::test]
async fn one_more_person_is_there_at_any_hour() {
    let platform = fresh().await;
    let ctx = with_off_hours(&platform, 1).await;
    let more = Improvement::new(ImprovementKind::People, "crew:servers");
    let more = Improvement { people: Some(1), ..more };
    let found = simulated(&ctx, "site:east", Some(AT_FIVE), &[more]).await;
    assert_eq!(found.services[0].back, Some(hours(3)));
}

#[tokio::test]
async fn what_cannot_be_of_those_at_night_is_named() {
    let platform = fresh().await;
    state(&platform).await;
    let ctx = platform_ctx(&platform);
    let fields = async |details: serde_json::Value| {
        let mut crew = ItemDocument::new(Kind::Crew, "commerce", "servers", "Server crew");
        crew.details = details.as_object().cloned().unwrap_or_default();
        match inventory::add(&ctx, &crew).await {
            Err(Error::Invalid(problems)) => {
                problems.into_iter().map(|it| it.field.into_owned()).collect::<Vec<_>>()
            }
            Ok(_) => Vec::new(),
            Err(other) => vec![other.to_string()],
        }
    };
    for wrong in [
        json!({"people": 2, "people_off_hours": 3}),
        json!({"people": 2, "people_off_hours": 0}),
        json!({"people_off_hours": 1}),
        json!({"people": 2, "people_off_hours": 1, "hours": "business"}),
    ] {
        assert_eq!(fields(wrong.clone()).await, ["people_off_hours"], "{wrong}");
    }
    assert!(fields(json!({"people": 2, "people_off_hours": 2})).await.is_empty());
}

#[tokio::test]
async fn those_at_night_are_read_from_a_file() {
    let platform = fresh().await;
    state(&platform).await;
    let ctx = platform_ctx(&platform);
    let columns = ["code", "name", "agency", "people", "people_off_hours"];
    let mapping = columns
        .iter()
        .fold(Mapping::new(Target::Item(Kind::Crew)), |all, it| all.with(it, Source::column(it)));
    let csv = "code,name,agency,people,people_off_hours\nservers,Server crew,commerce,4,1\n";
    let file = File::of(Format::Csv, csv.as_bytes().to_vec());
    let counts = imports::put(&ctx, &file, &mapping, false).await.unwrap();
    assert_eq!((counts.n_added, counts.n_refused), (1, 0), "{counts:?}");
    let found = inventory::by_code(&ctx, Kind::Crew, "servers").await.unwrap();
    let Details::Crew(details) = &found.details else { panic!("{found:?}") };
    assert_eq!((details.people, details.people_off_hours), (Some(4), Some(1)));
    let headers = ["id", "title", "people", "people at night"].map(str::to_owned);
    let proposed = imports::propose(Target::Item(Kind::Crew), &headers);
    assert_eq!(proposed.fields["people_off_hours"], Source::column("people at night"));
    assert_eq!(proposed.fields["people"], Source::column("people"));
}
