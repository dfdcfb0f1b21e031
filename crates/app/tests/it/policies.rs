//! Policies: from a draft to being in force, who must acknowledge them, and when they are reviewed.

use app::actor::{Reach, Role};
use app::ids::{PersonId, PolicyId};
use app::people::persons::{self, PersonDocument, PersonKind};
use app::people::policies::{self, Policy, PolicyDocument, Query, State};
use app::people::sign_in;
use app::prove::work;
use app::{Ctx, Error, Platform, Timestamp, events, runner};
use chrono::TimeDelta;
use test_support::{
    MailServer, State as Agencies, ctx_in, ctx_with, fresh, person, platform_ctx, state,
};

use crate::impact_desk::refusal;

/// Somebody who writes policies of the state, and who approves them.
struct Desk {
    platform: Platform,
    at: Agencies,
    author: Ctx,
    cio: Ctx,
}

async fn desk() -> Desk {
    desk_on(fresh().await).await
}

async fn desk_on(platform: Platform) -> Desk {
    let at = state(&platform).await;
    let author = person(&platform, "franklin", "ann-author").await;
    let author = ctx_with(&platform, author, Role::ContinuityTeam, Reach::State);
    let cio = person(&platform, "franklin", "cleo-cio").await;
    let cio = ctx_with(&platform, cio, Role::StateCio, Reach::State);
    Desk { platform, at, author, cio }
}

/// The same person, so many days later.
fn later(ctx: &Ctx, days: i64) -> Ctx {
    let now: Timestamp = ctx.now + TimeDelta::days(days);
    Ctx::new(ctx.platform.clone(), ctx.actor.clone(), now)
}

fn continuity() -> PolicyDocument {
    PolicyDocument {
        owner: Some("cleo-cio".to_owned()),
        audience: vec![PersonKind::Employee, PersonKind::Contractor, PersonKind::Vendor],
        body: "# Keep going\n\nEverybody knows what to do.".to_owned(),
        ..PolicyDocument::new("franklin", "continuity", "Continuity policy")
    }
}

async fn made(platform: &Platform, agency: &str, code: &str, kind: PersonKind) -> PersonId {
    let document = PersonDocument {
        code: code.to_owned(),
        agency: agency.to_owned(),
        name: format!("Person {code}"),
        title: String::new(),
        kind,
        channels: Vec::new(),
    };
    persons::add(&platform_ctx(platform), &document).await.unwrap().id
}

impl Desk {
    /// Somebody of an agency without any role.
    fn plain(&self, id: PersonId, agency: app::ids::AgencyId) -> Ctx {
        let mut ctx = ctx_with(&self.platform, id, Role::Employee, Reach::Agencies([].into()));
        ctx.actor.agency_id = agency;
        ctx.actor.held.clear();
        ctx
    }

    /// Puts the draft of a policy in force, from comments on.
    async fn publish(&self, it: &Policy) -> Policy {
        let until = self.author.now.date_naive();
        let it = policies::invite_comments(&self.author, it.id, it.version, until).await.unwrap();
        let author = later(&self.author, 2);
        let it = policies::submit(&author, it.id, it.version).await.unwrap();
        let it = policies::approve(&self.cio, it.id, it.version).await.unwrap();
        policies::publish(&author, it.id, it.version).await.unwrap()
    }

    async fn actions(&self, id: PolicyId) -> Vec<String> {
        let log = events::history(&platform_ctx(&self.platform), id.into(), 50).await.unwrap();
        log.into_iter().rev().map(|it| it.action).collect()
    }
}

/// The acceptance check of S0-17: v1 stays readable, and who must acknowledge v2 gets a task.
#[tokio::test]
async fn req_s0_17_a_second_version_is_published_and_the_first_stays_readable() {
    let desk = desk().await;
    let it = policies::add(&desk.author, &continuity()).await.unwrap();
    let eve = made(&desk.platform, "commerce", "eve", PersonKind::Employee).await;
    let eve = desk.plain(eve, desk.at.commerce);
    // A draft is not there for those whom it would bind, before it is open for comments.
    assert!(matches!(policies::show(&eve, it.id).await, Err(Error::NotFound(_))));
    let refused = policies::submit(&desk.author, it.id, it.version).await.unwrap_err();
    assert_eq!(refusal(refused), "policy.not_open");
    let until = "2026-12-05".parse().unwrap();
    let it = policies::invite_comments(&desk.author, it.id, it.version, until).await.unwrap();
    policies::comment(&eve, it.id, "Who is everybody?").await.unwrap();
    let refused = policies::submit(&desk.author, it.id, it.version).await.unwrap_err();
    assert_eq!(refusal(refused), "policy.comments_open");
    let author = later(&desk.author, 30);
    let it = policies::submit(&author, it.id, it.version).await.unwrap();
    assert!(matches!(policies::show(&eve, it.id).await, Err(Error::NotFound(_))));
    assert_eq!(policies::comments(&author, it.id, 1).await.unwrap()[0].said, "Who is everybody?");
    let it = policies::approve(&desk.cio, it.id, it.version).await.unwrap();
    let it = policies::publish(&author, it.id, it.version).await.unwrap();
    assert_eq!((it.state, it.in_force, it.open), (State::Published, Some(1), None));
    assert_eq!(policies::to_acknowledge(&eve).await.unwrap()[0].id, it.id);
    policies::acknowledge(&eve, it.id, 1).await.unwrap();
    assert!(policies::to_acknowledge(&eve).await.unwrap().is_empty());

    let it = policies::begin(&author, it.id, it.version).await.unwrap();
    let second = PolicyDocument {
        body: "# Keep going\n\nEverybody who works here knows what to do.".to_owned(),
        summary: "Says who everybody is.".to_owned(),
        ..continuity()
    };
    let it = policies::change(&author, it.id, it.version, &second).await.unwrap();
    assert!(matches!(policies::version(&eve, it.id, 2).await, Err(Error::NotFound(_))));
    let it = desk.publish(&it).await;
    assert_eq!((it.in_force, it.state), (Some(2), State::Published));
    let first = policies::version(&eve, it.id, 1).await.unwrap();
    assert_eq!((first.state, first.body), (State::Superseded, continuity().body));
    // The task is there again, for the new version, and the old one cannot be acknowledged.
    assert_eq!(work::due(&eve).await.unwrap().to_acknowledge[0].in_force, Some(2));
    let refused = policies::acknowledge(&eve, it.id, 1).await.unwrap_err();
    assert_eq!(refusal(refused), "policy.other_version");
    policies::acknowledge(&eve, it.id, 2).await.unwrap();
    policies::acknowledge(&eve, it.id, 2).await.unwrap();
    assert_eq!(work::due(&eve).await.unwrap().n_due(), 0);
    let expected = [
        "added",
        "opened",
        "commented",
        "submitted",
        "approved",
        "published",
        "acknowledged",
        "version_begun",
        "changed",
        "opened",
        "submitted",
        "approved",
        "published",
        "acknowledged",
    ];
    assert_eq!(desk.actions(it.id).await, expected.map(|it| format!("policy.{it}")));
}

/// The acceptance check of S4-02: a contractor without acknowledgement is listed.
#[tokio::test]
async fn req_s4_02_a_contractor_who_has_not_acknowledged_is_listed() {
    let desk = desk().await;
    let it = policies::add(&desk.author, &continuity()).await.unwrap();
    let eve = made(&desk.platform, "commerce", "eve", PersonKind::Employee).await;
    made(&desk.platform, "commerce", "carl", PersonKind::Contractor).await;
    let vera = made(&desk.platform, "revenue", "vera", PersonKind::Vendor).await;
    let pat = made(&desk.platform, "revenue", "pat", PersonKind::Partner).await;
    let it = desk.publish(&it).await;
    for (id, agency) in [(eve, desk.at.commerce), (vera, desk.at.revenue)] {
        policies::acknowledge(&desk.plain(id, agency), it.id, 1).await.unwrap();
    }
    // Partners are not in its audience: they may read it, and are asked nothing.
    let pat = desk.plain(pat, desk.at.revenue);
    assert!(policies::to_acknowledge(&pat).await.unwrap().is_empty());
    let refused = policies::acknowledge(&pat, it.id, 1).await.unwrap_err();
    assert_eq!(refusal(refused), "policy.not_asked");
    let asked = policies::asked(&desk.author, it.id).await.unwrap();
    let missing = asked.iter().filter(|it| it.acknowledged_at.is_none());
    let missing: Vec<_> = missing.map(|it| (it.person.code.as_str(), it.person.kind)).collect();
    assert!(missing.contains(&("carl", PersonKind::Contractor)), "{missing:?}");
    assert!(!missing.iter().any(|it| it.0 == "eve" || it.0 == "vera" || it.0 == "pat"));
    // Only whoever writes or approves it may know.
    assert!(matches!(policies::asked(&pat, it.id).await, Err(Error::Forbidden(_))));
}

/// The acceptance check of S4-53: the rate of acknowledgement by audience. The mail goes to those who
/// can sign in and want it, and once.
#[tokio::test]
async fn req_s4_53_those_whom_it_binds_are_told_and_the_rate_is_known_by_audience() {
    let server = MailServer::start();
    let desk = desk_on(server.serve(&fresh().await)).await;
    let it = policies::add(&desk.author, &continuity()).await.unwrap();
    let mut ids = Vec::new();
    for (code, kind) in [
        ("eve", PersonKind::Employee),
        ("ed", PersonKind::Employee),
        ("carl", PersonKind::Contractor),
    ] {
        let id = made(&desk.platform, "commerce", code, kind).await;
        let email = format!("{code}@commerce.example");
        let all = platform_ctx(&desk.platform);
        sign_in::enroll(&all, id, &email, "a window made of tin").await.unwrap();
        ids.push(id);
    }
    let it = desk.publish(&it).await;
    let then = desk.author.now + TimeDelta::days(2);
    while runner::step(&desk.platform, &|| then).await.unwrap() {}
    let mails = server.mails();
    let told: Vec<&str> = mails.iter().map(|it| it.header("To")).collect();
    assert_eq!(told.len(), 3, "{told:?}");
    assert!(mails[0].text().contains(&format!("/policies/{}", it.id)), "{}", mails[0].text());
    policies::acknowledge(&desk.plain(ids[0], desk.at.commerce), it.id, 1).await.unwrap();
    policies::acknowledge(&desk.plain(ids[2], desk.at.commerce), it.id, 1).await.unwrap();
    let rates = policies::rates(&policies::asked(&desk.author, it.id).await.unwrap());
    let rates: Vec<_> = rates.iter().map(|it| (it.kind, it.n_acknowledged, it.n_asked)).collect();
    // The author and the CIO are employees, too.
    assert_eq!(rates, [(PersonKind::Employee, 1, 4), (PersonKind::Contractor, 1, 1)]);
}

/// The acceptance check of S4-52: an overdue policy appears on the governance board.
#[tokio::test]
async fn req_s4_52_a_policy_past_its_review_is_on_the_governance_board() {
    let desk = desk().await;
    let it = policies::add(&desk.author, &continuity()).await.unwrap();
    let it = desk.publish(&it).await;
    let board = async |days: i64| policies::board(&later(&desk.author, days)).await.unwrap();
    assert_eq!(policies::due(&later(&platform_ctx(&desk.platform), 300)).await.unwrap(), 0);
    assert_eq!(board(300).await.n_settled, 1);
    assert_eq!(policies::due(&later(&platform_ctx(&desk.platform), 350)).await.unwrap(), 1);
    assert_eq!(board(350).await.due[0].because, "Its yearly review is due.");
    assert_eq!(board(370).await.overdue[0].id, it.id);
    let now = policies::show(&desk.author, it.id).await.unwrap();
    let author = later(&desk.author, 370);
    let it = policies::reaffirm(&author, it.id, now.version).await.unwrap();
    assert!(board(371).await.overdue.is_empty());
    // A significant change asks for a review within a month, whatever the year says.
    let it =
        policies::note_change(&author, it.id, it.version, "The data center moved.").await.unwrap();
    assert_eq!(it.state, State::ReviewDue);
    assert_eq!(board(401).await.overdue[0].because, "The data center moved.");
    let query = Query { due_by: Some(later(&desk.author, 401).now), ..Query::default() };
    assert_eq!(policies::count(&desk.author, &query).await.unwrap(), 1);
}

#[tokio::test]
async fn whoever_wrote_a_policy_does_not_approve_it_and_another_agency_does_not_see_it() {
    let desk = desk().await;
    let head = person(&desk.platform, "commerce", "hal-head").await;
    let reach = Reach::Agencies([desk.at.commerce].into());
    let author = ctx_with(&desk.platform, head, Role::Coordinator, reach.clone());
    let document = PolicyDocument { agency: "commerce".to_owned(), owner: None, ..continuity() };
    let it = policies::add(&author, &document).await.unwrap();
    let until = author.now.date_naive();
    let it = policies::invite_comments(&author, it.id, it.version, until).await.unwrap();
    let revenue = ctx_in(&desk.platform, Role::Coordinator, desk.at.revenue);
    assert!(matches!(policies::show(&revenue, it.id).await, Err(Error::NotFound(_))));
    let refused = policies::comment(&revenue, it.id, "Mine?").await;
    assert!(matches!(refused, Err(Error::NotFound(_))));
    assert_eq!(policies::list(&revenue, &Query::default()).await.unwrap().n_items, 0);
    let it = policies::submit(&later(&author, 2), it.id, it.version).await.unwrap();
    let forbidden = policies::approve(&author, it.id, it.version).await;
    assert!(matches!(forbidden, Err(Error::Forbidden(_))));
    let same = ctx_with(&desk.platform, head, Role::AgencyHead, reach.clone());
    let refused = policies::approve(&same, it.id, it.version).await.unwrap_err();
    assert_eq!(refusal(refused), "policy.own");
    let other = person(&desk.platform, "commerce", "olga").await;
    let other = ctx_with(&desk.platform, other, Role::AgencyHead, reach);
    let stale = policies::approve(&other, it.id, it.version - 1).await;
    assert!(matches!(stale, Err(Error::Stale(_))));
    let it = policies::approve(&other, it.id, it.version).await.unwrap();
    let refused = policies::send_back(&other, it.id, it.version, " ").await;
    assert!(matches!(refused, Err(Error::Invalid(it)) if it[0].field == "because"));
    let it = policies::send_back(&other, it.id, it.version, "Say who.").await.unwrap();
    assert_eq!((it.state, it.in_force), (State::Draft, None));
    let refused = policies::publish(&author, it.id, it.version).await.unwrap_err();
    assert_eq!(refusal(refused), "policy.not_approved");
    let it = policies::retire(&author, it.id, it.version, "Nobody needs it.").await.unwrap();
    let refused = policies::begin(&author, it.id, it.version).await.unwrap_err();
    assert_eq!(refusal(refused), "policy.retired");
    assert_eq!(policies::restore(&author, it.id, it.version).await.unwrap().state, State::Draft);
}
