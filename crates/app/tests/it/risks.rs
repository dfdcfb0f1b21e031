//! Risks: who may write and decide about them, what a decision takes, and files.

use app::actor::{Reach, Role};
use app::events;
use app::ids::{PersonId, RiskId};
use app::people::agencies;
use app::prepare::inventory::{self, Kind};
use app::prepare::risks::{
    self, Content, Level, Query, Rating, Risk, RiskDocument, RiskTolerance, Sort, State, Task,
    Treatment,
};
use app::search::{self, HitKind};
use app::{Ctx, Error, Platform, settings};
use test_support::{
    State as Agencies, agency, ctx_in, ctx_with, fresh, item, person, platform_ctx, state,
};

use crate::impact_desk::{as_person, refusal};

/// Somebody who writes, the head of their agency, and the head of the state.
struct Desk {
    platform: Platform,
    at: Agencies,
    author: Ctx,
    head: Ctx,
    state_head: Ctx,
}

async fn desk() -> Desk {
    let platform = fresh().await;
    let at = state(&platform).await;
    item(&platform, Kind::Site, "commerce", "east").await;
    item(&platform, Kind::Service, "commerce", "portal").await;
    let author = as_person(&platform, &at, "ann-author", Role::Coordinator).await;
    let head = as_person(&platform, &at, "hal-head", Role::AgencyHead).await;
    let id = person(&platform, "franklin", "sam-state").await;
    let state_head = ctx_with(&platform, id, Role::StateCio, Reach::State);
    person(&platform, "commerce", "paula").await;
    person(&platform, "revenue", "rita").await;
    Desk { platform, at, author, head, state_head }
}

fn rated(number: u8) -> Rating {
    let it = Some(number);
    Rating { likelihood: it, citizens: it, institutions: it, businesses: it, economy: it }
}

fn flood(participant: &str, left: u8) -> RiskDocument {
    let content = Content {
        hazard: "A flood of the river".to_owned(),
        affects: vec!["site:east".to_owned(), "service:portal".to_owned()],
        inherent: rated(5),
        residual: rated(left),
        treatment: Some(Treatment::Mitigate),
        tasks: vec![Task { what: "Raise the racks".to_owned(), ..Task::default() }],
        owner: Some("hal-head".to_owned()),
        participants: vec![participant.to_owned()],
        review_due: Some("2027-11-21".parse().unwrap()),
        ..Content::default()
    };
    RiskDocument { content, ..RiskDocument::new("commerce", "flood", "Flood of the center") }
}

impl Desk {
    async fn assessed(&self, document: &RiskDocument) -> Risk {
        let added = risks::add(&self.author, document).await.unwrap();
        risks::assess(&self.author, added.id, added.version).await.unwrap()
    }

    async fn actions(&self, id: RiskId) -> Vec<String> {
        let query = events::Query { subject_id: Some(id.into()), ..events::Query::default() };
        let log = events::list(&platform_ctx(&self.platform), &query).await.unwrap();
        log.items.into_iter().rev().map(|it| it.action).collect()
    }
}

#[tokio::test]
async fn a_risk_is_written_assessed_treated_accepted_and_looked_at_again() {
    let desk = desk().await;
    let it = desk.assessed(&flood("paula", 2)).await;
    assert_eq!((it.state, it.content.level()), (State::Assessed, Some(Level::VeryHigh)));
    let own = risks::accept(&desk.author, it.id, it.version).await.unwrap_err();
    assert!(matches!(own, Error::Forbidden(_)));
    let it = risks::treat(&desk.head, it.id, it.version).await.unwrap();
    // What is done goes on.
    let mut further = flood("paula", 2);
    further.content.tasks[0].done_on = Some("2026-11-21".parse().unwrap());
    let it = risks::change(&desk.author, it.id, it.version, &further).await.unwrap();
    assert_eq!(it.state, State::Treating);
    let it = risks::accept(&desk.head, it.id, it.version).await.unwrap();
    assert_eq!((it.state, it.decided_by), (State::Accepted, Some(desk.head.actor.person_id)));
    let frozen = risks::change(&desk.author, it.id, it.version, &flood("paula", 1)).await;
    assert_eq!(refusal(frozen.unwrap_err()), "risk.frozen");
    let it = risks::reopen(&desk.author, it.id, it.version).await.unwrap();
    let it = risks::close(&desk.author, it.id, it.version, "Sold.").await.unwrap();
    assert_eq!((it.state, it.because.as_str()), (State::Closed, "Sold."));
    let expected = ["added", "assessed", "treated", "changed", "accepted", "reopened", "closed"];
    assert_eq!(desk.actions(it.id).await, expected.map(|it| format!("risk.{it}")));
    let listed = risks::list(&desk.head, &Query::default()).await.unwrap();
    assert_eq!(listed.n_items, 0);
    let closed = Query { states: vec![State::Closed], text: "flood".into(), ..Query::default() };
    assert_eq!(risks::count(&desk.head, &closed).await.unwrap(), 1);
}

/// Whoever wrote at it, even between others, does not decide about it.
#[tokio::test]
async fn whoever_wrote_a_risk_does_not_decide_about_it() {
    let desk = desk().await;
    let added = risks::add(&desk.author, &flood("paula", 2)).await.unwrap();
    let both = ctx_with(
        &desk.platform,
        desk.head.actor.person_id,
        Role::Coordinator,
        Reach::Agencies([desk.at.commerce].into()),
    );
    let it = risks::change(&both, added.id, added.version, &flood("rita", 2)).await.unwrap();
    let it = risks::change(&desk.author, it.id, it.version, &flood("paula", 2)).await.unwrap();
    let it = risks::assess(&desk.author, it.id, it.version).await.unwrap();
    assert!(risks::deciding(&desk.head, &it).await.unwrap().is_own);
    let refused = risks::accept(&desk.head, it.id, it.version).await.unwrap_err();
    assert_eq!(refusal(refused), "risk.own");
    let refused = risks::treat(&desk.head, it.id, it.version).await.unwrap_err();
    assert_eq!(refusal(refused), "risk.own");
}

/// The four impacts are asked for, and the worst of them drives the level.
#[tokio::test]
async fn req_s1_01_each_of_four_impacts_is_rated_and_the_worst_drives_the_level() {
    let desk = desk().await;
    let mut document = flood("paula", 2);
    document.content.inherent = Rating { likelihood: Some(4), citizens: Some(1), ..rated(2) };
    document.content.inherent.economy = None;
    let it = risks::add(&desk.author, &document).await.unwrap();
    assert_eq!(it.content.level(), None);
    let missing = risks::assess(&desk.author, it.id, it.version).await.unwrap_err();
    let Error::Invalid(problems) = missing else { panic!() };
    assert_eq!(problems[0].field, "inherent.economy");
    document.content.inherent = Rating { economy: Some(5), ..document.content.inherent };
    document.content.inherent.likelihood = Some(4);
    let it = risks::change(&desk.author, it.id, it.version, &document).await.unwrap();
    assert_eq!(it.content.level(), Some(Level::VeryHigh));
}

/// A risk that nobody of the agency looked at is not accepted; one below it counts.
#[tokio::test]
async fn req_s0_26_a_risk_without_an_agency_participant_is_not_accepted() {
    let desk = desk().await;
    let it = desk.assessed(&flood("rita", 2)).await;
    let refused = risks::accept(&desk.head, it.id, it.version).await.unwrap_err();
    assert_eq!(refusal(refused), "risk.no_participant");
    assert!(!risks::deciding(&desk.head, &it).await.unwrap().has_participant);
    agency(&desk.platform, "office", Some("commerce")).await;
    person(&desk.platform, "office", "olga").await;
    let it = risks::change(&desk.author, it.id, it.version, &flood("olga", 2)).await.unwrap();
    let it = risks::assess(&desk.author, it.id, it.version).await.unwrap();
    let it = risks::accept(&desk.head, it.id, it.version).await.unwrap();
    assert_eq!(it.state, State::Accepted);
}

/// Above the tolerance the head of the agency does not suffice, and what the state tolerates may
/// change.
#[tokio::test]
async fn req_s3_09_a_risk_above_tolerance_needs_a_higher_approver() {
    let desk = desk().await;
    let it = desk.assessed(&flood("paula", 4)).await;
    let refused = risks::accept(&desk.head, it.id, it.version).await.unwrap_err();
    assert_eq!(refusal(refused), "risk.above_tolerance");
    let deciding = risks::deciding(&desk.head, &it).await.unwrap();
    assert_eq!(deciding.level_max, Some(Level::Moderate));
    // The head of the agency above may, and whoever does so for the state.
    let above = Reach::Agencies([desk.at.franklin, desk.at.commerce].into());
    let above = ctx_with(&desk.platform, PersonId::new(), Role::AgencyHead, above);
    assert_eq!(risks::deciding(&above, &it).await.unwrap().level_max, None);
    let it = risks::accept(&desk.state_head, it.id, it.version).await.unwrap();
    assert_eq!(it.state, State::Accepted);
    let it = risks::reopen(&desk.author, it.id, it.version).await.unwrap();
    let it = risks::assess(&desk.author, it.id, it.version).await.unwrap();
    let bold = RiskTolerance { level: Level::High, ..RiskTolerance::default() };
    settings::change(&platform_ctx(&desk.platform), 0, bold).await.unwrap();
    assert!(risks::accept(&desk.head, it.id, it.version).await.is_ok());
}

#[tokio::test]
async fn who_may_not_write_is_refused_and_other_agencies_see_nothing() {
    let desk = desk().await;
    let it = desk.assessed(&flood("paula", 2)).await;
    let other = ctx_in(&desk.platform, Role::Coordinator, desk.at.revenue);
    assert!(matches!(risks::show(&other, it.id).await, Err(Error::NotFound(_))));
    let taken = risks::add(&other, &RiskDocument::new("revenue", "flood", "Flood")).await;
    let Err(Error::Invalid(problems)) = taken else { panic!() };
    assert_eq!(problems[0].reason, "This code is taken.");
    let head = risks::add(&desk.head, &flood("paula", 2)).await;
    assert!(matches!(head, Err(Error::Forbidden(_))));
    let stale = risks::assess(&desk.author, it.id, 1).await.unwrap_err();
    assert!(matches!(stale, Error::Stale("risk")));
    let desk_agent = ctx_in(&desk.platform, Role::ServiceDesk, desk.at.commerce);
    assert!(matches!(risks::list(&desk_agent, &Query::default()).await, Err(Error::Forbidden(_))));
    let found = search::find(&desk.author, "flood", Some(HitKind::Risk), 10).await.unwrap();
    assert_eq!((found.len(), found[0].code.as_str()), (1, "flood"));
    assert!(search::find(&other, "flood", None, 10).await.unwrap().is_empty());
}

#[tokio::test]
async fn what_a_risk_names_must_be_there_and_may_go_later() {
    let desk = desk().await;
    let mut document = flood("nobody", 2);
    document.content.affects.push("asset:x".to_owned());
    let refused = risks::add(&desk.author, &document).await.unwrap_err();
    let Error::Invalid(problems) = refused else { panic!() };
    let fields: Vec<&str> = problems.iter().map(|it| it.field.as_ref()).collect();
    assert_eq!(fields, ["affects", "participants"]);
    let it = risks::add(&desk.author, &flood("paula", 2)).await.unwrap();
    let portal = inventory::by_code(&desk.author, Kind::Service, "portal").await.unwrap();
    inventory::retire(&platform_ctx(&desk.platform), portal.id, portal.version).await.unwrap();
    let document = RiskDocument { name: "High water".to_owned(), ..flood("paula", 2) };
    let it = risks::change(&desk.author, it.id, it.version, &document).await.unwrap();
    assert_eq!(it.content.affects.len(), 2);
}

#[tokio::test]
async fn risks_are_listed_by_how_bad_they_are_and_what_they_hit() {
    let desk = desk().await;
    for (code, left) in [("a", 2), ("b", 5), ("c", 3)] {
        let document = RiskDocument { code: code.to_owned(), ..flood("paula", left) };
        risks::add(&desk.author, &document).await.unwrap();
    }
    let codes = async |query: Query| -> String {
        let page = risks::list(&desk.author, &query).await.unwrap();
        page.items.iter().map(|it| it.code.as_str()).collect()
    };
    let worst = Query { sort: Sort::Left, descending: true, ..Query::default() };
    assert_eq!(codes(worst.clone()).await, "bca");
    assert_eq!(codes(Query { level_min: Some(Level::Moderate), ..worst }).await, "bc");
    let of = |item: &str| Query { item: Some(item.to_owned()), ..Query::default() };
    assert_eq!(codes(of("site:east")).await.len(), 3);
    assert_eq!(codes(of("site:west")).await, "");
    let due = Query { due_by: Some("2027-11-22".parse().unwrap()), ..Query::default() };
    assert_eq!(codes(due).await.len(), 3);
    let due = Query { due_by: Some("2027-11-21".parse().unwrap()), ..Query::default() };
    assert_eq!(codes(due).await, "");
}

#[tokio::test]
async fn a_risk_goes_along_when_its_agency_is_merged() {
    let desk = desk().await;
    let it = risks::add(&desk.author, &flood("paula", 2)).await.unwrap();
    let root = platform_ctx(&desk.platform);
    let from = agencies::show(&root, desk.at.commerce).await.unwrap();
    agencies::merge(&root, from.id, desk.at.revenue, from.version).await.unwrap();
    let merged = risks::show(&root, it.id).await.unwrap();
    assert_eq!((merged.agency_id, merged.version), (desk.at.revenue, it.version + 1));
}

/// What somebody puts in by files is a draft of theirs, however far the file says that it is.
#[tokio::test]
async fn a_file_cannot_accept_a_risk() {
    let desk = desk().await;
    let root = platform_ctx(&desk.platform);
    let accepted = RiskDocument {
        state: State::Accepted,
        decided_by: Some("hal-head".to_owned()),
        decided_at: Some("2026-11-01T09:00:00Z".parse().unwrap()),
        ..flood("paula", 2)
    };
    let put = async |ctx: &Ctx, document: &RiskDocument| {
        let tx = desk.platform.db.write().await.unwrap();
        let counts = risks::put_all(&tx, ctx, std::slice::from_ref(document)).await.unwrap();
        tx.commit().await.unwrap();
        counts
    };
    assert_eq!(put(&desk.author, &accepted).await, (1, 0));
    let it = risks::by_code(&root, "flood").await.unwrap();
    assert_eq!((it.state, it.author_id), (State::Draft, desk.author.actor.person_id));
    assert_eq!(put(&root, &accepted).await, (0, 1));
    assert_eq!(put(&root, &accepted).await, (0, 0));
    let it = risks::by_code(&root, "flood").await.unwrap();
    assert_eq!((it.state, it.decided_by), (State::Accepted, Some(desk.head.actor.person_id)));
    // What says the same is left as it is.
    assert_eq!(put(&desk.author, &flood("paula", 2)).await, (0, 0));
}
