//! Meetings: a series that comes again and again, and each meeting with its agenda, who came from
//! which agency, its minutes, and who does what by when.
//!
//! Read [`Series`] first: when it takes place follows from a rule of iCalendar (RFC 5545). A
//! [`Meeting`] is one of these times, once somebody prepares or records it.

mod actions;
mod document;
mod entity;
mod feed;
mod hold;
mod meeting;
mod meeting_store;
mod read;
mod series;
mod store;
mod times;
mod typed;
mod typed_meeting;
mod write;

pub use actions::{Todo, finish, to_do};
pub use document::{ActionDocument, Attendance, MeetingDocument, SeriesDocument};
pub use feed::{drop_feed, feed, feed_made_at, make_feed, series_file};
pub use hold::{cancel, change_meeting, close, hold, reopen};
pub use meeting::{Meeting, State};
pub use read::{
    Query, Sort, count, documents, list, list_after, may_write_at, meeting, meeting_document,
    meetings, show, to_come,
};
pub use series::{OnHoliday, Series};
pub use typed::{typed, typed_of};
pub use typed_meeting::{ACTION, typed_meeting, typed_of_meeting};
pub use write::{add, change, restore, retire};

pub(crate) use read::all_in;
pub(crate) use write::{Past, put_all, restore_all};
