//! Preparing, over HTTP.

pub(crate) mod imports;
pub(crate) mod inventory;

use crate::Routes;

pub(crate) fn routes() -> Routes {
    Routes::new().merge(inventory::routes()).merge(imports::routes())
}
