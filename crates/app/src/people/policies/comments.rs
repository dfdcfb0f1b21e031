//! What those say about a draft whom it would bind.

use chrono::NaiveDate;
use db::Tx;
use serde_json::json;

use super::read::{find_readable, version};
use super::version_store;
use super::write::{open_version, version_event};
use crate::events::{self, Action};
use crate::ids::{PersonId, PolicyId};
use crate::settings::{self, General};
use crate::{Ctx, FieldProblem, Refusal, Result, Timestamp};

/// What somebody said about a version.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Comment {
    /// Who.
    pub person_id: PersonId,
    /// What.
    pub said: String,
    /// When.
    pub said_at: Timestamp,
}

const BY_TOKEN: Refusal = Refusal::new(
    "policy.by_token",
    "A program cannot do this. Sign in with a browser, and do it yourself.",
);

/// Says something about the version that is open for comments.
pub async fn comment(ctx: &Ctx, id: PolicyId, said: &str) -> Result<Comment> {
    in_person(ctx)?;
    let tx = ctx.write().await?;
    let policy = find_readable(&tx, ctx, id).await?;
    let version = open_version(&tx, &policy).await?;
    version.commented(today(&tx, ctx).await?)?;
    let said = said.trim().replace("\r\n", "\n");
    if !(1..=5_000).contains(&said.chars().count()) || said.contains('\0') {
        let reason = "Say something, in at most 5,000 characters.";
        return Err(FieldProblem::new("said", reason).into());
    }
    let it = Comment { person_id: ctx.actor.person_id, said, said_at: ctx.now };
    version_store::insert_comment(&tx, (id, version.number), &it).await?;
    let event = version_event(Action::PolicyCommented, &policy, &version);
    events::record(&tx, ctx, event.to(&json!({ "said": it.said }))).await?;
    tx.commit().await?;
    Ok(it)
}

/// What was said about a version that the actor may see, the oldest first.
pub async fn comments(ctx: &Ctx, id: PolicyId, number: u32) -> Result<Vec<Comment>> {
    version(ctx, id, number).await?;
    version_store::comments(&*ctx.read().await?, id, number).await
}

/// Refuses what a person must do themselves to a program with their token.
pub(super) fn in_person(ctx: &Ctx) -> Result<()> {
    if ctx.actor.limited_to.is_some() { Err(BY_TOKEN.into()) } else { Ok(()) }
}

/// Which day it is in the zone of the programme.
pub(super) async fn today(tx: &Tx, ctx: &Ctx) -> Result<NaiveDate> {
    let zone = settings::find::<General>(tx).await?.value.zone();
    Ok(ctx.now.with_timezone(&zone).date_naive())
}
