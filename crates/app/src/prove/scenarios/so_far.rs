//! What the best order says that was found so far, while a run is computed. It is kept in memory, on the
//! server that computes the run: elsewhere nothing is shown but that it is under way.

use engine::restoration::Restoration;

use super::compute::verdict;
use super::inputs::Inputs;
use super::result_store::Seen;
use super::run::{RowVerdict, Run, Totals};
use crate::actor::Place;
use crate::ids::{AgencyId, ItemId};
use crate::prepare::inventory::Kind;
use crate::prove::recovery::to_span;
use crate::{Ctx, Span};

/// What an order says that was found before the search is over, of what somebody may see.
#[derive(Debug, Clone, PartialEq)]
pub struct SoFar {
    /// Whether it is of the whole state.
    pub is_statewide: bool,
    /// The services and processes that are down, counted.
    pub totals: Totals,
    /// When the last of them is back that comes back. None: none does.
    pub all_back: Option<Span>,
}

/// How a service or a process fares in an order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Fares {
    item_id: ItemId,
    agency_id: AgencyId,
    kind: Kind,
    tier: Option<u8>,
    verdict: RowVerdict,
    back: Option<Span>,
}

impl Fares {
    /// All of them in an order.
    pub(super) fn all(inputs: &Inputs, restoration: &Restoration) -> Vec<Fares> {
        let fares = restoration.nodes.iter().filter_map(|it| {
            let entry = inputs.board.entry(it.node)?;
            let is_shown = matches!(entry.kind, Kind::Service | Kind::Process);
            is_shown.then(|| Fares {
                item_id: entry.id,
                agency_id: entry.agency_id,
                kind: entry.kind,
                tier: entry.tier,
                verdict: verdict(it),
                back: it.end.map(to_span),
            })
        });
        fares.collect()
    }
}

/// What the best order says that was found so far in a run that the actor may see. None: there is none
/// yet, or the run is over, or another server computes it.
pub fn so_far(ctx: &Ctx, run: &Run) -> Option<SoFar> {
    let fares = ctx.platform.progress.found::<Vec<Fares>>(run.id.into(), run.person_id)?;
    let sees = |it: &&Fares| {
        let place = Place::Record(it.agency_id, it.item_id.into());
        ctx.actor.may(it.kind.read_permission(), place)
    };
    let (mut totals, mut all_back) = (Totals::default(), None);
    for it in fares.iter().filter(sees) {
        totals.add_row(it.tier, it.verdict, it.back);
        all_back = all_back.max(it.back);
    }
    Some(SoFar { is_statewide: Seen::of(ctx).is_all(), totals, all_back })
}
