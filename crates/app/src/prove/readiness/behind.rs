//! The services behind a figure: whoever reads a number sees the same rows that were counted.

use super::crews::is_to_try;
use super::figures::{Basis, Known, is_bounded, is_proven};
use super::late::Counted;
use crate::actor::Permission;
use crate::ids::{AgencyId, ItemId};
use crate::prepare::inventory::Standing;
use crate::prove::recovery::{Board, Entry, Names, View, current};
use crate::{Ctx, Page, Paging, Result};

/// A figure that counts services.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Figure {
    /// All that are counted.
    #[default]
    All,
    /// Those that cannot be back in time.
    Missed,
    /// Those that cannot with the crews there are, and could if each part had people of its own.
    WithCrews,
    /// Those that can, with little time to spare.
    AtRisk,
    /// Those that can, with time to spare.
    Met,
    /// Those that can, barely or not.
    InTime,
    /// Those that are in time as far as times are known.
    AtLeast,
    /// Those of which nothing is known.
    Unknown,
    /// Those that nobody has said how soon they must be back.
    NoTarget,
    /// Those of which nothing can be said, or that have no target.
    NotSaid,
    /// Those that somebody has said how soon they must be back.
    Target,
    /// Those whose impact was analyzed, or that of a process that requires them.
    Analyzed,
    /// The others.
    NotAnalyzed,
    /// Those whose own recovery was seen to work in the last two years.
    Proven,
    /// The others.
    NotProven,
}

impl Figure {
    /// Every figure, with its name in an address and for people.
    pub const ALL: &[(&str, &str, Figure)] = &[
        ("all", "All that are counted", Figure::All),
        ("missed", "Too late", Figure::Missed),
        ("with_crews", "Late only with the crews there are", Figure::WithCrews),
        ("at_risk", "Barely in time", Figure::AtRisk),
        ("met", "In time with time to spare", Figure::Met),
        ("in_time", "In time, barely or not", Figure::InTime),
        ("at_least", "In time so far, and times are missing", Figure::AtLeast),
        ("unknown", "Cannot be said", Figure::Unknown),
        ("no_target", "Without a target", Figure::NoTarget),
        ("not_said", "Cannot be said, or without a target", Figure::NotSaid),
        ("target", "With a target", Figure::Target),
        ("analyzed", "Impact analyzed", Figure::Analyzed),
        ("not_analyzed", "Without an approved impact analysis", Figure::NotAnalyzed),
        ("proven", "Proven in the last two years", Figure::Proven),
        ("not_proven", "Not seen to work in two years", Figure::NotProven),
    ];

    /// The figure called `word`.
    pub fn from_word(word: &str) -> Option<Figure> {
        Figure::ALL.iter().find(|(it, ..)| *it == word).map(|(.., it)| *it)
    }

    /// Its name in an address.
    pub fn word(self) -> &'static str {
        Figure::ALL.iter().find(|(.., it)| *it == self).map_or("all", |it| it.0)
    }

    /// What it counts, for people.
    pub fn title(self) -> &'static str {
        Figure::ALL.iter().find(|(.., it)| *it == self).map_or("", |it| it.1)
    }

    fn counts(self, board: &Board, (node, entry): (u32, &Entry), known: &Known) -> bool {
        let (standing, is_bounded) = (board.standing(node), is_bounded(board, node));
        let is_analyzed = known.is_analyzed(node);
        let is_proven = is_proven(entry, known.proven_since);
        let is_unknown = standing == Standing::Unknown;
        match self {
            Figure::All => true,
            Figure::Missed => standing == Standing::Missed,
            Figure::WithCrews => {
                is_to_try(board, node) && known.with_crews.late.contains_key(&node)
            }
            Figure::AtRisk => standing == Standing::AtRisk,
            Figure::Met => standing == Standing::Met,
            Figure::InTime => matches!(standing, Standing::Met | Standing::AtRisk),
            Figure::AtLeast => is_unknown && is_bounded,
            Figure::Unknown => is_unknown && !is_bounded,
            Figure::NoTarget => standing == Standing::NoTarget,
            Figure::NotSaid => standing == Standing::NoTarget || is_unknown && !is_bounded,
            Figure::Target => standing != Standing::NoTarget,
            Figure::Analyzed => is_analyzed,
            Figure::NotAnalyzed => !is_analyzed,
            Figure::Proven => is_proven,
            Figure::NotProven => !is_proven,
        }
    }
}

/// Which services to list.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Behind {
    /// Those of this figure.
    pub figure: Figure,
    /// Of this agency. None: of all that the actor may see.
    pub agency: Option<AgencyId>,
    /// Whether the agencies below it do not count.
    pub is_alone: bool,
    /// Only those that this holds back most.
    pub held_by: Option<ItemId>,
}

/// One page of the services behind a figure, the most important first.
pub async fn behind(ctx: &Ctx, asked: Behind, paging: Paging) -> Result<Page<Counted>> {
    let board = current(ctx).await?;
    let found = nodes(ctx, &board, asked)?;
    let n_items = found.len() as u64;
    Ok(paging.of(named(ctx, &board, &paging.part(found)).await?, n_items))
}

/// All services behind a figure, for files.
pub async fn all_behind(ctx: &Ctx, asked: Behind) -> Result<Vec<Counted>> {
    let board = current(ctx).await?;
    named(ctx, &board, &nodes(ctx, &board, asked)?).await
}

fn nodes(ctx: &Ctx, board: &Board, asked: Behind) -> Result<Vec<u32>> {
    let view = View::of(ctx, board, Permission::ReadReports, asked.agency)?;
    let (basis, known) = (Basis::of(board), Known::on(board, ctx.now));
    let is_of_agency =
        |id: AgencyId| !asked.is_alone || asked.agency.is_none_or(|agency| agency == id);
    let holder = asked.held_by.and_then(|it| board.node(it));
    let is_held = |node: u32| {
        asked.held_by.is_none() || holder == Some(board.engine.analysis().held_by(node))
    };
    let counted = board.all().filter(|(node, entry)| {
        basis.counts(entry)
            && view.holds(board.place(*node), entry)
            && is_of_agency(entry.agency_id)
            && is_held(*node)
            && asked.figure.counts(board, (*node, *entry), &known)
    });
    // Nodes are in the order of importance.
    Ok(counted.map(|it| it.0).collect())
}

async fn named(ctx: &Ctx, board: &Board, nodes: &[u32]) -> Result<Vec<Counted>> {
    let names = Names::of(ctx, board.ids(nodes)).await?;
    Ok(nodes.iter().filter_map(|node| Counted::of(board, &names, *node)).collect())
}
