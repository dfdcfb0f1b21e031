//! Findings as SARIF 2.1.0, the format in which code reviews show what a check found.

use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

use super::{Finding, RULES, Rule, Severity};

const SCHEMA: &str =
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

/// The findings as the log of one run of `mainstay check`.
pub fn sarif(findings: &[Finding], version: &str) -> Value {
    json!({
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": "mainstay",
                "version": version,
                "rules": RULES.iter().map(rule).collect::<Vec<_>>(),
            }},
            "columnKind": "unicodeCodePoints",
            "results": findings.iter().map(result).collect::<Vec<_>>(),
        }],
    })
}

fn rule(it: &Rule) -> Value {
    let clause = it.clause.map(|it| format!(" ({it})")).unwrap_or_default();
    json!({
        "id": it.code,
        "shortDescription": { "text": format!("{}.", it.title) },
        "fullDescription": { "text": format!("{}{clause}.", it.title) },
        "defaultConfiguration": { "level": level(it.severity) },
        "properties": { "tags": [it.severity.code()] },
    })
}

/// Its level in SARIF, which has none for a gap.
fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Gap => Severity::Error.code(),
        other => other.code(),
    }
}

fn result(it: &Finding) -> Value {
    let fix = it.fix.as_ref().map(|it| format!(" {it}")).unwrap_or_default();
    let place = it.file.as_ref().map(|file| {
        let mut region = json!({ "startLine": it.line.unwrap_or(1).max(1) });
        if let (Some(column), Some(region)) = (it.column, region.as_object_mut()) {
            region.insert("startColumn".to_owned(), json!(column.max(1)));
        }
        json!({ "artifactLocation": { "uri": file }, "region": region })
    });
    let mut location = json!({ "logicalLocations": [{ "fullyQualifiedName": it.subject }] });
    if let (Some(place), Some(location)) = (place, location.as_object_mut()) {
        location.insert("physicalLocation".to_owned(), place);
    }
    let mut result = json!({
        "ruleId": it.code,
        "level": level(it.severity),
        "message": { "text": format!("{}{fix}", it.message) },
        "locations": [location],
        "partialFingerprints": { "mainstay/v1": fingerprint(it) },
        "properties": { "severity": it.severity.code(), "field": it.field },
    });
    // The standard has a word for what somebody answers for: a suppression that was accepted.
    if let (Some(waived), Some(object)) = (&it.waived, result.as_object_mut()) {
        let why = format!("{} (by {}, until {})", waived.reason, waived.by, waived.until);
        let suppressions =
            json!([{ "kind": "external", "status": "accepted", "justification": why }]);
        object.insert("suppressions".to_owned(), suppressions);
    }
    if let (Some(at), Some(object)) =
        (RULES.iter().position(|rule| rule.code == it.code), result.as_object_mut())
    {
        object.insert("ruleIndex".to_owned(), json!(at));
    }
    result
}

/// The same for the same finding in the next run, wherever in its file it has moved to.
fn fingerprint(it: &Finding) -> String {
    let digest = Sha256::digest(format!("{}\n{}\n{}", it.code, it.subject, it.message));
    digest.iter().take(16).map(|it| format!("{it:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::programme::findings::MISSED;

    /// What the standard requires: a version, a tool with a name, rules with ids of their own,
    /// results with a message, levels of the four that there are, lines from 1, relative addresses.
    #[test]
    fn the_log_has_what_the_standard_requires() {
        let of = ("asset:db".to_owned(), "assets/db.yaml".to_owned());
        let log = sarif(&[MISSED.finds(of, "Too late.").on(0, 7).in_field("target_rto")], "0.1.0");
        assert_eq!(log["version"], "2.1.0");
        let run = &log["runs"][0];
        assert_eq!(run["tool"]["driver"]["name"], "mainstay");
        let rules = run["tool"]["driver"]["rules"].as_array().unwrap();
        let ids: std::collections::BTreeSet<_> =
            rules.iter().map(|it| it["id"].as_str().unwrap()).collect();
        assert_eq!(ids.len(), RULES.len());
        let result = &run["results"][0];
        assert_eq!(result["message"]["text"], "Too late.");
        assert!(["none", "note", "warning", "error"].contains(&result["level"].as_str().unwrap()));
        let index = usize::try_from(result["ruleIndex"].as_u64().unwrap()).unwrap();
        assert_eq!(rules[index]["id"], result["ruleId"]);
        let place = &result["locations"][0]["physicalLocation"];
        assert_eq!(place["artifactLocation"]["uri"], "assets/db.yaml");
        assert_eq!(place["region"], json!({ "startLine": 1, "startColumn": 7 }));
        assert_eq!(result["properties"], json!({ "severity": "gap", "field": "target_rto" }));
        assert_eq!(run["columnKind"], "unicodeCodePoints");
    }
}
