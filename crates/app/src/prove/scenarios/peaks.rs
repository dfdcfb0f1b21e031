//! Peaks in a run: which targets are tighter because it strikes in one, and which peaks begin before
//! all is back. `known` reads what approved analyses say; nothing else here does I/O.

use std::collections::BTreeMap;

use chrono::TimeDelta;
use chrono_tz::Tz;
use engine::Node;
use serde::Serialize;

use super::inputs::seconds;
use super::outcome::{PeakAhead, RowPeaks, Tightened};
use super::run::Ran;
use crate::ids::ItemId;
use crate::prepare::impact::{self, Peak, tightest};
use crate::prove::recovery::{Board, to_span};
use crate::{Ctx, Result, Span, Timestamp};

/// The peaks that analyses in force name, by item.
pub(super) type KnownPeaks = BTreeMap<ItemId, Vec<Peak>>;

/// What a run needs to know of them. What strikes at no particular time strikes in no peak.
pub(super) async fn known(ctx: &Ctx, ran: &Ran) -> Result<KnownPeaks> {
    match ran.strikes_at {
        Some(_) => impact::peaks_in_force(&*ctx.read().await?).await,
        None => Ok(KnownPeaks::new()),
    }
}

/// The peaks of a run, by node.
#[derive(Debug, Default, Serialize)]
pub(super) struct Peaks {
    strikes_at: Option<Timestamp>,
    #[serde(skip)]
    zone: Tz,
    tightened: BTreeMap<u32, Tight>,
    /// Peaks that it does not strike in, of what would have a tighter target in them.
    others: BTreeMap<u32, Vec<Peak>>,
}

/// What the peak in which it strikes asks for.
#[derive(Debug, Serialize)]
struct Tight {
    peak: String,
    rto: Span,
    rpo: Option<Span>,
    usual: Option<Span>,
}

impl Peaks {
    pub(super) fn of(board: &Board, ran: &Ran, known: KnownPeaks) -> Peaks {
        let zone: Tz = ran.time_zone.parse().unwrap_or(Tz::UTC);
        let mut peaks = Peaks { strikes_at: ran.strikes_at, zone, ..Peaks::default() };
        let Some(at) = ran.strikes_at else { return peaks };
        for (id, of_item) in known {
            let Some(node) = board.node(id) else { continue };
            let usual = board.engine.model().node(node).target_rto.map(to_span);
            let is_tighter = |rto: Span, than: Option<Span>| than.is_none_or(|it| rto < it);
            let now = tightest(&of_item, at, zone).filter(|it| is_tighter(it.rto, usual));
            let in_force = now.map(|it| it.rto).or(usual);
            if let Some(it) = now {
                let tight = Tight { peak: it.name.clone(), rto: it.rto, rpo: it.rpo, usual };
                peaks.tightened.insert(node, tight);
            }
            let is_other = |it: &Peak| !it.holds(at, zone) && is_tighter(it.rto, in_force);
            let others: Vec<Peak> = of_item.into_iter().filter(is_other).collect();
            if !others.is_empty() {
                peaks.others.insert(node, others);
            }
        }
        peaks
    }

    /// Makes the targets of nodes as tight as the peak in which it strikes.
    pub(super) fn tighten(&self, nodes: &mut [Node]) {
        for (node, it) in &self.tightened {
            if let Some(node) = nodes.get_mut(*node as usize) {
                let least = |now: Option<u32>, span: Option<Span>| {
                    now.into_iter().chain(span.map(seconds)).min()
                };
                node.target_rto = least(node.target_rto, Some(it.rto));
                node.target_rpo = least(node.target_rpo, it.rpo);
            }
        }
    }

    /// What peaks have to do with a node that is back after `back` seconds. What never comes back is
    /// down in every peak: that is said of it already.
    pub(super) fn row(&self, node: u32, back: Option<u32>) -> RowPeaks {
        let tightened = self.tightened.get(&node).map(|it| Tightened {
            peak: it.peak.clone(),
            rto: it.rto,
            usual: it.usual,
        });
        RowPeaks { tightened, ahead: back.and_then(|it| self.ahead(node, it)) }
    }

    /// The first peak that begins before it is back.
    fn ahead(&self, node: u32, back: u32) -> Option<PeakAhead> {
        let at = self.strikes_at?;
        let until = at.checked_add_signed(TimeDelta::seconds(back.into()))?;
        let begins = |it: &Peak| it.begins_between(at, until, self.zone);
        let found = self.others.get(&node)?.iter().filter_map(|it| Some((begins(it)?, it)));
        let (begins, peak) = found.min_by_key(|(begins, _)| *begins)?;
        let begins = Span::from_secs((begins - at).num_seconds());
        Some(PeakAhead { peak: peak.name.clone(), begins, rto: peak.rto })
    }
}
