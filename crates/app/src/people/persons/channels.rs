//! How to reach people: adding, verifying and removing channels, and opening what is sealed.

use std::collections::{BTreeMap, BTreeSet};

use db::Tx;

use super::channel::{Channel, ChannelDocument, ChannelKind};
use super::read::{by_ids, find_readable, readable};
use super::{Person, channel_store as store};
use crate::actor::Permission;
use crate::events::{self, Action, Event, Subject};
use crate::ids::{ChannelId, PersonId};
use crate::mail::Address;
use crate::{Ctx, Error, Result, Timestamp};

/// How to reach a person, open: only for those who may know, and for the person.
pub async fn channels(ctx: &Ctx, person_id: PersonId) -> Result<Vec<(Channel, String)>> {
    let tx = ctx.read().await?;
    let person = find_readable(&tx, ctx, person_id).await?;
    if !ctx.actor.is(person_id) {
        ctx.require(Permission::ReadContacts, person.agency_id)?;
    }
    let found = store::by_persons(&tx, &[person_id].into()).await?;
    found.into_iter().map(|it| open(ctx, it)).collect()
}

/// How each of these people is reached, of those of whom the actor may know. What cannot be opened is
/// left out.
pub async fn channels_of(
    ctx: &Ctx,
    ids: &BTreeSet<PersonId>,
) -> Result<BTreeMap<PersonId, Vec<(Channel, String)>>> {
    let tx = ctx.read().await?;
    let people = by_ids(&tx, ctx, ids).await?;
    let ways = ways_of(&tx, ctx, &people).await?;
    let opened = |all: Vec<(Channel, Option<String>)>| -> Vec<(Channel, String)> {
        all.into_iter().filter_map(|(it, value)| Some((it, value?))).collect()
    };
    Ok(ways.into_iter().map(|(id, all)| (id, opened(all))).collect())
}

/// How each of these people is reached, of those of whom the actor may know: ways that are known to work
/// first, and of these what is quickest. A way that is kept but cannot be opened has no value.
pub(crate) async fn ways_of(
    tx: &Tx,
    ctx: &Ctx,
    people: &[Person],
) -> Result<BTreeMap<PersonId, Vec<(Channel, Option<String>)>>> {
    let may_know = |it: &&Person| {
        ctx.actor.is(it.id)
            || (readable(ctx, it) && ctx.actor.may(Permission::ReadContacts, it.agency_id))
    };
    let known: BTreeSet<PersonId> = people.iter().filter(may_know).map(|it| it.id).collect();
    let mut ways: BTreeMap<PersonId, Vec<(Channel, Option<String>)>> = BTreeMap::new();
    for channel in store::by_persons(tx, &known).await? {
        let person_id = channel.person_id;
        let value = open(ctx, channel.clone()).map(|it| it.1);
        if let Err(error) = &value {
            tracing::warn!(person = %person_id, %error, "How somebody is reached cannot be read");
        }
        ways.entry(person_id).or_default().push((channel, value.ok()));
    }
    for of_person in ways.values_mut() {
        // They come in the order in which they are to be tried, which decides among like ones.
        of_person.sort_by_key(|(it, _)| (it.verified_at.is_none(), it.kind.turn()));
    }
    Ok(ways)
}

/// How many ways to reach people are looked at for [`key_opens`].
const TRIED_MAX: u64 = 500;

/// Of the newest that is sealed in this database, how much the key of the installation opens, and how
/// much there is. It may be a part: once, a lost key was replaced without a word.
pub async fn key_opens(ctx: &Ctx) -> Result<(usize, usize)> {
    let tx = ctx.read().await?;
    let newest = store::newest(&tx, TRIED_MAX).await?;
    let opens = |it: &&Channel| ctx.platform.seal.open(it.id.into(), &it.sealed).is_ok();
    Ok((newest.iter().filter(opens).count(), newest.len()))
}

/// Adds a way to reach a person.
pub async fn add_channel(ctx: &Ctx, person_id: PersonId, to: &ChannelDocument) -> Result<Channel> {
    let tx = ctx.write().await?;
    let person = writable(&tx, ctx, person_id).await?;
    if let Some(problem) = to.problem() {
        return Err(problem.into());
    }
    let channel = sealed(ctx, person_id, to)?;
    store::insert_all(&tx, std::slice::from_ref(&channel)).await?;
    events::record(&tx, ctx, event(Action::ChannelChanged, &person, &channel)).await?;
    tx.commit().await?;
    Ok(channel)
}

/// Notes that a channel was seen to work now.
pub async fn verify_channel(ctx: &Ctx, id: ChannelId) -> Result<Channel> {
    let tx = ctx.write().await?;
    let (channel, person) = find_writable(&tx, ctx, id).await?;
    let channel = Channel { verified_at: Some(ctx.now), updated_at: ctx.now, ..channel };
    let channel = store::update(&tx, channel).await?;
    events::record(&tx, ctx, event(Action::ChannelChanged, &person, &channel)).await?;
    tx.commit().await?;
    Ok(channel)
}

/// Removes a way to reach a person.
pub async fn remove_channel(ctx: &Ctx, id: ChannelId) -> Result<PersonId> {
    remove_channel_if(ctx, id, |_| true).await
}

/// Removes a way to reach a person, unless someone changed it since the asker saw version `seen`.
pub async fn remove_channel_seen(ctx: &Ctx, id: ChannelId, seen: i64) -> Result<PersonId> {
    remove_channel_if(ctx, id, |version| version == seen).await
}

async fn remove_channel_if(
    ctx: &Ctx,
    id: ChannelId,
    is_seen: impl FnOnce(i64) -> bool,
) -> Result<PersonId> {
    let tx = ctx.write().await?;
    let (channel, person) = find_writable(&tx, ctx, id).await?;
    if !is_seen(channel.version) {
        return Err(Error::Stale("contact"));
    }
    store::delete(&tx, &[id]).await?;
    events::record(&tx, ctx, event(Action::ChannelRemoved, &person, &channel)).await?;
    tx.commit().await?;
    Ok(person.id)
}

/// Notes that every way to reach a person was seen to work now, for callers that have checked that
/// the actor may say so. Says how many there are.
pub(crate) async fn confirm_in(tx: &Tx, ctx: &Ctx, person: &Person) -> Result<usize> {
    let mut events = Vec::new();
    for channel in store::by_persons(tx, &[person.id].into()).await? {
        let channel = Channel { verified_at: Some(ctx.now), updated_at: ctx.now, ..channel };
        let channel = store::update(tx, channel).await?;
        events.push(event(Action::ChannelChanged, person, &channel));
    }
    let n_confirmed = events.len();
    events::record_all(tx, ctx, events).await?;
    Ok(n_confirmed)
}

/// Which of these people can be reached by a channel that is known to work.
pub(crate) async fn has_verified(
    tx: &Tx,
    persons: &BTreeSet<PersonId>,
) -> Result<BTreeSet<PersonId>> {
    store::verified(tx, persons).await
}

/// The first e-mail address of a person that is known to work, whether or not they can sign in: for
/// callers who write to them in the name of the installation. Nobody who has left has one.
pub(crate) async fn verified_email(
    tx: &Tx,
    ctx: &Ctx,
    person_id: PersonId,
) -> Result<Option<Address>> {
    let person = super::store::find(tx, person_id).await?;
    let Some(person) = person.filter(|it| it.retired_at.is_none()) else { return Ok(None) };
    for channel in store::by_persons(tx, &[person_id].into()).await? {
        if channel.kind != ChannelKind::Email || channel.verified_at.is_none() {
            continue;
        }
        match open(ctx, channel) {
            Ok((_, email)) => return Ok(Some(Address { name: person.name, email })),
            Err(error) => {
                tracing::warn!(person = %person_id, %error, "An address cannot be read");
            }
        }
    }
    Ok(None)
}

/// When a way to reach each of these people was last seen to work, if ever.
pub(crate) async fn verified_at(
    tx: &Tx,
    persons: &BTreeSet<PersonId>,
) -> Result<BTreeMap<PersonId, Timestamp>> {
    let mut found: BTreeMap<PersonId, Timestamp> = BTreeMap::new();
    for channel in store::by_persons(tx, persons).await? {
        if let Some(at) = channel.verified_at {
            let last = found.entry(channel.person_id).or_insert(at);
            *last = at.max(*last);
        }
    }
    Ok(found)
}

/// The channel of `person_id` that a document describes, sealed.
pub(super) fn sealed(ctx: &Ctx, person_id: PersonId, to: &ChannelDocument) -> Result<Channel> {
    let id = ChannelId::new();
    let sealed = ctx.platform.seal.seal(id.into(), to.value.trim()).map_err(Error::internal)?;
    Ok(Channel {
        id,
        person_id,
        kind: to.kind,
        sealed,
        hint: to.hint(),
        priority: to.priority,
        reached: to.reached,
        verified_at: to.verified_at,
        updated_at: ctx.now,
        version: 1,
    })
}

/// A channel with its value, open.
pub(super) fn open(ctx: &Ctx, channel: Channel) -> Result<(Channel, String)> {
    let value = ctx.platform.seal.open(channel.id.into(), &channel.sealed);
    let value = value.map_err(Error::internal)?;
    Ok((channel, value))
}

/// The channel called `id`, and whose it is. That of a person whom the actor may not see is, to
/// them, not there.
pub(super) async fn find_writable(tx: &Tx, ctx: &Ctx, id: ChannelId) -> Result<(Channel, Person)> {
    let channel = store::find(tx, id).await?.ok_or(Error::NotFound("contact"))?;
    match writable(tx, ctx, channel.person_id).await {
        Err(Error::NotFound(_)) => Err(Error::NotFound("contact")),
        found => Ok((channel, found?)),
    }
}

async fn writable(tx: &Tx, ctx: &Ctx, person_id: PersonId) -> Result<Person> {
    let person = find_readable(tx, ctx, person_id).await?;
    if !ctx.actor.is(person_id) {
        ctx.require(Permission::WriteAgencies, person.agency_id)?;
    }
    Ok(person)
}

/// The audit log keeps the hint, never the value.
pub(super) fn event(action: Action, person: &Person, channel: &Channel) -> Event {
    let what = serde_json::json!({
        "person": person.code,
        "kind": channel.kind,
        "hint": channel.hint,
        "verified_at": channel.verified_at,
    });
    let event = Event::new(action, Subject::new("channel", channel.id)).in_agency(person.agency_id);
    if action == Action::ChannelRemoved { event.from(&what) } else { event.to(&what) }
}
