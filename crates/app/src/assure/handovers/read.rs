//! Looking at handovers: whoever may see who holds which role in the agency.

use std::collections::BTreeSet;

use chrono::{NaiveDate, TimeDelta};
use db::Tx;

use super::{Handover, HandoverDocument, Kind, State, store};
use crate::actor::{Permission, Scope};
use crate::ids::{AgencyId, HandoverId, PersonId};
use crate::people::access::{self, Grant};
use crate::people::{agencies, persons};
use crate::{Ctx, Error, Page, Paging, Result};

/// So many days after it took effect, a handover still stands among what is current.
const CURRENT_DAYS: i64 = 30;

/// Which handovers to list.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Query {
    /// Only those of people whose name or code contains this, or that of whoever follows.
    pub text: String,
    /// Only those in these agencies. None means all.
    pub agencies: Option<BTreeSet<AgencyId>>,
    /// Only those that are so far.
    pub state: Option<State>,
    /// Only those of this kind.
    pub kind: Option<Kind>,
    /// What decides the order.
    pub sort: Sort,
    /// Whether the order is from last to first.
    pub descending: bool,
    /// Which page.
    pub paging: Paging,
}

/// What decides the order of a list of handovers.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Sort {
    /// From which day on.
    #[default]
    On,
    /// Who goes.
    Person,
    /// How far they are.
    State,
}

impl Sort {
    /// The order that an address calls `word`.
    pub fn from_word(word: &str) -> Option<Sort> {
        match word {
            "on" => Some(Sort::On),
            "person" => Some(Sort::Person),
            "state" => Some(Sort::State),
            _ => None,
        }
    }
}

/// One handover.
pub async fn show(ctx: &Ctx, id: HandoverId) -> Result<Handover> {
    find_readable(&*ctx.read().await?, ctx, id).await
}

/// One page of the handovers that are asked for, as far as the actor may see them.
pub async fn list(ctx: &Ctx, query: &Query) -> Result<Page<Handover>> {
    let scope = scope(ctx)?;
    let tx = ctx.read().await?;
    let mut found = store::all(&tx, &scope).await?;
    let ids = found.iter().flat_map(|it| [Some(it.person_id), it.successor_id]).flatten().collect();
    let names = persons::names_in(&tx, &ids).await?;
    let codes = persons::codes(&tx, &ids).await?;
    let text = db::fold(query.text.trim());
    found.retain(|it| {
        let who = [Some(it.person_id), it.successor_id].into_iter().flatten();
        let mut said = who.flat_map(|id| [names.get(&id), codes.get(&id)]).flatten();
        query.agencies.as_ref().is_none_or(|of| of.contains(&it.agency_id))
            && query.state.is_none_or(|state| it.state == state)
            && query.kind.is_none_or(|kind| it.kind == kind)
            && (text.is_empty() || said.any(|it| db::fold(it).contains(&text)))
    });
    found.sort_by_key(|it| (it.on, it.id));
    match query.sort {
        Sort::On => {}
        Sort::Person => {
            found.sort_by_cached_key(|it| names.get(&it.person_id).map(|it| db::fold(it)));
        }
        Sort::State => found.sort_by_key(|it| it.state),
    }
    if query.descending {
        found.reverse();
    }
    let n_items = found.len() as u64;
    Ok(query.paging.of(query.paging.part(found), n_items))
}

/// The handovers that the actor should know of: those to come, and those that took effect within a
/// month. Nothing for whoever may not see who holds which role.
pub async fn current(ctx: &Ctx) -> Result<Vec<Handover>> {
    let Ok(scope) = scope(ctx) else { return Ok(Vec::new()) };
    let since = ctx.now - TimeDelta::days(CURRENT_DAYS);
    let mut found = store::all(&*ctx.read().await?, &scope).await?;
    found.retain(|it| it.is_open() || it.done_at.is_some_and(|at| since <= at));
    found.sort_by_key(|it| (it.on, it.id));
    Ok(found)
}

/// Whether the actor may confirm a handover that waits for that.
pub async fn may_confirm(ctx: &Ctx, it: &Handover) -> Result<bool> {
    if it.state != State::Asked {
        return Ok(false);
    }
    let tx = ctx.read().await?;
    let ending = ending(&tx, ctx, it).await?;
    let may = access::may_hand_on(&ctx.actor, it.agency_id, (&ending, it.successor_id));
    Ok(may && !access::ends_last_administrator(&tx, &ending, ctx.now).await?)
}

/// The handovers as documents, in the same order.
pub async fn documents(ctx: &Ctx, all: &[Handover]) -> Result<Vec<HandoverDocument>> {
    documents_in(&*ctx.read().await?, all).await
}

pub(super) async fn documents_in(tx: &Tx, all: &[Handover]) -> Result<Vec<HandoverDocument>> {
    let agencies = agencies::codes(tx, &all.iter().map(|it| it.agency_id).collect()).await?;
    let ids: BTreeSet<PersonId> =
        all.iter().flat_map(|it| [Some(it.person_id), it.successor_id]).flatten().collect();
    let people = persons::codes(tx, &ids).await?;
    let document = |it: &Handover| HandoverDocument {
        agency: agencies.get(&it.agency_id).cloned().unwrap_or_default(),
        person: people.get(&it.person_id).cloned().unwrap_or_default(),
        successor: it.successor_id.and_then(|id| people.get(&id).cloned()),
        kind: it.kind,
        on: it.on,
        note: it.note.clone(),
    };
    Ok(all.iter().map(document).collect())
}

/// What the person who goes holds in the agency and below it.
pub(super) async fn held(tx: &Tx, ctx: &Ctx, it: &Handover) -> Result<Vec<Grant>> {
    let agencies = agencies::subtree_ids(tx, it.agency_id).await?;
    access::held_within(tx, it.person_id, &agencies, ctx.now).await
}

/// Whether the person is gone from the day on: who works elsewhere stays there, and only what they hold
/// in the agency ends.
pub(super) async fn leaves(tx: &Tx, it: &Handover) -> Result<bool> {
    if it.kind != Kind::Leaves {
        return Ok(false);
    }
    let below = agencies::subtree_ids(tx, it.agency_id).await?;
    let who = persons::by_ids_in(tx, &[it.person_id].into()).await?;
    Ok(who.iter().any(|it| below.contains(&it.agency_id)))
}

/// What ends on the day: what the person holds in the agency and below it, and of whoever is gone all
/// that they hold anywhere, since their account is closed.
///
/// Who confirms it decides about all of it.
pub(super) async fn ending(tx: &Tx, ctx: &Ctx, it: &Handover) -> Result<Vec<Grant>> {
    match leaves(tx, it).await? {
        true => access::held_anywhere(tx, it.person_id, ctx.now).await,
        false => held(tx, ctx, it).await,
    }
}

/// The handover called `id`. One that the actor may not see is, to them, not there.
pub(super) async fn find_readable(tx: &Tx, ctx: &Ctx, id: HandoverId) -> Result<Handover> {
    let found = store::find(tx, id).await?;
    let found = found.filter(|it| ctx.actor.may(Permission::ReadGrants, it.agency_id));
    found.ok_or(Error::NotFound("handover"))
}

fn scope(ctx: &Ctx) -> Result<Scope> {
    Ok(match ctx.require_scope(Permission::ReadGrants)? {
        Scope::Everything => Scope::Everything,
        Scope::Only { agencies, .. } => Scope::Only { agencies, records: BTreeSet::new() },
    })
}

/// A day, in words.
pub(super) fn in_words(day: NaiveDate) -> String {
    day.format("%B %-d, %Y").to_string()
}
