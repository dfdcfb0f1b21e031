//! Accounts: seeing, opening and closing them, and changing one's own password.

use std::collections::BTreeSet;

use db::Tx;
use serde_json::json;

use super::account::{Account, email_problem};
use super::throttle::{self, Counted, Tally};
use super::{link_store, password, session_store, sessions, store, token_store};
use crate::actor::Permission;
use crate::events::{self, Action, Event, Subject};
use crate::ids::{PersonId, SessionId};
use crate::mail::Address;
use crate::people::{access, persons};
use crate::{Ctx, Error, FieldProblem, Refusal, Result};

const BY_TOKEN: Refusal = Refusal::new(
    "account.by_token",
    "A program cannot do this. Sign in with a browser, and do it yourself.",
);
const CHANGED: Refusal = Refusal::new(
    "account.changed",
    "This account was closed, or its password changed, just now. Sign in again.",
);
const OWN: Refusal =
    Refusal::new("account.own", "Nobody closes their own account. Ask someone else who may.");

/// How a person signs in, if they can: one's own account, or one that may be known.
pub async fn account(ctx: &Ctx, person_id: PersonId) -> Result<Option<Account>> {
    let tx = ctx.read().await?;
    let person = persons::find_readable(&tx, ctx, person_id).await?;
    if !ctx.actor.is(person_id) {
        ctx.require(Permission::ReadGrants, person.agency_id)?;
    }
    store::find(&tx, person_id).await
}

/// Gives a person an account with a password, at once: for the command line and the sample.
pub async fn enroll(ctx: &Ctx, person_id: PersonId, email: &str, password: &str) -> Result<()> {
    if ctx.actor.person_id != PersonId::FIRST {
        return Err(Error::Forbidden(Permission::WriteGrants));
    }
    let name = persons::show(ctx, person_id).await?.name;
    if let Some(problem) = password::problem(password, &name, email) {
        return Err(problem.into());
    }
    let hash = password::hash(&ctx.platform, password).await?;
    let tx = ctx.write().await?;
    let account = open(&tx, ctx, person_id, email).await?;
    set_password(&tx, ctx, &account, hash, None).await?;
    tx.commit().await?;
    Ok(())
}

/// Changes one's own password, and ends all other sessions.
pub async fn change_password(ctx: &Ctx, session: SessionId, old: &str, new: &str) -> Result<()> {
    refuse_programs(ctx)?;
    let person_id = ctx.actor.person_id;
    let tx = ctx.write().await?;
    let account = store::find(&tx, person_id).await?.ok_or(Error::NotFound("account"))?;
    if account.closed_at.is_some() {
        return Err(CHANGED.into());
    }
    let counted = Counted::account(&store::folded(&account.email));
    let tally = store::tally(&tx, &counted.key).await?;
    if let Some(wait) = counted.wait(tally, ctx.now) {
        return Err(throttle::refusal(wait).into());
    }
    store::set_tally(&tx, &counted.key, Tally::counted(tally, ctx.now)).await?;
    tx.commit().await?;
    let kept = account.password_hash.clone();
    if !password::is_right(&ctx.platform, kept, old).await? {
        return Err(FieldProblem::new("old_password", "This is not your password.").into());
    }
    if let Some(problem) = password::problem(new, &ctx.actor.name, &account.email) {
        return Err(problem.into());
    }
    let hash = password::hash(&ctx.platform, new).await?;
    let tx = ctx.write().await?;
    // That took a while: somebody may have closed the account, or reset a password that was lost.
    let found = store::lock(&tx, person_id).await?.ok_or(Error::NotFound("account"))?;
    if found.closed_at.is_some() || found.password_hash != account.password_hash {
        return Err(CHANGED.into());
    }
    set_password(&tx, ctx, &found, hash, Some(session)).await?;
    tx.commit().await?;
    Ok(())
}

/// Closes an account: its sessions end, and its links and tokens no longer work.
pub async fn close_account(ctx: &Ctx, person_id: PersonId) -> Result<()> {
    let tx = ctx.write().await?;
    access::require_over(&tx, ctx, person_id).await?;
    if ctx.actor.person_id == person_id {
        return Err(OWN.into());
    }
    let account = store::lock(&tx, person_id).await?.ok_or(Error::NotFound("account"))?;
    if account.closed_at.is_some() {
        return Ok(());
    }
    let closed = Account { closed_at: Some(ctx.now), updated_at: ctx.now, ..account };
    store::update(&tx, &closed).await?;
    session_store::delete_all(&tx, person_id, None).await?;
    link_store::delete(&tx, person_id).await?;
    token_store::update_all_revoked(&tx, person_id, ctx.now).await?;
    let event = Event::new(Action::AccountClosed, Subject::new("account", person_id));
    events::record(&tx, ctx, event).await?;
    tx.commit().await?;
    Ok(())
}

/// Ends all sessions and tokens of a person who left, and closes their account. For jobs whose right to
/// do so was decided when they were put in line.
pub(crate) async fn cut_off(tx: &Tx, ctx: &Ctx, person_id: PersonId) -> Result<()> {
    let n_sessions = session_store::delete_all(tx, person_id, None).await?;
    let n_tokens = token_store::update_all_revoked(tx, person_id, ctx.now).await?;
    let subject = Subject::new("account", person_id);
    let ended = json!({ "n_sessions": n_sessions, "n_tokens": n_tokens });
    let mut events = vec![Event::new(Action::SessionsEnded, subject.clone()).to(&ended)];
    let account = store::lock(tx, person_id).await?;
    if let Some(account) = account.filter(|it| it.closed_at.is_none()) {
        let closed = Account { closed_at: Some(ctx.now), updated_at: ctx.now, ..account };
        store::update(tx, &closed).await?;
        link_store::delete(tx, person_id).await?;
        events.push(Event::new(Action::AccountClosed, subject));
    }
    events::record_all(tx, ctx, events).await
}

/// The address with which a person signs in, if they can.
pub(crate) async fn address_of(tx: &Tx, person_id: PersonId) -> Result<Option<Address>> {
    let Some(who) = store::who(tx, person_id).await? else { return Ok(None) };
    let account = store::find(tx, person_id).await?;
    let account = account.filter(Account::has_password);
    Ok(account.map(|it| Address { name: who.name, email: it.email }))
}

/// Which of these people can sign in, unless they have left.
pub(crate) async fn with_password(
    tx: &Tx,
    people: &BTreeSet<PersonId>,
) -> Result<BTreeSet<PersonId>> {
    store::with_password(tx, people).await
}

/// Whether a person has an account that was closed.
pub(crate) async fn is_closed(tx: &Tx, person_id: PersonId) -> Result<bool> {
    let account = store::find(tx, person_id).await?;
    Ok(account.is_some_and(|it| it.closed_at.is_some()))
}

/// Everybody who can sign in, after the one called `after`: at most `n_max`.
pub(crate) async fn everybody_after(
    tx: &Tx,
    after: Option<PersonId>,
    n_max: u64,
) -> Result<Vec<PersonId>> {
    store::with_password_after(tx, after, n_max).await
}

/// The account of a person who is to sign in with `email`: made, opened again, or as it is.
pub(super) async fn open(tx: &Tx, ctx: &Ctx, person_id: PersonId, email: &str) -> Result<Account> {
    if let Some(problem) = email_problem(email) {
        return Err(problem.into());
    }
    let taken = store::by_email(tx, email).await?;
    if taken.is_some_and(|it| it.person_id != person_id) {
        return Err(FieldProblem::new("email", "Somebody else signs in with it.").into());
    }
    let before = store::lock(tx, person_id).await?;
    let account = Account {
        person_id,
        email: email.trim().to_owned(),
        password_hash: before.as_ref().and_then(|it| it.password_hash.clone()),
        closed_at: None,
        updated_at: ctx.now,
    };
    match before {
        Some(_) => store::update(tx, &account).await?,
        None => store::insert(tx, &account).await?,
    }
    Ok(account)
}

/// Sets a password, and ends the sessions that were begun with the old one. Nothing else of the
/// account changes, whatever was read of it before.
pub(super) async fn set_password(
    tx: &Tx,
    ctx: &Ctx,
    account: &Account,
    hash: String,
    keep: Option<SessionId>,
) -> Result<()> {
    let person_id = account.person_id;
    let counted = Counted::account(&store::folded(&account.email));
    store::clear_tally(tx, &counted.key).await?;
    if !store::update_password(tx, person_id, hash, ctx.now).await? {
        return Err(CHANGED.into());
    }
    let n_ended = session_store::delete_all(tx, person_id, keep).await?;
    let event = Event::new(Action::PasswordSet, Subject::new("account", person_id));
    events::record(tx, ctx, event.to(&json!({ "n_sessions_ended": n_ended }))).await
}

/// Refuses a program: it acts for a person, but is not them.
pub(super) fn refuse_programs(ctx: &Ctx) -> Result<()> {
    if ctx.actor.limited_to.is_some() { Err(BY_TOKEN.into()) } else { Ok(()) }
}

/// Refuses a program, and those who neither are the person nor decide over them.
pub(super) async fn require_over(tx: &Tx, ctx: &Ctx, person_id: PersonId) -> Result<()> {
    refuse_programs(ctx)?;
    sessions::require_own_or_over(tx, ctx, person_id).await
}
