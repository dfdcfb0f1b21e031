//! Business calendars: when somebody is there, and by when something is due that takes business time.
//!
//! Read [`Opening`] first: open hours, holidays and a time zone. [`Opening::due`] counts business
//! time over it, interval by interval, so that every due time can say how it came about.

mod calendar;
mod clock;
mod days;
mod document;
mod entity;
mod feed;
mod normal;
mod opening;
mod put;
mod read;
mod repeat;
mod store;
mod typed;

pub use calendar::Calendar;
pub use clock::{Clock, NotAClock};
pub use days::{DayLine, DueDay};
pub use document::CalendarDocument;
pub use feed::holidays;
pub use normal::ServiceHours;
pub use opening::{Due, Hours, Line, Opening, Pause};
pub use put::{add, change, import_holidays, make_normal, restore, retire};
pub use read::{
    Query, Sort, all, by_code, due, list, list_after, normal, normal_code, opening, show,
};
pub use typed::{DAYS, moment_typed, typed, typed_of};

pub(crate) use put::put_all;
pub(crate) use read::{by_codes_in, by_ids_in, in_use, normal_calendar_in, normal_in};
pub(crate) use repeat::occurrences;
