//! Whom to call in a major incident, over HTTP: the list of all agencies, and the contacts of one.

mod change;
mod list;
mod show;
mod waiting;

use app::actor::Permission;
use app::assure::contacts::{ListStanding, Standing};
use app::ids::AgencyId;
use maud::Markup;

use crate::Routes;
use crate::layout::states::{self, Tone};
use crate::routes::Access::Needs;

pub(crate) use waiting::waiting;

pub(super) fn routes() -> Routes {
    // A relationship manager may confirm without writing the agency's records.
    let read = Needs(Permission::ReadAgencies);
    Routes::new()
        .get("/contacts", read, list::list)
        .get("/contacts.csv", read, list::csv)
        .get("/contacts.xlsx", read, list::xlsx)
        .get("/contacts/{id}", read, show::show)
        .get("/contacts/{id}/edit", read, change::edit)
        .post("/contacts/{id}/edit", read, change::change)
        .post("/contacts/{id}/confirm", read, change::confirm)
}

/// The page of the contacts of an agency.
pub(crate) fn contacts_path(id: AgencyId) -> String {
    format!("/contacts/{id}")
}

/// How one contact stands.
fn standing(it: Standing) -> Markup {
    let tone = match it {
        Standing::Confirmed => Tone::Good,
        Standing::Lapsed | Standing::Never => Tone::Warn,
        Standing::Left | Standing::Missing => Tone::Bad,
    };
    states::state(tone, it.title())
}

/// How all contacts of an agency stand.
pub(crate) fn list_standing(it: ListStanding) -> Markup {
    let tone = match it {
        ListStanding::Confirmed => Tone::Good,
        ListStanding::Unconfirmed => Tone::Warn,
        ListStanding::Incomplete => Tone::Bad,
    };
    states::state(tone, it.title())
}
