//! Handovers: rights go from one person to the next on a day, and what names the first is listed.

use std::collections::BTreeSet;

use app::actor::{Actor, Permission, Reach, Role};
use app::assure::handovers::{
    self, ApplyHandover, Handover, HandoverDocument, Kind, State, Target,
};
use app::ids::PersonId;
use app::jobs::Task as _;
use app::people::access::{self, Draft, Extent};
use app::people::persons;
use app::people::sign_in::{self, TokenDraft, Visit};
use app::plans::plan::{self, Standing};
use app::{Ctx, Error, Platform, events, runner};
use chrono::TimeDelta;
use test_support::{MailServer, ctx, ctx_with, now, person, platform_ctx};

use crate::impact_desk::{at, refusal};
use crate::plan_desk::{PlanDesk, plan_desk};

const PASSWORD: &str = "a window made of tin";

/// Ten minutes after the day began where the programme is.
const THE_DAY: &str = "2026-12-01T05:10:00Z";

fn leaves(successor: Option<&str>) -> HandoverDocument {
    HandoverDocument {
        agency: "commerce".to_owned(),
        person: "cora".to_owned(),
        successor: successor.map(str::to_owned),
        kind: Kind::Leaves,
        on: "2026-12-01".parse().unwrap(),
        note: "Retires after 30 years.".to_owned(),
    }
}

/// The coordinator of commerce, her successor, and one of the continuity team, who all can sign in.
async fn people(desk: &PlanDesk) -> (PersonId, PersonId) {
    let all = platform_ctx(&desk.platform);
    let (commerce, state) = (Extent::Agency(desk.at.commerce), Extent::State);
    let cora = person(&desk.platform, "commerce", "cora").await;
    let sam = person(&desk.platform, "commerce", "sam").await;
    let tess = person(&desk.platform, "franklin", "tess").await;
    for (id, code) in [(cora, "cora"), (sam, "sam"), (tess, "tess")] {
        sign_in::enroll(&all, id, &format!("{code}@franklin.example"), PASSWORD).await.unwrap();
    }
    for (person_id, role, extent) in
        [(cora, Role::Coordinator, commerce), (tess, Role::ContinuityTeam, state)]
    {
        let reason = "Named.".to_owned();
        let draft = Draft { person_id, role, extent, starts_at: None, ends_at: None, reason };
        access::give(&all, draft).await.unwrap();
    }
    (cora, sam)
}

/// Who somebody is at a moment, as roles in force say.
async fn as_of(platform: &Platform, secret: &str, at: app::Timestamp) -> Option<Actor> {
    let found = sign_in::actor_of_session(platform, secret, at).await.unwrap();
    found.map(|it| it.1)
}

async fn signed_in(platform: &Platform, code: &str, now: app::Timestamp) -> String {
    let visit = Visit {
        source: "192.0.2.7".to_owned(),
        browser: "Firefox".to_owned(),
        request_id: uuid::Uuid::now_v7(),
        now,
    };
    let email = format!("{code}@franklin.example");
    sign_in::sign_in(platform, &visit, &email, PASSWORD).await.unwrap().0.expose().to_owned()
}

async fn until(platform: &Platform, time: &str) {
    let now = at(&platform_ctx(platform), time).now;
    while runner::step(platform, &|| now).await.unwrap() {}
}

/// A plan in force of which Cora answers, and in which she has a duty.
async fn plan_of_cora(desk: &PlanDesk) -> plan::Plan {
    let plan = desk.in_force("it").await;
    let documents = plan::documents(&desk.author, std::slice::from_ref(&plan)).await.unwrap();
    let mut document = documents.into_iter().next().unwrap();
    document.owner = Some("cora".to_owned());
    plan::change(&desk.author, plan.id, plan.version, &document).await.unwrap()
}

#[tokio::test]
async fn req_s0_34_the_old_coordinator_loses_plan_rights_on_the_day_and_the_team_is_told() {
    let server = MailServer::start();
    let desk = plan_desk().await;
    let desk = PlanDesk { platform: server.serve(&desk.platform), ..desk };
    let (cora, _) = people(&desk).await;
    let plan = plan_of_cora(&desk).await;
    let secret = signed_in(&desk.platform, "cora", now()).await;
    let old = as_of(&desk.platform, &secret, now()).await.unwrap();
    let her = Ctx::new(desk.platform.clone(), old, now());
    let draft = TokenDraft {
        name: "Nightly".to_owned(),
        permissions: BTreeSet::from([Permission::WritePlans]),
        expires_at: now() + TimeDelta::days(60),
    };
    let (_, token) = sign_in::issue_token(&her, draft).await.unwrap();
    let head = Ctx::new(desk.platform.clone(), desk.head.actor.clone(), now());
    let it = handovers::announce(&head, &leaves(Some("sam"))).await.unwrap();
    assert_eq!(it.state, State::Confirmed, "the head may give this role");

    // The day before, nothing has changed but that the team knows.
    until(&desk.platform, "2026-12-01T04:40:00Z").await;
    let subjects = |of: &str| {
        let told = server.mails().into_iter().filter(|it| it.header("To").contains(of));
        let subjects = told.map(|it| it.header("Subject").to_owned());
        // A plan that is handed in for its review is told of, too.
        subjects.filter(|it| !it.starts_with("A plan waits")).collect::<Vec<_>>()
    };
    assert_eq!(subjects("tess").len(), 1, "{:?}", subjects("tess"));
    let the_day = at(&her, THE_DAY).now;
    let evening = the_day - TimeDelta::minutes(20);
    let secret = signed_in(&desk.platform, "cora", evening).await;
    let before = as_of(&desk.platform, &secret, evening).await.unwrap();
    assert!(before.may(Permission::WritePlans, desk.at.commerce));
    let tess = ctx(&desk.platform, Role::ContinuityTeam);
    assert_eq!(handovers::current(&tess).await.unwrap().len(), 1, "on the list of the team");
    let changes = handovers::to_change(&tess, it.id).await.unwrap();
    assert!(changes.iter().any(|it| it.target == Target::Plan(plan.id)), "{changes:?}");

    until(&desk.platform, THE_DAY).await;
    assert!(as_of(&desk.platform, &secret, the_day).await.is_none(), "her session is over");
    let program = sign_in::actor_of_token(&desk.platform, token.expose(), the_day).await.unwrap();
    assert!(program.is_none(), "her token is revoked");
    let hers = access::of_person(&tess, cora).await.unwrap();
    assert!(hers.iter().all(|it| it.is_over(the_day)));
    assert!(persons::show(&tess, cora).await.unwrap().retired_at.is_some());
    let secret = signed_in(&desk.platform, "sam", the_day).await;
    let sam = as_of(&desk.platform, &secret, the_day).await.unwrap();
    assert!(sam.may(Permission::WritePlans, desk.at.commerce));
    assert!(!sam.may(Permission::WritePlans, desk.at.revenue));
    assert_eq!(handovers::show(&tess, it.id).await.unwrap().state, State::Done);
    assert_eq!(subjects("tess").len(), 2, "{:?}", subjects("tess"));
    assert_eq!(subjects("sam").len(), 1, "{:?}", subjects("sam"));
    // Plan update needed: at the plan itself, and among what is to be changed.
    let plan = plan::show(&tess, plan.id).await.unwrap();
    assert_eq!(plan.standing, Standing::ReviewDue);
    assert_eq!(plan.because, "Person cora has left.");
    let changes = handovers::to_change(&tess, it.id).await.unwrap();
    assert!(changes.iter().any(|it| it.target == Target::Plan(plan.id)), "{changes:?}");
    let refused = handovers::cancel(&tess, it.id, 3).await.unwrap_err();
    assert_eq!(refusal(refused), "handover.over");
}

/// Plans are looked through before anybody has to wait: what is said in them since counts all the same.
#[tokio::test]
async fn a_plan_that_names_who_goes_at_the_last_moment_is_looked_at_again_too() {
    let desk = plan_desk().await;
    people(&desk).await;
    let head = Ctx::new(desk.platform.clone(), desk.head.actor.clone(), now());
    let it = handovers::announce(&head, &leaves(Some("sam"))).await.unwrap();
    let then = at(&platform_ctx(&desk.platform), THE_DAY);
    let task: ApplyHandover =
        serde_json::from_value(serde_json::json!({ "handover_id": it.id })).unwrap();
    let found = task.work(&then).await.unwrap();
    let plan = plan_of_cora(&desk).await;
    let tx = then.write().await.unwrap();
    task.write(&tx, &then, found).await.unwrap();
    tx.commit().await.unwrap();
    let plan = plan::show(&desk.team, plan.id).await.unwrap();
    assert_eq!(plan.standing, Standing::ReviewDue);
    assert_eq!(plan.because, "Person cora has left.");
}

#[tokio::test]
async fn a_handover_that_is_called_off_changes_nothing() {
    let desk = plan_desk().await;
    let (cora, sam) = people(&desk).await;
    let it = handovers::announce(&desk.head, &leaves(Some("sam"))).await.unwrap();
    let stale = handovers::cancel(&desk.head, it.id, 1).await;
    assert!(matches!(stale, Err(Error::Stale(_))));
    handovers::cancel(&desk.head, it.id, it.version).await.unwrap();
    until(&desk.platform, THE_DAY).await;
    let all = platform_ctx(&desk.platform);
    let held = access::of_person(&all, cora).await.unwrap();
    assert!(held.iter().all(|it| it.ends_at.is_none()));
    assert!(access::of_person(&all, sam).await.unwrap().is_empty());
    let log = events::history(&all, it.id.into(), 10).await.unwrap();
    let actions: Vec<&str> = log.iter().rev().map(|it| it.action.as_str()).collect();
    assert_eq!(actions, ["announced", "confirmed", "canceled"].map(|it| format!("handover.{it}")));
}

/// Who may not give a role does not give it by announcing that somebody follows.
#[tokio::test]
async fn a_coordinator_announces_and_somebody_who_may_give_the_roles_confirms() {
    let desk = plan_desk().await;
    let (cora, sam) = people(&desk).await;
    let cathy = crate::impact_desk::as_person(&desk.platform, &desk.at, "cathy", Role::Coordinator);
    let cathy = cathy.await;
    let it = handovers::announce(&cathy, &leaves(Some("sam"))).await.unwrap();
    assert_eq!(it.state, State::Asked);
    assert!(!handovers::may_confirm(&cathy, &it).await.unwrap());
    let refused = handovers::confirm(&cathy, it.id, 1).await;
    assert!(matches!(refused, Err(Error::Forbidden(_))));
    until(&desk.platform, THE_DAY).await;
    let all = platform_ctx(&desk.platform);
    assert!(access::of_person(&all, sam).await.unwrap().is_empty(), "nobody confirmed");
    let outsider = test_support::ctx_in(&desk.platform, Role::AgencyHead, desk.at.revenue);
    let missing = handovers::confirm(&outsider, it.id, 1).await;
    assert!(matches!(missing, Err(Error::NotFound(_))));
    let late = at(&desk.head, THE_DAY);
    let it: Handover = handovers::confirm(&late, it.id, 1).await.unwrap();
    assert_eq!(it.state, State::Confirmed);
    // Its day has begun, so that it takes effect at once.
    until(&desk.platform, THE_DAY).await;
    let theirs = access::of_person(&all, sam).await.unwrap();
    assert_eq!(theirs.iter().map(|it| it.role).collect::<Vec<_>>(), [Role::Coordinator]);
    assert_eq!(theirs[0].granted_by, desk.head.actor.person_id);
    let hers = access::of_person(&all, cora).await.unwrap();
    assert!(hers.iter().all(|it| it.is_over(late.now)));
}

#[tokio::test]
async fn nobody_confirms_that_they_themselves_follow() {
    let desk = plan_desk().await;
    people(&desk).await;
    let it = handovers::announce(&desk.head, &leaves(Some("hal-head"))).await.unwrap();
    assert_eq!(it.state, State::Asked);
    let refused = handovers::confirm(&desk.head, it.id, 1).await.unwrap_err();
    assert_eq!(refusal(refused), "handover.not_yours");
    assert!(handovers::confirm(&desk.team, it.id, 1).await.is_ok());
    let fields = |result: app::Result<Handover>| match result {
        Err(Error::Invalid(it)) => it.into_iter().map(|it| it.field.into_owned()).collect(),
        _ => Vec::new(),
    };
    let twice: Vec<String> = fields(handovers::announce(&desk.head, &leaves(None)).await);
    assert_eq!(twice, ["person"]);
    let wrong = HandoverDocument {
        person: "sam".to_owned(),
        successor: Some("sam".to_owned()),
        on: "2031-01-01".parse().unwrap(),
        ..leaves(None)
    };
    assert_eq!(fields(handovers::announce(&desk.head, &wrong).await), ["on", "successor"]);
}

async fn given(desk: &PlanDesk, person_id: PersonId, role: Role, extent: Extent) {
    let reason = "Named.".to_owned();
    let draft = Draft { person_id, role, extent, starts_at: None, ends_at: None, reason };
    access::give(&platform_ctx(&desk.platform), draft).await.unwrap();
}

fn leaving(person: &str) -> HandoverDocument {
    HandoverDocument { person: person.to_owned(), ..leaves(None) }
}

#[tokio::test]
async fn who_may_not_end_a_role_that_reaches_further_closes_no_account_by_a_handover() {
    let desk = plan_desk().await;
    let tia = person(&desk.platform, "commerce", "tia").await;
    given(&desk, tia, Role::ContinuityTeam, Extent::State).await;
    let it = handovers::announce(&desk.head, &leaving("tia")).await.unwrap();
    assert_eq!(it.state, State::Asked);
    assert!(!handovers::may_confirm(&desk.head, &it).await.unwrap());
    let refused = handovers::confirm(&desk.head, it.id, it.version).await.unwrap_err();
    assert_eq!(refusal(refused), "handover.not_yours");
    handovers::confirm(&desk.team, it.id, it.version).await.unwrap();
    until(&desk.platform, THE_DAY).await;
    let all = at(&platform_ctx(&desk.platform), THE_DAY);
    assert!(persons::show(&all, tia).await.unwrap().retired_at.is_some());
    let hers = access::of_person(&all, tia).await.unwrap();
    assert!(hers.iter().all(|it| it.is_over(all.now)), "nothing stays with a closed account");
}

#[tokio::test]
async fn the_last_administrator_does_not_leave() {
    let desk = plan_desk().await;
    let adam = person(&desk.platform, "commerce", "adam").await;
    given(&desk, adam, Role::Administrator, Extent::State).await;
    let it = handovers::announce(&desk.team, &leaving("adam")).await.unwrap();
    assert_eq!(it.state, State::Asked);
    let refused = handovers::confirm(&desk.team, it.id, it.version).await.unwrap_err();
    assert_eq!(refusal(refused), "handover.last_administrator");
    let ada = person(&desk.platform, "franklin", "ada").await;
    given(&desk, ada, Role::Administrator, Extent::State).await;
    assert!(handovers::confirm(&desk.team, it.id, it.version).await.is_ok());
}

#[tokio::test]
async fn a_role_that_came_after_the_confirmation_keeps_the_account_open() {
    let desk = plan_desk().await;
    let (cora, _) = people(&desk).await;
    let it = handovers::announce(&desk.head, &leaves(Some("sam"))).await.unwrap();
    assert_eq!(it.state, State::Confirmed);
    given(&desk, cora, Role::ContinuityTeam, Extent::State).await;
    until(&desk.platform, THE_DAY).await;
    let all = at(&platform_ctx(&desk.platform), THE_DAY);
    assert!(persons::show(&all, cora).await.unwrap().retired_at.is_none());
    let hers = access::of_person(&all, cora).await.unwrap();
    let kept: Vec<Role> = hers.iter().filter(|it| !it.is_over(all.now)).map(|it| it.role).collect();
    assert_eq!(kept, [Role::ContinuityTeam], "the coordinator of commerce is another now");
}

#[tokio::test]
async fn who_works_elsewhere_loses_their_roles_here_and_stays_signed_in() {
    let desk = plan_desk().await;
    let rita = person(&desk.platform, "revenue", "rita").await;
    let all = at(&platform_ctx(&desk.platform), THE_DAY);
    sign_in::enroll(&all, rita, "rita@franklin.example", PASSWORD).await.unwrap();
    given(&desk, rita, Role::Coordinator, Extent::Agency(desk.at.commerce)).await;
    let wide = Reach::Agencies([desk.at.commerce, desk.at.revenue].into());
    let head = ctx_with(&desk.platform, desk.head.actor.person_id, Role::AgencyHead, wide);
    let it = handovers::announce(&head, &leaving("rita")).await.unwrap();
    assert_eq!(it.state, State::Confirmed);
    let secret = signed_in(&desk.platform, "rita", all.now - TimeDelta::minutes(20)).await;
    until(&desk.platform, THE_DAY).await;
    assert_eq!(handovers::show(&all, it.id).await.unwrap().state, State::Done);
    let rita = as_of(&desk.platform, &secret, all.now).await;
    assert!(!rita.unwrap().may(Permission::WritePlans, desk.at.commerce));
}

#[tokio::test]
async fn what_was_lent_for_a_plan_goes_to_no_successor() {
    let desk = plan_desk().await;
    let (plan, _) = desk.drafted("it").await;
    let (cora, sam) = people(&desk).await;
    given(&desk, cora, Role::Adviser, Extent::Record(plan.id.uuid())).await;
    let it = handovers::announce(&desk.head, &leaves(Some("sam"))).await.unwrap();
    assert_eq!(it.state, State::Confirmed);
    until(&desk.platform, THE_DAY).await;
    let all = at(&platform_ctx(&desk.platform), THE_DAY);
    assert!(access::of_person(&all, cora).await.unwrap().iter().all(|it| it.is_over(all.now)));
    let theirs = access::of_person(&all, sam).await.unwrap();
    assert_eq!(theirs.iter().map(|it| it.role).collect::<Vec<_>>(), [Role::Coordinator]);
}

#[tokio::test]
async fn a_plan_that_names_them_in_its_draft_is_to_be_changed() {
    let desk = plan_desk().await;
    let (plan, _) = desk.drafted("it").await;
    let it = handovers::announce(&desk.head, &leaving("ann-author")).await.unwrap();
    let changes = handovers::to_change(&desk.team, it.id).await.unwrap();
    let names = |it: &handovers::Change| it.why.contains("has a duty");
    assert!(
        changes.iter().any(|it| it.target == Target::Plan(plan.id) && names(it)),
        "{changes:?}"
    );
}
