//! What is taken along and kept where there is no network, and plans from Word, over HTTP.

use app::actor::{Reach, Role};
use app::plans::kit::{self, Key, unpack};
use app::plans::print::{Print, print};
use app::{Ctx, Platform};
use axum::body::to_bytes;
use axum::http::{Request, StatusCode};
use serde_json::Value;
use test_support::{State, ctx, ctx_with, fresh, person, state};

use crate::plans::{in_force, plan_about, reachable};
use crate::site::{Site, read};

/// A plan in force of commerce, and its coordinator.
async fn commerce(platform: &Platform) -> (State, Ctx) {
    let at = state(platform).await;
    reachable(platform).await;
    in_force(platform, ("drp", "it"), (None, &[])).await;
    let id = person(platform, "commerce", "cora").await;
    let reach = Reach::Agencies([at.commerce].into());
    let mut coordinator = ctx_with(platform, id, Role::Coordinator, reach);
    coordinator.actor.agency_id = at.commerce;
    (at, coordinator)
}

async fn bytes(response: axum::http::Response<axum::body::Body>) -> Vec<u8> {
    to_bytes(response.into_body(), usize::MAX).await.unwrap().to_vec()
}

#[tokio::test]
async fn the_kit_of_an_agency_is_downloaded_and_opens_without_the_server() {
    let platform = fresh().await;
    let (at, coordinator) = commerce(&platform).await;
    let site = Site::of(&coordinator);
    let path = format!("/agencies/{}/kit", at.commerce);
    let (_, page) = site.get(&format!("/agencies/{}", at.commerce)).await;
    assert!(page.contains(&path), "{page}");
    let (status, page) = site.get(&path).await;
    assert_eq!(status, StatusCode::OK, "{page}");
    for (form, reason) in [
        ("", "Give a passphrase, or the keys"),
        ("passphrase=short&again=short", "at least 12 characters"),
        ("passphrase=four+words+in+a+row&again=other", "must say the same"),
        ("keys=age1nonsense", "is no key of age"),
        (
            "passphrase=four+words+in+a+row&again=four+words+in+a+row&keys=age1x",
            "leave one of them",
        ),
    ] {
        let (status, page) = site.post(&path, form).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{form}");
        assert!(page.contains(reason) && !page.contains("four words"), "{form}: {page}");
    }
    let form = "passphrase=four+words+in+a+row&again=four+words+in+a+row&keys=";
    let kind = "application/x-www-form-urlencoded";
    let response = site.send(Request::post(&path).header("content-type", kind), form).await;
    assert_eq!(response.status(), StatusCode::OK);
    let named = response.headers()["content-disposition"].to_str().unwrap().to_owned();
    assert!(named.contains("kit-commerce-2026-11-21.age"), "{named}");
    let file = bytes(response).await;
    let opened = unpack(&file, &Key::passphrase("four words in a row"), None).unwrap();
    let page = |path: &str| String::from_utf8(opened.files[path].clone()).unwrap();
    assert!(page("index.html").contains(r#"href="plan-it.html""#), "{}", page("index.html"));
    assert!(page("plan-it.html").contains("What"), "{}", page("plan-it.html"));
    assert!(page("contacts.html").contains("tel:+19195550142"), "{}", page("contacts.html"));
    assert!(page("words.js").contains("+1 919 555 0142"));
    for (path, text) in &opened.files {
        let text = String::from_utf8_lossy(text);
        let is_page = path.ends_with(".html");
        // Every link and file of a page is in the kit.
        for target in text.split(['"']).filter(|it| is_page && it.ends_with(".html")) {
            assert!(opened.files.contains_key(target), "{path} names {target}");
        }
        assert!(!is_page || !text.contains("=\"http") && !text.contains("=\"/"), "{path}: {text}");
    }
}

#[tokio::test]
async fn what_a_browser_keeps_is_ones_own_and_goes_at_sign_out() {
    let platform = fresh().await;
    let (at, coordinator) = commerce(&platform).await;
    let site = Site::of(&coordinator);
    let (status, page) = site.get("/offline").await;
    assert_eq!(status, StatusCode::OK);
    assert!(page.contains(&format!("data-offline=\"{}\"", coordinator.actor.person_id)), "{page}");
    for response in [
        site.send(Request::post("/offline"), "").await,
        site.send(Request::get("/offline.json"), "").await,
    ] {
        let (status, body) = read(response).await;
        assert_eq!(status, StatusCode::OK, "{body}");
        let kept: Value = serde_json::from_str(&body).unwrap();
        assert_eq!(kept["plans"][0]["code"], "it");
        assert!(kept["plans"][0]["html"].as_str().unwrap().contains("section-"), "{body}");
        assert!(kept["contacts"].as_str().unwrap().contains("+1 919 555 0142"), "{body}");
    }
    let mut outsider = test_support::ctx_in(&platform, Role::Coordinator, at.revenue);
    outsider.actor.agency_id = at.revenue;
    let (_, body) = Site::of(&outsider).get("/offline.json").await;
    assert!(!body.contains("0142") && body.contains("\"plans\":[]"), "{body}");
    let response = site.send(Request::post("/sign-out"), "").await;
    assert_eq!(response.headers()["clear-site-data"], "\"storage\"");
}

#[tokio::test]
async fn the_page_that_opens_with_no_server_has_all_that_it_loads() {
    let platform = fresh().await;
    let site = Site::anonymous(&platform);
    let (status, page) = site.get("/offline/read").await;
    assert_eq!(status, StatusCode::OK);
    let (_, script) = site.get("/service-worker.js").await;
    let files = script.split("const FILES = ").nth(1).unwrap().split(";\n").next().unwrap();
    let files: Vec<String> = serde_json::from_str(files).unwrap();
    for file in &files {
        let (status, _) = site.get(file).await;
        assert_eq!(status, StatusCode::OK, "{file}");
    }
    let named =
        page.split('"').filter(|it| it.starts_with("/static/") || it.ends_with(".webmanifest"));
    for it in named {
        assert!(files.iter().any(|file| file == it), "{it} is not kept");
    }
    let (_, manifest) = site.get("/manifest.webmanifest").await;
    let manifest: Value = serde_json::from_str(&manifest).unwrap();
    assert_eq!(manifest["start_url"], "/offline/read");
}

#[tokio::test]
async fn the_public_edition_is_a_file_or_a_reason() {
    let platform = fresh().await;
    let (_, coordinator) = commerce(&platform).await;
    let site = Site::of(&coordinator);
    let draft = plan_about(&ctx(&platform, Role::Coordinator), ("drp", "new"), (None, &[])).await;
    let (status, page) = site.get(&format!("/plans/{}/versions/1/public", draft.id)).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.contains("Put the version in force first"), "{page}");
    let kept = kit::of_person(&coordinator).await.unwrap();
    let id = kept.plans[0].opened.plan.id;
    let (_, page) = site.get(&format!("/plans/{id}")).await;
    let path = format!("/plans/{id}/versions/1/public");
    assert!(page.contains(&path), "{page}");
    let response = site.send(Request::get(&path), "").await;
    assert_eq!(response.status(), StatusCode::OK);
    assert!(bytes(response).await.starts_with(b"%PDF-"));
}

const BOUNDARY: &str = "--a-boundary";

/// A form with a file, as a browser sends it.
fn multipart(kind: &str, file: &[u8]) -> Vec<u8> {
    let mut body = format!(
        "--{BOUNDARY}\r\ncontent-disposition: form-data; name=\"type\"\r\n\r\n{kind}\r\n\
         --{BOUNDARY}\r\ncontent-disposition: form-data; name=\"file\"; filename=\"Our plan.docx\"\
         \r\n\r\n"
    )
    .into_bytes();
    body.extend_from_slice(file);
    body.extend_from_slice(format!("\r\n--{BOUNDARY}--\r\n").as_bytes());
    body
}

/// What the form on a page would send.
fn form_of(page: &str) -> Vec<(String, String)> {
    let plain = |it: &str| {
        it.replace("&quot;", "\"").replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
    };
    let attribute = |tag: &str, name: &str| {
        let value = tag.split(&format!(" {name}=\"")).nth(1)?.split('"').next()?;
        Some(plain(value))
    };
    let main = page.split("<main").nth(1).unwrap();
    let mut sent = Vec::new();
    for tag in main.split("<input").skip(1) {
        let tag = tag.split_once('>').unwrap().0;
        let value = attribute(tag, "value").unwrap_or_default();
        sent.extend(attribute(tag, "name").map(|name| (name, value)));
    }
    for select in main.split("<select").skip(1) {
        let (tag, rest) = select.split_once('>').unwrap();
        let options = rest.split("</select>").next().unwrap();
        let chosen = options.split("<option").find(|it| it.contains(" selected"));
        let value = chosen.and_then(|it| attribute(it, "value")).unwrap_or_default();
        sent.extend(attribute(tag, "name").map(|name| (name, value)));
    }
    sent
}

#[tokio::test]
async fn a_word_file_becomes_a_draft_after_somebody_saw_where_each_part_goes() {
    let platform = fresh().await;
    let (_, coordinator) = commerce(&platform).await;
    let kept = kit::of_person(&coordinator).await.unwrap();
    let id = kept.plans[0].opened.plan.id;
    let file = print(&coordinator, id, 1, Print::Docx).await.unwrap().bytes;
    let site = Site::of(&coordinator);
    let (_, page) = site.get("/plans/new").await;
    assert!(page.contains("/plans/import"), "{page}");
    let (status, _) = site.get("/plans/import?type=drp").await;
    assert_eq!(status, StatusCode::OK);
    let kind = format!("multipart/form-data; boundary={BOUNDARY}");
    let send = async |of: &str, file: &[u8]| {
        let request = Request::post("/plans/import").header("content-type", &kind);
        read(site.send_bytes(request, multipart(of, file)).await).await
    };
    for (of, file, reason) in [
        ("", &b"x"[..], "Choose a type of plan"),
        ("drp", &b""[..], "Choose a file"),
        ("drp", &b"no document"[..], "cannot be read as a Word document"),
    ] {
        let (status, page) = send(of, file).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{page}");
        assert!(page.contains(reason), "{page}");
    }
    let (status, page) = send("drp", &file).await;
    assert_eq!(status, StatusCode::OK, "{page}");
    assert!(page.contains("Where each part goes") && page.contains("Our plan"), "{page}");

    let mut sent = form_of(&page);
    let post = async |sent: &[(String, String)]| {
        site.post("/plans/import/draft", &serde_urlencoded::to_string(sent).unwrap()).await
    };
    // Without a code, and with parts that go nowhere, it is asked for again, with nothing lost.
    let (status, page) = post(&sent).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{page}");
    assert!(page.contains("Use lower-case letters"), "{page}");
    let texts = |sent: &[(String, String)]| -> Vec<String> {
        sent.iter().filter(|it| it.0.starts_with("text.")).map(|it| it.1.clone()).collect()
    };
    assert_eq!(texts(&form_of(&page)), texts(&sent));
    let put = |sent: &mut Vec<(String, String)>, name: &str, value: &str| {
        sent.retain(|it| it.0 != name);
        sent.push((name.to_owned(), value.to_owned()));
    };
    let first = app::plans::templates::find("drp").unwrap().sections[0].key.clone();
    put(&mut sent, "code", "brought");
    put(&mut sent, "rest", &first);
    let (status, to) = post(&sent).await;
    assert_eq!(status, StatusCode::SEE_OTHER, "{to}");
    let brought = app::plans::plan::by_code(&coordinator, "brought").await.unwrap();
    assert_eq!(to, format!("/plans/{}/draft?done=added", brought.id));
    let draft = app::plans::plan::version(&coordinator, brought.id, 1).await.unwrap().content;
    let all: String = draft.sections.iter().map(|it| it.text.as_str()).collect();
    for text in texts(&sent) {
        assert!(all.contains(&text), "{text} is lost");
    }
}
