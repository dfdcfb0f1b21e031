//! Between plans and the rows of their tables.

use std::collections::BTreeSet;

use sea_orm::Set;

use super::entity::{plan, version};
use super::head::{Plan, Standing, Test};
use super::version::{PlanVersion, VersionState};
use crate::ids::ItemId;
use crate::{Error, Result};

pub(super) fn to_row(it: &Plan) -> plan::ActiveModel {
    plan::ActiveModel {
        id: Set(it.id.into()),
        agency_id: Set(it.agency_id.into()),
        plan_type: Set(it.plan_type.clone()),
        code: Set(it.code.clone()),
        title: Set(it.title.clone()),
        title_folded: Set(db::fold(&it.title)),
        owner_id: Set(it.owner_id.map(Into::into)),
        parent_id: Set(it.parent_id.map(Into::into)),
        standing: Set(it.standing.code().to_owned()),
        because: Set(it.because.clone()),
        in_force: Set(it.in_force.map(number)),
        draft_state: Set(it.draft_state.map(|it| it.code().to_owned())),
        review_due: Set(it.review_due),
        review_from: Set(it.review_from),
        looked_at: Set(it.looked_at),
        tested_on: Set(it.test.as_ref().and_then(|it| it.on)),
        test_note: Set(it.test.as_ref().map(|it| it.note.clone()).unwrap_or_default()),
        updated_at: Set(it.updated_at),
        retired_at: Set(it.retired_at),
        version: Set(it.version),
    }
}

/// The plan of a row, about these items.
pub(super) fn to_plan(row: plan::Model, items: BTreeSet<ItemId>) -> Result<Plan> {
    let standing = Standing::from_code(&row.standing);
    let draft_state = row.draft_state.as_deref().map(to_state).transpose()?;
    // A test always says what it found, and a waiver why.
    let test = Some(Test { on: row.tested_on, note: row.test_note });
    Ok(Plan {
        id: row.id.into(),
        agency_id: row.agency_id.into(),
        plan_type: row.plan_type,
        code: row.code,
        title: row.title,
        owner_id: row.owner_id.map(Into::into),
        parent_id: row.parent_id.map(Into::into),
        items,
        standing: standing.ok_or_else(|| Error::internal(format!("standing {}", row.standing)))?,
        because: row.because,
        in_force: row.in_force.map(to_number),
        draft_state,
        review_due: row.review_due,
        review_from: row.review_from,
        looked_at: row.looked_at,
        test: test.filter(|it| !it.note.is_empty()),
        updated_at: row.updated_at,
        retired_at: row.retired_at,
        version: row.version,
    })
}

pub(super) fn to_version_row(it: &PlanVersion) -> Result<version::ActiveModel> {
    let frozen = it.frozen.as_ref().map(serde_json::to_value);
    Ok(version::ActiveModel {
        id: Set(it.id.into()),
        plan_id: Set(it.plan_id.into()),
        number: Set(number(it.number)),
        state: Set(it.state.code().to_owned()),
        content: Set(serde_json::to_value(&it.content).map_err(Error::internal)?),
        frozen: Set(frozen.transpose().map_err(Error::internal)?),
        summary: Set(it.summary.clone()),
        author_id: Set(it.author_id.into()),
        edited_by: Set(it.edited_by.into()),
        submitted_at: Set(it.submitted_at),
        reviewed_by: Set(it.reviewed_by.map(Into::into)),
        reviewed_at: Set(it.reviewed_at),
        approved_by: Set(it.approved_by.map(Into::into)),
        approved_at: Set(it.approved_at),
        published_at: Set(it.published_at),
        sha256: Set(it.sha256.clone()),
        because: Set(it.because.clone()),
        updated_at: Set(it.updated_at),
        version: Set(it.version),
    })
}

pub(super) fn to_version(row: version::Model) -> Result<PlanVersion> {
    let frozen = row.frozen.map(serde_json::from_value).transpose();
    Ok(PlanVersion {
        id: row.id.into(),
        plan_id: row.plan_id.into(),
        number: to_number(row.number),
        state: to_state(&row.state)?,
        content: serde_json::from_value(row.content).map_err(Error::internal)?,
        frozen: frozen.map_err(Error::internal)?,
        summary: row.summary,
        author_id: row.author_id.into(),
        edited_by: row.edited_by.into(),
        submitted_at: row.submitted_at,
        reviewed_by: row.reviewed_by.map(Into::into),
        reviewed_at: row.reviewed_at,
        approved_by: row.approved_by.map(Into::into),
        approved_at: row.approved_at,
        published_at: row.published_at,
        sha256: row.sha256,
        because: row.because,
        updated_at: row.updated_at,
        version: row.version,
    })
}

fn to_state(code: &str) -> Result<VersionState> {
    VersionState::from_code(code).ok_or_else(|| Error::internal(format!("plan state {code}")))
}

pub(super) fn number(it: u32) -> i32 {
    i32::try_from(it).unwrap_or(i32::MAX)
}

pub(super) fn to_number(it: i32) -> u32 {
    u32::try_from(it).unwrap_or_default()
}
