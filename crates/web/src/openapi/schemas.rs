//! The schemas of what the API takes and answers with, made from the types themselves.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use schemars::generate::SchemaSettings;
use serde_json::{Value, json};

/// Adds `schema` under a name of its own, and refers to it.
pub(crate) fn named(
    to: &mut BTreeMap<String, Value>,
    name: impl Into<String>,
    mut schema: Value,
) -> Value {
    let name = name.into();
    if let Some(object) = schema.as_object_mut() {
        object.insert("title".to_owned(), json!(name));
    }
    let reference = json!({ "$ref": format!("#/components/schemas/{name}") });
    to.insert(name, schema);
    reference
}

/// Says more about a property of a schema than its type does.
pub(crate) fn refine(schema: &mut Value, property: &str, more: Value) {
    let properties = schema.get_mut("properties").and_then(Value::as_object_mut);
    let Some(properties) = properties else { return };
    let entry = properties.entry(property).or_insert_with(|| json!({}));
    if let (Some(entry), Value::Object(more)) = (entry.as_object_mut(), more) {
        entry.extend(more);
    }
}

/// Says of a property of a schema what `to` says, and nothing else.
pub(crate) fn replace(schema: &mut Value, property: &str, to: Value) {
    if let Some(properties) = schema.get_mut("properties").and_then(Value::as_object_mut) {
        properties.insert(property.to_owned(), to);
    }
}

/// Leaves a property out of a schema.
pub(crate) fn leave_out(schema: &mut Value, property: &str) {
    if let Some(properties) = schema.get_mut("properties").and_then(Value::as_object_mut) {
        properties.remove(property);
    }
}

/// Adds the schema of one stretch of a list of what `name` names.
pub(crate) fn list_of(to: &mut BTreeMap<String, Value>, list: &str, item: &str) {
    let schema = json!({
        "type": "object",
        "description": "One stretch of a list.",
        "required": ["items", "next"],
        "additionalProperties": false,
        "properties": {
            "items": {
                "type": "array",
                "items": { "$ref": format!("#/components/schemas/{item}") },
            },
            "next": {
                "type": ["string", "null"],
                "description": "Where the list goes on, for `after`. Null at its end.",
            },
        },
    });
    named(to, list, schema);
}

/// Every schema, by name.
pub(super) fn components() -> BTreeMap<String, Value> {
    let (mut all, definitions) = parts();
    all.extend(definitions);
    all
}

/// The schemas that features name, and those that these refer to.
fn parts() -> (BTreeMap<String, Value>, BTreeMap<String, Value>) {
    let settings = SchemaSettings::draft2020_12().with(|it| {
        it.definitions_path = "/components/schemas".into();
        it.meta_schema = None;
    });
    let mut to = settings.into_generator();
    let mut all = BTreeMap::new();
    named(&mut all, "Anything", json!({ "type": "object" }));
    let problem = Problem::json_schema(&mut to).to_value();
    named(&mut all, "Problem", problem);
    crate::api::schemas(&mut to, &mut all);
    (all, to.take_definitions(true).into_iter().collect())
}

/// What went wrong, as problem details (RFC 9457).
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
#[expect(dead_code, reason = "it describes what `error` writes")]
struct Problem {
    /// Always `about:blank`: `code` says which problem it is.
    r#type: String,
    /// What went wrong, in a few words.
    title: String,
    /// The status of the answer.
    status: u16,
    /// What went wrong, in a sentence for people.
    detail: String,
    /// What went wrong, in a word for programs, such as `stale` or `analysis.own`.
    code: String,
    /// Which request it was: in the log and in the audit log.
    request_id: uuid::Uuid,
    /// The fields that need correcting.
    #[schemars(default)]
    fields: Vec<ProblemField>,
}

/// What is wrong with one field.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
#[expect(dead_code, reason = "it describes what `error` writes")]
struct ProblemField {
    /// Its name.
    field: String,
    /// What is wrong with it, in a sentence for people.
    reason: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_name_stands_for_two_schemas() {
        let (all, definitions) = parts();
        let twice: Vec<_> = all.keys().filter(|it| definitions.contains_key(*it)).collect();
        assert!(twice.is_empty(), "{twice:?}");
    }
}
