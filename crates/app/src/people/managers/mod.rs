//! Relationship managers (S2-20): who of the central IT agency looks after which agency, from which
//! day to which, in a list that everybody who may see agencies can read.
//!
//! Read [`Manager`] first. That an agency has nobody at the moment, or two, is flagged and not
//! refused: while one hands over to another, both may be right.

mod assignment;
mod document;
mod entity;
mod read;
mod store;
mod write;

pub use assignment::{Manager, Standing};
pub use document::{AgencyManagers, AssignedDocument, ManagerDocument};
pub use read::{Line, Query, Sort, documents, list, mine, of_agency, show};
pub use write::{assign, change};

pub(crate) use read::{all_current, all_in, is_current_of, of_person, today_in};
pub(crate) use write::{put_all, restore_all};
