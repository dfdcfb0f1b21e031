//! Whether a contact of an agency could be called, and where the list of those went that lack one.

use app::people::agencies::ContactStanding;
use axum::http::Uri;
use axum::response::Redirect;
use maud::Markup;

use crate::layout::states::{self, Tone};

/// The agencies that lack a contact who can be called.
pub(crate) const UNCALLABLE: &str = "/contacts?uncallable=true";

/// `GET /agencies/without-contact`, and as a file: it is a filter of the contacts.
pub(super) async fn moved(at: Uri) -> Redirect {
    let form = at.path().rsplit_once('.').map(|it| it.1);
    match form {
        Some(form) => Redirect::permanent(&format!("/contacts.{form}?uncallable=true")),
        None => Redirect::permanent(UNCALLABLE),
    }
}

/// Whether a contact could be called, as a state.
pub(super) fn contact(standing: ContactStanding) -> Markup {
    let tone = match standing {
        ContactStanding::Verified => Tone::Good,
        ContactStanding::Unverified => Tone::Warn,
        ContactStanding::Left | ContactStanding::Missing => Tone::Bad,
    };
    states::state(tone, standing.title())
}
