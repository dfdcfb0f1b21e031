//! Recovery analysis, readiness, and what the programme covers, for programs; and what is due from
//! the caller.

mod crews;
mod cuts;
mod explanation;
mod findings;
mod likely;
mod readiness;
mod scope;
mod work;

use std::collections::BTreeMap;

use schemars::SchemaGenerator;
use serde_json::Value;

use crate::Routes;

pub(super) fn routes() -> Routes {
    Routes::new()
        .merge(explanation::routes())
        .merge(likely::routes())
        .merge(cuts::routes())
        .merge(readiness::routes())
        .merge(findings::routes())
        .merge(scope::routes())
        .merge(work::routes())
}

pub(super) fn schemas(to: &mut SchemaGenerator, all: &mut BTreeMap<String, Value>) {
    explanation::schemas(to, all);
    likely::schemas(to, all);
    cuts::schemas(to, all);
    readiness::schemas(to, all);
    findings::schemas(to, all);
    scope::schemas(to, all);
    work::schemas(to, all);
}
