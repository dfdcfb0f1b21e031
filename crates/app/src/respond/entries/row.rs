//! Between entries and the rows of their table.

use sea_orm::Set;

use super::entity::entry::{ActiveModel, Model};
use super::{Details, Entry};
use crate::{Error, Result};

pub(super) fn to_row(it: &Entry) -> Result<ActiveModel> {
    let details = &it.document.details;
    let rank = match details {
        Details::Damage(it) => Some(it.severity as i32),
        Details::Cost(_) | Details::Access(_) => None,
    };
    let until = match details {
        Details::Access(it) => Some(it.until),
        Details::Damage(_) | Details::Cost(_) => None,
    };
    Ok(ActiveModel {
        id: Set(it.id.into()),
        disruption_id: Set(it.disruption_id.into()),
        kind: Set(it.kind().code().to_owned()),
        what: Set(it.document.what.clone()),
        what_folded: Set(db::fold(&it.document.what)),
        word: Set(details.word().to_owned()),
        rank: Set(rank),
        amount: Set(details.amount().map(|it| it.cents())),
        happened_at: Set(it.document.at),
        until_at: Set(until),
        ended_at: Set(it.ended_at),
        content: Set(serde_json::to_value(&it.document).map_err(Error::internal)?),
        written_by: Set(it.written_by.into()),
        updated_at: Set(it.updated_at),
        version: Set(it.version),
    })
}

pub(super) fn to_entry(row: Model) -> Result<Entry> {
    Ok(Entry {
        id: row.id.into(),
        disruption_id: row.disruption_id.into(),
        document: serde_json::from_value(row.content).map_err(Error::internal)?,
        ended_at: row.ended_at,
        written_by: row.written_by.into(),
        updated_at: row.updated_at,
        version: row.version,
    })
}
