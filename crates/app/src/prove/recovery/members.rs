//! The members of a redundancy group, and where each is.

use std::collections::BTreeSet;

use super::board::Board;
use super::current::current;
use super::names::{Named, Names};
use crate::ids::ItemId;
use crate::prepare::inventory::{Kind, Spread};
use crate::{Ctx, Result};

/// The members of a redundancy group.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Members {
    /// Each, with the sites that it is at: none if nobody has said.
    pub members: Vec<(Named, Vec<Named>)>,
    /// Where they are, all in all.
    pub spread: Spread<Named>,
}

/// The members of the group called `id`, which the caller has found readable. None if it is not in
/// use, or no group.
pub async fn members(ctx: &Ctx, id: ItemId) -> Result<Option<Members>> {
    let board = current(ctx).await?;
    let is_group = |it: &u32| board.entry(*it).is_some_and(|it| it.kind == Kind::Group);
    let Some(node) = board.node(id).filter(is_group) else { return Ok(None) };
    let found: Vec<(u32, BTreeSet<u32>)> = members_of(&board, node).collect();
    let spread = Spread::of(found.iter().map(|it| it.1.clone()));
    let nodes: Vec<u32> =
        found.iter().flat_map(|(node, sites)| sites.iter().copied().chain([*node])).collect();
    let names = Names::of(ctx, board.ids(&nodes)).await?;
    let named = |node: u32| board.entry(node).map(|it| names.named(it.id));
    let member = |(node, sites): &(u32, BTreeSet<u32>)| {
        Some((named(*node)?, sites.iter().filter_map(|it| named(*it)).collect()))
    };
    let members = found.iter().filter_map(member).collect();
    let spread = match spread {
        Spread::Apart => Spread::Apart,
        Spread::Alone => Spread::Alone,
        Spread::Unknown { site, n_unknown } => {
            Spread::Unknown { site: site.and_then(named), n_unknown }
        }
        Spread::OneSite(site) => match named(site) {
            Some(site) => Spread::OneSite(site),
            None => Spread::Alone,
        },
    };
    Ok(Some(Members { members, spread }))
}

/// Where the members of a group are, by node.
pub(super) fn spread_of(board: &Board, group: u32) -> Spread<u32> {
    Spread::of(members_of(board, group).map(|it| it.1))
}

/// What a group needs without fail, each with the sites that it is at.
fn members_of(board: &Board, group: u32) -> impl Iterator<Item = (u32, BTreeSet<u32>)> {
    board.engine.model().hard_needs(group).iter().map(|it| (*it, sites_of(board, *it)))
}

/// The sites that a member is at: its own, or else those that it needs without fail; of a group,
/// those of its members.
fn sites_of(board: &Board, member: u32) -> BTreeSet<u32> {
    let (mut sites, mut seen, mut open) = (BTreeSet::new(), BTreeSet::new(), vec![member]);
    while let Some(node) = open.pop() {
        let Some(entry) = board.entry(node).filter(|_| seen.insert(node)) else { continue };
        let needs = board.engine.model().hard_needs(node).iter().copied();
        match (entry.kind, entry.site_id.and_then(|it| board.node(it))) {
            (Kind::Site, _) => {
                sites.insert(node);
            }
            (Kind::Group, _) => open.extend(needs),
            (_, Some(site)) => {
                sites.insert(site);
            }
            (_, None) => {
                let is_site = |it: &u32| board.entry(*it).is_some_and(|it| it.kind == Kind::Site);
                sites.extend(needs.filter(is_site));
            }
        }
    }
    sites
}
