//! The inventory over HTTP: the same pages for every kind of item.

mod bulk;
mod change;
mod crews;
mod conflict;
mod export;
mod fixes;
mod form;
mod group;
mod helps;
mod history;
mod in_runs;
mod list;
mod map;
mod missing;
mod names;
mod needs;
mod paths;
mod prepared;
mod retire;
mod show;
mod site;
mod timeline;
mod views;
mod why;

pub(crate) use bulk::changeable;
pub(crate) use map::{FILE_MAX, STEPS_MAX};
pub(crate) use missing::whom;
pub(crate) use names::{Names, item_link};
pub(crate) use paths::{item_path, paths};

use app::prepare::inventory::Kind;
use app::prove::scenarios::WRITE;

use crate::Routes;
use crate::routes::Access::Needs;

/// The routes of every kind.
pub(crate) fn routes() -> Routes {
    Kind::ALL
        .iter()
        .fold(Routes::new(), |routes, &kind| routes.merge(of(kind)))
        .merge(of_services())
        .merge(of_needs())
}

fn of(kind: Kind) -> Routes {
    let paths = paths(kind);
    let (read, write) = (Needs(kind.read_permission()), Needs(kind.write_permission()));
    Routes::new()
        .get(paths.list, read, move |shell, address| list::list(kind, shell, address))
        .get(paths.csv, read, move |shell, address| export::csv(kind, shell, address))
        .get(paths.xlsx, read, move |shell, address| export::xlsx(kind, shell, address))
        .get(paths.new, write, move |shell, address| change::new(kind, shell, address))
        .post(paths.list, write, move |shell, typed| change::add(kind, shell, typed))
        .post(paths.bulk, write, move |shell, form| bulk::bulk(kind, shell, form))
        .post(paths.views, read, move |shell, form| views::keep(kind, shell, form))
        .post(paths.view_remove, read, move |shell, id| views::remove(kind, shell, id))
        .get(paths.map, read, move |shell, id, reach| map::page(kind, shell, id, reach))
        .get(paths.map_csv, read, move |shell, id, reach| map::csv(kind, shell, id, reach))
        .get(paths.show, read, move |shell, id| show::show(kind, shell, id))
        .get(paths.what_if, read, move |shell, id, asked| why::what_if(kind, shell, id, asked))
        .get(paths.timeline_csv, read, timeline::csv)
        .get(paths.edit, write, move |shell, id| change::edit(kind, shell, id))
        .post(paths.edit, write, move |shell, id, typed| change::change(kind, shell, id, typed))
        .get(paths.retire, write, move |shell, id| retire::ask(kind, shell, id))
        .post(paths.retire, write, retire::retire)
        .post(paths.restore, write, retire::restore)
        .post(paths.needs, write, move |shell, id, form| needs::add(kind, shell, id, form))
}

/// What only services have.
fn of_services() -> Routes {
    Routes::new().post("/services/{id}/fixes", Needs(WRITE), fixes::open)
}

fn of_needs() -> Routes {
    use crate::routes::Access::SignedIn;
    // What it takes depends on the kind of the needer: the use case asks.
    Routes::new()
        .get("/needs/{id}/edit", SignedIn, needs::edit)
        .post("/needs/{id}/edit", SignedIn, needs::change)
        .get("/needs/{id}/remove", SignedIn, needs::ask)
        .post("/needs/{id}/remove", SignedIn, needs::remove)
}
