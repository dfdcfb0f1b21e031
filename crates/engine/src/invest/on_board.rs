//! What investments bring, by the recovery analysis: everybody is restored as soon as what they
//! need is back, with people enough for all.

use thiserror::Error;

use crate::board::Board;
use crate::invest::{Change, Investment, Worth};
use crate::model::{Model, Node, Strength};

/// An investment that does not fit the model. The numbers are positions in the list given.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum InvestmentError {
    /// It changes a node that is not there.
    #[error("investment {investment}: node {node} does not exist")]
    NodeUnknown {
        /// Position of the investment.
        investment: usize,
        /// What it said.
        node: u32,
    },
    /// It adds to or changes a group that is none.
    #[error("investment {investment}: node {node} is no redundancy group")]
    NotAGroup {
        /// Position of the investment.
        investment: usize,
        /// What it said.
        node: u32,
    },
    /// It makes a group content with none of its members.
    #[error("investment {investment}: `quorum` is zero, but a group needs at least one member")]
    QuorumZero {
        /// Position of the investment.
        investment: usize,
    },
    /// It makes a group a member of itself.
    #[error("investment {investment}: group {node} cannot be a member of itself")]
    OwnMember {
        /// Position of the investment.
        investment: usize,
        /// The group.
        node: u32,
    },
}

/// Evaluates choices of investments on a board, which is edited and afterwards as it was.
#[derive(Debug, Clone)]
pub struct OnBoard<'a> {
    board: Board,
    investments: &'a [Investment],
    /// The nodes that count, and how much each.
    services: &'a [(u32, u64)],
    /// What is bought at the moment, and for each what undoes it, the last to be undone first.
    bought: Vec<(usize, Vec<Undo>)>,
}

#[derive(Debug, Clone, Copy)]
enum Undo {
    Node(u32, Node),
    Need(u32, u32, Option<Strength>),
}

impl<'a> OnBoard<'a> {
    /// Checks the investments against the model. `services` are the nodes that count, with weights.
    ///
    /// A service is in time if it is back as soon as is required of it, as far as times are known.
    pub fn new(
        board: Board,
        investments: &'a [Investment],
        services: &'a [(u32, u64)],
    ) -> Result<Self, InvestmentError> {
        for (at, investment) in investments.iter().enumerate() {
            investment.changes.iter().try_for_each(|it| check(board.model(), at, *it))?;
        }
        Ok(Self { board, investments, services, bought: Vec::new() })
    }

    /// Buys the investments at these positions, and nothing else.
    pub(super) fn choose(&mut self, chosen: &[usize]) {
        let same = self.bought.iter().zip(chosen).take_while(|it| it.0.0 == *it.1).count();
        self.sell_all_but(same);
        for &investment in &chosen[same..] {
            self.buy(investment);
        }
    }

    /// What it brings to buy the investments at these positions, and nothing else.
    pub fn worth(&mut self, chosen: &[usize]) -> Worth {
        self.choose(chosen);
        let analysis = self.board.analysis();
        let mut worth = Worth::default();
        for &(node, weight) in self.services {
            match analysis.gap_rto(node) {
                None => worth.in_time = worth.in_time.saturating_add(weight),
                Some(gap) => {
                    let late = u64::from(gap).saturating_mul(weight);
                    worth.late = worth.late.saturating_add(late);
                }
            }
        }
        Worth { most: worth.in_time, ..worth }
    }

    /// The board with what was bought last.
    pub fn board(&self) -> &Board {
        &self.board
    }

    fn buy(&mut self, investment: usize) {
        let mut undos = Vec::new();
        for &change in &self.investments[investment].changes {
            let model = self.board.model();
            match change {
                Change::Restore { node, restore } => {
                    let before = *model.node(node);
                    let restore = Some(before.restore.map_or(restore, |it| it.min(restore)));
                    undos.push(Undo::Node(node, before));
                    self.edit(Undo::Node(node, Node { restore, ..before }));
                }
                Change::TakeOver { node, restore } => {
                    let before = *model.node(node);
                    let restore = Some(before.restore.map_or(restore, |it| it.min(restore)));
                    undos.push(Undo::Node(node, before));
                    let with = Node { restore, crew: None, equipment: None, ..before };
                    self.edit(Undo::Node(node, with));
                }
                Change::Quorum { group, quorum } => {
                    let before = *model.node(group);
                    let quorum = Some(before.quorum.map_or(quorum, |it| it.min(quorum)));
                    undos.push(Undo::Node(group, before));
                    self.edit(Undo::Node(group, Node { quorum, ..before }));
                }
                Change::Member { group, member } => {
                    undos.push(Undo::Need(group, member, model.strength(group, member)));
                    self.edit(Undo::Need(group, member, Some(Strength::Hard)));
                }
                Change::Crew { .. } => {}
            }
        }
        self.bought.push((investment, undos));
    }

    fn sell_all_but(&mut self, kept: usize) {
        while kept < self.bought.len() {
            let Some((_, undos)) = self.bought.pop() else { break };
            undos.into_iter().rev().for_each(|it| self.edit(it));
        }
    }

    fn edit(&mut self, edit: Undo) {
        let done = match edit {
            Undo::Node(node, with) => self.board.set_node(node, with),
            Undo::Need(from, to, strength) => self.board.set_need(from, to, strength),
        };
        debug_assert!(done.is_ok(), "investments were checked when this was made");
    }
}

fn check(model: &Model, investment: usize, change: Change) -> Result<(), InvestmentError> {
    let known = |node: u32| match node < model.len() {
        true => Ok(()),
        false => Err(InvestmentError::NodeUnknown { investment, node }),
    };
    let is_group = |node: u32| match model.node(node).quorum {
        Some(_) => Ok(()),
        None => Err(InvestmentError::NotAGroup { investment, node }),
    };
    match change {
        Change::Restore { node, .. } | Change::TakeOver { node, .. } => known(node),
        Change::Quorum { quorum: 0, .. } => Err(InvestmentError::QuorumZero { investment }),
        Change::Quorum { group, .. } => known(group).and_then(|()| is_group(group)),
        Change::Member { group, member } if group == member => {
            Err(InvestmentError::OwnMember { investment, node: group })
        }
        Change::Member { group, member } => {
            known(member).and_then(|()| known(group)).and_then(|()| is_group(group))
        }
        Change::Crew { .. } => Ok(()),
    }
}
