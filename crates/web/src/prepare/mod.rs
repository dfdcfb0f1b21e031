//! Preparing, over HTTP.

pub(crate) mod imports;
pub(crate) mod inspections;
pub(crate) mod impact;
pub(crate) mod inventory;
pub(crate) mod risks;
pub(crate) mod strategies;
pub(crate) mod plans;
pub(crate) mod kit;
mod offline;

use crate::Routes;

pub(crate) fn routes() -> Routes {
    Routes::new()
        .merge(inventory::routes())
        .merge(inspections::routes())
        .merge(impact::routes())
        .merge(risks::routes())
        .merge(strategies::routes())
        .merge(plans::routes())
        .merge(kit::routes())
        .merge(offline::routes())
        .merge(imports::routes())
}
