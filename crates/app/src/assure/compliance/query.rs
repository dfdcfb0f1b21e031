//! Which lines of the checklist to list.

use std::collections::BTreeSet;

use super::State;
use crate::Paging;
use crate::ids::{AgencyId, ObligationId};

/// Which lines of the checklist to list.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Query {
    /// Only those that have this in what the agency or the obligation is called.
    pub text: String,
    /// Only those of these agencies. None means all.
    pub agencies: Option<BTreeSet<AgencyId>>,
    /// Only those of this obligation.
    pub obligation: Option<ObligationId>,
    /// Only those that are this far.
    pub state: Option<State>,
    /// Only those that do not count as met.
    pub unmet: bool,
    /// Only those that do not count as met, and whose day is past.
    pub overdue: bool,
    /// What decides the order.
    pub sort: Sort,
    /// Whether the order is from last to first.
    pub descending: bool,
    /// Which page.
    pub paging: Paging,
}

/// What decides the order of a checklist.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Sort {
    /// What the agency is called.
    #[default]
    Agency,
    /// How the obligation is cited.
    Obligation,
    /// How far it is.
    State,
    /// By when it is to be attested.
    Due,
}

impl Sort {
    /// The order that an address calls `word`.
    pub fn from_word(word: &str) -> Option<Sort> {
        match word {
            "agency" => Some(Sort::Agency),
            "obligation" => Some(Sort::Obligation),
            "state" => Some(Sort::State),
            "due" => Some(Sort::Due),
            _ => None,
        }
    }
}
