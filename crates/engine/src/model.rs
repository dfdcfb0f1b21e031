//! What is analyzed: nodes, what each of them needs, and how much it needs it.
//!
//! A [`Model`] is checked once, when it is built. Everything after that cannot fail.

use std::fmt;
use std::sync::OnceLock;

use crate::check::{ModelError, check, check_needs};
use crate::neighbors::Neighbors;

/// Stands for "no node" in the flat arrays. A model never has this many nodes.
pub(crate) const NONE: u32 = u32::MAX;

/// Anything that can fail and be brought back: a service, an asset, a site, a redundancy group.
///
/// Times are seconds. All fields are optional, because an inventory is never complete.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Node {
    /// How long it takes to bring back, once all that it needs is back. `None`: nobody has said.
    pub restore: Option<u32>,
    /// How much of its own data may be lost, by age. `None`: it holds none, or nobody has said.
    pub point: Option<u32>,
    /// The recovery time objective it was given itself.
    pub target_rto: Option<u32>,
    /// The recovery point objective it was given itself.
    pub target_rpo: Option<u32>,
    /// Makes it a redundancy group: this many of its hard needs suffice.
    pub quorum: Option<u32>,
    /// Who brings it back. Kept for scheduling; no analysis here looks at it.
    pub crew: Option<Crew>,
    /// What they work with, for as long: generators, tape drives, a share of a line. It has its
    /// index and its supply among the crews.
    pub equipment: Option<Crew>,
}

/// A demand on a crew.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Crew {
    /// Which crew.
    pub index: u32,
    /// How many of its people the work takes.
    pub size: u32,
}

/// How badly one node needs another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Strength {
    /// It cannot work without.
    Hard,
    /// It can do without for a while.
    Soft {
        /// For this long, in seconds.
        max_gap: u32,
    },
}

/// A dependency, seen from the one who needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Need {
    /// The node that needs.
    pub from: u32,
    /// The node that is needed.
    pub to: u32,
    /// How badly.
    pub strength: Strength,
}

impl Need {
    /// `from` cannot work without `to`.
    pub fn hard(from: u32, to: u32) -> Self {
        Self { from, to, strength: Strength::Hard }
    }

    /// `from` can do without `to` for `max_gap` seconds.
    pub fn soft(from: u32, to: u32, max_gap: u32) -> Self {
        Self { from, to, strength: Strength::Soft { max_gap } }
    }
}

/// Nodes and needs, checked and laid out for speed.
#[derive(Clone)]
pub struct Model {
    nodes: Vec<Node>,
    /// The needs as a list, for who asks for one; made anew after an edit.
    needs: OnceLock<Vec<Need>>,
    downward: Neighbors,
    upward: Neighbors,
    parts: Vec<Part>,
}

/// What the analyses look at all the time about a node: together, and apart from the rest of it.
#[derive(Debug, Clone, Copy, Default)]
struct Part {
    restore: u32,
    /// Zero for no data, otherwise seconds plus one.
    point: u32,
    spare: u32,
    is_time_known: bool,
}

impl Model {
    /// Checks the parts and puts them together.
    ///
    /// Several needs between the same two nodes count once; the strictest of them holds.
    pub fn new(nodes: Vec<Node>, needs: Vec<Need>) -> Result<Self, ModelError> {
        check(&nodes, &needs)?;
        let downward = Neighbors::needed(nodes.len(), &needs);
        drop(needs);
        let upward = downward.turned();
        let parts = vec![Part::default(); nodes.len()];
        let mut model = Self { nodes, needs: OnceLock::new(), downward, upward, parts };
        (0..model.len()).for_each(|it| model.refresh(it));
        Ok(model)
    }

    /// How many nodes there are. Their indices are `0..len()`.
    pub fn len(&self) -> u32 {
        index(self.nodes.len())
    }

    /// Whether there is no node at all.
    pub fn is_empty(&self) -> bool {
        self.nodes.is_empty()
    }

    /// One node.
    pub fn node(&self, node: u32) -> &Node {
        &self.nodes[node as usize]
    }

    /// All nodes, by index.
    pub fn nodes(&self) -> &[Node] {
        &self.nodes
    }

    /// All needs, by `from` and then `to`, each pair once.
    ///
    /// The list is made when it is first asked for after an edit.
    pub fn needs(&self) -> &[Need] {
        self.needs.get_or_init(|| {
            let of_node = |from: u32| {
                let hard = self.hard_needs(from).iter().map(move |to| Need::hard(from, *to));
                let soft = self.soft_needs(from).map(move |(to, gap)| Need::soft(from, to, gap));
                let mut needs = hard.chain(soft).collect::<Vec<_>>();
                needs.sort_unstable_by_key(|it| it.to);
                needs
            };
            (0..self.len()).flat_map(of_node).collect()
        })
    }

    /// What `node` cannot work without, ascending.
    pub fn hard_needs(&self, node: u32) -> &[u32] {
        self.downward.hard(node)
    }

    /// What `node` can do without for a while, ascending, and for how long.
    pub fn soft_needs(&self, node: u32) -> impl Iterator<Item = (u32, u32)> + '_ {
        self.downward.soft(node)
    }

    /// Who cannot work without `node`, ascending.
    pub fn hard_dependents(&self, node: u32) -> &[u32] {
        self.upward.hard(node)
    }

    /// Who can do without `node` for a while, ascending, and for how long.
    pub fn soft_dependents(&self, node: u32) -> impl Iterator<Item = (u32, u32)> + '_ {
        self.upward.soft(node)
    }

    /// How integrated a node is: the needs it has plus the needs others have of it.
    pub fn integration_degree(&self, node: u32) -> u32 {
        index(self.downward.all(node).len() + self.upward.all(node).len())
    }

    /// How many of its hard needs `node` really needs: all of them, or the quorum of a group.
    ///
    /// A group with fewer members than its quorum needs them all.
    pub fn quorum(&self, node: u32) -> u32 {
        index(self.hard_needs(node).len()) - self.spare(node)
    }

    /// Whether `node` is a group that can lose a member and still work.
    pub fn can_spare(&self, node: u32) -> bool {
        self.spare(node) > 0
    }

    /// How badly `from` needs `to`, if at all.
    pub fn strength(&self, from: u32, to: u32) -> Option<Strength> {
        self.downward.strength(from, to)
    }

    /// Hard and soft needs together, hard ones first.
    pub(crate) fn all_needs(&self, node: u32) -> &[u32] {
        self.downward.all(node)
    }

    /// What `node` needs, hard needs first with a gap of zero, and how many of them are hard.
    #[inline]
    pub(crate) fn needs_with_gaps(
        &self,
        node: u32,
    ) -> (impl Iterator<Item = (u32, u32)> + Clone + '_, usize) {
        self.downward.with_gaps(node)
    }

    /// Who needs `node`, in the same way.
    #[inline]
    pub(crate) fn dependents_with_gaps(
        &self,
        node: u32,
    ) -> (impl Iterator<Item = (u32, u32)> + Clone + '_, usize) {
        self.upward.with_gaps(node)
    }

    /// Who has any need of `node`.
    pub(crate) fn all_dependents(&self, node: u32) -> &[u32] {
        self.upward.all(node)
    }

    /// The time to bring `node` back alone, as far as known.
    ///
    /// A group has nothing of its own to bring back, so for it silence means zero.
    pub(crate) fn restore(&self, node: u32) -> u32 {
        self.parts[node as usize].restore
    }

    /// How much of the own data of `node` may be lost: zero for no data, otherwise seconds plus one.
    pub(crate) fn point(&self, node: u32) -> u32 {
        self.parts[node as usize].point
    }

    /// Whether the time to bring `node` back alone is known.
    pub(crate) fn restore_known(&self, node: u32) -> bool {
        let node = self.node(node);
        node.restore.is_some() || node.quorum.is_some()
    }

    /// Whether the time to bring `node` back is known, and a group has as many members as it asks for.
    pub(crate) fn is_time_known(&self, node: u32) -> bool {
        self.parts[node as usize].is_time_known
    }

    /// How many of its hard needs `node` can lose.
    pub(crate) fn spare(&self, node: u32) -> u32 {
        self.parts[node as usize].spare
    }

    /// Whether a group asks for more members than it has, or has none at all.
    pub(crate) fn is_short(&self, node: u32) -> bool {
        self.node(node).quorum.is_some_and(|it| it as usize > self.hard_needs(node).len())
    }

    /// Replaces one node; its needs stay.
    pub(crate) fn replace(&mut self, node: u32, with: Node) -> Result<(), ModelError> {
        if with.quorum == Some(0) {
            return Err(ModelError::QuorumZero { node });
        }
        self.nodes[node as usize] = with;
        self.refresh(node);
        Ok(())
    }

    /// Replaces, adds or removes one need, as if the model had been built like that.
    pub(crate) fn set_need(
        &mut self,
        from: u32,
        to: u32,
        strength: Option<Strength>,
    ) -> Result<(), ModelError> {
        let need = Need { from, to, strength: strength.unwrap_or(Strength::Hard) };
        check_needs(self.nodes.len(), &[need])?;
        self.downward.remove(from, to);
        self.upward.remove(to, from);
        self.needs = OnceLock::new();
        if let Some(strength) = strength {
            self.downward.insert(from, to, strength);
            self.upward.insert(to, from, strength);
        }
        self.refresh(from);
        Ok(())
    }

    /// Adds a node that needs nothing and that nobody needs, and returns its index.
    pub(crate) fn add_node(&mut self, node: Node) -> Result<u32, ModelError> {
        if NONE - 1 <= self.len() {
            return Err(ModelError::TooLarge);
        }
        let added = self.len();
        if node.quorum == Some(0) {
            return Err(ModelError::QuorumZero { node: added });
        }
        self.nodes.push(node);
        self.parts.push(Part::default());
        self.downward.add_node();
        self.upward.add_node();
        self.refresh(added);
        Ok(added)
    }

    /// Brings up to date what is kept apart about a node.
    fn refresh(&mut self, node: u32) {
        let members = index(self.hard_needs(node).len());
        let Node { restore, point, quorum, .. } = *self.node(node);
        self.parts[node as usize] = Part {
            restore: restore.unwrap_or(0),
            point: point.map_or(0, |it| it.saturating_add(1)),
            spare: quorum.map_or(0, |it| members.saturating_sub(it)),
            is_time_known: self.restore_known(node) && !self.is_short(node),
        };
    }
}

impl PartialEq for Model {
    fn eq(&self, other: &Self) -> bool {
        // The rest follows from these.
        self.nodes == other.nodes && self.downward == other.downward
    }
}

impl Eq for Model {}

impl fmt::Debug for Model {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The rest is the needs once more, in another layout.
        let mut model = f.debug_struct("Model");
        model.field("nodes", &self.nodes).field("needs", &self.needs()).finish_non_exhaustive()
    }
}

/// A position as a 32-bit index. Models too large for it are refused when built.
pub(crate) fn index(position: usize) -> u32 {
    u32::try_from(position).unwrap_or(NONE)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_strictest_of_several_needs_between_two_nodes_holds() {
        let nodes = vec![Node::default(); 3];
        let needs = vec![
            Need::soft(0, 1, 60),
            Need::hard(0, 1),
            Need::soft(0, 2, 60),
            Need::soft(0, 2, 30),
            Need::hard(0, 1),
        ];
        let model = Model::new(nodes, needs).unwrap();
        assert_eq!(model.needs(), [Need::hard(0, 1), Need::soft(0, 2, 30)]);
        assert_eq!(model.hard_needs(0), [1]);
        assert_eq!(model.soft_needs(0).collect::<Vec<_>>(), [(2, 30)]);
        assert_eq!(model.hard_dependents(1), [0]);
        assert_eq!(model.soft_dependents(2).collect::<Vec<_>>(), [(0, 30)]);
    }

    #[test]
    fn a_group_with_too_few_members_needs_them_all() {
        let group = Node { quorum: Some(2), ..Node::default() };
        let model = Model::new(vec![group, Node::default()], vec![Need::hard(0, 1)]).unwrap();
        assert_eq!(model.quorum(0), 1);
        assert!(!model.can_spare(0));
        assert!(model.is_short(0));
    }

    #[test]
    fn req_s3_06_integration_degree_falls_when_a_need_goes() {
        let nodes = vec![Node::default(); 3];
        let mut needs = vec![Need::hard(0, 1), Need::soft(1, 2, 60)];
        let model = Model::new(nodes.clone(), needs.clone()).unwrap();
        assert_eq!([0, 1, 2].map(|it| model.integration_degree(it)), [1, 2, 1]);
        needs.pop();
        let model = Model::new(nodes, needs).unwrap();
        assert_eq!([0, 1, 2].map(|it| model.integration_degree(it)), [1, 1, 0]);
    }
}
