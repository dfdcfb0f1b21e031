//! Lessons: what an exercise, a test or an event has taught, and what became of it in a plan (S4-37).
//!
//! Read [`Lesson`] first: it is closed by a version of its plan that came into force since, or by a
//! rejection with its reason, and by nothing else.

mod document;
mod entity;
mod lesson;
mod read;
mod store;
mod write;

pub use document::LessonDocument;
pub use lesson::{Lesson, Outcome, State};
pub use read::{Query, Sort, documents, list, of_plan, show};
pub use write::{add, change, close, reopen};

pub(crate) use read::all_in;
pub(crate) use write::{put_all, restore_all};
