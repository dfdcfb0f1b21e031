//! What the programme covers: services and what they depend on, where they are, who outside
//! supplies them, and how integrated the processes are. All of it is counted, nothing typed in.

mod places;
mod providers;
mod read;

pub use places::{County, Distance, SiteFacts, SiteLine, site};
pub use providers::Provider;
pub use read::{Integration, ScopeStatement, statement};
