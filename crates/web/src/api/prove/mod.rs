//! Recovery analysis and readiness, for programs.

mod explanation;
mod findings;
mod readiness;

use std::collections::BTreeMap;

use schemars::SchemaGenerator;
use serde_json::Value;

use crate::Routes;

pub(super) fn routes() -> Routes {
    Routes::new().merge(explanation::routes()).merge(readiness::routes()).merge(findings::routes())
}

pub(super) fn schemas(to: &mut SchemaGenerator, all: &mut BTreeMap<String, Value>) {
    explanation::schemas(to, all);
    readiness::schemas(to, all);
    findings::schemas(to, all);
}
