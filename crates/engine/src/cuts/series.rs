//! Nodes in series: any one of them lost has the same effect on the node asked about.
//!
//! Node `n` is in series with its immediate dominator `d` if `d` goes down with it. All that `n`
//! does to the root goes through `d`, so in a cut set either may stand for the other. This is the
//! idea of modules (Y. Dutuit and A. Rauzy, "A linear-time algorithm to find modules of fault
//! trees", IEEE Transactions on Reliability 45, 1996), applied to single events. The series of the
//! root are its single points of failure, so those are known before any search.

use crate::dominators::Dominators;
use crate::model::{Model, NONE};

/// The series of all that a root stands on.
pub(super) struct Series {
    /// For each place among the dominators, its series, named by the first place in it.
    heads: Vec<u32>,
}

impl Series {
    /// Finds the series; takes from `steps_left` the work that it does.
    ///
    /// Without steps left, series stay apart that belong together: slower, and as right.
    pub(super) fn of(model: &Model, dominators: &Dominators, steps_left: &mut u64) -> Self {
        let nodes = dominators.nodes();
        let mut heads = (0..).take(nodes.len()).collect::<Vec<u32>>();
        let mut search = Search { model, dominators, spare: vec![NONE; nodes.len()], met: vec![] };
        for place in 1..nodes.len() {
            let Some(above) = dominators.immediate(nodes[place]) else { continue };
            let Some(above_place) = dominators.place(above) else { continue };
            if search.takes_down(nodes[place], above, steps_left) {
                heads[place] = heads[above_place];
            }
        }
        Self { heads }
    }

    /// The series of the node at `place`, named by the first place in it.
    pub(super) fn head(&self, place: usize) -> u32 {
        self.heads[place]
    }
}

/// Follows a failure upward as far as a dominator. Its memory is kept from one to the next.
struct Search<'a> {
    model: &'a Model,
    dominators: &'a Dominators,
    /// How many more hard needs of the node at each place may fail; `NONE` for not met yet.
    spare: Vec<u32>,
    /// What was met, and so must be forgotten before the next search.
    met: Vec<usize>,
}

impl Search<'_> {
    fn takes_down(&mut self, failed: u32, above: u32, steps_left: &mut u64) -> bool {
        let model = self.model;
        if !model.can_spare(above) && model.hard_needs(above).binary_search(&failed).is_ok() {
            return true;
        }
        let answer = self.search(failed, above, steps_left);
        for place in self.met.drain(..) {
            self.spare[place] = NONE;
        }
        answer
    }

    fn search(&mut self, failed: u32, above: u32, steps_left: &mut u64) -> bool {
        let mut down = vec![failed];
        if let Some(place) = self.dominators.place(failed) {
            // It is down already, whatever else goes down.
            self.spare[place] = NONE - 1;
            self.met.push(place);
        }
        while let Some(node) = down.pop() {
            for &dependent in self.model.hard_dependents(node) {
                let Some(place) = self.dominators.place(dependent) else { continue };
                let Some(left) = steps_left.checked_sub(1) else { return false };
                *steps_left = left;
                if self.spare[place] == NONE {
                    self.spare[place] = self.model.spare(dependent);
                    self.met.push(place);
                }
                match self.spare[place].checked_sub(1) {
                    None if dependent == above => return true,
                    // Once down, it must not go down again.
                    None => self.spare[place] = NONE - 1,
                    Some(spare) => {
                        self.spare[place] = spare;
                        continue;
                    }
                }
                down.push(dependent);
            }
        }
        false
    }
}
