//! Telling somebody of something.

use std::collections::{BTreeMap, BTreeSet};

use db::Tx;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::preferences::{NoticeKind, Preferences};
use super::store;
use crate::ids::{MailId, PersonId};
use crate::mail::{self, Address, Letter};
use crate::people::{persons, sign_in};
use crate::settings::{self, General};
use crate::{Ctx, Result};

/// Whether somebody is told by mail, or why not.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Told {
    /// They are.
    Mailed,
    /// They do not want mails of this kind.
    Unwanted,
    /// There is no address at which they are known to be reached.
    NoEmail,
}

impl Told {
    /// Why somebody is not told, for people. Empty if they are.
    pub const fn why_not(self) -> &'static str {
        match self {
            Told::Mailed => "",
            Told::Unwanted => "wants no such mails",
            Told::NoEmail => "no e-mail that works",
        }
    }
}

/// How a notice gets to somebody.
struct Way {
    to: Address,
    preferences: Preferences,
    /// Whether they can sign in, and so choose which mails they get.
    signs_in: bool,
}

/// Posts a notice to a person, in the transaction of what it tells of, as far as they want it and when
/// they do.
///
/// It goes to the address with which they sign in. Whoever cannot sign in gets only what is urgent, at
/// an address that is known to work: all else asks for something that is done here. Whoever has a closed
/// account gets nothing.
pub(crate) async fn notify(
    tx: &Tx,
    ctx: &Ctx,
    person_id: PersonId,
    kind: NoticeKind,
    letter: Letter,
) -> Result<Option<MailId>> {
    match way((tx, ctx), person_id, kind).await? {
        Ok(way) => Ok(Some(post((tx, ctx), way, kind, letter).await?)),
        Err(_) => Ok(None),
    }
}

/// The same, and says whether they are told.
pub(crate) async fn tell(
    tx: &Tx,
    ctx: &Ctx,
    person_id: PersonId,
    kind: NoticeKind,
    letter: Letter,
) -> Result<Told> {
    match way((tx, ctx), person_id, kind).await? {
        Ok(way) => post((tx, ctx), way, kind, letter).await.map(|_| Told::Mailed),
        Err(why) => Ok(why),
    }
}

/// Whether a notice of this kind would reach each of these people.
pub(crate) async fn reach_all(
    tx: &Tx,
    ctx: &Ctx,
    people: &BTreeSet<PersonId>,
    kind: NoticeKind,
) -> Result<BTreeMap<PersonId, Told>> {
    let kept = store::of_all(tx, people).await?;
    let mut signs_in = sign_in::with_password(tx, people).await?;
    for left in persons::left(tx, people).await? {
        signs_in.remove(&left);
    }
    let mut found = BTreeMap::new();
    for id in people {
        let wants = kept.get(id).cloned().unwrap_or_default().wants(kind);
        let told = match (wants, signs_in.contains(id)) {
            (false, _) => Told::Unwanted,
            (true, true) => Told::Mailed,
            // What is urgent also goes to another address: that of each is sealed by itself.
            (true, false) if kind.is_urgent() => {
                way((tx, ctx), *id, kind).await?.map_or_else(|why| why, |_| Told::Mailed)
            }
            (true, false) => Told::NoEmail,
        };
        found.insert(*id, told);
    }
    Ok(found)
}

async fn way(
    (tx, ctx): (&Tx, &Ctx),
    person_id: PersonId,
    kind: NoticeKind,
) -> Result<std::result::Result<Way, Told>> {
    let preferences = store::find(tx, person_id).await?.unwrap_or_default().preferences;
    if !preferences.wants(kind) {
        return Ok(Err(Told::Unwanted));
    }
    if let Some(to) = sign_in::address_of(tx, person_id).await? {
        return Ok(Ok(Way { to, preferences, signs_in: true }));
    }
    // Whoever was shut out is not to hear of what happens here.
    if sign_in::is_closed(tx, person_id).await? {
        return Ok(Err(Told::NoEmail));
    }
    let other = match kind.is_urgent() {
        true => persons::verified_email(tx, ctx, person_id).await?,
        false => None,
    };
    Ok(other.map(|to| Way { to, preferences, signs_in: false }).ok_or(Told::NoEmail))
}

async fn post(
    (tx, ctx): (&Tx, &Ctx),
    way: Way,
    kind: NoticeKind,
    letter: Letter,
) -> Result<MailId> {
    let zone = settings::find::<General>(tx).await?.value.zone();
    let letter = match way.signs_in {
        true => letter.link("Choose which mails you get", "/account"),
        false => {
            letter.text("You get this because you have a duty in it. You have no account here.")
        }
    };
    let run_at = match kind.is_urgent() {
        true => ctx.now,
        false => way.preferences.heard_from(ctx.now, zone),
    };
    mail::post(tx, ctx, way.to, letter, run_at).await
}
