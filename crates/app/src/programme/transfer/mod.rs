//! The programme into a database, and out of it.

mod items;
mod named;
mod read;
mod registers;
mod write;

pub use read::{ReadOptions, read};
pub use write::{Counts, Summary, WriteOptions, write};

pub(crate) use write::write_in;
