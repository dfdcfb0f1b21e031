//! What a loss would mean, on the command line: over a folder and over a database.

use crate::mainstay::{AGENCY, Mainstay};

/// A portal of tier 1 that must be back after four hours, on a database that takes longer than that.
fn programme(mainstay: &Mainstay, hours: u32) {
    mainstay.write("p/mainstay.yaml", "format: 1\n");
    mainstay.write("p/agencies/it.yaml", AGENCY);
    mainstay.write(
        "p/services/portal.yaml",
        "kind: service\ncode: portal\nagency: it\nname: Portal\ntier: 1\ntarget_rto: 4 h\n\
         restore: 1 h\nneeds:\n- on: asset:db\n",
    );
    mainstay.write(
        "p/assets/db.yaml",
        &format!(
            "kind: asset\ncode: db\nagency: it\nname: Database\nrestore: {hours} h\nsite: east\n\
             crew: databases\ncrew_size: 1\n"
        ),
    );
    mainstay.write(
        "p/sites/east.yaml",
        "kind: site\ncode: east\nagency: it\nname: East\nrestore: 0 h\n\
         details:\n  latitude: 35.0\n  longitude: -77.0\n",
    );
    mainstay.write(
        "p/crews/databases.yaml",
        "kind: crew\ncode: databases\nagency: it\nname: Databases\ndetails:\n  people: 1\n",
    );
    mainstay.write(
        "p/scenarios/east-lost.yaml",
        "code: east-lost\nagency: it\nname: East is lost\nlost:\n- site:east\n",
    );
}

#[test]
fn a_folder_is_simulated_without_a_database_and_the_exit_code_tells() {
    let mainstay = Mainstay::new();
    programme(&mainstay, 6);
    let done = mainstay.run(&["simulate", "p", "--lose", "site:east"]);
    assert_eq!(done.code, 1, "{done:?}");
    assert!(done.out.contains("1 service or process down: 0 in time, 1 late"), "{}", done.out);
    assert!(done.out.contains("Portal (portal)"), "{}", done.out);
    assert!(done.err.contains("%: 1 service or process down"), "{}", done.err);
    assert!(!mainstay.at("mainstay.db").exists());

    let json = mainstay.run(&["simulate", "p", "--scenario", "east-lost", "--json"]);
    let found: serde_json::Value = serde_json::from_str(&json.out).unwrap();
    assert_eq!(found["services"][0]["back"], "PT7H", "{found}");
    assert_eq!(found["services"][0]["cause"], "site:east");
    assert_eq!(found["work"][0]["crew"], "crew:databases");

    programme(&mainstay, 1);
    let done = mainstay.run(&["simulate", "p", "--lose", "item:db"]);
    assert_eq!(done.code, 0, "{done:?}");
    let area =
        r#"{"type":"Polygon","coordinates":[[[-78,34],[-76,34],[-76,36],[-78,36],[-78,34]]]}"#;
    mainstay.write("area.geojson", area);
    let area = mainstay.run(&["simulate", "p", "--area", "area.geojson", "--json"]);
    let found: serde_json::Value = serde_json::from_str(&area.out).unwrap();
    assert_eq!(found["scenario"]["sites_in_areas"][0]["code"], "east", "{area:?}");
}

#[test]
fn a_database_gives_the_same_answer_as_the_folder_that_was_put_into_it() {
    let mainstay = Mainstay::new();
    programme(&mainstay, 6);
    mainstay.ok(&["import", "p", "--create"]);
    let of = |arguments: &[&str]| {
        let done = mainstay.run(arguments);
        let found: serde_json::Value = serde_json::from_str(&done.out).unwrap();
        (done.code, found["services"].clone(), found["work"].clone(), found["result"].clone())
    };
    let folder = of(&["simulate", "p", "--scenario", "east-lost", "--json"]);
    let database = of(&["simulate", "--scenario", "east-lost", "--json"]);
    assert_eq!(folder, database);
    mainstay.ok(&["export", "out"]);
    assert!(mainstay.at("out/scenarios/east-lost.yaml").exists());
}

#[test]
fn the_order_of_restoration_is_printed_for_all_or_for_one_service() {
    let mainstay = Mainstay::new();
    programme(&mainstay, 3);
    let said = mainstay.ok(&["sequence", "p", "--lose", "site:east"]);
    let database = said.find("Database (asset:db)").unwrap();
    assert!(database < said.find("Portal (service:portal)").unwrap(), "{said}");
    assert!(said.contains("1 of databases"), "{said}");
    let said = mainstay.ok(&["sequence", "p", "--service", "portal", "--json"]);
    let work: serde_json::Value = serde_json::from_str(&said).unwrap();
    let items: Vec<&str> =
        work.as_array().unwrap().iter().map(|it| it["item"].as_str().unwrap()).collect();
    assert_eq!(items, ["asset:db", "service:portal"]);
    assert_eq!(work[1]["until"], "PT4H");
}

/// With a site that the service needs, the people there would be lost who restore it.
#[test]
fn the_order_of_one_service_does_not_lose_the_people_at_its_site() {
    let mainstay = Mainstay::new();
    programme(&mainstay, 3);
    let portal = "kind: service\ncode: portal\nagency: it\nname: Portal\nrestore: 1 h\n\
        needs:\n- on: asset:db\n- on: site:east\n";
    mainstay.write("p/services/portal.yaml", portal);
    let crew = "kind: crew\ncode: databases\nagency: it\nname: Databases\nsite: east\n\
        details:\n  people: 1\n";
    mainstay.write("p/crews/databases.yaml", crew);
    let said = mainstay.ok(&["sequence", "p", "--service", "portal"]);
    assert!(
        said.contains("Database (asset:db)") && said.contains("Portal (service:portal)"),
        "{said}"
    );
}

#[test]
fn what_makes_no_sense_is_said() {
    let mainstay = Mainstay::new();
    programme(&mainstay, 3);
    for (arguments, said) in [
        (&["simulate", "p"][..], "say what is lost"),
        (&["simulate", "p", "--lose", "site:west"], "There is no site called “west”"),
        (&["simulate", "p", "--lose", "item:west"], "there is no item called west"),
        (&["simulate", "p", "--scenario", "none"], "there is no scenario called none"),
        (&["simulate", "p", "--lose", "site:east", "--at", "soon"], "soon is no time"),
        (&["simulate", "p", "--area", "none.json"], "none.json cannot be read"),
        (&["sequence", "p", "--service", "none"], "there is no service called none"),
        (&["simulate", "nowhere", "--lose", "site:east"], "nowhere cannot be read"),
    ] {
        let done = mainstay.run(arguments);
        assert!(done.code == 2 && done.err.contains(said), "{arguments:?}: {done:?}");
    }
}
