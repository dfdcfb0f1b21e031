//! What is worth buying, as it is asked and answered.

use std::collections::BTreeSet;

use super::read;
use super::worth_read::{Asked, Kept};
use crate::actor::Scope;
use crate::ids::{AgencyId, InvestmentId};
use crate::prepare::impact::Money;
use crate::progress::Progress;
use crate::prove::recovery::{Board, Named, Names};
use crate::{Ctx, Result, Span, Timestamp};

/// How many services of a step, and how many late ones, are named.
const NAMED_MAX: usize = 50;

/// Which services are to be in time.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct WorthQuery {
    /// Those of this agency and of all below it. None: all that the actor may see.
    pub agency: Option<AgencyId>,
    /// Those of this tier. None: of every tier.
    pub tier: Option<u8>,
    /// Whether all that they stand on is lost at once, so that they share crews. Otherwise crews work
    /// for each service alone, as its page says.
    pub together: bool,
}

/// How far the answer is.
#[derive(Debug, Clone, PartialEq)]
pub enum Standing {
    /// It is there.
    Ready(Box<Worth>),
    /// It is being computed.
    UnderWay(Progress),
}

/// What is worth buying.
#[derive(Debug, Clone, PartialEq)]
pub struct Worth {
    /// As of when.
    pub computed_at: Timestamp,
    /// How many services count: those that must be back within some time.
    pub n_services: u64,
    /// How many more must be, of which nobody can say whether they are.
    pub n_unknown: u64,
    /// How many investments were weighed.
    pub n_offers: u64,
    /// Whether the actor sees all investments there are. Otherwise those that they may see were weighed.
    pub sees_all: bool,
    /// How many of those make nothing better that is in use.
    pub n_idle: u64,
    /// Whether there are more, which were left out because they cost less than these.
    pub is_cut: bool,
    /// From buying nothing on, each step with more services in time than the one before.
    pub steps: Vec<Step>,
    /// Services that are late whatever is bought of what was weighed: some of them, if they are many.
    pub late: Vec<Late>,
    /// How many that are.
    pub n_late: u64,
    /// Whether it is proved that no step can be bettered.
    pub is_exact: bool,
    /// How many services might be in time at most if all is bought: it is proved that the others are
    /// late, whatever the order of the work.
    pub n_most: u64,
    /// How many services wait for crews that may be short of people: an order of the work tells when
    /// these are back.
    pub n_crewed: u64,
    /// How many more do for which no order was looked for, because there was too much to look at:
    /// they do not count as in time.
    pub n_unseen: u64,
    /// Crews and equipment that services rest on and of which nobody has said how many there are: some
    /// of them, if they are many. They are taken to be large enough.
    pub uncounted: Vec<Named>,
    /// How many services rest on these. Who of them is in time may not be.
    pub n_uncounted: u64,
}

/// For so much money, so many services are in time.
#[derive(Debug, Clone, PartialEq)]
pub struct Step {
    /// What it costs together.
    pub cost: Money,
    /// How much more that is than the step before.
    pub cost_more: Money,
    /// What is bought: a set by itself, which need not hold that of the step before.
    pub investments: Vec<Bought>,
    /// What of it the step before did not buy.
    pub added: Vec<Bought>,
    /// What the step before bought and this one does not.
    pub dropped: Vec<Bought>,
    /// How many services are in time then.
    pub n_in_time: u64,
    /// How many might be at most, with just that: of the others it is proved that they are late.
    pub n_most: u64,
    /// Those that were not a step before: some of them, if they are many.
    pub gained: Vec<Named>,
    /// How many that are.
    pub n_gained: u64,
    /// How many were in time a step before, and are not now.
    pub n_lost: u64,
}

/// An investment by name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bought {
    /// Which.
    pub id: InvestmentId,
    /// Its short name.
    pub code: String,
    /// What it is called.
    pub name: String,
    /// What it costs.
    pub cost: Money,
}

/// A service that is late whatever is bought of what was weighed.
#[derive(Debug, Clone, PartialEq)]
pub struct Late {
    /// Which.
    pub service: Named,
    /// By how much, if everything is bought. None: it never comes back, because a crew has nobody.
    pub gap: Option<Span>,
    /// What holds it back then, which may be a crew. None: its own restoration.
    pub held_by: Option<Named>,
    /// Whether it is proved that no order of the work has it in time.
    pub is_proved: bool,
}

/// The answer with names, as far as the actor may know them.
pub(super) async fn told(ctx: &Ctx, board: &Board, kept: &Kept) -> Result<Worth> {
    let Kept { asked, curve, computed_at } = kept;
    let first = |nodes: &[u32]| nodes.iter().take(NAMED_MAX).copied().collect::<Vec<_>>();
    let gained = curve.steps.iter().flat_map(|it| first(&it.gained));
    let late = curve.late.iter().take(NAMED_MAX);
    let mentioned = gained.chain(late.clone().flat_map(|it| [it.service, it.held_by]));
    let nodes: BTreeSet<u32> = mentioned.chain(first(&curve.uncounted)).collect();
    let names = Names::of(ctx, board.ids(&nodes.into_iter().collect::<Vec<_>>())).await?;
    let named = |node: u32| board.entry(node).map(|it| names.named(it.id));
    let all = |offers: &[usize]| offers.iter().filter_map(|it| bought(asked, *it)).collect();
    let steps = curve.steps.iter().map(|it| Step {
        cost: money(it.cost),
        cost_more: money(it.cost_more),
        investments: all(&it.offers),
        added: all(&it.added),
        dropped: all(&it.dropped),
        n_in_time: it.n_in_time,
        n_most: it.n_most,
        gained: first(&it.gained).into_iter().filter_map(named).collect(),
        n_gained: it.gained.len() as u64,
        n_lost: it.lost.len() as u64,
    });
    let late = late.filter_map(|it| {
        let held_by = if it.held_by == it.service { None } else { named(it.held_by) };
        let gap = it.gap.map(|it| Span::from_secs(it.into()));
        Some(Late { service: named(it.service)?, gap, held_by, is_proved: it.is_proved })
    });
    Ok(Worth {
        computed_at: *computed_at,
        n_services: asked.services.len() as u64,
        n_unknown: asked.n_unknown,
        n_offers: asked.investments.len() as u64,
        sees_all: read::scope(ctx)? == Scope::Everything,
        n_idle: asked.offers.iter().filter(|it| it.is_idle()).count() as u64,
        is_cut: asked.is_cut,
        steps: steps.collect(),
        late: late.collect(),
        n_late: curve.late.len() as u64,
        // What was left out may do as much for less.
        is_exact: curve.is_exact && !asked.is_cut,
        n_most: curve.n_most,
        n_crewed: curve.n_crewed,
        n_unseen: curve.n_unseen,
        uncounted: first(&curve.uncounted).into_iter().filter_map(named).collect(),
        n_uncounted: curve.n_uncounted,
    })
}

fn bought(asked: &Asked, n: usize) -> Option<Bought> {
    let it = asked.investments.get(n)?;
    Some(Bought { id: it.id, code: it.code.clone(), name: it.name.clone(), cost: it.cost })
}

fn money(cents: u64) -> Money {
    Money::from_cents(i64::try_from(cents).unwrap_or(i64::MAX))
}
