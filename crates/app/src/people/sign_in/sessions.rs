//! Who is behind a session, and ending it.

use std::time::Duration;

use db::Tx;
use serde_json::json;

use super::secret::hash;
use super::{Session, session_store, store, token_store};
use crate::actor::Actor;
use crate::events::{self, Action, Event, Subject};
use crate::ids::{PersonId, SessionId, TokenId};
use crate::people::access;
use crate::{Ctx, Error, Platform, Result, Timestamp};

/// How long a request waits to note that its session is in use, unless it matters. A long import
/// may hold the one place of those who write; then a later request notes it.
const NOTED_WITHIN: Duration = Duration::from_millis(20);

/// Who is behind the session of a secret, with the roles that they hold now.
pub async fn actor_of_session(
    platform: &Platform,
    secret: &str,
    now: Timestamp,
) -> Result<Option<(SessionId, Actor)>> {
    let tx = platform.db.read().await?;
    let session = session_store::find(&tx, hash(secret)).await?;
    let Some(session) = session.filter(|it| !it.is_over(now)) else { return Ok(None) };
    let Some(actor) = actor(&tx, session.person_id, now).await? else { return Ok(None) };
    drop(tx);
    if session.is_due(now) {
        note(platform, Used::Session(session.id), session.is_idle_long(now), now).await?;
    }
    Ok(Some((session.id, actor)))
}

/// The sessions of a person: one's own, or those of somebody over whom one decides.
pub async fn sessions(ctx: &Ctx, person_id: PersonId) -> Result<Vec<Session>> {
    let tx = ctx.read().await?;
    require_own_or_over(&tx, ctx, person_id).await?;
    let mut sessions = session_store::by_person(&tx, person_id).await?;
    sessions.retain(|it| !it.is_over(ctx.now));
    Ok(sessions)
}

/// Ends the session in which one asks.
pub async fn sign_out(ctx: &Ctx, id: SessionId) -> Result<()> {
    end_session(ctx, id).await
}

/// Ends a session. One that is not there has ended.
pub async fn end_session(ctx: &Ctx, id: SessionId) -> Result<()> {
    let tx = ctx.write().await?;
    let Some(session) = session_store::by_id(&tx, id).await? else { return Ok(()) };
    require_own_or_over(&tx, ctx, session.person_id).await?;
    session_store::delete(&tx, id).await?;
    let event = Event::new(Action::SignedOut, Subject::new("account", session.person_id));
    events::record(&tx, ctx, event.to(&json!({ "browser": session.browser }))).await?;
    tx.commit().await?;
    Ok(())
}

/// Ends all sessions of a person: sign-out everywhere. Says how many there were.
pub async fn end_all_sessions(ctx: &Ctx, person_id: PersonId) -> Result<u64> {
    let tx = ctx.write().await?;
    require_own_or_over(&tx, ctx, person_id).await?;
    let n_ended = session_store::delete_all(&tx, person_id, None).await?;
    let event = Event::new(Action::SessionsEnded, Subject::new("account", person_id));
    events::record(&tx, ctx, event.to(&json!({ "n_sessions": n_ended }))).await?;
    tx.commit().await?;
    Ok(n_ended)
}

/// A person with the roles that they hold now, if they may still come in.
pub(crate) async fn actor(tx: &Tx, person_id: PersonId, now: Timestamp) -> Result<Option<Actor>> {
    let Some(who) = store::who(tx, person_id).await? else { return Ok(None) };
    Ok(Some(Actor {
        person_id,
        name: who.name,
        agency_id: who.agency_id.into(),
        held: access::held_by(tx, person_id, now).await?,
        on_behalf_of: None,
        via: None,
        limited_to: None,
    }))
}

/// Refuses unless it is about the actor, or about somebody over whom they decide.
pub(super) async fn require_own_or_over(tx: &Tx, ctx: &Ctx, person_id: PersonId) -> Result<()> {
    if ctx.actor.is(person_id) { Ok(()) } else { access::require_over(tx, ctx, person_id).await }
}

/// What was used.
#[derive(Debug, Clone, Copy)]
pub(super) enum Used {
    Session(SessionId),
    Token(TokenId),
}

/// Notes that something was used. Where it need not be noted now, others who write go first.
pub(super) async fn note(
    platform: &Platform,
    used: Used,
    must: bool,
    now: Timestamp,
) -> Result<()> {
    let noted = async {
        let tx = platform.db.write().await?;
        match used {
            Used::Session(id) => session_store::update_seen(&tx, id, now).await?,
            Used::Token(id) => token_store::update_used(&tx, id, now).await?,
        }
        tx.commit().await?;
        Ok::<(), Error>(())
    };
    if must {
        return noted.await;
    }
    tokio::time::timeout(NOTED_WITHIN, noted).await.unwrap_or(Ok(()))
}
