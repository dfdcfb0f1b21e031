//! What is wrong with what has been said about needs and targets.

use std::collections::BTreeMap;

use super::board::{Board, to_span};
use super::current::current;
use super::members::spread_of;
use super::names::{Named, Names};
use super::view::View;
use crate::actor::Permission;
use crate::ids::{AgencyId, ItemId};
use crate::prepare::inventory::{Kind, Overrun, Spread};
use crate::{Ctx, Page, Paging, Result, Span};

/// Something that somebody should look at.
#[derive(Debug, Clone, PartialEq)]
pub enum Finding {
    /// Things that cannot work without each other.
    Circle {
        /// Each needs the next, and the last one the first.
        example: Vec<Named>,
        /// How many there are in all.
        n_members: usize,
        /// Whether redundancy breaks the circle, so that there is an order after all.
        is_broken: bool,
    },
    /// What is needed may come back later than who needs it.
    TargetTooLate {
        /// Who needs.
        from: Named,
        /// What is needed.
        to: Named,
        /// The recovery time wanted of it.
        target: Span,
        /// What it would have to be.
        limit: Span,
    },
    /// What is needed may lose more data than who needs it.
    PointTooOld {
        /// Who needs.
        from: Named,
        /// What is needed.
        to: Named,
        /// The recovery point wanted of it.
        target: Span,
        /// What it would have to be.
        limit: Span,
    },
    /// A redundancy group asks for more members than it has.
    GroupTooSmall {
        /// The group.
        group: Named,
        /// How many suffice.
        suffice: u32,
        /// How many it has.
        n_members: u32,
    },
    /// All members of a redundancy group are at one site.
    GroupAtOneSite {
        /// The group.
        group: Named,
        /// The site.
        site: Named,
    },
    /// Of some members of a redundancy group nobody has said where they are, and all others are at
    /// one site.
    GroupUnplaced {
        /// The group.
        group: Named,
        /// The site of the others, if there are others.
        site: Option<Named>,
        /// Of how many members nobody has said.
        n_unknown: u32,
    },
    /// Someone has to do without something for longer than they can.
    GapTooLong {
        /// Who needs.
        from: Named,
        /// What is needed.
        to: Named,
        /// How long they can do without.
        max_gap: Span,
        /// How long they would have to.
        gap: Span,
    },
    /// What is needed was retired.
    NeedsRetired {
        /// Who needs.
        from: Named,
        /// What is needed.
        to: Named,
    },
    /// Something was seen to take longer than is promised.
    ProofTooSlow {
        /// What was restored.
        item: Named,
        /// How long it took, and may take.
        overrun: Overrun,
    },
}

/// What a finding is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum FindingKind {
    /// Things that cannot work without each other.
    Circle,
    /// What is needed may come back later than who needs it.
    TargetTooLate,
    /// What is needed may lose more data than who needs it.
    PointTooOld,
    /// A redundancy group asks for more members than it has.
    GroupTooSmall,
    /// All members of a redundancy group are at one site.
    GroupAtOneSite,
    /// Nobody has said where some members of a redundancy group are.
    GroupUnplaced,
    /// Someone has to do without something for longer than they can.
    GapTooLong,
    /// What is needed was retired.
    NeedsRetired,
    /// Something was seen to take longer than is promised.
    ProofTooSlow,
}

impl FindingKind {
    /// Every kind, with its name in an address and for people.
    pub const ALL: &[(&str, &str, FindingKind)] = &[
        ("circle", "Circles of needs", FindingKind::Circle),
        ("target", "Targets later than needed", FindingKind::TargetTooLate),
        ("point", "Recovery points older than needed", FindingKind::PointTooOld),
        ("group", "Groups with too few members", FindingKind::GroupTooSmall),
        ("one_site", "Groups with all members at one site", FindingKind::GroupAtOneSite),
        ("unplaced", "Groups of which not all members have a site", FindingKind::GroupUnplaced),
        ("gap", "Gaps longer than bearable", FindingKind::GapTooLong),
        ("retired", "Needs of retired things", FindingKind::NeedsRetired),
        ("proof", "Proofs that contradict promises", FindingKind::ProofTooSlow),
    ];

    /// The kind called `word`.
    pub fn from_word(word: &str) -> Option<FindingKind> {
        FindingKind::ALL.iter().find(|(it, ..)| *it == word).map(|(.., it)| *it)
    }
}

/// Some findings, and how many there are of each kind.
#[derive(Debug, Clone, PartialEq)]
pub struct Findings {
    /// One page of them.
    pub page: Page<Finding>,
    /// How many there are of each kind.
    pub counts: BTreeMap<FindingKind, usize>,
}

/// Findings about what the actor may see: of one kind or all, in an agency and below it or everywhere.
pub async fn findings(
    ctx: &Ctx,
    agency: Option<AgencyId>,
    kind: Option<FindingKind>,
    paging: Paging,
) -> Result<Findings> {
    let board = current(ctx).await?;
    let view = View::of(ctx, &board, Permission::ReadReports, agency)?;
    let mut found = all(&board);
    found.retain(|it| it.items(&board).iter().any(|id| view.holds_id(&board, *id)));
    let mut counts = BTreeMap::new();
    for it in &found {
        *counts.entry(it.kind()).or_insert(0) += 1;
    }
    found.retain(|it| kind.is_none_or(|kind| it.kind() == kind));
    let n_items = found.len() as u64;
    let shown = paging.part(found);
    let names = Names::of(ctx, shown.iter().flat_map(|it| it.items(&board))).await?;
    let shown = shown.into_iter().filter_map(|it| it.named(&board, &names)).collect();
    Ok(Findings { page: paging.of(shown, n_items), counts })
}

/// A finding before anything has a name.
enum Raw {
    Model(engine::Finding),
    OneSite(u32, u32),
    Unplaced(u32, Option<u32>, u32),
    Retired(ItemId, ItemId),
    Slow(ItemId, Overrun),
}

fn all(board: &Board) -> Vec<Raw> {
    let found = engine::findings(board.engine.model(), board.engine.analysis());
    let lost = board
        .ties
        .values()
        .filter(|it| board.nodes.contains_key(&it.from) && !board.nodes.contains_key(&it.to));
    let lost = lost.map(|it| Raw::Retired(it.from, it.to));
    let slow = board.all().filter_map(|(_, it)| Some(Raw::Slow(it.id, it.recovery.overrun()?)));
    let groups = board.all().filter(|(_, it)| it.kind == Kind::Group);
    let together = groups.filter_map(|(node, _)| match spread_of(board, node) {
        Spread::OneSite(site) => Some(Raw::OneSite(node, site)),
        Spread::Unknown { site, n_unknown } => Some(Raw::Unplaced(node, site, n_unknown)),
        Spread::Apart | Spread::Alone => None,
    });
    found.into_iter().map(Raw::Model).chain(together).chain(lost).chain(slow).collect()
}

impl Raw {
    fn kind(&self) -> FindingKind {
        match self {
            Raw::Model(engine::Finding::Circle { .. }) => FindingKind::Circle,
            Raw::Model(engine::Finding::TargetTooLate { .. }) => FindingKind::TargetTooLate,
            Raw::Model(engine::Finding::PointTooOld { .. }) => FindingKind::PointTooOld,
            Raw::Model(engine::Finding::GroupTooSmall { .. }) => FindingKind::GroupTooSmall,
            Raw::Model(engine::Finding::GapTooLong { .. }) => FindingKind::GapTooLong,
            Raw::OneSite(..) => FindingKind::GroupAtOneSite,
            Raw::Unplaced(..) => FindingKind::GroupUnplaced,
            Raw::Retired(..) => FindingKind::NeedsRetired,
            Raw::Slow(..) => FindingKind::ProofTooSlow,
        }
    }

    fn items(&self, board: &Board) -> Vec<ItemId> {
        match self {
            Raw::Model(engine::Finding::Circle { members, .. }) => board.ids(members),
            Raw::Model(
                engine::Finding::TargetTooLate { from, to, .. }
                | engine::Finding::PointTooOld { from, to, .. }
                | engine::Finding::GapTooLong { from, to, .. },
            ) => board.ids(&[*from, *to]),
            Raw::Model(engine::Finding::GroupTooSmall { node, .. }) => board.ids(&[*node]),
            Raw::OneSite(group, site) => board.ids(&[*group, *site]),
            Raw::Unplaced(group, site, _) => {
                let nodes: Vec<u32> = site.iter().copied().chain([*group]).collect();
                board.ids(&nodes)
            }
            Raw::Retired(from, to) => vec![*from, *to],
            Raw::Slow(id, _) => vec![*id],
        }
    }

    fn named(self, board: &Board, names: &Names) -> Option<Finding> {
        let named = |node: u32| board.entry(node).map(|it| names.named(it.id));
        Some(match self {
            Raw::Model(engine::Finding::Circle { members, example, broken }) => Finding::Circle {
                example: names.nodes(board, &example),
                n_members: members.len(),
                is_broken: broken,
            },
            Raw::Model(engine::Finding::TargetTooLate { from, to, target, limit }) => {
                let (target, limit) = (to_span(target), to_span(limit));
                Finding::TargetTooLate { from: named(from)?, to: named(to)?, target, limit }
            }
            Raw::Model(engine::Finding::PointTooOld { from, to, target, limit }) => {
                let (target, limit) = (to_span(target), to_span(limit));
                Finding::PointTooOld { from: named(from)?, to: named(to)?, target, limit }
            }
            Raw::Model(engine::Finding::GroupTooSmall { node, quorum, members }) => {
                let group = named(node)?;
                Finding::GroupTooSmall { group, suffice: quorum, n_members: members }
            }
            Raw::Model(engine::Finding::GapTooLong { from, to, max_gap, gap }) => {
                let (max_gap, gap) = (to_span(max_gap), to_span(gap));
                Finding::GapTooLong { from: named(from)?, to: named(to)?, max_gap, gap }
            }
            Raw::OneSite(group, site) => {
                Finding::GroupAtOneSite { group: named(group)?, site: named(site)? }
            }
            Raw::Unplaced(group, site, n_unknown) => {
                let site = site.and_then(named);
                Finding::GroupUnplaced { group: named(group)?, site, n_unknown }
            }
            Raw::Retired(from, to) => {
                Finding::NeedsRetired { from: names.named(from), to: names.named(to) }
            }
            Raw::Slow(id, overrun) => Finding::ProofTooSlow { item: names.named(id), overrun },
        })
    }
}
