//! Partners and advisories, as people, partners and programs see them.

use app::actor::{Reach, Role};
use app::people::partners;
use axum::http::{Method, Request, StatusCode};
use serde_json::json;
use test_support::{ctx_with, fresh, person, state};

use crate::server::{Call, service};
use crate::site::{Site, read};

const PARTNER: &str = "code=cyber&agency=franklin&name=Cyber+advisors&kind=federal\
    &purpose=Reports+of+threats&level=green&people=Person+gina";
const ADVISORY: &str = "code=invoices&agency=franklin&name=Forged+invoices&tlp=green&source=Reports\
    &body=Mind+the+**invoices**.&partners=";

/// What is shared with Gina is searched, narrowed, turned and taken along, and Carl has none of it.
async fn is_listed(gina: &Site, carl: &Site) {
    let (_, page) = gina.get("/shared?text=forged&tlp=green&sort=name").await;
    assert!(page.contains("Forged invoices") && page.contains("Cyber advisors"), "{page}");
    let (_, page) = gina.get("/shared?text=zebra").await;
    assert!(!page.contains("Forged invoices") && page.contains("zebra"), "{page}");
    let (_, page) = gina.get("/shared?page=2").await;
    assert!(!page.contains("Forged invoices"), "{page}");
    let (_, csv) = gina.get("/shared.csv").await;
    assert!(csv.contains("Forged invoices,TLP:GREEN,2026-11-21"), "{csv}");
    assert!(!carl.get("/shared.csv").await.1.contains("Forged invoices"));
}

#[tokio::test]
async fn req_s1_13_an_advisory_is_written_shared_and_opened_by_forms() {
    let platform = fresh().await;
    state(&platform).await;
    let ann = person(&platform, "franklin", "ann").await;
    let gina = person(&platform, "commerce", "gina").await;
    let carl = person(&platform, "commerce", "carl").await;
    let site = Site::of(&ctx_with(&platform, ann, Role::ContinuityTeam, Reach::State));
    assert!(site.get("/partners").await.1.contains("No partners yet"));
    assert!(site.get("/advisories").await.1.contains("No advisories yet"));
    let (status, page) = site.post("/partners", &PARTNER.replace("=green", "=white")).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.contains("Choose what may be shared with it."), "{page}");
    let (_, to) = site.post("/partners", PARTNER).await;
    let partner = to.strip_suffix("?done=added").unwrap().to_owned();
    let (_, page) = site.get(&partner).await;
    assert!(page.contains("TLP:GREEN") && page.contains("Person gina"), "{page}");
    let (status, _) = site.post(&format!("{partner}/edit"), &format!("version=0&{PARTNER}")).await;
    assert_eq!(status, StatusCode::CONFLICT);
    let (_, csv) = site.get("/partners.csv?reached_by=green").await;
    assert!(csv.contains("cyber,Cyber advisors,franklin,federal"), "{csv}");
    assert!(!site.get("/partners.csv?reached_by=red").await.1.contains("cyber"));

    let (status, page) = site.post("/advisories", &ADVISORY.replace("=green", "=")).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.contains("Choose how far it may be passed on."), "{page}");
    let (_, to) = site.post("/advisories", ADVISORY).await;
    let advisory = to.strip_suffix("?done=added").unwrap().to_owned();
    let (_, page) = site.get(&advisory).await;
    assert!(page.contains("Who could open it") && page.contains("Cyber advisors"), "{page}");
    let id = advisory.rsplit('/').next().unwrap();
    let outsider =
        |id| Site::of(&ctx_with(&platform, id, Role::Employee, Reach::Agencies([].into())));
    assert_eq!(outsider(gina).get(&format!("/shared/{id}")).await.0, StatusCode::NOT_FOUND);
    let (_, to) = site.post(&format!("{advisory}/share"), "version=1").await;
    assert_eq!(to, format!("{advisory}?done=shared"));

    // Gina works for the partner, and Carl does not.
    assert!(outsider(gina).get("/shared").await.1.contains("Forged invoices"));
    let (_, page) = outsider(gina).get(&format!("/shared/{id}")).await;
    assert!(page.contains("<strong>invoices</strong>") && page.contains("TLP:GREEN"), "{page}");
    is_listed(&outsider(gina), &outsider(carl)).await;
    assert!(outsider(carl).get("/shared").await.1.contains("Nothing is shared with you"));
    assert_eq!(outsider(carl).get(&format!("/shared/{id}")).await.0, StatusCode::NOT_FOUND);
    assert_eq!(outsider(carl).get(&advisory).await.0, StatusCode::FORBIDDEN);
    let way_in = "href=\"/shared\"";
    assert!(outsider(gina).get("/work").await.1.contains(way_in));
    assert!(!outsider(carl).get("/work").await.1.contains(way_in));
    // So does who is nothing but a client of services besides.
    let client = Site::of(&ctx_with(&platform, gina, Role::Client, Reach::Agencies([].into())));
    assert!(client.get("/service-status").await.1.contains(way_in));
    assert!(client.get("/shared").await.1.contains("Forged invoices"));
    assert_eq!(client.get("/shared.csv").await.0, StatusCode::OK);
    assert_eq!(client.get(&format!("/shared/{id}")).await.0, StatusCode::OK);

    let (_, page) = site.get(&format!("{advisory}/withdraw")).await;
    assert!(page.contains("Nobody can open it any more."), "{page}");
    let (_, to) = site.post(&format!("{advisory}/withdraw"), "version=2").await;
    assert_eq!(to, format!("{advisory}?done=taken-back"));
    assert_eq!(outsider(gina).get(&format!("/shared/{id}")).await.0, StatusCode::NOT_FOUND);
    let (_, csv) = site.get("/advisories.csv").await;
    assert!(csv.contains("invoices,Forged invoices,franklin,TLP:GREEN,Reports,withdrawn"), "{csv}");
}

#[tokio::test]
async fn req_s1_13_a_partner_opens_what_is_shared_by_a_secret_link() {
    let platform = fresh().await;
    state(&platform).await;
    let ann = person(&platform, "franklin", "ann").await;
    person(&platform, "commerce", "gina").await;
    let team = ctx_with(&platform, ann, Role::ContinuityTeam, Reach::State);
    let site = Site::of(&team);
    let (_, to) = site.post("/partners", PARTNER).await;
    let partner = to.strip_suffix("?done=added").unwrap().to_owned();
    let (_, to) = site.post("/advisories", ADVISORY).await;
    let advisory = to.strip_suffix("?done=added").unwrap().to_owned();
    site.post(&format!("{advisory}/share"), "version=1").await;
    let (status, page) = site.post(&format!("{partner}/link"), "days=soon").await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.contains("Use from 1 to 366 days."), "{page}");
    let form = Request::post(format!("{partner}/link"))
        .header("host", "m.example")
        .header("content-type", "application/x-www-form-urlencoded");
    let (_, page) = read(site.send(form, "days=30").await).await;
    let link = page.split("http://m.example").nth(1).unwrap().split('<').next().unwrap();
    // Only whoever made it reads it, and only once.
    assert!(!site.get(&partner).await.1.contains(link));

    let nobody = Site::anonymous(&platform);
    let (status, page) = nobody.get(link).await;
    assert_eq!(status, StatusCode::OK);
    let id = advisory.rsplit('/').next().unwrap();
    assert!(page.contains(&format!("{link}/{id}")), "{page}");
    // A list as others are: searched, narrowed and turned over, with nothing but what it may open.
    let (_, page) = nobody.get(&format!("{link}?text=forged&tlp=green&sort=name")).await;
    assert!(page.contains("Forged invoices"), "{page}");
    let (_, page) = nobody.get(&format!("{link}?text=zebra")).await;
    assert!(page.contains("No advisories match") && !page.contains("Forged invoices"), "{page}");
    let (_, page) = nobody.get(&format!("{link}?page=2")).await;
    assert!(page.contains("There is no page 2") && !page.contains("Forged invoices"), "{page}");
    let (_, page) = nobody.get(&format!("{link}/{id}")).await;
    assert!(page.contains("<strong>invoices</strong>") && page.contains("TLP:GREEN"), "{page}");
    assert!(site.get(&advisory).await.1.contains("Cyber advisors by its link: advisory opened"));
    assert_eq!(nobody.get("/partner/guessed").await.0, StatusCode::NOT_FOUND);
    assert_eq!(nobody.get(&format!("/partner/guessed/{id}")).await.0, StatusCode::NOT_FOUND);

    let (_, to) = site.post(&format!("{partner}/link/withdraw"), "").await;
    assert_eq!(to, format!("{partner}?done=removed"));
    assert_eq!(nobody.get(link).await.0, StatusCode::NOT_FOUND);
    assert_eq!(nobody.get(&format!("{link}/{id}")).await.0, StatusCode::NOT_FOUND);
    let all = partners::list(&team, &partners::Query::default()).await.unwrap();
    assert_eq!(partners::link(&team, all.items[0].id).await.unwrap(), None);
}

#[tokio::test]
async fn programs_keep_partners_and_share_advisories() {
    let platform = fresh().await;
    state(&platform).await;
    let service = service(&platform);
    let document = json!({
        "code": "cyber", "agency": "franklin", "name": "Cyber", "kind": "federal", "level": "clear",
    });
    let added = Call::post("/api/v1/partners", &document).send(&service).await;
    assert_eq!(added.status, StatusCode::CREATED, "{}", added.body);
    let red = json!({
        "code": "x", "agency": "franklin", "name": "X", "tlp": "red", "body": "It.",
        "partners": ["cyber"],
    });
    let refused = Call::post("/api/v1/advisories", &red).send(&service).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", refused.body);
    assert_eq!(refused.body["fields"][0]["field"], "partners");
    let mut raised = document.clone();
    raised["level"] = json!("red");
    let path = added.header("location").to_owned();
    let raised = Call::put(&path, &raised).seen("\"1\"").send(&service).await;
    assert_eq!(raised.body["document"]["level"], "red", "{}", raised.body);
    let written = Call::post("/api/v1/advisories", &red).send(&service).await;
    assert_eq!(written.body["state"], "draft", "{}", written.body);
    let path = written.header("location").to_owned();
    let share = Call::new(Method::POST, &format!("{path}/share")).seen("\"1\"");
    assert_eq!(share.send(&service).await.body["state"], "shared");
    let listed = Call::get("/api/v1/advisories?tlp=red&state=shared").send(&service).await;
    assert_eq!(listed.body["items"][0]["document"]["code"], "x", "{}", listed.body);
    let withdraw = Call::new(Method::POST, &format!("{path}/withdraw")).seen("\"2\"");
    assert_eq!(withdraw.send(&service).await.body["state"], "withdrawn");
}
