//! Who there is: agencies, the people who work there, and what they may do.

pub mod calendars;
pub mod agencies;
pub mod persons;
pub mod access;
pub mod sign_in;
pub mod views;
pub mod notices;
pub mod managers;
pub mod policies;
pub mod meetings;
pub mod partners;
pub mod advisories;
