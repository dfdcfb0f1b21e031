//! Comparing two runs: who is back later or earlier, who is newly down, who is down no longer.

use std::collections::BTreeMap;

use db::Tx;

use super::later::{Later, Overtaken};
use super::outcome::Trials;
use super::reach::Reach;
use super::result_store::{self as store, Seen};
use super::results::{ServiceRow, done, service_row};
use super::run::{RowVerdict, Run};
use super::run_store;
use crate::ids::{ItemId, RunId};
use crate::prove::recovery::{Named, Names};
use crate::{Ctx, Page, Paging, Result, Span};

/// How a service or a process fares otherwise in one run than in another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Change {
    /// It is down in the second run only.
    NewlyDown,
    /// It is back later, or not at all any more.
    Later,
    /// It is back when it was before, but judged otherwise: by another target, or because times are
    /// known now, or no longer.
    Judged,
    /// It is back earlier, or comes back after all.
    Earlier,
    /// It is down in the first run only.
    NotDown,
}

impl Change {
    /// Every change, the worst first.
    pub const ALL: [Change; 5] =
        [Change::NewlyDown, Change::Later, Change::Judged, Change::Earlier, Change::NotDown];

    /// Its name for programs.
    pub const fn code(self) -> &'static str {
        match self {
            Change::NewlyDown => "newly_down",
            Change::Later => "later",
            Change::Earlier => "earlier",
            Change::NotDown => "not_down",
            Change::Judged => "judged",
        }
    }

    /// Its name for people.
    pub const fn title(self) -> &'static str {
        match self {
            Change::NewlyDown => "Newly down",
            Change::Later => "Later than before",
            Change::Earlier => "Earlier than before",
            Change::NotDown => "No longer down",
            Change::Judged => "Judged otherwise",
        }
    }

    /// The change called `code`.
    pub fn from_code(code: &str) -> Option<Change> {
        Change::ALL.into_iter().find(|it| it.code() == code)
    }
}

/// What to know of runs of different scenarios: neither search begins with the order of the other.
pub const SEARCHED_APART: &str = "The orders of the two scenarios were searched independently: a \
    small difference may come from the search, not from what the scenarios say.";

/// How two runs differ, of what the actor may see.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Comparison {
    /// Whether both were computed from the same: then they do not differ.
    pub same_inputs: bool,
    /// Whether they are of different scenarios: then [`SEARCHED_APART`] holds.
    pub searched_apart: bool,
    /// How many services and processes differ in each way.
    pub counts: Vec<(Change, u64)>,
    /// How many are past their MTD in the first run, of those of which the actor reads the impact
    /// analysis.
    pub n_past_mtd_before: u64,
    /// The same in the second run.
    pub n_past_mtd_after: u64,
    /// If both are of the same service alone, and the actor may see it: how it fares in each.
    pub alone: Option<BackAlone>,
}

/// How the service that two runs are about is back in each.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BackAlone {
    /// The service.
    pub service: Named,
    /// When it is back in the first run. None: never.
    pub before: Option<Span>,
    /// When it is back in the second run. None: never.
    pub after: Option<Span>,
}

/// A service or a process that fares otherwise.
#[derive(Debug, Clone, PartialEq)]
pub struct ChangedRow {
    /// As it is in the second run; in the first, if it is down no longer.
    pub row: ServiceRow,
    /// When it is back in the first run. None: it was not down, or did not come back.
    pub back_before: Option<Span>,
    /// When it is back in the second run. None: it is not down, or does not come back.
    pub back_after: Option<Span>,
    /// How the first run judges it. None: it was not down.
    pub verdict_before: Option<RowVerdict>,
    /// What goes before it in the second run, if that assumes something that the first one does
    /// without, and it is back later.
    pub overtaken: Option<Overtaken>,
}

impl ChangedRow {
    fn new(row: ServiceRow, back_before: Option<Span>, back_after: Option<Span>) -> ChangedRow {
        ChangedRow { row, back_before, back_after, verdict_before: None, overtaken: None }
    }
}

/// How run `after` differs from run `before`.
pub async fn compare(ctx: &Ctx, before: RunId, after: RunId) -> Result<Comparison> {
    let tx = ctx.read().await?;
    let (one, other) = (done(&tx, ctx, before).await?, done(&tx, ctx, after).await?);
    let (seen, mut counts) = (Seen::of(ctx), Vec::new());
    for change in Change::ALL {
        let runs = (before, after, &seen);
        let n = store::n_changed(&tx, &ctx.platform.counts, runs, change).await?;
        counts.push((change, n));
    }
    let n_past_mtd_before = store::n_past_mtd(&tx, &ctx.platform.counts, (before, &seen)).await?;
    let n_past_mtd_after = store::n_past_mtd(&tx, &ctx.platform.counts, (after, &seen)).await?;
    let alone = alone(&tx, &seen, (&one, &other)).await?;
    drop(tx);
    let alone = match alone {
        Some((id, before, after)) => {
            let service = Names::of(ctx, [id]).await?.named(id);
            Some(BackAlone { service, before, after })
        }
        None => None,
    };
    Ok(Comparison {
        alone,
        same_inputs: one.inputs_hash == other.inputs_hash,
        searched_apart: one.scenario_id != other.scenario_id,
        counts,
        n_past_mtd_before,
        n_past_mtd_after,
    })
}

/// The service that both runs are about, if it is the same, and when it is back in each, as far as
/// `seen` lets see it.
async fn alone(
    tx: &Tx,
    seen: &Seen,
    (one, other): (&Run, &Run),
) -> Result<Option<(ItemId, Option<Span>, Option<Span>)>> {
    let of = |it: &Run| it.scenario.alone.as_ref().and_then(|it| it.id);
    let Some(id) = of(one).filter(|id| of(other) == Some(*id)) else { return Ok(None) };
    let before = store::one(tx, (one.id, seen), id).await?;
    let after = store::one(tx, (other.id, seen), id).await?;
    Ok(before.zip(after).map(|(before, after)| (id, before.back, after.back)))
}

/// Who fares otherwise in `after` than in `before`, the worst change first, and in each the most
/// critical. The same as of two runs, for what is not kept.
pub fn differences(before: &[ServiceRow], after: &[ServiceRow]) -> Vec<(Change, ChangedRow)> {
    let by_id = |rows: &[ServiceRow]| -> BTreeMap<ItemId, ServiceRow> {
        rows.iter().map(|it| (it.item.id, it.clone())).collect()
    };
    let (before, after) = (by_id(before), by_id(after));
    let mut found = Vec::new();
    for (id, row) in &after {
        let then = before.get(id);
        let back_before = then.and_then(|it| it.back);
        // What does not come back is later than all that does.
        let late = |it: Option<Span>| (it.is_none(), it);
        let change = match then {
            None => Change::NewlyDown,
            Some(_) if late(back_before) < late(row.back) => Change::Later,
            Some(_) if late(row.back) < late(back_before) => Change::Earlier,
            Some(then) if then.verdict != row.verdict => Change::Judged,
            Some(_) => continue,
        };
        let verdict_before = then.map(|it| it.verdict);
        let changed = ChangedRow::new(row.clone(), back_before, row.back);
        found.push((change, ChangedRow { verdict_before, ..changed }));
    }
    for row in before.into_iter().filter(|it| !after.contains_key(&it.0)).map(|it| it.1) {
        let back_before = row.back;
        found.push((Change::NotDown, ChangedRow::new(row, back_before, None)));
    }
    found.sort_by(|(a, one), (b, other)| {
        let rank = |it: &ChangedRow| (it.row.tier.unwrap_or(u8::MAX), it.row.item.code.clone());
        (a, rank(one)).cmp(&(b, rank(other)))
    });
    found
}

/// One page of the services and processes that fare otherwise in one way, the most critical first.
pub async fn changed(
    ctx: &Ctx,
    (before, after): (RunId, RunId),
    change: Change,
    paging: Paging,
) -> Result<Page<ChangedRow>> {
    let tx = ctx.read().await?;
    let one = done(&tx, ctx, before).await?;
    let other = done(&tx, ctx, after).await?;
    let (seen, counts) = (Seen::of(ctx), &ctx.platform.counts);
    let found = store::changed(&tx, counts, (before, after, &seen), (change, paging)).await?;
    let mut later: BTreeMap<ItemId, Later> = BTreeMap::new();
    if change == Change::Later && assumes_more(&one, &other) {
        let result = run_store::result(&tx, after).await?.unwrap_or_default();
        later.extend(result.later.into_iter().map(|it| (it.item_id, it)));
    }
    drop(tx);
    let causes = found.items.iter().filter_map(|it| it.0.0.cause_id);
    let shown = found.items.iter().filter_map(|it| later.get(&it.0.0.item_id));
    let names = Names::of(ctx, causes.chain(shown.flat_map(Later::ids))).await?;
    // What their own services stand on they may know by name; what others need it for, they may not.
    let reach = Reach::of(ctx).await?;
    let may_tell = |it: &Named| it.may_open || reach.holds_id(it.id);
    Ok(found.map(|(line, then)| {
        // What is down no longer is told as it was in the first run.
        let of = if change == Change::NotDown { &one } else { &other };
        let row = service_row(ctx, line, (&names, Trials::of(of)));
        let back_after = row.back.filter(|_| change != Change::NotDown);
        let overtaken = later.get(&row.item.id).map(|it| it.named(&names).told(may_tell));
        let (back_before, verdict_before) =
            (then.and_then(|it| it.back), then.map(|it| it.verdict));
        ChangedRow { overtaken, verdict_before, ..ChangedRow::new(row, back_before, back_after) }
    }))
}

/// Whether the second run is the first one with what its scenario assumes.
fn assumes_more(one: &Run, other: &Run) -> bool {
    one.scenario_id == other.scenario_id
        && one.scenario.version == other.scenario.version
        && one.scenario.is_without_changes
        && !other.scenario.is_without_changes
}
