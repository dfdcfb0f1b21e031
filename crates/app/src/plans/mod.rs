//! Plans: what to do when something is lost, written once and checked like code.
//!
//! `templates` says which types of plan there are and what belongs in each. `plan` is the plan itself
//! with its versions: who may do what with it, and when. `waivers` says which findings somebody answers
//! for until a day. `blocks` is what a part shows that
//! writes itself, and `live` makes those, from what the platform knows. `checks` finds what is wrong
//! with a plan, `print` puts it on paper, `kit` is what is taken along where there
//! is no network, `word` reads the plans that agencies have already, `updates` says what a
//! template has that a plan does not have yet, and `presence` who has a draft open.

pub mod templates;
pub mod blocks;
pub mod plan;
pub mod waivers;
pub mod live;
pub mod print;
pub mod checks;
pub mod kit;
pub mod word;
pub mod updates;
pub mod presence;
