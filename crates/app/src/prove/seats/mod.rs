//! Seats for people whose site is lost, and people for what must go on (S3-25, S3-29, S4-22, S4-23).
//!
//! A process says how many people it takes, who can do it, and at which alternate sites they would
//! sit. This adds that up, for each site and for each function, over all agencies that count on the
//! same seats: all at once, or only those whose site a scenario takes.

mod functions;
mod query;
mod seating;
mod sites;

pub use functions::{Function, Functions, READ, functions, functions_of};
pub use query::{FunctionQuery, FunctionSort, SiteQuery, SiteSort};
pub use seating::{CRITICAL_WITHIN, SeatStanding};
pub use sites::{WorkSite, WorkSites, work_sites};
