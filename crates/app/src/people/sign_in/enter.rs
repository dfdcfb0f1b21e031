//! Signing in.

use serde_json::json;
use uuid::Uuid;

use super::account::Account;
use super::session::{LASTS_MAX, Session};
use super::throttle::{self, Counted, Tally};
use super::{Secret, Visit, password, session_store, sessions, store};
use crate::actor::Actor;
use crate::events::{self, Action, Event, Subject};
use crate::ids::SessionId;
use crate::{Platform, Refusal, Result};

const WRONG: Refusal =
    Refusal::new("sign_in.wrong", "The e-mail address or the password is wrong.");

/// How much of what a browser calls itself is kept.
const BROWSER_CHARS_MAX: usize = 300;

/// Signs someone in. The answer never tells whether there is an account with this address.
pub async fn sign_in(
    platform: &Platform,
    visit: &Visit,
    email: &str,
    password: &str,
) -> Result<(Secret, Actor)> {
    let account = begin(platform, visit, email).await?;
    let kept = account.as_ref().and_then(|it| it.password_hash.clone());
    let is_right = password::is_right(platform, kept, password).await?;
    let account = account.filter(|it| is_right && it.closed_at.is_none());
    match account {
        Some(account) => let_in(platform, visit, &account).await,
        None => Err(refuse(platform, visit, email).await?.into()),
    }
}

/// Counts the attempt as failed, as long as it has not succeeded.
async fn begin(platform: &Platform, visit: &Visit, email: &str) -> Result<Option<Account>> {
    let ctx = visit.by_nobody(platform);
    let tx = ctx.write().await?;
    let mut tallies = Vec::new();
    for counted in counted(visit, email) {
        let tally = store::tally(&tx, &counted.key).await?;
        if let Some(wait) = counted.wait(tally, ctx.now) {
            return Err(throttle::refusal(wait).into());
        }
        tallies.push((counted.key, Tally::counted(tally, ctx.now)));
    }
    for (key, tally) in tallies {
        store::set_tally(&tx, &key, tally).await?;
    }
    let account = store::by_email(&tx, email).await?;
    tx.commit().await?;
    Ok(account)
}

fn counted(visit: &Visit, email: &str) -> [Counted; 2] {
    [Counted::account(&store::folded(email)), Counted::source(&visit.source)]
}

async fn let_in(platform: &Platform, visit: &Visit, account: &Account) -> Result<(Secret, Actor)> {
    let tx = platform.db.write().await?;
    let person_id = account.person_id;
    let Some(actor) = sessions::actor(&tx, person_id, visit.now).await? else {
        drop(tx);
        return Err(refuse(platform, visit, &account.email).await?.into());
    };
    let ctx = visit.by(platform, actor);
    let [of_account, of_source] = counted(visit, &account.email);
    store::clear_tally(&tx, &of_account.key).await?;
    if let Some(tally) = store::tally(&tx, &of_source.key).await? {
        let n_failures = tally.n_failures.saturating_sub(1);
        store::set_tally(&tx, &of_source.key, Tally { n_failures, ..tally }).await?;
    }
    store::clear_tallies_before(&tx, throttle::forgotten_before(ctx.now)).await?;
    session_store::delete_over(&tx, ctx.now).await?;
    let browser = visit.browser.chars().filter(|it| !it.is_control());
    let session = Session {
        id: SessionId::new(),
        person_id,
        browser: browser.take(BROWSER_CHARS_MAX).collect(),
        created_at: ctx.now,
        seen_at: ctx.now,
        expires_at: ctx.now + LASTS_MAX,
    };
    let secret = Secret::fresh();
    session_store::insert(&tx, &session, secret.hash()).await?;
    let event = Event::new(Action::SignedIn, Subject::new("account", person_id));
    let event = event.in_agency(ctx.actor.agency_id).to(&json!({ "browser": session.browser }));
    events::record(&tx, &ctx, event).await?;
    tx.commit().await?;
    Ok((secret, ctx.actor))
}

/// Writes down that someone was not let in. The address that they typed is not kept: people type
/// passwords there.
async fn refuse(platform: &Platform, visit: &Visit, email: &str) -> Result<Refusal> {
    let ctx = visit.by_nobody(platform);
    let tx = ctx.write().await?;
    let account = store::by_email(&tx, email).await?;
    let subject = account.map_or(Uuid::nil(), |it| it.person_id.uuid());
    let event = Event::new(Action::SignInRefused, Subject::new("account", subject));
    events::record(&tx, &ctx, event.to(&json!({ "source": visit.source }))).await?;
    tx.commit().await?;
    Ok(WRONG)
}
