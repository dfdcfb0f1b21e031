//! Who is told of a plan, and who has acknowledged what.

use app::Error;
use app::actor::{Reach, Role};
use app::ids::PersonId;
use app::jobs;
use app::people::sign_in;
use app::plans::checks;
use app::plans::live;
use app::plans::plan::{self, About, AskQuery, Message, Plan};
use app::prepare::inventory::{ItemDocument, Kind};
use serde_json::json;
use test_support::{ctx, ctx_in, ctx_with, person, platform_ctx, put};

use crate::impact_desk::{at, refusal};
use crate::plan_desk::{PlanDesk, plan_desk};

/// Ann, who is on the list, and Bob and Cal, of whom a team on it is made.
async fn readers(desk: &PlanDesk, plan: &Plan) -> (PersonId, PersonId, PersonId) {
    let mut ids = Vec::new();
    for code in ["rea-reader", "bob-member", "cal-standin"] {
        let id = person(&desk.platform, "commerce", code).await;
        let email = format!("{code}@commerce.example");
        let server = platform_ctx(&desk.platform);
        sign_in::enroll(&server, id, &email, "a window made of tin").await.unwrap();
        ids.push(id);
    }
    let mut team = ItemDocument::new(Kind::Team, "commerce", "dr", "The recovery team");
    team.details.insert("members".to_owned(), json!(["bob-member", "rea-reader"]));
    team.details.insert("alternates".to_owned(), json!(["cal-standin"]));
    put(&desk.platform, &team).await;
    let list = ["person:rea-reader".to_owned(), "team:dr".to_owned()].into();
    let plan = plan::show(&desk.author, plan.id).await.unwrap();
    plan::change_readers(&desk.author, plan.id, plan.version, &list).await.unwrap();
    (ids[0], ids[1], ids[2])
}

async fn n_mails(desk: &PlanDesk) -> usize {
    let query = jobs::Query { kind: Some("send_mail".to_owned()), ..jobs::Query::default() };
    jobs::list(&platform_ctx(&desk.platform), &query).await.unwrap().items.len()
}

/// Writes another version of a plan and puts it in force.
async fn published_anew(desk: &PlanDesk, plan: &Plan, summary: &str) -> Plan {
    let plan = plan::show(&desk.author, plan.id).await.unwrap();
    let draft = plan::begin(&desk.author, plan.id, plan.version).await.unwrap();
    let handed = plan::submit(&desk.author, plan.id, draft.version, summary).await.unwrap();
    let passed = plan::review(&desk.team, plan.id, handed.version).await.unwrap();
    let approved = plan::approve(&desk.head, plan.id, passed.version).await.unwrap();
    live::publish(&desk.author, plan.id, approved.version).await.unwrap()
}

async fn unread(desk: &PlanDesk, plan: &Plan) -> Vec<String> {
    let query = AskQuery { is_acked: Some(false), ..AskQuery::default() };
    let page = plan::asks(&desk.team, plan.id, &query).await.unwrap();
    page.items.into_iter().map(|it| it.name).collect()
}

#[tokio::test]
async fn req_s4_41_whoever_is_on_the_list_is_told_of_a_version_and_who_has_not_read_it_is_listed() {
    let desk = plan_desk().await;
    let plan = desk.in_force("it").await;
    let (rea, bob, _) = readers(&desk, &plan).await;
    // Who comes onto the list of a plan in force is asked about that version.
    assert_eq!(n_mails(&desk).await, 3);
    published_anew(&desk, &plan, "Second.").await;
    let plan = published_anew(&desk, &plan, "With fuel.").await;
    assert_eq!(plan.in_force, Some(3));
    // Each person once for each version, though Rea is on the list twice.
    assert_eq!(n_mails(&desk).await, 9);
    let everybody = ["Person bob-member", "Person cal-standin", "Person rea-reader"];
    assert_eq!(unread(&desk, &plan).await, everybody);
    let reader = ctx_with(&desk.platform, rea, Role::Employee, Reach::State);
    let mine = plan::my_asks(&reader).await.unwrap();
    // What was asked about the version before need not be answered any more.
    assert_eq!(mine.len(), 1);
    assert_eq!((mine[0].ask.number, mine[0].ask.said.as_str()), (3, "With fuel."));
    assert_eq!(mine[0].title, "Plan it");
    let bobs = ctx_with(&desk.platform, bob, Role::Employee, Reach::State);
    let error = plan::acknowledge(&bobs, mine[0].ask.id).await.unwrap_err();
    assert!(matches!(error, Error::NotFound("question")), "nobody answers for somebody else");
    plan::acknowledge(&reader, mine[0].ask.id).await.unwrap();
    plan::acknowledge(&reader, mine[0].ask.id).await.unwrap();
    assert_eq!(unread(&desk, &plan).await, everybody[..2]);
    assert_eq!(plan::my_asks(&reader).await.unwrap(), []);
    let actions = desk.actions(&plan).await;
    assert_eq!(actions[actions.len() - 2..], ["plan.asked", "plan.acknowledged"]);
    let changed = plan::compare(
        app::plans::templates::find("drp").unwrap(),
        &plan::version(&desk.team, plan.id, 2).await.unwrap().content,
        &plan::version(&desk.team, plan.id, 3).await.unwrap().content,
    );
    assert!(changed.iter().all(|it| !it.differs()), "the difference is between versions");
}

#[tokio::test]
async fn who_has_not_answered_is_reminded_at_most_once_a_day() {
    let desk = plan_desk().await;
    let plan = desk.in_force("it").await;
    readers(&desk, &plan).await;
    let plan = published_anew(&desk, &plan, "Second.").await;
    let error = plan::remind(&desk.team, plan.id).await.unwrap_err();
    assert_eq!(refusal(error), "plan.nobody_to_remind");
    let tomorrow = at(&desk.team, "2026-11-22T09:00:00Z");
    assert_eq!(plan::remind(&tomorrow, plan.id).await.unwrap(), 3);
    assert_eq!(n_mails(&desk).await, 9);
    let error = plan::remind(&tomorrow, plan.id).await.unwrap_err();
    assert_eq!(refusal(error), "plan.nobody_to_remind");
    let error = plan::remind(&at(&desk.head, "2026-11-24T09:00:00Z"), plan.id).await.unwrap_err();
    assert!(matches!(error, Error::Forbidden(_)), "{error:?}");
}

#[tokio::test]
async fn a_list_is_changed_by_who_writes_and_names_who_is_there() {
    let desk = plan_desk().await;
    let (plan, _) = desk.drafted("it").await;
    let list = ["person:nobody".to_owned(), "team:none".to_owned(), "ann-author".to_owned()];
    let error = plan::change_readers(&desk.author, plan.id, plan.version, &list.into()).await;
    let Err(Error::Invalid(problems)) = error else { panic!("{error:?}") };
    assert_eq!(problems.iter().map(|it| it.field.as_ref()).collect::<Vec<_>>(), ["readers"; 3]);
    let ann = ["person:ann-author".to_owned()].into();
    let error = plan::change_readers(&desk.team, plan.id, plan.version, &ann).await.unwrap_err();
    assert!(matches!(error, Error::Forbidden(_)), "{error:?}");
    let elsewhere = ctx_in(&desk.platform, Role::Coordinator, desk.at.revenue);
    let error = plan::change_readers(&elsewhere, plan.id, plan.version, &ann).await.unwrap_err();
    assert!(matches!(error, Error::NotFound("plan")), "{error:?}");
    let next = plan::change_readers(&desk.author, plan.id, plan.version, &ann).await.unwrap();
    let error = plan::change_readers(&desk.author, plan.id, plan.version, &ann).await.unwrap_err();
    assert!(matches!(error, Error::Stale("plan")), "{error:?}");
    let same = plan::change_readers(&desk.author, plan.id, next.version, &ann).await.unwrap();
    assert_eq!(same.version, next.version);
    let named = plan::readers(&desk.team, plan.id).await.unwrap();
    assert_eq!(named[0].reference, "person:ann-author");
    assert!(desk.actions(&plan).await.contains(&"plan.readers_changed".to_owned()));
}

#[tokio::test]
async fn req_s4_47_whoever_has_not_acknowledged_their_part_in_messages_is_flagged_before_approval()
{
    let desk = plan_desk().await;
    let (plan, draft) = desk.drafted("it").await;
    let tia = person(&desk.platform, "commerce", "tia-teller").await;
    let mut content = draft.content.clone();
    content.communication = vec![Message {
        what: "That the portal is down".to_owned(),
        responsible: "tia-teller".to_owned(),
        accountable: "hal-head".to_owned(),
        consulted: Vec::new(),
        informed: vec!["ann-author".to_owned()],
    }];
    let draft = plan::save(&desk.author, plan.id, draft.version, content.clone()).await.unwrap();
    let flagged = async || {
        let found = checks::of(&desk.team, plan.id).await.unwrap();
        let found = found.into_iter().filter(|it| it.code == "PLN-090");
        found.map(|it| it.place).collect::<Vec<_>>()
    };
    let all =
        ["communication.0.accountable", "communication.0.informed", "communication.0.responsible"];
    assert_eq!(flagged().await, all);
    let handed = plan::submit(&desk.author, plan.id, draft.version, "First.").await.unwrap();
    let teller = ctx_with(&desk.platform, tia, Role::Employee, Reach::State);
    for ctx in [&teller, &desk.head, &desk.author] {
        let mine = plan::my_asks(ctx).await.unwrap();
        assert_eq!((mine.len(), mine[0].ask.about), (1, About::Roles));
    }
    let mine = plan::my_asks(&teller).await.unwrap();
    assert_eq!(mine[0].ask.said, "Tells “That the portal is down”.");
    plan::acknowledge(&teller, mine[0].ask.id).await.unwrap();
    assert_eq!(flagged().await, all[..2], "it waits for approval, and two are flagged");

    // Who acknowledged the same part before is not asked again; who has another one is.
    let back = plan::return_(&desk.team, plan.id, handed.version, "More.").await.unwrap();
    content.communication[0].informed.clear();
    content.communication[0].consulted = vec!["ann-author".to_owned()];
    let draft = plan::save(&desk.author, plan.id, back.version, content).await.unwrap();
    plan::submit(&desk.author, plan.id, draft.version, "Again.").await.unwrap();
    assert_eq!(plan::my_asks(&teller).await.unwrap(), []);
    let mine = plan::my_asks(&desk.author).await.unwrap();
    assert_eq!(mine[0].ask.said, "Is asked about “That the portal is down”.");
    for ctx in [&desk.head, &desk.author] {
        let mine = plan::my_asks(ctx).await.unwrap();
        assert_eq!(mine.len(), 1);
        plan::acknowledge(ctx, mine[0].ask.id).await.unwrap();
    }
    assert_eq!(flagged().await, Vec::<String>::new());
    let commander = ctx(&desk.platform, Role::IncidentCommander);
    let error = plan::asks(&commander, plan.id, &AskQuery::default()).await.unwrap_err();
    assert!(matches!(error, Error::NotFound("plan")), "a draft is not there for them");
}
