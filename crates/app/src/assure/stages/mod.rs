//! The programme of an agency, or of the whole state: the four stages of IT service continuity
//! management with what opens the next one (S3-10 to S3-13), and what the programme is worth (S3-03).
//!
//! Read [`Stage`] first. What a stage asks for is a [`Gate`]: most of them follow from what is there,
//! and for the rest somebody writes a [`Part`] down, with who answers for it.

mod document;
mod entity;
mod facts;
mod part;
mod read;
mod record;
mod stage;
mod store;
mod write;

pub use document::{Done, DoneDocument, PartDocument};
pub use facts::Facts;
pub use part::{Group, Part};
pub use read::{Programme, default_agency, past, programme, show};
pub use record::Record;
pub use stage::{Gate, Stage, StageState, Standing};
pub use write::{done, put};

pub(crate) use write::put_all;
