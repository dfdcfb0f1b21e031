//! Signing in, links, sessions and tokens.

use app::actor::{Permission, Role};
use app::events::{self, Action};
use app::ids::PersonId;
use app::people::access::{self, Draft, Extent};
use app::people::persons;
use app::people::sign_in::{self, FirstRun, Handed, Secret, TokenDraft, Visit};
use app::{Error, Platform, Result, Timestamp};
use chrono::TimeDelta;
use test_support::{ctx, ctx_in, fresh, now, person, platform_ctx, state, voice};
use uuid::Uuid;

const EMAIL: &str = "jane@franklin.gov";
const PASSWORD: &str = "correct horse battery";

fn visit(at: Timestamp) -> Visit {
    visit_from("192.0.2.1", at)
}

fn visit_from(source: &str, at: Timestamp) -> Visit {
    Visit {
        source: source.to_owned(),
        browser: "Firefox".to_owned(),
        request_id: Uuid::now_v7(),
        now: at,
    }
}

fn minutes(n: i64) -> TimeDelta {
    TimeDelta::minutes(n)
}

async fn jane(platform: &Platform) -> PersonId {
    let at = state(platform).await;
    let id = person(platform, "commerce", "jane").await;
    sign_in::enroll(&platform_ctx(platform), id, EMAIL, PASSWORD).await.unwrap();
    let draft = Draft {
        person_id: id,
        role: Role::Coordinator,
        extent: Extent::Agency(at.commerce),
        starts_at: None,
        ends_at: None,
        reason: "Named by the head of the agency.".to_owned(),
    };
    access::give(&platform_ctx(platform), draft).await.unwrap();
    id
}

async fn enter(platform: &Platform, at: Timestamp) -> Secret {
    sign_in::sign_in(platform, &visit(at), EMAIL, PASSWORD).await.unwrap().0
}

fn code<T: std::fmt::Debug>(result: Result<T>) -> &'static str {
    match result.unwrap_err() {
        Error::Refused(it) => it.code,
        Error::Invalid(_) => "invalid",
        Error::Forbidden(_) => "forbidden",
        Error::NotFound(_) => "not found",
        Error::Stale(_) => "stale",
        Error::Internal(_) => "internal",
    }
}

async fn actions(platform: &Platform) -> Vec<String> {
    let query = events::Query { action: "account.".to_owned(), ..events::Query::default() };
    let found = events::list(&platform_ctx(platform), &query).await.unwrap();
    found.items.into_iter().rev().map(|it| it.action).collect()
}

#[tokio::test]
async fn whoever_knows_the_password_comes_in_and_can_leave() {
    let platform = fresh().await;
    let id = jane(&platform).await;
    let secret = sign_in::sign_in(&platform, &visit(now()), " JANE@franklin.gov ", PASSWORD)
        .await
        .unwrap()
        .0;
    let found = sign_in::actor_of_session(&platform, secret.expose(), now()).await.unwrap();
    let (session, actor) = found.unwrap();
    assert_eq!((actor.person_id, actor.name.as_str()), (id, "Person jane"));
    assert!(actor.may(Permission::WriteInventory, actor.agency_id));

    let other = "A".repeat(43);
    assert!(sign_in::actor_of_session(&platform, &other, now()).await.unwrap().is_none());
    let ctx = app::Ctx::new(platform.clone(), actor, now());
    sign_in::sign_out(&ctx, session).await.unwrap();
    let found = sign_in::actor_of_session(&platform, secret.expose(), now()).await.unwrap();
    assert!(found.is_none());
    assert_eq!(
        actions(&platform).await,
        ["account.password_set", "account.signed_in", "account.signed_out"]
    );
}

#[tokio::test]
async fn the_answer_never_tells_whether_there_is_an_account() {
    let platform = fresh().await;
    jane(&platform).await;
    let mut answers = Vec::new();
    for n in 0..7 {
        for email in [EMAIL, "nobody@franklin.gov"] {
            let visit = visit_from(&format!("192.0.2.{n}"), now());
            let error = sign_in::sign_in(&platform, &visit, email, "not the password").await;
            answers.push(error.unwrap_err().to_string());
        }
    }
    for pair in answers.chunks(2) {
        assert_eq!(pair[0], pair[1]);
    }
    assert!(answers[9].contains("wrong") && answers[11].contains("Wait"), "{answers:?}");
}

#[tokio::test]
async fn failures_slow_down_further_attempts_even_with_the_right_password() {
    let platform = fresh().await;
    jane(&platform).await;
    let attempt = async |password: &str, at: Timestamp| {
        sign_in::sign_in(&platform, &visit(at), EMAIL, password).await
    };
    for _ in 0..5 {
        assert_eq!(code(attempt("wrong", now()).await), "sign_in.wrong");
    }
    assert_eq!(code(attempt(PASSWORD, now()).await), "sign_in.wait");
    let later = now() + TimeDelta::seconds(15);
    assert_eq!(code(attempt("wrong", later).await), "sign_in.wrong");
    assert_eq!(code(attempt(PASSWORD, later + TimeDelta::seconds(29)).await), "sign_in.wait");
    assert!(attempt(PASSWORD, later + TimeDelta::seconds(30)).await.is_ok());
    // What succeeded wipes the slate clean.
    assert_eq!(code(attempt("wrong", later + minutes(1)).await), "sign_in.wrong");
    assert!(attempt(PASSWORD, later + minutes(1)).await.is_ok());
}

#[tokio::test]
async fn one_address_cannot_try_many_accounts() {
    let platform = fresh().await;
    jane(&platform).await;
    for n in 0..30 {
        let email = format!("someone-{n}@franklin.gov");
        let result = sign_in::sign_in(&platform, &visit(now()), &email, "wrong").await;
        assert_eq!(code(result), "sign_in.wrong");
    }
    let result = sign_in::sign_in(&platform, &visit(now()), EMAIL, PASSWORD).await;
    assert_eq!(code(result), "sign_in.wait");
    let elsewhere = visit_from("198.51.100.7", now());
    assert!(sign_in::sign_in(&platform, &elsewhere, EMAIL, PASSWORD).await.is_ok());
}

#[tokio::test]
async fn a_refused_attempt_is_in_the_audit_log_without_what_was_typed() {
    let platform = fresh().await;
    let id = jane(&platform).await;
    for email in [EMAIL, "oops-my-password"] {
        sign_in::sign_in(&platform, &visit(now()), email, "wrong").await.unwrap_err();
    }
    let action = Action::SignInRefused.name().to_owned();
    let query = events::Query { action, ..events::Query::default() };
    let log = events::list(&platform_ctx(&platform), &query).await.unwrap();
    assert_eq!(log.n_items, 2);
    assert_eq!(log.items[1].subject_id, id.uuid());
    assert!(!format!("{log:?}").contains("oops"));
}

#[tokio::test]
async fn a_session_ends_by_itself_when_idle_and_after_a_week() {
    let platform = fresh().await;
    jane(&platform).await;
    let secret = enter(&platform, now()).await;
    let alive = async |at: Timestamp| {
        sign_in::actor_of_session(&platform, secret.expose(), at).await.unwrap().is_some()
    };
    let hours = |n| now() + TimeDelta::hours(n);
    assert!(alive(hours(11)).await);
    assert!(alive(hours(22)).await, "it was in use at 11 hours");
    assert!(!alive(hours(34)).await, "idle for 12 hours");
    for n in (22..168).step_by(10) {
        assert!(alive(hours(n)).await, "{n}");
    }
    assert!(!alive(hours(168)).await, "a week");
}

#[tokio::test]
async fn signing_out_everywhere_ends_every_session_and_a_leaver_has_none() {
    let platform = fresh().await;
    let id = jane(&platform).await;
    let (one, two) = (enter(&platform, now()).await, enter(&platform, now()).await);
    let actor = sign_in::actor_of_session(&platform, one.expose(), now()).await.unwrap().unwrap().1;
    let jane = app::Ctx::new(platform.clone(), actor, now());
    assert_eq!(sign_in::sessions(&jane, id).await.unwrap().len(), 2);
    assert_eq!(sign_in::end_all_sessions(&jane, id).await.unwrap(), 2);
    for secret in [one, two] {
        let found = sign_in::actor_of_session(&platform, secret.expose(), now()).await.unwrap();
        assert!(found.is_none());
    }
    let three = enter(&platform, now()).await;
    persons::retire(&platform_ctx(&platform), id, 1).await.unwrap();
    let found = sign_in::actor_of_session(&platform, three.expose(), now()).await.unwrap();
    assert!(found.is_none());
    let result = sign_in::sign_in(&platform, &visit(now()), EMAIL, PASSWORD).await;
    assert_eq!(code(result), "sign_in.wrong");
}

#[tokio::test]
async fn a_link_sets_the_password_once_and_within_a_day() {
    let platform = fresh().await;
    let id = jane(&platform).await;
    let admin = ctx(&platform, Role::Administrator);
    let old = enter(&platform, now()).await;
    let replaced = sign_in::make_link(&admin, id).await.unwrap();
    let link = sign_in::make_link(&admin, id).await.unwrap();
    let late = now() + TimeDelta::hours(24);
    let set = async |link: &Secret, at: Timestamp, password: &str| {
        sign_in::use_link(&platform, &visit(at), link.expose(), password).await
    };
    let new = "a window made of tin";
    assert_eq!(code(set(&replaced, now(), new).await), "link.no_longer");
    assert_eq!(code(set(&link, late, new).await), "link.no_longer");
    assert_eq!(code(set(&link, now(), "too short").await), "invalid");
    let shown = sign_in::link(&platform, link.expose(), now()).await.unwrap();
    assert_eq!((shown.name.as_str(), shown.email.as_str()), ("Person jane", EMAIL));
    set(&link, now(), new).await.unwrap();
    assert_eq!(code(set(&link, now(), new).await), "link.no_longer");

    assert!(sign_in::actor_of_session(&platform, old.expose(), now()).await.unwrap().is_none());
    let old = sign_in::sign_in(&platform, &visit(now()), EMAIL, PASSWORD).await;
    assert_eq!(code(old), "sign_in.wrong");
    assert!(sign_in::sign_in(&platform, &visit(now()), EMAIL, new).await.is_ok());
}

#[tokio::test]
async fn only_who_could_give_all_their_roles_decides_how_somebody_signs_in() {
    let platform = fresh().await;
    let id = jane(&platform).await;
    let commerce = persons::show(&platform_ctx(&platform), id).await.unwrap().agency_id;
    let head = ctx_in(&platform, Role::AgencyHead, commerce);
    sign_in::make_link(&head, id).await.unwrap();
    let draft = Draft {
        person_id: id,
        role: Role::Administrator,
        extent: Extent::State,
        starts_at: None,
        ends_at: None,
        reason: "A second administrator.".to_owned(),
    };
    access::give(&platform_ctx(&platform), draft).await.unwrap();
    assert_eq!(code(sign_in::make_link(&head, id).await), "forbidden");
    assert_eq!(code(sign_in::close_account(&head, id).await), "forbidden");
    assert_eq!(code(sign_in::sessions(&head, id).await), "forbidden");
    let coordinator = ctx_in(&platform, Role::Coordinator, commerce);
    assert_eq!(code(sign_in::invite(&coordinator, id, EMAIL).await), "forbidden");
}

#[tokio::test]
async fn a_closed_account_lets_nobody_in_until_they_are_invited_again() {
    let platform = fresh().await;
    let id = jane(&platform).await;
    let admin = ctx(&platform, Role::Administrator);
    let secret = enter(&platform, now()).await;
    sign_in::close_account(&admin, id).await.unwrap();
    assert!(sign_in::actor_of_session(&platform, secret.expose(), now()).await.unwrap().is_none());
    let result = sign_in::sign_in(&platform, &visit(now()), EMAIL, PASSWORD).await;
    assert_eq!(code(result), "sign_in.wrong");
    assert_eq!(code(sign_in::make_link(&admin, id).await), "account.closed");
    let other = person(&platform, "commerce", "john").await;
    assert_eq!(code(sign_in::invite(&admin, other, EMAIL).await), "invalid");
    let Handed::Shown(link) = sign_in::invite(&admin, id, EMAIL).await.unwrap() else { panic!() };
    let visit = visit(now());
    sign_in::use_link(&platform, &visit, link.expose(), "a window of tin").await.unwrap();
    let account = sign_in::account(&admin, id).await.unwrap().unwrap();
    assert!(account.closed_at.is_none() && account.has_password());
}

#[tokio::test]
async fn changing_the_password_takes_the_old_one_and_ends_other_sessions() {
    let platform = fresh().await;
    jane(&platform).await;
    let (here, there) = (enter(&platform, now()).await, enter(&platform, now()).await);
    let found = sign_in::actor_of_session(&platform, here.expose(), now()).await.unwrap();
    let (session, actor) = found.unwrap();
    let jane = app::Ctx::new(platform.clone(), actor, now());
    let new = "a window made of tin";
    assert_eq!(code(sign_in::change_password(&jane, session, "wrong", new).await), "invalid");
    sign_in::change_password(&jane, session, PASSWORD, new).await.unwrap();
    assert!(sign_in::actor_of_session(&platform, here.expose(), now()).await.unwrap().is_some());
    assert!(sign_in::actor_of_session(&platform, there.expose(), now()).await.unwrap().is_none());
}

/// Checking a password takes a while. What others do to the account meanwhile stays.
#[tokio::test]
async fn changing_the_password_does_not_open_an_account_closed_meanwhile() {
    let platform = fresh().await;
    let id = jane(&platform).await;
    let secret = enter(&platform, now()).await;
    let found = sign_in::actor_of_session(&platform, secret.expose(), now()).await.unwrap();
    let (session, actor) = found.unwrap();
    let jane = app::Ctx::new(platform.clone(), actor, now());
    let admin = ctx(&platform, Role::Administrator);
    let change = sign_in::change_password(&jane, session, PASSWORD, "a window made of tin");
    let (changed, closed) = tokio::join!(change, sign_in::close_account(&admin, id));
    closed.unwrap();
    assert_eq!(code(changed), "account.changed");
    let account = sign_in::account(&admin, id).await.unwrap().unwrap();
    assert!(account.closed_at.is_some());
}

#[tokio::test]
async fn of_two_who_change_one_password_the_second_is_refused() {
    let platform = fresh().await;
    jane(&platform).await;
    let secret = enter(&platform, now()).await;
    let found = sign_in::actor_of_session(&platform, secret.expose(), now()).await.unwrap();
    let (session, actor) = found.unwrap();
    let jane = app::Ctx::new(platform.clone(), actor, now());
    let change = |new| sign_in::change_password(&jane, session, PASSWORD, new);
    let (one, two) = tokio::join!(change("a window made of tin"), change("a door made of lead"));
    assert_eq!(one.is_ok(), two.is_err());
    assert_eq!(code(one.and(two)), "account.changed");
}

/// On SQLite, writers take turns anyway.
#[tokio::test]
async fn many_guesses_at_once_are_each_counted() {
    let platform = fresh().await;
    jane(&platform).await;
    let visit = visit(now());
    let guesses = (0..12).map(|_| sign_in::sign_in(&platform, &visit, EMAIL, "a wrong guess"));
    let answers = futures_util::future::join_all(guesses).await;
    let n_tried = answers.into_iter().map(code).filter(|it| *it == "sign_in.wrong").count();
    assert_eq!(n_tried, 5);
}

#[tokio::test]
async fn the_first_administrator_comes_in_by_a_link_and_there_is_no_second() {
    let platform = fresh().await;
    let first =
        FirstRun { state: "State of Franklin".to_owned(), email: "it@franklin.gov".to_owned() };
    sign_in::first_administrator(&platform, &first, now()).await.unwrap().unwrap();
    let later = now() + TimeDelta::days(2);
    let link = sign_in::first_administrator(&platform, &first, later).await.unwrap().unwrap();
    sign_in::use_link(&platform, &visit(later), link.expose(), PASSWORD).await.unwrap();
    assert!(sign_in::first_administrator(&platform, &first, later).await.unwrap().is_none());

    let entered = sign_in::sign_in(&platform, &visit(later), &first.email, PASSWORD).await;
    let actor = entered.unwrap().1;
    assert!(actor.may(Permission::WriteGrants, app::actor::Place::State));
    assert!(!actor.may_somewhere(Permission::ReadInventory));
    let ctx = app::Ctx::new(platform, actor, later);
    assert_eq!(app::people::agencies::all(&ctx).await.unwrap()[0].code, "state-of-franklin");
}

#[tokio::test]
async fn a_token_allows_what_it_names_until_it_ends_or_is_revoked() {
    let platform = fresh().await;
    jane(&platform).await;
    let secret = enter(&platform, now()).await;
    let actor =
        sign_in::actor_of_session(&platform, secret.expose(), now()).await.unwrap().unwrap().1;
    let agency = actor.agency_id;
    let jane = app::Ctx::new(platform.clone(), actor, now());
    let draft = |days, permission| TokenDraft {
        name: "Nightly import".to_owned(),
        permissions: [permission].into(),
        expires_at: now() + TimeDelta::days(days),
    };
    let issue = async |draft| sign_in::issue_token(&jane, draft).await;
    assert_eq!(code(issue(draft(400, Permission::ReadInventory)).await), "invalid");
    assert_eq!(code(issue(draft(0, Permission::ReadInventory)).await), "invalid");
    assert_eq!(code(issue(draft(30, Permission::WriteSettings)).await), "invalid");
    let (token, secret) = issue(draft(30, Permission::ReadInventory)).await.unwrap();
    assert!(secret.expose().starts_with("mst_"));

    let with = async |at| sign_in::actor_of_token(&platform, secret.expose(), at).await.unwrap();
    let (id, program) = with(now()).await.unwrap();
    assert_eq!(id, token.id);
    assert!(program.may(Permission::ReadInventory, agency));
    assert!(!program.may(Permission::WriteInventory, agency));
    assert!(with(now() + TimeDelta::days(30)).await.is_none());
    let tokens = sign_in::tokens(&jane, jane.actor.person_id).await.unwrap();
    assert_eq!(tokens[0].used_at, Some(now()));

    let program = app::Ctx::new(platform.clone(), program, now());
    let again = sign_in::issue_token(&program, draft(30, Permission::ReadInventory)).await;
    assert_eq!(code(again), "account.by_token");
    sign_in::revoke_token(&jane, token.id).await.unwrap();
    assert!(with(now()).await.is_none());
}

/// A program that may read the inventory has no business with its owner's numbers.
#[tokio::test]
async fn a_limited_token_reaches_the_numbers_of_nobody_not_even_its_owner() {
    let platform = fresh().await;
    let id = jane(&platform).await;
    let secret = enter(&platform, now()).await;
    let found = sign_in::actor_of_session(&platform, secret.expose(), now()).await.unwrap();
    let jane = app::Ctx::new(platform.clone(), found.unwrap().1, now());
    let channel_id = persons::add_channel(&jane, id, &voice(false)).await.unwrap().id;
    let with = async |permissions: &[Permission]| {
        let permissions = permissions.iter().copied().collect();
        let expires_at = now() + TimeDelta::days(1);
        let draft = TokenDraft { name: "Nightly".to_owned(), permissions, expires_at };
        let (_, secret) = sign_in::issue_token(&jane, draft).await.unwrap();
        let found = sign_in::actor_of_token(&platform, secret.expose(), now()).await.unwrap();
        app::Ctx::new(platform.clone(), found.unwrap().1, now())
    };
    let program = with(&[Permission::ReadAgencies]).await;
    assert_eq!(code(persons::channels(&program, id).await), "forbidden");
    assert_eq!(code(persons::add_channel(&program, id, &voice(false)).await), "forbidden");
    assert_eq!(code(persons::verify_channel(&program, channel_id).await), "forbidden");
    assert_eq!(code(persons::remove_channel(&program, channel_id).await), "forbidden");
    assert!(persons::document(&program, id).await.unwrap().channels.is_empty());
    let program = with(&[Permission::ReadInventory]).await;
    assert_eq!(code(persons::show(&program, id).await), "not found");
    let program = with(&[Permission::ReadAgencies, Permission::ReadContacts]).await;
    assert_eq!(persons::channels(&program, id).await.unwrap().len(), 1);
    assert_eq!(persons::channels(&jane, id).await.unwrap().len(), 1);
}

#[tokio::test]
async fn secrets_are_in_neither_the_log_nor_the_tables() {
    let platform = fresh().await;
    let id = jane(&platform).await;
    let secret = enter(&platform, now()).await;
    let link = sign_in::make_link(&ctx(&platform, Role::Administrator), id).await.unwrap();
    let log = events::list(&platform_ctx(&platform), &events::Query::default()).await.unwrap();
    let log = format!("{log:?}");
    for hidden in [secret.expose(), link.expose(), PASSWORD, "argon2"] {
        assert!(!log.contains(hidden));
    }
    let account = sign_in::account(&platform_ctx(&platform), id).await.unwrap();
    assert!(!format!("{account:?}").contains("argon2"));
}
