//! One-time links, with which people choose a password.

use chrono::TimeDelta;
use db::Tx;
use serde_json::json;

use super::account::Account;
use super::secret::hash;
use super::{Secret, Visit, accounts, link_store, password, sessions, store};
use crate::events::{self, Action, Event, Subject};
use crate::ids::PersonId;
use crate::mail::{self, Address, Letter};
use crate::people::access;
use crate::settings::{self, General};
use crate::{Ctx, Error, Platform, Refusal, Result, Timestamp};

/// How long a link works.
const LASTS: TimeDelta = TimeDelta::hours(24);

const NO_LONGER: Refusal = Refusal::new(
    "link.no_longer",
    "This link was used, replaced by a newer one, or is older than a day. Ask for another.",
);
const CLOSED: Refusal =
    Refusal::new("account.closed", "This account is closed. Invite the person again.");

const NO_MAIL: Refusal = Refusal::new(
    "link.no_mail",
    "There is no mail server, so no link can be mailed. Make one, and hand it over yourself.",
);

/// Why somebody gets a link by mail, after their name.
const INVITED: &str = "you are invited to take part";
const ANOTHER: &str = "somebody made a new link for you";

/// Whose link it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// What the person is called.
    pub name: String,
    /// What they will sign in with.
    pub email: String,
}

/// How a link came to its person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Handed {
    /// Whoever made it hands it over. It is shown this once.
    Shown(Secret),
    /// It is on its way by mail, to this address, and nobody else sees it.
    Mailed(String),
}

/// Where a link leads, after the address of the site.
pub fn link_path(secret: &str) -> String {
    format!("/choose-password?link={secret}")
}

/// Lets a person sign in with `email`, and makes the link with which they choose a password. Where
/// there is a mail server, it is mailed to them.
pub async fn invite(ctx: &Ctx, person_id: PersonId, email: &str) -> Result<Handed> {
    accounts::refuse_programs(ctx)?;
    let tx = ctx.write().await?;
    access::require_over(&tx, ctx, person_id).await?;
    let account = accounts::open(&tx, ctx, person_id, email).await?;
    let handed = match ctx.platform.has_mail() {
        true => mail_to(&tx, ctx, &account, INVITED).await?,
        false => Handed::Shown(make(&tx, ctx, &account).await?),
    };
    tx.commit().await?;
    Ok(handed)
}

/// Mails another link to someone who has an account, such as one who forgot the password.
pub async fn mail_link(ctx: &Ctx, person_id: PersonId) -> Result<Handed> {
    accounts::refuse_programs(ctx)?;
    let tx = ctx.write().await?;
    access::require_over(&tx, ctx, person_id).await?;
    let account = open_account(&tx, person_id).await?;
    if !ctx.platform.has_mail() {
        return Err(NO_MAIL.into());
    }
    let handed = mail_to(&tx, ctx, &account, ANOTHER).await?;
    tx.commit().await?;
    Ok(handed)
}

/// Makes another link for someone who has an account, such as one who forgot the password. The old
/// password works until the link is used.
pub async fn make_link(ctx: &Ctx, person_id: PersonId) -> Result<Secret> {
    accounts::refuse_programs(ctx)?;
    let tx = ctx.write().await?;
    access::require_over(&tx, ctx, person_id).await?;
    let account = open_account(&tx, person_id).await?;
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

/// Makes a link for the person of an account, and mails it to them.
async fn mail_to(tx: &Tx, ctx: &Ctx, account: &Account, why: &str) -> Result<Handed> {
    let who = store::who(tx, account.person_id).await?.ok_or(CLOSED)?;
    let state = settings::find::<General>(tx).await?.value.state_name;
    let secret = make(tx, ctx, account).await?;
    let letter = Letter::about("Choose your password")
        .text(format!("{}, {why} in the continuity programme of {state}.", who.name))
        .text(format!("You will sign in with {}. First, choose a password.", account.email))
        .link("Choose a password", link_path(secret.expose()))
        .text(
            "The link works once, within a day. If you did not expect this, do nothing, and tell \
             whoever keeps the programme at your agency.",
        );
    let to = Address { name: who.name, email: account.email.clone() };
    mail::post(tx, ctx, to, letter, ctx.now).await?;
    Ok(Handed::Mailed(account.email.clone()))
}

async fn open_account(tx: &Tx, person_id: PersonId) -> Result<Account> {
    let account = store::find(tx, person_id).await?.ok_or(Error::NotFound("account"))?;
    if account.closed_at.is_some() { Err(CLOSED.into()) } else { Ok(account) }
}

async fn find(tx: &Tx, secret: &str, now: Timestamp) -> Result<(Account, String)> {
    let person_id = link_store::find(tx, &hash(secret), now).await?.ok_or(NO_LONGER)?;
    let who = store::who(tx, person_id).await?.ok_or(NO_LONGER)?;
    let account = store::find(tx, person_id).await?.ok_or(NO_LONGER)?;
    Ok((account, who.name))
}
