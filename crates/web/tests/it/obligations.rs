//! Obligations and how agencies meet them, as people and programs see it.

use app::Platform;
use app::actor::{Reach, Role};
use app::plans::plan::{self, PlanDocument, VersionDocument};
use app::plans::templates;
use axum::http::StatusCode;
use serde_json::json;
use test_support::{State, ctx, ctx_in, ctx_with, fresh, person, platform_ctx, state};

use crate::server::{Call, service};
use crate::site::Site;

/// The form of an obligation, with a clause in its second row.
const FORM: &str = "code=law-1&citation=Law+1&title=A+law&about=About+it.&has_kinds=true\
    &kind.state_agency=true&agencies=&due=2027-01-31&renew_months=12&clauses.0.number=\
    &clauses.0.text=&clauses.0.sections=&clauses.1.number=%C2%A7+1\
    &clauses.1.text=Know+what+must+not+stop.&clauses.1.sections=drp:scope";

async fn made() -> (Platform, State) {
    let platform = fresh().await;
    let at = state(&platform).await;
    (platform, at)
}

/// A plan of commerce in which one section is written.
async fn drafted(platform: &Platform) -> plan::Plan {
    let template = templates::find("drp").unwrap();
    let mut content = plan::Content::blank(template);
    for it in content.sections.iter_mut().filter(|it| it.key == "scope") {
        it.text = "The data center, and all that runs there.".to_owned();
    }
    let mut document = PlanDocument::new("commerce", "drp", "it", "Recovery of commerce");
    document.versions.push(VersionDocument::draft(content));
    plan::start(&platform_ctx(platform), &document).await.unwrap()
}

/// The page of the one obligation that this finds.
async fn path_of(site: &Site, text: &str) -> String {
    let (_, page) = site.get(&format!("/obligations?text={text}")).await;
    let links = page.split("href=\"").skip(1).filter_map(|it| it.split('"').next());
    let is_one = |it: &&str| it.starts_with("/obligations/") && it.len() == 49;
    links.into_iter().find(is_one).unwrap().to_owned()
}

#[tokio::test]
async fn an_obligation_is_added_changed_and_retired_by_forms() {
    let (platform, at) = made().await;
    let team = Site::of(&ctx(&platform, Role::ContinuityTeam));
    let (_, page) = team.get("/obligations").await;
    for citation in ["N.C.G.S. 143B-1331", "Executive Order 298", "ISO 22301:2019"] {
        assert!(page.contains(citation), "{citation}");
    }
    let (status, page) = team.post("/obligations", &FORM.replace("drp:scope", "drp:none")).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.contains("No type of plan has a section “drp:none”."), "{page}");
    let (status, to) = team.post("/obligations", FORM).await;
    assert_eq!(status, StatusCode::SEE_OTHER, "{to}");
    let path = to.strip_suffix("?done=added").unwrap().to_owned();
    let (_, page) = team.get(&path).await;
    assert!(page.contains("§ 1") && page.contains("Disaster recovery plan (DRP): What it covers"));
    assert!(page.contains("State agency") && page.contains("31 Jan 2027"), "{page}");
    let (_, page) = team.get(&format!("{path}/edit")).await;
    assert!(page.contains("name=\"kind.state_agency\" type=\"checkbox\" value=\"true\" checked"));
    let unticked = FORM.replace("&kind.state_agency=true", "").replace("A+law", "Some+law");
    let (_, to) = team.post(&format!("{path}/edit"), &format!("version=1&{unticked}")).await;
    assert_eq!(to, format!("{path}?done=saved"));
    assert!(team.get(&path).await.1.contains("Every agency"));
    let (status, page) = team.post(&format!("{path}/edit"), &format!("version=1&{FORM}")).await;
    assert_eq!(status, StatusCode::CONFLICT);
    assert!(page.contains("Some law") && page.contains("A law"), "{page}");
    let coordinator = Site::of(&ctx_in(&platform, Role::Coordinator, at.commerce));
    assert_eq!(coordinator.get(&format!("{path}/edit")).await.0, StatusCode::FORBIDDEN);
    assert!(!coordinator.get(&path).await.1.contains("/edit\""));
    assert!(team.get(&format!("{path}/retire")).await.1.contains("Retire “Law 1”?"));
    let (_, to) = team.post(&format!("{path}/retire"), "version=2").await;
    assert_eq!(to, format!("{path}?done=retired"));
    assert!(!team.get("/obligations").await.1.contains("Law 1"));
    assert!(team.get("/obligations?retired=true").await.1.contains("Law 1"));
    let (_, to) = team.post(&format!("{path}/restore"), "version=3").await;
    assert_eq!(to, format!("{path}?done=restored"));
}

/// The page of the statute lists plans; what is missing is red, with the section to add.
#[tokio::test]
async fn req_s0_11_the_page_of_an_obligation_lists_plans_with_missing_clauses_in_red() {
    let (platform, _) = made().await;
    drafted(&platform).await;
    let site = Site::of(&ctx(&platform, Role::ContinuityTeam));
    let path = path_of(&site, "143B-1331").await;
    let (_, page) = site.get(&path).await;
    assert!(page.contains("Recovery of commerce") && page.contains("1 of 6"), "{page}");
    assert!(page.contains("<span class=\"state bad\">143B-1331(2) missing</span>"), "{page}");
    assert!(page.contains("“Which disasters it reckons with”"), "{page}");
    assert!(page.contains("<span class=\"state good\">Satisfied</span> <small>143B-1331(1)"));
    let of = async |query: &str| site.get(&format!("{path}?{query}")).await.1;
    assert!(of("agency=commerce").await.contains("Recovery of commerce"));
    assert!(!of("agency=revenue").await.contains("Recovery of commerce"));
    assert!(of("type=bcp").await.contains("No plans match"));
    assert!(of("nonsense=1").await.contains("Part of the address was not understood"));
    let (_, csv) = site.get(&format!("{path}/plans.csv")).await;
    let missing = "gs-143b-1331,it,Recovery of commerce,drp,Agency of commerce,1 (draft),\
                   143B-1331(2),missing,Which disasters it reckons with";
    assert!(csv.contains(missing), "{csv}");
    assert_eq!(site.get(&format!("{path}/plans.xlsx")).await.0, StatusCode::OK);
    let (_, csv) = site.get("/obligations.csv?text=143B").await;
    assert!(csv.contains("143B-1331(2)") && csv.contains("drp:disasters"), "{csv}");
    assert_eq!(site.get("/obligations.xlsx").await.0, StatusCode::OK);
}

/// The page of a plan says the same of it alone.
#[tokio::test]
async fn req_s4_42_the_page_of_a_plan_shows_missing_clauses_in_red_with_the_section_to_add() {
    let (platform, at) = made().await;
    let plan = drafted(&platform).await;
    let site = Site::of(&ctx_in(&platform, Role::Coordinator, at.commerce));
    let (_, page) = site.get(&format!("/plans/{}", plan.id)).await;
    assert!(page.contains("17% complete: 1 of 6 clauses"), "{page}");
    assert!(page.contains("<span class=\"state bad\">143B-1331(3) missing</span>"), "{page}");
    let link = format!("href=\"/plans/{}/draft/protection\">“What is done beforehand”", plan.id);
    assert!(page.contains(&link), "{page}");
    // Who may not look at assurance does not see the panel.
    let agent = Site::of(&ctx(&platform, Role::IncidentCommander));
    assert!(!agent.get(&format!("/plans/{}", plan.id)).await.1.contains("% complete"));
}

#[tokio::test]
async fn req_s0_24_evidence_is_added_and_attested_by_forms() {
    let (platform, at) = made().await;
    drafted(&platform).await;
    let reach = Reach::Agencies([at.commerce].into());
    let cora = person(&platform, "commerce", "cora").await;
    let hal = person(&platform, "commerce", "hal").await;
    let coordinator = Site::of(&ctx_with(&platform, cora, Role::Coordinator, reach.clone()));
    let head = Site::of(&ctx_with(&platform, hal, Role::AgencyHead, reach));
    let (_, page) = coordinator.get("/compliance?agency=commerce").await;
    assert!(page.contains("5 obligations are not met yet"), "{page}");
    let id = path_of(&coordinator, "143B-1331").await.replace("/obligations/", "");
    let path = format!("/compliance/{}/{id}", at.commerce);
    assert!(page.contains(&path), "{page}");
    let (_, page) = coordinator.get(&path).await;
    assert!(page.contains("Not in force yet") && page.contains("No evidence is written down yet"));
    assert!(!page.contains(&format!("{path}/attest")), "{page}");

    assert!(head.get(&format!("{path}/attest")).await.1.contains("Attest that Agency of commerce"));
    let (status, page) = head.post(&format!("{path}/attest"), "version=0").await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.contains("Nothing proves that the obligation is met."), "{page}");
    let edit = format!("{path}/edit");
    let (status, page) = coordinator.post(&edit, "version=0&owner=nobody&due=").await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.contains("There is no person called “nobody”."), "{page}");
    let (_, to) = coordinator.post(&edit, "version=0&owner=Person+cora&due=2026-11-20").await;
    assert_eq!(to, format!("{path}?done=saved"));
    let (_, page) = coordinator.get("/compliance?overdue=true").await;
    assert!(page.contains("Person cora") && page.contains("20 Nov 2026"), "{page}");

    let evidence = format!("{path}/evidence");
    let none = "version=1&kind=statement&plan=&text=&clause=&on=2026-11-01";
    let (status, page) = coordinator.post(&evidence, none).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.contains("Say what proves it."), "{page}");
    let (_, to) = coordinator.post(&evidence, &none.replace("text=", "text=Tested.")).await;
    assert_eq!(to, format!("{path}?done=added"));
    let (_, to) = head.post(&format!("{path}/attest"), "version=2").await;
    assert_eq!(to, format!("{path}?done=attested"));
    let (_, page) = coordinator.get(&path).await;
    assert!(page.contains("Person hal") && page.contains("Tested."), "{page}");
    let (_, csv) = coordinator.get("/compliance.csv?state=met").await;
    assert!(
        csv.contains("commerce,Agency of commerce,gs-143b-1331,N.C.G.S. 143B-1331,met"),
        "{csv}"
    );
    assert_eq!(coordinator.get("/compliance.xlsx").await.0, StatusCode::OK);
    let (_, to) = head.post(&format!("{path}/withdraw"), "version=3").await;
    assert_eq!(to, format!("{path}?done=withdrawn"));
    let (_, to) = coordinator.post(&format!("{evidence}/remove"), "version=4&n=0").await;
    assert_eq!(to, format!("{path}?done=removed"));
    let other = Site::of(&ctx_in(&platform, Role::Coordinator, at.revenue));
    assert_eq!(other.get(&path).await.0, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn programs_keep_the_register_and_the_checklist() {
    let (platform, at) = made().await;
    drafted(&platform).await;
    let service = service(&platform);
    let all = "/api/v1/obligations";
    let document = json!({
        "code": "law-1", "citation": "Law 1", "title": "A law",
        "clauses": [{ "number": "§ 1", "text": "Plan.", "sections": ["drp:scope"] }],
    });
    let added = Call::post(all, &document).send(&service).await;
    assert_eq!(added.status, StatusCode::CREATED, "{}", added.body);
    let path = added.header("location").to_owned();
    let id = added.body["id"].as_str().unwrap().to_owned();
    let changed = Call::put(&path, &document).seen("\"1\"").send(&service).await;
    assert_eq!(changed.body["version"], 1, "{}", changed.body);
    let plans = Call::get(&format!("{path}/plans?agency=commerce")).send(&service).await;
    assert_eq!(plans.body["items"][0]["score"], 10_000, "{}", plans.body);
    assert_eq!(plans.body["items"][0]["clauses"][0]["section"], "scope");
    let one = format!("/api/v1/compliance/{}/{id}", at.commerce);
    let shown = Call::get(&one).send(&service).await;
    assert_eq!((&shown.body["version"], &shown.body["state"]), (&json!(0), &json!("open")));
    let empty = Call::new(axum::http::Method::POST, &format!("{one}/attest"));
    let refused = empty.seen("\"0\"").send(&service).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", refused.body);
    assert_eq!(refused.body["code"], "compliance.no_evidence");
    let said = json!({
        "agency": "commerce", "obligation": "law-1",
        "evidence": [{ "kind": "file", "on": "2026-11-01", "text": "Archive, folder 12" }],
    });
    let put = Call::put(&one, &said).seen("\"0\"").send(&service).await;
    assert_eq!(put.body["state"], "prepared", "{}", put.body);
    let sign = Call::new(axum::http::Method::POST, &format!("{one}/attest"));
    let signed = sign.seen("\"1\"").send(&service).await;
    assert_eq!(signed.body["state"], "met", "{}", signed.body);
    let listed = Call::get(&format!("/api/v1/compliance?obligation={id}&state=met"));
    let listed = listed.send(&service).await;
    assert_eq!(listed.body["items"].as_array().unwrap().len(), 1, "{}", listed.body);
    let back = Call::new(axum::http::Method::POST, &format!("{one}/withdraw"));
    assert_eq!(back.seen("\"2\"").send(&service).await.body["state"], "prepared");
    let retired = Call::delete(&path).seen("\"1\"").send(&service).await;
    assert_eq!(retired.status, StatusCode::OK, "{}", retired.body);
    assert_eq!(Call::get(&one).send(&service).await.status, StatusCode::NOT_FOUND);
    let restore = Call::new(axum::http::Method::POST, &format!("{path}/restore"));
    assert_eq!(restore.seen("\"2\"").send(&service).await.body["version"], 3);
    let stretch = Call::get(&format!("{all}?limit=2")).send(&service).await;
    assert_eq!(stretch.body["items"].as_array().unwrap().len(), 2);
    assert!(stretch.body["next"].is_string());
}
