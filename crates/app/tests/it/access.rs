//! Giving and ending roles, and what they allow.

use std::collections::{BTreeMap, BTreeSet};

use app::actor::{Permission, Place, Reach, Role};
use app::ids::{AgencyId, PersonId};
use app::people::access::{self, Draft, Extent, Grant, Query};
use app::people::{agencies, sign_in};
use app::prepare::inventory::{self, Kind, NeedDocument, Steps};
use app::prove::recovery;
use app::{Ctx, Error, Platform, Timestamp};
use chrono::TimeDelta;
use proptest::prelude::*;
use proptest::strategy::ValueTree as _;
use proptest::test_runner::TestRunner;
use test_support::{
    agency, asset, ctx, ctx_in, ctx_with, fresh, item, need, now, person, platform_ctx, service,
    state,
};
use uuid::Uuid;

fn draft(person_id: PersonId, role: Role, extent: Extent) -> Draft {
    let reason = "Named by the head of the agency.".to_owned();
    Draft { person_id, role, extent, starts_at: None, ends_at: None, reason }
}

fn code<T: std::fmt::Debug>(result: app::Result<T>) -> &'static str {
    match result.unwrap_err() {
        Error::Refused(it) => it.code,
        Error::Invalid(_) => "invalid",
        Error::Forbidden(_) => "forbidden",
        Error::NotFound(_) => "not found",
        Error::Stale(_) => "stale",
        Error::Internal(_) => "internal",
    }
}

/// Lets a person in, and asks as them at `at`.
async fn signed_in(platform: &Platform, id: PersonId, at: Timestamp) -> Ctx {
    let ctx = platform_ctx(platform);
    let email = format!("{id}@franklin.gov");
    if sign_in::account(&ctx, id).await.unwrap().is_none() {
        sign_in::enroll(&ctx, id, &email, "correct horse battery").await.unwrap();
    }
    let visit = sign_in::Visit {
        source: id.to_string(),
        browser: String::new(),
        request_id: Uuid::now_v7(),
        now: at,
    };
    let secret = sign_in::sign_in(platform, &visit, &email, "correct horse battery").await;
    let secret = secret.unwrap().0;
    let found = sign_in::actor_of_session(platform, secret.expose(), at).await.unwrap();
    Ctx::new(platform.clone(), found.unwrap().1, at)
}

/// S0-04: the tree from the State CIO through the security office to the continuity team, whose
/// member sees every agency's records, and signs for nobody.
#[tokio::test]
async fn req_s0_04_the_team_reads_every_agency_and_signs_for_nobody() {
    let platform = fresh().await;
    let at = state(&platform).await;
    agency(&platform, "security-office", Some("franklin")).await;
    agency(&platform, "continuity-team", Some("security-office")).await;
    let member = person(&platform, "continuity-team", "member").await;
    let cio = person(&platform, "franklin", "cio").await;
    let root = platform_ctx(&platform);
    access::give(&root, draft(cio, Role::StateCio, Extent::State)).await.unwrap();
    let as_cio = signed_in(&platform, cio, now()).await;
    let grant = draft(member, Role::ContinuityTeam, Extent::State);
    access::give(&as_cio, grant).await.unwrap();

    let services = [
        item(&platform, Kind::Service, "commerce", "licensing").await,
        item(&platform, Kind::Service, "revenue", "filing").await,
    ];
    let as_member = signed_in(&platform, member, now()).await;
    for service in services {
        assert_eq!(inventory::show(&as_member, service.id).await.unwrap().id, service.id);
    }
    for place in [Place::State, at.commerce.into(), at.revenue.into()] {
        assert!(as_member.actor.may(Permission::ReadAnalyses, place));
        assert!(!as_member.actor.may(Permission::ApproveAnalyses, place));
    }
    let other = person(&platform, "franklin", "other").await;
    let cio = draft(other, Role::StateCio, Extent::State);
    assert_eq!(code(access::give(&as_member, cio).await), "grant.role");
}

#[tokio::test]
async fn a_role_counts_from_its_start_to_its_end_and_where_it_reaches() {
    let platform = fresh().await;
    let at = state(&platform).await;
    let labs = agency(&platform, "labs", Some("commerce")).await;
    let id = person(&platform, "commerce", "jane").await;
    let hour = TimeDelta::hours(1);
    let grant = Draft {
        starts_at: Some(now() + hour),
        ends_at: Some(now() + hour * 2),
        ..draft(id, Role::Coordinator, Extent::Agency(at.commerce))
    };
    let head = ctx_in(&platform, Role::AgencyHead, at.commerce);
    access::give(&head, grant.clone()).await.unwrap();
    for (after, is_held) in [(0, false), (59, false), (60, true), (119, true), (120, false)] {
        let jane = signed_in(&platform, id, now() + TimeDelta::minutes(after)).await;
        for agency in [at.commerce, labs] {
            assert_eq!(jane.actor.may(Permission::WriteInventory, agency), is_held, "{after}");
        }
        assert!(!jane.actor.may(Permission::WriteInventory, at.revenue));
    }
    assert_eq!(code(access::give(&head, grant).await), "grant.same");
}

/// Who never held anything else is refused what everybody sees who is signed in, also afterwards.
#[tokio::test]
async fn a_client_stays_one_of_nothing_when_their_role_has_ended() {
    let platform = fresh().await;
    let at = state(&platform).await;
    let (hour, all) = (TimeDelta::hours(1), platform_ctx(&platform));
    let [cleo, jane] = ["cleo", "jane"].map(|code| person(&platform, "commerce", code));
    let (cleo, jane) = (cleo.await, jane.await);
    for (id, role) in [(cleo, Role::Client), (jane, Role::Client), (jane, Role::Employee)] {
        let ends_at = Some(now() + hour);
        let draft = Draft { ends_at, ..draft(id, role, Extent::Agency(at.commerce)) };
        access::give(&all, draft).await.unwrap();
    }
    let later = now() + hour;
    let cleo = signed_in(&platform, cleo, later).await;
    assert!(cleo.actor.is_only_client());
    assert!(!cleo.actor.may(Permission::ReadStatus, at.commerce));
    let jane = signed_in(&platform, jane, later).await;
    assert!(jane.actor.held.is_empty());
    let nobody = person(&platform, "commerce", "nobody").await;
    assert!(signed_in(&platform, nobody, later).await.actor.held.is_empty());
}

#[tokio::test]
async fn a_grant_for_one_record_shows_that_record_only() {
    let platform = fresh().await;
    let at = state(&platform).await;
    let shared = item(&platform, Kind::Service, "commerce", "licensing").await;
    let other = item(&platform, Kind::Service, "commerce", "permits").await;
    let id = person(&platform, "revenue", "vendor").await;
    let team = ctx(&platform, Role::ContinuityTeam);
    let extent = Extent::Record(shared.id.uuid());
    let grant = access::give(&team, draft(id, Role::Vendor, extent)).await.unwrap();
    assert_eq!(grant.agency_id, Some(at.commerce));
    let vendor = signed_in(&platform, id, now()).await;
    assert_eq!(inventory::show(&vendor, shared.id).await.unwrap().id, shared.id);
    assert_eq!(code(inventory::show(&vendor, other.id).await), "not found");
    let places = access::places(&team, std::slice::from_ref(&grant)).await.unwrap();
    assert_eq!(places.get(&shared.id.uuid()).map(String::as_str), Some("The licensing"));

    let head = ctx_in(&platform, Role::AgencyHead, at.revenue);
    assert_eq!(code(access::end(&head, grant.id).await), "not found");
    let head = ctx_in(&platform, Role::AgencyHead, at.commerce);
    access::end(&head, grant.id).await.unwrap();
    let vendor = signed_in(&platform, id, now()).await;
    assert_eq!(code(inventory::show(&vendor, shared.id).await), "not found");
    let extent = Extent::Record(Uuid::now_v7());
    assert_eq!(code(access::give(&team, draft(id, Role::Vendor, extent)).await), "not found");
}

#[tokio::test]
async fn what_stands_around_a_shared_record_is_not_shown_with_it() {
    let platform = fresh().await;
    let at = state(&platform).await;
    let process = item(&platform, Kind::Process, "commerce", "pay-claims").await;
    let shared = service(&platform, "licensing", 4, 1).await;
    let database = asset(&platform, "secret-database", 6).await;
    need(&platform, &process, &shared).await;
    need(&platform, &shared, &database).await;
    let vendor = |role| {
        let reach = Reach::Record(shared.id.uuid());
        ctx_with(&platform, PersonId::FIRST, role, reach)
    };
    let vendor = vendor(Role::Vendor);
    let steps = Steps { down: 8, up: 8, items_max: 100 };
    let around = inventory::neighborhood(&vendor, shared.id, steps).await.unwrap();
    assert_eq!(around.items.iter().map(|it| it.id).collect::<Vec<_>>(), [shared.id]);
    assert!(around.needs.is_empty() && around.is_cut);
    assert_eq!(inventory::needs_of(&vendor, shared.id).await.unwrap(), []);
    let item = inventory::show(&vendor, shared.id).await.unwrap();
    let around = inventory::around(&vendor, &item, 10).await.unwrap();
    assert_eq!((around.needs, around.needers), (vec![], vec![]));
    assert_eq!(inventory::needed_by_after(&vendor, shared.id, None, 10).await.unwrap(), []);
    let why = format!("{:?}", recovery::explain(&vendor, shared.id).await.unwrap());
    assert!(why.contains("Something that you may not see"), "{why}");
    assert!(!why.contains("secret-database") && !why.contains("pay-claims"), "{why}");

    let all = [at.commerce, at.revenue].into();
    let counted = inventory::count_by_kind(&vendor, &all).await.unwrap();
    assert_eq!(counted, [(shared.kind(), 1)].into(), "of the rest they know nothing");

    // Whoever reads whole agencies sees what is below, and only those above that they may read.
    let other = ctx_in(&platform, Role::Coordinator, at.revenue);
    let desk = ctx_in(&platform, Role::ServiceDesk, at.commerce);
    assert_eq!(code(inventory::n_needed_by(&other, shared.id).await), "not found");
    assert_eq!(code(inventory::around(&other, &item, 10).await), "not found");
    assert_eq!(code(recovery::explain_item(&other, &item).await), "not found");
    let around = inventory::neighborhood(&desk, shared.id, steps).await.unwrap();
    assert_eq!(around.items.len(), 2, "processes are read with another permission");
    let why = recovery::explain(&desk, shared.id).await.unwrap();
    assert!(why.sentence.contains("secret-database"), "{}", why.sentence);
}

#[tokio::test]
async fn more_steps_never_take_away_what_fewer_steps_show() {
    let platform = fresh().await;
    state(&platform).await;
    let service = service(&platform, "benefits", 4, 1).await;
    let process = item(&platform, Kind::Process, "commerce", "pay-claims").await;
    need(&platform, &process, &service).await;
    let near = asset(&platform, "near", 1).await;
    need(&platform, &service, &near).await;
    for n in 0..4 {
        let far = asset(&platform, &format!("far-{n}"), 1).await;
        need(&platform, &near, &far).await;
    }
    let ctx = platform_ctx(&platform);
    let around = async |down, up| {
        let steps = Steps { down, up, items_max: 3 };
        let found = inventory::neighborhood(&ctx, service.id, steps).await.unwrap();
        let codes: BTreeSet<String> = found.items.into_iter().map(|it| it.code).collect();
        (codes, found.is_cut)
    };
    let (few, is_cut) = around(1, 1).await;
    assert_eq!((few.len(), is_cut), (3, false));
    let (more, is_cut) = around(8, 8).await;
    assert!(more.is_superset(&few) && is_cut, "{more:?}");
    assert!(more.contains("pay-claims"), "who needs it is not crowded out by what it needs");
    assert!(around(0, 8).await.0.is_subset(&more));
}

#[tokio::test]
async fn nobody_sees_what_others_have_by_guessing_codes() {
    let platform = fresh().await;
    let at = state(&platform).await;
    let mine = item(&platform, Kind::Service, "revenue", "tax-payments").await;
    let database = asset(&platform, "database", 6).await;
    let coordinator = ctx_in(&platform, Role::Coordinator, at.revenue);
    let wanted = NeedDocument::hard(Kind::Asset, "database");
    let refused = inventory::add_need(&coordinator, mine.id, &wanted).await;
    assert_eq!(code(refused), "invalid");

    // Once its owner, or who reads both, shared it with anybody else, it is known.
    let permits = item(&platform, Kind::Service, "revenue", "permits").await;
    need(&platform, &permits, &database).await;
    inventory::add_need(&coordinator, mine.id, &wanted).await.unwrap();
}

#[tokio::test]
async fn the_last_administrator_stays() {
    let platform = fresh().await;
    state(&platform).await;
    let (one, two) =
        (person(&platform, "franklin", "one").await, person(&platform, "franklin", "two").await);
    let root = platform_ctx(&platform);
    let give = async |id| {
        access::give(&root, draft(id, Role::Administrator, Extent::State)).await.unwrap()
    };
    let (first, second) = (give(one).await, give(two).await);
    let ended = access::end(&root, first.id).await.unwrap();
    assert!(ended.ended && !ended.in_force(now()));
    assert_eq!(code(access::end(&root, second.id).await), "grant.last_administrator");
}

/// On SQLite, writers take turns anyway.
#[tokio::test]
async fn two_administrators_who_end_each_others_role_do_not_leave_none() {
    let platform = fresh().await;
    state(&platform).await;
    let root = platform_ctx(&platform);
    let mut grants = Vec::new();
    for n in 0..6 {
        let id = person(&platform, "franklin", &format!("admin-{n}")).await;
        let draft = draft(id, Role::Administrator, Extent::State);
        grants.push(access::give(&root, draft).await.unwrap().id);
    }
    let all = grants.iter().map(|id| access::end(&root, *id));
    let ended = futures_util::future::join_all(all).await;
    let refused: Vec<_> = ended.into_iter().filter(Result::is_err).map(code).collect();
    assert_eq!(refused, ["grant.last_administrator"]);
}

#[tokio::test]
async fn grants_are_listed_by_person_agency_role_and_moment() {
    let platform = fresh().await;
    let at = state(&platform).await;
    let (jane, john) =
        (person(&platform, "commerce", "jane").await, person(&platform, "revenue", "john").await);
    let root = platform_ctx(&platform);
    let commerce = Extent::Agency(at.commerce);
    let first = access::give(&root, draft(jane, Role::Coordinator, commerce)).await.unwrap();
    let second = access::give(&root, draft(jane, Role::Auditor, Extent::State)).await.unwrap();
    let revenue = draft(john, Role::Coordinator, Extent::Agency(at.revenue));
    let third = access::give(&root, revenue).await.unwrap();
    access::end(&root, third.id).await.unwrap();
    let team = ctx(&platform, Role::ContinuityTeam);
    let found = async |ctx: &Ctx, query: Query| {
        let mut ids: Vec<_> =
            access::list(ctx, &query).await.unwrap().items.into_iter().map(|it| it.id).collect();
        ids.sort();
        ids
    };
    let all = Query::default();
    assert_eq!(found(&team, all.clone()).await, [first.id, second.id, third.id]);
    let of_jane = Query { person_id: Some(jane), ..all.clone() };
    assert_eq!(found(&team, of_jane).await, [first.id, second.id]);
    let coordinators = Query { role: Some(Role::Coordinator), ..all.clone() };
    assert_eq!(found(&team, coordinators).await, [first.id, third.id]);
    let in_force = Query { at: Some(now()), ..all.clone() };
    assert_eq!(found(&team, in_force).await, [first.id, second.id]);
    let below = Query { agency_id: Some(at.franklin), ..all.clone() };
    assert_eq!(found(&team, below).await, [first.id, third.id]);
    // An agency sees its own, and everybody sees themselves.
    let head = ctx_in(&platform, Role::AgencyHead, at.commerce);
    assert_eq!(found(&head, all.clone()).await, [first.id]);
    assert_eq!(code(access::show(&head, third.id).await), "not found");
    let own = signed_in(&platform, john, now()).await;
    assert_eq!(
        access::of_person(&own, john).await.unwrap(),
        vec![Grant { ended: true, ends_at: Some(now()), ..third }]
    );
    assert_eq!(code(access::list(&own, &all).await), "forbidden");
}

/// Whatever grants a person has, what they may do once signed in is what each grant says.
#[tokio::test]
async fn an_actor_is_the_sum_of_the_grants_in_force() {
    let platform = fresh().await;
    let at = state(&platform).await;
    let labs = agency(&platform, "labs", Some("commerce")).await;
    let below: BTreeMap<AgencyId, Vec<AgencyId>> = [
        (at.franklin, vec![at.franklin, at.commerce, at.revenue, labs]),
        (at.commerce, vec![at.commerce, labs]),
        (at.revenue, vec![at.revenue]),
        (labs, vec![labs]),
    ]
    .into();
    let all: Vec<AgencyId> = below.keys().copied().collect();
    let extent = prop_oneof![
        1 => Just(Extent::State),
        4 => proptest::sample::select(all.clone()).prop_map(Extent::Agency),
    ];
    let one = (proptest::sample::select(Role::ALL), extent, 0..8_i32, 1..8_i32);
    let some = (proptest::collection::vec(one, 0..6), 0..10_i32);
    let mut runner = TestRunner::deterministic();
    let root = platform_ctx(&platform);
    let hour = TimeDelta::hours(1);
    for n in 0..40 {
        let (grants, after) = some.new_tree(&mut runner).unwrap().current();
        let id = person(&platform, "commerce", &format!("person-{n}")).await;
        let mut given = Vec::new();
        for (role, extent, starts, lasts) in grants {
            let starts_at = now() + hour * starts;
            let draft = Draft {
                starts_at: Some(starts_at),
                ends_at: Some(starts_at + hour * lasts),
                ..draft(id, role, extent)
            };
            match access::give(&root, draft).await {
                Ok(grant) => given.push(grant),
                Err(error) => assert_eq!(code::<()>(Err(error)), "grant.same"),
            }
        }
        let moment = now() + hour * after;
        let actor = signed_in(&platform, id, moment).await.actor;
        let holds = |it: &Grant, agency: AgencyId| match it.extent {
            Extent::Agency(top) => below[&top].contains(&agency),
            _ => true,
        };
        for permission in Permission::ALL {
            let carries = |it: &&Grant| it.in_force(moment) && it.role.allows(*permission);
            for agency in &all {
                let expected = given.iter().filter(carries).any(|it| holds(it, *agency));
                assert_eq!(actor.may(*permission, *agency), expected, "{given:?} {moment}");
            }
            let statewide = given.iter().filter(carries).any(|it| it.extent == Extent::State);
            assert_eq!(actor.may(*permission, Place::State), statewide);
        }
        assert!(actor.held.iter().all(|it| !matches!(it.reach, Reach::Record(_))));
    }
}

#[tokio::test]
async fn nobody_gives_roles_to_who_left_or_in_what_is_retired() {
    let platform = fresh().await;
    let at = state(&platform).await;
    let id = person(&platform, "commerce", "jane").await;
    let root = platform_ctx(&platform);
    agencies::retire(&root, at.revenue, 1).await.unwrap();
    let retired = draft(id, Role::Coordinator, Extent::Agency(at.revenue));
    assert_eq!(code(access::give(&root, retired).await), "invalid");
    app::people::persons::retire(&root, id, 1).await.unwrap();
    let left = draft(id, Role::Coordinator, Extent::Agency(at.commerce));
    assert_eq!(code(access::give(&root, left).await), "invalid");
}
