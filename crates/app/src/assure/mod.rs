//! Assuring: what agencies must keep to, how it is known that they do, and how they show it.

pub mod obligations;
pub mod compliance;
pub mod objectives;
pub mod lessons;
pub mod rubrics;
pub mod submissions;
pub mod projects;
pub mod stages;
pub mod watch;
pub mod contacts;
pub mod handovers;
pub mod consultations;
