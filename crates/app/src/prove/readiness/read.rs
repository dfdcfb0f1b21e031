//! Looking at readiness.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use super::complete::{Coverage, Gap, coverage, gaps};
use super::figures::{AgencyFigures, Basis, Figures, Reason, by_agency};
use super::late::{Late, late_in, nodes};
use crate::actor::Permission;
use crate::ids::AgencyId;
use crate::prepare::inventory::Standing;
use crate::prove::recovery::{Answer, Board, Named, Names, Part, View, current, known_by_crews};
use crate::{Ctx, Page, Paging, Result, Span, Timestamp};

/// So many things that hold services back are named.
const REASONS_MAX: usize = 6;

/// How ready an agency is, with all below it, or everything that the actor may see.
#[derive(Debug, Clone, PartialEq)]
pub struct Readiness {
    /// Which agency: none for everything.
    pub agency: Option<(AgencyId, String)>,
    /// The last event that it knows of.
    pub seq: i64,
    /// When it was computed.
    pub computed_at: Timestamp,
    /// Which services are counted.
    pub basis: Basis,
    /// All of them together.
    pub total: Figures,
    /// Each agency alone, in the order of the tree.
    pub agencies: Vec<AgencyFigures>,
    /// The services that would be back too late, the worst first; then those that barely make it.
    pub worst: Page<Late>,
    /// What holds them back most often.
    pub reasons: Vec<Reason>,
    title: String,
    /// Before which node it was known who is late with the crews there are.
    tried_before: u32,
}

impl Readiness {
    /// The finding in one sentence, as a heading says it.
    pub fn title(&self) -> &str {
        &self.title
    }
}

impl Basis {
    /// What is found out about the services that are counted, in one sentence.
    fn finding(self, of: &Figures) -> String {
        let Figures { n_services, n_missed, n_late_with_crews, .. } = *of;
        let crews = "with the crews there are";
        match (n_services, n_missed, n_late_with_crews) {
            (.., 0) => self.finding_without_limits(of),
            (1, ..) => {
                let what = self.title().trim_end_matches('s');
                format!("The only {what} on record cannot recover in time {crews}")
            }
            (n, 0, late) => {
                format!("{late} of {n} {} cannot recover in time {crews}", self.title())
            }
            (.., more) => {
                format!("{}; {more} more cannot {crews}", self.finding_without_limits(of))
            }
        }
    }

    /// The same if each part has people of its own.
    fn finding_without_limits(self, of: &Figures) -> String {
        let Figures { n_services, n_missed, n_at_least, n_unknown, n_no_target, .. } = *of;
        let what = self.title();
        let n_not_said = n_unknown + n_no_target;
        if n_services == 1 {
            let what = format!("only {}", what.trim_end_matches('s'));
            return match (n_missed, n_at_least, n_not_said) {
                (0, 0, 0) => format!("The {what} on record can recover in time"),
                (0, 0, _) => {
                    format!("Nobody can say whether the {what} on record recovers in time")
                }
                (0, ..) => format!("The {what} on record is in time so far, and times are missing"),
                _ => format!("The {what} on record cannot recover in time"),
            };
        }
        // What is known comes first, and what is not beside it.
        let open = match (n_at_least, n_not_said) {
            (0, n) => format!("of {n} nobody can say"),
            (1, 0) => "1 is in time so far".to_owned(),
            (n, 0) => format!("{n} are in time so far"),
            (1, m) => format!("1 is in time so far, and of {m} nobody can say"),
            (n, m) => format!("{n} are in time so far, and of {m} nobody can say"),
        };
        match (n_services, n_missed, of.n_in_time(), n_at_least + n_not_said) {
            (0, ..) => format!("No {what} are recorded yet"),
            (n, 0, _, 0) => format!("All {n} {what} can recover in time"),
            (n, 0, 0, all) if all == n_not_said => {
                format!("Nobody can say whether {all} of {n} {what} recover in time")
            }
            (n, 0, in_time, _) => format!("{in_time} of {n} {what} can recover in time; {open}"),
            (n, missed, ..) => format!("{missed} of {n} {what} cannot recover in time"),
        }
    }
}

/// How ready `agency` is, with all below it, or everything that the actor may see. The worst
/// `n_worst` services are named.
pub async fn readiness(ctx: &Ctx, agency: Option<AgencyId>, n_worst: u32) -> Result<Readiness> {
    let board = current(ctx).await?;
    let answer = board.memo.answer::<Readiness>(ctx, agency, n_worst);
    let tried_before = board.tries.so_far().before;
    let known = answer.known().filter(|it: &Readiness| it.tried_before == tried_before);
    if let Some(mut known) = known {
        with_crews(&board, &mut known);
        return Ok(known);
    }
    let view = View::of(ctx, &board, Permission::ReadReports, agency)?;
    let agencies = by_agency(&board, &view, ctx.now);
    let total = agencies.iter().fold(Figures::default(), |sum, it| sum.plus(&it.figures));
    let late = nodes(&board, &view);
    let worst = late_in(ctx, &board, &late, Paging { number: 1, size: n_worst }).await?;
    let label = |id| board.agencies.get(id).map(|it| (id, it.name.clone()));
    let found = Readiness {
        agency: agency.and_then(label),
        seq: board.seq,
        computed_at: board.computed_at,
        basis: Basis::of(&board),
        total,
        title: Basis::of(&board).finding(&total),
        agencies,
        worst,
        reasons: reasons(ctx, &board, &late).await?,
        tried_before,
    };
    answer.keep(&found);
    Ok(found)
}

/// Pages of services may have found out more since the answer was kept.
fn with_crews(board: &Board, known: &mut Readiness) {
    for it in &mut known.worst.items {
        it.with_crews = board.node(it.service.id).and_then(|node| known_by_crews(board, node));
    }
}

/// What adds most to the recovery of services that miss their target.
async fn reasons(ctx: &Ctx, board: &Board, late: &[u32]) -> Result<Vec<Reason>> {
    let mut counts: BTreeMap<u32, u64> = BTreeMap::new();
    for &node in late {
        if board.standing(node) == Standing::Missed {
            *counts.entry(board.engine.analysis().held_by(node)).or_insert(0) += 1;
        }
    }
    let mut counts: Vec<(u32, u64)> = counts.into_iter().collect();
    counts.sort_by_key(|(node, n)| (Reverse(*n), *node));
    counts.truncate(REASONS_MAX);
    let nodes: Vec<u32> = counts.iter().map(|it| it.0).collect();
    let names = Names::of(ctx, board.ids(&nodes)).await?;
    let reasons = counts.into_iter().filter_map(|(node, n_services)| {
        Some(Reason { item: names.named(board.entry(node)?.id), n_services })
    });
    Ok(reasons.collect())
}

/// What has not been said yet, and how far each type of service is covered.
pub async fn completeness(
    ctx: &Ctx,
    agency: Option<AgencyId>,
) -> Result<(Vec<Gap>, Vec<Coverage>)> {
    let board = current(ctx).await?;
    let answer = board.memo.answer::<(Vec<Gap>, Vec<Coverage>)>(ctx, agency, 0);
    if let Some(known) = answer.known() {
        return Ok(known);
    }
    let view = View::of(ctx, &board, Permission::ReadReports, agency)?;
    let found = (gaps(&board, &view), coverage(&board, &view));
    answer.keep(&found);
    Ok(found)
}

/// Something whose loss takes others down, with nothing to take its place.
#[derive(Debug, Clone, PartialEq)]
pub struct SinglePoint {
    /// What.
    pub part: Part,
    /// Whose: name of the agency.
    pub agency: String,
    /// How many items with a target go down with it.
    pub n_down: u32,
    /// How long its own restoration takes, if anybody has said.
    pub restore: Option<Span>,
}

/// Single points of failure, those that take most with them first.
pub async fn single_points(
    ctx: &Ctx,
    agency: Option<AgencyId>,
    paging: Paging,
) -> Result<Page<SinglePoint>> {
    let board = current(ctx).await?;
    // Of most who look, the first page is enough.
    let first = (paging.number == 1).then_some(paging.size);
    let answer = first.map(|n| board.memo.answer::<Page<SinglePoint>>(ctx, agency, n));
    if let Some(known) = answer.as_ref().and_then(Answer::known) {
        return Ok(known);
    }
    let view = View::of(ctx, &board, Permission::ReadReports, agency)?;
    let counted = board.all().filter(|(node, _)| 1 < board.n_down(*node));
    let mut found: Vec<(Reverse<u32>, u32)> = counted
        .filter(|(node, entry)| view.holds(board.place(*node), entry))
        .map(|(node, _)| (Reverse(board.n_down(node)), node))
        .collect();
    found.sort_unstable();
    let n_items = found.len() as u64;
    let shown = paging.part(found);
    let entries: Vec<_> = shown.iter().filter_map(|it| board.entry(it.1)).collect();
    let own = entries.iter().flat_map(|it| [Some(it.id), it.site_id]).flatten();
    let ids: Vec<_> = own.chain(entries.iter().flat_map(|it| it.takes())).collect();
    let names = Names::of(ctx, ids).await?;
    let named = |id| -> Named { names.named(id) };
    let points = shown.iter().filter_map(|(n, node)| {
        let entry = board.entry(*node)?;
        let part = Part {
            item: named(entry.id),
            site: entry.site_id.map(named),
            crew: entry.crew.map(|(it, size)| (named(it), size)),
            equipment: entry.equipment.map(|(it, n)| (named(it), n)),
        };
        let agency = board.agencies.get(entry.agency_id).map(|it| it.name.clone())?;
        Some(SinglePoint { part, agency, n_down: n.0, restore: entry.recovery.restore })
    });
    let page = paging.of(points.collect(), n_items);
    if let Some(answer) = answer {
        answer.keep(&page);
    }
    Ok(page)
}
