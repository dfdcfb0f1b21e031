//! The board as it would be if something were different: a copy, for whoever computes from it.

use engine::{ModelError, Strength};

use super::board::{Board, to_span};
use super::change::Changes;
use super::crewed::CrewedChange;
use super::entry::{Entry, Marks};

impl Board {
    /// A copy on which `changes` are made, by nodes of this board, which stay the same. What is not
    /// there changes nothing, and what nobody knows the number of, crew or equipment, stays without
    /// limit. A copy takes over whatever else would be sooner: name only those that do, last.
    pub(crate) fn assuming(&self, changes: &[CrewedChange]) -> Result<Board, ModelError> {
        let mut made = Changes::default();
        for change in changes {
            match *change {
                CrewedChange::MorePeople { crew, more } => {
                    self.edit(&mut made, crew, |it| it.marks.add(more));
                }
                // Nobody has tried how long it takes then: what was proved is not of that. What is
                // faster fails as often; that a copy takes over is no such try.
                CrewedChange::Faster { node, restore } => self.edit(&mut made, node, |it| {
                    it.recovery.restore = Some(to_span(restore));
                    it.recovery.proof = None;
                }),
                // What takes over does so by itself: it asks nobody, and takes no equipment.
                CrewedChange::Copy { node, restore, .. } => self.edit(&mut made, node, |it| {
                    it.recovery.restore = Some(to_span(restore));
                    (it.recovery.proof, it.recovery.fails_percent) = (None, None);
                    (it.crew, it.equipment) = (None, None);
                }),
                CrewedChange::WithoutNeed { from, to } => self.drop_need(&mut made, from, to),
            }
        }
        self.clone().after(made, (self.seq, self.computed_at))
    }

    fn edit(&self, made: &mut Changes, node: u32, edit: impl FnOnce(&mut Entry)) {
        let Some(entry) = self.entry(node) else { return };
        let now = || Some((entry.clone(), self.outcome(node)));
        if let Some((entry, _)) = made.items.entry(entry.id).or_insert_with(now) {
            edit(entry);
        }
    }

    /// Takes a need away. A group that can choose waits for one less of any of its members instead,
    /// as where it is found out what that would help.
    fn drop_need(&self, made: &mut Changes, from: u32, to: u32) {
        let model = self.engine.model();
        let is_choice = model.can_spare(from) && model.strength(from, to) == Some(Strength::Hard);
        let mut fewer = 0;
        if is_choice {
            self.edit(made, from, |it| {
                if let Marks::Group { suffice } = &mut it.marks {
                    fewer = suffice.map_or(0, |it| it.saturating_sub(1));
                    *suffice = Some(fewer).filter(|it| 0 < *it);
                }
            });
        }
        if 0 < fewer {
            return;
        }
        let id = |node: u32| self.entry(node).map(|it| it.id);
        let (Some(from), Some(to)) = (id(from), id(to)) else { return };
        let goes = |it: &super::board::Tie| it.from == from && (is_choice || it.to == to);
        made.ties.extend(self.ties.iter().filter(|it| goes(it.1)).map(|it| (*it.0, None)));
    }
}
