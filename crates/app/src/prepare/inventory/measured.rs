//! Recoveries of items that were measured, over time. An item keeps the last one as its proof; those
//! before are in the audit log, which has each document as it was.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::Deserialize;
use serde_json::Value;
use uuid::Uuid;

use super::{Proof, ProofSource};
use crate::ids::ItemId;
use crate::{Ctx, Result, Span, Timestamp, events};

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

/// What a document says of a measurement.
#[derive(Debug, Clone, Copy)]
struct Stated {
    source: ProofSource,
    on: NaiveDate,
    took: Span,
    /// On which day the measurement was first written down.
    noted_on: NaiveDate,
}

impl Stated {
    fn of(proof: Proof, noted_on: NaiveDate) -> Option<Stated> {
        let measured = proof.on.zip(proof.measured).filter(|_| proof.source.is_measured());
        measured.map(|(on, took)| Stated { source: proof.source, on, took, noted_on })
    }

    /// Whether it mends what was stated `before`: of the same day, or of the same time with another day.
    /// What happened only after that was written down is another measurement, though it took as long.
    fn mends(&self, before: &Stated) -> bool {
        let is_same_time = (self.source, self.took) == (before.source, before.took);
        self.on == before.on || (is_same_time && self.on <= before.noted_on)
    }
}

/// The measurements in documents, the newest document first. What was written down last of a
/// measurement holds, so that a mistake that was mended is no second measurement.
fn by_day(documents: Vec<(Uuid, Timestamp, Value)>) -> BTreeMap<ItemId, BTreeMap<NaiveDate, Span>> {
    let mut found: BTreeMap<ItemId, BTreeMap<NaiveDate, Span>> = BTreeMap::new();
    let mut last: BTreeMap<Uuid, Stated> = BTreeMap::new();
    for (id, at, document) in documents.into_iter().rev() {
        let proof = document.get("proof").and_then(|it| Proof::deserialize(it).ok());
        let Some(mut it) = proof.and_then(|it| Stated::of(it, at.date_naive())) else { continue };
        let days = found.entry(id.into()).or_default();
        if let Some(before) = last.get(&id).filter(|before| it.mends(before)) {
            days.remove(&before.on);
            it.noted_on = before.noted_on;
        }
        days.insert(it.on, it.took);
        last.insert(id, it);
    }
    found
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    /// What a document said at the end of a day.
    fn said(
        id: Uuid,
        (source, on, took): (&str, &str, &str),
        written: &str,
    ) -> (Uuid, Timestamp, Value) {
        let at: Timestamp = format!("{written}T20:00:00Z").parse().unwrap_or_default();
        let proof = json!({ "source": source, "on": on, "measured": took });
        (id, at, json!({ "code": "database", "proof": proof }))
    }

    /// What was measured on which days, in hours.
    fn days(documents: Vec<(Uuid, Timestamp, Value)>) -> Vec<(String, i64)> {
        let found = by_day(documents);
        let days = found.values().flatten().map(|(on, took)| (on.to_string(), took.secs() / 3_600));
        days.collect()
    }

    fn expected(days: &[(&str, i64)]) -> Vec<(String, i64)> {
        days.iter().map(|it| (it.0.to_owned(), it.1)).collect()
    }

    #[test]
    fn each_day_counts_once_as_it_was_written_down_last() {
        let id = Uuid::now_v7();
        let at = Timestamp::default();
        let found = days(vec![
            said(id, ("test", "2026-03-01", "PT3H"), "2026-03-05"),
            said(id, ("vendor", "2026-02-01", "PT1H"), "2026-03-04"),
            (id, at, json!({ "code": "database" })),
            (id, at, Value::Null),
            said(id, ("test", "2026-03-01", "PT30H"), "2026-03-02"),
            said(id, ("event", "2025-01-01", "PT5H"), "2025-01-02"),
        ]);
        assert_eq!(found, expected(&[("2025-01-01", 5), ("2026-03-01", 3)]));
    }

    #[test]
    fn a_day_that_was_mended_is_no_other_measurement() {
        let id = Uuid::now_v7();
        let first = said(id, ("test", "2026-03-01", "PT3H"), "2026-03-08");
        let mended = said(id, ("test", "2026-03-02", "PT3H"), "2026-03-09");
        let again = said(id, ("test", "2026-03-03", "PT3H"), "2026-06-01");
        let found = days(vec![again, mended.clone(), first.clone()]);
        assert_eq!(found, expected(&[("2026-03-03", 3)]));
        // Whatever else is changed of the record meanwhile, it is on record since it first was.
        let next = said(id, ("test", "2026-05-20", "PT3H"), "2026-06-02");
        let same = said(id, ("test", "2026-03-02", "PT3H"), "2026-06-01");
        let found = days(vec![next, same, mended, first.clone()]);
        assert_eq!(found, expected(&[("2026-03-02", 3), ("2026-05-20", 3)]));
        // Another time, or another source, is another measurement.
        let slower = said(id, ("test", "2026-03-05", "PT4H"), "2026-03-09");
        let event = said(id, ("event", "2026-03-07", "PT4H"), "2026-03-09");
        let found = days(vec![event, slower, first]);
        assert_eq!(found, expected(&[("2026-03-01", 3), ("2026-03-05", 4), ("2026-03-07", 4)]));
    }

    #[test]
    fn the_same_time_of_two_records_is_two_measurements() {
        let found = days(vec![
            said(Uuid::now_v7(), ("test", "2026-03-01", "PT3H"), "2026-03-08"),
            said(Uuid::now_v7(), ("test", "2026-03-02", "PT3H"), "2026-03-08"),
        ]);
        assert_eq!(found.len(), 2);
    }
}
