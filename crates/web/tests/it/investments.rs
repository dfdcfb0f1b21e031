//! Investments and what is worth buying, as people and programs see them.

use app::actor::Role;
use app::prepare::inventory::{ItemDocument, Kind};
use app::{Platform, Span};
use axum::http::{Method, StatusCode};
use serde_json::json;
use test_support::{State, asset, ctx, ctx_in, fresh, need, put, service, state};

use crate::server::{Call, service as served};
use crate::site::Site;

/// A portal that is late because of its database.
async fn late(platform: &Platform) -> State {
    let at = state(platform).await;
    let portal = service(platform, "portal", 4, 0).await;
    let database = asset(platform, "database", 6).await;
    need(platform, &portal, &database).await;
    at
}

const FORM: &str = "code=replica&agency=commerce&name=A+replica&cost=12,500.50&description=So.\
    &changes.0.kind=faster&changes.0.item=&changes.0.within=&changes.0.site=\
    &changes.1.kind=faster&changes.1.item=asset:database&changes.1.within=2+h&changes.1.site=";

#[tokio::test]
async fn an_investment_is_added_shown_changed_and_retired_by_forms() {
    let platform = fresh().await;
    late(&platform).await;
    let site = Site::of(&ctx(&platform, Role::ContinuityTeam));
    assert!(site.get("/investments").await.1.contains("No investments yet"));
    assert!(site.get("/investments/new").await.1.contains("What it makes better, 3"));
    let (status, page) =
        site.post("/investments", &FORM.replace("asset:database", "asset:x")).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.contains("There is no asset:x.") && page.contains("f-changes.0.item"), "{page}");
    let (status, to) = site.post("/investments", FORM).await;
    assert_eq!(status, StatusCode::SEE_OTHER, "{to}");
    let path = to.strip_suffix("?done=added").unwrap().to_owned();
    let (_, page) = site.get(&path).await;
    assert!(page.contains("$12,500.50") && page.contains("The database"), "{page}");
    assert!(page.contains("investment added"), "{page}");

    let (_, page) = site.get(&format!("{path}/edit")).await;
    assert!(page.contains("value=\"asset:database\"") && page.contains("value=\"2 h\""), "{page}");
    let changed = FORM.replace("12,500.50", "9,000");
    let (_, to) = site.post(&format!("{path}/edit"), &format!("version=1&{changed}")).await;
    assert_eq!(to, format!("{path}?done=saved"));
    let (status, page) = site.post(&format!("{path}/edit"), &format!("version=1&{FORM}")).await;
    assert_eq!(status, StatusCode::CONFLICT);
    assert!(page.contains("$9,000") && page.contains("12,500.50"), "{page}");

    let (_, page) = site.get("/investments?text=repl&cost_max=10000&agency=commerce").await;
    assert!(page.contains("A replica"), "{page}");
    let (_, csv) = site.get("/investments.csv").await;
    assert!(
        csv.contains("replica,A replica,commerce,9000.00,USD,faster asset:database within 2 h")
    );
    assert_eq!(site.get("/investments.xlsx").await.0, StatusCode::OK);
    assert!(site.get(&format!("{path}/retire")).await.1.contains("Retire “A replica”?"));
    let (_, to) = site.post(&format!("{path}/retire"), "version=2").await;
    assert_eq!(to, format!("{path}?done=retired"));
    assert!(site.get("/investments?retired=true").await.1.contains("A replica"));
    let (_, to) = site.post(&format!("{path}/restore"), "version=3").await;
    assert_eq!(to, format!("{path}?done=restored"));
}

#[tokio::test]
async fn the_page_says_what_to_buy_and_for_how_much() {
    let platform = fresh().await;
    late(&platform).await;
    let site = Site::of(&ctx(&platform, Role::ContinuityTeam));
    assert!(site.get("/worth-buying?tier=all").await.1.contains("Nothing to weigh yet"));
    site.post("/investments", FORM).await;
    let (status, page) = site.get("/worth-buying?tier=all").await;
    assert_eq!(status, StatusCode::OK);
    assert!(page.contains("<h1>$12,500.50 brings 1 service more in time</h1>"), "{page}");
    assert!(page.contains("Now 0 of 1 services are in time.") && page.contains("<svg"));
    let portal = site.get("/services?text=portal").await.1;
    let id = portal
        .split("href=\"/services/")
        .find_map(|it| it.get(..36).filter(|it| it.matches('-').count() == 4));
    let (_, service) = site.get(&format!("/services/{}", id.unwrap())).await;
    let form = "/investments/new?name=Faster+restoration+of+The+database&amp;changes.0.kind=faster\
                &amp;changes.0.item=asset%3Adatabase&amp;changes.0.within=4+h";
    assert!(service.contains(form), "{service}");
    let (_, new) = site.get(&form.replace("&amp;", "&")).await;
    assert!(new.contains("value=\"asset:database\"") && new.contains("value=\"4 h\""), "{new}");
    assert!(page.contains("Step by step") && page.contains("The portal"));
    let (_, page) = site.get("/worth-buying").await;
    assert!(page.contains("No service here must be back within some time"), "{page}");
    let (_, csv) = site.get("/worth-buying.csv?tier=all").await;
    assert!(csv.contains("12500.50,12500.50,1,1,1,replica,replica,,The portal"), "{csv}");
    assert_eq!(site.get("/worth-buying.xlsx?tier=all").await.0, StatusCode::OK);
    assert_eq!(site.get("/worth-buying/live?tier=all").await.0, StatusCode::OK);
    let (_, to) = site.post("/worth-buying/cancel?tier=all", "").await;
    assert_eq!(to, "/investments?done=canceled");
    // Who sees the inventory need not see what things cost.
    let desk = Site::of(&ctx(&platform, Role::ServiceDesk));
    for path in ["/investments", "/worth-buying", "/investments.csv"] {
        assert_eq!(desk.get(path).await.0, StatusCode::FORBIDDEN, "{path}");
    }
}

/// What the state may buy a coordinator does not see: nothing is said of it, and nothing proved.
#[tokio::test]
async fn who_does_not_see_all_investments_is_told_so() {
    let platform = fresh().await;
    let at = late(&platform).await;
    let team = Site::of(&ctx(&platform, Role::ContinuityTeam));
    let of_state = FORM.replace("agency=commerce", "agency=franklin");
    assert_eq!(team.post("/investments", &of_state).await.0, StatusCode::SEE_OTHER);
    let (_, page) = team.get("/worth-buying?tier=all").await;
    assert!(page.contains("brings 1 service more in time"), "{page}");
    assert!(!page.contains("that you may see"), "{page}");
    assert!(team.get("/worth-buying.csv?tier=all").await.1.contains(",buy,"));
    let own = Site::of(&ctx_in(&platform, Role::Coordinator, at.commerce));
    let (_, page) = own.get("/worth-buying?tier=all").await;
    let none = "None of the investments that you may see brings a service in time";
    assert!(page.contains(none) && !page.contains("Nothing that could be bought"), "{page}");
    assert!(page.contains("Late whatever is bought of what you may see"), "{page}");
    let (_, csv) = own.get("/worth-buying.csv?tier=all").await;
    assert!(csv.contains(",buy_of_what_you_may_see,"), "{csv}");
}

/// The database takes half of the time that there is, and so does the disk; one person restores both.
#[tokio::test]
async fn more_people_in_a_crew_are_bought_and_weighed() {
    let platform = fresh().await;
    state(&platform).await;
    let mut crew = ItemDocument::new(Kind::Crew, "commerce", "mains", "Mains crew");
    crew.details.insert("people".to_owned(), json!(1));
    put(&platform, &crew).await;
    let portal = service(&platform, "portal", 4, 0).await;
    for code in ["database", "disk"] {
        let mut asset = ItemDocument::new(Kind::Asset, "commerce", code, &format!("The {code}"));
        asset.restore = Some(Span::from_hours(3));
        (asset.crew, asset.crew_size) = (Some("mains".to_owned()), Some(1));
        need(&platform, &portal, &put(&platform, &asset).await).await;
    }
    let site = Site::of(&ctx(&platform, Role::ContinuityTeam));
    let (_, page) = site.get("/worth-buying?tier=all").await;
    assert!(page.contains("Mains crew") && page.contains("2 h"), "{page}");
    let form = "code=hire&agency=commerce&name=Hire+one&cost=900&changes.0.kind=people\
        &changes.0.item=crew:mains&changes.0.people=";
    let (status, page) = site.post("/investments", &format!("{form}many")).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.contains("Use a whole number.") && page.contains("f-changes.0.people"), "{page}");
    let (_, to) = site.post("/investments", &format!("{form}1")).await;
    let path = to.strip_suffix("?done=added").unwrap();
    assert!(site.get(path).await.1.contains("More people in a crew"));
    assert!(site.get(&format!("{path}/edit")).await.1.contains("value=\"1\""));
    assert!(site.get("/investments.csv").await.1.contains("people crew:mains +1"));
    let (_, page) = site.get("/worth-buying?tier=all").await;
    assert!(page.contains("<h1>$900 brings 1 service more in time</h1>"), "{page}");
    assert!(page.contains("1 service waits for crews that may be short of people."), "{page}");
    assert!(page.contains("Proved: nothing cheaper does as much"), "{page}");
    let (_, page) = site.get("/worth-buying?tier=all&together=true").await;
    assert!(page.contains("lost at once") && page.contains("$900 brings"), "{page}");
    let service = served(&platform);
    let asked = Call::get("/api/v1/worth-buying?together=true").by(Some("continuity_team"));
    let answer = asked.send(&service).await.body["answer"].clone();
    assert_eq!((&answer["n_most"], &answer["n_crewed"]), (&json!(1), &json!(1)), "{answer}");
    assert_eq!(answer["steps"][0]["n_most"], 0, "{answer}");
}

#[tokio::test]
async fn a_crew_that_nobody_counted_is_named_where_something_rests_on_it() {
    let platform = fresh().await;
    state(&platform).await;
    put(&platform, &ItemDocument::new(Kind::Crew, "commerce", "mains", "Mains crew")).await;
    let portal = service(&platform, "portal", 4, 0).await;
    let mut disk = ItemDocument::new(Kind::Asset, "commerce", "disk", "The disk");
    disk.restore = Some(Span::from_hours(3));
    (disk.crew, disk.crew_size) = (Some("mains".to_owned()), Some(1));
    need(&platform, &portal, &put(&platform, &disk).await).await;
    let site = Site::of(&ctx(&platform, Role::ContinuityTeam));
    let form = "code=faster&agency=commerce&name=Faster&cost=900&changes.0.kind=faster\
        &changes.0.item=asset:disk&changes.0.within=1+h";
    assert_eq!(site.post("/investments", form).await.0, StatusCode::SEE_OTHER);
    let (_, page) = site.get("/worth-buying?tier=all").await;
    let told = "1 service rests on Mains crew: nobody has said how many there are";
    assert!(page.contains(told), "{page}");
    let (_, csv) = site.get("/worth-buying.csv?tier=all").await;
    let last = csv.lines().map(|it| it.rsplit(',').next().unwrap()).collect::<Vec<_>>();
    assert_eq!(last, ["services_with_uncounted_crews", "1"]);
    let asked = Call::get("/api/v1/worth-buying").by(Some("continuity_team"));
    let answer = asked.send(&served(&platform)).await.body["answer"].clone();
    assert_eq!(
        (&answer["n_uncounted"], &answer["uncounted"][0]["code"]),
        (&json!(1), &json!("mains"))
    );
}

#[tokio::test]
async fn programs_keep_investments_with_versions() {
    let platform = fresh().await;
    late(&platform).await;
    let service = served(&platform);
    let team = Some("continuity_team");
    let change = json!({ "kind": "faster", "item": "asset:database", "within": "PT2H" });
    let document = |cost: &str| {
        json!({
            "code": "replica", "agency": "commerce", "name": "A replica", "cost": cost,
            "changes": [change],
        })
    };
    let all = "/api/v1/investments";
    let added = Call::post(all, &document("500.00")).by(team).send(&service).await;
    assert_eq!(added.status, StatusCode::CREATED, "{}", added.body);
    let path = added.header("location").to_owned();
    assert_eq!(added.body["document"]["currency"], "USD");
    let put =
        |seen: &'static str, cost: &str| Call::put(&path, &document(cost)).seen(seen).by(team);
    assert_eq!(put("\"1\"", "600.00").send(&service).await.body["version"], 2);
    assert_eq!(put("\"1\"", "700.00").send(&service).await.status, StatusCode::PRECONDITION_FAILED);
    let bad = put("\"2\"", "much").send(&service).await;
    assert_eq!(bad.status, StatusCode::UNPROCESSABLE_ENTITY);
    let listed = Call::get(all).by(team).send(&service).await;
    assert_eq!(listed.body["items"][0]["document"]["cost"], "600.00");
    for (most, n) in [(600, 1), (599, 0)] {
        let cheap = Call::get(&format!("{all}?cost_max={most}")).by(team).send(&service).await;
        assert_eq!(cheap.body["items"].as_array().map(Vec::len), Some(n), "{most}");
    }
    for role in ["vendor", "service_desk", "employee", "administrator"] {
        for path in [all, "/api/v1/worth-buying"] {
            let refused = Call::get(path).by(Some(role)).send(&service).await;
            assert_eq!(refused.status, StatusCode::FORBIDDEN, "{role} {path}");
        }
    }
    let worth = Call::get("/api/v1/worth-buying?agency=commerce").by(team).send(&service).await;
    assert_eq!(worth.body["percent"], 100, "{}", worth.body);
    assert_eq!(worth.body["answer"]["steps"][1]["cost"], "600.00");
    let retired = Call::new(Method::DELETE, &path).seen("\"2\"").by(team).send(&service).await;
    assert!(!retired.body["retired_at"].is_null(), "{}", retired.body);
    let back = Call::new(Method::POST, &format!("{path}/restore")).seen("\"3\"").by(team);
    assert_eq!(back.send(&service).await.status, StatusCode::OK);
}
