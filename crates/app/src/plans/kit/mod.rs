//! What is taken along, to be read when there is no network: the plans in force of an agency, whom
//! to call, and what is brought back first.
//!
//! [`of_agency`] and [`of_person`] gather it. `web` makes pages of it, and [`pack()`] puts those into
//! one file together with the plans as PDF: a ZIP archive with a signed list of what is in it,
//! encrypted with age. [`unpack()`] opens such a file without server and database.

mod archive;
mod calls;
mod gather;
mod keep;
mod lock;
mod pack;
mod unpack;

pub use calls::{Calls, Contact, Line};
pub use gather::{Kit, Order, OrderRow, Taken, may_take, of_agency, of_person};
pub use keep::keep;
pub use lock::{Key, Lock};
pub use pack::{KitFile, pack};
pub use unpack::{Broken, Unpacked, unpack};
