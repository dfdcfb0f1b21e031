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
    assert!(done.out.contains("1 service or process down.\n"), "{}", done.out);
    assert!(done.out.contains("It is back after 7 h: 1 late."), "{}", done.out);
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

/// Back after 7 h, and caught up an hour later: it can be gone for 6 h.
#[test]
fn who_is_past_their_tolerable_downtime_is_counted_and_said() {
    let mainstay = Mainstay::new();
    programme(&mainstay, 6);
    mainstay.write(
        "p/analyses/service.portal.1.yaml",
        "kind: service\nitem: portal\nstate: approved\n\
         content:\n  mtd: 6 h\n  rto: 4 h\n  wrt: 1 h\n",
    );
    let done = mainstay.run(&["simulate", "p", "--lose", "site:east"]);
    let told = "1 is past its maximum tolerable downtime (MTD), with catching up.";
    assert!(done.out.contains(told), "{done:?}");
    assert!(done.out.contains("Portal (portal); past its MTD by 2 h"), "{}", done.out);
    let json = mainstay.run(&["simulate", "p", "--lose", "site:east", "--json"]);
    let found: serde_json::Value = serde_json::from_str(&json.out).unwrap();
    assert_eq!(found["result"]["n_past_mtd"], 1, "{found}");
    assert_eq!(found["services"][0]["caught_up"], "PT8H", "{found}");
    assert_eq!(found["services"][0]["past_mtd_by"], "PT2H", "{found}");
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
    let said = mainstay.ok(&["sequence", "p", "--lose", "site:east", "--crew", "databases"]);
    assert!(said.contains("(asset:db)") && !said.contains("(service:portal)"), "{said}");
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

/// What stands behind a service is all of it, its site as well: as its page says.
#[test]
fn the_order_of_one_service_counts_its_site_as_its_page_does() {
    let mainstay = Mainstay::new();
    programme(&mainstay, 3);
    let portal = "kind: service\ncode: portal\nagency: it\nname: Portal\nrestore: 1 h\n\
        needs:\n- on: asset:db\n";
    mainstay.write("p/services/portal.yaml", portal);
    let db = "kind: asset\ncode: db\nagency: it\nname: Database\nrestore: 3 h\nneeds:\n- on: site:east\n";
    mainstay.write("p/assets/db.yaml", db);
    let east = "kind: site\ncode: east\nagency: it\nname: East\nrestore: 10 m\n";
    mainstay.write("p/sites/east.yaml", east);
    let said = mainstay.ok(&["sequence", "p", "--service", "portal", "--json"]);
    let work: serde_json::Value = serde_json::from_str(&said).unwrap();
    let items: Vec<&str> =
        work.as_array().unwrap().iter().map(|it| it["item"].as_str().unwrap()).collect();
    assert_eq!(items, ["site:east", "asset:db", "service:portal"]);
    assert_eq!(work[2]["until"], "PT4H10M");
    let at = ["sequence", "p", "--service", "portal", "--at", "2026-09-14T10:30:00Z"];
    let refused = mainstay.run(&at);
    assert!(refused.code == 2 && refused.err.contains("say what is lost"), "{refused:?}");
}

/// The portal stands on a disk, too, which the same one person restores.
fn with_disk(mainstay: &Mainstay) {
    programme(mainstay, 2);
    let portal = "kind: service\ncode: portal\nagency: it\nname: Portal\ntier: 1\n\
        target_rto: 4 h\nrestore: 1 h\nneeds:\n- on: asset:db\n- on: asset:disk\n";
    mainstay.write("p/services/portal.yaml", portal);
    let disk = "kind: asset\ncode: disk\nagency: it\nname: Disk\nrestore: 2 h\nsite: east\n\
        crew: databases\ncrew_size: 1\n";
    mainstay.write("p/assets/disk.yaml", disk);
}

/// Two parts take the one generator there is: one waits, more can be assumed, and it can be lost.
#[test]
fn equipment_is_waited_for_assumed_and_lost() {
    let mainstay = Mainstay::new();
    with_disk(&mainstay);
    for (code, name) in [("db", "Database"), ("disk", "Disk")] {
        let part = format!(
            "kind: asset\ncode: {code}\nagency: it\nname: {name}\nrestore: 2 h\n\
             equipment: generators\nequipment_size: 1\n"
        );
        mainstay.write(&format!("p/assets/{code}.yaml"), &part);
    }
    let generators = "kind: equipment\ncode: generators\nagency: it\nname: Generators\n\
        details:\n  units: 1\n";
    mainstay.write("p/equipment/generators.yaml", generators);
    let parts = ["--lose", "asset:db", "--lose", "asset:disk"];
    let simulate = |more: &[&str]| mainstay.run(&[&["simulate", "p"], &parts[..], more].concat());
    assert_eq!(simulate(&[]).code, 1, "one after the other, it is late");
    let done = simulate(&["--assume", "equipment:generators +1"]);
    assert_eq!(done.code, 0, "{done:?}");
    let gone = simulate(&["--lose", "equipment:generators"]);
    assert!(gone.out.contains("The equipment that restoring these takes is gone"), "{gone:?}");
    let said = mainstay.ok(&[&["sequence", "p"], &parts[..], &["--crew", "generators"]].concat());
    assert!(said.contains("1 of generators") && !said.contains("(service:portal)"), "{said}");
}

#[test]
fn what_is_assumed_to_be_better_counts_and_is_compared_with_what_is() {
    let mainstay = Mainstay::new();
    with_disk(&mainstay);
    let simulate = |more: &[&str]| {
        let arguments = [&["simulate", "p", "--lose", "site:east"], more].concat();
        mainstay.run(&arguments)
    };
    assert_eq!(simulate(&[]).code, 1, "one after the other, it is late");
    for better in
        ["crew:databases +1", "asset:disk within 1 h", "service:portal without asset:disk"]
    {
        let done = simulate(&["--assume", better]);
        assert_eq!(done.code, 0, "{better}: {done:?}");
        assert!(done.out.contains(&format!("Assumed: {better}")), "{}", done.out);
    }
    mainstay.write("p/sites/west.yaml", "kind: site\ncode: west\nagency: it\nname: West\n");
    let copied = simulate(&["--assume", "asset:disk copy at site:west"]);
    assert_eq!(copied.code, 0, "{copied:?}");
    let told = "Assumed: asset:disk copy at site:west within 15 m";
    assert!(copied.out.contains(told), "{}", copied.out);
    let nowhere = simulate(&["--assume", "asset:disk copy at site:nowhere"]);
    assert!(nowhere.code == 2 && nowhere.err.contains("where the copy is"), "{nowhere:?}");
    let by_code = simulate(&["--assume", "item:disk within 1 h"]);
    assert!(by_code.out.contains("Assumed: asset:disk within 1 h"), "{by_code:?}");
    let done = simulate(&["--assume", "crew:databases +1", "--compare"]);
    assert!(done.out.contains("Earlier than before: 1"), "{}", done.out);
    assert!(done.out.contains("Portal (portal): 5 h, now 3 h"), "{}", done.out);
    let json = simulate(&["--assume", "crew:databases +1", "--compare=east-lost", "--json"]);
    let found: serde_json::Value = serde_json::from_str(&json.out).unwrap();
    assert_eq!(found["differences"][0]["change"], "earlier", "{found}");
    assert_eq!(found["differences"][0]["back_before"], "PT5H");
    assert_eq!(found["differences"][0]["back"], "PT3H");
    assert_eq!(found["scenario"]["changes"][0]["change"]["people"], 1);
    let apart = "were searched independently";
    assert!(!done.out.contains(apart), "{}", done.out);
    let said = simulate(&["--assume", "crew:databases +1", "--compare=east-lost"]);
    assert!(said.out.contains(apart), "{}", said.out);
    // It comes on top of what a scenario that is kept assumes.
    let on_top = mainstay.run(&[
        "simulate",
        "p",
        "--scenario",
        "east-lost",
        "--assume",
        "crew:databases +1",
    ]);
    assert_eq!(on_top.code, 0, "{on_top:?}");
    let said =
        mainstay.ok(&["sequence", "p", "--service", "portal", "--assume", "crew:databases +1"]);
    assert!(!said.contains("5 h") && said.contains("3 h"), "{said}");
}

/// Work at a site begins when there is power again: also where an area or a kept scenario loses it.
#[test]
fn nothing_is_brought_back_before_its_site_is_usable_again() {
    let mainstay = Mainstay::new();
    programme(&mainstay, 6);
    let back = |more: &[&str]| {
        let done = mainstay.run(&[&["simulate", "p", "--json"], more].concat());
        let found: serde_json::Value = serde_json::from_str(&done.out).unwrap();
        let span = |it: &serde_json::Value| it.as_str().unwrap().parse::<app::Span>().unwrap();
        let hours = |it: &serde_json::Value| span(it).secs() / 3600;
        (hours(&found["services"][0]["back"]), hours(&found["work"][0]["from"]))
    };
    assert_eq!(back(&["--lose", "site:east after 40 h"]), (47, 40));
    // A code alone, or a name in any case, says as much.
    assert_eq!(back(&["--lose", "east after 40 h"]), (47, 40));
    // What it takes to decide is over by then; without a time of the site, work begins after it.
    assert_eq!(back(&["--lose", "site:east after 40 h", "--begins-after", "2 h"]), (47, 40));
    assert_eq!(back(&["--lose", "site:east", "--begins-after", "2 h"]), (9, 2));
    let area =
        r#"{"type":"Polygon","coordinates":[[[-78,34],[-76,34],[-76,36],[-78,36],[-78,34]]]}"#;
    mainstay.write("area.geojson", area);
    assert_eq!(back(&["--area", "area.geojson", "--area-usable", "36 h"]), (43, 36));
    mainstay.write(
        "p/scenarios/storm.yaml",
        "code: storm\nagency: it\nname: Storm\nlost:\n- site:east\nusable:\n- item: site:east\n  \
         after: 40 h\n",
    );
    assert_eq!(back(&["--scenario", "storm"]), (47, 40));
    let said = mainstay.run(&["simulate", "p", "--scenario", "storm"]).out;
    assert!(said.contains("site:east is usable from 40 h on."), "{said}");
    let ordered = mainstay.ok(&["sequence", "p", "--lose", "site:east after 40 h"]);
    assert!(ordered.contains("46 h"), "{ordered}");
    mainstay.ok(&["import", "p", "--create"]);
    mainstay.ok(&["export", "out"]);
    let kept = std::fs::read_to_string(mainstay.at("out/scenarios/storm.yaml")).unwrap();
    assert!(kept.contains("usable:") && kept.contains("site:east"), "{kept}");
}

#[test]
fn a_tier_or_an_agency_is_listed_alone_and_decides_the_exit_code() {
    let mainstay = Mainstay::new();
    programme(&mainstay, 6);
    let other = "code: dmv\nname: Motor Vehicles\nkind: division\nparent: it\n";
    mainstay.write("p/agencies/dmv.yaml", other);
    let desk = "kind: service\ncode: desk\nagency: dmv\nname: Desk\ntier: 2\ntarget_rto: 9 h\n\
        restore: 1 h\nneeds:\n- on: asset:db\n";
    mainstay.write("p/services/desk.yaml", desk);
    let simulate = |more: &[&str]| {
        let arguments = [&["simulate", "p", "--lose", "site:east"], more].concat();
        mainstay.run(&arguments)
    };
    let done = simulate(&["--agency", "dmv"]);
    assert!(done.code == 0 && done.out.contains("Asked for: 1 of these."), "{done:?}");
    assert!(!done.out.contains("Portal (portal)"), "{}", done.out);
    for it in ["it", "IT", "information technology"] {
        let done = simulate(&["--agency", it]);
        assert!(done.code == 1 && done.out.contains("Desk (desk)"), "{it}: {done:?}");
    }
    let done = simulate(&["--agency", "motor vehicle"]);
    let nearest =
        "--agency: There is no agency called “motor vehicle”. The nearest: Motor Vehicles (dmv)";
    assert!(done.code == 2 && done.err.contains(nearest), "{done:?}");
    let done = simulate(&["--tier", "2", "--json"]);
    let found: serde_json::Value = serde_json::from_str(&done.out).unwrap();
    assert_eq!((done.code, found["services"].as_array().unwrap().len()), (0, 1), "{found}");
}

#[test]
fn one_more_in_a_crew_is_worth_buying() {
    let mainstay = Mainstay::new();
    with_disk(&mainstay);
    let change = "changes:\n- kind: people\n  item: crew:databases\n  people: 1\n";
    let more = format!("code: more\nagency: it\nname: More\ncost: '1000.00'\n{change}");
    mainstay.write("p/investments/more.yaml", &more);
    let said = mainstay.ok(&["invest", "--folder", "p"]);
    assert!(said.contains("For $1,000: 1 in time. Buy more."), "{said}");
    assert!(said.contains("1 service waits for crews"), "{said}");
    assert!(said.contains("Nothing cheaper does as much: that is proved."), "{said}");
    mainstay.ok(&["import", "p", "--create"]);
    let of_database = mainstay.ok(&["invest", "--together", "--json"]);
    let of_folder = mainstay.ok(&["invest", "--folder", "p", "--together", "--json"]);
    assert_eq!(of_database, of_folder);
    for place in [&[][..], &["--folder", "p"]] {
        let of = |agency| mainstay.run(&[&["invest", "--agency", agency], place].concat());
        assert_eq!(of("information technology").out, of("IT").out);
        assert_eq!(of("IT").code, 0);
        let (refused, nearest) =
            (of("information tech"), "The nearest: Information Technology (it)");
        assert!(refused.code == 2 && refused.err.contains(nearest), "{refused:?}");
    }
}

#[test]
fn what_makes_no_sense_is_said() {
    let mainstay = Mainstay::new();
    programme(&mainstay, 3);
    let assume = |it| ["simulate", "p", "--lose", "site:east", "--assume", it];
    for (arguments, said) in [
        (&["simulate", "p"][..], "say what is lost"),
        (&["simulate", "p", "--lose", "site:west"], "There is no site called “west”"),
        (&["simulate", "p", "--lose", "item:west"], "there is no item called west"),
        (&["simulate", "p", "--scenario", "none"], "there is no scenario called none"),
        (
            &["simulate", "p", "--lose", "site:east", "--begins-after", "x"],
            "x is no length of time",
        ),
        (
            &["sequence", "p", "--service", "portal", "--begins-after", "2 h"],
            "say what is lost, too",
        ),
        (&["simulate", "p", "--lose", "site:east", "--at", "soon"], "soon is no time"),
        (&["simulate", "p", "--lose", "site:west"], "--lose 'site:west': There is no site"),
        (&["simulate", "p", "--lose", "site:east after soon"], "soon is no length of time"),
        (&["simulate", "p", "--lose", "site:east after 0 h"], "--lose: Use a time above zero"),
        (&["simulate", "p", "--area", "none.json"], "none.json cannot be read"),
        (&assume("crew:databases"), "--assume 'crew:databases', what about it: Say what is better"),
        (&assume("crew:databases +x"), "how many more: “+x” is no whole number"),
        (&assume("crew:databases +0"), "how many more: Use a number from 1 to 10,000."),
        (&assume("crew:none +1"), "what is better: There is no crew called “none”."),
        (&assume("asset:db +1"), "what is better: Choose a crew or equipment."),
        (&assume("asset:db within soon"), "--assume 'asset:db within soon', within: "),
        (&assume("item:tape within 1 h"), "'item:tape within 1 h': there is no item called tape"),
        (&assume("service:portal without"), "without what: Say what it does without."),
        (&assume("service:portal without site:east"), "without what: It does not need this."),
        (&["simulate", "p", "--lose", "site:east", "--compare"], "nothing is assumed"),
        (&["simulate", "p", "--lose", "site:east", "--compare=x"], "there is no scenario called x"),
        (
            &["simulate", "p", "--lose", "site:east", "--agency", "x"],
            "There is no agency called “x”",
        ),
        (&["sequence", "p", "--service", "none"], "there is no service called none"),
        (&["simulate", "nowhere", "--lose", "site:east"], "nowhere cannot be read"),
    ] {
        let done = mainstay.run(arguments);
        assert!(done.code == 2 && done.err.contains(said), "{arguments:?}: {done:?}");
    }
}
