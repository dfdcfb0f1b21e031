//! Investments: what could be bought to be back sooner, and which of it is worth buying.
//!
//! Read [`Investment`] first. `worth` asks the engine for the least cost at which so many services
//! are back in time, on a copy of the board.

mod change;
mod document;
mod entity;
mod investment;
mod put;
mod read;
mod row;
mod spoken;
mod store;
mod typed;
mod uncounted;
mod worth;
mod worth_read;
mod worth_told;
mod write;

pub use change::{Improvement, ImprovementKind, more_of};
pub use document::InvestmentDocument;
pub use investment::{IMPROVEMENTS_MAX, Investment};
pub use put::put_all;
pub use read::{Query, Sort, by_code, count, documents, items_of, list, list_after, show};
pub use typed::{ROWS, typed, typed_of};
pub use worth_read::{cancel_worth, watch_worth, worth};
pub use worth_told::{Bought, Late, Standing, Step, Worth, WorthQuery};
pub use write::{add, change, restore, retire};

pub(crate) use put::retire_in;
pub(crate) use read::{all_after, codes};
pub(crate) use worth::{Curve, Offer, Weighed, curve};
pub(crate) use worth_read::OFFERS_MAX;
