//! What `check` says of the files of a folder: where in them something is.

use app::programme::check::check_folder;
use app::programme::findings::{json as as_json, sarif, text};
use app::programme::folder;
use serde_json::{Value, json};

use crate::check::{codes, of, sound, today};

#[test]
fn a_folder_is_checked_with_files_and_lines() {
    let dir = tempfile::tempdir().unwrap();
    let mut programme = sound();
    of(&mut programme, "portal").document.owner = Some("nobody".to_owned());
    folder::write(&programme, dir.path()).unwrap();
    std::fs::write(dir.path().join("assets/db.yaml"), "kind: asset\ncode: [db\n").unwrap();

    let findings = check_folder(dir.path(), today()).unwrap();

    // What the broken file describes is not reported as missing.
    assert_eq!(codes(&findings)[..2], ["FIL-001", "INV-001"]);
    assert_eq!(findings[1].file.as_deref(), Some("services/portal.yaml"));
    let yaml = std::fs::read_to_string(dir.path().join("services/portal.yaml")).unwrap();
    let line = yaml.lines().nth(findings[1].line.unwrap() - 1).unwrap();
    assert_eq!(line, "owner: nobody");
    assert!(
        text(&findings).contains("services/portal.yaml:5:1: error[INV-001]"),
        "{}",
        text(&findings)
    );
    let log = sarif(&findings, "0.1.0");
    assert_eq!(log["runs"][0]["results"].as_array().unwrap().len(), findings.len());
}

#[test]
fn a_bad_value_is_told_with_its_file_line_column_and_field() {
    let dir = tempfile::tempdir().unwrap();
    folder::write(&sound(), dir.path()).unwrap();
    let file = dir.path().join("assets/db.yaml");
    let yaml = std::fs::read_to_string(&file).unwrap().replace("restore: PT3H", "restore: soon");
    std::fs::write(&file, yaml).unwrap();
    let site = dir.path().join("sites/east.yaml");
    let yaml =
        std::fs::read_to_string(&site).unwrap().replace("latitude: 35", "latitude: north 35");
    std::fs::write(&site, yaml).unwrap();
    let findings = check_folder(dir.path(), today()).unwrap();

    let said = text(&findings);
    assert!(said.contains("assets/db.yaml:8:10: error[FIL-001] restore: "), "{said}");
    assert!(
        said.contains("such as 4 h, 9 h 20 m, 15 m, 3 d, 1.5 h, 09:20 or PT9H20M, not"),
        "{said}"
    );
    assert!(said.contains("Write a number, not “north 35.7796”."), "{said}");
    let found = as_json(&findings);
    assert_eq!(found["files_are_sound"], false);
    let at = |it: &Value| (it["file"].clone(), it["field"].clone(), it["column"].clone());
    let first = found["findings"].as_array().unwrap().iter().map(at).collect::<Vec<_>>();
    assert_eq!(first[0], (json!("assets/db.yaml"), json!("restore"), json!(10)));
    assert_eq!(first[1], (json!("sites/east.yaml"), json!("details.latitude"), json!(3)));
    let result = &sarif(&findings, "0.1.0")["runs"][0]["results"][0];
    let place = &result["locations"][0]["physicalLocation"]["region"];
    assert_eq!(place, &json!({ "startLine": 8, "startColumn": 10 }));
    assert_eq!(result["properties"]["field"], "restore");
}
