//! Plans: what to do when something is lost, written once and checked like code.
//!
//! `types` says which kinds of plan there are and what belongs in each. `plan` is the plan itself
//! with its versions: who may do what with it, and when. `blocks` are the parts that write
//! themselves, from what the platform knows. `checks` finds what is wrong with a plan.

pub mod types;
pub mod plan;
pub mod blocks;
pub mod print;
pub mod checks;
