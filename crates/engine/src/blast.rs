//! What goes down with what: the blast radius of a failure, and single points of failure.
//!
//! A node is down when it failed, or when a hard need of it is down; a group when fewer than its
//! quorum of members are up. A soft need takes nobody down, it degrades (NIST SP 800-34 3.2.2,
//! interdependent resources; SP 800-53 CP-2(8), critical assets).

use crate::analysis::Analysis;
use crate::model::{Model, index};

/// The consequence of a failure.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Blast {
    /// What is down, including what failed; ascending.
    pub down: Vec<u32>,
    /// What still works but has a soft need of something that is down; ascending.
    pub degraded: Vec<u32>,
    /// Groups that still work but have a member that is down; ascending.
    pub weakened: Vec<u32>,
}

/// What is down and what is degraded when all of `failed` fail together.
pub fn blast(model: &Model, failed: &[u32]) -> Blast {
    let mut search = Search::new(model);
    search.run(failed);
    let is_up = |it: &u32| search.spare[*it as usize] != DOWN;
    let soft = search.down.iter().flat_map(|it| model.soft_dependents(*it).map(|soft| soft.0));
    // What needs something that is down and still works is a group that lost a member.
    let weakened = search.weakened.iter().copied();
    let count = model.len();
    Blast {
        degraded: ascending(count, soft.filter(is_up)),
        weakened: ascending(count, weakened.filter(is_up)),
        down: ascending(count, search.down.iter().copied()),
    }
}

/// Each node once, in order.
fn ascending(count: u32, nodes: impl Iterator<Item = u32>) -> Vec<u32> {
    let mut found = nodes.collect::<Vec<_>>();
    if found.len() < count as usize / 16 {
        found.sort_unstable();
        found.dedup();
        return found;
    }
    // Where they are many, marks are faster.
    let mut is_found = vec![false; count as usize];
    found.iter().for_each(|it| is_found[*it as usize] = true);
    found.clear();
    found.extend((0..count).zip(&is_found).filter(|it| *it.1).map(|it| it.0));
    found
}

/// For each node, how many others of those that count go down when it alone fails.
///
/// `counts` tells by index which nodes count, for example those with a target of their own.
pub fn single_points(model: &Model, analysis: &Analysis, counts: impl Fn(u32) -> bool) -> Vec<u32> {
    let counts = (0..model.len()).map(|it| u32::from(counts(it))).collect::<Vec<_>>();
    let mut search = Search::new(model);
    let mut taken = vec![0; model.len() as usize];
    // Who needs comes before what is needed, so that its count is there already.
    for &node in analysis.shape.order.iter().rev() {
        let same_knot = |it: u32| analysis.shape.knot_of(it) == analysis.shape.knot_of(node);
        taken[node as usize] = match *model.hard_dependents(node) {
            [] => 0,
            [only] if model.can_spare(only) => 0,
            // Whatever goes down goes down through the only one that needs it.
            [only] if !same_knot(only) => taken[only as usize] + counts[only as usize],
            _ => {
                let down = search.run(&[node]).iter();
                down.map(|it| counts[*it as usize]).sum::<u32>() - counts[node as usize]
            }
        };
    }
    taken
}

/// How many of those that count go down when `node` alone fails, not counting itself.
pub fn single_point(model: &Model, node: u32, counts: impl Fn(u32) -> bool) -> u32 {
    let mut search = Search::new(model);
    let down = search.run(&[node]).iter();
    index(down.filter(|it| **it != node && counts(**it)).count())
}

/// Follows failures upward. Its memory is kept from one failure to the next.
pub(crate) struct Search<'a> {
    model: &'a Model,
    /// How many hard needs of each node may still fail, or `DOWN`.
    spare: Vec<u32>,
    down: Vec<u32>,
    /// Groups that lost a member.
    weakened: Vec<u32>,
}

const DOWN: u32 = u32::MAX;

impl<'a> Search<'a> {
    pub(crate) fn new(model: &'a Model) -> Self {
        let spare = (0..model.len()).map(|it| model.spare(it)).collect();
        Self { model, spare, down: Vec::new(), weakened: Vec::new() }
    }

    /// Everything that is down, the failed ones first.
    pub(crate) fn run(&mut self, failed: &[u32]) -> &[u32] {
        for node in self.down.drain(..).chain(self.weakened.drain(..)) {
            self.spare[node as usize] = self.model.spare(node);
        }
        for &node in failed {
            self.fail(node);
        }
        let mut next = 0;
        while let Some(&node) = self.down.get(next) {
            next += 1;
            for &dependent in self.model.hard_dependents(node) {
                match self.spare[dependent as usize] {
                    DOWN => {}
                    0 => self.fail(dependent),
                    spare => {
                        self.spare[dependent as usize] = spare - 1;
                        self.weakened.push(dependent);
                    }
                }
            }
        }
        &self.down
    }

    fn fail(&mut self, node: u32) {
        if std::mem::replace(&mut self.spare[node as usize], DOWN) != DOWN {
            self.down.push(node);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::analyze;
    use crate::model::{Need, Node};

    fn group(quorum: u32) -> Node {
        Node { quorum: Some(quorum), ..Node::default() }
    }

    /// A portal on a group of two of three, which stand on a site.
    fn portal() -> Model {
        let [portal, group_, one, two, three, site, monitor] = [0, 1, 2, 3, 4, 5, 6];
        let mut nodes = vec![Node::default(); 7];
        nodes[group_ as usize] = group(2);
        let needs = vec![
            Need::hard(portal, group_),
            Need::hard(group_, one),
            Need::hard(group_, two),
            Need::hard(group_, three),
            Need::hard(two, site),
            Need::hard(three, site),
            Need::soft(monitor, portal, 60),
        ];
        Model::new(nodes, needs).unwrap()
    }

    #[test]
    fn a_group_survives_as_long_as_its_quorum_is_up() {
        let model = portal();
        let one = blast(&model, &[2]);
        assert_eq!((one.down, one.weakened), (vec![2], vec![1]));
        let two = blast(&model, &[2, 3]);
        assert_eq!(two.down, [0, 1, 2, 3]);
        assert_eq!(two.degraded, [6]);
    }

    #[test]
    fn a_shared_site_makes_a_group_a_single_point_of_failure() {
        let model = portal();
        let analysis = analyze(&model);
        let counts = single_points(&model, &analysis, |it| it == 0);
        assert_eq!(counts, [0, 1, 0, 0, 0, 1, 0]);
        let all = single_points(&model, &analysis, |_| true);
        assert_eq!(all, [0, 1, 0, 0, 0, 4, 0]);
    }

    #[test]
    fn a_circle_goes_down_together() {
        let needs = vec![Need::hard(0, 1), Need::hard(1, 0), Need::hard(2, 0)];
        let model = Model::new(vec![Node::default(); 3], needs).unwrap();
        assert_eq!(blast(&model, &[1]).down, [0, 1, 2]);
        assert_eq!(single_points(&model, &analyze(&model), |_| true), [2, 2, 0]);
    }
}
