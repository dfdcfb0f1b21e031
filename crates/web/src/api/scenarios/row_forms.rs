//! What a service or a process in a run looks like outside, and what its impact analysis has to do with
//! it.

use app::Span;
use app::prove::scenarios::{PeakAhead, ServiceRow, Tightened};
use schemars::JsonSchema;
use serde::Serialize;

use crate::api::inventory::NamedForm;

/// How a service or a process fares in a run.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(super) struct ServiceForm {
    /// Which, as it was called then.
    item: NamedForm,
    /// How critical it was.
    tier: Option<u8>,
    /// What the scenario names that took it down: of several, the nearest.
    cause: Option<NamedForm>,
    /// Its place in the order of restoration of the whole state. Null: it does not come back.
    position: Option<u32>,
    /// When it is back.
    back: Option<Span>,
    /// By when it must be back.
    due: Option<Span>,
    /// How late it is, if it is late and comes back.
    late: Option<Span>,
    /// How long its restoration waits for what it needs.
    wait_for_needs: Option<Span>,
    /// How long it waits for people or equipment after that.
    wait_for_crew: Option<Span>,
    /// How likely it is back in time, from 0 to 1. Null: it has no target, or it was not tried.
    chance: Option<f64>,
    /// The lower end of the interval in which that lies in 95 cases of a hundred: it follows from how
    /// many times chance was tried. Null: it was not.
    chance_low: Option<f64>,
    /// The upper end of it.
    chance_high: Option<f64>,
    /// How it fares.
    verdict: &'static str,
    /// The peak that makes its own target tighter. Null also for those who do not read its impact
    /// analysis.
    tightened: Option<TightenedForm>,
    /// A peak of it that begins before it is back. Null likewise.
    peak_ahead: Option<PeakAheadForm>,
    /// How long it can be gone at most (MTD). Null likewise, and in runs of earlier versions.
    mtd: Option<Span>,
    /// When people have caught up (WRT) after it is back. Null likewise, and if it does not come back.
    caught_up: Option<Span>,
    /// How far that is past its MTD. Null: it is not, or it does not come back.
    past_mtd_by: Option<Span>,
    /// Whether it is past its MTD. What does not come back is past any.
    is_past_mtd: bool,
}

/// A target that is tighter because it strikes in a peak.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields, rename = "Tightened")]
struct TightenedForm {
    /// What the peak is called.
    peak: String,
    /// How soon it must be back then, of its own.
    rto: Span,
    /// How soon at other times. Null: nobody has said.
    usual: Option<Span>,
}

/// A peak that begins before something is back.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields, rename = "PeakAhead")]
struct PeakAheadForm {
    /// What it is called.
    peak: String,
    /// How long after it struck it begins.
    begins: Span,
    /// How soon it must be back in it.
    rto: Span,
}

impl From<Tightened> for TightenedForm {
    fn from(it: Tightened) -> Self {
        TightenedForm { peak: it.peak, rto: it.rto, usual: it.usual }
    }
}

impl From<PeakAhead> for PeakAheadForm {
    fn from(it: PeakAhead) -> Self {
        PeakAheadForm { peak: it.peak, begins: it.begins, rto: it.rto }
    }
}

impl From<ServiceRow> for ServiceForm {
    fn from(it: ServiceRow) -> Self {
        ServiceForm {
            item: (&it.item).into(),
            tier: it.tier,
            cause: it.cause.as_ref().map(Into::into),
            position: it.position,
            back: it.back,
            due: it.due,
            late: it.late,
            wait_for_needs: it.wait_for_needs,
            wait_for_crew: it.wait_for_crew,
            chance: it.chance,
            chance_low: it.chance_between.map(|it| it.0),
            chance_high: it.chance_between.map(|it| it.1),
            verdict: it.verdict.code(),
            tightened: it.tightened.map(Into::into),
            peak_ahead: it.peak_ahead.map(Into::into),
            mtd: it.caught_up.mtd,
            caught_up: it.caught_up.after,
            past_mtd_by: it.caught_up.past_by(),
            is_past_mtd: it.caught_up.is_past(),
        }
    }
}
