//! Meetings over HTTP: the series, each meeting with its agenda, attendance, minutes and actions, and
//! both as iCalendar.

mod change;
mod feed;
mod list;
mod meeting;
mod record;
mod show;
mod steps;

use app::actor::Permission;
use app::ids::{MeetingId, SeriesId};

use crate::Routes;
use crate::routes::Access::{Needs, Public, SignedIn};

pub(super) fn routes() -> Routes {
    let write = Needs(Permission::WriteMeetings);
    // Whoever is invited sees a meeting: the use case asks.
    Routes::new()
        .get("/meetings", SignedIn, list::list)
        .get("/meetings.csv", SignedIn, list::csv)
        .get("/meetings.xlsx", SignedIn, list::xlsx)
        .post("/meetings/feed", SignedIn, feed::make)
        .post("/meetings/feed/drop", SignedIn, feed::take_back)
        .get("/calendar-feed/{file}", Public, feed::serve)
        .get("/meetings/new", write, change::new)
        .post("/meetings", write, change::add)
        .get("/meetings/{id}", SignedIn, show::show)
        .get("/meetings/{id}/calendar.ics", SignedIn, feed::file)
        .get("/meetings/{id}/edit", write, change::edit)
        .post("/meetings/{id}/edit", write, change::change)
        .post("/meetings/{id}/hold", write, steps::hold)
        .get("/meetings/{id}/retire", write, steps::ask_retire)
        .post("/meetings/{id}/retire", write, steps::retire)
        .post("/meetings/{id}/restore", write, steps::restore)
        .get("/meeting/{id}", SignedIn, meeting::show)
        .get("/meeting/{id}/attendance.csv", SignedIn, meeting::attendance)
        .get("/meeting/{id}/edit", write, record::edit)
        .post("/meeting/{id}/edit", write, record::change)
        .post("/meeting/{id}/close", write, steps::close)
        .post("/meeting/{id}/cancel", write, steps::cancel)
        .post("/meeting/{id}/reopen", write, steps::reopen)
        // Whoever is to do it says so: the use case asks.
        .post("/meeting/{id}/done", SignedIn, steps::done_with)
}

/// The page of one series.
fn series_path(id: SeriesId) -> String {
    format!("/meetings/{id}")
}

/// The page of one meeting.
pub(crate) fn meeting_path(id: MeetingId) -> String {
    format!("/meeting/{id}")
}
