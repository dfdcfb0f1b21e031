//! Obligations: the laws, orders and standards that agencies must keep to, clause by clause, and
//! which plans answer them.
//!
//! Read [`ObligationDocument`] first, then `coverage`: a clause is answered by sections of plans, and a
//! plan satisfies it once one of these is complete. What came with the program is in `builtin` and
//! holds until somebody changes it.

mod builtin;
mod coverage;
mod document;
mod entity;
mod obligation;
mod plans;
mod read;
mod store;
mod typed;
mod write;

pub use coverage::{ClauseAnswer, score};
pub use document::{CLAUSES_MAX, Clause, ObligationDocument};
pub use obligation::Obligation;
pub use plans::{PlanAnswers, ask_waiver, findings, found_now, of_plan, plans_of};
pub use read::{Query, Sort, by_code, list, list_after, show};
pub use typed::{CLAUSE, typed, typed_of};
pub use write::{add, change, restore, retire};

pub(crate) use plans::asked_by;
pub(crate) use read::{all_in, changed_in};
pub(crate) use write::restore_all;
