//! What differs between a record as it was and as it is since, field by field.

use std::collections::BTreeMap;

use serde_json::Value;

/// Label, before and after of each field that differs, in the order of their names.
pub(super) fn changes(before: &Value, after: &Value) -> Vec<(String, String, String)> {
    let (before, after) = (fields(before), fields(after));
    let names: std::collections::BTreeSet<&String> = before.keys().chain(after.keys()).collect();
    let value = |of: &BTreeMap<String, String>, name: &String| of.get(name).cloned();
    names
        .into_iter()
        .filter(|it| before.get(*it) != after.get(*it))
        .map(|it| {
            let (was, is) = (value(&before, it), value(&after, it));
            (it.clone(), was.unwrap_or_default(), is.unwrap_or_default())
        })
        .collect()
}

/// Every field with its path as its name: `contact.phone`, `needs.2`.
fn fields(value: &Value) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    collect(value, "", &mut found);
    found
}

fn collect(value: &Value, path: &str, found: &mut BTreeMap<String, String>) {
    let inner = |name: &str| match path {
        "" => name.to_owned(),
        _ => format!("{path}.{name}"),
    };
    match value {
        Value::Null => {}
        Value::Object(object) => {
            object.iter().for_each(|(name, it)| collect(it, &inner(name), found));
        }
        Value::Array(items) if items.iter().all(|it| !it.is_object() && !it.is_array()) => {
            let items: Vec<String> = items.iter().map(plain).collect();
            found.insert(path.to_owned(), items.join(", "));
        }
        Value::Array(items) => {
            for (it, number) in items.iter().zip(1..) {
                collect(it, &inner(&format!("{number}")), found);
            }
        }
        other => {
            let name = if path.is_empty() { "value" } else { path };
            found.insert(name.to_owned(), plain(other));
        }
    }
}

fn plain(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn only_what_differs_is_shown_with_its_path() {
        let before = json!({"name": "Payroll", "details": {"url": "a"}, "aliases": ["x", "y"]});
        let after = json!({"name": "Payroll", "details": {"url": "b"}, "aliases": ["x"], "n": 3});
        let expected = [("aliases", "x, y", "x"), ("details.url", "a", "b"), ("n", "", "3")];
        let expected = expected.map(|(a, b, c)| (a.to_owned(), b.to_owned(), c.to_owned()));
        assert_eq!(changes(&before, &after), expected);
        assert_eq!(changes(&Value::Null, &json!([{"a": 1}])).len(), 1);
        assert!(changes(&after, &after).is_empty());
    }
}
