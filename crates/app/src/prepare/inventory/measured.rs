//! Recoveries of items that were measured, over time. An item keeps the last one as its proof; those
//! before are in the audit log, which has each document as it was.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::Deserialize;
use serde_json::Value;
use uuid::Uuid;

use super::Proof;
use crate::ids::ItemId;
use crate::{Ctx, Result, Span, events};

/// How many documents are looked at.
const DOCUMENTS_MAX: u64 = 4_000;

/// How long the recovery of each of these items took on the days on which it was measured, in a test
/// or after a real loss. The caller names no item by it that the actor may not open.
pub(crate) async fn measured(
    ctx: &Ctx,
    ids: &[ItemId],
) -> Result<BTreeMap<ItemId, BTreeMap<NaiveDate, Span>>> {
    if ids.is_empty() {
        return Ok(BTreeMap::new());
    }
    let ids: Vec<Uuid> = ids.iter().map(|it| it.uuid()).collect();
    let documents = events::documents_of(&*ctx.read().await?, &ids, DOCUMENTS_MAX).await?;
    Ok(by_day(documents))
}

/// The measurements in documents, the newest document first: of one day, what was written down last
/// holds, so that a mistake that was mended is no second measurement.
fn by_day(documents: Vec<(Uuid, Value)>) -> BTreeMap<ItemId, BTreeMap<NaiveDate, Span>> {
    let mut found: BTreeMap<ItemId, BTreeMap<NaiveDate, Span>> = BTreeMap::new();
    for (id, document) in documents {
        let proof = document.get("proof").and_then(|it| Proof::deserialize(it).ok());
        let measured = proof.filter(|it| it.source.is_measured());
        if let Some((on, took)) = measured.and_then(|it| it.on.zip(it.measured)) {
            found.entry(id.into()).or_default().entry(on).or_insert(took);
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn each_day_counts_once_as_it_was_written_down_last() {
        let id = Uuid::now_v7();
        let proof = |source: &str, on: &str, measured: &str| {
            let proof = json!({ "source": source, "on": on, "measured": measured });
            (id, json!({ "code": "database", "proof": proof }))
        };
        let found = by_day(vec![
            proof("test", "2026-03-01", "PT3H"),
            proof("vendor", "2026-02-01", "PT1H"),
            (id, json!({ "code": "database" })),
            (id, Value::Null),
            proof("test", "2026-03-01", "PT30H"),
            proof("event", "2025-01-01", "PT5H"),
        ]);
        let hours = Span::from_hours;
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        let expected = [(day("2025-01-01"), hours(5)), (day("2026-03-01"), hours(3))];
        assert_eq!(found[&ItemId::from(id)], expected.into());
    }
}
