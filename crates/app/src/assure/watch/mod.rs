//! What whoever answers for agencies must see to there: a starting point for a new CIO or agency head
//! (S2-01).

mod read;

pub use read::{Watch, watch};
