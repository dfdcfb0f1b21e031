//! What makes a model be refused.

use thiserror::Error;

use crate::model::{NONE, Need, Node, index};

/// Why a model was refused. The numbers are positions in the lists given to [`Model::new`](crate::Model::new).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum ModelError {
    /// A need starts at a node that is not there.
    #[error("need {need}: `from` is node {from}, which does not exist")]
    FromUnknown {
        /// Position of the need.
        need: usize,
        /// What it said.
        from: u32,
    },
    /// A need ends at a node that is not there.
    #[error("need {need}: `to` is node {to}, which does not exist")]
    ToUnknown {
        /// Position of the need.
        need: usize,
        /// What it said.
        to: u32,
    },
    /// A node needs itself.
    #[error("need {need}: node {node} needs itself")]
    NeedsItself {
        /// Position of the need.
        need: usize,
        /// The node.
        node: u32,
    },
    /// A redundancy group that is content with none of its members.
    #[error("node {node}: `quorum` is zero, but a group needs at least one of its members")]
    QuorumZero {
        /// The node.
        node: u32,
    },
    /// More nodes or needs than a 32-bit index can tell apart.
    #[error("the model is too large: at most {} nodes and needs", u32::MAX - 1)]
    TooLarge,
}

/// Whether these nodes and needs can be a model.
pub(crate) fn check(nodes: &[Node], needs: &[Need]) -> Result<(), ModelError> {
    if nodes.len() >= NONE as usize || needs.len() >= NONE as usize {
        return Err(ModelError::TooLarge);
    }
    if let Some(node) = nodes.iter().position(|it| it.quorum == Some(0)) {
        return Err(ModelError::QuorumZero { node: index(node) });
    }
    check_needs(nodes.len(), needs)
}

/// Whether these needs can be between so many nodes.
pub(crate) fn check_needs(count: usize, needs: &[Need]) -> Result<(), ModelError> {
    for (need, &Need { from, to, .. }) in needs.iter().enumerate() {
        if from as usize >= count {
            return Err(ModelError::FromUnknown { need, from });
        }
        if to as usize >= count {
            return Err(ModelError::ToUnknown { need, to });
        }
        if from == to {
            return Err(ModelError::NeedsItself { need, node: from });
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Model;

    #[test]
    fn a_bad_model_names_what_is_wrong() {
        let two = || vec![Node::default(); 2];
        let refused = |needs| Model::new(two(), needs).unwrap_err();
        let fine = Need::hard(0, 1);
        assert_eq!(
            refused(vec![fine, Need::hard(7, 0)]),
            ModelError::FromUnknown { need: 1, from: 7 }
        );
        assert_eq!(refused(vec![Need::soft(0, 2, 9)]), ModelError::ToUnknown { need: 0, to: 2 });
        assert_eq!(
            refused(vec![fine, Need::hard(1, 1)]),
            ModelError::NeedsItself { need: 1, node: 1 }
        );
        let empty_group = Node { quorum: Some(0), ..Node::default() };
        assert_eq!(
            Model::new(vec![Node::default(), empty_group], vec![]),
            Err(ModelError::QuorumZero { node: 1 })
        );
    }
}
