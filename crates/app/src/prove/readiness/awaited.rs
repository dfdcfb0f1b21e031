//! Times that nobody has given, and for how many services they are missing.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use super::figures::Basis;
use crate::actor::Permission;
use crate::ids::AgencyId;
use crate::prepare::inventory::Standing;
use crate::prove::recovery::{Answer, TimeToGive, View, current, times_to_give, without_time};
use crate::{Ctx, Page, Paging, Result};

/// A restore time that nobody has given, and what hangs on it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AwaitedTime {
    /// Of what, and who is to give it.
    pub time: TimeToGive,
    /// For how many services that are counted it is missing, so that nobody can say when they are
    /// back.
    pub n_services: u64,
    /// For how many of them it is the only one.
    pub n_alone: u64,
}

/// The times that are missing for services that must be back within some time, those that most wait
/// for first.
///
/// They are of `agency` and all below it, or of all that the actor may see. What already misses its
/// target for certain waits for none.
pub async fn awaited_times(
    ctx: &Ctx,
    agency: Option<AgencyId>,
    paging: Paging,
) -> Result<Page<AwaitedTime>> {
    let board = current(ctx).await?;
    // Of most who look, the first page is enough.
    let first = (paging.number == 1).then_some(paging.size);
    let answer = first.map(|n| board.memo.answer::<Page<AwaitedTime>>(ctx, agency, n));
    if let Some(known) = answer.as_ref().and_then(Answer::known) {
        return Ok(known);
    }
    let view = View::of(ctx, &board, Permission::ReadReports, agency)?;
    let basis = Basis::of(&board);
    let mut counts: BTreeMap<u32, (u64, u64)> = BTreeMap::new();
    let counted = board.all().filter(|(node, it)| {
        basis.counts(it)
            && view.holds(board.place(*node), it)
            && board.standing(*node) == Standing::Unknown
    });
    for (node, _) in counted {
        let missing = without_time(&board.engine, node);
        let is_alone = missing.len() == 1;
        for it in missing {
            let count = counts.entry(it).or_default();
            count.0 += 1;
            count.1 += u64::from(is_alone);
        }
    }
    let mut found: Vec<(u32, (u64, u64))> = counts.into_iter().collect();
    found.sort_by_key(|(node, n)| (Reverse(*n), *node));
    let n_items = found.len() as u64;
    let shown = paging.part(found);
    let nodes: Vec<u32> = shown.iter().map(|it| it.0).collect();
    let times = times_to_give(ctx, &board, &nodes).await?;
    let line = |(time, (_, (n_services, n_alone))): (TimeToGive, (u32, (u64, u64)))| AwaitedTime {
        time,
        n_services,
        n_alone,
    };
    let page = paging.of(times.into_iter().zip(shown).map(line).collect(), n_items);
    if let Some(answer) = answer {
        answer.keep(&page);
    }
    Ok(page)
}
