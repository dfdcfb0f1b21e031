//! API tokens: issuing, using and revoking them.

use serde_json::json;

use super::secret::{Secret, hash};
use super::sessions::{Used, actor, note};
use super::{Token, TokenDraft, accounts, token_store};
use crate::actor::Actor;
use crate::events::{self, Action, Event, Subject};
use crate::ids::{PersonId, TokenId};
use crate::{Ctx, Error, Platform, Result, Timestamp};

/// Issues a token for a program that acts for the actor. Its secret is shown this once.
pub async fn issue_token(ctx: &Ctx, draft: TokenDraft) -> Result<(Token, Secret)> {
    accounts::refuse_programs(ctx)?;
    let problems = draft.problems(&ctx.actor, ctx.now);
    if !problems.is_empty() {
        return Err(Error::Invalid(problems));
    }
    let token = Token {
        id: TokenId::new(),
        person_id: ctx.actor.person_id,
        name: draft.name.trim().to_owned(),
        permissions: draft.permissions,
        created_at: ctx.now,
        expires_at: draft.expires_at,
        used_at: None,
        revoked_at: None,
    };
    let secret = Secret::fresh_token();
    let tx = ctx.write().await?;
    token_store::insert(&tx, &token, secret.hash()).await?;
    events::record(&tx, ctx, event(Action::TokenIssued, &token)).await?;
    tx.commit().await?;
    Ok((token, secret))
}

/// Revokes a token: one's own, or one of somebody over whom one decides.
pub async fn revoke_token(ctx: &Ctx, id: TokenId) -> Result<()> {
    let tx = ctx.write().await?;
    let token = token_store::by_id(&tx, id).await?.ok_or(Error::NotFound("token"))?;
    accounts::require_over(&tx, ctx, token.person_id).await?;
    if token.revoked_at.is_some() {
        return Ok(());
    }
    token_store::update_revoked(&tx, id, ctx.now).await?;
    events::record(&tx, ctx, event(Action::TokenRevoked, &token)).await?;
    tx.commit().await?;
    Ok(())
}

/// The tokens of a person, the newest first.
pub async fn tokens(ctx: &Ctx, person_id: PersonId) -> Result<Vec<Token>> {
    let tx = ctx.read().await?;
    accounts::require_over(&tx, ctx, person_id).await?;
    token_store::by_person(&tx, person_id).await
}

/// For whom the program with this token acts, with the roles that they hold now.
pub async fn actor_of_token(
    platform: &Platform,
    secret: &str,
    now: Timestamp,
) -> Result<Option<(TokenId, Actor)>> {
    let tx = platform.db.read().await?;
    let token = token_store::find(&tx, hash(secret)).await?;
    let Some(token) = token.filter(|it| it.works(now)) else { return Ok(None) };
    let Some(actor) = actor(&tx, token.person_id, now).await? else { return Ok(None) };
    drop(tx);
    if token.is_due(now) {
        note(platform, Used::Token(token.id), token.used_at.is_none(), now).await?;
    }
    Ok(Some((token.id, Actor { limited_to: Some(token.permissions), ..actor })))
}

fn event(action: Action, token: &Token) -> Event {
    let names: Vec<&str> = token.permissions.iter().map(|it| it.name()).collect();
    Event::new(action, Subject::new("token", token.id)).to(&json!({
        "person": token.person_id,
        "name": token.name,
        "permissions": names,
        "expires_at": token.expires_at,
    }))
}
