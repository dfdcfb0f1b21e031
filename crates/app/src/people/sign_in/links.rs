//! One-time links, with which people choose a password.

use chrono::TimeDelta;
use db::Tx;
use serde_json::json;

use super::account::Account;
use super::secret::hash;
use super::{Secret, Visit, accounts, link_store, password, sessions, store};
use crate::events::{self, Action, Event, Subject};
use crate::ids::PersonId;
use crate::people::access;
use crate::{Ctx, Error, Platform, Refusal, Result, Timestamp};

/// How long a link works.
const LASTS: TimeDelta = TimeDelta::hours(24);

const NO_LONGER: Refusal = Refusal::new(
    "link.no_longer",
    "This link was used, replaced by a newer one, or is older than a day. Ask for another.",
);
const CLOSED: Refusal =
    Refusal::new("account.closed", "This account is closed. Invite the person again.");

/// Whose link it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// What the person is called.
    pub name: String,
    /// What they will sign in with.
    pub email: String,
}

/// Lets a person sign in with `email`, and makes the link with which they choose a password.
pub async fn invite(ctx: &Ctx, person_id: PersonId, email: &str) -> Result<Secret> {
    accounts::refuse_programs(ctx)?;
    let tx = ctx.write().await?;
    access::require_over(&tx, ctx, person_id).await?;
    let account = accounts::open(&tx, ctx, person_id, email).await?;
    let secret = make(&tx, ctx, &account).await?;
    tx.commit().await?;
    Ok(secret)
}

/// Makes another link for someone who has an account, such as one who forgot the password. The old
/// password works until the link is used.
pub async fn make_link(ctx: &Ctx, person_id: PersonId) -> Result<Secret> {
    accounts::refuse_programs(ctx)?;
    let tx = ctx.write().await?;
    access::require_over(&tx, ctx, person_id).await?;
    let account = store::find(&tx, person_id).await?.ok_or(Error::NotFound("account"))?;
    if account.closed_at.is_some() {
        return Err(CLOSED.into());
    }
    let secret = make(&tx, ctx, &account).await?;
    tx.commit().await?;
    Ok(secret)
}

/// Whose link this is. One that does not work any more is refused.
pub async fn link(platform: &Platform, secret: &str, now: Timestamp) -> Result<Link> {
    let tx = platform.db.read().await?;
    let (account, name) = find(&tx, secret, now).await?;
    Ok(Link { name, email: account.email })
}

/// Uses a link: its person's password is `new` from then on, and all their sessions end.
pub async fn use_link(platform: &Platform, visit: &Visit, secret: &str, new: &str) -> Result<()> {
    let tx = platform.db.read().await?;
    let (account, name) = find(&tx, secret, visit.now).await?;
    drop(tx);
    if let Some(problem) = password::problem(new, &name, &account.email) {
        return Err(problem.into());
    }
    let kept = password::hash(platform, new).await?;
    let tx = platform.db.write().await?;
    let actor = sessions::actor(&tx, account.person_id, visit.now).await?.ok_or(NO_LONGER)?;
    let ctx = visit.by(platform, actor);
    if !link_store::update(&tx, &hash(secret), ctx.now).await? {
        return Err(NO_LONGER.into());
    }
    accounts::set_password(&tx, &ctx, &account, kept, None).await?;
    tx.commit().await?;
    Ok(())
}

/// Makes a link for the person of an account.
pub(super) async fn make(tx: &Tx, ctx: &Ctx, account: &Account) -> Result<Secret> {
    let secret = Secret::fresh();
    let person_id = account.person_id;
    link_store::insert(tx, secret.hash(), person_id, ctx.now + LASTS).await?;
    let event = Event::new(Action::LinkMade, Subject::new("account", person_id));
    events::record(tx, ctx, event.to(&json!({ "email": account.email }))).await?;
    Ok(secret)
}

async fn find(tx: &Tx, secret: &str, now: Timestamp) -> Result<(Account, String)> {
    let person_id = link_store::find(tx, &hash(secret), now).await?.ok_or(NO_LONGER)?;
    let who = store::who(tx, person_id).await?.ok_or(NO_LONGER)?;
    let account = store::find(tx, person_id).await?.ok_or(NO_LONGER)?;
    Ok((account, who.name))
}
