//! People, over HTTP: signing in, one's own account, agencies, people, and who may do what.

mod access;
mod account;
mod file;
mod form;
pub(crate) mod sign_in;

use crate::Routes;

pub(crate) fn routes() -> Routes {
    Routes::new().merge(sign_in::routes()).merge(account::routes()).merge(access::routes())
}
