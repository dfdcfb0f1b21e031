//! Between campaigns, submissions and filings, and the rows of their tables.

use std::fmt::Display;

use sea_orm::Set;
use serde::Serialize;
use serde_json::Value;

use super::entity::{campaign, filing, submission};
use super::{Campaign, Filing, Outcome, State, Submission};
use crate::{Error, Result};

fn json<T: Serialize>(it: &T) -> Result<Value> {
    serde_json::to_value(it).map_err(Error::internal)
}

fn number(n: u32) -> i32 {
    i32::try_from(n).unwrap_or(i32::MAX)
}

fn from_number(n: i32) -> u32 {
    u32::try_from(n).unwrap_or(0)
}

fn unknown(what: &str, it: impl Display) -> Error {
    Error::internal(format!("{what} {it}"))
}

pub(super) fn to_campaign_row(it: &Campaign) -> Result<campaign::ActiveModel> {
    Ok(campaign::ActiveModel {
        id: Set(it.id.into()),
        year: Set(it.year),
        name: Set(it.name.clone()),
        name_folded: Set(db::fold(&it.name)),
        plan_types: Set(json(&it.plan_types)?),
        opens_on: Set(it.opens_on),
        due_on: Set(it.due_on),
        statute: Set(it.statute.clone()),
        guidance: Set(it.guidance.clone()),
        updated_at: Set(it.updated_at),
        version: Set(it.version),
    })
}

pub(super) fn to_campaign(row: campaign::Model) -> Result<Campaign> {
    Ok(Campaign {
        id: row.id.into(),
        year: row.year,
        name: row.name,
        plan_types: serde_json::from_value(row.plan_types).map_err(Error::internal)?,
        opens_on: row.opens_on,
        due_on: row.due_on,
        statute: row.statute,
        guidance: row.guidance,
        updated_at: row.updated_at,
        version: row.version,
    })
}

pub(super) fn to_row(it: &Submission) -> Result<submission::ActiveModel> {
    Ok(submission::ActiveModel {
        id: Set(it.id.into()),
        campaign_id: Set(it.campaign_id.map(Into::into)),
        agency_id: Set(it.agency_id.into()),
        agency_folded: Set(it.agency_folded.clone()),
        year: Set(it.year),
        plan_types: Set(json(&it.plan_types)?),
        reason: Set(it.reason.clone()),
        opens_on: Set(it.opens_on),
        asked_due_on: Set(Some(it.asked_due_on)),
        due_on: Set(it.due_on),
        fixes_from: Set(it.fixes_from),
        fixes_due_on: Set(it.fixes_due_on),
        fixes_late_at: Set(it.fixes_late_at),
        state: Set(it.state.code().to_owned()),
        late_at: Set(it.late_at),
        prepared_by: Set(it.prepared_by.map(Into::into)),
        prepared_at: Set(it.prepared_at),
        n_filings: Set(number(it.n_filings)),
        receipt: Set(it.receipt.clone()),
        attested_at: Set(it.attested_at),
        score: Set(it.score.map(i32::from)),
        updated_at: Set(it.updated_at),
        version: Set(it.version),
    })
}

pub(super) fn to_submission(row: submission::Model) -> Result<Submission> {
    Ok(Submission {
        id: row.id.into(),
        campaign_id: row.campaign_id.map(Into::into),
        agency_id: row.agency_id.into(),
        agency_folded: row.agency_folded,
        year: row.year,
        plan_types: serde_json::from_value(row.plan_types).map_err(Error::internal)?,
        reason: row.reason,
        opens_on: row.opens_on,
        asked_due_on: row.asked_due_on.unwrap_or(row.due_on),
        due_on: row.due_on,
        fixes_from: row.fixes_from,
        fixes_due_on: row.fixes_due_on,
        fixes_late_at: row.fixes_late_at,
        state: State::from_code(&row.state)
            .ok_or_else(|| unknown("submission state", &row.state))?,
        late_at: row.late_at,
        prepared_by: row.prepared_by.map(Into::into),
        prepared_at: row.prepared_at,
        n_filings: from_number(row.n_filings),
        receipt: row.receipt,
        attested_at: row.attested_at,
        score: row.score.map(|it| u8::try_from(it).unwrap_or(0)),
        updated_at: row.updated_at,
        version: row.version,
    })
}

pub(super) fn to_filing_row(it: &Filing) -> Result<filing::ActiveModel> {
    Ok(filing::ActiveModel {
        id: Set(it.id.into()),
        submission_id: Set(it.submission_id.into()),
        agency_id: Set(it.agency_id.into()),
        year: Set(it.year),
        number: Set(number(it.number)),
        receipt: Set(it.receipt.clone()),
        attested_by: Set(it.attested_by.into()),
        attested_at: Set(it.attested_at),
        statement: Set(it.statement.clone()),
        plans: Set(json(&it.plans)?),
        sha256: Set(it.sha256.clone()),
        made_at: Set(it.made_at),
        findings: Set(json(&it.findings)?),
        review: Set(it.review.as_ref().map(json).transpose()?),
        outcome: Set(it.outcome.map(|it| it.code().to_owned())),
        decided_at: Set(it.decided_at),
    })
}

pub(super) fn to_filing(row: filing::Model) -> Result<Filing> {
    let outcome = |code: String| {
        Outcome::from_code(&code).ok_or_else(|| unknown("submission outcome", &code))
    };
    Ok(Filing {
        id: row.id.into(),
        submission_id: row.submission_id.into(),
        agency_id: row.agency_id.into(),
        year: row.year,
        number: from_number(row.number),
        receipt: row.receipt,
        attested_by: row.attested_by.into(),
        attested_at: row.attested_at,
        statement: row.statement,
        plans: serde_json::from_value(row.plans).map_err(Error::internal)?,
        sha256: row.sha256,
        made_at: row.made_at,
        findings: serde_json::from_value(row.findings).map_err(Error::internal)?,
        review: row.review.map(serde_json::from_value).transpose().map_err(Error::internal)?,
        outcome: row.outcome.map(outcome).transpose()?,
        decided_at: row.decided_at,
    })
}
