//! Between an item and its row.

use sea_orm::{DerivePartialModel, NotSet, Set};
use serde_json::Value;
use uuid::Uuid;

use super::entity::item::{ActiveModel, Entity, Model};
use super::item::{Line, Proof, ProofSource, Recovery};
use super::{Details, Item, Kind, Outcome, Standing};
use crate::{Error, Result, Span, Timestamp};

fn seconds(span: Option<Span>) -> Option<i64> {
    span.map(Span::secs)
}

/// The row of an item, without what analysis found out: that is saved apart.
pub(super) fn to_row(item: &Item) -> ActiveModel {
    let Recovery { restore, fails_percent, point, target_rto, target_rpo, proof } = item.recovery;
    ActiveModel {
        id: Set(item.id.into()),
        kind: Set(item.kind().code().to_owned()),
        agency_id: Set(item.agency_id.into()),
        code: Set(item.code.clone()),
        name: Set(item.name.clone()),
        name_folded: Set(db::fold(&item.name)),
        description: Set(item.description.clone()),
        owner_id: Set(item.owner_id.map(Into::into)),
        custodian_id: Set(item.custodian_id.map(Into::into)),
        site_id: Set(item.site_id.map(Into::into)),
        vendor_id: Set(item.vendor_id.map(Into::into)),
        crew_id: Set(item.crew_id.map(Into::into)),
        crew_size: Set(item.crew_size.and_then(|it| i32::try_from(it).ok())),
        equipment_id: Set(item.equipment_id.map(Into::into)),
        equipment_size: Set(item.equipment_size.and_then(|it| i32::try_from(it).ok())),
        tier: Set(item.tier.map(i32::from)),
        restore_s: Set(seconds(restore)),
        fails_percent: Set(fails_percent.map(i32::from)),
        point_s: Set(seconds(point)),
        target_rto_s: Set(seconds(target_rto)),
        target_rpo_s: Set(seconds(target_rpo)),
        proof_source: Set(proof.map(|it| it.source.code().to_owned())),
        proof_on: Set(proof.and_then(|it| it.on)),
        proof_s: Set(seconds(proof.and_then(|it| it.measured))),
        details: Set(Value::Object(item.details.to_map())),
        updated_at: Set(item.updated_at),
        retired_at: Set(item.retired_at),
        version: Set(item.version),
        standing: NotSet,
        required_rto_s: NotSet,
        required_rpo_s: NotSet,
        achievable_rto_s: NotSet,
        achievable_rpo_s: NotSet,
        gap_s: NotSet,
        held_by: NotSet,
        single_point_for: NotSet,
        is_complete: NotSet,
        search_number: Set(db::search::number(item.id.into())),
    }
}

/// What a list reads of a row.
#[derive(Debug, DerivePartialModel)]
#[sea_orm(entity = "Entity")]
pub(super) struct LineRow {
    id: Uuid,
    agency_id: Uuid,
    name: String,
    owner_id: Option<Uuid>,
    site_id: Option<Uuid>,
    tier: Option<i32>,
    standing: String,
    required_rto_s: Option<i64>,
    achievable_rto_s: Option<i64>,
    is_complete: bool,
    gap_s: Option<i64>,
    updated_at: Timestamp,
}

impl From<LineRow> for Line {
    fn from(row: LineRow) -> Line {
        let span = |it: Option<i64>| it.map(Span::from_secs);
        Line {
            id: row.id.into(),
            agency_id: row.agency_id.into(),
            name: row.name,
            owner_id: row.owner_id.map(Into::into),
            site_id: row.site_id.map(Into::into),
            tier: row.tier.and_then(|it| u8::try_from(it).ok()),
            standing: Standing::from_code(&row.standing).unwrap_or_default(),
            required_rto: span(row.required_rto_s),
            achievable_rto: span(row.achievable_rto_s),
            is_complete: row.is_complete,
            gap: span(row.gap_s),
            updated_at: row.updated_at,
        }
    }
}

/// The item in a row.
pub(super) fn to_item(row: Model) -> Result<Item> {
    let kind: Kind =
        row.kind.parse().map_err(|()| Error::internal(format!("kind {}", row.kind)))?;
    let details = match row.details {
        Value::Object(map) => Details::from_map(kind, map),
        _ => Ok(Details::none(kind)),
    };
    let details =
        details.map_err(|it| Error::internal(format!("details of {}: {}", row.id, it.reason)))?;
    let span = |it: Option<i64>| it.map(Span::from_secs);
    let proof = row.proof_source.as_deref().and_then(ProofSource::from_code);
    Ok(Item {
        id: row.id.into(),
        agency_id: row.agency_id.into(),
        code: row.code,
        name: row.name,
        description: row.description,
        owner_id: row.owner_id.map(Into::into),
        custodian_id: row.custodian_id.map(Into::into),
        site_id: row.site_id.map(Into::into),
        vendor_id: row.vendor_id.map(Into::into),
        crew_id: row.crew_id.map(Into::into),
        crew_size: row.crew_size.and_then(|it| u32::try_from(it).ok()),
        equipment_id: row.equipment_id.map(Into::into),
        equipment_size: row.equipment_size.and_then(|it| u32::try_from(it).ok()),
        tier: row.tier.and_then(|it| u8::try_from(it).ok()),
        recovery: Recovery {
            restore: span(row.restore_s),
            fails_percent: row.fails_percent.and_then(|it| u8::try_from(it).ok()),
            point: span(row.point_s),
            target_rto: span(row.target_rto_s),
            target_rpo: span(row.target_rpo_s),
            proof: proof.map(|source| Proof {
                source,
                on: row.proof_on,
                measured: span(row.proof_s),
            }),
        },
        details,
        outcome: Outcome {
            standing: Standing::from_code(&row.standing).unwrap_or_default(),
            required_rto: span(row.required_rto_s),
            required_rpo: span(row.required_rpo_s),
            achievable_rto: span(row.achievable_rto_s),
            is_complete: row.is_complete,
            achievable_rpo: span(row.achievable_rpo_s),
            gap: span(row.gap_s),
            held_by: row.held_by.map(Into::into),
            single_point_for: row.single_point_for.and_then(|it| u32::try_from(it).ok()),
        },
        updated_at: row.updated_at,
        retired_at: row.retired_at,
        version: row.version,
    })
}
