//! Answers that follow only from what stands on what, kept until that changes: most events do not
//! change it, and whoever asks gets the same numbers. Names are looked up for each who asks.

use std::any::{Any, TypeId};
use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::board::Board;
use super::change::Changes;
use super::entry::{Entry, Marks};
use crate::ids::ItemId;
use crate::prepare::inventory::Kind;

/// How many answers are kept. When there are more, all are forgotten.
const ANSWERS_MAX: usize = 64;

/// Of what kind an answer is, about which node, and what else was asked.
type Key = (TypeId, u32, u32);

type Anything = Arc<dyn Any + Send + Sync>;

/// Answers about what stands on what, by node. Copies share them.
#[derive(Clone, Default)]
pub(crate) struct Lasting(Arc<Mutex<BTreeMap<Key, Anything>>>);

impl Lasting {
    /// What was answered before about `node` to whoever asked for `asked`.
    pub(crate) fn known<T: Send + Sync + 'static>(&self, node: u32, asked: u32) -> Option<Arc<T>> {
        let known = self.lock().get(&(TypeId::of::<T>(), node, asked)).cloned()?;
        known.downcast().ok()
    }

    /// Keeps an answer for the next who ask.
    pub(crate) fn keep<T: Send + Sync + 'static>(&self, node: u32, asked: u32, answer: Arc<T>) {
        let mut answers = self.lock();
        if ANSWERS_MAX <= answers.len() {
            answers.clear();
        }
        answers.insert((TypeId::of::<T>(), node, asked), answer);
    }

    /// The place of an answer, which whoever comes first fills: the same for all who ask meanwhile.
    pub(crate) fn place<T: Default + Send + Sync + 'static>(
        &self,
        node: u32,
        asked: u32,
    ) -> Arc<T> {
        let mut answers = self.lock();
        let key = (TypeId::of::<T>(), node, asked);
        let known = answers.get(&key).cloned().and_then(|it| it.downcast().ok());
        if let Some(known) = known {
            return known;
        }
        if ANSWERS_MAX <= answers.len() {
            answers.clear();
        }
        let place = Arc::new(T::default());
        answers.insert(key, place.clone());
        place
    }

    fn lock(&self) -> MutexGuard<'_, BTreeMap<Key, Anything>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl fmt::Debug for Lasting {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Lasting")
    }
}

/// All of an item that says what stands on what, or what counts.
#[derive(PartialEq)]
struct Stance {
    kind: Kind,
    site_id: Option<ItemId>,
    vendor_id: Option<ItemId>,
    crew_id: Option<ItemId>,
    equipment_id: Option<ItemId>,
    suffice: Option<u32>,
    has_target: bool,
}

impl Stance {
    fn of(entry: &Entry) -> Stance {
        let suffice = match entry.marks {
            Marks::Group { suffice } => suffice,
            _ => None,
        };
        Stance {
            kind: entry.kind,
            site_id: entry.site_id,
            vendor_id: entry.vendor_id,
            crew_id: entry.crew.map(|it| it.0),
            equipment_id: entry.equipment.map(|it| it.0),
            suffice,
            has_target: entry.recovery.target_rto.is_some(),
        }
    }
}

impl Changes {
    /// Whether everything stands on what it stood on before.
    pub(super) fn leave_stances(&self, board: &Board) -> bool {
        let same_item = |(id, item): (&ItemId, &Option<(Entry, _)>)| {
            let before = board.node(*id).and_then(|it| board.entry(it));
            match (before, item) {
                (None, None) => true,
                (Some(before), Some((after, _))) => {
                    before.rank() == after.rank() && Stance::of(before) == Stance::of(after)
                }
                _ => false,
            }
        };
        self.items.iter().all(same_item)
            && self.ties.iter().all(|(id, tie)| board.ties.get(id) == tie.as_ref())
            && self.wanted.as_ref().is_none_or(|it| *it == board.wanted)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_who_ask_the_same_find_one_place() {
        let lasting = Lasting::default();
        let place = lasting.place::<Mutex<u32>>(7, 0);
        assert!(Arc::ptr_eq(&place, &lasting.clone().place(7, 0)));
        assert!(!Arc::ptr_eq(&place, &lasting.place(8, 0)));
        assert!(!Arc::ptr_eq(&place, &lasting.place(7, 1)));
        // It is forgotten with all others when there are too many, and not for whoever has it.
        for node in 100..200 {
            lasting.place::<Mutex<u32>>(node, 0);
        }
        assert!(!Arc::ptr_eq(&place, &lasting.place(7, 0)));
    }
}
