//! Looking at calendars. Everybody who is signed in may: when somebody is there is no secret.

use std::collections::BTreeSet;

use db::Tx;

use super::{Calendar, Due, Opening, ServiceHours, store};
use crate::ids::CalendarId;
use crate::settings::{self, General};
use crate::{Ctx, Error, FieldProblem, Page, Paging, Result, Span, Timestamp};

/// Which calendars to list.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Query {
    /// Only those whose name or code contains this.
    pub text: String,
    /// Whether to list the retired ones instead.
    pub retired: bool,
    /// What decides the order.
    pub sort: Sort,
    /// Whether the order is from last to first.
    pub descending: bool,
    /// Which page.
    pub paging: Paging,
}

/// What decides the order of a list of calendars.
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

/// One calendar.
pub async fn show(ctx: &Ctx, id: CalendarId) -> Result<Calendar> {
    find(&*ctx.read().await?, id).await
}

/// The calendar called `code`.
pub async fn by_code(ctx: &Ctx, code: &str) -> Result<Calendar> {
    let found = store::by_codes(&*ctx.read().await?, &[code].into()).await?.pop();
    found.ok_or(Error::NotFound("calendar"))
}

/// One page of the calendars that are asked for.
pub async fn list(ctx: &Ctx, query: &Query) -> Result<Page<Calendar>> {
    store::list(&*ctx.read().await?, &ctx.platform.counts, query).await
}

/// At most `n_max` of them in the order of their ids, after `after`. For programs: the page and the
/// order of `query` do not count.
pub async fn list_after(
    ctx: &Ctx,
    query: &Query,
    after: Option<CalendarId>,
    n_max: u64,
) -> Result<Vec<Calendar>> {
    store::list_after(&*ctx.read().await?, query, (after, n_max)).await
}

/// Every calendar in use, by name: a state has a handful.
pub async fn all(ctx: &Ctx) -> Result<Vec<Calendar>> {
    let mut all = in_use(&*ctx.read().await?).await?;
    all.sort_by(|a, b| a.name.cmp(&b.name).then_with(|| a.code.cmp(&b.code)));
    Ok(all)
}

/// The same in a transaction, in the order of their codes.
pub(crate) async fn in_use(tx: &Tx) -> Result<Vec<Calendar>> {
    store::in_use(tx).await
}

/// The calendars with these codes.
pub(crate) async fn by_codes_in(tx: &Tx, codes: &BTreeSet<&str>) -> Result<Vec<Calendar>> {
    store::by_codes(tx, codes).await
}

/// The calendars with these ids.
pub(crate) async fn by_ids_in(tx: &Tx, ids: &BTreeSet<CalendarId>) -> Result<Vec<Calendar>> {
    store::by_ids(tx, ids).await
}

/// Whether some calendar holds unless another is named, and which: by its code.
pub async fn normal_code(ctx: &Ctx) -> Result<Option<String>> {
    let code = settings::find::<ServiceHours>(&*ctx.read().await?).await?.value.calendar;
    Ok(Some(code).filter(|it| !it.is_empty()))
}

/// When somebody is there unless another calendar is named.
pub async fn normal(ctx: &Ctx) -> Result<Opening> {
    normal_in(&*ctx.read().await?).await
}

/// When somebody is there by the calendar called `id`, or unless one is named.
pub async fn opening(ctx: &Ctx, id: Option<CalendarId>) -> Result<Opening> {
    match id {
        Some(id) => Ok(show(ctx, id).await?.opening),
        None => normal(ctx).await,
    }
}

/// When something is due that takes `target` of business time from `start` on, by the calendar called
/// `id` or the one that holds unless another is named.
pub async fn due(
    ctx: &Ctx,
    id: Option<CalendarId>,
    (start, target): (Timestamp, Span),
) -> Result<Due> {
    let reason = "By this calendar, that is more than ten years away.";
    let due = opening(ctx, id).await?.due(start, target);
    due.ok_or_else(|| FieldProblem::new("target", reason).into())
}

/// When somebody is there unless another calendar is named.
pub(crate) async fn normal_in(tx: &Tx) -> Result<Opening> {
    if let Some(found) = normal_calendar_in(tx).await? {
        return Ok(found.opening);
    }
    Ok(Opening::weekdays(settings::find::<General>(tx).await?.value.zone()))
}

/// The calendar that holds unless another is named, if anybody ever chose one.
pub(crate) async fn normal_calendar_in(tx: &Tx) -> Result<Option<Calendar>> {
    let code = settings::find::<ServiceHours>(tx).await?.value.calendar;
    Ok(store::by_codes(tx, &[code.as_str()].into()).await?.pop())
}

pub(super) async fn find(tx: &Tx, id: CalendarId) -> Result<Calendar> {
    store::find(tx, id).await?.ok_or(Error::NotFound("calendar"))
}
