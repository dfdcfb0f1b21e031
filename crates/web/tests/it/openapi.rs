//! The description of the API: that it is whole, that it holds together, and that it is on file.

use std::collections::BTreeSet;
use std::path::Path;

use serde_json::Value;
use web::Access;

fn description() -> Value {
    serde_json::from_str(web::openapi::text()).unwrap()
}

#[test]
fn every_route_of_the_api_is_described_once() {
    let routes = web::routes();
    let of_api = routes.entries().iter().filter(|it| it.path.starts_with("/api/"));
    let mut ids = BTreeSet::new();
    for entry in of_api {
        let operation = entry.operation.as_ref();
        let operation = operation.unwrap_or_else(|| panic!("{} {}", entry.method, entry.path));
        assert!(!operation.summary.is_empty() && !operation.tag.is_empty(), "{}", entry.path);
        assert!(ids.insert(operation.id.clone()), "{} stands there twice", operation.id);
        assert!(100 < operation.success.status, "{} never succeeds", operation.id);
    }
    assert!(60 < ids.len());
}

#[test]
fn every_operation_says_what_may_go_wrong() {
    let description = description();
    for entry in web::routes().entries() {
        let Some(operation) = &entry.operation else { continue };
        let described = &description["paths"][entry.path][entry.method.to_lowercase()];
        let responses = described["responses"].as_object().unwrap();
        let mut expected = vec![operation.success.status];
        if entry.access != Access::Public {
            expected.extend([401, 403]);
        }
        if entry.path.contains('{') {
            expected.push(404);
        }
        if operation.body.is_some() {
            expected.extend([400, 413, 415, 422]);
        }
        if matches!(entry.method, "PUT" | "DELETE") {
            expected.extend([400, 412, 428]);
        }
        for status in expected {
            assert!(responses.contains_key(&status.to_string()), "{}: {status}", operation.id);
        }
    }
}

#[test]
fn every_name_in_the_description_is_defined_in_it() {
    let description = description();
    assert_eq!(description["openapi"], "3.1.0");
    let mut references = Vec::new();
    collect(&description, &mut references);
    assert!(100 < references.len());
    for reference in references {
        let pointer = reference.strip_prefix('#').unwrap();
        assert!(description.pointer(pointer).is_some(), "{reference}");
    }
    for (path, methods) in description["paths"].as_object().unwrap() {
        for (method, operation) in methods.as_object().unwrap() {
            let names: Vec<&str> = operation["parameters"]
                .as_array()
                .unwrap()
                .iter()
                .filter(|it| it["in"] == "path")
                .map(|it| it["name"].as_str().unwrap())
                .collect();
            for part in path.split('/').filter_map(|it| it.strip_prefix('{')) {
                let name = part.strip_suffix('}').unwrap();
                assert!(names.contains(&name), "{method} {path}: {name}");
            }
        }
    }
}

fn collect(value: &Value, references: &mut Vec<String>) {
    match value {
        Value::Object(object) => {
            if let Some(Value::String(reference)) = object.get("$ref") {
                references.push(reference.clone());
            }
            object.values().for_each(|it| collect(it, references));
        }
        Value::Array(items) => items.iter().for_each(|it| collect(it, references)),
        _ => {}
    }
}

/// A change of the API is a difference in review.
#[test]
fn the_description_on_file_is_the_one_that_is_served() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/openapi.json");
    let on_file = std::fs::read_to_string(&file).unwrap_or_default();
    // As values: the order of names depends on what else is compiled.
    let is_same = serde_json::from_str::<Value>(&on_file).is_ok_and(|it| it == description());
    if !is_same {
        std::fs::write(&file, web::openapi::text()).unwrap();
        panic!("docs/openapi.json was out of date. It was rewritten: review the difference.");
    }
}
