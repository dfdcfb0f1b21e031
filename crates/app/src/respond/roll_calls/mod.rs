//! Roll calls: who was at a site, and whether they are safe.
//!
//! A [`RollCall`] asks for everybody who works for some agencies and for visitors by name. Whoever
//! hears of somebody says so for one or for many at a time; nobody is safe until somebody says so.

mod called;
mod entity;
mod mark;
mod people;
mod read;
mod row;
mod start;
mod store;

pub use called::{Called, Counts, RollCall, Start, Status, VISITORS_MAX};
pub use mark::{MARKED_MAX, close, mark, reopen};
pub use people::{PeopleQuery, PeopleSort, Staffing, people, staffing};
pub use read::{list, show};
pub use start::{join, start};
