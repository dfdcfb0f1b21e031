//! Every night all rules look at all plans. What they found is kept for each plan, with what is new
//! since the night before and what is gone, and whoever answers for a plan is told of new errors.

mod entity;
mod job;
mod judge;
mod letter;
mod night;
mod read;
mod store;

pub use job::CheckPlans;
pub(crate) use job::check;
pub use night::{Noted, PlanNight};
pub use read::{Query, Since, Sort, list, of_plan, since};
