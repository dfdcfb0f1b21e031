//! Damage, costs and temporary access over HTTP: one list and one form for each kind.

mod change;
mod export;
mod fields;
mod list;
mod photos;
mod show;
mod steps;

use app::actor::Permission;
use app::ids::{DisruptionId, EntryId};
use app::respond::entries::{EntryKind, PHOTO_BYTES_MAX};

use self::steps::Step;
use super::disruptions::disruption_path;
use crate::Routes;
use crate::prove::files::Form;
use crate::routes::Access::Needs;
use crate::sent::Limits;

/// How much of the form of an entry is read: a picture, and a little for the fields.
const FORM: Limits = Limits {
    file: "photo",
    file_bytes_max: PHOTO_BYTES_MAX,
    form_bytes_max: PHOTO_BYTES_MAX + (1 << 20),
    fields_max: 100,
};

/// The addresses of the lists, by kind: the list, as CSV, as Excel, and the form of another.
const LISTS: [(EntryKind, [&str; 4]); 3] = [
    (
        EntryKind::Damage,
        [
            "/disruptions/{id}/damage",
            "/disruptions/{id}/damage.csv",
            "/disruptions/{id}/damage.xlsx",
            "/disruptions/{id}/damage/new",
        ],
    ),
    (
        EntryKind::Cost,
        [
            "/disruptions/{id}/costs",
            "/disruptions/{id}/costs.csv",
            "/disruptions/{id}/costs.xlsx",
            "/disruptions/{id}/costs/new",
        ],
    ),
    (
        EntryKind::Access,
        [
            "/disruptions/{id}/temporary-access",
            "/disruptions/{id}/temporary-access.csv",
            "/disruptions/{id}/temporary-access.xlsx",
            "/disruptions/{id}/temporary-access/new",
        ],
    ),
];

pub(super) fn routes() -> Routes {
    let read = Needs(Permission::ReadDisruptions);
    let write = Needs(Permission::WriteDisruptions);
    let mut routes = Routes::new();
    for (kind, [all, csv, xlsx, new]) in LISTS {
        routes = routes
            .get(all, read, move |shell, id, address| list::list(kind, shell, id, address))
            .get(csv, read, move |shell, id, address| {
                export::file((kind, Form::Csv), shell, id, address)
            })
            .get(xlsx, read, move |shell, id, address| {
                export::file((kind, Form::Xlsx), shell, id, address)
            })
            .get(new, write, move |shell, id| change::new(kind, shell, id))
            .post(all, write, move |shell, id, request| change::add(kind, shell, id, request));
    }
    for step in Step::ALL {
        routes = routes.get(step.path(), write, move |shell, id| steps::ask(step, shell, id)).post(
            step.path(),
            write,
            move |shell, id, form| steps::take(step, shell, id, form),
        );
    }
    routes
        .get("/entries/{id}", read, show::show)
        .get("/entries/{id}/edit", write, change::edit)
        .post("/entries/{id}/edit", write, change::change)
        .post("/entries/{id}/photos", write, photos::add)
        .get("/photos/{id}", read, photos::show)
        .get("/photos/{id}/remove", write, photos::ask)
        .post("/photos/{id}/remove", write, photos::remove)
}

/// The list of one kind of entries of a disruption.
pub(crate) fn list_path(id: DisruptionId, kind: EntryKind) -> String {
    format!("{}/{}", disruption_path(id), kind.plural())
}

/// The page of one entry.
fn entry_path(id: EntryId) -> String {
    format!("/entries/{id}")
}
