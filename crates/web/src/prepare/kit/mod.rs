//! What is taken along of an agency, over HTTP: the form that makes it, and the pages in it.

pub(crate) mod folder;
pub(crate) mod page;
pub(crate) mod parts;

use app::actor::Permission;

use crate::Routes;
use crate::routes::Access::Needs;

pub(crate) fn routes() -> Routes {
    let read = Needs(Permission::ReadPlans);
    Routes::new().get("/agencies/{id}/kit", read, page::ask).post(
        "/agencies/{id}/kit",
        read,
        page::make,
    )
}
