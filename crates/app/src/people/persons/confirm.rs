//! Confirming by mail that an address reaches its person: whoever opens the link has it.
//!
//! The link carries its own proof, sealed with the key of the installation for this one channel, so
//! that nothing has to be kept of it.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, TimeDelta, Utc};

use super::channel::{Channel, ChannelKind};
use super::channels::{event, find_writable, open};
use super::{Person, channel_store, store};
use crate::actor::Actor;
use crate::events::{self, Action};
use crate::ids::ChannelId;
use crate::mail::{self, Address, Letter};
use crate::settings::{self, General};
use crate::{Ctx, Platform, Refusal, Result, Timestamp};

/// How long the link works.
const LASTS: TimeDelta = TimeDelta::days(7);

/// How what is sealed begins: no number or address does, so none can be taken for a proof.
const PROVES: &str = "\u{1}works-until ";

const NO_MAIL: Refusal = Refusal::new(
    "contact.no_mail",
    "There is no mail server, so nobody can be asked by mail. Ask them yourself.",
);
const NO_EMAIL: Refusal =
    Refusal::new("contact.no_email", "Only an e-mail address can be confirmed by mail.");
const NO_LONGER: Refusal = Refusal::new(
    "contact.no_longer",
    "This link is older than a week, or the address was removed. Ask for another.",
);

/// What a link asks to confirm.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unconfirmed {
    /// Whom it reaches.
    pub name: String,
    /// Enough of the address to recognize it.
    pub hint: String,
}

/// Mails the person of an address the link with which they confirm that it reaches them.
pub async fn ask_to_confirm(ctx: &Ctx, id: ChannelId) -> Result<Channel> {
    let tx = ctx.write().await?;
    let (channel, person) = find_writable(&tx, ctx, id).await?;
    if !ctx.platform.has_mail() {
        return Err(NO_MAIL.into());
    }
    if channel.kind != ChannelKind::Email {
        return Err(NO_EMAIL.into());
    }
    let (channel, email) = open(ctx, channel)?;
    let state = settings::find::<General>(&tx).await?.value.state_name;
    let until = (ctx.now + LASTS).timestamp();
    let proof = ctx.platform.seal.seal(id.into(), &format!("{PROVES}{until}"));
    let proof = URL_SAFE_NO_PAD.encode(proof.map_err(crate::Error::internal)?);
    let letter = Letter::about("Does this address reach you?")
        .text(format!(
            "{}, the continuity programme of {state} has this address to reach you. Please confirm \
             that it does.",
            person.name
        ))
        .link("Confirm the address", format!("/confirm-contact?contact={id}&proof={proof}"))
        .text("The link works for a week.");
    mail::post(&tx, ctx, Address { name: person.name, email }, letter, ctx.now).await?;
    tx.commit().await?;
    Ok(channel)
}

/// What a link asks to confirm. One that does not work any more is refused.
pub async fn unconfirmed(
    platform: &Platform,
    id: ChannelId,
    proof: &str,
    now: Timestamp,
) -> Result<Unconfirmed> {
    let tx = platform.db.read().await?;
    let (channel, person) = proved(&tx, platform, (id, proof), now).await?;
    Ok(Unconfirmed { name: person.name, hint: channel.hint })
}

/// Uses a link: the address is known to work from now on. The log says that it was its person, who
/// alone reads what is mailed there.
pub async fn confirm(
    platform: &Platform,
    (id, proof): (ChannelId, &str),
    now: Timestamp,
) -> Result<()> {
    let tx = platform.db.write().await?;
    let (channel, person) = proved(&tx, platform, (id, proof), now).await?;
    let actor = Actor {
        person_id: person.id,
        name: person.name.clone(),
        agency_id: person.agency_id,
        held: Vec::new(),
        on_behalf_of: None,
        via: None,
        limited_to: None,
    };
    let ctx = Ctx::new(platform.clone(), actor, now);
    let channel = Channel { verified_at: Some(ctx.now), updated_at: ctx.now, ..channel };
    let channel = channel_store::update(&tx, channel).await?;
    events::record(&tx, &ctx, event(Action::ChannelChanged, &person, &channel)).await?;
    tx.commit().await?;
    Ok(())
}

/// The channel and its person, if the proof is one for it and still holds.
async fn proved(
    tx: &db::Tx,
    platform: &Platform,
    (id, proof): (ChannelId, &str),
    now: Timestamp,
) -> Result<(Channel, Person)> {
    let opened = URL_SAFE_NO_PAD.decode(proof).ok();
    let opened = opened.and_then(|it| platform.seal.open(id.into(), &it).ok());
    let until = opened.as_deref().and_then(|it| it.strip_prefix(PROVES)?.parse::<i64>().ok());
    let until: Option<DateTime<Utc>> = until.and_then(|it| DateTime::from_timestamp(it, 0));
    if until.is_none_or(|it| it < now) {
        return Err(NO_LONGER.into());
    }
    let channel = channel_store::find(tx, id).await?.ok_or(NO_LONGER)?;
    let person = store::find(tx, channel.person_id).await?.ok_or(NO_LONGER)?;
    if person.retired_at.is_some() { Err(NO_LONGER.into()) } else { Ok((channel, person)) }
}
