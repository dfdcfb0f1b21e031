//! Scenarios, as people keep them.

use app::Platform;
use app::actor::Role;
use app::prepare::inventory::{self, ItemDocument, Kind};
use app::prove::scenarios::{self, ScenarioDocument};
use axum::http::{Request, StatusCode};
use serde_json::json;
use test_support::{ctx_in, fresh, item, need, platform_ctx, put, state};

use crate::site::{Site, read};

const BOUNDARY: &str = "----form";

/// A square around the coast.
const SQUARE: &str =
    r#"{"type":"Polygon","coordinates":[[[-79,34],[-77,34],[-77,36],[-79,36],[-79,34]]]}"#;

/// The same with latitude and longitude exchanged.
const EXCHANGED: &str =
    r#"{"type":"Polygon","coordinates":[[[34,-79],[34,-77],[36,-77],[36,-79],[34,-79]]]}"#;

/// An agency with two sites, who keeps its scenarios, who reads them, and an outsider.
struct Desk {
    platform: Platform,
    keeper: Site,
    reader: Site,
    outsider: Site,
}

async fn desk() -> Desk {
    let platform = fresh().await;
    let at = state(&platform).await;
    for (code, latitude) in [("east", 35.0), ("west", 40.0)] {
        let mut site = ItemDocument::new(Kind::Site, "commerce", code, &format!("The {code}"));
        site.details.insert("latitude".to_owned(), json!(latitude));
        site.details.insert("longitude".to_owned(), json!(-78.0));
        put(&platform, &site).await;
    }
    item(&platform, Kind::Asset, "commerce", "db").await;
    let keeper = Site::of(&ctx_in(&platform, Role::Coordinator, at.commerce));
    let reader = Site::of(&ctx_in(&platform, Role::PlanOwner, at.commerce));
    let outsider = Site::of(&ctx_in(&platform, Role::Coordinator, at.revenue));
    Desk { platform, keeper, reader, outsider }
}

const WHOLE: &str = "agency=commerce&code=storm&name=Storm&description=A+storm.&site-0=east\
    &other-0=asset:db&strikes_at=2026-09-14&strikes_time=07:30&people_back=3+d&begins_after=45+m";

impl Desk {
    async fn added(&self) -> String {
        let (status, to) = self.keeper.post("/scenarios", WHOLE).await;
        assert_eq!(status, StatusCode::SEE_OTHER, "{to}");
        to.strip_suffix("?done=added").unwrap().to_owned()
    }
}

/// The answer to a form that carries a file: the address that it leads to, or the page.
async fn send(
    site: &Site,
    path: &str,
    fields: &[(&str, &str)],
    file: &str,
) -> (StatusCode, String) {
    let mut body = String::new();
    for (name, value) in fields {
        let head = format!("Content-Disposition: form-data; name=\"{name}\"");
        body.push_str(&format!("--{BOUNDARY}\r\n{head}\r\n\r\n{value}\r\n"));
    }
    let head = "Content-Disposition: form-data; name=\"area_file\"; filename=\"area.json\"";
    body.push_str(&format!("--{BOUNDARY}\r\n{head}\r\n\r\n{file}\r\n--{BOUNDARY}--\r\n"));
    let kind = format!("multipart/form-data; boundary={BOUNDARY}");
    let response = site.send(Request::post(path).header("content-type", kind), &body).await;
    let to = response.headers().get("location").map(|it| it.to_str().unwrap().to_owned());
    let (status, page) = read(response).await;
    (status, to.unwrap_or(page))
}

#[tokio::test]
async fn a_scenario_is_added_changed_retired_and_brought_back() {
    let desk = desk().await;
    let (_, page) = desk.keeper.get("/scenarios").await;
    assert!(page.contains("No scenarios yet") && page.contains("/scenarios/new"), "{page}");
    let (_, form) = desk.keeper.get("/scenarios/new?site-0=east").await;
    assert!(form.contains(r#"name="site-0" type="text" value="east""#), "{form}");
    let path = desk.added().await;
    let (_, page) = desk.keeper.get(&path).await;
    assert!(page.contains("The east") && page.contains("The db"), "{page}");
    assert!(page.contains("Mon 14 Sep 2026, 07:30") && page.contains("After 3 d"), "{page}");
    assert!(page.contains("It has never been run.") && page.contains("Run it"), "{page}");

    let (_, form) = desk.keeper.get(&format!("{path}/edit")).await;
    assert!(form.contains(r#"name="other-0" type="text" value="asset:db""#), "{form}");
    assert!(form.contains(r#"name="version" value="1""#) && form.contains(r#"value="07:30""#));
    let same = format!("{WHOLE}&version=1");
    let (_, to) = desk.keeper.post(&format!("{path}/edit"), &same).await;
    assert_eq!(to, format!("{path}?done=unchanged"));
    let other =
        same.replace("name=Storm", "name=Great+storm").replace("site-0=east", "site-0=west");
    let (_, to) = desk.keeper.post(&format!("{path}/edit"), &other).await;
    assert_eq!(to, format!("{path}?done=saved"));
    let (_, page) = desk.reader.get(&path).await;
    assert!(page.contains("Great storm") && page.contains("The west"), "{page}");
    assert!(!page.contains("/edit") && !page.contains("/retire"), "who reads changes nothing");

    let (_, ask) = desk.keeper.get(&format!("{path}/retire")).await;
    assert!(ask.contains("Retire “Great storm”?"), "{ask}");
    desk.keeper.post(&format!("{path}/retire"), "version=2").await;
    let (_, page) = desk.keeper.get(&path).await;
    assert!(page.contains("Bring it back into use") && !page.contains("Run it<"), "{page}");
    let (status, _) = desk.keeper.get(&format!("{path}/edit")).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(!desk.keeper.get("/scenarios").await.1.contains("Great storm"));
    let (_, list) = desk.keeper.get("/scenarios?state=retired").await;
    assert!(list.contains("Great storm"), "{list}");
    let (_, to) = desk.keeper.post(&format!("{path}/restore"), "version=3").await;
    assert_eq!(to, format!("{path}?done=restored"));
    let (_, page) = desk.keeper.get(&path).await;
    for what in ["added it", "changed it", "retired it", "brought it back"] {
        assert!(page.contains(what), "{what}: {page}");
    }
}

#[tokio::test]
async fn a_form_says_after_how_long_what_is_lost_is_usable_again() {
    let desk = desk().await;
    let said = format!("{WHOLE}&site_after-0=36+h");
    let (status, to) = desk.keeper.post("/scenarios", &said).await;
    assert_eq!(status, StatusCode::SEE_OTHER, "{to}");
    let path = to.strip_suffix("?done=added").unwrap();
    let (_, page) = desk.keeper.get(path).await;
    assert!(page.contains("Site, usable from 36 h on"), "{page}");
    let (_, form) = desk.keeper.get(&format!("{path}/edit")).await;
    assert!(form.contains("Site 1 is usable again after") && form.contains(r#"value="36 h""#));
    // As people name it, and with an area that comes as a file.
    let by_name = [("agency", "commerce"), ("code", "named"), ("name", "Named")];
    let more = [("vendor_after-0", ""), ("site-0", "The west"), ("site_after-0", "12 h")];
    let fields = [&by_name[..], &more, &[("area_name", "Coast"), ("area_usable", "30 h")]].concat();
    let (status, to) = send(&desk.keeper, "/scenarios", &fields, SQUARE).await;
    assert_eq!(status, StatusCode::SEE_OTHER, "{to}");
    let (_, page) = desk.keeper.get(&to).await;
    assert!(
        page.contains("usable from 12 h on") && page.contains("Usable from 30 h on."),
        "{page}"
    );
    let id = to.split(['/', '?']).nth(2).unwrap().parse().unwrap();
    let run = scenarios::run(&platform_ctx(&desk.platform), id).await.unwrap();
    let (_, page) = desk.keeper.get(&format!("/scenarios/runs/{}", run.id)).await;
    assert!(page.contains("Site, usable from 12 h on"), "{page}");
    assert!(page.contains("Site, usable from 30 h on"), "the site in the area: {page}");

    for (wrong, field) in [("soon", "site_after-0"), ("0 h", "site_after-0")] {
        let said = format!("{WHOLE}&site_after-0={}", wrong.replace(' ', "+"));
        let said = said.replace("code=storm", "code=wrong");
        let (status, page) = desk.keeper.post("/scenarios", &said).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{wrong}: {page}");
        assert!(page.contains(&format!("f-{field}-problem")), "{wrong}: {page}");
    }
}

#[tokio::test]
async fn the_list_is_searched_filtered_sorted_and_downloaded() {
    let desk = desk().await;
    desk.added().await;
    let other = WHOLE.replace("storm", "flood").replace("Storm", "Flood");
    desk.keeper.post("/scenarios", &other).await;
    let (_, list) = desk.keeper.get("/scenarios?text=flo").await;
    assert!(list.contains("Flood") && !list.contains(">Storm<"), "{list}");
    assert!(list.contains("2 things") && list.contains("Agency of commerce"), "{list}");
    let (_, list) = desk.keeper.get("/scenarios?sort=name&descending=true").await;
    assert!(list.find(">Storm<") < list.find(">Flood<"), "{list}");
    let (_, list) = desk.keeper.get("/scenarios?agency=revenue").await;
    assert!(list.contains("No scenarios match"), "{list}");
    let (_, csv) = desk.keeper.get("/scenarios.csv?text=storm").await;
    assert!(csv.contains("storm,Storm,commerce,A storm.,"), "{csv}");
    assert!(csv.contains("2026-09-14T11:30:00Z,72,") && !csv.contains("flood"), "{csv}");
    let (status, xlsx) = desk.keeper.get("/scenarios.xlsx").await;
    assert!(status == StatusCode::OK && xlsx.starts_with("PK"));
    let (_, found) = desk.keeper.get("/search?q=storm").await;
    assert!(found.contains("Storm") && found.contains("/scenarios/"), "{found}");
    assert!(!desk.outsider.get("/search?q=storm").await.1.contains("/scenarios/"));
}

#[tokio::test]
async fn an_area_is_pasted_or_sent_as_a_file_with_the_number_of_sites_in_it() {
    let desk = desk().await;
    let fields = [("agency", "commerce"), ("code", "storm"), ("name", "Storm")];
    let more = [("area_text", SQUARE), ("area_name", "Coast"), ("more", "true")];
    let (status, page) = send(&desk.keeper, "/scenarios", &[&fields[..], &more].concat(), "").await;
    assert_eq!(status, StatusCode::OK);
    assert!(
        page.contains("1 polygon with 5 points.") && page.contains("1 site is in it."),
        "{page}"
    );
    assert!(page.contains(r#"name="area_name-0" type="text" value="Coast""#), "{page}");
    assert!(page.contains(r#"name="site-4""#), "there is room for more: {page}");
    assert!(!page.contains("longitude first"), "{page}");
    // One that holds nothing says so, and one that is drawn the other way round says that.
    let nowhere = r#"{"type":"Polygon","coordinates":[[[1,1],[2,1],[2,2],[1,2],[1,1]]]}"#;
    let more = [("area_text", nowhere), ("more", "true")];
    let (_, page) = send(&desk.keeper, "/scenarios", &[&fields[..], &more].concat(), "").await;
    assert!(page.contains("No site that you may see lies in it"), "{page}");
    assert!(page.contains("GeoJSON gives the longitude first"), "{page}");
    let more = [("area_text", EXCHANGED), ("more", "true")];
    let (_, page) = send(&desk.keeper, "/scenarios", &[&fields[..], &more].concat(), "").await;
    assert!(page.contains("Latitude and longitude look exchanged"), "{page}");

    let (status, to) = send(&desk.keeper, "/scenarios", &fields, SQUARE).await;
    assert_eq!(status, StatusCode::SEE_OTHER, "{to}");
    let path = to.strip_suffix("?done=added").unwrap();
    let (_, page) = desk.keeper.get(path).await;
    assert!(page.contains("1 site is in it.") && page.contains("The east"), "{page}");
    assert!(!page.contains("The west"), "{page}");

    // Whoever edits it finds the area in the form, and may leave it out.
    let (_, form) = desk.keeper.get(&format!("{path}/edit")).await;
    assert!(form.contains(r#"name="area-0""#) && form.contains("Leave this area out"), "{form}");
    let alert = "<alert><info><area><circle>40,-78 20</circle></area></info></alert>";
    let kept = serde_json::json!({ "polygons": [], "circles": [] }).to_string();
    let fields = [&fields[..], &[("version", "1"), ("area-0", &kept), ("area_drop-0", "true")]];
    let (status, to) = send(&desk.keeper, &format!("{path}/edit"), &fields.concat(), alert).await;
    assert_eq!(status, StatusCode::SEE_OTHER, "{to}");
    let (_, page) = desk.keeper.get(path).await;
    assert!(page.contains("1 circle with") && page.contains("The west"), "{page}");
}

#[tokio::test]
async fn a_file_that_draws_nothing_is_refused_beside_its_field() {
    let desk = desk().await;
    let fields = [("agency", "commerce"), ("code", "storm"), ("name", "Storm"), ("site-0", "east")];
    let large = "x".repeat(1_100_000);
    let deep = "<a>".repeat(50_000);
    let cases = [
        ("no map", "This is neither GeoJSON nor an alert"),
        (r#"{"type":"Point","coordinates":[1,2]}"#, "The file draws no area"),
        (&large, "The file is larger than 1 MiB."),
        (&deep, "f-area_file-problem"),
    ];
    for (file, problem) in cases {
        let (status, page) = send(&desk.keeper, "/scenarios", &fields, file).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{problem}");
        assert!(page.contains(problem) && page.contains("#f-area_file"), "{problem}: {page}");
        assert!(page.contains(r#"value="Storm""#), "what was typed stays: {page}");
    }
    let huge = "x".repeat(9 << 20);
    let (status, _) = send(&desk.keeper, "/scenarios", &fields, &huge).await;
    assert_eq!(status, StatusCode::PAYLOAD_TOO_LARGE);
}

#[tokio::test]
async fn what_is_wrong_is_said_beside_the_field_that_it_was_typed_into() {
    let desk = desk().await;
    let refused = async |form: &str, field: &str, reason: &str| {
        let (status, page) = desk.keeper.post("/scenarios", form).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{form}: {page}");
        assert!(page.contains(&format!("href=\"#f-{field}\"")), "{field}: {page}");
        assert!(page.contains(reason), "{reason}: {page}");
    };
    refused("agency=&name=&code=", "name", "Give it a name.").await;
    refused("", "agency", "no agency called").await;
    refused(&WHOLE.replace("east", "nowhere"), "site-0", "no site called “nowhere”").await;
    refused(&WHOLE.replace("asset:db", "tape"), "other-0", "Nothing is called “tape”.").await;
    refused(&WHOLE.replace("2026-09-14", "soon"), "strikes_at", "Use a day such as").await;
    refused(&WHOLE.replace("07:30", "25:30"), "strikes_time", "Use a time such as").await;
    refused(&WHOLE.replace("3+d", "long"), "people_back", "length of time").await;
    refused(&WHOLE.replace("45+m", "soon"), "begins_after", "length of time").await;
    refused(&WHOLE.replace("agency=commerce", "agency=revenue"), "agency", "no agency").await;
    refused(&WHOLE.replace("name=Storm", "name=%00"), "name", "Use plain text.").await;
    refused(&format!("{WHOLE}&area-0=["), "area_name-0", "did not arrive whole").await;
    let far = "{\"circles\":[{\"latitude\":99,\"longitude\":0,\"km\":1}]}";
    refused(&format!("{WHOLE}&area-0={far}"), "area_name-0", "did not arrive whole").await;
    refused("agency=commerce&code=x&name=X", "site-0", "Say what is lost").await;
    desk.added().await;
    refused(WHOLE, "code", "This code is taken.").await;
}

#[tokio::test]
async fn a_form_says_all_that_is_wrong_at_once_and_takes_names_as_people_know_them() {
    let desk = desk().await;
    desk.added().await;
    let wrong = "agency=commerce&code=storm&name=&site-0=nowhere&other-0=tape\
        &change_kind-0=faster&change_item-0=asset:none&change_within-0=soon\
        &strikes_at=soon&strikes_time=early&people_back=long&begins_after=soon";
    let (status, page) = desk.keeper.post("/scenarios", wrong).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    let fields = [
        "code",
        "name",
        "site-0",
        "other-0",
        "change_item-0",
        "change_within-0",
        "strikes_at",
        "strikes_time",
        "people_back",
        "begins_after",
    ];
    for field in fields {
        let n = page.matches(&format!("href=\"#f-{field}\"")).count();
        assert_eq!(n, 1, "{field}: {page}");
    }
    // Names, in any case; a code alone; what two have in common is told apart by their codes.
    item(&desk.platform, Kind::Asset, "commerce", "disk").await;
    let disk =
        inventory::by_code(&platform_ctx(&desk.platform), Kind::Asset, "disk").await.unwrap();
    let same = ItemDocument::new(Kind::Asset, "commerce", "disk-3", &disk.name);
    put(&desk.platform, &same).await;
    let named = "agency=commerce&code=named&name=Named&site-0=the+WEST&other-0=DB&lost=The+east";
    let both = format!("{named}&other-1={}", disk.name.replace(' ', "+"));
    let (status, page) = desk.keeper.post("/scenarios", &both).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        page.contains("Several are called so: asset:disk (") && page.contains("asset:disk-3 ("),
        "{page}"
    );
    assert!(page.contains(r#"value="the WEST""#), "what was typed stays: {page}");
    let (status, to) = desk.keeper.post("/scenarios", named).await;
    assert_eq!(status, StatusCode::SEE_OTHER, "{to}");
    let ctx = platform_ctx(&desk.platform);
    let scenario = scenarios::by_code(&ctx, "named").await.unwrap();
    let lost: Vec<String> = scenario.lost.iter().map(ToString::to_string).collect();
    assert_eq!(lost, ["asset:db", "site:east", "site:west"]);
    // What others have is called nothing here.
    let (_, page) = desk
        .outsider
        .post("/scenarios", "agency=revenue&code=theirs&name=Theirs&other-0=The+db")
        .await;
    assert!(page.contains("Nothing is called “The db”."), "{page}");
    // A change says all of it, too.
    let wrong = "version=1&name=&site-0=nowhere&people_back=long";
    let (status, page) = desk.keeper.post(&format!("/scenarios/{}/edit", scenario.id), wrong).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    for field in ["name", "site-0", "people_back"] {
        assert!(page.contains(&format!("href=\"#f-{field}\"")), "{field}: {page}");
    }
}

#[tokio::test]
async fn whoever_saves_second_chooses_between_both_versions() {
    let desk = desk().await;
    let path = desk.added().await;
    let first = format!("{WHOLE}&version=1").replace("name=Storm", "name=Gale");
    desk.keeper.post(&format!("{path}/edit"), &first).await;
    let second = format!("{WHOLE}&version=1").replace("site-0=east", "site-0=west");
    let (status, page) = desk.keeper.post(&format!("{path}/edit"), &second).await;
    assert_eq!(status, StatusCode::CONFLICT);
    assert!(
        page.contains("saved by somebody else first") && page.contains("2 fields differ"),
        "{page}"
    );
    assert!(page.contains(r#"name="version" value="2""#), "{page}");
    let chosen = "version=2&agency=commerce&name=Gale&description=A+storm.\
        &lost=asset:db%0D%0Asite:west&gone=&areas=[]&strikes_at=2026-09-14T11:30:00%2B00:00\
        &people_back=3+d";
    let (_, to) = desk.keeper.post(&format!("{path}/edit"), chosen).await;
    assert_eq!(to, format!("{path}?done=saved"));
    let (_, page) = desk.keeper.get(&path).await;
    assert!(page.contains("Gale") && page.contains("The west") && page.contains("07:30"), "{page}");
}

#[tokio::test]
async fn who_only_reads_keeps_no_scenario_and_nobody_elses_is_there() {
    let desk = desk().await;
    let path = desk.added().await;
    for (method, page) in [("GET", "edit"), ("POST", "edit"), ("GET", "retire"), ("POST", "retire")]
    {
        let request = Request::builder().method(method).uri(format!("{path}/{page}"));
        let kind = "application/x-www-form-urlencoded";
        let response = desk.reader.send(request.header("content-type", kind), "version=1").await;
        assert_eq!(response.status(), StatusCode::FORBIDDEN, "{method} {page}");
    }
    for page in ["", "/edit", "/retire"] {
        let (status, _) = desk.outsider.get(&format!("{path}{page}")).await;
        assert_eq!(status, StatusCode::NOT_FOUND, "{page}");
    }
    let (status, _) = desk.outsider.post(&format!("{path}/runs"), "").await;
    assert_eq!(status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn what_a_scenario_names_of_another_agency_is_not_shown_and_stays() {
    let desk = desk().await;
    let document = ScenarioDocument {
        lost: vec!["asset:db".to_owned(), "asset:own".to_owned()],
        ..ScenarioDocument::new("revenue", "both", "Both")
    };
    item(&desk.platform, Kind::Asset, "revenue", "own").await;
    let ctx = platform_ctx(&desk.platform);
    let scenario = scenarios::add(&ctx, &document).await.unwrap();
    let path = format!("/scenarios/{}", scenario.id);
    for page in [&path, &format!("{path}/edit"), "/scenarios", "/scenarios.csv"] {
        let (status, page) = desk.outsider.get(page).await;
        assert_eq!(status, StatusCode::OK);
        assert!(!page.contains("The db") && !page.contains("asset:db"), "{page}");
    }
    assert!(desk.outsider.get("/scenarios").await.1.contains("1 thing<"));
    let form = "version=1&agency=revenue&name=Renamed&other-0=asset:own";
    let (_, to) = desk.outsider.post(&format!("{path}/edit"), form).await;
    assert_eq!(to, format!("{path}?done=saved"));
    let after = scenarios::show(&ctx, scenario.id).await.unwrap();
    assert_eq!((after.name.as_str(), after.lost.len()), ("Renamed", 2), "{after:?}");
}

/// What their services stand on is offered and can be lost, whosever it is; the sites of others in an
/// area are counted, and their names are nowhere.
#[tokio::test]
async fn what_ones_services_stand_on_is_offered_and_sites_of_others_are_counted() {
    let desk = desk().await;
    let mut site = ItemDocument::new(Kind::Site, "revenue", "vault", "The vault");
    site.details.insert("latitude".to_owned(), json!(35.0));
    site.details.insert("longitude".to_owned(), json!(-78.0));
    put(&desk.platform, &site).await;
    let mut secret = ItemDocument::new(Kind::Site, "revenue", "bunker", "The bunker");
    secret.details = site.details.clone();
    put(&desk.platform, &secret).await;
    let mainframe = ItemDocument::new(Kind::Asset, "revenue", "mainframe", "The mainframe");
    let mainframe = ItemDocument { site: Some("vault".to_owned()), ..mainframe };
    let mainframe = put(&desk.platform, &mainframe).await;
    let portal = item(&desk.platform, Kind::Service, "commerce", "portal").await;
    need(&desk.platform, &portal, &mainframe).await;

    let (_, form) = desk.keeper.get("/scenarios/new").await;
    assert!(form.contains("What your services stand on and is not yours"), "{form}");
    assert!(form.contains("asset:mainframe") && form.contains("site:vault"), "{form}");
    let (_, offers) = desk.keeper.get("/scenarios/things.json?kind=site&q=vau").await;
    assert!(offers.contains("\"code\":\"vault\""), "{offers}");
    let (_, offers) = desk.keeper.get("/scenarios/things.json?refs=true&q=bunker").await;
    assert_eq!(offers, "[]");
    let (status, to) =
        desk.keeper.post("/scenarios", "agency=commerce&code=vault&name=V&site-0=vault").await;
    assert_eq!(status, StatusCode::SEE_OTHER, "{to}");

    let fields = [("agency", "commerce"), ("code", "coast"), ("name", "Coast")];
    let (status, to) = send(&desk.keeper, "/scenarios", &fields, SQUARE).await;
    assert_eq!(status, StatusCode::SEE_OTHER, "{to}");
    let (_, page) = desk.keeper.get(&to).await;
    let said = "2 sites that you may not see lie in these areas. Of your services and processes, 1 \
                stop with them.";
    assert!(page.contains(said) && page.contains("The east"), "{page}");
    assert!(!page.contains("The bunker") && !page.contains("The vault"), "{page}");
}
