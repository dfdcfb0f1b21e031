//! Proving: whether it can be brought back in time.

pub mod recovery;
pub mod cuts;
pub mod investments;
pub mod scenarios;
pub mod seats;
pub mod readiness;
pub mod scope;
pub mod report;
pub mod work;
pub mod reminders;
pub mod nights;
