//! What two runs look like outside that are compared.

use std::collections::BTreeMap;

use app::Span;
use app::prove::scenarios::{BackAlone, ChangedRow, Comparison};
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::Value;

use super::row_forms::ServiceForm;
use crate::api::inventory::NamedForm;

/// How two runs differ, of what the caller may see.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(super) struct ComparisonForm {
    /// Whether both were computed from the same.
    same_inputs: bool,
    /// Whether they are of different scenarios: neither search began with the order of the other, so a
    /// small difference may come from the search.
    searched_apart: bool,
    /// How many services and processes differ in each way, by its code.
    counts: BTreeMap<&'static str, u64>,
    /// How many are past their MTD in the first run, of those of which you read the impact analysis.
    n_past_mtd_before: u64,
    /// The same in the second run.
    n_past_mtd_after: u64,
    /// If both are of the same service alone: how it fares in each.
    alone: Option<AloneForm>,
}

/// How the service that two runs are about is back in each.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields, rename = "RunServiceAlone")]
struct AloneForm {
    /// The service.
    service: NamedForm,
    /// When it is back in the first run. Null: it does not come back.
    back_before: Option<Span>,
    /// When it is back in the second run. Null: it does not come back.
    back_after: Option<Span>,
}

impl From<BackAlone> for AloneForm {
    fn from(it: BackAlone) -> Self {
        let (back_before, back_after) = (it.before, it.after);
        AloneForm { service: (&it.service).into(), back_before, back_after }
    }
}

impl From<Comparison> for ComparisonForm {
    fn from(it: Comparison) -> Self {
        let alone = it.alone.map(Into::into);
        let counts = it.counts.into_iter().map(|(change, n)| (change.code(), n)).collect();
        let (same_inputs, searched_apart) = (it.same_inputs, it.searched_apart);
        let (n_past_mtd_before, n_past_mtd_after) = (it.n_past_mtd_before, it.n_past_mtd_after);
        ComparisonForm {
            same_inputs,
            searched_apart,
            counts,
            n_past_mtd_before,
            n_past_mtd_after,
            alone,
        }
    }
}

/// A service or a process that fares otherwise.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(super) struct ChangedForm {
    /// As it is in the second run; in the first, if it is down no longer.
    #[schemars(with = "Value")]
    service: ServiceForm,
    /// When it is back in the first run. Null: it was not down, or did not come back.
    back_before: Option<Span>,
    /// When it is back in the second run. Null: it is not down, or does not come back.
    back_after: Option<Span>,
}

impl From<ChangedRow> for ChangedForm {
    fn from(it: ChangedRow) -> Self {
        let (back_before, back_after) = (it.back_before, it.back_after);
        ChangedForm { service: it.row.into(), back_before, back_after }
    }
}
