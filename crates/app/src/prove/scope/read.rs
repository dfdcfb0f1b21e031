//! The scope statement.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use super::places::{County, Distance, SiteLine, places};
use super::providers::{self, Provider};
use crate::actor::Permission;
use crate::ids::AgencyId;
use crate::prepare::inventory::{Hosting, Kind};
use crate::prove::recovery::{Board, Marks, Named, Names, View, current};
use crate::{Ctx, Result, Span};

/// So many vendors and processes are named.
const NAMED_MAX: usize = 20;

/// What the programme covers in an agency and below it, or everywhere.
#[derive(Debug, Clone, PartialEq)]
pub struct ScopeStatement {
    /// Which agency: none for everything.
    pub agency: Option<(AgencyId, String)>,
    /// How many agencies have something in it.
    pub n_agencies: u64,
    /// How many things there are of each kind.
    pub counts: BTreeMap<Kind, u64>,
    /// Where services run. None: nobody has said.
    pub hosting: BTreeMap<Option<Hosting>, u64>,
    /// How many services and processes need something technical: an asset, data or another service.
    pub n_on_technology: u64,
    /// How many vendors services and processes depend on, directly or not.
    pub n_providers: u64,
    /// Those that most depend on.
    pub providers: Vec<Provider>,
    /// Sites, those with most at them first.
    pub sites: Vec<SiteLine>,
    /// Counties with sites.
    pub counties: Vec<County>,
    /// How far data centers and storage sites are apart.
    pub distances: Vec<Distance>,
    /// How many processes must be back within some time.
    pub n_critical: u64,
    /// The most integrated of them.
    pub integration: Vec<Integration>,
    /// The sum of the degrees of all of them.
    pub degree_sum: u64,
}

/// How integrated a process is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Integration {
    /// Which process.
    pub process: Named,
    /// How many things it needs, and how many need it.
    pub degree: u32,
    /// How soon it must be back.
    pub required: Span,
}

/// What the programme covers in `agency` and below it, or wherever the actor may look.
pub async fn statement(ctx: &Ctx, agency: Option<AgencyId>) -> Result<ScopeStatement> {
    let board = current(ctx).await?;
    let answer = board.memo.answer::<ScopeStatement>(ctx, agency, 0);
    if let Some(known) = answer.known() {
        return Ok(known);
    }
    let view = View::of(ctx, &board, Permission::ReadReports, agency)?;
    let mut counts: BTreeMap<Kind, u64> = Kind::ALL.iter().map(|it| (*it, 0)).collect();
    let mut hosting = BTreeMap::new();
    let mut n_on_technology = 0;
    let mut agencies = std::collections::BTreeSet::new();
    for (node, entry) in board.all().filter(|(node, it)| view.holds(board.place(*node), it)) {
        *counts.entry(entry.kind).or_insert(0) += 1;
        agencies.insert(board.place(node));
        if let Marks::Service { hosting: at, .. } = entry.marks {
            *hosting.entry(at).or_insert(0) += 1;
        }
        if matches!(entry.kind, Kind::Service | Kind::Process) {
            n_on_technology += u64::from(needs_technology(&board, node));
        }
    }
    let vendors = providers::counts(&board, &view);
    let top = vendors.get(..NAMED_MAX).unwrap_or(&vendors);
    let (sites, counties, distances) = places(ctx, &board, &view).await?;
    let (integration, n_critical, degree_sum) = integration(ctx, &board, &view).await?;
    let found = ScopeStatement {
        agency: agency.and_then(|id| board.agencies.get(id).map(|it| (id, it.name.clone()))),
        n_agencies: agencies.len() as u64,
        counts,
        hosting,
        n_on_technology,
        n_providers: vendors.len() as u64,
        providers: providers::named(ctx, top).await?,
        sites,
        counties,
        distances,
        n_critical,
        integration,
        degree_sum,
    };
    answer.keep(&found);
    Ok(found)
}

fn needs_technology(board: &Board, node: u32) -> bool {
    let model = board.engine.model();
    let soft = model.soft_needs(node).map(|it| it.0);
    let mut needs = model.hard_needs(node).iter().copied().chain(soft);
    needs.any(|it| {
        board.entry(it).is_some_and(|it| {
            matches!(it.kind, Kind::Asset | Kind::DataSet | Kind::Service | Kind::Group)
        })
    })
}

/// The most integrated processes that must be back within some time, how many there are in all, and
/// the sum of their degrees.
async fn integration(
    ctx: &Ctx,
    board: &Board,
    view: &View,
) -> Result<(Vec<Integration>, u64, u64)> {
    let model = board.engine.model();
    let critical = board
        .all()
        .filter(|(node, it)| it.kind == Kind::Process && view.holds(board.place(*node), it));
    let mut found: Vec<(Reverse<u32>, u32, Span)> = critical
        .filter_map(|(node, _)| {
            let required = board.outcome(node).required_rto?;
            Some((Reverse(model.integration_degree(node)), node, required))
        })
        .collect();
    let n_critical = found.len() as u64;
    let degree_sum = found.iter().map(|it| u64::from(it.0.0)).sum();
    found.sort_unstable();
    found.truncate(NAMED_MAX);
    let nodes: Vec<u32> = found.iter().map(|it| it.1).collect();
    let names = Names::of(ctx, board.ids(&nodes)).await?;
    let lines = found.into_iter().filter_map(|(degree, node, required)| {
        let process = names.named(board.entry(node)?.id);
        Some(Integration { process, degree: degree.0, required })
    });
    Ok((lines.collect(), n_critical, degree_sum))
}
