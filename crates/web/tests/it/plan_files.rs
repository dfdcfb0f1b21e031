//! A plan as a file, its texts as HTML, and what the rules find in it.

use app::actor::Role;
use app::plans::plan;
use axum::http::{Request, StatusCode};
use serde_json::{Value, json};
use test_support::{ctx, fresh, state};

use crate::plans::{in_force, plan_about, reachable};
use crate::server::{Call, service};
use crate::site::Site;

#[tokio::test]
async fn a_version_is_printed_as_pdf_and_word() {
    let platform = fresh().await;
    state(&platform).await;
    reachable(&platform).await;
    let it = in_force(&platform, ("drp", "it"), (None, &[])).await;
    let site = Site::of(&ctx(&platform, Role::IncidentCommander));
    let kinds = [("pdf", &b"%PDF-"[..]), ("docx", &b"PK"[..])];
    let kinds = kinds.iter().flat_map(|it| [("", it), ("/api/v1", it)]);
    for (under, (kind, begins)) in kinds {
        let path = format!("{under}/plans/{}/versions/1/{kind}", it.id);
        let response = site.send(Request::get(&path), "").await;
        assert_eq!(response.status(), StatusCode::OK, "{path}");
        let named = response.headers()["content-disposition"].to_str().unwrap().to_owned();
        assert!(named.contains(&format!("it-v1.{kind}")), "{named}");
        let bytes = axum::body::to_bytes(response.into_body(), usize::MAX).await.unwrap();
        assert!(bytes.starts_with(begins), "{path}");
    }
    let none = site.get(&format!("/plans/{}/versions/2/pdf", it.id)).await;
    assert_eq!(none.0, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_program_takes_plans_along_as_one_locked_file() {
    let platform = fresh().await;
    let at = state(&platform).await;
    reachable(&platform).await;
    let it = in_force(&platform, ("drp", "it"), (None, &[])).await;
    let service = service(&platform);
    for kind in ["pdf", "docx", "public"] {
        let file = || Call::get(&format!("/api/v1/plans/{}/versions/1/{kind}", it.id));
        assert_eq!(file().send(&service).await.status, StatusCode::OK, "{kind}");
        let refused = file().by(Some("employee")).send(&service).await;
        assert_eq!(refused.status, StatusCode::FORBIDDEN, "{kind}");
    }
    let path = format!("/api/v1/agencies/{}/kit", at.commerce);
    let pack = |lock: &Value| Call::post(&path, lock);
    for lock in [json!({}), json!({ "passphrase": "short" })] {
        let refused = pack(&lock).send(&service).await;
        assert_eq!(refused.body["fields"][0]["field"], "passphrase", "{}", refused.body);
    }
    let lock = json!({ "passphrase": "correct horse battery" });
    for role in ["employee", "client"] {
        let refused = pack(&lock).by(Some(role)).send(&service).await;
        assert_eq!(refused.status, StatusCode::FORBIDDEN, "{role}");
    }
    let packed = pack(&lock).send(&service).await;
    assert_eq!((packed.status, packed.header("content-type")), (StatusCode::OK, "application/age"));
    assert!(packed.header("content-disposition").contains("attachment"));
}

#[tokio::test]
async fn texts_are_markdown_in_which_nothing_can_act() {
    let platform = fresh().await;
    state(&platform).await;
    let writer = ctx(&platform, Role::Coordinator);
    let it = plan_about(&writer, ("drp", "it"), (None, &[])).await;
    let mut content = plan::versions(&writer, it.id).await.unwrap().remove(0).content;
    if let Some(first) = content.sections.first_mut() {
        first.text = "**Call** [us](javascript:alert(1)).\n\n<script>alert(1)</script>".to_owned();
    }
    plan::save(&writer, it.id, 1, content).await.unwrap();
    let (_, page) = Site::of(&writer).get(&format!("/plans/{}", it.id)).await;
    assert!(page.contains("<strong>Call</strong>"), "{page}");
    // As words alone it stands where a line is chosen to comment on.
    assert!(!page.contains("href=\"javascript") && !page.contains("<script>alert"), "{page}");
}

#[tokio::test]
async fn what_the_rules_find_stands_beside_the_plan() {
    let platform = fresh().await;
    state(&platform).await;
    let writer = ctx(&platform, Role::Coordinator);
    let it = plan_about(&writer, ("drp", "it"), (None, &[])).await;
    let (_, page) = Site::of(&writer).get(&format!("/plans/{}", it.id)).await;
    assert!(page.contains(">Checks</h2>"), "{page}");
    assert!(page.contains("PLN-"), "{page}");
}
