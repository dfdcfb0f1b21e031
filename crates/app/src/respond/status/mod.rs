//! What clients of a service may know of its continuity, and no more: whether it is out, how available it
//! was, when its recovery was seen to work last, and the times that are promised and proved.
//!
//! A client holds the role of that name for single services, or for all services of an agency. Nothing
//! is kept here: all of it follows from the inventory, and from what is written down in disruptions.

mod read;
mod service_status;

pub use read::{Query, Sort, list, show};
pub use service_status::{Outage, ServiceStatus};
