//! Answers for the command line: of a database, or of a programme folder, without a server.

mod cuts;
mod worth;

pub use cuts::{CutLine, CutMember, CutReport, cuts_in, cuts_of};
pub use worth::{Purchase, WorthReport, worth_in, worth_of};
