//! Looking at meetings: whoever may read those of an agency, and everybody whose agency, or one above
//! it, is invited.

use std::collections::{BTreeMap, BTreeSet};

use chrono::Months;
use db::Tx;

use super::actions::Action;
use super::document::{ActionDocument, MeetingDocument, SeriesDocument};
use super::{Meeting, Series, meeting_store, store};
use crate::actor::{Permission, Scope};
use crate::ids::{AgencyId, MeetingId, PersonId, SeriesId};
use crate::people::{agencies, calendars, persons};
use crate::{Ctx, Error, Page, Paging, Result, Timestamp};

/// So many months ahead, it is said when a series takes place.
const MONTHS: u32 = 12;

/// How many are read at a time.
const BATCH: u64 = 500;

/// Which series to list.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Query {
    /// Only those whose name or code contains this.
    pub text: String,
    /// Only those that these agencies call. None means all.
    pub agencies: Option<BTreeSet<AgencyId>>,
    /// Whether to list the retired ones instead.
    pub retired: bool,
    /// What decides the order.
    pub sort: Sort,
    /// Whether the order is from last to first.
    pub descending: bool,
    /// Which page.
    pub paging: Paging,
}

/// What decides the order of a list of series.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Sort {
    /// What they are called.
    #[default]
    Name,
    /// When they last changed.
    Updated,
}

impl Sort {
    /// The order that an address calls `word`.
    pub fn from_word(word: &str) -> Option<Sort> {
        match word {
            "name" => Some(Sort::Name),
            "updated" => Some(Sort::Updated),
            _ => None,
        }
    }
}

/// Which series somebody may see.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Sight {
    /// Where they may read meetings.
    pub(super) reads: Scope,
    /// Their own agency and all above it, by code: what these are invited to, they are.
    pub(super) own: BTreeSet<String>,
}

impl Sight {
    pub(super) async fn of(tx: &Tx, ctx: &Ctx) -> Result<Sight> {
        let own = match ctx.actor.limited_to {
            None => agencies::with_above(tx, ctx.actor.agency_id).await?,
            // A program with a token has no business of its own.
            Some(_) => BTreeSet::new(),
        };
        let own = agencies::codes(tx, &own).await?.into_values().collect();
        Ok(Sight { reads: ctx.actor.scope(Permission::ReadMeetings), own })
    }

    /// All, for those who have shown otherwise that they may.
    pub(super) fn everything() -> Sight {
        Sight { reads: Scope::Everything, own: BTreeSet::new() }
    }
}

/// One series.
pub async fn show(ctx: &Ctx, id: SeriesId) -> Result<Series> {
    find_readable(&*ctx.read().await?, ctx, id).await
}

/// One page of the series that are asked for, as far as the actor may see them.
pub async fn list(ctx: &Ctx, query: &Query) -> Result<Page<Series>> {
    let tx = ctx.read().await?;
    let sight = Sight::of(&tx, ctx).await?;
    store::list(&tx, &ctx.platform.counts, &sight, query).await
}

/// At most `n_max` of them in the order of their ids, after `after`. For programs: the page and the
/// order of `query` do not count.
pub async fn list_after(
    ctx: &Ctx,
    query: &Query,
    after: Option<SeriesId>,
    n_max: u64,
) -> Result<Vec<Series>> {
    let tx = ctx.read().await?;
    let sight = Sight::of(&tx, ctx).await?;
    store::list_after(&tx, &sight, query, (after, n_max)).await
}

/// How many series are asked for, as far as the actor may see them.
pub async fn count(ctx: &Ctx, query: &Query) -> Result<u64> {
    let tx = ctx.read().await?;
    let sight = Sight::of(&tx, ctx).await?;
    store::count(&tx, &ctx.platform.counts, &sight, query).await
}

/// The series as documents, in the same order.
pub async fn documents(ctx: &Ctx, all: &[Series]) -> Result<Vec<SeriesDocument>> {
    documents_of(&*ctx.read().await?, all).await
}

async fn documents_of(tx: &Tx, all: &[Series]) -> Result<Vec<SeriesDocument>> {
    let codes = agencies::codes(tx, &all.iter().map(|it| it.agency_id).collect()).await?;
    let agency = |it: &Series| codes.get(&it.agency_id).map_or("", String::as_str);
    Ok(all.iter().map(|it| store::document_of(it, agency(it))).collect())
}

/// Every series in use that the actor may see, as documents.
pub(crate) async fn all_in(tx: &Tx, ctx: &Ctx) -> Result<Vec<SeriesDocument>> {
    let sight = Sight::of(tx, ctx).await?;
    let (mut documents, mut after) = (Vec::new(), None);
    loop {
        let found = store::list_after(tx, &sight, &Query::default(), (after, BATCH)).await?;
        let Some(last) = found.last() else { return Ok(documents) };
        after = Some(last.id);
        documents.extend(documents_of(tx, &found).await?);
    }
}

/// The times within the next year at which a series takes place.
pub async fn to_come(ctx: &Ctx, it: &Series) -> Result<Vec<Timestamp>> {
    if it.retired_at.is_some() {
        return Ok(Vec::new());
    }
    let tx = ctx.read().await?;
    let opening = calendars::normal_in(&tx).await?;
    let last = ctx.now.date_naive();
    let last = last.checked_add_months(Months::new(MONTHS)).unwrap_or(last);
    Ok(it.times(&opening, ctx.now, last))
}

/// The meetings of a series that somebody prepared or recorded, the newest first.
pub async fn meetings(ctx: &Ctx, id: SeriesId) -> Result<Vec<Meeting>> {
    let tx = ctx.read().await?;
    find_readable(&tx, ctx, id).await?;
    meeting_store::of_series(&tx, id).await
}

/// One meeting, and its series.
pub async fn meeting(ctx: &Ctx, id: MeetingId) -> Result<(Series, Meeting)> {
    find_meeting(&*ctx.read().await?, ctx, id).await
}

/// A meeting as a document.
pub async fn meeting_document(ctx: &Ctx, it: &Meeting) -> Result<MeetingDocument> {
    document_in(&*ctx.read().await?, it).await
}

/// Whether the actor writes the minutes of a series that they may see.
pub fn may_write_at(ctx: &Ctx, it: &Series) -> bool {
    ctx.actor.may(Permission::WriteMeetings, it.agency_id)
}

pub(super) async fn document_in(tx: &Tx, it: &Meeting) -> Result<MeetingDocument> {
    let actions = meeting_store::actions(tx, it.id).await?;
    let owners: BTreeSet<PersonId> = actions.iter().filter_map(|it| it.owner_id).collect();
    let codes: BTreeMap<PersonId, String> = persons::codes(tx, &owners).await?;
    let action = |it: Action| ActionDocument {
        what: it.what,
        owner: it.owner_id.and_then(|it| codes.get(&it).cloned()),
        due: it.due,
        done_on: it.done_on,
    };
    Ok(MeetingDocument {
        agenda: it.agenda.clone(),
        attendance: it.attendance.clone(),
        minutes: it.minutes.clone(),
        actions: actions.into_iter().map(action).collect(),
    })
}

/// The series called `id`. One that the actor may not read is, to them, not there.
pub(super) async fn find_readable(tx: &Tx, ctx: &Ctx, id: SeriesId) -> Result<Series> {
    let sight = Sight::of(tx, ctx).await?;
    store::find(tx, &sight, id).await?.ok_or(Error::NotFound("series"))
}

/// The meeting called `id`, and its series, if the actor may read them.
pub(super) async fn find_meeting(tx: &Tx, ctx: &Ctx, id: MeetingId) -> Result<(Series, Meeting)> {
    let found = meeting_store::find(tx, id).await?.ok_or(Error::NotFound("meeting"))?;
    let sight = Sight::of(tx, ctx).await?;
    let series = store::find(tx, &sight, found.series_id).await?;
    Ok((series.ok_or(Error::NotFound("meeting"))?, found))
}
