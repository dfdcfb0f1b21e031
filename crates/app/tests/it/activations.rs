//! Plans that are followed: who may call them, what that sets going, and how it ends.

use app::actor::{Permission, Reach, Role};
use app::events;
use app::jobs;
use app::people::notices::{self, NoticeKind, Preferences, Told};
use app::people::persons::{self, ChannelDocument, ChannelKind, Reached};
use app::people::sign_in;
use app::plans::plan::{self, Plan, PlanDocument, VersionDocument};
use app::plans::{live, templates};
use app::respond::activations::{self, Call, End, Extent, Query, State, TaskState};
use app::{Ctx, Error};
use test_support::{ctx, ctx_in, ctx_with, platform_ctx};

use crate::impact_desk::{as_person, at, refusal};
use crate::plan_desk::{PlanDesk, plan_desk, written};

/// A plan of a type in force, under another.
async fn in_force(desk: &PlanDesk, plan_type: &str, code: &str, parent: Option<&str>) -> Plan {
    let template = templates::find(plan_type).unwrap();
    let content = written(&plan::Content::blank(template));
    let mut document = PlanDocument::new("commerce", plan_type, code, &format!("Plan {code}"));
    document.parent = parent.map(str::to_owned);
    document.owner = Some("ann-author".to_owned());
    document.versions = vec![VersionDocument::draft(content)];
    let plan = plan::start(&desk.author, &document).await.unwrap();
    let handed = plan::submit(&desk.author, plan.id, 1, "First.").await.unwrap();
    let passed = plan::review(&desk.team, plan.id, handed.version).await.unwrap();
    let approved = plan::approve(&desk.head, plan.id, passed.version).await.unwrap();
    let seen = plan::show(&desk.head, plan.id).await.unwrap().version;
    plan::waive_test(&desk.head, plan.id, seen, "New.").await.unwrap();
    live::publish(&desk.author, plan.id, approved.version).await.unwrap()
}

fn commander(desk: &PlanDesk) -> Ctx {
    ctx(&desk.platform, Role::IncidentCommander)
}

fn call(extent: Option<Extent>) -> Call {
    let because = "The data center is dark.".to_owned();
    Call { because, extent, ..Call::default() }
}

async fn actions(desk: &PlanDesk, id: app::ids::ActivationId) -> Vec<String> {
    let log = events::history(&platform_ctx(&desk.platform), id.into(), 100).await.unwrap();
    log.into_iter().rev().map(|it| it.action).collect()
}

#[tokio::test]
async fn req_s3_24_activating_a_plan_of_level_1_activates_those_of_level_2_and_tells_their_owners()
{
    let desk = plan_desk().await;
    let server = platform_ctx(&desk.platform);
    for (ctx, email) in
        [(&desk.author, "ann@commerce.example"), (&desk.head, "hal@commerce.example")]
    {
        let id = ctx.actor.person_id;
        sign_in::enroll(&server, id, email, "a window made of tin").await.unwrap();
    }
    let top = in_force(&desk, "coordination", "top", None).await;
    let second = in_force(&desk, "computer_network", "net", Some("top")).await;
    let salvage = in_force(&desk, "salvage", "salvage", Some("top")).await;
    let iscp = in_force(&desk, "iscp", "below", Some("net")).await;
    let mails = async || {
        let query = jobs::Query { kind: Some("send_mail".to_owned()), ..jobs::Query::default() };
        jobs::list(&server, &query).await.unwrap().items.len()
    };
    let n_before = mails().await;
    let lead = commander(&desk);
    let it = activations::call(&lead, top.id, &call(Some(Extent::Full))).await.unwrap();
    assert_eq!((it.state, it.extent), (State::Activated, Extent::Full));
    let opened = activations::open(&lead, it.id).await.unwrap();
    let children: Vec<_> =
        opened.children.iter().map(|it| (it.0.plan_id, it.0.state, it.1.as_str())).collect();
    assert_eq!(children, [(second.id, State::Activated, "Plan net")], "by rule, and no other");
    // Ann owns both plans and has their duty: she is told of each of them once.
    assert_eq!(mails().await, n_before + 2);
    assert!(activations::of_plan(&lead, salvage.id).await.unwrap().is_empty());
    assert!(activations::of_plan(&lead, iscp.id).await.unwrap().is_empty());

    // By hand the other is called too; what is followed already is left alone.
    let error = activations::call(&lead, second.id, &call(None)).await.unwrap_err();
    assert_eq!(refusal(error), "activation.running");
    let it = activations::stand_by(&lead, it.id, it.version).await.unwrap();
    let also = [salvage.id].into();
    let again = activations::activate(&lead, it.id, it.version, (Extent::Partial, &also)).await;
    assert_eq!(again.unwrap().extent, Extent::Partial);
    let called = activations::of_plan(&lead, salvage.id).await.unwrap();
    assert_eq!((called.len(), called[0].state), (1, State::Activated));
    assert_eq!(called[0].parent_id, Some(it.id));
}

#[tokio::test]
async fn who_has_no_account_is_mailed_where_that_is_known_to_work_and_who_is_not_told_is_named() {
    let desk = plan_desk().await;
    let server = platform_ctx(&desk.platform);
    let ann = desk.author.actor.person_id;
    let email = |verified_at| ChannelDocument {
        kind: ChannelKind::Email,
        value: "ann@home.example".to_owned(),
        priority: 1,
        reached: Reached::Always,
        verified_at,
    };
    let mails = async || {
        let query = jobs::Query { kind: Some("send_mail".to_owned()), ..jobs::Query::default() };
        jobs::list(&server, &query).await.unwrap().items.len()
    };
    let plan = in_force(&desk, "drp", "it", None).await;
    let n_before = mails().await;
    let lead = commander(&desk);
    let told = async || {
        let it = activations::call(&lead, plan.id, &call(Some(Extent::Full))).await.unwrap();
        let opened = activations::open(&lead, it.id).await.unwrap();
        assert_eq!(opened.names[&ann], "Person ann-author");
        let it = activations::stand_by(&lead, it.id, it.version).await.unwrap();
        let it = activations::cancel(&lead, it.id, it.version, "A drill.").await.unwrap();
        let of_ann = it.notices.iter().find(|it| it.person_id == ann);
        of_ann.map(|it| it.told)
    };
    let unknown = persons::add_channel(&server, ann, &email(None)).await.unwrap();
    assert_eq!((told().await, mails().await), (Some(Told::NoEmail), n_before));
    persons::verify_channel(&server, unknown.id).await.unwrap();
    assert_eq!((told().await, mails().await), (Some(Told::Mailed), n_before + 1));
    let unwanted = Preferences { unwanted: [NoticeKind::Activations].into(), quiet: None };
    let seen = notices::show(&desk.author).await.unwrap().version;
    notices::change(&desk.author, seen, &unwanted).await.unwrap();
    assert_eq!((told().await, mails().await), (Some(Told::Unwanted), n_before + 1));
}

#[tokio::test]
async fn each_step_becomes_a_task_of_whoever_has_the_duty() {
    let desk = plan_desk().await;
    let plan = in_force(&desk, "drp", "it", None).await;
    let lead = commander(&desk);
    let it = activations::call(&lead, plan.id, &call(None)).await.unwrap();
    assert_eq!(it.state, State::StandBy);
    assert!(activations::open(&lead, it.id).await.unwrap().tasks.is_empty());
    assert!(activations::my_tasks(&desk.author).await.unwrap().is_empty());
    let none = std::collections::BTreeSet::new();
    let it = activations::activate(&lead, it.id, it.version, (Extent::Full, &none)).await.unwrap();
    let mine = activations::my_tasks(&desk.author).await.unwrap();
    assert_eq!(mine.len(), 1);
    let task = &mine[0].task;
    assert_eq!((task.text.as_str(), task.state), ("Restore the service.", TaskState::Open));

    let done = (TaskState::Blocked, " ");
    let error = activations::change_task(&desk.author, task.id, 1, done).await.unwrap_err();
    let Error::Invalid(problems) = error else { panic!("{error:?}") };
    assert_eq!(problems[0].field, "note");
    let stranger = as_person(&desk.platform, &desk.at, "stranger", Role::Employee).await;
    let error = activations::change_task(&stranger, task.id, 1, (TaskState::Done, "")).await;
    assert!(matches!(error, Err(Error::NotFound("task"))), "{error:?}");
    // Whoever has a task says how far it is, also without any role.
    let id = desk.author.actor.person_id;
    let only = ctx_with(&desk.platform, id, Role::Employee, Reach::Agencies([].into()));
    let later = at(&only, "2026-11-21T10:30:00Z");
    let said = (TaskState::Blocked, "No power.");
    let task = activations::change_task(&later, task.id, 1, said).await.unwrap();
    assert_eq!((task.changed_by, task.changed_at), (Some(id), Some(later.now)));
    let error = activations::change_task(&only, task.id, 1, (TaskState::Done, "")).await;
    assert!(matches!(error, Err(Error::Stale("task"))), "{error:?}");
    let task = activations::change_task(&lead, task.id, 2, (TaskState::Done, "")).await.unwrap();
    assert_eq!(task.changed_by, Some(lead.actor.person_id));
    assert!(activations::my_tasks(&desk.author).await.unwrap().is_empty());
    let log = actions(&desk, it.id).await;
    let expected = [
        "activation.asked",
        "activation.activated",
        "activation.task_changed",
        "activation.task_changed",
    ];
    assert_eq!(log, expected);
}

#[tokio::test]
async fn an_activation_goes_all_the_way_to_its_report() {
    let desk = plan_desk().await;
    let plan = in_force(&desk, "drp", "it", None).await;
    let lead = commander(&desk);
    let it = activations::call(&lead, plan.id, &call(Some(Extent::Full))).await.unwrap();
    let error = activations::reconstitute(&lead, it.id, it.version).await.unwrap_err();
    assert_eq!(refusal(error), "activation.not_recovering");
    let error = activations::recover(&lead, it.id, it.version + 1).await.unwrap_err();
    assert!(matches!(error, Error::Stale("activation")), "{error:?}");
    let it = activations::recover(&lead, it.id, it.version).await.unwrap();
    let it = activations::reconstitute(&lead, it.id, it.version).await.unwrap();
    let said =
        End { validation: "All twelve checks passed.", declaration: "", leaves_tasks: false };
    let error = activations::stand_down(&lead, it.id, it.version, said).await.unwrap_err();
    let Error::Invalid(problems) = error else { panic!("{error:?}") };
    let fields: Vec<&str> = problems.iter().map(|it| it.field.as_ref()).collect();
    assert_eq!(fields, ["declaration", "leaves_tasks"]);
    // Nobody leaves a task undone without a word.
    let said = End { declaration: "Over, by word of the commander.", ..said };
    let error = activations::stand_down(&lead, it.id, it.version, said).await.unwrap_err();
    let Error::Invalid(problems) = error else { panic!("{error:?}") };
    assert!(problems[0].reason.contains("Restore the service."), "{problems:?}");
    let said = End { leaves_tasks: true, ..said };
    let it = activations::stand_down(&lead, it.id, it.version, said).await.unwrap();
    let log = events::history(&platform_ctx(&desk.platform), it.id.into(), 1).await.unwrap();
    let kept = log[0].after.to_string();
    assert!(kept.contains("tasks_not_done") && kept.contains("Restore the service."), "{kept}");
    let tasks = activations::open(&lead, it.id).await.unwrap().tasks;
    assert!(tasks.iter().all(|it| it.state == TaskState::NotDone), "{tasks:?}");
    assert_eq!((it.state, it.declared_by), (State::StoodDown, Some(lead.actor.person_id)));
    let tomorrow = "2026-11-22".parse().unwrap();
    let report = ("In the archive.", tomorrow);
    let error = activations::close(&lead, it.id, it.version, report).await.unwrap_err();
    assert!(matches!(error, Error::Invalid(_)), "{error:?}");
    let later = at(&lead, "2026-11-23T09:00:00Z");
    let it = activations::close(&later, it.id, it.version, report).await.unwrap();
    assert_eq!(it.state, State::Closed);
    let tasks = activations::open(&lead, it.id).await.unwrap().tasks;
    let (id, seen) = (tasks[0].id, tasks[0].version);
    let error = activations::change_task(&lead, id, seen, (TaskState::Done, "")).await;
    assert_eq!(refusal(error.unwrap_err()), "activation.not_acting");
    // It can be called anew.
    let again = activations::call(&lead, plan.id, &call(None)).await.unwrap();
    let over = activations::cancel(&lead, again.id, again.version, "The lights are on.").await;
    assert_eq!(over.unwrap().state, State::Canceled);
    let all = activations::list(&lead, &Query::default()).await.unwrap();
    assert_eq!(all.n_items, 2);
    let running = Query { is_running: true, ..Query::default() };
    assert_eq!(activations::list(&lead, &running).await.unwrap().n_items, 0);
    let named = Query { text: "PLAN IT".to_owned(), ..Query::default() };
    assert_eq!(activations::list(&lead, &named).await.unwrap().n_items, 2);
}

#[tokio::test]
async fn only_those_of_the_matrix_ask_decide_and_see() {
    let desk = plan_desk().await;
    let plan = in_force(&desk, "drp", "it", None).await;
    let decides = [Role::StateCio, Role::AgencyHead, Role::IncidentCommander];
    let asks = [Role::ContinuityTeam, Role::Coordinator, Role::PlanOwner, Role::ServiceDesk];
    for &role in Role::ALL {
        let who = ctx(&desk.platform, role);
        let asked = activations::call(&who, plan.id, &call(Some(Extent::Full))).await;
        if decides.contains(&role) {
            let it = asked.unwrap();
            let it = activations::stand_by(&who, it.id, it.version).await.unwrap();
            activations::cancel(&who, it.id, it.version, "A drill.").await.unwrap();
            continue;
        }
        let error = asked.unwrap_err();
        assert!(matches!(error, Error::Forbidden(_) | Error::NotFound(_)), "{role:?}: {error:?}");
        let asked = activations::call(&who, plan.id, &call(None)).await;
        if asks.contains(&role) {
            let it = asked.unwrap();
            let none = std::collections::BTreeSet::new();
            let error = activations::activate(&who, it.id, it.version, (Extent::Full, &none)).await;
            let needs = Permission::DecideActivations;
            assert!(matches!(error, Err(Error::Forbidden(it)) if it == needs), "{role:?}");
            activations::cancel(&who, it.id, it.version, "A drill.").await.unwrap();
        } else {
            let error = asked.unwrap_err();
            assert!(
                matches!(error, Error::Forbidden(_) | Error::NotFound(_)),
                "{role:?}: {error:?}"
            );
        }
    }
    let auditor = ctx(&desk.platform, Role::Auditor);
    let seen = activations::list(&auditor, &Query::default()).await.unwrap();
    assert_eq!(seen.n_items, 7);
    let elsewhere = ctx_in(&desk.platform, Role::AgencyHead, desk.at.revenue);
    assert_eq!(activations::list(&elsewhere, &Query::default()).await.unwrap().n_items, 0);
    let error = activations::show(&elsewhere, seen.items[0].0.id).await.unwrap_err();
    assert!(matches!(error, Error::NotFound("activation")), "{error:?}");
    let error = activations::call(&elsewhere, plan.id, &call(None)).await.unwrap_err();
    assert!(matches!(error, Error::NotFound("plan")), "{error:?}");
}

#[tokio::test]
async fn req_s3_20_activating_a_crisis_plan_opens_the_roster_and_drafts_of_statements() {
    let desk = plan_desk().await;
    let plan = in_force(&desk, "crisis_pr", "crisis", None).await;
    let it = activations::call(&desk.head, plan.id, &call(Some(Extent::Full))).await.unwrap();
    let opened = activations::open(&desk.author, it.id).await.unwrap();
    let roster = &opened.activation.roster;
    assert_eq!(roster[0].duty, "Recovery director");
    assert_eq!(roster[0].person_id, Some(desk.author.actor.person_id));
    assert_eq!(roster[0].alternates, [desk.head.actor.person_id]);
    assert_eq!(opened.names[&desk.author.actor.person_id], "Person ann-author");
    let draft = &opened.statements[0];
    assert_eq!(draft.title, "First statement");
    assert_eq!(draft.text, "What is to be said about messages.");
    let mine = Some((draft.id, draft.version));
    let said = ("First statement", "We know of it, and say more at noon.");
    let saved = activations::write_statement(&desk.author, it.id, mine, said).await.unwrap();
    assert_eq!(saved.version, 2);
    let error = activations::write_statement(&desk.head, it.id, mine, said).await.unwrap_err();
    assert!(matches!(error, Error::Stale("statement")), "{error:?}");
    let error = activations::write_statement(&desk.head, it.id, None, (" ", "")).await.unwrap_err();
    assert!(matches!(error, Error::Invalid(_)), "{error:?}");
    let new = activations::write_statement(&desk.head, it.id, None, ("Second", "")).await.unwrap();
    assert_eq!(new.number, 2);
    for role in [Role::Auditor, Role::ServiceDesk] {
        let who = ctx(&desk.platform, role);
        let error = activations::write_statement(&who, it.id, None, said).await.unwrap_err();
        assert!(matches!(error, Error::Forbidden(_)), "{role:?}: {error:?}");
    }
    let log = actions(&desk, it.id).await;
    assert_eq!(log.iter().filter(|it| *it == "activation.statement_changed").count(), 2);
}
