//! The programme of an agency: what opens its stages, and what turns the last one red.

use app::actor::{Permission, Role};
use app::assure::projects::{self, Milestone, ProjectDocument, Status};
use app::assure::stages::{
    self, DoneDocument, Gate, Group, Part, PartDocument, Programme, Standing,
};
use app::ids::AgencyId;
use app::prepare::impact::Money;
use app::{Ctx, Error, events};
use chrono::NaiveDate;
use test_support::{ctx, ctx_in, fresh, platform_ctx, state};

use crate::impact_desk::{as_person, at, refusal};
use crate::plan_desk::plan_desk;

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn settled(owner: &str) -> PartDocument {
    let note = "As agreed in spring.".to_owned();
    PartDocument { owner: Some(owner.to_owned()), note, ..PartDocument::default() }
}

fn monthly(owner: &str) -> PartDocument {
    PartDocument {
        owner: Some(owner.to_owned()),
        rule: Some("FREQ=MONTHLY".to_owned()),
        from: Some(day("2026-12-01")),
        ..PartDocument::default()
    }
}

fn done(on: &str) -> DoneDocument {
    DoneDocument { on: day(on), evidence: "Report".to_owned() }
}

async fn of(ctx: &Ctx, agency: AgencyId) -> Programme {
    stages::programme(ctx, agency).await.unwrap()
}

fn gate(of: &Programme, gate: Gate) -> Standing {
    let mut gates = of.stages.iter().flat_map(|it| &it.gates);
    gates.find(|it| it.gate == gate).unwrap().clone()
}

#[tokio::test]
async fn req_s3_10_stage_2_opens_once_all_five_items_are_there() {
    let platform = fresh().await;
    let agencies = state(&platform).await;
    let id = agencies.commerce;
    let cora = as_person(&platform, &agencies, "cora", Role::Coordinator).await;
    for part in Part::of(Group::SetUp) {
        let programme = of(&cora, id).await;
        assert!(programme.stages[0].is_open && !programme.stages[1].is_open, "{part:?}");
        assert!(!gate(&programme, Gate::Part(part)).is_met, "{part:?}");
        stages::put(&cora, (id, part), 0, &settled("cora")).await.unwrap();
    }
    let programme = of(&cora, id).await;
    assert!(programme.stages[1].is_open && !programme.stages[2].is_open);
    assert_eq!(programme.current().map(|it| it.stage.code()), Some("requirements"));
    // Another agency's programme is its own.
    let team = ctx(&platform, Role::ContinuityTeam);
    assert!(!of(&team, agencies.revenue).await.stages[1].is_open);
}

#[tokio::test]
async fn req_s3_10_what_is_kept_anyway_proves_an_item() {
    let desk = plan_desk().await;
    let id = desk.at.commerce;
    let cora = as_person(&desk.platform, &desk.at, "cora", Role::Coordinator).await;
    let programme = of(&cora, id).await;
    assert!(gate(&programme, Gate::Part(Part::Roles)).is_met, "its contacts can be reached");
    assert!(!gate(&programme, Gate::Part(Part::Plans)).is_met);
    let project = ProjectDocument {
        code: "start".to_owned(),
        agency: "commerce".to_owned(),
        name: "Start of the programme".to_owned(),
        scope: "All of it.".to_owned(),
        owner: Some("cora".to_owned()),
        status: Status::Active,
        milestones: Vec::new(),
    };
    let it = projects::add(&cora, &project).await.unwrap();
    assert!(!gate(&of(&cora, id).await, Gate::Part(Part::Plans)).is_met, "no milestone yet");
    let (name, due) = ("Plans are written".to_owned(), day("2027-03-01"));
    let milestones = vec![Milestone { name, due, done_on: None }];
    let planned = ProjectDocument { milestones, ..project };
    projects::change(&cora, it.id, it.version, &planned).await.unwrap();
    let standing = gate(&of(&cora, id).await, Gate::Part(Part::Plans));
    assert!(standing.is_met);
    assert_eq!(standing.because, "“Start of the programme” is under way, with milestones.");
}

#[tokio::test]
async fn stages_2_and_3_follow_from_the_inventory_and_from_plans() {
    let desk = plan_desk().await;
    let (ctx, id) = (&desk.author, desk.at.commerce);
    let programme = of(ctx, id).await;
    let because = |gate_: Gate| gate(&programme, gate_).because;
    assert_eq!(
        because(Gate::Analyses),
        "0 of 1 essential services have an approved impact analysis."
    );
    assert_eq!(because(Gate::Risks), "No risk is written down yet.");
    assert_eq!(because(Gate::Strategies), "0 of 1 essential services have an approved strategy.");
    assert_eq!(because(Gate::Published), "0 of 1 essential services have a plan in force.");
    assert_eq!(because(Gate::Tested), "No plan is in force yet.");
    let plan = desk.in_force("it").await;
    assert!(plan.test.is_some());
    let programme = of(ctx, id).await;
    assert!(gate(&programme, Gate::Published).is_met && gate(&programme, Gate::Tested).is_met);
    assert!(programme.stages[2].is_met() && !programme.stages[2].is_open);
    // What commerce has counts for the state, and not for its neighbor.
    let team = &desk.team;
    assert_eq!(of(team, desk.at.franklin).await.facts.n_essential, 1);
    assert_eq!(of(team, desk.at.revenue).await.facts.n_essential, 0);
}

#[tokio::test]
async fn req_s3_13_the_last_stage_is_red_unless_all_six_activities_have_a_next_date() {
    let platform = fresh().await;
    let agencies = state(&platform).await;
    let id = agencies.commerce;
    let cora = as_person(&platform, &agencies, "cora", Role::Coordinator).await;
    for part in Part::of(Group::Activity) {
        assert!(of(&cora, id).await.stages[3].is_red(), "{part:?} is missing");
        stages::put(&cora, (id, part), 0, &monthly("cora")).await.unwrap();
    }
    assert!(!of(&cora, id).await.stages[3].is_red());
    // Eleven days later it is past, and due from whoever answers for it.
    let later = at(&cora, "2026-12-02T12:00:00Z");
    assert!(of(&later, id).await.stages[3].is_red());
    assert_eq!(stages::past(&later).await.unwrap().len(), 6);
    for part in Part::of(Group::Activity) {
        assert!(of(&later, id).await.stages[3].is_red(), "{part:?} is past");
        let it = stages::done(&later, (id, part), 1, &done("2026-12-02")).await.unwrap();
        assert_eq!(it.next(), Some(day("2027-01-01")));
    }
    assert!(!of(&later, id).await.stages[3].is_red());
    assert!(stages::past(&later).await.unwrap().is_empty());
    let (_, it) = stages::show(&later, (id, Part::Testing)).await.unwrap();
    assert_eq!(it.document.done[0].was_due, Some(day("2026-12-01")));
    let log = events::history(&platform_ctx(&platform), it.id.into(), 10).await.unwrap();
    let actions: Vec<&str> = log.iter().rev().map(|it| it.action.as_str()).collect();
    assert_eq!(actions, ["programme_part.changed", "programme_part.done"]);
}

#[tokio::test]
async fn a_part_is_written_by_its_agency_and_done_by_whoever_answers_for_it() {
    let platform = fresh().await;
    let agencies = state(&platform).await;
    let key = (agencies.commerce, Part::Training);
    let cora = as_person(&platform, &agencies, "cora", Role::Coordinator).await;
    let olga = as_person(&platform, &agencies, "olga", Role::PlanOwner).await;
    let fields = async |part, document: PartDocument| {
        let put = stages::put(&cora, (agencies.commerce, part), 0, &document).await;
        let Err(Error::Invalid(problems)) = put else { panic!("it was written down") };
        problems.into_iter().map(|it| it.field.into_owned()).collect::<Vec<_>>()
    };
    let often = PartDocument { rule: Some("FREQ=SECONDLY".to_owned()), ..monthly("nobody") };
    assert_eq!(fields(Part::Training, often).await, ["rule", "owner"]);
    let by_hand =
        vec![stages::Done { on: day("2026-11-01"), was_due: None, evidence: "Report".to_owned() }];
    let claimed = PartDocument { done: by_hand, ..monthly("cora") };
    assert_eq!(fields(Part::Training, claimed).await, ["done"]);
    let refused = stages::done(&cora, key, 0, &done("2026-11-20")).await.unwrap_err();
    assert_eq!(refusal(refused), "programme.no_calendar");
    let refused = stages::put(&olga, key, 0, &monthly("olga")).await.unwrap_err();
    assert!(matches!(refused, Error::Forbidden(Permission::WriteAssurance)));
    let it = stages::put(&cora, key, 0, &monthly("olga")).await.unwrap();
    let same = stages::put(&cora, key, 1, &monthly("olga")).await.unwrap();
    assert_eq!((it.version, same.version), (1, 1));
    let stale = stages::put(&cora, key, 0, &monthly("cora")).await.unwrap_err();
    assert!(matches!(stale, Error::Stale(_)));
    let early = stages::done(&olga, key, 1, &done("2026-12-24")).await.unwrap_err();
    assert!(matches!(early, Error::Invalid(it) if it[0].field == "on"));
    assert_eq!(stages::done(&olga, key, 1, &done("2026-11-20")).await.unwrap().version, 2);
    let setup = (agencies.commerce, Part::Scope);
    let refused = stages::done(&cora, setup, 0, &done("2026-11-20")).await.unwrap_err();
    assert_eq!(refusal(refused), "programme.no_activity");
    let other = ctx_in(&platform, Role::Coordinator, agencies.revenue);
    let hidden = stages::show(&other, key).await.unwrap_err();
    assert!(matches!(hidden, Error::NotFound("programme")));
    let hidden = stages::put(&other, key, 2, &monthly("cora")).await.unwrap_err();
    assert!(matches!(hidden, Error::NotFound("programme")));
}

#[tokio::test]
async fn req_s3_03_the_business_case_says_which_benefits_have_neither_value_nor_note() {
    let platform = fresh().await;
    let agencies = state(&platform).await;
    let id = agencies.commerce;
    let cora = as_person(&platform, &agencies, "cora", Role::Coordinator).await;
    let all: Vec<Part> = Part::of(Group::Benefit).collect();
    assert_eq!(of(&cora, id).await.unsaid(), all);
    let valued = PartDocument {
        value: Some(Money::from_cents(1_250_050)),
        evidence: "Letter of the insurer".to_owned(),
        ..PartDocument::default()
    };
    stages::put(&cora, (id, Part::Insurance), 0, &valued).await.unwrap();
    let noted = PartDocument { note: "Named in a report.".to_owned(), ..PartDocument::default() };
    stages::put(&cora, (id, Part::Marketing), 0, &noted).await.unwrap();
    let proven = PartDocument { evidence: "A file".to_owned(), ..PartDocument::default() };
    let empty = stages::put(&cora, (id, Part::Duties), 0, &proven).await.unwrap_err();
    assert!(matches!(empty, Error::Invalid(it) if it[0].field == "note"));
    let programme = of(&cora, id).await;
    let rest = [Part::Duties, Part::Relationship, Part::Credibility, Part::Advantage];
    assert_eq!(programme.unsaid(), rest);
    let value = programme.records[&Part::Insurance].document.value;
    assert_eq!(value.map(Money::cents), Some(1_250_050));
}
