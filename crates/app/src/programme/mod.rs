//! The programme as a whole: as files that people keep and compare, checked without a server, and
//! carried into a database and out of it again.

pub mod registers;
pub mod documents;
pub mod findings;
pub mod folder;
pub mod schemas;
pub mod check;
pub mod answers;
pub mod transfer;
pub mod nightly;

pub use documents::{ItemFile, Programme, Settings};
pub use findings::{Finding, Severity};
pub use registers::Registers;
