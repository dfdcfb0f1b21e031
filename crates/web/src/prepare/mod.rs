//! Preparing, over HTTP.

pub(crate) mod imports;
pub(crate) mod impact;
pub(crate) mod inventory;

use crate::Routes;

pub(crate) fn routes() -> Routes {
    Routes::new().merge(inventory::routes()).merge(impact::routes()).merge(imports::routes())
}
