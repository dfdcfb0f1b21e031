//! Answers that were computed from a board, kept for as long as it holds.

use std::any::{Any, TypeId};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use chrono::NaiveDate;

use crate::Ctx;
use crate::actor::{Held, Permission};
use crate::ids::AgencyId;

/// How many answers are kept: enough for everybody's first page, whatever their roles.
const ANSWERS_MAX: usize = 128;

/// The answers of one board. A board that knows of more starts without any.
#[derive(Default)]
pub(crate) struct Memo(Mutex<BTreeMap<Key, Arc<dyn Any + Send + Sync>>>);

/// Whatever an answer follows from, besides the board: what was asked, who asked, and which day it
/// was.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Key {
    sort: TypeId,
    agency: Option<AgencyId>,
    n_max: u32,
    held: Vec<Held>,
    limited_to: Option<BTreeSet<Permission>>,
    day: NaiveDate,
}

/// The place of one answer.
pub(crate) struct Answer<'a> {
    memo: &'a Memo,
    key: Key,
}

impl Memo {
    /// The place of an answer of type `T` about `agency`, of which at most `n_max` lines are told.
    pub(crate) fn answer<T: 'static>(
        &self,
        ctx: &Ctx,
        agency: Option<AgencyId>,
        n_max: u32,
    ) -> Answer<'_> {
        let key = Key {
            sort: TypeId::of::<T>(),
            agency,
            n_max,
            held: ctx.actor.held.clone(),
            limited_to: ctx.actor.limited_to.clone(),
            day: ctx.now.date_naive(),
        };
        Answer { memo: self, key }
    }

    fn lock(&self) -> MutexGuard<'_, BTreeMap<Key, Arc<dyn Any + Send + Sync>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Answer<'_> {
    /// What was answered before.
    pub(crate) fn known<T: Clone + Send + Sync + 'static>(&self) -> Option<T> {
        let known = self.memo.lock().get(&self.key).cloned()?;
        known.downcast_ref().cloned()
    }

    /// Keeps `answer` for the next who ask.
    pub(crate) fn keep<T: Clone + Send + Sync + 'static>(self, answer: &T) {
        let mut answers = self.memo.lock();
        if ANSWERS_MAX <= answers.len() {
            answers.clear();
        }
        answers.insert(self.key, Arc::new(answer.clone()));
    }
}

/// A copy of a board is about to change.
impl Clone for Memo {
    fn clone(&self) -> Memo {
        Memo::default()
    }
}

impl fmt::Debug for Memo {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Memo")
    }
}
