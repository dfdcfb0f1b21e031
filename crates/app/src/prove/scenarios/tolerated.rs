//! How long each can be gone in a run, and how long catching up takes once it is back. `Known::of`
//! reads what analyses in force say; nothing else here does I/O.

use std::collections::BTreeMap;

use chrono_tz::Tz;
use serde::Serialize;

use super::peaks::{self, KnownPeaks};
use super::run::Ran;
use crate::ids::ItemId;
use crate::prepare::impact::{self, CaughtUp, Tolerance};
use crate::prove::recovery::{Board, to_span};
use crate::{Ctx, Result};

/// What analyses in force say that a run counts with, by item.
#[derive(Debug, Clone, Default)]
pub(super) struct Known {
    pub(super) peaks: KnownPeaks,
    pub(super) tolerances: BTreeMap<ItemId, Tolerance>,
}

impl Known {
    pub(super) async fn of(ctx: &Ctx, ran: &Ran) -> Result<Known> {
        let peaks = peaks::known(ctx, ran).await?;
        let tolerances = impact::tolerances_in_force(&*ctx.read().await?).await?;
        Ok(Known { peaks, tolerances })
    }

    /// What is said of one service alone, if the run is about one.
    pub(super) fn alone(mut self, board: &Board, alone: Option<u32>) -> Known {
        let counts = |id: &ItemId| alone.is_none_or(|it| board.node(*id) == Some(it));
        self.peaks.retain(|id, _| counts(id));
        self.tolerances.retain(|id, _| counts(id));
        self
    }
}

/// How long each can be gone in a run, by node.
#[derive(Debug, Default, Serialize)]
pub(super) struct Tolerances(BTreeMap<u32, Tolerance>);

impl Tolerances {
    /// A peak in which it strikes may ask for less than what can be borne at other times.
    pub(super) fn of(board: &Board, ran: &Ran, known: &Known) -> Tolerances {
        let zone: Tz = ran.time_zone.parse().unwrap_or(Tz::UTC);
        let in_peak = |id: &ItemId| {
            let peaks = known.peaks.get(id).into_iter().flatten();
            let held = peaks.filter(|it| ran.strikes_at.is_some_and(|at| it.holds(at, zone)));
            held.filter_map(|it| it.mtd).min()
        };
        let of_node = |(id, it): (&ItemId, &Tolerance)| {
            let mtd = it.mtd.into_iter().chain(in_peak(id)).min();
            Some((board.node(*id)?, Tolerance { mtd, ..*it }))
        };
        Tolerances(known.tolerances.iter().filter_map(of_node).collect())
    }

    /// When people have caught up with a node that is back after `back` seconds.
    pub(super) fn row(&self, node: u32, back: Option<u32>) -> CaughtUp {
        let found = self.0.get(&node);
        found.map(|it| it.caught_up(back.map(to_span))).unwrap_or_default()
    }
}
