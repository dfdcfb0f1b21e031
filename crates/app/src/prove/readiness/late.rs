//! Services that would be back too late.

use std::cmp::Reverse;

use super::figures::Basis;
use crate::actor::Permission;
use crate::ids::AgencyId;
use crate::prepare::inventory::{Outcome, Overrun, Proof, Standing};
use crate::prove::recovery::{Board, ByCrews, Entry, Named, Names, View, current, known_by_crews};
use crate::{Ctx, Page, Paging, Result, Span, Timestamp};

/// A service that would be back too late, or barely in time.
#[derive(Debug, Clone, PartialEq)]
pub struct Late {
    /// Which.
    pub service: Named,
    /// Whose it is: name of the agency.
    pub agency: String,
    /// How soon it must be back, by importance.
    pub tier: Option<u8>,
    /// How it stands.
    pub standing: Standing,
    /// How soon it must be back.
    pub required: Span,
    /// How soon it can be.
    pub achievable: Span,
    /// Whether all times behind that are known. If not, it is the least that it can be.
    pub is_complete: bool,
    /// How soon with the crews there are, if that is known by now and they take longer.
    pub with_crews: Option<ByCrews>,
    /// What adds most to that, if it is something else.
    pub held_by: Option<Named>,
    /// What stands behind its own recovery time.
    pub proof: Option<Proof>,
    /// That its own recovery was seen to take longer than it may, if it was.
    pub overrun: Option<Overrun>,
}

impl Late {
    /// How much too late it would be.
    pub fn over(&self) -> Span {
        self.achievable.minus(self.required)
    }

    /// When its own recovery was last seen to work, in words.
    pub fn last_proof(&self, now: Timestamp) -> String {
        last_proof(self.proof, now)
    }
}

/// When a recovery was last seen to work, in words.
fn last_proof(proof: Option<Proof>, now: Timestamp) -> String {
    let proof = proof.filter(|it| it.source.is_measured());
    let Some(on) = proof.and_then(|it| it.on) else { return "Never".to_owned() };
    match (now.date_naive() - on).num_days() {
        ..=0 => "Today".to_owned(),
        1 => "Yesterday".to_owned(),
        days @ 2..=13 => format!("{days} days ago"),
        days @ 14..=59 => format!("{} weeks ago", days / 7),
        days @ 60..=729 => format!("{} months ago", days / 30),
        days => format!("{} years ago", days / 365),
    }
}

/// The services that would be back too late, the worst first; then those that barely make it.
pub async fn late(ctx: &Ctx, agency: Option<AgencyId>, paging: Paging) -> Result<Page<Late>> {
    let board = current(ctx).await?;
    let view = View::of(ctx, &board, Permission::ReadReports, agency)?;
    late_in(ctx, &board, &nodes(&board, &view), paging).await
}

/// One page of `found`, the [nodes](nodes()) of late services.
pub(super) async fn late_in(
    ctx: &Ctx,
    board: &Board,
    found: &[u32],
    paging: Paging,
) -> Result<Page<Late>> {
    let n_items = found.len() as u64;
    let shown = paging.part(found.iter().copied());
    let held_by = |node: &u32| board.entry(board.engine.analysis().held_by(*node));
    let ids = board.ids(&shown).into_iter();
    let names = Names::of(ctx, ids.chain(shown.iter().filter_map(held_by).map(|it| it.id))).await?;
    let lines = shown.iter().filter_map(|&node| {
        let entry = board.entry(node)?;
        let outcome = board.outcome(node);
        Some(Late {
            service: names.named(entry.id),
            agency: board.agencies.get(entry.agency_id).map(|it| it.name.clone())?,
            tier: entry.tier,
            standing: outcome.standing,
            required: outcome.required_rto?,
            achievable: outcome.achievable_rto?,
            is_complete: outcome.is_complete,
            with_crews: known_by_crews(board, node),
            held_by: held_by(&node).filter(|it| it.id != entry.id).map(|it| names.named(it.id)),
            proof: entry.recovery.proof,
            overrun: entry.recovery.overrun(),
        })
    });
    Ok(paging.of(lines.collect(), n_items))
}

/// The nodes of services that miss their target, by how much; then those that barely make it, by
/// what is left.
pub(super) fn nodes(board: &Board, view: &View) -> Vec<u32> {
    let basis = Basis::of(board);
    let counted = board
        .all()
        .filter(|(node, entry)| basis.counts(entry) && view.holds(board.place(*node), entry));
    let analysis = board.engine.analysis();
    let mut found: Vec<(bool, Reverse<u32>, u32, u32)> = counted
        .filter_map(|(node, _)| match board.standing(node) {
            Standing::Missed => Some((false, Reverse(analysis.gap_rto(node)?), 0, node)),
            Standing::AtRisk => {
                let left = analysis.required_rto(node)?.abs_diff(analysis.achievable_rto(node));
                Some((true, Reverse(0), left, node))
            }
            _ => None,
        })
        .collect();
    found.sort_unstable();
    found.into_iter().map(|it| it.3).collect()
}

/// A service that is counted, and how it stands.
#[derive(Debug, Clone, PartialEq)]
pub struct Counted {
    /// Which.
    pub service: Named,
    /// Whose it is: name of the agency.
    pub agency: String,
    /// How soon it must be back, by importance.
    pub tier: Option<u8>,
    /// What analysis found out about it.
    pub outcome: Outcome,
    /// How soon with the crews there are, if that is known by now and they take longer.
    pub with_crews: Option<ByCrews>,
    /// What stands behind its own recovery time.
    pub proof: Option<Proof>,
}

impl Counted {
    pub(super) fn of(board: &Board, names: &Names, node: u32) -> Option<Counted> {
        let entry = board.entry(node)?;
        Some(Counted {
            service: names.named(entry.id),
            agency: board.agencies.get(entry.agency_id).map(|it| it.name.clone())?,
            tier: entry.tier,
            outcome: board.outcome(node),
            with_crews: known_by_crews(board, node),
            proof: entry.recovery.proof,
        })
    }

    /// When its own recovery was last seen to work, in words.
    pub fn last_proof(&self, now: Timestamp) -> String {
        last_proof(self.proof, now)
    }
}

/// The services that are counted, agency by agency, the most important first. If they are more than
/// `n_max`, only the most important of all.
pub async fn counted_services(
    ctx: &Ctx,
    agency: Option<AgencyId>,
    n_max: usize,
) -> Result<Vec<Counted>> {
    let board = current(ctx).await?;
    let view = View::of(ctx, &board, Permission::ReadReports, agency)?;
    let basis = Basis::of(&board);
    let agency_of = |entry: &Entry| board.agencies.get(entry.agency_id);
    let counted = board
        .all()
        .filter(|(node, entry)| basis.counts(entry) && view.holds(board.place(*node), entry));
    let mut found: Vec<(u32, &Entry)> = counted.collect();
    // Nodes are in the order of importance.
    found.truncate(n_max);
    found.sort_by_key(|(node, entry)| (agency_of(entry).map(|it| &it.path), *node));
    let names = Names::of(ctx, found.iter().map(|it| it.1.id)).await?;
    Ok(found.into_iter().filter_map(|(node, _)| Counted::of(&board, &names, node)).collect())
}
