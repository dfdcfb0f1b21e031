//! Putting the description together.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value, json};

use super::{Operation, Sent, Success, schemas};
use crate::routes::{Access, Entry};

/// The description of all routes that are described.
pub fn document(entries: &[Entry]) -> Value {
    let mut paths: BTreeMap<&str, Map<String, Value>> = BTreeMap::new();
    let mut tags = BTreeSet::new();
    for entry in entries {
        let Some(operation) = &entry.operation else { continue };
        tags.insert(operation.tag);
        let methods = paths.entry(entry.path).or_default();
        methods.insert(entry.method.to_lowercase(), described(entry, operation, entries));
    }
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "Mainstay",
            "version": "1",
            "summary": "Continuity and recovery of a state's services.",
            "description": "How records, lists, versions and errors work is in docs/api.md.",
            "license": { "name": "Apache-2.0", "identifier": "Apache-2.0" },
        },
        "servers": [{ "url": "/" }],
        "tags": tags.iter().map(|it| json!({ "name": it })).collect::<Vec<_>>(),
        "paths": paths,
        "components": {
            "securitySchemes": {
                "token": {
                    "type": "http",
                    "scheme": "bearer",
                    "description": "A token of a person, made on their account page. It begins with mst_.",
                },
            },
            "schemas": schemas::components(),
            "responses": problems(),
        },
    })
}

fn described(entry: &Entry, operation: &Operation, entries: &[Entry]) -> Value {
    let mut parameters: Vec<Value> = path_parameters(entry.path)
        .map(|name| {
            json!({
                "name": name,
                "in": "path",
                "required": true,
                "schema": path_schema(name),
            })
        })
        .collect();
    parameters.extend(operation.query.iter().map(|it| {
        json!({
            "name": it.name,
            "in": "query",
            "required": it.required,
            "description": it.description,
            "schema": it.shape.schema(),
        })
    }));
    if operation.needs_version {
        parameters.push(json!({
            "name": "If-Match",
            "in": "header",
            "required": true,
            "description": "The version that you saw, as `ETag` said it: \"3\".",
            "schema": { "type": "string", "pattern": "^\"[0-9]{1,18}\"$" },
        }));
    }
    let mut described = json!({
        "operationId": operation.id,
        "tags": [operation.tag],
        "summary": operation.summary,
        "parameters": parameters,
        "responses": responses(entry, operation, entries),
        "security": match entry.access {
            Access::Public => json!([]),
            Access::SignedIn | Access::Needs(_) => json!([{ "token": [] }]),
        },
    });
    let Some(object) = described.as_object_mut() else { return described };
    if let Access::Needs(permission) = entry.access {
        let text = format!("Needs the permission `{permission}`.");
        object.insert("description".to_owned(), json!(text));
    }
    if let Some(body) = &operation.body {
        let content = match body {
            Sent::Document(schema) => json_content(schema),
            Sent::File => file_content("application/octet-stream"),
        };
        let body = json!({ "required": true, "content": content });
        object.insert("requestBody".to_owned(), body);
    }
    described
}

/// The names of the parameters in a path.
fn path_parameters(path: &str) -> impl Iterator<Item = &str> {
    path.split('/').filter_map(|it| it.strip_prefix('{')?.strip_suffix('}'))
}

fn path_schema(name: &str) -> Value {
    match name {
        "name" => json!({ "type": "string", "pattern": "^[a-z_]{1,40}$" }),
        _ => json!({ "type": "string", "format": "uuid" }),
    }
}

fn json_content(schema: &str) -> Value {
    json!({ "application/json": { "schema": { "$ref": format!("#/components/schemas/{schema}") } } })
}

fn file_content(media_type: &str) -> Value {
    json!({ media_type: { "schema": { "type": "string", "format": "binary" } } })
}

fn responses(entry: &Entry, operation: &Operation, entries: &[Entry]) -> Value {
    let mut responses = Map::new();
    let mut answer = success(&operation.success);
    if let (Some(path), Some(object)) = (operation.success.located, answer.as_object_mut()) {
        object.insert("links".to_owned(), links(path, entries));
    }
    responses.insert(operation.success.status.to_string(), answer);
    for status in failures(entry, operation) {
        let reference = format!("#/components/responses/{}", problem_name(status));
        responses.insert(status.to_string(), json!({ "$ref": reference }));
    }
    Value::Object(responses)
}

fn success(success: &Success) -> Value {
    let mut answer = json!({ "description": success.description });
    let Some(object) = answer.as_object_mut() else { return answer };
    if let Some(schema) = &success.schema {
        object.insert("content".to_owned(), json_content(schema));
    }
    if let Some(media_type) = success.file {
        object.insert("content".to_owned(), file_content(media_type));
    }
    let mut headers = Map::new();
    if success.versioned {
        headers.insert(
            "ETag".to_owned(),
            json!({
                "description": "The version of the record, for `If-Match`.",
                "schema": { "type": "string", "pattern": "^\"[0-9]+\"$" },
            }),
        );
    }
    if success.located.is_some() {
        headers.insert(
            "Location".to_owned(),
            json!({ "description": "Its address.", "schema": { "type": "string" } }),
        );
    }
    if !headers.is_empty() {
        object.insert("headers".to_owned(), Value::Object(headers));
    }
    answer
}

/// What can be done with a record that was just added and stands at `path`.
fn links(path: &str, entries: &[Entry]) -> Value {
    let on_it = entries.iter().filter(|it| it.path.starts_with(path));
    let links = on_it.filter_map(|it| it.operation.as_ref()).map(|it| {
        let mut parameters = Map::from_iter([("path.id".to_owned(), json!("$response.body#/id"))]);
        if it.needs_version {
            parameters.insert("header.If-Match".to_owned(), json!("$response.header.ETag"));
        }
        (it.id.clone(), json!({ "operationId": it.id, "parameters": parameters }))
    });
    Value::Object(links.collect())
}

/// What may go wrong, by what the route takes.
fn failures(entry: &Entry, operation: &Operation) -> BTreeSet<u16> {
    let mut statuses = BTreeSet::new();
    let asks = !operation.query.is_empty();
    let takes = operation.body.is_some();
    if entry.access != Access::Public {
        statuses.extend([401, 403]);
    }
    if entry.path.contains('{') || operation.may_miss {
        statuses.insert(404);
    }
    if asks || takes || operation.needs_version {
        statuses.insert(400);
    }
    if takes {
        statuses.extend([413, 415]);
    }
    if takes || operation.may_refuse {
        statuses.insert(422);
    }
    if operation.needs_version {
        statuses.extend([412, 428]);
    }
    statuses
}

/// What each failure is called in the description, and what it means.
const PROBLEMS: &[(u16, &str, &str)] = &[
    (400, "Malformed", "The request makes no sense."),
    (401, "SignInNeeded", "Nobody is signed in: the token is missing, over or revoked."),
    (403, "Forbidden", "The caller may not do this."),
    (404, "NotFound", "There is no such record, or the caller may not know of it."),
    (412, "Stale", "Somebody else changed the record since the version in `If-Match`."),
    (413, "TooLarge", "What was sent is too large."),
    (415, "WrongMediaType", "What was sent is not of the media type that is taken here."),
    (422, "Refused", "Some fields need correcting, or a rule says no."),
    (428, "VersionNeeded", "`If-Match` is missing: say which version you saw."),
];

fn problem_name(status: u16) -> &'static str {
    PROBLEMS.iter().find(|it| it.0 == status).map_or("Malformed", |it| it.1)
}

fn problems() -> Value {
    let content = json!({
        "application/problem+json": { "schema": { "$ref": "#/components/schemas/Problem" } }
    });
    let all = PROBLEMS.iter().map(|(_, name, description)| {
        ((*name).to_owned(), json!({ "description": description, "content": content }))
    });
    Value::Object(all.collect())
}
