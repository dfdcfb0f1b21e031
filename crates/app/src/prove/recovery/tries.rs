//! What came of trying, with the crews there are, what is in time if each part has people of its own: kept
//! with the board. Whoever tries them goes through the nodes in their order, and never in a request.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::board::{Board, to_span};
use super::crewed::{ByCrews, people};
use super::trial::Tried;

/// What was found out so far: the same for everybody, until more is told. Copies share it.
#[derive(Clone, Default)]
pub(crate) struct Tries(Arc<Mutex<Arc<SoFar>>>);

/// What was found out about the nodes before one of them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct SoFar {
    /// Of all nodes before this one it is known.
    pub(crate) before: u32,
    /// What is late, and when it is back.
    pub(crate) late: BTreeMap<u32, ByCrews>,
    /// What rests on too much.
    pub(crate) too_large: BTreeSet<u32>,
}

impl Tries {
    /// What is known by now.
    pub(crate) fn so_far(&self) -> Arc<SoFar> {
        Arc::clone(&self.lock())
    }

    /// Tells what is known by now.
    pub(crate) fn tell(&self, so_far: SoFar) {
        *self.lock() = Arc::new(so_far);
    }

    fn lock(&self) -> MutexGuard<'_, Arc<SoFar>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What came of one item, as far as it is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Came {
    InTime,
    /// When it is back.
    Late(ByCrews),
    TooLarge,
}

impl From<Tried> for Came {
    fn from(it: Tried) -> Came {
        match it {
            Tried::InTime => Came::InTime,
            Tried::Late(late) => {
                let finish = late.end.map(to_span);
                Came::Late(ByCrews { finish, is_complete: late.is_complete })
            }
            Tried::TooLarge | Tried::BeyondLimit => Came::TooLarge,
        }
    }
}

impl SoFar {
    /// Notes what came of `node`, and that of all before it is known what there is to know.
    pub(crate) fn note(&mut self, node: u32, came: Came) {
        match came {
            Came::InTime => {}
            Came::Late(late) => {
                self.late.insert(node, late);
            }
            Came::TooLarge => {
                self.too_large.insert(node);
            }
        }
        self.before = node.saturating_add(1);
    }

    /// Notes that it is known of all.
    pub(crate) fn note_all(&mut self) {
        self.before = u32::MAX;
    }

    /// Whether it is known of all.
    pub(crate) fn is_all(&self) -> bool {
        self.before == u32::MAX
    }
}

impl fmt::Debug for Tries {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Tries")
    }
}

impl Board {
    /// What is known by now of what is late with the crews there are.
    pub(crate) fn with_crews(&self) -> Arc<SoFar> {
        // Where nobody has said of any crew how many people it has, nothing waits for one.
        match self.all().any(|(node, _)| people(self, node).is_some()) {
            true => self.tries.so_far(),
            false => Arc::new(SoFar { before: u32::MAX, ..SoFar::default() }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_told_is_the_same_for_whoever_has_a_copy() {
        let tries = Tries::default();
        let copy = tries.clone();
        let mut so_far = SoFar::default();
        let late = ByCrews { finish: Some(to_span(7)), is_complete: true };
        for (node, came) in [(2, Came::InTime), (5, Came::Late(late)), (9, Came::TooLarge)] {
            so_far.note(node, came);
        }
        assert_eq!((so_far.before, so_far.is_all()), (10, false));
        assert_eq!(*copy.so_far(), SoFar::default());
        tries.tell(so_far.clone());
        assert_eq!(*copy.so_far(), so_far);
        assert_eq!(so_far.late, BTreeMap::from([(5, late)]));
        so_far.note_all();
        assert!(so_far.is_all());
    }
}
