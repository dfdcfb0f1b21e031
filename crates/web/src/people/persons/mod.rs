//! People over HTTP: the list, one person, how to reach them, and how they sign in.

mod account;
mod change;
mod channels;
mod list;
mod show;

use app::actor::Permission;

use crate::Routes;
use crate::routes::Access::{Needs, SignedIn};

pub(super) fn routes() -> Routes {
    let (read, write) = (Needs(Permission::ReadAgencies), Needs(Permission::WriteAgencies));
    let grant = Needs(Permission::WriteGrants);
    // Everybody may see themselves, and change how they are reached: the use case asks.
    Routes::new()
        .get("/people", read, list::list)
        .get("/people.csv", read, list::csv)
        .get("/people.xlsx", read, list::xlsx)
        .get("/people/new", write, change::new)
        .post("/people", write, change::add)
        .get("/people/{id}", SignedIn, show::show)
        .get("/people/{id}/edit", write, change::edit)
        .post("/people/{id}/edit", write, change::change)
        .get("/people/{id}/retire", write, change::ask_to_retire)
        .post("/people/{id}/retire", write, change::retire)
        .post("/people/{id}/channels", SignedIn, channels::add)
        .post("/people/{id}/channels/{channel_id}/verify", SignedIn, channels::verify)
        .post("/people/{id}/channels/{channel_id}/ask", SignedIn, channels::ask)
        .post("/people/{id}/channels/{channel_id}/remove", SignedIn, channels::remove)
        .post("/people/{id}/account", grant, account::invite)
        .post("/people/{id}/account/link", grant, account::make_link)
        .post("/people/{id}/account/mail-link", grant, account::mail_link)
        .post("/people/{id}/account/sign-out", grant, account::sign_out)
        .get("/people/{id}/account/close", grant, account::ask_to_close)
        .post("/people/{id}/account/close", grant, account::close)
}
