//! Between analyses and the rows of their table.

use sea_orm::prelude::Json;
use sea_orm::{FromQueryResult, Set};
use uuid::Uuid;

use super::entity::analysis::{ActiveModel, Model};
use super::read::Summary;
use super::{Analysis, Peak, State};
use crate::prepare::inventory::Label;
use crate::{Error, Result, Span, Timestamp};

pub(super) fn to_row(it: &Analysis) -> Result<ActiveModel> {
    let seconds = |it: Option<Span>| it.map(Span::secs);
    let mut content = serde_json::to_value(&it.content).map_err(Error::internal)?;
    // Documents leave out criteria that are the usual ones. What is usual may change.
    if let Some(content) = content.as_object_mut() {
        let criteria = serde_json::to_value(&it.content.criteria).map_err(Error::internal)?;
        content.insert("criteria".to_owned(), criteria);
    }
    let number = |it: usize| i32::try_from(it).unwrap_or(i32::MAX);
    Ok(ActiveModel {
        id: Set(it.id.into()),
        item_id: Set(it.item_id.into()),
        number: Set(i32::try_from(it.number).unwrap_or(i32::MAX)),
        state: Set(it.state.code().to_owned()),
        author_id: Set(it.author_id.into()),
        edited_by: Set(it.edited_by.into()),
        completed_at: Set(it.completed_at),
        approved_by: Set(it.approved_by.map(Into::into)),
        approved_at: Set(it.approved_at),
        review_due: Set(it.review_due),
        item_version: Set(it.item_version),
        because: Set(it.because.clone()),
        mtd_s: Set(seconds(it.content.mtd())),
        rto_s: Set(seconds(it.content.rto)),
        wrt_s: Set(seconds(it.content.wrt)),
        rpo_s: Set(seconds(it.content.rpo)),
        score: Set(i32::try_from(it.content.score()).unwrap_or(i32::MAX)),
        n_missing: Set(number(it.content.missing().len())),
        peaks: Set(of_peaks(&it.content.peak_periods)?),
        content: Set(content),
        updated_at: Set(it.updated_at),
        version: Set(it.version),
    })
}

/// The peaks apart from all else, so that whoever looks for them need not read the rest.
fn of_peaks(peaks: &[Peak]) -> Result<Option<Json>> {
    match peaks {
        [] => Ok(None),
        peaks => serde_json::to_value(peaks).map(Some).map_err(Error::internal),
    }
}

pub(super) fn to_peaks(row: Option<Json>) -> Result<Vec<Peak>> {
    row.map_or(Ok(Vec::new()), |it| serde_json::from_value(it).map_err(Error::internal))
}

pub(super) fn to_analysis(row: Model) -> Result<Analysis> {
    Ok(Analysis {
        id: row.id.into(),
        item_id: row.item_id.into(),
        number: u32::try_from(row.number).unwrap_or_default(),
        state: to_state(&row.state)?,
        author_id: row.author_id.into(),
        edited_by: row.edited_by.into(),
        completed_at: row.completed_at,
        approved_by: row.approved_by.map(Into::into),
        approved_at: row.approved_at,
        review_due: row.review_due,
        item_version: row.item_version,
        because: row.because,
        content: serde_json::from_value(row.content).map_err(Error::internal)?,
        updated_at: row.updated_at,
        version: row.version,
    })
}

/// A row of a list: without what the analysis says, with what it is about.
#[derive(Debug, FromQueryResult)]
pub(super) struct SummaryRow {
    id: Uuid,
    item_id: Uuid,
    number: i32,
    state: String,
    author_id: Uuid,
    approved_by: Option<Uuid>,
    approved_at: Option<Timestamp>,
    review_due: Option<Timestamp>,
    because: String,
    mtd_s: Option<i64>,
    rto_s: Option<i64>,
    rpo_s: Option<i64>,
    score: i32,
    n_missing: i32,
    updated_at: Timestamp,
    kind: String,
    agency_id: Uuid,
    code: String,
    name: String,
}

pub(super) fn to_summary(row: SummaryRow) -> Result<Summary> {
    let span = |it: Option<i64>| it.map(Span::from_secs);
    let kind = row.kind.parse().map_err(|()| Error::internal(format!("kind {}", row.kind)))?;
    Ok(Summary {
        id: row.id.into(),
        item_id: row.item_id.into(),
        item: Label { kind, code: row.code, name: row.name, agency_id: row.agency_id.into() },
        number: u32::try_from(row.number).unwrap_or_default(),
        state: to_state(&row.state)?,
        author_id: row.author_id.into(),
        approved_by: row.approved_by.map(Into::into),
        approved_at: row.approved_at,
        review_due: row.review_due,
        because: row.because,
        mtd: span(row.mtd_s),
        rto: span(row.rto_s),
        rpo: span(row.rpo_s),
        score: u32::try_from(row.score).unwrap_or_default(),
        n_missing: u32::try_from(row.n_missing).unwrap_or_default(),
        updated_at: row.updated_at,
    })
}

fn to_state(code: &str) -> Result<State> {
    State::from_code(code).ok_or_else(|| Error::internal(format!("analysis state {code}")))
}
