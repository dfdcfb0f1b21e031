//! What else stops with a combination: its needs followed upward, and with each site and vendor all
//! that is lost with it.

use engine::Model;

use super::causes::Ground;

/// Follows failures upward. Its memory is kept from one to the next.
pub(super) struct Fall<'a> {
    model: &'a Model,
    ground: &'a Ground,
    /// How many more of its members each node may lose; `DOWN` once it is down.
    spare: Vec<Option<u32>>,
    met: Vec<u32>,
    down: Vec<u32>,
}

const DOWN: u32 = u32::MAX;

impl<'a> Fall<'a> {
    pub(super) fn new(model: &'a Model, ground: &'a Ground) -> Self {
        let spare = vec![None; model.len() as usize];
        Self { model, ground, spare, met: Vec::new(), down: Vec::new() }
    }

    /// How much else of what counts stops when all of `failed` fail, beside them and `node`.
    pub(super) fn count_others(&mut self, failed: &[u32], node: u32) -> u32 {
        for it in std::mem::take(&mut self.met) {
            if let Some(spare) = self.spare.get_mut(it as usize) {
                *spare = None;
            }
        }
        self.down.clear();
        failed.iter().for_each(|it| self.fail(*it));
        let mut next = 0;
        while let Some(&it) = self.down.get(next) {
            next += 1;
            self.model.hard_dependents(it).iter().for_each(|it| self.lose_one(*it));
            self.ground.hosted(it).iter().for_each(|it| self.fail(*it));
        }
        let counts =
            |it: &&u32| **it != node && !failed.contains(it) && self.ground.hosts(**it).counts;
        u32::try_from(self.down.iter().filter(counts).count()).unwrap_or(u32::MAX)
    }

    fn fail(&mut self, node: u32) {
        let Some(spare) = self.spare.get_mut(node as usize) else { return };
        if *spare != Some(DOWN) {
            if spare.is_none() {
                self.met.push(node);
            }
            *spare = Some(DOWN);
            self.down.push(node);
        }
    }

    /// One of the hard needs of `node` is down.
    fn lose_one(&mut self, node: u32) {
        let members = u32::try_from(self.model.hard_needs(node).len()).unwrap_or(u32::MAX);
        let all = members.saturating_sub(self.model.quorum(node));
        let Some(spare) = self.spare.get_mut(node as usize) else { return };
        match *spare {
            Some(DOWN) => {}
            Some(0) => self.fail(node),
            None if all == 0 => self.fail(node),
            Some(left) => *spare = Some(left - 1),
            None => {
                self.met.push(node);
                *spare = Some(all - 1);
            }
        }
    }
}
