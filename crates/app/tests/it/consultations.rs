//! Consultations: asked for, taken on with a look at the draft, and closed with what is recommended.

use app::actor::{Held, Permission, Place, Reach, Role};
use app::assure::consultations::{
    self, Advice, Area, AskDocument, Consultation, Query, RecordDocument, State,
};
use app::people::access;
use app::people::sign_in;
use app::plans::plan::{self, Plan};
use app::{Ctx, Error, Span, events, runner};
use test_support::{MailServer, ctx, ctx_in, ctx_with, now, person, platform_ctx};

use crate::impact_desk::refusal;
use crate::plan_desk::{PlanDesk, plan_desk};

const PASSWORD: &str = "a window made of tin";

fn question(area: Area, topic: &str) -> AskDocument {
    AskDocument {
        agency: "commerce".to_owned(),
        area,
        topic: topic.to_owned(),
        question: "How often do others test this?".to_owned(),
        ..AskDocument::default()
    }
}

fn about(plan: &Plan) -> AskDocument {
    AskDocument { plan: Some(plan.code.clone()), ..question(Area::Dr, "Our recovery plan") }
}

fn came() -> RecordDocument {
    let advice = |text: &str, due: &str| Advice { text: text.to_owned(), due: due.parse().ok() };
    RecordDocument {
        meets_at: Some(now()),
        spent: Some(Span::from_minutes(150)),
        outcome: "The plan is sound, but nobody stands in.".to_owned(),
        recommendations: vec![
            advice("Name an alternate for each duty.", "2026-12-31"),
            advice("Test the restore each quarter.", ""),
        ],
    }
}

/// Somebody of the continuity team's office with no role of their own, as roles in force say.
async fn colleague(desk: &PlanDesk) -> Ctx {
    let id = person(&desk.platform, "franklin", "cole").await;
    as_held(desk, id).await
}

async fn as_held(desk: &PlanDesk, id: app::ids::PersonId) -> Ctx {
    let all = platform_ctx(&desk.platform);
    let grants = access::of_person(&all, id).await.unwrap();
    let mut ctx = ctx_with(&desk.platform, id, Role::Employee, Reach::State);
    ctx.actor.held = grants
        .iter()
        .filter(|it| it.in_force(now()))
        .map(|it| Held {
            role: it.role,
            reach: match it.place() {
                Place::Record(_, id) => Reach::Record(id),
                Place::Agency(id) => Reach::Agencies([id].into()),
                Place::State => Reach::State,
            },
        })
        .collect();
    ctx
}

/// One of the continuity team, who works for the state itself.
fn team(desk: &PlanDesk) -> Ctx {
    let mut ctx = ctx(&desk.platform, Role::ContinuityTeam);
    ctx.actor.agency_id = desk.at.franklin;
    ctx
}

async fn closed(desk: &PlanDesk, it: &Consultation) -> Consultation {
    let tess = member(desk).await;
    let it = consultations::take(&tess, it.id, it.version, &[]).await.unwrap();
    let it = consultations::record(&tess, it.id, it.version, &came()).await.unwrap();
    consultations::close(&tess, it.id, it.version).await.unwrap()
}

/// One of the team who is there as a person.
async fn member(desk: &PlanDesk) -> Ctx {
    let id = person(&desk.platform, "franklin", "tess").await;
    let mut ctx = ctx_with(&desk.platform, id, Role::ContinuityTeam, Reach::State);
    ctx.actor.agency_id = desk.at.franklin;
    ctx
}

#[tokio::test]
async fn req_s0_20_whoever_takes_it_on_sees_the_draft_until_it_is_closed() {
    let desk = plan_desk().await;
    let (plan, _) = desk.drafted("it").await;
    let cole = colleague(&desk).await;
    assert!(matches!(plan::show(&cole, plan.id).await, Err(Error::NotFound(_))));
    let it = consultations::ask(&desk.author, &about(&plan)).await.unwrap();
    let names = ["cole".to_owned()];
    let team = team(&desk);
    let it = consultations::take(&team, it.id, it.version, &names).await.unwrap();
    assert_eq!(it.state, State::Taken);
    let cole = as_held(&desk, cole.actor.person_id).await;
    assert!(plan::show(&cole, plan.id).await.is_ok());
    assert_eq!(plan::versions(&cole, plan.id).await.unwrap().len(), 1, "the draft");
    let (other, _) = desk.drafted("other").await;
    assert!(plan::show(&cole, other.id).await.is_err(), "that draft alone");
    assert!(!cole.actor.may_somewhere(Permission::WritePlans));
    // They write down what came of it, with the meeting, and close it.
    let refused = consultations::close(&cole, it.id, it.version).await;
    assert!(matches!(refused, Err(Error::Invalid(problems)) if problems[0].field == "outcome"));
    let it = consultations::record(&cole, it.id, it.version, &came()).await.unwrap();
    assert_eq!((it.meets_at, it.spent), (Some(now()), Span::from_minutes(150)));
    let it = consultations::close(&cole, it.id, it.version).await.unwrap();
    assert_eq!(it.state, State::Closed);
    let cole = as_held(&desk, cole.actor.person_id).await;
    assert!(cole.actor.held.is_empty());
    assert!(matches!(plan::show(&cole, plan.id).await, Err(Error::NotFound(_))), "no longer");
    assert!(consultations::show(&cole, it.id).await.is_ok(), "what they advised stays theirs");
    let log = events::history(&platform_ctx(&desk.platform), it.id.into(), 10).await.unwrap();
    let actions: Vec<&str> = log.iter().rev().map(|it| it.action.as_str()).collect();
    let expected = ["asked", "taken", "recorded", "closed"];
    assert_eq!(actions, expected.map(|it| format!("consultation.{it}")));
}

#[tokio::test]
async fn who_is_taken_off_or_not_needed_sees_the_draft_no_longer() {
    let desk = plan_desk().await;
    let (plan, _) = desk.drafted("it").await;
    let cole = colleague(&desk).await;
    let it = consultations::ask(&desk.author, &about(&plan)).await.unwrap();
    let team = member(&desk).await;
    let names = ["cole".to_owned()];
    let it = consultations::take(&team, it.id, it.version, &names).await.unwrap();
    let it = consultations::take(&team, it.id, it.version, &["tess".to_owned()]).await.unwrap();
    assert!(as_held(&desk, cole.actor.person_id).await.actor.held.is_empty());
    let it = consultations::take(&team, it.id, it.version, &names).await.unwrap();
    let stranger = ["ann-author".to_owned()];
    let refused = consultations::take(&team, it.id, it.version, &stranger).await;
    assert!(matches!(refused, Err(Error::Invalid(problems)) if problems[0].field == "advisers"));
    let refused = consultations::take(&desk.author, it.id, it.version, &[]).await;
    assert!(matches!(refused, Err(Error::Forbidden(_))));
    let it = consultations::withdraw(&desk.author, it.id, it.version).await.unwrap();
    assert_eq!(it.state, State::Withdrawn);
    assert!(as_held(&desk, cole.actor.person_id).await.actor.held.is_empty());
    let refused = consultations::take(&team, it.id, it.version, &names).await.unwrap_err();
    assert_eq!(refusal(refused), "consultation.over");
}

#[tokio::test]
async fn req_s0_07_both_recommendations_stand_on_the_tasks_of_the_agency_until_resolved() {
    let desk = plan_desk().await;
    let (plan, _) = desk.drafted("it").await;
    let it = consultations::ask(&desk.author, &about(&plan)).await.unwrap();
    let cora = ctx_in(&desk.platform, Role::Coordinator, desk.at.commerce);
    let open = async |ctx: &Ctx| consultations::waiting(ctx).await.unwrap().to_resolve.len();
    let it = closed(&desk, &it).await;
    assert_eq!((open(&cora).await, open(&desk.author).await), (2, 2));
    let other = ctx_in(&desk.platform, Role::Coordinator, desk.at.revenue);
    assert_eq!(open(&other).await, 0);
    let done = (0, "Sam stands in since today.");
    let it = consultations::resolve(&cora, it.id, it.version, done).await.unwrap();
    assert_eq!(open(&cora).await, 1);
    let again = consultations::resolve(&cora, it.id, it.version, done).await.unwrap_err();
    assert_eq!(refusal(again), "consultation.resolved");
    let blank = consultations::resolve(&cora, it.id, it.version, (1, " ")).await;
    assert!(matches!(blank, Err(Error::Invalid(problems)) if problems[0].field == "resolution"));
    let stale = consultations::resolve(&cora, it.id, 1, (1, "Too dear.")).await;
    assert!(matches!(stale, Err(Error::Stale(_))));
    let missing = consultations::resolve(&cora, it.id, it.version, (2, "Done.")).await;
    assert!(matches!(missing, Err(Error::NotFound(_))));
    let it = consultations::resolve(&cora, it.id, it.version, (1, "Too dear.")).await.unwrap();
    assert_eq!((open(&cora).await, it.n_open()), (0, 0));
    assert!(matches!(consultations::show(&other, it.id).await, Err(Error::NotFound(_))));
}

#[tokio::test]
async fn req_s1_29_the_list_is_narrowed_by_the_four_areas() {
    let desk = plan_desk().await;
    for (n, area) in Area::ALL.iter().enumerate() {
        for k in 0..=n {
            let topic = format!("Question {k}");
            consultations::ask(&desk.author, &question(*area, &topic)).await.unwrap();
        }
    }
    let n = async |area| {
        let query = Query { area: Some(area), ..Query::default() };
        let page = consultations::list(&desk.team, &query).await.unwrap();
        assert!(page.items.iter().all(|it| it.area == area));
        page.n_items
    };
    let found = [n(Area::BcRisk).await, n(Area::Bc).await, n(Area::Dr).await, n(Area::Coop).await];
    assert_eq!(found, [1, 2, 3, 4]);
    assert_eq!(consultations::list(&desk.team, &Query::default()).await.unwrap().n_items, 10);
    let other = ctx_in(&desk.platform, Role::Coordinator, desk.at.revenue);
    assert_eq!(consultations::list(&other, &Query::default()).await.unwrap().n_items, 0);
    let refused = consultations::ask(&other, &question(Area::Bc, "It")).await;
    assert!(matches!(refused, Err(Error::Invalid(problems)) if problems[0].field == "agency"));
}

#[tokio::test]
async fn req_s0_16_a_question_about_a_plan_arrives_in_the_teams_queue_with_its_link() {
    let server = MailServer::start();
    let desk = plan_desk().await;
    let platform = server.serve(&desk.platform);
    let all = platform_ctx(&platform);
    let tess = person(&platform, "franklin", "tess").await;
    sign_in::enroll(&all, tess, "tess@franklin.example", PASSWORD).await.unwrap();
    let draft = access::Draft {
        person_id: tess,
        role: Role::ContinuityTeam,
        extent: access::Extent::State,
        starts_at: None,
        ends_at: None,
        reason: "Named.".to_owned(),
    };
    access::give(&all, draft).await.unwrap();
    let (plan, _) = desk.drafted("it").await;
    let author = Ctx::new(platform.clone(), desk.author.actor.clone(), now());
    let it = consultations::ask(&author, &about(&plan)).await.unwrap();
    while runner::step(&platform, &now).await.unwrap() {}
    let mails = server.mails();
    assert_eq!(mails.len(), 1);
    assert_eq!(mails[0].link("/plans/"), format!("/plans/{}", plan.id));
    assert_eq!(mails[0].link("/consultations/"), format!("/consultations/{}", it.id));
    let team = ctx_with(&platform, tess, Role::ContinuityTeam, Reach::State);
    let queue = consultations::waiting(&team).await.unwrap().to_take;
    assert_eq!(queue.iter().map(|it| it.id).collect::<Vec<_>>(), [it.id]);
    assert!(consultations::waiting(&author).await.unwrap().to_take.is_empty());
    let hidden = AskDocument { plan: Some("nothing".to_owned()), ..about(&plan) };
    let refused = consultations::ask(&author, &hidden).await;
    assert!(matches!(refused, Err(Error::Invalid(problems)) if problems[0].field == "plan"));
}

#[tokio::test]
async fn who_advises_twice_about_a_plan_sees_its_draft_until_both_are_over() {
    let desk = plan_desk().await;
    let (plan, _) = desk.drafted("it").await;
    let cole = colleague(&desk).await.actor.person_id;
    let team = member(&desk).await;
    let names = ["cole".to_owned()];
    let mut taken = Vec::new();
    for _ in 0..2 {
        let it = consultations::ask(&desk.author, &about(&plan)).await.unwrap();
        taken.push(consultations::take(&team, it.id, it.version, &names).await.unwrap());
    }
    consultations::ask(&desk.author, &question(Area::Bc, "Another")).await.unwrap();
    assert_eq!(consultations::of_plan(&desk.author, plan.id).await.unwrap().len(), 2);
    consultations::withdraw(&desk.author, taken[0].id, taken[0].version).await.unwrap();
    assert!(plan::show(&as_held(&desk, cole).await, plan.id).await.is_ok());
    let last = consultations::show(&desk.author, taken[1].id).await.unwrap();
    consultations::withdraw(&desk.author, last.id, last.version).await.unwrap();
    assert!(as_held(&desk, cole).await.actor.held.is_empty());
}
