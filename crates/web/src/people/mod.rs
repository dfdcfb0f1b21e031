//! People, over HTTP: signing in, one's own account, agencies, people, and who may do what.

mod access;
mod account;
pub(crate) mod advisories;
pub(crate) mod agencies;
pub(crate) mod calendars;
pub(crate) mod edited;
pub(crate) mod file;
pub(crate) mod form;
pub(crate) mod history;
pub(crate) mod managers;
pub(crate) mod meetings;
mod partners;
mod persons;
pub(crate) mod policies;
pub(crate) mod sign_in;

use crate::Routes;

pub(crate) fn routes() -> Routes {
    Routes::new()
        .merge(sign_in::routes())
        .merge(account::routes())
        .merge(agencies::routes())
        .merge(persons::routes())
        .merge(access::routes())
        .merge(managers::routes())
        .merge(calendars::routes())
        .merge(policies::routes())
        .merge(meetings::routes())
        .merge(partners::routes())
        .merge(advisories::routes())
}
