//! The programme as files: import, edit, check, export.

use std::fs;

use crate::mainstay::{AGENCY, Mainstay};

fn programme(mainstay: &Mainstay) {
    mainstay.write("p/mainstay.yaml", "format: 1\n");
    mainstay.write("p/agencies/it.yaml", AGENCY);
    mainstay.write(
        "p/services/portal.yaml",
        "kind: service\ncode: portal\nagency: it\nname: Portal\ntarget_rto: 4 h\nrestore: 2 h\n\
         needs:\n- on: asset:db\n",
    );
    mainstay.write(
        "p/assets/db.yaml",
        "kind: asset\ncode: db\nagency: it\nname: Database\nrestore: 3 h\n",
    );
}

#[test]
fn a_command_that_only_looks_makes_no_database() {
    let mainstay = Mainstay::new();
    programme(&mainstay);
    for command in [&["export", "out"][..], &["import", "p", "--dry-run"], &["audit", "verify"]] {
        there_is_no_database(&mainstay, command);
    }
    assert!(!mainstay.at("out").exists());
}

#[test]
fn a_command_makes_a_database_only_when_asked_to() {
    let mainstay = Mainstay::new();
    programme(&mainstay);
    mainstay.write("rows.csv", "id,name\n1,Mail\n");
    let commands = [
        &["import", "p"][..],
        &["import", "rows.csv"],
        &["user", "link", "jane"],
        &["user", "invite", "jane", "j@it"],
    ];
    for command in commands {
        there_is_no_database(&mainstay, command);
    }
    // One of something else is none either.
    mainstay.write("mainstay.db", "");
    let done = mainstay.run(&["import", "p"]);
    assert!(done.code == 2 && done.err.contains("there is no database of Mainstay"), "{done:?}");
    assert!(!mainstay.at("mainstay.key").exists());
}

fn there_is_no_database(mainstay: &Mainstay, command: &[&str]) {
    let done = mainstay.run(command);
    assert_eq!(done.code, 2, "{done:?}");
    let file = mainstay.at("mainstay.db");
    let missing = format!("there is no database of Mainstay at sqlite:{}", file.display());
    assert!(done.err.contains(&missing), "{done:?}");
    assert!(done.err.contains("`mainstay migrate` makes one"), "{done:?}");
    assert!(!file.exists());
}

#[test]
fn an_import_says_which_database_it_is_put_into_and_whether_that_is_new() {
    let mainstay = Mainstay::new();
    programme(&mainstay);
    let database = format!("sqlite:{}", mainstay.at("mainstay.db").display());
    let done = mainstay.run(&["import", "p", "--create"]);
    assert_eq!((done.code, done.err), (0, format!("New database: {database}\n")));
    let done = mainstay.run(&["import", "p"]);
    assert_eq!((done.code, done.err), (0, format!("Database: {database}\n")));
    mainstay.write("rows.csv", "id,name\n1,Mail\n");
    for path in ["p", "rows.csv"] {
        let said = mainstay.ok(&["import", path, "--set", "agency=it", "--json"]);
        let said: serde_json::Value = serde_json::from_str(&said).unwrap();
        assert_eq!(said["database"], database, "{said}");
        assert_eq!(said["database_is_new"], false, "{said}");
    }
}

#[test]
fn the_key_beside_a_database_opens_it() {
    let mainstay = Mainstay::new();
    programme(&mainstay);
    let person = "code: jane\nagency: it\nname: Jane Doe\nkind: employee\n\
        channels:\n- kind: voice\n  value: +1 919 555 0142\n";
    mainstay.write("p/people/jane.yaml", person);
    let made = mainstay.run(&["import", "p", "--create", "--database", "sqlite:state.db"]);
    assert!(made.code == 0 && !made.err.contains("key"), "{made:?}");
    assert!(mainstay.at("state.key").exists() && !mainstay.at("mainstay.key").exists());
    mainstay.ok(&["export", "out", "--with-contacts", "--database", "sqlite:state.db"]);
    let jane = fs::read_to_string(mainstay.at("out/people/jane.yaml")).unwrap();
    assert!(jane.contains("+1 919 555 0142"), "{jane}");
    // Whoever takes the database along without its key is told, and no other is made.
    fs::rename(mainstay.at("state.key"), mainstay.at("elsewhere.key")).unwrap();
    let commands = [&["export", "out"][..], &["import", "p", "--dry-run"], &["audit", "verify"]];
    for command in commands {
        let done = mainstay.run(&[command, &["--database", "sqlite:state.db"]].concat());
        assert!(done.code == 2 && done.err.contains("there is no key in state.key"), "{done:?}");
        assert!(!mainstay.at("state.key").exists());
    }
    // Nor is that of another database taken.
    mainstay.write("state.key", &"7".repeat(64));
    let done = mainstay.run(&["export", "out", "--database", "sqlite:state.db"]);
    assert!(done.code == 2 && done.err.contains("does not open what is sealed"), "{done:?}");
}

#[test]
fn a_programme_is_imported_exported_edited_and_checked() {
    let mainstay = Mainstay::new();
    programme(&mainstay);
    mainstay.ok(&["migrate"]);
    let said = mainstay.ok(&["import", "p", "--dry-run"]);
    assert!(said.contains("Nothing was changed."), "{said}");
    let said = mainstay.ok(&["import", "p"]);
    assert!(said.contains("service          1 added"), "{said}");

    mainstay.ok(&["export", "out"]);
    let portal = fs::read_to_string(mainstay.at("out/services/portal.yaml")).unwrap();
    assert!(portal.contains("target_rto: PT4H\n"), "{portal}");
    let again = mainstay.ok(&["export", "out"]);
    assert!(again.contains("0 files added, 0 changed, 0 removed"), "{again}");
    let again = mainstay.ok(&["import", "out", "--json"]);
    assert!(again.contains("\"n_same\": 1") && !again.contains("\"n_changed\": 1"), "{again}");

    // 5 hours are too many for 4.
    let done = mainstay.run(&["check", "out"]);
    assert_eq!(done.code, 1);
    let line = "out/services/portal.yaml";
    assert!(fs::metadata(mainstay.at(line)).is_ok());
    assert!(done.out.contains("services/portal.yaml:5:1: gap[REC-002]"), "{}", done.out);
    let sarif = mainstay.run(&["check", "out", "--format", "sarif"]);
    assert!(sarif.code == 1 && sarif.out.contains("\"version\": \"2.1.0\""), "{}", sarif.out);
    let portal = portal.replace("PT4H", "PT6H");
    mainstay.write("out/services/portal.yaml", &portal);
    let done = mainstay.run(&["check", "out", "--format", "json"]);
    assert_eq!(done.code, 0, "{}", done.out);

    mainstay.write("out/assets/db.yaml", "kind: asset\ncode: db\nflavor: red\n");
    let done = mainstay.run(&["import", "out"]);
    assert_eq!(done.code, 1);
    assert!(
        done.out.contains("assets/db.yaml:3:1: error[FIL-001] flavor: There is no field"),
        "{}",
        done.out
    );
}

#[test]
fn a_check_tells_wrong_files_from_promises_that_cannot_be_kept() {
    let mainstay = Mainstay::new();
    programme(&mainstay);
    let code = |fail_on: &[&str]| mainstay.run(&[&["check", "p"], fail_on].concat()).code;
    let portal = fs::read_to_string(mainstay.at("p/services/portal.yaml")).unwrap();
    mainstay.write("p/services/portal.yaml", &portal.replace("4 h", "6 h"));
    // Nobody answers for the database, and nobody is to be called.
    assert_eq!((code(&[]), code(&["--fail-on", "warning"])), (0, 1));

    mainstay.write("p/services/portal.yaml", &portal);
    assert_eq!((code(&[]), code(&["--fail-on", "gap"])), (1, 1));
    let done = mainstay.run(&["check", "p", "--fail-on", "error"]);
    assert_eq!(done.code, 0, "{done:?}");
    let last = done.out.lines().last().unwrap_or_default();
    assert!(last.starts_with("0 errors, 1 gap, "), "{last}");
    assert!(last.ends_with("the files are sound, and 1 promise in them cannot be kept."), "{last}");

    mainstay.write("p/services/portal.yaml", &portal.replace("4 h", "soon"));
    let done = mainstay.run(&["check", "p", "--fail-on", "error"]);
    assert_eq!(done.code, 1, "{done:?}");
    assert!(
        done.out.starts_with("services/portal.yaml:5:13: error[FIL-001] target_rto: "),
        "{done:?}"
    );
    assert!(done.out.contains("a new database would refuse these files"), "{done:?}");
    assert_eq!(code(&["--fail-on", "never"]), 0);
}

#[test]
fn one_is_said_as_one_and_what_cannot_be_done_says_what_can() {
    let mainstay = Mainstay::new();
    programme(&mainstay);
    mainstay.ok(&["import", "p", "--create"]);
    mainstay.write("one.csv", "id,name\n1,Mail\n");
    let said = mainstay.ok(&["import", "one.csv", "--set", "agency=it"]);
    assert!(said.starts_with("1 row: 1 added"), "{said}");
    mainstay.ok(&["export", "out"]);
    fs::remove_file(mainstay.at("out/assets/db.yaml")).unwrap();
    let said = mainstay.ok(&["export", "out"]);
    assert!(said.contains("1 file added, 0 changed"), "{said}");

    for (command, advice) in [
        ("import one.csv", "agency: Say where the agency comes from."),
        ("import one.csv", "--set FIELD=TEXT"),
        ("import one.csv --kind thing", "should be one of: service, process, asset"),
        ("import one.csv --set agency", "--set is “agency”, and should be two things with ="),
        ("import one.csv --set agency=it --encoding latin", "Use one of: utf-8,"),
        ("import nothing.csv", "nothing.csv cannot be read"),
        ("user link nobody", "no person with the code “nobody”: it stands on their page"),
        ("check nowhere", "nowhere cannot be read as a folder"),
        ("export one.csv", "the folder one.csv cannot be written"),
        ("serve --listen here", "an address such as 127.0.0.1:8080"),
        ("migrate --database state.db", "write `sqlite:FILE` or `postgres://USER@HOST/NAME`"),
    ] {
        let done = mainstay.run(&command.split(' ').collect::<Vec<_>>());
        assert!(done.code == 2 && done.err.contains(advice), "{command}: {done:?}");
    }
}

#[test]
fn a_table_is_imported_by_the_names_of_its_columns() {
    let mainstay = Mainstay::new();
    programme(&mainstay);
    mainstay.ok(&["import", "p", "--create"]);
    mainstay.write("apps.csv", "App ID;Title;RTO\nA 1;Mail;2 h\nA 2;Files;soon\n");
    let arguments =
        ["import", "apps.csv", "--map", "App ID=code", "--set", "agency=it", "--kind", "service"];
    let done = mainstay.run(&arguments);
    assert_eq!(done.code, 1);
    assert!(done.out.contains("line 3: target_rto:"), "{}", done.out);
    assert!(done.out.contains("Nothing was changed."), "{}", done.out);
    let all: Vec<&str> = arguments.into_iter().chain(["--leave-out"]).collect();
    let said = mainstay.ok(&all);
    assert!(said.contains("2 rows: 1 added, 0 changed, 0 as before, 1 refused."), "{said}");
    let verified = mainstay.ok(&["audit", "verify"]);
    assert!(!verified.is_empty());
}

#[test]
fn the_schemas_are_printed() {
    let mainstay = Mainstay::new();
    let schemas = mainstay.ok(&["schema"]);
    let schemas: serde_json::Value = serde_json::from_str(&schemas).unwrap();
    assert_eq!(schemas["site"]["properties"]["kind"]["const"], "site");
    mainstay.ok(&["schema", "schemas"]);
    assert!(mainstay.at("schemas/agency.json").exists());
}

/// What takes a service down and what is worth buying, by the files alone and by the database.
#[test]
fn weak_points_and_investments_are_found_in_a_folder_and_in_a_database() {
    let mainstay = Mainstay::new();
    programme(&mainstay);
    mainstay.write(
        "p/investments/replica.yaml",
        "code: replica\nagency: it\nname: Replica\ncost: '500.00'\nchanges:\n- kind: faster\n  \
         item: asset:db\n  within: 1 h\n",
    );
    assert_eq!(mainstay.run(&["migrate"]).code, 0);
    let done = mainstay.run(&["import", "p"]);
    assert!(done.code == 0 && done.out.contains("investment"), "{done:?}");
    let commands = [&["cuts", "portal"][..], &["invest"]];
    for command in commands {
        let json = |more: &[&str]| {
            let done = mainstay.run(&[command, more, &["--json"]].concat());
            assert_eq!(done.code, 0, "{done:?}");
            serde_json::from_str::<serde_json::Value>(&done.out).unwrap()
        };
        assert_eq!(json(&[]), json(&["--folder", "p"]), "{command:?}");
    }
    let cuts = mainstay.run(&["cuts", "portal", "--folder", "p", "--order", "1"]);
    assert!(cuts.out.contains("Database (asset:db): “Portal” cannot work without it."), "{cuts:?}");
    let none = mainstay.run(&["cuts", "portal", "--folder", "p", "--kind", "vendor"]);
    assert!(none.code == 0 && !none.out.contains("Database (asset:db)"), "{none:?}");
    let some = mainstay.run(&["cuts", "portal", "--folder", "p", "--kind", "asset"]);
    assert!(some.out.contains("Database (asset:db)"), "{some:?}");
    let kind = mainstay.run(&["cuts", "portal", "--kind", "thing"]);
    assert!(kind.code == 2 && kind.err.contains("known are service"), "{kind:?}");
    let invest = mainstay.run(&["invest", "--folder", "p"]);
    assert!(invest.out.contains("For $500: 1 in time. Buy "), "{invest:?}");
    let none = mainstay.run(&["cuts", "nothing", "--folder", "p"]);
    assert!(
        none.code == 2 && none.err.contains("there is no service called “nothing”"),
        "{none:?}"
    );
    let order = mainstay.run(&["cuts", "portal", "--order", "9"]);
    assert_eq!(order.code, 2, "{order:?}");
}
