//! Live blocks: the parts of a plan that write themselves, from what the platform knows today.
//!
//! A draft shows them as they are now. A version that comes into force keeps them as they were
//! then, so that nobody wonders later what it said.

mod made;
mod open;
mod people;
mod publish;
mod recovery;
mod seats;
mod targets;
mod written;

pub use made::all;
pub use open::{Opened, open};
pub use publish::publish;
pub use targets::{Target, targets};
