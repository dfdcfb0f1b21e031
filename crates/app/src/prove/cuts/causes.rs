//! What may take something down, beside what it needs: where things are, who supplies them, and who
//! restores them; and the combinations that the engine finds among all that.

use std::collections::{BTreeMap, BTreeSet};

use engine::{CutLimits, CutSets, Model, Need, Node};

use super::fall::Fall;

/// The largest combinations that can be asked for.
pub const ORDER_MAX: u32 = 4;

/// How many combinations are listed. All are counted.
pub const SETS_MAX: usize = 500;

/// How much is computed at most: about a tenth of a second.
const STEPS_MAX: u64 = 1_000_000;

/// How many of those that stand on something are named.
const STANDING_MAX: usize = 3;

/// What somebody wants to know.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Asked {
    /// The largest combinations to look for, at most [`ORDER_MAX`].
    pub order: u32,
    /// Whether the loss of a crew counts as the loss of all that only it restores, and that of equipment
    /// as the loss of all whose restoration takes it.
    pub crews: bool,
}

impl Default for Asked {
    fn default() -> Self {
        Asked { order: 3, crews: false }
    }
}

impl Asked {
    /// The same within bounds.
    #[must_use]
    pub fn bounded(self) -> Asked {
        Asked { order: self.order.clamp(1, ORDER_MAX), ..self }
    }

    /// The same as a number, by which answers are kept.
    pub(super) fn number(self) -> u32 {
        2 * self.order + u32::from(self.crews)
    }
}

/// On what one node stands, beside what it needs.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Hosts {
    /// Where it is.
    pub(crate) site: Option<u32>,
    /// Who supplies it.
    pub(crate) vendor: Option<u32>,
    /// Who restores it.
    pub(crate) crew: Option<u32>,
    /// Which equipment that takes.
    pub(crate) equipment: Option<u32>,
    /// A group is only a name for its members: it is nowhere, and does not fail by itself.
    pub(crate) is_group: bool,
    /// Whether it is worth counting when it stops.
    pub(crate) counts: bool,
}

impl Hosts {
    /// On whose loss it is lost, too.
    fn iter(self, crews: bool) -> impl Iterator<Item = u32> {
        let [crew, equipment] = [self.crew, self.equipment].map(|it| it.filter(|_| crews));
        let hosts = [self.site, self.vendor, crew, equipment];
        let hosts = if self.is_group { [None; 4] } else { hosts };
        hosts.into_iter().flatten()
    }
}

/// On what everything stands, beside what it needs.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Ground {
    /// For each node.
    hosts: Vec<Hosts>,
    /// For each site and vendor, what is lost with it.
    hosted: BTreeMap<u32, Vec<u32>>,
}

impl Ground {
    /// Turns round what is said of each node.
    pub(crate) fn of(hosts: Vec<Hosts>) -> Ground {
        let mut hosted: BTreeMap<u32, Vec<u32>> = BTreeMap::new();
        for (node, of) in (0..).zip(&hosts) {
            for host in of.iter(false).filter(|it| *it != node) {
                hosted.entry(host).or_default().push(node);
            }
        }
        Ground { hosts, hosted }
    }

    /// On what a node stands.
    pub(super) fn hosts(&self, node: u32) -> Hosts {
        self.hosts.get(node as usize).copied().unwrap_or_default()
    }

    /// What is lost with a site or a vendor.
    pub(super) fn hosted(&self, host: u32) -> &[u32] {
        self.hosted.get(&host).map_or(&[], Vec::as_slice)
    }
}

/// How something stands on what is lost.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Tie {
    /// It cannot work without.
    Needs,
    /// It is a group, and counts on it.
    CountsOn,
    /// It is there.
    IsAt,
    /// It is supplied by it.
    IsFrom,
    /// It is restored by it.
    IsRestoredBy,
    /// It is restored with it.
    IsRestoredWith,
}

/// What stands on one member of a combination.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Standing {
    /// The most important of it.
    pub(crate) first: Vec<(u32, Tie)>,
    /// How much it is in all.
    pub(crate) n: usize,
}

/// Combinations, by node.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Found {
    /// The smallest first; of one size, those with which most else stops.
    pub(crate) sets: Vec<(Vec<u32>, u32)>,
    /// How many there are of one member, of two, and so on, listed or not.
    pub(crate) counts: Vec<u64>,
    /// There are no others of up to this size.
    pub(crate) order_complete: u32,
    /// There are no others of any size.
    pub(crate) is_complete: bool,
    /// In how many combinations each member is, listed or not: most first.
    pub(crate) members: Vec<(u32, u64)>,
    /// What stands on each member of those that are listed.
    pub(crate) standing: BTreeMap<u32, Standing>,
}

/// Finds what takes `node` down.
pub(crate) fn find(model: &Model, ground: &Ground, node: u32, asked: Asked) -> Found {
    let asked = asked.bounded();
    let cone = cone(model, ground, node, asked.crews);
    let Some((small, root)) = part(model, ground, (&cone, node), asked.crews) else {
        return Found::default();
    };
    let whole = |it: u32| cone.get(it as usize).copied().unwrap_or_default();
    let may_fail = |it: u32| it != root && !ground.hosts(whole(it)).is_group;
    let limits = CutLimits { order_max: asked.order, sets_max: SETS_MAX, steps_max: STEPS_MAX };
    let cuts = engine::cut_sets(&small, &engine::analyze(&small), root, may_fail, limits);
    let mut fall = Fall::new(model, ground);
    let mut sets: Vec<(Vec<u32>, u32)> = Vec::with_capacity(cuts.sets.len());
    let mut standing = BTreeMap::new();
    for set in &cuts.sets {
        let nodes: Vec<u32> = set.iter().map(|it| whole(*it)).collect();
        for (&member, &at) in nodes.iter().zip(set) {
            standing.entry(member).or_insert_with(|| stands_on(model, ground, (&small, &cone), at));
        }
        let n_others = fall.count_others(&nodes, node);
        sets.push((nodes, n_others));
    }
    sets.sort_by(|a, b| {
        (a.0.len(), std::cmp::Reverse(a.1), &a.0).cmp(&(b.0.len(), std::cmp::Reverse(b.1), &b.0))
    });
    Found {
        sets,
        counts: cuts.counts.clone(),
        order_complete: cuts.order_complete,
        is_complete: cuts.is_complete,
        members: members(&cuts).into_iter().map(|(it, n)| (whole(it), n)).collect(),
        standing,
    }
}

/// All that `node` stands on, and itself, ascending.
fn cone(model: &Model, ground: &Ground, node: u32, crews: bool) -> Vec<u32> {
    let mut seen = BTreeSet::from([node]);
    let mut due = vec![node];
    while let Some(it) = due.pop() {
        let needs = model.hard_needs(it).iter().copied();
        due.extend(needs.chain(ground.hosts(it).iter(crews)).filter(|it| seen.insert(*it)));
    }
    seen.into_iter().collect()
}

/// The model of `cone` alone, in which what something stands on is a need; and where `node` is.
fn part(
    model: &Model,
    ground: &Ground,
    (cone, node): (&[u32], u32),
    crews: bool,
) -> Option<(Model, u32)> {
    let place = |it: u32| cone.binary_search(&it).ok().and_then(|it| u32::try_from(it).ok());
    let mut needs = Vec::new();
    for (from, &it) in (0..).zip(cone) {
        let hard = model.hard_needs(it).iter().copied();
        let to = hard.chain(ground.hosts(it).iter(crews)).filter_map(place);
        needs.extend(to.filter(|to| *to != from).map(|to| Need::hard(from, to)));
    }
    let nodes = cone.iter().map(|it| Node { quorum: model.node(*it).quorum, ..Node::default() });
    Some((Model::new(nodes.collect(), needs).ok()?, place(node)?))
}

/// What stands directly on the node that is at `at` of the cone.
fn stands_on(model: &Model, ground: &Ground, (small, cone): (&Model, &[u32]), at: u32) -> Standing {
    let whole = |it: u32| cone.get(it as usize).copied().unwrap_or_default();
    let on = whole(at);
    let dependents = small.hard_dependents(at);
    let tie = |it: u32| {
        let hosts = ground.hosts(it);
        let is_need = model.hard_needs(it).binary_search(&on).is_ok();
        match () {
            () if hosts.is_group => Tie::CountsOn,
            () if is_need => Tie::Needs,
            () if hosts.site == Some(on) => Tie::IsAt,
            () if hosts.vendor == Some(on) => Tie::IsFrom,
            () if hosts.crew == Some(on) => Tie::IsRestoredBy,
            () => Tie::IsRestoredWith,
        }
    };
    let first = dependents.iter().take(STANDING_MAX).map(|it| (whole(*it), tie(whole(*it))));
    Standing { first: first.collect(), n: dependents.len() }
}

/// In how many combinations each member is: with a chance of one each, that is how many there are.
fn members(cuts: &CutSets) -> Vec<(u32, u64)> {
    let weights = cuts.importance(|_| 1.0).map(|it| it.weights).unwrap_or_default();
    let mut members: Vec<(u32, u64)> =
        weights.iter().map(|it| (it.node, whole_number(it.birnbaum))).collect();
    members.sort_by_key(|(node, n)| (std::cmp::Reverse(*n), *node));
    members
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a count, and no less")]
fn whole_number(count: f64) -> u64 {
    count.round().max(0.0) as u64
}

#[cfg(test)]
mod tests {
    use engine::blast;
    use proptest::prelude::*;

    use super::*;

    fn group(quorum: u32) -> Node {
        Node { quorum: Some(quorum), ..Node::default() }
    }

    fn sets(found: &Found) -> Vec<Vec<u32>> {
        found.sets.iter().map(|it| it.0.clone()).collect()
    }

    /// A service (0) on a pair (1) of which one suffices: 2 at site 4, and 3 at site 5.
    fn pair(vendor: Option<u32>) -> (Model, Ground) {
        let mut nodes = vec![Node::default(); 7];
        nodes[1] = group(1);
        let needs = vec![Need::hard(0, 1), Need::hard(1, 2), Need::hard(1, 3)];
        let mut hosts = vec![Hosts::default(); 7];
        hosts[1].is_group = true;
        hosts[2].site = Some(4);
        hosts[3].site = Some(5);
        hosts[2].vendor = vendor;
        hosts[3].vendor = vendor;
        (Model::new(nodes, needs).unwrap(), Ground::of(hosts))
    }

    #[test]
    fn two_sites_together_take_a_pair_down_and_a_vendor_of_both_alone() {
        let (model, ground) = pair(None);
        let found = find(&model, &ground, 0, Asked::default());
        assert_eq!(sets(&found), [vec![2, 3], vec![2, 5], vec![3, 4], vec![4, 5]]);
        assert_eq!((found.counts[0], found.counts[1], found.is_complete), (0, 4, true));
        assert!(found.members.iter().all(|it| it.1 == 2) && found.members.len() == 4);

        let (model, ground) = pair(Some(6));
        let found = find(&model, &ground, 0, Asked::default());
        assert_eq!(found.sets[0].0, [6]);
        assert_eq!(found.standing[&6].first, [(2, Tie::IsFrom), (3, Tie::IsFrom)]);
    }

    #[test]
    fn who_restores_counts_only_if_asked_for() {
        let model = Model::new(vec![Node::default(); 3], vec![Need::hard(0, 1)]).unwrap();
        let mut hosts = vec![Hosts::default(); 3];
        hosts[1].crew = Some(2);
        let ground = Ground::of(hosts);
        let with = |crews| sets(&find(&model, &ground, 0, Asked { crews, ..Asked::default() }));
        assert_eq!(with(false), [vec![1]]);
        assert_eq!(with(true), [vec![1], vec![2]]);
    }

    #[test]
    fn what_stands_in_a_circle_is_found_once() {
        let needs = vec![Need::hard(0, 1), Need::hard(1, 2), Need::hard(2, 0), Need::hard(2, 3)];
        let model = Model::new(vec![Node::default(); 4], needs).unwrap();
        let ground = Ground::of(vec![Hosts::default(); 4]);
        let found = find(&model, &ground, 0, Asked::default());
        assert_eq!(sets(&found), [vec![1], vec![2], vec![3]]);
        assert!(found.is_complete);
    }

    #[test]
    fn the_worst_of_one_size_comes_first() {
        // 0 and 3 are services; both need 2, and only 0 needs 1.
        let needs = vec![Need::hard(0, 1), Need::hard(0, 2), Need::hard(3, 2)];
        let model = Model::new(vec![Node::default(); 4], needs).unwrap();
        let mut hosts = vec![Hosts::default(); 4];
        hosts[0].counts = true;
        hosts[3].counts = true;
        let found = find(&model, &Ground::of(hosts), 0, Asked::default());
        assert_eq!(found.sets, [(vec![2], 1), (vec![1], 0)]);
    }

    const NODES: u32 = 8;

    /// Quorums, needs and sites.
    type Anything = (Vec<Option<u32>>, Vec<(u32, u32)>, Vec<Option<u32>>);

    fn anything() -> impl Strategy<Value = Anything> {
        let quorums = proptest::collection::vec(proptest::option::weighted(0.4, 1..3_u32), 8);
        let pairs = proptest::collection::vec((0..NODES, 0..NODES), 4..20);
        let sites = proptest::collection::vec(proptest::option::weighted(0.4, 0..NODES), 8);
        (quorums, pairs, sites)
    }

    proptest! {
        /// Each combination takes it down with all that is lost with it, and no part of it does.
        #[test]
        fn every_combination_is_enough_and_none_of_it_too_much(
            (quorums, pairs, sites) in anything(),
        ) {
            let nodes = quorums.iter().map(|it| Node { quorum: *it, ..Node::default() });
            let needs = pairs.iter().filter(|it| it.0 != it.1).map(|it| Need::hard(it.0, it.1));
            let model = Model::new(nodes.collect(), needs.collect()).unwrap();
            let hosts = quorums.iter().zip(&sites).map(|(quorum, site)| Hosts {
                site: *site,
                is_group: quorum.is_some(),
                ..Hosts::default()
            });
            let ground = Ground::of(hosts.collect());
            let stops = |set: &[u32]| {
                let mut failed = set.to_vec();
                loop {
                    let down = blast(&model, &failed).down;
                    let lost = down.iter().flat_map(|it| ground.hosted(*it)).copied();
                    let new: Vec<u32> = lost.filter(|it| !down.contains(it)).collect();
                    if new.is_empty() {
                        return down.contains(&0);
                    }
                    failed.extend(new);
                }
            };
            let found = find(&model, &ground, 0, Asked { order: 4, crews: false });
            for (set, _) in &found.sets {
                prop_assert!(stops(set), "{set:?}");
                for left_out in set {
                    let rest: Vec<u32> = set.iter().copied().filter(|it| it != left_out).collect();
                    prop_assert!(!stops(&rest), "{set:?} without {left_out}");
                }
            }
            let singles = (1..NODES).filter(|it| quorums[*it as usize].is_none() && stops(&[*it]));
            prop_assert_eq!(found.counts.first().copied().unwrap_or(0), singles.count() as u64);
        }
    }
}
