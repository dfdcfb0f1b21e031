//! What takes a service down, for whoever may see the service.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::causes::{Asked, Found, Ground, Hosts, find};
use super::why::why;
use crate::actor::Permission;
use crate::ids::ItemId;
use crate::prepare::inventory::{self, Kind};
use crate::prove::recovery::{Board, Entry, Named, Names, current};
use crate::{Ctx, Error, Page, Paging, Result, Timestamp};

/// Which combinations are asked for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CutQuery {
    /// How far to look.
    pub asked: Asked,
    /// Only those with a member of this kind.
    pub kind: Option<Kind>,
    /// Only those with a member whose name or code contains this.
    pub text: String,
    /// Their order.
    pub sort: Sort,
    /// Whether the order is from last to first.
    pub descending: bool,
    /// Which page.
    pub paging: Paging,
}

/// What decides the order of combinations.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Sort {
    /// How few members they have, and then how much else stops.
    #[default]
    Size,
    /// How much else stops, among those of one size.
    Others,
}

impl Sort {
    /// The order that an address calls `word`.
    pub fn from_word(word: &str) -> Option<Sort> {
        match word {
            "size" => Some(Sort::Size),
            "others" => Some(Sort::Others),
            _ => None,
        }
    }
}

/// What takes a service down.
#[derive(Debug, Clone, PartialEq)]
pub struct Cuts {
    /// Which service.
    pub service: Named,
    /// As of when: what stands on what has not changed since.
    pub computed_at: Timestamp,
    /// How far was looked.
    pub asked: Asked,
    /// There are no other combinations of up to so many members.
    pub order_complete: u32,
    /// There are no others of any size.
    pub is_complete: bool,
    /// How many there are of one member, of two, and so on, listed or not.
    pub counts: Vec<u64>,
    /// How many are listed, whatever the search and the filter leave.
    pub n_listed: u64,
    /// One page of those that were asked for.
    pub page: Page<Cut>,
    /// In how many combinations each member is: most first. Those without a name are left out.
    pub members: Vec<(Named, u64)>,
    /// Whether there are members that the actor may not know of.
    pub has_hidden: bool,
}

/// A combination whose loss stops the service.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cut {
    /// All of these together.
    pub members: Vec<Member>,
    /// How many other things with a target stop with them, if the actor may see whole agencies.
    pub n_others: Option<u32>,
}

/// A member of a combination.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Member {
    /// What it is. None: something that the actor may not know of.
    pub item: Option<Named>,
    /// What stands on it, in a sentence.
    pub why: String,
}

impl Member {
    /// What it is called.
    pub fn name(&self) -> &str {
        self.item.as_ref().map_or("Something that you may not see", |it| it.name.as_str())
    }
}

impl Cuts {
    /// How many combinations there are, as far as was looked.
    pub fn n_all(&self) -> u64 {
        self.counts.iter().fold(0, |sum, it| sum.saturating_add(*it))
    }

    /// How far the answer reaches, in a sentence.
    pub fn bound(&self) -> String {
        let what = match self.order_complete {
            0 => return "It stands on too much to look at all of it in good time.".to_owned(),
            1 => "These are all the single points of failure".to_owned(),
            n => format!("These are all combinations of up to {n}"),
        };
        match self.is_complete {
            true => format!("{what}. There are no larger ones."),
            false if self.order_complete < self.asked.order => {
                format!(
                    "{what}. Larger ones may exist, and were not counted: it would take too long."
                )
            }
            false => format!("{what}. Larger ones may exist."),
        }
    }
}

/// What was found of one service, as of when.
struct Kept {
    found: Found,
    computed_at: Timestamp,
}

/// What takes the service called `id` down.
pub async fn cuts(ctx: &Ctx, id: ItemId, query: &CutQuery) -> Result<Cuts> {
    let item = inventory::show(ctx, id).await?;
    if item.kind() != Kind::Service {
        return Err(Error::NotFound("record"));
    }
    item.in_use()?;
    let board = current(ctx).await?;
    let node = board.node(id).ok_or(Error::NotFound("record"))?;
    let asked = query.asked.bounded();
    let kept = match board.lasting.known::<Kept>(node, asked.number()) {
        Some(kept) => kept,
        None => {
            // Nobody holds a connection while this is computed.
            ctx.see_anew();
            let board = board.clone();
            let found = tokio::task::spawn_blocking(move || compute(&board, node, asked)).await;
            found.map_err(Error::internal)?
        }
    };
    let (found, computed_at) = (&kept.found, kept.computed_at);
    let mentioned =
        found.sets.iter().flat_map(|it| &it.0).chain(found.members.iter().map(|it| &it.0));
    let standing = found.standing.values().flat_map(|it| it.first.iter().map(|it| &it.0));
    let nodes: BTreeSet<u32> = mentioned.chain(standing).copied().chain([node]).collect();
    let nodes: Vec<u32> = nodes.into_iter().collect();
    let names = Names::of(ctx, board.ids(&nodes)).await?;
    let told = Told::of(&board, &names, &nodes);
    Ok(told.cuts((ctx, found, node), (query, asked), computed_at))
}

/// Computes it, and keeps it for the next who ask.
fn compute(board: &Board, node: u32, asked: Asked) -> Arc<Kept> {
    let ground = match board.lasting.known::<Ground>(u32::MAX, 0) {
        Some(ground) => ground,
        None => {
            let ground = Arc::new(Ground::of(board.all().map(|it| hosts(board, it.1)).collect()));
            board.lasting.keep(u32::MAX, 0, ground.clone());
            ground
        }
    };
    let found = find(board.engine.model(), &ground, node, asked);
    let kept = Arc::new(Kept { found, computed_at: board.computed_at });
    board.lasting.keep(node, asked.number(), kept.clone());
    kept
}

/// On what an item stands, beside what it needs.
pub(crate) fn hosts(board: &Board, entry: &Entry) -> Hosts {
    let node = |id: Option<ItemId>| id.and_then(|it| board.node(it));
    let own = board.node(entry.id);
    let wanted = own.and_then(|it| board.engine.model().nodes().get(it as usize));
    Hosts {
        site: node(entry.site_id),
        vendor: node(entry.vendor_id),
        crew: node(entry.crew.map(|it| it.0)),
        equipment: node(entry.equipment.map(|it| it.0)),
        is_group: entry.kind == Kind::Group,
        counts: wanted.is_some_and(|it| it.target_rto.is_some()),
    }
}

/// What the nodes of an answer are called. None: not to be told.
struct Told(BTreeMap<u32, Option<Named>>);

impl Told {
    fn of(board: &Board, names: &Names, nodes: &[u32]) -> Told {
        let named = |node: &u32| {
            let named = board.entry(*node).map(|it| names.named(it.id));
            // What may not be told has no code.
            (*node, named.filter(|it| !it.code.is_empty()))
        };
        Told(nodes.iter().map(named).collect())
    }

    fn named(&self, node: u32) -> Option<&Named> {
        self.0.get(&node).and_then(Option::as_ref)
    }

    fn name(&self, node: u32) -> String {
        let named = self.named(node).map(|it| format!("“{}”", it.name));
        named.unwrap_or_else(|| "something that you may not see".to_owned())
    }

    fn cuts(
        &self,
        (ctx, found, node): (&Ctx, &Found, u32),
        (query, asked): (&CutQuery, Asked),
        computed_at: Timestamp,
    ) -> Cuts {
        let mut shown: Vec<&(Vec<u32>, u32)> =
            found.sets.iter().filter(|it| self.is_asked(query, &it.0)).collect();
        // Those of one size stay together, whatever decides their order.
        match (query.sort, query.descending) {
            (Sort::Size, false) => {}
            (Sort::Size, true) => shown.reverse(),
            (Sort::Others, false) => shown.sort_by_key(|it| (it.0.len(), it.1)),
            (Sort::Others, true) => shown.sort_by_key(|it| (it.0.len(), Reverse(it.1))),
        }
        let n_shown = shown.len() as u64;
        let sees_agencies = ctx.actor.may_in_agencies(Permission::ReadInventory);
        let cut = |(nodes, n_others): &(Vec<u32>, u32)| Cut {
            members: nodes.iter().map(|it| self.member(found, *it)).collect(),
            n_others: sees_agencies.then_some(*n_others),
        };
        let cuts = query.paging.part(shown).into_iter().map(cut).collect();
        let members = found.members.iter();
        let members = members.filter_map(|(it, n)| Some((self.named(*it)?.clone(), *n)));
        Cuts {
            service: self.named(node).cloned().unwrap_or_else(|| Named::hidden(ItemId::FIRST)),
            computed_at,
            asked,
            order_complete: found.order_complete,
            is_complete: found.is_complete,
            counts: found.counts.clone(),
            n_listed: found.sets.len() as u64,
            page: query.paging.of(cuts, n_shown),
            members: members.collect(),
            has_hidden: found.members.iter().any(|it| self.named(it.0).is_none()),
        }
    }

    /// Whether the search and the filter leave a combination. What has no name is not found.
    fn is_asked(&self, query: &CutQuery, nodes: &[u32]) -> bool {
        let text = query.text.trim().to_lowercase();
        let named = || nodes.iter().filter_map(|it| self.named(*it));
        let of_kind = |kind| named().any(|it| it.kind == kind);
        let of_text = |it: &Named| {
            it.name.to_lowercase().contains(&text) || it.code.to_lowercase().contains(&text)
        };
        query.kind.is_none_or(of_kind) && (text.is_empty() || named().any(of_text))
    }

    fn member(&self, found: &Found, node: u32) -> Member {
        let why = found.standing.get(&node).map(|it| why(it, |it| self.name(it)));
        Member { item: self.named(node).cloned(), why: why.unwrap_or_default() }
    }
}
